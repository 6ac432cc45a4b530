//! The report as one HTML file: no resource from outside, no script, light and dark, fit for a phone and for paper. `maud`
//! escapes whatever is put into it.

use maud::{Markup, html};

use super::{Report, clock, command, counted, details, points, reason, safe, short_time, span, state, wanted};
use crate::session::exam::domain_title;
use crate::session::exam::result::{Area, CheckLine, PASS_MARK, Percent, TaskResult, TaskState};
use crate::session::page::{coded, page};

/// The page's look. Colours are named once for light and once for dark.
const STYLE: &str = include_str!("report.css");

pub(super) fn write(report: &Report) -> String {
    let title = format!("{}, {}", report.title(), report.began());
    page(&title, STYLE, &body(report))
}

fn body(report: &Report) -> Markup {
    let result = report.result;
    html! {
        header {
            h1 { (report.title()) }
            p.muted { (report.began()) ", seed " (result.seed) }
            p.score.(if result.passed() { "good" } else { "bad" }) { (report.outcome()) }
            (meter(result.score()))
            @for line in report.summary() { p { (line.replace(" %", "\u{a0}%")) } }
        }
        section {
            h2 { "By domain" }
            table {
                (head(&["Domain", "Tasks", "Weight", "In the CKAD", "Reached"]))
                tbody {
                    @for area in result.domains() {
                        (area_row(&domain_title(&area.id), &area, &wanted(result, &area).map_or_else(String::new, |wanted| format!("{wanted} %")), "In the CKAD"))
                    }
                }
            }
        }
        section {
            h2 { "By topic" }
            table {
                (head(&["Topic", "Tasks", "Weight", "Time", "Reached"]))
                tbody {
                    @for area in result.topics() { (area_row(&report.topic(&area.id), &area, &clock(area.seconds), "Time")) }
                }
            }
        }
        section {
            h2 { "Tasks" }
            table {
                (head(&["Task", "Weight", "Points", "Time", "Par"]))
                tbody { @for (number, task) in (1..).zip(&result.tasks) { (task_row(number, task)) } }
            }
        }
        (next(report))
        (past(report))
        section {
            h2 { "Every check" }
            @for (number, task) in (1..).zip(&result.tasks) { (checks(number, task)) }
        }
        @if !result.note.is_empty() { section { h2 { "Your notes" } (block(&result.note)) } }
        footer.muted { "Made by podlings, a trainer for the CKAD exam." }
    }
}

fn head(columns: &[&str]) -> Markup {
    html! { thead { tr { @for column in columns { th scope="col" { (column) } } } } }
}

fn area_row(title: &str, area: &Area, note: &str, name: &str) -> Markup {
    html! {
        tr {
            th scope="row" { (coded(title)) }
            td data-name="Tasks" { (area.tasks) }
            td data-name="Weight" { (area.weight) " %" }
            td data-name=(name) { (note) }
            td.reached data-name="Reached" { (meter(area.score)) span { (area.score) } }
        }
    }
}

fn task_row(number: usize, task: &TaskResult) -> Markup {
    html! {
        tr {
            th scope="row" {
                (sign(task.passed, task.points)) " "
                a href=(format!("#task-{number}")) { (number) ". " (coded(&task.title)) }
                @if task.flagged { " " span.flag { "flagged" } }
                span.state { (state(task)) }
            }
            td data-name="Weight" { (task.weight) " %" }
            td data-name="Points" { (task.points) " of " (task.max_points) }
            td data-name="Time" { (clock(task.seconds)) }
            td data-name="Par" { (clock(task.par_seconds)) }
        }
    }
}

fn next(report: &Report) -> Markup {
    let (next, slow) = (report.result.next(), report.result.slow());
    html! {
        @if !next.is_empty() {
            section {
                h2 { "Practise next" }
                ul { @for task in next { li { code { (safe(&command(task))) } " " span.muted { (reason(task)) } } } }
            }
        }
        @if !slow.is_empty() {
            section {
                h2 { "Right, but slow" }
                ul {
                    @for task in slow {
                        li {
                            code { "podlings drill " (safe(&task.exercise)) } " "
                            span.muted { (clock(task.seconds)) ", par is " (clock(task.par_seconds)) }
                        }
                    }
                }
            }
        }
    }
}

fn past(report: &Report) -> Markup {
    html! {
        @if report.past.len() > 1 {
            section {
                h2 { "Your exams" }
                table {
                    (head(&["Exam", "Full marks", "Time", "Score"]))
                    tbody {
                        @for exam in report.past {
                            tr.here[exam.number == report.number] {
                                th scope="row" { (exam.number) ", " (short_time(exam.started, &report.zone)) }
                                td data-name="Full marks" { (exam.solved) " of " (exam.tasks) }
                                td data-name="Time" { (span(exam.seconds)) " of " (span(exam.limit_seconds)) }
                                td.reached data-name="Score" { (meter(exam.score)) span { (exam.score) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn checks(number: usize, task: &TaskResult) -> Markup {
    html! {
        article id=(format!("task-{number}")) {
            h3 { (number) ". " (coded(&task.title)) }
            p.muted {
                code { (safe(&task.exercise)) @if let Some(seed) = task.seed { " --seed " (seed) } } ", "
                (points(task)) ", " (state(task))
                @if let Some(counted) = counted(task) { ", " (counted) }
            }
            @if !task.checks.is_empty() { ul.checks { @for line in &task.checks { (check(line)) } } }
            @if task.state == TaskState::Graded && !task.message.is_empty() {
                p { "The API server says:" }
                (block(&task.message))
            }
            @if !task.note.is_empty() { p { "Your notes:" } (block(&task.note)) }
        }
    }
}

fn check(check: &CheckLine) -> Markup {
    html! {
        li {
            (sign(check.passed, check.points)) " " (coded(&check.text)) " "
            span.muted { (check.points) " of " (check.max_points) }
            @if !check.passed {
                dl {
                    @for (name, value) in details(check) {
                        dt { (name) }
                        dd { @if matches!(name, "field" | "expected" | "yours") { code { (safe(&value)) } } @else { (coded(&value)) } }
                    }
                }
            }
        }
    }
}

/// A bar with the pass mark on it; its number stands beside it.
fn meter(score: Percent) -> Markup {
    let kind = if score >= PASS_MARK { "good" } else { "bad" };
    html! {
        span.meter aria-hidden="true" {
            span.(kind) style=(format!("width:{}.{:02}%", score.0 / 100, score.0 % 100)) {}
        }
    }
}

fn sign(passed: bool, points: u32) -> Markup {
    let (kind, sign, word) = match (passed, points) {
        (true, _) => ("good", "✓", "right"),
        (false, 0) => ("bad", "✗", "wrong"),
        (false, _) => ("part", "~", "in part"),
    };
    html! { span.sign.(kind) role="img" aria-label=(word) { (sign) } }
}

fn block(text: &str) -> Markup {
    let lines: Vec<String> = text.lines().map(safe).collect();
    html! { pre { (lines.join("\n")) } }
}
