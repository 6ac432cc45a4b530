//! Whether a container's command and arguments together start the process that is wanted. It must not know how a process is written
//! down; [`command`] does.

use super::super::expectation::{Field, Test, Want};
use super::super::shape::Sort;
use super::{Sink, Walk, command};
use crate::manifest::{Node, Value};

impl<'a, S: Sink<'a>> Walk<'a, '_, S> {
    /// Whether command and args together start the process that is wanted, however they are split.
    pub(super) fn same_command(&self, fields: &'a [Field], container: Option<&'a Node>) -> bool {
        let wanted = |key: &str| fields.iter().find(|field| field.key == key).map(|field| &field.want);
        let (command, args) = (wanted("command"), wanted("args"));
        if command.is_none() && args.is_none() {
            return false;
        }
        let Some(container) = container else { return false };
        let as_written = |key: &str, want: Option<&'a Want>| match want {
            None => true,
            Some(Want::Leaf(_, test)) => container.get(key).is_some_and(|got| self.holds(test, got, Sort::Plain)),
            Some(_) => false,
        };
        // The usual case is as it is written, which needs no image.
        (as_written("command", command) && as_written("args", args))
            || command::same(command, args, container, self.setting)
            || self.process_holds(command, args, container)
    }

    /// Whether tests of command and args hold of the words that the container starts, however these are split.
    fn process_holds(&self, command: Option<&'a Want>, args: Option<&'a Want>, container: &Node) -> bool {
        let Some((words, of_image)) = command::process(container, self.setting.images) else { return false };
        self.words_hold(command, args, (&words, of_image))
            || command::expanded(&words, container, self.setting)
                .is_some_and(|words| self.words_hold(command, args, (&words, of_image)))
    }

    /// Whether tests of command and args hold of the words of a process, so many of which are the image's.
    fn words_hold(
        &self,
        command: Option<&'a Want>,
        args: Option<&'a Want>,
        (words, of_image): (&[Node], usize),
    ) -> bool {
        let test = |want: Option<&'a Want>| match want {
            Some(Want::Leaf(_, test)) => Some(test),
            _ => None,
        };
        let Some(span) = words.first().map(|word| word.span) else { return false };
        let holds = |test: &Test, words: &[Node]| {
            self.holds(test, &Node { value: Value::Sequence(words.to_vec()), span }, Sort::Plain)
        };
        match (test(command), test(args)) {
            (Some(Test::Values { items, .. }), Some(args)) => {
                let (Some(first), Some(rest)) = (words.get(..items.len()), words.get(items.len()..)) else {
                    return false;
                };
                self.same_in_order(items, first, Sort::Plain) && holds(args, rest)
            }
            (Some(command), Some(args)) => holds(command, words) && holds(args, words),
            (Some(command), None) => holds(command, words),
            (None, Some(args)) => words.get(of_image..).is_some_and(|words| !words.is_empty() && holds(args, words)),
            (None, None) => false,
        }
    }
}
