//! The Pod's life: wishing for it, and showing what came of the wish. It must not know how it is played or drawn.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::{App, Tone};
use crate::exercise::Kind;
use crate::tui::attempt::Answer;
use crate::tui::msg::Effect;
use crate::tui::play::{Played, Script};
use crate::tui::screen::Screen;
use crate::tui::screen::run::RunScreen;

impl App {
    /// Shows the open exercise's Pod at play.
    pub(super) fn run(&mut self) -> Vec<Effect> {
        if let Some(reason) = self.shared.file_trouble() {
            return self.say(reason, Tone::Bad);
        }
        let Some(open) = &self.shared.open else { return Vec::new() };
        // A broken Pod is found as somebody else has left it; one of the learner's own is watched from its beginning.
        let solved = open.verdict.as_ref().is_some_and(|verdict| verdict.passed);
        let begins_late = open.exercise.kind == Kind::Debug && !solved;
        self.show(Screen::Run(Box::new(RunScreen::new(begins_late))));
        self.play()
    }

    /// Wishes for the life that the screen wants to show.
    pub(super) fn play(&mut self) -> Vec<Effect> {
        let now = self.shared.now;
        let Some(open) = &self.shared.open else { return Vec::new() };
        let Answer::Text(text) = &open.answer else { return Vec::new() };
        let (exercise, text) = (Arc::clone(&open.exercise), text.clone());
        self.plays += 1;
        let generation = self.plays;
        let Some(run) = self.run_screen() else { return Vec::new() };
        run.wait(generation, now);
        let script = Script { exercise, text, deeds: run.deeds().to_vec(), until: run.until() };
        vec![Effect::Play { generation, script }]
    }

    /// The learner's file has changed: its life, where it is shown, is another.
    pub(super) fn play_changed(&mut self) -> Vec<Effect> {
        let Some(run) = self.run_screen() else { return Vec::new() };
        run.start_over();
        self.play()
    }

    pub(super) fn played(&mut self, generation: u64, played: Arc<Played>) -> Vec<Effect> {
        let now = self.shared.now;
        if let Some(run) = self.run_screen() {
            run.take(generation, played, now);
            if run.goes_on_typed(now) {
                return self.play();
            }
        }
        Vec::new()
    }

    pub(super) fn play_goes_on(&mut self, generation: u64, until: Duration) -> Vec<Effect> {
        if let Some(run) = self.run_screen() {
            run.goes_on(generation, until);
        }
        Vec::new()
    }

    pub(super) fn play_failed(&mut self, generation: u64) -> Vec<Effect> {
        if !self.run_screen().is_some_and(|run| run.fail(generation)) {
            return Vec::new();
        }
        let text = "Playing failed by a mistake of this program, not of yours. Your file is safe; please report it.";
        self.say(text, Tone::Bad)
    }

    /// Lets a life that is in front go on.
    pub(super) fn play_on(&mut self, now: Timestamp) -> Vec<Effect> {
        let more = match self.above.last_mut() {
            Some(Screen::Run(run)) => run.tick(now),
            _ => false,
        };
        if more { self.play() } else { Vec::new() }
    }

    fn run_screen(&mut self) -> Option<&mut RunScreen> {
        self.above.iter_mut().find_map(|screen| match screen {
            Screen::Run(run) => Some(&mut **run),
            _ => None,
        })
    }
}
