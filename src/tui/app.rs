//! The app: what happens becomes a new state and wishes; nothing here touches terminal, threads, files or clock.

mod assignment;
mod draw;
mod drill;
mod editing;
mod exam;
mod exercise;
mod input;
mod run;

use std::collections::HashMap;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ratatui::layout::Size;

use super::assigned::Assigned;
use super::attempt::Clock;
use super::catalog::{Catalog, Standing};
use super::editors::Editors;
use super::exam::Wish;
use super::look::Look;
use super::msg::{Effect, Msg};
use super::screen::home::Home;
use super::screen::task::Task;
use super::screen::{Request, Screen};
use super::settings::Settings;
use super::shared::{EditorCommand, Shared};
use super::signs::{ASCII, Signs, UNICODE};
use super::theme::Theme;
use crate::session::exam::Input;
use drill::AfterRound;

/// The smallest terminal that has room for the screens.
pub const SMALLEST: Size = Size { width: 60, height: 15 };

/// What the app starts with.
#[derive(Debug)]
pub struct Start {
    /// All exercises and how the learner stands with them.
    pub catalog: Catalog,
    /// The user's choices.
    pub settings: Settings,
    /// The theme that suits the terminal.
    pub theme: Theme,
    /// Whether the locale has Unicode.
    pub unicode: bool,
    /// The terminal's size.
    pub size: Size,
    /// The time.
    pub now: Timestamp,
    /// The editor that would be started, or why there is none.
    pub editor_command: Result<EditorCommand, String>,
    /// The assignment that is worked on.
    pub assigned: Option<Assigned>,
}

/// A sentence that stands above the last line for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Notice {
    text: String,
    tone: Tone,
    since: Timestamp,
}

impl Notice {
    /// How long it stays: what went wrong longer than what went well, long sentences longer than short ones.
    fn stays(&self) -> SignedDuration {
        let least = match self.tone {
            Tone::Good | Tone::Plain => 3,
            Tone::Bad => 8,
            Tone::Alert => 20,
        };
        SignedDuration::from_secs(least)
            + SignedDuration::from_millis(50) * i32::try_from(self.text.len()).unwrap_or(200).min(200)
    }

    /// Whether typing in the editor takes it away: what went well, once it can have been read.
    fn yields_to_typing(&self, now: Timestamp) -> bool {
        let read = now.duration_since(self.since) > SignedDuration::from_secs(2);
        read && matches!(self.tone, Tone::Good | Tone::Plain)
    }

    /// Whether a key takes it away: not what must not be missed, before it can have been read.
    fn yields(&self, now: Timestamp) -> bool {
        self.tone != Tone::Alert || now.duration_since(self.since) > SignedDuration::from_secs(3)
    }
}

/// What a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tone {
    Good,
    Plain,
    Bad,
    /// Something about time, which must not be missed.
    Alert,
}

/// A question before something that cannot be taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Question {
    text: String,
    yes: &'static str,
    then: Deferred,
}

/// What is done on "yes".
#[derive(Debug, Clone, PartialEq, Eq)]
enum Deferred {
    Hint,
    Solution,
    /// The nearest right answer, before everything was tried.
    Nearest,
    Reset,
    /// Write what a file held that is gone.
    BringBack(String),
    /// Grading that uses the last attempt.
    LastAttempt,
    Quit,
    BeginExam(Wish),
    GoOnExam,
    EndExam,
    DiscardExam,
    /// Give up a round of a drill: and what then.
    GiveUp(AfterRound),
}

/// The app.
#[derive(Debug)]
pub struct App {
    shared: Shared,
    suited: (Theme, Signs),
    /// The first screen, which never goes away.
    home: Screen,
    /// What was opened from there, the topmost last.
    above: Vec<Screen>,
    question: Option<Question>,
    notice: Option<Notice>,
    /// When the clock was handed out to be kept.
    clock_kept: Timestamp,
    /// When the exam's clock was.
    exam_kept: Timestamp,
    /// Until then keys do nothing: an exam has ended under the hands of somebody who was typing.
    deaf_until: Option<Timestamp>,
    /// Counts the rounds of drills, so that a late answer to an old one is not taken for the newest.
    rounds: u64,
    /// Counts the wishes for a life, so that a late answer to an old one is not taken for the newest.
    plays: u64,
}

impl App {
    /// The app at its first screen.
    #[must_use]
    pub fn new(start: Start) -> Self {
        let suited = (start.theme, if start.unicode { UNICODE } else { ASCII });
        let shared = Shared {
            look: look(&start.settings, suited),
            settings: start.settings,
            size: start.size,
            now: start.now,
            catalog: start.catalog,
            open: None,
            assigned: start.assigned,
            drill: None,
            overview: None,
            file: None,
            editors: Editors::default(),
            exam: None,
            offer: None,
            editor_command: start.editor_command,
        };
        let home = Screen::Home(Home::new(&shared));
        Self {
            shared,
            suited,
            home,
            above: Vec::new(),
            question: None,
            notice: None,
            clock_kept: start.now,
            exam_kept: start.now,
            deaf_until: None,
            rounds: 0,
            plays: 0,
        }
    }

    /// Takes what has happened; gives what is to be done about it.
    pub fn update(&mut self, msg: Msg) -> Vec<Effect> {
        let effects = match msg {
            Msg::Key(key) => self.key(&key),
            Msg::Mouse(mouse) => self.mouse(mouse),
            Msg::Paste(text) => self.paste(&text),
            Msg::Resize(size) => self.resize(size),
            Msg::Tick(now) => self.tick(now),
            Msg::Away(time) => self.away(time),
            Msg::Opened(opened) => self.opened(opened),
            Msg::Changed { file, answer } => {
                self.shared.editors.typed(&file, false);
                self.changed(&file, answer)
            }
            Msg::Graded { generation, verdict } => self.graded(generation, &verdict),
            Msg::GradingFailed { generation } => self.grading_failed(generation),
            Msg::Played { generation, played } => self.played(generation, played),
            Msg::PlayGoesOn { generation, until } => self.play_goes_on(generation, until),
            Msg::PlayFailed { generation } => self.play_failed(generation),
            Msg::PaneOutput { editor, bytes } => self.pane_output(editor, &bytes),
            Msg::EditorEnded { editor, trouble } => self.editor_ended(editor, trouble),
            Msg::Round(fetched) => self.round_fetched(*fetched),
            Msg::NoRound { round, trouble } => self.no_round(round, trouble),
            Msg::Overview(overview) => self.overview(overview),
            Msg::Standings(standings) => self.standings(standings),
            Msg::EditorCommand(command) => {
                self.shared.editor_command = command;
                Vec::new()
            }
            Msg::Exam(msg) => self.exam_msg(msg),
            Msg::Trouble(text) => self.trouble(&text),
            Msg::Remark(text) => self.say(text, Tone::Plain),
        };
        self.settle();
        effects
    }

    /// Brings every screen back into its bounds after a change.
    fn settle(&mut self) {
        for screen in std::iter::once(&mut self.home).chain(&mut self.above) {
            screen.view_mut().settle(&self.shared);
        }
    }

    /// Whether something is going on whose progress is shown in tenths of a second.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        let moves = matches!(self.top(), Screen::Run(run) if run.is_moving());
        moves || self.is_settling() || self.shared.open.as_ref().is_some_and(|open| open.grading.is_some())
    }

    /// Whether the terminal is too small to show anything.
    fn is_too_small(&self) -> bool {
        self.shared.size.width < SMALLEST.width || self.shared.size.height < SMALLEST.height
    }

    fn top(&self) -> &Screen {
        self.above.last().unwrap_or(&self.home)
    }

    fn top_mut(&mut self) -> (&mut Screen, &Shared) {
        (self.above.last_mut().unwrap_or(&mut self.home), &self.shared)
    }

    fn tick(&mut self, now: Timestamp) -> Vec<Effect> {
        const KEEP_CLOCK_EVERY_MS: i128 = 3_000;
        self.shared.now = now;
        let mut effects = Vec::new();
        if let Some(open) = self.shared.open.as_ref().filter(|open| open.is_running())
            && now.duration_since(self.clock_kept).as_millis() >= KEEP_CLOCK_EVERY_MS
        {
            self.clock_kept = now;
            let elapsed = open.elapsed(now).unwrap_or_default();
            effects.push(Effect::KeepClock { exercise: open.exercise.id.clone(), elapsed });
        }
        if self.notice.as_ref().is_some_and(|notice| now.duration_since(notice.since) > notice.stays()) {
            self.notice = None;
        }
        effects.extend(self.play_on(now));
        effects.extend(self.exam_tick(now));
        effects
    }

    fn away(&mut self, time: Duration) -> Vec<Effect> {
        if let Some(Clock::Running { since }) = self.shared.open.as_mut().map(|open| &mut open.clock) {
            *since += SignedDuration::try_from(time).unwrap_or_default();
        }
        Vec::new()
    }

    fn standings(&mut self, standings: HashMap<String, Standing>) -> Vec<Effect> {
        self.shared.catalog.set_standings(standings);
        Vec::new()
    }

    fn say(&mut self, text: impl Into<String>, tone: Tone) -> Vec<Effect> {
        self.notice = Some(Notice { text: text.into(), tone, since: self.shared.now });
        Vec::new()
    }

    /// Something went wrong. What went wrong a moment ago is not wiped away by it.
    fn trouble(&mut self, text: &str) -> Vec<Effect> {
        let now = self.shared.now;
        let earlier = self.notice.take().filter(|notice| {
            notice.tone == Tone::Bad && now.duration_since(notice.since).as_millis() < 500 && notice.text != text
        });
        let text = earlier.map_or_else(String::new, |earlier| earlier.text + " ") + text;
        self.say(text, Tone::Bad)
    }

    fn ask(&mut self, text: String, yes: &'static str, then: Deferred) -> Vec<Effect> {
        self.question = Some(Question { text, yes, then });
        Vec::new()
    }

    /// Does what a screen asks for.
    fn request(&mut self, request: Request) -> Vec<Effect> {
        if let Some(effects) = self.not_in_exam(&request).or_else(|| self.not_in_assignment(&request)) {
            return effects;
        }
        match request {
            Request::Open(exercise) => self.open(&exercise),
            Request::Edit(place) => self.edit(place),
            Request::Grade => self.grade_and_show(),
            Request::Hint => self.hint(),
            Request::Diff => self.diff(),
            Request::Run => self.run(),
            Request::Play => self.play(),
            Request::Solution => self.solution(),
            Request::Explain => self.explain(),
            Request::Reset => self.ask_reset(),
            Request::NextExercise => self.next_exercise(),
            Request::Set(settings) => self.set(settings),
            Request::Drill(choice) => self.drill(&choice),
            Request::StartRound => self.start_round(),
            Request::AgainRound => self.again_round(),
            Request::NextRound => self.next_round(),
            Request::RoundReading => self.round_reading(),
            Request::Statistics => self.statistics(),
            Request::Back => self.back(),
            Request::Say(text) => self.say(text, Tone::Plain),
            Request::OpenDocs => self.open_docs(),
            Request::Exam(request) => self.exam(request),
        }
    }

    fn set(&mut self, settings: Settings) -> Vec<Effect> {
        self.shared.look = look(&settings, self.suited);
        self.shared.settings = settings.clone();
        vec![Effect::SaveSettings(settings)]
    }

    /// Shows a screen; one of the same sort that is already on the stack makes place for it.
    fn show(&mut self, screen: Screen) {
        let same = |other: &Screen| std::mem::discriminant(other) == std::mem::discriminant(&screen);
        if let Some(place) = self.above.iter().position(same) {
            self.above.truncate(place);
        }
        self.above.push(screen);
    }

    fn back(&mut self) -> Vec<Effect> {
        if let Some(effects) = self.back_in_drill() {
            return effects;
        }
        match self.above.pop() {
            None => return self.quit(),
            Some(Screen::Exam(_)) => return self.left_exam(),
            Some(_) => {}
        }
        if let (Some(open), Screen::Home(home), true) = (&self.shared.open, &mut self.home, self.above.is_empty()) {
            home.choose(&open.exercise.id, &self.shared);
        }
        Vec::new()
    }

    fn quit(&mut self) -> Vec<Effect> {
        match self.unsaved() {
            None => self.end(),
            Some(text) => self.ask(text, "end it", Deferred::Quit),
        }
    }

    /// Ends the program.
    fn end(&mut self) -> Vec<Effect> {
        let mut effects = self.exam_input(Input::Leave);
        effects.push(Effect::Quit);
        effects
    }

    /// The task's screen, brought to the top.
    fn task(&mut self) -> Option<&mut Task> {
        let place = self.above.iter().position(|screen| matches!(screen, Screen::Task(_)))?;
        self.above.truncate(place + 1);
        match self.above.last_mut() {
            Some(Screen::Task(task)) => Some(task),
            _ => None,
        }
    }
}

fn look(settings: &Settings, (theme, signs): (Theme, Signs)) -> Look {
    Look { theme: settings.theme(theme), signs: settings.signs(signs) }
}
