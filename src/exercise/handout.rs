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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exercise::{embedded_files, load};
    use crate::grade::{Verdict, grade};

    fn exercises() -> impl Iterator<Item = (String, &'static str)> {
        let is_exercise = |name: &str| name.contains('/') && !name.ends_with("/topic.toml") && name.ends_with(".toml");
        embedded_files().filter(move |(name, _)| is_exercise(name) && !name.starts_with("images/"))
    }

    fn loaded(text: &str) -> crate::exercise::Exercise {
        load("a.toml", "topic", "a", text).unwrap_or_else(|problems| panic!("{text}\n{problems:?}"))
    }

    #[test]
    fn what_is_not_allowed_is_not_in_the_file() {
        let nothing = Feedback { verdict: false, hints: false, diff: false, solution: false, on_save: true };
        for (name, text) in exercises() {
            let full = loaded(text);
            let bare = loaded(&handout(text, nothing).unwrap());
            assert_eq!((bare.solution.as_str(), bare.explanation.as_str()), ("", ""), "{name}");
            assert!(bare.hints.is_empty() && bare.accept.is_empty() && bare.reject.is_empty(), "{name}");
            assert!(bare.life.is_empty() && bare.expect.as_object().is_some_and(serde_json::Map::is_empty), "{name}");
            assert_eq!((bare.points(), &bare.task, &bare.start), (full.points(), &full.task, &full.start), "{name}");
            let verdict = grade(&bare, &full.solution);
            assert!(!verdict.passed && verdict.cluster.accepted && verdict.score == 0, "{name}");
        }
    }

    #[test]
    fn with_a_verdict_a_handout_grades_as_the_exercise_does() {
        let verdict = Feedback { verdict: true, hints: true, diff: false, solution: false, on_save: true };
        let checks = |verdict: &Verdict| (verdict.score, verdict.passed, verdict.checks.clone());
        for (name, text) in exercises() {
            let full = loaded(text);
            let handed = loaded(&handout(text, verdict).unwrap());
            assert_eq!((handed.solution.as_str(), handed.hints.len()), ("", full.hints.len()), "{name}");
            let wrong = full.reject.first().map(|reject| reject.manifest.as_str()).unwrap_or_default();
            for answer in [full.solution.as_str(), wrong] {
                let (ours, theirs) = (grade(&full, answer), grade(&handed, answer));
                assert_eq!(checks(&ours), checks(&theirs), "{name}");
                assert!(theirs.passed || theirs.diff.nearest.is_empty(), "{name}");
            }
        }
    }
}
