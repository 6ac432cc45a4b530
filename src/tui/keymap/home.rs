//! The keymap's lines of Home. It must not know what an action does.

use crossterm::event::KeyCode;

use super::{Action, Binding, Context, bind, code, ctrl, key};

/// The lines: the exercises, and the search among them. Within a context the order is that of the last line: most useful first.
pub const BINDINGS: &[Binding] = &[
    bind(Context::Home, Action::Enter, &[code(KeyCode::Enter)], "open", "open the chosen exercise"),
    bind(Context::Home, Action::Search, &[key('/')], "search", "search titles, tasks and topics"),
    bind(Context::Home, Action::Next, &[key('n')], "next", "choose what to do next"),
    bind(Context::Home, Action::Exam, &[key('m')], "mock exam", "a mock exam: begin one, or go on with it"),
    bind(Context::Home, Action::Drill, &[key('d')], "drill", "drill what is due, then what is new"),
    bind(
        Context::Home,
        Action::SwitchView,
        &[code(KeyCode::Tab), code(KeyCode::BackTab)],
        "topics",
        "go from exercises to topics and back",
    ),
    bind(Context::Home, Action::FilterKind, &[key('1')], "kind", "show one kind only: build, fix, debug"),
    bind(Context::Home, Action::FilterState, &[key('2')], "state", "show one state only: new, tried, solved"),
    bind(Context::Home, Action::FilterLevel, &[key('3')], "level", "show one level of difficulty only"),
    bind(Context::Home, Action::ClearFilters, &[key('0'), code(KeyCode::Esc)], "show all", "clear search and filters"),
    bind(Context::Search, Action::SearchDone, &[code(KeyCode::Enter)], "go to the list", "keep the search"),
    bind(Context::Search, Action::SearchEnd, &[code(KeyCode::Esc)], "stop searching", "clear the search"),
    bind(Context::Search, Action::Up, &[code(KeyCode::Up), ctrl('p')], "", "up in the list"),
    bind(Context::Search, Action::Down, &[code(KeyCode::Down), ctrl('n')], "", "down in the list"),
    bind(Context::Search, Action::Erase, &[code(KeyCode::Backspace), ctrl('h')], "", "erase a letter"),
    bind(Context::Search, Action::EraseAll, &[ctrl('u')], "erase all", "erase what was typed"),
];
