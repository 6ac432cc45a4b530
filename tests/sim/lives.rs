//! Lives that a real node showed, played again: rows, logs, events and states agree but for what chance decides there.

#![expect(clippy::unwrap_used, reason = "a test that cannot read its case ends there")]

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::time::Duration;

use podlings::sim::{Change, Images, Life, Limits, What, play, read_objects};
use regex::Regex;
use serde_json::{Value, json};

/// A row that stood for less than this may be missing on either side.
const SHORT: f64 = 1.2;
/// Seconds by which a row may come early or late, or 30 % of its time: a real node's own scatter.
const SLACK: f64 = 6.0;

#[derive(Debug, Clone, PartialEq)]
struct Row {
    at: f64,
    cells: [String; 3],
}

/// One recorded life and what we make of it.
struct Case {
    id: String,
    recorded: Value,
    played: Value,
}

/// All of them, each played once for all tests.
static CASES: LazyLock<Vec<Case>> = LazyLock::new(|| {
    let read = |line: &str| {
        let recorded: Value = serde_json::from_str(line).unwrap();
        let id = recorded["id"].as_str().unwrap().to_owned();
        let until = Duration::from_secs_f64(recorded["window_s"].as_f64().unwrap());
        let played = played(&recorded, until).json(&id);
        Case { id, recorded, played }
    };
    include_str!("lives.jsonl").lines().map(read).collect()
});

/// A recorded life, played until a moment.
fn played(recorded: &Value, until: Duration) -> Life {
    let mut objects: Vec<Value> = recorded["objects"].as_array().unwrap().clone();
    objects.extend(read_objects(recorded["manifest"].as_str().unwrap().as_bytes(), "pod.yaml").unwrap());
    let changes: Vec<Change> = recorded["later"].as_array().unwrap().iter().map(change).collect();
    play(&objects, &changes, until, Images::default(), Limits::default())
}

fn change(later: &Value) -> Change {
    let at = Duration::from_secs_f64(later[0].as_f64().unwrap());
    let what = match later[1].as_array() {
        Some(_) => What::Delete {
            kind: "Pod".to_owned(),
            namespace: "default".to_owned(),
            name: later[1][2].as_str().unwrap().to_owned(),
        },
        None => What::Apply(later[1].clone()),
    };
    Change { at, what }
}

/// The ids of those that differ must be these: each with the reason why it may.
#[track_caller]
fn differ(what: &str, agrees: impl Fn(&Case) -> bool, known: &[&str]) {
    let differing: Vec<&str> = CASES.iter().filter(|case| !agrees(case)).map(|case| case.id.as_str()).collect();
    assert_eq!(differing, known, "{what}");
}

#[test]
fn rows_agree() {
    differ(
        "rows",
        |case| {
            let end = case.recorded["window_s"].as_f64().unwrap();
            same_rows(&rows(&case.recorded), &rows(&case.played), end)
        },
        &[],
    );
}

#[test]
fn events_agree() {
    let set = |events: &Value| -> BTreeSet<[String; 3]> {
        let one = |event: &Value| ["type", "reason", "object"].map(|key| event[key].as_str().unwrap_or("").to_owned());
        events.as_array().unwrap().iter().map(one).collect()
    };
    differ("events", |case| set(&case.recorded["events"]) == set(&case.played["events"]), &[]);
}

#[test]
fn states_agree() {
    differ(
        "states",
        |case| case.recorded["status"].is_null() || digest(&case.recorded["status"]) == digest(&case.played["status"]),
        &[],
    );
}

#[test]
fn logs_agree() {
    differ(
        "logs",
        |case| {
            let all = case.recorded["logs"].as_object().unwrap();
            all.iter().filter(|(_, log)| log["exit"] == 0).all(|(container, log)| {
                lines_agree(log["stdout"].as_str().unwrap(), case.played["logs"][container].as_str().unwrap_or(""))
            })
        },
        // Their logs were read some seconds after the window had ended, so they are longer.
        &["sidecar-tail", "wait-db-never"],
    );
}

/// Seconds after the end of its window at which a life was described.
const DESCRIBED: f64 = 7.0;

#[test]
fn descriptions_agree() {
    let mut differing = Vec::new();
    for line in include_str!("lives.jsonl").lines() {
        let recorded: Value = serde_json::from_str(line).unwrap();
        let Some(want) = recorded["describe"].as_str() else { continue };
        let (id, until) = (recorded["id"].as_str().unwrap(), recorded["window_s"].as_f64().unwrap() + DESCRIBED);
        let life = played(&recorded, Duration::from_secs_f64(until));
        let got = life.describe(id, life.until).unwrap();
        if blotted(want) != blotted(&got) {
            differing.push(id.to_owned());
        }
    }
    // When a node restarts a container is chance: these were looked at a little earlier or later in their loop.
    assert_eq!(
        differing,
        [
            "bad-image",
            "http-live-404",
            "init-fails-onfailure",
            "live-fails",
            "long-then-crash",
            "native-sidecar-crash",
            "port-conflict"
        ]
    );
}

/// A description without what no two runs have in common: times, ids, addresses, a registry's words, the order of events.
fn blotted(text: &str) -> (String, BTreeSet<String>) {
    let noise = [
        (r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d \+0000", "DATE"),
        (r"10\.244\.\d+\.\d+", "IP"),
        (r"[0-9a-f]{64}", "ID"),
        (r"[0-9a-f]{8}-[0-9a-f-]{27}", "UID"),
        (r"kube-api-access-\w{5}", "TOKEN"),
        (r"(failed to resolve reference [^:]*:[^:]*): .*", "$1"),
        // The recorded cluster put a certificate of its own distribution into every Pod; others have no such ConfigMap.
        (r"    ConfigMapName: +openshift-service-ca\.crt\n    Optional: +false\n", ""),
    ]
    .map(|(pattern, word)| (Regex::new(pattern).unwrap(), word));
    let text = noise.iter().fold(text.to_owned(), |text, (regex, word)| regex.replace_all(&text, *word).into_owned());
    let (head, events) = text.split_once("Events:").unwrap_or((&text, ""));
    let age = Regex::new(r"\b(\d+m)?\d+s( \(x\d+ over (\d+m)?\d+s\))?").unwrap();
    let one = |line: &str| age.replace(line, "AGE").split_whitespace().collect::<Vec<_>>().join(" ");
    (head.to_owned(), events.lines().map(one).collect())
}

fn rows(life: &Value) -> Vec<Row> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let one = |row: &Value| Row { at: row[0].as_f64().unwrap(), cells: [text(&row[1]), text(&row[2]), text(&row[3])] };
    life["rows"].as_array().unwrap().iter().map(one).collect()
}

/// Rows without `CrashLoopBackOff` where it only follows the end of the same run: when a node turns to it is chance.
fn settled(rows: &[Row]) -> Vec<Row> {
    let mut out: Vec<Row> = Vec::new();
    for row in rows {
        let follows = out.last().is_some_and(|last| last.cells[0] == row.cells[0] && last.cells[2] == row.cells[2]);
        if !(follows && row.cells[1].ends_with("CrashLoopBackOff")) {
            out.push(row.clone());
        }
    }
    out
}

fn same_rows(real: &[Row], ours: &[Row], end: f64) -> bool {
    let crashes = |rows: &[Row]| rows.iter().any(|row| row.cells[1].ends_with("CrashLoopBackOff"));
    crashes(real) == crashes(ours) && agree(&settled(real), &settled(ours), end)
}

/// Whether two histories agree, rows aside that were short or are cut off by the end.
fn agree(real: &[Row], ours: &[Row], end: f64) -> bool {
    if real.is_empty() && ours.is_empty() {
        return true;
    }
    if let (Some(a), Some(b)) = (real.first(), ours.first())
        && a.cells == b.cells
        && (a.at - b.at).abs() <= SLACK.max(0.3 * a.at)
        && agree(&real[1..], &ours[1..], end)
    {
        return true;
    }
    let skippable = |rows: &[Row]| {
        rows.first().is_some_and(|row| rows.get(1).map_or(end, |next| next.at) - row.at < SHORT || end - row.at < SLACK)
    };
    skippable(real) && agree(&real[1..], ours, end) || skippable(ours) && agree(real, &ours[1..], end)
}

/// What must agree of a status: phase, reason, and how each container stands and last ended.
fn digest(status: &Value) -> Value {
    let state = |state: &Value| {
        let mut out = json!({});
        for (kind, inner) in state.as_object().into_iter().flatten() {
            out[kind] = json!({});
            for key in ["reason", "exitCode", "signal"] {
                if !inner[key].is_null() {
                    out[kind][key] = inner[key].clone();
                }
            }
        }
        out
    };
    let mut out = json!({"phase": status["phase"], "reason": status["reason"]});
    for group in ["initContainerStatuses", "containerStatuses"] {
        for container in status[group].as_array().into_iter().flatten() {
            let (now, last) = (state(&container["state"]), state(&container["lastState"]));
            let restarted = container["restartCount"].as_u64().unwrap_or(0) > 0;
            let name = container["name"].as_str().unwrap();
            out[name] = if restarted && now["running"].is_null() {
                json!({"down": if now["waiting"].is_null() { now } else { last }, "ready": container["ready"]})
            } else {
                json!({"state": now, "last": last, "ready": container["ready"]})
            };
        }
    }
    out
}

/// The same lines in whatever order; of a log that was still growing, all but the last three.
fn lines_agree(want: &str, got: &str) -> bool {
    let (want, got) = (quiet(want), quiet(got));
    let sorted = |lines: &[String]| {
        let mut lines = lines.to_vec();
        lines.sort();
        lines
    };
    let n = want.len().min(got.len());
    sorted(&want) == sorted(&got)
        || n >= 3 && want.len().abs_diff(got.len()) <= 3 && within(&want[..n - 2], &got) && within(&got[..n - 2], &want)
}

fn within(some: &[String], among: &[String]) -> bool {
    let mut rest = among.to_vec();
    some.iter().all(|line| rest.iter().position(|other| other == line).map(|at| rest.remove(at)).is_some())
}

/// Lines with what no two runs have in common blotted out.
fn quiet(text: &str) -> Vec<String> {
    let noise = [
        (r"[A-Z][a-z]{2} +\d+ \d\d:\d\d", "DATE"),
        (r"10\.\d+\.\d+\.\d+", "IP"),
        (r"[\d.]+ seconds, [\d.]+[kMG]?B/s", "RATE"),
        (r"\.\.\d{4}_\d\d_\d\d_[\d_.]+", "..DATA"),
        (r"^ *\d+ ([a-z{])", "PID $1"),
    ]
    .map(|(pattern, word)| (Regex::new(pattern).unwrap(), word));
    let one = |line: &str| {
        let blotted =
            noise.iter().fold(line.to_owned(), |line, (regex, word)| regex.replace_all(&line, *word).into_owned());
        blotted.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    text.lines().map(one).collect()
}
