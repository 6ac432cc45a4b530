//! Whether two commands start the same process, however they are split into `command` and `args`. It must not know what is
//! expected besides.

use serde_json::Value as Json;

use super::script;
use super::variables::Variables;
use super::{Images, Setting};
use crate::grade::expectation::{Test, Want};
use crate::manifest::{Node, Value};

/// Whether a container starts the process that is wanted of `command` and `args` together; the image may bring a part of it.
pub fn same(command: Option<&Want>, args: Option<&Want>, container: &Node, setting: Setting<'_, '_>) -> bool {
    let (Some(want_command), Some(want_args)) = (literal(command), literal(args)) else { return false };
    let (Some(got_command), Some(got_args)) = (written(container, "command"), written(container, "args")) else {
        return false;
    };
    let image = container.get("image").and_then(Node::as_str).unwrap_or_default();
    let asks = want_command.is_empty() || got_command.is_empty();
    let brought = asks.then(|| setting.images.entrypoint(image)).flatten();
    let wanted = started(want_command, want_args, brought.as_ref());
    let got = started(got_command, got_args, brought.as_ref());
    let (Some(wanted), Some(got)) = (wanted, got) else { return false };
    same_process(&wanted, &got) || same_expanded(&wanted, &got, container, setting)
}

/// Whether they are the same once the kubelet has put the container's variables in: `$(NAME)`, and `$$` for a dollar.
fn same_expanded(wanted: &[String], got: &[String], container: &Node, setting: Setting<'_, '_>) -> bool {
    if !has_variables(got) {
        return false;
    }
    let variables = Variables::of(container, setting.metadata);
    let expand = |words: &[String]| variables.expand_all(words);
    matches!((expand(wanted), expand(got)), (Some(wanted), Some(got)) if same_process(&wanted, &got))
}

/// The words of a process once the kubelet has put the container's variables in; `None` where that changes nothing.
pub fn expanded(words: &[Node], container: &Node, setting: Setting<'_, '_>) -> Option<Vec<Node>> {
    let texts: Vec<String> = words.iter().filter_map(Node::as_str).map(str::to_owned).collect();
    if texts.len() != words.len() || !has_variables(&texts) {
        return None;
    }
    let texts = Variables::of(container, setting.metadata).expand_all(&texts)?;
    Some(
        texts.into_iter().zip(words).map(|(text, word)| Node { value: Value::String(text), span: word.span }).collect(),
    )
}

fn has_variables(words: &[String]) -> bool {
    words.iter().any(|word| word.contains("$(") || word.contains("$$"))
}

/// The words that are wanted, where all of them are words; none where nothing is wanted.
fn literal(want: Option<&Want>) -> Option<Vec<String>> {
    match want {
        None => Some(Vec::new()),
        Some(Want::Leaf(_, Test::Values { items, .. })) => items.iter().map(word).collect(),
        Some(_) => None,
    }
}

/// The word that a test names.
fn word(test: &Test) -> Option<String> {
    match test {
        Test::Equals(Json::String(wanted)) => Some(wanted.clone()),
        _ => None,
    }
}

/// The words that a container has under a key; none where it says nothing, or an empty list, which is the same.
fn written(container: &Node, key: &str) -> Option<Vec<String>> {
    match container.get(key).map(|node| &node.value) {
        None | Some(Value::Null) => Some(Vec::new()),
        Some(Value::Sequence(items)) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        Some(_) => None,
    }
}

/// The words of the process that a container starts; `None` where the image decides and is not known.
fn started(
    command: Vec<String>,
    args: Vec<String>,
    brought: Option<&(Vec<String>, Vec<String>)>,
) -> Option<Vec<String>> {
    if !command.is_empty() {
        return Some(command.into_iter().chain(args).collect());
    }
    let (entrypoint, default_args) = brought?;
    let args = if args.is_empty() { default_args.clone() } else { args };
    Some(entrypoint.iter().cloned().chain(args).collect())
}

/// Whether two lists of words start the same process: `/bin/sh` is `sh`, and a script is what it says, however it is laid out.
fn same_process(wanted: &[String], got: &[String]) -> bool {
    wanted == got || script::meaning(wanted).is_some_and(|wanted| script::meaning(got) == Some(wanted))
}

/// Whether two words name the same program: `/bin/sh` is `sh`.
pub fn is_program(wanted: &str, got: &str) -> bool {
    script::plain_name(wanted) == script::plain_name(got)
}

/// Whether a list of words starts the process that is wanted.
pub fn same_words(wanted: &Json, got: &Node) -> bool {
    let words = |list: &Json| list.as_array()?.iter().map(|word| word.as_str().map(str::to_owned)).collect();
    let wanted: Option<Vec<String>> = words(wanted);
    matches!((wanted, words_of(got)), (Some(wanted), Some(got)) if !wanted.is_empty() && same_process(&wanted, &got))
}

/// The same of words that are tested one by one, where each test names its word.
pub fn same_tests(wanted: &[Test], got: &Node) -> bool {
    let wanted: Option<Vec<String>> = wanted.iter().map(word).collect();
    matches!((wanted, words_of(got)), (Some(wanted), Some(got)) if !wanted.is_empty() && same_process(&wanted, &got))
}

fn words_of(got: &Node) -> Option<Vec<String>> {
    got.items().iter().map(|word| word.as_str().map(str::to_owned)).collect()
}

/// The words of the process that a container starts, as a list that stands where the container does, with the number of words that
/// the image brings; `None` where they cannot be known, or where there are none.
pub fn process(container: &Node, images: &dyn Images) -> Option<(Vec<Node>, usize)> {
    let (command, args) = (written(container, "command")?, written(container, "args")?);
    let image = container.get("image").and_then(Node::as_str).unwrap_or_default();
    let brought = command.is_empty().then(|| images.entrypoint(image)).flatten();
    let bare = command.is_empty();
    let of_image = brought.as_ref().map_or(0, |(entrypoint, _)| entrypoint.len());
    // Of an image that nobody knows the arguments are known all the same.
    let words = started(command, args.clone(), brought.as_ref()).or_else(|| bare.then_some(args))?;
    let node = |word| Node { value: Value::String(word), span: container.span };
    let words: Vec<Node> = words.into_iter().map(node).collect();
    (!words.is_empty()).then_some((words, of_image))
}
