//! The whole way: new, check, bundle, work, hand in, grade, merge; as it is typed.

use insta::assert_snapshot;

use super::students::{hand_in, machine, name_of, pod, work_of};
use crate::cli::machine::Machine;

/// A machine on which the assignment was bundled.
fn bundled() -> Machine {
    let machine = machine();
    assert!(machine.run("class bundle week-1", "").contains("week-1.podlings"));
    machine
}

#[test]
fn a_new_assignment_is_sound() {
    let machine = Machine::new();
    assert_snapshot!(machine.run("class new week-9", ""));
    let check = machine.run("class check week-9", "");
    assert!(check.starts_with("Week 9 (week-9)\n") && !check.contains("exit code"), "{check}");
    let times =
        "  opens  Monday 23 November 2026, 00:00 (UTC)\n  due by the end of Monday 30 November 2026 (UTC); each day";
    assert!(
        check.contains(times) && check.contains("each student has values of their own, in 2 of 2 exercises"),
        "{check}"
    );
    assert_snapshot!(machine.run("class new week-9", ""), @"
    -- stderr --
    error: week-9/assignment.toml is there already and stays as it is
    -- exit code 2 --
    ");
}

#[test]
fn an_assignment_is_told_in_words() {
    assert_snapshot!(machine().run("class check week-1", ""));
}

#[test]
fn what_is_wrong_with_an_assignment_is_told() {
    let machine = machine();
    machine.write("week-1/assignment.toml", &super::students::ASSIGNMENT.replace("\"second\"", "\"secnd\""));
    assert_snapshot!(machine.run("class check week-1", ""));
    assert!(machine.run("class bundle week-1", "").ends_with("-- exit code 2 --\n"));
    assert_snapshot!(machine.run("class check nowhere", ""));
}

#[test]
fn a_bundle_holds_no_answer() {
    let machine = machine();
    assert_snapshot!(machine.run("class bundle week-1", ""));
    let bundle = machine.read("week-1.podlings");
    assert!(bundle.contains("Create a Pod") && !bundle.contains("SECRET"), "{bundle}");
    assert!(machine.run("class bundle week-1", "").contains("week-1.podlings is there already"));
    assert!(!machine.run("class bundle week-1 --replace", "").contains("exit code"));
    machine.run("class bundle week-1 --folder out", "");
    let folder = ["assignment.toml", "pack/week-1/first.toml", "pack/week-1/second.toml", "pack/week-1/topic.toml"];
    let texts: Vec<String> = folder.iter().map(|name| machine.read(&format!("out/{name}"))).collect();
    assert!(texts.iter().all(|text| !text.contains("SECRET")));
    assert!(machine.run("class bundle out", "").contains("this is a bundle already"));
}

#[test]
fn students_see_their_own_variant_and_no_answer() {
    let machine = bundled();
    assert_snapshot!(machine.run("list --assignment week-1.podlings", ""), @"
    -- stderr --
    error: who are you?
    hint: say it once, as your teacher knows you: --student ID (such as a matriculation number)
    -- exit code 2 --
    ");
    assert_snapshot!(machine.run("list --assignment week-1.podlings --student ada", ""), @r"
    Week 1, ada
    due by Monday 23 November 2026, 08:00 (UTC); each day late costs 10 % of the points, down to 50 %
      first   10 points, 3 of 3 attempts left
      second  4 points, 3 of 3 attempts left
    Each text that is graded for the first time is an attempt, up to full marks; saving and handing in are none.

    Week 1
      first   build  1/5   1:30  A Pod
      second  build  1/5   1:30  A Pod
    ");
    let name = name_of(&machine, "ada");
    assert!((0..20).any(|other| name_of(&machine, &format!("s{other}")) != name));
    let shown = machine.run("show first --assignment week-1.podlings", "");
    assert!(shown.contains(&format!("a Pod `{name}`")), "{shown}");
    assert_snapshot!(machine.run("list --assignment week-1.podlings --student bob", ""), @"
    -- stderr --
    error: `ada` works on this assignment here, not `bob`
    hint: leave --student out to go on; if the first one was a mistake, remove ~/.local/share/podlings/assignments/week-1/student
    -- exit code 2 --
    ");
    // The options may stand before the subcommand too.
    let before = machine.run("--assignment week-1.podlings --student ada show first", "");
    assert_eq!(before, shown);
    assert!(shown.contains("\nIn Week 1: 10 points\n  due by Monday 23 November 2026, 08:00 (UTC);"), "{shown}");
    assert!(shown.ends_with("  3 of 3 attempts left\n"), "{shown}");
    let solution = machine.run("solution first --yes --assignment week-1.podlings", "");
    assert!(solution.contains("the answer of `first` is not part of your assignment"), "{solution}");
    assert!(machine.run("hint first --assignment week-1.podlings", "").contains("This exercise has no hints."));
    let check = machine.run("pack check out", "");
    assert!(check.contains("exit code"), "{check}");
}

#[test]
fn work_is_handed_in_and_graded() {
    let machine = bundled();
    let assignment = "--assignment week-1.podlings";
    machine.run(&format!("start first {assignment} --student ada"), "");
    assert_snapshot!(machine.run(&format!("hand-in {assignment}"), ""), @"
    Week 1, ada
      first   MISSING: empty
      second  MISSING: not begun
    This is 1 h late: it was due by Monday 23 November 2026, 08:00 (UTC); each day late costs 10 % of the points, down to 50 %.
    Handed in now, 90 % of its points are left.

    Nothing was written: there is no answer yet.
    -- exit code 1 --
    ");
    let name = name_of(&machine, "ada");
    machine.write(&work_of(&machine, "ada"), &pod(&name, "busybox:1.36"));
    let file = machine.home().join(work_of(&machine, "ada"));
    let graded = machine.run(&format!("grade first {} {assignment}", file.display()), "");
    assert!(graded.starts_with("first: 4 of 4 points, passed"), "{graded}");
    assert_snapshot!(machine.run(&format!("hand-in {assignment}"), ""), @"
    Week 1, ada
      first   graded once
      second  MISSING: not begun
    This is 1 h late: it was due by Monday 23 November 2026, 08:00 (UTC); each day late costs 10 % of the points, down to 50 %.
    Handed in now, 90 % of its points are left.

    Nothing was written: 1 of 2 missing.
    --partial hands in what is there.
    -- exit code 1 --
    ");
    let written = machine.run(&format!("hand-in {assignment} --partial -o in/week-1-ada.handin"), "");
    assert!(written.contains("cannot write in/week-1-ada.handin"), "{written}");
    machine.write("in/.keep", "");
    let written = machine.run(&format!("hand-in {assignment} --partial -o in/week-1-ada.handin"), "");
    assert!(written.ends_with("in/week-1-ada.handin   give this file to your teacher\n"), "{written}");
    let again = machine.run(&format!("hand-in {assignment} --partial -o in/week-1-ada.handin"), "");
    assert!(again.contains("in/week-1-ada.handin is there already"), "{again}");
    machine.write("in/bob/first.yaml", &pod(&name_of(&machine, "bob"), "busybox:1.35"));
    machine.write("in/bob/second/pod.yaml", &pod("other", "busybox:1.36"));
    machine.write("in/bob/README.md", "me");
    assert_snapshot!(machine.run("class grade in --assignment week-1", ""), @"
    2 submissions graded: 9 of 14 points on average, 1 late
    Results: results.jsonl
    ");
    assert_snapshot!(scores(&machine, "results.jsonl"), @"
    bob: 9 of first 5, second 4
    ada: 9 of first 10, second 0, late by 3600
    ");
    let again = machine.run("class grade in --assignment week-1", "");
    assert!(again.contains("2 submissions had not changed since they were graded"), "{again}");
}

/// The points of a results file in a line for each student.
fn scores(machine: &Machine, file: &str) -> String {
    let mut lines = Vec::new();
    for line in machine.read(file).lines().skip(1) {
        let student: podlings::classroom::result::Student = serde_json::from_str(line).unwrap();
        let parts: Vec<String> =
            student.exercises.iter().map(|exercise| format!("{} {}", exercise.id, exercise.score)).collect();
        let late = student.late.map(|late| format!(", late by {}", late.by)).unwrap_or_default();
        lines.push(format!("{}: {} of {}{late}", student.id, student.score(), parts.join(", ")));
    }
    lines.join("\n")
}

#[test]
fn attempts_end() {
    let machine = bundled();
    let grade = |image: &str| {
        machine.write("pod.yaml", &pod("x", image));
        let file = machine.home().join("pod.yaml");
        machine.run(&format!("grade second {} --assignment week-1.podlings --student ada", file.display()), "")
    };
    for image in ["a", "b", "c", "a"] {
        assert!(grade(image).starts_with("second: ") && grade(image).contains("not yet"), "{image}");
    }
    assert_snapshot!(grade("d"), @"
    -- stderr --
    error: all 3 attempts at `second` are used
    hint: `podlings hand-in` hands in what is in your pod.yaml, whether it was graded or not
    -- exit code 2 --
    ");
}

#[test]
fn shards_put_together_are_one_run() {
    let machine = machine();
    for student in ["ada", "bob", "cleo", "dan", "eve", "fay", "gus"] {
        machine.write(&format!("in/{student}.handin"), &hand_in(&machine, student));
    }
    // Twice the same student, in two files that may come into different shards.
    machine.write("in/ada-again.handin", &hand_in(&machine, "ada"));
    machine.run("class grade in --assignment week-1 -o whole.jsonl", "");
    for shard in 1..=3 {
        let said =
            machine.run(&format!("class grade in --assignment week-1 --shard {shard}/3 -o part-{shard}.jsonl"), "");
        assert!(!said.contains("exit code"), "{said}");
    }
    let said = machine.run("class merge part-1.jsonl -o some.jsonl", "");
    assert!(said.contains("the shards 2/3, 3/3 are missing") && said.contains("exit code 2"), "{said}");
    let said = machine.run("class merge part-1.jsonl part-3.jsonl --incomplete -o some.jsonl", "");
    assert!(said.contains("note: the shards 2/3 are missing") && !said.contains("exit code"), "{said}");
    let said = machine.run("class report some.jsonl", "");
    assert!(said.contains("note: the shards 2/3 are missing: this is not the whole class"), "{said}");
    let said = machine.run("class report some.jsonl.part", "");
    assert!(said.contains("start that run again to end it") && said.contains("exit code 2"), "{said}");
    let merged = machine.run("class merge part-1.jsonl part-2.jsonl part-3.jsonl -o merged.jsonl", "");
    assert!(
        merged.starts_with("8 submissions graded: 14 of 14 points on average, 0 late\n2 to look at:\n"),
        "{merged}"
    );
    assert_eq!(machine.read("whole.jsonl"), machine.read("merged.jsonl"));
    assert!(machine.run("class grade in --assignment week-1 --shard 4/3", "").contains("a part such as 1/4"));
    machine.write("week-1/assignment.toml", &super::students::ASSIGNMENT.replace("points = 10", "points = 11"));
    machine.run("class grade in --assignment week-1 -o other.jsonl", "");
    let said = machine.run("class grade in --assignment week-1 --shard 2/3 -o part-1.jsonl", "");
    assert!(said.contains("part-1.jsonl holds the results of the shard 1/3\nhint: -o names another file"), "{said}");
    let said = machine.run("class grade in --assignment week-1 --shard 2/3", "");
    assert!(said.ends_with("Results: results-2-of-3.jsonl\n"), "{said}");
    machine.write("week-1/assignment.toml", &super::students::ASSIGNMENT.replace("week-1", "week-9"));
    let said = machine.run("class grade in --assignment week-1 -o whole.jsonl", "");
    assert!(said.contains("whole.jsonl holds the results of the assignment `week-1`"), "{said}");
    let different = machine.run("class merge whole.jsonl other.jsonl -o merged.jsonl", "");
    assert!(different.contains("are results of different assignments, or of different versions of one"), "{different}");
}

#[test]
fn a_folder_that_gets_more_files_is_graded_again() {
    let machine = machine();
    machine.write("in/ada/README.md", "");
    machine.run("class grade in --assignment week-1", "");
    machine.write("in/ada/one.handin", &hand_in(&machine, "ada"));
    machine.write("in/ada/two.handin", &hand_in(&machine, "ada"));
    let said = machine.run("class grade in --assignment week-1", "");
    assert!(
        said.contains("its folder holds 2 hand-ins: `two.handin` counts") && !said.contains("had not changed"),
        "{said}"
    );
}

#[test]
fn doubtful_work_is_named_and_foreign_work_gets_no_points() {
    let machine = machine();
    machine.write("in/a.handin", &hand_in(&machine, "good"));
    machine.write("in/b.handin", &hand_in(&machine, "forged").replace("other", "oTher"));
    machine.write("in/c.handin", &hand_in(&machine, "wrong").replace("week-1", "week-2"));
    machine.run("class grade in --assignment week-1", "");
    assert!(scores(&machine, "results.jsonl").contains("wrong: 0"));
    for form in ["canvas", "moodle", "csv"] {
        let said = machine.run(&format!("class report results.jsonl -o {form}"), "");
        let note = "note: what was handed in was changed after podlings wrote it (2): forged; wrong\n";
        assert!(said.contains(note), "{said}");
        let note = "note: what was handed in is for another assignment, or another version of it (1): wrong\n";
        assert!(said.contains(note), "{said}");
    }
    let said = machine.run("class report results.jsonl -o moodle", "");
    assert!(said.contains("What was handed in was changed after podlings wrote it."), "{said}");
    machine.write("roster.csv", "ID number,Full name\n77,Nobody\n");
    let said = machine.run("class report results.jsonl -o moodle --roster roster.csv", "");
    assert!(said.contains("nobody who handed in is in the roster") && said.contains("exit code 2"), "{said}");
    let said = machine.run("autograde in --assignment week-1", "");
    assert!(said.contains("every student of this assignment has values of their own"), "{said}");
}

#[test]
fn a_killed_run_goes_on_where_it_was() {
    let machine = machine();
    for student in ["ada", "bob", "cleo", "dan"] {
        machine.write(&format!("in/{student}.handin"), &hand_in(&machine, student));
    }
    machine.run("class grade in --assignment week-1", "");
    let whole = machine.read("results.jsonl");
    // As a run leaves it that was killed while it wrote its third result.
    let lines: Vec<&str> = whole.lines().collect();
    std::fs::remove_file(machine.home().join("results.jsonl")).unwrap();
    let half = &lines[3][..lines[3].len() / 2];
    machine.write("results.jsonl.part", &format!("{}\n{}\n{}\n{half}", lines[0], lines[2], lines[1]));
    let said = machine.run("class grade in --assignment week-1", "");
    assert!(said.contains("2 submissions had not changed since they were graded"), "{said}");
    assert_eq!(machine.read("results.jsonl"), whole);
    assert!(!machine.home().join("results.jsonl.part").exists());
    // What has changed, or is gone, is not taken from there.
    machine.write("in/bob.handin", &hand_in(&machine, "bobby"));
    std::fs::remove_file(machine.home().join("in/dan.handin")).unwrap();
    let said = machine.run("class grade in --assignment week-1", "");
    assert!(said.contains("2 submissions had not changed") && said.contains("3 submissions graded"), "{said}");
    assert!(scores(&machine, "results.jsonl").contains("bobby: 14"), "{said}");
}

#[test]
fn without_a_verdict_a_student_hears_the_api_server_alone() {
    let machine = machine();
    machine.write("week-1/assignment.toml", &super::students::ASSIGNMENT.replace("[\"verdict\"]", "[]"));
    machine.run("class bundle week-1", "");
    let bundle = machine.read("week-1.podlings");
    assert!(!bundle.contains("expect"), "{bundle}");
    machine.write("pod.yaml", &pod("other", "busybox:1.36"));
    let file = machine.home().join("pod.yaml");
    let line = format!("grade second {} --assignment week-1.podlings --student ada", file.display());
    assert_snapshot!(machine.run(&line, ""));
}

#[test]
fn texts_graded_at_other_values_count_too() {
    let machine = bundled();
    let assignment = "--assignment week-1.podlings";
    machine.run(&format!("start first {assignment} --student ada"), "");
    let grade = |options: &str, name: &str| {
        machine.run(&format!("grade first -{options} {assignment}"), &pod(name, "busybox:1.36"))
    };
    let said = grade("", "one");
    assert!(
        said.contains("first: 3 of 4 points") && said.contains("\nIn Week 1 that is worth 7.5 of 10 points.\n"),
        "{said}"
    );
    // Nothing is offered that this assignment would refuse.
    assert!(said.contains("are told once") || said.contains("is told once") || said.contains("expected"), "{said}");
    assert!(!said.contains("attempts") && !said.contains("--reveal") && !said.contains("podlings hint"), "{said}");
    machine.run(&format!("start first --seed 5 {assignment}"), "");
    assert!(!grade(" --seed 5", "two").contains("attempts"));
    assert!(!grade("", "three").contains("attempts"));
    // An attempt at other values is open and is the newest one; every one of them is counted all the same.
    assert!(grade("", "four").contains("all 3 attempts at `first` are used"));
    assert!(grade(" --seed 6", "four").contains("all 3 attempts at `first` are used"));
    machine.write(&work_of(&machine, "ada"), &pod("four", "busybox:1.36"));
    assert!(machine.run(&format!("hand-in {assignment}"), "").contains("first   graded 3 times"));
}

#[test]
fn a_day_alone_is_due_at_its_own_end_and_grace_is_said() {
    let machine = machine();
    let text = super::students::ASSIGNMENT
        .replace("2026-11-23 08:00", "2026-11-23")
        .replace("floor = 50", "floor = 50\ngrace = \"15m\"");
    machine.write("week-1/assignment.toml", &text);
    let terms = "due by the end of Monday 23 November 2026 (UTC) (15 min of grace); each day late costs 10 % of the points, \
                 down to 50 %";
    let check = machine.run("class check week-1", "");
    assert!(check.contains(&format!("\n  {terms}\n")), "{check}");
    let handed = machine.run("hand-in --assignment week-1 --student ada", "");
    assert!(handed.contains(&format!("\nIn time: {terms}.\n")), "{handed}");
}
