//! How results are said: texts made harmless for spreadsheets, spans of time, what is wrong with a check. It must not know any
//! output's layout.

use super::result::{Check, Late, ProblemKind, Student};

/// A text for a cell of a spreadsheet. One that a spreadsheet would take for a formula gets an apostrophe in front, which
/// spreadsheets hide; control characters become blanks, line breaks stay.
#[must_use]
pub fn cell(text: &str) -> String {
    let text = printable(text);
    if is_formula(&text) { format!("'{text}") } else { text }
}

/// An id for a cell: as it is, unless it could be more than an id, because a changed id would belong to nobody.
#[must_use]
pub fn id_cell(id: &str) -> String {
    let harmless =
        id.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | '+')) && !id.starts_with('=');
    if harmless { id.to_owned() } else { cell(id) }
}

/// A spreadsheet would calculate it: the first character, blanks aside, is one that begins formulas.
fn is_formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || text.starts_with(['\t', '\r', '\n'])
}

/// The text without control characters: tabs and others become blanks, line breaks stay line feeds.
#[must_use]
pub fn printable(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().map(|c| if (c.is_control() && c != '\n') || is_invisible(c) { ' ' } else { c }).collect()
}

/// The text in one line.
#[must_use]
pub fn line(text: &str) -> String {
    printable(text).replace('\n', " ")
}

/// Characters that turn the direction of what follows, or that XML cannot have.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}')
}

/// The text cut to so many characters, with an ellipsis where something is gone.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// A span of time in its two largest units: `2 d 4 h`, `12 min`, `40 s`.
#[must_use]
pub fn span(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3600 % 24, seconds / 60 % 60);
    let parts: Vec<String> = [(days, "d"), (hours, "h"), (minutes, "min"), (seconds % 60, "s")]
        .into_iter()
        .skip_while(|(number, _)| *number == 0)
        .take(2)
        .filter(|(number, _)| *number > 0)
        .map(|(number, unit)| format!("{number} {unit}"))
        .collect();
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

/// What being late costs: `2 h late, 5 points off`.
#[must_use]
pub fn late(late: &Late) -> String {
    format!("{} late, {} points off", span(late.by), late.deduction)
}

/// What is wrong with a check, a line for each part; empty where it holds. `answers`: what was expected is told too.
#[must_use]
pub fn findings(check: &Check, answers: bool) -> Vec<String> {
    if check.passed {
        return Vec::new();
    }
    let mut lines = Vec::new();
    if let Some(expected) = check.expected.as_ref().filter(|_| answers) {
        lines.push(format!("expected: {}", printable(expected)));
    }
    if let Some(actual) = &check.actual {
        let place = check.line.map(|line| format!(" (line {line})")).unwrap_or_default();
        lines.push(format!("yours: {}{place}", printable(actual)));
    }
    if !check.why.is_empty() {
        lines.push(format!("why: {}", printable(&check.why)));
    }
    lines
}

/// What a sort of problem means for a whole grade; `None` for one that leaves it as it is.
#[must_use]
fn doubt(kind: ProblemKind) -> Option<&'static str> {
    match kind {
        ProblemKind::Unreadable => Some("What was handed in could not be read, or not all of it."),
        ProblemKind::BrokenChain => Some("What was handed in was changed after podlings wrote it."),
        ProblemKind::OtherAccount => Some("What was handed in was uploaded by somebody else than it says it is from."),
        ProblemKind::WrongAssignment => Some("What was handed in is for another assignment, or another version of it."),
        _ => None,
    }
}

/// What makes a student's whole grade doubtful, each once; empty where nothing does.
#[must_use]
pub fn doubts(student: &Student) -> Vec<&'static str> {
    let mut doubts = Vec::new();
    for doubt in student.problems.iter().filter_map(|problem| doubt(problem.kind)) {
        if !doubts.contains(&doubt) {
            doubts.push(doubt);
        }
    }
    doubts
}

/// Feedback on everything: a line for each exercise, each failed check and each deduction.
#[must_use]
pub fn feedback(student: &Student, title: impl Fn(&str) -> String) -> String {
    let mut lines: Vec<String> = doubts(student).into_iter().map(str::to_owned).collect();
    for exercise in &student.exercises {
        let none = if exercise.answered { "" } else { ", no answer" };
        lines.push(format!("{}: {} of {}{none}", line(&title(&exercise.id)), exercise.score, exercise.max));
        if exercise.answered {
            let failed = exercise.checks.iter().filter(|check| !check.passed);
            lines.extend(failed.map(|check| format!("- {}: {} of {}", line(&check.text), check.points, check.max)));
            if !exercise.cluster.accepted {
                lines.push("- the cluster would refuse it".to_owned());
            }
        }
    }
    if let Some(found) = &student.late {
        lines.push(late(found));
    }
    lines.join("\n")
}

/// Everything about a submission that a teacher should look at, in a line.
#[must_use]
pub fn problems(student: &Student) -> String {
    student.problems.iter().map(|problem| line(&problem.message)).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_disarmed_and_ids_kept() {
        assert_eq!(cell("=1+2"), "'=1+2");
        assert_eq!(cell("  @SUM(A1)"), "'  @SUM(A1)");
        assert_eq!(cell("\t=1"), "' =1");
        assert_eq!(cell("Ada"), "Ada");
        assert_eq!(id_cell("-12"), "-12");
        assert_eq!(id_cell("@ada"), "@ada");
        assert_eq!(id_cell("+cmd|' /C calc'!A0"), "'+cmd|' /C calc'!A0");
        assert_eq!(id_cell("=A1"), "'=A1");
    }

    #[test]
    fn spans_are_told_in_two_units() {
        let told: Vec<String> = [0, 40, 60, 754, 3600, 187_200].map(span).into();
        assert_eq!(told, ["0 s", "40 s", "1 min", "12 min 34 s", "1 h", "2 d 4 h"]);
    }
}
