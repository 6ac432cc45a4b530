//! Draws the app. It must not change it.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{App, Notice, SMALLEST, Tone};
use crate::tui::keymap::{self, Action, Context};
use crate::tui::look;
use crate::tui::pane::CursorShape;
use crate::tui::screen::{Areas, Screen};
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::{self, Item};
use crate::tui::widget::canvas::Canvas;
use crate::tui::widget::markdown::{inline, markdown};
use crate::tui::widget::wrap::wrap;

impl App {
    /// Draws the app into a frame.
    pub fn view(&self, frame: &mut Frame<'_>) {
        if let Some(cursor) = self.draw(frame.buffer_mut()) {
            frame.set_cursor_position(cursor);
        }
    }

    /// How the cursor looks, where one is to be seen.
    #[must_use]
    pub fn cursor_shape(&self) -> CursorShape {
        let pane = if self.context() == Context::Editor { self.shared.pane() } else { None };
        let whole = Rect { x: 0, y: 0, width: u16::MAX, height: u16::MAX };
        pane.and_then(|pane| pane.cursor(whole)).map(|cursor| cursor.shape).unwrap_or_default()
    }

    /// Draws the app into a buffer of the terminal's size; gives the place of the cursor where one is to be seen.
    pub fn draw(&self, buf: &mut Buffer) -> Option<Position> {
        let areas = Areas::of(self.shared.size);
        let mut canvas = Canvas { buf, look: self.shared.look };
        if self.is_too_small() {
            self.draw_too_small(&mut canvas, areas.all);
            return None;
        }
        let view = self.top().view();
        let cursor = view.draw(&mut canvas, &areas, &self.shared);
        bars::header(&mut canvas, areas.header, &view.header(&self.shared));
        bars::footer(&mut canvas, areas.footer, &self.footer_items());
        if let Some(question) = &self.question {
            let look = self.shared.look;
            let mark = [look.span("? ", Meaning::Focus)];
            draw_sheet(&mut canvas, &areas, &inline(&question.text, &look), &mark);
            return None;
        }
        if let Some(notice) = self.notice.as_ref().filter(|_| self.context() != Context::Editor) {
            let mark = [self.notice_mark(notice)];
            let text = inline(&notice.text, &self.shared.look);
            draw_notice(&mut canvas, &areas, &text, &mark);
        }
        cursor
    }

    fn notice_mark(&self, notice: &Notice) -> Span<'static> {
        let look = &self.shared.look;
        match notice.tone {
            Tone::Good => look.span(&format!("{} ", look.signs.right), Meaning::Right),
            Tone::Plain => look.span(&format!("{} ", look.signs.bullet), Meaning::Focus),
            Tone::Alert => look.span(&format!("{} ", look.signs.flag), Meaning::Hurry),
            Tone::Bad => look.span(&format!("{} ", look.signs.wrong), Meaning::Wrong),
        }
    }

    /// What the last line names: the keys that work now.
    pub(super) fn footer_items(&self) -> Vec<Item> {
        let context = self.context();
        if context == Context::Editor {
            return self.editor_items();
        }
        let items = self.key_items(context);
        if self.is_settling() {
            let keys: Vec<String> = items.iter().map(|item| format!("{} {}", item.key, item.label)).collect();
            return vec![Item::remark(&keys_later("soon:", &keys, usize::from(self.shared.size.width) - 2))];
        }
        items
    }

    /// The keys of a context that do something there.
    fn key_items(&self, context: Context) -> Vec<Item> {
        let look = &self.shared.look;
        let view = self.top().view();
        let works = |action: Action| {
            context == Context::Question || (view.works(action, &self.shared) && self.suits_assignment(action))
        };
        let mut items: Vec<Item> = keymap::footer(context)
            .filter(|binding| works(binding.action))
            .map(|binding| {
                let label = match (&self.question, binding.action) {
                    (Some(question), Action::Yes) => Some(format!("yes, {}", question.yes)),
                    (Some(_), _) => None,
                    (None, action) => view.label(action, &self.shared),
                };
                Item::binding(binding, look, label)
            })
            .collect();
        let first = view.first(&self.shared).filter(|_| self.question.is_none());
        if let Some(place) = items.iter().position(|item| first.is_some() && item.action == first) {
            items[..=place].rotate_right(1);
        }
        if let Some(remark) = view.remark(&self.shared) {
            let place = items.len().saturating_sub(1);
            items.insert(place, remark);
        }
        // On the first screen the terms must not be among what a narrow line leaves out.
        let terms = items.iter().position(|item| item.action == Some(Action::Assignment));
        if let (Some(terms), Screen::Home(_)) = (terms, self.top()) {
            let item = items.remove(terms);
            items.insert(1.min(items.len()), item);
        }
        items
    }

    /// While the editor has the keyboard: the key that takes it back, and what can be done then.
    fn editor_items(&self) -> Vec<Item> {
        let look = &self.shared.look;
        let view = self.top().view();
        let leave = Item {
            key: self.shared.settings.leave.name(&look.signs),
            label: "leave the editor".to_owned(),
            action: Some(Action::LeaveEditor),
        };
        if let Some(notice) = &self.notice {
            let text: String = inline(&notice.text, look).iter().map(|span| span.content.to_string()).collect();
            return vec![leave, Item::remark(&format!("{}{text}", self.notice_mark(notice).content))];
        }
        let exam = matches!(self.top(), Screen::Exam(_));
        let then: Vec<String> = keymap::footer(if exam { Context::Exam } else { Context::Task })
            .filter(|binding| {
                let aside = [Action::Edit, Action::SwitchView, Action::Back, Action::Settings, Action::Reset];
                !aside.contains(&binding.action)
                    && self.suits_assignment(binding.action)
                    && view.works(binding.action, &self.shared)
            })
            .map(|binding| {
                let item = Item::binding(binding, look, view.label(binding.action, &self.shared));
                format!("{} {}", item.key, item.label)
            })
            .collect();
        let room = usize::from(self.shared.size.width).saturating_sub(leave.width() + 4);
        let mut items = vec![leave, Item::remark(&keys_later("then:", &then, room))];
        items.extend(view.remark(&self.shared).filter(|_| self.shared.size.width >= 120));
        items
    }

    fn draw_too_small(&self, canvas: &mut Canvas<'_>, area: Rect) {
        let size = self.shared.size;
        let text = format!(
            "This terminal has {}x{}. Podlings needs {}x{}: make the window larger, or the font smaller.",
            size.width, size.height, SMALLEST.width, SMALLEST.height
        );
        let lines = markdown(&text, usize::from(area.width), &self.shared.look);
        canvas.text(area, &lines, 0);
    }
}

/// The keys that work later, `when` the editor has been left or a moment is over: as many as fit into `room` columns, the last one
/// (how to see all) in any case.
fn keys_later(when: &str, keys: &[String], room: usize) -> String {
    let Some((last, others)) = keys.split_last() else { return String::new() };
    let mut text = when.to_owned();
    let mut gap = " ";
    for key in others {
        if look::width(&text) + gap.len() + look::width(key) + 2 + look::width(last) > room {
            break;
        }
        text.push_str(gap);
        text.push_str(key);
        gap = "  ";
    }
    text + gap + last
}

/// Draws a notice into the rule above the last line, where it covers nothing; a long one over whatever is there.
fn draw_notice(canvas: &mut Canvas<'_>, areas: &Areas, text: &[Span<'static>], mark: &[Span<'static>]) {
    let mut line = Line::from(vec![Span::raw(" ")]);
    line.spans.extend(mark.iter().chain(text).cloned());
    line.push_span(Span::raw(" "));
    let columns = usize::from(areas.all.width);
    if line.width() > columns {
        draw_sheet(canvas, areas, text, mark);
        return;
    }
    canvas.across(areas.bottom_rule, 0, &[]);
    canvas.line(areas.bottom_rule, 0, &line);
}

/// Draws a sentence above the last line, over whatever is there.
fn draw_sheet(canvas: &mut Canvas<'_>, areas: &Areas, text: &[Span<'static>], mark: &[Span<'static>]) {
    let columns = usize::from(areas.all.width.saturating_sub(2)).min(110);
    let lines = wrap(text, columns, mark, &[Span::raw("  ")]);
    let rows = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(areas.body.height / 2) + 1;
    let sheet = Rect { y: areas.footer.y - rows, height: rows, ..areas.all };
    for row in 0..rows {
        let blank = Line::from(" ".repeat(usize::from(sheet.width)));
        canvas.line(sheet, row, &blank);
        canvas.buf.set_style(Rect { y: sheet.y + row, height: 1, ..sheet }, ratatui::style::Style::reset());
    }
    canvas.across(sheet, 0, &[]);
    let inner = Rect { x: sheet.x + 1, y: sheet.y + 1, width: sheet.width.saturating_sub(2), height: rows - 1 };
    for (y, line) in (0..inner.height).zip(&lines) {
        canvas.line(inner, y, line);
    }
}
