//! The drill's lines of the keymap. It must not know what an action does.

use crossterm::event::KeyCode;

use super::{Action, Binding, Context, bind, code, key};

/// The lines: before a round, after it, and the statistics.
pub const BINDINGS: &[Binding] = &[
    bind(Context::Home, Action::Statistics, &[key('s')], "statistics", "times, activity, strength by topic and field"),
    bind(Context::Home, Action::DrillChosen, &[key('D')], "", "drill the chosen exercise"),
    bind(
        Context::Ready,
        Action::Start,
        &[code(KeyCode::Enter), key(' ')],
        "start",
        "start the clock; so does any other key",
    ),
    bind(Context::Ready, Action::Skip, &[key('n')], "another exercise", "leave this exercise for the next one"),
    bind(Context::Ready, Action::Statistics, &[key('s')], "statistics", "times, activity, strength by topic and field"),
    bind(Context::Ready, Action::Back, &[key('q'), code(KeyCode::Esc)], "end the drill", "end the drill"),
    bind(Context::Ready, Action::Help, &[key('?'), code(KeyCode::F(1))], "keys", "all keys"),
    bind(
        Context::Rest,
        Action::Again,
        &[key('r'), code(KeyCode::Enter)],
        "again",
        "the same exercise again, with other values where it has some",
    ),
    bind(Context::Rest, Action::Skip, &[key('n')], "next", "the next exercise of the drill"),
    bind(
        Context::Rest,
        Action::Explain,
        &[key('x')],
        "why it works",
        "read why it works; the solution of a round that was given up",
    ),
    bind(Context::Rest, Action::Statistics, &[key('s')], "statistics", "times, activity, strength by topic and field"),
    bind(
        Context::Statistics,
        Action::SwitchView,
        &[code(KeyCode::Tab), code(KeyCode::Right), key('l')],
        "next picture",
        "the next picture: times, activity, topics, fields",
    ),
    bind(
        Context::Statistics,
        Action::PreviousChange,
        &[code(KeyCode::BackTab), code(KeyCode::Left), key('h')],
        "",
        "the picture before",
    ),
    bind(Context::Statistics, Action::Next, &[key('n')], "next exercise", "the times of the next exercise"),
    bind(Context::Statistics, Action::PreviousFailed, &[key('p'), key('N')], "", "the times of the exercise before"),
    bind(Context::Statistics, Action::Drill, &[key('d')], "drill", "drill the exercise, or what is due"),
];
