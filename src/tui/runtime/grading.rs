//! Grades on a thread of its own, always the newest text. It must not know who asked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};
use std::thread;

use super::Event;
use crate::exercise::Exercise;
use crate::grade::grade;
use crate::tui::msg::Msg;

struct Job {
    generation: u64,
    exercise: Arc<Exercise>,
    text: String,
}

/// The thread that grades.
pub struct Grading {
    jobs: Sender<Job>,
}

impl Grading {
    /// Starts the thread; its answers go to `events`.
    pub fn start(events: SyncSender<Event>) -> Self {
        let (jobs, queue) = channel();
        thread::spawn(move || work(&queue, &events));
        Self { jobs }
    }

    /// Grades a text. One that still waits is forgotten: its verdict would be about an old text.
    pub fn grade(&self, generation: u64, exercise: Arc<Exercise>, text: String) {
        // The thread ends only with the program.
        let _ = self.jobs.send(Job { generation, exercise, text });
    }
}

fn work(queue: &Receiver<Job>, events: &SyncSender<Event>) {
    while let Ok(first) = queue.recv() {
        let job = queue.try_iter().last().unwrap_or(first);
        let generation = job.generation;
        let message = match catch_unwind(AssertUnwindSafe(|| grade(&job.exercise, &job.text))) {
            Ok(verdict) => Msg::Graded { generation, verdict: Arc::new(verdict) },
            Err(_) => Msg::GradingFailed { generation },
        };
        if events.send(Event::Message(message)).is_err() {
            return;
        }
    }
}
