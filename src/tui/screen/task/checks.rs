//! The checklist below the task: points, when it was saved, what stands in the way. It must not know how a check is graded.

use ratatui::text::Line;

use crate::grade::Verdict;
use crate::tui::attempt::{Answer, OpenExercise};
use crate::tui::look::Look;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::canvas::spread;
use crate::tui::widget::checklist::checklist;

pub(super) fn points(number: u32) -> String {
    if number == 1 { "1 point".to_owned() } else { format!("{number} points") }
}

/// The checklist with its heading, in at most `rows` lines of `columns`. What stands in the way has the line above the heading,
/// which is blank otherwise: nothing moves when it comes and goes.
pub(super) fn check_lines(columns: usize, rows: usize, shared: &Shared) -> Vec<Line<'static>> {
    const HEAD: usize = 2;
    let look = &shared.look;
    let Some(open) = &shared.open else { return Vec::new() };
    let trouble = trouble(open, look).unwrap_or_default();
    let mut lines = vec![trouble, check_heading(open, columns, shared)];
    let room = rows.saturating_sub(HEAD);
    lines.extend(checklist(&open.exercise, verdict(open), columns, room, look));
    lines
}

/// The verdict on the file: none on one that is gone, whatever was said of it while it was there.
fn verdict(open: &OpenExercise) -> Option<&Verdict> {
    open.verdict.as_deref().filter(|_| !matches!(open.answer, Answer::Gone { .. }))
}

fn check_heading(open: &OpenExercise, columns: usize, shared: &Shared) -> Line<'static> {
    let look = &shared.look;
    let left = match verdict(open) {
        None => format!("{} to get", points(open.exercise.points())),
        Some(verdict) => format!("{} of {}", verdict.score, points(verdict.max_score)),
    };
    let cost = open.hint_cost();
    let mut left = vec![look.span(&left, Meaning::Strong)];
    if let Some(worth) = shared.worth(verdict(open).map(|verdict| verdict.score)) {
        left.push(look.span(&format!(", {worth}"), Meaning::Strong));
    }
    // An assignment's points are those of its checks: hints take nothing off them.
    if cost > 0 && shared.assigned.is_none() {
        left.push(look.span(&format!(", {cost} for hints"), Meaning::Dim));
    }
    spread(look, columns, left, vec![look.span(&saved(open, shared), Meaning::Dim)])
}

/// When the file was saved, or that it is being graded where that takes long enough to be noticed.
fn saved(open: &OpenExercise, shared: &Shared) -> String {
    let since = |then| u64::try_from(shared.now.duration_since(then).as_millis()).unwrap_or(0);
    if let Some(grading) = open.grading.map(since).filter(|passed| *passed >= 100) {
        return format!("grading, {}.{} s", grading / 1000, grading / 100 % 10);
    }
    if matches!(open.answer, Answer::Gone { .. }) {
        return String::new();
    }
    match open.saved.map(since) {
        None if open.verdict.is_none() => "not graded yet".to_owned(),
        None => String::new(),
        Some(0..1000) => "saved now".to_owned(),
        Some(passed @ 0..60_000) => format!("saved {} s ago", passed / 1000),
        Some(passed) => format!("saved {} min ago", passed / 60_000),
    }
}

/// What stands in the way beside the checks: the API server's refusal, or a file that cannot be read.
fn trouble(open: &OpenExercise, look: &Look) -> Option<Line<'static>> {
    let text = match (&open.answer, &open.verdict) {
        // The path is said in full where the file itself would be; here the reason is what must fit.
        (Answer::Unreadable(reason) | Answer::Gone { reason, .. }, _) => {
            let reason = reason.replace(&open.path, "pod.yaml");
            reason.split_once(". ").map_or(reason.clone(), |(first, _)| format!("{first}."))
        }
        (Answer::Text(_), Some(verdict)) if !verdict.cluster.accepted => {
            let the = if verdict.cluster.speaker() == "kubectl" { "" } else { "the " };
            format!("{the}{} refuses this: g says why", verdict.cluster.speaker())
        }
        _ => return None,
    };
    let sign = look.span(&format!("{} ", look.signs.wrong), Meaning::Wrong);
    Some(Line::from(vec![sign, look.span(&text, Meaning::Wrong)]))
}
