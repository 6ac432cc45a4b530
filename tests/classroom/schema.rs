//! The published JSON Schema of assignments is made from the code, and the scaffold keeps to it.

use podlings::classroom::assignment::{load, schema};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/assignment.schema.json");
const SCAFFOLD: &str = include_str!("../../assets/class/assignment.toml");

/// `UPDATE_SCHEMA=1 cargo test schema` writes it anew.
#[test]
fn the_published_schema_of_assignments_is_that_of_the_code() {
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(FILE, schema()).unwrap();
    }
    let published = std::fs::read_to_string(FILE).unwrap_or_default();
    assert!(published == schema(), "assets/assignment.schema.json is old: run `UPDATE_SCHEMA=1 cargo test schema`");
}

#[test]
fn the_schema_and_the_loader_agree() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let valid = |text: &str| validator.is_valid(&toml::from_str::<serde_json::Value>(text).unwrap());
    assert!(valid(SCAFFOLD));
    assert!(load("assignment.toml", SCAFFOLD).is_ok());
    for (from, to) in [
        ("format = 1", "format = 2"),
        ("title = ", "tilte = "),
        ("\"week-1\"", "\"Week 1\""),
        ("\"per-student\"", "\"student\""),
        ("\"hints\"]", "\"hint\"]"),
        ("\"per-day\"", "\"daily\""),
        ("percent = 10", "percent = 0"),
        ("points = 10", "points = 0"),
    ] {
        let text = SCAFFOLD.replacen(from, to, 1);
        assert!(text != SCAFFOLD && !valid(&text) && load("a", &text).is_err(), "{to}");
    }
}
