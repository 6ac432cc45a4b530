//! Assignments: what is read, what is refused and where, what late work keeps, which seeds are drawn.

use std::time::Duration;

use super::*;

const SMALL: &str = r#"format = 1
id = "week-3"
title = "Week 3: init containers"
timezone = "Europe/Berlin"
opens = "2026-11-23 09:00"
due = "2026-11-30"
attempts = 3
seeds = "per-student"
feedback = ["verdict", "diff"]

[late]
rule = "per-day"
percent = 10
floor = 50
grace = "10m"

[[exercises]]
id = "wait-for-db"
points = 10

[[exercises]]
id = "config-loader"
"#;

fn small() -> Assignment {
    load("assignment.toml", SMALL).expect("a good assignment")
}

/// What is said of the small assignment with one text in it replaced.
fn said(from: &str, to: &str) -> String {
    assert!(SMALL.contains(from), "{from}");
    match load("assignment.toml", &SMALL.replacen(from, to, 1)) {
        Ok(_) => "good".to_owned(),
        Err(problems) => problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn an_assignment_is_read() {
    let small = small();
    assert_eq!((small.id.as_str(), small.attempts), ("week-3", Some(3)));
    assert_eq!(small.opens.as_ref().unwrap().timestamp().to_string(), "2026-11-23T08:00:00Z");
    // A day alone ends when the next one begins.
    assert_eq!(small.due.as_ref().unwrap().timestamp().to_string(), "2026-11-30T23:00:00Z");
    assert_eq!(small.feedback, Feedback { verdict: true, hints: false, diff: true, solution: false, on_save: true });
    assert_eq!(small.points(|_| 6), 16);
}

#[test]
fn times_may_have_an_offset_of_their_own() {
    let text = SMALL.replace("due = \"2026-11-30\"", "due = \"2026-11-30T23:59:00-05:00\"");
    let due = load("a", &text).unwrap().due.unwrap();
    assert_eq!(due.timestamp().to_string(), "2026-12-01T04:59:00Z");
    // Twice on the clock that night: the later one, in the students' favour.
    let text = SMALL.replace("2026-11-23 09:00", "2026-10-25 02:30");
    assert_eq!(load("a", &text).unwrap().opens.unwrap().timestamp().to_string(), "2026-10-25T01:30:00Z");
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    insta::assert_snapshot!(said("title", "tilte"), @r#"
    assignment.toml:3:1: there is no key `tilte` here
      3 | tilte = "Week 3: init containers"
        | ^^^^^
      help: did you mean `title`?
    "#);
    insta::assert_snapshot!(said("due = \"2026-11-30\"", "due = 2026-11-30"), @r#"
    assignment.toml:6:7: invalid type: map, expected a string
      6 | due = 2026-11-30
        |       ^^^^^^^^^^
      help: times stand in quotes: due = "2026-11-30 23:59"
    "#);
    insta::assert_snapshot!(said("Europe/Berlin", "Europe/Berlim"), @r#"
    assignment.toml:4:12: there is no time zone `Europe/Berlim`
      4 | timezone = "Europe/Berlim"
        |            ^^^^^^^^^^^^^^^
      help: zones have names such as "Europe/Berlin", "America/New_York" or "UTC"
    "#);
    insta::assert_snapshot!(said("timezone = \"Europe/Berlin\"", ""), @r#"
    assignment.toml:5:9: this time has no time zone
      5 | opens = "2026-11-23 09:00"
        |         ^^^^^^^^^^^^^^^^^^
      help: add `timezone = "Europe/Berlin"`, or the offset to the time
    assignment.toml:6:7: this time has no time zone
      6 | due = "2026-11-30"
        |       ^^^^^^^^^^^^
      help: add `timezone = "Europe/Berlin"`, or the offset to the time
    "#);
}

#[test]
fn values_that_make_no_sense_are_refused() {
    for (from, to, message) in [
        ("\"week-3\"", "\"Week 3\"", "an id is small letters, digits and dashes, such as \"week-3\""),
        ("format = 1", "format = 2", "this assignment has the newer format 2"),
        ("due = \"2026-11-30\"", "due = \"2026-11-01\"", "it is due before it opens"),
        ("due = \"2026-11-30\"", "due = \"soon\"", "`soon` is not a time such as"),
        ("due = \"2026-11-30\"\n", "", "there is a rule for late work, and no `due`"),
        ("percent = 10\n", "", "this rule needs `percent`"),
        ("percent = 10", "percent = 101", "a number from 1 to 100 was expected, not 101"),
        ("rule = \"per-day\"", "rule = \"fixed\"", "only the rule \"per-day\" has a `floor`"),
        ("rule = \"per-day\"", "rule = \"daily\"", "`daily` is not known here"),
        ("attempts = 3", "attempts = 0", "a number from 1 to 1000 was expected, not 0"),
        ("\"config-loader\"", "\"wait-for-db\"", "the exercise `wait-for-db` is there already"),
        ("attempts = 3", "pack = \"../other\"", "`../other` leads out of the folder"),
        ("attempts = 3", "pack = \"/etc\"", "`/etc` leads out of the folder"),
        ("Week 3:", "\\u001b[31m", "a control character (U+001B) in a text that is shown"),
        ("\"diff\"", "\"dif\"", "`dif` is not known here"),
    ] {
        let said = said(from, to);
        assert!(said.contains(message), "{to}: {said}");
    }
}

#[test]
fn late_work_keeps_what_the_rule_says() {
    let small = small();
    let late = |text: &str| small.lateness(text.parse().unwrap());
    assert_eq!(late("2026-11-30T23:00:00Z"), None);
    assert_eq!(late("2026-11-30T23:10:00Z"), None, "within the grace");
    assert_eq!(late("2026-11-30T23:10:01Z"), Some(Duration::from_secs(601)));
    assert_eq!(small.late.keeps(late("2026-11-30T23:11:00Z")), 90);
    assert_eq!(small.late.keeps(late("2026-12-01T23:00:00Z")), 90);
    assert_eq!(small.late.keeps(late("2026-12-01T23:00:01Z")), 80);
    assert_eq!(small.late.keeps(late("2027-11-30T23:00:00Z")), 50, "the floor");
    let rule = |rule| Late { rule, grace: Duration::ZERO }.keeps(Some(Duration::from_secs(1)));
    assert_eq!(rule(LateRule::Noted), 100);
    assert_eq!(rule(LateRule::Refused), 0);
    assert_eq!(rule(LateRule::Fixed { percent: 30 }), 70);
}

#[test]
fn seeds_differ_between_students_exercises_and_terms_and_never_change() {
    let small = small();
    let seed = small.seed("ada", "wait-for-db");
    assert_eq!(seed, Some(12_730_698_781_216_696_167), "a published seed never changes");
    assert_ne!(seed, small.seed("bob", "wait-for-db"));
    assert_ne!(seed, small.seed("ada", "config-loader"));
    assert_ne!(small.seed("ada", "b-c"), small.seed("ada-b", "c"));
    let next_term = Assignment { salt: "2027".to_owned(), ..small.clone() };
    assert_ne!(seed, next_term.seed("ada", "wait-for-db"));
    let class = Assignment { seeds: Seeds::PerClass, ..small.clone() };
    assert_eq!(class.seed("ada", "wait-for-db"), class.seed("bob", "wait-for-db"));
    assert_eq!(Assignment { seeds: Seeds::AsWritten, ..small }.seed("ada", "x"), None);
}
