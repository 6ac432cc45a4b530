//! Folders as platforms, archives and students leave them: what is taken of each, and what the teacher is told.

use podlings::classroom::hand_in::{read, write};
use podlings::classroom::result::{ProblemKind, Student};

use super::students::{FIRST, hand_in, machine, name_of, pod, second};
use crate::cli::machine::Machine;

const CANVAS: &str = "\u{feff}Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (4711)\n    Points Possible,,,,,14\n\
    \"Lovelace, Ada\",31,s-1,ada,A,\n\"Müller, Zoë\",32,s-2,zoe,A,\n";

/// The same class as everybody gets it.
fn common() -> Machine {
    let machine = Machine::new();
    let text = super::students::ASSIGNMENT.replace("per-student", "as-written");
    machine.write("week-1/assignment.toml", &text);
    machine.write("week-1/pack/basics/first.toml", FIRST);
    machine.write("week-1/pack/basics/second.toml", &second());
    machine
}

fn grade(machine: &Machine) -> (String, Vec<Student>) {
    let said = machine.run("class grade in --assignment week-1", "");
    let results = machine.read("results.jsonl");
    (said, results.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn told(student: &Student) -> Vec<&str> {
    student.problems.iter().map(|problem| problem.message.as_str()).collect()
}

#[test]
fn what_canvas_and_moodle_give_is_joined_with_their_rosters() {
    let machine = common();
    let (small, other) = (pod("small", "busybox:1.36"), pod("other", "busybox:1.36"));
    machine.write("in/lovelaceada_31_4711_first.yaml", &small);
    machine.write("in/lovelaceada_31_4712_second-1.yaml", &other);
    machine.write("in/mullerzoe_LATE_32_4713_second.yml", &other);
    let (said, students) = grade(&machine);
    assert!(said.starts_with("2 submissions graded"), "{said}");
    let all: Vec<_> = students.iter().map(|student| (student.id.as_str(), student.score().to_string())).collect();
    assert_eq!(all, [("31", "14".to_owned()), ("32", "4".to_owned())]);
    let late = "the platform says that it came late; by how much is not known here, and nothing was taken off";
    assert_eq!(told(&students[1]), [late]);
    machine.write("roster.csv", CANVAS);
    let book = machine.run("class report results.jsonl -o canvas --roster roster.csv", "");
    assert_eq!(
        book,
        "Student,ID,SIS User ID,SIS Login ID,Section,Week 1 (4711)\n    Points Possible,,,,,14\n\
         \"Lovelace, Ada\",31,s-1,ada,A,14\n\"Müller, Zoë\",32,s-2,zoe,A,4\n"
    );

    let machine = common();
    machine.write("in/Zoë Müller_7_assignsubmission_file_/first.yaml", &small);
    machine.write("in/Ada Lovelace_8_assignsubmission_file_second.yaml", &other);
    grade(&machine);
    let roster = "First name;Last name;ID number;Email address\nAda;Lovelace;s-1;ada@x.org\nZoë;Müller;s-2;zoe@x.org\n";
    machine.write("roster.csv", roster);
    let book = machine.run("class report results.jsonl -o csv --roster roster.csv", "");
    let rows: Vec<String> = book.lines().map(|row| row.split(',').take(7).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(rows[1..], ["s-1,Ada Lovelace,,ada@x.org,,handed in,4", "s-2,Zoë Müller,,zoe@x.org,,handed in,10"]);
}

#[test]
fn a_platforms_name_is_no_id_to_draw_values_by() {
    let machine = machine();
    machine.write("in/lovelaceada_31_4711_second.yaml", &pod("other", "busybox:1.36"));
    let (_, students) = grade(&machine);
    let message = "only the platform's name for it says whose it is, and each student has values of their own: put it into a folder \
                   named by the student's id";
    assert_eq!(told(&students[0]), [message]);
}

#[test]
fn somebody_elses_hand_in_is_told_where_the_platform_says_whose_it_was() {
    let machine = machine();
    machine.write("in/lovelaceada_31_4711_week-1-s-2.handin", &hand_in(&machine, "s-2"));
    grade(&machine);
    machine.write("roster.csv", CANVAS);
    let book = machine.run("class report results.jsonl -o csv --roster roster.csv", "");
    assert!(book.contains("it was uploaded by Lovelace, Ada, and says it is from `s-2`"), "{book}");
    let said = "note: what was handed in was uploaded by somebody else than it says it is from (1): s-2";
    assert!(book.contains(said), "{book}");
}

#[test]
fn of_several_hand_ins_in_one_folder_the_newest_that_is_whole_counts() {
    let machine = machine();
    let at = |text: &str, at: &str, student: &str| {
        let read = read(text);
        let mut head = read.head.unwrap();
        (head.at, head.student) = (at.parse().unwrap(), student.to_owned());
        write(head, Vec::new(), read.answers.into_values().collect())
    };
    let ada = hand_in(&machine, "ada");
    let wrong = ada.replace("busybox:1.36", "busybox:1.35");
    machine.write("in/ada/1.handin", &at(&wrong, "2026-11-23T06:00:00Z", "ada"));
    machine.write("in/ada/2.handin", &at(&ada, "2026-11-23T07:00:00Z", "ada"));
    machine.write("in/ada/3.handin", &at(&ada, "2026-11-23T07:30:00Z", "ada").replace("other", "oTher"));
    machine.write("in/ada/4.handin", &at(&ada, "2026-11-23T07:40:00Z", "ada").replace("week-1", "week-2"));
    machine.write("in/ada/5.handin", "");
    machine.write("in/bob/a.handin", &at(&ada, "2026-11-23T07:00:00Z", "ada"));
    machine.write("in/bob/b.handin", &at(&hand_in(&machine, "bob"), "2026-11-23T06:00:00Z", "bob"));
    let (_, students) = grade(&machine);
    assert_eq!((students[0].id.as_str(), students[0].score().to_string().as_str()), ("ada", "14"));
    let counts = "its folder holds 5 hand-ins: `2.handin` counts, the newest that was not changed later";
    assert_eq!(told(&students[0]), ["`5.handin`: it is empty", counts]);
    assert_eq!((students[1].id.as_str(), students[1].score().to_string().as_str()), ("bob", "14"));
    let counts = "its folder holds 2 hand-ins: `b.handin` counts, the newest that was not changed later";
    assert_eq!(told(&students[1]), [counts, "they say that they are from `ada` and `bob`"]);
}

#[test]
fn what_is_left_out_is_named_with_what_to_do() {
    let machine = machine();
    machine.write("in/ada.handin", &hand_in(&machine, "ada"));
    machine.write("in/all.zip", "PK");
    machine.write("in/bob.yaml", &pod("other", "busybox:1.36"));
    machine.write("in/__MACOSX/x.handin", "");
    let (said, students) = grade(&machine);
    assert_eq!(students.len(), 1);
    assert!(said.contains("left out, since they are no hand-ins: 2 files (all.zip, bob.yaml)\n"), "{said}");
    assert!(
        said.contains("hint: archives are not opened: unpack them, each into a folder named by the student's id\n"),
        "{said}"
    );
    assert!(said.contains("hint: a manifest belongs into its student's folder: ID/EXERCISE.yaml\n"), "{said}");
}

#[test]
fn an_archive_that_was_unpacked_is_read_wherever_its_files_lie() {
    let machine = machine();
    let name = name_of(&machine, "ada");
    machine.write("in/ada/work/first.4711/pod.yaml", &pod(&name, "busybox:1.36"));
    machine.write("in/ada/work/second.yaml", &pod("other", "busybox:1.36"));
    machine.write("in/ada/work/notes/todo.txt", "nothing");
    let (_, students) = grade(&machine);
    assert_eq!((students[0].score().to_string().as_str(), told(&students[0])), ("14", Vec::new()));
}

#[test]
fn attempts_are_counted_up_to_full_marks() {
    let machine = machine();
    let text = hand_in(&machine, "ada");
    let with = |points: &[u32]| {
        let mut read = read(&text);
        let first = read.attempts[0].clone();
        read.attempts = (0_i64..)
            .zip(points)
            .map(|(number, points)| {
                let mut attempt = first.clone();
                attempt.at -= jiff::SignedDuration::from_secs(100 - number);
                (attempt.points, attempt.text) = ((*points, 4), number.to_string());
                attempt
            })
            .collect();
        write(read.head.unwrap(), read.attempts, read.answers.into_values().collect())
    };
    machine.write("in/ada.handin", &with(&[1, 2, 4, 3, 0, 4, 1]));
    machine.write("in/bob.handin", &with(&[1, 2, 3, 4]));
    let (_, students) = grade(&machine);
    let kinds = |student: &Student| student.problems.iter().map(|problem| problem.kind).collect::<Vec<_>>();
    assert!(!kinds(&students[0]).contains(&ProblemKind::TooManyAttempts));
    assert!(kinds(&students[1]).contains(&ProblemKind::TooManyAttempts));
}
