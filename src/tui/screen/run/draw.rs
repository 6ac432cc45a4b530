//! Draws the Pod's life. It must not change anything.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Layout, Panel, RunScreen};
use crate::grade::NotPlayed;
use crate::sim::{kubectl, time};
use crate::tui::look::{Look, fit, width};
use crate::tui::play::{Played, Run};
use crate::tui::screen::{Areas, verdict};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::canvas::{Canvas, most};
use crate::tui::widget::markdown::inline;
use crate::tui::widget::wrap::wrap;

impl RunScreen {
    pub(super) fn draw_all(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        let layout = self.layout(areas, &canvas.look);
        areas.rules(canvas, &[]);
        let Some(run) = self.run() else {
            self.draw_without_life(canvas, layout.row, shared);
            if layout.panels.is_empty() {
                return None;
            }
            self.draw_headings(canvas, areas, &layout);
            return self.draw_panels(canvas, &layout, shared);
        };
        self.draw_row(canvas, layout.row, run, shared);
        self.draw_timeline(canvas, layout.timeline, run);
        if let (Some(area), Some(note)) = (layout.note, self.note(run)) {
            canvas.text(area, &note_lines(note, usize::from(area.width), &shared.look), 0);
        }
        self.draw_headings(canvas, areas, &layout);
        self.draw_panels(canvas, &layout, shared)
    }

    /// Why nothing lives.
    fn draw_without_life(&self, canvas: &mut Canvas<'_>, area: Rect, shared: &Shared) {
        let columns = usize::from(area.width.saturating_sub(2)).min(100);
        let lines = match self.played.as_deref() {
            Some(Played::Not(reason)) => not_played(reason, columns, shared),
            _ if self.waiting.is_some() => vec![shared.look.line(&self.progress(shared), Meaning::Dim)],
            _ => wrap(&inline("This Pod could not be played.", &shared.look), columns, &[], &[]),
        };
        canvas.text(area, &lines, 0);
    }

    fn draw_panels(&self, canvas: &mut Canvas<'_>, layout: &Layout, shared: &Shared) -> Option<Position> {
        let mut cursor = None;
        for (panel, area) in &layout.panels {
            let lines = self.panel_lines(*panel, *area, shared);
            let most = most(lines.len(), area.height);
            let scroll = self.scroll[*panel as usize].min(most);
            let top = if *panel == Panel::Describe { scroll } else { most - scroll };
            canvas.text(*area, &lines, top);
            if *panel == Panel::Prompt && self.prompt.typing && scroll == 0 {
                let (_, column) = self.typed(usize::from(area.width.saturating_sub(2)), &shared.look);
                cursor = cursor_at(*area, lines.len(), width(&self.prompt.sign()) + column);
            }
        }
        cursor
    }

    /// The Pod's line of `kubectl get pods`, under its heading.
    fn draw_row(&self, canvas: &mut Canvas<'_>, area: Rect, run: &Run, shared: &Shared) {
        let look = &shared.look;
        let Some(row) = run.life.row(&run.pod, self.head) else {
            canvas.line(area, 0, &look.line("kubectl get pods", Meaning::Code));
            let words = "The Pod is gone. Home: back to its beginning. q, then r: play it anew.";
            canvas.line(area, 1, &look.line(&fit(words, usize::from(area.width), look.signs.cut), Meaning::Text));
            return;
        };
        let head = ["NAME", "READY", "STATUS", "RESTARTS", "AGE"].map(ToOwned::to_owned);
        let text = kubectl::columns(&[head, row.cells(time::moment(self.head))], 3);
        for (y, line) in (0..2).zip(text.lines()) {
            let meaning = if y == 0 { Meaning::Dim } else { Meaning::Strong };
            canvas.line(area, y, &look.line(&fit(line, usize::from(area.width), look.signs.cut), meaning));
        }
        let (right, meaning) = match self.waiting {
            Some(_) => (self.progress(shared), Meaning::Focus),
            None => ("kubectl get pods".to_owned(), Meaning::Code),
        };
        let free = usize::from(area.width).saturating_sub(text.lines().next().map_or(0, width) + 2);
        if width(&right) <= free {
            canvas.line_right(area, 0, &look.line(&right, meaning));
        }
    }

    fn draw_headings(&self, canvas: &mut Canvas<'_>, areas: &Areas, layout: &Layout) {
        let signs = canvas.look.signs;
        let branches: Vec<_> = layout.between.iter().map(|x| (*x, signs.branch_down)).collect();
        canvas.across(layout.rule, 0, &branches);
        if let Some(x) = layout.between {
            let first = layout.rule.bottom();
            canvas.down(Rect { y: first, height: areas.body.bottom().saturating_sub(first), ..areas.body }, x);
            canvas.across(areas.bottom_rule, 0, &[(x, signs.branch_up)]);
        }
        for (panel, area) in &layout.panels {
            let (title, command) = self.heading(*panel);
            let rule = Rect { y: layout.rule.y, height: 1, ..*area };
            let look = canvas.look;
            let focus = if *panel == self.panel { Meaning::Focus } else { Meaning::Strong };
            canvas.line(rule, 0, &Line::from(vec![Span::raw(" "), look.span(&title, focus), Span::raw(" ")]));
            let room = usize::from(rule.width).saturating_sub(width(&title) + 6);
            if !command.is_empty() && room > 12 {
                let command = fit(&command, room, signs.cut);
                let line = Line::from(vec![Span::raw(" "), look.span(&command, Meaning::Code), Span::raw(" ")]);
                canvas.line_right(Rect { width: rule.width.saturating_sub(1), ..rule }, 0, &line);
            }
        }
    }
}

/// The cursor's place in the last of so many lines, once the panel is at its end.
fn cursor_at(area: Rect, lines: usize, column: usize) -> Option<Position> {
    let row = u16::try_from(lines).unwrap_or(u16::MAX).min(area.height).checked_sub(1)?;
    let x = u16::try_from(column).unwrap_or(u16::MAX).min(area.width.saturating_sub(1));
    Some(Position { x: area.x + x, y: area.y + row })
}

/// What the simulator could not do, in at most three rows.
pub(super) fn note_lines(note: &str, columns: usize, look: &Look) -> Vec<Line<'static>> {
    const MOST: usize = 3;
    let text = format!("the simulator's limit, not your Pod's: {note}");
    let first = [look.span(look.signs.unknown, Meaning::Focus), Span::raw(" ")];
    let mut lines = wrap(&[look.span(&text, Meaning::Text)], columns, &first, &[Span::raw("  ")]);
    if lines.len() > MOST {
        lines.truncate(MOST);
        if let Some(last) = lines.last_mut() {
            last.push_span(look.span(look.signs.cut, Meaning::Text));
        }
    }
    lines
}

/// Why there is nothing to play.
fn not_played(reason: &NotPlayed, columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let say = |text: &str| wrap(&inline(text, look), columns, &[], &[]);
    match reason {
        NotPlayed::Empty => say("`pod.yaml` is empty, so there is no Pod to play. `e` opens it in your editor."),
        NotPlayed::NoPod(kind) => {
            say(&format!("The file holds a {kind}. The task asks for a Pod, and Pods are what is played here."))
        }
        NotPlayed::Refused(word) => {
            let speaker = word.speaker();
            let who = if speaker == "kubectl" { "kubectl" } else { "The API server" };
            let mut lines = say(&format!("{who} refuses this, so no Pod comes to life. It says:"));
            lines.push(Line::default());
            for refusal in &word.refusals {
                lines.extend(verdict::refusal_lines(refusal, speaker, false, columns, look));
                lines.extend(refusal.place.into_iter().filter_map(|place| source(place.line, columns, shared)));
                lines.push(Line::default());
            }
            if word.refusals.is_empty() {
                for line in word.message.lines() {
                    lines.extend(wrap(&[look.span(line, Meaning::Code)], columns, &[], &[]));
                }
                lines.push(Line::default());
            }
            lines.extend(say("`e` goes back to your editor; every save is played anew."));
            lines
        }
    }
}

/// The line of the learner's file that is meant.
fn source(number: u32, columns: usize, shared: &Shared) -> Option<Line<'static>> {
    let look: &Look = &shared.look;
    let text = shared.open.as_ref()?.text()?;
    let line = text.lines().nth(usize::try_from(number).ok()?.checked_sub(1)?)?;
    let before = format!("     {number} {} ", look.signs.down);
    let room = columns.saturating_sub(width(&before));
    let line = fit(&look.clean(line), room, look.signs.cut);
    Some(Line::from(vec![look.span(&before, Meaning::Rule), look.span(&line, Meaning::Code)]))
}
