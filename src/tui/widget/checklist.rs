//! The requirements of an exercise as a checklist, before and after grading. It must not know where it stands on a screen.

use ratatui::text::{Line, Span};

use super::canvas::spread;
use super::markdown::inline;
use super::wrap::wrap;
use crate::exercise::Exercise;
use crate::grade::{CheckResult, FindingKind, Verdict};
use crate::tui::look::Look;
use crate::tui::theme::Meaning;

/// One requirement, as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Requirement<'a> {
    text: &'a str,
    max_points: u32,
    result: Option<&'a CheckResult>,
}

/// The sign of a check and what its colour says.
#[must_use]
pub fn sign(look: &Look, check: &CheckResult) -> (&'static str, Meaning) {
    if check.passed {
        (look.signs.right, Meaning::Right)
    } else if check.kind == Some(FindingKind::Limit) {
        (look.signs.unknown, Meaning::Dim)
    } else if check.points > 0 {
        (look.signs.partly, Meaning::Changed)
    } else {
        (look.signs.wrong, Meaning::Wrong)
    }
}

/// The checklist in at most `rows` lines of `columns`. Where whole sentences do not fit, each is cut to a line; where
/// even those do not fit, what is not yet right goes first and the rest is counted.
#[must_use]
pub fn checklist(
    exercise: &Exercise,
    verdict: Option<&Verdict>,
    columns: usize,
    rows: usize,
    look: &Look,
) -> Vec<Line<'static>> {
    let requirements = requirements(exercise, verdict);
    let whole: Vec<Line<'static>> =
        requirements.iter().flat_map(|requirement| sentence(requirement, columns, look)).collect();
    if whole.len() <= rows {
        return whole;
    }
    let cut = |requirement: &Requirement<'_>| {
        let (mut left, right) = parts(requirement, look);
        left.extend(inline(requirement.text, look));
        spread(look, columns, left, right)
    };
    if requirements.len() <= rows {
        return requirements.iter().map(cut).collect();
    }
    let (mut failed, passed): (Vec<_>, Vec<_>) =
        requirements.iter().partition(|requirement| requirement.result.is_none_or(|check| !check.passed));
    failed.extend(passed);
    let shown = rows.saturating_sub(1);
    let mut lines: Vec<Line<'static>> = failed.iter().take(shown).map(|requirement| cut(requirement)).collect();
    lines.push(look.line(&format!("{} {} more", look.signs.below, failed.len().saturating_sub(shown)), Meaning::Dim));
    lines.truncate(rows);
    lines
}

fn requirements<'a>(exercise: &'a Exercise, verdict: Option<&'a Verdict>) -> Vec<Requirement<'a>> {
    if let Some(verdict) = verdict {
        return verdict
            .checks
            .iter()
            .map(|check| Requirement { text: &check.text, max_points: check.max_points, result: Some(check) })
            .collect();
    }
    let checks = exercise.checks.iter().map(|check| (&check.text, check.points));
    let life = exercise.life.iter().map(|check| (&check.text, check.points));
    checks.chain(life).map(|(text, max_points)| Requirement { text, max_points, result: None }).collect()
}

/// The sign at the left and the points at the right.
fn parts(requirement: &Requirement<'_>, look: &Look) -> (Vec<Span<'static>>, Vec<Span<'static>>) {
    let (mark, meaning) = requirement.result.map_or((look.signs.open, Meaning::Dim), |check| sign(look, check));
    let points = match requirement.result {
        Some(check) if !check.passed && check.points > 0 => format!("{}/{}", check.points, check.max_points),
        _ => requirement.max_points.to_string(),
    };
    (vec![look.span(mark, meaning), Span::raw(" ")], vec![look.span(&points, Meaning::Dim)])
}

fn sentence(requirement: &Requirement<'_>, columns: usize, look: &Look) -> Vec<Line<'static>> {
    const POINTS: usize = 4;
    let (first, right) = parts(requirement, look);
    let room = columns.saturating_sub(POINTS);
    let mut lines = wrap(&inline(requirement.text, look), room, &first, &[Span::raw("  ")]);
    if let Some(line) = lines.first_mut() {
        *line = spread(look, columns, std::mem::take(&mut line.spans), right);
    }
    lines
}
