//! From a file's text to an [`Assignment`] whose every value is in its range, or to what is wrong with it and where. It must not
//! know which exercises exist.

use std::collections::HashSet;
use std::path::{Component, Path};
use std::time::Duration;

use jiff::Zoned;
use jiff::tz::TimeZone;
use serde::Deserialize;

use super::file::{self, File, LateTable, RuleName, SeedsName};
use super::moment::{self, Edge, Wrong};
use super::{Assignment, Feedback, Late, LateRule, Seeds, Task};
use crate::exercise::source::{At, Source, at, toml_problem};
use crate::exercise::{LookupError, MAX_FILE, Problem, duration, is_id};

/// The most exercises of an assignment.
const MAX_EXERCISES: usize = 100;

/// Reads an assignment; `file` is what messages call it.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn load(file: &str, text: &str) -> Result<Assignment, Vec<Problem>> {
    if text.len() > MAX_FILE {
        let message = format!("the file is larger than {} KiB", MAX_FILE / 1024);
        return Err(vec![Problem::whole(file, message)]);
    }
    let parsed: File = toml::from_str(text).map_err(|error| vec![unreadable(file, text, &error)])?;
    if parsed.format != file::FORMAT {
        return Err(vec![other_format(file, text, parsed.format)]);
    }
    let mut source = Source::new(file, text);
    source.refuse_hostile_text();
    let assignment = Reader { source: &mut source }.assignment(parsed);
    if source.is_good() { Ok(assignment) } else { Err(source.into_problems()) }
}

/// Why a text is no assignment; a newer format is named first, since it explains everything else.
fn unreadable(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    #[derive(Deserialize)]
    struct FormatOnly {
        format: i64,
    }
    if let Ok(FormatOnly { format }) = toml::from_str::<FormatOnly>(text)
        && format != file::FORMAT
    {
        return other_format(file, text, format);
    }
    let problem = toml_problem(file, text, error);
    let begins = error.span().and_then(|span| text.get(span)).and_then(|value| value.chars().next());
    let is_time = problem.message.contains("expected a string") && begins.is_some_and(|c| c.is_ascii_digit());
    if is_time { problem.help("times stand in quotes: due = \"2026-11-30 23:59\"") } else { problem }
}

fn other_format(file: &str, text: &str, format: i64) -> Problem {
    let known = file::FORMAT;
    let mut source = Source::new(file, text);
    if format > known {
        let help = format!("upgrade podlings: this one reads format {known}");
        source.wrong_with_help(at!["format"], format!("this assignment has the newer format {format}"), Some(help));
    } else {
        source.wrong(at!["format"], format!("there is no format {format}; the format is {known}"));
    }
    source.into_problems().remove(0)
}

/// Turns tables into the model and notes what is wrong on the way.
struct Reader<'s, 'a> {
    source: &'s mut Source<'a>,
}

impl Reader<'_, '_> {
    fn assignment(&mut self, file: File) -> Assignment {
        self.names(&file);
        let zone = file.timezone.as_deref().and_then(|name| self.zone(name));
        let no_zone = file.timezone.is_some() && zone.is_none();
        let opens = self.moment("opens", file.opens.as_deref(), zone.as_ref(), Edge::Beginning, no_zone);
        let due = self.moment("due", file.due.as_deref(), zone.as_ref(), Edge::End, no_zone);
        if let (Some(opens), Some(due)) = (&opens, &due)
            && opens >= due
        {
            self.source.wrong(at!["due"], "it is due before it opens");
        }
        let late = self.late(&file.late);
        if due.is_none() && file.due.is_none() && file.late.rule != RuleName::Note {
            self.source.wrong(at!["late"], "there is a rule for late work, and no `due`");
        }
        Assignment {
            attempts: file.attempts.map(|number| self.number(at!["attempts"], number, 1..=1000)),
            exercises: self.exercises(&file),
            feedback: Feedback::of(&file.feedback),
            seeds: match file.seeds {
                SeedsName::AsWritten => Seeds::AsWritten,
                SeedsName::PerClass => Seeds::PerClass,
                SeedsName::PerStudent => Seeds::PerStudent,
            },
            id: file.id,
            title: file.title,
            about: file.about,
            pack: file.pack,
            handout: file.handout,
            salt: file.salt,
            opens,
            due,
            late,
        }
    }

    fn names(&mut self, file: &File) {
        if !is_id(&file.id) {
            self.source.wrong(at!["id"], "an id is small letters, digits and dashes, such as \"week-3\"");
        }
        if file.title.trim().is_empty() || file.title.contains('\n') || file.title.chars().count() > 80 {
            self.source.wrong(at!["title"], "a title is one line of at most 80 characters");
        }
        if file.salt.chars().count() > 200 {
            self.source.wrong(at!["salt"], "a salt has at most 200 characters");
        }
        let Some(pack) = &file.pack else { return };
        let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
        if pack.is_empty() || !Path::new(pack).components().all(inside) {
            let help = "the folder lies beside this file: pack = \"pack\"".to_owned();
            self.source.wrong_with_help(at!["pack"], format!("`{pack}` leads out of the folder"), Some(help));
        }
    }

    fn zone(&mut self, name: &str) -> Option<TimeZone> {
        let zone = TimeZone::get(name).ok();
        if zone.is_none() {
            let help = "zones have names such as \"Europe/Berlin\", \"America/New_York\" or \"UTC\"".to_owned();
            self.source.wrong_with_help(at!["timezone"], format!("there is no time zone `{name}`"), Some(help));
        }
        zone
    }

    /// A moment; one that only lacks a zone which is wrong itself needs no second word.
    fn moment(
        &mut self,
        key: &'static str,
        text: Option<&str>,
        zone: Option<&TimeZone>,
        edge: Edge,
        no_zone: bool,
    ) -> Option<Zoned> {
        let text = text?;
        match moment::parse(text, zone, edge) {
            Ok(moment) => return Some(moment),
            Err(Wrong::NoZone) if no_zone => {}
            Err(Wrong::NoZone) => {
                let help = "add `timezone = \"Europe/Berlin\"`, or the offset to the time".to_owned();
                self.source.wrong_with_help(at![key], "this time has no time zone", Some(help));
            }
            Err(Wrong::Form) => self.source.wrong(at![key], format!("`{text}` is not {}", moment::FORM)),
        }
        None
    }

    fn late(&mut self, table: &LateTable) -> Late {
        let percent = table.percent.map(|number| self.number(at!["late", "percent"], number, 1..=100));
        let floor = table.floor.map(|number| self.number(at!["late", "floor"], number, 0..=100));
        let takes_percent = matches!(table.rule, RuleName::PerDay | RuleName::Fixed);
        match percent {
            None if takes_percent => self.source.wrong(at!["late", "rule"], "this rule needs `percent`"),
            Some(_) if !takes_percent => self
                .source
                .wrong(at!["late", "percent"], "this rule has no `percent`; `rule = \"per-day\"` or `\"fixed\"` has"),
            _ => {}
        }
        if floor.is_some() && table.rule != RuleName::PerDay {
            self.source.wrong(at!["late", "floor"], "only the rule \"per-day\" has a `floor`");
        }
        let percent = percent.unwrap_or(100);
        let grace = table.grace.as_deref().map(|text| self.duration(at!["late", "grace"], text));
        Late {
            rule: match table.rule {
                RuleName::Note => LateRule::Noted,
                RuleName::Refuse => LateRule::Refused,
                RuleName::Fixed => LateRule::Fixed { percent },
                RuleName::PerDay => LateRule::PerDay { percent, floor: floor.unwrap_or(0) },
            },
            grace: grace.unwrap_or_default(),
        }
    }

    fn exercises(&mut self, file: &File) -> Vec<Task> {
        let length = file.exercises.len();
        if length == 0 || length > MAX_EXERCISES {
            let message = format!("an assignment has 1 to {MAX_EXERCISES} exercises, not {length}");
            self.source.wrong(at!["exercises"], message);
        }
        let (mut seen, mut tasks) = (HashSet::new(), Vec::new());
        for (index, table) in file.exercises.iter().enumerate().take(MAX_EXERCISES) {
            let id = &table.id;
            if !is_id(id) {
                self.source.wrong(at!["exercises", index, "id"], format!("`{id}` cannot be the id of an exercise"));
            } else if !seen.insert(id) {
                self.source.wrong(at!["exercises", index, "id"], format!("the exercise `{id}` is there already"));
            }
            let points = table.points.map(|points| self.number(at!["exercises", index, "points"], points, 1..=1000));
            tasks.push(Task { id: id.clone(), points });
        }
        tasks
    }

    /// A whole number in its range; its lower end where it is not.
    fn number(&mut self, at: &[At], number: i64, range: std::ops::RangeInclusive<i64>) -> u32 {
        let (low, high) = (*range.start(), *range.end());
        if !range.contains(&number) {
            self.source.wrong(at, format!("a number from {low} to {high} was expected, not {number}"));
        }
        u32::try_from(number.clamp(low, high)).unwrap_or_default()
    }

    fn duration(&mut self, at: &[At], text: &str) -> Duration {
        duration::parse(text).unwrap_or_else(|| {
            self.source.wrong(at, format!("`{text}` is not {}", duration::FORM));
            Duration::ZERO
        })
    }
}

/// The problem of an exercise that no pack has, at its place in the assignment's file.
#[must_use]
pub fn unknown_exercise(file: &str, text: &str, index: usize, error: &LookupError) -> Problem {
    let mut source = Source::new(file, text);
    let help = match error {
        LookupError::Unknown { near, .. } => near.first().map(|near| format!("did you mean `{near}`?")),
        LookupError::Broken { .. } => None,
    };
    source.wrong_with_help(at!["exercises", index, "id"], error.to_string(), help);
    source.into_problems().remove(0)
}
