//! The timeline: a lane for each container, time from left to right. It must not know what a state means.

use std::time::Duration;

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{RunScreen, WINDOWS, moment};
use crate::tui::catalog::clock;
use crate::tui::look::{Look, pad, width};
use crate::tui::play::{Kind, Lane, Mark, Run, State};
use crate::tui::theme::Meaning;
use crate::tui::widget::canvas::Canvas;

/// Rows of the timeline that are no lanes: the scale above, the head and the legend below.
pub(super) const ROWS_BESIDE: u16 = 3;

/// The columns of a timeline.
#[derive(Debug, Clone, Copy)]
struct Columns {
    label: u16,
    bar: u16,
    words: u16,
}

impl Columns {
    fn of(area: Rect, run: &Run) -> Self {
        let longest = run.lanes.iter().map(|lane| width(&lane.name)).max().unwrap_or(0);
        let most = if area.width >= 110 { 32 } else { 23 };
        let label = u16::try_from(longest + 7).unwrap_or(most).clamp(12, most);
        let words = if area.width >= 110 { 36 } else { 26 };
        Self { label, bar: area.width.saturating_sub(label + words + 1), words }
    }
}

/// The part of time that is shown.
#[derive(Debug, Clone, Copy)]
struct Window {
    from: Duration,
    long: Duration,
}

impl Window {
    /// When column `x` of `columns` begins.
    fn at(self, x: u16, columns: u16) -> Duration {
        self.from + self.long * u32::from(x) / u32::from(columns.max(1))
    }

    /// The column of a moment.
    fn column(self, at: Duration, columns: u16) -> Option<u16> {
        let since = at.checked_sub(self.from)?;
        let x = since.as_millis() * u128::from(columns) / self.long.as_millis().max(1);
        // The last moment of the window belongs to its last column.
        let x = if since == self.long { x.saturating_sub(1) } else { x };
        u16::try_from(x).ok().filter(|x| *x < columns)
    }
}

impl RunScreen {
    /// The zoom: the learner's, or one that shows all that happens in the first minute.
    pub(super) fn window_index(&self) -> usize {
        if let Some(zoom) = self.zoom {
            return zoom;
        }
        let minute = Duration::from_mins(1);
        let last = self.run().and_then(|run| run.edges.last().copied()).unwrap_or_default();
        // What the learner sees first is not to shrink because more was played since; where the head goes beyond it the
        // beginning stays in view for five minutes.
        let wanted = if last > minute { minute } else { last + last / 4 };
        let wanted = wanted.max(Duration::from_secs(10)).max(self.head.min(minute * 5));
        WINDOWS.iter().position(|window| *window >= wanted).unwrap_or(WINDOWS.len() - 1)
    }

    /// The window turns over by halves, so that the picture stands still while the head moves through it.
    fn window(&self) -> Window {
        let long = WINDOWS[self.window_index().min(WINDOWS.len() - 1)];
        let half = long / 2;
        let beyond = self.head.saturating_sub(long);
        let halves = beyond.as_millis().div_ceil(half.as_millis().max(1));
        let from = half * u32::try_from(halves).unwrap_or(u32::MAX);
        Window { from, long }
    }

    /// The first lane that is seen, and how many are.
    fn seen(&self, area: Rect, run: &Run) -> (usize, u16) {
        let rows = area.height.saturating_sub(if area.height > 4 { ROWS_BESIDE } else { 2 });
        let count = u16::try_from(run.lanes.len()).unwrap_or(u16::MAX).min(rows);
        let first = (self.lane + 1).saturating_sub(usize::from(count));
        (first, count)
    }

    /// The lane at a place of the screen.
    pub(super) fn lane_at(&self, area: Rect, at: Position) -> Option<usize> {
        let run = self.run()?;
        let (first, count) = self.seen(area, run);
        let row = (at.y - area.y).checked_sub(1).filter(|row| *row < count)?;
        Some(first + usize::from(row))
    }

    /// The moment at a place of the screen.
    pub(super) fn time_at(&self, area: Rect, at: Position) -> Option<Duration> {
        let run = self.run()?;
        let columns = Columns::of(area, run);
        let x = (at.x - area.x).checked_sub(columns.label).filter(|x| *x < columns.bar)?;
        Some(self.window().at(x, columns.bar).min(run.life.until))
    }

    pub(super) fn draw_timeline(&self, canvas: &mut Canvas<'_>, area: Rect, run: &Run) {
        let look = canvas.look;
        let columns = Columns::of(area, run);
        let window = self.window();
        let bar = Rect { x: area.x + columns.label, width: columns.bar, ..area };
        canvas.line(bar, 0, &scale(&look, window, columns.bar));
        let (first, count) = self.seen(area, run);
        for (row, (index, lane)) in (1..=count).zip(run.lanes.iter().enumerate().skip(first)) {
            let chosen = index == self.lane;
            canvas.line(Rect { width: columns.label, ..area }, row, &label(&look, lane, chosen, columns.label));
            canvas.line(bar, row, &self.bar(&look, lane, window, columns.bar, run.life.until));
            let words = Rect { x: bar.right() + 1, width: columns.words, ..area };
            let text = words_of(run, lane, self.head);
            canvas.line(
                words,
                row,
                &look.line(
                    &crate::tui::look::fit(&text, usize::from(columns.words), look.signs.cut),
                    meaning(lane.state(self.head)),
                ),
            );
        }
        let below = count + 1;
        if let Some(x) = window.column(self.head, columns.bar) {
            let text = format!("{} {}", look.signs.up, moment(self.head));
            let wide = u16::try_from(width(&text)).unwrap_or(0);
            let (text, x) = if x + wide <= columns.bar + columns.words {
                (text, x)
            } else {
                (format!("{} {}", moment(self.head), look.signs.up), (x + 1).saturating_sub(wide))
            };
            let room = Rect { x: bar.x + x, width: area.right().saturating_sub(bar.x + x), ..area };
            canvas.line(room, below, &look.line(&text, Meaning::Focus));
        }
        if below + 1 < area.height {
            canvas.line(area, below + 1, &legend(&look));
        }
    }

    /// A lane's bar; what is still to come stands back.
    fn bar(&self, look: &Look, lane: &Lane, window: Window, columns: u16, until: Duration) -> Line<'static> {
        let mut spans: Vec<Span<'static>> = Vec::new();
        let now = window.column(self.head, columns).unwrap_or(columns);
        for x in 0..columns {
            let (from, to) = (window.at(x, columns), window.at(x + 1, columns));
            if from > until {
                break;
            }
            let (sign, meaning) = match lane.mark(from, to) {
                Some(mark) => mark_sign(look, mark),
                // A column is as it ends, but the last of a window ends where the next begins.
                None => state_sign(look, lane.state(to.saturating_sub(Duration::from_millis(1)).min(until))),
            };
            let meaning = if x > now { Meaning::Rule } else { meaning };
            let style = look.style(meaning);
            match spans.last_mut() {
                Some(last) if last.style == style => last.content.to_mut().push_str(sign),
                _ => spans.push(look.span(sign, meaning)),
            }
        }
        Line::from(spans)
    }
}

/// The times above the bars.
fn scale(look: &Look, window: Window, columns: u16) -> Line<'static> {
    const STEPS: [u64; 13] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];
    const ROOM: u128 = 6;
    let per_step = |step: &&u64| u128::from(**step) * 1000 * u128::from(columns) / window.long.as_millis().max(1);
    let step = STEPS.iter().find(|step| per_step(step) >= ROOM).copied().unwrap_or(3600);
    let mut text = String::new();
    let mut at = Duration::from_secs(window.from.as_secs().div_ceil(step) * step);
    while let Some(x) = window.column(at, columns).filter(|_| at < window.from + window.long) {
        let seconds = at.as_secs();
        let name = if seconds < 60 { format!("{seconds}s") } else { clock(at) };
        let room = usize::from(x).saturating_sub(text.len());
        if usize::from(x) + name.len() > usize::from(columns) {
            break;
        }
        text.extend(std::iter::repeat_n(' ', room));
        text.push_str(&name);
        at += Duration::from_secs(step);
    }
    look.line(&text, Meaning::Dim)
}

fn label(look: &Look, lane: &Lane, chosen: bool, columns: u16) -> Line<'static> {
    let kind = match lane.kind {
        Kind::Init => "init ",
        Kind::Sidecar => "side ",
        Kind::Main => "     ",
    };
    let pointer = if chosen { look.signs.pointer } else { " " };
    let room = usize::from(columns).saturating_sub(7);
    let meaning = if chosen { Meaning::Strong } else { Meaning::Text };
    Line::from(vec![
        look.span(pointer, Meaning::Focus),
        look.span(kind, Meaning::Dim),
        look.span(&pad(&look.clean(&lane.name), room, look.signs.cut), meaning),
    ])
}

fn state_sign(look: &Look, state: State) -> (&'static str, Meaning) {
    let sign = match state {
        State::Waiting => look.signs.waiting,
        State::Running => look.signs.running,
        State::Ready => look.signs.ready,
        State::BackingOff => look.signs.backing_off,
        State::Over => " ",
    };
    (sign, meaning(state))
}

fn meaning(state: State) -> Meaning {
    match state {
        State::Waiting => Meaning::Dim,
        State::Running => Meaning::Changed,
        State::Ready => Meaning::Right,
        State::BackingOff => Meaning::Wrong,
        State::Over => Meaning::Text,
    }
}

fn mark_sign(look: &Look, mark: Mark) -> (&'static str, Meaning) {
    match mark {
        Mark::Done => (look.signs.right, Meaning::Right),
        Mark::ProbeFailed => (look.signs.failed_probe, Meaning::Hurry),
        Mark::Crashed => (look.signs.wrong, Meaning::Wrong),
    }
}

fn legend(look: &Look) -> Line<'static> {
    let signs = look.signs;
    let parts = [
        (signs.waiting, "waits", Meaning::Dim),
        (signs.running, "runs", Meaning::Changed),
        (signs.ready, "ready", Meaning::Right),
        (signs.right, "done", Meaning::Right),
        (signs.wrong, "crashed", Meaning::Wrong),
        (signs.backing_off, "backs off", Meaning::Wrong),
        (signs.failed_probe, "probe failed", Meaning::Hurry),
    ];
    let spans = parts
        .into_iter()
        .flat_map(|(sign, word, meaning)| [look.span(sign, meaning), look.span(&format!(" {word}  "), Meaning::Dim)]);
    Line::from(std::iter::once(Span::raw(" ")).chain(spans).collect::<Vec<_>>())
}

/// How a container stands, in the API's words.
fn words_of(run: &Run, lane: &Lane, at: Duration) -> String {
    let Some(status) = run.life.container(&run.pod, &lane.name, at) else {
        let was_there = run.life.moments(&run.pod).first().is_some_and(|first| *first <= at);
        let is_gone = was_there && run.life.pod(&run.pod, at).is_none();
        return if is_gone { "gone with its Pod".to_owned() } else { "not there yet".to_owned() };
    };
    let state = &status["state"];
    let again = match status["restartCount"].as_u64().unwrap_or(0) {
        0 => String::new(),
        count => format!(", restarts {count}"),
    };
    if let Some(reason) = state["waiting"]["reason"].as_str() {
        return format!("{reason}{again}");
    }
    if state["terminated"].is_object() {
        let code = state["terminated"]["exitCode"].as_i64().unwrap_or(0);
        let reason = state["terminated"]["reason"].as_str().unwrap_or("ended");
        return format!("{reason}, exit {code}{again}");
    }
    if state["running"].is_object() {
        let ready = match (lane.kind, status["ready"] == true) {
            (Kind::Init, _) => "",
            (_, true) => ", ready",
            (_, false) => ", not ready",
        };
        return format!("running{ready}{again}");
    }
    "waiting".to_owned()
}
