//! Builtins that are applets too: `echo`, `printf`, `sleep`, `test`.

use std::rc::Rc;

use super::test;
use crate::shell::run::{Flow, How};
use crate::shell::state::Shell;

type Speaker = Option<Rc<str>>;

pub(super) async fn applet(shell: &mut Shell, args: &[String], _: How, _: Speaker) -> Flow {
    let name = args.first().cloned().unwrap_or_default();
    let status = shell.run_applet(&name, args).await;
    shell.done(status)
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
