//! The screens: an enum on a stack, a file for each. It must not know terminals, threads or files.

pub mod assignment;
pub mod diff;
pub mod drill;
pub mod exam;
pub mod exam_result;
pub mod exam_start;
pub mod exams;
pub mod help;
pub mod home;
pub mod reading;
pub mod run;
pub mod settings;
pub mod statistics;
pub mod task;
pub mod verdict;

use ratatui::layout::{Position, Rect, Size};

use super::exam::Wish;
use super::keymap::{Action, Context};
use super::settings::{EditorPlace, Settings};
use super::shared::Shared;
use super::widget::bars::{Header, Item};
use super::widget::canvas::Canvas;
use crate::session::exam::Input;
use crate::session::overview::Choice;

/// A screen.
#[derive(Debug)]
pub enum Screen {
    /// All exercises.
    Home(home::Home),
    /// The open exercise: its task and its file.
    Task(task::Task),
    /// What grading said.
    Verdict(verdict::VerdictScreen),
    /// Yours beside the nearest right answer.
    Diff(diff::DiffScreen),
    /// The Pod's life.
    Run(Box<run::RunScreen>),
    /// The explanation or the solution.
    Reading(reading::Reading),
    /// Before and after a round of a drill.
    Drill(drill::DrillScreen),
    /// Statistics as pictures.
    Statistics(statistics::StatisticsScreen),
    /// The assignment's terms.
    Assignment(assignment::AssignmentScreen),
    /// All keys.
    Help(help::Help),
    /// The user's choices.
    Settings(settings::SettingsScreen),
    /// Before a mock exam.
    ExamStart(exam_start::ExamStart),
    /// A mock exam.
    Exam(exam::ExamScreen),
    /// What came of one.
    ExamResult(exam_result::ExamResultScreen),
    /// The exams that were taken.
    Exams(exams::Exams),
}

impl Screen {
    /// The screen as what all screens can do.
    #[must_use]
    pub fn view(&self) -> &dyn View {
        match self {
            Self::Home(screen) => screen,
            Self::Task(screen) => screen,
            Self::Verdict(screen) => screen,
            Self::Diff(screen) => screen,
            Self::Run(screen) => &**screen,
            Self::Reading(screen) => screen,
            Self::Drill(screen) => screen,
            Self::Statistics(screen) => screen,
            Self::Assignment(screen) => screen,
            Self::Help(screen) => screen,
            Self::Settings(screen) => screen,
            Self::ExamStart(screen) => screen,
            Self::Exam(screen) => screen,
            Self::ExamResult(screen) => screen,
            Self::Exams(screen) => screen,
        }
    }

    /// The same, to act on.
    pub fn view_mut(&mut self) -> &mut dyn View {
        match self {
            Self::Home(screen) => screen,
            Self::Task(screen) => screen,
            Self::Verdict(screen) => screen,
            Self::Diff(screen) => screen,
            Self::Run(screen) => &mut **screen,
            Self::Reading(screen) => screen,
            Self::Drill(screen) => screen,
            Self::Statistics(screen) => screen,
            Self::Assignment(screen) => screen,
            Self::Help(screen) => screen,
            Self::Settings(screen) => screen,
            Self::ExamStart(screen) => screen,
            Self::Exam(screen) => screen,
            Self::ExamResult(screen) => screen,
            Self::Exams(screen) => screen,
        }
    }
}

/// What every screen can do. Only `act`, `text`, `paste`, `click`, `wheel` and `settle` may change it.
pub trait View {
    /// Which keys work.
    fn context(&self, shared: &Shared) -> Context;

    /// The first line.
    fn header(&self, shared: &Shared) -> Header;

    /// Whether an action of the last line does something now.
    fn works(&self, _action: Action, _shared: &Shared) -> bool {
        true
    }

    /// A better word for an action in the last line.
    fn label(&self, _action: Action, _shared: &Shared) -> Option<String> {
        None
    }

    /// An action that is worth more than the others now, and so stands first in the last line.
    fn first(&self, _shared: &Shared) -> Option<Action> {
        None
    }

    /// A remark in the last line, before the last key.
    fn remark(&self, _shared: &Shared) -> Option<Item> {
        None
    }

    /// Does what a key asks for.
    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request>;

    /// Where the editor's pane is seen, if it is.
    fn pane_area(&self, _shared: &Shared) -> Option<Rect> {
        None
    }

    /// Gives the keyboard to the editor, or takes it back.
    fn focus_editor(&mut self, _on: bool) {}

    /// Takes a typed letter, where letters are text.
    fn text(&mut self, _text: &str, _shared: &Shared) {}

    /// Takes a pasted text, where letters are text.
    fn paste(&mut self, text: &str, shared: &Shared) -> Option<Request> {
        self.text(text, shared);
        None
    }

    /// Takes a click.
    fn click(&mut self, _at: Position, _shared: &Shared) -> Option<Request> {
        None
    }

    /// Takes a turn of the wheel by `rows`, down where positive.
    fn wheel(&mut self, at: Position, rows: isize, shared: &Shared);

    /// Brings scroll offsets and choices back into their bounds, after anything has changed.
    fn settle(&mut self, shared: &Shared);

    /// Draws everything but the first and the last line; gives the place of the cursor where one is to be seen.
    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position>;
}

/// What a screen asks of the app.
#[derive(Debug, Clone, PartialEq)]
pub enum Request {
    /// Open an exercise.
    Open(String),
    /// Start the editor, or go to it.
    Edit(Option<EditorPlace>),
    /// Grade, and show the verdict.
    Grade,
    /// Show the next hint.
    Hint,
    /// Show the diff.
    Diff,
    /// Show the Pod's life.
    Run,
    /// Play the life that is shown anew: it is to be longer, or something was done in it.
    Play,
    /// Show the solution.
    Solution,
    /// Show the explanation.
    Explain,
    /// Start over.
    Reset,
    /// Open the next exercise.
    NextExercise,
    /// Take these settings.
    Set(Settings),
    /// Drill these exercises.
    Drill(Choice),
    /// The first key of a round.
    StartRound,
    /// Another round at the same exercise.
    AgainRound,
    /// A round at the next exercise.
    NextRound,
    /// Read the explanation or the solution of a round that is over.
    RoundReading,
    /// Show the statistics.
    Statistics,
    /// Go back.
    Back,
    /// Say something.
    Say(String),
    /// Open the task's pages of the Kubernetes docs.
    OpenDocs,
    /// Something about the mock exam.
    Exam(ExamRequest),
}

/// What a screen asks of the mock exam.
#[derive(Debug, Clone, PartialEq)]
pub enum ExamRequest {
    /// Go to the exam, or to the screen before one.
    Enter,
    /// Begin one.
    Begin(Wish),
    /// Go on with the one that is going on.
    GoOn,
    /// Let something happen in it.
    Do(Input),
    /// End it, after a question.
    AskEnd,
    /// Discard the exam, after a question.
    AskDiscard,
    /// Show the exams that were taken.
    Past,
    /// Show the result of the exam with this number.
    Result(i64),
    /// Show the checks of a task of the exam whose result is shown.
    Review(usize),
    /// Write the report on the exam with this number.
    Save(i64),
}

/// The parts of the terminal: first line, rule, body, rule, last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Areas {
    /// The whole terminal.
    pub all: Rect,
    /// The first line.
    pub header: Rect,
    /// The rule below it.
    pub top_rule: Rect,
    /// What the screen has for itself.
    pub body: Rect,
    /// The rule above the last line.
    pub bottom_rule: Rect,
    /// The last line.
    pub footer: Rect,
}

impl Areas {
    /// The parts of a terminal of that size.
    #[must_use]
    pub fn of(size: Size) -> Self {
        let all = Rect { x: 0, y: 0, width: size.width, height: size.height };
        let row = |y: u16| Rect { y: y.min(size.height.saturating_sub(1)), height: 1, ..all };
        let body = Rect { y: 2.min(size.height), height: size.height.saturating_sub(4), ..all };
        Self {
            all,
            header: row(0),
            top_rule: row(1),
            body,
            bottom_rule: row(size.height.saturating_sub(2)),
            footer: row(size.height.saturating_sub(1)),
        }
    }

    /// Draws both rules, with a branch at each column of `down`, and the vertical rules between them.
    pub fn rules(&self, canvas: &mut Canvas<'_>, down: &[u16]) {
        let signs = canvas.look.signs;
        let top: Vec<_> = down.iter().map(|x| (*x, signs.branch_down)).collect();
        let bottom: Vec<_> = down.iter().map(|x| (*x, signs.branch_up)).collect();
        canvas.across(self.top_rule, 0, &top);
        canvas.across(self.bottom_rule, 0, &bottom);
        for x in down {
            canvas.down(self.body, *x);
        }
    }

    /// Two columns with a rule between them, where the terminal is wide enough for both.
    #[must_use]
    pub fn columns(&self) -> Option<Columns> {
        const SIDE_BY_SIDE: u16 = 110;
        const WIDEST_TEXT: u16 = 60;
        if self.all.width < SIDE_BY_SIDE {
            return None;
        }
        let left = (self.all.width * 3 / 8).min(WIDEST_TEXT);
        let rule = self.body.x + left + 1;
        Some(Columns {
            left: Rect { x: self.body.x + 1, width: left - 1, ..self.body },
            rule,
            right: Rect { x: rule + 1, width: self.all.width - rule - 1, ..self.body },
        })
    }
}

/// Two columns of the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Columns {
    /// Text to read.
    pub left: Rect,
    /// The column of the rule.
    pub rule: u16,
    /// A file, an editor.
    pub right: Rect,
}

/// The body without a column at each side, for text.
#[must_use]
pub fn inset(area: Rect) -> Rect {
    Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area }
}

/// Moves a scroll offset by an action; `page` is the height of what is scrolled.
#[must_use]
pub fn scrolled(scroll: usize, action: Action, page: u16) -> Option<usize> {
    let page = usize::from(page.saturating_sub(1)).max(1);
    Some(match action {
        Action::Up => scroll.saturating_sub(1),
        Action::Down => scroll + 1,
        Action::PageUp => scroll.saturating_sub(page),
        Action::PageDown => scroll + page,
        Action::Top => 0,
        Action::Bottom => usize::MAX / 2,
        _ => return None,
    })
}
