//! What a container runs, as the answer has it and split as the learner splits it. It must not know what is wanted.

use crate::manifest::{Node, Value};

/// The words of the answer's process for `command` and `args`, split where most of the learner's own words stay: the container
/// does not care where, and only the words that differ show. `None` where one of the two leaves a part to the image, or where
/// the learner has not split.
pub fn in_their_split(yours: &Node, theirs: &Node) -> Option<Vec<(&'static str, Vec<Node>)>> {
    let (own_command, own_args) = (words(yours, "command"), words(yours, "args"));
    let (command, args) = (words(theirs, "command"), words(theirs, "args"));
    if command.is_empty() || (own_command.is_empty() && own_args.is_empty()) {
        return None;
    }
    let all: Vec<Node> = command.iter().chain(args).cloned().collect();
    if own_args.is_empty() {
        return (!args.is_empty()).then(|| vec![("command", all)]);
    }
    let same = |own: &[Node], new: &[Node]| own.iter().zip(new).filter(|(own, new)| own.value == new.value).count();
    let stay = |at: &usize| {
        let (command, args) = all.split_at(*at);
        (same(own_command, command) + same(own_args, args), *at == own_command.len())
    };
    let at = (1..all.len()).max_by_key(stay)?;
    let (command, args) = all.split_at(at);
    Some(vec![("command", command.to_vec()), ("args", args.to_vec())])
}

fn words<'a>(container: &'a Node, key: &str) -> &'a [Node] {
    match container.get(key).map(|node| &node.value) {
        Some(Value::Sequence(items)) => items,
        _ => &[],
    }
}
