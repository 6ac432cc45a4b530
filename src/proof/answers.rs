//! Holds the grading of an exercise's own answers against what its author says of them. It must not know how an answer is
//! graded.

use std::collections::BTreeSet;

use crate::exercise::source::{At, Source, at};
use crate::exercise::{CLUSTER, Exercise};
use crate::grade::{Grader, Verdict};

/// Notes answers that are not graded as they should be; whether the solution is right.
pub(super) fn examine(source: &mut Source<'_>, exercise: &Exercise, grader: &Grader<'_>) -> bool {
    let solution = grader.grade(&exercise.solution);
    right(source, at!["solution", "manifest"], "the solution", &solution);
    let mut seen = BTreeSet::from([exercise.solution.trim()]);
    for (index, accept) in exercise.accept.iter().enumerate() {
        let what = format!("the right answer \"{}\"", accept.name);
        right(source, at!["accept", index], &what, &grader.grade(&accept.manifest));
        if !seen.insert(accept.manifest.trim()) {
            source.wrong(at!["accept", index], format!("{what} is written out twice"));
        }
    }
    let start = (!exercise.start.trim().is_empty()).then(|| grader.grade(&exercise.start));
    if start.as_ref().is_some_and(|verdict| verdict.passed) {
        source.wrong(at!["start"], "what the learner starts with gets full marks already");
    }
    can_be_failed(source, exercise, start.as_ref());
    for (index, reject) in exercise.reject.iter().enumerate() {
        let wanted: BTreeSet<&str> = reject.fails.iter().map(String::as_str).collect();
        wrong(source, at!["reject", index, "fails"], &reject.name, &wanted, &grader.grade(&reject.manifest));
    }
    solution.passed
}

/// How the Pod lives cannot be broken field by field: a wrong answer, or the start, shows that each requirement can be failed.
fn can_be_failed(source: &mut Source<'_>, exercise: &Exercise, start: Option<&Verdict>) {
    let by_start = |id: &str| {
        start.is_some_and(|verdict| {
            verdict.cluster.accepted && verdict.checks.iter().any(|check| check.id == id && !check.passed)
        })
    };
    for (index, check) in exercise.life.iter().enumerate() {
        if !by_start(&check.id) && !exercise.reject.iter().any(|reject| reject.fails.contains(&check.id)) {
            let message = format!("no `[[reject]]` fails at `{}`: nothing shows that it can be failed", check.id);
            source.wrong(at!["life", index, "id"], message);
        }
    }
}

/// A right answer gets full marks, and would be taken by the API server.
fn right(source: &mut Source<'_>, at: &[At], what: &str, verdict: &Verdict) {
    if verdict.passed {
        return;
    }
    let mut help: Vec<String> = verdict.checks.iter().filter(|check| !check.passed).map(reason).collect();
    if !verdict.cluster.accepted {
        help.push(format!("the API server says: {}", verdict.cluster.message.trim()));
    }
    let message = format!("{what} gets {} of {} points", verdict.score, verdict.max_score);
    source.wrong_with_help(at, message, Some(help.join("\n        ")));
}

/// Why a check was failed, in a line.
fn reason(check: &crate::grade::CheckResult) -> String {
    let mut text = format!("`{}` fails", check.id);
    for (label, part) in [("at", &check.path), ("expected", &check.expected), ("found", &check.actual)] {
        if let Some(part) = part {
            text.extend([", ", label, " ", part.as_str()]);
        }
    }
    if check.kind == Some(crate::grade::FindingKind::Limit) {
        text.push_str(" (the simulator cannot tell)");
    }
    text
}

/// A wrong answer fails the checks that its author names, and no others.
fn wrong(source: &mut Source<'_>, at: &[At], name: &str, wanted: &BTreeSet<&str>, verdict: &Verdict) {
    let mut failed: BTreeSet<&str> =
        verdict.checks.iter().filter(|check| !check.passed).map(|check| check.id.as_str()).collect();
    if !verdict.cluster.accepted {
        failed.insert(CLUSTER);
    }
    let list = |ids: Vec<&&str>| ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ");
    let kept: Vec<&&str> = wanted.difference(&failed).collect();
    let more: Vec<&&str> = failed.difference(wanted).collect();
    let mut parts = Vec::new();
    if !kept.is_empty() {
        parts.push(format!("should fail at {} and does not", list(kept)));
    }
    if !more.is_empty() {
        parts.push(format!("fails at {} too", list(more.clone())));
    }
    if !parts.is_empty() {
        let reasons: Vec<String> =
            verdict.checks.iter().filter(|check| more.contains(&&check.id.as_str())).map(reason).collect();
        let mut help = reasons;
        if !verdict.cluster.accepted && !wanted.contains(CLUSTER) {
            help.push(format!("the API server says: {}", verdict.cluster.message.trim()));
        }
        let help = (!help.is_empty()).then(|| help.join("\n        "));
        source.wrong_with_help(at, format!("the wrong answer \"{name}\" {}", parts.join("; it ")), help);
    }
}
