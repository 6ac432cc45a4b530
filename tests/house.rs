//! Holds the code to `src/ARCHITECTURE.md`: which module may import which, and which libraries live where.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules in the order of the table in `src/ARCHITECTURE.md`, the highest first.
fn layers() -> Vec<String> {
    let text = fs::read_to_string(root().join("src/ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once('`').map(|(name, _)| name.to_owned())).collect()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            found.push(path);
        }
    }
}

/// Every source file with its path below `src/` and its text.
fn sources() -> Vec<(String, String)> {
    let src = root().join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(&path).expect("a source file"))
        })
        .collect()
}

/// The top module that a file belongs to; `None` for `main.rs` and `lib.rs`.
fn module(file: &str) -> Option<&str> {
    let top = file.split('/').next()?;
    let name = top.strip_suffix(".rs").unwrap_or(top);
    (!matches!(name, "main" | "lib")).then_some(name)
}

/// The code alone: without comment lines.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(n, line)| (n + 1, line))
}

/// The modules of this crate that a line names, also in `use crate::{a::…, b}` groups on one line.
fn named(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices("crate::") {
        if line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
            continue;
        }
        let rest = &line[at + "crate::".len()..];
        let names: Vec<&str> = match rest.strip_prefix('{') {
            Some(group) => top_level_items(group),
            None => vec![rest],
        };
        for name in names {
            let name: String = name.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            found.push(name);
        }
    }
    found
}

fn top_level_items(group: &str) -> Vec<&str> {
    let (mut depth, mut start, mut items) = (0usize, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&group[start..at]);
                return items;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&group[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    items.push(&group[start..]);
    items
}

#[test]
fn every_module_stands_in_the_table() {
    let layers = layers();
    for (file, _) in sources() {
        if let Some(module) = module(&file) {
            assert!(
                layers.iter().any(|l| l == module),
                "src/{file}: `{module}` is not in the table of ARCHITECTURE.md"
            );
        }
    }
    for layer in &layers {
        assert!(
            root().join(format!("src/{layer}.rs")).exists(),
            "ARCHITECTURE.md names `{layer}`, which does not exist"
        );
    }
}

#[test]
fn modules_import_only_from_below() {
    let layers = layers();
    let rank = |name: &str| layers.iter().position(|l| l == name);
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some(own) = module(&file).and_then(rank) else { continue };
        for (line_number, line) in code(&text) {
            for other in named(line) {
                if rank(&other).is_some_and(|other| other < own) {
                    wrong.push(format!("src/{file}:{line_number}: {}", line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "imports against the layers of src/ARCHITECTURE.md:\n{}", wrong.join("\n"));
}

#[test]
fn libraries_stay_in_their_module() {
    const HOMES: [(&str, &[&str]); 9] = [
        ("ratatui::", &["tui"]),
        ("crossterm::", &["tui"]),
        ("portable_pty::", &["tui"]),
        ("rusqlite::", &["history"]),
        ("libyaml_safer::", &["manifest"]),
        ("fsrs::", &["session"]),
        ("std::env::", &["system"]),
        ("SystemTime::now", &["system"]),
        ("Timestamp::now", &["system"]),
    ];
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some(own) = module(&file) else { continue };
        for (line_number, line) in code(&text) {
            for (library, homes) in HOMES {
                if line.contains(library) && !homes.contains(&own) {
                    wrong.push(format!("src/{file}:{line_number}: {}", line.trim()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "libraries outside their module:\n{}", wrong.join("\n"));
}

#[test]
fn pure_modules_touch_nothing_outside() {
    const PURE: [&str; 8] = ["session", "grade", "proof", "sim", "shell", "world", "exercise", "manifest"];
    // Addresses are values; sockets are doors.
    const DOORS: [&str; 7] =
        ["std::fs::", "std::process::", "TcpStream", "TcpListener", "UdpSocket", "std::thread::spawn", "Instant::now"];
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let Some(own) = module(&file) else { continue };
        if !PURE.contains(&own) {
            continue;
        }
        // Unit tests at a file's end may read test data.
        for (line_number, line) in code(text.split("#[cfg(test)]").next().unwrap_or(&text)) {
            if DOORS.iter().any(|door| line.contains(door)) {
                wrong.push(format!("src/{file}:{line_number}: {}", line.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "pure modules that reach outside:\n{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_owns() {
    for (file, text) in sources() {
        if file != "lib.rs" {
            assert!(text.starts_with("//!"), "src/{file} does not open with //!");
        }
    }
}

#[test]
fn no_file_outgrows_its_purpose() {
    let long: Vec<String> = sources()
        .into_iter()
        .filter(|(_, text)| text.lines().count() > 600)
        .map(|(file, text)| format!("src/{file}: {} lines", text.lines().count()))
        .collect();
    assert!(long.is_empty(), "files of more than 600 lines:\n{}", long.join("\n"));
}
