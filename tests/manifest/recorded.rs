//! Every manifest of `recorded.jsonl`: what kubectl 1.37 and a Kubernetes 1.36 cluster answered, against our answer. A line
//! is `{id, manifest, exit, stderr, object}`.

use std::sync::LazyLock;

use podlings::manifest::judge::{Judgement, Outcome, judge};
use podlings::manifest::words::{Form, print};
use serde_json::Value;

const RECORDED: &str = include_str!("recorded.jsonl");

/// What the cluster answered to each, and what we do: asked once for all tests.
static CASES: LazyLock<Vec<(Value, Judgement)>> = LazyLock::new(|| {
    let answered = |line: &str| {
        let case: Value = serde_json::from_str(line).unwrap();
        let judgement = judge(case["manifest"].as_str().unwrap().as_bytes(), "pod.yaml");
        (case, judgement)
    };
    RECORDED.lines().map(answered).collect()
});

/// Cases in which our words are not the cluster's, each with its reason. A case that comes to agree must leave the list.
const OTHER_WORDS: &[(&str, &str)] = &[];

struct Answer {
    verdict: bool,
    words: bool,
    object: bool,
}

fn compare(case: &Value, judgement: &Judgement) -> Answer {
    let text = |field: &str| case[field].as_str().unwrap_or_default();
    let printed = print(std::slice::from_ref(judgement), Form::Json);
    let accepted = case["exit"] == 0;
    let verdict = (printed.code == 0) == accepted;
    let words = accepted || printed.err.trim() == text("stderr").trim();
    let stored = judgement.objects.iter().find_map(|judged| match &judged.outcome {
        Outcome::Stored(object) => Some(object),
        _ => None,
    });
    let object = !accepted || stored.is_some_and(|object| *object == case["object"]);
    Answer { verdict, words: words && verdict, object: object && verdict }
}

#[test]
fn our_answers_are_the_clusters() {
    let mut other_words = Vec::new();
    for (case, judgement) in CASES.iter() {
        let id = case["id"].as_str().unwrap().to_owned();
        let answer = compare(case, judgement);
        assert!(answer.verdict, "{id}: one takes the manifest and the other does not");
        assert!(answer.object, "{id}: the object is stored in another form");
        if !answer.words {
            other_words.push(id);
        }
    }
    let expected: Vec<_> = OTHER_WORDS.iter().map(|(id, _)| (*id).to_owned()).collect();
    assert_eq!(other_words, expected, "other words than the list of known differences has");
}

/// Every refusal can be shown: it has a place inside the text, and a sentence.
#[test]
fn every_refusal_has_a_place_and_a_sentence() {
    for (case, judgement) in CASES.iter() {
        let lines = u32::try_from(case["manifest"].as_str().unwrap().lines().count()).unwrap();
        assert_eq!(judgement.refusals().next().is_none(), judgement.accepted(), "{}", case["id"]);
        for refusal in judgement.refusals() {
            let place = refusal.place.unwrap_or_else(|| panic!("{}: {} has no place", case["id"], refusal.message));
            assert!(place.line <= lines + 1, "{}: line {} of {lines}", case["id"], place.line);
            assert!(refusal.plain.ends_with(['.', '?']), "{}: {:?} is no sentence", case["id"], refusal.plain);
            assert!(!refusal.message.is_empty(), "{}: nothing is said", case["id"]);
        }
    }
}

/// What is stored is an object that Kubernetes' own types can hold.
#[test]
fn stored_objects_are_pods() {
    for (case, judgement) in CASES.iter() {
        for judged in &judgement.objects {
            let Outcome::Stored(object) = &judged.outcome else { continue };
            if judged.kind == "Pod" {
                let pod: Result<k8s_openapi::api::core::v1::Pod, _> = serde_json::from_value(object.clone());
                assert!(pod.is_ok(), "{}: {:?}", case["id"], pod.err());
            }
        }
    }
}
