//! Before a mock exam: how many tasks, how long, from which topics; or the exam that is going on already. It must not know how
//! the tasks are drawn.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Areas, ExamRequest, Request, View, inset};
use crate::session;
use crate::tui::catalog::clock;
use crate::tui::exam::{Offer, Wish};
use crate::tui::keymap::{Action, Context};
use crate::tui::look;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, follow};
use crate::tui::widget::markdown::markdown;

/// The fewest and the most tasks, and the step of a key.
const TASKS: (usize, usize, usize) = (1, 20, 1);
/// The same for minutes.
const MINUTES: (u32, u32, u32) = (10, 180, 10);
/// The rows before the topics.
const ROWS: usize = 3;
/// The row of the seed.
const SEED: usize = 2;

/// The wishes for an exam.
#[derive(Debug)]
pub struct ExamStart {
    tasks: usize,
    /// `None`: as long as the real one, in proportion to the tasks.
    minutes: Option<u32>,
    topics: Vec<String>,
    /// The topics that it was opened with.
    asked: Vec<String>,
    seed: String,
    chosen: usize,
    scroll: usize,
}

impl ExamStart {
    /// The screen with these wishes.
    #[must_use]
    pub fn new(wish: Wish) -> Self {
        let seed = wish.seed.map(|seed| seed.to_string()).unwrap_or_default();
        let tasks = wish.tasks.unwrap_or(session::exam::TASKS);
        Self {
            tasks,
            minutes: wish.minutes,
            asked: wish.topics.clone(),
            topics: wish.topics,
            seed,
            chosen: 0,
            scroll: 0,
        }
    }

    /// The tasks that it can have.
    fn count(&self, shared: &Shared) -> usize {
        self.tasks.min(self.supply(shared)).max(1)
    }

    fn minutes(&self, shared: &Shared) -> u32 {
        self.minutes.unwrap_or_else(|| session::exam::usual_minutes(self.count(shared)))
    }

    /// What is wished, as far as the exercises go.
    fn wish(&self, shared: &Shared) -> Wish {
        Wish {
            tasks: Some(self.count(shared)),
            minutes: Some(self.minutes(shared)),
            topics: self.topics.clone(),
            seed: self.seed.parse().ok(),
        }
    }

    /// The topics that can be taken in, by id and title: the folders of exercises, then what else was asked for.
    fn choices(&self, shared: &Shared) -> Vec<(String, String)> {
        let folders = shared.catalog.topics().into_iter().map(|topic| (topic.id, topic.title));
        let mut choices: Vec<(String, String)> = folders.collect();
        for topic in &self.asked {
            if !choices.iter().any(|(id, _)| id == topic) {
                choices.push((topic.clone(), shared.catalog.topic_title(topic)));
            }
        }
        choices
    }

    fn topic(&self, shared: &Shared) -> Option<String> {
        let choices = self.choices(shared);
        choices.into_iter().nth(self.chosen.checked_sub(ROWS)?).map(|(id, _)| id)
    }

    /// Exercises that the chosen topics have.
    fn supply(&self, shared: &Shared) -> usize {
        let wanted = |topic: &String| self.topics.is_empty() || self.topics.contains(topic);
        let exercises = shared.catalog.exercises().iter();
        exercises.filter(|exercise| wanted(&exercise.topic) || exercise.topics.iter().any(wanted)).count()
    }

    fn change(&mut self, more: bool, shared: &Shared) {
        match self.chosen {
            0 => {
                let (least, most, step) = TASKS;
                let tasks = self.tasks;
                self.tasks = if more { tasks + step } else { tasks.saturating_sub(step) }.clamp(least, most.max(tasks));
            }
            1 => {
                let (least, most, step) = MINUTES;
                let steps = if more {
                    self.minutes(shared) / step + 1
                } else {
                    self.minutes(shared).div_ceil(step).saturating_sub(1)
                };
                self.minutes = Some((steps * step).clamp(least, most.max(self.minutes(shared))));
            }
            _ => {
                if let Some(topic) = self.topic(shared) {
                    self.topics.retain(|other| *other != topic);
                    if more {
                        self.topics.push(topic);
                    }
                }
            }
        }
    }

    fn toggle(&mut self, shared: &Shared) {
        if let Some(topic) = self.topic(shared) {
            let is_in = self.topics.contains(&topic);
            self.change(!is_in, shared);
        }
    }

    fn rows(&self, shared: &Shared) -> Vec<(String, String)> {
        let seed = if self.seed.is_empty() { "another exam each time".to_owned() } else { self.seed.clone() };
        let supply = self.supply(shared);
        let tasks = if supply < self.tasks {
            format!("{} (these topics have {supply})", self.tasks)
        } else {
            self.tasks.to_string()
        };
        let mut rows = vec![
            ("Tasks".to_owned(), tasks),
            ("Minutes".to_owned(), self.minutes(shared).to_string()),
            ("Seed".to_owned(), seed),
        ];
        rows.extend(self.choices(shared).into_iter().map(|(id, title)| {
            let is_in = self.topics.contains(&id);
            let mark = if is_in || self.topics.is_empty() { "yes" } else { "no" };
            (title, mark.to_owned())
        }));
        rows
    }

    fn explanation(&self) -> &'static str {
        match self.chosen {
            0 => "The CKAD has 15 to 20 tasks.",
            1 => {
                "The CKAD lasts 120 minutes, 7 for a task. The clock is the one on the wall: nothing stops it, not even the end of this program."
            }
            SEED => {
                "The same number gives the same exam: type one to take an exam again, or to sit the same one as others."
            }
            _ => {
                "`Space` limits the exam to the topics that you choose. As long as none is chosen, tasks come from all of them."
            }
        }
    }
}

/// The rows of the list and the text below it.
fn layout(areas: &Areas) -> (Rect, Rect) {
    const BELOW: u16 = 6;
    let body = inset(areas.body);
    let list = Rect { y: body.y + 1, height: body.height.saturating_sub(BELOW + 1), ..body };
    (list, Rect { y: list.bottom(), height: body.bottom().saturating_sub(list.bottom()), ..body })
}

impl View for ExamStart {
    fn context(&self, shared: &Shared) -> Context {
        if self.chosen == SEED && shared.exam_offer().is_none() { Context::ExamSeed } else { Context::ExamStart }
    }

    fn header(&self, shared: &Shared) -> Header {
        Header { place: vec![shared.look.span("Mock exam", Meaning::Strong)], standing: Vec::new() }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        let offered = shared.exam_offer().is_some();
        match action {
            Action::Left | Action::Right => !offered && self.chosen != SEED && self.chosen < ROWS,
            Action::Fold => !offered && self.chosen >= ROWS,
            Action::EndExam | Action::DiscardExam => offered,
            Action::Settings => false,
            _ => true,
        }
    }

    fn label(&self, action: Action, shared: &Shared) -> Option<String> {
        (action == Action::BeginExam && shared.exam_offer().is_some()).then(|| "go on".to_owned())
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        let offered = shared.exam_offer().is_some();
        match action {
            Action::Back => return Some(Request::Back),
            Action::PastExams => return Some(Request::Exam(ExamRequest::Past)),
            Action::BeginExam if offered => return Some(Request::Exam(ExamRequest::GoOn)),
            Action::BeginExam => return Some(Request::Exam(ExamRequest::Begin(self.wish(shared)))),
            Action::EndExam if offered => return Some(Request::Exam(ExamRequest::AskEnd)),
            Action::DiscardExam if offered => return Some(Request::Exam(ExamRequest::AskDiscard)),
            _ if offered => return None,
            Action::Right => self.change(true, shared),
            Action::Left => self.change(false, shared),
            Action::Fold => self.toggle(shared),
            Action::Erase => {
                self.seed.pop();
            }
            Action::EraseAll => self.seed.clear(),
            _ => self.chosen = super::scrolled(self.chosen, action, 4).unwrap_or(self.chosen),
        }
        None
    }

    fn text(&mut self, text: &str, _shared: &Shared) {
        const LONGEST: usize = 15;
        let room = LONGEST.saturating_sub(self.seed.len());
        self.seed.extend(text.chars().filter(char::is_ascii_digit).take(room));
    }

    fn click(&mut self, at: Position, shared: &Shared) -> Option<Request> {
        let (list, _) = layout(&Areas::of(shared.size));
        if !list.contains(at) || shared.exam_offer().is_some() {
            return None;
        }
        let row = self.scroll + usize::from(at.y - list.y);
        if row == self.chosen {
            self.toggle(shared);
        } else if row < ROWS + self.choices(shared).len() {
            self.chosen = row;
        }
        None
    }

    fn wheel(&mut self, _at: Position, rows: isize, _shared: &Shared) {
        self.chosen = self.chosen.saturating_add_signed(rows.signum());
    }

    fn settle(&mut self, shared: &Shared) {
        let rows = ROWS + self.choices(shared).len();
        self.chosen = self.chosen.min(rows - 1);
        let (list, _) = layout(&Areas::of(shared.size));
        self.scroll = follow(self.scroll, self.chosen, rows, list.height);
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        const NAME: usize = 30;
        areas.rules(canvas, &[]);
        if let Some(offer) = shared.exam_offer() {
            draw_offer(canvas, inset(areas.body), &offer, shared);
            return None;
        }
        let look = &shared.look;
        let (list, below) = layout(areas);
        let rows = self.rows(shared);
        let mut cursor = None;
        for (y, (number, (name, value))) in (0..list.height).zip(rows.iter().enumerate().skip(self.scroll)) {
            let chosen = number == self.chosen;
            let pointer = if chosen { look.signs.pointer } else { " " };
            let [.., left, right] = look.signs.arrows;
            let value = if chosen && number < SEED { format!("{left} {value} {right}") } else { format!("  {value}") };
            let line = Line::from(vec![
                look.span(pointer, Meaning::Focus),
                Span::raw(" "),
                look.span(&look::pad(&look.clean(name), NAME, look.signs.cut), Meaning::Text),
                look.span(&value, Meaning::Strong),
            ]);
            canvas.line(list, y, &line);
            if chosen {
                canvas.paint(list, y, Meaning::Chosen);
            }
            if chosen && number == SEED {
                let x = list.x + 4 + u16::try_from(NAME + self.seed.len()).unwrap_or(0);
                cursor = Some(Position { x, y: list.y + y });
            }
        }
        canvas.position(list, rows.len(), self.scroll);
        let mut lines = vec![Line::default()];
        let columns = usize::from(below.width).min(74);
        lines.extend(markdown(self.explanation(), columns, look));
        lines.push(Line::default());
        let rules = "No verdict, hint, diff or solution until the end; 66 % pass. Everything is kept at once: after a crash the \
                     exam goes on as it was.";
        lines.extend(markdown(rules, columns, look));
        canvas.text(below, &lines, 0);
        cursor
    }
}

/// The exam that is going on.
fn draw_offer(canvas: &mut Canvas<'_>, area: Rect, offer: &Offer, shared: &Shared) {
    let left = offer.left(shared.now);
    let text = format!(
        "**A mock exam is going on.** It has {} tasks, {} of them touched, and **{}** are left. Its clock is the one on the \
         wall: it does not wait.\n\n`Enter` goes on where you were, `E` ends and grades it, `X` discards it: then it has no result. Until then no other \
         exam can be begun.",
        offer.tasks,
        offer.touched,
        clock(left)
    );
    let area = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
    canvas.text(area, &markdown(&text, usize::from(area.width).min(74), &shared.look), 0);
}
