//! The report as Markdown. It must not know how it is shown: tables are those that GitHub and GitLab know, and what comes from
//! outside is escaped so that it is text there and nothing else.

use super::{Report, clock, command, counted, details, points, reason, safe, short_time, span, state, wanted};
use crate::session::exam::domain_title;
use crate::session::exam::result::{Area, TaskResult, TaskState};

pub(super) fn write(report: &Report) -> String {
    let result = report.result;
    let mut out = format!("# {}\n\n{}, seed {}\n\n", report.title(), report.began(), result.seed);
    out.push_str(&format!("**{}**\n\n", report.outcome()));
    for line in report.summary() {
        out.push_str(&format!("{}\n", plain(&line)));
    }
    head(&mut out, "By domain", &["domain", "tasks", "weight", "in the CKAD", "reached"]);
    for area in result.domains() {
        let wanted = wanted(result, &area).map_or_else(String::new, |wanted| format!("{wanted} %"));
        out.push_str(&area_line(&domain_title(&area.id), &area, &wanted));
    }
    head(&mut out, "By topic", &["topic", "tasks", "weight", "time", "reached"]);
    for area in result.topics() {
        out.push_str(&area_line(&report.topic(&area.id), &area, &clock(area.seconds)));
    }
    head(&mut out, "Tasks", &["task", "weight", "points", "time", "par", "how it was left"]);
    for (number, task) in (1..).zip(&result.tasks) {
        out.push_str(&task_line(number, task));
    }
    write_next(report, &mut out);
    write_past(report, &mut out);
    out.push_str("\n## Every check\n");
    for (number, task) in (1..).zip(&result.tasks) {
        write_checks(number, task, &mut out);
    }
    if !result.note.is_empty() {
        out.push_str(&format!("\n## Your notes\n\n{}", block(&result.note)));
    }
    out
}

/// A heading with the first two lines of a table; its first column stands left, the others right.
fn head(out: &mut String, title: &str, columns: &[&str]) {
    let rules: Vec<&str> = (0..columns.len()).map(|at| if at == 0 { "---" } else { "---:" }).collect();
    out.push_str(&format!("\n## {title}\n\n| {} |\n| {} |\n", columns.join(" | "), rules.join(" | ")));
}

fn area_line(title: &str, area: &Area, note: &str) -> String {
    format!("| {} | {} | {} % | {note} | {} |\n", plain(title), area.tasks, area.weight, area.score)
}

fn task_line(number: usize, task: &TaskResult) -> String {
    let flag = if task.flagged { ", flagged" } else { "" };
    format!(
        "| {number}. {} | {} % | {} of {} | {} | {} | {}{flag} |\n",
        plain(&task.title),
        task.weight,
        task.points,
        task.max_points,
        clock(task.seconds),
        clock(task.par_seconds),
        state(task)
    )
}

fn write_next(report: &Report, out: &mut String) {
    let (next, slow) = (report.result.next(), report.result.slow());
    if !next.is_empty() {
        out.push_str("\n## Practise next\n\n");
        for task in next {
            out.push_str(&format!("- {}: {}\n", code(&command(task)), reason(task)));
        }
    }
    if !slow.is_empty() {
        out.push_str("\n## Right, but slow\n\n");
        for task in slow {
            let (time, par) = (clock(task.seconds), clock(task.par_seconds));
            out.push_str(&format!("- {}: {time}, par is {par}\n", code(&format!("podlings drill {}", task.exercise))));
        }
    }
}

fn write_past(report: &Report, out: &mut String) {
    if report.past.len() < 2 {
        return;
    }
    head(out, "Your exams", &["exam", "began", "score", "full marks", "time"]);
    for exam in report.past {
        let number =
            if exam.number == report.number { format!("**{}**", exam.number) } else { exam.number.to_string() };
        out.push_str(&format!(
            "| {number} | {} | {} | {} of {} | {} of {} |\n",
            short_time(exam.started, &report.zone),
            exam.score,
            exam.solved,
            exam.tasks,
            span(exam.seconds),
            span(exam.limit_seconds)
        ));
    }
}

fn write_checks(number: usize, task: &TaskResult, out: &mut String) {
    out.push_str(&format!("\n### {number}. {}\n\n", plain(&task.title)));
    let counted = counted(task).map_or_else(String::new, |counted| format!("; {counted}"));
    out.push_str(&format!("{}: {}; {}{counted}\n", code(&task.exercise), points(task), state(task)));
    if !task.checks.is_empty() {
        out.push('\n');
    }
    for check in &task.checks {
        let mark = if check.passed { "[x]" } else { "[ ]" };
        out.push_str(&format!("- {mark} {} ({} of {})\n", plain(&check.text), check.points, check.max_points));
        for (name, value) in details(check).into_iter().filter(|_| !check.passed) {
            let value = if matches!(name, "field" | "expected" | "yours") { code(&value) } else { plain(&value) };
            out.push_str(&format!("  - {name}: {value}\n"));
        }
    }
    if task.state == TaskState::Graded && !task.message.is_empty() {
        out.push_str(&format!("\nThe API server says:\n\n{}", block(&task.message)));
    }
    if !task.note.is_empty() {
        out.push_str(&format!("\nYour notes:\n\n{}", block(&task.note)));
    }
}

/// Text in which nothing is a sign of Markdown or HTML but code spans, with which tasks and checks are written.
fn plain(text: &str) -> String {
    let text = one_line(text);
    let ticks = text.matches('`').count();
    let mut out = String::with_capacity(text.len());
    for (at, part) in text.split('`').enumerate() {
        let is_between = at % 2 == 1;
        // A bar ends a table's cell, in a code span too.
        if is_between && at < ticks && !part.contains('|') {
            out.push_str(&code(part));
            continue;
        }
        if is_between {
            out.push_str("\\`");
        }
        for letter in part.chars() {
            if "\\*_[]<>|#&~!".contains(letter) {
                out.push('\\');
            }
            out.push(letter);
        }
        if is_between && at < ticks {
            out.push_str("\\`");
        }
    }
    out
}

/// A code span, with a fence that does not come in it.
fn code(text: &str) -> String {
    let text = one_line(text);
    let fence = "`".repeat(longest_fence(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

fn one_line(text: &str) -> String {
    safe(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A code block, with a fence that does not come in it.
fn block(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(safe).collect();
    let text = lines.join("\n");
    let fence = "`".repeat((longest_fence(&text) + 1).max(3));
    format!("{fence}text\n{text}\n{fence}\n")
}

fn longest_fence(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or(0)
}
