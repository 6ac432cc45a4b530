//! What must hold for all ways of writing: the verdict depends on what a manifest means, and one broken field costs its own
//! check, however everything else is written.

use podlings::exercise::Exercise;
use podlings::grade::grade;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::fixtures::{everything, failed, failed_of, ids};
use super::writing::{Choices, STYLES, Style, rewrite};

fn solution(exercise: &Exercise) -> Value {
    serde_yaml::from_str(&exercise.solution).expect("the solution is YAML")
}

const NAMES: [(&str, &str); 2] = [("data", "warehouse"), ("cache", "data")];

/// A required field, broken, and the check that it costs.
fn broken(index: usize, manifest: &mut Value) -> &'static str {
    let spec = &mut manifest["spec"];
    match index {
        0 => manifest["metadata"]["labels"]["app"] = json!("shops"),
        1 => spec["restartPolicy"] = json!("Always"),
        2 => spec["nodeSelector"] = Value::Null,
        3 => spec["initContainers"][0]["command"][2] = json!("sleep 2"),
        4 => spec["initContainers"][1]["volumeMounts"][0]["mountPath"] = json!("/dat"),
        5 => spec["containers"][0]["image"] = json!("nginx:1.26"),
        6 => spec["containers"][0]["ports"][0]["containerPort"] = json!(8081),
        7 => spec["containers"][0]["readinessProbe"]["httpGet"]["path"] = json!("/ready/"),
        8 => spec["containers"][0]["readinessProbe"]["periodSeconds"] = json!(10),
        9 => spec["containers"][0]["env"][1]["value"] = json!(4),
        10 => spec["containers"][0]["env"][2]["valueFrom"]["fieldRef"]["fieldPath"] = json!("metadata.name"),
        11 => spec["containers"][0]["resources"]["requests"]["cpu"] = json!("5m"),
        12 => spec["containers"][0]["volumeMounts"][1]["name"] = json!("data"),
        13 => spec["containers"][0]["volumeMounts"][1]["subPath"] = json!("ap"),
        14 => spec["containers"][1]["volumeMounts"][0]["readOnly"] = json!(false),
        15 => spec["containers"][1]["volumeMounts"][0]["name"] = json!("cache"),
        16 => spec["volumes"][1]["emptyDir"]["sizeLimit"] = json!("64M"),
        17 => spec["volumes"][0]["emptyDir"] = Value::Null,
        18 => spec["containers"][0]["securityContext"]["capabilities"]["drop"] = json!(["ALL"]),
        _ => spec["containers"][1]["name"] = json!("back-up"),
    }
    if index == 17 {
        spec_of(manifest)["volumes"][0]["hostPath"] = json!({"path": "/data"});
    }
    [
        "meta",
        "meta",
        "meta",
        "wait",
        "migrate",
        "app",
        "app",
        "probe",
        "probe",
        "env",
        "env",
        "resources",
        "mounts",
        "mounts",
        "read-only",
        "backup",
        "volumes",
        "volumes",
        "app",
        "backup",
    ][index.min(19)]
}

fn spec_of(manifest: &mut Value) -> &mut Value {
    &mut manifest["spec"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn how_it_is_written_never_changes_the_verdict(seed in any::<u64>(), style in 0..STYLES.len(), rename in any::<bool>()) {
        let exercise = everything();
        let names: &[(&str, &str)] = if rename { &NAMES } else { &[] };
        let text = rewrite(&solution(&exercise), names, &mut Choices::new(seed), STYLES[style]);
        let verdict = grade(&exercise, &text);
        prop_assert!(verdict.passed, "{text}\n{:#?}", verdict.checks.iter().filter(|check| !check.passed).collect::<Vec<_>>());
        prop_assert_eq!(verdict.score, verdict.max_score);
        prop_assert_eq!(verdict.diff.nearest, text);
    }

    #[test]
    fn one_broken_field_costs_its_own_check(seed in any::<u64>(), style in 0..STYLES.len(), index in 0_usize..20) {
        let exercise = everything();
        let mut manifest = solution(&exercise);
        let check = broken(index, &mut manifest);
        let text = rewrite(&manifest, &NAMES, &mut Choices::new(seed), STYLES[style]);
        let verdict = grade(&exercise, &text);
        prop_assert_eq!(failed_of(&exercise, &verdict), ids([check]), "{}", text);
        prop_assert!(verdict.score < verdict.max_score);
        // The mended text is right, and says so itself.
        let again = failed(&exercise, &verdict.diff.nearest);
        prop_assert!(again.is_empty(), "{}\n{}\n{:?}", text, verdict.diff.nearest, again);
    }

    #[test]
    fn any_text_has_a_verdict(text in "[ -~\n]{0,200}") {
        let verdict = grade(&everything(), &text);
        prop_assert_eq!(verdict.score, 0);
        prop_assert!(!verdict.passed);
    }

    #[test]
    fn a_damaged_text_has_a_verdict(seed in any::<u64>(), at in 0_usize..2000, length in 0_usize..40) {
        let exercise = everything();
        let mut text = rewrite(&solution(&exercise), &[], &mut Choices::new(seed), Style::Block);
        let from = at.min(text.len());
        let to = (from + length).min(text.len());
        text.replace_range(from..to, "");
        let verdict = grade(&exercise, &text);
        prop_assert!(verdict.score <= verdict.max_score);
        prop_assert_eq!(verdict.passed, verdict.checks.iter().all(|check| check.passed) && verdict.cluster.accepted);
    }
}
