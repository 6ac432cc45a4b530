//! What grading says: points, checks, places, the cluster's words. It must not know how it was found, nor how it is shown.

use crate::exercise::Exercise;
use crate::manifest::Place;

/// The whole answer to one text.
#[derive(Debug, Clone, PartialEq)]
pub struct Verdict {
    /// The exercise's id.
    pub exercise: String,
    /// Points reached.
    pub score: u32,
    /// Points to be had.
    pub max_score: u32,
    /// All points, and the cluster would take it.
    pub passed: bool,
    /// What the API server would say.
    pub cluster: ClusterWord,
    /// Every check of the exercise, in its order.
    pub checks: Vec<CheckResult>,
    /// Against the nearest right answer, written in the learner's own order and names.
    pub diff: Difference,
    /// What is wrong with the text as a whole, where that is said once for all checks: there is no Pod in it.
    pub note: Option<String>,
}

/// What a check of the running Pod found where the API server refuses the Pod.
pub const NEVER_RUNS: &str = "(it never runs)";
/// The same where there is no Pod.
pub const NO_POD: &str = "(no Pod)";

/// Something that is wrong.
#[derive(Debug, Clone, Copy)]
pub enum Fault<'a> {
    /// A check that fails.
    Check(&'a CheckResult),
    /// A refusal of the API server.
    Refusal(&'a Refusal),
}

impl Verdict {
    /// Whether the text cannot be read, so that nothing in it can be right.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.checks.iter().any(|check| check.kind == Some(FindingKind::Unreadable))
    }

    /// Whether all checks fail for the one reason that the note tells: then none of them has anything to add.
    #[must_use]
    pub fn note_says_all(&self) -> bool {
        let adds_nothing = |check: &CheckResult| check.never_ran() || (check.path.is_none() && check.actual.is_none());
        self.note.is_some() && self.checks.iter().all(|check| !check.passed && check.points == 0 && adds_nothing(check))
    }

    /// All that is wrong, in the order in which it helps: a refusal comes before what only follows from it, which is every
    /// check where the text cannot be read, else those of a Pod that therefore never runs.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault<'_>> {
        let (unreadable, bare) = (self.is_unreadable(), self.note_says_all());
        let follows = |check: &&CheckResult| unreadable || (!bare && check.never_ran());
        let (after, before): (Vec<_>, Vec<_>) = self.checks.iter().filter(|check| !check.passed).partition(follows);
        let refusals = self.cluster.refusals.iter().map(Fault::Refusal);
        before.into_iter().map(Fault::Check).chain(refusals).chain(after.into_iter().map(Fault::Check)).collect()
    }

    /// Whether a check fails about which nothing has been done since the start: then the nearest right answer would give
    /// away what was not even tried.
    #[must_use]
    pub fn has_untried(&self) -> bool {
        self.checks.iter().any(|check| !check.passed && !check.tried)
    }

    /// The verdict as a learner may see it while the attempt goes on. Of a check that fails and was not tried it says that it
    /// fails, how, where and why that matters, and no more: not what was expected, which would be the answer for nothing. The
    /// nearest right answer is told once every check that fails was tried. What a Pod should do is what the task says
    /// itself, and is always told.
    #[must_use]
    pub fn told(&self, exercise: &Exercise) -> Self {
        let mut told = self.clone();
        if self.has_untried() {
            told.diff = Difference { yours: self.diff.yours.clone(), ..Difference::default() };
        }
        for check in told.checks.iter_mut().filter(|check| !check.passed && !check.tried && !check.is_of_life()) {
            check.withhold(exercise);
        }
        for refusal in told.cluster.refusals.iter_mut().filter(|refusal| !refusal.tried) {
            refusal.suggestion = None;
        }
        told
    }
}

/// What the API server would say of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterWord {
    /// It would store the Pod; at least, nothing is known that it would refuse.
    pub accepted: bool,
    /// It was asked about an object of a kind whose rules are known.
    pub judged: bool,
    /// kubectl's words, warnings too; empty where it would say nothing.
    pub message: String,
    /// Each refusal by itself, with its place.
    pub refusals: Vec<Refusal>,
}

impl ClusterWord {
    /// What it would do, in a word.
    #[must_use]
    pub fn answer(&self) -> &'static str {
        match (self.accepted, self.judged) {
            (false, _) => "would refuse this Pod",
            (true, true) => "would accept this Pod",
            (true, false) => "cannot be told",
        }
    }

    /// Who speaks: kubectl, which sends nothing that it cannot read, or the API server. Words of kubectl's own begin with
    /// `error: `, those that it passes on do not.
    #[must_use]
    pub fn speaker(&self) -> &'static str {
        if self.message.lines().any(|line| line.starts_with("error: ")) { "kubectl" } else { "API server" }
    }
}

/// One refusal of the API server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The server's own words of this one.
    pub message: String,
    /// Where it stands in the text, where that is known.
    pub place: Option<Place>,
    /// What is meant, in a plain sentence.
    pub plain: String,
    /// What was likely meant, in a sentence, where something is near.
    pub suggestion: Option<String>,
    /// The text that the exercise starts with is not refused for this.
    pub tried: bool,
}

/// One check and how it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckResult {
    /// The check's id in the exercise.
    pub id: String,
    /// What must be true.
    pub text: String,
    /// Points reached; fewer than `max_points` unless passed.
    pub points: u32,
    /// Points to be had.
    pub max_points: u32,
    /// It holds in full.
    pub passed: bool,
    /// What was wanted: `readOnly: true`.
    pub expected: Option<String>,
    /// What is there: `(not set, which means false)`.
    pub actual: Option<String>,
    /// The field in Kubernetes' terms: `spec.containers[app].volumeMounts[data].readOnly`.
    pub path: Option<String>,
    /// Where it stands, or where it should.
    pub place: Option<Place>,
    /// How it is wrong; `None` where it is right.
    pub kind: Option<FindingKind>,
    /// Why it matters in a cluster.
    pub why: String,
    /// More that is wrong under the same check, a line each.
    pub more: Vec<String>,
    /// The learner has done something about it since the start. See [`Verdict::told`].
    pub tried: bool,
}

impl CheckResult {
    /// Whether it is about what the running Pod does.
    #[must_use]
    pub fn is_of_life(&self) -> bool {
        matches!(self.kind, Some(FindingKind::Life | FindingKind::Limit))
    }

    /// Whether it is about a running Pod, and none ever ran.
    #[must_use]
    pub fn never_ran(&self) -> bool {
        self.is_of_life() && matches!(self.actual.as_deref(), Some(NEVER_RUNS | NO_POD)) && self.path.is_none()
    }

    fn withhold(&mut self, exercise: &Exercise) {
        self.expected = None;
        self.more.clear();
        // What was said of this mistake in particular goes; why the field matters stays.
        if let Some(check) = exercise.checks.iter().find(|check| check.id == self.id) {
            self.why.clone_from(&check.why);
        }
        if !matches!(self.kind, Some(FindingKind::Wrong | FindingKind::Extra)) {
            // The path to what is missing, or stands elsewhere, names it.
            self.path = None;
        }
        if self.kind == Some(FindingKind::Missing) {
            self.actual = None;
        }
    }
}

/// In which way something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingKind {
    /// It is not there.
    Missing,
    /// It is there with another value.
    Wrong,
    /// It is there, in the wrong place.
    Misplaced,
    /// A slip of spelling away.
    NearMiss,
    /// A field that Kubernetes does not know.
    Unknown,
    /// There, and must not be.
    Extra,
    /// The running Pod does not do it.
    Life,
    /// The simulator cannot tell: its own limit, not the learner's mistake.
    Limit,
    /// The text could not be read that far.
    Unreadable,
}

/// How the text differs from the nearest right answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// By path, in Kubernetes' terms.
    pub fields: Vec<FieldDifference>,
    /// The learner's text.
    pub yours: String,
    /// The nearest right answer in the learner's order and names; empty where the learner's text could not be read.
    pub nearest: String,
}

impl Difference {
    /// Where the learner's text begins to differ.
    #[must_use]
    pub fn first_place(&self) -> Option<Place> {
        let (yours, nearest): (Vec<&str>, Vec<&str>) = (self.yours.lines().collect(), self.nearest.lines().collect());
        let same = yours.iter().zip(&nearest).take_while(|(yours, nearest)| yours == nearest).count();
        let at = same.min(yours.len().checked_sub(1)?);
        let blanks = yours.get(at)?.chars().take_while(|c| *c == ' ').count();
        (self.yours != self.nearest)
            .then_some(Place { line: u32::try_from(at + 1).ok()?, column: u32::try_from(blanks + 1).ok()? })
    }
}

/// One field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldDifference {
    /// `spec.containers[app].image`
    pub path: String,
    /// `None`: missing in the learner's text.
    pub yours: Option<String>,
    /// `None`: too much in the learner's text.
    pub expected: Option<String>,
}
