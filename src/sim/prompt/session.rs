//! `kubectl exec -it POD -- sh`: a conversation with a shell in a container, one line after the other. Each line is a command
//! of its own that begins where the one before ended: in its folder, with its variables, functions and exit code. It must not know who
//! types.

use std::time::Duration;

use super::{Act, Deed};

/// What parts a line's output from where the shell then stands. No terminal shows it.
const MARK: char = '\u{1e}';
/// What `-t` puts into the environment.
const TERMINAL: &str = "export TERM=xterm\n";

/// A shell that waits for a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The Pod, as the life names it.
    pub pod: String,
    pub container: String,
    /// `sh`, `/bin/bash`
    shell: String,
    /// Where it stands; nothing before it has begun.
    folder: String,
    /// Where it stood before; nothing where it has not moved.
    before: String,
    /// `#` for root, `$` for others.
    sign: char,
    /// Lines that only set something, to be done again before each line.
    kept: Vec<String>,
    /// The exit code of the line before, as `$?` has it.
    status: i32,
    /// The line that is at work says `exit`.
    may_leave: bool,
}

impl Session {
    pub(super) fn new(pod: String, container: String, shell: String) -> Self {
        Self {
            pod,
            container,
            shell,
            folder: String::new(),
            before: String::new(),
            sign: '#',
            kept: Vec::new(),
            status: 0,
            may_leave: false,
        }
    }

    /// What stands before the line that is typed.
    #[must_use]
    pub fn prompt(&self) -> String {
        let folder = match self.folder.strip_prefix("/root") {
            Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("~{rest}"),
            _ => self.folder.clone(),
        };
        format!("{folder} {} ", self.sign)
    }

    /// What is done for a line; an empty one asks only where the shell stands.
    #[must_use]
    pub fn deed(&mut self, at: Duration, line: &str) -> Deed {
        // A shell that has not moved yet knows of no folder before.
        let to = |folder: &str| format!("cd {} 2>/dev/null\n", quoted(folder));
        let before = match (self.folder.as_str(), self.before.as_str()) {
            ("", _) => String::new(),
            (folder, "") => to(folder) + "unset OLDPWD\n",
            (folder, before) => to(before) + &to(folder),
        };
        let kept = self.kept.iter().fold(String::new(), |text, line| text + "eval " + &quoted(line) + "\n");
        let quiet = if kept.is_empty() { kept } else { format!("{{\n{kept}}} >/dev/null 2>&1\n") };
        if is_kept(line) {
            self.kept.push(line.to_owned());
        }
        self.may_leave = says_exit(line);
        let status = if self.status == 0 { String::new() } else { format!("(exit {})\n", self.status) };
        let after = format!(
            "\nprintf '{MARK}%s{MARK}%s{MARK}%s{MARK}%s' \"$?\" \"$OLDPWD\" \"$PWD\" \"$(id -u 2>/dev/null)\"\n"
        );
        // A terminal comes with its name, and a shell at one does not say in which line a mistake is.
        let script = TERMINAL.to_owned() + &before + &quiet + &status + line + &after;
        let argv = vec![self.shell.clone(), "-ic".to_owned(), script];
        Deed { at, pod: self.pod.clone(), act: Act::Typed { container: self.container.clone(), argv }, filter: None }
    }

    /// Takes what a deed printed: gives what is seen of it, and whether the shell is still there.
    pub fn take(&mut self, printed: &str) -> (String, bool) {
        let parts: Vec<&str> = printed.rsplitn(5, MARK).collect();
        let [user, folder, before, status, text] = parts[..] else { return (printed.to_owned(), false) };
        self.status = status.parse().unwrap_or_default();
        if folder.starts_with('/') {
            folder.clone_into(&mut self.folder);
            before.clone_into(&mut self.before);
            self.sign = if matches!(user, "" | "0") { '#' } else { '$' };
            return (text.to_owned(), true);
        }
        if !self.may_leave || text.contains("syntax error") {
            return (text.to_owned(), true);
        }
        let end = match self.status {
            0 => String::new(),
            code => format!("command terminated with exit code {code}\n"),
        };
        (text.to_owned() + &end, false)
    }
}

/// What a shell printed that was asked for one line and ended with a code, with the mark of where it stands: a line that it could
/// not read, or at which it ended, has none of its own.
pub(super) fn marked(output: String, code: i32) -> String {
    if output.matches(MARK).count() >= 4 { output } else { format!("{output}{MARK}{code}{MARK}{MARK}{MARK}") }
}

/// Whether a line says `exit` where a command stands.
fn says_exit(line: &str) -> bool {
    let commands = line.split([';', '&', '|', '{', '(']).map(str::trim_start);
    commands.filter_map(|command| command.split([' ', '\t', ')', '}']).next()).any(|word| word == "exit")
}

/// Whether a line only sets what later lines see: a variable, a function, an alias, a mask.
fn is_kept(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    let is_variable = first.split_once('=').is_some_and(|(name, _)| {
        !name.starts_with(|letter: char| letter.is_ascii_digit())
            && !name.is_empty()
            && name.chars().all(|letter| letter == '_' || letter.is_ascii_alphanumeric())
    });
    let is_function = line.split_once('(').is_some_and(|(name, rest)| {
        !name.trim().is_empty()
            && name.trim().chars().all(|letter| letter == '_' || letter.is_ascii_alphanumeric())
            && rest.trim_start().starts_with(')')
            && line.trim_end().ends_with('}')
    });
    let alone = is_variable && line.split_whitespace().nth(1).is_none();
    alone || is_function || matches!(first, "export" | "alias" | "unalias" | "umask" | "unset" | "set")
}

/// A word in single quotes.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_goes_on_where_it_stood() {
        let mut session = Session::new("web".to_owned(), "app".to_owned(), "sh".to_owned());
        assert_eq!(session.take("\u{1e}0\u{1e}\u{1e}/\u{1e}0"), (String::new(), true));
        assert_eq!(session.prompt(), "/ # ");
        assert_eq!(session.take("x\n\u{1e}0\u{1e}/\u{1e}/root/a b\u{1e}1000"), ("x\n".to_owned(), true));
        assert_eq!(session.prompt(), "~/a b $ ");
        _ = session.deed(Duration::ZERO, "A='it''s'");
        let Act::Typed { argv, .. } = session.deed(Duration::ZERO, "echo $A").act else { panic!() };
        let script = "export TERM=xterm\ncd '/' 2>/dev/null\ncd '/root/a b' 2>/dev/null\n{\neval 'A='\\''it'\\'''\\''s'\\'''\n} >/dev/null 2>&1\necho $A\nprintf ";
        assert!(argv[2].starts_with(script), "{}", argv[2]);
        assert_eq!(session.take(&marked("sh: syntax error\n".to_owned(), 2)), ("sh: syntax error\n".to_owned(), true));
        let Act::Typed { argv, .. } = session.deed(Duration::ZERO, "echo $?").act else { panic!() };
        assert!(argv[2].contains("\n(exit 2)\necho $?\nprintf "), "{}", argv[2]);
        _ = session.deed(Duration::ZERO, "echo bye; exit 3");
        let left = "bye\ncommand terminated with exit code 3\n".to_owned();
        assert_eq!(session.take(&marked("bye\n".to_owned(), 3)), (left, false));
        assert_eq!(session.take("error: gone\n"), ("error: gone\n".to_owned(), false));
    }

    #[test]
    fn only_what_sets_something_is_done_again() {
        for (line, kept) in [
            ("A=1", true),
            ("export B=x", true),
            ("A=1 env", false),
            ("cd /tmp", false),
            ("ls", false),
            ("f() { echo hi; }", true),
            ("greet () { echo hi; }", true),
            ("f() { echo hi; }; f", false),
            ("echo (x)", false),
        ] {
            assert_eq!(is_kept(line), kept, "{line}");
        }
    }
}
