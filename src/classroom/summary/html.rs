//! The class report as one HTML file: no script, nothing from elsewhere, light and dark, fit for a phone and for paper. It must
//! not know how anything was counted.

use maud::{Markup, html};

use super::{AlikeNote, ExerciseSummary, Listed, MOST_LISTED, Summary};
use crate::classroom::words;
use crate::session::page::{coded, page};

/// The most missed checks that are shown.
const MOST_MISSED: usize = 12;

const STYLE: &str = include_str!("report.css");

/// The whole file.
#[must_use]
pub fn report(summary: &Summary) -> String {
    let title = words::line(&summary.assignment.title);
    let body = html! {
        h1 { (title) }
        (facts(summary))
        @if summary.students > 0 {
            (spread(summary))
            (missed(summary))
            (exercises(summary))
            (problems(summary))
            (alike(summary))
            (missing(summary))
            (students(summary))
        } @else {
            p { "Nobody has handed in yet." }
        }
    };
    page(&format!("{title} – class report"), STYLE, &body)
}

fn facts(summary: &Summary) -> Markup {
    html! {
        dl.facts {
            div { dt { "Handed in" } dd { (summary.students) } }
            @if let Some(missing) = &summary.missing { div { dt { "Did not" } dd { (missing.len()) } } }
            @if let Some(median) = summary.median() { div { dt { "Median" } dd { (median) " %" } } }
            div { dt { "Points to reach" } dd { (summary.assignment.max()) } }
            div { dt { "Late" } dd { (summary.late) } }
            @if summary.unreadable > 0 { div { dt { "Not gradable" } dd { (summary.unreadable) } } }
        }
        @if let Some(terms) = &summary.assignment.terms {
            p.note.terms { "Due by " (words::line(&terms.due)) "; " (words::line(&terms.late)) "." }
        }
    }
}

/// A bar of so many per cent, with what it says as text beside it.
fn bar(percent: usize, class: &str) -> Markup {
    html! { span.track aria-hidden="true" { span class=(format!("bar {class}")) style=(format!("width:{}%", percent.min(100))) {} } }
}

fn spread(summary: &Summary) -> Markup {
    let bins = summary.spread();
    let highest = bins.iter().copied().max().unwrap_or(0).max(1);
    html! {
        section {
            h2 { "How the scores spread" }
            table.bars {
                thead { tr { th scope="col" { "score" } th scope="col" { "students" } th {} } }
                tbody {
                    @for (index, count) in bins.iter().enumerate() {
                        tr {
                            th scope="row" { (Summary::bin(index)) }
                            td.number { (count) }
                            td.wide { (bar(count * 100 / highest, "neutral")) }
                        }
                    }
                }
            }
        }
    }
}

fn missed(summary: &Summary) -> Markup {
    let missed = summary.missed();
    html! {
        section {
            h2 { "What most people miss" }
            @if let Some(note) = summary.values_note() { p.note { (note) } }
            @if missed.is_empty() { p { "Every check was met by everybody who answered." } }
            @else {
                ol.missed {
                    @for (exercise, check) in missed.iter().take(MOST_MISSED) {
                        li {
                            p.check { (coded(&check.text)) }
                            p.note {
                                (coded(&exercise.title)) " · missed by " (check.missed) " of " (check.asked) " (" (check.share()) " %)"
                                @if let Some(mostly) = check.mostly() { " · " (mostly) }
                            }
                            (bar(check.share(), "bad"))
                        }
                    }
                }
                @if missed.len() > MOST_MISSED { p.note { "And " (missed.len() - MOST_MISSED) " more that somebody missed." } }
            }
        }
    }
}

fn exercises(summary: &Summary) -> Markup {
    html! {
        section {
            h2 { "Exercises" }
            ul.exercises {
                @for exercise in &summary.exercises {
                    li {
                        p.check { (coded(&exercise.title)) }
                        p.note { (exercise_line(exercise, summary.students)) }
                        (bar(exercise.passed * 100 / summary.students.max(1), "good"))
                    }
                }
            }
        }
    }
}

/// `31 of 40 in full, 36 answered; half needed 6 min or less (prepared: 5 min)`
fn exercise_line(exercise: &ExerciseSummary, students: usize) -> String {
    let mut line = format!("{} of {students} in full, {} answered", exercise.passed, exercise.answered);
    if let Some(median) = exercise.median() {
        line.push_str(&format!(" · median time {}", words::span(median)));
        if let Some(par) = exercise.par {
            line.push_str(&format!(" (prepared: {})", words::span(par)));
        }
    }
    line
}

fn missing(summary: &Summary) -> Markup {
    let missing = summary.missing.as_deref().filter(|missing| summary.names && !missing.is_empty());
    html! {
        @if let Some(missing) = missing {
            section {
                h2 { "Handed nothing in" }
                p {
                    (missing.iter().take(MOST_LISTED).map(|name| words::line(name)).collect::<Vec<_>>().join("; "))
                    @if missing.len() > MOST_LISTED { "; and " (missing.len() - MOST_LISTED) " more" }
                }
            }
        }
    }
}

fn students(summary: &Summary) -> Markup {
    if !summary.names {
        return html! {};
    }
    html! {
        section {
            h2 { "Students" }
            @if summary.students > summary.listed.len() {
                p.note { "The first " (MOST_LISTED) " of " (summary.students) "; a gradebook has them all." }
            }
            div.scroll {
                table.students {
                    thead {
                        tr {
                            th scope="col" { "student" }
                            th.number scope="col" { "points" }
                            @for (number, exercise) in (1..).zip(&summary.exercises) {
                                th.number scope="col" title=(exercise.title) { (number) }
                            }
                        }
                    }
                    tbody { @for listed in &summary.listed { (student(listed)) } }
                }
            }
            p.note {
                "A check mark: in full; a dash: no answer. "
                @for (number, exercise) in (1..).zip(&summary.exercises) { (number) ": " (coded(&exercise.title)) ". " }
            }
        }
    }
}

fn student(listed: &Listed) -> Markup {
    html! {
        tr {
            th scope="row" {
                (listed.name)
                @if listed.is_doubtful { " " span.doubt { "please look" } }
                @if let Some(late) = listed.late { " " span.late { (words::span(late)) " late" } }
            }
            td.number { (listed.score) }
            @for exercise in &listed.exercises {
                @match exercise {
                    None => td.number.none { "–" },
                    Some((points, true)) => td.number.full { "✓ " (points) },
                    Some((points, false)) => td.number { (points) },
                }
            }
        }
    }
}

fn problems(summary: &Summary) -> Markup {
    html! {
        @if !summary.problems.is_empty() {
            section {
                h2 { "Please look at" }
                ul { @for (who, what) in &summary.problems { li { strong { (who) } ": " (coded(what)) } } }
            }
        }
    }
}

fn alike(summary: &Summary) -> Markup {
    html! {
        @if !summary.alike.is_empty() {
            section {
                h2 { "Answers that are alike" }
                p.note {
                    "These share details that hardly anybody else has and that the task does not give. There are good reasons for \
                     that too: learning together, the same example from the documentation. It is a reason to read both, and no more."
                }
                ul.alike { @for note in &summary.alike { (alike_note(note)) } }
            }
        }
    }
}

fn alike_note(note: &AlikeNote) -> Markup {
    html! {
        li {
            strong { (note.who()) }
            ul {
                @for (title, traces) in &note.reasons {
                    li {
                        (coded(title))
                        @if !traces.is_empty() { ": " @for trace in traces { code { (trace) } " " } }
                    }
                }
            }
        }
    }
}
