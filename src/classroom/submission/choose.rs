//! Which of several hand-ins in one student's folder counts: the newest that can be relied on. It must not know what is taken from
//! it.

use std::collections::BTreeSet;
use std::path::PathBuf;

use jiff::Timestamp;

use super::{Reader, shown};
use crate::classroom::hand_in::HandIn;
use crate::classroom::result::ProblemKind;

/// The most hand-ins of one folder that are read.
const MOST: usize = 50;

/// What decides, the most important first; of two that are equal the later name counts.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    /// It is for this assignment.
    is_ours: bool,
    /// It says that it is from the student whose name the folder has.
    is_folders: bool,
    /// Its records fit together.
    is_whole: bool,
    /// When it says that it was handed in.
    at: Option<Timestamp>,
}

impl Reader<'_> {
    /// Takes the newest of several hand-ins, and says so.
    pub(super) fn newest(&mut self, files: &[&(String, PathBuf)]) {
        if files.len() > MOST {
            return self.useless(&format!("its folder holds more than {MOST} hand-ins; leave the one that counts"));
        }
        let (mut best, mut students) = (None::<(Rank, &str, HandIn)>, BTreeSet::new());
        for (name, path) in files {
            let unreadable = self.submission.is_unreadable;
            let Some(read) = self.read_hand_in(path) else {
                // That another one could not be read spoils nothing.
                self.submission.is_unreadable = unreadable;
                if let Some(problem) = self.submission.problems.last_mut() {
                    problem.message = format!("`{name}`: {}", problem.message);
                }
                continue;
            };
            students.extend(read.head.as_ref().map(|head| head.student.clone()));
            let rank = self.rank(&read);
            if best.as_ref().is_none_or(|(known, ..)| rank >= *known) {
                best = Some((rank, name.as_str(), read));
            }
        }
        let Some((rank, name, read)) = best else {
            self.submission.is_unreadable = true;
            return;
        };
        let what = if rank.is_whole { "the newest that was not changed later" } else { "the newest" };
        self.note(ProblemKind::Other, format!("its folder holds {} hand-ins: `{name}` counts, {what}", files.len()));
        if students.len() > 1 {
            let students: Vec<String> = students.iter().take(5).map(|student| shown(student)).collect();
            self.note(ProblemKind::Other, format!("they say that they are from {}", students.join(" and ")));
        }
        self.take(read);
    }

    fn rank(&self, read: &HandIn) -> Rank {
        let head = read.head.as_ref();
        Rank {
            is_ours: head.is_some_and(|head| head.assignment == self.assignment.id),
            is_folders: head.is_some_and(|head| head.student == self.submission.student),
            is_whole: read.broken.is_empty(),
            at: head.map(|head| head.at),
        }
    }
}
