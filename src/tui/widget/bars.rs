//! The first and the last line of every screen, and bars that show how far something is. It must not know any screen.

use std::time::Duration;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use super::canvas::{Canvas, spread};
use crate::tui::catalog::clock;
use crate::tui::keymap::{Action, Binding};
use crate::tui::look::{self, Look};
use crate::tui::theme::Meaning;

/// What the first line says.
#[derive(Debug, Clone, Default)]
pub struct Header {
    /// Where you are.
    pub place: Vec<Span<'static>>,
    /// How you stand: variants from long to short, the longest that fits is shown.
    pub standing: Vec<Vec<Span<'static>>>,
}

/// A part of the last line: a key, a word, and what a click on it does.
#[derive(Debug, Clone)]
pub struct Item {
    /// The key's name; empty: a remark.
    pub key: String,
    /// The word.
    pub label: String,
    /// What it does.
    pub action: Option<Action>,
}

impl Item {
    /// A remark without a key.
    #[must_use]
    pub fn remark(text: &str) -> Self {
        Self { key: String::new(), label: text.to_owned(), action: None }
    }

    /// A binding of the keymap.
    #[must_use]
    pub fn binding(binding: &Binding, look: &Look, label: Option<String>) -> Self {
        let key = binding.keys.first().map(|key| key.name(&look.signs)).unwrap_or_default();
        Self { key, label: label.unwrap_or_else(|| binding.label.to_owned()), action: Some(binding.action) }
    }

    /// Columns of the key, a space and the word.
    #[must_use]
    pub fn width(&self) -> usize {
        look::width(&self.key) + usize::from(!self.key.is_empty()) + look::width(&self.label)
    }
}

/// Draws the first line.
pub fn header(canvas: &mut Canvas<'_>, area: Rect, header: &Header) {
    let look = canvas.look;
    let columns = usize::from(area.width);
    let mut left = vec![Span::raw(" "), look.span("podlings", Meaning::Focus), Span::raw("  ")];
    left.extend(header.place.iter().cloned());
    // A title is worth more than a bar: the long variants are for those who have the room.
    let left_width: usize = left.iter().map(Span::width).sum();
    let fits = |standing: &&Vec<Span<'static>>| {
        let wide: usize = standing.iter().map(Span::width).sum();
        left_width.min(columns * 5 / 8) + wide + 4 <= columns
    };
    let mut right = header.standing.iter().find(fits).or(header.standing.last()).cloned().unwrap_or_default();
    right.push(Span::raw(" "));
    canvas.line(area, 0, &spread(&look, columns, left, right));
}

/// Where each item of the last line stands: as many as fit, in their order. The first one (the most useful), the ways out and
/// the last one (how to see all keys) are there in any case.
#[must_use]
pub fn footer_places(items: &[Item], area: Rect) -> Vec<(Rect, &Item)> {
    const GAP: usize = 3;
    const TIGHT: usize = 2;
    let columns = usize::from(area.width).saturating_sub(2);
    let total: usize = items.iter().map(Item::width).sum();
    let gap = if total + GAP * items.len().saturating_sub(1) <= columns { GAP } else { TIGHT };
    let last = items.len().saturating_sub(1);
    let stays = |number: usize, item: &Item| {
        number == 0 || number == last || matches!(item.action, Some(Action::Back | Action::EndExam))
    };
    let kept = items.iter().enumerate().filter(|(number, item)| stays(*number, item));
    let mut room = columns.saturating_sub(kept.map(|(_, item)| item.width() + gap).sum::<usize>().saturating_sub(gap));
    let mut full = false;
    let mut shown: Vec<&Item> = Vec::new();
    for (number, item) in items.iter().enumerate() {
        if !stays(number, item) {
            full |= item.width() + gap > room;
            if full {
                continue;
            }
            room -= item.width() + gap;
        }
        shown.push(item);
    }
    let mut x = 1;
    let places = shown.into_iter().map(|item| {
        let left = area.x.saturating_add(u16::try_from(x).unwrap_or(u16::MAX));
        let wide = u16::try_from(item.width()).unwrap_or(u16::MAX);
        x += item.width() + gap;
        (Rect { x: left, y: area.y, width: wide, height: 1 }.intersection(area), item)
    });
    places.collect()
}

/// Draws the last line.
pub fn footer(canvas: &mut Canvas<'_>, area: Rect, items: &[Item]) {
    let look = canvas.look;
    for (rect, item) in footer_places(items, area) {
        let line = if item.key.is_empty() {
            let room = usize::from(rect.width);
            let room = if rect.right() == area.right() { room.saturating_sub(1) } else { room };
            look.line(&look::fit(&look.clean(&item.label), room, look.signs.cut), Meaning::Dim)
        } else {
            Line::from(vec![look.span(&item.key, Meaning::Key), Span::raw(" "), look.span(&item.label, Meaning::Text)])
        };
        canvas.line(rect, 0, &line);
    }
}

/// A bar of `columns`, filled up to `part` of `whole`.
#[must_use]
pub fn bar(look: &Look, columns: usize, part: u64, whole: u64, meaning: Meaning) -> Vec<Span<'static>> {
    let columns_wide = columns as u64;
    let filled = if whole == 0 { 0 } else { (part.min(whole) * columns_wide).div_ceil(whole) };
    let filled = usize::try_from(filled).unwrap_or(columns).min(columns);
    // The last column is kept for the end, so that a full bar means that it is full.
    let filled = if part < whole { filled.min(columns.saturating_sub(1)) } else { filled };
    vec![
        look.span(&look.signs.full.repeat(filled), meaning),
        look.span(&look.signs.empty.repeat(columns - filled), Meaning::Rule),
    ]
}

/// The time on the clock against par: variants from long to short.
#[must_use]
pub fn time_against_par(look: &Look, elapsed: Duration, par: Duration) -> [Vec<Span<'static>>; 3] {
    let over = elapsed > par;
    let late = elapsed * 5 > par * 4;
    let meaning = if late { Meaning::Hurry } else { Meaning::Text };
    let time = look.span(&format!("{} ", clock(elapsed)), if over { Meaning::Hurry } else { Meaning::Strong });
    let word = if over { "over par" } else { "par" };
    let goal = look.span(&format!("{word} {}", clock(par)), if over { Meaning::Hurry } else { Meaning::Dim });
    let filled = if late { meaning } else { Meaning::Focus };
    let with_bar = |columns| {
        let mut spans = vec![time.clone()];
        spans.extend(bar(look, columns, elapsed.as_secs(), par.as_secs(), filled));
        spans.push(Span::raw(" "));
        spans.push(goal.clone());
        spans
    };
    [with_bar(16), with_bar(8), vec![time.clone(), goal.clone()]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::signs::UNICODE;
    use crate::tui::theme::Theme;

    fn text(spans: &[Span<'_>]) -> String {
        spans.iter().map(|span| span.content.as_ref()).collect()
    }

    #[test]
    fn a_bar_is_full_only_at_the_end() {
        let look = Look { theme: Theme::Plain, signs: UNICODE };
        for (part, shown) in [(0, "────"), (1, "━───"), (99, "━━━─"), (100, "━━━━"), (300, "━━━━")]
        {
            assert_eq!(text(&bar(&look, 4, part, 100, Meaning::Text)), shown);
        }
        assert_eq!(text(&bar(&look, 4, 0, 0, Meaning::Text)), "────");
    }

    #[test]
    fn the_last_line_keeps_the_way_back_and_its_last_word() {
        let items: Vec<Item> = ["one", "two", "three", "back", "keys"]
            .iter()
            .map(|word| Item {
                key: "k".into(),
                label: (*word).into(),
                action: (*word == "back").then_some(Action::Back),
            })
            .collect();
        let shown = |width| -> Vec<String> {
            footer_places(&items, Rect::new(0, 0, width, 1)).iter().map(|(_, item)| item.label.clone()).collect()
        };
        assert_eq!(shown(80), ["one", "two", "three", "back", "keys"]);
        assert_eq!(shown(32), ["one", "two", "back", "keys"]);
        assert_eq!(shown(22), ["one", "back", "keys"]);
        assert_eq!(shown(8), ["one", "back", "keys"]);
    }
}
