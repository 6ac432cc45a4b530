//! The published JSON Schema is made from the code, and every exercise keeps to it.

use podlings::exercise::{embedded_files, image_schema, schema};

const ASSETS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/assets");

/// `UPDATE_SCHEMA=1 cargo test schema` writes it anew.
#[test]
fn the_published_schemas_are_those_of_the_code() {
    for (name, schema) in [("exercise", schema()), ("image", image_schema())] {
        let file = format!("{ASSETS}/{name}.schema.json");
        if std::env::var_os("UPDATE_SCHEMA").is_some() {
            std::fs::write(&file, &schema).unwrap();
        }
        let published = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(published == schema, "assets/{name}.schema.json is old: run `UPDATE_SCHEMA=1 cargo test schema`");
    }
}

#[test]
fn every_image_keeps_to_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(&image_schema()).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let own = std::fs::read_dir(format!("{ASSETS}/images")).unwrap().map(|file| file.unwrap().path());
    for path in own.chain([format!("{ASSETS}/pack/images/my-app.toml").into()]) {
        let value: serde_json::Value = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}: {}", path.display(), errors.join("\n"));
    }
}

#[test]
fn every_exercise_keeps_to_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let mut seen = 0;
    let is_exercise = |name: &str| {
        let mut parts = name.strip_suffix(".toml").unwrap_or_default().split('/').skip(1);
        parts.next().is_some_and(|file| file != "topic")
    };
    for (name, text) in embedded_files().filter(|(name, _)| is_exercise(name)) {
        let value: serde_json::Value = toml::from_str(text).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{name}: {}", errors.join("\n"));
        seen += 1;
    }
    assert!(seen > 0);
}

#[test]
fn the_schema_refuses_what_the_loader_refuses() {
    let schema: serde_json::Value = serde_json::from_str(&schema()).unwrap();
    let validator = jsonschema::draft7::new(&schema).unwrap();
    let small = include_str!("small.toml");
    let valid = |text: &str| validator.is_valid(&toml::from_str::<serde_json::Value>(text).unwrap());
    assert!(valid(small));
    for (from, to) in [
        ("title = ", "tilte = "),
        ("kind = \"build\"", "kind = \"biuld\""),
        ("difficulty = 1", "difficulty = 9"),
        ("[expect.metadata]", "[expect.meta]"),
        ("points = 2", "points = 0"),
    ] {
        assert!(!valid(&small.replacen(from, to, 1)), "{to}");
    }
}
