//! Builtins that are applets too: `echo`, `printf`, `sleep`, `test`.

use std::rc::Rc;

use super::test;
use crate::shell::applets;
use crate::shell::run::{Flow, How};
use crate::shell::state::Shell;

type Speaker = Option<Rc<str>>;

pub(super) async fn applet(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let name = args.first().cloned().unwrap_or_default();
    let status = shell.run_applet(&name, args).await;
    shell.done(status)
}

/// `sleep` is part of the shell: a signal with a trap ends it, and what is no number ends the shell.
pub(super) async fn sleep(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let words = args.get(1..).unwrap_or_default();
    if words.is_empty() {
        shell.complain("sh: sleep: missing operand\n").await;
        return shell.done(1);
    }
    match applets::span(words) {
        Ok(span) => {
            // What ended it early runs its trap after the command.
            let _ = shell.sys.sleep(span).await;
            shell.done(0)
        }
        Err(word) => {
            shell.complain(&format!("sh: invalid number '{word}'\n")).await;
            // It ends as if from within: no trap of its end runs.
            shell.traps.clear();
            shell.status = 1;
            Flow::Exit
        }
    }
}

pub(super) async fn test(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let sys = shell.sys.clone();
    match test::evaluate(&sys, args) {
        Ok(truth) => shell.done(u8::from(!truth)),
        Err(message) => {
            shell.complain(&format!("sh: {message}\n")).await;
            shell.done(2)
        }
    }
}
