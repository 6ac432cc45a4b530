//! Writes the report on an exam into the user's data folder. It must not know what is in it.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::tz::TimeZone;

use super::files::sentence;
use crate::session::exam::report::Report;
use crate::session::exam::{ExamResult, Past};
use crate::system::files::{create_folder, write_atomic};
use crate::system::{Environment, Folder};

/// Writes the report as a page and as Markdown, in `spare` where there is such a folder; gives the sentence that says where.
///
/// # Errors
/// A sentence that says why it cannot be written.
pub fn write(
    environment: &Environment,
    spare: Option<&Path>,
    number: i64,
    result: &ExamResult,
    past: &[Past],
    topics: &BTreeMap<String, String>,
    zone: &TimeZone,
) -> Result<String, String> {
    let folder = match spare {
        Some(spare) => spare.to_owned(),
        None => environment.folder(Folder::Data).ok_or("There is no home folder to write the report to: set HOME.")?,
    };
    let folder = folder.join("reports");
    let report = Report { number, result, past, topics, zone: zone.clone() };
    let page = folder.join(format!("exam-{number}.html"));
    let markdown = folder.join(format!("exam-{number}.md"));
    create_folder(&folder)
        .and_then(|()| write_atomic(&page, report.html().as_bytes()))
        .and_then(|()| write_atomic(&markdown, report.markdown().as_bytes()))
        .map_err(|error| sentence(&format!("cannot write {}: {error}", page.display())))?;
    Ok(format!("The report is in {}, and beside it as exam-{number}.md.", page.display()))
}
