//! What an exercise file may say, and what is said of one that says something else.

use podlings::exercise::{self, Problem};

/// A small exercise that loads, with some of its text changed.
fn with(edits: &[(&str, &str)]) -> String {
    let mut text = include_str!("small.toml").to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "{from} is not in small.toml");
        text = text.replacen(from, to, 1);
    }
    text
}

/// What is said of it.
fn said(edits: &[(&str, &str)]) -> String {
    match exercise::load("topic/small.toml", "topic", "small", &with(edits)) {
        Ok(_) => "it loads".to_owned(),
        Err(problems) => problems.iter().map(Problem::to_string).collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn a_good_file_loads() {
    let exercise = exercise::load("topic/small.toml", "topic", "small", &with(&[])).unwrap();
    assert_eq!((exercise.points(), exercise.par.as_secs(), exercise.checks.len()), (4, 90, 2));
    assert_eq!(exercise.file(), "topic/small.toml");
}

#[test]
fn mistakes_are_shown_at_their_place() {
    let all = [
        said(&[("title = ", "tilte = ")]),
        said(&[("kind = \"build\"", "kind = \"biuld\"")]),
        said(&[("difficulty = 1", "difficulty = 9")]),
        said(&[("difficulty = 1", "difficulty = \"easy\"")]),
        said(&[("par = \"90s\"", "par = \"soon\"")]),
        said(&[("docs = [\"concepts/workloads/pods/\"]", "docs = [\"https://example.com\"]")]),
        said(&[("format = 1", "format = 2\nnewKey = true")]),
        said(&[("format = 1", "format = 0")]),
        said(&[("spec.containers[app]\"", "spec.containers[ap]\"")]),
        said(&[("paths = [\"metadata\"]", "paths = [\"spec\"]")]),
        said(&[("fails = [\"app\"]", "fails = [\"ap\"]")]),
        said(&[("image = \"busybox:1.36\"", "image = { \"$onOf\" = [\"a\"] }")]),
        said(&[("id = \"app\"", "id = \"name\"")]),
        said(&[("status = \"Running\"", "log = { container = \"app\", matches = \"(\" }")]),
        said(&[("status = \"Running\"", "")]),
        said(&[("title = \"A Pod\"", "title = \"A \\u001b[31mPod\"")]),
        said(&[("title = \"A Pod\"", "title = \"A \u{202e}Pod\"")]),
        said(&[("title = \"A Pod\"", "title = A Pod")]),
        said(&[("[expect.metadata]", "[expect.meta]")]),
        said(&[("image = \"busybox:1.36\"", "image = 1979-05-27")]),
    ];
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn huge_and_deep_files_are_refused() {
    let huge = with(&[("A Pod", &"x".repeat(300_000))]);
    let problems = exercise::load("topic/small.toml", "topic", "small", &huge).unwrap_err();
    assert_eq!(problems[0].to_string(), "topic/small.toml: the file is larger than 256 KiB");
    let deep = format!("image = {}1{}", "{ a = ".repeat(70), " }".repeat(70));
    let text = said(&[("image = \"busybox:1.36\"", &deep)]);
    assert!(text.contains("nested more than 32 levels"), "{text}");
    let deeper = format!("image = {}1{}", "[".repeat(5000), "]".repeat(5000));
    assert!(said(&[("image = \"busybox:1.36\"", &deeper)]).starts_with("topic/small.toml:42:"));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_loader_panic(cut in 0usize..2000, insert in ".{0,12}") {
        let mut text = with(&[]);
        let mut at = cut.min(text.len());
        while !text.is_char_boundary(at) { at -= 1; }
        text.insert_str(at, &insert);
        let _ = exercise::load("topic/small.toml", "topic", "small", &text).map_err(|problems| problems[0].to_string());
    }
}
