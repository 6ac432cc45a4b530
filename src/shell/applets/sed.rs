//! sed: runs a script over files. It must not know how a script is written.

mod script;
mod stream;

use std::collections::HashMap;

use self::script::{Address, Command, Jump, Piece, ScriptError, Substitution, What};
use self::stream::Stream;
use crate::shell::applet::{Applet, Call, Options};
use crate::shell::posix::Pattern;
use crate::world::{OpenHow, text};

/// How large the text may grow before memory is asked for.
const ROOM: usize = 1 << 20;

pub(super) const APPLETS: &[Applet] = &[Applet {
    name: "sed",
    usage: "[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\nor: sed [-i[SFX]] [-nrE] CMD [FILE]...",
    run: |call| Box::pin(sed(call)),
}];

const LONG: [(&str, char); 6] =
    [("in-place", 'i'), ("regexp-extended", 'r'), ("quiet", 'n'), ("silent", 'n'), ("expression", 'e'), ("file", 'f')];

async fn sed(mut call: Call) -> u8 {
    if call.args.first().is_some_and(|word| word == "--version") {
        call.print_line("This is not GNU sed version 4.0").await;
        return call.finish(0).await;
    }
    let Ok(mut options) = call.options("i::rEne:f:", &LONG).await else { return 1 };
    // Those of `-e` come first, wherever they were written.
    let mut parts: Vec<String> = options.values('e').into_iter().map(str::to_owned).collect();
    for path in options.values('f') {
        let Some(mut input) = call.input(path).await else { return 1 };
        parts.push(text::from_bytes(&input.rest().await).trim_end_matches('\n').to_owned());
    }
    if parts.is_empty() {
        if options.words.is_empty() {
            return call.show_usage().await;
        }
        parts.push(options.words.remove(0));
    }
    if options.has('i') && options.words.is_empty() {
        call.error("-i requires an argument").await;
        return 1;
    }
    let script = match script::parse(&parts.join("\n"), options.has('r') || options.has('E')) {
        Ok(script) => script,
        Err(ScriptError::Words(words)) => {
            call.error(&words).await;
            return 1;
        }
    };
    let code = run(&mut call, &script.commands, &options, options.has('n') || script.quiet).await;
    call.finish(code).await
}

/// Runs over all files: as one stream, or each by itself with `-i`.
async fn run(call: &mut Call, commands: &[Command], options: &Options, quiet: bool) -> u8 {
    let mut machine = Machine::new(commands, quiet);
    let files = options.files();
    let mut failed = false;
    if !options.has('i') {
        // Files up to a `-` are read as one, and those behind it.
        for group in files.split_inclusive(|file| file == "-") {
            let mut stream = Stream::new(group.to_vec());
            machine.line = 0;
            machine.over(call, &mut stream, None).await;
            failed |= stream.failed;
            if machine.quit {
                break;
            }
        }
        return machine.failed.unwrap_or(u8::from(failed));
    }
    for file in files {
        let mut stream = Stream::new(vec![file.clone()]);
        failed |= !edit(call, &mut machine, &mut stream, &file, options.value('i')).await;
        if machine.failed.is_some() {
            break;
        }
        machine.next_file();
    }
    machine.failed.unwrap_or(u8::from(failed))
}

/// Edits a file in place: beside it first, and then in its place.
async fn edit(
    call: &mut Call,
    machine: &mut Machine<'_>,
    stream: &mut Stream,
    file: &str,
    suffix: Option<&str>,
) -> bool {
    let metadata = match call.sys.stat(file) {
        Ok(metadata) => metadata,
        Err(errno) => {
            call.fail(file, errno).await;
            return false;
        }
    };
    let mut out = Vec::new();
    machine.over(call, stream, Some(&mut out)).await;
    if stream.failed {
        return false;
    }
    let beside = format!("{file}XXXXXX");
    let result = async {
        if let Some(suffix) = suffix {
            call.sys.rename(file, &format!("{file}{suffix}"))?;
        }
        let fd = call.sys.open(&beside, OpenHow::WRITE).await.inspect_err(|_| {
            if let Some(suffix) = suffix {
                // The file gets its name back; there is nothing more to be done if that fails.
                let _ = call.sys.rename(&format!("{file}{suffix}"), file);
            }
        })?;
        let written = call.sys.write(fd, &out).await;
        call.sys.close(fd)?;
        written?;
        call.sys.chmod(&beside, metadata.mode)?;
        call.sys.rename(&beside, file)
    }
    .await;
    match result {
        Ok(()) => true,
        Err(errno) => {
            call.error(&format!("can't create temp file '{beside}': {errno}")).await;
            false
        }
    }
}

/// What goes on after a command.
enum Flow {
    Next,
    To(usize),
    /// To the end of the script, as if it were done.
    End,
    /// The next cycle, nothing printed.
    Delete,
    /// The same pattern space from the first command on.
    Again,
    /// As the end of the script, and no line after it.
    Quit,
}

/// Where a command with a range stands.
#[derive(Clone, Default)]
struct Place {
    inside: bool,
    /// A range that begins at a line number begins once.
    over: bool,
    /// The line that a range of `+N` ends at.
    end: Option<u64>,
}

struct Machine<'a> {
    commands: &'a [Command],
    places: Vec<Place>,
    quiet: bool,
    line: u64,
    pattern: String,
    /// Whether the line that was read last had a newline.
    newline: bool,
    /// Whether what was printed last lacks its newline, which is printed before anything else.
    unfinished: bool,
    hold: String,
    appended: Vec<String>,
    substituted: bool,
    last: Option<Pattern>,
    quit: bool,
    /// The exit code of an error that ended the run.
    failed: Option<u8>,
    written: HashMap<String, i32>,
}

impl<'a> Machine<'a> {
    fn new(commands: &'a [Command], quiet: bool) -> Self {
        Machine {
            commands,
            places: vec![Place::default(); commands.len()],
            quiet,
            line: 0,
            pattern: String::new(),
            newline: true,
            unfinished: false,
            hold: String::new(),
            appended: Vec::new(),
            substituted: false,
            last: None,
            quit: false,
            failed: None,
            written: HashMap::new(),
        }
    }

    fn next_file(&mut self) {
        self.line = 0;
        self.unfinished = false;
        self.quit = false;
        self.places = vec![Place::default(); self.commands.len()];
    }

    /// Runs the script over a stream; the output goes to `out`, or to standard output.
    async fn over(&mut self, call: &mut Call, stream: &mut Stream, mut out: Option<&mut Vec<u8>>) {
        while !self.quit && self.read(call, stream).await {
            let mut flow = self.cycle(call, stream, &mut out).await;
            while matches!(flow, Flow::Again) && !call.is_broken() {
                flow = self.cycle(call, stream, &mut out).await;
            }
            self.quit |= matches!(flow, Flow::Quit) || self.failed.is_some();
            if matches!(flow, Flow::End | Flow::Quit) && !self.quiet && self.failed.is_none() {
                self.print_pattern(call, &mut out).await;
            }
            self.append(call, &mut out).await;
            if call.is_broken() {
                break;
            }
        }
        for (_, fd) in self.written.drain() {
            // A killed process has closed it already.
            let _ = call.sys.close(fd);
        }
    }

    async fn read(&mut self, call: &mut Call, stream: &mut Stream) -> bool {
        let Some(raw) = stream.line(call).await else { return false };
        self.newline = raw.ends_with(b"\n");
        self.pattern = text::from_bytes(raw.strip_suffix(b"\n").unwrap_or(&raw));
        self.line += 1;
        self.substituted = false;
        true
    }

    async fn print_pattern(&mut self, call: &mut Call, out: &mut Option<&mut Vec<u8>>) {
        let (pattern, newline) = (self.pattern.clone(), self.newline);
        self.print(call, out, &pattern, newline).await;
    }

    async fn print(&mut self, call: &mut Call, out: &mut Option<&mut Vec<u8>>, line: &str, newline: bool) {
        let mut bytes = if self.unfinished { b"\n".to_vec() } else { Vec::new() };
        bytes.extend_from_slice(&text::to_bytes(line));
        if newline {
            bytes.push(b'\n');
        }
        self.unfinished = !newline && !line.is_empty();
        match out {
            Some(out) => out.extend_from_slice(&bytes),
            None => call.write(&bytes).await,
        }
    }

    async fn append(&mut self, call: &mut Call, out: &mut Option<&mut Vec<u8>>) {
        for line in std::mem::take(&mut self.appended) {
            self.print(call, out, &line, true).await;
        }
    }

    /// Whether a command applies to the line.
    fn applies(&mut self, is_last: bool, index: usize) -> bool {
        let commands = self.commands;
        let range = &commands[index].range;
        let place = &mut self.places[index];
        let was_inside = place.inside;
        if !was_inside {
            place.end = None;
        }
        // Line 0 is no line to end at, and no line to begin at.
        let to = range.to.as_ref().filter(|to| !matches!(to, Address::Line(0)));
        let begins = match &range.from {
            None | Some(Address::Line(0)) => to.is_none(),
            Some(Address::Line(line)) if place.over => *line == 0,
            Some(Address::Line(line)) if to.is_some() => *line <= self.line,
            Some(Address::Line(line)) => *line == self.line,
            Some(Address::Last) => is_last,
            Some(Address::Match(pattern)) => pattern.is_match(&self.pattern),
            Some(Address::Plus(_)) => false,
        };
        let matched = was_inside || begins;
        if matched {
            place.over |= matches!(range.from, Some(Address::Line(line)) if line > 0);
            let end = match to {
                Some(Address::Line(line)) => Some(*line),
                Some(Address::Plus(more)) => Some(*place.end.get_or_insert(self.line.saturating_add(*more))),
                _ => None,
            };
            let ends = match to {
                None => true,
                Some(Address::Last) => is_last,
                Some(Address::Match(pattern)) => was_inside && pattern.is_match(&self.pattern),
                Some(_) => end.is_some_and(|end| end <= self.line),
            };
            place.inside = !ends;
        }
        let applies = matched != range.negated;
        if let (true, Some(Address::Match(pattern))) = (applies, &range.from) {
            self.last = Some(pattern.clone());
        }
        applies
    }

    async fn cycle(&mut self, call: &mut Call, stream: &mut Stream, out: &mut Option<&mut Vec<u8>>) -> Flow {
        let mut at = 0;
        while at < self.commands.len() {
            call.sys.step(1).await;
            let is_last = stream.at_end();
            if !self.applies(is_last, at) {
                let Some(next) = self.behind(at) else {
                    call.error("unterminated {").await;
                    self.failed = Some(1);
                    return Flow::Quit;
                };
                at = next;
                continue;
            }
            match self.execute(call, stream, out, at).await {
                Flow::Next => at += 1,
                Flow::To(to) => at = to,
                flow => return flow,
            }
        }
        Flow::End
    }

    /// Where it goes on behind a command that does not apply: a block is passed over as a whole.
    fn behind(&self, at: usize) -> Option<usize> {
        let mut depth = 0_u32;
        for (index, command) in self.commands.iter().enumerate().skip(at) {
            match command.what {
                What::Open => depth += 1,
                What::Close => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return Some(index + 1);
            }
        }
        None
    }

    async fn execute(
        &mut self,
        call: &mut Call,
        stream: &mut Stream,
        out: &mut Option<&mut Vec<u8>>,
        at: usize,
    ) -> Flow {
        let commands = self.commands;
        let command = &commands[at];
        match &command.what {
            What::Substitute(substitution) => self.substitute(call, out, substitution).await,
            What::Translate(pairs) => {
                let with = |c: char| pairs.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to);
                self.pattern = self.pattern.chars().map(with).collect();
            }
            What::Append(text) => self.appended.push(text.clone()),
            What::ReadFile(path) => {
                // A file that cannot be read is passed over in silence.
                let bytes = call.sys.read_file(path).await.unwrap_or_default();
                let lines = text::from_bytes(&bytes);
                self.appended.extend(lines.split_terminator('\n').map(str::to_owned));
            }
            What::Insert(text) => self.print(call, out, text, true).await,
            What::Change(text) => {
                // A range is replaced as a whole, at its end.
                if !self.places[at].inside {
                    self.print(call, out, text, true).await;
                }
                return Flow::Delete;
            }
            What::WriteFile(path) => {
                let line = format!("{}\n", self.pattern);
                self.write_file(call, path, &line).await;
            }
            What::Branch(Jump::Name(name))
            | What::BranchIf(Jump::Name(name))
            | What::BranchUnless(Jump::Name(name)) => {
                let wanted = match &command.what {
                    What::BranchIf(_) => std::mem::take(&mut self.substituted),
                    What::BranchUnless(_) => !std::mem::take(&mut self.substituted),
                    _ => true,
                };
                if wanted {
                    call.error(&format!("can't find label for jump to '{name}'")).await;
                    self.failed = Some(1);
                    return Flow::Quit;
                }
            }
            What::Branch(Jump::To(to)) => return Flow::To(*to),
            What::BranchIf(Jump::To(to)) => {
                if std::mem::take(&mut self.substituted) {
                    return Flow::To(*to);
                }
            }
            What::BranchUnless(Jump::To(to)) => {
                if !std::mem::take(&mut self.substituted) {
                    return Flow::To(*to);
                }
            }
            What::Open | What::Close | What::Label => {}
            What::Plain(letter) => return self.plain(call, stream, out, *letter).await,
        }
        Flow::Next
    }

    async fn plain(
        &mut self,
        call: &mut Call,
        stream: &mut Stream,
        out: &mut Option<&mut Vec<u8>>,
        letter: char,
    ) -> Flow {
        match letter {
            '=' => {
                let line = self.line.to_string();
                self.print(call, out, &line, true).await;
            }
            'd' => return Flow::Delete,
            'D' => match self.pattern.split_once('\n') {
                Some((_, rest)) => {
                    let rest = rest.to_owned();
                    self.pattern = rest;
                    return Flow::Again;
                }
                None => return Flow::Delete,
            },
            'g' => self.pattern.clone_from(&self.hold),
            'G' => {
                self.pattern = format!("{}\n{}", self.pattern, self.hold);
                self.newline = true;
            }
            'h' => self.hold.clone_from(&self.pattern),
            'H' => self.hold = format!("{}\n{}", self.hold, self.pattern),
            'x' => {
                std::mem::swap(&mut self.pattern, &mut self.hold);
                self.newline = true;
            }
            'p' => {
                let pattern = self.pattern.clone();
                self.print(call, out, &pattern, true).await;
            }
            'P' => {
                let first = self.pattern.split('\n').next().unwrap_or_default().to_owned();
                self.print(call, out, &first, true).await;
            }
            'q' => return Flow::Quit,
            'n' => {
                if !self.quiet {
                    self.print_pattern(call, out).await;
                }
                if stream.at_end() {
                    return Flow::Delete;
                }
                self.append(call, out).await;
                self.read(call, stream).await;
            }
            'N' => {
                // At the end the pattern space is printed and the script is done.
                if stream.at_end() {
                    return Flow::End;
                }
                self.append(call, out).await;
                let before = std::mem::take(&mut self.pattern);
                let substituted = self.substituted;
                self.read(call, stream).await;
                self.substituted = substituted;
                let line = std::mem::replace(&mut self.pattern, before);
                self.pattern.push('\n');
                self.pattern.push_str(&line);
            }
            // l is known, and does nothing.
            _ => {}
        }
        Flow::Next
    }

    async fn substitute(&mut self, call: &mut Call, out: &mut Option<&mut Vec<u8>>, substitution: &Substitution) {
        if let Some(pattern) = &substitution.pattern {
            self.last = Some(pattern.clone());
        }
        let Some(pattern) = self.last.clone() else {
            call.error("no previous regexp").await;
            self.failed = Some(1);
            return;
        };
        let Some(changed) = substituted(&pattern, substitution, &self.pattern) else { return };
        self.pattern = changed;
        self.substituted = true;
        call.sys.step(1 + self.pattern.len() as u64 / 64).await;
        if self.pattern.len() > ROOM {
            // A text that large is asked for, so that one which grows without end does not go on for ever.
            let size = i64::try_from(self.pattern.len()).unwrap_or(i64::MAX);
            call.sys.hold_memory(size);
            call.sys.step(1).await;
            call.sys.hold_memory(-size);
        }
        if substitution.print {
            self.print_pattern(call, out).await;
        }
        if let Some(path) = &substitution.file {
            let line = format!("{}\n", self.pattern);
            self.write_file(call, path, &line).await;
        }
    }

    async fn write_file(&mut self, call: &mut Call, path: &str, line: &str) {
        if path == "/dev/stdout" {
            call.print(line).await;
            return;
        }
        let fd = if let Some(fd) = self.written.get(path) {
            *fd
        } else {
            match call.sys.open(path, OpenHow::WRITE).await {
                Ok(fd) => {
                    self.written.insert(path.to_owned(), fd);
                    fd
                }
                Err(errno) => {
                    call.fail(path, errno).await;
                    return;
                }
            }
        };
        if let Err(errno) = call.sys.write(fd, &text::to_bytes(line)).await {
            call.fail(path, errno).await;
        }
    }
}

/// The text with the pattern replaced; `None` where nothing was.
fn substituted(pattern: &Pattern, substitution: &Substitution, text: &str) -> Option<String> {
    let (mut changed, mut end, mut any) = (String::new(), 0, false);
    for (count, captures) in pattern.captures_iter(text).enumerate() {
        if count + 1 < substitution.nth {
            continue;
        }
        let whole = captures.get(0)?;
        changed.push_str(&text[end..whole.start()]);
        for piece in &substitution.replacement {
            match piece {
                Piece::Text(text) => changed.push_str(text),
                Piece::Group(group) => changed.push_str(captures.get(*group).map_or("", |found| found.as_str())),
            }
        }
        end = whole.end();
        any = true;
        if substitution.nth > 0 {
            break;
        }
    }
    changed.push_str(&text[end..]);
    any.then_some(changed)
}
