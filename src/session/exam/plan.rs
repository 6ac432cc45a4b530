//! What an exam consists of, drawn by a seed. The same seed, exercises and options give the same exam on every machine. It must
//! not know what happens in an exam.

use std::collections::BTreeMap;
use std::time::Duration;

use super::candidate::Candidate;
use super::domain::DOMAINS;
use super::random::{Random, seed_of};
use crate::exercise::topics::{UnknownTopic, known};
use crate::history::{ExamPlan, ExamTask};

/// The tasks of an exam where nobody says how many.
pub const TASKS: usize = 17;
/// The most that can be asked for: each task weighs at least one per cent.
const MOST_TASKS: usize = 50;
/// The time for an exam of the real one's size.
const MINUTES: u32 = 120;
/// The longest time that can be asked for, which is a day.
const MOST_MINUTES: u32 = 24 * 60;
/// From so many tasks on an exam has the whole time; a shorter one has [`PACE`] minutes a task.
const FULL: usize = 15;
/// What the real exam gives for a task, in minutes.
const PACE: usize = 7;

/// The minutes of an exam of so many tasks where nobody says how many: the real one's, and in proportion where it is shorter.
#[must_use]
pub fn usual_minutes(tasks: usize) -> u32 {
    if tasks >= FULL { MINUTES } else { u32::try_from(tasks * PACE).unwrap_or(MINUTES).min(MINUTES) }
}

/// What can be chosen of an exam.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ExamOptions {
    /// How many tasks; `None`: as in the real exam, or as many as there are.
    pub tasks: Option<usize>,
    /// Its time in minutes; `None`: as in the real exam, and in proportion where there are fewer tasks.
    pub minutes: Option<u32>,
    /// Of which topics; none: of all.
    pub topics: Vec<String>,
    /// What it is drawn by.
    pub seed: u64,
}

/// Why no exam can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Fewer exercises than tasks.
    #[error("an exam of {asked} tasks cannot be drawn: there {}", exercises(*.there, *.topics))]
    TooFew {
        /// Tasks that were asked for.
        asked: usize,
        /// Exercises that there are.
        there: usize,
        /// Only some topics were asked for.
        topics: bool,
    },
    /// There is no exercise at all.
    #[error("there is no exercise to draw an exam from")]
    Empty,
    /// No exercise is of that topic.
    #[error(transparent)]
    UnknownTopic(#[from] UnknownTopic),
    /// That many tasks cannot be.
    #[error("an exam has 1 to {MOST_TASKS} tasks, not {0}")]
    Tasks(usize),
    /// So long an exam cannot be.
    #[error("an exam lasts 1 to {MOST_MINUTES} minutes, not {0}")]
    Minutes(u32),
}

fn exercises(there: usize, topics: bool) -> String {
    let count = if there == 1 { "is 1 exercise".to_owned() } else { format!("are {there} exercises") };
    count + if topics { " of these topics" } else { "" }
}

impl PlanError {
    /// What to do instead.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::TooFew { there, topics, .. } => {
                let more = if *topics { ", or name more topics" } else { "" };
                Some(format!("ask for {there} or fewer{more}"))
            }
            Self::UnknownTopic(unknown) => Some(unknown.hint()),
            Self::Empty | Self::Tasks(_) | Self::Minutes(_) => None,
        }
    }
}

/// Draws an exam.
///
/// Domains get as many tasks as the curriculum weighs them, as far as there are exercises; within a domain topics, kinds and
/// difficulties are mixed. No exercise comes twice. Weights follow difficulty and points.
///
/// # Errors
/// What was asked for cannot be drawn from these exercises.
pub fn draw(candidates: &[Candidate], options: &ExamOptions) -> Result<ExamPlan, PlanError> {
    let pool = pool(candidates, &options.topics)?;
    let count = match options.tasks {
        Some(asked) if asked == 0 || asked > MOST_TASKS => return Err(PlanError::Tasks(asked)),
        Some(asked) if asked > pool.len() => {
            return Err(PlanError::TooFew { asked, there: pool.len(), topics: !options.topics.is_empty() });
        }
        Some(asked) => asked,
        None => TASKS.min(pool.len()),
    };
    let minutes = match options.minutes {
        Some(asked) if asked == 0 || asked > MOST_MINUTES => return Err(PlanError::Minutes(asked)),
        Some(asked) => asked,
        None => usual_minutes(count),
    };
    let mut random = Random::new(options.seed);
    let mut chosen = Vec::new();
    for (domain, share) in shares(&pool, count) {
        choose(&pool, &domain, share, &mut chosen, &mut random);
    }
    apart(&mut chosen, &mut random);
    let weights = weights(&chosen);
    let tasks = chosen.into_iter().zip(weights).map(|(candidate, weight)| task(candidate, weight, options.seed));
    let uncovered = DOMAINS.iter().map(|(domain, _)| *domain);
    let uncovered = uncovered.filter(|domain| !candidates.iter().any(|candidate| candidate.domain == *domain));
    Ok(ExamPlan {
        seed: options.seed,
        limit: Duration::from_secs(60 * u64::from(minutes)),
        tasks: tasks.collect(),
        uncovered: uncovered.map(ToOwned::to_owned).collect(),
        packs: Vec::new(),
    })
}

fn task(candidate: &Candidate, weight: u32, seed: u64) -> ExamTask {
    ExamTask {
        exercise: candidate.exercise.clone(),
        seed: candidate.has_values.then(|| seed_of(seed, &candidate.exercise)),
        weight,
        title: candidate.title.clone(),
        topic: candidate.topic.clone(),
        domain: candidate.domain.clone(),
        kind: candidate.kind.clone(),
        difficulty: candidate.difficulty,
        points: candidate.points,
        par: candidate.par,
    }
}

/// The exercises of the topics, by their ids, so that the order of a pack does not matter.
fn pool<'a>(candidates: &'a [Candidate], topics: &[String]) -> Result<Vec<&'a Candidate>, PlanError> {
    for topic in topics {
        let words = candidates.iter().map(|candidate| (candidate.topic.as_str(), candidate.topics.as_slice()));
        known(topic, words)?;
    }
    let by_id: BTreeMap<&str, &Candidate> = candidates
        .iter()
        .filter(|candidate| candidate.is_of(topics))
        .map(|candidate| (candidate.exercise.as_str(), candidate))
        .collect();
    if by_id.is_empty() { Err(PlanError::Empty) } else { Ok(by_id.into_values().collect()) }
}

/// How many tasks each domain gets: one after the other goes to the domain that is farthest behind its weight and has exercises
/// left. What a domain cannot give goes to the others in this way.
fn shares(pool: &[&Candidate], count: usize) -> BTreeMap<String, usize> {
    let weight = |domain: &str| {
        let known = DOMAINS.iter().find(|(name, _)| *name == domain);
        // A domain of which the curriculum says nothing counts as a light one.
        usize::try_from(known.map_or(10, |(_, weight)| *weight)).unwrap_or(1)
    };
    let mut there: BTreeMap<&str, usize> = BTreeMap::new();
    for candidate in pool {
        *there.entry(&candidate.domain).or_default() += 1;
    }
    let mut shares: BTreeMap<String, usize> = BTreeMap::new();
    for _ in 0..count {
        let behind = there
            .iter()
            .filter(|(domain, there)| shares.get(**domain).copied().unwrap_or(0) < **there)
            // The highest averages method of Webster and Sainte-Laguë.
            .max_by_key(|(domain, _)| weight(domain) * 10_000 / (2 * shares.get(**domain).copied().unwrap_or(0) + 1));
        let Some((domain, _)) = behind else { break };
        *shares.entry((*domain).to_owned()).or_default() += 1;
    }
    shares
}

/// Chooses a domain's tasks: each time the one that is least like what was chosen already, by chance among equals.
fn choose<'a>(
    pool: &[&'a Candidate],
    domain: &str,
    share: usize,
    chosen: &mut Vec<&'a Candidate>,
    random: &mut Random,
) {
    let mut left: Vec<&Candidate> = pool.iter().copied().filter(|candidate| candidate.domain == domain).collect();
    random.shuffle(&mut left);
    for _ in 0..share {
        let best = left.iter().enumerate().min_by_key(|(_, candidate)| likeness(candidate, chosen));
        let Some(at) = best.map(|(at, _)| at) else { return };
        chosen.push(left.remove(at));
    }
}

/// How much an exercise repeats what was chosen: a topic counts most.
fn likeness(candidate: &Candidate, chosen: &[&Candidate]) -> usize {
    let alike = |same: &dyn Fn(&Candidate) -> bool| chosen.iter().filter(|other| same(other)).count();
    // As many build as fix and debug tasks together, as in the real exam.
    let kind = alike(&|other| other.kind == candidate.kind) * if candidate.kind == "build" { 1 } else { 2 };
    6 * alike(&|other| other.topic == candidate.topic)
        + 2 * kind
        + alike(&|other| other.difficulty == candidate.difficulty)
}

/// Puts the tasks in an order of chance in which neighbours are of different topics, as far as that goes.
fn apart(tasks: &mut [&Candidate], random: &mut Random) {
    random.shuffle(tasks);
    for at in 1..tasks.len() {
        let (done, rest) = tasks.split_at_mut(at);
        let before = done.last().map(|task| task.topic.as_str());
        if let Some(other) = rest.iter().position(|task| Some(task.topic.as_str()) != before) {
            rest.swap(0, other);
        }
    }
}

/// Per cent of the whole for each task, at least one, 100 together: by difficulty and points, with the largest remainders
/// rounded up.
fn weights(tasks: &[&Candidate]) -> Vec<u32> {
    let efforts: Vec<u64> =
        tasks.iter().map(|task| 4 + 2 * u64::from(task.difficulty) + u64::from(task.points.min(12))).collect();
    let whole: u64 = efforts.iter().sum::<u64>().max(1);
    // One per cent for each task is given, the rest is shared.
    let rest = 100_u64.saturating_sub(tasks.len() as u64);
    let mut weights: Vec<u64> = efforts.iter().map(|effort| 1 + effort * rest / whole).collect();
    let mut by_remainder: Vec<usize> = (0..tasks.len()).collect();
    by_remainder.sort_by_key(|at| std::cmp::Reverse(efforts.get(*at).map_or(0, |effort| effort * rest % whole)));
    let missing = usize::try_from(100_u64.saturating_sub(weights.iter().sum())).unwrap_or(0);
    for at in by_remainder.into_iter().take(missing) {
        if let Some(weight) = weights.get_mut(at) {
            *weight += 1;
        }
    }
    weights.into_iter().map(|weight| u32::try_from(weight).unwrap_or(0)).collect()
}
