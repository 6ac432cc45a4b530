//! Puts values in the places of their placeholders, in a document whose places stay what they were. It must not know how
//! values are drawn.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::draw::Chosen;
use super::placeholder::{OPEN, placeholders, whole};
use crate::exercise::nearest::nearest;
use crate::exercise::source::Source;
use crate::manifest::schema::{Shape, Type};

/// How much longer values may make a file, in bytes.
const MAX_GROWTH: usize = 256 * 1024;

/// Fills a document; the names of the values that stand in it.
pub(super) fn fill<'i>(
    source: &mut Source<'_>,
    document: &mut Spanned<DeTable<'i>>,
    chosen: &[Chosen<'_, 'i>],
) -> HashSet<String> {
    let mut filler = Filler { source, chosen, used: HashSet::new(), room: MAX_GROWTH };
    filler.table(document.get_mut(), Place::Root);
    filler.used
}

/// What a part of the document is, as far as that matters for what stands in it.
#[derive(Clone, Copy)]
enum Place {
    /// The file.
    Root,
    /// The values themselves.
    Values,
    /// It is the same whatever is drawn.
    Fixed,
    /// A text.
    Text,
    /// A number, or data with numbers in it.
    Data,
    /// `[[checks]]`.
    Check,
    /// `[[life]]`.
    Life,
    /// A fact of `[[life]]`.
    Fact,
    /// `[[reject]]`.
    Reject,
    /// An expected value of this type.
    Expect(Type),
}

impl Place {
    /// What is under a key.
    fn below(self, key: &str) -> Place {
        match (self, key) {
            (Place::Root, "values") => Place::Values,
            (Place::Root, "format" | "domain" | "topics" | "kind" | "difficulty" | "par" | "kubernetes" | "docs")
            | (Place::Check | Place::Life, "id" | "points")
            | (Place::Reject, "fails") => Place::Fixed,
            (Place::Root, "checks") => Place::Check,
            (Place::Root, "life") | (Place::Life, "also") => Place::Life,
            (Place::Root, "reject") => Place::Reject,
            (Place::Root, "expect") => Type::of("core", "Pod").map_or(Place::Data, Place::Expect),
            (Place::Life, "restarts" | "log" | "file" | "port" | "exit" | "exec") => Place::Fact,
            (Place::Fact, "atLeast" | "port" | "code" | "json") | (Place::Data, _) => Place::Data,
            (Place::Expect(_), "$matches") => Place::Text,
            (Place::Expect(_), _) if key.starts_with('$') => self,
            (Place::Expect(here), _) => match here.shape() {
                Shape::Struct(fields) => {
                    fields.field(key).map_or(Place::Data, |(_, field)| Place::Expect(field.field_type))
                }
                Shape::Map(value) => Place::Expect(value),
                _ => Place::Data,
            },
            _ => Place::Text,
        }
    }

    /// What an item of a list is.
    fn item(self) -> Place {
        match self {
            Place::Expect(list) => match list.shape() {
                Shape::List(item) => Place::Expect(item),
                _ => self,
            },
            other => other,
        }
    }

    /// Whether a whole number stands here as one.
    fn takes_numbers(self) -> bool {
        match self {
            Place::Data => true,
            Place::Expect(here) => !matches!(here.shape(), Shape::Text),
            _ => false,
        }
    }

    /// Whether the author chooses the keys.
    fn has_free_keys(self) -> bool {
        matches!(self, Place::Data | Place::Expect(_))
    }
}

struct Filler<'f, 'a, 's, 'i> {
    source: &'f mut Source<'a>,
    chosen: &'f [Chosen<'s, 'i>],
    used: HashSet<String>,
    room: usize,
}

impl<'i> Filler<'_, '_, '_, 'i> {
    fn table(&mut self, table: &mut DeTable<'i>, place: Place) {
        if place.has_free_keys() {
            self.keys(table, place);
        }
        for (key, value) in table.iter_mut() {
            self.value(value, place.below(key.get_ref()));
        }
    }

    /// Fills the keys of a table; what stands under them stays under them.
    fn keys(&mut self, table: &mut DeTable<'i>, place: Place) {
        let named: Vec<String> =
            table.keys().filter(|key| key.get_ref().contains(OPEN)).map(|key| key.get_ref().to_string()).collect();
        for old in named {
            let Some((key, value)) = table.remove_entry(old.as_str()) else { continue };
            let Some(text) = self.text(&old, key.span(), place) else { continue };
            if table.contains_key(text.as_str()) {
                self.source.wrong_at(key.span(), format!("the key `{text}` is here already"), None);
            }
            table.insert(Spanned::new(key.span(), Cow::Owned(text)), value);
        }
    }

    fn value(&mut self, value: &mut Spanned<DeValue<'i>>, place: Place) {
        let span = value.span();
        let filled = match value.get_mut() {
            _ if matches!(place, Place::Values) => None,
            DeValue::Table(table) => {
                self.table(table, place);
                None
            }
            DeValue::Array(items) => {
                items.iter_mut().for_each(|item| self.value(item, place.item()));
                None
            }
            DeValue::String(text) if text.contains(OPEN) => self.string(text, span, place),
            _ => None,
        };
        if let Some(filled) = filled {
            *value.get_mut() = filled;
        }
    }

    /// What stands for a text with placeholders: a number for one of a number alone, where numbers stand.
    fn string(&mut self, text: &str, span: Range<usize>, place: Place) -> Option<DeValue<'i>> {
        let number = whole(text).filter(|_| place.takes_numbers()).and_then(|name| self.find(name)?.number.cloned());
        let filled = self.text(text, span, place)?;
        Some(number.map_or(DeValue::String(Cow::Owned(filled)), DeValue::Integer))
    }

    fn find(&self, name: &str) -> Option<&Chosen<'_, 'i>> {
        self.chosen.iter().find(|chosen| chosen.name == name)
    }

    /// A text with values in it; `None` where it has placeholders that cannot be filled.
    fn text(&mut self, text: &str, span: Range<usize>, place: Place) -> Option<String> {
        let mut filled = String::with_capacity(text.len());
        let mut done = 0;
        for placeholder in placeholders(text) {
            let Some(chosen) = self.chosen.iter().find(|chosen| chosen.name == placeholder.name) else {
                self.undeclared(placeholder.name, &span);
                return None;
            };
            if matches!(place, Place::Fixed) {
                let message =
                    format!("`{{{{{}}}}}` cannot stand here: this is the same whatever is drawn", chosen.name);
                self.source.wrong_at(self.within(placeholder.name, &span), message, None);
                return None;
            }
            self.used.insert(chosen.name.to_owned());
            filled.push_str(text.get(done..placeholder.range.start)?);
            filled.push_str(chosen.text);
            done = placeholder.range.end;
        }
        filled.push_str(text.get(done..)?);
        let Some(room) = self.room.checked_sub(filled.len().saturating_sub(text.len())) else {
            let message = format!("values make this file more than {} KiB longer", MAX_GROWTH / 1024);
            self.source.wrong_at(span, message, None);
            // Said once, and nothing grows any more.
            return None;
        };
        self.room = room;
        Some(filled)
    }

    fn undeclared(&mut self, name: &str, span: &Range<usize>) {
        let near = nearest(name, self.chosen.iter().map(|chosen| chosen.name));
        let help = match near.first() {
            Some(near) => format!("did you mean `{{{{{near}}}}}`?"),
            None => format!("declare it under `[values]`; where no value is meant, blanks help: `{{{{ {name} }}}}`"),
        };
        let message = format!("there is no value `{name}`");
        self.source.wrong_at(self.within(name, span), message, Some(help));
    }

    /// Where a placeholder is written inside a value of the file.
    fn within(&self, name: &str, span: &Range<usize>) -> Range<usize> {
        let written = format!("{{{{{name}}}}}");
        let found = self.source.text.get(span.clone()).and_then(|text| text.find(&written));
        found.map_or(span.clone(), |at| span.start + at..span.start + at + written.len())
    }
}
