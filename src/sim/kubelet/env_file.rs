//! Variables from files of a volume (`fileKeyRef`), in the one form that the kubelet reads: `NAME='value'`. It must not know who
//! wrote the file.

use crate::sim::model::FileKeyRef;

use super::environment::VolumeReader;

/// The variable's value; `None` where it may be missing and is.
///
/// # Errors
/// In the kubelet's words, which tell of the file's mistakes only in its own log.
pub(super) fn value(uid: &str, reference: &FileKeyRef, files: VolumeReader) -> Result<Option<String>, String> {
    let text = files(&reference.volume_name, &reference.path);
    let found = text.and_then(|bytes| find(&String::from_utf8_lossy(&bytes), &reference.key));
    match found {
        None => Err("couldn't parse env file".to_owned()),
        // An empty value is none.
        Some(value) if !value.is_empty() => Ok(Some(value)),
        Some(_) if reference.optional => Ok(None),
        Some(_) => {
            let folder = format!("/var/lib/kubelet/pods/{uid}/volumes/kubernetes.io~empty-dir");
            let path = reference.path.trim_start_matches("./").trim_matches('/');
            let file = format!("{folder}/{}/{path}", reference.volume_name);
            Err(format!("environment variable key {:?} not found in file {file:?}", reference.key))
        }
    }
}

/// The value of the first variable of that name, empty where there is none; `None` where a line before it is not in the form.
fn find(text: &str, key: &str) -> Option<String> {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim_start_matches([' ', '\t']);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (name, value) = line.split_once('=')?;
        if name.is_empty() || name.ends_with([' ', '\t']) {
            return None;
        }
        // As in a shell, a blank behind the `=` ends the value; what comes then is not looked at.
        let value = if value.starts_with([' ', '\t']) { String::new() } else { quoted(value, &mut lines)? };
        if name == key {
            return Some(value);
        }
    }
    Some(String::new())
}

/// What stands between single quotes, over several lines if need be; behind it only a comment may follow.
fn quoted<'a>(first: &'a str, lines: &mut impl Iterator<Item = &'a str>) -> Option<String> {
    let mut rest = first.strip_prefix('\'')?;
    let mut value = String::new();
    loop {
        if let Some((end, behind)) = rest.split_once('\'') {
            value.push_str(end);
            let behind = behind.trim_start_matches([' ', '\t']);
            return (behind.is_empty() || behind.starts_with('#')).then_some(value);
        }
        value.push_str(rest);
        value.push('\n');
        rest = lines.next()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_read_as_the_kubelet_reads_it() {
        let good = "# settings\n\n  A='one' # first\nB='two\nlines'\nC= 'no'\nexport D='x'\nE=''\nA='later'\r\n";
        for (key, want) in
            [("A", "one"), ("B", "two\nlines"), ("C", ""), ("D", ""), ("export D", "x"), ("E", ""), ("F", "")]
        {
            assert_eq!(find(good, key).as_deref(), Some(want), "{key}");
        }
        for bad in ["A", "A=x", "A=\"x\"", "='x'", "A ='x'", "A='x", "A='x'y", "X=1\nA='x'"] {
            assert_eq!(find(bad, "A"), None, "{bad}");
        }
        // What stands behind the variable is not looked at.
        assert_eq!(find("A='x'\nnonsense", "A").as_deref(), Some("x"));
    }

    #[test]
    fn what_is_missing_is_told_unless_it_may_be() {
        let files =
            |volume: &str, path: &str| (volume == "data" && path == "app/env").then(|| b"A='1'\nB=''\n".to_vec());
        let asked = |path: &str, key: &str, optional: bool| {
            let reference = FileKeyRef { volume_name: "data".into(), path: path.into(), key: key.into(), optional };
            value("1-2", &reference, &files)
        };
        assert_eq!(asked("app/env", "A", false), Ok(Some("1".to_owned())));
        assert_eq!(asked("app/env", "B", true), Ok(None));
        assert_eq!(
            asked("app/env", "B", false),
            Err("environment variable key \"B\" not found in file \
                 \"/var/lib/kubelet/pods/1-2/volumes/kubernetes.io~empty-dir/data/app/env\""
                .to_owned())
        );
        assert_eq!(asked("gone", "A", true), Err("couldn't parse env file".to_owned()));
    }
}
