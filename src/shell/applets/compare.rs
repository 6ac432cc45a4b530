//! Files held against each other: cmp, diff. It must not know other applets.

mod folders;

use similar::DiffOp;
use similar::algorithms::{Capture, Compact, Replace, myers};

use crate::shell::applet::{Applet, Call, Options};
use crate::world::{Kind, text};

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "cmp", usage: "[-ls] [-n NUM] FILE1 [FILE2 [SKIP1 [SKIP2]]]", run: |call| Box::pin(cmp(call)) },
    Applet {
        name: "diff",
        usage: "[-abBdiNqrTstw] [-L LABEL] [-S FILE] [-U LINES] FILE1 FILE2",
        run: |call| Box::pin(diff(call)),
    },
];

const LONG: [(&str, char); 18] = [
    ("ignore-case", 'i'),
    ("ignore-tab-expansion", 'E'),
    ("ignore-space-change", 'b'),
    ("ignore-all-space", 'w'),
    ("ignore-blank-lines", 'B'),
    ("text", 'a'),
    ("unified", 'U'),
    ("label", 'L'),
    ("show-c-function", 'p'),
    ("brief", 'q'),
    ("expand-tabs", 't'),
    ("initial-tab", 'T'),
    ("recursive", 'r'),
    ("new-file", 'N'),
    ("report-identical-files", 's'),
    ("starting-file", 'S'),
    ("minimal", 'd'),
    ("unidirectional-new-file", 'N'),
];

async fn cmp(mut call: Call) -> u8 {
    let Ok(options) = call.options("lsn:", &[]).await else { return 2 };
    let (one, two) = match options.words.as_slice() {
        [one] => (one.clone(), "-".to_owned()),
        [one, two, ..] => (one.clone(), two.clone()),
        [] => {
            call.show_usage().await;
            return 2;
        }
    };
    let quiet = options.has('s');
    let mut contents = Vec::new();
    for file in [&one, &two] {
        match call.try_input(file).await {
            Ok(mut input) => contents.push(input.rest().await),
            Err(errno) => {
                if !quiet {
                    call.fail(file, errno).await;
                }
                return 2;
            }
        }
    }
    if let Some(most) = options.value('n').and_then(|text| text.parse().ok()) {
        for bytes in &mut contents {
            bytes.truncate(most);
        }
    }
    let (a, b) = (&contents[0], &contents[1]);
    let differing = a.iter().zip(b).enumerate().filter(|(_, (a, b))| a != b);
    let mut code = 0;
    for (at, (a_byte, b_byte)) in differing {
        code = 1;
        if quiet {
            return 1;
        }
        if !options.has('l') {
            let line = a[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            call.print_line(&format!("{one} {two} differ: char {}, line {line}", at + 1)).await;
            return call.finish(1).await;
        }
        call.print_line(&format!("{} {a_byte:3o} {b_byte:3o}", at + 1)).await;
    }
    if a.len() != b.len() {
        code = 1;
        if !quiet {
            let shorter = if a.len() < b.len() { &one } else { &two };
            call.error(&format!("EOF on {shorter}")).await;
        }
    }
    call.finish(code).await
}

async fn diff(mut call: Call) -> u8 {
    let Ok(options) = call.options("abdiL:NqrsS:tTU:uwBpE", &LONG).await else {
        return 1;
    };
    let [one, two] = options.words.as_slice() else { return call.show_usage().await };
    let is_dir = |call: &Call, path: &str| call.sys.stat(path).is_ok_and(|found| found.kind == Kind::Dir);
    let (mut one, mut two) = (one.clone(), two.clone());
    let has_inode = |found: &crate::world::Metadata| matches!(found.kind, Kind::File | Kind::Dir);
    let inode = |path: &str| call.sys.stat(path).ok().filter(has_inode).map(|found| (found.dev, found.ino));
    if inode(&one).is_some_and(|first| inode(&two) == Some(first)) {
        // One and the same need not be read.
        return 0;
    }
    match (is_dir(&call, &one), is_dir(&call, &two)) {
        (true, true) => {
            let code = folders::diff(&mut call, &options, &one, &two).await;
            return call.finish(code).await;
        }
        (true, false) => one = format!("{one}/{}", two.rsplit('/').next().unwrap_or(&two)),
        (false, true) => two = format!("{two}/{}", one.rsplit('/').next().unwrap_or(&one)),
        (false, false) => {}
    }
    let code = files(&mut call, &options, [&one, &two], [&one, &two]).await;
    call.finish(code).await
}

/// Holds two files against each other; `shown` are their names where they are spoken of. Gives the exit code.
async fn files(call: &mut Call, options: &Options, paths: [&str; 2], shown: [&str; 2]) -> u8 {
    let mut contents = Vec::new();
    for file in paths {
        match call.try_input(file).await {
            Ok(mut input) => contents.push(text::from_bytes(&input.rest().await)),
            Err(_) if options.has('N') => contents.push(String::new()),
            Err(errno) => {
                call.error(&format!("can't stat '{file}': {errno}")).await;
                return 2;
            }
        }
    }
    let (a, b) = (lines(&contents[0]), lines(&contents[1]));
    let work = if contents[0] == contents[1] { 1 } else { 4 };
    call.sys.step(1 + work * (a.len() + b.len()) as u64).await;
    let keys = |lines: &[&str]| -> Vec<String> { lines.iter().map(|line| key(line, options)).collect() };
    let ops = operations(&keys(&a), &keys(&b));
    if ops.iter().all(|op| matches!(op, DiffOp::Equal { .. })) {
        if options.has('s') {
            call.print_line(&format!("Files {} and {} are identical", shown[0], shown[1])).await;
        }
        return 0;
    }
    if options.has('q') {
        call.print_line(&format!("Files {} and {} differ", shown[0], shown[1])).await;
        return 1;
    }
    let around = options.value('U').and_then(|text| text.parse().ok()).unwrap_or(3);
    let labels = options.values('L');
    call.print_line(&format!("--- {}", labels.first().unwrap_or(&paths[0]))).await;
    call.print_line(&format!("+++ {}", labels.get(1).unwrap_or(&paths[1]))).await;
    for group in similar::group_diff_ops(ops, around) {
        hunk(call, &group, &a, &b).await;
    }
    1
}

/// How two lists of lines differ; the algorithm is called by its name, so that the program has no other.
fn operations(old: &[String], new: &[String]) -> Vec<DiffOp> {
    let mut found = Compact::new(Replace::new(Capture::new()), old, new);
    match myers::diff(&mut found, old, 0..old.len(), new, 0..new.len()) {
        Ok(()) => found.into_inner().into_inner().into_ops(),
        Err(never) => match never {},
    }
}

fn lines(content: &str) -> Vec<&str> {
    content.split_inclusive('\n').collect()
}

/// What is compared of a line.
fn key(line: &str, options: &Options) -> String {
    let mut key = line.to_owned();
    if options.has('w') {
        key.retain(|c| !c.is_whitespace());
    } else if options.has('b') {
        key = key.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    if options.has('i') { key.to_lowercase() } else { key }
}

async fn hunk(call: &mut Call, group: &[DiffOp], a: &[&str], b: &[&str]) {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return };
    let span = |start: usize, end: usize| match end - start {
        0 => format!("{start},0"),
        1 => format!("{}", start + 1),
        length => format!("{},{length}", start + 1),
    };
    let old = span(first.old_range().start, last.old_range().end);
    let new = span(first.new_range().start, last.new_range().end);
    call.print_line(&format!("@@ -{old} +{new} @@")).await;
    for op in group {
        let equal = matches!(op, DiffOp::Equal { .. });
        for line in &a[op.old_range()] {
            show(call, if equal { ' ' } else { '-' }, line).await;
        }
        if !equal {
            for line in &b[op.new_range()] {
                show(call, '+', line).await;
            }
        }
    }
}

async fn show(call: &mut Call, sign: char, line: &str) {
    call.print(&format!("{sign}{line}")).await;
    if !line.ends_with('\n') {
        call.print("\n\\ No newline at end of file\n").await;
    }
}
