//! What a whole class did, counted student after student: which checks most people miss, time per exercise, how the scores
//! spread. It must not know how it is shown.

pub mod html;
pub mod terminal;

use std::collections::BTreeMap;

use super::result::{AssignedCheck, Assignment, ExerciseResult, Points, ProblemKind, Student, Wrong};
use super::similarity::Collector;
use super::words;

/// The most students that a report lists by themselves; a gradebook is for more.
pub const MOST_LISTED: usize = 200;

/// The most traces that are told of a pair.
const MOST_REASONS: usize = 6;

/// What a class did.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// What was to be done.
    pub assignment: Assignment,
    /// How many handed in.
    pub students: usize,
    /// How many of them late.
    pub late: usize,
    /// How many submissions could not be graded at all.
    pub unreadable: usize,
    /// The scores in per cent of what could be reached, ascending.
    pub scores: Vec<u32>,
    /// Who of the roster handed nothing in, by name; `None` without a roster.
    pub missing: Option<Vec<String>>,
    /// In the assignment's order.
    pub exercises: Vec<ExerciseSummary>,
    /// The first students, at most [`MOST_LISTED`]; none in a report without names.
    pub listed: Vec<Listed>,
    /// Students about whose submissions something must be known, with what; the gravest first.
    pub problems: Vec<(String, String)>,
    /// Answers that are alike.
    pub alike: Vec<AlikeNote>,
    /// Whether names are told.
    pub names: bool,
}

/// How one exercise went.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExerciseSummary {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a prepared person needs, in seconds.
    pub par: Option<u64>,
    /// Each student has values of their own, and the checks tell those that it is written with.
    pub varies: bool,
    /// How many answered.
    pub answered: usize,
    /// How many of them in full.
    pub passed: usize,
    /// The points of all who handed in.
    pub points: u64,
    /// Working times in seconds, ascending.
    pub seconds: Vec<u64>,
    /// In the exercise's order.
    pub checks: Vec<CheckSummary>,
}

/// How one check went, among those who answered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CheckSummary {
    /// Its id.
    pub id: String,
    /// What must be true.
    pub text: String,
    /// Who answered the exercise and was asked this.
    pub asked: usize,
    /// Who did not meet it.
    pub missed: usize,
    /// In which ways, how often.
    pub kinds: BTreeMap<Wrong, usize>,
}

/// A student in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Name and id.
    pub name: String,
    /// The points that count.
    pub score: Points,
    /// How late.
    pub late: Option<u64>,
    /// What was handed in cannot be relied on: it was changed later, is for something else, or could not be read.
    pub is_doubtful: bool,
    /// For each exercise of the assignment: points, and whether it is passed; `None` without an answer.
    pub exercises: Vec<Option<(Points, bool)>>,
}

/// Answers that are alike, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlikeNote {
    /// Who.
    pub students: Vec<String>,
    /// For each exercise what they share: title, traces.
    pub reasons: Vec<(String, Vec<String>)>,
}

impl AlikeNote {
    /// `Ada, Bob and Cleo`.
    #[must_use]
    pub fn who(&self) -> String {
        match self.students.split_last() {
            Some((last, others)) if !others.is_empty() => format!("{} and {last}", others.join(", ")),
            _ => self.students.join(""),
        }
    }
}

/// Counts.
#[derive(Debug)]
pub struct Counter {
    summary: Summary,
    collector: Collector,
    /// How everybody is called, for the notes on likeness.
    labels: Vec<String>,
    /// How grave the summary's problems are.
    gravity: Vec<u8>,
}

impl Counter {
    /// Begins with nobody. Without `names` nobody can be told from the report: they are called by their place.
    #[must_use]
    pub fn new(assignment: &Assignment, names: bool) -> Self {
        let exercises = assignment.exercises.iter().map(|exercise| ExerciseSummary {
            id: exercise.id.clone(),
            title: words::line(&exercise.title),
            par: exercise.par,
            varies: exercise.varies,
            checks: exercise.checks.iter().map(CheckSummary::of).collect(),
            ..ExerciseSummary::default()
        });
        let summary = Summary {
            exercises: exercises.collect(),
            assignment: assignment.clone(),
            students: 0,
            late: 0,
            unreadable: 0,
            missing: None,
            scores: Vec::new(),
            listed: Vec::new(),
            problems: Vec::new(),
            alike: Vec::new(),
            names,
        };
        Self { summary, collector: Collector::default(), labels: Vec::new(), gravity: Vec::new() }
    }

    /// Adds a student.
    pub fn add(&mut self, student: &Student) {
        let summary = &mut self.summary;
        summary.students += 1;
        summary.late += usize::from(student.late.is_some());
        summary.unreadable += usize::from(student.exercises.is_empty());
        let label = label(student, summary.students, summary.names);
        let (score, max) =
            (u64::from(student.score().as_hundredths()), u64::from(summary.assignment.max().as_hundredths()));
        summary.scores.push(u32::try_from((score * 100).checked_div(max).unwrap_or(0)).unwrap_or(100).min(100));
        for exercise in &mut summary.exercises {
            if let Some(result) = student.exercise(&exercise.id) {
                exercise.add(result);
            }
        }
        if summary.names && summary.listed.len() < MOST_LISTED {
            let exercises = summary.exercises.iter().map(|exercise| {
                let result = student.exercise(&exercise.id).filter(|result| result.answered);
                result.map(|result| (result.score, result.passed))
            });
            let exercises = exercises.collect();
            let late = student.late.map(|late| late.by);
            let (name, score, is_doubtful) = (label.clone(), student.score(), !words::doubts(student).is_empty());
            summary.listed.push(Listed { name, score, late, is_doubtful, exercises });
        }
        if !student.problems.is_empty() && summary.problems.len() < MOST_LISTED {
            self.gravity.push(student.problems.iter().map(|problem| gravity(problem.kind)).max().unwrap_or(0));
            // A message may quote a file's name, and so tell whose it is.
            let told = if summary.names { words::problems(student) } else { kinds(student) };
            summary.problems.push((label.clone(), told));
        }
        self.collector.add(student);
        self.labels.push(label);
    }

    /// Says who of the roster handed nothing in.
    pub fn missing(&mut self, names: Vec<String>) {
        self.summary.missing = Some(names);
    }

    /// The students of pairs that are alike, by their places: what [`Counter::finish`] must be shown once more.
    #[must_use]
    pub fn wanted(&self) -> Vec<usize> {
        let mut wanted: Vec<usize> =
            self.collector.pairs().iter().flat_map(|pair| [pair.students.0, pair.students.1]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        wanted
    }

    /// The summary; `again` gives the results of the students that are [`wanted`](Counter::wanted).
    #[must_use]
    pub fn finish(mut self, again: &BTreeMap<usize, Student>) -> Summary {
        let mut summary = self.summary;
        summary.scores.sort_unstable();
        let mut problems: Vec<_> = self.gravity.into_iter().zip(std::mem::take(&mut summary.problems)).collect();
        problems.sort_by_key(|(gravity, _)| std::cmp::Reverse(*gravity));
        summary.problems = problems.into_iter().map(|(_, problem)| problem).collect();
        summary.listed.sort_by_cached_key(|listed| listed.name.to_lowercase());
        for exercise in &mut summary.exercises {
            exercise.seconds.sort_unstable();
        }
        let title = |id: &str| {
            let found = summary.exercises.iter().find(|exercise| exercise.id == id);
            found.map_or_else(|| id.to_owned(), |exercise| exercise.title.clone())
        };
        let mut name = |place: usize| self.labels.get_mut(place).map(|label| label.clone()).unwrap_or_default();
        let mut alike = Vec::new();
        for group in self.collector.groups() {
            let students = group.students.into_iter().map(&mut name).collect();
            alike.push(AlikeNote { students, reasons: vec![(title(&group.exercise), Vec::new())] });
        }
        for pair in self.collector.pairs() {
            let (Some(first), Some(second)) = (again.get(&pair.students.0), again.get(&pair.students.1)) else {
                continue;
            };
            let reasons = self.collector.reasons(first, second).into_iter().map(|(id, traces)| {
                // What somebody wrote may tell who it was.
                let most = if summary.names { MOST_REASONS } else { 0 };
                let traces = traces.iter().take(most).map(|trace| words::line(trace)).collect();
                (title(&id), traces)
            });
            alike.push(AlikeNote {
                students: vec![name(pair.students.0), name(pair.students.1)],
                reasons: reasons.collect(),
            });
        }
        summary.alike = alike;
        summary
    }
}

impl ExerciseSummary {
    fn add(&mut self, result: &ExerciseResult) {
        self.points += u64::from(result.score.as_hundredths());
        if !result.answered {
            return;
        }
        self.answered += 1;
        self.passed += usize::from(result.passed);
        self.seconds.extend(result.seconds);
        for check in &result.checks {
            let at = self.checks.iter().position(|known| known.id == check.id).unwrap_or_else(|| {
                let text = words::line(&check.text);
                self.checks.push(CheckSummary { id: check.id.clone(), text, ..CheckSummary::default() });
                self.checks.len() - 1
            });
            let Some(known) = self.checks.get_mut(at) else { continue };
            known.asked += 1;
            if !check.passed {
                known.missed += 1;
                if let Some(kind) = check.kind {
                    *known.kinds.entry(kind).or_default() += 1;
                }
            }
        }
    }

    /// The middle of the working times.
    #[must_use]
    pub fn median(&self) -> Option<u64> {
        self.seconds.get(self.seconds.len() / 2).copied()
    }
}

impl CheckSummary {
    /// A check that nobody was asked yet.
    fn of(check: &AssignedCheck) -> Self {
        Self { id: check.id.clone(), text: words::line(&check.text), ..Self::default() }
    }

    /// Who missed it, in per cent of those who answered.
    #[must_use]
    pub fn share(&self) -> usize {
        (self.missed * 100).checked_div(self.asked).unwrap_or(0)
    }

    /// The way in which it is wrong most often.
    #[must_use]
    pub fn mostly(&self) -> Option<&'static str> {
        let (kind, _) = self.kinds.iter().max_by_key(|(_, count)| **count)?;
        Some(match kind {
            Wrong::Missing => "mostly missing",
            Wrong::Wrong => "mostly another value",
            Wrong::Misplaced => "mostly in the wrong place",
            Wrong::NearMiss => "mostly misspelt",
            Wrong::Unknown => "mostly an unknown field",
            Wrong::Extra => "mostly too much",
            Wrong::Life => "mostly in what the Pod does",
            Wrong::Limit => "mostly a limit of the simulator",
            Wrong::Unreadable => "mostly unreadable",
        })
    }
}

impl Summary {
    /// The middle of the scores, in per cent.
    #[must_use]
    pub fn median(&self) -> Option<u32> {
        self.scores.get(self.scores.len() / 2).copied()
    }

    /// How many scores lie in each tenth: 0 to 9, 10 to 19, …, 90 to 99, and 100.
    #[must_use]
    pub fn spread(&self) -> [usize; 11] {
        let mut bins = [0; 11];
        for score in &self.scores {
            if let Some(bin) = usize::try_from(score / 10).ok().and_then(|bin| bins.get_mut(bin)) {
                *bin += 1;
            }
        }
        bins
    }

    /// What a tenth of [`Summary::spread`] is called.
    #[must_use]
    pub fn bin(index: usize) -> String {
        if index == 10 { "100 %".to_owned() } else { format!("{}–{} %", index * 10, index * 10 + 9) }
    }

    /// What must be known of the checks' words where students have values of their own.
    #[must_use]
    pub fn values_note(&self) -> Option<&'static str> {
        let missed = self.missed();
        let varies = missed.iter().any(|(exercise, _)| exercise.varies);
        varies.then_some("Each student has other names, ports and paths; these are the exercises as they are written.")
    }

    /// The checks that are missed at all, the most missed first, with their exercises.
    #[must_use]
    pub fn missed(&self) -> Vec<(&ExerciseSummary, &CheckSummary)> {
        let all = self.exercises.iter().flat_map(|exercise| exercise.checks.iter().map(move |check| (exercise, check)));
        let mut missed: Vec<_> = all.filter(|(_, check)| check.missed > 0).collect();
        missed.sort_by_key(|(_, check)| std::cmp::Reverse((check.share(), check.missed)));
        missed
    }
}

/// How a student is called in a report.
fn label(student: &Student, number: usize, names: bool) -> String {
    if !names {
        return format!("student {number}");
    }
    let (name, id) = (words::line(&student.name), words::line(&student.id));
    words::cut(&if name.is_empty() || name == id { id } else { format!("{name} ({id})") }, 80)
}

/// How much a sort of problem asks for a look: what may be a deceit before what cannot be graded, before everything else.
fn gravity(kind: ProblemKind) -> u8 {
    match kind {
        ProblemKind::BrokenChain | ProblemKind::OtherAccount | ProblemKind::WrongVariant => 2,
        ProblemKind::Unreadable | ProblemKind::WrongAssignment | ProblemKind::Limit => 1,
        ProblemKind::TooManyAttempts | ProblemKind::ClaimDiffers | ProblemKind::Duplicate | ProblemKind::Other => 0,
    }
}

/// What sorts of problems there are, without a word of the submission.
fn kinds(student: &Student) -> String {
    use ProblemKind as Kind;
    let told = student.problems.iter().map(|problem| match problem.kind {
        Kind::Unreadable => "could not be read",
        Kind::BrokenChain => "something was changed later",
        Kind::WrongAssignment => "is for another assignment",
        Kind::WrongVariant => "is another student's variant",
        Kind::TooManyAttempts => "has too many attempts",
        Kind::ClaimDiffers => "claims what grading did not find",
        Kind::Duplicate => "was handed in twice",
        Kind::OtherAccount => "was uploaded by somebody else",
        Kind::Limit => "met a limit of the grader",
        Kind::Other => "needs a look",
    });
    told.collect::<Vec<_>>().join("; ")
}
