//! What is played of a learner's text, for whoever wants to watch the Pod's life. It must not know expectations or points.

use std::time::Duration;

use serde_json::Value as Json;

use super::document::{self, Answer};
use super::verdict::ClusterWord;
use super::{cluster, life};
use crate::exercise::Exercise;
use crate::manifest::{judge_reading, text};
use crate::sim::{Images, Simulation};

/// A learner's Pod with everything that is in the cluster beside it, as life checks play it.
#[derive(Debug, Clone, PartialEq)]
pub struct Rehearsal {
    pod: Json,
    beside: Vec<Json>,
    world: Vec<(Duration, Json)>,
}

/// Why there is nothing to play.
#[derive(Debug, Clone, PartialEq)]
pub enum NotPlayed {
    /// The file is empty.
    Empty,
    /// The first object is of another kind.
    NoPod(String),
    /// The API server refuses it.
    Refused(ClusterWord),
}

impl Rehearsal {
    /// Finds the Pod in a learner's text.
    ///
    /// # Errors
    /// Where there is no Pod, or none that the API server takes.
    pub fn of(exercise: &Exercise, text: &str) -> Result<Self, NotPlayed> {
        let reading = text::read(text.as_bytes());
        let judgement = judge_reading(text.as_bytes(), &reading, cluster::FILE);
        let documents: Vec<_> = reading.documents.iter().map(|document| &document.root).collect();
        let refused = || NotPlayed::Refused(cluster::word(&judgement));
        let pod = match document::find(exercise, &documents) {
            Answer::Pod(pod) => pod,
            Answer::Other(object) => {
                let kind = object.get("kind").and_then(crate::manifest::Node::as_str);
                return Err(kind.map_or_else(refused, |kind| NotPlayed::NoPod(kind.to_owned())));
            }
            Answer::Nothing if reading.error.is_some() => return Err(refused()),
            Answer::Nothing => return Err(NotPlayed::Empty),
        };
        let stored = cluster::stored(&judgement, pod).ok_or_else(refused)?;
        let world = cluster::world(exercise);
        let beside = cluster::beside(&reading, &judgement, &stored, &world);
        Ok(Self { pod: stored.into_owned(), beside, world })
    }

    /// The cluster at the moment at which the Pod has been created.
    #[must_use]
    pub fn begin(&self, images: &Images) -> Simulation {
        life::stage(&life::Cast { pod: &self.pod, beside: &self.beside, world: &self.world, images, names: &[] })
    }

    /// The Pod's name as the simulation has it; empty where the API server makes one up.
    #[must_use]
    pub fn pod(&self) -> String {
        life::pod_name(&self.pod)
    }
}
