//! What vim leaves beside a file when its terminal goes away: a swap file, for which its next start would ask. It must not know why
//! the editor was closed.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

/// Where a swap file's first block has the number of the process that it belongs to, in little-endian order.
const PROCESS: usize = 24;

/// Removes the swap files beside `file` that the ended process `process` has left. Those of other editors stay, and so does whatever
/// is called like one and is none. What cannot be removed stays too: vim then asks, as it does for everybody.
pub fn remove_left_behind(file: &Path, process: u32) {
    let (Some(folder), Some(name)) = (file.parent(), file.file_name().and_then(|name| name.to_str())) else { return };
    let start = format!(".{name}.sw");
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_called_so = entry
            .file_name()
            .to_str()
            .and_then(|name| name.strip_prefix(&start))
            .is_some_and(|rest| rest.len() == 1 && rest.chars().all(|c| c.is_ascii_lowercase()));
        if is_called_so && owner(&entry.path()) == Some(process) {
            // It fails where it has just gone, or where the folder takes no changes.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The process that a swap file belongs to; `None` where it is no swap file of vim's.
fn owner(path: &Path) -> Option<u32> {
    if !fs::symlink_metadata(path).ok()?.is_file() {
        return None;
    }
    let mut block = [0; PROCESS + 4];
    File::open(path).and_then(|mut file| file.read_exact(&mut block)).ok()?;
    let number = block.get(PROCESS..)?.try_into().ok()?;
    block.starts_with(b"b0V").then(|| u32::from_le_bytes(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_swap_files_of_the_process_that_has_ended_go() {
        let folder = tempfile::tempdir().unwrap();
        let swap = |start: &[u8], process: u32| {
            let mut block = vec![0; 4096];
            block[..start.len()].copy_from_slice(start);
            block[PROCESS..PROCESS + 4].copy_from_slice(&process.to_le_bytes());
            block
        };
        let write = |name: &str, bytes: Vec<u8>| fs::write(folder.path().join(name), bytes).unwrap();
        write("pod.yaml", b"kind: Pod\n".to_vec());
        write(".pod.yaml.swp", swap(b"b0VIM 9.0", 70_000));
        write(".pod.yaml.swo", swap(b"b0VIM 9.0", 70_000));
        write(".pod.yaml.swn", swap(b"b0VIM 9.0", 70_001));
        write(".pod.yaml.swm", swap(b"kind: Pod", 70_000));
        write(".pod.yaml.swl", b"b0VIM".to_vec());
        write(".pod.yaml.swap", swap(b"b0VIM 9.0", 70_000));
        write(".other.yaml.swp", swap(b"b0VIM 9.0", 70_000));
        remove_left_behind(&folder.path().join("pod.yaml"), 70_000);
        let mut left: Vec<String> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        left.sort();
        let expected =
            [".other.yaml.swp", ".pod.yaml.swap", ".pod.yaml.swl", ".pod.yaml.swm", ".pod.yaml.swn", "pod.yaml"];
        assert_eq!(left, expected);
        remove_left_behind(Path::new("/"), 70_000);
    }
}
