//! Which objects a command means: kinds, names, a namespace, selectors; and which of them are there at a moment. It must
//! not know what is done with them.

use std::time::Duration;

use serde_json::Value;

use super::Namespace;
use super::fields::Fields;
use super::kind::Kind;
use super::labels::Labels;
use super::words::no_object;
use crate::sim::Life;
use crate::sim::life::{joined, split};

/// What a command is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Where no names are given: all of these.
    pub kinds: Vec<Kind>,
    pub names: Vec<(Kind, String)>,
    pub namespace: Namespace,
    /// `-l`, as it was typed.
    pub labels: Option<String>,
    /// `--field-selector`, as it was typed.
    pub fields: Option<String>,
}

/// Objects of one kind.
pub(super) type Group<'l> = (Kind, Vec<&'l Value>);

impl Wanted {
    /// Whether it is about a kind.
    pub(super) fn is_about(&self, kind: Kind) -> bool {
        self.kinds.contains(&kind) || self.names.iter().any(|(own, _)| *own == kind)
    }

    /// All objects of some kinds in a namespace.
    pub(super) fn all(kinds: Vec<Kind>, namespace: Namespace) -> Self {
        Self { kinds, names: Vec::new(), namespace, labels: None, fields: None }
    }

    /// Reads words such as `pods`, `pod,svc`, `pod web db`, `pod/web svc/db`.
    ///
    /// # Errors
    /// kubectl's words.
    pub(super) fn read(words: &[String], namespace: Namespace) -> Result<Self, String> {
        let mut wanted = Self::all(Vec::new(), namespace);
        if words.iter().any(|word| word.contains('/')) {
            wanted.names = words.iter().map(|word| kind_and_name(word)).collect::<Result<_, _>>()?;
            return Ok(wanted);
        }
        let Some((kinds, names)) = words.split_first() else { return Ok(wanted) };
        for word in kinds.split(',') {
            for kind in Kind::called(word)? {
                if !wanted.kinds.contains(&kind) {
                    wanted.kinds.push(kind);
                }
            }
        }
        if names.is_empty() {
            return Ok(wanted);
        }
        let [kind] = wanted.kinds[..] else {
            return Err("error: you may only specify a single resource type\n".to_owned());
        };
        wanted.names = names.iter().map(|name| (kind, name.clone())).collect();
        Ok(wanted)
    }

    /// The objects that are there at a moment, and what kubectl says of each name that is not.
    ///
    /// # Errors
    /// kubectl's or the server's words where nothing was asked for that could be.
    pub(super) fn objects<'l>(&self, life: &'l Life, at: Duration) -> Result<(Vec<Group<'l>>, String), String> {
        self.objects_among(life, &[], at)
    }

    /// The same, where some objects are not in the record but made of it.
    ///
    /// # Errors
    /// As above.
    pub(super) fn objects_among<'l>(
        &self,
        life: &'l Life,
        made: &'l [Value],
        at: Duration,
    ) -> Result<(Vec<Group<'l>>, String), String> {
        if self.names.is_empty() {
            let groups = self.kinds.iter().map(|kind| Ok((*kind, self.selected(life, made, at, *kind)?)));
            return Ok((groups.collect::<Result<_, String>>()?, String::new()));
        }
        if self.labels.is_some() || self.fields.is_some() {
            return Err("error: name cannot be provided when a selector is specified\n".to_owned());
        }
        if self.namespace == Namespace::All {
            return Err("error: a resource cannot be retrieved by name across all namespaces\n".to_owned());
        }
        let (mut groups, mut missing): (Vec<Group<'l>>, String) = (Vec::new(), String::new());
        for (kind, name) in &self.names {
            let named = |object: &&Value| object["metadata"]["name"] == **name;
            let Some(object) = list(life, made, at, *kind, &self.namespace).into_iter().find(named) else {
                missing += &no_object(*kind, name);
                continue;
            };
            match groups.last_mut() {
                Some((last, objects)) if last == kind => objects.push(object),
                _ => groups.push((*kind, vec![object])),
            }
        }
        Ok((groups, missing))
    }

    /// The objects of a kind that the selectors pick.
    fn selected<'l>(
        &self,
        life: &'l Life,
        made: &'l [Value],
        at: Duration,
        kind: Kind,
    ) -> Result<Vec<&'l Value>, String> {
        let refused = |words: String| {
            let shown = |text: &Option<String>| text.clone().unwrap_or_default();
            format!(
                "Error from server (BadRequest): Unable to find \"/v1, Resource={}\" that match label selector {:?}, field \
                 selector {:?}: {words}\n",
                kind.resource(),
                shown(&self.labels),
                shown(&self.fields),
            )
        };
        let labels = Labels::parse(self.labels.as_deref().unwrap_or_default().trim()).map_err(refused)?;
        let fields = Fields::parse(self.fields.as_deref().unwrap_or_default().trim()).map_err(refused)?;
        // A field that cannot be selected by is refused by a server that has no objects, too.
        fields.fit(kind, &Value::Null).map_err(refused)?;
        let all = list(life, made, at, kind, &self.namespace);
        Ok(all.into_iter().filter(|object| labels.fit(object) && fields.fit(kind, object) == Ok(true)).collect())
    }
}

/// The one Pod of a command, as the life names it: `web`, `pod/web`.
///
/// # Errors
/// kubectl's words where it is not there.
pub(super) fn one_pod(life: &Life, at: Duration, name: &str, namespace: &Namespace) -> Result<String, String> {
    let namespace = match namespace {
        Namespace::One(namespace) => namespace,
        Namespace::All => {
            return Err("error: a resource cannot be retrieved by name across all namespaces\n".to_owned());
        }
    };
    let pod = joined(namespace, name);
    life.pod(&pod, at).map(|_| pod).ok_or_else(|| no_object(Kind::Pod, name))
}

/// `pod/web`
pub(super) fn kind_and_name(word: &str) -> Result<(Kind, String), String> {
    let parts: Vec<&str> = word.split('/').collect();
    match parts[..] {
        [_] => {
            Err("error: there is no need to specify a resource type as a separate argument when passing arguments in \
                    resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource \
                    resource/<resource_name>'\n"
                .to_owned())
        }
        [kind, name] if !kind.is_empty() && !name.is_empty() => match Kind::called(kind)?[..] {
            [kind] => Ok((kind, name.to_owned())),
            _ => Err("error: arguments in resource/name form must have a single resource and name\n".to_owned()),
        },
        [_, _] => Err("error: arguments in resource/name form must have a single resource and name\n".to_owned()),
        _ => Err("error: arguments in resource/name form may not have more than one slash\n".to_owned()),
    }
}

/// All objects of a kind in a namespace, in the order in which a server lists them.
fn list<'l>(life: &'l Life, made: &'l [Value], at: Duration, kind: Kind, namespace: &Namespace) -> Vec<&'l Value> {
    let is_in = |name: &str| match namespace {
        Namespace::All => true,
        Namespace::One(namespace) => split(name).0 == namespace,
    };
    match kind {
        Kind::Pod => life.pods().filter(|pod| is_in(pod)).filter_map(|pod| life.pod(pod, at)).collect(),
        Kind::Event => life.pods().filter(|pod| is_in(pod)).flat_map(|pod| life.events(pod, at)).collect(),
        Kind::Endpoints | Kind::EndpointSlice => {
            let own = |object: &&Value| match namespace {
                Namespace::All => true,
                Namespace::One(namespace) => object["metadata"]["namespace"] == **namespace,
            };
            made.iter().filter(|object| object["kind"] == kind.name()).filter(own).collect()
        }
        other => life.objects(other.name(), at).filter(|(name, _)| is_in(name)).map(|(_, object)| object).collect(),
    }
}
