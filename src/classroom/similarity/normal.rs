//! What an answer has beyond its task: normalised manifests, compared with what everybody was given. It must not know other
//! students.

use std::collections::{BTreeSet, HashSet};

use crate::exercise::Exercise;
use crate::manifest::{Node, Value, read};

/// The most traces that are taken of one answer.
const MOST: usize = 48;

/// The longest trace, in characters.
const LONGEST: usize = 120;

/// The deepest field that is looked at; Kubernetes has none as deep.
const DEEPEST: usize = 40;

/// What `kubectl run --dry-run=client -o yaml` writes by itself.
const KUBECTL: [&str; 5] = [
    "metadata.creationTimestamp = null",
    "spec.containers[].resources = {}",
    "spec.dnsPolicy = ClusterFirst",
    "spec.restartPolicy = Always",
    "status = {}",
];

/// An exercise as everybody got it: what is in it is nobody's own.
#[derive(Debug)]
pub struct Task {
    given: HashSet<String>,
    text: String,
}

impl Task {
    /// Takes an exercise, with the values of the student's variant drawn.
    #[must_use]
    pub fn new(exercise: &Exercise) -> Self {
        let accepted = exercise.accept.iter().map(|accept| accept.manifest.as_str());
        let mut given: HashSet<String> = KUBECTL.iter().map(|&line| line.to_owned()).collect();
        for text in [exercise.start.as_str(), &exercise.solution].into_iter().chain(accepted) {
            given.extend(lines(text));
        }
        let hints = exercise.hints.iter().map(|hint| hint.text.as_str());
        // `podlings solution` prints the explanation as comments, in lines of its own length.
        let told = [exercise.task.as_str(), exercise.explanation.as_str()].into_iter().chain(hints);
        Self { given, text: told.map(words).collect::<Vec<_>>().join("\n") }
    }

    /// What an answer has beyond the task, in alphabetical order.
    #[must_use]
    pub fn traces(&self, answer: &str) -> Vec<String> {
        lines(answer).into_iter().filter(|line| !self.is_given(line)).take(MOST).collect()
    }

    fn is_given(&self, line: &str) -> bool {
        if self.given.contains(line) {
            return true;
        }
        // A value that the task names is no idea of the student's own, wherever it stands.
        let value = line.split_once(" = ").or_else(|| line.split_once(": ")).map_or(line, |(_, value)| value);
        let value = words(value);
        value.chars().count() > 1 && self.text.contains(&value)
    }
}

/// The words of a text with one blank between them.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text's lines in normal form: its fields without order and names, its names, its comments.
fn lines(text: &str) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for document in read(text.as_bytes()).documents {
        fields("", &document.root, 0, &mut lines);
    }
    lines.extend(text.lines().filter_map(comment).map(|comment| cut(format!("comment: {comment}"))));
    lines
}

fn fields(path: &str, node: &Node, depth: usize, lines: &mut BTreeSet<String>) {
    if depth > DEEPEST {
        return;
    }
    match &node.value {
        Value::Mapping(entries) if !entries.is_empty() => {
            for entry in entries {
                let path = if path.is_empty() { entry.key.clone() } else { format!("{path}.{}", entry.key) };
                fields(&path, &entry.node, depth + 1, lines);
            }
        }
        Value::Sequence(items) if !items.is_empty() => {
            let path = format!("{path}[]");
            for item in items {
                fields(&path, item, depth + 1, lines);
            }
        }
        _ => {
            let value = scalar(&node.value);
            if is_name(path) {
                lines.insert(cut(format!("name: {value}")));
            } else {
                // Each line of a script by itself: one changed line leaves the others alike.
                for line in value.lines().map(str::trim).filter(|line| !line.is_empty()) {
                    lines.insert(cut(format!("{path} = {line}")));
                }
            }
        }
    }
}

/// The field holds a name that is mostly free: which field it is says nothing then.
fn is_name(path: &str) -> bool {
    let field = path.rsplit('.').next().unwrap_or_default();
    matches!(field, "name" | "claimName" | "secretName")
}

fn scalar(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Int(value) => value.to_string(),
        Value::Float(value) => value.to_string(),
        Value::String(text) if text.is_empty() => "\"\"".to_owned(),
        Value::String(text) => text.clone(),
        Value::Sequence(_) => "[]".to_owned(),
        Value::Mapping(_) => "{}".to_owned(),
    }
}

/// The comment of a line; a `#` inside of a value begins none.
fn comment(line: &str) -> Option<&str> {
    let at = line.find('#')?;
    let before = line.get(..at)?;
    let begins = before.trim().is_empty() || (before.ends_with([' ', '\t']) && !before.contains(['"', '\'']));
    let comment = line.get(at..)?.trim_start_matches('#').trim();
    (begins && !comment.is_empty() && !comment.starts_with('!')).then_some(comment)
}

fn cut(line: String) -> String {
    if line.chars().count() <= LONGEST { line } else { line.chars().take(LONGEST).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::Library;

    fn exercise() -> Exercise {
        let library = Library::embedded();
        library.entries().find_map(|entry| entry.exercise().ok()).unwrap().clone()
    }

    #[test]
    fn known_answers_have_no_traces() {
        let exercise = exercise();
        let task = Task::new(&exercise);
        assert_eq!(task.traces(&exercise.solution), Vec::<String>::new());
        assert_eq!(task.traces(&exercise.start), Vec::<String>::new());
        let printed: String = exercise.explanation.lines().map(|line| format!("# {line}\n")).collect();
        assert_eq!(task.traces(&(exercise.solution.clone() + &printed)), Vec::<String>::new());
        for accept in &exercise.accept {
            assert_eq!(task.traces(&accept.manifest), Vec::<String>::new());
        }
    }

    #[test]
    fn order_and_names_do_not_count_and_what_is_ones_own_does() {
        let one = "metadata: {name: p, labels: {a: zzz}}\nspec:\n  hostNetwork: true # because of the port\n";
        let two = "# because of the port\nspec:\n  hostNetwork: true\nmetadata:\n  labels: {a: zzz}\n  name: p\n";
        assert_eq!(lines(one), lines(two));
        let own: Vec<String> = lines(one).into_iter().collect();
        assert_eq!(
            own,
            ["comment: because of the port", "metadata.labels.a = zzz", "name: p", "spec.hostNetwork = true"]
        );
    }

    #[test]
    fn hostile_texts_have_few_traces() {
        let task = Task::new(&exercise());
        let long: String = (0..5000).map(|n| format!("k{n}: {}\n", "v".repeat(400))).collect();
        let traces = task.traces(&long);
        assert_eq!(traces.len(), MOST);
        assert!(traces.iter().all(|trace| trace.chars().count() <= LONGEST));
        assert_eq!(task.traces("a: [\u{0}"), Vec::<String>::new());
    }
}
