//! Grades an exam that has ended: from the texts that were saved in time to the result. It must not know where exercises or texts
//! come from.

use jiff::Timestamp;

use crate::exercise::{Exercise, Library};
use crate::grade::{CheckResult, Verdict, grade};
use crate::history::{ExamEnd, ExamTask, GradeRecord, KeptExam, TaskRecord};

use super::result::{CheckLine, ExamResult, TaskResult, TaskState};
use super::running::{Exam, TaskStanding};

/// A graded exam, ready to be kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Marking {
    /// The result.
    pub result: ExamResult,
    /// What the attempt of each task keeps.
    pub records: Vec<TaskRecord>,
    /// The verdict on each task that has one, in the order of the plan.
    pub verdicts: Vec<Option<Verdict>>,
}

impl Marking {
    /// The result as it is kept.
    #[must_use]
    pub fn json(&self) -> String {
        // Numbers, texts and lists: there is nothing that JSON could not say.
        serde_json::to_string(&self.result).unwrap_or_default()
    }
}

/// The verdict on a text as an answer to a task, with the exercises of a library; `None` where the exercise is not there.
#[must_use]
pub fn verdict_by(library: &Library, task: &ExamTask, text: &str) -> Option<Verdict> {
    let exercise = library.drawn(&task.exercise, task.seed).ok()?;
    verdict_on(&exercise, text)
}

/// The verdict on a text as an answer to an exercise; `None` where the grader made a mistake of its own, which must not take the
/// other tasks with it.
#[must_use]
pub fn verdict_on(exercise: &Exercise, text: &str) -> Option<Verdict> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| grade(exercise, text))).ok()
}

/// Grades an exam that has ended; `None` while it runs, and where it was discarded. A task whose file was never changed gets no points, whatever its start
/// is worth: nobody did anything. `verdict`: see [`verdict_by`].
#[must_use]
pub fn mark(kept: &KeptExam, exam: &Exam, verdict: impl Fn(&ExamTask, &str) -> Option<Verdict>) -> Option<Marking> {
    let (ended, end) = exam.ended().filter(|(_, how)| *how != ExamEnd::Discarded)?;
    let mut marking = Marking {
        result: ExamResult {
            started: exam.started(),
            ended,
            end,
            limit_seconds: exam.plan().limit.as_secs(),
            seed: exam.plan().seed,
            tasks: Vec::new(),
            uncovered: exam.plan().uncovered.clone(),
            note: exam.note().to_owned(),
        },
        records: Vec::new(),
        verdicts: Vec::new(),
    };
    for ((task, standing), attempt) in exam.plan().tasks.iter().zip(exam.tasks()).zip(&kept.attempts) {
        let verdict = standing.saved.as_ref().and_then(|text| verdict(task, text));
        let grade = verdict.as_ref().zip(standing.saved.as_ref());
        let grade = grade.map(|(verdict, text)| GradeRecord::of(verdict, text, ended, standing.spent));
        marking.records.push(TaskRecord { attempt: *attempt, ended, spent: standing.spent, grade });
        marking.result.tasks.push(task_result(task, standing, exam.started(), verdict.as_ref()));
        marking.verdicts.push(verdict);
    }
    Some(marking)
}

fn task_result(task: &ExamTask, standing: &TaskStanding, started: Timestamp, verdict: Option<&Verdict>) -> TaskResult {
    let state = match (verdict, standing.changed, standing.visits) {
        (Some(_), ..) => TaskState::Graded,
        (None, true, _) => TaskState::Lost,
        (None, false, 0) => TaskState::NotSeen,
        (None, false, _) => TaskState::NotChanged,
    };
    TaskResult {
        exercise: task.exercise.clone(),
        seed: task.seed,
        title: task.title.clone(),
        topic: task.topic.clone(),
        domain: task.domain.clone(),
        weight: task.weight,
        points: verdict.map_or(0, |verdict| verdict.score),
        max_points: verdict.map_or(task.points, |verdict| verdict.max_score),
        passed: verdict.is_some_and(|verdict| verdict.passed),
        state,
        flagged: standing.flagged,
        done: standing.done,
        seconds: standing.spent.as_secs(),
        par_seconds: task.par.as_secs(),
        visits: standing.visits,
        checks: verdict.map_or_else(Vec::new, |verdict| verdict.checks.iter().map(line).collect()),
        accepted: verdict.map(|verdict| verdict.cluster.accepted),
        message: verdict.map_or_else(String::new, |verdict| verdict.cluster.message.clone()),
        note: standing.note.clone(),
        saved_seconds: standing.saved_at.and_then(|at| u64::try_from(at.duration_since(started).as_secs()).ok()),
        unsaved: standing.unsaved,
    }
}

fn line(check: &CheckResult) -> CheckLine {
    CheckLine {
        text: check.text.clone(),
        points: check.points,
        max_points: check.max_points,
        passed: check.passed,
        expected: check.expected.clone(),
        actual: check.actual.clone(),
        path: check.path.clone(),
        line: check.place.map(|place| place.line),
        more: check.more.clone(),
        why: check.why.clone(),
    }
}
