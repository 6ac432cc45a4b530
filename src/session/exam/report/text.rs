//! The report for a terminal, in lines that are as wide as it at most, and otherwise as wide as their titles need. It must not know
//! colours.

use jiff::tz::TimeZone;
use unicode_width::UnicodeWidthStr as _;

use super::{Report, clock, command, count, counted, details, points, reason, safe, short_time, span, state, wanted};
use crate::session::exam::result::{Area, CheckLine, TaskResult, TaskState};
use crate::session::exam::{Past, domain_title};
use crate::session::prose;

/// Columns that a line is filled to.
const COLUMNS: usize = 80;
/// Columns that titles have at least.
const LEAST: usize = 10;

/// How the tables are drawn.
#[derive(Clone, Copy)]
struct Look {
    unicode: bool,
    /// The terminal's width, where there is one.
    columns: Option<usize>,
}

impl Look {
    /// Columns of a table's titles: what the widest needs, and no more than there is room for beside `others`.
    fn titles<'a>(self, titles: impl Iterator<Item = &'a str>, others: usize) -> usize {
        let widest = titles.map(|title| safe(title).width()).max().unwrap_or(0).max(LEAST);
        self.columns.map_or(widest, |columns| widest.min(columns.saturating_sub(others).max(LEAST)))
    }
}

pub(super) fn write(report: &Report, unicode: bool, columns: Option<usize>) -> String {
    let look = Look { unicode, columns };
    let result = report.result;
    let mut out = format!("{}   {}   seed {}\n\n{}\n", report.title(), report.began(), result.seed, report.outcome());
    for line in report.summary() {
        out.push_str(&filled(&line, ""));
    }
    write_areas(report, look, &mut out);
    write_tasks(report, look, &mut out);
    write_next(report, &mut out);
    write_past(report, look, &mut out);
    out.push_str("\nEvery check\n");
    for (number, task) in (1..).zip(&result.tasks) {
        write_checks(number, task, look.unicode, &mut out);
    }
    if !result.note.is_empty() {
        out.push_str("\nYour notes\n");
        out.push_str(&indented(&result.note, "  "));
    }
    out
}

fn write_areas(report: &Report, look: Look, out: &mut String) {
    let result = report.result;
    let domains: Vec<(String, Area, String)> = result
        .domains()
        .into_iter()
        .map(|area| {
            let note = wanted(result, &area).map_or_else(String::new, |wanted| format!("   CKAD: {wanted} %"));
            (domain_title(&area.id), area, note)
        })
        .collect();
    let topics: Vec<(String, Area, String)> = result
        .topics()
        .into_iter()
        .map(|area| {
            let time = format!("{:>9}", clock(area.seconds));
            (report.topic(&area.id), area, time)
        })
        .collect();
    let both = || domains.iter().chain(&topics);
    let ends = both().map(|(_, _, end)| end.width()).max().unwrap_or(0);
    let width = look.titles(both().map(|(title, ..)| title.as_str()), 25 + ends);
    write_table("By domain", "", &domains, (width, look), out);
    write_table("By topic", "     time", &topics, (width, look), out);
}

/// A table of areas: title, area, and what stands at the line's end.
fn write_table(
    name: &str,
    last: &str,
    areas: &[(String, Area, String)],
    (width, look): (usize, Look),
    out: &mut String,
) {
    let head = format!("{name:<columns$}{:>6}{:>8}{:>9}{last}", "tasks", "weight", "reached", columns = width + 2);
    out.push_str(&format!("\n{head}\n"));
    for (title, area, end) in areas {
        let (title, weight) = (column(title, width, look.unicode), format!("{} %", area.weight));
        out.push_str(&format!("  {title}{:>6}{weight:>8}{:>9}{end}\n", area.tasks, area.score.to_string()));
    }
}

fn write_tasks(report: &Report, look: Look, out: &mut String) {
    const FLAGGED: &str = "  flagged";
    let tasks = &report.result.tasks;
    let flag = if tasks.iter().any(|task| task.flagged) { FLAGGED.len() } else { 0 };
    let width = look.titles(tasks.iter().map(|task| task.title.as_str()), 40 + flag);
    let head = format!(
        "\n{:<columns$}{:>7}{:>10}{:>9}{:>7}\n",
        "Tasks",
        "weight",
        "points",
        "time",
        "par",
        columns = width + 7
    );
    out.push_str(&head);
    for (number, task) in (1..).zip(tasks) {
        let title = column(&task.title, width, look.unicode);
        let (weight, points) = (format!("{} %", task.weight), format!("{} of {}", task.points, task.max_points));
        let flag = if task.flagged { FLAGGED } else { "" };
        let (time, par) = (clock(task.seconds), clock(task.par_seconds));
        let sign = sign(task.passed, task.points, look.unicode);
        out.push_str(&format!("  {number:>2} {sign} {title}{weight:>7}{points:>10}{time:>9}{par:>7}{flag}\n"));
    }
}

fn write_past(report: &Report, look: Look, out: &mut String) {
    const HERE: &str = "   this one";
    if report.past.len() < 2 {
        return;
    }
    let lines: Vec<(bool, String)> =
        report.past.iter().map(|exam| (exam.number == report.number, past_line(exam, &report.zone))).collect();
    let widest = lines.iter().filter(|(here, _)| *here).map(|(_, line)| line.width() + HERE.len()).max();
    // Where the words have no room, the heading has.
    let fits = look.columns.is_none_or(|columns| widest.unwrap_or(0) <= columns);
    let which = if fits { String::new() } else { format!(" (this one is exam {})", report.number) };
    out.push_str(&format!("\nYour exams{which}\n"));
    for (here, line) in lines {
        out.push_str(&format!("{line}{}\n", if here && fits { HERE } else { "" }));
    }
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
pub(super) fn past_line(exam: &Past, zone: &TimeZone) -> String {
    let word = if exam.passed { "passed" } else { "not passed" };
    let solved = format!("{} of {}", exam.solved, count(exam.tasks, "task"));
    let time = format!("{} of {}", span(exam.seconds), span(exam.limit_seconds));
    let (began, score) = (short_time(exam.started, zone), exam.score.to_string());
    format!("  {:>2}  {began}  {score:>5}  {word:<10}  {solved:<14}  {time}", exam.number)
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
