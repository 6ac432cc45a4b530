//! Tests of `judge`: exact words and places, as kubectl and the server have them.

use super::*;
use crate::manifest::words::{Form, print};

/// What kubectl would print to stderr for one file.
fn stderr(text: &str) -> String {
    print(&[judge(text.as_bytes(), "pod.yaml")], Form::Sentence).err
}

#[test]
fn a_file_without_objects_is_an_error() {
    assert_eq!(stderr(""), "error: no objects passed to create\n");
    assert_eq!(stderr("---\n# nothing\n"), "error: no objects passed to create\n");
}

#[test]
fn what_is_missing_at_the_top_is_named_and_stops_the_file() {
    assert_eq!(
        stderr("a: 1\n---\nb: 2\n"),
        "error: error validating \"pod.yaml\": error validating data: [apiVersion not set, kind not set]; if you choose to ignore these errors, turn validation off with --validate=false\n"
    );
    assert_eq!(
        stderr("just text"),
        "error: error validating \"pod.yaml\": error validating data: invalid object to validate; if you choose to ignore these errors, turn validation off with --validate=false\n"
    );
}

#[test]
fn several_errors_stand_each_on_a_line() {
    let pod = "apiVersion: v1\nkind: Pods\n---\n";
    assert_eq!(
        stderr(&format!("{pod}{pod}a: b: c")),
        "resource mapping not found for name: \"\" namespace: \"\" from \"pod.yaml\": no matches for kind \"Pods\" in version \"v1\"\n\
         ensure CRDs are installed first\n\
         resource mapping not found for name: \"\" namespace: \"\" from \"pod.yaml\": no matches for kind \"Pods\" in version \"v1\"\n\
         ensure CRDs are installed first\n\
         error parsing pod.yaml: error converting YAML to JSON: yaml: mapping values are not allowed in this context\n"
    );
}
