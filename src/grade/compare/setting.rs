//! What a comparison needs besides the two trees. It must not know how they are compared.

use crate::grade::shape::is_set;
use crate::manifest::Node;

/// What a walk needs besides the two trees.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a, 'b> {
    /// What the free names stand for.
    pub names: &'b [Option<&'a str>],
    /// Every name may stand for every free one: an estimate that needs no search for the names.
    pub any_name: bool,
    /// The Pod's `spec`.
    pub spec: Option<&'a Node>,
    /// The Pod's `metadata`, to which variables may refer.
    pub metadata: Option<&'a Node>,
    /// Silence may count: there is something that could speak.
    pub silence_counts: bool,
    /// The entrypoint and the arguments that an image brings along.
    pub images: &'b dyn Images,
}

impl<'a, 'b> Setting<'a, 'b> {
    /// What is known of a Pod before its names are.
    #[must_use]
    pub fn of(pod: &'a Node, images: &'b dyn Images) -> Self {
        let (spec, metadata) = (pod.get("spec"), pod.get("metadata"));
        Self { names: &[], any_name: false, spec, metadata, silence_counts: says_something(spec), images }
    }
}

/// What images bring along. A trait, because the images belong to the simulator.
pub trait Images {
    /// ENTRYPOINT and CMD; `None` for an unknown image.
    fn entrypoint(&self, image: &str) -> Option<(Vec<String>, Vec<String>)>;
}

/// What the images of the simulator bring along: the given ones, or the built-in ones. They are read when one is asked for,
/// since most Pods can be compared without.
#[derive(Debug, Clone, Copy)]
pub struct Entrypoints<'i>(pub Option<&'i crate::sim::Images>);

impl Images for Entrypoints<'_> {
    fn entrypoint(&self, image: &str) -> Option<(Vec<String>, Vec<String>)> {
        let found = match self.0 {
            Some(images) => images.find(image),
            None => crate::sim::Images::default().find(image),
        }?;
        Some((found.image.entrypoint.clone(), found.image.command.clone()))
    }
}

impl std::fmt::Debug for dyn Images + '_ {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Images")
    }
}

/// Whether silence may count at all: the Pod says something of a container.
#[must_use]
fn says_something(spec: Option<&Node>) -> bool {
    let is_one = |container: &Node| is_set(container, "name") || is_set(container, "image");
    let lists = ["containers", "initContainers"].into_iter().filter_map(|key| spec?.get(key));
    // A list without its dashes says something too.
    lists.into_iter().any(|list| is_one(list) || list.items().iter().any(is_one))
}
