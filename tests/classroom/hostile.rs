//! Submissions that are wrong in every way: each is told in the results, and the others are graded all the same.

use std::os::unix::fs::symlink;

use podlings::classroom::result::{ProblemKind, Student};

use super::students::{hand_in, machine, pod};
use crate::cli::machine::Machine;

fn graded(machine: &Machine) -> Vec<Student> {
    let said = machine.run("class grade in --assignment week-1", "");
    assert!(!said.contains("exit code") && !said.contains('\u{1b}'), "{said}");
    let results = machine.read("results.jsonl");
    results.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn kinds(student: &Student) -> Vec<ProblemKind> {
    student.problems.iter().map(|problem| problem.kind).collect()
}

#[test]
fn every_bad_submission_is_named_and_the_good_one_is_graded() {
    let machine = machine();
    let home = machine.home();
    machine.write("in/good.handin", &hand_in(&machine, "good"));
    machine.write("in/binary.handin", "");
    std::fs::write(home.join("in/binary.handin"), [0xff, 0xfe, 0]).unwrap();
    std::fs::write(home.join("in/huge.handin"), vec![b'a'; 9 * 1024 * 1024]).unwrap();
    machine.write("in/nothing.handin", "");
    machine.write("in/noise.handin", "hello\nworld\n");
    machine.write("in/cut.handin", &hand_in(&machine, "cut")[..900]);
    machine.write("in/forged.handin", &hand_in(&machine, "forged").replace("other", "oTher"));
    machine.write("in/escape.handin", &hand_in(&machine, "esc").replace("\"esc\"", "\"\\u001b[31mred\""));
    machine.write("in/wrong.handin", &hand_in(&machine, "wrong").replace("week-1", "week-2"));
    machine.write("in/twice-a.handin", &hand_in(&machine, "twice"));
    machine.write("in/twice-b.handin", &hand_in(&machine, "twice"));
    machine.write("in/\u{1b}[31mname.handin", &hand_in(&machine, "named"));
    machine.write("in/deep/second.yaml", &"[".repeat(100_000));
    machine.write("in/bomb/second.yaml", "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c]\n");
    machine.write("in/other/unknown.yaml", &pod("x", "y"));
    machine.write("in/empty/README.md", "");
    machine.write("secret.yaml", &pod("other", "busybox:1.36"));
    symlink(home.join("in/good.handin"), home.join("in/link.handin")).unwrap();
    std::fs::create_dir_all(home.join("in/linked")).unwrap();
    symlink(home.join("secret.yaml"), home.join("in/linked/second.yaml")).unwrap();
    symlink(home.join("in/bomb"), home.join("in/folder-link")).unwrap();
    let students = graded(&machine);
    let of = |file: &str| students.iter().find(|student| student.file.as_deref() == Some(file)).expect(file);
    assert_eq!(students.len(), 19);
    assert_eq!((of("good.handin").score().to_string().as_str(), of("good.handin").problems.len()), ("14", 0));
    for unreadable in ["binary.handin", "huge.handin", "nothing.handin", "noise.handin", "link.handin", "folder-link"] {
        let student = of(unreadable);
        assert!(kinds(student).contains(&ProblemKind::Unreadable), "{unreadable}: {:?}", student.problems);
        assert!(student.exercises.is_empty(), "{unreadable}");
    }
    for broken in ["cut.handin", "forged.handin", "wrong.handin", "escape.handin"] {
        assert!(kinds(of(broken)).contains(&ProblemKind::BrokenChain), "{broken}");
    }
    assert!(kinds(of("wrong.handin")).contains(&ProblemKind::WrongAssignment));
    assert_eq!(of("escape.handin").id, "escape");
    assert_eq!(kinds(of("twice-a.handin")), [ProblemKind::Duplicate]);
    assert_eq!(kinds(of("twice-b.handin")), [ProblemKind::Duplicate]);
    assert_eq!(kinds(of("linked")), [ProblemKind::Unreadable]);
    assert_eq!(kinds(of("other")), [ProblemKind::Other]);
    assert_eq!(kinds(of("empty")), [ProblemKind::Other]);
    for answered in ["deep", "bomb"] {
        let student = of(answered);
        assert!(student.exercises[1].answered && !student.exercises[1].passed, "{answered}");
    }
    assert!(students.iter().all(|student| !student.id.is_empty()));
}

#[test]
fn a_neighbours_variant_is_noticed() {
    let machine = machine();
    let neighbours = hand_in(&machine, "ada");
    let read = podlings::classroom::hand_in::read(&neighbours);
    let mut head = read.head.unwrap();
    head.student = "bob".to_owned();
    let text = podlings::classroom::hand_in::write(head, read.attempts, read.answers.into_values().collect());
    machine.write("in/bob.handin", &text);
    let students = graded(&machine);
    assert_eq!(kinds(&students[0]), [ProblemKind::WrongVariant]);
    assert!(!students[0].exercises[0].passed, "the name is another's");
    assert!(students[0].exercises[1].passed);
}

#[test]
fn too_many_attempts_and_times_that_run_back_are_told() {
    let machine = machine();
    let read = podlings::classroom::hand_in::read(&hand_in(&machine, "ada"));
    let mut attempts = read.attempts;
    for number in 0..4_i64 {
        let mut attempt = attempts[0].clone();
        attempt.text = format!("{number}");
        attempt.points = (1, 4);
        attempt.at += jiff::SignedDuration::from_secs(number);
        attempts.insert(0, attempt);
    }
    let text = podlings::classroom::hand_in::write(read.head.unwrap(), attempts, read.answers.into_values().collect());
    machine.write("in/ada.handin", &text);
    assert_eq!(kinds(&graded(&machine)[0]), [ProblemKind::TooManyAttempts, ProblemKind::Other]);
}

#[test]
fn a_change_is_told_once_and_links_beside_a_hand_in_are_named() {
    let machine = machine();
    machine.write("in/ada/week.handin", &hand_in(&machine, "ada"));
    machine.write("in/ada/deep/notes.txt", "");
    machine.write("in/forged.handin", &hand_in(&machine, "forged").replace("other", "oTher"));
    machine.write("secret.yaml", &pod("other", "busybox:1.36"));
    symlink(machine.home().join("secret.yaml"), machine.home().join("in/ada/second.yaml")).unwrap();
    symlink(machine.home(), machine.home().join("in/ada/deep/all")).unwrap();
    let students = graded(&machine);
    let told = |file: &str| {
        let student = students.iter().find(|student| student.file.as_deref() == Some(file)).expect(file);
        student.problems.iter().map(|problem| problem.message.as_str()).collect::<Vec<_>>()
    };
    let links = "left out: `deep/all`, `second.yaml`, symbolic links, which are not followed";
    assert_eq!(told("ada"), [links]);
    assert_eq!(
        told("forged.handin"),
        [
            "it was changed after it was written: line 5: its checksum is another",
            "the time it says it was handed in at is not believed: whether it was late is not known",
        ]
    );
}
