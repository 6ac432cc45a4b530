//! The keymap's lines that belong to no screen alone: moving, settings, questions. It must not know what an action does.

use crossterm::event::KeyCode;

use super::{Action, Binding, Context, bind, code, ctrl, key};

/// The lines. Within a context the order is that of the last line: most useful first.
pub const BINDINGS: &[Binding] = &[
    bind(
        Context::Settings,
        Action::Enter,
        &[code(KeyCode::Enter), key(' '), code(KeyCode::Right), key('l')],
        "change",
        "change to the next choice",
    ),
    bind(Context::Settings, Action::Left, &[code(KeyCode::Left), key('h')], "", "change to the choice before"),
    bind(Context::Typing, Action::Submit, &[code(KeyCode::Enter)], "keep", "keep what was typed"),
    bind(Context::Typing, Action::Back, &[code(KeyCode::Esc)], "leave as it was", "leave it as it was"),
    bind(Context::Typing, Action::Left, &[code(KeyCode::Left), ctrl('b')], "", "a letter to the left"),
    bind(Context::Typing, Action::Right, &[code(KeyCode::Right), ctrl('f')], "", "a letter to the right"),
    bind(Context::Typing, Action::Erase, &[code(KeyCode::Backspace), ctrl('h')], "", "erase a letter"),
    bind(Context::Typing, Action::EraseWord, &[ctrl('w')], "", "erase a word"),
    bind(Context::Typing, Action::EraseAll, &[ctrl('u')], "erase all", "erase what was typed"),
    bind(Context::Question, Action::Yes, &[key('y'), key('Y')], "yes", "yes, do it"),
    bind(
        Context::Question,
        Action::No,
        &[key('n'), key('N'), code(KeyCode::Esc), key('q')],
        "no",
        "no, leave it as it is",
    ),
    bind(Context::Moving, Action::Up, &[code(KeyCode::Up), key('k')], "", "up"),
    bind(Context::Moving, Action::Down, &[code(KeyCode::Down), key('j')], "", "down"),
    bind(Context::Moving, Action::Left, &[code(KeyCode::Left), key('h')], "", "left: topics"),
    bind(Context::Moving, Action::Right, &[code(KeyCode::Right), key('l')], "", "right: exercises"),
    bind(Context::Moving, Action::PageUp, &[code(KeyCode::PageUp), ctrl('u'), ctrl('b')], "", "a page up"),
    bind(
        Context::Moving,
        Action::PageDown,
        &[code(KeyCode::PageDown), ctrl('d'), ctrl('f'), key(' ')],
        "",
        "a page down",
    ),
    bind(Context::Moving, Action::Top, &[code(KeyCode::Home), key('<')], "", "to the top"),
    bind(Context::Moving, Action::Bottom, &[code(KeyCode::End), key('G'), key('>')], "", "to the end"),
    bind(Context::Everywhere, Action::Settings, &[key(',')], "settings", "settings: editor, colours, keys"),
    bind(
        Context::Everywhere,
        Action::Back,
        &[key('q'), code(KeyCode::Esc)],
        "back",
        "back; on the first screen `q` ends the program",
    ),
    bind(Context::Everywhere, Action::Help, &[key('?'), code(KeyCode::F(1))], "keys", "all keys"),
    bind(Context::Everywhere, Action::Suspend, &[ctrl('z')], "", "suspend the program; `fg` brings it back"),
    bind(Context::Everywhere, Action::Quit, &[ctrl('c')], "", "end the program; everything is kept"),
];
