//! `podlings stats -o csv`: one row for each attempt, for spreadsheets. It must not know what they add up to.

use std::io::{self, Write};

use crate::exercise::Library;
use crate::history::{AttemptRecord, Mode};
use crate::session::schedule::Rating;

/// The columns.
const HEAD: [&str; 18] = [
    "started",
    "ended",
    "mode",
    "exercise",
    "title",
    "topic",
    "kind",
    "difficulty",
    "seed",
    "seconds",
    "par_seconds",
    "points",
    "max_points",
    "passed",
    "hints",
    "solution_shown",
    "rating",
    "mistakes",
];

/// Writes the table, the first attempt first.
///
/// # Errors
/// When the output cannot be written.
pub fn write(records: &[AttemptRecord], library: &Library, out: &mut dyn Write) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(HEAD)?;
    for record in records {
        table.write_record(row(record, library).map(|cell| safe(&cell)))?;
    }
    table.flush()
}

fn row(record: &AttemptRecord, library: &Library) -> [String; 18] {
    let attempt = &record.attempt;
    // An exercise that is gone has an id alone.
    let entry = library.entry(&attempt.exercise).ok();
    let of = |text: Option<String>| text.unwrap_or_default();
    let rating = entry.and_then(|entry| Rating::of(attempt, entry.header.par));
    [
        attempt.started.to_string(),
        attempt.ended.to_string(),
        mode(attempt.mode).to_owned(),
        attempt.exercise.clone(),
        of(entry.map(|entry| entry.header.title.clone())),
        of(entry.map(|entry| entry.topic.clone())),
        of(entry.map(|entry| entry.header.kind.name().to_owned())),
        of(entry.map(|entry| entry.header.difficulty.to_string())),
        of(attempt.seed.map(|seed| seed.to_string())),
        attempt.elapsed.as_secs().to_string(),
        of(entry.map(|entry| entry.header.par.as_secs().to_string())),
        of(attempt.score.map(|score| score.points.to_string())),
        of(attempt.score.map(|score| score.max.to_string())),
        record.solved_after.is_some().to_string(),
        attempt.hints.to_string(),
        attempt.solution_shown.to_string(),
        rating.map_or("", Rating::name).to_owned(),
        record.mistakes.join(" "),
    ]
}

/// The word for a mode.
#[must_use]
pub fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Practice => "practice",
        Mode::Drill => "drill",
        Mode::Exam => "exam",
    }
}

/// A cell that no spreadsheet takes for a formula, whatever a pack calls its exercises; and no terminal for a command.
fn safe(cell: &str) -> String {
    let cell: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let first = cell.trim_start().chars().next();
    if first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠')) {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(safe("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(safe(" \t@SUM(A1)"), "'  @SUM(A1)");
        assert_eq!(safe("-1"), "'-1");
        assert_eq!(safe("A Pod\u{1b}[31m"), "A Pod [31m");
        assert_eq!(safe("config-loader"), "config-loader");
    }
}
