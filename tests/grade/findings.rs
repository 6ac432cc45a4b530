//! Each mistake is called by its name, at its place.

use podlings::exercise::Exercise;
use podlings::grade::{CheckResult, grade};

use super::fixtures::{config_loader, everything};

/// What a check says: kind, path, expected, yours, line and column.
fn said(exercise: &Exercise, edits: &[(&str, &str)], id: &str) -> String {
    let text = edits.iter().fold(exercise.solution.clone(), |text, (from, to)| {
        assert_eq!(text.matches(from).count(), 1, "{from}");
        text.replacen(from, to, 1)
    });
    let verdict = grade(exercise, &text);
    let check: &CheckResult = verdict.checks.iter().find(|check| check.id == id).expect("the check exists");
    let place = check.place.map(|place| format!("{}:{}", place.line, place.column)).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    format!(
        "{:?} {}\nexpected {}\nyours    {}\nat {place}\n{}",
        check.kind,
        text(&check.path),
        text(&check.expected),
        text(&check.actual),
        check.why
    )
}

#[test]
fn missing_with_its_default() {
    let said = said(&config_loader(), &[("      readOnly: true\n", "")], "read-only");
    insta::assert_snapshot!(said, @r#"
    Some(Missing) spec.containers[app].volumeMounts[config].readOnly
    expected readOnly: true
    yours    (not set, which means false)
    at 20:7
    Any container may write to an `emptyDir`; without `readOnly` the app can overwrite its own configuration.
    "#);
}

#[test]
fn a_slip_in_a_key() {
    let said = said(&config_loader(), &[("readOnly: true", "readonly: true")], "read-only");
    insta::assert_snapshot!(said, @r#"
    Some(NearMiss) spec.containers[app].volumeMounts[config].readOnly
    expected readOnly: true
    yours    readonly: true
    at 22:7
    `readonly` is not a field that Kubernetes knows here; `readOnly` is. Any container may write to an `emptyDir`; without `readOnly` the app can overwrite its own configuration.
    "#);
}

#[test]
fn a_slip_in_a_value() {
    let said = said(&everything(), &[("medium: Memory", "medium: memory")], "volumes");
    insta::assert_snapshot!(said, @r#"
    Some(NearMiss) spec.volumes[cache].emptyDir.medium
    expected medium: Memory
    yours    medium: memory
    at 71:15
    It is a slip of spelling away. They hold it.
    "#);
}

#[test]
fn another_value() {
    let said = said(&everything(), &[("sizeLimit: 64Mi", "sizeLimit: 64M")], "volumes");
    insta::assert_snapshot!(said, @r#"
    Some(Wrong) spec.volumes[cache].emptyDir.sizeLimit
    expected sizeLimit: 64Mi
    yours    sizeLimit: 64M
    at 72:18
    They hold it.
    "#);
}

#[test]
fn a_number_where_text_is_wanted() {
    let said = said(&everything(), &[("value: \"4\"", "value: 4")], "env");
    insta::assert_snapshot!(said, @r#"
    Some(Wrong) spec.containers[app].env[WORKERS].value
    expected value: "4"
    yours    value: 4
    at 33:14
    Kubernetes wants text here, and YAML reads this as a number: put it in quotes. It reads its environment.
    "#);
}

#[test]
fn a_field_at_the_wrong_container() {
    let edits = [
        ("      readOnly: true\n", ""),
        ("      mountPath: /config\n", "      mountPath: /config\n      readOnly: true\n"),
    ];
    let said = said(&config_loader(), &edits, "read-only");
    insta::assert_snapshot!(said, @r#"
    Some(Misplaced) spec.containers[app].volumeMounts[config].readOnly
    expected readOnly: true
    yours    readOnly: true (under spec.initContainers[fetch-config].volumeMounts[config])
    at 16:7
    `readOnly` stands under spec.initContainers[fetch-config].volumeMounts[config]; here it belongs under spec.containers[app].volumeMounts[config]. Any container may write to an `emptyDir`; without `readOnly` the app can overwrite its own configuration.
    "#);
}

#[test]
fn an_init_container_among_containers() {
    let edits = [("  initContainers:\n", "  containers:\n"), ("  containers:\n  - name: app", "  - name: app")];
    let said = said(&config_loader(), &edits, "init");
    insta::assert_snapshot!(said, @r#"
    Some(Misplaced) spec.initContainers[fetch-config]
    expected fetch-config under spec.initContainers
    yours    fetch-config under spec.containers
    at 7:5
    `fetch-config` stands under spec.containers; it belongs under spec.initContainers. Only what stands under `initContainers` is sure to be finished before the app starts.
    "#);
}

#[test]
fn a_container_under_its_name_as_a_key() {
    let edits = [("  containers:\n  - name: app\n", "  app:\n")];
    let said = said(&config_loader(), &edits, "read-only");
    insta::assert_snapshot!(said, @r#"
    Some(Misplaced) spec.containers[app]
    expected - name: app under spec.containers
    yours    app: as a key under spec
    at 16:3
    The name of a container is no key: a container belongs in the list `containers:`, as an item `- name: app` with its other fields below. Any container may write to an `emptyDir`; without `readOnly` the app can overwrite its own configuration.
    "#);
}

#[test]
fn mounts_under_the_pod() {
    let edits = [(
        "    volumeMounts:\n    - name: config\n      mountPath: /etc/app\n      readOnly: true\n",
        "  volumeMounts:\n  - name: config\n    mountPath: /etc/app\n    readOnly: true\n",
    )];
    let said = said(&config_loader(), &edits, "read-only");
    insta::assert_snapshot!(said, @r#"
    Some(Misplaced) spec.containers[app].volumeMounts
    expected volumeMounts under spec.containers[app]
    yours    volumeMounts under spec
    at 19:3
    `volumeMounts` stands under spec; here it belongs under spec.containers[app]. Any container may write to an `emptyDir`; without `readOnly` the app can overwrite its own configuration.
    "#);
}

#[test]
fn one_level_of_indentation_off() {
    let edits = [(
        "      httpGet:\n        path: /ready\n        port: 8080\n",
        "      httpGet:\n      path: /ready\n      port: 8080\n",
    )];
    let said = said(&everything(), &edits, "probe");
    insta::assert_snapshot!(said, @r#"
    Some(Misplaced) spec.containers[app].readinessProbe.httpGet
    expected httpGet: {path: /ready, port: 8080}
    yours    path: /ready (beside httpGet)
    at 46:7
    `path` stands beside `httpGet`; it belongs under it, one level of indentation deeper. It must be ready.
    "#);
}

#[test]
fn another_name_for_the_same_volume() {
    let said = said(
        &config_loader(),
        &[("    - name: config\n      mountPath: /etc/app", "    - name: conf\n      mountPath: /etc/app")],
        "shared",
    );
    insta::assert_snapshot!(said, @r#"
    Some(Wrong) spec.containers[app].volumeMounts[conf].name
    expected name: config
    yours    name: conf
    at 20:13
    Elsewhere in your Pod the same volume is called `config`; a `name` has to say the same. Each container has its own file system; a volume is the only folder that two of them can both see.
    "#);
}

#[test]
fn another_kind_of_volume() {
    let said = said(&config_loader(), &[("    emptyDir: {}", "    hostPath: {path: /tmp}")], "shared");
    insta::assert_snapshot!(said, @r#"
    Some(Wrong) spec.volumes[config].emptyDir
    expected emptyDir: {}
    yours    hostPath: {path: /tmp}
    at 25:5
    Each container has its own file system; a volume is the only folder that two of them can both see.
    "#);
}

#[test]
fn the_wrong_order() {
    let exercise = everything();
    let reject = exercise.reject.iter().find(|reject| reject.name.contains("swapped")).expect("it is there");
    let verdict = grade(&exercise, &reject.manifest);
    let check = verdict.checks.iter().find(|check| check.id == "wait").expect("the check exists");
    assert_eq!(check.expected.as_deref(), Some("wait before migrate"));
    assert_eq!(check.actual.as_deref(), Some("wait after migrate"));
}

#[test]
fn a_text_that_cannot_be_read() {
    let verdict = grade(&config_loader(), "kind: Pod\n\tspec: {}\n");
    let check = &verdict.checks[0];
    let words = "error converting YAML to JSON: yaml: line 2: found a tab character that violates indentation";
    assert!(verdict.cluster.message.ends_with(words), "{}", verdict.cluster.message);
    assert_eq!(verdict.note.as_deref(), Some("The text cannot be read as YAML, so nothing in it can be graded."));
    assert_eq!(check.place.map(|place| place.line), Some(2));
    assert!(verdict.diff.nearest.is_empty());
}

/// `everything` with a volume whose files have a mode.
fn with_modes() -> Exercise {
    let text = include_str!("exercises/everything.toml");
    let volume = "[[expect.spec.volumes]]\nname = \"$keys\"\nsecret = { secretName = \"keys\", defaultMode = 256, items = [{ key = \"a\", path = \"b\", mode = 288 }] }\n\n[solution]";
    let text = text.replacen("[solution]", volume, 1);
    let text = text.replacen(
        "  volumes:\n",
        "  volumes:\n  - name: keys\n    secret:\n      secretName: keys\n      defaultMode: 0400\n      items: [{key: a, path: b, mode: 0440}]\n",
        1,
    );
    podlings::exercise::load("modes", "tests", "modes", &text).unwrap_or_else(|problems| panic!("{problems:?}"))
}

#[test]
fn modes_are_octal() {
    let exercise = with_modes();
    let said = |from, to| said(&exercise, &[(from, to)], "volumes");
    let all = [
        said("defaultMode: 0400", "defaultMode: 400"),
        said("      defaultMode: 0400\n", ""),
        said("mode: 0440", "mode: 0644"),
    ];
    let text = exercise.solution.replace("defaultMode: 0400", "defaultMode: 0600").replace(", mode: 0440", "");
    let verdict = grade(&exercise, &text);
    assert_eq!(verdict.diff.nearest, exercise.solution);
    let fields: Vec<String> = verdict.diff.fields.iter().map(|field| format!("{field:?}")).collect();
    insta::assert_snapshot!(format!("{}\n\n{}", all.join("\n\n"), fields.join("\n")), @r#"
    Some(Wrong) spec.volumes[keys].secret.defaultMode
    expected defaultMode: 0400
    yours    defaultMode: 400, which is 0620
    at 70:20
    Without a zero before it a mode is a decimal number: write 0400. They hold it.

    Some(Missing) spec.volumes[keys].secret.defaultMode
    expected defaultMode: 0400
    yours    (not set, which means 0644)
    at 69:7
    They hold it.

    Some(Wrong) spec.volumes[keys].secret.items[a].mode
    expected mode: 0440
    yours    mode: 0644
    at 71:39
    They hold it.

    FieldDifference { path: "spec.volumes[keys].secret.defaultMode", yours: Some("0600"), expected: Some("0400") }
    FieldDifference { path: "spec.volumes[keys].secret.items[a].mode", yours: None, expected: Some("0440") }
    "#);
}

#[test]
fn json_has_no_octal_modes() {
    let exercise = with_modes();
    assert!(grade(&exercise, &exercise.solution).passed);
    let solution: serde_json::Value =
        serde_yaml::from_str(&exercise.solution.replace("0400", "384").replace("0440", "288")).unwrap();
    let verdict = grade(&exercise, &solution.to_string());
    let check = verdict.checks.iter().find(|check| check.id == "volumes").unwrap();
    assert_eq!(check.expected.as_deref(), Some("defaultMode: 0400"));
    assert_eq!(check.actual.as_deref(), Some("defaultMode: 0600"));
    assert!(check.why.contains("JSON has no octal numbers: 0400 is 256 there"), "{}", check.why);
    assert!(verdict.diff.nearest.contains("\"defaultMode\": 256"), "{}", verdict.diff.nearest);
}
