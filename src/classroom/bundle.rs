//! What students are given: the assignment and its exercises without their answers, as a folder or as one file. It must not
//! know who they are.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml::{Table, Value};

use super::assignment::FILE;
use super::course::Course;
use crate::exercise::handout;

/// The folder of the exercises in a bundle.
pub const PACK: &str = "pack";
/// The largest bundle in one file that is read, in bytes.
pub const MAX_BUNDLE: usize = 32 * 1024 * 1024;
/// What the first key of a bundle in one file says.
const KIND: &str = "bundle";
/// The newest format of a bundle in one file.
const FORMAT: u32 = 1;
/// The most files of a bundle.
const MAX_FILES: usize = 2000;

/// A bundle in one file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Packed {
    podlings: String,
    format: u32,
    files: BTreeMap<String, String>,
}

/// Why a text is no bundle.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// It is something else.
    #[error("it is neither an assignment.toml nor a bundle of `podlings class bundle`")]
    Other,
    /// A newer program made it.
    #[error("it has format {0}, and this podlings reads format {FORMAT}; upgrade podlings")]
    Newer(u32),
    /// It holds too much.
    #[error("it holds more than {MAX_FILES} files")]
    TooMany,
}

/// The files of the handout of a course: their paths, with `/` between the parts, and their texts.
#[must_use]
pub fn files(course: &Course) -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    files.insert(FILE.to_owned(), assignment(course.text()));
    for (path, text) in course.images() {
        files.insert(format!("{PACK}/{path}"), text.clone());
    }
    let topic = &course.assignment.id;
    for task in &course.assignment.exercises {
        let text =
            course.library.entry(&task.id).ok().and_then(|entry| handout(entry.text(), course.assignment.feedback));
        files.extend(text.map(|text| (format!("{PACK}/{topic}/{}.toml", task.id), text)));
    }
    let mut order = Table::new();
    order.insert("title".to_owned(), Value::String(course.assignment.title.clone()));
    let ids = course.assignment.exercises.iter().map(|task| Value::String(task.id.clone()));
    order.insert("exercises".to_owned(), Value::Array(ids.collect()));
    files.insert(format!("{PACK}/{topic}/topic.toml"), order.to_string());
    files
}

/// The assignment's file, which says now that it is a handout and where its exercises are.
fn assignment(text: &str) -> String {
    let mut file: Table = text.parse().unwrap_or_default();
    file.insert("handout".to_owned(), Value::Boolean(true));
    file.insert("pack".to_owned(), Value::String(PACK.to_owned()));
    file.to_string()
}

/// Puts the files into one text.
#[must_use]
pub fn pack(files: BTreeMap<String, String>) -> String {
    let packed = Packed { podlings: KIND.to_owned(), format: FORMAT, files };
    let mut text = serde_json::to_string_pretty(&packed).unwrap_or_default();
    text.push('\n');
    text
}

/// Takes the files out of the one text.
///
/// # Errors
/// When it is no bundle.
pub fn unpack(text: &str) -> Result<BTreeMap<String, String>, BundleError> {
    #[derive(Deserialize)]
    struct Head {
        podlings: String,
        format: u32,
    }
    let head: Head = serde_json::from_str(text).map_err(|_| BundleError::Other)?;
    if head.podlings != KIND {
        return Err(BundleError::Other);
    }
    if head.format > FORMAT {
        return Err(BundleError::Newer(head.format));
    }
    let packed: Packed = serde_json::from_str(text).map_err(|_| BundleError::Other)?;
    if packed.files.len() > MAX_FILES {
        return Err(BundleError::TooMany);
    }
    Ok(packed.files)
}
