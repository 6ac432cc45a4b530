//! From a manifest's text to the objects that a cluster would hold: judged as the API server would, Pods with their
//! defaults, other kinds as they were written. It must not know what is done with them.

use serde_json::Value;

use crate::manifest::{
    decode,
    judge::{Judgement, Outcome, judge},
    text,
};

/// The objects of a file, in its order; the items of a `List` one by one.
///
/// # Errors
/// The judgement, where anything in the file would be refused: its words say what and where.
pub fn read(bytes: &[u8], file: &str) -> Result<Vec<Value>, Box<Judgement>> {
    let judgement = judge(bytes, file);
    let refused =
        judgement.objects.iter().any(|judged| matches!(judged.outcome, Outcome::NotSent(_) | Outcome::Refused(_)));
    if refused || judgement.stop.is_some() {
        return Err(Box::new(judgement));
    }
    let mut written = Vec::new();
    for document in text::read(bytes).documents {
        let object = decode::plain(&document.root);
        match object["items"].as_array().filter(|_| object["kind"] == "List") {
            Some(items) => written.extend(items.clone()),
            None => written.push(object),
        }
    }
    let both = written.into_iter().zip(&judgement.objects);
    Ok(both
        .map(|(written, judged)| match &judged.outcome {
            Outcome::Stored(object) => object.clone(),
            _ => written,
        })
        .collect())
}
