//! The player: waits for a life, plays, pauses, steps through it, wishes for a longer one. It must not know how it is drawn.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::{RunScreen, WINDOWS, Waiting};
use crate::sim::prompt::Deed;
use crate::tui::play::{Kind, Played, Run};
use crate::tui::screen::Request;

/// How far a life is played at first, and then, when its end is reached.
pub(super) const LENGTHS: [Duration; 4] =
    [Duration::from_mins(1), Duration::from_mins(5), Duration::from_mins(15), Duration::from_hours(1)];

impl RunScreen {
    /// What was done from the prompt.
    #[must_use]
    pub fn deeds(&self) -> &[Deed] {
        &self.deeds
    }

    /// Until when it is to be played.
    #[must_use]
    pub fn until(&self) -> Duration {
        self.until
    }

    /// Begins to wait for a life.
    pub fn wait(&mut self, generation: u64, now: Timestamp) {
        self.waiting = Some(Waiting { generation, since: now, reached: Duration::ZERO });
    }

    /// The learner's file has changed: what was done to the old Pod is over.
    pub fn start_over(&mut self) {
        self.deeds.clear();
        self.until = LENGTHS[0];
        self.head = self.head.min(self.until);
        self.prompt.forget_pending();
    }

    /// Does what was typed while something was played. True where that is to be played, too.
    pub fn goes_on_typed(&mut self, now: Timestamp) -> bool {
        self.next_line(now).is_some()
    }

    /// Takes what was played.
    pub fn take(&mut self, generation: u64, played: Arc<Played>, now: Timestamp) {
        if self.waiting.is_none_or(|waiting| waiting.generation != generation) {
            return;
        }
        self.waiting = None;
        let first = !matches!(self.played.as_deref(), Some(Played::Run(_)));
        if let Played::Run(run) = &*played {
            self.lane = if first { main_lane(run) } else { self.lane.min(run.lanes.len().saturating_sub(1)) };
            if first && self.begins_late {
                self.head = run.life.until;
            } else if first {
                self.head = Duration::ZERO;
                self.playing = Some(now);
            }
            if let Some((words, after)) = run.done.last()
                && self.prompt.finish(words)
            {
                self.head = *after;
            }
            self.head = self.head.min(run.life.until);
        } else {
            self.playing = None;
        }
        self.played = Some(played);
        self.follow_on();
    }

    /// Hears how far the playing is.
    pub fn goes_on(&mut self, generation: u64, reached: Duration) {
        if let Some(waiting) = self.waiting.as_mut().filter(|waiting| waiting.generation == generation) {
            waiting.reached = reached;
        }
    }

    /// Hears that playing failed. True where that was waited for.
    pub fn fail(&mut self, generation: u64) -> bool {
        let mine = self.waiting.is_some_and(|waiting| waiting.generation == generation);
        if mine {
            self.waiting = None;
            self.playing = None;
            // What may have been the cause is not done again.
            self.deeds.pop();
            self.prompt.ahead.clear();
            self.prompt.finish("This could not be played, by a mistake of this program.\n");
        }
        mine
    }

    /// Whether something moves by itself.
    #[must_use]
    pub fn is_moving(&self) -> bool {
        self.playing.is_some() || self.waiting.is_some()
    }

    /// Time passes. True where more life is needed than was played.
    pub fn tick(&mut self, now: Timestamp) -> bool {
        // While another screen was in front, the Pod waited.
        const LONGEST: Duration = Duration::from_millis(1500);
        let Some(last) = self.playing else { return false };
        self.playing = Some(now);
        let Some(end) = self.run().map(|run| run.life.until) else { return false };
        let passed = Duration::try_from(now.duration_since(last)).unwrap_or_default().min(LONGEST);
        self.head = (self.head + passed * self.speed).min(end);
        self.follow_on();
        self.head == end && self.longer()
    }

    /// Lets a command that prints on (`logs -f`) print what has come by now.
    fn follow_on(&mut self) {
        if let Some(Played::Run(run)) = self.played.clone().as_deref() {
            self.prompt.go_on(&run.life, self.head);
        }
    }

    /// Wishes for a longer life; false where it is long enough or is being played.
    pub(super) fn longer(&mut self) -> bool {
        if self.waiting.is_some() {
            return false;
        }
        let Some(length) = LENGTHS.iter().find(|length| **length > self.until) else {
            self.playing = None;
            return false;
        };
        self.until = *length;
        true
    }

    pub(super) fn seek(&mut self, to: Duration) {
        self.head = to;
        self.playing = None;
        self.follow_on();
    }

    /// To the next or the last change; beyond all changes to the end, and from there into a longer life.
    pub(super) fn step(&mut self, on: bool) -> Option<Request> {
        let run = self.run()?;
        let (head, end) = (self.head, run.life.until);
        let to = if on {
            run.edges.iter().find(|edge| **edge > head).copied().unwrap_or(end)
        } else {
            run.edges.iter().rev().find(|edge| **edge < head).copied().unwrap_or_default()
        };
        self.seek(to);
        (on && head == end && self.longer()).then_some(Request::Play)
    }

    pub(super) fn play_pause(&mut self, now: Timestamp) -> Option<Request> {
        let end = self.run()?.life.until;
        self.playing = if self.playing.is_some() { None } else { Some(now) };
        let ended = self.playing.is_some() && self.head >= end;
        if ended && self.until == LENGTHS[LENGTHS.len() - 1] {
            self.head = Duration::ZERO;
            return None;
        }
        (ended && self.longer()).then_some(Request::Play)
    }

    pub(super) fn zoom(&mut self, by: isize) {
        let last = WINDOWS.len() - 1;
        self.zoom = Some(self.window_index().saturating_add_signed(by).min(last));
    }
}

/// The container whose log is shown first: the first of `containers`, as `kubectl logs` has it.
fn main_lane(run: &Run) -> usize {
    run.lanes.iter().position(|lane| lane.kind == Kind::Main).unwrap_or(0)
}
