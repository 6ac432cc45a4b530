//! The report for a terminal, in lines of at most some hundred columns. It must not know colours.

use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr as _;

use super::{Report, clock, command, count, counted, details, points, reason, safe, short_time, span, state, wanted};
use crate::session::exam::result::{Area, CheckLine, TaskResult, TaskState};
use crate::session::exam::{Past, domain_title};
use crate::session::prose;

/// Columns that a line is filled to.
const COLUMNS: usize = 80;
/// Columns of a task's title.
const TITLE: usize = 40;

pub(super) fn write(report: &Report, unicode: bool) -> String {
    let result = report.result;
    let mut out = format!("{}   {}   seed {}\n\n{}\n", report.title(), report.began(), result.seed, report.outcome());
    for line in report.summary() {
        out.push_str(&filled(&line, ""));
    }
    out.push_str(&format!("\n{:<54}{:>5}{:>8}{:>9}\n", "By domain", "tasks", "weight", "reached"));
    for area in result.domains() {
        let note = wanted(result, &area).map_or_else(String::new, |wanted| format!("   CKAD: {wanted} %"));
        out.push_str(&area_line(&domain_title(&area.id), &area, &note));
    }
    out.push_str(&format!("\n{:<54}{:>5}{:>8}{:>9}{:>9}\n", "By topic", "tasks", "weight", "reached", "time"));
    for area in result.topics() {
        out.push_str(&area_line(&report.topic(&area.id), &area, &format!("{:>9}", clock(area.seconds))));
    }
    out.push_str(&format!("\n{:<47}{:>6}{:>10}{:>9}{:>8}\n", "Tasks", "weight", "points", "time", "par"));
    for (number, task) in (1..).zip(&result.tasks) {
        out.push_str(&task_line(number, task, unicode));
    }
    write_next(report, &mut out);
    if report.past.len() > 1 {
        out.push_str("\nYour exams\n");
        for exam in report.past {
            let here = if exam.number == report.number { "   this one" } else { "" };
            out.push_str(&past_line(exam, &report.zone, here));
        }
    }
    out.push_str("\nEvery check\n");
    for (number, task) in (1..).zip(&result.tasks) {
        write_checks(number, task, unicode, &mut out);
    }
    if !result.note.is_empty() {
        out.push_str("\nYour notes\n");
        out.push_str(&indented(&result.note, "  "));
    }
    out
}

fn area_line(title: &str, area: &Area, note: &str) -> String {
    let (title, weight) = (column(title, 51, true), format!("{} %", area.weight));
    format!("  {title} {:>5}{weight:>8}{:>9}{note}\n", area.tasks, area.score.to_string())
}

fn sign(passed: bool, points: u32, unicode: bool) -> &'static str {
    match (passed, points, unicode) {
        (true, _, true) => "✓",
        (true, _, false) => "+",
        (false, 0, true) => "✗",
        (false, 0, false) => "x",
        (false, ..) => "~",
    }
}

fn task_line(number: usize, task: &TaskResult, unicode: bool) -> String {
    let title = column(&task.title, TITLE, unicode);
    let (weight, points) = (format!("{} %", task.weight), format!("{} of {}", task.points, task.max_points));
    let flag = if task.flagged { "  flagged" } else { "" };
    let (time, par) = (clock(task.seconds), clock(task.par_seconds));
    let sign = sign(task.passed, task.points, unicode);
    format!("  {number:>2} {sign} {title}{weight:>7}{points:>10}{time:>9}{par:>8}{flag}\n")
}

/// The text in so many columns: cut where it is too long, filled up where it is too short.
fn column(text: &str, columns: usize, unicode: bool) -> String {
    let mut kept = safe(text);
    if kept.width() > columns {
        let sign = if unicode { "…" } else { "..." };
        while kept.width() + sign.width() > columns {
            kept.pop();
        }
        kept.push_str(sign);
    }
    let missing = columns.saturating_sub(kept.width());
    kept + &" ".repeat(missing)
}

fn write_next(report: &Report, out: &mut String) {
    let (next, slow) = (report.result.next(), report.result.slow());
    if !next.is_empty() {
        out.push_str("\nPractise next\n");
        for task in next {
            out.push_str(&format!("  {}   ({})\n", safe(&command(task)), reason(task)));
        }
    }
    if !slow.is_empty() {
        out.push_str("\nRight, but slow\n");
        for task in slow {
            let (time, par) = (clock(task.seconds), clock(task.par_seconds));
            out.push_str(&format!("  podlings drill {}   ({time}, par is {par})\n", safe(&task.exercise)));
        }
    }
}

/// An exam in the list of all.
pub(super) fn past_line(exam: &Past, zone: &TimeZone, note: &str) -> String {
    let word = if exam.passed { "passed" } else { "not passed" };
    let solved = format!("{} of {}", exam.solved, count(exam.tasks, "task"));
    let time = format!("{} of {}", span(exam.seconds), span(exam.limit_seconds));
    let (began, score) = (short_time(exam.started, zone), exam.score.to_string());
    format!("  {:>2}  {began}  {score:>5}  {word:<10}  {solved:<14}  {time}{note}\n", exam.number)
}

fn write_checks(number: usize, task: &TaskResult, unicode: bool, out: &mut String) {
    let seed = task.seed.map_or_else(String::new, |seed| format!(" --seed {seed}"));
    out.push_str(&format!("\n{number}. {} ({}{seed})\n", safe(&task.title), safe(&task.exercise)));
    out.push_str(&format!("   {}; {}\n", points(task), state(task)));
    if let Some(counted) = counted(task) {
        out.push_str(&filled(&counted, "   "));
    }
    for check in &task.checks {
        write_check(check, unicode, out);
    }
    if task.state == TaskState::Graded && !task.message.is_empty() {
        out.push_str("   the API server says:\n");
        out.push_str(&indented(&task.message, "       "));
    }
    if !task.note.is_empty() {
        out.push_str("   your notes:\n");
        out.push_str(&indented(&task.note, "       "));
    }
}

fn write_check(check: &CheckLine, unicode: bool, out: &mut String) {
    let sign = sign(check.passed, check.points, unicode);
    let first = format!("{} ({} of {})", safe(&check.text), check.points, check.max_points);
    out.push_str(&format!("   {sign} {}", filled(&first, "     ").trim_start()));
    for (name, value) in details(check).into_iter().filter(|_| !check.passed) {
        let rest = " ".repeat(17);
        let value = match name {
            "why" => filled(&safe(&value), &rest),
            _ => safe(&value).replace('\n', &format!("\n{rest}")) + "\n",
        };
        out.push_str(&format!("       {name:<8}  {}", value.trim_start()));
    }
}

fn indented(text: &str, by: &str) -> String {
    text.lines().map(|line| format!("{by}{}\n", safe(line))).collect()
}

fn filled(text: &str, by: &str) -> String {
    prose::filled(text, by, by, COLUMNS)
}
