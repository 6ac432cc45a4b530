//! The mock exams that were taken, compared. It must not know where they are kept.

use std::time::Duration;

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Areas, ExamRequest, Request, View, inset, scrolled};
use crate::history::DiscardedExam;
use crate::session::exam::report::discarded_words;
use crate::session::exam::{PASS_MARK, Past};
use crate::tui::catalog::clock;
use crate::tui::keymap::{Action, Context};
use crate::tui::look::Look;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::{Header, bar};
use crate::tui::widget::canvas::{Canvas, follow, spread};
use crate::tui::widget::markdown::markdown;

/// The exams that were taken, the last one first.
#[derive(Debug, Default)]
pub struct Exams {
    past: Vec<Past>,
    /// What is said of those that were discarded.
    discarded: Option<String>,
    chosen: usize,
    scroll: usize,
}

impl Exams {
    /// The screen, the last exam chosen. `past` begins with the oldest.
    #[must_use]
    pub fn new(mut past: Vec<Past>, discarded: &[DiscardedExam]) -> Self {
        past.reverse();
        Self { past, discarded: discarded_words(discarded), chosen: 0, scroll: 0 }
    }

    /// The score against the exam before, in whole per cent.
    fn change(&self, number: usize) -> Option<i64> {
        let whole = |past: &Past| i64::from(past.score.whole());
        Some(whole(self.past.get(number)?) - whole(self.past.get(number + 1)?))
    }

    fn line(&self, number: usize, past: &Past, columns: usize, look: &Look) -> Line<'static> {
        let (sign, meaning) =
            if past.passed { (look.signs.right, Meaning::Right) } else { (look.signs.wrong, Meaning::Wrong) };
        let pointer = if number == self.chosen { look.signs.pointer } else { " " };
        let day = past.started.strftime("%Y-%m-%d").to_string();
        let left = vec![
            look.span(pointer, Meaning::Focus),
            look.span(&format!("{:>3}  ", past.number), Meaning::Dim),
            look.span(&format!("{day}  "), Meaning::Text),
            look.span(&format!("{:>2} of {:>2} solved", past.solved, past.tasks), Meaning::Text),
        ];
        let change = match self.change(number) {
            Some(change @ 1..) => format!("+{change}"),
            Some(change @ ..0) => change.to_string(),
            Some(0) => "=".to_owned(),
            None => String::new(),
        };
        let took = format!("{} of {}  ", time(past.seconds), time(past.limit_seconds));
        let mut right = vec![look.span(&took, Meaning::Dim)];
        if columns >= 70 {
            right.extend(bar(look, 10, u64::from(past.score.0), 10_000, meaning));
            right.push(Span::raw(" "));
        }
        right.push(look.span(&format!("{:>5} {sign}", past.score.to_string()), meaning));
        right.push(look.span(&format!(" {change:>4} "), Meaning::Text));
        spread(look, columns, left, right)
    }

    /// What all of them say together.
    fn summary(&self, look: &Look) -> Option<Line<'static>> {
        let best = self.past.iter().map(|past| past.score).max()?;
        let passed = self.past.iter().filter(|past| past.passed).count();
        let text = format!("{passed} of {} passed, the best with {best}; {PASS_MARK} are needed.", self.past.len());
        Some(look.line(&text, Meaning::Dim))
    }
}

fn time(seconds: u64) -> String {
    clock(Duration::from_secs(seconds))
}

fn list_area(areas: &Areas) -> Rect {
    let body = inset(areas.body);
    let head = 3.min(body.height);
    Rect { y: body.y + head, height: body.height - head, ..body }
}

impl View for Exams {
    fn context(&self, _shared: &Shared) -> Context {
        Context::Exams
    }

    fn header(&self, shared: &Shared) -> Header {
        Header { place: vec![shared.look.span("Mock exams taken", Meaning::Strong)], standing: Vec::new() }
    }

    fn works(&self, action: Action, _shared: &Shared) -> bool {
        match action {
            Action::Enter => !self.past.is_empty(),
            Action::Settings => false,
            _ => true,
        }
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        match action {
            Action::Back => return Some(Request::Back),
            Action::Enter => {
                let past = self.past.get(self.chosen)?;
                return Some(Request::Exam(ExamRequest::Result(past.number)));
            }
            _ => {
                let height = list_area(&Areas::of(shared.size)).height;
                self.chosen = scrolled(self.chosen, action, height).unwrap_or(self.chosen);
            }
        }
        None
    }

    fn click(&mut self, at: Position, shared: &Shared) -> Option<Request> {
        let list = list_area(&Areas::of(shared.size));
        let row = self.scroll + usize::from(at.y.checked_sub(list.y)?);
        let past = self.past.get(row).filter(|_| list.contains(at))?;
        if row == self.chosen {
            return Some(Request::Exam(ExamRequest::Result(past.number)));
        }
        self.chosen = row;
        None
    }

    fn wheel(&mut self, _at: Position, rows: isize, _shared: &Shared) {
        self.chosen = self.chosen.saturating_add_signed(rows.signum());
    }

    fn settle(&mut self, shared: &Shared) {
        self.chosen = self.chosen.min(self.past.len().saturating_sub(1));
        self.scroll = follow(self.scroll, self.chosen, self.past.len(), list_area(&Areas::of(shared.size)).height);
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        let look = &shared.look;
        areas.rules(canvas, &[]);
        let body = inset(areas.body);
        let Some(summary) = self.summary(look) else {
            let mut text = "You have taken no mock exam yet. Leave with `q`, and begin one with `Enter`.".to_owned();
            text.extend(self.discarded.iter().map(|words| format!("\n\n{words}")));
            canvas.text(body, &markdown(&text, usize::from(body.width), look), 0);
            return None;
        };
        canvas.line(body, 0, &summary);
        if let Some(words) = &self.discarded {
            canvas.line(body, 1, &look.line(words, Meaning::Dim));
        }
        let list = list_area(areas);
        let columns = usize::from(list.width.saturating_sub(1)).min(100);
        for (y, (number, past)) in (0..list.height).zip(self.past.iter().enumerate().skip(self.scroll)) {
            canvas.line(list, y, &self.line(number, past, columns, look));
            if number == self.chosen {
                canvas.paint(list, y, Meaning::Chosen);
            }
        }
        canvas.position(list, self.past.len(), self.scroll);
        None
    }
}
