//! Any text as an answer to each kind of exercise: a verdict, no panic, never more points than there are, and full marks only
//! for a Pod that the API server takes.
//! `cargo +nightly fuzz run grade`
#![no_main]

mod guarded;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use podlings::exercise::{Exercise, load};
use podlings::grade::grade;

static EXERCISES: LazyLock<Vec<Exercise>> = LazyLock::new(|| {
    let texts = [
        include_str!("../../tests/grade/exercises/config-loader.toml"),
        include_str!("../../tests/grade/exercises/everything.toml"),
    ];
    texts.iter().map(|text| load("fuzz.toml", "fuzz", "fuzz", text).expect("the tests' own exercise")).collect()
});

fuzz_target!(init: guarded::let_guarded_panics_pass(), |text: &str| {
    for exercise in EXERCISES.iter() {
        let verdict = grade(exercise, text);
        let points: u32 = verdict.checks.iter().map(|check| check.points).sum();
        assert!(verdict.score <= verdict.max_score && verdict.score == points);
        assert!(verdict.checks.iter().all(|check| check.points <= check.max_points));
        assert!(!verdict.passed || (verdict.score == verdict.max_score && verdict.cluster.accepted));
    }
});
