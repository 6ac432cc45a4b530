//! What lists show of an exercise, read from the head of its file without reading the rest: sixty exercises are listed in
//! the time that a few are loaded. It must not know what checks or answers are.

use std::time::Duration;

use serde::Deserialize;

use super::duration;
use super::file::{Domain, FORMAT, KindName};
use super::model::{Exercise, Kind};
use super::values::OPEN;

/// What lists show of an exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// A line for lists.
    pub title: String,
    /// One of the CKAD's five domains: `design-and-build`, …
    pub domain: String,
    /// What it trains besides its folder's topic.
    pub topics: Vec<String>,
    /// How the learner starts.
    pub kind: Kind,
    /// 1 to 5.
    pub difficulty: u8,
    /// What a prepared person needs.
    pub par: Duration,
}

/// The keys of the head that matter here; the loader looks at all of them.
#[derive(Deserialize)]
struct Head {
    format: i64,
    title: String,
    domain: Domain,
    #[serde(default)]
    topics: Vec<String>,
    kind: KindName,
    difficulty: u8,
    par: String,
}

impl Header {
    /// Reads the head of a file; `None` where it needs the loader's eye.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let head: Head = toml::from_str(head(text)).ok()?;
        let plain = |text: &str| !text.chars().any(|c| super::problem::is_hostile(c) || c == '\n');
        let written_out = !head.title.contains(OPEN);
        let good = head.format == FORMAT && plain(&head.title) && written_out && (1..=5).contains(&head.difficulty);
        (good && head.topics.iter().all(|topic| plain(topic))).then_some(())?;
        Some(Self {
            par: duration::parse(&head.par)?,
            title: head.title,
            domain: head.domain.name().to_owned(),
            topics: head.topics,
            kind: head.kind.into(),
            difficulty: head.difficulty,
        })
    }
}

impl From<&Exercise> for Header {
    fn from(exercise: &Exercise) -> Self {
        Self {
            title: exercise.title.clone(),
            domain: exercise.domain.clone(),
            topics: exercise.topics.clone(),
            kind: exercise.kind,
            difficulty: exercise.difficulty,
            par: exercise.par,
        }
    }
}

/// The text before the first table. Long texts (`'''` and `"""`) may have lines that look like one.
fn head(text: &str) -> &str {
    let mut end = 0;
    let mut inside: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        match inside {
            None if line.starts_with('[') => return text.get(..end).unwrap_or(text),
            None => {
                let opened = ["'''", "\"\"\""].into_iter().find(|quotes| line.contains(quotes));
                inside = opened.filter(|quotes| line.matches(quotes).count() % 2 == 1);
            }
            Some(quotes) if line.contains(quotes) => inside = None,
            Some(_) => {}
        }
        end += line.len();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::head;

    #[test]
    fn the_head_ends_at_the_first_table() {
        assert_eq!(head("a = 1\n[b]\nc = 2\n"), "a = 1\n");
        assert_eq!(head("a = '''\n[b]\n'''\nd = 1\n[[c]]\n"), "a = '''\n[b]\n'''\nd = 1\n");
        assert_eq!(head("a = \"\"\"x\"\"\"\n[b]\n"), "a = \"\"\"x\"\"\"\n");
        assert_eq!(head("a = 1"), "a = 1");
    }
}
