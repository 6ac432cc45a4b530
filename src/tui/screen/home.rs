//! Home: topics with progress, the exercises, what to do next. It must not know how an exercise is opened.

mod draw;

use ratatui::layout::{Position, Rect};

use super::{Areas, ExamRequest, Request, View};
use crate::exercise::Kind;
use crate::session::overview::Choice;
use crate::tui::catalog::{Filter, State, clock, kind_name, state_name};
use crate::tui::keymap::{Action, Context};
use crate::tui::look;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, follow};

/// What the keyboard is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Focus {
    Topics,
    Exercises,
    Search,
}

/// All exercises.
#[derive(Debug)]
pub struct Home {
    filter: Filter,
    focus: Focus,
    /// The id of the chosen exercise.
    chosen: Option<String>,
    scroll: usize,
    topic_scroll: usize,
}

/// Where the parts of the screen are.
#[derive(Debug, Clone, Copy)]
struct Layout {
    /// With the column of the rule at their right.
    topics: Option<(Rect, u16)>,
    filters: Rect,
    titles: Rect,
    list: Rect,
    /// Below the list, on narrow terminals.
    detail: Option<Rect>,
    /// At the right, on wide ones.
    preview: Option<(u16, Rect)>,
}

/// From so many columns on the topics stand beside the exercises all the time; below, while they have the keyboard.
const TOPICS_FROM: u16 = 102;
/// From so many columns on the chosen exercise's task stands at the right.
const PREVIEW_FROM: u16 = 150;

fn layout(areas: &Areas, focus: Focus) -> Layout {
    const DETAIL: u16 = 3;
    let body = areas.body;
    let has_preview = body.width >= PREVIEW_FROM;
    let has_topics = body.width >= TOPICS_FROM || focus == Focus::Topics;
    let topic_width = if has_preview { 32 } else { 23 };
    let topics = has_topics.then(|| Rect { x: body.x, width: topic_width.min(body.width), ..body });
    let preview_width = (body.width * 2 / 7).min(60);
    let preview = has_preview.then(|| {
        let rule = body.right() - preview_width - 1;
        (rule, Rect { x: rule + 2, width: preview_width - 2, ..body })
    });
    let left = topics.map_or(body.x, |topics| topics.right() + 1);
    let right = preview.map_or(body.right(), |(rule, _)| rule);
    let middle = Rect { x: left, width: right.saturating_sub(left), ..body };
    let head = 2.min(middle.height);
    let below = if preview.is_none() && middle.height > 10 { DETAIL } else { 0 };
    let list = Rect { y: middle.y + head, height: middle.height.saturating_sub(head + below), ..middle };
    let detail = (below > 0).then(|| Rect { y: list.bottom(), height: below, ..middle });
    Layout {
        topics: topics.map(|topics| (topics, topics.right())),
        filters: Rect { height: 1.min(middle.height), ..middle },
        titles: Rect { y: middle.y + 1, height: head.saturating_sub(1), ..middle },
        list,
        detail,
        preview,
    }
}

impl Home {
    /// The screen, with what to do next chosen.
    #[must_use]
    pub fn new(shared: &Shared) -> Self {
        let chosen = shared.catalog.next().map(|exercise| exercise.id.clone());
        let mut home = Self { filter: Filter::default(), focus: Focus::Exercises, chosen, scroll: 0, topic_scroll: 0 };
        home.settle(shared);
        home
    }

    /// Chooses an exercise, and shows all if it is not in the list.
    pub fn choose(&mut self, id: &str, shared: &Shared) {
        if !shared.catalog.filtered(&self.filter).iter().any(|exercise| exercise.id == id) {
            self.filter = Filter::default();
        }
        self.chosen = Some(id.to_owned());
        self.settle(shared);
    }

    fn index(&self, shared: &Shared) -> Option<usize> {
        let chosen = self.chosen.as_ref()?;
        shared.catalog.filtered(&self.filter).iter().position(|exercise| exercise.id == *chosen)
    }

    fn choose_index(&mut self, index: usize, shared: &Shared) {
        let list = shared.catalog.filtered(&self.filter);
        self.chosen = list.get(index.min(list.len().saturating_sub(1))).map(|exercise| exercise.id.clone());
    }

    /// 0 is "All", then the topics.
    fn topic_index(&self, shared: &Shared) -> usize {
        let topics = shared.catalog.topics();
        let place = |id: &String| topics.iter().position(|topic| topic.id == *id);
        self.filter.topic.as_ref().and_then(place).map_or(0, |index| index + 1)
    }

    fn choose_topic(&mut self, index: usize, shared: &Shared) {
        let topics = shared.catalog.topics();
        let index = index.min(topics.len());
        self.filter.topic = index.checked_sub(1).and_then(|index| topics.get(index)).map(|topic| topic.id.clone());
    }

    fn step(&mut self, action: Action, shared: &Shared) {
        let page = layout(&Areas::of(shared.size), self.focus).list.height;
        if self.focus == Focus::Topics {
            if let Some(index) = super::scrolled(self.topic_index(shared), action, page) {
                self.choose_topic(index, shared);
            }
        } else if let Some(index) = super::scrolled(self.index(shared).unwrap_or(0), action, page) {
            self.choose_index(index, shared);
        }
    }

    fn toggle(&mut self, action: Action) {
        match action {
            Action::FilterKind => {
                self.filter.kind = following(&[Kind::Build, Kind::Fix, Kind::Debug], self.filter.kind);
            }
            Action::FilterState => {
                self.filter.state = following(&[State::New, State::Tried, State::Solved], self.filter.state);
            }
            _ => self.filter.level = following(&[1, 2, 3, 4, 5], self.filter.level),
        }
    }

    /// The filters as they are shown in so many columns, that of the topics only where these are not seen.
    fn filters(&self, columns: u16, topics_seen: bool, shared: &Shared) -> Vec<FilterItem> {
        /// Columns that the search has at the least beside the long words.
        const SEARCH: usize = 12;
        let long = self.filter_items("any ", usize::MAX, topics_seen, shared);
        let wide: usize = long.iter().map(|item| item.width() + 2).sum();
        if wide + SEARCH <= usize::from(columns) { long } else { self.filter_items("", 14, topics_seen, shared) }
    }

    /// The filters, `any` before what does not narrow, a topic's title in at most so many columns.
    fn filter_items(&self, any: &str, title: usize, topics_seen: bool, shared: &Shared) -> Vec<FilterItem> {
        let kind = self.filter.kind.map(|kind| kind_name(kind).to_owned());
        let state = self.filter.state.map(|state| state_name(state).to_owned());
        let level = self.filter.level.map(|level| format!("level {level}"));
        let topic = self.filter.topic.as_ref().map(|topic| shared.catalog.topic_title(topic));
        let topic = topic.map(|topic| look::fit(&topic, title, shared.look.signs.cut));
        let item = |action, key, chosen: Option<String>, word| FilterItem {
            action,
            key,
            narrows: chosen.is_some(),
            words: chosen.unwrap_or_else(|| format!("{any}{word}")),
        };
        let mut items = vec![
            item(Action::FilterKind, "1", kind, "kind"),
            item(Action::FilterState, "2", state, "state"),
            item(Action::FilterLevel, "3", level, "level"),
        ];
        if !topics_seen {
            items.insert(0, item(Action::SwitchView, "Tab", topic, "topic"));
        }
        items
    }
}

/// A filter in its line: the key and what it does, the words, whether it narrows.
#[derive(Debug)]
struct FilterItem {
    action: Action,
    key: &'static str,
    words: String,
    narrows: bool,
}

impl FilterItem {
    fn width(&self) -> usize {
        look::width(self.key) + 1 + look::width(&self.words)
    }
}

/// The choice after `current`; after the last one none.
fn following<T: Copy + PartialEq>(choices: &[T], current: Option<T>) -> Option<T> {
    match current {
        None => choices.first().copied(),
        Some(current) => {
            let place = choices.iter().position(|choice| *choice == current)?;
            choices.get(place + 1).copied()
        }
    }
}

impl View for Home {
    fn context(&self, _shared: &Shared) -> Context {
        if self.focus == Focus::Search { Context::Search } else { Context::Home }
    }

    fn header(&self, shared: &Shared) -> Header {
        let look = &shared.look;
        let topics = shared.catalog.topics();
        let (solved, total) =
            topics.iter().fold((0, 0), |(solved, total), topic| (solved + topic.solved, total + topic.total));
        let standing = vec![
            look.span(look.signs.right, Meaning::Right),
            look.span(&format!(" {solved} of {total} solved"), Meaning::Text),
        ];
        if let Some(assigned) = &shared.assigned {
            let mut with_due = standing.clone();
            let due = assigned.remaining(shared.now);
            with_due.extend(due.map(|due| look.span(&format!("   due {due}"), Meaning::Changed)));
            let place = vec![look.span(&assigned.title, Meaning::Strong)];
            return Header { place, standing: vec![with_due, standing] };
        }
        let due = shared.overview.as_ref().map_or(0, |overview| overview.due().count());
        let mut with_due = standing.clone();
        with_due.push(look.span(&format!("   {due} due today"), Meaning::Changed));
        if let Some(offer) = shared.exam_offer() {
            let left = format!("mock exam: {} left", clock(offer.left(shared.now)));
            return Header {
                place: vec![look.span("Exercises for the CKAD", Meaning::Strong)],
                standing: vec![vec![look.span(&left, Meaning::Hurry)]],
            };
        }
        let standings = match (total, due) {
            (0, _) => Vec::new(),
            (_, 0) => vec![standing],
            _ => vec![with_due, standing],
        };
        Header { place: vec![look.span("Exercises for the CKAD", Meaning::Strong)], standing: standings }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        match action {
            Action::Enter => self.focus == Focus::Topics || self.index(shared).is_some(),
            Action::ClearFilters => self.filter.narrows() || self.filter.topic.is_some(),
            // Shown beside the filters themselves.
            Action::FilterKind | Action::FilterState | Action::FilterLevel => false,
            Action::Next | Action::Search | Action::Drill => !shared.catalog.exercises().is_empty(),
            _ => true,
        }
    }

    fn label(&self, action: Action, shared: &Shared) -> Option<String> {
        if action == Action::Drill && self.filter.topic.is_some() {
            return Some("drill this topic".to_owned());
        }
        let word = match (action, self.focus) {
            (Action::SwitchView, Focus::Topics) => "exercises",
            (Action::Enter, Focus::Topics) => "choose",
            (Action::Back, _) => "quit",
            (Action::Exam, _) if shared.exam_offer().is_some() => "back to the exam",
            _ => return None,
        };
        Some(word.to_owned())
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        match action {
            Action::Search => self.focus = Focus::Search,
            Action::SearchEnd => {
                self.focus = Focus::Exercises;
                self.filter.words.clear();
            }
            Action::Erase => {
                self.filter.words.pop();
            }
            Action::EraseAll => self.filter.words.clear(),
            Action::FilterKind | Action::FilterState | Action::FilterLevel => self.toggle(action),
            Action::ClearFilters => self.filter = Filter::default(),
            Action::Next => {
                let next = shared.catalog.next()?.id.clone();
                self.focus = Focus::Exercises;
                self.choose(&next, shared);
            }
            Action::Exam => return Some(Request::Exam(ExamRequest::Enter)),
            Action::Drill => {
                let topic = self.filter.topic.clone();
                return Some(Request::Drill(topic.map_or(Choice::All, Choice::Topic)));
            }
            Action::DrillChosen => {
                self.index(shared)?;
                return self.chosen.clone().map(|id| Request::Drill(Choice::One(id)));
            }
            Action::Statistics => return Some(Request::Statistics),
            Action::Left => self.focus = Focus::Topics,
            Action::SwitchView => {
                self.focus = if self.focus == Focus::Topics { Focus::Exercises } else { Focus::Topics };
            }
            Action::Enter if self.focus != Focus::Topics => {
                self.index(shared)?;
                return self.chosen.clone().map(Request::Open);
            }
            Action::Enter | Action::SearchDone | Action::Right => self.focus = Focus::Exercises,
            _ => self.step(action, shared),
        }
        None
    }

    fn text(&mut self, text: &str, _shared: &Shared) {
        const LONGEST: usize = 60;
        let room = LONGEST.saturating_sub(self.filter.words.chars().count());
        self.filter.words.extend(text.chars().filter(|letter| !letter.is_control()).take(room));
    }

    fn click(&mut self, at: Position, shared: &Shared) -> Option<Request> {
        let layout = layout(&Areas::of(shared.size), self.focus);
        if layout.list.contains(at) {
            let index = self.scroll + usize::from(at.y - layout.list.y);
            self.focus = Focus::Exercises;
            let id = shared.catalog.filtered(&self.filter).get(index)?.id.clone();
            if self.chosen.as_ref() == Some(&id) {
                return Some(Request::Open(id));
            }
            self.chosen = Some(id);
        } else if let Some(topics) = layout.topics.map(|(topics, _)| topics).filter(|topics| topics.contains(at)) {
            let index = self.topic_scroll + usize::from(at.y - topics.y);
            if index <= shared.catalog.topics().len() {
                self.focus = Focus::Topics;
                self.choose_topic(index, shared);
            }
        } else if layout.filters.contains(at) {
            self.focus = Focus::Exercises;
            let items = self.filters(layout.filters.width, layout.topics.is_some(), shared);
            let (search, places) = draw::filter_places(&items, layout.filters);
            match places.iter().position(|place| place.contains(at)).and_then(|place| items.get(place)) {
                Some(item) if item.action == Action::SwitchView => self.focus = Focus::Topics,
                Some(item) => self.toggle(item.action),
                None if search.contains(at) => self.focus = Focus::Search,
                None => {}
            }
        } else if layout.preview.is_some_and(|(_, area)| area.contains(at)) {
            return self.chosen.clone().map(Request::Open);
        }
        None
    }

    fn wheel(&mut self, at: Position, rows: isize, shared: &Shared) {
        let layout = layout(&Areas::of(shared.size), self.focus);
        if layout.topics.is_some_and(|(topics, _)| topics.contains(at)) {
            let index = self.topic_index(shared).saturating_add_signed(rows.signum());
            self.choose_topic(index, shared);
        } else {
            let index = self.index(shared).unwrap_or(0).saturating_add_signed(rows);
            self.choose_index(index, shared);
        }
    }

    fn settle(&mut self, shared: &Shared) {
        let layout = layout(&Areas::of(shared.size), self.focus);
        let total = shared.catalog.filtered(&self.filter).len();
        if self.index(shared).is_none() {
            self.choose_index(0, shared);
        }
        let index = self.index(shared).unwrap_or(0);
        self.scroll = follow(self.scroll, index, total, layout.list.height);
        let topics = shared.catalog.topics().len() + 1;
        let height = layout.topics.map_or(0, |(topics, _)| topics.height);
        self.topic_scroll = follow(self.topic_scroll, self.topic_index(shared), topics, height.max(1));
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        draw::home(self, canvas, areas, shared)
    }
}
