//! The learner's text beside the nearest right answer, and the fields that differ. It must not know how the two were
//! compared.

mod draw;

use std::sync::Arc;

use ratatui::layout::{Position, Rect};

use super::{Areas, Request, View, inset, scrolled, task};
use crate::grade::Verdict;
use crate::grade::diff::{Pair, Row, rows, side_by_side};
use crate::tui::keymap::{Action, Context};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, most};
use draw::Lines;

/// Equal lines that are shown around a difference while the rest is folded.
const AROUND: usize = 3;

/// Yours beside the nearest right answer.
#[derive(Debug)]
pub struct DiffScreen {
    scroll: usize,
    /// Equal lines are hidden.
    folded: bool,
    /// The list of fields instead of the text.
    fields: bool,
    /// It was asked for before there was a verdict to show.
    waits: bool,
    picture: Option<Picture>,
}

/// The rows of a verdict's difference, made once and kept until there is another verdict.
#[derive(Debug)]
struct Picture {
    verdict: Arc<Verdict>,
    folded: bool,
    unified: Vec<Row>,
    sides: Vec<Pair>,
}

impl Picture {
    fn of(verdict: &Arc<Verdict>, folded: bool) -> Self {
        let around = folded.then_some(AROUND);
        let (yours, nearest) = (&verdict.diff.yours, &verdict.diff.nearest);
        Self {
            verdict: Arc::clone(verdict),
            folded,
            unified: rows(yours, nearest, around),
            sides: side_by_side(yours, nearest, around),
        }
    }
}

/// Where the text is: one column, or two with a rule between them.
#[derive(Debug, Clone, Copy)]
struct Layout {
    left: Rect,
    right: Option<(u16, Rect)>,
}

fn layout(areas: &Areas, fields: bool) -> Layout {
    const SIDE_BY_SIDE: u16 = 110;
    let body = areas.body;
    if body.width < SIDE_BY_SIDE || fields {
        return Layout { left: inset(body), right: None };
    }
    let rule = body.x + body.width / 2;
    let left = Rect { x: body.x + 1, width: rule - body.x - 2, ..body };
    let right = Rect { x: rule + 2, width: body.right().saturating_sub(rule + 3), ..body };
    Layout { left, right: Some((rule, right)) }
}

impl DiffScreen {
    /// The screen, from the first difference.
    #[must_use]
    pub fn new() -> Self {
        Self { scroll: 0, folded: true, fields: false, waits: false, picture: None }
    }

    /// The screen before the text was graded: what it may show is known with the verdict.
    #[must_use]
    pub fn waiting() -> Self {
        Self { waits: true, ..Self::new() }
    }

    /// Whether it has waited for the verdict that has come now; once.
    pub fn has_waited(&mut self) -> bool {
        std::mem::take(&mut self.waits)
    }

    /// What is said instead of a diff, where there is none to show.
    fn instead(&self, shared: &Shared) -> Option<&'static str> {
        let open = shared.open.as_ref()?;
        let Some(verdict) = &open.verdict else {
            return Some(if open.grading.is_some() { "Comparing…" } else { "Nothing has been graded yet." });
        };
        let difference = &verdict.diff;
        if open.is_incomparable() {
            return Some(
                "Your text could not be read as a Pod, so there is nothing to compare it with. The verdict (`q`, then `g`) says \
                 what stands in the way.",
            );
        }
        if open.withholds() {
            return Some(
                "You have not tried everything yet, and the nearest right answer would show it. `q` and then `d` asks whether you \
                 want to see it all the same.",
            );
        }
        if self.fields && has_no_pod(verdict) {
            return Some("There is no Pod in your file yet, so no field can be compared. `Tab` shows the whole text.");
        }
        if self.fields && difference.fields.is_empty() {
            return Some("No field differs from the nearest right answer.");
        }
        if self.fields {
            return None;
        }
        (difference.yours == difference.nearest).then_some("Your text is the nearest right answer, word for word.")
    }

    /// The rows at which a difference begins.
    fn changes(&self, shared: &Shared) -> Vec<usize> {
        let Some(picture) = &self.picture else { return Vec::new() };
        let changed: Vec<bool> = if layout(&Areas::of(shared.size), false).right.is_some() {
            picture.sides.iter().map(|pair| matches!(pair, Pair::Lines { equal: false, .. })).collect()
        } else {
            picture.unified.iter().map(draw::is_change).collect()
        };
        let begins = |place: usize| changed[place] && !place.checked_sub(1).is_some_and(|before| changed[before]);
        (0..changed.len()).filter(|place| begins(*place)).collect()
    }

    /// All lines of the left and the right column.
    fn lines(&self, layout: &Layout, shared: &Shared) -> Lines {
        let look = &shared.look;
        let Some(picture) = &self.picture else { return Lines::default() };
        // The last column is left to the position.
        let columns = usize::from(layout.left.width.saturating_sub(1));
        if self.fields {
            return Lines { left: draw::fields(&picture.verdict.diff.fields, columns, look), ..Lines::default() };
        }
        match layout.right {
            Some((_, right)) => {
                let columns = (columns, usize::from(right.width.saturating_sub(1)));
                draw::sides(&picture.sides, columns, look)
            }
            None => draw::unified(&picture.unified, columns, look),
        }
    }

    fn jump(&mut self, forward: bool, shared: &Shared) {
        let lines = self.lines(&layout(&Areas::of(shared.size), false), shared);
        let changes: Vec<usize> =
            self.changes(shared).into_iter().filter_map(|row| lines.rows.get(row).copied()).collect();
        // A difference is shown with the lines above it; the row at the top stands for where we are.
        let here = self.scroll + AROUND.min(self.scroll + 1);
        let target = if forward {
            changes.iter().find(|row| **row > here).or(changes.first())
        } else {
            changes.iter().rev().find(|row| **row < self.scroll + 1).or(changes.last())
        };
        if let Some(row) = target {
            self.scroll = row.saturating_sub(AROUND);
        }
    }
}

/// Whether the learner's text holds nothing that could be compared field by field: it is empty, say.
fn has_no_pod(verdict: &Verdict) -> bool {
    let difference = &verdict.diff;
    !verdict.passed
        && difference.fields.is_empty()
        && !difference.nearest.is_empty()
        && difference.yours != difference.nearest
}

impl Default for DiffScreen {
    fn default() -> Self {
        Self::new()
    }
}

impl View for DiffScreen {
    fn context(&self, _shared: &Shared) -> Context {
        Context::Diff
    }

    fn header(&self, shared: &Shared) -> Header {
        let look = &shared.look;
        let verdict = shared.open.as_ref().and_then(|open| open.verdict.as_deref());
        let count = verdict.map_or(0, |verdict| verdict.diff.fields.len());
        let words = match count {
            0 if verdict.is_some_and(has_no_pod) => "no Pod yet".to_owned(),
            0 => "no field differs".to_owned(),
            1 => "1 field differs".to_owned(),
            many => format!("{many} fields differ"),
        };
        let comparable = verdict.is_some_and(|verdict| !verdict.diff.nearest.is_empty());
        let words = if comparable { words } else { String::new() };
        Header { place: task::place(shared), standing: vec![vec![look.span(&words, Meaning::Text)]] }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        let differs = self.instead(shared).is_none();
        match action {
            Action::NextChange => differs && !self.fields && self.changes(shared).len() > 1,
            Action::Fold => differs && !self.fields,
            Action::Settings => false,
            _ => true,
        }
    }

    fn label(&self, action: Action, _shared: &Shared) -> Option<String> {
        match action {
            Action::Fields => Some(if self.fields { "text" } else { "fields" }.to_owned()),
            Action::Fold => Some(if self.folded { "show equal lines" } else { "hide equal lines" }.to_owned()),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        match action {
            Action::Back => return Some(Request::Back),
            Action::Edit => return Some(Request::Edit(None)),
            Action::Fold => {
                self.folded = !self.folded;
                self.scroll = 0;
            }
            Action::Fields => {
                self.fields = !self.fields;
                self.scroll = 0;
            }
            Action::NextChange => self.jump(true, shared),
            Action::PreviousChange => self.jump(false, shared),
            _ => {
                let height = draw::text_area(layout(&Areas::of(shared.size), self.fields).left).height;
                self.scroll = scrolled(self.scroll, action, height).unwrap_or(self.scroll);
            }
        }
        None
    }

    fn wheel(&mut self, _at: Position, rows: isize, _shared: &Shared) {
        self.scroll = self.scroll.saturating_add_signed(rows);
    }

    fn settle(&mut self, shared: &Shared) {
        let verdict = shared.open.as_ref().and_then(|open| open.verdict.as_ref());
        let stale = |picture: &Picture, verdict: &Arc<Verdict>| {
            !Arc::ptr_eq(&picture.verdict, verdict) || picture.folded != self.folded
        };
        match (verdict, &self.picture) {
            (Some(verdict), Some(picture)) if !stale(picture, verdict) => {}
            (verdict, _) => self.picture = verdict.map(|verdict| Picture::of(verdict, self.folded)),
        }
        let layout = layout(&Areas::of(shared.size), self.fields);
        let total = self.lines(&layout, shared).left.len();
        self.scroll = self.scroll.min(most(total, draw::text_area(layout.left).height));
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        if let Some(text) = self.instead(shared) {
            areas.rules(canvas, &[]);
            draw::sentence(canvas, inset(areas.body), text, shared);
            return None;
        }
        let layout = layout(areas, self.fields);
        let rules: Vec<u16> = layout.right.iter().map(|(rule, _)| *rule).collect();
        areas.rules(canvas, &rules);
        let Lines { left, right, .. } = self.lines(&layout, shared);
        draw::titles(canvas, &layout, self.fields, shared);
        canvas.text(draw::text_area(layout.left), &left, self.scroll);
        if let Some((_, area)) = layout.right {
            canvas.text(draw::text_area(area), &right, self.scroll);
        }
        None
    }
}
