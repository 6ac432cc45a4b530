//! In which world a life check is played: with all that comes later or without, and without a part of it. It must not know
//! what is looked at there.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::Cast;
use crate::exercise::{LifeCheck, Without};

/// A world. Checks that want the same one share a play.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct World<'e> {
    frozen: bool,
    without: &'e [Without],
}

impl<'e> World<'e> {
    /// The world that a check wants.
    pub fn of(check: &'e LifeCheck) -> Self {
        Self { frozen: check.frozen, without: &check.without }
    }

    /// What the exercise brings along in this world.
    pub fn objects(self, cast: &Cast) -> Vec<(Duration, Json)> {
        let is_there = |(at, object): &&(Duration, Json)| (!self.frozen || at.is_zero()) && !self.lacks(object);
        cast.world.iter().filter(is_there).cloned().collect()
    }

    fn lacks(self, object: &Json) -> bool {
        self.without.iter().any(|without| match without {
            Without::Object { kind, name } => {
                let has =
                    |field: &Json, text: &str| field.as_str().is_some_and(|value| value.eq_ignore_ascii_case(text));
                has(&object["kind"], kind) && object["metadata"]["name"].as_str() == Some(name)
            }
            Without::Container(_) => false,
        })
    }

    /// The learner's Pod in this world.
    pub fn pod<'p>(self, cast: &Cast<'p>) -> Cow<'p, Json> {
        let mut pod = Cow::Borrowed(cast.pod);
        for without in self.without {
            if let Without::Container(name) = without {
                let yours = cast.names.iter().find(|(free, _)| name.strip_prefix('$') == Some(free));
                silence(pod.to_mut(), yours.map_or(name.as_str(), |(_, yours)| yours));
            }
        }
        pod
    }
}

/// Lets a container sleep instead of what it does. It keeps its mounts, its user and its place; nobody asks it how it is.
fn silence(pod: &mut Json, name: &str) {
    for list in ["initContainers", "containers"] {
        let containers = pod["spec"][list].as_array_mut().into_iter().flatten();
        let Some(container) =
            containers.filter_map(Json::as_object_mut).find(|container| container.get("name") == Some(&json!(name)))
        else {
            continue;
        };
        for key in ["args", "lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
            container.remove(key);
        }
        container.insert("image".to_owned(), json!("busybox:1.36"));
        container.insert("command".to_owned(), json!(["sleep", "2147483647"]));
    }
}
