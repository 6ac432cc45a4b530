//! What `kubectl` prints of recorded objects.

use jiff::Timestamp;
use podlings::sim::kubectl;
use serde_json::Value;

/// When the recorded rows were printed.
const PRINTED: &str = "2026-11-22T13:00:45Z";

#[test]
fn every_recorded_pod_gets_its_row() {
    let now: Timestamp = PRINTED.parse().unwrap();
    let mut count = 0;
    for line in include_str!("pod-rows.jsonl").lines() {
        let case: Value = serde_json::from_str(line).unwrap();
        let want: Vec<&str> = case["cells"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let got = kubectl::row(&case["pod"]).cells(now);
        assert_eq!(got.iter().map(String::as_str).collect::<Vec<_>>(), want, "{}", case["pod"]);
        count += 1;
    }
    assert_eq!(count, 35);
}
