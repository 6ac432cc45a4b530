//! The exercise that is open: its file, its clock, its hints, its last verdict. It must not know screens, files or terminals.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::editors::FileKey;
use crate::exercise::Exercise;
use crate::grade::Verdict;

/// How an attempt ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Full marks.
    Solved,
    /// The solution was shown.
    SolutionShown,
    /// The learner started over.
    Reset,
    /// It was a task of a mock exam, which is over.
    Examined,
}

/// The clock of the open exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// It is a task of the mock exam, which has a clock of its own.
    Exam,
    /// It was solved before and is only looked at.
    Stopped,
    /// It is a round of a drill, which begins with the first key.
    Waiting,
    /// An attempt is going on.
    Running {
        /// When it began, less the time in which the program was not running.
        since: Timestamp,
    },
    /// The attempt is over.
    Ended {
        /// How long it took.
        after: Duration,
        /// How it ended.
        how: End,
    },
}

/// What the learner has written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The file's text.
    Text(String),
    /// The file cannot be read; a sentence says why.
    Unreadable(String),
    /// The file is not there any more.
    Gone {
        /// A sentence that says so.
        reason: String,
        /// What it held when it was read last.
        last: Option<String>,
    },
}

impl Answer {
    /// What is in the file now, after what was in it before: of a file that is gone the last text is remembered.
    #[must_use]
    pub fn after(self, before: &Self) -> Self {
        let text = match before {
            Self::Text(text) => Some(text),
            Self::Gone { last, .. } => last.as_ref(),
            Self::Unreadable(_) => None,
        };
        match self {
            Self::Gone { reason, last: None } => Self::Gone { reason, last: text.cloned() },
            other => other,
        }
    }

    /// What a file held that is gone.
    #[must_use]
    pub fn last(&self) -> Option<&str> {
        if let Self::Gone { last, .. } = self { last.as_deref() } else { None }
    }
}

/// The exercise that is open.
#[derive(Debug, Clone)]
pub struct OpenExercise {
    /// The exercise.
    pub exercise: Arc<Exercise>,
    /// Where its file is, as it is shown.
    pub path: String,
    /// What is in the file now.
    pub answer: Answer,
    /// The clock.
    pub clock: Clock,
    /// Hints that were shown in this attempt.
    pub hints: usize,
    /// The last verdict, as far as it may be told by now.
    pub verdict: Option<Arc<Verdict>>,
    /// The last verdict, with what has not been tried.
    pub whole_verdict: Option<Arc<Verdict>>,
    /// When the file was last saved while it was open.
    pub saved: Option<Timestamp>,
    /// Since when a text is being graded.
    pub grading: Option<Timestamp>,
    /// The number of the drill's round that it belongs to; `None`: it is practised.
    pub round: Option<u64>,
    /// Counts the texts given to grading, so that a late answer to an old text is not taken for the newest.
    pub generation: u64,
}

impl OpenExercise {
    /// The time on the clock; nothing while it is stopped.
    #[must_use]
    pub fn elapsed(&self, now: Timestamp) -> Option<Duration> {
        match self.clock {
            Clock::Stopped | Clock::Waiting | Clock::Exam => None,
            Clock::Running { since } => Some(Duration::try_from(now.duration_since(since)).unwrap_or_default()),
            Clock::Ended { after, .. } => Some(after),
        }
    }

    /// Whether an attempt is going on.
    #[must_use]
    pub fn is_running(&self) -> bool {
        matches!(self.clock, Clock::Running { .. })
    }

    /// Whether it is practised: no task of an exam that is going on, or over.
    #[must_use]
    pub fn is_practice(&self) -> bool {
        !matches!(self.clock, Clock::Exam | Clock::Ended { how: End::Examined, .. })
    }

    /// Whether the explanation may be read: it is solved, or the solution was shown.
    #[must_use]
    pub fn is_over(&self) -> bool {
        match self.clock {
            Clock::Stopped => true,
            Clock::Waiting | Clock::Running { .. } | Clock::Exam => false,
            Clock::Ended { how, .. } => how != End::Reset,
        }
    }

    /// The file that its answer is in.
    #[must_use]
    pub fn file(&self) -> FileKey {
        self.round.map_or_else(|| FileKey::exercise(&self.exercise.id), FileKey::Round)
    }

    /// Whether the nearest right answer would give away what has not been tried.
    #[must_use]
    pub fn withholds(&self) -> bool {
        !self.is_over()
            && !self.is_incomparable()
            && self.whole_verdict.as_ref().is_some_and(|verdict| verdict.has_untried())
    }

    /// Whether the last text that was graded could not be compared with any answer, so that there is nothing to show or to hold back.
    #[must_use]
    pub fn is_incomparable(&self) -> bool {
        self.whole_verdict.as_ref().is_some_and(|verdict| verdict.diff.nearest.is_empty())
    }

    /// Takes a new verdict and tells of it what may be told: all of it, once the attempt is over.
    pub fn tell(&mut self, verdict: Arc<Verdict>) {
        let over = self.is_over();
        let told = if over { Arc::clone(&verdict) } else { Arc::new(verdict.told(&self.exercise)) };
        self.verdict = Some(told);
        self.whole_verdict = Some(verdict);
    }

    /// Tells all of the last verdict, where the attempt is over by now.
    pub fn tell_again(&mut self) {
        if let Some(verdict) = self.whole_verdict.clone() {
            self.tell(verdict);
        }
    }

    /// The hint that comes next, with its number from 1.
    #[must_use]
    pub fn next_hint(&self) -> Option<(usize, &crate::exercise::Hint)> {
        self.exercise.hints.get(self.hints).map(|hint| (self.hints + 1, hint))
    }

    /// The word for the key of the next hint, where it costs something.
    #[must_use]
    pub fn hint_label(&self) -> Option<String> {
        let (_, hint) = self.next_hint()?;
        (hint.cost > 0).then(|| format!("hint (-{})", hint.cost))
    }

    /// Points that the shown hints cost.
    #[must_use]
    pub fn hint_cost(&self) -> u32 {
        self.exercise.hints.iter().take(self.hints).map(|hint| hint.cost).sum()
    }

    /// Points that can be had.
    #[must_use]
    pub fn max_points(&self) -> u32 {
        let checks: u32 = self.exercise.checks.iter().map(|check| check.points).sum();
        let life: u32 = self.exercise.life.iter().map(|check| check.points).sum();
        checks + life
    }

    /// The file's text, where it can be read.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.answer {
            Answer::Text(text) => Some(text),
            Answer::Unreadable(_) | Answer::Gone { .. } => None,
        }
    }
}
