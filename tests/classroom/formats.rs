//! Every output, word for word, against its schema, and from the command line.

use std::collections::BTreeMap;

use base64::Engine as _;
use insta::assert_snapshot;
use podlings::classroom::autograder::classroom50::{self, Identity};
use podlings::classroom::autograder::gradescope::{self, Visibility};
use podlings::classroom::autograder::{Work, github, junit, markdown};
use podlings::classroom::gradebook::{self, Form, Missing, Notes};
use podlings::classroom::result::Student;
use podlings::classroom::roster::Roster;
use podlings::classroom::summary::{Counter, Summary, html, terminal};
use serde_json::Value;

use super::class::{ROSTER, ada, assignment, check, hostile, students, unreadable};

pub fn book(form: Form, students: Vec<Student>, roster: Option<&Roster>, missing: Missing) -> (String, Notes) {
    let mut out = Vec::new();
    let students = students.into_iter().map(Ok::<_, std::io::Error>);
    let notes = gradebook::write(form, &assignment(), students, roster, missing, &mut out).unwrap();
    (String::from_utf8(out).unwrap(), notes)
}

pub fn summary(students: &[Student], names: bool) -> Summary {
    let mut counter = Counter::new(&assignment(), names);
    for student in students {
        counter.add(student);
    }
    let again: BTreeMap<usize, Student> =
        counter.wanted().into_iter().map(|place| (place, students[place].clone())).collect();
    counter.finish(&again)
}

fn valid(schema: &str, value: &Value) {
    let schema: Value = serde_json::from_str(schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator.iter_errors(value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}");
}

fn identity() -> Identity {
    let variables = BTreeMap::from([
        ("CLASSROOM", "cs-101"),
        ("ASSIGNMENT", "week-1"),
        ("SUBMISSION_TAG", "submit/2026-11-20T10-00-00Z-abc1234"),
        ("COMMIT_URL", "https://github.com/x/y/commit/abc1234"),
        ("RELEASE_URL", "https://github.com/x/y/releases/tag/1"),
        ("REVIEW_URL", ""),
    ]);
    Identity::read(|name| variables.get(name).map(|value| (*value).to_owned())).unwrap()
}

#[test]
fn canvas() {
    let roster = Roster::read(ROSTER).unwrap();
    let (text, notes) = book(Form::Canvas, students(), Some(&roster), Missing::Zero);
    assert_snapshot!("canvas", text);
    assert_eq!(notes.missing, ["Missing, Cleo"]);
    assert_eq!(notes.unknown, ["@eve"]);
    assert_eq!(notes.left_out, ["@eve"]);
    let (text, _) = book(Form::Canvas, students(), Some(&roster), Missing::Empty);
    assert!(text.ends_with("\"Missing, Cleo\",33,s-3,cleo,Friday,\n"));
}

#[test]
fn moodle() {
    let roster = Roster::read(ROSTER).unwrap();
    let (text, notes) = book(Form::Moodle, students(), Some(&roster), Missing::Empty);
    assert_snapshot!("moodle", text);
    assert_eq!(notes.left_out, ["@eve"]);
}

#[test]
fn moodle_has_no_row_without_its_identifier() {
    let roster = Roster::read("ID number,Email address\ns-1,ada@x.org\n,bob@x.org\n").unwrap();
    let (text, _) = book(Form::Moodle, students(), Some(&roster), Missing::Zero);
    assert!(text.starts_with("Email address,"), "the column that everybody has identifies: {text}");
    let roster = Roster::read("ID number,Email address\ns-1,\ns-2,b@x.org\n,c@x.org\n").unwrap();
    let (text, notes) = book(Form::Moodle, students(), Some(&roster), Missing::Zero);
    assert!(text.starts_with("ID number,"));
    assert_eq!(notes.left_out, ["@eve", "c@x.org"]);
}

#[test]
fn plain_csv() {
    let roster = Roster::read(ROSTER).unwrap();
    assert_snapshot!("csv", book(Form::Csv, students(), Some(&roster), Missing::Zero).0);
    let twice = vec![ada(), ada()];
    let (text, notes) = book(Form::Csv, twice, None, Missing::Zero);
    assert_eq!(text.lines().count(), 2);
    assert_eq!(notes.duplicates, ["s-1"]);
}

#[test]
fn json() {
    let roster = Roster::read(ROSTER).unwrap();
    let (text, _) = book(Form::Json, students(), Some(&roster), Missing::Zero);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_snapshot!("json", format!("{value:#}"));
    let (nobody, _) = book(Form::Json, Vec::new(), None, Missing::Zero);
    assert_eq!(serde_json::from_str::<Value>(&nobody).unwrap()["students"], serde_json::json!([]));
}

#[test]
fn gradescope_results() {
    let (assignment, student) = (assignment(), hostile());
    let work = Work { assignment: &assignment, student: &student, answers: true };
    let value = gradescope::results(&work, Visibility::AfterDueDate);
    valid(include_str!("gradescope.schema.json"), &value);
    assert_snapshot!("gradescope", format!("{value:#}"));
}

#[test]
fn classroom50_result() {
    let (assignment, student) = (assignment(), hostile());
    let work = Work { assignment: &assignment, student: &student, answers: false };
    let now = "2026-11-21T01:02:03.5Z".parse().unwrap();
    let value = classroom50::result(&work, &identity(), now);
    valid(include_str!("classroom50.schema.json"), &value);
    assert_snapshot!("classroom50", format!("{value:#}"));
    assert_eq!(Identity::read(|_| None).unwrap_err().len(), 5);
}

#[test]
fn github_result() {
    let (assignment, student) = (assignment(), hostile());
    let work = Work { assignment: &assignment, student: &student, answers: true };
    let decoded = base64::engine::general_purpose::STANDARD.decode(github::encoded(&work).unwrap()).unwrap();
    let value: Value = serde_json::from_slice(&decoded).unwrap();
    valid(include_str!("github.schema.json"), &value);
    assert_snapshot!("github", format!("{value:#}"));
    let broken = unreadable();
    let work = Work { student: &broken, ..work };
    assert_eq!(github::json(&work)["status"], "error");
    let mut long = hostile();
    let web = long.exercises[0].clone();
    long.exercises =
        (0..40).map(|_| super::class::exercise("web", 10, vec![check("image", &"x".repeat(200), 1, 10)])).collect();
    long.exercises.push(web);
    let work = Work { assignment: &assignment, student: &long, answers: true };
    assert!(github::json(&work)["tests"][1]["message"].as_str().is_some_and(|message| !message.is_empty()));
    let encoded = github::encoded(&work).unwrap();
    let decoded = base64::engine::general_purpose::STANDARD.decode(&encoded).unwrap();
    let value: Value = serde_json::from_slice(&decoded).unwrap();
    assert!(value["tests"].as_array().unwrap().iter().all(|test| test["message"] == ""), "too long for one variable");
    let mut longest = long.clone();
    longest.exercises[0] = super::class::exercise("web", 5000, vec![check("image", "x", 1, 10)]);
    assert!(github::encoded(&Work { student: &longest, ..work }).is_err());
}

#[test]
fn junit_xml() {
    let (assignment, student) = (assignment(), hostile());
    let work = Work { assignment: &assignment, student: &student, answers: true };
    let xml = junit::xml(&work).unwrap();
    assert_snapshot!("junit", xml);
    let report = quick_junit::Report::deserialize_from_str(&xml).unwrap();
    assert_eq!((report.tests, report.failures, report.errors), (5, 3, 1));
    let broken = unreadable();
    assert!(junit::xml(&Work { student: &broken, ..work }).unwrap().contains("the submission could not be graded"));
}

#[test]
fn job_summary() {
    let (assignment, student) = (assignment(), hostile());
    let work = Work { assignment: &assignment, student: &student, answers: true };
    assert_snapshot!("markdown", markdown::text(&work));
}

/// The hostile student again and again, with details of their own, and one who has the same details.
fn larger() -> Vec<Student> {
    let mut class = students();
    for number in 0..37 {
        let mut student = if number % 3 == 0 { ada() } else { hostile() };
        student.id = format!("t-{number}");
        student.name = format!("Student {number}");
        student.problems.clear();
        student.exercises[1].seconds = Some(200 + number * 31);
        if number == 8 || number == 20 {
            let traces = [
                "comment: <i>my own</i> pod",
                "name: flipper",
                "spec.hostNetwork = true",
                "spec.containers[].args[] = sleep 17",
            ];
            student.exercises[1].traces = traces.map(str::to_owned).into();
        }
        class.push(student);
    }
    class
}

#[test]
fn class_report_in_the_terminal() {
    let text = terminal::text(&summary(&larger(), true), true);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_snapshot!("terminal", text);
    assert_snapshot!("terminal_ascii_without_names", terminal::text(&summary(&larger(), false), false));
    let mut counter = Counter::new(&assignment(), true);
    counter.add(&ada());
    counter.missing(vec!["Missing, Cleo".to_owned()]);
    let with_roster = terminal::text(&counter.finish(&BTreeMap::new()), true);
    assert!(with_roster.contains("\n1 handed in, 1 did not; median"), "{with_roster}");
    assert!(with_roster.contains("\nHanded nothing in\n  Missing, Cleo\n"), "{with_roster}");
    assert_eq!(terminal::text(&summary(&[], true), true), "Week 1: Pods\nNobody has handed in yet.\n");
}

#[test]
fn class_report_as_a_page() {
    let page = html::report(&summary(&larger(), true));
    assert_snapshot!("html", page.replace("><", ">\n<"));
    for outside in ["<script", "<link", "<img", "http://", "https://", "@import", "url("] {
        let shown = page.replace("http://evil", "");
        assert!(!shown.contains(outside), "{outside} in the page");
    }
}

#[test]
fn a_report_without_names_tells_none() {
    let mut class = larger();
    class[0].problems = hostile().problems;
    let page = html::report(&summary(&class, false));
    for told in ["Ada", "s-1", "s-2", "HYPERLINK", "eve", "t-8", "Student 8", "flipper", "my own"] {
        assert!(!page.contains(told), "{told} is told");
    }
    assert!(page.contains("student 12 and student 24"), "{page}");
}
