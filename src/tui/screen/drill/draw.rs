//! Draws what stands before and after a round. It must not change it.

use std::time::Duration;

use jiff::civil::Date;
use ratatui::text::{Line, Span};

use crate::exercise::Exercise;
use crate::session::drill::{Drill, Ending, Failed, Finish, Phase};
use crate::session::schedule::{Due, Rating, Why};
use crate::session::statistics::TimePoint;
use crate::tui::catalog::{clock, kind_name};
use crate::tui::look::Look;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::markdown::{inline, markdown};
use crate::tui::widget::split::{gap, row};
use crate::tui::widget::wrap::wrap;

/// The widest text, and the widest bar in it.
const WIDEST: usize = 76;
const BAR: usize = 48;
/// Attempts that are shown as bars.
const ATTEMPTS: usize = 6;

/// The screen's lines.
#[must_use]
pub fn lines(columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let columns = columns.min(WIDEST);
    let Some(drill) = &shared.drill else { return Vec::new() };
    let mut lines = vec![Line::default()];
    match drill.last() {
        Some(finish) => lines.extend(after(finish, drill, columns, shared)),
        None => lines.extend(before(drill, columns, shared)),
    }
    lines
}

fn before(drill: &Drill, columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let turn = drill.turn();
    let Some(exercise) = shared.catalog.get(&turn.exercise) else { return Vec::new() };
    let mut lines = vec![look.line(&exercise.title, Meaning::Strong), facts(exercise, shared), Line::default()];
    let best = drill.course().and_then(|course| course.best.as_ref()).map(|best| best.time);
    let last = attempts(drill, shared).last().filter(|point| point.passed).map(|point| point.time);
    let longest = [Some(exercise.par), best, last].into_iter().flatten().max().unwrap_or_default();
    let bar = BAR.min(columns.saturating_sub(16));
    for (name, time) in [("par", Some(exercise.par)), ("best", best), ("last", last)] {
        let Some(time) = time else { continue };
        let meaning = if name == "best" { Meaning::Right } else { Meaning::Focus };
        lines.push(Line::from(row(look, name, time, longest, bar, meaning)));
    }
    lines.push(Line::default());
    // The order was made when the drill began; rounds since then have changed why this one comes.
    let now = shared.overview.as_ref().and_then(|overview| overview.turn(&turn.exercise)).unwrap_or(turn);
    lines.extend(markdown(&why(now, shared), columns, look));
    lines.push(Line::default());
    let editor = shared.editor_command.as_ref().map_or("your editor", |command| command.name.as_str());
    let start = match drill.phase() {
        Phase::Fetching => "One moment.".to_owned(),
        _ => format!(
            "Press any key: the task appears and the clock starts. Full marks stop it. Every save in {editor} is graded."
        ),
    };
    lines.extend(markdown(&start, columns, look));
    lines
}

/// What an exercise is, in a line.
fn facts(exercise: &Exercise, shared: &Shared) -> Line<'static> {
    let look = &shared.look;
    let text = format!(
        "{}, {}, level {}, {} points",
        shared.catalog.topic_title(&exercise.topic),
        kind_name(exercise.kind),
        exercise.difficulty,
        exercise.points()
    );
    look.line(&text, Meaning::Dim)
}

/// Why an exercise comes now, in a sentence or two.
fn why(turn: &Due, shared: &Shared) -> String {
    let today = shared.overview.as_ref().map(|overview| overview.today);
    let first = match turn.why {
        Why::New => "New: you have not done it yet.".to_owned(),
        Why::Due { late: 0 } => "It is due today.".to_owned(),
        Why::Due { late: 1 } => "It is due since yesterday.".to_owned(),
        Why::Due { late } => format!("It is due since {late} days."),
        Why::Later { on } => format!("It is not due before {}; a round keeps it fresh.", day(on, today)),
    };
    match &turn.field {
        Some(field) => format!("{first} It trains `{}`, which went wrong lately.", last_name(field)),
        None => first,
    }
}

/// The last part of a field's path, with what holds it: `volumeMounts.readOnly`.
#[must_use]
pub fn last_name(field: &str) -> &str {
    let mut parts = field.rmatch_indices('.').skip(1);
    parts.next().and_then(|(at, _)| field.get(at + 1..)).unwrap_or(field)
}

/// A day as people say it: `tomorrow`, `Thu 26 Nov (in 3 days)`.
#[must_use]
pub fn day(on: Date, today: Option<Date>) -> String {
    let named = on.strftime("%a %d %b").to_string();
    let days = today.and_then(|today| today.until(on).ok()).map(|span| span.get_days());
    match days {
        Some(0) => "today".to_owned(),
        Some(1) => "tomorrow".to_owned(),
        Some(days @ 2..) => format!("{named} (in {days} days)"),
        _ => named,
    }
}

fn after(finish: &Finish, drill: &Drill, columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let mut lines = vec![Line::from(headline(finish, look)), Line::default()];
    let best = finish.course.best.as_ref().map(|best| best.time);
    let longest = [Some(finish.time), Some(finish.course.par), best].into_iter().flatten().max().unwrap_or_default();
    let bar = BAR.min(columns.saturating_sub(26));
    let meaning = if finish.ending == Ending::Solved { Meaning::Right } else { Meaning::Wrong };
    lines.push(Line::from(row(look, "you", finish.time, longest, bar, meaning)));
    let mut against = |name: &str, time: Duration, distance| {
        let mut spans = row(look, name, time, longest, bar, Meaning::Focus);
        if finish.ending == Ending::Solved {
            spans.push(Span::raw("  "));
            spans.push(gap(look, distance));
        }
        lines.push(Line::from(spans));
    };
    against("par", finish.course.par, finish.against_par());
    if let (Some(best), Some(distance)) = (best, finish.against_best()) {
        against("best", best, distance);
    }
    lines.push(Line::default());
    lines.extend(due_again(finish, columns, shared));
    if !finish.failed.is_empty() {
        lines.push(Line::default());
        lines.push(look.line("What was wrong on the way", Meaning::Strong));
        for Failed { text, .. } in &finish.failed {
            let mark = [look.span(look.signs.wrong, Meaning::Wrong), Span::raw(" ")];
            lines.extend(wrap(&inline(text, look), columns, &mark, &[Span::raw("  ")]));
        }
    }
    lines.extend(history(drill, columns, shared));
    if let Some(next) = drill.following().and_then(|due| shared.catalog.get(&due.exercise)) {
        lines.push(Line::default());
        lines.push(Line::from(vec![look.span("next  ", Meaning::Dim), look.span(&next.title, Meaning::Text)]));
    }
    lines
}

/// How the round ended.
fn headline(finish: &Finish, look: &Look) -> Vec<Span<'static>> {
    let time = clock(finish.time);
    let hints = match finish.hints {
        0 => String::new(),
        1 => ", with a hint".to_owned(),
        many => format!(", with {many} hints"),
    };
    match finish.ending {
        Ending::Solved => {
            let mut spans = vec![
                look.span(&format!("{} ", look.signs.right), Meaning::Right),
                look.span(&format!("Full marks in {time}{hints}"), Meaning::Strong),
            ];
            let best = match (finish.is_best(), &finish.course.best) {
                (true, Some(_)) => "   a new personal best",
                (true, None) => "   for the first time",
                (false, _) => "",
            };
            spans.push(look.span(best, Meaning::Right));
            spans
        }
        Ending::SolutionShown => vec![
            look.span(&format!("{} ", look.signs.wrong), Meaning::Wrong),
            look.span(&format!("The solution was shown after {time}"), Meaning::Strong),
        ],
        Ending::GivenUp => vec![
            look.span(&format!("{} ", look.signs.wrong), Meaning::Wrong),
            look.span(&format!("Given up after {time}"), Meaning::Strong),
        ],
    }
}

/// What the round says of how well the exercise is known, and when it comes back.
fn due_again(finish: &Finish, columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let said = match finish.rating {
        None => return vec![look.line("Nothing was graded, so this round does not count.", Meaning::Dim)],
        Some(Rating::Again) => "That counts as not known yet.",
        Some(Rating::Hard) => "That counts as known with effort.",
        Some(Rating::Good) => "That counts as known.",
        Some(Rating::Easy) => "That counts as known by heart.",
    };
    let overview = shared.overview.as_ref();
    let memory = overview.and_then(|overview| overview.schedule.memory(&finish.course.exercise));
    let due = memory.map(|memory| format!(" Due again {}.", day(memory.due, overview.map(|overview| overview.today))));
    markdown(&format!("{said}{}", due.unwrap_or_default()), columns, look)
}

/// The attempts at the exercise so far, those of this drill too, which the history has as well once it has kept them.
fn attempts<'a>(drill: &Drill, shared: &'a Shared) -> &'a [TimePoint] {
    let times = shared.overview.as_ref().and_then(|overview| overview.statistics.times_of(&drill.turn().exercise));
    times.map_or(&[], |times| times.points.as_slice())
}

/// The last attempts as bars.
fn history(drill: &Drill, columns: usize, shared: &Shared) -> Vec<Line<'static>> {
    let look = &shared.look;
    let points = attempts(drill, shared);
    if points.len() < 2 {
        return Vec::new();
    }
    let shown = points.get(points.len().saturating_sub(ATTEMPTS)..).unwrap_or(points);
    let longest = shown.iter().map(|point| point.time).max().unwrap_or_default();
    let bar = BAR.min(columns.saturating_sub(26));
    let mut lines = vec![Line::default()];
    lines.push(look.line(&format!("Your last {} attempts here", shown.len()), Meaning::Strong));
    for point in shown.iter().rev() {
        let (sign, meaning) =
            if point.passed { (look.signs.right, Meaning::Right) } else { (look.signs.wrong, Meaning::Wrong) };
        let name = point.day.strftime("%d %b").to_string();
        let mut spans = row(look, &name, point.time, longest, bar, meaning);
        spans.push(look.span(&format!(" {sign}"), meaning));
        lines.push(Line::from(spans));
    }
    lines
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_field_is_called_by_its_last_names() {
        assert_eq!(last_name("containers.volumeMounts.readOnly"), "volumeMounts.readOnly");
        assert_eq!(last_name("containers.image"), "containers.image");
        assert_eq!(last_name("restartPolicy"), "restartPolicy");
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        let today = Some(date(2026, 11, 23));
        assert_eq!(day(date(2026, 11, 23), today), "today");
        assert_eq!(day(date(2026, 11, 24), today), "tomorrow");
        assert_eq!(day(date(2026, 11, 26), today), "Thu 26 Nov (in 3 days)");
        assert_eq!(day(date(2026, 11, 26), None), "Thu 26 Nov");
    }
}
