//! Takes the answers out of an exercise's file, so that it can be handed to learners. It must not know who they are.

use toml::{Table, Value};

use super::file::FeedbackName;
use super::model::Feedback;

/// The file of an exercise without what `feedback` does not allow; `None` where the text is no TOML.
///
/// What stays in any case: the task, the start, the points and words of the requirements, and what else is in the cluster. With
/// a verdict the expectations stay, since they are what the verdict comes from; with a diff the right answers.
#[must_use]
pub fn handout(text: &str, feedback: Feedback) -> Option<String> {
    let mut file: Table = text.parse().ok()?;
    for key in ["reject", "implied"] {
        file.remove(key);
    }
    if !feedback.diff {
        file.remove("accept");
    }
    if !feedback.diff && !feedback.solution {
        file.remove("solution");
    }
    if !feedback.solution {
        file.remove("explanation");
    }
    if !feedback.hints {
        file.remove("hints");
    }
    if !feedback.verdict {
        without_expectations(&mut file);
    }
    file.insert("handout".to_owned(), Value::try_from(names(feedback)).ok()?);
    let text = toml::to_string(&file).ok()?;
    Some(format!("# A handout: the answers were taken out.\n{text}"))
}

/// The requirements with their words and points alone; those of the Pod's life among the others.
fn without_expectations(file: &mut Table) {
    file.remove("expect");
    let lists = ["checks", "life"].map(|key| file.remove(key));
    let tables = lists.into_iter().flatten().filter_map(|list| list.as_array().cloned()).flatten();
    let checks: Vec<Value> = tables
        .filter_map(|table| {
            let Value::Table(mut table) = table else { return None };
            table.retain(|key, _| ["id", "text", "points", "why"].contains(&key));
            table.insert("paths".to_owned(), Value::Array(Vec::new()));
            Some(Value::Table(table))
        })
        .collect();
    file.insert("checks".to_owned(), Value::Array(checks));
}

fn names(feedback: Feedback) -> Vec<FeedbackName> {
    let all = [
        (feedback.verdict, FeedbackName::Verdict),
        (feedback.hints, FeedbackName::Hints),
        (feedback.diff, FeedbackName::Diff),
        (feedback.solution, FeedbackName::Solution),
    ];
    all.into_iter().filter_map(|(allowed, name)| allowed.then_some(name)).collect()
}
