//! sed: runs a script over files. It must not know how a script is written.

mod script;
mod stream;

use std::collections::HashMap;

use regex::Regex;

use self::script::{Address, Command, Jump, Piece, ScriptError, Substitution, What};
use self::stream::Stream;
use crate::shell::applet::{Applet, Call, Options};
use crate::world::{OpenHow, text};

pub(super) const APPLETS: &[Applet] = &[Applet {
    name: "sed",
    usage: "[-i[SFX]] [-nrE] [-f FILE]... [-e CMD]... [FILE]...\nor: sed [-i[SFX]] [-nrE] CMD [FILE]...",
    run: |call| Box::pin(sed(call)),
}];

const LONG: [(&str, char); 6] = [
    ("quiet", 'n'),
    ("silent", 'n'),
    ("expression", 'e'),
    ("regexp-extended", 'r'),
    ("in-place", 'i'),
    ("unbuffered", 'u'),
];

async fn sed(mut call: Call) -> u8 {
    let Ok(mut options) = call.options("i::rEne:f:suz", &LONG).await else { return 1 };
    if options.has('z') {
        return call.not_simulated("-z").await;
    }
    let mut parts: Vec<String> = Vec::new();
    for (letter, value) in options.all().to_vec() {
        match (letter, value) {
            ('e', Some(text)) => parts.push(text),
            ('f', Some(path)) => {
                let Some(mut input) = call.input(&path).await else { return 1 };
                parts.push(text::from_bytes(&input.rest().await).trim_end_matches('\n').to_owned());
            }
            _ => {}
        }
    }
    if parts.is_empty() {
        if options.words.is_empty() {
            return call.show_usage().await;
        }
        parts.push(options.words.remove(0));
    }
    let text = parts.join("\n");
    let quiet = options.has('n') || text.starts_with("#n\n");
    let commands = match script::parse(&text, options.has('r') || options.has('E')) {
        Ok(commands) => commands,
        Err(ScriptError::Words(words)) => {
            call.error(&words).await;
            return 1;
        }
        Err(ScriptError::Limit(what)) => return call.not_simulated(what).await,
    };
    let code = run(&mut call, &commands, &options, quiet).await;
    call.finish(code).await
}

/// Runs over all files: as one stream, or each by itself with `-i` or `-s`.
async fn run(call: &mut Call, commands: &[Command], options: &Options, quiet: bool) -> u8 {
    let in_place = options.has('i');
    let mut machine = Machine::new(commands, quiet);
    let files = options.files();
    if !(in_place || options.has('s')) {
        let mut stream = Stream::new(files);
        machine.over(call, &mut stream, None).await;
        return machine.code(stream.failed);
    }
    let mut failed = false;
    for file in files {
        let mut stream = Stream::new(vec![file.clone()]);
        machine.line = 0;
        if !in_place {
            machine.over(call, &mut stream, None).await;
            failed |= stream.failed;
        } else if file == "-" || !edit(call, &mut machine, &mut stream, &file, options.value('i')).await {
            failed = true;
        }
        if machine.quit.is_some() {
            break;
        }
    }
    machine.code(failed)
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
    /// The next cycle on what is left of the pattern space.
    Again,
    Quit,
}

#[expect(clippy::struct_excessive_bools, reason = "each is an option or a state of its own")]
struct Machine<'a> {
    commands: &'a [Command],
    active: Vec<Option<u64>>,
    quiet: bool,
    needs_last: bool,
    line: u64,
    pattern: String,
    newline: bool,
    hold: String,
    appended: Vec<Appended>,
    substituted: bool,
    last: Option<Regex>,
    quit: Option<(bool, u8)>,
    written: HashMap<String, i32>,
}

enum Appended {
    Text(String),
    File(String),
}

impl<'a> Machine<'a> {
    fn new(commands: &'a [Command], quiet: bool) -> Self {
        let last = |address: &Option<Address>| matches!(address, Some(Address::Last));
        let needs_last = commands.iter().any(|command| last(&command.range.from) || last(&command.range.to));
        Machine {
            commands,
            active: commands.iter().map(|_| None).collect(),
            quiet,
            needs_last,
            line: 0,
            pattern: String::new(),
            newline: true,
            hold: String::new(),
            appended: Vec::new(),
            substituted: false,
            last: None,
            quit: None,
            written: HashMap::new(),
        }
    }

    fn code(&self, failed: bool) -> u8 {
        match self.quit {
            Some((_, code)) if code > 0 => code,
            _ => u8::from(failed),
        }
    }

    /// Runs the script over a stream; the output goes to `out`, or to standard output.
    async fn over(&mut self, call: &mut Call, stream: &mut Stream, mut out: Option<&mut Vec<u8>>) {
        let mut again = false;
        loop {
            if !again && !self.read(call, stream).await {
                break;
            }
            let flow = self.cycle(call, stream, &mut out).await;
            let print = match flow {
                Flow::Delete | Flow::Again => false,
                Flow::Quit => self.quit.is_some_and(|(print, _)| print),
                _ => true,
            };
            if print && !self.quiet {
                let (pattern, newline) = (self.pattern.clone(), self.newline);
                self.print(call, &mut out, &pattern, newline).await;
            }
            self.append(call, &mut out).await;
            if stream.input.as_ref().is_none_or(|input| !input.has_more()) {
                // Lines that come slowly are passed on as they come.
                call.flush().await;
            }
            again = matches!(flow, Flow::Again);
            if self.quit.is_some() || call.is_broken() {
                break;
            }
        }
        for (_, fd) in self.written.drain() {
            // A killed process has closed it already.
            let _ = call.sys.close(fd);
        }
    }

    async fn read(&mut self, call: &mut Call, stream: &mut Stream) -> bool {
        let Some(raw) = stream.line(call, self.needs_last).await else { return false };
        self.newline = raw.ends_with(b"\n");
        self.pattern = text::from_bytes(raw.strip_suffix(b"\n").unwrap_or(&raw));
        self.line += 1;
        self.substituted = false;
        true
    }

    async fn print(&mut self, call: &mut Call, out: &mut Option<&mut Vec<u8>>, line: &str, newline: bool) {
        let mut bytes = text::to_bytes(line).into_owned();
        if newline {
            bytes.push(b'\n');
        }
        match out {
            Some(out) => out.extend_from_slice(&bytes),
            None => call.write(&bytes).await,
        }
    }

    async fn append(&mut self, call: &mut Call, out: &mut Option<&mut Vec<u8>>) {
        for appended in std::mem::take(&mut self.appended) {
            match appended {
                Appended::Text(text) => {
                    let missing = !self.newline;
                    if missing {
                        self.print(call, out, "", true).await;
                        self.newline = true;
                    }
                    self.print(call, out, &text, false).await;
                }
                Appended::File(path) => {
                    // A file that cannot be read is passed over in silence.
                    if let Ok(bytes) = call.sys.read_file(&path).await {
                        self.print(call, out, &text::from_bytes(&bytes), false).await;
                    }
                }
            }
        }
    }

    /// Whether a command applies to the line.
    async fn applies(&mut self, call: &mut Call, stream: &mut Stream, index: usize) -> bool {
        let range = &self.commands[index].range;
        let applies = match (&range.from, &range.to) {
            (None, _) => true,
            (Some(from), None) => self.matches(call, stream, from).await,
            (Some(from), Some(to)) => self.in_range(call, stream, index, from, to).await,
        };
        applies != range.negated
    }

    async fn in_range(
        &mut self,
        call: &mut Call,
        stream: &mut Stream,
        index: usize,
        from: &Address,
        to: &Address,
    ) -> bool {
        if let Some(end) = self.active[index] {
            let ends = match to {
                Address::Line(_) | Address::Plus(_) | Address::Multiple(_) => self.line >= end,
                to => self.matches(call, stream, to).await,
            };
            if ends {
                self.active[index] = None;
            }
            // A line number that lies behind was the end of the range already.
            return !(matches!(to, Address::Line(_)) && self.line > end);
        }
        let zero = matches!(from, Address::Line(0));
        let begins = (zero && self.line == 1) || (!zero && self.matches(call, stream, from).await);
        if !begins {
            return false;
        }
        let end = match to {
            Address::Line(line) => *line,
            Address::Plus(more) => self.line.saturating_add(*more),
            Address::Multiple(step) => self.line.next_multiple_of((*step).max(1)),
            _ => u64::MAX,
        };
        if end > self.line && !(zero && self.matches(call, stream, to).await) {
            self.active[index] = Some(end);
        }
        true
    }

    async fn matches(&mut self, call: &mut Call, stream: &mut Stream, address: &Address) -> bool {
        match address {
            Address::Line(line) => self.line == *line,
            Address::Last => stream.at_end(call).await,
            Address::Step(first, 0) => self.line == *first,
            Address::Step(first, step) => self.line >= *first && (self.line - first).is_multiple_of(*step),
            Address::Match(pattern) => self.pattern_for(pattern.as_ref()).is_some_and(|re| re.is_match(&self.pattern)),
            Address::Plus(_) | Address::Multiple(_) => false,
        }
    }

    /// The pattern to use, which the empty pattern then means.
    fn pattern_for(&mut self, pattern: Option<&Regex>) -> Option<Regex> {
        if let Some(pattern) = pattern {
            self.last = Some(pattern.clone());
        }
        self.last.clone()
    }

    async fn cycle(&mut self, call: &mut Call, stream: &mut Stream, out: &mut Option<&mut Vec<u8>>) -> Flow {
        let mut at = 0;
        while at < self.commands.len() {
            call.sys.step(1).await;
            if !self.applies(call, stream, at).await {
                at = if let What::Open(end) = &self.commands[at].what { end + 1 } else { at + 1 };
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
            What::Append(text) => self.appended.push(Appended::Text(text.clone())),
            What::ReadFile(path) => self.appended.push(Appended::File(path.clone())),
            What::Insert(text) => self.print(call, out, text, false).await,
            What::Change(text) => {
                if command.range.to.is_none() || command.range.negated || self.active[at].is_none() {
                    self.print(call, out, text, false).await;
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
                    self.quit = Some((false, 1));
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
            What::Open(_) | What::Close | What::Label => {}
            What::Quit { print, code } => {
                self.quit = Some((*print, *code));
                return Flow::Quit;
            }
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
            'G' => self.pattern = format!("{}\n{}", self.pattern, self.hold),
            'h' => self.hold.clone_from(&self.pattern),
            'H' => self.hold = format!("{}\n{}", self.hold, self.pattern),
            'x' => std::mem::swap(&mut self.pattern, &mut self.hold),
            'l' => {
                let line = visible(&self.pattern);
                self.print(call, out, &line, true).await;
            }
            'p' => {
                let (pattern, newline) = (self.pattern.clone(), self.newline);
                self.print(call, out, &pattern, newline).await;
            }
            'P' => {
                let first = self.pattern.split('\n').next().unwrap_or_default().to_owned();
                self.print(call, out, &first, true).await;
            }
            'n' => {
                if stream.at_end(call).await {
                    self.quit = Some((true, 0));
                    return Flow::Quit;
                }
                if !self.quiet {
                    let (pattern, newline) = (self.pattern.clone(), self.newline);
                    self.print(call, out, &pattern, newline).await;
                }
                self.append(call, out).await;
                self.read(call, stream).await;
            }
            _ => {
                // N: at the end the pattern space is printed and the script is done.
                if stream.at_end(call).await {
                    self.quit = Some((true, 0));
                    return Flow::Quit;
                }
                self.append(call, out).await;
                let before = std::mem::take(&mut self.pattern);
                let substituted = self.substituted;
                self.read(call, stream).await;
                self.substituted = substituted;
                self.pattern = format!("{before}\n{}", self.pattern);
            }
        }
        Flow::Next
    }

    async fn substitute(&mut self, call: &mut Call, out: &mut Option<&mut Vec<u8>>, substitution: &Substitution) {
        let Some(pattern) = self.pattern_for(substitution.pattern.as_ref()) else {
            call.error("no previous regexp").await;
            return;
        };
        let Some(changed) = substituted(&pattern, substitution, &self.pattern) else { return };
        self.pattern = changed;
        self.substituted = true;
        call.sys.step(1 + self.pattern.len() as u64 / 1024).await;
        if substitution.print {
            let (pattern, newline) = (self.pattern.clone(), self.newline);
            self.print(call, out, &pattern, newline).await;
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
fn substituted(pattern: &Regex, substitution: &Substitution, text: &str) -> Option<String> {
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
        if !substitution.global {
            break;
        }
    }
    changed.push_str(&text[end..]);
    any.then_some(changed)
}

/// The line as `l` shows it.
fn visible(line: &str) -> String {
    let mut shown = String::new();
    for byte in text::to_bytes(line).iter() {
        match byte {
            b'\\' => shown.push_str("\\\\"),
            b'\n' => shown.push_str("\\n"),
            b'\t' => shown.push_str("\\t"),
            0x20..=0x7e => shown.push(char::from(*byte)),
            byte => shown.push_str(&format!("\\{byte:03o}")),
        }
    }
    shown.push('$');
    shown
}
