//! How an attempt went, in the four grades that FSRS knows. It must not know what follows from it.

use std::time::Duration;

use crate::history::Attempt;

/// How well an exercise was remembered, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rating {
    /// Not: no full marks, or the solution was shown, or two hints were needed.
    Again,
    /// Full marks with one hint, or over par.
    Hard,
    /// Full marks within par, without a hint.
    Good,
    /// Full marks within half of par, without a hint.
    Easy,
}

impl Rating {
    /// The rule, the same for practice, drills and exams:
    ///
    /// - the solution was shown, or no text got full marks: [`Again`](Self::Again);
    /// - two hints or more: [`Again`](Self::Again), because the exam has none; one hint: [`Hard`](Self::Hard) at best;
    /// - over par: [`Hard`](Self::Hard); within par: [`Good`](Self::Good); within half of par: [`Easy`](Self::Easy).
    #[must_use]
    pub fn by(passed: bool, solution_shown: bool, hints: u32, time: Duration, par: Duration) -> Self {
        let by_time = if time > par {
            Self::Hard
        } else if time > par / 2 {
            Self::Good
        } else {
            Self::Easy
        };
        match (passed && !solution_shown, hints) {
            (false, _) | (true, 2..) => Self::Again,
            (true, 1) => Self::Hard,
            (true, 0) => by_time,
        }
    }

    /// The rating of an ended attempt; `None` where it shows nothing: it was opened and left without a graded text, a hint
    /// or a look at the solution.
    #[must_use]
    pub fn of(attempt: &Attempt, par: Duration) -> Option<Self> {
        if attempt.score.is_none() && !attempt.solution_shown && attempt.hints == 0 {
            return None;
        }
        let passed = attempt.score.is_some_and(|score| score.passed);
        Some(Self::by(passed, attempt.solution_shown, attempt.hints, attempt.elapsed, par))
    }

    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Hard => "hard",
            Self::Good => "good",
            Self::Easy => "easy",
        }
    }
}
