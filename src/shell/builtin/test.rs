//! `test`, `[` and `[[`: expressions about files, texts and numbers.

use crate::shell::pattern::Pattern;
use crate::world::{Kind, Metadata, Process};

/// How deep parentheses and negations may be nested.
const MOST_DEEP: u32 = 100;

/// The truth of an expression; the name it was called by comes first.
///
/// # Errors
/// What busybox says; the exit code is then 2.
pub fn evaluate(sys: &Process, args: &[String]) -> Result<bool, String> {
    let name = args.first().map_or("test", String::as_str);
    let mut words: Vec<&str> = args.iter().skip(1).map(String::as_str).collect();
    let closing = match name.rsplit('/').next().unwrap_or_default() {
        "[" => "]",
        "[[" => "]]",
        _ => "",
    };
    if !closing.is_empty() && words.pop() != Some(closing) {
        return Err(format!("missing {closing}"));
    }
    let test = Test { sys, double: closing == "]]" };
    // POSIX decides by the number of words, so that operands may look like operators.
    let (negated, rest) = match words.as_slice() {
        ["!", rest @ ..] if !rest.is_empty() && rest.len() < 4 => (true, rest),
        _ => (false, words.as_slice()),
    };
    let truth = match rest {
        [] => Ok(false),
        [word] => Ok(!word.is_empty()),
        [op, word] if is_unary(op) => test.unary(op, word),
        [_, op] if is_binary(op) => Err(format!("{op}: argument expected")),
        [left, op, right] if is_binary(op) => test.binary(left, op, right),
        _ => {
            let mut reader = Reader { words: rest, pos: 0, test: &test, depth: 0 };
            let truth = reader.or()?;
            match rest.get(reader.pos) {
                None => Ok(truth),
                Some(word) => Err(format!("{word}: unknown operand")),
            }
        }
    };
    truth.map(|truth| truth != negated)
}

fn is_unary(word: &str) -> bool {
    matches!(word.as_bytes(), [b'-', letter] if b"bcdefghknprstuwxzLSOGN".contains(letter))
}

fn is_binary(word: &str) -> bool {
    matches!(
        word,
        "=" | "==" | "!=" | "<" | ">" | "=~" | "-eq" | "-ne" | "-lt" | "-le" | "-gt" | "-ge" | "-nt" | "-ot" | "-ef"
    )
}

struct Reader<'t> {
    words: &'t [&'t str],
    pos: usize,
    test: &'t Test<'t>,
    depth: u32,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<&'t str> {
        self.words.get(self.pos).copied()
    }

    fn or(&mut self) -> Result<bool, String> {
        let mut truth = self.and()?;
        while self.peek() == Some("-o") {
            self.pos += 1;
            truth |= self.and()?;
        }
        Ok(truth)
    }

    fn and(&mut self) -> Result<bool, String> {
        let mut truth = self.not()?;
        while self.peek() == Some("-a") {
            self.pos += 1;
            truth &= self.not()?;
        }
        Ok(truth)
    }

    fn not(&mut self) -> Result<bool, String> {
        self.depth += 1;
        if self.depth > MOST_DEEP {
            return Err("nested too deeply for this simulator".into());
        }
        let truth = if self.peek() == Some("!") && self.words.len() > self.pos + 1 {
            self.pos += 1;
            !self.not()?
        } else {
            self.primary()?
        };
        self.depth -= 1;
        Ok(truth)
    }

    fn primary(&mut self) -> Result<bool, String> {
        let Some(word) = self.peek() else { return Err("argument expected".into()) };
        let next = self.words.get(self.pos + 1).copied();
        let after = self.words.get(self.pos + 2).copied();
        if let (Some(op), Some(right)) = (next, after)
            && is_binary(op)
        {
            self.pos += 3;
            return self.test.binary(word, op, right);
        }
        if word == "(" {
            self.pos += 1;
            let truth = self.or()?;
            if self.peek() != Some(")") {
                return Err("closing paren expected".into());
            }
            self.pos += 1;
            return Ok(truth);
        }
        // As the last word it is one like any other.
        if let Some(operand) = next.filter(|_| is_unary(word)) {
            self.pos += 2;
            return self.test.unary(word, operand);
        }
        self.pos += 1;
        Ok(!word.is_empty())
    }
}

struct Test<'t> {
    sys: &'t Process,
    double: bool,
}

impl Test<'_> {
    fn unary(&self, op: &str, word: &str) -> Result<bool, String> {
        let stat = |check: &dyn Fn(&Metadata) -> bool| self.sys.stat(word).is_ok_and(|found| check(&found));
        let creds = self.sys.credentials();
        Ok(match op {
            "-n" => !word.is_empty(),
            "-z" => word.is_empty(),
            "-e" => stat(&|_| true),
            "-f" => stat(&|found| found.kind == Kind::File),
            "-d" => stat(&|found| found.kind == Kind::Dir),
            "-p" => stat(&|found| found.kind == Kind::Fifo),
            "-c" => stat(&|found| found.kind == Kind::Device),
            "-S" => stat(&|found| found.kind == Kind::Socket),
            "-b" => false,
            "-s" => stat(&|found| found.size > 0),
            "-h" | "-L" => self.sys.lstat(word).is_ok_and(|found| found.kind == Kind::Link),
            "-r" => self.sys.access(word, true, false, false).is_ok(),
            "-w" => self.sys.access(word, false, true, false).is_ok(),
            "-x" => self.sys.access(word, false, false, true).is_ok(),
            "-u" => stat(&|found| found.mode & 0o4000 != 0),
            "-g" => stat(&|found| found.mode & 0o2000 != 0),
            "-k" => stat(&|found| found.mode & 0o1000 != 0),
            "-O" => stat(&|found| found.uid == creds.uid),
            "-G" => stat(&|found| found.gid == creds.gid),
            "-N" => stat(&|found| found.mtime > found.atime),
            "-t" => i32::try_from(number(word)?).is_ok_and(|fd| self.sys.is_terminal(fd)),
            _ => return Err(format!("{op}: unknown operand")),
        })
    }

    fn binary(&self, left: &str, op: &str, right: &str) -> Result<bool, String> {
        let times = || (self.sys.stat(left).map(|found| found.mtime), self.sys.stat(right).map(|found| found.mtime));
        Ok(match op {
            "=" | "==" if self.double => Pattern::new(right).matches(&left.chars().collect::<Vec<_>>()),
            "!=" if self.double => !Pattern::new(right).matches(&left.chars().collect::<Vec<_>>()),
            "=" | "==" => left == right,
            "!=" => left != right,
            "<" => left < right,
            ">" => left > right,
            "=~" => regex::Regex::new(right).is_ok_and(|regex| regex.is_match(left)),
            "-nt" => matches!(times(), (Ok(left), Ok(right)) if left > right),
            "-ot" => matches!(times(), (Ok(left), Ok(right)) if left < right),
            "-ef" => matches!(
                (self.sys.stat(left), self.sys.stat(right)),
                (Ok(left), Ok(right)) if (left.dev, left.ino) == (right.dev, right.ino)
            ),
            _ => {
                let (left, right) = (number(left)?, number(right)?);
                match op {
                    "-eq" => left == right,
                    "-ne" => left != right,
                    "-lt" => left < right,
                    "-le" => left <= right,
                    "-gt" => left > right,
                    _ => left >= right,
                }
            }
        })
    }
}

fn number(word: &str) -> Result<i64, String> {
    let trimmed = word.trim();
    let digits = trimmed.strip_prefix('+').unwrap_or(trimmed);
    match digits.parse::<i64>() {
        Ok(number) => Ok(number),
        Err(error) if *error.kind() == std::num::IntErrorKind::PosOverflow => Err(format!("{word}: out of range")),
        Err(_) if word.is_empty() => Err("bad number".to_owned()),
        Err(_) => Err(format!("{word}: bad number")),
    }
}
