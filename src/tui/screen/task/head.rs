//! The first line of an exercise's screens: where you are, how you stand. It must not know what is below it.

use ratatui::text::Span;

use crate::tui::attempt::{Clock, End};
use crate::tui::catalog::clock;
use crate::tui::look;
use crate::tui::screen::Areas;
use crate::tui::shared::Shared;
use crate::tui::theme::Meaning;
use crate::tui::widget::bars::time_against_par;
use crate::tui::widget::split::live;

/// Columns in which a drill's round says where it is on a narrow terminal: beside them there is room for the clock, par and best, or
/// without a best for a bar.
const DRILL_PLACE: [usize; 2] = [31, 38];

/// The first line of an exercise's screens: topic, title.
#[must_use]
pub fn place(shared: &Shared) -> Vec<Span<'static>> {
    let look = &shared.look;
    let Some(open) = &shared.open else { return Vec::new() };
    let topics = shared.catalog.topics();
    let topic = topics.iter().find(|topic| topic.id == open.exercise.topic);
    let standing = topic.map(|topic| format!(" {}/{}", topic.solved, topic.total)).unwrap_or_default();
    let title = look.span(&open.exercise.title, Meaning::Strong);
    if let Some(drill) = &shared.drill {
        let (place, of) = drill.position();
        if Areas::of(shared.size).columns().is_none() {
            // In a drill the clock, and which round it is, are worth more than the end of the title.
            let count = format!("Drill {place}/{of}  ");
            let best = drill.course().is_some_and(|course| course.best.is_some());
            let room = DRILL_PLACE[usize::from(!best)].saturating_sub(look::width(&count));
            let title = look::fit(&open.exercise.title, room, look.signs.cut);
            return vec![look.span(&count, Meaning::Dim), look.span(&title, Meaning::Strong)];
        }
        return vec![look.span(&format!("Drill {place}/{of}   "), Meaning::Dim), title];
    }
    if Areas::of(shared.size).columns().is_none() {
        return vec![title];
    }
    vec![look.span(&format!("{}{standing}   ", shared.catalog.topic_title(&open.exercise.topic)), Meaning::Dim), title]
}

/// How the learner stands with the open exercise: score, clock, hints, from long to short.
pub(super) fn standing(shared: &Shared) -> Vec<Vec<Span<'static>>> {
    let look = &shared.look;
    let Some(open) = &shared.open else { return Vec::new() };
    let elapsed = open.elapsed(shared.now).unwrap_or_default();
    if let Some(split) = shared.drill.as_ref().filter(|_| open.is_running()).and_then(|drill| drill.split(elapsed)) {
        return live(look, &split);
    }
    match open.clock {
        Clock::Running { .. } => {
            let hints = look.span(&format!("   hints {}/{}", open.hints, open.exercise.hints.len()), Meaning::Dim);
            let with_hints = |mut spans: Vec<Span<'static>>| {
                spans.push(hints.clone());
                spans
            };
            let [long, short, bare] = time_against_par(look, elapsed, open.exercise.par);
            vec![with_hints(long), with_hints(short.clone()), short, bare]
        }
        Clock::Ended { how: End::Solved, .. } => {
            vec![vec![
                look.span(&format!("{} solved", look.signs.right), Meaning::Right),
                look.span(&format!(" in {}", clock(elapsed)), Meaning::Text),
            ]]
        }
        Clock::Ended { how: End::Examined, .. } => {
            vec![vec![look.span(&format!("in the mock exam, {}", clock(elapsed)), Meaning::Dim)]]
        }
        Clock::Ended { .. } => vec![vec![look.span("solution shown", Meaning::Dim)]],
        Clock::Exam => Vec::new(),
        Clock::Stopped | Clock::Waiting => {
            let best = shared.catalog.standing(&open.exercise.id).best;
            let text = best.map_or_else(|| "solved before".to_owned(), |best| format!("solved, best {}", clock(best)));
            vec![vec![look.span(&format!("{} ", look.signs.right), Meaning::Right), look.span(&text, Meaning::Text)]]
        }
    }
}
