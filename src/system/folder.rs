//! The text files of a folder and of those in it, within limits. It must not know what is in them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::files::{ReadError, read_text};

/// How much of a folder is read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Folders inside folders.
    pub depth: usize,
    /// Files in all.
    pub files: usize,
    /// Bytes of one file.
    pub bytes: usize,
}

/// A file's path below the folder, with `/` between its parts, and its text.
pub type FolderFile = (String, Result<String, ReadError>);

/// Reads all files whose name ends with `ending`, in the order of their names. Hidden files and folders are left out, and so
/// is what a symbolic link brings in from outside the folder.
///
/// # Errors
/// When the folder cannot be listed, or holds more files than the limit.
pub fn read_folder(folder: &Path, ending: &str, limits: Limits) -> io::Result<Vec<FolderFile>> {
    let root = fs::canonicalize(folder)?;
    let mut found = Vec::new();
    list(&root, &root, ending, limits, &mut found)?;
    found.sort();
    let name = |path: &Path| {
        let below = path.strip_prefix(&root).unwrap_or(path);
        below.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
    };
    Ok(found.into_iter().map(|path| (name(&path), read_text(&path, limits.bytes))).collect())
}

fn list(root: &Path, folder: &Path, ending: &str, limits: Limits, found: &mut Vec<PathBuf>) -> io::Result<()> {
    let depth = folder.strip_prefix(root).map_or(0, |below| below.iter().count());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let inside = fs::canonicalize(&path).is_ok_and(|real| real.starts_with(root));
        if name.starts_with('.') || !inside {
            continue;
        }
        if path.is_dir() {
            // The depth also ends a link that leads back to a folder above it.
            if depth < limits.depth {
                list(root, &path, ending, limits, found)?;
            }
        } else if name.ends_with(ending) {
            found.push(path);
            if found.len() > limits.files {
                let message = format!("it holds more than {} files that end with {ending}", limits.files);
                return Err(io::Error::new(io::ErrorKind::InvalidData, message));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_lies_inside_and_nothing_else() {
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("secret.toml"), "secret").unwrap();
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("topic/deep")).unwrap();
        fs::create_dir_all(root.join(".git")).unwrap();
        fs::write(root.join("topic/b.toml"), "b").unwrap();
        fs::write(root.join("a.toml"), "a").unwrap();
        fs::write(root.join("README.md"), "r").unwrap();
        fs::write(root.join(".git/c.toml"), "c").unwrap();
        fs::write(root.join("topic/deep/d.toml"), [0xff]).unwrap();
        std::os::unix::fs::symlink(outside.path().join("secret.toml"), root.join("link.toml")).unwrap();
        std::os::unix::fs::symlink(root, root.join("topic/loop")).unwrap();
        let limits = Limits { depth: 2, files: 10, bytes: 100 };
        let files = read_folder(root, ".toml", limits).unwrap();
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["a.toml", "topic/b.toml", "topic/deep/d.toml", "topic/loop/a.toml"]);
        assert!(files[2].1.is_err());
        assert!(read_folder(root, ".toml", Limits { files: 1, ..limits }).is_err());
    }
}
