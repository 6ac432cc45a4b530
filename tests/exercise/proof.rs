//! What the proof finds, each shown on the exercise that `podlings pack new` writes, with one thing made wrong.

use podlings::exercise;
use podlings::proof::prove;

const FIRST: &str = include_str!("../../assets/pack/my-topic/my-first-exercise.toml");

/// What is said of the exercise with some of its text changed.
fn said(edits: &[(&str, &str)]) -> String {
    let mut text = FIRST.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from} is not in my-first-exercise.toml");
        text = text.replacen(from, to, 1);
    }
    let exercise = match exercise::load("first.toml", "my-topic", "first", &text) {
        Ok(exercise) => exercise,
        Err(problems) => panic!("{}", problems[0]),
    };
    let found: Vec<String> = prove("first.toml", &text, &exercise).iter().map(ToString::to_string).collect();
    found.join("\n")
}

#[test]
fn a_new_pack_is_proven() {
    assert_eq!(said(&[]), "");
}

#[test]
fn a_task_says_all_that_is_graded() {
    insta::assert_snapshot!(said(&[("`tier: web`", "for its tier"), ("port `80` (TCP)", "its port")]));
}

#[test]
fn what_may_be_left_out_need_not_be_said() {
    let policy = |values: &str| {
        said(&[(
            "image = \"nginx:1.27\"\n",
            &format!("image = \"nginx:1.27\"\nimagePullPolicy = {{ \"$oneOf\" = [{values}] }}\n"),
        )])
    };
    assert_eq!(policy("{ \"$absent\" = true }, \"IfNotPresent\", \"Never\""), "");
    let said = policy("\"IfNotPresent\", \"Never\"");
    assert!(
        said.contains("`IfNotPresent` is graded (`spec.containers[web].imagePullPolicy`) and the task does not say it"),
        "{said}"
    );
}

#[test]
fn an_answer_is_graded_as_its_author_says() {
    let accept = said(&[("labels: {app: shop, tier: web}", "labels: {app: shop, tier: wed}")]);
    let reject = said(&[("edit = [[\"nginx:1.27\", \"nginx:1.26\"]]", "edit = [[\"shop\", \"store\"]]")]);
    let start = said(&[(
        "start = \"\"",
        "start = '{\"apiVersion\": \"v1\", \"kind\": \"Pod\", \"metadata\": {\"labels\": {\"tier\": \"web\"}, \"name\": \"shop\"}, \"spec\": {\"containers\": [{\"ports\": [{\"containerPort\": 80}], \"image\": \"nginx:1.27\", \"name\": \"web\"}]}}'",
    )]);
    let solution = said(&[
        ("    - containerPort: 80\n'''", "    - containerPort: 81\n'''"),
        ("- containerPort: 80\", ", "- containerPort: 81\", "),
        ("- containerPort: 80\", ", "- containerPort: 81\", "),
    ]);
    insta::assert_snapshot!([accept, reject, start, solution].join("\n\n"));
}

#[test]
fn what_can_be_broken_for_nothing_is_found() {
    let anything = said(&[("image = \"nginx:1.27\"\n", "image = { \"$matches\" = \"\" }\n")]);
    let nothing = said(&[("name = \"web\"\nimage", "name = \"web\"\nstdin = false\nimage")]);
    insta::assert_snapshot!([anything, nothing].join("\n\n"));
}

#[test]
fn an_exercise_has_enough_of_everything() {
    let hints =
        said(&[("[[hints]]\ntext = \"Labels stand under `metadata`, ports under the container.\"\ncost = 1\n", "")]);
    let fix = said(&[("kind = \"build\"", "kind = \"fix\"")]);
    let docs = said(&[("docs = [\"concepts/workloads/pods/\"]", "docs = []"), ("par = \"2m\"", "par = \"0s\"")]);
    let never_failed = said(&[(
        "[expect.metadata]",
        "[[life]]\nid = \"runs\"\ntext = \"it runs\"\npoints = 1\nwhy = \"x\"\nby = \"20s\"\nstatus = \"Running\"\n\n[expect.metadata]",
    )]);
    let never_failed = never_failed.lines().take(3).collect::<Vec<_>>().join("\n");
    insta::assert_snapshot!([hints, fix, docs, never_failed].join("\n\n"));
}
