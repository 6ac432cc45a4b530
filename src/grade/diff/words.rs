//! Which words differ in lines that replace others. It must not know how lines are shown.

use std::ops::Range;

use similar::algorithms::{Capture, Compact, Replace, patience};
use similar::{DiffOp, DiffTag, DiffableStr, diff_ratio};

/// Where fewer words than this part of all are the same, the lines have nothing to do with each other, and marking words
/// would only confuse.
const ALIKE: f32 = 0.5;

/// The parts of a line that differ, in bytes.
pub type Emphasis = Vec<Range<usize>>;

/// How two lists of texts differ. One algorithm is called by its name: asking for it by a value would put all of them into
/// the program, for every kind of list once more.
#[must_use]
pub fn operations(old: &[&str], new: &[&str]) -> Vec<DiffOp> {
    let mut found = Compact::new(Replace::new(Capture::new()), old, new);
    match patience::diff(&mut found, old, 0..old.len(), new, 0..new.len()) {
        Ok(()) => found.into_inner().into_inner().into_ops(),
        Err(never) => match never {},
    }
}

/// The words that differ in each of the old and of the new lines, which replace each other.
#[must_use]
pub fn emphasis(old: &[&str], new: &[&str]) -> (Vec<Emphasis>, Vec<Emphasis>) {
    let mut marks = (vec![Vec::new(); old.len()], vec![Vec::new(); new.len()]);
    let (old, new) = (words(old), words(new));
    let ops = operations(&texts(&old), &texts(&new));
    if diff_ratio(&ops, old.len(), new.len()) < ALIKE {
        return marks;
    }
    for op in ops.iter().filter(|op| op.tag() != DiffTag::Equal) {
        mark(&old[op.old_range()], &mut marks.0);
        mark(&new[op.new_range()], &mut marks.1);
    }
    marks
}

/// A word, the line that it stands in, and where.
type Word<'t> = (&'t str, usize, usize);

fn words<'t>(lines: &[&'t str]) -> Vec<Word<'t>> {
    let mut words = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let mut at = 0;
        for word in line.tokenize_unicode_words() {
            words.push((word, index, at));
            at += word.len();
        }
    }
    words
}

fn texts<'t>(words: &[Word<'t>]) -> Vec<&'t str> {
    words.iter().map(|(text, ..)| *text).collect()
}

/// Marks words that follow each other; those of one line are one part.
fn mark(words: &[Word], marks: &mut [Emphasis]) {
    for run in words.chunk_by(|(_, one, _), (_, other, _)| one == other) {
        let (Some((_, line, start)), Some((last, _, at))) = (run.first(), run.last()) else { continue };
        // A line end is no word.
        let end = at + last.trim_end_matches('\n').len();
        if end > *start {
            marks[*line].push(*start..end);
        }
    }
}
