//! The marks in the learner's YAML: where something is wrong, and what is said there. It must not know where the YAML stands.

use super::place;
use crate::grade::{CheckResult, Fault, FindingKind};
use crate::tui::look::Look;
use crate::tui::theme::Meaning;
use crate::tui::widget::checklist::sign;
use crate::tui::widget::yaml::{MarginMark, Mark};

/// Every place where something is wrong, marked in the margin; where there is only one, its own mark says all.
pub(super) fn margin(findings: &[Fault<'_>], look: &Look) -> Vec<MarginMark> {
    let marks: Vec<MarginMark> = findings
        .iter()
        .filter_map(|finding| {
            let (sign, meaning) = match finding {
                Fault::Check(check) => sign(look, check),
                Fault::Refusal(_) => (look.signs.wrong, Meaning::Wrong),
            };
            Some((place(finding)?.line, sign, meaning))
        })
        .collect();
    if marks.len() > 1 { marks } else { Vec::new() }
}

pub(super) fn mark(finding: &Fault<'_>, look: &Look) -> Option<Mark> {
    let place = place(finding)?;
    Some(match finding {
        Fault::Refusal(refusal) => {
            let text = if refusal.plain.is_empty() { refusal.message.clone() } else { refusal.plain.clone() };
            Mark { place, sign: look.signs.wrong, text, meaning: Meaning::Wrong }
        }
        Fault::Check(check) => {
            let (sign, _) = sign(look, check);
            let (text, meaning) = mark_words(check);
            Mark { place, sign, text, meaning }
        }
    })
}

/// What stands under the marked place.
fn mark_words(check: &CheckResult) -> (String, Meaning) {
    let expected = check.expected.as_deref().unwrap_or_default();
    match check.kind {
        Some(FindingKind::Missing) if expected.is_empty() => ("something is missing here".to_owned(), Meaning::Missing),
        Some(FindingKind::Missing) => (format!("{expected} is missing here"), Meaning::Missing),
        Some(FindingKind::Wrong) if expected.is_empty() => ("another value is expected".to_owned(), Meaning::Changed),
        Some(FindingKind::Wrong) => (format!("expected: {expected}"), Meaning::Changed),
        Some(FindingKind::Misplaced) => ("this belongs in another place".to_owned(), Meaning::Changed),
        Some(FindingKind::NearMiss) if expected.is_empty() => ("a slip of spelling?".to_owned(), Meaning::Changed),
        Some(FindingKind::NearMiss) => (format!("a slip of spelling? expected: {expected}"), Meaning::Changed),
        Some(FindingKind::Unknown) => ("Kubernetes knows no such field".to_owned(), Meaning::Wrong),
        Some(FindingKind::Extra) => ("this must not be here".to_owned(), Meaning::Extra),
        Some(FindingKind::Life) => ("the running Pod does not do it".to_owned(), Meaning::Wrong),
        Some(FindingKind::Limit) => ("the simulator cannot tell".to_owned(), Meaning::Dim),
        Some(FindingKind::Unreadable) => ("the text could not be read from here on".to_owned(), Meaning::Wrong),
        None => (check.text.clone(), Meaning::Wrong),
    }
}
