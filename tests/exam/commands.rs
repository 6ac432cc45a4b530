//! `podlings exam …`, and what the other commands say while an exam is going on.

use insta::assert_snapshot;
use podlings::exercise::Library;
use podlings::history::History;
use podlings::session::exam::{Exam, ExamOptions, Input, candidates, draw};

use super::bench::at;
use crate::cli::machine::Machine;

/// A machine on which an exam of two tasks began at `second` (the clock of its commands stands at nine), and the tasks.
fn machine(second: i64) -> (Machine, Vec<String>, Vec<Option<u64>>) {
    let machine = Machine::new();
    let options = ExamOptions { tasks: Some(2), minutes: Some(20), seed: 7, ..ExamOptions::default() };
    let plan = draw(&candidates(&Library::embedded()), &options).unwrap();
    let mut history = History::try_open(&machine.home().join(".local/share/podlings/history.db")).unwrap();
    let kept = history.begin_exam(&plan, at(second)).unwrap();
    let mut exam = Exam::resume(&kept);
    let step = exam.apply(Input::Return, at(second));
    history.record_exam(kept.id, &step.events, exam.seen()).unwrap();
    let seeds = plan.tasks.iter().map(|task| task.seed).collect();
    (machine, plan.tasks.into_iter().map(|task| task.exercise).collect(), seeds)
}

/// Files are saved when the machine's real clock says so; this one was saved at `second`, before the exam's deadline.
fn save_at(machine: &Machine, file: &str, second: i64) {
    let saved = std::fs::File::open(machine.home().join(file)).unwrap();
    let time = std::time::Duration::from_secs(at(second).as_second().unsigned_abs());
    saved.set_modified(std::time::UNIX_EPOCH + time).unwrap();
}

#[test]
fn before_the_first_exam() {
    let machine = Machine::new();
    assert_snapshot!(machine.run("exam list", ""), @"No exam yet. `podlings exam` begins one: 17 tasks in 2 hours.");
    assert_snapshot!(machine.run("exam report", ""), @"
    -- stderr --
    error: there is no exam yet
    hint: `podlings exam` begins one
    -- exit code 2 --
    ");
    assert_snapshot!(machine.run("exam end", ""), @"
    -- stderr --
    error: no exam is going on
    hint: `podlings exam` begins one
    -- exit code 2 --
    ");
    assert_snapshot!(machine.run("exam --topics sidecars", ""), @"
    -- stderr --
    error: there is no topic `sidecars`
    hint: did you mean `sidecar`? topics: adapter, ambassador, configmaps, debugging, exam-technique, init-containers, network-and-processes, probes, secrets, security, shared-volumes, sidecar
    -- exit code 2 --
    ");
}

#[test]
fn while_one_is_going_on_there_is_no_help_and_no_verdict() {
    let (machine, tasks, _) = machine(-60);
    machine.write("pod.yaml", "kind: Pod\n");
    let file = machine.home().join("pod.yaml").display().to_string();
    for line in [format!("hint {}", tasks[0]), format!("solution {}", tasks[0]), format!("grade {} {file}", tasks[1])] {
        let said = machine.run(&line, "");
        assert!(said.contains("is part of a mock exam that is still running"), "{line}: {said}");
        assert!(said.ends_with("-- exit code 2 --\n"), "{said}");
    }
    assert_snapshot!(machine.run("exam list", ""), @"Exam 1 is going on: 19:00 left, 0 of 2 tasks changed. `podlings exam` goes on with it.");
    assert_snapshot!(machine.run("exam report 1", ""), @"
    -- stderr --
    error: exam 1 is still going on: there is no verdict before its end
    hint: `podlings exam` goes on with it, `podlings exam end` ends it
    -- exit code 2 --
    ");
    assert_snapshot!(machine.run("exam --seed 3", ""), @"
    -- stderr --
    error: exam 1 is still going on, and there is one at a time
    hint: `podlings exam` goes on with it; `podlings exam end` ends and grades it, `podlings exam discard` drops it
    -- exit code 2 --
    ");
}

#[test]
fn ended_from_the_command_line_it_is_graded_as_its_files_are() {
    let (machine, tasks, seeds) = machine(-60);
    let library = Library::embedded();
    let solution = &library.drawn(&tasks[0], seeds[0]).unwrap().solution;
    let folder = ".local/share/podlings/work/exams/2026-11-23T08-59-00Z";
    let file = format!("{folder}/01/pod.yaml");
    machine.write(&file, solution);
    save_at(&machine, &file, -30);
    let said = machine.run("exam end", "");
    assert!(said.starts_with("Exam 1 has ended. ") && said.contains("The report: podlings exam report 1\n"), "{said}");
    let report = machine.run("exam report", "");
    assert!(report.contains("1 of 2 tasks have full marks."), "{report}");
    assert!(report.contains("never looked at"), "{report}");
    let json = machine.run("exam report 1 -o json", "");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["number"], &json["tasks"][0]["passed"]), (&1.into(), &true.into()));
    let list = machine.run("exam list -o json", "");
    let list: serde_json::Value = serde_json::from_str(&list).unwrap();
    assert_eq!(list["exams"][0]["solved"], 1);
    assert_eq!(
        machine.run("exam report 1 --html report.html --markdown report.md", ""),
        "-- stderr --\nwritten: report.html\nwritten: report.md\n"
    );
    assert!(machine.read("report.html").starts_with("<!DOCTYPE html>"));
    assert!(machine.read("report.md").starts_with("# Mock exam 1\n"));
    assert!(machine.run("exam report 9", "").contains("there is no exam 9"));
    assert!(!machine.run(&format!("hint {}", tasks[0]), "").contains("error"), "practice goes on");
}

#[test]
fn one_whose_time_was_over_while_the_program_was_closed_is_graded_then() {
    let (machine, _, _) = machine(-9000);
    let report = machine.run("exam report", "");
    assert!(report.contains("0 %: not passed") && report.contains("the time was over"), "{report}");
    assert!(report.contains("20 min of 20 min"), "{report}");
}

#[test]
fn statistics_and_exports_count_the_same_attempts() {
    let (machine, _, _) = machine(-60);
    let file = ".local/share/podlings/work/exams/2026-11-23T08-59-00Z/01/pod.yaml";
    machine.write(file, "kind: Pod\n");
    save_at(&machine, file, -30);
    machine.run("exam end", "");
    // Nothing was written for the other task, so it is no attempt at its exercise.
    let stats = machine.run("stats", "");
    assert!(stats.contains("\n1 attempt, 0 passed, 1 text graded\n"), "{stats}");
    let home = machine.home().display();
    let export = machine.run(&format!("export {home}/me.jsonl"), "");
    assert!(export.starts_with("~/me.jsonl holds 1 attempt, 1 graded text, 1 mock exam and "), "{export}");
    let import = Machine::new().run("import -", &machine.read("me.jsonl"));
    assert!(import.starts_with("New here: 1 attempt, 1 graded text, 1 mock exam and "), "{import}");
}

#[test]
fn a_discarded_exam_has_no_result_and_stays_in_the_list() {
    let (machine, tasks, _) = machine(-60);
    assert_snapshot!(machine.run("exam discard", ""), @"
    -- stderr --
    error: exam 1 has 19:00 left, and 0 of its 2 tasks are changed: it would end without a result
    hint: `podlings exam discard --yes` does it; `podlings exam end` grades what is there
    -- exit code 2 --
    ");
    assert_snapshot!(machine.run("exam discard --yes", ""), @"Exam 1 is discarded: it has no result. Its files stay where they are.");
    assert_snapshot!(machine.run("exam list", ""), @"Exam 1 was discarded: it has no result.");
    assert_snapshot!(machine.run("exam report 1", ""), @"
    -- stderr --
    error: exam 1 was discarded: it has no result
    hint: `podlings exam list` names those that have one
    -- exit code 2 --
    ");
    assert_snapshot!(machine.run("exam discard --yes", ""), @"
    -- stderr --
    error: no exam is going on
    hint: `podlings exam` begins one
    -- exit code 2 --
    ");
    let list: serde_json::Value = serde_json::from_str(&machine.run("exam list -o json", "")).unwrap();
    assert_eq!(
        (&list["discarded"][0]["number"], &list["exams"], &list["going_on"]),
        (&1.into(), &serde_json::json!([]), &serde_json::Value::Null)
    );
    assert!(!machine.run(&format!("hint {}", tasks[0]), "").contains("error"), "practice goes on");
    assert_eq!(machine.run("stats -o csv", "").lines().count(), 1, "what was discarded is no attempt at anything");
}

#[test]
fn an_exam_whose_pack_is_gone_can_be_discarded_and_stops_no_list() {
    let machine = Machine::new();
    let mut history = History::try_open(&machine.home().join(".local/share/podlings/history.db")).unwrap();
    let options = ExamOptions { tasks: Some(1), minutes: Some(20), seed: 7, ..ExamOptions::default() };
    let plan = draw(&candidates(&Library::embedded()), &options).unwrap();
    let plan = podlings::session::exam::ExamPlan { packs: vec![machine.home().join("gone")], ..plan };
    history.begin_exam(&plan, at(-9000)).unwrap();
    drop(history);
    let said = machine.run("exam list", "");
    assert!(said.contains("waits for the exercises that it was drawn from"), "{said}");
    assert!(machine.run("exam discard --yes", "").starts_with("Exam 1 is discarded"));
    assert_eq!(machine.run("exam list", ""), "Exam 1 was discarded: it has no result.\n");
}

#[test]
fn exams_drills_and_lists_know_the_same_topics() {
    let machine = Machine::new();
    let hint = |line: &str| {
        let said = machine.run(line, "");
        said.lines().find(|line| line.starts_with("hint: ")).expect("a hint").to_owned()
    };
    let known = hint("exam --topics nonsense");
    assert!(known.contains("configmaps") && known.contains("sidecar"), "{known}");
    assert_eq!(hint("drill --topic nonsense"), known);
    assert_eq!(hint("list --topic nonsense"), known);
    // One that is no folder, but named by exercises.
    let listed = machine.run("list --topic configmaps", "");
    let drilled = machine.run("drill --topic configmaps --list -o json", "");
    let drilled: serde_json::Value = serde_json::from_str(&drilled).unwrap();
    let drilled = drilled["exercises"].as_array().unwrap();
    assert!(drilled.len() > 3, "{drilled:?}");
    for exercise in drilled {
        let id = exercise["exercise"].as_str().unwrap();
        assert!(listed.contains(&format!("  {id} ")), "{id}: {listed}");
    }
}
