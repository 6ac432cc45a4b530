//! What the verdict says, check by check: what was expected, what is there, why it matters, what the cluster would say. It must
//! not know where it stands on the screen.

use ratatui::text::{Line, Span};

use crate::grade::{CheckResult, FindingKind, Refusal, Verdict};
use crate::tui::attempt::OpenExercise;
use crate::tui::catalog::clock;
use crate::tui::look::{self, Look};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::canvas::spread;
use crate::tui::widget::checklist::sign;
use crate::tui::widget::markdown::inline;
use crate::tui::widget::wrap::wrap;

/// How a check is wrong, in a word that goes with its sign.
fn kind_word(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Missing => "missing",
        FindingKind::Wrong => "another value",
        FindingKind::Misplaced => "in the wrong place",
        FindingKind::NearMiss => "nearly: check the spelling",
        FindingKind::Unknown => "unknown to Kubernetes",
        FindingKind::Extra => "too much",
        FindingKind::Life => "seen in the running Pod",
        FindingKind::Limit => "beyond the simulator; no mistake of yours",
        FindingKind::Unreadable => "could not be read",
    }
}

fn title(look: &Look, mark: &str, meaning: Meaning, chosen: bool) -> Vec<Span<'static>> {
    let pointer = if chosen { look.signs.pointer } else { " " };
    vec![look.span(pointer, Meaning::Focus), look.span(mark, meaning), Span::raw(" ")]
}

/// One check; `bare` where the note has said already why all of them fail.
pub(super) fn check_lines(
    check: &CheckResult,
    (chosen, bare): (bool, bool),
    columns: usize,
    look: &Look,
) -> Vec<Line<'static>> {
    const NAME: usize = 10;
    let (mark, meaning) = sign(look, check);
    let points = format!("{} of {}", check.points, check.max_points);
    let room = columns.saturating_sub(points.len() + 1);
    let rest = [Span::raw("   ")];
    let mut lines = wrap(&inline(&check.text, look), room, &title(look, mark, meaning, chosen), &rest);
    if let Some(first) = lines.first_mut() {
        *first = spread(look, columns, std::mem::take(&mut first.spans), vec![look.span(&points, Meaning::Dim)]);
    }
    if bare {
        return lines;
    }
    let indent = || Span::raw("     ");
    if check.never_ran() {
        // What is wanted of a Pod stands above; why there is none is said with the refusal.
        let actual = check.actual.as_deref().unwrap_or_default();
        lines.push(Line::from(vec![indent(), look.span(actual, Meaning::Dim)]));
        return lines;
    }
    if let Some(path) = &check.path {
        lines.extend(wrap(&[look.span(path, Meaning::Dim)], columns, &[indent()], &[indent()]));
    }
    let mut fact = |name: &str, value: &str, meaning: Meaning| {
        let first = [indent(), look.span(&look::pad(name, NAME, ""), Meaning::Dim)];
        let rest = [Span::raw(" ".repeat(5 + NAME))];
        for (number, line) in value.lines().enumerate() {
            let first = if number == 0 { &first[..] } else { &rest[..] };
            lines.extend(wrap(&[look.span(line, meaning)], columns, first, &rest));
        }
    };
    if let Some(expected) = &check.expected {
        fact("expected", expected, Meaning::Missing);
    }
    if let Some(actual) = &check.actual {
        fact("yours", actual, Meaning::Extra);
    }
    let line = check.place.map(|place| format!("line {}", place.line));
    let word = check.kind.map(kind_word);
    let foot: Vec<&str> = line.as_deref().into_iter().chain(word).collect();
    if !foot.is_empty() {
        lines.extend(wrap(&[look.span(&foot.join(", "), Meaning::Dim)], columns, &[indent()], &[indent()]));
    }
    for more in &check.more {
        lines.extend(wrap(&inline(more, look), columns, &[indent()], &[indent()]));
    }
    if !check.why.is_empty() {
        lines.extend(wrap(&inline(&check.why, look), columns, &[indent()], &[indent()]));
    }
    lines
}

/// A refusal in the words of who refuses, with its place and what it means.
#[must_use]
pub fn refusal_lines(
    refusal: &Refusal,
    speaker: &str,
    chosen: bool,
    columns: usize,
    look: &Look,
) -> Vec<Line<'static>> {
    let indent = || [Span::raw("     ")];
    let mut first = title(look, look.signs.wrong, Meaning::Wrong, chosen);
    first.push(look.span(speaker, Meaning::Wrong));
    let mut lines = vec![Line::from(first)];
    for line in refusal.message.lines() {
        lines.extend(wrap(&[look.span(line, Meaning::Code)], columns, &indent(), &indent()));
    }
    if let Some(place) = refusal.place {
        let text = format!("line {}", place.line);
        lines.extend(wrap(&[look.span(&text, Meaning::Dim)], columns, &indent(), &indent()));
    }
    if !refusal.plain.is_empty() {
        lines.extend(wrap(&inline(&refusal.plain, look), columns, &indent(), &indent()));
    }
    if let Some(suggestion) = &refusal.suggestion {
        lines.extend(wrap(&inline(suggestion, look), columns, &indent(), &indent()));
    }
    lines
}

/// The checks that hold: in a word while something is wrong, each by itself once all is right.
pub(super) fn passed_lines(verdict: &Verdict, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let passed: Vec<&CheckResult> = verdict.checks.iter().filter(|check| check.passed).collect();
    let right = |text: &str| {
        let first = [Span::raw(" "), look.span(look.signs.right, Meaning::Right), Span::raw(" ")];
        wrap(&inline(text, look), columns, &first, &[Span::raw("   ")])
    };
    if verdict.passed || verdict.checks.len() == passed.len() {
        return passed.iter().flat_map(|check| right(&check.text)).collect();
    }
    match passed.len() {
        0 => Vec::new(),
        count => right(&format!("{count} more")),
    }
}

/// Columns of the name of who speaks.
const SPEAKER: usize = 12;

pub(super) fn server_lines(verdict: &Verdict, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let word = |sign, meaning, text: &str| {
        let speaker = look::pad(verdict.cluster.speaker(), SPEAKER, "");
        let first = [Span::raw(" "), look.span(sign, meaning), Span::raw(" "), look.span(&speaker, Meaning::Strong)];
        let rest = [Span::raw(" ".repeat(3 + SPEAKER))];
        wrap(&[look.span(text, Meaning::Text)], columns, &first, &rest)
    };
    if !verdict.cluster.accepted {
        let mut lines = word(look.signs.wrong, Meaning::Wrong, "would refuse this Pod");
        if verdict.cluster.refusals.is_empty() {
            for line in verdict.cluster.message.lines() {
                lines.extend(wrap(
                    &[look.span(line, Meaning::Code)],
                    columns,
                    &[Span::raw("   ")],
                    &[Span::raw("   ")],
                ));
            }
        }
        return lines;
    }
    let (sign, meaning) = if verdict.cluster.judged { (look.signs.right, Meaning::Right) } else { (" ", Meaning::Dim) };
    let mut lines = word(sign, meaning, verdict.cluster.answer());
    for line in verdict.cluster.message.lines() {
        lines.extend(wrap(&[look.span(line, Meaning::Dim)], columns, &[Span::raw("   ")], &[Span::raw("   ")]));
    }
    lines
}

/// What is said when everything is right.
pub(super) fn praise(open: &OpenExercise, columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let (elapsed, par) = (open.elapsed(shared.now), open.exercise.par);
    let time = elapsed.map(|elapsed| format!(" in {}", clock(elapsed))).unwrap_or_default();
    let within = elapsed.filter(|elapsed| *elapsed <= par).map(|_| format!(", within par {}", clock(par)));
    let best = shared.catalog.standing(&open.exercise.id).best;
    let best = best.filter(|best| elapsed.is_some_and(|elapsed| *best < elapsed));
    let best = best.map(|best| format!("; your best is {}", clock(best))).unwrap_or_default();
    let text = format!("{} Full marks{time}{}{best}.", look.signs.right, within.unwrap_or_default());
    let mut lines = wrap(&[look.span(&text, Meaning::Right)], columns, &[Span::raw(" ")], &[Span::raw("   ")]);
    let cost = open.hint_cost();
    if cost > 0 && shared.assigned.is_none() {
        let text = format!("Hints cost {cost} of the points.");
        lines.extend(wrap(&inline(&text, look), columns, &[Span::raw("   ")], &[Span::raw("   ")]));
    }
    let text = "`x` tells why it works, and what the exam likes to vary.";
    lines.extend(wrap(&inline(text, look), columns, &[Span::raw("   ")], &[Span::raw("   ")]));
    lines.push(Line::default());
    lines
}
