//! grep, egrep, fgrep. It must not know how a pattern is compiled.

use crate::shell::applet::{Applet, Call, Input, Options};
use crate::shell::posix::{self, Pattern, Style, Wrong};
use crate::world::{Kind, text};

const USAGE: &str = "[-HhnlLoqvsrRiwFE] [-m N] [-A|B|C N] { PATTERN | -e PATTERN... | -f FILE... } [FILE]...";

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "grep", usage: USAGE, run: |call| Box::pin(grep(call)) },
    Applet { name: "egrep", usage: USAGE, run: |call| Box::pin(grep(call)) },
    Applet { name: "fgrep", usage: USAGE, run: |call| Box::pin(grep(call)) },
];

/// The only long option is taken and does nothing.
const LONG: [(&str, char); 1] = [("color", '#')];

/// What is wanted, ready to be used on files.
struct Search {
    options: Options,
    patterns: Vec<Pattern>,
    before: usize,
    after: usize,
    most: Option<u64>,
    with_name: bool,
    matched: bool,
    failed: bool,
}

async fn grep(mut call: Call) -> u8 {
    let Ok(mut options) = call.options("lnqvscFiHhe:f:LorRm:wxEaA:B:C:#::", &LONG).await else { return 2 };
    let mut texts: Vec<String> = Vec::new();
    for value in options.values('e') {
        texts.extend(value.split('\n').map(str::to_owned));
    }
    for file in options.values('f') {
        let Some(mut input) = call.input(file).await else { return 2 };
        while let Some(line) = input.line(&call).await {
            texts.push(line);
        }
    }
    if !options.has('e') && !options.has('f') {
        if options.words.is_empty() {
            call.show_usage().await;
            return 2;
        }
        let pattern = options.words.remove(0);
        texts.extend(pattern.split('\n').map(str::to_owned));
    }
    let patterns = match compile_all(&call.name, &options, &texts) {
        Ok(patterns) => patterns,
        Err((pattern, wrong)) => {
            call.error(&format!("bad regex '{pattern}': {wrong}")).await;
            return 2;
        }
    };
    let number = |letter| options.value(letter).map(str::parse::<u64>);
    let numbers: Vec<_> = "mABC".chars().map(number).collect();
    if let Some(position) = numbers.iter().position(|number| matches!(number, Some(Err(_)))) {
        let letter = ['m', 'A', 'B', 'C'][position];
        let value = options.value(letter).unwrap_or_default();
        call.error(&format!("invalid number '{value}'")).await;
        return 2;
    }
    let given = |position: usize| numbers[position].clone().and_then(Result::ok);
    let lines = |position: usize| usize::try_from(given(position).or(given(3)).unwrap_or(0)).unwrap_or(usize::MAX);
    let recursive = options.has('r') || options.has('R');
    let mut files = if options.words.is_empty() && recursive { vec![".".to_owned()] } else { options.files() };
    let with_name = options.last_of("Hh").map_or(files.len() > 1 || recursive, |letter| letter == 'H');
    let mut search = Search {
        patterns,
        after: lines(1),
        before: lines(2),
        most: given(0),
        with_name,
        matched: false,
        failed: false,
        options,
    };
    files.reverse();
    while let Some(file) = files.pop() {
        if recursive && call.sys.stat(&file).is_ok_and(|found| found.kind == Kind::Dir) {
            open_directory(&call, &file, &mut files);
            continue;
        }
        if search.file(&mut call, &file).await {
            break;
        }
    }
    let code =
        if search.failed && !(search.matched && search.options.has('q')) { 2 } else { u8::from(!search.matched) };
    call.finish(code).await
}

/// Puts what a directory holds on the stack of files, so that it is taken in order.
fn open_directory(call: &Call, directory: &str, files: &mut Vec<String>) {
    let mut names = call.sys.read_dir(directory).unwrap_or_default();
    names.retain(|name| name != "." && name != "..");
    names.sort_unstable();
    for name in names.into_iter().rev() {
        let directory = directory.trim_end_matches('/');
        let path = format!("{directory}/{name}");
        // A link to a directory is not followed on the way down.
        if call.sys.lstat(&path).is_ok_and(|found| found.kind != Kind::Link) {
            files.push(path);
        }
    }
}

fn compile_all(name: &str, options: &Options, texts: &[String]) -> Result<Vec<Pattern>, (String, Wrong)> {
    let fixed = name == "fgrep" || options.last_of("FE") == Some('F');
    let style =
        Style { extended: name == "egrep" || options.has('E'), ignore_case: options.has('i'), multi_line: false };
    texts
        .iter()
        .map(|text| {
            let inner = if fixed { posix::literal(text) } else { posix::translate(text, style.extended)? };
            let whole = if options.has('x') {
                format!("^(?:{inner})$")
            } else if options.has('w') {
                format!(r"(?:^|\b{{start-half}})(?:{inner})(?:\b{{end-half}}|$)")
            } else {
                inner
            };
            posix::compile_translated(&whole, style)
        })
        .zip(texts)
        .map(|(result, text)| result.map_err(|wrong: Wrong| (text.clone(), wrong)))
        .collect()
}

impl Search {
    /// Searches a file; `true` if nothing more needs to be looked at.
    async fn file(&mut self, call: &mut Call, path: &str) -> bool {
        let mut input = match call.try_input(path).await {
            Ok(input) => input,
            Err(errno) => {
                self.failed = true;
                if !self.options.has('s') {
                    call.fail(path, errno).await;
                }
                return false;
            }
        };
        let name = if path == "-" { "(standard input)" } else { path };
        let count = self.lines(call, &mut input, name).await;
        let matched = count > 0;
        self.matched |= matched;
        if self.options.has('q') {
            return matched;
        }
        if self.options.has('c') {
            let prefix = if self.with_name { format!("{name}:") } else { String::new() };
            call.print_line(&format!("{prefix}{count}")).await;
        }
        if (self.options.has('l') && matched) || (self.options.has('L') && !matched) {
            call.print_line(name).await;
        }
        false
    }

    /// Searches and prints lines; how many matched.
    async fn lines(&self, call: &mut Call, input: &mut Input, name: &str) -> u64 {
        let quiet = "qclL".chars().any(|letter| self.options.has(letter));
        let mut held: Vec<(u64, String)> = Vec::new();
        let (mut count, mut number, mut trailing, mut last_shown) = (0, 0, 0, 0);
        if self.most == Some(0) {
            return 0;
        }
        while let Some(raw) = input.raw_line(b'\n').await {
            number += 1;
            let line = text::from_bytes(raw.strip_suffix(b"\n").unwrap_or(&raw));
            let full = self.most.is_some_and(|most| count >= most);
            if full && trailing == 0 {
                break;
            }
            let hit = !full && self.patterns.iter().any(|pattern| pattern.is_match(&line)) != self.options.has('v');
            if !hit {
                if trailing > 0 {
                    trailing -= 1;
                    last_shown = number;
                    self.show(call, name, number, '-', &line).await;
                } else if self.before > 0 && !quiet {
                    if held.len() == self.before {
                        held.remove(0);
                    }
                    held.push((number, line));
                }
                continue;
            }
            count += 1;
            if !quiet {
                let first = held.first().map_or(number, |(held, _)| *held);
                if (self.before > 0 || self.after > 0) && last_shown > 0 && first > last_shown + 1 {
                    call.print_line("--").await;
                }
                for (number, line) in held.drain(..) {
                    self.show(call, name, number, '-', &line).await;
                }
                self.show(call, name, number, ':', &line).await;
                last_shown = number;
                trailing = self.after;
            } else if self.options.has('q') || self.options.has('l') || self.options.has('L') {
                break;
            }
        }
        count
    }

    async fn show(&self, call: &mut Call, name: &str, number: u64, sign: char, line: &str) {
        let mut prefix = String::new();
        if self.with_name {
            prefix = format!("{name}{sign}");
        }
        if self.options.has('n') {
            prefix.push_str(&format!("{number}{sign}"));
        }
        if self.options.has('o') && sign == ':' {
            if self.options.has('v') {
                return;
            }
            for part in self.parts(line) {
                call.print_line(&format!("{prefix}{part}")).await;
            }
        } else if !(self.options.has('o') && sign == '-') {
            call.print_line(&format!("{prefix}{line}")).await;
        }
    }

    /// The parts of a line that match, from left to right.
    fn parts<'l>(&self, line: &'l str) -> Vec<&'l str> {
        let mut found: Vec<_> = self.patterns.iter().flat_map(|pattern| pattern.find_iter(line)).collect();
        found.sort_by_key(|found| (found.start(), std::cmp::Reverse(found.end())));
        let mut end = 0;
        found.retain(|found| {
            let keep = !found.is_empty() && found.start() >= end;
            end = if keep { found.end() } else { end };
            keep
        });
        found.into_iter().map(|found| found.as_str()).collect()
    }
}
