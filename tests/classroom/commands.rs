//! `podlings class report` and `podlings autograde`, from the command line.

use podlings::classroom::records::Writer;
use podlings::classroom::result::Student;

use super::class::{ROSTER, ada, assignment, hostile, students};
use crate::cli::machine::Machine;

fn results(students: Vec<Student>) -> String {
    let mut writer = Writer::new(Vec::new(), &assignment()).unwrap();
    for student in students {
        writer.student(student).unwrap();
    }
    String::from_utf8(writer.into_inner()).unwrap()
}

fn machine() -> (Machine, String) {
    let machine = Machine::new();
    machine.write("pack/one.jsonl", &results(vec![ada()]));
    machine.write("pack/two.jsonl", &results(students().split_off(1)));
    machine.write("pack/roster.csv", ROSTER);
    let home = machine.home().display().to_string();
    (machine, home)
}

#[test]
fn a_roster_gives_the_class_report_names_and_options_that_do_nothing_are_refused() {
    let (machine, home) = machine();
    let results = format!("class report {home}/pack/one.jsonl {home}/pack/two.jsonl");
    let said = machine.run(&format!("{results} --roster {home}/pack/roster.csv"), "");
    assert!(said.contains("\n3 handed in, 1 did not, 1 late"), "{said}");
    assert!(said.contains("\nHanded nothing in\n  Missing, Cleo\n"), "{said}");
    let said = machine.run(&format!("{results} -o html --roster {home}/pack/roster.csv"), "");
    assert!(said.contains("Lovelace, Ada (s-1)") && said.contains("<p>Missing, Cleo</p>"), "{said}");
    let said = machine.run(&format!("{results} -o canvas --student s-1"), "");
    assert_eq!(
        said,
        "-- stderr --\nerror: --student is for the forms of one student\n\
         hint: it goes with -o markdown, gradescope, classroom50, github, junit\n-- exit code 2 --\n"
    );
}

#[test]
fn shards_and_roster_become_a_gradebook_and_notes() {
    let (machine, home) = machine();
    let line =
        format!("class report {home}/pack/one.jsonl {home}/pack/two.jsonl -o canvas --roster {home}/pack/roster.csv");
    let said = machine.run(&line, "");
    let notes = said.split("-- stderr --\n").nth(1).unwrap();
    assert_eq!(
        notes,
        "note: handed nothing in (1): Missing, Cleo\n\
         note: handed in, but not in the roster: they have no row (1): @eve\n\
         note: what was handed in could not be read, or not all of it (1): @eve\n\
         note: what was handed in was changed after podlings wrote it (1): s-2\n"
    );
    assert!(said.starts_with("Student,ID,SIS User ID,SIS Login ID,Section,Week 1: Pods (4711)\n    Points Possible,"));
}

#[test]
fn every_output_can_be_made() {
    let (mut machine, home) = machine();
    for (name, value) in [
        ("CLASSROOM", "c"),
        ("ASSIGNMENT", "a"),
        ("SUBMISSION_TAG", "submit/1"),
        ("COMMIT_URL", "u"),
        ("RELEASE_URL", "r"),
    ] {
        machine.set(name, value);
    }
    for output in
        ["text", "html", "canvas", "moodle", "csv", "json", "markdown", "gradescope", "classroom50", "github", "junit"]
    {
        let said = machine.run(&format!("class report {home}/pack/one.jsonl -o {output}"), "");
        assert!(
            said.len() > 60 && said.contains("-- stderr") == (output == "canvas") && !said.contains("-- exit"),
            "{output}: {said}"
        );
    }
}

#[test]
fn what_cannot_be_done_is_told() {
    let (machine, home) = machine();
    machine.write("pack/other.txt", "hello\n");
    let run = |rest: &str| machine.run(&format!("class report {home}/pack/{rest}"), "");
    assert_eq!(
        run("none.jsonl"),
        "-- stderr --\nerror: pack/none.jsonl cannot be read: No such file or directory\n\
         hint: `podlings class grade` writes results\n-- exit code 2 --\n"
    );
    assert!(run("other.txt").contains("error: pack/other.txt line 1 is no result"));
    assert!(run("two.jsonl -o junit").contains("error: this form is for one student, and the results have several"));
    assert!(run("two.jsonl -o junit --student zoe").contains("error: there is no student `zoe` in the results"));
    assert!(run("one.jsonl -o classroom50").contains("error: not set: CLASSROOM, ASSIGNMENT"));
    assert!(run("two.jsonl -o markdown --student s-2").contains("## Week 1: Pods"));
}

#[test]
fn a_checkout_is_graded_and_ends_well_whatever_the_grade() {
    let machine = Machine::new();
    machine.write("work/config-loader/pod.yaml", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: x\n");
    let home = machine.home().display().to_string();
    let said = machine.run(&format!("autograde {home}/work -e config-loader -e config-loader"), "");
    assert!(said.starts_with("## Podlings\n\n**0 of ") && !said.contains("exit code"), "{said}");
    let said = machine.run(&format!("autograde {home}/work -e config-loader -e no-such"), "");
    assert!(said.contains("-- exit code 2 --"), "{said}");
    machine.write(
        "week/assignment.toml",
        "format = 1\nid = \"week-1\"\ntitle = \"Week 1\"\n[[exercises]]\nid = \"config-loader\"\npoints = 50\n",
    );
    let said = machine.run(&format!("autograde {home}/work --assignment {home}/week --student ada"), "");
    assert!(said.starts_with("## Week 1\n\n**0 of 50 points**"), "{said}");
    let said = machine.run(&format!("autograde {home}/nowhere -e config-loader"), "");
    assert!(said.contains("error: ~/nowhere cannot be read") && said.contains("-- exit code 2 --"), "{said}");
}

#[test]
fn a_right_answer_gets_full_marks_and_a_link_out_of_the_folder_none() {
    let machine = Machine::new();
    let home = machine.home().display().to_string();
    let library = podlings::exercise::Library::embedded();
    let exercise = library.find("config-loader").unwrap();
    machine.write("work/pod.yaml", &exercise.solution);
    let said = machine.run(&format!("autograde {home}/work -e config-loader"), "");
    assert!(said.contains(&format!("**{0} of {0} points**", exercise.points())), "{said}");
    machine.write("secret.yaml", &exercise.solution);
    std::fs::create_dir(machine.home().join("linked")).unwrap();
    std::os::unix::fs::symlink(machine.home().join("secret.yaml"), machine.home().join("linked/pod.yaml")).unwrap();
    let said = machine.run(&format!("autograde {home}/linked -e config-loader"), "");
    assert!(said.contains("No answer was handed in."), "{said}");
}

#[test]
fn a_report_without_names_and_one_of_a_hostile_student_have_no_control_characters() {
    let (machine, home) = machine();
    let said = machine.run(&format!("class report {home}/pack/two.jsonl"), "");
    assert!(!said.contains('\u{1b}'));
    let said = machine.run(&format!("class report {home}/pack/two.jsonl --without-names"), "");
    assert!(!said.contains(&hostile().name) && said.contains("student 1: something was changed later"), "{said}");
}
