//! Draws lines, rules and lists into a buffer, and never outside of its area. It must not know what they say.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::tui::look::{self, Look};
use crate::tui::theme::Meaning;

/// A buffer with the look of the terminal.
pub struct Canvas<'a> {
    /// What is drawn into.
    pub buf: &'a mut Buffer,
    /// How it looks.
    pub look: Look,
}

impl std::fmt::Debug for Canvas<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Canvas({})", self.buf.area)
    }
}

impl Canvas<'_> {
    /// Draws a line at the row `y` of the area, counted from its top. What does not fit is cut at the area's right edge, and a
    /// sign says so.
    pub fn line(&mut self, area: Rect, y: u16, line: &Line<'_>) {
        let Some(row) = row(area, y).map(|row| row.intersection(self.buf.area)).filter(|row| !row.is_empty()) else {
            return;
        };
        if written_width(line) <= usize::from(row.width) {
            self.buf.set_line(row.x, row.y, line, row.width);
            return;
        }
        let cut = self.look.signs.cut;
        let mut room = usize::from(row.width).saturating_sub(look::width(cut));
        let mut fitting = Line::default();
        for span in &line.spans {
            let text = look::fit(&span.content, room, "");
            let whole = text.len() == span.content.len();
            room -= look::width(&text).min(room);
            fitting.push_span(Span::styled(text, span.style));
            if !whole {
                break;
            }
        }
        let style = fitting.spans.last().map(|span| span.style).unwrap_or_default();
        fitting.push_span(Span::styled(look::fit(cut, usize::from(row.width), ""), style));
        self.buf.set_line(row.x, row.y, &fitting, row.width);
    }

    /// Draws a line that ends at the right edge of the row `y`; gives the columns that it takes.
    pub fn line_right(&mut self, area: Rect, y: u16, line: &Line<'_>) -> u16 {
        let wide = u16::try_from(line.width()).unwrap_or(u16::MAX).min(area.width);
        self.line(Rect { x: area.right() - wide, width: wide, ..area }, y, line);
        wide
    }

    /// Paints the style of a meaning over a row.
    pub fn paint(&mut self, area: Rect, y: u16, meaning: Meaning) {
        if let Some(row) = row(area, y) {
            let style = self.look.style(meaning);
            self.buf.set_style(row.intersection(self.buf.area), style);
        }
    }

    /// Draws lines from `scroll` on, and in the last column, where there is more than fits, the position.
    pub fn text(&mut self, area: Rect, lines: &[Line<'_>], scroll: usize) {
        let scroll = scroll.min(most(lines.len(), area.height));
        for (y, line) in (0..area.height).zip(lines.iter().skip(scroll)) {
            self.line(area, y, line);
        }
        self.position(area, lines.len(), scroll);
    }

    /// Draws the position of `scroll` among `total` rows into the last column of the area, where not all fit.
    pub fn position(&mut self, area: Rect, total: usize, scroll: usize) {
        let height = usize::from(area.height);
        if total <= height || height == 0 || area.width < 3 {
            return;
        }
        let thumb = (height * height / total).clamp(1, height);
        let room = height - thumb;
        let top = (scroll * room).div_ceil((total - height).max(1)).min(room);
        let (bar, ground) = if self.look.signs.is_ascii() { ("#", "|") } else { ("┃", "│") };
        let column = Rect { x: area.right() - 1, width: 1, ..area };
        for (y, number) in (0..area.height).zip(0..) {
            let inside = (top..top + thumb).contains(&number);
            let (sign, meaning) = if inside { (bar, Meaning::Dim) } else { (ground, Meaning::Rule) };
            let line = self.look.line(sign, meaning);
            self.line(column, y, &line);
        }
    }

    /// Draws a horizontal rule on row `y`, with the sign of `branches` at some columns of the screen.
    pub fn across(&mut self, area: Rect, y: u16, branches: &[(u16, &'static str)]) {
        let sign = self.look.signs.across;
        let line = self.look.line(&sign.repeat(usize::from(area.width)), Meaning::Rule);
        self.line(area, y, &line);
        for (x, sign) in branches {
            let at = Rect { x: *x, width: 1, ..area };
            let line = self.look.line(sign, Meaning::Rule);
            self.line(at.intersection(area), y, &line);
        }
    }

    /// Draws a vertical rule at column `x` of the screen.
    pub fn down(&mut self, area: Rect, x: u16) {
        let line = self.look.line(self.look.signs.down, Meaning::Rule);
        for y in 0..area.height {
            self.line(Rect { x, width: 1, ..area }.intersection(area), y, &line);
        }
    }
}

/// Columns of a line without the blanks at its end, which nobody misses.
fn written_width(line: &Line<'_>) -> usize {
    let mut width = line.width();
    for span in line.spans.iter().rev() {
        let text = span.content.trim_end_matches(' ');
        width -= span.content.len() - text.len();
        if !text.is_empty() {
            break;
        }
    }
    width
}

/// The row `y` of an area, if it has that many.
fn row(area: Rect, y: u16) -> Option<Rect> {
    (y < area.height).then(|| Rect { y: area.y + y, height: 1, ..area })
}

/// How far a text of `total` rows can be scrolled in `height` rows.
#[must_use]
pub fn most(total: usize, height: u16) -> usize {
    total.saturating_sub(usize::from(height))
}

/// The scroll offset, moved as little as needed so that the row `chosen` is seen, with its neighbours where there is room.
#[must_use]
pub fn follow(scroll: usize, chosen: usize, total: usize, height: u16) -> usize {
    let height = usize::from(height);
    let margin = usize::from(height > 4);
    let lowest = (chosen + 1 + margin).saturating_sub(height);
    scroll.max(lowest).min(chosen.saturating_sub(margin)).min(total.saturating_sub(height))
}

/// A line of `left`, and `right` at its end; `left` gives way where both do not fit.
#[must_use]
pub fn spread(look: &Look, columns: usize, left: Vec<Span<'static>>, right: Vec<Span<'static>>) -> Line<'static> {
    let right_width: usize = right.iter().map(Span::width).sum();
    let mut room = columns.saturating_sub(right_width + 1);
    let mut spans = Vec::new();
    for span in left {
        let text = look::fit(&span.content, room, look.signs.cut);
        room -= look::width(&text).min(room);
        spans.push(Span::styled(text, span.style));
    }
    spans.push(Span::raw(" ".repeat(room + 1)));
    spans.extend(right);
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::signs::UNICODE;
    use crate::tui::theme::Theme;

    #[test]
    fn what_is_cut_says_so() {
        let drawn = |text: &str, width| {
            let area = Rect::new(0, 0, width, 1);
            let mut buf = Buffer::empty(area);
            let look = Look { theme: Theme::Plain, signs: UNICODE };
            Canvas { buf: &mut buf, look }.line(area, 0, &Line::from(text));
            buf.content.iter().map(ratatui::buffer::Cell::symbol).collect::<String>()
        };
        assert_eq!(drawn("abcdef", 6), "abcdef");
        assert_eq!(drawn("abcdef  ", 6), "abcdef");
        assert_eq!(drawn("abcdefg", 6), "abcde…");
        assert_eq!(drawn("ab日本語", 6).replace(' ', ""), "ab日…");
    }

    #[test]
    fn the_chosen_row_stays_in_view() {
        assert_eq!(follow(0, 3, 20, 10), 0);
        assert_eq!(follow(0, 9, 20, 10), 1);
        assert_eq!(follow(8, 3, 20, 10), 2);
        assert_eq!(follow(0, 19, 20, 10), 10);
        assert_eq!(follow(5, 2, 3, 10), 0);
        assert_eq!(follow(0, 2, 3, 1), 2);
    }
}
