//! Checks of the running Pod: plays it and looks. It must not know structure, nor how the Pod came to be as it is.
//!
//! What the record of a life tells (status, restarts, logs, exit codes) is looked up afterwards, exact to the moment. What
//! only a living Pod shows (files, processes, answers) is looked at from time to time; questions that would disturb the
//! Pod (a connection, a command) are asked in a play of their own.

mod facts;
mod lives;
mod report;
mod scene;
mod together;

use std::time::Duration;

use serde_json::Value as Json;

use super::verdict::{CheckResult, FindingKind};
use crate::exercise::{Exercise, LifeCheck, LifeFact, Play};
use crate::sim::{Change, Images, Life, Limits, Simulation, What};

pub use lives::Lives;

use facts::{Looked, Wanted};
use scene::World;
use together::together;

/// What is played.
#[derive(Debug, Clone)]
pub struct Cast<'a> {
    /// The learner's Pod as the API server would store it.
    pub pod: &'a Json,
    /// The other objects of the learner's file, as they would be stored.
    pub beside: &'a [Json],
    /// What the exercise brings along, with its time.
    pub world: &'a [(Duration, Json)],
    /// What can be pulled.
    pub images: &'a Images,
    /// From a free name in a fact to the learner's name.
    pub names: &'a [(String, String)],
}

/// The most containers that are played together: a Pod of the exam has a handful.
const MOST_CONTAINERS: usize = 100;
/// The most looks at a Pod in one play.
const LOOKS: u32 = 240;
/// Looks are no closer than this.
const CLOSEST: Duration = Duration::from_millis(250);
/// The first look at whether all is well already comes after this part of a play.
const EARLY_LOOKS: u32 = 12;
/// The most questions that one check asks of a living Pod.
const QUESTIONS: usize = 16;

/// How every life check of an exercise went.
#[must_use]
pub fn play(exercise: &Exercise, cast: &Cast) -> Vec<CheckResult> {
    if is_crowded(cast) {
        let note =
            format!("The simulator plays at most {MOST_CONTAINERS} containers. That is its limit, not your mistake.");
        let mut results = all_failed(exercise, "(not played)", &note);
        for result in &mut results {
            result.kind = Some(FindingKind::Limit);
        }
        return results;
    }
    let parts: Vec<Part> = exercise.life.iter().enumerate().flat_map(|(index, check)| Part::of(index, check)).collect();
    let mut worlds: Vec<World> = Vec::new();
    for part in &parts {
        let world = World::of(part.play);
        if !worlds.contains(&world) {
            worlds.push(world);
        }
    }
    let played = together(worlds, |world| play_in(&parts, cast, world));
    joined(played.into_iter().flatten().collect())
}

/// A play, and the check that it belongs to.
#[derive(Debug, Clone, Copy)]
struct Part<'e> {
    /// The check's and the play's number.
    at: (usize, usize),
    check: &'e LifeCheck,
    play: &'e Play,
}

impl<'e> Part<'e> {
    /// The plays of the check with that number.
    fn of(index: usize, check: &'e LifeCheck) -> impl Iterator<Item = Self> {
        check.plays.iter().enumerate().map(move |(nr, play)| Self { at: (index, nr), check, play })
    }
}

/// A check is met when all its plays are as they should: the first that is not is what is told.
fn joined(mut played: Vec<((usize, usize), CheckResult)>) -> Vec<CheckResult> {
    played.sort_by_key(|((index, nr), result)| (*index, result.passed, *nr));
    played.dedup_by_key(|((index, _), _)| *index);
    played.into_iter().map(|(_, result)| result).collect()
}

/// Whether there are too many containers in the learner's file to be played in a moment.
fn is_crowded(cast: &Cast) -> bool {
    let count = |pod: &Json| {
        let lists = ["containers", "initContainers"].iter();
        lists.filter_map(|list| pod["spec"][list].as_array()).map(Vec::len).sum::<usize>()
    };
    count(cast.pod) + cast.beside.iter().map(count).sum::<usize>() > MOST_CONTAINERS
}

/// One play for all that want one world; each result with its numbers.
fn play_in(parts: &[Part], cast: &Cast, world: World) -> Vec<((usize, usize), CheckResult)> {
    let parts: Vec<&Part> = parts.iter().filter(|part| World::of(part.play) == world).collect();
    let objects = world.objects(cast);
    let pod = world.pod(cast);
    let cast = &Cast { world: &objects, pod: &pod, ..cast.clone() };
    let mut looked: Vec<Looked> = parts.iter().map(|part| Looked::new(part.play, cast)).collect();
    let Some(longest) = looked.iter().map(Looked::deadline).max() else { return Vec::new() };
    let life = play_all(&mut looked, cast, longest);
    together(looked.iter_mut().filter(|look| look.asks()).collect(), |look| ask(look, cast));
    let name = pod_name(cast.pod);
    let mut results = Vec::new();
    for (part, look) in parts.into_iter().zip(&mut looked) {
        if look.is_live() {
            look.recall(&life, &name);
        } else {
            look.read(&life, &name);
        }
        results.push((part.at, report::result(part.check, look, &life, &name)));
    }
    results
}

/// Every life check as failed, because there is no life.
#[must_use]
pub fn all_failed(exercise: &Exercise, actual: &str, note: &str) -> Vec<CheckResult> {
    exercise.life.iter().map(|check| report::never_lived(check, actual, note)).collect()
}

/// A whole life, with looks at what only a living Pod shows.
fn play_all(looked: &mut [Looked], cast: &Cast, until: Duration) -> Life {
    let mut simulation = stage(cast);
    let name = pod_name(cast.pod);
    let step = (until / LOOKS).max(CLOSEST);
    let mut now = Duration::ZERO;
    while now < until && looked.iter().any(Looked::waits) {
        now = (now + step).min(until);
        simulation.run_until(now);
        for look in looked.iter_mut().filter(|look| look.waits() && look.deadline() >= now) {
            look.look(&mut simulation, &name);
        }
    }
    // A life that shows already that all is well need not be played on. Ever longer steps, for a look costs a copy.
    let decides_early = looked.iter().all(|look| !look.play.never && !look.asks());
    let mut step = until / EARLY_LOOKS;
    while decides_early && !step.is_zero() && now + step < until && !looked.iter().any(Looked::waits) {
        now += step;
        step += step / 2;
        simulation.run_until(now.max(simulation.now()));
        let life = simulation.life();
        if looked.iter().all(|look| look.is_decided() || look.will_hold(&life, &name)) {
            return life;
        }
    }
    simulation.run_until(until);
    simulation.life()
}

/// A play for one check that asks questions: soon at first, then ever more rarely, at last when its time is up.
fn ask(look: &mut Looked, cast: &Cast) {
    let mut simulation = stage(cast);
    let name = pod_name(cast.pod);
    let (mut now, mut wait) = (Duration::ZERO, Duration::from_secs(1));
    for _ in 0..QUESTIONS {
        now = if now + wait * 2 > look.play.by { look.play.by } else { now + wait };
        wait += wait / 3;
        simulation.run_until(now.max(simulation.now()));
        look.look(&mut simulation, &name);
        if look.is_decided() || now >= look.play.by {
            return;
        }
    }
    simulation.run_until(look.play.by.max(simulation.now()));
    look.look(&mut simulation, &name);
}

/// The cluster at the moment at which the Pod has been created.
pub(super) fn stage(cast: &Cast) -> Simulation {
    let mut simulation = Simulation::new(cast.images.clone(), Limits::default());
    for (_, object) in cast.world.iter().filter(|(at, _)| at.is_zero()) {
        simulation.apply(object.clone());
    }
    for object in cast.beside {
        simulation.apply(object.clone());
    }
    for (at, object) in cast.world.iter().filter(|(at, _)| !at.is_zero()) {
        simulation.schedule(Change { at: *at, what: What::Apply(object.clone()) });
    }
    simulation.apply(cast.pod.clone());
    simulation
}

/// The Pod's name as the simulation has it.
pub(super) fn pod_name(pod: &Json) -> String {
    let text = |key: &str| pod["metadata"][key].as_str().unwrap_or_default();
    match text("namespace") {
        "" | "default" => text("name").to_owned(),
        namespace => format!("{namespace}/{}", text("name")),
    }
}

/// Whether a fact is seen in a living Pod only.
fn is_live(fact: &LifeFact) -> bool {
    matches!(fact, LifeFact::File { .. } | LifeFact::Process { .. }) || is_question(fact)
}

/// Whether seeing a fact disturbs the Pod.
fn is_question(fact: &LifeFact) -> bool {
    matches!(fact, LifeFact::Port { .. } | LifeFact::Exec { .. })
}

/// Facts ready to be looked at, the cheap ones first.
fn in_order<'a>(facts: &'a [LifeFact], cast: &Cast) -> Vec<Wanted<'a>> {
    let mut facts: Vec<Wanted> = facts.iter().map(|fact| Wanted::new(fact, cast.names)).collect();
    facts.sort_by_key(|wanted| (is_question(wanted.fact), is_live(wanted.fact)));
    facts
}
