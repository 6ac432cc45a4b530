//! Plays Pods on a thread of its own, always the newest wish. It must not know who asked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel};
use std::thread;
use std::time::Duration;

use super::Event;
use crate::tui::msg::Msg;
use crate::tui::play::{Script, play};

struct Job {
    generation: u64,
    script: Script,
}

/// The thread that plays.
pub struct Playing {
    jobs: Sender<Job>,
}

impl Playing {
    /// Starts the thread; its answers go to `events`.
    pub fn start(events: SyncSender<Event>) -> Self {
        let (jobs, queue) = channel();
        thread::spawn(move || work(&queue, &events));
        Self { jobs }
    }

    /// Plays a script. One that is being played is left for it.
    pub fn play(&self, generation: u64, script: Script) {
        // The thread ends only with the program.
        let _ = self.jobs.send(Job { generation, script });
    }
}

fn work(queue: &Receiver<Job>, events: &SyncSender<Event>) {
    let mut next = None;
    while let Some(job) = next.take().or_else(|| queue.recv().ok()) {
        let generation = job.generation;
        let mut told = Duration::ZERO;
        let played = catch_unwind(AssertUnwindSafe(|| {
            play(&job.script, &mut |now| {
                next = queue.try_iter().last().or(next.take());
                if now >= told + Duration::from_secs(10) {
                    told = now;
                    // A full queue loses nothing but a step of the progress.
                    let _ = events.try_send(Event::Message(Msg::PlayGoesOn { generation, until: now }));
                }
                next.is_none()
            })
        }));
        let message = match played {
            Ok(Some(played)) => Msg::Played { generation, played: Arc::new(played) },
            Ok(None) => continue,
            Err(_) => Msg::PlayFailed { generation },
        };
        if events.send(Event::Message(message)).is_err() {
            return;
        }
    }
}
