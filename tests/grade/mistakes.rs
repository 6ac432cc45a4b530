//! The mistakes that people make most, in a text of a style of its own: what is said of them and where, and a difference to the
//! nearest right answer that touches nothing else.

use std::fmt::Write as _;

use podlings::grade::diff::{Change, Row, rows};
use podlings::grade::{Fault, Verdict, grade};

use super::fixtures::config_loader;

/// A right answer in another order and with other names than the solution's.
const YOURS: &str = r#"apiVersion: v1
kind: Pod
metadata:
  name: config-loader
spec:
  volumes:
  - name: shared
    emptyDir: {}
  initContainers:
  - name: fetch-config
    image: busybox:1.36
    command: ["sh", "-c"]
    args:
    - echo '{"logLevel":"info","maxConnections":100}' > /config/app-config.json
    volumeMounts:
    - name: shared
      mountPath: /config
  containers:
  - name: app
    image: myapp:1.0
    volumeMounts:
    - name: shared
      mountPath: /etc/app
      readOnly: true
"#;

fn graded(edits: &[(&str, &str)]) -> Verdict {
    let text = edits.iter().fold(YOURS.to_owned(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replacen(from, to, 1)
    });
    grade(&config_loader(), &text)
}

/// Everything that is wrong, each in a line or two, and the lines that change.
fn told(edits: &[(&str, &str)]) -> String {
    let verdict = graded(edits);
    let mut out = String::new();
    for fault in verdict.faults() {
        match fault {
            Fault::Check(check) if check.never_ran() => _ = writeln!(out, "{} never ran", check.id),
            Fault::Check(check) => {
                let place = check.place.map(|place| format!(" {}:{}", place.line, place.column)).unwrap_or_default();
                let kind = check.kind.map(|kind| format!(" {kind:?}")).unwrap_or_default();
                _ = writeln!(out, "{}{kind}{place}", check.id);
                let facts = [("expected", &check.expected), ("yours", &check.actual)];
                for (name, value) in facts.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))) {
                    _ = writeln!(out, "    {name}: {value}");
                }
            }
            Fault::Refusal(refusal) => {
                let place = refusal.place.map(|place| format!("{}:{} ", place.line, place.column)).unwrap_or_default();
                let suggestion = refusal.suggestion.as_deref().map(|words| format!(" {words}")).unwrap_or_default();
                _ = writeln!(out, "refused {place}{}{suggestion}", refusal.plain);
            }
        }
    }
    if verdict.diff.nearest.is_empty() {
        return out;
    }
    for row in rows(&verdict.diff.yours, &verdict.diff.nearest, Some(0)) {
        match row {
            Row::Line { change: Change::Removed, line } => _ = writeln!(out, "-{}", line.text),
            Row::Line { change: Change::Added, line } => _ = writeln!(out, "+{}", line.text),
            _ => {}
        }
    }
    out
}

#[test]
fn the_text_itself_is_right() {
    assert!(graded(&[]).passed);
}

#[test]
fn containers_under_each_others_key() {
    insta::assert_snapshot!(told(&[
        ("  initContainers:", "  others:"),
        ("  containers:", "  initContainers:"),
        ("  others:", "  containers:"),
    ]));
}

#[test]
fn an_init_container_among_the_containers() {
    insta::assert_snapshot!(told(&[("  containers:\n", ""), ("  initContainers:", "  containers:")]));
}

#[test]
fn a_list_without_dashes_spoils_only_itself() {
    insta::assert_snapshot!(told(&[("  - name: app", "    name: app")]));
}

#[test]
fn a_container_by_its_name_instead_of_a_list() {
    insta::assert_snapshot!(told(&[("  - name: app", "  app:")]));
}

#[test]
fn volumes_inside_a_container() {
    let volumes = "  volumes:\n  - name: shared\n    emptyDir: {}\n";
    let inside = "      readOnly: true\n    volumes:\n    - name: shared\n      emptyDir: {}\n";
    insta::assert_snapshot!(told(&[(volumes, ""), ("      readOnly: true\n", inside)]));
}

#[test]
fn a_field_behind_a_dash_of_its_own() {
    insta::assert_snapshot!(told(&[("      readOnly: true", "    - readOnly: true")]));
}

#[test]
fn a_slip_in_the_key_of_much() {
    insta::assert_snapshot!(told(&[("initContainers", "initcontainers")]));
}

#[test]
fn another_version_or_none() {
    let all = [
        told(&[("apiVersion: v1", "apiVersion: apps/v1")]),
        told(&[("apiVersion: v1\n", "")]),
        told(&[("kind: Pod", "kind: pod")]),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_name_beside_its_metadata() {
    insta::assert_snapshot!(told(&[("metadata:\n  name: config-loader", "name: config-loader")]));
}

#[test]
fn something_that_no_check_asks_about() {
    let all = [
        told(&[("emptyDir: {}", "emptyDir: {medium: memory}")]),
        told(&[("      readOnly: true", "      subPath: app\n      readOnly: true")]),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_word_of_the_script() {
    let all = [
        told(&[(":100}", ":10}")]),
        told(&[("[\"sh\", \"-c\"]", "[\"sh -c\"]")]),
        told(&[("    command: [\"sh\", \"-c\"]\n", "")]),
        told(&[(
            "[\"sh\", \"-c\"]\n    args:\n    - echo '{\"logLevel\":\"info\",\"maxConnections\":100}' > /config/app-config.json",
            "['sh', '-c', 'echo hello > /config/app-config.json']",
        )]),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn a_missing_mount_comes_behind_what_the_answer_has_not() {
    insta::assert_snapshot!(told(&[("    volumeMounts:\n    - name: shared\n      mountPath: /config\n", "")]));
}

#[test]
fn what_cannot_be_read_is_marked_where_it_is_to_be_mended() {
    let all = [
        told(&[("    image: myapp", "     image: myapp")]),
        told(&[("- name: app", "- name:app")]),
        told(&[("[\"sh\", \"-c\"]", "[\"sh\", \"-c\"")]),
        told(&[("    image: myapp", "\timage: myapp")]),
        told(&[("name: config-loader", "name: config: loader")]),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn another_kind_is_not_judged_beyond_what_is_known() {
    let verdict = graded(&[("apiVersion: v1\nkind: Pod", "apiVersion: apps/v1\nkind: Deployment")]);
    assert!(verdict.note_says_all());
    assert_eq!(verdict.note.as_deref(), Some("The task asks for a Pod, and this is a Deployment."));
    let beside = graded(&[("apiVersion", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n---\napiVersion")]);
    assert!(beside.passed && beside.cluster.judged);
    assert_eq!(
        beside.cluster.message,
        "podlings cannot tell whether the ConfigMap is right: it knows the rules of Pods."
    );
}
