//! patch: unified differences put into files. A part that does not fit is shown and left out.

use crate::shell::applet::{Applet, Call, Options};
use crate::world::{OpenHow, text};

pub(super) const APPLETS: &[Applet] = &[Applet {
    name: "patch",
    usage: "[-RNE] [-p N] [-i DIFF] [ORIGFILE [PATCHFILE]]",
    run: |call| Box::pin(patch(call)),
}];

/// A part of a file's differences.
struct Hunk {
    /// The line at which it begins, from 1.
    line: usize,
    /// Its lines with their signs.
    lines: Vec<String>,
}

/// The differences of one file.
struct Change {
    old: String,
    new: String,
    hunks: Vec<Hunk>,
}

async fn patch(mut call: Call) -> u8 {
    let long = [("strip", 'p'), ("input", 'i'), ("reverse", 'R'), ("forward", 'N'), ("dry-run", 'D')];
    let Ok(options) = call.options("p:i:RNEulsD", &long).await else { return 1 };
    let source = options.value('i').or(options.words.get(1).map(String::as_str)).unwrap_or("-").to_owned();
    let read = match call.try_input(&source).await {
        Ok(mut input) => text::from_bytes(&input.rest().await),
        Err(errno) => {
            call.error(&format!("can't open '{source}': {errno}")).await;
            return 1;
        }
    };
    let mut code = 0;
    for change in changes(&read) {
        call.sys.step(1 + change.hunks.len() as u64).await;
        if !apply(&mut call, &options, &change).await {
            code = 1;
        }
    }
    call.finish(code).await
}

fn changes(text: &str) -> Vec<Change> {
    let mut all: Vec<Change> = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let name = |line: &str| line[4..].split('\t').next().unwrap_or_default().trim_end().to_owned();
        if line.starts_with("--- ") && lines.peek().is_some_and(|next| next.starts_with("+++ ")) {
            let new = lines.next().map(name).unwrap_or_default();
            all.push(Change { old: name(line), new, hunks: Vec::new() });
            continue;
        }
        let (Some(change), Some((old, new))) = (all.last_mut(), ranges(line)) else { continue };
        let (mut left_old, mut left_new) = (old.1, new.1);
        let mut hunk = Hunk { line: old.0, lines: Vec::new() };
        while left_old > 0 || left_new > 0 {
            let Some(line) = lines.next() else { break };
            match line.chars().next() {
                Some('-') => left_old = left_old.saturating_sub(1),
                Some('+') => left_new = left_new.saturating_sub(1),
                Some('\\') => continue,
                _ => {
                    left_old = left_old.saturating_sub(1);
                    left_new = left_new.saturating_sub(1);
                }
            }
            hunk.lines.push(if line.is_empty() { " ".to_owned() } else { line.to_owned() });
        }
        change.hunks.push(hunk);
    }
    all
}

/// `@@ -1,3 +1,4 @@` as both beginnings and lengths.
fn ranges(line: &str) -> Option<((usize, usize), (usize, usize))> {
    let (old, new) = line.strip_prefix("@@ -")?.split_once(" @@")?.0.split_once(" +")?;
    let range = |text: &str| {
        let (start, length) = text.split_once(',').unwrap_or((text, "1"));
        Some((start.parse().ok()?, length.parse().ok()?))
    };
    Some((range(old)?, range(new)?))
}

/// A name without so many of its folders; without a number its last part alone.
fn stripped(name: &str, count: Option<usize>) -> String {
    match count {
        None => name.rsplit('/').next().unwrap_or(name).to_owned(),
        Some(count) => {
            let mut rest = name;
            for _ in 0..count {
                rest = rest.split_once('/').map_or(rest, |(_, rest)| rest);
            }
            rest.to_owned()
        }
    }
}

async fn apply(call: &mut Call, options: &Options, change: &Change) -> bool {
    let reverse = options.has('R');
    let (old, new) = if reverse { (&change.new, &change.old) } else { (&change.old, &change.new) };
    let count = options.value('p').and_then(|text| text.parse().ok());
    let file = match options.words.first() {
        Some(file) => file.clone(),
        None if new == "/dev/null" => stripped(old, count),
        None => stripped(new, count),
    };
    let creates = call.sys.stat(&file).is_err() && old == "/dev/null";
    let before = if creates {
        call.print_line(&format!("creating {file}")).await;
        String::new()
    } else {
        call.print_line(&format!("patching file {file}")).await;
        match call.sys.read_file(&file).await {
            Ok(bytes) => text::from_bytes(&bytes),
            Err(errno) => {
                call.error(&format!("can't open '{file}': {errno}")).await;
                return false;
            }
        }
    };
    let mut lines: Vec<String> = before.split_inclusive('\n').map(str::to_owned).collect();
    let (mut shift, mut all_fit) = (0_isize, true);
    for (index, hunk) in change.hunks.iter().enumerate() {
        call.sys.step(1 + lines.len() as u64 / 64).await;
        if let Some(more) = fit(&mut lines, hunk, shift, reverse) {
            shift += more;
            continue;
        }
        let number = index + 1;
        call.flush().await;
        call.print_line(&format!("Hunk {number} FAILED {number}/{number}.")).await;
        for line in &hunk.lines {
            call.print_line(line).await;
        }
        all_fit = false;
    }
    if !all_fit || options.has('D') {
        return all_fit;
    }
    let written = match call.sys.open(&file, OpenHow::WRITE).await {
        Ok(fd) => {
            let written = call.sys.write(fd, &text::to_bytes(&lines.concat())).await;
            // It was opened a moment ago.
            let _ = call.sys.close(fd);
            written
        }
        Err(errno) => Err(errno),
    };
    if let Err(errno) = written {
        call.error(&format!("can't open '{file}': {errno}")).await;
        return false;
    }
    true
}

/// Puts a part in where its lines are found, nearest to where it should be; by how much the lines after it have moved.
fn fit(lines: &mut Vec<String>, hunk: &Hunk, shift: isize, reverse: bool) -> Option<isize> {
    let (gone, come) = if reverse { ('+', '-') } else { ('-', '+') };
    let side = |sign: char| -> Vec<&str> {
        hunk.lines.iter().filter(|line| line.starts_with([' ', sign])).map(|line| &line[1..]).collect()
    };
    let (old, new) = (side(gone), side(come));
    let is_at = |at: usize| {
        let there = lines.get(at..at + old.len());
        there.is_some_and(|there| there.iter().zip(&old).all(|(line, wanted)| line.trim_end_matches('\n') == *wanted))
    };
    let most = lines.len().checked_sub(old.len())?;
    let wanted = hunk.line.saturating_sub(1).checked_add_signed(shift).unwrap_or(0).min(most);
    let at = (0..=most).filter(|at| is_at(*at)).min_by_key(|at| at.abs_diff(wanted))?;
    let fresh: Vec<String> = new.iter().map(|line| format!("{line}\n")).collect();
    let more = isize::try_from(fresh.len()).ok()? - isize::try_from(old.len()).ok()?;
    lines.splice(at..at + old.len(), fresh);
    Some(more)
}
