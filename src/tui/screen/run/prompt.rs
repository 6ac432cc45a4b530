//! The line that is typed, and what was printed before. It must not know how it is drawn, nor any of kubectl's rules.

use std::collections::VecDeque;
use std::time::Duration;

use crate::sim::Life;
use crate::sim::prompt::{Command, Deed, Reply, Session, VERBS, answer, follow, parse};
use crate::tui::keymap::Action;
use crate::tui::play::Run;
use crate::tui::widget::textbox::TextBox;

/// The most commands that are kept.
const MOST: usize = 200;
/// The most lines that wait for their turn.
const MOST_AHEAD: usize = 200;
/// The longest line that can be typed, in letters.
const LONGEST: usize = 2000;
/// The most bytes that are kept of what one command printed.
const MOST_PRINTED: usize = 256 << 10;

/// A command and what came of it.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) at: Duration,
    /// What stood before the line.
    pub(super) sign: String,
    pub(super) line: String,
    pub(super) printed: String,
    /// It is still at work.
    pub(super) pending: bool,
    /// It prints on while the life plays, until the next line is typed.
    follows: Option<Command>,
}

/// The prompt.
#[derive(Debug)]
pub(super) struct Prompt {
    /// Letters go to it.
    pub(super) typing: bool,
    pub(super) line: TextBox,
    /// Whole lines that wait until the command before has ended, the next one first.
    pub(super) ahead: VecDeque<String>,
    pub(super) entries: Vec<Entry>,
    /// Lines typed so far, for going back.
    typed: Vec<String>,
    /// How far back.
    back: usize,
    /// The shell in a container that the lines go to.
    session: Option<Session>,
}

impl Default for Prompt {
    fn default() -> Self {
        Self {
            typing: false,
            line: TextBox::line("", LONGEST),
            ahead: VecDeque::new(),
            entries: Vec::new(),
            typed: Vec::new(),
            back: 0,
            session: None,
        }
    }
}

impl Prompt {
    /// Takes letters. Each line break ends a line, as the Enter key does; the rest is typed and not yet ended. False where
    /// there were more lines than can wait.
    pub(super) fn insert(&mut self, text: &str) -> bool {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let mut lines = text.split('\n');
        self.line.insert(lines.next().unwrap_or_default());
        lines.fold(true, |all, line| {
            let kept = self.end_line();
            self.line.insert(line);
            all && kept
        })
    }

    /// The typed line is whole, and waits for its turn. False where too many wait already.
    pub(super) fn end_line(&mut self) -> bool {
        let typed = self.line.text().trim().to_owned();
        self.line = TextBox::line("", LONGEST);
        self.back = 0;
        if !typed.is_empty() && self.ahead.len() >= MOST_AHEAD {
            return false;
        }
        self.ahead.extend(Some(typed).filter(|typed| !typed.is_empty()));
        true
    }

    /// Forgets what was printed, but what is still at work.
    pub(super) fn clear(&mut self) {
        self.entries.retain(|entry| entry.pending || entry.follows.is_some());
    }

    pub(super) fn edit(&mut self, action: Action) {
        match action {
            Action::Up => self.recall(self.back + 1),
            Action::Down => self.recall(self.back.saturating_sub(1)),
            other => self.line.act(other),
        }
    }

    fn recall(&mut self, back: usize) {
        if back == 0 {
            self.line = TextBox::line("", LONGEST);
            self.back = 0;
        } else if let Some(line) = self.typed.len().checked_sub(back).and_then(|index| self.typed.get(index)) {
            self.line = TextBox::line(line, LONGEST);
            self.back = back;
        }
    }

    /// Ends the command that prints on, which is told by true; else forgets what is typed; else gives the keyboard back. Lines
    /// that wait are forgotten with it.
    pub(super) fn interrupt(&mut self) -> bool {
        let follows = self.entries.last_mut().and_then(|entry| entry.follows.take()).is_some();
        let had_ahead = !self.ahead.is_empty();
        self.ahead.clear();
        if follows {
            return true;
        }
        self.typing = had_ahead || !self.line.text().is_empty();
        self.line = TextBox::line("", LONGEST);
        self.back = 0;
        false
    }

    /// Does a line; gives what has to be done to the cluster for it.
    pub(super) fn submit(&mut self, typed: String, life: &Life, at: Duration) -> Option<Deed> {
        if self.typed.last() != Some(&typed) {
            self.typed.push(typed.clone());
        }
        if let Some(last) = self.entries.last_mut() {
            last.follows = None;
        }
        if let Some(session) = &mut self.session {
            let sign = session.prompt();
            let leaves = matches!(typed.split_whitespace().next(), Some("exit" | "logout"));
            let deed = (!leaves).then(|| session.deed(at, &typed));
            if leaves {
                self.session = None;
            }
            self.keep(Entry { at, sign, line: typed, printed: String::new(), pending: !leaves, follows: None });
            return deed;
        }
        let command = parse(&typed);
        let follows = command.as_ref().ok().filter(|c| follow(life, at, at, c).is_some()).cloned();
        let reply = command.map_or_else(Reply::Text, |command| answer(life, at, &command));
        let mut entry =
            Entry { at, sign: "$ ".to_owned(), line: typed, printed: String::new(), pending: false, follows };
        let deed = match reply {
            Reply::Clear => {
                self.entries.clear();
                return None;
            }
            Reply::Leave => {
                self.typing = false;
                self.ahead.clear();
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
            Reply::Converse(words, mut session) => {
                entry.printed = words;
                entry.pending = true;
                // It is asked where it stands, which shows whether it is there at all.
                let deed = session.deed(at, "");
                self.session = Some(session);
                Some(deed)
            }
        };
        self.keep(entry);
        deed
    }

    fn keep(&mut self, entry: Entry) {
        self.entries.push(entry);
        let surplus = self.entries.len().saturating_sub(MOST);
        self.entries.drain(..surplus);
    }

    /// What stands before the line that is typed.
    pub(super) fn sign(&self) -> String {
        self.session.as_ref().map_or_else(|| "$ ".to_owned(), Session::prompt)
    }

    /// Leaves the shell in a container. False where there is none.
    pub(super) fn leave_session(&mut self) -> bool {
        self.session.take().is_some()
    }

    /// What the command that is at work has printed. False where none is.
    pub(super) fn finish(&mut self, words: &str) -> bool {
        let Some(entry) = self.entries.last_mut().filter(|entry| entry.pending) else { return false };
        let mut words = words.to_owned();
        if let Some(session) = &mut self.session {
            let (printed, goes_on) = session.take(&words);
            words = printed;
            if !goes_on {
                self.session = None;
            }
        }
        entry.printed = cut(std::mem::take(&mut entry.printed) + &words);
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
        self.session = None;
        self.ahead.clear();
        self.finish("The file has changed meanwhile: this is another Pod now.\n");
    }

    /// Completes the word before the cursor as far as it is certain.
    pub(super) fn complete(&mut self, run: Option<&Run>, at: Duration) {
        if self.session.is_some() {
            return;
        }
        let before = self.line.before();
        let start = before.rfind(' ').map_or(0, |at| at + 1);
        let words: Vec<&str> = before[..start].split_whitespace().collect();
        let typed = &before[start..];
        let candidates = candidates(&words, typed, run, at);
        let fitting: Vec<&str> = candidates.iter().map(String::as_str).filter(|word| word.starts_with(typed)).collect();
        let Some(first) = fitting.first() else { return };
        let same = |other: &&str| first.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
        let length = fitting.iter().map(same).min().unwrap_or(0);
        let mut rest: String = first.chars().take(length).skip(typed.chars().count()).collect();
        if fitting.len() == 1 && !first.ends_with(['=', '/']) {
            rest.push(' ');
        }
        self.line.insert(&rest);
    }
}

/// Flags by command, as one types them when debugging.
const FLAGS: [(&str, &[&str]); 7] = [
    (
        "get",
        &[
            "-o",
            "-w",
            "-A",
            "-n",
            "-l",
            "-L",
            "--show-labels",
            "--no-headers",
            "--sort-by=",
            "--field-selector=",
            "--ignore-not-found",
            "--all-namespaces",
            "--namespace",
            "--output=",
            "--selector=",
            "--watch",
        ],
    ),
    ("describe", &["-n", "-l"]),
    (
        "logs",
        &[
            "-c",
            "-f",
            "-l",
            "-p",
            "-n",
            "--all-containers",
            "--container=",
            "--follow",
            "--limit-bytes=",
            "--prefix",
            "--previous",
            "--since=",
            "--tail=",
            "--timestamps",
        ],
    ),
    ("exec", &["-c", "-it", "-n", "--"]),
    ("events", &["-n", "-A", "--for=pod/", "--types=", "--no-headers"]),
    ("delete", &["-n", "--force", "--grace-period=", "--now"]),
    ("explain", &["--recursive"]),
];

/// What may come after some words, where the beginning of the next is typed.
fn candidates(words: &[&str], typed: &str, run: Option<&Run>, at: Duration) -> Vec<String> {
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let there = |run: &Run| -> Vec<String> {
        run.life.pods().filter(|pod| run.life.pod(pod, at).is_some()).map(ToOwned::to_owned).collect()
    };
    let pods = || run.map_or_else(Vec::new, there);
    let lanes = run.map_or(&[][..], |run| &run.lanes);
    let after = match words.first() {
        Some(&"kubectl" | &"k") => &words[1..],
        _ => words,
    };
    let Some(verb) = after.first() else { return owned(if words.is_empty() { &["kubectl"] } else { &VERBS }) };
    match after.last() {
        Some(&"-c" | &"--container") => return lanes.iter().map(|lane| lane.name.clone()).collect(),
        Some(&"-o" | &"--output") => {
            return owned(&["wide", "yaml", "json", "name", "jsonpath=", "custom-columns="]);
        }
        Some(&"--for") => return pods().into_iter().map(|pod| format!("pod/{pod}")).collect(),
        _ => {}
    }
    if typed.starts_with('-') {
        return FLAGS.iter().find(|(own, _)| own == verb).map_or_else(Vec::new, |(_, flags)| owned(flags));
    }
    match (*verb, after.len()) {
        ("get", 1) => {
            owned(&["pods", "events", "services", "endpoints", "endpointslices", "configmaps", "secrets", "all"])
        }
        ("describe", 1) => owned(&["pod", "service", "configmap", "secret"]),
        ("delete" | "top", 1) => owned(&["pod"]),
        ("explain", _) => owned(&["pod.spec.containers", "pod.spec.initContainers", "pod.spec.volumes"]),
        ("events", _) => Vec::new(),
        _ => pods(),
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
