//! Any text as an exercise of a pack: it is read or its problems are named, without a panic, and its own solution can be graded.
//! `cargo +nightly fuzz run pack`
#![no_main]

mod guarded;

use libfuzzer_sys::fuzz_target;
use podlings::exercise::load;
use podlings::grade::grade;

fuzz_target!(init: guarded::let_guarded_panics_pass(), |text: &str| match load("fuzz.toml", "fuzz", "fuzz", text) {
    Ok(exercise) => {
        let verdict = grade(&exercise, &exercise.solution);
        assert!(verdict.score <= verdict.max_score);
    }
    Err(problems) => assert!(!problems.is_empty()),
});
