//! Markdown for the summary of a CI job, or a comment. It must not know where it is shown.

use super::Work;
use crate::classroom::words;

/// The whole text.
#[must_use]
pub fn text(work: &Work) -> String {
    let student = work.student;
    let mut text = format!("## {}\n\n", plain(&work.assignment.title));
    text.push_str(&format!("**{} of {} points**", student.score(), work.assignment.max()));
    if let Some(late) = &student.late {
        text.push_str(&format!(" ({})", words::late(late)));
    }
    text.push('\n');
    for doubt in words::doubts(student) {
        text.push_str(&format!("\n> ⚠️ **{}**\n", plain(doubt)));
    }
    for problem in &student.problems {
        text.push_str(&format!("\n> {}\n", plain(&problem.message)));
    }
    if work.is_broken() {
        text.push_str("\nThe submission could not be graded.\n");
        return text;
    }
    text.push_str("\n| | exercise | points |\n| --- | --- | --- |\n");
    for exercise in &student.exercises {
        let sign = if exercise.passed { "✅" } else { "❌" };
        text.push_str(&format!(
            "| {sign} | {} | {} of {} |\n",
            with_code(work.title(&exercise.id)),
            exercise.score,
            exercise.max
        ));
    }
    for exercise in student.exercises.iter().filter(|exercise| !exercise.passed) {
        text.push_str(&format!("\n### {}\n\n", with_code(work.title(&exercise.id))));
        if !exercise.answered {
            text.push_str("No answer was handed in.\n");
            continue;
        }
        for check in exercise.checks.iter().filter(|check| !check.passed) {
            text.push_str(&format!("- ❌ {} ({} of {})\n", with_code(&check.text), check.points, check.max));
            for finding in words::findings(check, work.answers) {
                text.push_str(&format!("  - {}\n", plain(&finding)));
            }
        }
        if !exercise.cluster.accepted && !exercise.cluster.message.is_empty() {
            text.push_str("\nThe cluster would refuse it:\n\n");
            for line in words::printable(&exercise.cluster.message).lines() {
                text.push_str(&format!("    {line}\n"));
            }
        }
    }
    text
}

/// A text whose pairs of backticks stay what they are; everything else is plain.
fn with_code(text: &str) -> String {
    let text = words::line(text);
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) || parts.iter().skip(1).step_by(2).any(|code| code.trim().is_empty()) {
        return plain(&text);
    }
    let part = |(index, part): (usize, &&str)| match index % 2 {
        0 => plain(part),
        _ => format!("`{}`", part.replace('|', "\\|")),
    };
    parts.iter().enumerate().map(part).collect()
}

/// A text in which no character means anything to Markdown or HTML, and no `@` calls anybody.
#[must_use]
pub fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in words::line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A word joiner behind the sign keeps the name from being one.
            '@' => out.push_str("@\u{2060}"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' | '!' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    // What begins a list, or a number with a dot, at a line's start.
    match out.chars().next() {
        Some('-' | '+' | '=') => format!("\\{out}"),
        Some(c) if c.is_ascii_digit() => {
            let digits = out.len() - out.trim_start_matches(|c: char| c.is_ascii_digit()).len();
            match out.get(digits..digits + 1) {
                Some("." | ")") => format!("{}\\{}", &out[..digits], &out[digits..]),
                _ => out,
            }
        }
        _ => out,
    }
}
