//! Draws Home. It must not change it.

use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{FilterItem, Focus, Home, Layout, layout};
use crate::exercise::Exercise;
use crate::session::overview::Overview;
use crate::tui::catalog::{State, clock, kind_name, state_name};
use crate::tui::editors::FileKey;
use crate::tui::look::{self, Look};
use crate::tui::screen::Areas;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::bar;
use crate::tui::widget::canvas::{Canvas, spread};
use crate::tui::widget::markdown::markdown;
use crate::tui::widget::wrap::wrap;

/// Draws the screen; the cursor stands in the search line while letters go there.
pub fn home(home: &Home, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
    let layout = layout(areas, home.focus);
    let topics_rule = layout.topics.map(|(_, rule)| rule);
    let rules: Vec<u16> = topics_rule.into_iter().chain(layout.preview.map(|(rule, _)| rule)).collect();
    areas.rules(canvas, &rules);
    if let Some((area, _)) = layout.topics {
        topics(home, canvas, area, shared);
    }
    let cursor = filters(home, canvas, &layout, shared);
    let list = shared.catalog.filtered(&home.filter);
    if list.is_empty() {
        nothing(home, canvas, &layout, shared);
    } else {
        exercises(home, canvas, &layout, &list, shared);
    }
    let chosen = home.index(shared).and_then(|index| list.get(index).copied());
    if let (Some(area), Some(exercise)) = (layout.detail, chosen) {
        detail(canvas, area, topics_rule.is_some(), exercise, shared);
    }
    if let (Some((_, area)), Some(exercise)) = (layout.preview, chosen) {
        preview(canvas, area, exercise, shared);
    }
    cursor
}

fn topics(home: &Home, canvas: &mut Canvas<'_>, area: Rect, shared: &Shared) {
    let look = &shared.look;
    let topics = shared.catalog.topics();
    let (solved, total) =
        topics.iter().fold((0, 0), |(solved, total), topic| (solved + topic.solved, total + topic.total));
    let all = ("All topics".to_owned(), solved, total);
    let rows = std::iter::once(all).chain(topics.iter().map(|topic| (topic.title.clone(), topic.solved, topic.total)));
    let chosen = home.topic_index(shared);
    let columns = usize::from(area.width);
    let with_bar = columns >= 28;
    for (y, (index, (title, solved, total))) in (0..area.height).zip(rows.enumerate().skip(home.topic_scroll)) {
        let mut right = vec![look.span(&format!("{solved}/{total}"), Meaning::Dim), Span::raw(" ")];
        if with_bar {
            let meaning = if solved == total { Meaning::Right } else { Meaning::Focus };
            let mut with = bar(look, 4, solved as u64, total as u64, meaning);
            with.push(Span::raw(" "));
            with.extend(right);
            right = with;
        }
        let pointer = if index == chosen { look.signs.pointer } else { " " };
        let left = vec![look.span(pointer, Meaning::Focus), look.span(&title, Meaning::Text)];
        canvas.line(area, y, &spread(look, columns, left, right));
        if index == chosen {
            let meaning = if home.focus == Focus::Topics { Meaning::Chosen } else { Meaning::ChosenAside };
            canvas.paint(area, y, meaning);
        }
    }
    offers(canvas, area, topics.len() + 1, shared);
}

/// What else the program offers, below the topics where there is room.
fn offers(canvas: &mut Canvas<'_>, area: Rect, used: usize, shared: &Shared) {
    const OFFERS: [&str; 5] =
        ["On the command line", "podlings grade", "podlings validate", "podlings pack new", "podlings --help"];
    const ASSIGNED: [&str; 5] =
        ["On the command line", "podlings hand-in", "podlings grade", "podlings list", "podlings --help"];
    let look = &shared.look;
    let offers = if shared.assigned.is_some() { ASSIGNED } else { OFFERS };
    let from = usize::from(area.height).saturating_sub(offers.len());
    if from <= used {
        return;
    }
    for (y, offer) in (0..area.height).skip(from).zip(offers) {
        let line = Line::from(vec![Span::raw(" "), look.span(offer, Meaning::Dim)]);
        canvas.line(area, y, &line);
    }
}

/// The words of the search line: what stands before the letters, the letters, and what they are in a word.
fn search(home: &Home) -> (String, Meaning) {
    let words = &home.filter.words;
    if home.focus == Focus::Search {
        (format!("/ {words}"), Meaning::Focus)
    } else if words.is_empty() {
        ("/ search".to_owned(), Meaning::Dim)
    } else {
        (format!("/ {words}"), Meaning::Changed)
    }
}

/// Where the search stands in its line, and each filter.
#[must_use]
pub fn filter_places(items: &[FilterItem], area: Rect) -> (Rect, Vec<Rect>) {
    const GAP: u16 = 2;
    let mut x = area.right();
    let mut places = Vec::new();
    for item in items.iter().rev() {
        let wide = u16::try_from(item.width()).unwrap_or(area.width);
        x = x.saturating_sub(wide + GAP).max(area.x);
        places.push(Rect { x, width: wide, ..area }.intersection(area));
    }
    places.reverse();
    (Rect { x: area.x + 1, width: x.saturating_sub(area.x + GAP), ..area }, places)
}

fn filters(home: &Home, canvas: &mut Canvas<'_>, layout: &Layout, shared: &Shared) -> Option<Position> {
    let look = &shared.look;
    let items = home.filters(layout.filters.width, layout.topics.is_some(), shared);
    let (rect, places) = filter_places(&items, layout.filters);
    for (item, place) in items.iter().zip(places) {
        let meaning = if item.narrows { Meaning::Changed } else { Meaning::Dim };
        let words = format!(" {}", item.words);
        let line = Line::from(vec![look.span(item.key, Meaning::Key), look.span(&words, meaning)]);
        canvas.line(place, 0, &line);
    }
    let (text, meaning) = search(home);
    let shown = look.clean(&text);
    // While typing the end of a long search is what matters.
    let overflow = look::width(&shown).saturating_sub(usize::from(rect.width).saturating_sub(1));
    let shown: String = shown.chars().skip(overflow).collect();
    canvas.line(rect, 0, &Line::styled(shown.clone(), look.style(meaning)));
    let x = rect.x + u16::try_from(look::width(&shown)).unwrap_or(0);
    (home.focus == Focus::Search).then_some(Position { x: x.min(rect.right()), y: rect.y })
}

/// The columns after the title, where there is room and where there is little.
const WIDE: &[(&str, usize)] = &[("kind", 5), ("level", 5), ("par", 5), ("best", 5)];
/// Titles are worth more than what the line below the list says too.
const NARROW: &[(&str, usize)] = &[("par", 5), ("best", 5)];
/// From so many columns of the list on the wide columns are used: where a terminal of 80 columns has titles in full.
const WIDE_FROM: usize = 81;

fn cells(cells: &[String], columns: usize) -> String {
    let widths = if columns < WIDE_FROM { NARROW } else { WIDE };
    let mut text = String::new();
    for (cell, (title, width)) in cells.iter().zip(widths) {
        // Times stand at the right of their column.
        let blank = " ".repeat(width.saturating_sub(look::width(cell)));
        let is_time = matches!(*title, "par" | "best");
        text.extend(if is_time { [" ", &blank, cell] } else { [" ", cell, &blank] });
    }
    // The last column is that of the position.
    text.push_str("  ");
    text
}

fn exercises(home: &Home, canvas: &mut Canvas<'_>, layout: &Layout, list: &[&Arc<Exercise>], shared: &Shared) {
    let look = &shared.look;
    let columns = usize::from(layout.list.width);
    let titles = if columns < WIDE_FROM { NARROW } else { WIDE };
    let titles: Vec<String> = titles.iter().map(|(title, _)| (*title).to_owned()).collect();
    let head = spread(
        look,
        columns,
        vec![look.span("   exercise", Meaning::Dim)],
        vec![look.span(&cells(&titles, columns), Meaning::Dim)],
    );
    canvas.line(layout.titles, 0, &head);
    let index = home.index(shared);
    for (y, (number, exercise)) in (0..layout.list.height).zip(list.iter().enumerate().skip(home.scroll)) {
        let line = row(exercise, index == Some(number), columns, shared);
        canvas.line(layout.list, y, &line);
        if index == Some(number) {
            let meaning = if home.focus == Focus::Topics { Meaning::ChosenAside } else { Meaning::Chosen };
            canvas.paint(layout.list, y, meaning);
        }
    }
    canvas.position(layout.list, list.len(), home.scroll);
}

fn row(exercise: &Exercise, chosen: bool, columns: usize, shared: &Shared) -> Line<'static> {
    let look = &shared.look;
    let standing = shared.catalog.standing(&exercise.id);
    let (sign, meaning) = state_sign(standing.state, look);
    let best = standing.best.map_or_else(|| look.signs.none.to_owned(), minutes);
    let mut values = vec![minutes(exercise.par), best];
    if columns >= WIDE_FROM {
        values.splice(0..0, [kind_name(exercise.kind).to_owned(), level(exercise.difficulty, look)]);
    }
    let pointer = if chosen { look.signs.pointer } else { " " };
    let left = vec![
        look.span(pointer, Meaning::Focus),
        look.span(sign, meaning),
        Span::raw(" "),
        look.span(&exercise.title, if chosen { Meaning::Strong } else { Meaning::Text }),
    ];
    spread(look, columns, left, vec![look.span(&cells(&values, columns), Meaning::Text)])
}

/// Minutes and seconds, hours as minutes: columns of times stay narrow.
fn minutes(time: Duration) -> String {
    format!("{}:{:02}", time.as_secs() / 60, time.as_secs() % 60)
}

fn state_sign(state: State, look: &Look) -> (&'static str, Meaning) {
    match state {
        State::New => (look.signs.new, Meaning::Dim),
        State::Tried => (look.signs.tried, Meaning::Changed),
        State::Solved => (look.signs.right, Meaning::Right),
    }
}

/// The level of difficulty as five signs.
fn level(difficulty: u8, look: &Look) -> String {
    let filled = usize::from(difficulty.min(5));
    look.signs.level.repeat(filled) + &look.signs.no_level.repeat(5 - filled)
}

/// How the learner stands with an exercise, in words.
fn standing(exercise: &Exercise, shared: &Shared) -> String {
    let standing = shared.catalog.standing(&exercise.id);
    let attempts = match standing.attempts {
        0 => String::new(),
        1 => ", 1 attempt".to_owned(),
        many => format!(", {many} attempts"),
    };
    let best = standing.best.map(|best| format!(", best {}", clock(best))).unwrap_or_default();
    let editor = shared.editors.on(&FileKey::exercise(&exercise.id)).map_or("", |_| ", editor open");
    let state = if standing.open { "going on" } else { state_name(standing.state) };
    let is_due = |overview: &Arc<Overview>| overview.schedule.is_due(&exercise.id, overview.today);
    // What is due in an assignment has another meaning.
    let due =
        if shared.assigned.is_none() && shared.overview.as_ref().is_some_and(is_due) { ", due today" } else { "" };
    format!("{state}{attempts}{best}{due}{editor}")
}

fn is_next(exercise: &Exercise, shared: &Shared) -> bool {
    shared.catalog.next().is_some_and(|next| next.id == exercise.id)
}

/// How the learner stands with an exercise and what it is, from long to short.
fn facts(exercise: &Exercise, shared: &Shared) -> [Vec<Span<'static>>; 2] {
    let look = &shared.look;
    let (sign, meaning) = state_sign(shared.catalog.standing(&exercise.id).state, look);
    let assigned = shared.assigned.as_ref().and_then(|assigned| assigned.task(&exercise.id));
    let points = assigned.map_or_else(|| exercise.points().to_string(), |task| task.points.to_string());
    let short = format!(
        " {}   {}, level {}, {points} points",
        standing(exercise, shared),
        kind_name(exercise.kind),
        exercise.difficulty,
    );
    let long = format!("{short}, {}", shared.catalog.topic_title(&exercise.topic));
    [long, short].map(|facts| vec![look.span(sign, meaning), look.span(&facts, Meaning::Dim)])
}

fn heading(exercise: &Exercise, shared: &Shared) -> Line<'static> {
    let look = &shared.look;
    let mut spans = Vec::new();
    if is_next(exercise, shared) {
        spans.push(look.span("next ", Meaning::Focus));
    }
    spans.push(look.span(&exercise.title, Meaning::Strong));
    Line::from(spans)
}

/// The chosen exercise below the list; beside the topics the rule above it leaves theirs.
fn detail(canvas: &mut Canvas<'_>, area: Rect, beside_topics: bool, exercise: &Exercise, shared: &Shared) {
    if beside_topics {
        let rule = Rect { x: area.x.saturating_sub(1), width: area.width + 1, ..area };
        canvas.across(rule, 0, &[(rule.x, shared.look.signs.branch_right)]);
    } else {
        canvas.across(area, 0, &[]);
    }
    let area = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
    canvas.line(area, 1, &heading(exercise, shared));
    let [long, short] = facts(exercise, shared).map(Line::from);
    let fits = long.width() <= usize::from(area.width);
    canvas.line(area, 2, if fits { &long } else { &short });
}

fn preview(canvas: &mut Canvas<'_>, area: Rect, exercise: &Exercise, shared: &Shared) {
    let look = &shared.look;
    let columns = usize::from(area.width);
    let [facts, _] = facts(exercise, shared);
    let mut lines = wrap(&heading(exercise, shared).spans, columns, &[], &[]);
    lines.extend(wrap(&facts, columns, &[], &[]));
    lines.push(Line::default());
    lines.extend(markdown(&exercise.task, columns, look));
    let room = usize::from(area.height);
    if lines.len() > room {
        lines.truncate(room.saturating_sub(1));
        lines.push(look.line(look.signs.cut, Meaning::Dim));
    }
    canvas.text(area, &lines, 0);
}

fn nothing(home: &Home, canvas: &mut Canvas<'_>, layout: &Layout, shared: &Shared) {
    let look = &shared.look;
    let text = if shared.catalog.exercises().is_empty() {
        "There are no exercises here. A pack that holds none was given with `--pack`: leave it out to get the built-in ones, \
         or make one of your own with `podlings pack new`."
    } else if home.focus == Focus::Search {
        "Nothing fits. `Esc` clears the search."
    } else if home.filter.narrows() {
        "Nothing fits this search and these filters. `0` shows all exercises again."
    } else {
        "Nothing in this topic. `Tab` chooses another one."
    };
    let area = Rect { x: layout.list.x + 2, width: layout.list.width.saturating_sub(4), ..layout.list };
    canvas.text(area, &markdown(text, usize::from(area.width), look), 0);
}
