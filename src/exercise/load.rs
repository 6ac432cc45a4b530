//! From a file's text to an [`Exercise`] whose every value is in its range, or to what is wrong with it and where. It must
//! not know where the text came from, nor whether the exercise is a good one.

use std::collections::HashSet;
use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use toml::de::{DeTable, Deserializer};

use super::answer;
use super::duration;
use super::expectation;
use super::file::{self, File};
use super::life;
use super::model::{Accept, CheckSpec, Exercise, Feedback, Hint, Reject, WorldChange};
use super::nearest::nearest;
use super::problem::Problem;
use super::source::{At, Source, at, toml_problem};
use super::values::{self, Pick};

/// The largest file that is read, in bytes.
pub const MAX_FILE: usize = 256 * 1024;
/// The most items that any list of an exercise has.
const MAX_ITEMS: usize = 100;
/// What `reject` names where the API server is to refuse the answer.
pub const CLUSTER: &str = "cluster";

/// Reads an exercise.
///
/// `topic` and `id` are the folder and the file's name without `.toml`, `file` is what messages call it. The images of its pack
/// lie in other files: the caller adds them.
///
/// # Errors
/// Everything that is wrong with it, in the order of the file.
pub fn load(file: &str, topic: &str, id: &str, text: &str) -> Result<Exercise, Vec<Problem>> {
    load_drawn(file, topic, id, text, Pick::First)
}

/// Reads an exercise with other values than the first of each.
///
/// # Errors
/// As [`load`]; places are those in the file.
pub fn load_drawn(file: &str, topic: &str, id: &str, text: &str, pick: Pick) -> Result<Exercise, Vec<Problem>> {
    if text.len() > MAX_FILE {
        let message = format!("the file is larger than {} KiB", MAX_FILE / 1024);
        return Err(vec![Problem::whole(file, message)]);
    }
    let unreadable = |error| vec![unreadable(file, text, &error)];
    let mut document = DeTable::parse(text).map_err(unreadable)?;
    let mut source = Source::drawn(file, text, id, pick);
    let values = values::fill(&mut source, &mut document, (id, pick));
    if !source.is_good() {
        return Err(format_problem(file, text).map_or_else(|| source.into_problems(), |problem| vec![problem]));
    }
    let parsed = File::deserialize(Deserializer::from(document)).map_err(unreadable)?;
    if parsed.format != file::FORMAT {
        return Err(vec![other_format(file, text, parsed.format)]);
    }
    source.refuse_hostile_text();
    let exercise = Reader { source: &mut source }.exercise(topic, id, parsed);
    if !source.is_good() {
        return Err(source.into_problems());
    }
    let seed = pick.seed().filter(|_| !values.is_empty());
    Ok(Exercise { seed, values, ..exercise })
}

/// Why a text is no exercise file; a newer format is named first, since it explains everything else.
fn unreadable(file: &str, text: &str, error: &toml::de::Error) -> Problem {
    format_problem(file, text).unwrap_or_else(|| toml_problem(file, text, error))
}

/// The problem of a file of another format than ours.
fn format_problem(file: &str, text: &str) -> Option<Problem> {
    #[derive(Deserialize)]
    struct FormatOnly {
        format: i64,
    }
    match toml::from_str::<FormatOnly>(text) {
        Ok(FormatOnly { format }) if format != file::FORMAT => Some(other_format(file, text, format)),
        _ => None,
    }
}

fn other_format(file: &str, text: &str, format: i64) -> Problem {
    let known = file::FORMAT;
    let mut source = Source::new(file, text);
    if format > known {
        let help = format!("upgrade podlings: this one reads format {known}");
        source.wrong_with_help(at!["format"], format!("this exercise has the newer format {format}"), Some(help));
    } else {
        source.wrong(at!["format"], format!("there is no format {format}; the format is {known}"));
    }
    source.into_problems().remove(0)
}

/// Whether a text can be an id: letters, digits and dashes, as in a file's name.
#[must_use]
pub fn is_id(text: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    text.len() <= 60
        && edge(text.chars().next())
        && edge(text.chars().next_back())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// Turns tables into the model and notes what is wrong on the way.
pub(super) struct Reader<'s, 'a> {
    /// Where problems go.
    pub source: &'s mut Source<'a>,
}

impl Reader<'_, '_> {
    fn exercise(&mut self, topic: &str, id: &str, file: File) -> Exercise {
        self.names(topic, id, &file);
        self.lists(&file);
        let feedback = file.handout.as_deref().map_or(Feedback::ALL, Feedback::of);
        let is_handout = file.handout.is_some();
        let solution = file.solution.map(|table| table.manifest).unwrap_or_default();
        let mut ids = HashSet::new();
        let mut checks: Vec<CheckSpec> =
            file.checks.into_iter().enumerate().map(|(index, table)| self.check(index, table, &mut ids)).collect();
        let life: Vec<_> =
            file.life.into_iter().enumerate().map(|(index, table)| life::read(self, index, table, &mut ids)).collect();
        if checks.is_empty() && life.is_empty() {
            self.source.wrong(at!["title"], "the exercise checks nothing: it has neither `[[checks]]` nor `[[life]]`");
        }
        let mut expect = Value::Object(file.expect);
        if feedback.verdict {
            expectation::examine(self.source, &expect, &checks);
        } else {
            // Nobody has looked at what may be left of it, and nobody will.
            expect = Value::Object(serde_json::Map::new());
            for check in &mut checks {
                check.paths.clear();
            }
        }
        let hints = file.hints.into_iter().enumerate().map(|(index, table)| {
            self.text(at!["hints", index, "text"], &table.text);
            Hint { text: table.text, cost: self.number(at!["hints", index, "cost"], table.cost, 0..=100) }
        });
        Exercise {
            id: id.to_owned(),
            topic: topic.to_owned(),
            hints: hints.collect(),
            difficulty: u8::try_from(self.number(at!["difficulty"], file.difficulty, 1..=5)).unwrap_or(1),
            par: self.duration(at!["par"], &file.par),
            world: file
                .world
                .into_iter()
                .enumerate()
                .map(|(index, table)| self.world(at!["world", index], table))
                .collect(),
            accept: self.accepts(&solution, file.accept),
            reject: self.rejects(&solution, file.reject, &ids),
            title: file.title,
            domain: file.domain.name().to_owned(),
            topics: file.topics,
            kind: file.kind.into(),
            kubernetes: file.kubernetes,
            docs: file.docs,
            task: file.task,
            implied: file.implied,
            start: file.start,
            checks,
            expect,
            life,
            solution,
            explanation: file.explanation.unwrap_or_default(),
            feedback,
            is_handout,
            seed: None,
            values: Vec::new(),
            images: Vec::new(),
        }
    }

    /// What names the exercise and what a learner reads first.
    fn names(&mut self, topic: &str, id: &str, file: &File) {
        for (what, text) in [("folder", topic), ("file", id)] {
            if !is_id(text) {
                let message = format!("the {what}'s name `{text}` must be small letters, digits and dashes");
                self.source.wrong(&[], message);
            }
        }
        if file.title.contains('\n') || file.title.chars().count() > 80 {
            self.source.wrong(at!["title"], "a title is one line of at most 80 characters");
        }
        self.text(at!["title"], &file.title);
        self.text(at!["task"], &file.task);
        self.answers(file);
        for (index, topic) in file.topics.iter().enumerate().filter(|(_, topic)| !is_id(topic)) {
            let message = format!("a topic such as `init-containers` was expected, not `{topic}`");
            self.source.wrong(at!["topics", index], message);
        }
        for (index, page) in file.docs.iter().enumerate().filter(|(_, page)| !is_docs_page(page)) {
            let message = format!("`{page}` is not a page below https://kubernetes.io/docs/");
            let help = "write it as \"concepts/workloads/pods/init-containers/\"".to_owned();
            self.source.wrong_with_help(at!["docs", index], message, Some(help));
        }
        if !is_version(&file.kubernetes) {
            self.source.wrong(at!["kubernetes"], "a version such as \"1.36\" was expected");
        }
    }

    /// The solution and why it works, which only a handout may lack.
    fn answers(&mut self, file: &File) {
        let is_handout = file.handout.is_some();
        match &file.explanation {
            Some(text) => self.text(at!["explanation"], text),
            None if is_handout => {}
            None => self.source.wrong(&[], "the key `explanation` is missing"),
        }
        match &file.solution {
            Some(table) => self.text(at!["solution", "manifest"], &table.manifest),
            None if is_handout => {}
            None => self.source.wrong(&[], "the key `solution` is missing"),
        }
    }

    fn lists(&mut self, file: &File) {
        let lengths = [
            ("topics", file.topics.len()),
            ("docs", file.docs.len()),
            ("hints", file.hints.len()),
            ("checks", file.checks.len()),
            ("life", file.life.len()),
            ("world", file.world.len()),
            ("accept", file.accept.len()),
            ("reject", file.reject.len()),
        ];
        for (name, length) in lengths.into_iter().filter(|(_, length)| *length > MAX_ITEMS) {
            self.source.wrong(at![name], format!("`{name}` has {length} items; at most {MAX_ITEMS} are read"));
        }
    }

    fn check(&mut self, index: usize, table: file::CheckTable, ids: &mut HashSet<String>) -> CheckSpec {
        self.id(at!["checks", index, "id"], &table.id, ids);
        self.text(at!["checks", index, "text"], &table.text);
        self.text(at!["checks", index, "why"], &table.why);
        CheckSpec {
            points: self.number(at!["checks", index, "points"], table.points, 1..=100),
            id: table.id,
            text: table.text,
            paths: table.paths,
            why: table.why,
        }
    }

    /// Reads an object of a world; `place` is where its table stands.
    pub(super) fn world(&mut self, place: &[At], table: file::WorldTable) -> WorldChange {
        let under = |key: &str| [place, &[At::from(key)]].concat();
        self.text(&under("manifest"), &table.manifest);
        let at = table.at.map_or(Duration::ZERO, |at| self.duration(&under("at"), &at));
        WorldChange { at, manifest: table.manifest }
    }

    fn accepts(&mut self, solution: &str, tables: Vec<file::AcceptTable>) -> Vec<Accept> {
        let mut answers = Vec::new();
        for (index, table) in tables.into_iter().enumerate() {
            self.text(at!["accept", index, "name"], &table.name);
            let manifest = answer::read(self, ("accept", index), solution, table.manifest, &table.edit);
            answers.push(Accept { name: table.name, manifest });
        }
        answers
    }

    fn rejects(&mut self, solution: &str, tables: Vec<file::RejectTable>, ids: &HashSet<String>) -> Vec<Reject> {
        let mut answers = Vec::new();
        for (index, table) in tables.into_iter().enumerate() {
            self.text(at!["reject", index, "name"], &table.name);
            self.fails(index, &table.fails, ids);
            let manifest = answer::read(self, ("reject", index), solution, table.manifest, &table.edit);
            answers.push(Reject { name: table.name, manifest, fails: table.fails });
        }
        answers
    }

    /// The checks that a wrong answer names.
    fn fails(&mut self, index: usize, fails: &[String], ids: &HashSet<String>) {
        if fails.is_empty() {
            self.source.wrong(at!["reject", index, "fails"], "a wrong answer fails at least one check");
        }
        for (position, id) in fails.iter().enumerate().filter(|(_, id)| *id != CLUSTER && !ids.contains(*id)) {
            let help =
                nearest(id, ids.iter().map(String::as_str)).first().map(|near| format!("did you mean `{near}`?"));
            let message = format!("there is no check `{id}`");
            self.source.wrong_with_help(at!["reject", index, "fails", position], message, help);
        }
    }

    /// An id, unique among all checks.
    pub fn id(&mut self, at: &[At], id: &str, ids: &mut HashSet<String>) {
        if !is_id(id) || id == CLUSTER {
            self.source.wrong(at, format!("`{id}` cannot be an id: small letters, digits and dashes, not `{CLUSTER}`"));
        }
        if !ids.insert(id.to_owned()) {
            self.source.wrong(at, format!("another check has the id `{id}` already"));
        }
    }

    /// A text that must say something.
    pub fn text(&mut self, at: &[At], text: &str) {
        if text.trim().is_empty() {
            self.source.wrong(at, "this text is empty");
        }
    }

    /// A whole number in its range; its lower end where it is not.
    pub fn number(&mut self, at: &[At], number: i64, range: std::ops::RangeInclusive<i64>) -> u32 {
        let (low, high) = (*range.start(), *range.end());
        if !range.contains(&number) {
            self.source.wrong(at, format!("a number from {low} to {high} was expected, not {number}"));
        }
        u32::try_from(number.clamp(low, high)).unwrap_or_default()
    }

    /// A span of time.
    pub fn duration(&mut self, at: &[At], text: &str) -> Duration {
        duration::parse(text).unwrap_or_else(|| {
            self.source.wrong(at, format!("`{text}` is not {}", duration::FORM));
            Duration::ZERO
        })
    }
}

/// Whether a text is a page below the Kubernetes documentation, with a slash at its end or an anchor behind it.
fn is_docs_page(page: &str) -> bool {
    let (path, anchor) = page.split_once('#').map_or((page, None), |(path, anchor)| (path, Some(anchor)));
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./".contains(c);
    path.ends_with('/')
        && path.starts_with(|c: char| c.is_ascii_lowercase())
        && path.chars().all(plain)
        && !path.contains("..")
        && !path.contains("//")
        && anchor.is_none_or(|anchor| !anchor.is_empty() && anchor.chars().all(|c| c != '/' && plain(c)))
}

fn is_version(text: &str) -> bool {
    text.split_once('.').is_some_and(|(major, minor)| major.parse::<u16>().is_ok() && minor.parse::<u16>().is_ok())
}
