//! What grading said: each failed check with what was expected, what is there and why it matters, the place marked in the
//! learner's YAML, and the API server's words. It must not know how any of it was found.

mod lines;
mod marks;

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Areas, Request, View, inset, scrolled, task};
use crate::grade::{Fault, Verdict};
use crate::manifest::Place;
use crate::tui::attempt::OpenExercise;
use crate::tui::catalog::clock;
use crate::tui::keymap::{Action, Context};
use crate::tui::look::Look;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, follow, most};
use crate::tui::widget::markdown::inline;
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::yaml::{YamlView, yaml_with};
use lines::{check_lines, passed_lines, praise, server_lines};
use marks::{margin, mark};

pub use lines::refusal_lines;

/// The verdict on the file as it was last graded.
#[derive(Debug, Default)]
pub struct VerdictScreen {
    /// Which of the things that are wrong is chosen.
    chosen: usize,
    scroll: usize,
    yaml_scroll: usize,
    /// On a narrow terminal: the YAML instead of the checks.
    shows_yaml: bool,
}

/// Where something that is wrong stands.
fn place(fault: &Fault) -> Option<Place> {
    match fault {
        Fault::Check(check) => check.place,
        Fault::Refusal(refusal) => refusal.place,
    }
}

/// The lines of the checks, with the row at which each finding begins and ends.
#[derive(Debug, Default)]
struct Findings {
    lines: Vec<Line<'static>>,
    rows: Vec<(usize, usize)>,
}

/// Where the parts of the screen are.
fn layout(areas: &Areas, shows_yaml: bool) -> (Option<Rect>, Option<Rect>, Option<u16>) {
    match areas.columns() {
        Some(columns) => (Some(columns.left), Some(inset(columns.right)), Some(columns.rule)),
        None if shows_yaml => (None, Some(inset(areas.body)), None),
        None => (Some(inset(areas.body)), None, None),
    }
}

impl VerdictScreen {
    /// The screen, the first thing that is wrong chosen.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn step(&mut self, by: isize, shared: &Shared) {
        let Some(verdict) = shared.open.as_ref().and_then(|open| open.verdict.as_deref()) else { return };
        let count = verdict.faults().len();
        if count > 0 {
            let count = isize::try_from(count).unwrap_or(isize::MAX);
            let next = (isize::try_from(self.chosen).unwrap_or(0) + by).rem_euclid(count);
            self.chosen = usize::try_from(next).unwrap_or(0);
        }
        self.show_chosen(shared);
    }

    /// Brings the chosen finding and its place in the YAML into view.
    fn show_chosen(&mut self, shared: &Shared) {
        let areas = Areas::of(shared.size);
        let (checks, file, _) = layout(&areas, self.shows_yaml);
        let Some(open) = &shared.open else { return };
        if let Some(area) = checks {
            let shown = self.lines(open, text_width(area), shared);
            if let Some((start, end)) = shown.rows.get(self.chosen).copied() {
                self.scroll = follow(self.scroll, end.saturating_sub(1), shown.lines.len(), area.height);
                self.scroll = self.scroll.min(start);
            }
        }
        if let Some(area) = file {
            let view = self.yaml(open, usize::from(area.width), &shared.look);
            self.yaml_scroll = centred(view.marked, view.lines.len(), area.height);
        }
    }

    fn lines(&self, open: &OpenExercise, columns: usize, shared: &Shared) -> Findings {
        let look = &shared.look;
        let Some(verdict) = &open.verdict else {
            let text = if open.grading.is_some() { "Grading…" } else { "Nothing has been graded yet. `g` grades." };
            return Findings { lines: wrap(&inline(text, look), columns, &[], &[]), rows: Vec::new() };
        };
        let mut shown = Findings::default();
        if verdict.passed {
            shown.lines.extend(praise(open, columns, shared));
        }
        if let Some(note) = &verdict.note {
            shown.lines.extend(wrap(&inline(note, look), columns, &[Span::raw(" ")], &[Span::raw(" ")]));
            shown.lines.push(Line::default());
        }
        for (number, finding) in verdict.faults().iter().enumerate() {
            let start = shown.lines.len();
            match finding {
                Fault::Check(check) => {
                    let chosen = number == self.chosen;
                    shown.lines.extend(check_lines(check, (chosen, verdict.note_says_all()), columns, look));
                }
                Fault::Refusal(refusal) => {
                    let speaker = verdict.cluster.speaker();
                    shown.lines.extend(refusal_lines(refusal, speaker, number == self.chosen, columns, look));
                }
            }
            shown.rows.push((start, shown.lines.len()));
            shown.lines.push(Line::default());
        }
        shown.lines.extend(passed_lines(verdict, columns, look));
        shown.lines.push(Line::default());
        shown.lines.extend(server_lines(verdict, columns, look));
        if open.withholds() {
            // An assignment may come without hints; where there is none left `h` says so itself.
            let hint = if open.exercise.hints.is_empty() { "" } else { " `h` gives a hint." };
            let text = format!("What was expected is told of each check once you have tried it.{hint}");
            shown.lines.push(Line::default());
            shown.lines.extend(wrap(&[look.span(&text, Meaning::Dim)], columns, &[Span::raw(" ")], &[Span::raw(" ")]));
        }
        shown
    }

    fn yaml(&self, open: &OpenExercise, columns: usize, look: &Look) -> YamlView {
        let text = graded_text(open);
        let mark = open.verdict.as_deref().and_then(|verdict| {
            let findings = verdict.faults();
            let finding = findings.get(self.chosen)?;
            mark(finding, look)
        });
        let findings = open.verdict.as_deref().map(Verdict::faults).unwrap_or_default();
        yaml_with(text, mark.as_ref(), &margin(&findings, look), columns, look)
    }
}

/// The text that the verdict is about.
fn graded_text(open: &OpenExercise) -> &str {
    match &open.verdict {
        Some(verdict) if !verdict.diff.yours.is_empty() => &verdict.diff.yours,
        _ => open.text().unwrap_or_default(),
    }
}

/// The scroll offset that brings a row to the upper third.
fn centred(row: usize, total: usize, height: u16) -> usize {
    row.saturating_sub(usize::from(height) / 3).min(most(total, height))
}

fn text_width(area: Rect) -> usize {
    usize::from(area.width.saturating_sub(2)).min(78)
}

impl View for VerdictScreen {
    fn context(&self, _shared: &Shared) -> Context {
        Context::Verdict
    }

    fn header(&self, shared: &Shared) -> Header {
        let look = &shared.look;
        let Some(open) = &shared.open else { return Header::default() };
        let (mut standing, mut worth) = (Vec::new(), None);
        if let Some(verdict) = &open.verdict {
            let (sign, word, meaning) = if verdict.passed {
                (look.signs.right, "solved", Meaning::Right)
            } else {
                (look.signs.wrong, "not yet", Meaning::Wrong)
            };
            worth = shared.worth(Some(verdict.score));
            standing.push(look.span(&format!("{} of {}   ", verdict.score, verdict.max_score), Meaning::Strong));
            standing.push(look.span(&format!("{sign} {word}"), meaning));
        }
        if let Some(elapsed) = open.elapsed(shared.now) {
            standing.push(look.span(&format!("   {}", clock(elapsed)), Meaning::Text));
        }
        let mut variants = vec![standing];
        if let Some(worth) = worth {
            let mut long = variants[0].clone();
            long.insert(1, look.span(&format!("{worth}   "), Meaning::Text));
            variants.insert(0, long);
        }
        Header { place: task::place(shared), standing: variants }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        let Some(open) = &shared.open else { return action == Action::Back };
        let wrong = open.verdict.as_deref().map_or(0, |verdict| verdict.faults().len());
        match action {
            Action::NextFailed => wrong > 1,
            Action::Hint => open.next_hint().is_some() && !open.is_over(),
            Action::Explain => open.exercise.feedback.solution && open.is_over(),
            Action::Diff => open.exercise.feedback.diff && wrong > 0,
            Action::Solution => open.exercise.feedback.solution && wrong > 0 && open.is_running(),
            Action::Grade => open.grading.is_none(),
            Action::SwitchView => Areas::of(shared.size).columns().is_none(),
            Action::Settings => false,
            _ => true,
        }
    }

    fn label(&self, action: Action, shared: &Shared) -> Option<String> {
        let open = shared.open.as_ref()?;
        match action {
            Action::Hint => open.hint_label().filter(|_| shared.assigned.is_none()),
            Action::SwitchView => Some(if self.shows_yaml { "checks" } else { "your YAML" }.to_owned()),
            Action::Explain => Some("why it works".to_owned()),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, shared: &Shared) -> Option<Request> {
        match action {
            Action::Edit => return Some(Request::Edit(None)),
            Action::Diff => return Some(Request::Diff),
            Action::Run => return Some(Request::Run),
            Action::Explain => return Some(Request::Explain),
            Action::Grade => return Some(Request::Grade),
            Action::Hint => return Some(Request::Hint),
            Action::Solution => return Some(Request::Solution),
            Action::Back => return Some(Request::Back),
            Action::NextFailed => self.step(1, shared),
            Action::PreviousFailed => self.step(-1, shared),
            Action::SwitchView => {
                self.shows_yaml = !self.shows_yaml;
                self.show_chosen(shared);
            }
            _ => {
                let (checks, file, _) = layout(&Areas::of(shared.size), self.shows_yaml);
                let in_yaml = self.shows_yaml && checks.is_none();
                let area = if in_yaml { file } else { checks };
                let scroll = if in_yaml { &mut self.yaml_scroll } else { &mut self.scroll };
                *scroll = scrolled(*scroll, action, area.map_or(1, |area| area.height)).unwrap_or(*scroll);
            }
        }
        None
    }

    fn click(&mut self, at: Position, shared: &Shared) -> Option<Request> {
        let (checks, _, _) = layout(&Areas::of(shared.size), self.shows_yaml);
        let (area, open) = (checks.filter(|area| area.contains(at))?, shared.open.as_ref()?);
        let row = self.scroll + usize::from(at.y - area.y);
        let shown = self.lines(open, text_width(area), shared);
        let clicked = shown.rows.iter().position(|(start, end)| (*start..*end).contains(&row))?;
        self.chosen = clicked;
        self.show_chosen(shared);
        None
    }

    fn wheel(&mut self, at: Position, rows: isize, shared: &Shared) {
        let (_, file, _) = layout(&Areas::of(shared.size), self.shows_yaml);
        let in_yaml = file.is_some_and(|area| area.contains(at));
        let scroll = if in_yaml { &mut self.yaml_scroll } else { &mut self.scroll };
        *scroll = scroll.saturating_add_signed(rows);
    }

    fn settle(&mut self, shared: &Shared) {
        let Some(open) = &shared.open else { return };
        let count = open.verdict.as_deref().map_or(0, |verdict| verdict.faults().len());
        self.chosen = self.chosen.min(count.saturating_sub(1));
        let (checks, file, _) = layout(&Areas::of(shared.size), self.shows_yaml);
        if let Some(area) = checks {
            let total = self.lines(open, text_width(area), shared).lines.len();
            self.scroll = self.scroll.min(most(total, area.height));
        }
        if let Some(area) = file {
            let total = self.yaml(open, usize::from(area.width), &shared.look).lines.len();
            self.yaml_scroll = self.yaml_scroll.min(most(total, area.height));
        }
    }

    fn draw(&self, canvas: &mut Canvas<'_>, areas: &Areas, shared: &Shared) -> Option<Position> {
        let (checks, file, rule) = layout(areas, self.shows_yaml);
        areas.rules(canvas, rule.as_slice());
        let open = shared.open.as_ref()?;
        if let Some(area) = checks {
            canvas.text(area, &self.lines(open, text_width(area), shared).lines, self.scroll);
        }
        if let Some(area) = file {
            let columns = usize::from(area.width.saturating_sub(1));
            canvas.text(area, &self.yaml(open, columns, &shared.look).lines, self.yaml_scroll);
        }
        None
    }
}
