//! What stands below the timeline: a log, events, a description, the prompt. It must not know where they stand.

use std::time::Duration;

use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthChar;

use super::{Panel, RunScreen, moment};
use crate::sim::prompt::log_lines;
use crate::sim::time;
use crate::tui::look::{Look, pad, width};
use crate::tui::play::Run;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::markdown::inline;
use crate::tui::widget::wrap::wrap;

/// The most lines of a log that are looked at.
const MOST_LINES: usize = 1000;
/// The most rows of a panel.
const MOST_ROWS: usize = 4000;

impl RunScreen {
    /// The heading of a panel, and the command that shows the same in the exam.
    pub(super) fn heading(&self, panel: Panel) -> (String, String) {
        if panel == Panel::Prompt {
            return ("kubectl".to_owned(), String::new());
        }
        let Some((run, lane)) = self.chosen() else { return (String::new(), String::new()) };
        let pod = run.pod.rsplit('/').next().unwrap_or_default();
        let namespace = run.pod.split_once('/').map(|(namespace, _)| format!(" -n {namespace}")).unwrap_or_default();
        match panel {
            Panel::Logs => {
                let container = if run.lanes.len() > 1 { format!(" -c {}", lane.name) } else { String::new() };
                let (word, flag) = if self.previous { ("previous log", " --previous") } else { ("log", "") };
                (format!("{word} {}", lane.name), format!("kubectl logs {pod}{container}{flag}{namespace}"))
            }
            Panel::Events => ("events".to_owned(), format!("kubectl events --for pod/{pod}{namespace}")),
            Panel::Describe => ("describe".to_owned(), format!("kubectl describe pod {pod}{namespace}")),
            Panel::Prompt => (String::new(), String::new()),
        }
    }

    /// Whether the chosen container has a run before the one whose log is shown.
    pub(super) fn has_previous(&self) -> bool {
        self.chosen().is_some_and(|(run, lane)| log_lines(&run.life, self.head, &run.pod, &lane.name, true).is_ok())
    }

    /// What the simulator, not the Pod, could not do up to now.
    pub(super) fn note<'r>(&self, run: &'r Run) -> Option<&'r str> {
        run.life.notes(&run.pod).filter(|note| note.at <= self.head).last().map(|note| note.words.as_str())
    }

    /// The rows of a panel.
    pub(super) fn panel_lines(&self, panel: Panel, area: Rect, shared: &Shared) -> Vec<Line<'static>> {
        let look = &shared.look;
        let columns = usize::from(area.width.saturating_sub(2));
        let Some((run, lane)) = self.chosen() else {
            return if panel == Panel::Prompt { self.transcript(None, columns, shared) } else { Vec::new() };
        };
        let mut lines = match panel {
            Panel::Logs => self.log(run, &lane.name, columns, look),
            Panel::Events => events(run, self.head, columns, look),
            Panel::Describe => match run.life.describe(&run.pod, self.head) {
                Some(text) => printed(&text, columns, look),
                None => wrap(&inline("The Pod is gone.", look), columns, &[], &[]),
            },
            Panel::Prompt => self.transcript(Some(run), columns, shared),
        };
        let surplus = lines.len().saturating_sub(MOST_ROWS);
        lines.drain(..surplus);
        lines
    }

    fn log(&self, run: &Run, container: &str, columns: usize, look: &Look) -> Vec<Line<'static>> {
        let all = match log_lines(&run.life, self.head, &run.pod, container, self.previous) {
            Ok(all) => all,
            Err(words) => return wrap(&[look.span(words.trim_end(), Meaning::Code)], columns, &[], &[]),
        };
        if all.is_empty() {
            return wrap(&inline("Nothing was printed up to now.", look), columns, &[], &[]);
        }
        let hidden = all.len().saturating_sub(MOST_LINES);
        let mut lines = Vec::new();
        if hidden > 0 {
            lines.push(look.line(&format!("({hidden} lines before these)"), Meaning::Dim));
        }
        for line in &all[hidden..] {
            let at = format!("{}  ", moment(line.at));
            let room = columns.saturating_sub(width(&at)).max(1);
            for (number, part) in broken(&look.clean(&line.text), room).into_iter().enumerate() {
                let before = if number == 0 { at.clone() } else { " ".repeat(width(&at)) };
                lines.push(Line::from(vec![look.span(&before, Meaning::Dim), look.span(&part, Meaning::Text)]));
            }
        }
        lines
    }

    fn transcript(&self, run: Option<&Run>, columns: usize, shared: &Shared) -> Vec<Line<'static>> {
        let look = &shared.look;
        let mut lines = Vec::new();
        if self.prompt.entries.is_empty() {
            lines.extend(wrap(&inline(&self.introduction(run), look), columns, &[], &[]));
        }
        for entry in &self.prompt.entries {
            let first = [look.span(&format!("{} {}", moment(entry.at), look.clean(&entry.sign)), Meaning::Dim)];
            lines.extend(wrap(&[look.span(&entry.line, Meaning::Strong)], columns, &first, &[Span::raw("  ")]));
            lines.extend(printed(entry.printed.trim_end_matches('\n'), columns, look));
            if entry.pending {
                lines.push(look.line(&self.progress(shared), Meaning::Dim));
            }
        }
        // A terminal shows typed lines at once, too, before anything is done with them.
        for line in &self.prompt.ahead {
            lines.extend(wrap(&[look.span(line, Meaning::Dim)], columns, &[], &[]));
        }
        let (shown, _) = self.typed(columns, look);
        lines.push(Line::from(vec![
            look.span(&look.clean(&self.prompt.sign()), Meaning::Focus),
            look.span(&shown, Meaning::Text),
        ]));
        lines
    }

    /// What is seen of the typed line, and the cursor's column in it. Of a long line it is the part around the cursor.
    pub(super) fn typed(&self, columns: usize, look: &Look) -> (String, usize) {
        let room = columns.saturating_sub(width(&self.prompt.sign()) + 1).max(1);
        let (whole, before) = (look.clean(self.prompt.line.text()), look.clean(self.prompt.line.before()));
        let from = before.char_indices().map(|(at, _)| at).find(|at| width(&before[*at..]) <= room);
        let from = from.unwrap_or(before.len());
        let mut shown = String::new();
        for letter in whole.get(from..).unwrap_or_default().chars() {
            if width(&shown) + letter.width().unwrap_or(0) > room {
                break;
            }
            shown.push(letter);
        }
        (shown, width(&before[from..]))
    }

    /// What can be typed, before anything was.
    fn introduction(&self, run: Option<&Run>) -> String {
        let Some(run) = run else {
            return "There is no Pod in the cluster. `kubectl explain pod.spec.containers` lists fields and their types; \
                    `help` lists all that this prompt knows."
                .to_owned();
        };
        let pod = run.pod.rsplit('/').next().unwrap_or_default();
        let container = run.lanes.get(self.lane).map_or("", |lane| lane.name.as_str());
        format!(
            "Type as in the exam, about the Pod as it is at {}: `kubectl get pods`, `kubectl describe pod {pod}`, \
             `kubectl logs {pod} -c {container}`, `kubectl get events`, `kubectl exec {pod} -c {container} -- ls /`, \
             `kubectl explain pod.spec.containers`. `help` lists all that this prompt knows.",
            moment(self.head)
        )
    }

    /// That it works, and how far it is.
    pub(super) fn progress(&self, shared: &Shared) -> String {
        let Some(waiting) = self.waiting else { return String::new() };
        let passed = u64::try_from(shared.now.duration_since(waiting.since).as_millis()).unwrap_or(0);
        if passed < 100 {
            return "Playing the Pod…".to_owned();
        }
        let clock = crate::tui::catalog::clock;
        format!(
            "Playing the Pod… {} of {}, {}.{} s",
            clock(waiting.reached),
            clock(self.until),
            passed / 1000,
            passed / 100 % 10
        )
    }
}

/// The events as they were at a moment: when last seen, what, and the message.
fn events(run: &Run, at: Duration, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let now = time::moment(at);
    let mut all = run.life.events(&run.pod, at);
    if all.is_empty() {
        return wrap(&inline("There are no events yet.", look), columns, &[], &[]);
    }
    all.sort_by_key(|event| time::read(&event["lastTimestamp"]));
    let mut lines = Vec::new();
    for event in all {
        let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
        let bad = event["type"] == "Warning";
        let (sign, meaning) = if bad { (look.signs.failed_probe, Meaning::Wrong) } else { (" ", Meaning::Text) };
        let seen = pad(&time::ago(&event["lastTimestamp"], now), 5, "");
        let field = text(&event["involvedObject"]["fieldPath"]);
        let container = field.split_once('{').map(|(_, rest)| format!("{}: ", rest.trim_end_matches('}')));
        let count = event["count"].as_u64().filter(|count| *count > 1).map(|count| format!(" (x{count})"));
        let message =
            format!("{}{}{}", container.unwrap_or_default(), text(&event["message"]).trim(), count.unwrap_or_default());
        let reason = text(&event["reason"]);
        let reason = if width(&reason) < 17 { pad(&reason, 17, "") } else { format!("{reason} ") };
        let first =
            [look.span(&seen, Meaning::Dim), look.span(sign, meaning), Span::raw(" "), look.span(&reason, meaning)];
        let rest = [Span::raw(" ".repeat(7 + width(&reason)))];
        lines.extend(wrap(&[look.span(&message, Meaning::Text)], columns, &first, &rest));
    }
    lines
}

/// A text as a terminal shows it: what has columns is broken near the row's end, so that tables stay tables, the rest at
/// words.
fn printed(text: &str, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let skip = text.lines().count().saturating_sub(MOST_LINES);
    if text.is_empty() {
        return Vec::new();
    }
    let rows = text.split('\n').skip(skip).flat_map(|line| {
        let line = look.clean(&at_tab_stops(line));
        if line.contains("  ") {
            return broken_at_blanks(&line, columns).into_iter().map(|row| look.line(&row, Meaning::Text)).collect();
        }
        wrap(&[look.span(&line, Meaning::Text)], columns, &[], &[])
    });
    rows.collect()
}

/// Tabs as a terminal has them: up to the next of its columns of eight.
fn at_tab_stops(line: &str) -> String {
    const APART: usize = 8;
    let mut parts = line.split('\t');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        out.extend(std::iter::repeat_n(' ', APART - width(&out) % APART));
        out.push_str(part);
    }
    out
}

/// The same, but broken behind a blank where there is one near the edge. The pieces together are the text.
fn broken_at_blanks(text: &str, columns: usize) -> Vec<String> {
    const NEAR: usize = 24;
    let columns = columns.max(2);
    let mut pieces = vec![String::new()];
    for letter in text.chars() {
        let Some(piece) = pieces.last_mut() else { break };
        if width(piece) + letter.width().unwrap_or(0) > columns {
            let cut =
                piece.rfind(' ').map(|blank| blank + 1).filter(|cut| width(&piece[*cut..]) <= NEAR.min(columns / 3));
            let rest = if letter == ' ' { String::new() } else { piece.split_off(cut.unwrap_or(piece.len())) };
            pieces.push(rest);
        }
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}

/// A clean text in pieces of at most so many columns; nothing is one empty piece.
fn broken(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let (mut pieces, mut used) = (vec![String::new()], 0);
    for letter in text.chars() {
        let wide = letter.width().unwrap_or(0);
        if used + wide > columns {
            pieces.push(String::new());
            used = 0;
        }
        used += wide;
        if let Some(piece) = pieces.last_mut() {
            piece.push(letter);
        }
    }
    pieces
}
