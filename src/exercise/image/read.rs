//! From a file's text to an [`Image`] that can be laid out as a file system, or to what is wrong with it and where. It must
//! not know where the text came from.

use super::{Commands, Image};
use crate::exercise::load::MAX_FILE;
use crate::exercise::problem::Problem;
use crate::exercise::source::{At, Source, at, toml_problem};

/// The most items that any list of an image has.
const MAX_ITEMS: usize = 200;
/// The largest image, in bytes.
const MAX_SIZE: u64 = 20_000_000_000;
/// The longest path, as Linux has it.
const MAX_PATH: usize = 4095;

impl Image {
    /// Reads an image file; `file` is what messages call it.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the file.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        if text.len() > MAX_FILE {
            return Err(vec![Problem::whole(file, format!("the file is larger than {} KiB", MAX_FILE / 1024))]);
        }
        let mut image: Self = toml::from_str(text).map_err(|error| vec![toml_problem(file, text, &error)])?;
        let mut source = Source::new(file, text);
        names(&mut source, &mut image);
        tags(&mut source, &image);
        lists(&mut source, &image);
        starting(&mut source, &image);
        paths(&mut source, &image);
        if source.is_good() { Ok(image) } else { Err(source.into_problems()) }
    }

    /// Whether the image exists under a tag. A tag with fewer numbers stands for the newest of them.
    #[must_use]
    pub fn has(&self, tag: &str) -> bool {
        if self.words.iter().any(|word| word == tag) || self.suffixes.iter().any(|suffix| suffix == tag) {
            return true;
        }
        let tag = tag.strip_prefix('v').unwrap_or(tag);
        let (version, suffix) = tag.split_once('-').map_or((tag, None), |(version, suffix)| (version, Some(suffix)));
        let known_suffix = suffix.is_none_or(|suffix| self.suffixes.iter().any(|s| s == suffix));
        let Some(own) = numbers(version) else { return false };
        let [Some(low), Some(high)] = [&self.versions[0], &self.versions[1]].map(|text| numbers(text)) else {
            return false;
        };
        let depth = own.len().min(2);
        known_suffix && own[..depth] >= low[..depth.min(low.len())] && own[..depth] <= high[..depth.min(high.len())]
    }
}

/// The numbers of a version: one to three of them.
fn numbers(text: &str) -> Option<Vec<u32>> {
    let all: Option<Vec<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
    all.filter(|all| (1..=3).contains(&all.len()))
}

/// Names have no tag; those of Docker Hub are kept as `library/NAME` and `ORG/NAME`.
fn names(source: &mut Source, image: &mut Image) {
    if image.names.is_empty() {
        source.wrong(at!["names"], "an image needs a name that Pods call it by");
    }
    for (index, name) in image.names.iter_mut().enumerate() {
        let good = |part: &str| {
            let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
            part.starts_with(edge)
                && part.ends_with(edge)
                && part.chars().all(|c| edge(c) || matches!(c, '.' | '_' | '-'))
        };
        let last = name.rsplit('/').next().unwrap_or_default();
        if let Some((bare, _)) = last.split_once([':', '@']) {
            let message = format!("`{name}` has a tag; give the name alone, and its tags as `versions` and `words`");
            source.wrong_with_help(at!["names", index], message, Some(format!("the name is `{bare}`")));
            continue;
        }
        let mut parts = name.split('/');
        let host = parts.next().unwrap_or_default();
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        if name.len() > 255 || !good(host) || !parts.all(good) {
            let message = format!("`{name}` cannot be the name of an image: small letters, digits, and . _ - between");
            source.wrong(at!["names", index], message);
        }
        if let Some(short) = name.strip_prefix("docker.io/") {
            *name = short.to_owned();
        }
        if !name.contains('/') {
            *name = format!("library/{name}");
        }
    }
}

fn tags(source: &mut Source, image: &Image) {
    let versions = image.versions.each_ref().map(|text| numbers(text));
    for (index, version) in versions.iter().enumerate() {
        if version.is_none() {
            let message = format!("`{}` is no version: one to three numbers, as in `1.36`", image.versions[index]);
            source.wrong(at!["versions", index], message);
        }
    }
    if let [Some(low), Some(high)] = &versions
        && low > high
    {
        source.wrong(at!["versions"], "the lowest version comes first, then the highest");
    }
    let is_tag = |tag: &str| {
        tag.len() <= 128
            && tag.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
            && tag.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
    };
    for (key, list) in [("words", &image.words), ("suffixes", &image.suffixes), ("present", &image.present)] {
        for (index, tag) in list.iter().enumerate().filter(|(_, tag)| !is_tag(tag)) {
            source.wrong(at![key, index], format!("`{tag}` cannot be a tag"));
        }
    }
    for (index, tag) in image.present.iter().enumerate().filter(|(_, tag)| is_tag(tag) && !image.has(tag)) {
        let message = format!("there is no tag `{tag}`: it is neither in `versions` nor in `words`");
        source.wrong(at!["present", index], message);
    }
}

fn lists(source: &mut Source, image: &Image) {
    let lengths = [
        ("names", image.names.len()),
        ("words", image.words.len()),
        ("suffixes", image.suffixes.len()),
        ("present", image.present.len()),
        ("entrypoint", image.entrypoint.len()),
        ("command", image.command.len()),
        ("env", image.env.len()),
        ("dirs", image.dirs.len()),
        ("files", image.files.len()),
        ("links", image.links.len()),
    ];
    for (key, length) in lengths.into_iter().filter(|(_, length)| *length > MAX_ITEMS) {
        source.wrong(at![key], format!("{length} are too many: at most {MAX_ITEMS}"));
    }
    if image.size > MAX_SIZE {
        source.wrong(at!["size"], format!("an image has at most {MAX_SIZE} bytes"));
    }
}

fn starting(source: &mut Source, image: &Image) {
    let nul = |text: &String| text.contains('\0');
    for (key, list) in [("entrypoint", &image.entrypoint), ("command", &image.command)] {
        if let Some(index) = list.iter().position(nul) {
            source.wrong(at![key, index], "a NUL character, which no argument can have");
        }
    }
    if let Some(index) = image.env.iter().position(|(name, value)| nul(name) || nul(value)) {
        source.wrong(at!["env", index], "a NUL character, which no variable can have");
    }
    let is_user = |name: &String| {
        name.len() <= 32 && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_'))
    };
    if let Some(name) = image.user_name.as_ref().filter(|name| name.is_empty() || !is_user(name)) {
        source.wrong(at!["userName"], format!("`{name}` cannot be a user's name: small letters, digits, - and _"));
    }
    if image.commands == Commands::None
        && let Some(index) = image.files.iter().position(|file| file.text.starts_with("#!"))
    {
        let help = "leave `commands` out, or set it to \"busybox\"".to_owned();
        let message = "nothing can run this script: with `commands = \"none\"` there is no shell in the image";
        source.wrong_with_help(at!["files", index], message, Some(help));
    }
}

fn paths(source: &mut Source, image: &Image) {
    path(source, at!["workingDir"], &image.working_dir);
    for (index, dir) in image.dirs.iter().enumerate() {
        path(source, at!["dirs", index, "path"], &dir.path);
        mode(source, at!["dirs", index, "mode"], dir.mode.as_deref());
    }
    for (index, file) in image.files.iter().enumerate() {
        path(source, at!["files", index, "path"], &file.path);
        mode(source, at!["files", index, "mode"], file.mode.as_deref());
        if file.program.is_some() && !file.text.is_empty() {
            source.wrong(at!["files", index, "text"], "a file is a text or a program, not both");
        }
        if file.path.ends_with('/') && file.path.len() > 1 {
            source.wrong(at!["files", index, "path"], "this is the path of a folder; a file's ends without `/`");
        }
        if image.files.iter().take(index).any(|other| other.path == file.path) {
            source.wrong(at!["files", index, "path"], format!("`{}` is there already", file.path));
        }
    }
    for (link, target) in &image.links {
        path(source, at!["links", link.as_str()], link);
        if target.is_empty() || target.len() > MAX_PATH || target.contains('\0') {
            source.wrong(at!["links", link.as_str()], "a link needs something that it points to");
        }
    }
}

fn path(source: &mut Source, place: &[At], path: &str) {
    let message = if !path.starts_with('/') {
        format!("`{path}` must be a whole path, beginning with `/`")
    } else if path.split('/').any(|part| part == ".." || part == ".") {
        format!("`{path}` must not contain `.` or `..`")
    } else if path.len() > MAX_PATH || path.split('/').any(|part| part.len() > 255) || path.contains('\0') {
        "this path is too long, or has a NUL character".to_owned()
    } else {
        return;
    };
    source.wrong(place, message);
}

fn mode(source: &mut Source, place: &[At], mode: Option<&str>) {
    let Some(mode) = mode else { return };
    if !u32::from_str_radix(mode, 8).is_ok_and(|bits| bits <= 0o7777) {
        source.wrong(place, format!("`{mode}` is no mode: octal digits, as in \"644\" or \"0755\""));
    }
}
