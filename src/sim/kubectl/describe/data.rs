//! What `kubectl describe` prints of ConfigMaps and Secrets. It must not know who uses them.
//!
//! The forms are those of `describeConfigMap` and `describeSecret` in kubectl's `describe.go`.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::Value;

use super::{Page, pairs, text};
use crate::sim::kubectl::tabs;

/// The description of a `ConfigMap`.
#[must_use]
pub fn config_map(object: &Value) -> String {
    let mut page = head(object);
    page.line(0, "\nData\n====");
    for (key, value) in entries(&object["data"]) {
        page.line(0, &format!("{key}:\n----\n{}\n", text(value)));
    }
    page.line(0, "\nBinaryData\n====");
    for (key, value) in entries(&object["binaryData"]) {
        page.line(0, &format!("{key}: {} bytes", bytes(value)));
    }
    page.line(0, "");
    page.line(0, "Events:\t<none>");
    tabs::align(&page.0)
}

/// The description of a Secret; its values are not shown.
#[must_use]
pub fn secret(object: &Value) -> String {
    let mut page = head(object);
    page.line(0, &format!("\nType:\t{}", object["type"].as_str().unwrap_or("Opaque")));
    page.line(0, "\nData\n====");
    for (key, value) in entries(&object["data"]) {
        page.line(0, &format!("{key}:\t{} bytes", bytes(value)));
    }
    tabs::align(&page.0)
}

fn head(object: &Value) -> Page {
    let mut page = Page::default();
    let meta = &object["metadata"];
    page.line(0, &format!("Name:\t{}", text(&meta["name"])));
    page.line(0, &format!("Namespace:\t{}", meta["namespace"].as_str().unwrap_or("default")));
    pairs(&mut page, "Labels", &meta["labels"], "=");
    pairs(&mut page, "Annotations", &meta["annotations"], ": ");
    page
}

/// The keys in their order, with their values.
fn entries(map: &Value) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = map.as_object().into_iter().flatten().collect();
    entries.sort_by_key(|(key, _)| *key);
    entries
}

/// How long a value is that was encoded.
fn bytes(value: &Value) -> usize {
    STANDARD.decode(text(value)).map_or(0, |bytes| bytes.len())
}
