//! The values that an exercise declares in `[values]`, one of each standing in its texts: how they are written, which one is
//! drawn, where it is put. It must not know what the texts around them mean.
//!
//! A placeholder is `{{name}}` without blanks: neither a shell, nor YAML, nor a regular expression writes that, and Go's
//! templates can be written with blanks.

mod declare;
mod draw;
mod fill;
mod placeholder;

use toml::Spanned;
use toml::de::DeTable;

use super::problem::Problem;
use super::source::Source;

pub use draw::Pick;
pub use placeholder::OPEN;

/// A declared value with what stands for it in an exercise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    /// Its name: `app`, or `server.image` where a row has several.
    pub name: String,
    /// What stands in the exercise's texts.
    pub text: String,
    /// How many there are to draw from.
    pub of: usize,
}

/// Puts a value in the place of each placeholder, notes what is wrong with them, and says what stands where.
pub(super) fn fill(
    source: &mut Source<'_>,
    document: &mut Spanned<DeTable<'_>>,
    (id, pick): (&str, Pick),
) -> Vec<Value> {
    if !source.text.contains(OPEN) && !document.get_ref().contains_key("values") {
        return Vec::new();
    }
    let slots = declare::read(source, document.get_ref());
    if !source.is_good() {
        return Vec::new();
    }
    let chosen = draw::choose(&slots, id, pick);
    _ = fill::fill(source, document, &chosen);
    chosen.iter().map(draw::Chosen::value).collect()
}

/// Declared values that no text of the exercise names, in the order of the file. They are no reason not to load it.
#[must_use]
pub fn unused(file: &str, text: &str) -> Vec<Problem> {
    let Ok(mut document) = DeTable::parse(text) else { return Vec::new() };
    let mut source = Source::new(file, text);
    let slots = declare::read(&mut source, document.get_ref());
    let chosen = draw::choose(&slots, "", Pick::First);
    let used = fill::fill(&mut source, &mut document, &chosen);
    let mut found = Source::new(file, text);
    for slot in slots.iter().filter(|slot| !used.contains(&slot.name)) {
        let help = format!("write `{{{{{}}}}}` where it is meant, or leave it out", slot.name);
        found.wrong_at(slot.place.clone(), format!("the value `{}` is used nowhere", slot.name), Some(help));
    }
    found.into_problems()
}
