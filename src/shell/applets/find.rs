//! find: walks folders and tests what it meets. It must not know other applets, except how they are run.

use regex::Regex;

use super::run::run_and_wait;
use crate::shell::applet::{Applet, Call};
use crate::shell::posix::{self, Style};
use crate::shell::users::Users;
use crate::world::{Exit, Kind, Metadata};

pub(super) const APPLETS: &[Applet] =
    &[Applet { name: "find", usage: "[-HL] [PATH]... [OPTIONS] [ACTIONS]", run: |call| Box::pin(find(call)) }];

/// How deep folders are walked into.
const DEEPEST: usize = 256;

/// A test or an action.
enum Test {
    Name(Regex),
    Path(posix::Pattern),
    Type(Kind),
    Size(char, u64, u64),
    Time(char, u64, u64),
    Newer(i64),
    Links(char, u64),
    Inode(u64),
    Executable,
    User(u32),
    Group(u32),
    Mode(char, u32),
    Empty,
    True,
    Prune,
    Quit,
    Print(&'static str),
    Delete,
    Exec(Vec<String>, bool),
    Not(Box<Test>),
    And(Vec<Test>),
    Or(Vec<Test>),
}

/// What is at hand where a test is made.
struct Found {
    path: String,
    metadata: Metadata,
}

#[expect(clippy::struct_excessive_bools, reason = "each is an option or a state of its own")]
struct Finder {
    call: Call,
    users: Users,
    follow: bool,
    deepest: usize,
    shallowest: usize,
    depth_first: bool,
    collected: Vec<Vec<String>>,
    code: u8,
    quit: bool,
    pruned: bool,
}

async fn find(mut call: Call) -> u8 {
    let mut args = std::mem::take(&mut call.args);
    let mut follow = false;
    while args.first().is_some_and(|arg| ["-H", "-L", "-P"].contains(&arg.as_str())) {
        follow |= args.remove(0) == "-L";
    }
    let begins = args.iter().position(|arg| arg.starts_with('-') || arg == "(" || arg == "!").unwrap_or(args.len());
    let rest = args.split_off(begins);
    let mut roots = args;
    if roots.is_empty() {
        roots.push(".".to_owned());
    }
    let users = Users::read(&call.sys).await;
    let mut finder = Finder {
        call,
        users,
        follow,
        deepest: DEEPEST,
        shallowest: 0,
        depth_first: false,
        collected: Vec::new(),
        code: 0,
        quit: false,
        pruned: false,
    };
    let test = match (Parser { words: &rest, at: 0, finder: &mut finder, acts: false, depth: 0 }).whole() {
        Ok(test) => test,
        Err(words) => {
            finder.call.error(&words).await;
            return if words.starts_with("unrecognized") { finder.call.show_usage().await } else { 1 };
        }
    };
    for root in roots {
        finder.walk(&root, &test).await;
        if finder.quit {
            break;
        }
    }
    finder.run_collected(&test).await;
    let code = finder.code;
    finder.call.finish(code).await
}

struct Parser<'a> {
    words: &'a [String],
    at: usize,
    finder: &'a mut Finder,
    acts: bool,
    depth: usize,
}

impl Parser<'_> {
    fn whole(mut self) -> Result<Test, String> {
        let test = if self.words.is_empty() { Test::True } else { self.or()? };
        if self.at < self.words.len() {
            return Err(format!("paths must precede expression: {}", self.words[self.at]));
        }
        Ok(if self.acts { test } else { Test::And(vec![test, Test::Print("\n")]) })
    }

    fn peek(&self) -> Option<&str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn or(&mut self) -> Result<Test, String> {
        let mut tests = vec![self.and()?];
        while matches!(self.peek(), Some("-o" | "-or")) {
            self.at += 1;
            tests.push(self.and()?);
        }
        Ok(if tests.len() == 1 { tests.remove(0) } else { Test::Or(tests) })
    }

    fn and(&mut self) -> Result<Test, String> {
        let mut tests = Vec::new();
        loop {
            match self.peek() {
                None | Some("-o" | "-or" | ")") => break,
                Some("-a" | "-and") => self.at += 1,
                Some(_) => tests.push(self.single()?),
            }
        }
        Ok(Test::And(tests))
    }

    fn single(&mut self) -> Result<Test, String> {
        let word = self.words[self.at].clone();
        self.at += 1;
        self.depth += 1;
        if self.depth > 100 {
            return Err("too deeply nested".to_owned());
        }
        let test = match word.as_str() {
            "!" | "-not" => {
                if self.peek().is_none() {
                    return Err("bare '!'".to_owned());
                }
                Test::Not(Box::new(self.single()?))
            }
            "(" => {
                let test = self.or()?;
                if self.peek() != Some(")") {
                    return Err("unpaired '('".to_owned());
                }
                self.at += 1;
                test
            }
            _ => self.primary(&word)?,
        };
        self.depth -= 1;
        Ok(test)
    }

    fn argument(&mut self, name: &str) -> Result<String, String> {
        let argument = self.words.get(self.at).cloned();
        self.at += 1;
        argument.ok_or_else(|| format!("{name} requires an argument"))
    }

    fn number(&mut self, name: &str) -> Result<(char, u64, char), String> {
        let text = self.argument(name)?;
        let sign = text.chars().next().filter(|c| "+-".contains(*c)).unwrap_or('=');
        let digits = text.trim_start_matches(['+', '-']);
        let unit = digits.chars().last().filter(char::is_ascii_alphabetic).unwrap_or('\0');
        let number = digits.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse();
        number.map(|number| (sign, number, unit)).map_err(|_| format!("invalid number '{text}'"))
    }

    fn primary(&mut self, word: &str) -> Result<Test, String> {
        Ok(match word {
            "-name" | "-iname" => Test::Name(glob(&self.argument(word)?, word == "-iname")),
            "-path" | "-ipath" | "-wholename" => Test::Path(glob(&self.argument(word)?, word == "-ipath").into()),
            "-regex" => {
                let text = self.argument(word)?;
                let compiled = posix::compile(&format!("^\\({text}\\)$"), Style::default());
                Test::Path(compiled.map_err(|wrong| format!("bad regex '{text}': {wrong}"))?)
            }
            "-type" => match self.argument(word)?.as_str() {
                "f" => Test::Type(Kind::File),
                "d" => Test::Type(Kind::Dir),
                "l" => Test::Type(Kind::Link),
                "p" => Test::Type(Kind::Fifo),
                "c" | "b" => Test::Type(Kind::Device),
                "s" => Test::Type(Kind::Socket),
                _ => {
                    return Err(format!("invalid argument '{}' to '-type'", self.words[self.at - 1]));
                }
            },
            "-maxdepth" | "-mindepth" => {
                let (_, depth, _) = self.number(word)?;
                let depth = usize::try_from(depth).unwrap_or(DEEPEST).min(DEEPEST);
                if word == "-maxdepth" {
                    self.finder.deepest = depth;
                } else {
                    self.finder.shallowest = depth;
                }
                Test::True
            }
            "-depth" => {
                self.finder.depth_first = true;
                Test::True
            }
            "-size" => {
                let (sign, number, unit) = self.number(word)?;
                let unit = match unit {
                    'c' => 1,
                    'w' => 2,
                    'k' => 1024,
                    'M' => 1 << 20,
                    'G' => 1 << 30,
                    _ => 512,
                };
                Test::Size(sign, number, unit)
            }
            "-mtime" | "-mmin" | "-atime" | "-amin" | "-ctime" | "-cmin" => {
                let (sign, number, _) = self.number(word)?;
                Test::Time(sign, number, if word.ends_with("min") { 60 } else { 86_400 })
            }
            "-newer" => {
                let path = self.argument(word)?;
                let metadata = self.finder.call.sys.stat(&path);
                Test::Newer(metadata.map_err(|errno| format!("can't stat '{path}': {errno}"))?.mtime.secs())
            }
            "-user" | "-group" => self.owner(word)?,
            "-perm" => {
                let text = self.argument(word)?;
                let sign = text.chars().next().filter(|c| "-/+".contains(*c)).unwrap_or('=');
                let mode = crate::shell::mode::parse(text.trim_start_matches(['-', '/', '+']), 0, false, 0);
                Test::Mode(sign, mode.ok_or_else(|| format!("invalid mode '{text}'"))?)
            }
            "-empty" => Test::Empty,
            "-executable" => Test::Executable,
            "-links" => {
                let (sign, number, _) = self.number(word)?;
                Test::Links(sign, number)
            }
            "-inum" => {
                let (_, number, _) = self.number(word)?;
                Test::Inode(number)
            }
            "-samefile" => {
                let path = self.argument(word)?;
                let metadata = self.finder.call.sys.stat(&path);
                Test::Inode(metadata.map_err(|errno| format!("{path}: {errno}"))?.ino)
            }
            "-xdev" | "-follow" => Test::True,
            "-prune" => Test::Prune,
            "-quit" => self.acting(Test::Quit),
            "-print" => self.acting(Test::Print("\n")),
            "-print0" => self.acting(Test::Print("\0")),
            "-delete" => {
                self.finder.depth_first = true;
                self.acting(Test::Delete)
            }
            "-exec" => self.command(word)?,
            other => return Err(format!("unrecognized: {other}")),
        })
    }

    /// The command of `-exec`, up to its `;` or `+`.
    fn command(&mut self, word: &str) -> Result<Test, String> {
        let rest = self.words.get(self.at..).unwrap_or_default();
        let end = rest.iter().position(|word| word == ";" || word == "+");
        let end = end.filter(|end| *end > 0).ok_or_else(|| format!("{word} requires an argument"))?;
        let (command, together) = (rest[..end].to_vec(), rest[end] == "+");
        self.at += end + 1;
        Ok(self.acting(Test::Exec(command, together)))
    }

    /// The user or group of `-user` and `-group`, by name or by number.
    fn owner(&mut self, word: &str) -> Result<Test, String> {
        let text = self.argument(word)?;
        let users = &self.finder.users;
        let (kind, id) = if word == "-user" {
            ("user", users.user_by_name(&text).map(|(uid, _)| uid))
        } else {
            ("group", users.group_by_name(&text))
        };
        let id = id.or_else(|| text.parse().ok()).ok_or_else(|| format!("unknown {kind} {text}"))?;
        Ok(if kind == "user" { Test::User(id) } else { Test::Group(id) })
    }

    fn acting(&mut self, test: Test) -> Test {
        self.acts = true;
        test
    }
}

/// A shell pattern as a regular expression over the whole text.
fn glob(pattern: &str, ignore_case: bool) -> Regex {
    let mut out = String::from(if ignore_case { "(?si)^" } else { "(?s)^" });
    let chars: Vec<char> = pattern.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        match chars[at] {
            '*' => out.push_str(".*"),
            '?' => out.push('.'),
            '\\' if at + 1 < chars.len() => {
                at += 1;
                out.push_str(&regex::escape(&chars[at].to_string()));
            }
            '[' => {
                let close = chars.iter().skip(at + 2).position(|c| *c == ']').map(|found| at + 2 + found);
                if let Some(close) = close {
                    let inner: String = chars[at + 1..close].iter().collect();
                    let inner = inner.replace('\\', "\\\\").replace('[', "\\[");
                    let inner = inner.strip_prefix('!').map_or(inner.clone(), |rest| format!("^{rest}"));
                    out.push_str(&format!("[{inner}]"));
                    at = close;
                } else {
                    out.push_str("\\[");
                }
            }
            c => out.push_str(&regex::escape(&c.to_string())),
        }
        at += 1;
    }
    out.push('$');
    Regex::new(&out).unwrap_or_else(|_| never())
}

/// A pattern that matches nothing.
#[expect(clippy::expect_used, reason = "a constant pattern that compiles")]
fn never() -> Regex {
    Regex::new("[^\\s\\S]").expect("a constant pattern")
}

impl Finder {
    /// Walks a tree without recursion: a folder's entries are put on a stack.
    async fn walk(&mut self, root: &str, test: &Test) {
        let mut stack: Vec<(String, usize, bool)> = vec![(root.to_owned(), 0, false)];
        while let Some((path, depth, leaving)) = stack.pop() {
            self.call.sys.step(2).await;
            let metadata = if self.follow { self.call.sys.stat(&path) } else { self.call.sys.lstat(&path) };
            let metadata = match metadata {
                Ok(metadata) => metadata,
                Err(errno) => {
                    self.call.fail(&path, errno).await;
                    self.code = 1;
                    continue;
                }
            };
            let is_dir = metadata.kind == Kind::Dir;
            let looked_at = depth >= self.shallowest && (leaving || !self.depth_first || !is_dir);
            self.pruned = false;
            if looked_at {
                let found = Found { path: path.clone(), metadata };
                self.test(test, &found, &mut 0).await;
            }
            if self.quit || self.call.is_broken() {
                return;
            }
            if is_dir && !leaving && !self.pruned && depth < self.deepest {
                if self.depth_first {
                    stack.push((path.clone(), depth, true));
                }
                self.open(&path, depth, &mut stack).await;
            } else if is_dir && !leaving && self.depth_first {
                stack.push((path, depth, true));
            }
        }
    }

    async fn open(&mut self, path: &str, depth: usize, stack: &mut Vec<(String, usize, bool)>) {
        match self.call.sys.read_dir(path) {
            Ok(names) => {
                let folder = if path.ends_with('/') { path.to_owned() } else { format!("{path}/") };
                for name in names.iter().rev().filter(|name| *name != "." && *name != "..") {
                    stack.push((format!("{folder}{name}"), depth + 1, false));
                }
            }
            Err(errno) => {
                self.call.fail(path, errno).await;
                self.code = 1;
            }
        }
    }

    /// Makes a test; `execs` counts the `-exec … +` on the way, to know which list is whose.
    fn test<'a>(
        &'a mut self,
        test: &'a Test,
        found: &'a Found,
        execs: &'a mut usize,
    ) -> std::pin::Pin<Box<dyn Future<Output = bool> + 'a>> {
        Box::pin(async move {
            match test {
                Test::Not(inner) => !self.test(inner, found, execs).await,
                Test::And(tests) => {
                    let mut holds = true;
                    for test in tests {
                        if holds {
                            holds = self.test(test, found, execs).await;
                        } else {
                            *execs += count_execs(test);
                        }
                    }
                    holds
                }
                Test::Or(tests) => {
                    let mut holds = false;
                    for test in tests {
                        if holds {
                            *execs += count_execs(test);
                        } else {
                            holds = self.test(test, found, execs).await;
                        }
                    }
                    holds
                }
                Test::Print(end) => {
                    self.call.print(&format!("{}{end}", found.path)).await;
                    true
                }
                Test::Prune => {
                    self.pruned = true;
                    true
                }
                Test::Quit => {
                    self.quit = true;
                    true
                }
                Test::Delete => self.delete(found).await,
                Test::Exec(command, true) => {
                    if self.collected.len() <= *execs {
                        self.collected.resize(*execs + 1, Vec::new());
                    }
                    self.collected[*execs].push(found.path.clone());
                    *execs += 1;
                    !command.is_empty()
                }
                Test::Exec(command, false) => {
                    let argv = command.iter().map(|word| word.replace("{}", &found.path)).collect();
                    self.execute(argv).await
                }
                test => self.plain(test, found),
            }
        })
    }

    fn plain(&self, test: &Test, found: &Found) -> bool {
        let metadata = &found.metadata;
        match test {
            Test::Name(pattern) => {
                let trimmed = found.path.trim_end_matches('/');
                pattern.is_match(trimmed.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("/"))
            }
            Test::Path(pattern) => pattern.is_match(&found.path),
            Test::Type(kind) => metadata.kind == *kind,
            Test::Size(sign, number, unit) => by_sign(*sign, metadata.size, number.saturating_mul(*unit)),
            Test::Links(sign, number) => by_sign(*sign, u64::from(metadata.links), *number),
            Test::Inode(number) => metadata.ino == *number,
            Test::Executable => self.call.sys.access(&found.path, false, false, true).is_ok(),
            Test::Time(sign, number, unit) => {
                let age = self.call.sys.wall().secs() - metadata.mtime.secs();
                by_sign(*sign, u64::try_from(age).unwrap_or(0) / unit, *number)
            }
            Test::Newer(than) => metadata.mtime.secs() > *than,
            Test::User(uid) => metadata.uid == *uid,
            Test::Group(gid) => metadata.gid == *gid,
            Test::Mode('-', mode) => metadata.mode & mode == *mode,
            Test::Mode('/' | '+', mode) => metadata.mode & mode != 0 || *mode == 0,
            Test::Mode(_, mode) => metadata.mode & 0o7777 == *mode,
            Test::Empty if metadata.kind == Kind::Dir => self
                .call
                .sys
                .read_dir(&found.path)
                .is_ok_and(|names| names.iter().all(|name| name == "." || name == "..")),
            Test::Empty => metadata.kind == Kind::File && metadata.size == 0,
            Test::True => true,
            _ => false,
        }
    }

    async fn delete(&mut self, found: &Found) -> bool {
        if found.path == "." {
            return true;
        }
        let is_dir = found.metadata.kind == Kind::Dir;
        let result = if is_dir { self.call.sys.rmdir(&found.path) } else { self.call.sys.unlink(&found.path) };
        if let Err(errno) = result {
            self.call.fail(&found.path, errno).await;
            self.code = 1;
        }
        result.is_ok()
    }

    async fn execute(&mut self, argv: Vec<String>) -> bool {
        self.call.flush().await;
        let name = argv[0].clone();
        match run_and_wait(&self.call.sys, argv).await {
            Ok(exit) => exit == Exit::Code(0),
            Err(errno) => {
                self.call.fail(&name, errno).await;
                false
            }
        }
    }

    /// Runs the commands of `-exec … +` with all that was found.
    async fn run_collected(&mut self, test: &Test) {
        let mut commands = Vec::new();
        collect_execs(test, &mut commands);
        for (command, paths) in commands.into_iter().zip(std::mem::take(&mut self.collected)) {
            if paths.is_empty() {
                continue;
            }
            let mut argv = Vec::new();
            for word in command {
                if word == "{}" {
                    argv.extend(paths.iter().cloned());
                } else {
                    argv.push(word.clone());
                }
            }
            if !self.execute(argv).await {
                self.code = 1;
            }
        }
    }
}

fn by_sign(sign: char, value: u64, wanted: u64) -> bool {
    match sign {
        '+' => value > wanted,
        '-' => value < wanted,
        _ => value == wanted,
    }
}

fn count_execs(test: &Test) -> usize {
    let mut found = Vec::new();
    collect_execs(test, &mut found);
    found.len()
}

fn collect_execs<'t>(test: &'t Test, found: &mut Vec<&'t [String]>) {
    match test {
        Test::Exec(command, true) => found.push(command),
        Test::Not(inner) => collect_execs(inner, found),
        Test::And(tests) | Test::Or(tests) => tests.iter().for_each(|test| collect_execs(test, found)),
        _ => {}
    }
}
