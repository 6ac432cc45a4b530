//! The line that is typed, and what was printed before. It must not know how it is drawn, nor any of kubectl's rules.

use std::time::Duration;

use crate::sim::Life;
use crate::sim::prompt::{Command, Deed, Reply, VERBS, answer, follow, parse};
use crate::tui::keymap::Action;
use crate::tui::play::Run;

/// The most commands that are kept.
const MOST: usize = 200;
/// The longest line that can be typed, in bytes.
const LONGEST: usize = 2000;
/// The most bytes that are kept of what one command printed.
const MOST_PRINTED: usize = 256 << 10;

/// A command and what came of it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) at: Duration,
    pub(super) line: String,
    pub(super) printed: String,
    /// It is still at work.
    pub(super) pending: bool,
    /// It prints on while the life plays, until the next line is typed.
    follows: Option<Command>,
}

/// The prompt.
#[derive(Debug, Default)]
pub(super) struct Prompt {
    /// Letters go to it.
    pub(super) typing: bool,
    pub(super) line: String,
    pub(super) entries: Vec<Entry>,
    /// Lines typed so far, for going back.
    typed: Vec<String>,
    /// How far back.
    back: usize,
}

impl Prompt {
    /// Takes letters; what would leave the line is a blank.
    pub(super) fn insert(&mut self, text: &str) {
        for letter in text.chars() {
            if self.line.len() + letter.len_utf8() > LONGEST {
                return;
            }
            self.line.push(if letter.is_control() { ' ' } else { letter });
        }
    }

    pub(super) fn edit(&mut self, action: Action) {
        match action {
            Action::Erase => _ = self.line.pop(),
            Action::EraseAll => self.line.clear(),
            Action::EraseWord => {
                let kept = self.line.trim_end().rfind(' ').map_or(0, |at| at + 1);
                self.line.truncate(kept);
            }
            Action::Up => self.recall(self.back + 1),
            Action::Down => self.recall(self.back.saturating_sub(1)),
            _ => {}
        }
    }

    fn recall(&mut self, back: usize) {
        if back == 0 {
            self.line.clear();
            self.back = 0;
        } else if let Some(line) = self.typed.len().checked_sub(back).and_then(|index| self.typed.get(index)) {
            self.line.clone_from(line);
            self.back = back;
        }
    }

    /// Does the typed line; gives what has to be done to the cluster for it.
    pub(super) fn submit(&mut self, life: &Life, at: Duration) -> Option<Deed> {
        let typed = std::mem::take(&mut self.line).trim().to_owned();
        self.back = 0;
        if typed.is_empty() {
            return None;
        }
        if self.typed.last() != Some(&typed) {
            self.typed.push(typed.clone());
        }
        if let Some(last) = self.entries.last_mut() {
            last.follows = None;
        }
        let command = parse(&typed);
        let follows = command.as_ref().ok().filter(|c| follow(life, at, at, c).is_some()).cloned();
        let reply = command.map_or_else(Reply::Text, |command| answer(life, at, &command));
        let mut entry = Entry { at, line: typed, printed: String::new(), pending: false, follows };
        let deed = match reply {
            Reply::Clear => {
                self.entries.clear();
                return None;
            }
            Reply::Leave => {
                self.typing = false;
                return None;
            }
            Reply::Text(text) => {
                entry.printed = cut(text);
                None
            }
            Reply::Do(words, deed) => {
                entry.printed = words;
                entry.pending = true;
                Some(deed)
            }
        };
        self.entries.push(entry);
        let surplus = self.entries.len().saturating_sub(MOST);
        self.entries.drain(..surplus);
        deed
    }

    /// What the command that is at work has printed. False where none is.
    pub(super) fn finish(&mut self, words: &str) -> bool {
        let Some(entry) = self.entries.last_mut().filter(|entry| entry.pending) else { return false };
        entry.printed = cut(std::mem::take(&mut entry.printed) + words);
        entry.pending = false;
        true
    }

    /// The newest command prints on.
    pub(super) fn follows(&self) -> bool {
        self.entries.last().is_some_and(|entry| entry.follows.is_some())
    }

    /// Shows what a command that goes on has printed by now.
    pub(super) fn go_on(&mut self, life: &Life, now: Duration) {
        let Some(entry) = self.entries.last_mut() else { return };
        let Some(command) = &entry.follows else { return };
        if let Some(text) = follow(life, entry.at, now, command) {
            entry.printed = cut(text);
        }
    }

    /// The command that is at work has lost its Pod.
    pub(super) fn forget_pending(&mut self) {
        self.finish("The file has changed meanwhile: this is another Pod now.\n");
    }

    /// Completes the last word as far as it is certain.
    pub(super) fn complete(&mut self, run: Option<&Run>, at: Duration) {
        let start = self.line.rfind(' ').map_or(0, |at| at + 1);
        let words: Vec<&str> = self.line[..start].split_whitespace().collect();
        let typed = &self.line[start..];
        let candidates = candidates(&words, run, at);
        let fitting: Vec<&str> = candidates.iter().map(String::as_str).filter(|word| word.starts_with(typed)).collect();
        let Some(first) = fitting.first() else { return };
        let same = |other: &&str| first.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
        let length = fitting.iter().map(same).min().unwrap_or(0);
        let mut whole: String = first.chars().take(length).collect();
        if fitting.len() == 1 && !whole.ends_with('=') {
            whole.push(' ');
        }
        self.line.truncate(start);
        self.insert(&whole);
    }
}

/// What may come after some words.
fn candidates(words: &[&str], run: Option<&Run>, at: Duration) -> Vec<String> {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let there = |run: &Run| -> Vec<String> {
        run.life.pods().filter(|pod| run.life.pod(pod, at).is_some()).map(ToOwned::to_owned).collect()
    };
    let pods = || run.map_or_else(Vec::new, there).into_iter();
    let lanes = run.map_or(&[][..], |run| &run.lanes);
    let containers = || lanes.iter().map(|lane| lane.name.clone()).collect();
    let after = match words.first() {
        Some(&"kubectl" | &"k") => &words[1..],
        _ => words,
    };
    match (after.first(), after.last()) {
        (None, _) => {
            if words.is_empty() {
                owned(&["kubectl"])
            } else {
                owned(&VERBS)
            }
        }
        (_, Some(&"-c" | &"--container")) => containers(),
        (_, Some(&"-o")) => owned(&["wide", "yaml", "json", "name"]),
        (Some(&"get" | &"describe" | &"delete"), _) if after.len() == 1 => {
            owned(&["pod", "events", "services", "configmaps", "secrets"])
        }
        (Some(&"explain"), _) => {
            owned(&["pod.spec.containers", "pod.spec.initContainers", "pod.spec.volumes", "--recursive"])
        }
        (Some(&"logs"), _) => pods()
            .chain(owned(&["-c", "-f", "--previous", "--all-containers", "--tail=", "--since=", "--timestamps"]))
            .collect(),
        (Some(&"exec"), _) => pods().chain(owned(&["-c", "--"])).collect(),
        _ => pods().collect(),
    }
}

/// The end of a text that is too long to be kept.
fn cut(mut text: String) -> String {
    if text.len() > MOST_PRINTED {
        let from = (text.len() - MOST_PRINTED..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text = format!("(only the end is shown)\n{}", &text[from..]);
    }
    text
}
