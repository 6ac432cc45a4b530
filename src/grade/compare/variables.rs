//! What `$(NAME)` stands for in a container: the variables to which its manifest gives a value. It must not know what is expected.

use std::cell::Cell;
use std::collections::HashMap;

use crate::manifest::Node;
use crate::sim::kubelet::environment;

/// The most that all variables, or all words of a command, may grow to by being put in, in bytes: texts grow exponentially otherwise.
const MOST: usize = 64 * 1024;

/// The values of a container's variables, as far as the manifest alone tells them.
#[derive(Debug, Default)]
pub struct Variables<'a>(HashMap<&'a str, String>);

impl<'a> Variables<'a> {
    /// Those of a container in a Pod with that `metadata`. A variable may use those before it; the last of a name counts.
    pub fn of(container: &'a Node, metadata: Option<&Node>) -> Self {
        let mut all = Self::default();
        let left = Cell::new(MOST);
        for variable in container.get("env").map(Node::items).unwrap_or_default().iter().take(1000) {
            let Some(name) = variable.get("name").and_then(Node::as_str) else { continue };
            let value = match variable.get("valueFrom") {
                Some(source) => downward(source, metadata),
                None => variable.get("value").and_then(Node::as_str).and_then(|value| all.put_in(value, &left)),
            };
            match value {
                Some(value) => all.0.insert(name, value),
                None => all.0.remove(name),
            };
        }
        all
    }

    /// The value of a variable, where it is known.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A text as the kubelet would make it; `None` where it is too long to tell.
    pub fn expand(&self, text: &str) -> Option<String> {
        self.put_in(text, &Cell::new(MOST))
    }

    /// Words as the kubelet would make them, of which together no more is told than of one text.
    pub fn expand_all(&self, words: &[String]) -> Option<Vec<String>> {
        let left = Cell::new(MOST);
        words.iter().map(|word| self.put_in(word, &left)).collect()
    }

    fn put_in(&self, text: &str, left: &Cell<usize>) -> Option<String> {
        left.set(left.get().checked_sub(text.len())?);
        let short = Cell::new(false);
        let value = |name: &str| {
            let value = self.0.get(name)?;
            match left.get().checked_sub(value.len()) {
                Some(rest) => left.set(rest),
                None => short.set(true),
            }
            (!short.get()).then(|| value.clone())
        };
        let text = environment::expand(text, value);
        (!short.get()).then_some(text)
    }
}

/// What a variable has from the Pod's own `metadata`, where that is in the manifest.
fn downward(source: &Node, metadata: Option<&Node>) -> Option<String> {
    let path = source.get("fieldRef")?.get("fieldPath")?.as_str()?.strip_prefix("metadata.")?;
    let text = |node: &Node| node.as_str().map(str::to_owned);
    let Some((map, key)) = path.split_once('[') else {
        // A Pod that names no namespace is created in the default one.
        let silent = (path == "namespace").then(|| "default".to_owned());
        return matches!(path, "name" | "namespace").then(|| metadata?.get(path).and_then(text).or(silent)).flatten();
    };
    let key = key.strip_suffix(']')?.trim_matches(['\'', '"']);
    matches!(map, "labels" | "annotations").then(|| metadata?.get(map)?.get(key).and_then(text)).flatten()
}
