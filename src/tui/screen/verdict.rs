//! What grading said: each failed check with what was expected, what is there and why it matters, the place marked in the
//! learner's YAML, and the API server's words. It must not know how any of it was found.

use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::{Areas, Request, View, inset, scrolled, task};
use crate::grade::{CheckResult, FindingKind, Refusal, Verdict};
use crate::manifest::Place;
use crate::tui::attempt::OpenExercise;
use crate::tui::catalog::clock;
use crate::tui::keymap::{Action, Context};
use crate::tui::look::Look;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::Header;
use crate::tui::widget::canvas::{Canvas, follow, most, spread};
use crate::tui::widget::checklist::sign;
use crate::tui::widget::markdown::inline;
use crate::tui::widget::wrap::wrap;
use crate::tui::widget::yaml::{MarginMark, Mark, YamlView, yaml_with};

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

/// Something that is wrong.
#[derive(Debug, Clone, Copy)]
enum Finding<'a> {
    /// A check that does not hold.
    Check(&'a CheckResult),
    /// What the API server refuses.
    Refusal(&'a Refusal),
}

impl Finding<'_> {
    fn place(&self) -> Option<Place> {
        match self {
            Self::Check(check) => check.place,
            Self::Refusal(refusal) => refusal.place,
        }
    }
}

/// Everything that is wrong, in the order of the screen: what the server refuses goes first where the text could not even
/// be read, for then nothing else can be right.
fn findings(verdict: &Verdict) -> Vec<Finding<'_>> {
    let checks = verdict.checks.iter().filter(|check| !check.passed).map(Finding::Check);
    let refusals = verdict.cluster.refusals.iter().map(Finding::Refusal);
    let unreadable = verdict.checks.iter().any(|check| check.kind == Some(FindingKind::Unreadable));
    if unreadable { refusals.chain(checks).collect() } else { checks.chain(refusals).collect() }
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
        let count = findings(verdict).len();
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
        for (number, finding) in findings(verdict).iter().enumerate() {
            let start = shown.lines.len();
            match finding {
                Finding::Check(check) => shown.lines.extend(check_lines(check, number == self.chosen, columns, look)),
                Finding::Refusal(refusal) => {
                    shown.lines.extend(refusal_lines(refusal, number == self.chosen, columns, look));
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
            let findings = findings(verdict);
            let finding = findings.get(self.chosen)?;
            mark(finding, look)
        });
        let findings = open.verdict.as_deref().map(findings).unwrap_or_default();
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

/// Every place where something is wrong, marked in the margin; where there is only one, its own mark says all.
fn margin(findings: &[Finding<'_>], look: &Look) -> Vec<MarginMark> {
    let marks: Vec<MarginMark> = findings
        .iter()
        .filter_map(|finding| {
            let (sign, meaning) = match finding {
                Finding::Check(check) => sign(look, check),
                Finding::Refusal(_) => (look.signs.wrong, Meaning::Wrong),
            };
            Some((finding.place()?.line, sign, meaning))
        })
        .collect();
    if marks.len() > 1 { marks } else { Vec::new() }
}

fn mark(finding: &Finding<'_>, look: &Look) -> Option<Mark> {
    let place = finding.place()?;
    Some(match finding {
        Finding::Refusal(refusal) => {
            let text = if refusal.plain.is_empty() { refusal.message.clone() } else { refusal.plain.clone() };
            Mark { place, sign: look.signs.wrong, text, meaning: Meaning::Wrong }
        }
        Finding::Check(check) => {
            let (sign, _) = sign(look, check);
            let (text, meaning) = mark_words(check);
            Mark { place, sign, text, meaning }
        }
    })
}

/// What stands under the marked place.
fn mark_words(check: &CheckResult) -> (String, Meaning) {
    let expected = check.expected.as_deref().unwrap_or_default();
    match check.kind {
        Some(FindingKind::Missing) if expected.is_empty() => ("something is missing here".to_owned(), Meaning::Missing),
        Some(FindingKind::Missing) => (format!("{expected} is missing here"), Meaning::Missing),
        Some(FindingKind::Wrong) if expected.is_empty() => ("another value is expected".to_owned(), Meaning::Changed),
        Some(FindingKind::Wrong) => (format!("expected: {expected}"), Meaning::Changed),
        Some(FindingKind::Misplaced) => ("this belongs in another place".to_owned(), Meaning::Changed),
        Some(FindingKind::NearMiss) if expected.is_empty() => ("a slip of spelling?".to_owned(), Meaning::Changed),
        Some(FindingKind::NearMiss) => (format!("a slip of spelling? expected: {expected}"), Meaning::Changed),
        Some(FindingKind::Unknown) => ("Kubernetes knows no such field".to_owned(), Meaning::Wrong),
        Some(FindingKind::Extra) => ("this must not be here".to_owned(), Meaning::Extra),
        Some(FindingKind::Life) => ("the running Pod does not do it".to_owned(), Meaning::Wrong),
        Some(FindingKind::Limit) => ("the simulator cannot tell".to_owned(), Meaning::Dim),
        Some(FindingKind::Unreadable) => ("the text could not be read from here on".to_owned(), Meaning::Wrong),
        None => (check.text.clone(), Meaning::Wrong),
    }
}

/// How a check is wrong, in a word that goes with its sign.
fn kind_word(kind: FindingKind) -> &'static str {
    match kind {
        FindingKind::Missing => "missing",
        FindingKind::Wrong => "another value",
        FindingKind::Misplaced => "in the wrong place",
        FindingKind::NearMiss => "nearly: check the spelling",
        FindingKind::Unknown => "unknown to Kubernetes",
        FindingKind::Extra => "too much",
        FindingKind::Life => "seen in the running Pod",
        FindingKind::Limit => "beyond the simulator; no mistake of yours",
        FindingKind::Unreadable => "could not be read",
    }
}

fn title(look: &Look, mark: &str, meaning: Meaning, chosen: bool) -> Vec<Span<'static>> {
    let pointer = if chosen { look.signs.pointer } else { " " };
    vec![look.span(pointer, Meaning::Focus), look.span(mark, meaning), Span::raw(" ")]
}

fn check_lines(check: &CheckResult, chosen: bool, columns: usize, look: &Look) -> Vec<Line<'static>> {
    const NAME: usize = 10;
    let (mark, meaning) = sign(look, check);
    let points = format!("{} of {}", check.points, check.max_points);
    let room = columns.saturating_sub(points.len() + 1);
    let rest = [Span::raw("   ")];
    let mut lines = wrap(&inline(&check.text, look), room, &title(look, mark, meaning, chosen), &rest);
    if let Some(first) = lines.first_mut() {
        *first = spread(look, columns, std::mem::take(&mut first.spans), vec![look.span(&points, Meaning::Dim)]);
    }
    if check.kind == Some(FindingKind::Unreadable) {
        // Why the text cannot be read is said once, in the server's words.
        return lines;
    }
    let indent = || Span::raw("     ");
    if let Some(path) = &check.path {
        lines.extend(wrap(&[look.span(path, Meaning::Dim)], columns, &[indent()], &[indent()]));
    }
    let mut fact = |name: &str, value: &str, meaning: Meaning| {
        let first = [indent(), look.span(&crate::tui::look::pad(name, NAME, ""), Meaning::Dim)];
        let rest = [Span::raw(" ".repeat(5 + NAME))];
        for (number, line) in value.lines().enumerate() {
            let first = if number == 0 { &first[..] } else { &rest[..] };
            lines.extend(wrap(&[look.span(line, meaning)], columns, first, &rest));
        }
    };
    if let Some(expected) = &check.expected {
        fact("expected", expected, Meaning::Missing);
    }
    if let Some(actual) = &check.actual {
        fact("yours", actual, Meaning::Extra);
    }
    let line = check.place.map(|place| format!("line {}", place.line));
    let word = check.kind.map(kind_word);
    let foot: Vec<&str> = line.as_deref().into_iter().chain(word).collect();
    if !foot.is_empty() {
        lines.extend(wrap(&[look.span(&foot.join(", "), Meaning::Dim)], columns, &[indent()], &[indent()]));
    }
    for more in &check.more {
        lines.extend(wrap(&inline(more, look), columns, &[indent()], &[indent()]));
    }
    if !check.why.is_empty() {
        lines.extend(wrap(&inline(&check.why, look), columns, &[indent()], &[indent()]));
    }
    lines
}

/// A refusal in the server's words, with its place and what it means.
pub(super) fn refusal_lines(refusal: &Refusal, chosen: bool, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let indent = || [Span::raw("     ")];
    let mut first = title(look, look.signs.wrong, Meaning::Wrong, chosen);
    first.push(look.span("API server", Meaning::Wrong));
    let mut lines = vec![Line::from(first)];
    for line in refusal.message.lines() {
        lines.extend(wrap(&[look.span(line, Meaning::Code)], columns, &indent(), &indent()));
    }
    if let Some(place) = refusal.place {
        let text = format!("line {}", place.line);
        lines.extend(wrap(&[look.span(&text, Meaning::Dim)], columns, &indent(), &indent()));
    }
    if !refusal.plain.is_empty() {
        lines.extend(wrap(&inline(&refusal.plain, look), columns, &indent(), &indent()));
    }
    if let Some(suggestion) = &refusal.suggestion {
        lines.extend(wrap(&inline(suggestion, look), columns, &indent(), &indent()));
    }
    lines
}

/// The checks that hold: in a word while something is wrong, each by itself once all is right.
fn passed_lines(verdict: &Verdict, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let passed: Vec<&CheckResult> = verdict.checks.iter().filter(|check| check.passed).collect();
    let right = |text: &str| {
        let first = [Span::raw(" "), look.span(look.signs.right, Meaning::Right), Span::raw(" ")];
        wrap(&inline(text, look), columns, &first, &[Span::raw("   ")])
    };
    if verdict.passed || verdict.checks.len() == passed.len() {
        return passed.iter().flat_map(|check| right(&check.text)).collect();
    }
    match passed.len() {
        0 => Vec::new(),
        count => right(&format!("{count} more")),
    }
}

fn server_lines(verdict: &Verdict, columns: usize, look: &Look) -> Vec<Line<'static>> {
    let word = |sign, meaning, text: &str| {
        let first =
            [Span::raw(" "), look.span(sign, meaning), Span::raw(" "), look.span("API server  ", Meaning::Strong)];
        let rest = [Span::raw(" ".repeat(15))];
        wrap(&[look.span(text, Meaning::Text)], columns, &first, &rest)
    };
    if !verdict.cluster.accepted {
        let mut lines = word(look.signs.wrong, Meaning::Wrong, "would refuse this Pod");
        if verdict.cluster.refusals.is_empty() {
            for line in verdict.cluster.message.lines() {
                lines.extend(wrap(
                    &[look.span(line, Meaning::Code)],
                    columns,
                    &[Span::raw("   ")],
                    &[Span::raw("   ")],
                ));
            }
        }
        return lines;
    }
    let mut lines = word(look.signs.right, Meaning::Right, "would accept this Pod");
    for line in verdict.cluster.message.lines() {
        lines.extend(wrap(&[look.span(line, Meaning::Dim)], columns, &[Span::raw("   ")], &[Span::raw("   ")]));
    }
    lines
}

/// What is said when everything is right.
fn praise(open: &OpenExercise, columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let (elapsed, par) = (open.elapsed(shared.now), open.exercise.par);
    let time = elapsed.map(|elapsed| format!(" in {}", clock(elapsed))).unwrap_or_default();
    let within = elapsed.filter(|elapsed| *elapsed <= par).map(|_| format!(", within par {}", clock(par)));
    let best = shared.catalog.standing(&open.exercise.id).best;
    let best = best.filter(|best| elapsed.is_some_and(|elapsed| *best < elapsed));
    let best = best.map(|best| format!("; your best is {}", clock(best))).unwrap_or_default();
    let text = format!("{} Full marks{time}{}{best}.", look.signs.right, within.unwrap_or_default());
    let mut lines = wrap(&[look.span(&text, Meaning::Right)], columns, &[Span::raw(" ")], &[Span::raw("   ")]);
    let cost = open.hint_cost();
    if cost > 0 {
        let text = format!("Hints cost {cost} of the points.");
        lines.extend(wrap(&inline(&text, look), columns, &[Span::raw("   ")], &[Span::raw("   ")]));
    }
    let text = "`x` tells why it works, and what the exam likes to vary.";
    lines.extend(wrap(&inline(text, look), columns, &[Span::raw("   ")], &[Span::raw("   ")]));
    lines.push(Line::default());
    lines
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
        let mut standing = Vec::new();
        if let Some(verdict) = &open.verdict {
            let (sign, word, meaning) = if verdict.passed {
                (look.signs.right, "solved", Meaning::Right)
            } else {
                (look.signs.wrong, "not yet", Meaning::Wrong)
            };
            standing.push(look.span(&format!("{} of {}   ", verdict.score, verdict.max_score), Meaning::Strong));
            standing.push(look.span(&format!("{sign} {word}"), meaning));
        }
        if let Some(elapsed) = open.elapsed(shared.now) {
            standing.push(look.span(&format!("   {}", clock(elapsed)), Meaning::Text));
        }
        Header { place: task::place(shared), standing: vec![standing] }
    }

    fn works(&self, action: Action, shared: &Shared) -> bool {
        let Some(open) = &shared.open else { return action == Action::Back };
        let wrong = open.verdict.as_deref().map_or(0, |verdict| findings(verdict).len());
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
            Action::Hint => {
                let (_, hint) = open.next_hint()?;
                (hint.cost > 0).then(|| format!("hint (-{})", hint.cost))
            }
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
        let count = open.verdict.as_deref().map_or(0, |verdict| findings(verdict).len());
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
