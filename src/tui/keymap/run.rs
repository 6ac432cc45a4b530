//! The keymap's lines of the Pod's life and of the `kubectl` beside it. It must not know what an action does.

use crossterm::event::KeyCode;

use super::{Action, Binding, Context, bind, code, ctrl, key};

/// The lines: the player, and the prompt.
pub const BINDINGS: &[Binding] = &[
    bind(Context::Run, Action::PlayPause, &[key(' ')], "play", "play and pause"),
    bind(Context::Run, Action::Right, &[code(KeyCode::Right), key('.')], "step", "on to the next change"),
    bind(
        Context::Run,
        Action::NextContainer,
        &[code(KeyCode::Tab)],
        "container",
        "the next container: its log, its command",
    ),
    bind(Context::Run, Action::Logs, &[key('l')], "logs", "the container's log"),
    bind(Context::Run, Action::Events, &[key('v')], "events", "the Pod's events"),
    bind(
        Context::Run,
        Action::Prompt,
        &[key('$'), key(':')],
        "kubectl",
        "type commands: get, describe, logs, exec, explain",
    ),
    bind(Context::Run, Action::Describe, &[key('y')], "describe", "what `kubectl describe pod` prints"),
    bind(Context::Run, Action::Edit, &[key('e')], "edit", "back to the task and into the editor"),
    bind(Context::Run, Action::PreviousLogs, &[key('p')], "previous log", "the log of the run before, and back"),
    bind(Context::Run, Action::Left, &[code(KeyCode::Left)], "", "back to the change before"),
    bind(Context::Run, Action::PreviousContainer, &[code(KeyCode::BackTab)], "", "the container before"),
    bind(Context::Run, Action::ToStart, &[code(KeyCode::Home), key('0')], "", "to the Pod's creation"),
    bind(Context::Run, Action::ToEnd, &[code(KeyCode::End)], "", "to the end of what is played; again: play on"),
    bind(Context::Run, Action::Faster, &[key('f')], "", "play faster: 1, 4, 16 times as fast as a cluster"),
    bind(Context::Run, Action::ZoomIn, &[key('+'), key('=')], "", "show less time, larger"),
    bind(Context::Run, Action::ZoomOut, &[key('-')], "", "show more time, smaller"),
    bind(Context::Run, Action::Grade, &[key('g')], "", "grade, and see the verdict"),
    bind(Context::Prompt, Action::Submit, &[code(KeyCode::Enter)], "do it", "do what is typed"),
    bind(Context::Prompt, Action::LeavePrompt, &[code(KeyCode::Esc)], "leave", "leave the prompt"),
    bind(Context::Prompt, Action::EndOfInput, &[ctrl('d')], "", "leave the shell in a container, or the prompt"),
    bind(
        Context::Prompt,
        Action::Interrupt,
        &[ctrl('c')],
        "",
        "end what prints on; else forget what is typed; else leave",
    ),
    bind(Context::Prompt, Action::Up, &[code(KeyCode::Up), ctrl('p')], "before", "the command before"),
    bind(Context::Prompt, Action::Down, &[code(KeyCode::Down), ctrl('n')], "", "the command after"),
    bind(Context::Prompt, Action::Left, &[code(KeyCode::Left), ctrl('b')], "", "a letter to the left"),
    bind(Context::Prompt, Action::Right, &[code(KeyCode::Right), ctrl('f')], "", "a letter to the right"),
    bind(Context::Prompt, Action::Top, &[code(KeyCode::Home), ctrl('a')], "", "to the line's beginning"),
    bind(Context::Prompt, Action::Bottom, &[code(KeyCode::End), ctrl('e')], "", "to the line's end"),
    bind(Context::Prompt, Action::Complete, &[code(KeyCode::Tab)], "complete", "complete a word or a name"),
    bind(Context::Prompt, Action::PageUp, &[code(KeyCode::PageUp)], "scroll", "scroll back in what was printed"),
    bind(Context::Prompt, Action::PageDown, &[code(KeyCode::PageDown)], "", "scroll on"),
    bind(Context::Prompt, Action::Erase, &[code(KeyCode::Backspace), ctrl('h')], "", "erase a letter"),
    bind(Context::Prompt, Action::EraseWord, &[ctrl('w')], "", "erase a word"),
    bind(Context::Prompt, Action::EraseAll, &[ctrl('u')], "", "erase to the line's beginning"),
    bind(Context::Prompt, Action::EraseRest, &[ctrl('k')], "", "erase to the line's end"),
    bind(Context::Prompt, Action::ClearPrinted, &[ctrl('l')], "", "clear what was printed"),
    bind(Context::Prompt, Action::Help, &[code(KeyCode::F(1))], "keys", "all keys"),
];
