//! The learner's text beside the nearest right answer. It must not know how the two were compared.

use ratatui::layout::Position;
use ratatui::text::{Line, Span};

use super::{Areas, Request, View, inset, scrolled, task};
use crate::tui::keymap::{Action, Context};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, most};
use crate::tui::widget::wrap::wrap;

/// Yours beside the nearest right answer.
#[derive(Debug, Default)]
pub struct DiffScreen {
    scroll: usize,
}

impl DiffScreen {
    /// The screen, from the first difference.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

impl View for DiffScreen {
    fn context(&self, _shared: &Shared) -> Context {
        Context::Diff
    }
    fn header(&self, shared: &Shared) -> Header {
        Header { place: task::place(shared), standing: Vec::new() }
    }
    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        match action {
            Action::Back => return Some(Request::Back),
            Action::Edit => return Some(Request::Edit(None)),
            _ => {}
        }
        None
    }
    fn wheel(&mut self, _at: Position, rows: isize, _shared: &Shared) {
        self.scroll = self.scroll.saturating_add_signed(rows);
    }
    fn settle(&mut self, _shared: &Shared) {}
    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        areas.rules(canvas, &[]);
        None
    }
}
