//! Carries out what the app wishes, and tells it what happens: terminal, threads, files, editor, history. It alone does
//! I/O under `tui`, and it must not decide anything that a learner would notice.

mod drilling;
mod editor;
mod exam;
mod files;
mod grading;
mod input;
mod pages;
mod playing;
mod record;
mod reports;
mod terminal;

use std::collections::VecDeque;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::time::Duration;

use crossterm::event::Event as TerminalEvent;
use jiff::Timestamp;
use ratatui::layout::Size;

use super::app::{App, Start};
use super::assigned::Assigned;
use super::catalog::Catalog;
use super::editors::{EditorId, FileKey};
use super::exam::Asked;
use super::msg::{Effect, ExamEffect, ExamMsg, Msg};
use super::pane::PtyEvent;
use super::settings::{EditorPlace, Settings};
use super::theme::{TerminalColours, Theme};
use crate::exercise::{Exercise, Library};
use crate::history::History;
use crate::session::overview::{Choice, ExerciseFacts};
use crate::system::{Environment, System};
use crate::work::Workplace;
use editor::Editors;
use exam::{Exams, Marked};
use files::Files;
use grading::Grading;
use input::Input;
use playing::Playing;
use record::Record;
use terminal::Screen;

/// Why the app could not be started, or came to an end that nobody wanted.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// Input or output is no terminal.
    #[error("the app needs a terminal")]
    NoTerminal,
    /// The terminal does not do what it should.
    #[error("the terminal cannot be used: {0}")]
    Terminal(#[from] io::Error),
}

/// What the app works on.
#[derive(Debug)]
pub struct Setup<'a> {
    /// Clock and environment.
    pub system: &'a System,
    /// All exercises.
    pub library: &'a Library,
    /// The packs that they come from, as an exam keeps them.
    pub packs: Vec<PathBuf>,
    /// Where the learner's files are.
    pub workplace: Workplace,
    /// What the learner has done.
    pub history: History,
    /// What is drilled at once; `None`: Home comes first.
    pub drill: Option<Choice>,
    /// A mock exam that is asked for; where one is going on, that one is gone on with.
    pub exam: Option<Asked>,
    /// The assignment that is worked on.
    pub assigned: Option<Assigned>,
}

/// What the threads report.
enum Event {
    Terminal(TerminalEvent),
    Pane(EditorId, PtyEvent),
    Message(Msg),
    /// An exam was graded.
    Marked(Box<Marked>),
    /// SIGTERM, SIGHUP or SIGINT.
    End,
    /// SIGCONT: somebody else may have used the terminal meanwhile.
    Continued,
}

/// Events that may wait; a thread that has more to say waits too.
const QUEUE: usize = 256;
/// How often files are looked at.
const LOOK: Duration = Duration::from_millis(100);

/// Runs the app until the user ends it.
///
/// Gives what is to be said when the terminal is a plain one again, if anything.
///
/// # Errors
/// See [`RunError`]. The terminal is given back in any case.
pub fn run(setup: Setup<'_>) -> Result<Option<String>, RunError> {
    if !terminal::is_there() {
        return Err(RunError::NoTerminal);
    }
    let (settings, settings_trouble) = files::read_settings(&setup.system.environment);
    terminal::restore_on_panic();
    let (events, queue) = sync_channel(QUEUE);
    terminal::watch_signals(events.clone());
    let screen = Screen::enter()?;
    let drill = setup.drill.clone();
    let mut runtime = Runtime::new(setup, &settings, screen, events);
    let size = runtime.screen.size()?;
    let mut app = runtime.app(settings, size);
    if let Some(trouble) = settings_trouble {
        app.update(Msg::Trouble(trouble));
    }
    app.update(runtime.overview(runtime.system.now()));
    if let Some(choice) = drill {
        let effects = app.drill(&choice);
        runtime.carry_out_all(&mut app, effects)?;
    }
    runtime.screen.draw(&app)?;
    runtime.input = Some(Input::start(runtime.events.clone()));
    for message in runtime.first_messages() {
        runtime.tell(&mut app, message)?;
    }
    let ended = runtime.run(&mut app, &queue);
    // Whatever has ended the run: what it could not keep so far may be kept now.
    let last_words = runtime.record.rescue();
    ended.map(|()| last_words)
}

struct Runtime<'a> {
    system: &'a System,
    library: &'a Library,
    screen: Screen,
    events: SyncSender<Event>,
    input: Option<Input>,
    grading: Grading,
    playing: Playing,
    files: Files,
    editors: Editors,
    record: Record,
    exams: Exams<'a>,
    asked: Option<Asked>,
    assigned: Option<Assigned>,
    facts: Vec<ExerciseFacts>,
    ended: bool,
    /// Something has happened since the last frame.
    stale: bool,
    /// The second that the last frame shows.
    second: i64,
}

impl<'a> Runtime<'a> {
    fn new(setup: Setup<'a>, settings: &Settings, screen: Screen, events: SyncSender<Event>) -> Self {
        let editors = Editors::new(setup.system.environment.clone(), settings.editor_command.clone());
        Self {
            system: setup.system,
            library: setup.library,
            screen,
            input: None,
            grading: Grading::start(events.clone()),
            playing: Playing::start(events.clone()),
            files: Files::new(setup.workplace, setup.system.environment.clone()),
            editors,
            record: Record::new(setup.history),
            exams: Exams::new(
                setup.packs,
                setup.library,
                &setup.system.environment,
                setup.system.clock.zone(),
                events.clone(),
            ),
            asked: setup.exam,
            assigned: setup.assigned,
            facts: drilling::facts(setup.library),
            events,
            ended: false,
            stale: false,
            second: 0,
        }
    }

    fn app(&self, settings: Settings, size: Size) -> App {
        let environment = &self.system.environment;
        App::new(Start {
            catalog: Catalog::of(self.library, self.record.standings()),
            theme: Theme::suited(&colours(environment)),
            unicode: environment.is_utf8(),
            settings,
            size,
            now: self.system.now(),
            editor_command: self.editors.command(),
            assigned: self.assigned.clone(),
        })
    }

    /// What the learner should know at once.
    fn first_messages(&mut self) -> Vec<Msg> {
        let mut messages: Vec<Msg> =
            self.assigned.take().map(|assigned| Msg::Remark(assigned.greeting())).into_iter().collect();
        let problems = self.library.problems();
        if let Some(first) = problems.first() {
            let count = problems.len();
            let more = if count > 1 {
                format!(" There are {count} such problems; `podlings pack check` lists them.")
            } else {
                String::new()
            };
            messages.push(Msg::Trouble(format!("An exercise cannot be used: {first}.{more}")));
        }
        messages.extend(self.record.say_trouble());
        let now = self.system.now();
        let left_over = self.exams.left_over(&mut self.record, &self.files, now);
        messages.extend(match self.asked.take() {
            // Who asks for an exam need not be asked whether to go on with the one that is going on.
            Some(Asked { wish, at_once }) if left_over.is_empty() => {
                if at_once {
                    self.exams.begin(&wish, &mut self.record, &mut self.files, now)
                } else {
                    vec![Msg::Exam(ExamMsg::Asked(wish))]
                }
            }
            Some(_) => self.exams.go_on(&mut self.record, &mut self.files, now),
            None => left_over,
        });
        messages
    }

    fn run(&mut self, app: &mut App, queue: &Receiver<Event>) -> Result<(), RunError> {
        const DRAW_AFTER: Duration = Duration::from_millis(8);
        let mut looked = self.system.clock.monotonic();
        while !self.ended {
            match queue.recv_timeout(LOOK) {
                Ok(event) => {
                    self.take(app, event)?;
                    let began = self.system.clock.monotonic();
                    // What comes in one burst is shown in one frame, but no burst keeps the screen still for long.
                    while !self.ended && self.system.clock.monotonic().saturating_sub(began) < DRAW_AFTER {
                        let Ok(event) = queue.try_recv() else { break };
                        self.take(app, event)?;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            let now = self.system.clock.monotonic();
            if now.saturating_sub(looked) >= LOOK {
                looked = now;
                self.look(app)?;
            }
            if !self.ended && std::mem::take(&mut self.stale) {
                self.screen.draw(app)?;
            }
        }
        Ok(())
    }

    /// Looks at the clock, the learner's file and the editor beside us.
    fn look(&mut self, app: &mut App) -> Result<(), RunError> {
        let now = self.system.now();
        let second = now.as_second();
        // The clock on the screen counts seconds, but what takes long counts tenths.
        let stale = self.stale || second != self.second || app.is_busy();
        self.second = second;
        self.tell(app, Msg::Tick(now))?;
        self.stale = stale;
        for message in self.files.look().into_iter().chain(self.editors.look()) {
            self.tell(app, message)?;
        }
        Ok(())
    }

    fn take(&mut self, app: &mut App, event: Event) -> Result<(), RunError> {
        let message = match event {
            Event::Terminal(TerminalEvent::Key(key)) => Msg::Key(key),
            Event::Terminal(TerminalEvent::Mouse(mouse)) => Msg::Mouse(mouse),
            Event::Terminal(TerminalEvent::Paste(text)) => Msg::Paste(text),
            Event::Terminal(TerminalEvent::Resize(width, height)) => Msg::Resize(Size { width, height }),
            Event::Terminal(TerminalEvent::FocusGained | TerminalEvent::FocusLost) => return Ok(()),
            Event::Pane(editor, PtyEvent::Output(bytes)) => Msg::PaneOutput { editor, bytes },
            Event::Pane(editor, PtyEvent::Exited(exit)) => {
                // A save right before the end must be seen before the end is.
                for message in self.files.look() {
                    self.tell(app, message)?;
                }
                self.editors.pane_ended(editor, &exit)
            }
            Event::Message(message) => message,
            Event::Marked(marked) => {
                for message in self.exams.marked(*marked, &mut self.record, self.system.now()) {
                    self.tell(app, message)?;
                }
                return Ok(());
            }
            Event::End => {
                self.ended = true;
                return Ok(());
            }
            Event::Continued => {
                self.screen.enter_again()?;
                Msg::Resize(self.screen.size()?)
            }
        };
        self.tell(app, message)
    }

    /// Tells the app, and does what it wishes, until it wishes nothing more.
    fn tell(&mut self, app: &mut App, message: Msg) -> Result<(), RunError> {
        self.stale = true;
        let mut messages = VecDeque::from([message]);
        while let Some(message) = messages.pop_front() {
            for effect in app.update(message) {
                messages.extend(self.carry_out(effect)?);
            }
        }
        Ok(())
    }

    /// Does what the app wishes, and tells it what comes of that.
    fn carry_out_all(&mut self, app: &mut App, effects: Vec<Effect>) -> Result<(), RunError> {
        for effect in effects {
            for message in self.carry_out(effect)? {
                self.tell(app, message)?;
            }
        }
        Ok(())
    }

    fn carry_out(&mut self, effect: Effect) -> Result<Vec<Msg>, RunError> {
        let now = self.system.now();
        Ok(match effect {
            Effect::Quit => {
                self.ended = true;
                Vec::new()
            }
            Effect::Suspend => return self.suspend(),
            Effect::Open { exercise } => self.open(&exercise),
            Effect::Reset { exercise, unsaved } => {
                let reset = self.found(&exercise).map(|found| self.files.reset(&exercise, &found.start, unsaved, now));
                let mut messages: Vec<Msg> = reset.into_iter().flatten().collect();
                messages.extend(self.open(&exercise));
                messages
            }
            Effect::BringBack { file, start, text } => self.files.bring_back(&file, &start, &text),
            Effect::Begin { exercise } => {
                let seed = self.found(&exercise).and_then(|found| found.seed);
                self.record.begin(&exercise, seed, now)
            }
            Effect::Hint { exercise, number, cost } => self.record.hint(&exercise, number, cost, now),
            Effect::Keep { exercise, text, verdict, elapsed } => {
                self.record.keep(&exercise, &text, &verdict, elapsed, now)
            }
            Effect::KeepClock { exercise, elapsed } => self.record.keep_clock(&exercise, elapsed),
            Effect::End { exercise, how, after } => {
                let mut messages = self.record.end(&exercise, how, after, now);
                messages.push(self.overview(now));
                messages
            }
            Effect::Round { round, wanted } => self.fetch_round(round, &wanted),
            Effect::BeginRound { exercise, seed } => self.record.begin_round(&exercise, seed, now),
            Effect::Grade { generation, exercise, text } => {
                self.grading.grade(generation, exercise, text);
                Vec::new()
            }
            Effect::Play { generation, script } => {
                self.playing.play(generation, script);
                Vec::new()
            }
            Effect::Edit { editor, file, place, size } => return self.edit(editor, file, place, size),
            Effect::CloseEditor(editor) => {
                self.editors.close(editor);
                Vec::new()
            }
            Effect::PaneInput { editor, bytes } => self.editors.type_in_pane(editor, bytes),
            Effect::PaneResize { editor, size } => {
                self.editors.resize_pane(editor, size);
                Vec::new()
            }
            Effect::OpenPages(pages) => vec![pages::open(&self.system.environment, &pages)],
            Effect::Exam(effect) => self.exam(effect, now),
            Effect::SaveSettings(settings) => {
                self.editors.set(settings.editor_command.clone());
                let trouble = files::write_settings(&self.system.environment, &settings).map(Msg::Trouble);
                std::iter::once(Msg::EditorCommand(self.editors.command())).chain(trouble).collect()
            }
        })
    }

    fn exam(&mut self, effect: ExamEffect, now: Timestamp) -> Vec<Msg> {
        let (record, files) = (&mut self.record, &mut self.files);
        match effect {
            ExamEffect::Begin(wish) => self.exams.begin(&wish, record, files, now),
            ExamEffect::GoOn => self.exams.go_on(record, files, now),
            ExamEffect::Keep { events, seen } => self.exams.keep(&events, seen, record, files),
            ExamEffect::Collect { end } => self.exams.collect(files, end).into_iter().collect(),
            ExamEffect::End { events, at, how } => self.exams.end(&events, (at, how), record, files),
            ExamEffect::Close { discard } => self.exams.close(discard, record, files, now),
            ExamEffect::Past => Exams::past(record),
            ExamEffect::Result(number) => self.exams.result(number, record),
            ExamEffect::Save(number) => self.exams.save(number, record, files),
        }
    }

    /// The exercise as the catalog shows it: with an assignment it may have been drawn.
    fn found(&self, id: &str) -> Option<&'a Exercise> {
        self.library.find(id).ok()
    }

    fn open(&mut self, id: &str) -> Vec<Msg> {
        let Some(exercise) = self.found(id) else {
            return vec![Msg::Trouble(format!("The exercise {id} cannot be loaded."))];
        };
        let going = self.record.going(id, exercise.seed);
        // A file that an editor is still open on stays watched.
        self.files.keep(|key| matches!(key, FileKey::Task(_)) || self.editors.is_on(key));
        let graded = self.record.graded_last();
        self.files.open(exercise, going, graded)
    }

    fn edit(&mut self, editor: EditorId, file: FileKey, place: EditorPlace, size: Size) -> Result<Vec<Msg>, RunError> {
        let Some(path) = self.files.path_of(&file) else {
            let trouble = "This exercise has no file that could be edited.".to_owned();
            return Ok(vec![Msg::EditorEnded { editor, trouble: Some(trouble) }]);
        };
        match place {
            EditorPlace::Pane => {
                let events = self.events.clone();
                let sink = move |event| events.send(Event::Pane(editor, event)).is_ok();
                Ok(self.editors.open_pane(editor, file, &path, size, sink))
            }
            EditorPlace::Window => Ok(self.editors.open_window(editor, file, &path)),
            EditorPlace::FullScreen => {
                self.hand_over()?;
                let mut messages = self.editors.run_full_screen(editor, &path);
                self.take_back()?;
                let (size, now) = (self.screen.size()?, self.system.now());
                messages.extend([Msg::Resize(size), Msg::Tick(now)]);
                messages.extend(self.files.look());
                Ok(messages)
            }
        }
    }

    fn suspend(&mut self) -> Result<Vec<Msg>, RunError> {
        let before = self.system.now();
        self.hand_over()?;
        let result = crate::system::processes::suspend();
        self.take_back()?;
        let away = Duration::try_from(self.system.now().duration_since(before)).unwrap_or_default();
        let mut messages = vec![Msg::Away(away), Msg::Resize(self.screen.size()?)];
        if let Err(error) = result {
            messages.push(Msg::Trouble(format!("The program cannot be suspended: {error}.")));
        }
        Ok(messages)
    }

    /// Leaves the terminal to another program.
    fn hand_over(&mut self) -> Result<(), RunError> {
        if let Some(input) = &self.input {
            input.pause();
        }
        Screen::leave()?;
        Ok(())
    }

    fn take_back(&mut self) -> Result<(), RunError> {
        self.screen.enter_again()?;
        if let Some(input) = &self.input {
            input.resume();
        }
        Ok(())
    }
}

fn colours(environment: &Environment) -> TerminalColours {
    let text = |name| environment.text(name).unwrap_or_default().to_owned();
    TerminalColours {
        no_color: environment.no_color(),
        term: text("TERM"),
        colorterm: text("COLORTERM"),
        colorfgbg: text("COLORFGBG"),
    }
}
