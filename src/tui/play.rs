//! A learner's Pod, played and made ready to be shown: the record of its life, and a lane of spans and marks for each
//! container. Pure; it must not know screens or threads.

mod lanes;

use std::sync::Arc;
use std::time::Duration;

use crate::exercise::Exercise;
use crate::grade::{NotPlayed, Rehearsal};
use crate::sim::prompt::{self, Deed};
use crate::sim::{Images, Life, Simulation};

pub use lanes::{Kind, Lane, Mark, Span, State};

/// What is to be played.
#[derive(Debug, Clone, PartialEq)]
pub struct Script {
    /// The exercise, whose world is there beside the Pod.
    pub exercise: Arc<Exercise>,
    /// The learner's file.
    pub text: String,
    /// What was done from the prompt, in the order of time.
    pub deeds: Vec<Deed>,
    /// How long.
    pub until: Duration,
}

/// A Pod's life.
#[derive(Debug)]
pub struct Run {
    /// The Pod, as the record names it.
    pub pod: String,
    /// The record.
    pub life: Life,
    /// A lane for each container, init containers first.
    pub lanes: Vec<Lane>,
    /// The moments at which something can be seen to happen, in order, at least a tenth of a second apart.
    pub edges: Vec<Duration>,
    /// What each deed printed, and when it was over.
    pub done: Vec<(String, Duration)>,
}

/// What came of a script.
#[derive(Debug)]
pub enum Played {
    /// A life.
    Run(Box<Run>),
    /// There was nothing to play.
    Not(NotPlayed),
}

/// Plays a script. `progress` hears how far it is, and ends it by saying no; then there is no result.
pub fn play(script: &Script, progress: &mut dyn FnMut(Duration) -> bool) -> Option<Played> {
    let rehearsal = match Rehearsal::of(&script.exercise, &script.text) {
        Ok(rehearsal) => rehearsal,
        Err(reason) => return Some(Played::Not(reason)),
    };
    let mut simulation = rehearsal.begin(&Images::with(&script.exercise.images));
    let mut done = Vec::new();
    for deed in &script.deeds {
        go_on(&mut simulation, deed.at, progress)?;
        let words = prompt::perform(&mut simulation, deed);
        done.push((words, simulation.now()));
    }
    go_on(&mut simulation, script.until, progress)?;
    let life = simulation.life();
    let pod = name(&rehearsal, &life);
    let lanes = lanes::lanes(&life, &pod);
    let edges = lanes::edges(&life, &pod, &lanes);
    Some(Played::Run(Box::new(Run { pod, life, lanes, edges, done })))
}

/// Plays until a moment, a second at a time.
fn go_on(simulation: &mut Simulation, until: Duration, progress: &mut dyn FnMut(Duration) -> bool) -> Option<()> {
    const SLICE: Duration = Duration::from_secs(1);
    while simulation.now() < until {
        if !progress(simulation.now()) {
            return None;
        }
        let next = (simulation.now() + SLICE).min(until);
        simulation.run_until(next);
    }
    Some(())
}

/// The learner's Pod among those that were played. A name that the API server made up is that of the newest Pod.
fn name(rehearsal: &Rehearsal, life: &Life) -> String {
    let name = rehearsal.pod();
    if life.last_seen(&name).is_some() {
        return name;
    }
    let made_up = |pod: &&str| life.last_seen(pod).is_some_and(|pod| pod["metadata"]["generateName"].is_string());
    life.pods().filter(made_up).last().unwrap_or(&name).to_owned()
}
