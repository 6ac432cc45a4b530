//! How platforms name what they give a teacher to download: whose a file is, and what the student called it. It must not know
//! what is in any of it.
//!
//! Canvas puts all files into one folder, `lovelaceada_31_4711_pod.yaml` (a name, `LATE` where it was, the user's number, the
//! file's number, the file's name). Moodle makes a folder for each student, `Ada Lovelace_12345_assignsubmission_file_`, or begins
//! each file's name like that.

/// What Moodle writes before a file's own name.
const MOODLE: &str = "_assignsubmission_file";

/// Whose a file or folder is, as a platform says it by the name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload<'a> {
    /// What stands before the file's own name, the same for all files of a student.
    pub prefix: &'a str,
    /// What a roster knows the student by: the user's number in Canvas, the full name in Moodle.
    pub owner: &'a str,
    /// What the student called the file; empty for a folder.
    pub file: &'a str,
    /// The platform says that it came late.
    pub is_late: bool,
}

impl<'a> Upload<'a> {
    /// Reads a name; `None` for one that no platform has given.
    #[must_use]
    pub fn of(name: &'a str) -> Option<Self> {
        Self::moodle(name).or_else(|| Self::canvas(name))
    }

    fn moodle(name: &'a str) -> Option<Self> {
        let at = name.find(MOODLE)?;
        let (who, rest) = (name.get(..at)?, name.get(at + MOODLE.len()..)?);
        let (owner, number) = who.rsplit_once('_')?;
        let file = rest.strip_prefix('_').or_else(|| rest.is_empty().then_some(""))?;
        (!owner.is_empty() && is_number(number)).then_some(Self { prefix: who, owner, file, is_late: false })
    }

    fn canvas(name: &'a str) -> Option<Self> {
        let (person, rest) = name.split_once('_')?;
        let late = rest.strip_prefix("LATE_");
        let rest = late.unwrap_or(rest);
        let (owner, rest) = rest.split_once('_')?;
        let (number, file) = rest.split_once('_')?;
        let length = name.len() - rest.len() - 1;
        let is_upload = !person.is_empty() && is_number(owner) && is_number(number) && !file.is_empty();
        is_upload.then_some(Self { prefix: name.get(..length)?, owner, file, is_late: late.is_some() })
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A file's name without what Canvas adds to one that was handed in again: `pod-2.yaml` is `pod.yaml`.
#[must_use]
pub fn without_number(stem: &str) -> &str {
    match stem.rsplit_once('-') {
        Some((before, number)) if is_number(number) && !before.is_empty() => before,
        _ => stem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(name: &str) -> Option<(&str, &str, &str)> {
        Upload::of(name).map(|upload| (upload.prefix, upload.owner, upload.file))
    }

    #[test]
    fn names_that_platforms_give_tell_whose_a_file_is() {
        assert_eq!(parts("lovelaceada_31_4711_pod.yaml"), Some(("lovelaceada_31", "31", "pod.yaml")));
        assert_eq!(parts("lovelaceada_LATE_31_4711_my_pod.yaml"), Some(("lovelaceada_LATE_31", "31", "my_pod.yaml")));
        let moodle = Some(("Ada Lovelace_12345", "Ada Lovelace", ""));
        assert_eq!(parts("Ada Lovelace_12345_assignsubmission_file_"), moodle);
        assert_eq!(parts("Ada Lovelace_12345_assignsubmission_file"), moodle);
        let file = Some(("Zoë Müller_7", "Zoë Müller", "web.yaml"));
        assert_eq!(parts("Zoë Müller_7_assignsubmission_file_web.yaml"), file);
    }

    #[test]
    fn other_names_are_nobodys() {
        for name in
            ["ada", "ada.handin", "week-1-ada.handin", "a_b_c_d", "_1_2_x", "a_1_2_", "x_assignsubmission_file_", ""]
        {
            assert_eq!(parts(name), None, "{name}");
        }
    }

    #[test]
    fn a_number_that_canvas_adds_is_left_out() {
        assert_eq!(["pod-2", "pod", "web-server", "-1"].map(without_number), ["pod", "pod", "web-server", "-1"]);
    }
}
