//! Drills and statistics on the command line: what is due, and the table for spreadsheets.

use insta::assert_snapshot;
use jiff::{SignedDuration, Timestamp};
use podlings::history::{Failure, GradeRecord, History, Mode, Score};

use super::machine::Machine;

/// A machine with a pack of two exercises.
fn machine() -> Machine {
    let machine = Machine::new();
    let small = include_str!("../exercise/small.toml");
    machine.write("pack/basics/first.toml", small);
    machine.write("pack/basics/second.toml", &small.replace("title = \"A Pod\"", "title = \"=1+1\""));
    machine
}

/// An attempt that ended so many days before the machine's present.
fn attempt(machine: &Machine, exercise: &str, days: i64, seconds: u64, passed: bool) {
    let now: Timestamp = "2026-11-23T09:00:00Z".parse().unwrap();
    let at = now - SignedDuration::from_hours(24 * days);
    let elapsed = std::time::Duration::from_secs(seconds);
    let mut history = History::open(&machine.home().join(".local/share/podlings/history.db"));
    let open = history.open_attempt(exercise, Mode::Drill, Some(7), at - elapsed).unwrap();
    let failure =
        Failure { check: "app".into(), path: Some("spec.containers[app].image".into()), kind: Some("wrong".into()) };
    let record = GradeRecord {
        at,
        elapsed,
        text: "kind: Pod".into(),
        score: Score { points: if passed { 4 } else { 2 }, max: 4, passed },
        accepted: true,
        failures: if passed { Vec::new() } else { vec![failure] },
    };
    history.record_grade(open.id, &record).unwrap();
    history.finish(open.id, at, elapsed, false).unwrap();
}

#[test]
fn a_list_says_what_is_due_and_when() {
    let machine = machine();
    assert_snapshot!(machine.run("drill --due --pack pack", ""), @"Nothing is due: nothing was done yet. `podlings drill` begins with the first exercise.");
    attempt(&machine, "second", 9, 60, true);
    assert_snapshot!("drill_list", machine.run("drill --list --pack pack", ""));
    attempt(&machine, "second", 2, 30, true);
    assert_snapshot!("drill_due", machine.run("drill --due --list --pack pack", ""));
    attempt(&machine, "second", 1, 60, false);
    assert_snapshot!("drill_due_json", machine.run("drill --due --list -o json --pack pack", ""));
}

#[test]
fn what_is_not_there_is_refused() {
    let machine = machine();
    assert_snapshot!("drill_unknown", machine.run("drill frist --pack pack", ""));
    assert_snapshot!("drill_unknown_topic", machine.run("drill --topic nowhere --pack pack", ""));
    let refused = machine.run("drill first --due --pack pack", "");
    assert!(refused.contains("cannot be used with") && refused.ends_with("-- exit code 2 --\n"), "{refused}");
}

#[test]
fn there_is_no_drill_in_an_exam() {
    let machine = machine();
    let mut history = History::open(&machine.home().join(".local/share/podlings/history.db"));
    history.open_attempt("first", Mode::Exam, Some(1), "2026-11-23T08:00:00Z".parse().unwrap()).unwrap();
    assert_snapshot!("drill_in_exam", machine.run("drill second --pack pack", ""));
}

#[test]
fn the_table_has_a_row_for_each_attempt_and_no_formula() {
    let machine = machine();
    attempt(&machine, "second", 9, 60, true);
    attempt(&machine, "second", 1, 200, false);
    attempt(&machine, "gone", 0, 20, true);
    assert_snapshot!("stats_csv", machine.run("stats -o csv --pack pack", ""));
}
