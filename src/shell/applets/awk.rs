//! awk: its command line. It must not know the language.

mod array;
mod builtin;
mod eval;
mod format;
mod lex;
mod parse;
mod record;
mod run;
mod stream;
mod tree;
mod value;

use std::rc::Rc;

use self::run::{Machine, SharedArray, Slot};
use self::value::Value;
use crate::shell::applet::{Applet, Call};
use crate::world::text;

pub(super) const APPLETS: &[Applet] =
    &[Applet { name: "awk", usage: "[OPTIONS] [AWK_PROGRAM] [FILE]...", run: |call| Box::pin(awk(call)) }];

async fn awk(mut call: Call) -> u8 {
    let Ok(mut options) = call.options("+F:v:f:e:W:", &[]).await else { return 1 };
    let mut parts: Vec<String> = options.values('e').into_iter().map(str::to_owned).collect();
    for path in options.values('f') {
        let mut input = match call.try_input(path).await {
            Ok(input) => input,
            Err(errno) => {
                call.error(&format!("can't open '{path}': {errno}")).await;
                return 1;
            }
        };
        parts.push(text::from_bytes(&input.rest().await));
    }
    if parts.is_empty() {
        if options.words.is_empty() {
            return call.show_usage().await;
        }
        parts.push(options.words.remove(0));
    }
    let program = match parse::parse(&parts.join("\n")) {
        Ok(program) => program,
        Err(words) => {
            call.complain(&format!("awk: cmd. line:1: {words}\n")).await;
            return 1;
        }
    };
    let (environment, arguments) = (call.sys.environment(), std::mem::take(&mut options.words));
    let mut machine = Machine::new(call, program);
    if let Some(separator) = options.value('F') {
        let separator = lex::escapes(separator);
        machine.set("FS", Value::text(separator));
    }
    for value in options.values('v') {
        let Some((name, value)) = assignment(value) else { return machine.call.show_usage().await };
        machine.assign_global(name, &value);
    }
    let list = SharedArray::default();
    for (index, argument) in std::iter::once("awk".to_owned()).chain(arguments).enumerate() {
        list.borrow_mut().set(&Rc::from(index.to_string().as_str()), Value::Input(Rc::from(argument.as_str())));
    }
    #[expect(clippy::cast_precision_loss, reason = "there are few arguments")]
    let count = list.borrow().len() as f64;
    machine.set("ARGC", Value::Number(count));
    machine.globals.insert("ARGV".to_owned(), Slot::Array(list));
    let variables = SharedArray::default();
    for (name, value) in environment.iter().filter_map(|variable| variable.split_once('=')) {
        variables.borrow_mut().set(&Rc::from(name), Value::Input(Rc::from(value)));
    }
    machine.globals.insert("ENVIRON".to_owned(), Slot::Array(variables));
    machine.run().await
}

/// A word such as `name=value`.
fn assignment(word: &str) -> Option<(&str, String)> {
    let (name, value) = word.split_once('=')?;
    let mut chars = name.chars();
    let good = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_');
    good.then(|| (name, value.to_owned()))
}
