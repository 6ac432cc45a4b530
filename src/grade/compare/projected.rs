//! A projected volume that does what a volume of one `ConfigMap`, Secret or of the downward API does. It must not know what is
//! expected of either.

use crate::manifest::{Node, Value};

/// The most sources that are looked at.
const MOST: usize = 40;

/// The parts of a projected volume that stand for the volume's own `key`; `None` where the volume has that key itself, or is not
/// projected, or has no such source. Fields of a volume that a source lacks (`defaultMode`) are those of `projected`.
pub fn sources<'a>(volume: &'a Node, key: &str) -> Option<Vec<&'a Node>> {
    let is_files = matches!(key, "configMap" | "secret" | "downwardAPI");
    if !is_files || volume.get(key).is_some_and(|node| node.value != Value::Null) {
        return None;
    }
    let sources = volume.get("projected")?.get("sources")?.items().iter().take(MOST);
    let found: Vec<&Node> =
        sources.filter_map(|source| source.get(key)).filter(|node| matches!(node.value, Value::Mapping(_))).collect();
    (!found.is_empty()).then_some(found)
}
