//! The drill: rounds fetched, begun with the first key, ended by full marks, by the solution or by leaving. It must not know
//! the rules of a drill (`session::drill` has them), nor how it is drawn.

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyEvent, KeyModifiers};

use super::{App, Deferred, Tone};
use crate::grade::{FindingKind, Verdict};
use crate::session::drill::{Drill, Ending, Failed, Phase, Wanted};
use crate::session::overview::{Choice, Overview};
use crate::tui::attempt::{Clock, End, OpenExercise};
use crate::tui::catalog::clock;
use crate::tui::editors::FileKey;
use crate::tui::keymap::Context;
use crate::tui::msg::{Effect, FetchedRound};
use crate::tui::screen::drill::DrillScreen;
use crate::tui::screen::reading::Reading;
use crate::tui::screen::statistics::StatisticsScreen;
use crate::tui::screen::task::Task;
use crate::tui::screen::{Areas, Screen};
use crate::tui::settings::EditorPlace;

/// What comes after a round that is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AfterRound {
    /// The screen between rounds.
    Rest,
    /// The same exercise again.
    Again,
}

impl App {
    /// Whether a drill is going on.
    pub(super) fn is_drilling(&self) -> bool {
        self.shared.drill.is_some()
    }

    fn is_round_running(&self) -> bool {
        self.shared.drill.as_ref().is_some_and(|drill| drill.phase() == Phase::Running)
    }

    pub(super) fn overview(&mut self, overview: Arc<Overview>) -> Vec<Effect> {
        self.shared.overview = Some(overview);
        Vec::new()
    }

    pub(super) fn statistics(&mut self) -> Vec<Effect> {
        let exercise = self.shared.open.as_ref().map(|open| open.exercise.id.clone());
        self.show(Screen::Statistics(StatisticsScreen::new(exercise)));
        Vec::new()
    }

    /// Begins a drill.
    pub fn drill(&mut self, choice: &Choice) -> Vec<Effect> {
        if self.shared.exam_offer().is_some() {
            // A drill shows what an exam may be asking for.
            return self.say("A mock exam is going on. There are no drills until its end.", Tone::Plain);
        }
        let Some(overview) = self.shared.overview.clone() else { return Vec::new() };
        let facts = self.shared.catalog.facts();
        let seed = self.shared.now.as_nanosecond();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "any bits will do")]
        let seed = seed as u64;
        let Some(drill) = Drill::new(overview.turns(choice, facts), seed, overview.streak) else {
            let text = match choice {
                Choice::Due => "Nothing is due today. `d` on Home drills what is new.",
                _ => "There is no exercise to drill here.",
            };
            return self.say(text, Tone::Plain);
        };
        self.shared.drill = Some(drill);
        self.above.clear();
        self.show(Screen::Drill(DrillScreen::new()));
        let wanted = self.shared.drill.as_ref().map(Drill::wanted);
        self.fetch(wanted)
    }

    /// Wishes for a round's exercise and file; whatever was open is put away.
    fn fetch(&mut self, wanted: Option<Wanted>) -> Vec<Effect> {
        let Some(wanted) = wanted else { return Vec::new() };
        let mut effects: Vec<Effect> = self.close_round().into_iter().collect();
        self.rounds += 1;
        self.notice = None;
        self.above.retain(|screen| matches!(screen, Screen::Drill(_)));
        effects.push(Effect::Round { round: self.rounds, wanted });
        effects
    }

    /// Lets go of the round's file and of the editor on it.
    fn close_round(&mut self) -> Option<Effect> {
        self.shared.open = None;
        self.shared.file = None;
        self.close_editor(&FileKey::Round(self.rounds))
    }

    pub(super) fn round_fetched(&mut self, fetched: FetchedRound) -> Vec<Effect> {
        let Some(drill) = self.shared.drill.as_mut().filter(|_| fetched.round == self.rounds) else {
            return Vec::new();
        };
        let exercise = fetched.exercise;
        let course = crate::session::drill::Course {
            exercise: exercise.id.clone(),
            seed: fetched.seed,
            par: exercise.par,
            points: exercise.points(),
            best: fetched.best,
        };
        if !drill.fetched(course) {
            return Vec::new();
        }
        self.shared.open = Some(OpenExercise {
            exercise,
            path: fetched.path,
            answer: fetched.answer,
            clock: Clock::Waiting,
            hints: 0,
            verdict: None,
            whole_verdict: None,
            saved: None,
            grading: None,
            round: Some(self.rounds),
            // Verdicts of another round bear other numbers.
            generation: self.rounds << 32,
        });
        self.shared.file = Some(FileKey::Round(self.rounds));
        Vec::new()
    }

    pub(super) fn no_round(&mut self, round: u64, trouble: String) -> Vec<Effect> {
        if round != self.rounds || !self.is_drilling() {
            return Vec::new();
        }
        let effects = self.end_drill();
        self.say(trouble, Tone::Bad);
        effects
    }

    /// The first key.
    pub(super) fn start_round(&mut self) -> Vec<Effect> {
        let now = self.shared.now;
        if !self.shared.drill.as_mut().is_some_and(Drill::start) {
            return Vec::new();
        }
        let Some(open) = &mut self.shared.open else { return Vec::new() };
        open.clock = Clock::Running { since: now };
        self.clock_kept = now;
        let mut effects = vec![Effect::BeginRound { exercise: open.exercise.id.clone(), seed: open.exercise.seed }];
        self.show(Screen::Task(Task::new()));
        // Where task and editor stand side by side there is nothing to decide.
        let beside =
            Areas::of(self.shared.size).columns().is_some() && self.shared.settings.editor == EditorPlace::Pane;
        if beside && self.shared.editor_command.as_ref().is_ok_and(|command| !command.graphical) {
            effects.extend(self.edit(None));
        }
        effects
    }

    /// A hint was shown.
    pub(super) fn round_hint(&mut self) {
        if let Some(drill) = &mut self.shared.drill {
            drill.hint();
        }
    }

    /// A text of the round was graded.
    pub(super) fn round_graded(&mut self, verdict: &Verdict, time: Duration) -> Vec<Effect> {
        let Some(drill) = &mut self.shared.drill else { return Vec::new() };
        let failed = verdict.checks.iter().filter(|check| !check.passed);
        drill.graded(
            time,
            verdict.score,
            failed.map(|check| Failed {
                check: check.id.clone(),
                text: check.text.clone(),
                mistake: check.kind.is_some_and(is_mistake),
            }),
        );
        if verdict.passed { self.round_over(Ending::Solved, time) } else { Vec::new() }
    }

    /// Ends the round: the screen between rounds says how it went. Nothing where no round runs.
    pub(super) fn round_over(&mut self, ending: Ending, time: Duration) -> Vec<Effect> {
        let now = self.shared.now;
        let Some(drill) = &mut self.shared.drill else { return Vec::new() };
        if drill.finish(ending, time).is_none() {
            return Vec::new();
        }
        self.question = None;
        self.notice = None;
        self.above.retain(|screen| matches!(screen, Screen::Drill(_)));
        if let Some(Screen::Drill(screen)) = self.above.last_mut() {
            screen.rest(now);
        }
        Vec::new()
    }

    /// Whether a key comes so soon after the end of a round, or of an exam, that it was meant for the editor.
    pub(super) fn is_meant_for_editor(&self, key: &KeyEvent) -> bool {
        self.is_settling() && !key.modifiers.contains(KeyModifiers::CONTROL)
    }

    /// Whether a round, or an exam, has ended so short ago that no key works yet.
    pub(super) fn is_settling(&self) -> bool {
        if self.deaf_until.is_some_and(|until| self.shared.now < until) {
            return true;
        }
        let Screen::Drill(screen) = self.top() else { return false };
        self.context() == Context::Rest && screen.is_settling(self.shared.now)
    }

    pub(super) fn again_round(&mut self) -> Vec<Effect> {
        let wanted = self.shared.drill.as_mut().and_then(Drill::again);
        self.fetch(wanted)
    }

    pub(super) fn next_round(&mut self) -> Vec<Effect> {
        let wanted = self.shared.drill.as_mut().and_then(Drill::go_on);
        if wanted.is_none() {
            return self
                .say("That was the last exercise of this drill. `r` does it again, `q` ends the drill.", Tone::Plain);
        }
        self.fetch(wanted)
    }

    /// Going back while a drill is going on; `None` where that is as ever.
    pub(super) fn back_in_drill(&mut self) -> Option<Vec<Effect>> {
        self.shared.drill.as_ref()?;
        match self.top() {
            Screen::Task(_) if self.is_round_running() => {
                let text = "Give up this round? It counts as one that went wrong.";
                Some(self.ask_to_give_up(text, "give it up", AfterRound::Rest))
            }
            Screen::Drill(_) => Some(self.end_drill()),
            _ => None,
        }
    }

    /// Asks whether the round is to begin anew.
    pub(super) fn ask_again(&mut self) -> Vec<Effect> {
        if !self.is_round_running() {
            return self.again_round();
        }
        let text = "Begin a new round? This one counts as one that went wrong.";
        self.ask_to_give_up(text, "begin anew", AfterRound::Again)
    }

    /// A round in which nothing was graded or shown yet says nothing, and is left without a question.
    fn ask_to_give_up(&mut self, text: &str, yes: &'static str, then: AfterRound) -> Vec<Effect> {
        let untouched = self.shared.open.as_ref().is_some_and(|open| open.verdict.is_none() && open.hints == 0);
        if untouched && self.shared.pane().is_none() {
            return self.give_up(then);
        }
        self.ask(text.to_owned(), yes, Deferred::GiveUp(then))
    }

    /// Gives up the round.
    pub(super) fn give_up(&mut self, then: AfterRound) -> Vec<Effect> {
        let now = self.shared.now;
        let mut effects = Vec::new();
        if let Some(open) = self.shared.open.as_mut().filter(|open| open.is_running()) {
            let after = open.elapsed(now).unwrap_or_default();
            open.clock = Clock::Ended { after, how: End::Reset };
            effects.push(Effect::End { exercise: open.exercise.id.clone(), how: End::Reset, after });
            effects.extend(self.round_over(Ending::GivenUp, after));
        }
        if then == AfterRound::Again {
            effects.extend(self.again_round());
        }
        effects
    }

    /// Shows the solution of a round that is over, or why it works.
    pub(super) fn round_reading(&mut self) -> Vec<Effect> {
        if self.shared.open.is_some() {
            self.show(Screen::Reading(Reading::new()));
        }
        Vec::new()
    }

    /// Ends the drill, and goes Home.
    fn end_drill(&mut self) -> Vec<Effect> {
        let Some(drill) = self.shared.drill.take() else { return Vec::new() };
        let exercise = drill.turn().exercise.clone();
        let effects = self.close_round().into_iter().collect();
        self.above.clear();
        if let Screen::Home(home) = &mut self.home {
            home.choose(&exercise, &self.shared);
        }
        let rounds = drill.finished().len();
        if rounds > 0 {
            let time: Duration = drill.finished().iter().map(|finish| finish.time).sum();
            let plural = if rounds == 1 { "" } else { "s" };
            self.say(format!("{rounds} round{plural} in {}.", clock(time)), Tone::Plain);
        }
        effects
    }
}

/// Whether a finding tells of a mistake, and not merely of a text that is not finished or a Pod that cannot run yet.
fn is_mistake(kind: FindingKind) -> bool {
    use FindingKind::{Extra, Life, Limit, Misplaced, Missing, NearMiss, Unknown, Unreadable, Wrong};
    match kind {
        Wrong | Misplaced | NearMiss | Unknown | Extra => true,
        Missing | Life | Limit | Unreadable => false,
    }
}
