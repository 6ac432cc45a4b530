//! Texts that mean harm end in a verdict, soon.

use podlings::grade::grade;

use super::fixtures::everything;

#[test]
fn ten_thousand_containers() {
    let exercise = everything();
    let containers: String = (0..10_000).map(|nr| format!("  - {{name: c{nr}, image: \"busybox:1.36\"}}\n")).collect();
    let text = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: shop}}\nspec:\n  containers:\n{containers}");
    let verdict = grade(&exercise, &text);
    assert!(!verdict.passed);
    assert!(verdict.score < verdict.max_score);
}

/// A crowd of containers is graded by its structure, and the verdict says that it was not played.
#[test]
fn a_crowd_is_not_played() {
    let packs = podlings::exercise::Library::embedded();
    let exercise = packs.find("two-sidecars-in-order").unwrap();
    let containers: String = (0..101).map(|nr| format!("  - {{name: c{nr}, image: \"busybox:1.36\"}}\n")).collect();
    let text = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: shop}}\nspec:\n  containers:\n{containers}");
    let verdict = grade(exercise, &text);
    let token = verdict.checks.iter().find(|check| check.id == "token").unwrap();
    assert_eq!(token.kind, Some(podlings::grade::FindingKind::Limit));
    assert!(token.why.starts_with("The simulator plays at most 100 containers. That is its limit, not your mistake."));
}

#[test]
fn thousands_of_volumes_and_mounts() {
    let exercise = everything();
    let volumes: String = (0..3_000).map(|nr| format!("  - {{name: v{nr}}}\n")).collect();
    let mounts: String = (0..3_000).map(|nr| format!("    - {{name: v{nr}, mountPath: /m{nr}}}\n")).collect();
    let text = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: shop}}\nspec:\n  volumes:\n{volumes}  containers:\n  - name: app\n    volumeMounts:\n{mounts}"
    );
    assert!(!grade(&exercise, &text).passed);
}

#[test]
fn deep_nesting_and_a_bomb() {
    let exercise = everything();
    let deep = format!("kind: Pod\nspec: {}{}", "{a: ".repeat(300), "}".repeat(300));
    assert!(!grade(&exercise, &deep).passed);
    let bomb: String = (1..30).map(|nr| format!("a{nr}: &a{nr} [*a{0}, *a{0}, *a{0}, *a{0}]\n", nr - 1)).collect();
    assert!(!grade(&exercise, &format!("a0: &a0 [x]\n{bomb}kind: Pod\n")).passed);
}

/// A test's thread has two mebibytes of stack.
#[test]
fn no_depth_overflows_the_stack() {
    let exercise = everything();
    for levels in [90, 400, 850, 900, 950, 999, 5_000] {
        let (maps, lists) = (("{a: ".repeat(levels), "}".repeat(levels)), ("[".repeat(levels), "]".repeat(levels)));
        for (open, close) in [maps, lists] {
            let block: String = (0..levels.min(1_000)).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
            for text in [
                format!("kind: Pod\nspec: {open}{close}\n"),
                format!(
                    "apiVersion: v1\nkind: Pod\nmetadata: {{name: shop, annotations: {open}{close}}}\nspec: {{}}\n"
                ),
                format!(
                    "{{\"kind\": \"Pod\", \"spec\": {}}}",
                    format!("{open}{close}").replace("{a: }", "{}").replace("a:", "\"a\":")
                ),
                format!("{open}{close}"),
                block,
            ] {
                assert!(!grade(&exercise, &text).passed);
                assert!(!podlings::manifest::judge::judge(text.as_bytes(), "pod.yaml").accepted());
            }
        }
    }
}

#[test]
fn things_of_the_wrong_kind_everywhere() {
    let exercise = everything();
    for text in [
        "kind: Pod\nspec: []\n",
        "kind: Pod\nspec: {containers: {name: app}}\nmetadata: shop\n",
        "kind: Pod\nspec: {containers: [null, 1, [], {name: []}, {name: {}}], volumes: x, initContainers: [x]}\n",
        "[]\n",
        "kind: [Pod]\n",
        "kind: List\nitems: {}\n",
        "\u{feff}kind: Pod\n",
        "---\n---\n",
        "",
    ] {
        let verdict = grade(&exercise, text);
        assert_eq!((verdict.score, verdict.passed), (0, false), "{text}");
    }
}
