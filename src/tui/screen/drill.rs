//! Before and after a round of a drill: what comes, and how it went. It must not know how a round is fetched or ended.

mod draw;

pub use draw::last_name;

use jiff::Timestamp;
use ratatui::layout::Position;

use super::{Areas, Request, View, inset, scrolled};
use crate::session::drill::{Ending, Phase};
use crate::tui::keymap::{Action, Context};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, most};

/// The screen around a round.
#[derive(Debug, Default)]
pub struct DrillScreen {
    scroll: usize,
    rests_since: Option<Timestamp>,
}

impl DrillScreen {
    /// The screen before the first round.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A round has ended at that time.
    pub fn rest(&mut self, now: Timestamp) {
        self.scroll = 0;
        self.rests_since = Some(now);
    }

    /// Whether a round ended so short ago that a key may still be meant for the editor. Until then no key works, and the last line
    /// names the keys that will.
    #[must_use]
    pub fn is_settling(&self, now: Timestamp) -> bool {
        const SETTLING_MS: i128 = 800;
        self.rests_since.is_some_and(|since| now.duration_since(since).as_millis() < SETTLING_MS)
    }
}

/// Whether a round has ended and none was begun after it.
fn is_over(shared: &Shared) -> bool {
    shared.drill.as_ref().is_some_and(|drill| drill.phase() == Phase::Over)
}

impl View for DrillScreen {
    fn context(&self, shared: &Shared) -> Context {
        if is_over(shared) { Context::Rest } else { Context::Ready }
    }

    fn header(&self, shared: &Shared) -> Header {
        let look = &shared.look;
        let Some(drill) = &shared.drill else { return Header::default() };
        let (place, of) = drill.position();
        let title = shared.catalog.get(&drill.turn().exercise).map_or("", |exercise| exercise.title.as_str());
        let streak = drill.streak();
        let long = vec![look.span(&format!("{streak} in a row within par"), Meaning::Text)];
        let short = vec![look.span(&format!("{streak} in a row"), Meaning::Text)];
        Header {
            place: vec![look.span(&format!("Drill {place}/{of}   "), Meaning::Dim), look.span(title, Meaning::Strong)],
            standing: if streak > 0 { vec![long, short] } else { Vec::new() },
        }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        let Some(drill) = &shared.drill else { return false };
        match action {
            Action::Skip => drill.following().is_some(),
            Action::Start => drill.phase() == Phase::Ready,
            // A solution that was not seen yet would make the next attempt worth nothing.
            Action::Explain => drill.last().is_some_and(|finish| finish.rating.is_some()),
            Action::Settings => false,
            _ => true,
        }
    }

    fn label(&self, action: Action, shared: &Shared) -> Option<String> {
        let drill = shared.drill.as_ref()?;
        let varies = shared.open.as_ref().is_some_and(|open| open.exercise.has_values());
        let solved = drill.last().is_some_and(|finish| finish.ending == Ending::Solved);
        match action {
            Action::Again if varies => Some("again, other values".to_owned()),
            Action::Explain if !solved => Some("the solution".to_owned()),
            Action::Back => Some("end the drill".to_owned()),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        match action {
            Action::Start => Some(Request::StartRound),
            Action::Again => Some(Request::AgainRound),
            Action::Skip => Some(Request::NextRound),
            Action::Explain => self.works(action, shared).then_some(Request::RoundReading),
            Action::Statistics => Some(Request::Statistics),
            Action::Back => Some(Request::Back),
            _ => {
                let area = inset(Areas::of(shared.size).body);
                self.scroll = scrolled(self.scroll, action, area.height).unwrap_or(self.scroll);
                None
            }
        }
    }

    fn click(&mut self, at: Position, shared: &Shared) -> Option<Request> {
        (!is_over(shared) && Areas::of(shared.size).body.contains(at)).then_some(Request::StartRound)
    }

    fn wheel(&mut self, _at: Position, rows: isize, _shared: &Shared) {
        self.scroll = self.scroll.saturating_add_signed(rows);
    }

    fn settle(&mut self, shared: &Shared) {
        let area = inset(Areas::of(shared.size).body);
        let total = draw::lines(usize::from(area.width), shared).len();
        self.scroll = self.scroll.min(most(total, area.height));
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        areas.rules(canvas, &[]);
        let area = inset(areas.body);
        canvas.text(area, &draw::lines(usize::from(area.width), shared), self.scroll);
        None
    }
}
