//! A drill: rounds at exercises, one after the other, each against par and the personal best. It must not know how a text is
//! graded, where the file is, or what is on the screen; the time on the round's clock comes in.

use std::collections::BTreeMap;
use std::time::Duration;

use super::schedule::{Due, Rating};

/// A series of rounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Drill {
    /// What is to be drilled, in its order.
    turns: Vec<Due>,
    /// The place in `turns` of the exercise that is drilled now.
    place: usize,
    round: Round,
    /// Rounds that have ended, the last one last.
    finished: Vec<Finish>,
    /// The best times that were reached in this drill, which a history that cannot be kept does not know.
    bests: BTreeMap<String, Best>,
    /// Rounds in a row that went well, those of earlier days too.
    streak: u32,
    /// The next round's seed.
    next_seed: u64,
}

/// The quickest round so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Best {
    /// Time to full marks.
    pub time: Duration,
    /// The points of each graded text on the way, with the time of each.
    pub splits: Vec<(Duration, u32)>,
}

/// What a round is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Course {
    /// The exercise's id.
    pub exercise: String,
    /// Which variant of it.
    pub seed: u64,
    /// What a prepared person needs.
    pub par: Duration,
    /// Points that can be had.
    pub points: u32,
    /// The personal best; `None` where it was never solved.
    pub best: Option<Best>,
}

/// One round.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Round {
    phase: Phase,
    course: Option<Course>,
    seed: u64,
    hints: u32,
    splits: Vec<(Duration, u32)>,
    /// The checks that tell of a mistake in some graded text, in the order in which they were first seen.
    mistakes: Vec<Failed>,
    /// The checks that failed in the text that was graded last.
    open: Vec<Failed>,
}

/// A check that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// Its id.
    pub check: String,
    /// Its sentence.
    pub text: String,
    /// Something was wrong, and not merely missing, which in an unfinished text says nothing.
    pub mistake: bool,
}

/// Where a round is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The exercise and its file are being fetched.
    Fetching,
    /// It waits for the first key.
    Ready,
    /// The clock runs.
    Running,
    /// It has ended.
    Over,
}

/// How a round ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Ending {
    /// Full marks.
    Solved,
    /// The solution was shown.
    SolutionShown,
    /// The learner left it.
    GivenUp,
}

/// A round that has ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finish {
    /// What it was about, with the best as it was before.
    pub course: Course,
    /// How it ended.
    pub ending: Ending,
    /// The time on its clock.
    pub time: Duration,
    /// Hints that were shown.
    pub hints: u32,
    /// Points of each graded text, with the time of each.
    pub splits: Vec<(Duration, u32)>,
    /// What was wrong on the way, each check once; of a round without full marks also what was missing at its end.
    pub failed: Vec<Failed>,
    /// What it says of how well the exercise is known; `None` where it says nothing.
    pub rating: Option<Rating>,
}

impl Finish {
    /// It is quicker than all before it, or the first with full marks.
    #[must_use]
    pub fn is_best(&self) -> bool {
        self.ending == Ending::Solved && self.course.best.as_ref().is_none_or(|best| self.time < best.time)
    }

    /// How it stands against the best before it.
    #[must_use]
    pub fn against_best(&self) -> Option<Gap> {
        self.course.best.as_ref().map(|best| Gap::between(self.time, best.time))
    }

    /// How it stands against par.
    #[must_use]
    pub fn against_par(&self) -> Gap {
        Gap::between(self.time, self.course.par)
    }
}

/// The time between two clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Ahead by so much.
    Ahead(Duration),
    /// Behind by so much, or equal.
    Behind(Duration),
}

impl Gap {
    /// How `time` stands against `goal`, in whole seconds, as clocks show them.
    #[must_use]
    pub fn between(time: Duration, goal: Duration) -> Self {
        let (time, goal) = (Duration::from_secs(time.as_secs()), Duration::from_secs(goal.as_secs()));
        match goal.checked_sub(time) {
            Some(ahead) if !ahead.is_zero() => Self::Ahead(ahead),
            _ => Self::Behind(time.saturating_sub(goal)),
        }
    }
}

/// How a running round stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// The time on the clock.
    pub time: Duration,
    /// What a prepared person needs.
    pub par: Duration,
    /// The personal best.
    pub best: Option<Duration>,
    /// Points of the text that was graded last.
    pub points: u32,
    /// Points to be had.
    pub of: u32,
    /// Where the best round had as many points as this one has now: ahead of it or behind, as it was when they were reached.
    pub against_best: Option<Gap>,
}

/// What the drill wants next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The exercise's id.
    pub exercise: String,
    /// Which variant of it.
    pub seed: u64,
}

impl Round {
    fn fetching(seed: u64) -> Self {
        Self {
            phase: Phase::Fetching,
            course: None,
            seed,
            hints: 0,
            splits: Vec::new(),
            mistakes: Vec::new(),
            open: Vec::new(),
        }
    }
}

impl Drill {
    /// A drill at these exercises in their order, with the streak of earlier drills; `None` where there is no exercise. The
    /// variants are drawn from `seed` on.
    #[must_use]
    pub fn new(turns: Vec<Due>, seed: u64, streak: u32) -> Option<Self> {
        if turns.is_empty() {
            return None;
        }
        let round = Round::fetching(seed);
        let next_seed = next(seed);
        Some(Self { turns, place: 0, round, finished: Vec::new(), bests: BTreeMap::new(), streak, next_seed })
    }

    /// The exercise and the variant that this round needs.
    #[must_use]
    pub fn wanted(&self) -> Wanted {
        Wanted { exercise: self.turn().exercise.clone(), seed: self.round.seed }
    }

    /// The exercise that is drilled now, and why.
    #[must_use]
    pub fn turn(&self) -> &Due {
        // `new` takes no empty list, and `place` stays within it.
        &self.turns[self.place]
    }

    /// The exercise that [`go_on`](Self::go_on) would take.
    #[must_use]
    pub fn following(&self) -> Option<&Due> {
        self.turns.get(self.place + 1)
    }

    /// Which of how many exercises it is, from 1.
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        (self.place + 1, self.turns.len())
    }

    /// Where the round is.
    #[must_use]
    pub fn phase(&self) -> Phase {
        self.round.phase
    }

    /// What the round is about, once it was fetched.
    #[must_use]
    pub fn course(&self) -> Option<&Course> {
        self.round.course.as_ref()
    }

    /// Rounds in a row that went well: full marks within par, without a hint.
    #[must_use]
    pub fn streak(&self) -> u32 {
        self.streak
    }

    /// Rounds that have ended, the last one last.
    #[must_use]
    pub fn finished(&self) -> &[Finish] {
        &self.finished
    }

    /// The round that has ended, while no other has begun.
    #[must_use]
    pub fn last(&self) -> Option<&Finish> {
        self.finished.last().filter(|_| self.round.phase == Phase::Over)
    }

    /// Takes what was fetched. What was not asked for, or comes too late, is left: `false`.
    pub fn fetched(&mut self, mut course: Course) -> bool {
        let wanted = self.wanted();
        if self.round.phase != Phase::Fetching || course.exercise != wanted.exercise || course.seed != wanted.seed {
            return false;
        }
        let own = self.bests.get(&course.exercise);
        if let Some(own) = own.filter(|own| course.best.as_ref().is_none_or(|best| own.time < best.time)) {
            course.best = Some(own.clone());
        }
        self.round.course = Some(course);
        self.round.phase = Phase::Ready;
        true
    }

    /// The first key: the clock runs from now on. `false` where it does already, or nothing is there yet.
    pub fn start(&mut self) -> bool {
        let ready = self.round.phase == Phase::Ready;
        if ready {
            self.round.phase = Phase::Running;
        }
        ready
    }

    /// A hint was shown.
    pub fn hint(&mut self) {
        if self.round.phase == Phase::Running {
            self.round.hints += 1;
        }
    }

    /// A text was graded at `time`: so many points, and the checks that failed.
    pub fn graded(&mut self, time: Duration, points: u32, failed: impl IntoIterator<Item = Failed>) {
        if self.round.phase != Phase::Running {
            return;
        }
        self.round.splits.push((time, points));
        self.round.open = failed.into_iter().collect();
        for failed in self.round.open.iter().filter(|failed| failed.mistake) {
            add(&mut self.round.mistakes, failed);
        }
    }

    /// Ends the round; nothing where it does not run.
    pub fn finish(&mut self, ending: Ending, time: Duration) -> Option<&Finish> {
        let course = self.round.course.clone().filter(|_| self.round.phase == Phase::Running)?;
        self.round.phase = Phase::Over;
        let splits = std::mem::take(&mut self.round.splits);
        let hints = self.round.hints;
        let solved = ending == Ending::Solved;
        // As the history sees it: a round that was left before anything was shown or graded says nothing.
        let silent = ending == Ending::GivenUp && splits.is_empty() && hints == 0;
        let rating = (!silent).then(|| Rating::by(solved, ending == Ending::SolutionShown, hints, time, course.par));
        match rating {
            Some(Rating::Good | Rating::Easy) => self.streak = self.streak.saturating_add(1),
            Some(Rating::Again | Rating::Hard) => self.streak = 0,
            None => {}
        }
        let mut failed = std::mem::take(&mut self.round.mistakes);
        for open in self.round.open.iter().filter(|_| !solved) {
            add(&mut failed, open);
        }
        let finish = Finish { course, ending, time, hints, splits, failed, rating };
        if finish.is_best() {
            let best = Best { time, splits: finish.splits.clone() };
            self.bests.insert(finish.course.exercise.clone(), best);
        }
        self.finished.push(finish);
        self.finished.last()
    }

    /// The same exercise again, in another variant. A round that runs must be ended first: `None`.
    pub fn again(&mut self) -> Option<Wanted> {
        if self.round.phase == Phase::Running {
            return None;
        }
        self.round = Round::fetching(self.next_seed);
        self.next_seed = next(self.next_seed);
        Some(self.wanted())
    }

    /// The next exercise; `None` where there is none, or a round runs.
    pub fn go_on(&mut self) -> Option<Wanted> {
        if self.round.phase == Phase::Running || self.following().is_none() {
            return None;
        }
        self.place += 1;
        self.again()
    }

    /// How the round stands at `time`; `None` before it was fetched.
    #[must_use]
    pub fn split(&self, time: Duration) -> Option<Split> {
        let course = self.round.course.as_ref()?;
        let last = self.round.splits.last().copied();
        let most = self.round.splits.iter().copied().max_by_key(|(at, points)| (*points, std::cmp::Reverse(*at)));
        // Where this round first had its most points, and where the best one first had as many.
        let against_best = most.filter(|(_, points)| *points > 0).and_then(|(at, points)| {
            let best = course.best.as_ref()?;
            let (then, _) = best.splits.iter().find(|(_, reached)| *reached >= points)?;
            Some(Gap::between(at, *then))
        });
        Some(Split {
            time,
            par: course.par,
            best: course.best.as_ref().map(|best| best.time),
            points: last.map_or(0, |(_, points)| points),
            of: course.points,
            against_best,
        })
    }
}

/// Adds a check that is not there yet.
fn add(all: &mut Vec<Failed>, failed: &Failed) {
    if !all.iter().any(|known| known.check == failed.check) {
        all.push(failed.clone());
    }
}

/// Rounds in a row that went well, at the end of a list of ratings in the order of time.
#[must_use]
pub fn streak(ratings: &[Rating]) -> u32 {
    let good = ratings.iter().rev().take_while(|rating| **rating >= Rating::Good).count();
    u32::try_from(good).unwrap_or(u32::MAX)
}

/// The seed after a seed: each is another, and close ones are far apart (the step of `SplitMix64`, with its mixing).
fn next(seed: u64) -> u64 {
    let stepped = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (stepped ^ (stepped >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests;
