//! The requirements of an exercise as a checklist, before and after grading. It must not know where it stands on a screen.

use ratatui::text::{Line, Span};

use super::canvas::spread;
use super::markdown::inline;
use super::wrap::wrap;
use crate::exercise::Exercise;
use crate::grade::{CheckResult, FindingKind, Verdict};
use crate::tui::look::{self, Look};
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

/// The checklist in at most `rows` lines of `columns`. Where there is a line for each requirement and not for all whole
/// sentences, what is not yet right has the lines that are left, and the rest is cut to a line. Where there is none for each,
/// what is not yet right goes first, in whole sentences, and the rest is counted.
#[must_use]
pub fn checklist(
    exercise: &Exercise,
    verdict: Option<&Verdict>,
    columns: usize,
    rows: usize,
    look: &Look,
) -> Vec<Line<'static>> {
    listed(&requirements(exercise, verdict), columns, rows, look)
}

fn listed(requirements: &[Requirement<'_>], columns: usize, rows: usize, look: &Look) -> Vec<Line<'static>> {
    let whole: Vec<Line<'static>> =
        requirements.iter().flat_map(|requirement| sentence(requirement, columns, look)).collect();
    if whole.len() <= rows {
        return whole;
    }
    let mut in_turn: Vec<&Requirement<'_>> = requirements.iter().collect();
    in_turn.sort_by_key(|requirement| requirement.result.is_some_and(|check| check.passed));
    if requirements.len() > rows {
        return first_ones(&in_turn, columns, rows, look);
    }
    let mut spare = rows - requirements.len();
    let mut long: Vec<&Requirement<'_>> = Vec::new();
    for requirement in in_turn {
        let more = sentence(requirement, columns, look).len() - 1;
        if more <= spare {
            spare -= more;
            long.push(requirement);
        }
    }
    let lines = requirements.iter().flat_map(|requirement| {
        let whole = long.iter().any(|other| std::ptr::eq(*other, requirement));
        if whole { sentence(requirement, columns, look) } else { vec![one_line(requirement, columns, look)] }
    });
    lines.collect()
}

/// As many requirements as fit into `rows`, in whole sentences, and how many there are besides.
fn first_ones(requirements: &[&Requirement<'_>], columns: usize, rows: usize, look: &Look) -> Vec<Line<'static>> {
    let (mut lines, mut shown) = (Vec::new(), 0);
    for requirement in requirements {
        let mut more = sentence(requirement, columns, look);
        if lines.is_empty() && more.len() >= rows && rows > 1 {
            more = vec![one_line(requirement, columns, look)];
        }
        if lines.len() + more.len() >= rows {
            break;
        }
        lines.extend(more);
        shown += 1;
    }
    let rest = requirements.len() - shown;
    let text = format!("{} {rest} more; g shows all", look.signs.below);
    lines.push(look.line(&look::fit(&text, columns, look.signs.cut), Meaning::Dim));
    lines.truncate(rows);
    lines
}

fn one_line(requirement: &Requirement<'_>, columns: usize, look: &Look) -> Line<'static> {
    let (mut left, right) = parts(requirement, look);
    left.extend(inline(requirement.text, look));
    spread(look, columns, left, right)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::signs::UNICODE;
    use crate::tui::theme::Theme;

    fn shown(texts: &[&str], columns: usize, rows: usize) -> Vec<String> {
        let look = Look { theme: Theme::Plain, signs: UNICODE };
        let all: Vec<Requirement<'_>> =
            texts.iter().map(|text| Requirement { text, max_points: 1, result: None }).collect();
        listed(&all, columns, rows, &look).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn sentences_are_cut_only_where_there_is_no_room() {
        let texts = ["the first one is long", "short", "another long one"];
        let first = ["○ the first      1", "  one is long"];
        let another = ["○ another long   1", "  one"];
        assert_eq!(shown(&texts, 18, 5), [&first[..], &["○ short          1"], &another].concat());
        assert_eq!(shown(&texts, 18, 4), [&first[..], &["○ short          1", "○ another long … 1"]].concat());
        assert_eq!(shown(&texts, 18, 3), ["○ the first one… 1", "○ short          1", "○ another long … 1"]);
    }

    #[test]
    fn where_not_all_have_a_line_the_rest_is_counted() {
        let texts = ["the first one is long", "short", "another long one"];
        assert_eq!(shown(&texts, 18, 2), ["○ the first one… 1", "▼ 2 more; g shows…"]);
        assert_eq!(shown(&texts, 26, 2), ["○ the first one is long  1", "▼ 2 more; g shows all"]);
        assert_eq!(shown(&texts, 26, 1), ["▼ 3 more; g shows all"]);
    }
}
