//! The JSON Schema of the exercise format, made from the types that read it. It must not know where it is kept.

use schemars::generate::SchemaSettings;

use super::file::File;

/// The schema as it stands in `assets/exercise.schema.json`.
#[must_use]
pub fn schema() -> String {
    let schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<File>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
