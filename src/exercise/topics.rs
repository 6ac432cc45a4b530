//! The words by which exercises are chosen: the topic that one lies in, and what it trains besides. One vocabulary for whoever takes
//! such a word: lists, drills and exams. It must not know what is chosen for what.

use std::collections::BTreeSet;

use super::nearest;

/// No exercise is of that topic.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no topic `{topic}`")]
pub struct UnknownTopic {
    /// What was asked for.
    pub topic: String,
    /// What may have been meant, nearest first.
    pub near: Vec<String>,
    /// All topics, in the order of the alphabet.
    pub all: Vec<String>,
}

impl UnknownTopic {
    /// What there is instead: `did you mean `sidecar`? The topics: adapter, ambassador, …`
    #[must_use]
    pub fn hint(&self) -> String {
        let all = format!("topics: {}", self.all.join(", "));
        if self.near.is_empty() {
            return all;
        }
        let near: Vec<String> = self.near.iter().map(|topic| format!("`{topic}`")).collect();
        format!("did you mean {}? {all}", near.join(" or "))
    }
}

/// Whether an exercise is of a topic: it lies in it, or says that it trains it.
#[must_use]
pub fn is_about(word: &str, topic: &str, topics: &[String]) -> bool {
    topic == word || topics.iter().any(|other| other == word)
}

/// Refuses a word that is no topic of any exercise; of each comes the topic that it lies in, and what it trains besides.
///
/// # Errors
/// With the topics that there are.
pub fn known<'a>(word: &str, exercises: impl IntoIterator<Item = (&'a str, &'a [String])>) -> Result<(), UnknownTopic> {
    let mut all: BTreeSet<&str> = BTreeSet::new();
    for (topic, topics) in exercises {
        all.insert(topic);
        all.extend(topics.iter().map(String::as_str));
    }
    if all.contains(word) {
        return Ok(());
    }
    let near = nearest(word, all.iter().copied());
    let owned = |word: &str| word.to_owned();
    Err(UnknownTopic {
        topic: word.to_owned(),
        near: near.into_iter().map(owned).collect(),
        all: all.into_iter().map(owned).collect(),
    })
}
