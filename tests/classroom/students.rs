//! A class for tests: an assignment with two small exercises, and students who hand in.

use podlings::classroom::hand_in::{self, Answer, Attempt, Head};

use crate::cli::machine::Machine;

pub const ASSIGNMENT: &str = r#"format = 1
id = "week-1"
title = "Week 1"
pack = "pack"
timezone = "UTC"
due = "2026-11-23 08:00"
attempts = 3
seeds = "per-student"
feedback = ["verdict"]

[late]
rule = "per-day"
percent = 10
floor = 50

[[exercises]]
id = "first"
points = 10

[[exercises]]
id = "second"
"#;

pub const FIRST: &str = r#"format = 1
title = "A Pod"
domain = "design-and-build"
kind = "build"
difficulty = 1
par = "90s"
kubernetes = "1.36"
docs = ["concepts/workloads/pods/"]
task = "Create a Pod `{{name}}` with a container `app` that runs `busybox:1.36`."
explanation = "SECRET explanation."
expect = { metadata = { name = "{{name}}" }, spec = { containers = [{ name = "app", image = "busybox:1.36" }] } }
values.name = ["small", "little", "tiny", "wee", "minute", "petite", "mini", "slight"]

[[hints]]
text = "SECRET hint."

[[checks]]
id = "name"
text = "the Pod has its name"
points = 1
paths = ["metadata"]
why = "People look it up."

[[checks]]
id = "app"
text = "the container `app` runs `busybox:1.36`"
points = 3
paths = ["spec"]
why = "The image is what runs."

[solution]
manifest = '''
apiVersion: v1
kind: Pod
metadata:
  name: {{name}}
  labels: {SECRET: answer}
spec:
  containers:
  - name: app
    image: busybox:1.36
'''

[[accept]]
name = "SECRET style"
edit = [["SECRET: answer", "a: b"]]

[[reject]]
name = "SECRET mistake"
edit = [["1.36", "1.35"]]
fails = ["app"]
"#;

/// The second exercise, as it is written for everybody.
pub fn second() -> String {
    let text = FIRST.replace(
        "values.name = [\"small\", \"little\", \"tiny\", \"wee\", \"minute\", \"petite\", \"mini\", \"slight\"]\n",
        "",
    );
    text.replace("{{name}}", "other")
}

/// A manifest with that name and image.
pub fn pod(name: &str, image: &str) -> String {
    let head = format!("apiVersion: v1\nkind: Pod\nmetadata:\n  name: {name}\n");
    format!("{head}spec:\n  containers:\n  - name: app\n    image: {image}\n")
}

/// A machine with the assignment in `week-1`.
pub fn machine() -> Machine {
    let machine = Machine::new();
    machine.write("week-1/assignment.toml", ASSIGNMENT);
    machine.write("week-1/pack/basics/first.toml", FIRST);
    machine.write("week-1/pack/basics/second.toml", &second());
    machine
}

/// The name that the first exercise has for a student.
pub fn name_of(machine: &Machine, student: &str) -> String {
    let seed = course(machine).assignment.seed(student, "first").unwrap();
    let exercise = course(machine).library.variant("first", seed).unwrap();
    exercise.values[0].text.clone()
}

/// Where a student's answer to the first exercise is.
pub fn work_of(machine: &Machine, student: &str) -> String {
    let seed = course(machine).assignment.seed(student, "first").unwrap();
    format!(".local/share/podlings/assignments/week-1/work/first.{seed}/pod.yaml")
}

pub fn course(machine: &Machine) -> podlings::classroom::course::Course {
    podlings::classroom::course::Course::open(&machine.home().join("week-1")).unwrap()
}

/// A whole hand-in, with full marks.
pub fn hand_in(machine: &Machine, student: &str) -> String {
    let course = course(machine);
    let at = "2026-11-23T07:00:00Z".parse().unwrap();
    let head = Head {
        format: 1,
        assignment: "week-1".to_owned(),
        fingerprint: course.fingerprint().to_owned(),
        student: student.to_owned(),
        program: "0.1.0".to_owned(),
        at,
    };
    let texts = [pod(&name_of(machine, student), "busybox:1.36"), pod("other", "busybox:1.36")];
    let answers = ["first", "second"].into_iter().zip(texts).map(|(exercise, text)| Answer {
        exercise: exercise.to_owned(),
        seed: course.assignment.seed(student, exercise).filter(|_| exercise == "first"),
        attempts: 1,
        seconds: 60,
        hints: 0,
        text,
    });
    let answers: Vec<Answer> = answers.collect();
    let attempts = answers.iter().map(|answer| Attempt {
        exercise: answer.exercise.clone(),
        at,
        seconds: 60,
        points: (4, 4),
        text: hand_in::text_hash(&answer.text),
    });
    let attempts = attempts.collect();
    hand_in::write(head, attempts, answers)
}
