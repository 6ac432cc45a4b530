//! All exercises with how the learner stands with each: topics, filters, what to do next. It must not know how they are shown.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::exercise::{Exercise, Kind, Library};
use crate::session::overview::ExerciseFacts;

/// How far the learner is with an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub enum State {
    /// Never opened.
    #[default]
    New,
    /// Opened, not solved.
    Tried,
    /// Full marks at least once.
    Solved,
}

/// How the learner stands with an exercise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standing {
    /// How far.
    pub state: State,
    /// Attempts begun.
    pub attempts: u32,
    /// The quickest attempt with full marks.
    pub best: Option<Duration>,
    /// When it was last worked on.
    pub last: Option<Timestamp>,
    /// An attempt is going on.
    pub open: bool,
}

/// A topic and how far the learner is with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Topic {
    /// The folder's name.
    pub id: String,
    /// How it is called.
    pub title: String,
    /// Exercises solved.
    pub solved: usize,
    /// Exercises in it.
    pub total: usize,
}

/// Which exercises are listed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// The topic; `None`: all.
    pub topic: Option<String>,
    /// The kind; `None`: all.
    pub kind: Option<Kind>,
    /// The state; `None`: all.
    pub state: Option<State>,
    /// The level of difficulty; `None`: all.
    pub level: Option<u8>,
    /// Words, each of which must be found.
    pub words: String,
}

impl Filter {
    /// Whether anything is left out, the topic aside.
    #[must_use]
    pub fn narrows(&self) -> bool {
        self.kind.is_some() || self.state.is_some() || self.level.is_some() || !self.words.trim().is_empty()
    }
}

/// All exercises, in the order of their packs.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    exercises: Vec<Arc<Exercise>>,
    /// The names of topics, by id, in their order.
    titles: Vec<(String, String)>,
    /// What schedules and statistics know of each.
    facts: Vec<ExerciseFacts>,
    standings: HashMap<String, Standing>,
}

impl Catalog {
    /// A catalog; standings are by exercise id, and what has none is new.
    #[must_use]
    pub fn new(exercises: Vec<Arc<Exercise>>, standings: HashMap<String, Standing>) -> Self {
        let facts = exercises.iter().map(|exercise| ExerciseFacts::of(exercise)).collect();
        Self { exercises, titles: Vec::new(), facts, standings }
    }

    /// The exercises of a library that can be loaded.
    #[must_use]
    pub fn of(library: &Library, standings: HashMap<String, Standing>) -> Self {
        let exercises = library.entries().filter_map(|entry| entry.exercise().ok());
        let titles = library.topics().iter().map(|topic| (topic.id.clone(), topic.title.clone()));
        let exercises = exercises.cloned().map(Arc::new).collect();
        Self { titles: titles.collect(), ..Self::new(exercises, standings) }
    }

    /// How a topic is called.
    #[must_use]
    pub fn topic_title(&self, id: &str) -> String {
        let title = self.titles.iter().find(|(topic, _)| topic == id).map(|(_, title)| title.clone());
        title.unwrap_or_else(|| topic_title(id))
    }

    /// All exercises.
    #[must_use]
    pub fn exercises(&self) -> &[Arc<Exercise>] {
        &self.exercises
    }

    /// What schedules and statistics know of each exercise, in the order of the packs.
    #[must_use]
    pub fn facts(&self) -> &[ExerciseFacts] {
        &self.facts
    }

    /// The exercise with an id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Arc<Exercise>> {
        self.exercises.iter().find(|exercise| exercise.id == id)
    }

    /// How the learner stands with an exercise.
    #[must_use]
    pub fn standing(&self, id: &str) -> Standing {
        self.standings.get(id).copied().unwrap_or_default()
    }

    /// Takes new standings.
    pub fn set_standings(&mut self, standings: HashMap<String, Standing>) {
        self.standings = standings;
    }

    /// The topics in the order in which they first appear.
    #[must_use]
    pub fn topics(&self) -> Vec<Topic> {
        let mut topics: Vec<Topic> = Vec::new();
        for exercise in &self.exercises {
            let solved = usize::from(self.standing(&exercise.id).state == State::Solved);
            match topics.iter_mut().find(|topic| topic.id == exercise.topic) {
                Some(topic) => {
                    topic.solved += solved;
                    topic.total += 1;
                }
                None => topics.push(Topic {
                    id: exercise.topic.clone(),
                    title: self.topic_title(&exercise.topic),
                    solved,
                    total: 1,
                }),
            }
        }
        topics
    }

    /// The exercises that a filter lets through.
    #[must_use]
    pub fn filtered(&self, filter: &Filter) -> Vec<&Arc<Exercise>> {
        let words: Vec<String> = filter.words.split_whitespace().map(str::to_lowercase).collect();
        self.exercises
            .iter()
            .filter(|exercise| filter.topic.as_ref().is_none_or(|topic| *topic == exercise.topic))
            .filter(|exercise| filter.kind.is_none_or(|kind| kind == exercise.kind))
            .filter(|exercise| filter.state.is_none_or(|state| state == self.standing(&exercise.id).state))
            .filter(|exercise| filter.level.is_none_or(|level| level == exercise.difficulty))
            .filter(|exercise| words.iter().all(|word| mentions(exercise, word)))
            .collect()
    }

    /// What to do next: the attempt that is going on, else what was tried last, else the first that is not solved, else
    /// what was solved longest ago.
    #[must_use]
    pub fn next(&self) -> Option<&Arc<Exercise>> {
        let tried = |exercise: &&Arc<Exercise>| self.standing(&exercise.id).state == State::Tried;
        let last = |exercise: &&Arc<Exercise>| self.standing(&exercise.id).last;
        let open = |exercise: &&Arc<Exercise>| self.standing(&exercise.id).open;
        let going_on = self.exercises.iter().filter(open).max_by_key(last);
        going_on
            .or_else(|| self.exercises.iter().filter(tried).max_by_key(last))
            .or_else(|| self.exercises.iter().find(|exercise| self.standing(&exercise.id).state == State::New))
            .or_else(|| self.exercises.iter().min_by_key(last))
    }

    /// The next exercise that is not solved, in the order of the catalog, after the one with this id; from the start
    /// again at the end.
    #[must_use]
    pub fn after(&self, id: &str) -> Option<&Arc<Exercise>> {
        let place = self.exercises.iter().position(|exercise| exercise.id == id)?;
        let (before, after) = self.exercises.split_at(place);
        let mut others = after.iter().skip(1).chain(before);
        others.find(|exercise| self.standing(&exercise.id).state != State::Solved)
    }
}

fn mentions(exercise: &Exercise, word: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(word);
    has(&exercise.title)
        || has(&exercise.id)
        || has(&exercise.topic)
        || exercise.topics.iter().any(|topic| has(topic))
        || has(kind_name(exercise.kind))
        || has(&exercise.task)
}

/// How a topic that has no title is called: `init-containers` is "Init containers".
fn topic_title(id: &str) -> String {
    let words = id.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The word for a kind.
#[must_use]
pub fn kind_name(kind: Kind) -> &'static str {
    match kind {
        Kind::Build => "build",
        Kind::Fix => "fix",
        Kind::Debug => "debug",
    }
}

/// The word for a state.
#[must_use]
pub fn state_name(state: State) -> &'static str {
    match state {
        State::New => "new",
        State::Tried => "tried",
        State::Solved => "solved",
    }
}

/// Minutes and seconds: `2:41`, `1:02:09`.
#[must_use]
pub fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}
