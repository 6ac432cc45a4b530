//! Fits the lines of a table to the terminal: the widest texts are shortened where they would not fit, and nothing where nobody said a
//! width. It must not know any table.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::system::System;

/// The least that is left of a text, in columns: less says nothing, and the terminal may as well break the line.
const LEAST: usize = 10;

/// What lines are fitted to.
#[derive(Debug, Clone, Copy)]
pub struct Fit {
    columns: Option<usize>,
    cut: &'static str,
}

impl Fit {
    /// The terminal that standard output is; a pipe and a file take everything.
    #[must_use]
    pub fn to_terminal(system: &System) -> Self {
        Self { columns: system.columns, cut: if system.environment.is_utf8() { "…" } else { "..." } }
    }

    /// The texts of a line that may be shortened, beside `others` columns that may not: the widest give way, all to the same width.
    #[must_use]
    pub fn texts<const COUNT: usize>(self, others: usize, texts: [String; COUNT]) -> [String; COUNT] {
        let Some(columns) = self.columns else { return texts };
        let room = columns.saturating_sub(others);
        let widths = texts.each_ref().map(|text| text.width());
        let taken = |most: usize| widths.iter().map(|width| (*width).min(most)).sum::<usize>();
        let widest = widths.into_iter().max().unwrap_or(0);
        let most = (LEAST..=widest).rev().find(|most| taken(*most) <= room).unwrap_or(LEAST);
        texts.map(|text| self.shortened(text, most))
    }

    /// Columns of a column of texts, the widest of which has `widest`, beside `others` columns that cannot be narrower.
    #[must_use]
    pub fn column(self, others: usize, widest: usize) -> usize {
        self.columns.map_or(widest, |columns| widest.min(columns.saturating_sub(others).max(LEAST)))
    }

    /// A text in a column: shortened where it is wider, filled up where it is not as wide.
    #[must_use]
    pub fn padded(self, text: &str, columns: usize) -> String {
        let mut text = self.shortened(text.to_owned(), columns);
        text.push_str(&" ".repeat(columns.saturating_sub(text.width())));
        text
    }

    fn shortened(self, text: String, columns: usize) -> String {
        if text.width() <= columns {
            return text;
        }
        let room = columns.saturating_sub(self.cut.width());
        let mut used = 0;
        let fitting = text.chars().take_while(|character| {
            used += character.width().unwrap_or(0);
            used <= room
        });
        let mut kept = fitting.collect::<String>().trim_end().to_owned();
        kept.push_str(self.cut);
        kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(columns: usize) -> Fit {
        Fit { columns: Some(columns), cut: "…" }
    }

    #[test]
    fn the_widest_text_gives_way_first() {
        let texts = |columns, texts: [&str; 2]| fit(columns).texts(20, texts.map(str::to_owned));
        assert_eq!(
            texts(60, ["a short one", "and one that is somewhat longer"]),
            ["a short one", "and one that is somewhat lon…"]
        );
        assert_eq!(texts(70, ["a short one", "and one that is somewhat longer"])[1], "and one that is somewhat longer");
        assert_eq!(texts(44, ["twenty columns of it", "twenty columns of it"]), ["twenty colu…", "twenty colu…"]);
        assert_eq!(texts(5, ["日本語日本語日本語", "b"]), ["日本語日…", "b"]);
    }

    #[test]
    fn a_column_is_as_wide_as_there_is_room() {
        assert_eq!(fit(80).column(50, 20), 20);
        assert_eq!(fit(80).column(50, 40), 30);
        assert_eq!(fit(40).column(50, 40), LEAST);
        assert_eq!(fit(80).padded("Init containers", 10), "Init cont…");
        assert_eq!(fit(80).padded("日本", 6), "日本  ");
        assert_eq!(Fit { columns: None, cut: "…" }.column(50, 90), 90);
    }
}
