//! Statistics as pictures: time per attempt, activity by day, strength by topic and by field. It must not know how they are
//! computed.

mod draw;

use ratatui::layout::{Position, Rect};

use super::{Areas, Request, View, inset, scrolled};
use crate::session::overview::Choice;
use crate::session::statistics::Statistics;
use crate::tui::keymap::{Action, Context};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, most};

/// One picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Picture {
    Times,
    Activity,
    Topics,
    Fields,
}

const PICTURES: [Picture; 4] = [Picture::Times, Picture::Activity, Picture::Topics, Picture::Fields];

impl Picture {
    fn title(self) -> &'static str {
        match self {
            Self::Times => "Times",
            Self::Activity => "Activity",
            Self::Topics => "Topics",
            Self::Fields => "Fields",
        }
    }
}

/// The statistics: on a narrow terminal one picture after the other, on a wide one all.
#[derive(Debug)]
pub struct StatisticsScreen {
    picture: Picture,
    /// The exercise whose times are shown.
    exercise: Option<String>,
    scroll: usize,
}

impl StatisticsScreen {
    /// The screen, with the times of an exercise; else of the one that was done last.
    #[must_use]
    pub fn new(exercise: Option<String>) -> Self {
        Self { picture: Picture::Times, exercise, scroll: 0 }
    }

    fn turn(&mut self, forward: bool) {
        let place = PICTURES.iter().position(|picture| *picture == self.picture).unwrap_or(0);
        let count = PICTURES.len();
        let next = if forward { place + 1 } else { place + count - 1 } % count;
        self.picture = PICTURES.get(next).copied().unwrap_or(Picture::Times);
        self.scroll = 0;
    }

    /// The place of the exercise among those that have times, which is 0 where it has none.
    fn place(&self, statistics: &Statistics) -> usize {
        let is_it = |id: &String| statistics.times.iter().position(|times| times.exercise == *id);
        self.exercise.as_ref().and_then(is_it).unwrap_or(0)
    }

    fn step(&mut self, forward: bool, shared: &Shared) {
        let Some(statistics) = statistics(shared) else { return };
        let count = statistics.times.len();
        if count == 0 {
            return;
        }
        let place = self.place(statistics);
        let next = if forward { place + 1 } else { place + count - 1 } % count;
        self.exercise = statistics.times.get(next).map(|times| times.exercise.clone());
        if !is_wide(shared) {
            self.picture = Picture::Times;
        }
    }

    /// The exercise whose times are seen.
    fn shown(&self, shared: &Shared) -> Option<String> {
        let statistics = statistics(shared)?;
        statistics.times.get(self.place(statistics)).map(|times| times.exercise.clone())
    }
}

fn statistics(shared: &Shared) -> Option<&Statistics> {
    shared.overview.as_ref().map(|overview| &overview.statistics).filter(|statistics| statistics.attempts > 0)
}

fn is_wide(shared: &Shared) -> bool {
    Areas::of(shared.size).columns().is_some()
}

impl View for StatisticsScreen {
    fn context(&self, _shared: &Shared) -> Context {
        Context::Statistics
    }

    fn header(&self, shared: &Shared) -> Header {
        let look = &shared.look;
        let mut place = vec![look.span("Statistics   ", Meaning::Strong)];
        if !is_wide(shared) && statistics(shared).is_some() {
            for picture in PICTURES {
                let chosen = picture == self.picture;
                let pointer = if chosen { look.signs.pointer } else { " " };
                place.push(look.span(pointer, Meaning::Focus));
                place.push(look.span(picture.title(), if chosen { Meaning::Focus } else { Meaning::Dim }));
                place.push(look.span(" ", Meaning::Dim));
            }
        }
        let due = shared.overview.as_ref().map_or(0, |overview| overview.due().count());
        let standing = (due > 0).then(|| vec![look.span(&format!("{due} due"), Meaning::Changed)]);
        Header { place, standing: standing.into_iter().collect() }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        match action {
            Action::SwitchView => !is_wide(shared) && statistics(shared).is_some(),
            Action::Next => statistics(shared).is_some_and(|statistics| statistics.times.len() > 1),
            // A drill is not begun within a drill.
            Action::Drill => shared.drill.is_none() && !shared.catalog.exercises().is_empty(),
            Action::Settings => false,
            _ => true,
        }
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        match action {
            Action::Back => return Some(Request::Back),
            Action::SwitchView if !is_wide(shared) => self.turn(true),
            Action::PreviousChange if !is_wide(shared) => self.turn(false),
            Action::Next => self.step(true, shared),
            Action::PreviousFailed => self.step(false, shared),
            Action::Drill if self.works(action, shared) => {
                let one = self.shown(shared).filter(|_| is_wide(shared) || self.picture == Picture::Times);
                return Some(Request::Drill(one.map_or(Choice::All, Choice::One)));
            }
            _ => {
                let area = inset(Areas::of(shared.size).body);
                self.scroll = scrolled(self.scroll, action, area.height).unwrap_or(self.scroll);
            }
        }
        None
    }

    fn wheel(&mut self, _at: Position, rows: isize, _shared: &Shared) {
        self.scroll = self.scroll.saturating_add_signed(rows);
    }

    fn settle(&mut self, shared: &Shared) {
        let areas = Areas::of(shared.size);
        let total = match halves(&areas) {
            Some([left, right]) => draw::left(self, left, shared).len().max(draw::right(right, shared).len()),
            None => draw::alone(self, inset(areas.body), shared).len(),
        };
        self.scroll = self.scroll.min(most(total, areas.body.height));
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        let halves = halves(areas).filter(|_| statistics(shared).is_some());
        let Some([left, right]) = halves else {
            areas.rules(canvas, &[]);
            let area = inset(areas.body);
            canvas.text(area, &draw::alone(self, area, shared), self.scroll);
            return None;
        };
        areas.rules(canvas, &[right.x - 2]);
        canvas.text(left, &draw::left(self, left, shared), self.scroll);
        canvas.text(right, &draw::right(right, shared), self.scroll);
        None
    }
}

/// Two columns, where the terminal is wide enough for both.
fn halves(areas: &Areas) -> Option<[Rect; 2]> {
    areas.columns()?;
    let body = inset(areas.body);
    let left = Rect { width: (body.width.saturating_sub(3)) / 2, ..body };
    let right = Rect { x: left.right() + 3, width: body.width.saturating_sub(left.width + 3), ..body };
    Some([left, right])
}
