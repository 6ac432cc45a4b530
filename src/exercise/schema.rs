//! The JSON Schemas of the exercise format and of image files, made from the types that read them. It must not know where
//! they are kept.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;

use super::file::File;
use super::image::Image;

/// The schema of exercises as it stands in `assets/exercise.schema.json`.
#[must_use]
pub fn schema() -> String {
    text_for::<File>()
}

/// The schema of image files as it stands in `assets/image.schema.json`.
#[must_use]
pub fn image_schema() -> String {
    text_for::<Image>()
}

fn text_for<T: JsonSchema>() -> String {
    let schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<T>();
    let mut text = serde_json::to_string_pretty(&schema).unwrap_or_default();
    text.push('\n');
    text
}
