//! The keymap: one table from which keys work, and from which the last line, the help screen and the README are written.
//! It must not know what an action does.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::signs::Signs;

mod assignment;
mod drill;
mod exam;
mod run;

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
    Complete,
    EraseWord,
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

/// A key with what is held down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    held: KeyModifiers,
}

const fn key(letter: char) -> Key {
    Key { code: KeyCode::Char(letter), held: KeyModifiers::NONE }
}

const fn ctrl(letter: char) -> Key {
    Key { code: KeyCode::Char(letter), held: KeyModifiers::CONTROL }
}

const fn code(code: KeyCode) -> Key {
    Key { code, held: KeyModifiers::NONE }
}

impl Key {
    /// F12.
    pub const F12: Self = code(KeyCode::F(12));

    /// Whether `event` is this key. Shift counts only through the letter that it makes.
    #[must_use]
    pub fn matches(self, event: &KeyEvent) -> bool {
        let held = event.modifiers.difference(KeyModifiers::SHIFT);
        match event.code {
            // Shift+Tab has a code of its own.
            KeyCode::BackTab => self.code == KeyCode::BackTab,
            code => code == self.code && held == self.held,
        }
    }

    /// How the key is written: `^O`, `↑`, `Enter`.
    #[must_use]
    pub fn name(self, signs: &Signs) -> String {
        let [up, down, left, right] = signs.arrows;
        let name = match self.code {
            KeyCode::Char(' ') => "Space".to_owned(),
            KeyCode::Char(letter) => letter.to_string(),
            KeyCode::Up => up.to_owned(),
            KeyCode::Down => down.to_owned(),
            KeyCode::Left => left.to_owned(),
            KeyCode::Right => right.to_owned(),
            KeyCode::PageUp => "PgUp".to_owned(),
            KeyCode::PageDown => "PgDn".to_owned(),
            KeyCode::BackTab => "Shift-Tab".to_owned(),
            KeyCode::F(number) => format!("F{number}"),
            other => format!("{other:?}"),
        };
        if self.held.contains(KeyModifiers::CONTROL) {
            return format!("^{}", name.to_uppercase());
        }
        if self.held.contains(KeyModifiers::ALT) { format!("Alt-{name}") } else { name }
    }

    /// Reads a name as the settings file has it: `f12`, `ctrl-o`, `alt-o`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.trim().to_ascii_lowercase();
        let (held, rest) = match name.split_once('-') {
            Some(("ctrl", rest)) => (KeyModifiers::CONTROL, rest),
            Some(("alt", rest)) => (KeyModifiers::ALT, rest),
            _ => (KeyModifiers::NONE, name.as_str()),
        };
        if let Some(number) = rest.strip_prefix('f').and_then(|number| number.parse::<u8>().ok()) {
            return (1..=12).contains(&number).then_some(Self { code: KeyCode::F(number), held });
        }
        let mut letters = rest.chars();
        match (letters.next(), letters.next()) {
            // A bare letter would never reach the editor again.
            (Some(letter), None) if !held.is_empty() && letter.is_ascii_graphic() => {
                Some(Self { code: KeyCode::Char(letter), held })
            }
            _ => None,
        }
    }

    /// The name as [`Key::parse`] reads it.
    #[must_use]
    pub fn id(self) -> String {
        let name = match self.code {
            KeyCode::Char(letter) => letter.to_string(),
            KeyCode::F(number) => format!("f{number}"),
            other => format!("{other:?}").to_lowercase(),
        };
        match self.held {
            KeyModifiers::CONTROL => format!("ctrl-{name}"),
            KeyModifiers::ALT => format!("alt-{name}"),
            _ => name,
        }
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

/// The table, without the parts of run, drill and exam. Within a context the order is that of the last line: most useful first.
pub const BINDINGS: &[Binding] = &[
    bind(Context::Home, Action::Enter, &[code(KeyCode::Enter)], "open", "open the chosen exercise"),
    bind(Context::Home, Action::Search, &[key('/')], "search", "search titles, tasks and topics"),
    bind(Context::Home, Action::Next, &[key('n')], "what is next", "choose what to do next"),
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
    bind(Context::Task, Action::Edit, &[key('e'), code(KeyCode::Enter)], "edit", "edit pod.yaml in your editor"),
    bind(
        Context::Task,
        Action::SwitchView,
        &[code(KeyCode::Tab), code(KeyCode::BackTab)],
        "task or YAML",
        "go from the task to your pod.yaml and back",
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
    bind(
        Context::Diff,
        Action::Right,
        &[code(KeyCode::Right), key('l')],
        "long lines",
        "to the right, where lines are longer than the screen is wide",
    ),
    bind(Context::Diff, Action::Left, &[code(KeyCode::Left), key('h')], "", "back to the left"),
    bind(Context::Diff, Action::Fold, &[key('z')], "fold", "show or hide the lines that are equal"),
    bind(Context::Reading, Action::Diff, &[key('d')], "diff", "compare your answer with the nearest right one"),
    bind(Context::Reading, Action::OpenDocs, &[key('o')], "docs", "open the pages of the Kubernetes docs"),
    bind(Context::Reading, Action::Next, &[key('n')], "next exercise", "open the next exercise"),
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
    bind(Context::Editor, Action::LeaveEditor, &[], "leave the editor", "back to the task; the editor stays open"),
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
    bind(
        Context::Everywhere,
        Action::Back,
        &[key('q'), code(KeyCode::Esc)],
        "back",
        "back; on the first screen `q` ends the program",
    ),
    bind(Context::Everywhere, Action::Settings, &[key(',')], "settings", "settings: editor, colours, keys"),
    bind(Context::Everywhere, Action::Help, &[key('?'), code(KeyCode::F(1))], "keys", "all keys"),
    bind(Context::Everywhere, Action::Suspend, &[ctrl('z')], "", "suspend the program; `fg` brings it back"),
    bind(Context::Everywhere, Action::Quit, &[ctrl('c')], "", "end the program; everything is kept"),
];

/// The whole table: each part of the program may have a file for its own lines.
fn table() -> impl Iterator<Item = &'static Binding> {
    assignment::BINDINGS.iter().chain(BINDINGS).chain(run::BINDINGS).chain(drill::BINDINGS).chain(exam::BINDINGS)
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

    #[test]
    fn names_of_keys_are_read_as_they_are_written() {
        for name in ["f12", "ctrl-o", "alt-]"] {
            assert_eq!(Key::parse(name).map(Key::id).as_deref(), Some(name));
        }
        for name in ["o", "f13", "ctrl-", "", "ctrl-shift-x"] {
            assert_eq!(Key::parse(name), None, "{name}");
        }
    }
}
