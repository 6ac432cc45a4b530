//! The keymap's lines of the open exercise: task, editor pane, verdict, diff, explanation. It must not know what an action does.

use crossterm::event::KeyCode;

use super::{Action, Binding, Context, bind, code, key};

/// The lines, screen by screen. Within a context the order is that of the last line: most useful first.
pub const BINDINGS: &[Binding] = &[
    bind(Context::Task, Action::Edit, &[key('e'), code(KeyCode::Enter)], "edit", "edit pod.yaml in your editor"),
    bind(
        Context::Task,
        Action::SwitchView,
        &[code(KeyCode::Tab), code(KeyCode::BackTab)],
        "task or YAML",
        "to your pod.yaml and back; to the editor if open",
    ),
    bind(Context::Task, Action::Grade, &[key('g')], "grade", "grade, and see the verdict"),
    bind(Context::Task, Action::Run, &[key('r')], "run", "play the Pod's life, and investigate it"),
    bind(Context::Task, Action::Hint, &[key('h')], "hint", "show the next hint"),
    bind(Context::Task, Action::Diff, &[key('d')], "diff", "compare with the nearest right answer"),
    bind(Context::Task, Action::Explain, &[key('x')], "explanation", "read why it works, once it is solved"),
    bind(Context::Task, Action::Solution, &[key('s')], "solution", "show the solution, which ends the attempt"),
    bind(Context::Task, Action::Reset, &[key('R')], "start over", "start over; your file is kept as a backup"),
    bind(Context::Task, Action::OpenDocs, &[key('o')], "", "open the task's pages of the Kubernetes docs"),
    bind(Context::Task, Action::EditFullScreen, &[key('E')], "", "edit with the whole terminal"),
    bind(Context::Task, Action::EditOutside, &[key('W')], "", "edit in a window of its own, as `code --wait` does"),
    bind(Context::Editor, Action::LeaveEditor, &[], "leave the editor", "back to the task; the editor stays open"),
    bind(
        Context::Verdict,
        Action::Edit,
        &[key('e'), code(KeyCode::Enter)],
        "edit",
        "back to the task and into the editor",
    ),
    bind(Context::Verdict, Action::Diff, &[key('d')], "diff", "compare with the nearest right answer"),
    bind(Context::Verdict, Action::Run, &[key('r')], "run it", "play the Pod's life, and investigate it"),
    bind(Context::Verdict, Action::Explain, &[key('x')], "explanation", "read why it works, once it is solved"),
    bind(Context::Verdict, Action::NextFailed, &[key('n')], "next failed check", "go to the next failed check"),
    bind(Context::Verdict, Action::PreviousFailed, &[key('N'), key('p')], "", "go to the previous failed check"),
    bind(
        Context::Verdict,
        Action::SwitchView,
        &[code(KeyCode::Tab), code(KeyCode::BackTab), key('y')],
        "your YAML",
        "go from the checks to the place in your YAML and back",
    ),
    bind(Context::Verdict, Action::Grade, &[key('g')], "grade again", "grade the file as it is now"),
    bind(Context::Verdict, Action::Hint, &[key('h')], "hint", "show the next hint, beside the task"),
    bind(Context::Verdict, Action::Solution, &[key('s')], "solution", "show the solution, which ends the attempt"),
    bind(
        Context::Diff,
        Action::Edit,
        &[key('e'), code(KeyCode::Enter)],
        "edit",
        "back to the task and into the editor",
    ),
    bind(Context::Diff, Action::NextChange, &[key('n'), key(']')], "next difference", "go to the next difference"),
    bind(Context::Diff, Action::PreviousChange, &[key('N'), key('p'), key('[')], "", "go to the previous difference"),
    bind(
        Context::Diff,
        Action::Fields,
        &[code(KeyCode::Tab), code(KeyCode::BackTab), key('y')],
        "fields or text",
        "go from the text to the list of fields and back",
    ),
    bind(Context::Diff, Action::Fold, &[key('z')], "fold", "show or hide the lines that are equal"),
    bind(Context::Reading, Action::Diff, &[key('d')], "diff", "compare your answer with the nearest right one"),
    bind(Context::Reading, Action::OpenDocs, &[key('o')], "docs", "open the pages of the Kubernetes docs"),
    bind(Context::Reading, Action::Next, &[key('n')], "next exercise", "open the next exercise"),
];
