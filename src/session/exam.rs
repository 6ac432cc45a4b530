//! Mock exams: what one consists of, what happens in it over time, and what comes out. Pure: exercises, times, texts and
//! verdicts come in as values. It must not know files, clocks or screens.
//!
//! The way of an exam: [`draw`] makes a plan, `history` keeps it and gives a [`KeptExam`]; [`Exam::resume`] makes the running
//! exam of it, at the beginning and after every crash alike; [`Exam::apply`] says for each thing that is done what is to be
//! kept; when it has ended, [`mark()`] grades it, and [`ExamResult`] is what all reports are made from.

mod candidate;
mod closing;
mod domain;
mod mark;
mod past;
mod plan;
mod random;
pub mod report;
mod result;
mod running;

pub use candidate::{Candidate, candidates};
pub use closing::{Closing, close, saved_files};
pub use domain::{DOMAINS, domain_title, topic_title};
pub use mark::{Marking, mark, verdict_by, verdict_on};
pub use past::{Past, past};
pub use plan::{ExamOptions, PlanError, TASKS, draw, usual_minutes};
pub use random::seed_from;
pub use result::{Area, CheckLine, Coverage, ExamResult, PASS_MARK, Percent, TaskResult, TaskState};
pub use running::{Alert, Exam, Input, SavedFile, Step, TaskStanding};

pub use crate::history::{ExamAct, ExamEnd, ExamEvent, ExamId, ExamPlan, ExamTask, KeptExam};
