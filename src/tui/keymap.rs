//! The keymap: one table from which keys work, and from which the last line, the help screen and the README are written.
//! It must not know what an action does.

use crossterm::event::KeyEvent;

use super::signs::Signs;

mod assignment;
mod drill;
mod everywhere;
mod exam;
mod home;
mod key;
mod run;
mod task;

pub use key::Key;
use key::{code, ctrl, key};

/// Something that a key asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Top,
    Bottom,
    Enter,
    Back,
    Quit,
    Help,
    Settings,
    Suspend,
    Next,
    Search,
    FilterKind,
    FilterState,
    FilterLevel,
    ClearFilters,
    Edit,
    EditFullScreen,
    EditOutside,
    Grade,
    Hint,
    Diff,
    Solution,
    Explain,
    Reset,
    SwitchView,
    NextFailed,
    PreviousFailed,
    NextChange,
    PreviousChange,
    Fold,
    Fields,
    SearchDone,
    SearchEnd,
    Erase,
    EraseAll,
    Yes,
    No,
    LeaveEditor,
    Run,
    PlayPause,
    Faster,
    ToStart,
    ToEnd,
    NextContainer,
    PreviousContainer,
    Logs,
    PreviousLogs,
    Events,
    Describe,
    Prompt,
    ZoomIn,
    ZoomOut,
    Submit,
    LeavePrompt,
    Interrupt,
    EndOfInput,
    Complete,
    EraseWord,
    EraseRest,
    ClearPrinted,
    OpenDocs,
    Exam,
    BeginExam,
    PastExams,
    NextTask,
    PreviousTask,
    Flag,
    MarkDone,
    TaskList,
    Notes,
    LeaveNotes,
    EndExam,
    DiscardExam,
    NewLine,
    Review,
    Practise,
    SaveReport,
    Drill,
    DrillChosen,
    Statistics,
    Assignment,
    Start,
    Again,
    Skip,
}

/// Where a binding works.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Context {
    /// On every screen.
    Everywhere,
    /// Where there is something to move through.
    Moving,
    Home,
    Search,
    Task,
    Verdict,
    Diff,
    /// The Pod's life.
    Run,
    /// The `kubectl` beside it.
    Prompt,
    Reading,
    /// Before a round of a drill.
    Ready,
    /// After a round of a drill.
    Rest,
    Statistics,
    /// The assignment's terms.
    Assignment,
    Help,
    Settings,
    /// A value of the settings is typed.
    Typing,
    /// A question is asked.
    Question,
    /// The editor pane has the keyboard.
    Editor,
    /// Choosing what an exam is to be.
    ExamStart,
    /// The seed of an exam is typed.
    ExamSeed,
    /// An exam is going on.
    Exam,
    /// The notes on a task of an exam are typed.
    ExamNotes,
    /// The result of an exam.
    ExamResult,
    /// Exams that were taken.
    Exams,
}

impl Context {
    /// The heading of its part of the help.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere => "Everywhere",
            Self::Moving => "Moving",
            Self::Home => "Exercises",
            Self::Search => "Searching",
            Self::Task => "Task",
            Self::Verdict => "Verdict",
            Self::Diff => "Diff",
            Self::Run => "Run",
            Self::Prompt => "kubectl",
            Self::Reading => "Explanation and solution",
            Self::Ready => "Before a round of a drill",
            Self::Rest => "After a round of a drill",
            Self::Statistics => "Statistics",
            Self::Assignment => "Assignment",
            Self::Help => "Help",
            Self::Settings => "Settings",
            Self::Typing => "Typing a setting",
            Self::Question => "Questions",
            Self::Editor => "In the editor pane",
            Self::ExamStart => "Mock exam: before",
            Self::ExamSeed => "Mock exam: its number",
            Self::Exam => "Mock exam",
            Self::ExamNotes => "Mock exam: notes",
            Self::ExamResult => "Mock exam: result",
            Self::Exams => "Mock exams taken",
        }
    }

    /// Whether plain letters are text here, so that only the context's own keys are looked up.
    fn takes_text(self) -> bool {
        self.is_typed() || matches!(self, Self::Question | Self::Editor | Self::Ready)
    }

    /// Whether plain letters are typed into a text of the screen's own.
    #[must_use]
    pub fn is_typed(self) -> bool {
        matches!(self, Self::Search | Self::Prompt | Self::Typing | Self::ExamSeed | Self::ExamNotes)
    }

    fn moves(self) -> bool {
        !self.takes_text()
    }
}

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Binding {
    /// Where it works.
    pub context: Context,
    /// What it asks for.
    pub action: Action,
    /// The keys; the first is the one that is shown in the last line.
    pub keys: &'static [Key],
    /// The word in the last line; empty: not shown there.
    pub label: &'static str,
    /// The sentence in the help.
    pub help: &'static str,
}

const fn bind(
    context: Context,
    action: Action,
    keys: &'static [Key],
    label: &'static str,
    help: &'static str,
) -> Binding {
    Binding { context, action, keys, label, help }
}

/// The whole table: each part of the program has a file for its own lines.
fn table() -> impl Iterator<Item = &'static Binding> {
    [
        assignment::BINDINGS,
        home::BINDINGS,
        task::BINDINGS,
        run::BINDINGS,
        drill::BINDINGS,
        exam::BINDINGS,
        everywhere::BINDINGS,
    ]
    .into_iter()
    .flatten()
}

/// The action of a key in a context. Keys of the context itself go before those that work everywhere.
#[must_use]
pub fn action(context: Context, event: &KeyEvent) -> Option<Action> {
    let find = |wanted: Context| {
        table()
            .find(|binding| binding.context == wanted && binding.keys.iter().any(|key| key.matches(event)))
            .map(|binding| binding.action)
    };
    let shared = |binding: Context| if context.moves() { find(binding) } else { None };
    find(context).or_else(|| shared(Context::Moving)).or_else(|| {
        let action = shared(Context::Everywhere).or_else(|| find(Context::Everywhere))?;
        // While letters are text only the two control keys remain.
        (context.moves() || matches!(action, Action::Suspend | Action::Quit) && context != Context::Editor)
            .then_some(action)
    })
}

/// The bindings that the last line of a context may name, in its order.
pub fn footer(context: Context) -> impl Iterator<Item = &'static Binding> {
    let named =
        move |wanted: Context| table().filter(move |binding| binding.context == wanted && !binding.label.is_empty());
    let everywhere = named(Context::Everywhere).filter(move |_| context.moves());
    named(context).chain(everywhere)
}

/// The order of contexts in the help and the README.
pub const CONTEXTS: [Context; 24] = [
    Context::Everywhere,
    Context::Moving,
    Context::Home,
    Context::Search,
    Context::Task,
    Context::Editor,
    Context::Verdict,
    Context::Diff,
    Context::Run,
    Context::Prompt,
    Context::Reading,
    Context::ExamStart,
    Context::ExamSeed,
    Context::Exam,
    Context::ExamNotes,
    Context::ExamResult,
    Context::Exams,
    Context::Ready,
    Context::Rest,
    Context::Statistics,
    Context::Settings,
    Context::Typing,
    Context::Question,
    Context::Help,
];

/// The bindings of one context, in their order.
pub fn bindings(context: Context) -> impl Iterator<Item = &'static Binding> {
    table().filter(move |binding| binding.context == context)
}

/// The keys of a binding as they are written: `↑ k`. `leave` is the key that leaves the editor, which the user chooses.
#[must_use]
pub fn names(binding: &Binding, signs: &Signs, leave: Key) -> Vec<String> {
    if binding.action == Action::LeaveEditor {
        return vec![leave.name(signs)];
    }
    binding.keys.iter().map(|key| key.name(signs)).collect()
}

/// The whole table as Markdown, for the README.
#[must_use]
pub fn markdown(leave: Key) -> String {
    let mut text = String::from("| where | keys | what they do |\n| --- | --- | --- |\n");
    for context in CONTEXTS {
        for (number, binding) in bindings(context).enumerate() {
            let title = if number == 0 { context.title() } else { "" };
            let keys: Vec<String> =
                names(binding, &super::signs::UNICODE, leave).iter().map(|name| format!("`{name}`")).collect();
            let row = [title, &keys.join(" "), binding.help].join(" | ");
            text.extend(["| ", &row, " |\n"]);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyModifiers};

    use super::*;

    fn press(name: char) -> KeyEvent {
        KeyEvent::new(KeyCode::Char(name), KeyModifiers::NONE)
    }

    #[test]
    fn no_key_means_two_things_in_one_place() {
        for context in CONTEXTS {
            let mut seen = std::collections::HashMap::new();
            for binding in bindings(context) {
                for key in binding.keys {
                    let before = seen.insert(*key, binding.action);
                    assert_eq!(before, None, "{} in {context:?}", key.id());
                }
            }
        }
    }

    #[test]
    fn a_context_goes_before_what_works_everywhere() {
        assert_eq!(action(Context::Task, &press('h')), Some(Action::Hint));
        assert_eq!(action(Context::Home, &press('h')), Some(Action::Left));
        assert_eq!(action(Context::Search, &press('q')), None);
        assert_eq!(action(Context::Editor, &KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)), None);
        assert_eq!(
            action(Context::Question, &KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL)),
            Some(Action::Quit)
        );
        assert_eq!(action(Context::Help, &KeyEvent::new(KeyCode::Char('?'), KeyModifiers::SHIFT)), Some(Action::Help));
    }
}
