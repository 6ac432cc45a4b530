//! The keymap's line of the assignment that a student works on. It must not know what an action does.

use super::{Action, Binding, Context, bind, key};

/// The line: it works wherever letters are no text.
pub const BINDINGS: &[Binding] = &[bind(
    Context::Everywhere,
    Action::Assignment,
    &[key('a')],
    "assignment",
    "with `--assignment`: when it is due, points, attempts left",
)];
