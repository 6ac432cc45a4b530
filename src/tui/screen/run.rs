//! The Pod's life, played: a timeline of its containers that can be played, paused, stepped and scrubbed; its row, logs,
//! events and description at that moment; a small `kubectl`. It must not know how a life comes about.

mod draw;
mod panels;
mod player;
mod prompt;
mod timeline;

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use ratatui::layout::{Position, Rect};
use ratatui::text::Span;

use super::{Areas, Request, View, inset};
use crate::sim::Life;
use crate::sim::prompt::Deed;
use crate::tui::attempt::Clock;
use crate::tui::keymap::{Action, Context};
use crate::tui::look::Look;
use crate::tui::play::{Lane, Played, Run};
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::Canvas;
use player::LENGTHS;
use prompt::Prompt;

/// How much time the timeline shows, by zoom.
const WINDOWS: [Duration; 11] = [
    Duration::from_secs(5),
    Duration::from_secs(10),
    Duration::from_secs(20),
    Duration::from_secs(30),
    Duration::from_mins(1),
    Duration::from_secs(90),
    Duration::from_mins(2),
    Duration::from_mins(5),
    Duration::from_mins(15),
    Duration::from_mins(30),
    Duration::from_hours(1),
];
/// The most that can be done from the prompt in one life: each is done again whenever it is played anew.
const MOST_DEEDS: usize = 50;

/// What stands below the timeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Panel {
    Logs,
    Events,
    Describe,
    Prompt,
}

/// A life that is being played.
#[derive(Debug, Clone, Copy)]
struct Waiting {
    /// The number of the wish.
    generation: u64,
    since: Timestamp,
    /// How far it is.
    reached: Duration,
}

/// The learner's Pod at play.
#[derive(Debug)]
pub struct RunScreen {
    played: Option<Arc<Played>>,
    waiting: Option<Waiting>,
    /// What was done from the prompt.
    deeds: Vec<Deed>,
    /// Until when it is, or is being, played.
    until: Duration,
    /// The moment that is shown.
    head: Duration,
    /// When the head last moved by itself.
    playing: Option<Timestamp>,
    /// Seconds of the Pod's time in one of ours.
    speed: u32,
    /// The learner's choice among [`WINDOWS`].
    zoom: Option<usize>,
    /// The chosen container.
    lane: usize,
    /// Its log is that of the run before.
    previous: bool,
    panel: Panel,
    /// On a wide terminal: what stands beside the log.
    beside: Panel,
    /// How far each panel is scrolled: the description from its top, the others from their end.
    scroll: [usize; 4],
    prompt: Prompt,
    /// It is to begin at the end of its first minute, as one finds a Pod that somebody else has made.
    begins_late: bool,
}

impl RunScreen {
    /// The screen before there is anything to show. With `begins_late` the Pod is found as it is after a minute.
    #[must_use]
    pub fn new(begins_late: bool) -> Self {
        Self {
            played: None,
            waiting: None,
            deeds: Vec::new(),
            until: LENGTHS[0],
            head: Duration::ZERO,
            playing: None,
            speed: 1,
            zoom: None,
            lane: 0,
            previous: false,
            panel: Panel::Logs,
            beside: Panel::Events,
            scroll: [0; 4],
            prompt: Prompt::default(),
            begins_late,
        }
    }

    /// The life, where there is one.
    fn run(&self) -> Option<&Run> {
        run_of(self.played.as_deref())
    }

    /// The life and its chosen container.
    fn chosen(&self) -> Option<(&Run, &Lane)> {
        let run = self.run()?;
        Some((run, run.lanes.get(self.lane)?))
    }

    fn show(&mut self, panel: Panel) {
        self.panel = panel;
        if panel != Panel::Logs {
            self.beside = panel;
        }
        self.prompt.typing = panel == Panel::Prompt;
    }

    fn turn(&mut self, by: isize) {
        let Some(count) = self.run().map(|run| run.lanes.len()).filter(|count| *count > 0) else { return };
        let count = isize::try_from(count).unwrap_or(isize::MAX);
        let next = (isize::try_from(self.lane).unwrap_or(0) + by).rem_euclid(count);
        self.choose(usize::try_from(next).unwrap_or(0));
    }

    fn choose(&mut self, lane: usize) {
        self.lane = lane;
        self.previous = false;
        self.scroll[Panel::Logs as usize] = 0;
    }

    /// Does what a key in the prompt asks for.
    fn act_in_prompt(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        match action {
            Action::EndOfInput if self.prompt.leave_session() => {}
            Action::LeavePrompt | Action::EndOfInput => self.prompt.typing = false,
            Action::Submit => {
                let all = self.prompt.end_line();
                return self.go_on_typed(all, shared.now);
            }
            Action::ClearPrinted => {
                self.prompt.clear();
                self.scroll[Panel::Prompt as usize] = 0;
            }
            Action::Interrupt if self.prompt.interrupt() => self.playing = None,
            Action::Interrupt => {}
            Action::Complete => {
                let played = self.played.clone();
                self.prompt.complete(run_of(played.as_deref()), self.head);
            }
            Action::PageUp | Action::PageDown => self.scroll_by(action, shared),
            other => self.prompt.edit(other),
        }
        None
    }

    /// Does the lines that wait, and says so where not all of them could.
    fn go_on_typed(&mut self, all: bool, now: Timestamp) -> Option<Request> {
        let request = self.next_line(now);
        if all {
            return request;
        }
        request.or_else(|| Some(Request::Say("Too many lines at once: the last of them were left out.".to_owned())))
    }

    /// Does the lines that wait, one after the other, until one has to be played.
    pub(super) fn next_line(&mut self, now: Timestamp) -> Option<Request> {
        while self.waiting.is_none() {
            let line = self.prompt.ahead.pop_front()?;
            if let Some(request) = self.submit(line, now) {
                return Some(request);
            }
        }
        None
    }

    fn submit(&mut self, typed: String, now: Timestamp) -> Option<Request> {
        self.scroll[Panel::Prompt as usize] = 0;
        let played = self.played.clone();
        // Without a Pod there is a cluster all the same, with nothing in it.
        let nothing = Life::default();
        let life = run_of(played.as_deref()).map_or(&nothing, |run| &run.life);
        let deed = self.prompt.submit(typed, life, self.head);
        if self.prompt.follows() && self.playing.is_none() {
            // Who follows wants to see it go on.
            self.playing = Some(now);
        }
        let deed = deed?;
        self.deeds.retain(|earlier| earlier.at <= deed.at);
        if self.deeds.len() >= MOST_DEEDS {
            let words = format!("Only {MOST_DEEDS} commands can be done in one run. `q` and `r` begin another.\n");
            self.prompt.finish(&words);
            return None;
        }
        self.until = self.until.max(deed.at + Duration::from_secs(10));
        self.deeds.push(deed);
        Some(Request::Play)
    }

    fn scroll_by(&mut self, action: Action, shared: &Shared) {
        let rows = usize::from(self.panel_height(shared).saturating_sub(1)).max(1);
        let from_top = self.panel == Panel::Describe;
        let scroll = &mut self.scroll[self.panel as usize];
        let (step, back) = match action {
            Action::Up => (1, true),
            Action::Down => (1, false),
            Action::PageUp => (rows, true),
            Action::PageDown => (rows, false),
            Action::Top => (usize::MAX / 2, true),
            Action::Bottom => (usize::MAX / 2, false),
            _ => return,
        };
        // What is anchored at its end is scrolled the other way round.
        *scroll = if back == from_top { scroll.saturating_sub(step) } else { scroll.saturating_add(step) };
    }

    fn panel_height(&self, shared: &Shared) -> u16 {
        self.layout(&Areas::of(shared.size), &shared.look).panels.first().map_or(1, |(_, area)| area.height)
    }
}

/// The life among what may have come of a script.
fn run_of(played: Option<&Played>) -> Option<&Run> {
    match played? {
        Played::Run(run) => Some(run),
        Played::Not(_) => None,
    }
}

/// A moment as it is written: `0:07.4`.
fn moment(at: Duration) -> String {
    let tenths = at.as_millis() / 100;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

/// Where the parts of the screen are.
#[derive(Debug, Clone)]
struct Layout {
    row: Rect,
    timeline: Rect,
    note: Option<Rect>,
    /// The rule above the panels, on which their headings stand.
    rule: Rect,
    /// The column of the rule between two panels.
    between: Option<u16>,
    panels: Vec<(Panel, Rect)>,
}

impl RunScreen {
    fn layout(&self, areas: &Areas, look: &Look) -> Layout {
        let body = areas.body;
        if self.run().is_none() {
            return self.layout_without_life(body);
        }
        let lanes = self.run().map_or(1, |run| run.lanes.len());
        let note = self
            .run()
            .and_then(|run| self.note(run))
            .map_or(0, |note| draw::note_lines(note, usize::from(inset(body).width), look).len());
        let note = u16::try_from(note).unwrap_or(1);
        let slice = |y: u16, height: u16| Rect { y: body.y + y.min(body.height), height, ..body };
        let fixed = 2 + note + 1;
        // The panel keeps at least a third.
        let room = body.height.saturating_sub(fixed).saturating_sub((body.height / 3).max(3));
        let wanted = u16::try_from(lanes).unwrap_or(u16::MAX).saturating_add(timeline::ROWS_BESIDE);
        let height = wanted.min(room.max(3));
        let timeline = inset(slice(2, height));
        let below = 2 + height;
        let rule = slice(below + note, 1);
        let first = rule.bottom().min(body.bottom());
        let panel = Rect { y: first, height: body.bottom() - first, ..body };
        let (between, panels) = match areas.columns() {
            Some(columns) => (
                Some(columns.rule),
                vec![
                    (Panel::Logs, Rect { x: columns.left.x, width: columns.left.width, ..panel }),
                    (self.beside, inset(Rect { x: columns.right.x, width: columns.right.width, ..panel })),
                ],
            ),
            None => (None, vec![(self.panel, inset(panel))]),
        };
        Layout {
            row: inset(slice(0, 2)),
            timeline,
            note: (note > 0).then(|| inset(slice(below, note))),
            rule,
            between,
            panels,
        }
    }

    /// Where nothing lives: why, and below it the prompt once it was asked for.
    fn layout_without_life(&self, body: Rect) -> Layout {
        let has_prompt = self.panel == Panel::Prompt;
        let upper = if has_prompt { body.height / 2 } else { body.height };
        let row = inset(Rect { height: upper, ..body });
        let rule = Rect { y: row.bottom(), height: 1.min(body.height - upper), ..body };
        let panel = Rect { y: rule.bottom(), height: body.bottom().saturating_sub(rule.bottom()), ..body };
        let panels = if has_prompt { vec![(Panel::Prompt, inset(panel))] } else { Vec::new() };
        Layout { row, timeline: Rect::default(), note: None, rule, between: None, panels }
    }
}

impl View for RunScreen {
    fn context(&self, _shared: &Shared) -> Context {
        if self.prompt.typing { Context::Prompt } else { Context::Run }
    }

    fn header(&self, shared: &Shared) -> Header {
        let look = &shared.look;
        let mut place = vec![look.span("Run: ", Meaning::Dim)];
        let title = shared.open.as_ref().map_or("", |open| open.exercise.title.as_str());
        place.push(look.span(self.run().map_or(title, |run| run.pod.as_str()), Meaning::Strong));
        // The Pod's time is not the exam's, which goes on.
        if let Some(exam) =
            shared.exam.as_ref().filter(|_| shared.open.as_ref().is_some_and(|open| open.clock == Clock::Exam))
        {
            place.push(Span::raw("   "));
            place.extend(super::exam::time_left(exam, shared));
        }
        let Some(run) = self.run() else { return Header { place, standing: vec![Vec::new()] } };
        let (sign, word) =
            if self.playing.is_some() { (look.signs.playing, "playing") } else { (look.signs.paused, "paused") };
        let speed = match self.speed {
            2.. if self.playing.is_some() => format!(" {}x", self.speed),
            _ => String::new(),
        };
        let time = look.span(&moment(self.head), Meaning::Strong);
        let of = look.span(&format!(" of {}", crate::tui::catalog::clock(run.life.until)), Meaning::Dim);
        let state = look.span(&format!("   {sign} {word}"), Meaning::Focus);
        let speed = look.span(&speed, Meaning::Dim);
        let mut words = Vec::new();
        if let Some(row) = run.life.row(&run.pod, self.head) {
            let text = format!("   {}   {}   restarts {}", row.status, row.ready, row.restarts);
            words.push(look.span(&text, Meaning::Text));
        }
        let short: Vec<Span<'static>> = vec![time, of, state, speed];
        let long = short.iter().cloned().chain(words).collect();
        Header { place, standing: vec![long, short] }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        let Some(run) = self.run() else {
            return match action {
                Action::Edit | Action::Back | Action::Help | Action::Grade => true,
                Action::Prompt => self.played.is_some(),
                _ => self.prompt.typing,
            };
        };
        let wide = Areas::of(shared.size).columns().is_some();
        match action {
            Action::NextContainer => run.lanes.len() > 1,
            Action::Logs => self.panel != Panel::Logs && !wide,
            Action::Events => self.panel != Panel::Events && (!wide || self.beside != Panel::Events),
            Action::Describe => self.panel != Panel::Describe && (!wide || self.beside != Panel::Describe),
            Action::PreviousLogs => self.previous || self.has_previous(),
            Action::Settings => false,
            _ => true,
        }
    }

    fn label(&self, action: Action, _shared: &Shared) -> Option<String> {
        match action {
            Action::PlayPause if self.playing.is_some() => Some("pause".to_owned()),
            Action::PreviousLogs if self.previous => Some("this run's log".to_owned()),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        if self.context(shared) == Context::Prompt {
            return self.act_in_prompt(action, shared);
        }
        match action {
            Action::Back => return Some(Request::Back),
            Action::Edit => return Some(Request::Edit(None)),
            Action::Grade => return Some(Request::Grade),
            Action::PlayPause => return self.play_pause(shared.now),
            Action::Right => return self.step(true),
            Action::Left => return self.step(false),
            Action::ToStart => self.seek(Duration::ZERO),
            Action::ToEnd => {
                let (end, head) = (self.run()?.life.until, self.head);
                self.seek(end);
                return (head == end && self.longer()).then_some(Request::Play);
            }
            Action::Faster => self.speed = if self.speed >= 16 { 1 } else { self.speed * 4 },
            Action::ZoomIn => self.zoom(-1),
            Action::ZoomOut => self.zoom(1),
            Action::NextContainer => self.turn(1),
            Action::PreviousContainer => self.turn(-1),
            Action::Logs => self.show(Panel::Logs),
            Action::PreviousLogs => {
                self.previous = !self.previous && self.has_previous();
                self.show(Panel::Logs);
            }
            Action::Events => self.show(Panel::Events),
            Action::Describe => self.show(Panel::Describe),
            Action::Prompt if self.played.is_some() => {
                self.playing = None;
                self.show(Panel::Prompt);
            }
            other => self.scroll_by(other, shared),
        }
        None
    }

    fn text(&mut self, text: &str, _shared: &Shared) {
        self.prompt.insert(text);
    }

    fn paste(&mut self, text: &str, shared: &Shared) -> Option<Request> {
        let all = self.prompt.insert(text);
        self.go_on_typed(all, shared.now)
    }

    fn click(&mut self, at: Position, shared: &Shared) -> Option<Request> {
        let layout = self.layout(&Areas::of(shared.size), &shared.look);
        if layout.timeline.contains(at) {
            if let Some(lane) = self.lane_at(layout.timeline, at) {
                self.choose(lane);
            }
            if let Some(to) = self.time_at(layout.timeline, at) {
                self.seek(to);
            }
        } else if let Some((panel, _)) = layout.panels.iter().find(|(_, area)| area.contains(at)) {
            self.show(*panel);
        }
        None
    }

    fn wheel(&mut self, at: Position, rows: isize, shared: &Shared) {
        let layout = self.layout(&Areas::of(shared.size), &shared.look);
        let Some((panel, _)) = layout.panels.iter().find(|(_, area)| area.contains(at)) else { return };
        let by = if *panel == Panel::Describe { rows } else { -rows };
        let scroll = &mut self.scroll[*panel as usize];
        *scroll = scroll.saturating_add_signed(by);
    }

    fn settle(&mut self, shared: &Shared) {
        let layout = self.layout(&Areas::of(shared.size), &shared.look);
        for (panel, area) in layout.panels {
            let total = self.panel_lines(panel, area, shared).len();
            let most = crate::tui::widget::canvas::most(total, area.height);
            self.scroll[panel as usize] = self.scroll[panel as usize].min(most);
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        self.draw_all(canvas, areas, shared)
    }
}
