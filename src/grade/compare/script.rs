//! Whether two processes are told the same: how a script is laid out, which of busybox's names a program is called by, and whether
//! a lone command has a shell around it makes no difference to what runs. It must not know who asks, nor run anything.
//!
//! Scripts are compared as ash reads them: as commands, words and redirections. So blanks, line ends, comments and the kind of
//! quotes do not count, and everything else does.

use std::fmt::Write as _;

use crate::shell::ast::{Command, Op, Parameter, Piece, Redirect, Target, Word};
use crate::shell::parse::Parser;

/// Scripts longer than this, in bytes, are compared letter by letter only.
const LONGEST: usize = 64 * 1024;

/// What a process is told, in a form that is the same for all ways of writing it; `None` where it cannot be read.
#[must_use]
pub fn meaning(words: &[String]) -> Option<String> {
    let (program, rest) = program_of(words)?;
    if rest.iter().map(String::len).sum::<usize>() > LONGEST {
        return None;
    }
    let mut out = Meaning::default();
    match script_of(program, rest) {
        Some((script, operands)) => {
            let program = Parser::new(script).whole().ok()?;
            out.program(&program);
            for operand in operands {
                out.text(operand);
                out.mark(' ');
            }
        }
        None => out.plain_command(program, rest),
    }
    Some(out.0)
}

/// The program and its arguments: `/bin/sh` is `sh`, and so is `busybox sh`.
fn program_of(words: &[String]) -> Option<(&str, &[String])> {
    let (first, rest) = words.split_first()?;
    match (plain_name(first), rest.split_first()) {
        ("busybox", Some((applet, rest))) if !applet.starts_with('-') => Some((applet, rest)),
        (name, _) => Some((name, rest)),
    }
}

/// A program's name without the folder that it is found in anyway.
#[must_use]
pub fn plain_name(word: &str) -> &str {
    let known = ["/bin/", "/usr/bin/", "/usr/local/bin/", "/sbin/", "/usr/sbin/"];
    known.iter().find_map(|folder| word.strip_prefix(folder)).unwrap_or(word)
}

/// The script of `sh -c SCRIPT` and what stands behind it. Options that make a shell stricter or more talkative leave the script
/// what it is.
fn script_of<'w>(program: &str, words: &'w [String]) -> Option<(&'w str, &'w [String])> {
    if !matches!(program, "sh" | "ash") {
        return None;
    }
    let is_option = |word: &&String| word.len() > 1 && word.starts_with('-');
    let options = words.iter().take_while(is_option).count();
    let letters = || words[..options].iter().flat_map(|word| word.chars().skip(1));
    let known = letters().all(|letter| matches!(letter, 'c' | 'e' | 'u' | 'x'));
    let (script, operands) =
        words[options..].split_first().filter(|_| known && letters().any(|letter| letter == 'c'))?;
    Some((script, operands))
}

/// A meaning while it is written. Marks are characters that [`Meaning::text`] never writes by itself.
#[derive(Default)]
struct Meaning(String);

impl Meaning {
    fn mark(&mut self, mark: char) {
        self.0.push('\u{1}');
        self.0.push(mark);
    }

    /// Text in which nothing is special.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            if c < ' ' {
                let _ = write!(self.0, "\u{2}{:02x}", c as u32);
            } else {
                self.0.push(c);
            }
        }
    }

    /// A command of words without a shell.
    fn plain_command(&mut self, program: &str, words: &[String]) {
        let words = words.iter().map(|word| vec![Piece::Quoted(word.clone())]);
        let words: Vec<Word> = std::iter::once(vec![Piece::Quoted(program.to_owned())]).chain(words).collect();
        self.words_of_command(&words);
        self.mark(';');
    }

    /// A whole script. What only sets the shell's options is left out, and so is `exec` before the last command: there is
    /// nothing left to come back for.
    fn program(&mut self, command: &Command) {
        let mut commands = Vec::new();
        flatten(command, &mut commands);
        let begin = commands.iter().take_while(|command| is_setting(command)).count();
        let (last, others) = match commands[begin..].split_last() {
            Some((last, others)) => (Some(*last), others),
            None => (None, &commands[begin..]),
        };
        for command in others {
            self.command(command);
            self.mark(';');
        }
        if let Some(command) = last {
            self.last(command);
            self.mark(';');
        }
    }

    fn last(&mut self, command: &Command) {
        match command {
            Command::AndOr(first, rest) => {
                self.command(first);
                for (index, (and, next)) in rest.iter().enumerate() {
                    self.mark(if *and { '&' } else { '|' });
                    if index + 1 == rest.len() { self.last(next) } else { self.command(next) }
                }
            }
            Command::Simple { assignments, words, redirects, .. }
                if words.len() > 1 && words.first().and_then(plain).as_deref() == Some("exec") =>
            {
                self.simple(assignments, &words[1..], redirects);
            }
            other => self.command(other),
        }
    }

    fn list(&mut self, command: &Command) {
        let mut commands = Vec::new();
        flatten(command, &mut commands);
        self.mark('{');
        for command in commands {
            self.command(command);
            self.mark(';');
        }
        self.mark('}');
    }

    fn command(&mut self, command: &Command) {
        match command {
            Command::Simple { assignments, words, redirects, .. } => self.simple(assignments, words, redirects),
            Command::Pipeline(stages) => {
                for stage in stages {
                    self.command(stage);
                    self.mark('p');
                }
            }
            Command::Not(inner) => {
                self.mark('!');
                self.command(inner);
            }
            Command::AndOr(first, rest) => {
                self.command(first);
                for (and, next) in rest {
                    self.mark(if *and { '&' } else { '|' });
                    self.command(next);
                }
            }
            Command::List(_) => self.list(command),
            Command::Background(inner) => {
                self.list(inner);
                self.mark('b');
            }
            Command::Subshell(inner) => {
                self.mark('(');
                self.list(inner);
            }
            Command::Group(inner) => self.list(inner),
            Command::Redirected(inner, redirects) => {
                self.command(inner);
                self.redirects(redirects);
            }
            Command::If(clauses, otherwise) => {
                for (condition, then) in clauses {
                    self.mark('i');
                    self.list(condition);
                    self.list(then);
                }
                if let Some(otherwise) = otherwise {
                    self.mark('e');
                    self.list(otherwise);
                }
            }
            Command::Loop(is_while, condition, body) => {
                self.mark(if *is_while { 'w' } else { 'u' });
                self.list(condition);
                self.list(body);
            }
            Command::For(name, words, body) => {
                self.mark('f');
                self.text(name);
                match words {
                    Some(words) => self.words(words),
                    None => self.mark('@'),
                }
                self.list(body);
            }
            Command::Case(word, cases) => {
                self.mark('c');
                self.word(word);
                for (patterns, then) in cases {
                    self.words(patterns);
                    if let Some(then) = then {
                        self.list(then);
                    }
                }
            }
            Command::Function(name, body) => {
                self.mark('d');
                self.text(name);
                self.list(body);
            }
        }
    }

    fn simple(&mut self, assignments: &[(String, Word)], words: &[Word], redirects: &[Redirect]) {
        for (name, value) in assignments {
            self.mark('=');
            self.text(name);
            self.mark(' ');
            self.word(value);
        }
        self.words_of_command(words);
        self.redirects(redirects);
    }

    /// `[ … ]` is `test …`, and `:` is `true`.
    fn words_of_command(&mut self, words: &[Word]) {
        let Some((first, rest)) = words.split_first() else { return };
        let name = plain(first);
        let rest = match (name.as_deref().map(plain_name), rest.split_last()) {
            (Some("["), Some((last, inner))) if plain(last).as_deref() == Some("]") => {
                self.text("test");
                inner
            }
            (Some(":"), None) => {
                self.text("true");
                rest
            }
            (Some(name), _) => {
                self.text(name);
                rest
            }
            (None, _) => {
                self.word(first);
                rest
            }
        };
        self.mark(' ');
        self.words(rest);
    }

    fn words(&mut self, words: &[Word]) {
        for word in words {
            self.word(word);
            self.mark(' ');
        }
    }

    fn redirects(&mut self, redirects: &[Redirect]) {
        for redirect in redirects {
            let (sign, word) = match &redirect.to {
                Target::Read(word) => ("<", Some(word)),
                Target::Write(word) | Target::Clobber(word) => (">", Some(word)),
                Target::Append(word) => (">>", Some(word)),
                Target::ReadWrite(word) => ("<>", Some(word)),
                Target::Duplicate(word) => (">&", Some(word)),
                Target::Both(word) => ("&>", Some(word)),
                Target::Here(text) => ("<<", text.get()),
            };
            self.mark('r');
            let _ = write!(self.0, "{}{sign}", redirect.fd);
            if let Some(word) = word {
                self.word(word);
            }
        }
    }

    fn word(&mut self, word: &Word) {
        if word.iter().all(|piece| matches!(piece, Piece::Quoted(text) if text.is_empty())) {
            self.mark('0');
        }
        for piece in word {
            match piece {
                Piece::Literal(text) => self.literal(text),
                Piece::Quoted(text) => self.text(text),
                Piece::Tilde(text) => {
                    self.mark('~');
                    self.text(text);
                }
                Piece::Parameter(parameter, quoted) => {
                    self.mark(if *quoted { 'Q' } else { 'P' });
                    self.parameter(parameter);
                }
                Piece::Substitution(command, quoted) => {
                    self.mark(if *quoted { 'D' } else { 'S' });
                    self.list(command);
                }
                Piece::Process(command, writes) => {
                    self.mark(if *writes { '>' } else { '<' });
                    self.list(command);
                }
                Piece::Arithmetic(inner, quoted) => {
                    self.mark(if *quoted { 'B' } else { 'A' });
                    self.arithmetic(inner);
                    self.mark('a');
                }
            }
        }
    }

    /// Text in which the signs of patterns are special.
    fn literal(&mut self, text: &str) {
        for c in text.chars() {
            if matches!(c, '*' | '?' | '[') {
                self.mark('*');
            }
            self.text(c.encode_utf8(&mut [0; 4]));
        }
    }

    /// Blanks do not count in a sum, and `$n` is `n`.
    fn arithmetic(&mut self, word: &Word) {
        for piece in word {
            match piece {
                Piece::Literal(text) | Piece::Quoted(text) => {
                    self.text(&text.split_whitespace().collect::<String>());
                }
                Piece::Parameter(parameter, _) if is_variable(parameter) => self.text(&parameter.name),
                other => self.word(&vec![other.clone()]),
            }
        }
    }

    fn parameter(&mut self, parameter: &Parameter) {
        self.text(&parameter.name);
        match &parameter.op {
            Op::Get => {}
            Op::Length => self.mark('#'),
            Op::Bad(text) => {
                self.mark('b');
                self.text(text);
            }
            Op::Unset { kind, or_empty, word } => {
                self.mark(if *or_empty { ':' } else { '-' });
                self.text(kind.encode_utf8(&mut [0; 4]));
                self.word(word);
            }
            Op::Trim { prefix, longest, pattern } => {
                let _ = write!(self.0, "\u{1}t{prefix}{longest}");
                self.word(pattern);
            }
            Op::Slice(from, length) => {
                self.mark('s');
                self.word(from);
                if let Some(length) = length {
                    self.mark(',');
                    self.word(length);
                }
            }
            Op::Replace { all, pattern, with } => {
                let _ = write!(self.0, "\u{1}/{all}");
                self.word(pattern);
                self.mark('/');
                self.word(with);
            }
        }
        self.mark('.');
    }
}

/// The commands that run one after the other.
fn flatten<'c>(command: &'c Command, out: &mut Vec<&'c Command>) {
    match command {
        Command::List(commands) => commands.iter().for_each(|command| flatten(command, out)),
        other => out.push(other),
    }
}

/// A word's text, where nothing in it is expanded.
fn plain(word: &Word) -> Option<String> {
    word.iter()
        .map(|piece| match piece {
            Piece::Literal(text) if text == "[" => Some("["),
            Piece::Literal(text) => Some(text.as_str()).filter(|text| !text.contains(['*', '?', '['])),
            Piece::Quoted(text) => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

/// Whether a command does nothing but make the shell stricter or more talkative.
fn is_setting(command: &Command) -> bool {
    let Command::Simple { assignments, words, redirects, .. } = command else { return false };
    let words: Option<Vec<String>> = words.iter().map(plain).collect();
    let is_option = |word: &String| {
        word == "pipefail" || (word.len() > 1 && word.starts_with('-') && word[1..].chars().all(|c| "euxo".contains(c)))
    };
    let sets = |words: Vec<String>| {
        words
            .split_first()
            .is_some_and(|(first, rest)| first == "set" && !rest.is_empty() && rest.iter().all(is_option))
    };
    assignments.is_empty() && redirects.is_empty() && words.is_some_and(sets)
}

fn is_variable(parameter: &Parameter) -> bool {
    let name = &parameter.name;
    parameter.op == Op::Get && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(left: &[&str], right: &[&str]) -> bool {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        let (left, right) = (meaning(&words(left)), meaning(&words(right)));
        left.is_some() && left == right
    }

    #[test]
    fn layout_shell_and_quotes_make_no_difference() {
        let script = "n=0; while true; do n=$((n+1)); echo \"serial $n\" > /certs/tls.crt; sleep 10; done";
        for other in [
            &["/bin/sh", "-ec", script][..],
            &["busybox", "ash", "-e", "-c", script],
            &[
                "sh",
                "-c",
                "set -eu\nn=0\nwhile :\ndo\n  n=$(( $n + 1 ))  # the next\n  echo \"serial $n\" >/certs/tls.crt\n  sleep 10\ndone\n",
            ],
            &["sh", "-c", "n='0';while true;do n=$((n+1));echo \"serial \"\"${n}\">'/certs/tls.crt';sleep 10;done"],
        ] {
            assert!(same(&["sh", "-c", script], other), "{other:?}");
        }
    }

    #[test]
    fn a_lone_command_needs_no_shell() {
        let words = ["nc", "-lk", "-p", "6379", "-e", "nc", "redis", "6379"];
        assert!(same(&words, &["sh", "-c", "exec nc -lk -p 6379 -e nc 'redis' 6379"]));
        assert!(same(&words, &["busybox", "nc", "-lk", "-p", "6379", "-e", "nc", "redis", "6379"]));
        assert!(same(&["test", "-f", "/a b"], &["sh", "-c", "[ -f '/a b' ]"]));
        assert!(same(&["test", "-f", "/a"], &["/usr/bin/[", "-f", "/a", "]"]));
        assert!(same(&["sh", "-c", "sleep 3; nc -l"], &["sh", "-c", "sleep 3 && true; exec nc -l"]).eq(&false));
        assert!(same(&["sh", "-c", "sleep 3; nc -l"], &["sh", "-c", "sleep 3\nexec nc -l"]));
    }

    #[test]
    fn everything_else_does() {
        for (left, right) in [
            ("sleep 10", "sleep 9"),
            ("sleep 10", "sleep 10 &"),
            ("a; b", "a && b"),
            ("a || b", "a && b"),
            ("a; b", "b; a"),
            ("a > f", "a >> f"),
            ("a > f", "a 2> f"),
            ("a", "a | b"),
            ("a", "! a"),
            ("a", "(a)"),
            ("echo $x", "echo \"$x\""),
            ("echo $x", "echo '$x'"),
            ("echo *", "echo '*'"),
            ("echo a b", "echo 'a b'"),
            ("echo ''", "echo"),
            ("while a; do b; done", "until a; do b; done"),
            ("while a; do b; done", "while a; do b; done; c"),
            ("if a; then b; fi", "if a; then b; else c; fi"),
            ("for i in 1 2; do a; done", "for i in 1 3; do a; done"),
            ("for i in 1 2; do a; done", "for j in 1 2; do a; done"),
            ("x=1 a", "x=2 a"),
            ("exec a; b", "a; b"),
            ("cat <<E\na\nE", "cat <<E\nb\nE"),
            ("echo ${x:-a}", "echo ${x-a}"),
            ("echo $((a+b))", "echo $((a-b))"),
            ("echo $(a)", "echo $(b)"),
        ] {
            assert!(!same(&["sh", "-c", left], &["sh", "-c", right]), "{left} / {right}");
        }
        assert!(!same(&["sh", "-c", "a"], &["sh", "-nc", "a"]));
        assert!(!same(&["sh", "-c", "a"], &["sh", "-c", "a", "b"]));
        assert!(!same(&["sh", "a"], &["sh", "-c", "a"]));
        assert!(!same(&["sh", "-c", "a ("], &["sh", "-c", "a ("]));
    }
}
