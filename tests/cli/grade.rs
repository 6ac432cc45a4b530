//! `podlings grade`: text and JSON, exit codes, where the answer comes from, and what is not told for nothing.

use serde_json::{Value, json};

use super::learner::machine;
use super::machine::Machine;

const NEAR: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: small\nspec:\n  containers:\n  - name: app\n    image: busybox:1.35\n";
const UNTOLD: &str =
    "What was expected, and the nearest right answer, are told once you have tried each check that fails.\n";

fn right() -> String {
    NEAR.replace("1.35", "1.36")
}

fn grade(machine: &Machine, more: &[&str], input: &str) -> String {
    let words = [&["grade", "small", "--pack", "pack"], more].concat();
    machine.run(&words.join(" "), input)
}

fn as_json(machine: &Machine, more: &[&str], input: &str) -> Value {
    let said = grade(machine, &[&["-o", "json"], more].concat(), input);
    serde_json::from_str(said.split("-- ").next().expect("what was printed")).expect("JSON")
}

#[test]
fn full_marks_end_with_0() {
    let said = grade(&machine(), &["-"], &right());
    assert!(said.starts_with("small: 3 of 3 points, passed\n"), "{said}");
    assert!(said.ends_with("API server: would accept this Pod\n"), "{said}");
}

#[test]
fn a_wrong_answer_ends_with_1_and_shows_what_was_expected_and_the_difference() {
    let machine = machine();
    machine.write("near.yaml", NEAR);
    let file = machine.home().join("near.yaml").display().to_string();
    let said = grade(&machine, &[&file], "");
    for lines in [
        "small: 2 of 3 points, not yet\n",
        "    expected  image: busybox:1.36\n    yours     image: busybox:1.35\n    line 8, column 12\n",
        "8 -     image: busybox:1.35\n8 +     image: busybox:1.36\n",
        "-- exit code 1 --\n",
    ] {
        assert!(said.contains(lines), "{lines}\n{said}");
    }
}

#[test]
fn what_kubectl_cannot_read_is_said_first_and_once() {
    let said = grade(&machine(), &["-"], "apiVersion: v1\n kind: Pod\n");
    let start = "small: 0 of 3 points, not yet\n\nThe text cannot be read as YAML, so nothing in it can be graded.\n\n\
                 kubectl: would refuse this Pod\n    error: ";
    assert!(said.starts_with(start), "{said}");
    assert_eq!(said.matches("would refuse").count(), 1, "{said}");
    assert!(said.contains(" the container `app` runs `busybox:1.36`  0 of 3\n-- exit code 1 --\n"), "{said}");
}

#[test]
fn json_has_all_keys() {
    let verdict = as_json(&machine(), &["-"], NEAR);
    assert_eq!(verdict["cluster"], json!({ "accepted": true, "message": "" }));
    assert_eq!((&verdict["score"], &verdict["max_score"], &verdict["passed"]), (&json!(2), &json!(3), &json!(false)));
    let check = &verdict["checks"][0];
    let keys = ["id", "text", "points", "max_points", "passed", "expected", "actual", "line", "column", "kind", "why"];
    for key in keys {
        assert!(check.get(key).is_some_and(|value| !value.is_null()), "{key}");
    }
    assert_eq!((&check["expected"], &check["kind"]), (&json!("image: busybox:1.36"), &json!("wrong")));
    assert!(verdict["diff"]["text"].as_str().is_some_and(|text| text.contains("+     image: busybox:1.36")));
}

#[test]
fn an_untouched_file_gets_no_answer() {
    let machine = machine();
    let said = grade(&machine, &["-"], "kind: Pod\n");
    assert!(said.contains(UNTOLD), "{said}");
    assert!(!said.contains("expected  ") && !said.contains("nearest right answer (+)"), "{said}");
    let verdict = as_json(&machine, &["-"], "kind: Pod\n");
    assert_eq!(verdict["checks"][0]["expected"], Value::Null);
    assert_eq!(verdict["diff"], json!({ "fields": [], "text": "", "withheld": true }));
    let verdict = as_json(&machine, &["--reveal", "-"], "kind: Pod\n");
    assert_eq!(verdict["checks"][0]["expected"], json!("metadata: {name: small}"));
    assert_eq!(verdict["diff"]["withheld"], json!(false));
}

#[test]
fn without_a_file_it_is_the_learners_own() {
    let machine = machine();
    let said = grade(&machine, &[], "");
    assert!(said.contains("error: there is no ~/.local/share/podlings/work/small/pod.yaml to grade\n"), "{said}");
    assert!(said.ends_with("-- exit code 2 --\n"), "{said}");
    machine.run("start small --pack pack", "");
    machine.write(".local/share/podlings/work/small/pod.yaml", &right());
    let said = grade(&machine, &[], "");
    assert!(said.starts_with("small: 3 of 3 points, passed\n"), "{said}");
    assert!(said.contains("grading ~/.local/share/podlings/work/small/pod.yaml\n"), "{said}");
}

#[test]
fn to_reveal_the_answer_to_ones_own_file_ends_the_attempt() {
    let machine = machine();
    machine.run("start small --pack pack", "");
    let hints = || machine.run("hint small --pack pack", "");
    let first = hints();
    assert_ne!(hints(), first);
    let said = grade(&machine, &["--reveal"], "");
    assert!(said.contains("image: busybox:1.36\n"), "{said}");
    assert_eq!(hints(), first, "a new attempt begins with its first hint");
}

#[test]
fn what_cannot_be_graded_ends_with_2() {
    let machine = machine();
    let missing = machine.home().join("missing.yaml").display().to_string();
    let said = grade(&machine, &[&missing], "");
    assert!(said.contains("error: ~/missing.yaml does not exist\n") && said.ends_with("-- exit code 2 --\n"), "{said}");
    let said = machine.run("grade nothing - --pack pack", "");
    assert!(said.contains("error: there is no exercise `nothing`\n"), "{said}");
    assert!(said.ends_with("-- exit code 2 --\n"), "{said}");
}

#[test]
fn what_is_not_utf_8_is_graded_as_far_as_it_goes() {
    let machine = machine();
    let file = machine.home().join("bad.yaml");
    std::fs::write(&file, b"kind: Pod\nmetadata: {name: \"\xff\"}\n").expect("a file");
    let said = grade(&machine, &[&file.display().to_string()], "");
    assert!(said.starts_with("small: 0 of 3 points, not yet\n"), "{said}");
    assert!(said.ends_with("-- exit code 1 --\n"), "{said}");
}

#[test]
fn what_is_wrong_with_the_whole_is_said_once() {
    let machine = machine();
    for (text, note) in [
        ("", "There is no Pod in this file yet."),
        ("kind: Deployment\n", "The task asks for a Pod, and this is a Deployment."),
        ("a: [\n", "The text cannot be read as YAML, so nothing in it can be graded."),
    ] {
        let said = grade(&machine, &["-"], text);
        assert_eq!(said.matches(note).count(), 1, "{said}");
    }
}

#[test]
fn what_was_begun_is_kept_when_it_is_graded() {
    let machine = machine();
    machine.run("start small --pack pack", "");
    machine.write(".local/share/podlings/work/small/pod.yaml", &right());
    // Somebody else's file is nobody's attempt.
    grade(&machine, &["-"], &right());
    let stats = machine.run("stats -o json --pack pack", "");
    assert!(stats.contains("\"graded\": 0"), "{stats}");
    let own = machine.home().join(".local/share/podlings/work/small/pod.yaml").display().to_string();
    assert!(grade(&machine, &[&own], "").starts_with("small: 3 of 3 points, passed"));
    let stats = machine.run("stats -o json --pack pack", "");
    assert!(stats.contains("\"passed\": 1") && stats.contains("\"graded\": 1"), "{stats}");
}

#[test]
fn kubectls_words_name_the_file_that_was_graded() {
    let machine = machine();
    let broken = "apiVersion: v1\nkind: Pod\nspec: - x\n";
    for place in ["answer.yaml", "work/small/pod.yaml"] {
        machine.write(place, broken);
    }
    let work = format!("{}/work", machine.home().display());
    let said = |file: &[&str], input: &str| {
        let said = grade(&machine, &[&["-o", "json", "--dir", &work], file].concat(), input);
        let words = said.split("error parsing ").nth(1).and_then(|rest| rest.split(": error converting").next());
        words.unwrap_or(&said).to_owned()
    };
    let answer = format!("{}/answer.yaml", machine.home().display());
    assert_eq!(said(&[&answer], ""), "~/answer.yaml");
    assert_eq!(said(&["-"], broken), "STDIN");
    assert_eq!(said(&[], ""), "pod.yaml");
}
