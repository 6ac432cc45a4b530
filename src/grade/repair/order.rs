//! Variables that refer to later ones: the one order of `env` that matters. It must not know how a list is mended.
//!
//! The kubelet expands `$(NAME)` from the variables that come before (`pkg/kubelet/kubelet_pods.go`, `makeEnvironmentVariables`).

use crate::manifest::Node;

/// The most variables that are looked at.
const MOST: usize = 200;

/// Whether a variable in this `env` list refers to one that comes after it.
pub fn refers_ahead(env: &Node) -> bool {
    let text = |item: &Node, key: &str| item.get(key).and_then(Node::as_str).map(str::to_owned);
    let variables: Vec<(Option<String>, Option<String>)> =
        env.items().iter().take(MOST).map(|item| (text(item, "name"), text(item, "value"))).collect();
    variables.iter().enumerate().any(|(index, (_, value))| {
        let Some(value) = value.as_ref().filter(|value| value.contains("$(")) else { return false };
        let names = variables[index + 1..].iter().filter_map(|(name, _)| name.as_ref());
        names.into_iter().any(|name| value.contains(&format!("$({name})")))
    })
}

/// Whether there is such a list somewhere in a value.
pub fn refers_ahead_within(node: &Node) -> bool {
    node.entries()
        .iter()
        .any(|entry| (entry.key == "env" && refers_ahead(&entry.node)) || refers_ahead_within(&entry.node))
        || node.items().iter().any(refers_ahead_within)
}
