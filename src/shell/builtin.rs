//! The table of what the shell does itself. It must not know how commands are parsed.

mod flow;
mod job;
mod limit;
mod options;
mod print;
mod read;
pub mod test;
mod variable;

use std::pin::Pin;
use std::rc::Rc;

use super::applet::Call;
use super::applets;
use super::run::{Flow, How};
use super::state::Shell;

/// What a builtin is given: the shell, its arguments with its own name first, how it is run, and who spoke before it.
type Run = for<'a> fn(&'a mut Shell, &'a [String], How, Option<Rc<str>>) -> Pin<Box<dyn Future<Output = Flow> + 'a>>;

/// A builtin.
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// Whether it is one of POSIX' special ones: found before functions, its errors end the shell.
    pub special: bool,
    /// What it does.
    pub run: Run,
}

macro_rules! builtin {
    ($name:literal, $special:literal, $run:path) => {
        Builtin {
            name: $name,
            special: $special,
            run: |shell, args, how, speaker| Box::pin($run(shell, args, how, speaker)),
        }
    };
}

const BUILTINS: &[Builtin] = &[
    builtin!(":", true, flow::colon),
    builtin!(".", true, flow::dot),
    builtin!("source", true, flow::dot),
    builtin!("break", true, flow::break_or_continue),
    builtin!("continue", true, flow::break_or_continue),
    builtin!("return", true, flow::return_or_exit),
    builtin!("exit", true, flow::return_or_exit),
    builtin!("eval", true, flow::eval),
    builtin!("exec", true, flow::exec),
    builtin!("command", false, flow::command),
    builtin!("type", false, flow::type_of),
    builtin!("true", false, flow::colon),
    builtin!("false", false, flow::no),
    builtin!("export", true, variable::export_or_readonly),
    builtin!("readonly", true, variable::export_or_readonly),
    builtin!("local", true, variable::local),
    builtin!("unset", true, variable::unset),
    builtin!("shift", true, variable::shift),
    builtin!("set", true, options::set),
    builtin!("getopts", false, options::getopts),
    builtin!("alias", false, variable::alias),
    builtin!("unalias", false, variable::unalias),
    builtin!("let", false, variable::let_),
    builtin!("cd", false, variable::cd),
    builtin!("chdir", false, variable::cd),
    builtin!("pwd", false, variable::pwd),
    builtin!("read", false, read::read),
    builtin!("trap", true, job::trap),
    builtin!("wait", false, job::wait),
    builtin!("jobs", false, job::jobs),
    builtin!("fg", false, job::foreground),
    builtin!("bg", false, job::foreground),
    builtin!("kill", false, job::kill),
    builtin!("times", true, job::times),
    builtin!("umask", false, job::umask),
    builtin!("ulimit", false, limit::ulimit),
    builtin!("hash", false, flow::hash),
    builtin!("test", false, print::test),
    builtin!("[", false, print::test),
    builtin!("[[", false, print::test),
    builtin!("echo", false, print::applet),
    builtin!("printf", false, print::applet),
    builtin!("sleep", false, print::sleep),
    builtin!("help", false, flow::colon),
];

/// Whether the grammar reserves a word.
#[must_use]
pub fn is_keyword(word: &str) -> bool {
    super::parse::RESERVED.contains(&word)
}

/// The builtin of a name.
#[must_use]
pub fn find(name: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|builtin| builtin.name == name)
}

impl Shell {
    /// Runs an applet within the shell's own process.
    pub(crate) async fn run_applet(&mut self, name: &str, arguments: &[String]) -> u8 {
        let Some(applet) = applets::find(name) else { return 127 };
        let mut call = Call::new(self.sys.clone(), applet, arguments.iter().skip(1).cloned().collect());
        call.speaker = "sh".into();
        (applet.run)(call).await
    }

    /// Prints for a builtin; a failure is its failure.
    pub(crate) async fn print(&mut self, words: &str) -> bool {
        let bytes = crate::world::text::to_bytes(words).into_owned();
        match self.sys.write(1, &bytes).await {
            Ok(()) => true,
            Err(errno) => {
                self.say(&format!("write error: {errno}")).await;
                false
            }
        }
    }

    /// Says a message and fails with status 2: the shell ends, as after a special builtin's error.
    pub(crate) async fn refuse(&mut self, message: &str) -> Flow {
        self.fail(message).await
    }

    /// Ends a builtin with a status.
    pub(crate) fn done(&mut self, status: u8) -> Flow {
        self.status = status;
        Flow::Next
    }
}
