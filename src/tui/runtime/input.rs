//! Reads the terminal on a thread of its own, which another program may ask to stand still. It must not know what keys mean.

use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use super::Event;

/// How long the thread waits for input before it looks whether it is to pause.
const WAIT: Duration = Duration::from_millis(40);

/// What the thread is asked to do, and what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Reading,
    Asked,
    Paused,
}

/// The thread that reads the terminal.
pub struct Input {
    state: Arc<(Mutex<State>, Condvar)>,
}

impl Input {
    /// Starts reading.
    pub fn start(events: SyncSender<Event>) -> Self {
        let state = Arc::new((Mutex::new(State::Reading), Condvar::new()));
        let shared = Arc::clone(&state);
        thread::spawn(move || read(&shared, &events));
        Self { state }
    }

    /// Stops reading; from the return of this on the terminal's input is left alone.
    pub fn pause(&self) {
        let (state, changed) = &*self.state;
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = State::Asked;
        while *state == State::Asked {
            let waited = changed.wait_timeout(state, WAIT * 10).unwrap_or_else(PoisonError::into_inner);
            state = waited.0;
            if waited.1.timed_out() {
                // The thread has ended: nobody reads.
                break;
            }
        }
    }

    /// Reads on.
    pub fn resume(&self) {
        let (state, changed) = &*self.state;
        *state.lock().unwrap_or_else(PoisonError::into_inner) = State::Reading;
        changed.notify_all();
    }
}

fn read(shared: &(Mutex<State>, Condvar), events: &SyncSender<Event>) {
    let (state, changed) = shared;
    loop {
        let mut held = state.lock().unwrap_or_else(PoisonError::into_inner);
        while *held != State::Reading {
            *held = State::Paused;
            changed.notify_all();
            held = changed.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        drop(held);
        match crossterm::event::poll(WAIT) {
            Ok(true) => {}
            Ok(false) => continue,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            // The terminal is gone.
            Err(_) => break,
        }
        match crossterm::event::read() {
            Ok(event) => {
                if events.send(Event::Terminal(event)).is_err() {
                    return;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => break,
        }
    }
    let _ = events.send(Event::End);
}
