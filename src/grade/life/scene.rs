//! In which world a play of a life check is set: with all that comes later or without, without a part of it, or with something else in
//! its place. It must not know what is looked at there.

use std::borrow::Cow;
use std::time::Duration;

use serde_json::{Map, Value as Json, json};

use super::Cast;
use crate::exercise::{Instead, Play, Without, WorldChange};
use crate::grade::cluster;

/// A world. Checks that want the same one share a play.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct World<'e> {
    frozen: bool,
    without: &'e [Without],
    instead: &'e [Instead],
    /// In place of the exercise's, unless it is empty.
    own: &'e [WorldChange],
}

impl<'e> World<'e> {
    /// The world that a check's play is set in.
    pub fn of(play: &'e Play) -> Self {
        Self { frozen: play.frozen, without: &play.without, instead: &play.instead, own: &play.world }
    }

    /// What the exercise brings along in this world.
    pub fn objects(self, cast: &Cast) -> Vec<(Duration, Json)> {
        let is_there = |(at, object): &&(Duration, Json)| (!self.frozen || at.is_zero()) && !self.lacks(object);
        if self.own.is_empty() {
            return cast.world.iter().filter(is_there).cloned().collect();
        }
        let mut objects = cluster::objects(self.own);
        objects.retain(|object| is_there(&object));
        objects
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
        let yours = |name: &'e str| {
            let known = cast.names.iter().find(|(free, _)| name.strip_prefix('$') == Some(free));
            known.map_or(name.to_owned(), |(_, yours)| yours.clone())
        };
        for without in self.without {
            if let Without::Container(name) = without {
                silence(pod.to_mut(), &yours(name));
            }
        }
        for instead in self.instead {
            replace(pod.to_mut(), &yours(&instead.container), &json!(["sh", "-c", instead.script]));
        }
        pod
    }
}

/// Lets a container sleep instead of what it does. It keeps its mounts, its user and its place; nobody asks it how it is.
fn silence(pod: &mut Json, name: &str) {
    replace(pod, name, &json!(["sleep", "2147483647"]));
    for container in containers(pod, name) {
        for key in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
            container.remove(key);
        }
    }
}

/// Lets a container run something else. All around it stays.
fn replace(pod: &mut Json, name: &str, command: &Json) {
    for container in containers(pod, name) {
        container.remove("args");
        container.insert("image".to_owned(), json!("busybox:1.36"));
        container.insert("command".to_owned(), command.clone());
    }
}

fn containers<'p>(pod: &'p mut Json, name: &str) -> Vec<&'p mut Map<String, Json>> {
    let Some(spec) = pod["spec"].as_object_mut() else { return Vec::new() };
    let lists = spec.iter_mut().filter(|(key, _)| matches!(key.as_str(), "initContainers" | "containers"));
    let all = lists.filter_map(|(_, list)| list.as_array_mut()).flatten().filter_map(Json::as_object_mut);
    all.filter(|container| container.get("name").and_then(Json::as_str) == Some(name)).collect()
}
