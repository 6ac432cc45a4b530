//! Two texts as rows. It must not know where the texts come from.

use std::ops::Range;

use similar::{DiffOp, DiffTag, DiffableStr};

use super::words::{Emphasis, emphasis, operations};

/// What a row says of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// The same on both sides.
    Equal,
    /// Only in yours: it has to go.
    Removed,
    /// Only in the answer: it is missing.
    Added,
}

/// A line of one of the texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in its text, from 1.
    pub number: usize,
    /// What it says, without a line end; control characters are made visible (`^[`), so that it is safe to print.
    pub text: String,
    /// The parts that differ from the line which it replaces, in bytes of `text`.
    pub emphasis: Vec<Range<usize>>,
}

/// A row of the unified picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A line that both have, or one of them.
    Line {
        /// Whose line it is.
        change: Change,
        /// The line: the learner's, where both have it.
        line: Line,
    },
    /// So many equal lines are left out.
    Folded(usize),
}

/// A row of the picture with both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pair {
    /// What stands beside each other; `None` where a side has nothing. Unequal lines differ where both are there.
    Lines {
        /// The same on both sides.
        equal: bool,
        /// The learner's line.
        yours: Option<Line>,
        /// The answer's line.
        nearest: Option<Line>,
    },
    /// So many equal lines are left out.
    Folded(usize),
}

/// The most bytes of a text that are compared; longer ones are cut, since nobody reads them.
const LONGEST: usize = 256 * 1024;

/// The unified picture, with `context` equal lines around every difference (`None`: all).
#[must_use]
pub fn rows(yours: &str, nearest: &str, context: Option<usize>) -> Vec<Row> {
    let all = side_by_side(yours, nearest, context);
    let mut rows = Vec::with_capacity(all.len());
    let mut added: Vec<Line> = Vec::new();
    let flush = |rows: &mut Vec<Row>, added: &mut Vec<Line>| {
        rows.extend(added.drain(..).map(|line| Row::Line { change: Change::Added, line }));
    };
    for pair in all {
        match pair {
            Pair::Folded(count) => {
                flush(&mut rows, &mut added);
                rows.push(Row::Folded(count));
            }
            Pair::Lines { equal: true, yours, .. } => {
                flush(&mut rows, &mut added);
                rows.extend(yours.map(|line| Row::Line { change: Change::Equal, line }));
            }
            Pair::Lines { equal: false, yours, nearest } => {
                if yours.is_some() && nearest.is_none() && !added.is_empty() && rows.is_empty() {
                    flush(&mut rows, &mut added);
                }
                rows.extend(yours.map(|line| Row::Line { change: Change::Removed, line }));
                added.extend(nearest);
            }
        }
    }
    flush(&mut rows, &mut added);
    rows
}

/// The picture with both sides, with `context` equal lines around every difference (`None`: all).
#[must_use]
pub fn side_by_side(yours: &str, nearest: &str, context: Option<usize>) -> Vec<Pair> {
    let (yours, nearest) = (harmless(yours), harmless(nearest));
    let (old, new) = (yours.as_str().tokenize_lines(), nearest.as_str().tokenize_lines());
    let mut pairs = Vec::new();
    for op in operations(&old, &new) {
        collect(&old, &new, &op, &mut pairs);
    }
    match context {
        Some(context) => fold(pairs, context),
        None => pairs,
    }
}

fn collect(old: &[&str], new: &[&str], op: &DiffOp, pairs: &mut Vec<Pair>) {
    let line = |lines: &[&str], index: usize, emphasis: Emphasis| Line {
        number: index + 1,
        text: lines[index].trim_end_matches('\n').to_owned(),
        emphasis,
    };
    let (old_range, new_range) = (op.old_range(), op.new_range());
    if op.tag() == DiffTag::Equal {
        pairs.extend(old_range.zip(new_range).map(|(yours, nearest)| Pair::Lines {
            equal: true,
            yours: Some(line(old, yours, Vec::new())),
            nearest: Some(line(new, nearest, Vec::new())),
        }));
        return;
    }
    let (gone, come) = match op.tag() {
        DiffTag::Replace => emphasis(&old[old_range.clone()], &new[new_range.clone()]),
        _ => (vec![Vec::new(); old_range.len()], vec![Vec::new(); new_range.len()]),
    };
    let mut left = old_range.zip(gone).map(|(index, marks)| line(old, index, marks));
    let mut right = new_range.zip(come).map(|(index, marks)| line(new, index, marks));
    loop {
        let (yours, nearest) = (left.next(), right.next());
        if yours.is_none() && nearest.is_none() {
            return;
        }
        pairs.push(Pair::Lines { equal: false, yours, nearest });
    }
}

/// Leaves out equal lines that are far from every difference. A fold of one line would save nothing.
fn fold(pairs: Vec<Pair>, context: usize) -> Vec<Pair> {
    let differs: Vec<usize> = pairs
        .iter()
        .enumerate()
        .filter(|(_, pair)| matches!(pair, Pair::Lines { equal: false, .. }))
        .map(|(index, _)| index)
        .collect();
    let mut near = vec![false; pairs.len()];
    for index in differs {
        let from = index.saturating_sub(context);
        let to = (index + context + 1).min(near.len());
        near[from..to].fill(true);
    }
    let mut folded = Vec::new();
    let mut hidden: Vec<Pair> = Vec::new();
    let flush = |folded: &mut Vec<Pair>, hidden: &mut Vec<Pair>| match hidden.len() {
        0 => {}
        1 => folded.append(hidden),
        count => {
            hidden.clear();
            folded.push(Pair::Folded(count));
        }
    };
    for (pair, near) in pairs.into_iter().zip(near) {
        if near {
            flush(&mut folded, &mut hidden);
            folded.push(pair);
        } else {
            hidden.push(pair);
        }
    }
    flush(&mut folded, &mut hidden);
    folded
}

/// A text whose control characters can be seen and do nothing: `^[` for escape, `^I` for a tab, which in YAML is a mistake.
#[must_use]
pub fn harmless(text: &str) -> String {
    let mut out = String::with_capacity(text.len().min(LONGEST) + 16);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if out.len() > LONGEST {
            out.push('…');
            break;
        }
        match c {
            '\n' => out.push('\n'),
            '\r' if chars.peek() == Some(&'\n') => {}
            c if (c as u32) < 0x20 => {
                out.push('^');
                out.extend(char::from_u32(c as u32 + 0x40));
            }
            '\u{7f}' => out.push_str("^?"),
            c if c.is_control() || is_invisible(c) => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// Characters that turn or hide the text around them.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
