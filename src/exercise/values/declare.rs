//! Reads `[values]`: lists of texts, of whole numbers, or of rows whose fields go together. It must not know where they are used.

use std::collections::HashSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

use super::placeholder::OPEN;
use crate::exercise::load::is_id;
use crate::exercise::source::Source;

/// The most values of an exercise, and the most to draw from.
const MAX_VALUES: usize = 50;
/// The longest text of a value, in characters.
const MAX_TEXT: usize = 200;

/// What a placeholder can name.
#[derive(Debug)]
pub(super) struct Slot<'i> {
    /// `port`, or `server.image` where `server` has rows.
    pub name: String,
    /// Where it is declared.
    pub place: Range<usize>,
    /// What it can be, the first as the exercise is written.
    pub choices: Vec<Choice<'i>>,
}

impl Slot<'_> {
    /// The list that is drawn from: fields of a row share it.
    pub fn list(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }
}

/// One of the things that a value can be.
#[derive(Debug, Clone)]
pub(super) struct Choice<'i> {
    /// As it stands in texts.
    pub text: String,
    /// The number that it is, where it is written as one.
    pub number: Option<DeInteger<'i>>,
}

type Key<'i> = Spanned<std::borrow::Cow<'i, str>>;
type Item<'i> = Spanned<DeValue<'i>>;

/// Reads the table, and notes what is wrong with it.
pub(super) fn read<'i>(source: &mut Source<'_>, document: &DeTable<'i>) -> Vec<Slot<'i>> {
    let Some((key, value)) = document.get_key_value("values") else { return Vec::new() };
    let DeValue::Table(table) = value.get_ref() else {
        source.wrong_at(value.span(), "`values` is a table of lists", None);
        return Vec::new();
    };
    if table.len() > MAX_VALUES {
        let message = format!("there are {} values; at most {MAX_VALUES} are read", table.len());
        source.wrong_at(key.span(), message, None);
        return Vec::new();
    }
    table.iter().flat_map(|(name, list)| slots(source, name, list)).collect()
}

/// The slots of one list.
fn slots<'i>(source: &mut Source<'_>, key: &Key<'_>, list: &Item<'i>) -> Vec<Slot<'i>> {
    let name = key.get_ref().as_ref();
    named(source, key);
    let DeValue::Array(items) = list.get_ref() else {
        let help = format!("write all that it can be: {name} = [\"one\", \"another\"]");
        source.wrong_at(list.span(), format!("the value `{name}` is not a list"), Some(help));
        return Vec::new();
    };
    let wrong = match items.len() {
        0 => Some(format!("the value `{name}` has nothing to draw from")),
        1 => Some(format!("the value `{name}` can be one thing only; two or more are needed to draw from")),
        count if count > MAX_VALUES => Some(format!("`{name}` has {count} items; at most {MAX_VALUES} are read")),
        _ => None,
    };
    if let Some(message) = wrong {
        source.wrong_at(list.span(), message, None);
        return Vec::new();
    }
    if let Some(DeValue::Table(first)) = items.first().map(Spanned::get_ref) {
        rows(source, name, first, &items.iter().collect::<Vec<_>>())
    } else {
        let choices = choices(source, items.iter());
        distinct(source, items.iter(), |item| plain(item).map(|choice| choice.text));
        vec![Slot { name: name.to_owned(), place: key.span(), choices }]
    }
}

/// A name is a word as file names are.
fn named(source: &mut Source<'_>, key: &Key<'_>) {
    let name = key.get_ref();
    if !is_id(name) || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        let message = format!("`{name}` cannot be the name of a value: small letters, digits and dashes");
        source.wrong_at(key.span(), message, None);
    }
}

/// A slot for each field of the rows, which all have the same.
fn rows<'i>(source: &mut Source<'_>, name: &str, first: &DeTable<'i>, items: &[&Item<'i>]) -> Vec<Slot<'i>> {
    let mut tables = Vec::new();
    for item in items {
        match item.get_ref() {
            DeValue::Table(table) => tables.push((item.span(), table)),
            _ => source.wrong_at(item.span(), format!("the other items of `{name}` are rows; this is none"), None),
        }
    }
    if first.is_empty() {
        source.wrong_at(items.first().map_or(0..0, |item| item.span()), "this row is empty", None);
    }
    for (place, table) in &tables {
        if let Some(missing) = first.keys().find(|field| !table.contains_key(field.get_ref().as_ref())) {
            source.wrong_at(place.clone(), format!("this row of `{name}` has no `{}`", missing.get_ref()), None);
        }
        if let Some(more) = table.keys().find(|field| !first.contains_key(field.get_ref().as_ref())) {
            let message = format!("the first row of `{name}` has no `{}`", more.get_ref());
            source.wrong_at(more.span(), message, None);
        }
    }
    distinct(source, items.iter().copied(), row_text);
    let mut slots = Vec::new();
    for field in first.keys() {
        named(source, field);
        let column = tables.iter().filter_map(|(_, table)| table.get(field.get_ref().as_ref()));
        let choices = choices(source, column);
        slots.push(Slot { name: format!("{name}.{}", field.get_ref()), place: field.span(), choices });
    }
    slots
}

/// The items of a list, or of a column: all texts, or all whole numbers.
fn choices<'a, 'i: 'a>(source: &mut Source<'_>, items: impl Iterator<Item = &'a Item<'i>>) -> Vec<Choice<'i>> {
    let mut choices: Vec<Choice<'i>> = Vec::new();
    for item in items {
        let Some(choice) = plain(item) else {
            let kind = item.get_ref().type_str();
            source.wrong_at(item.span(), format!("a text or a whole number was expected, not this {kind}"), None);
            continue;
        };
        if let Some(reason) = unfit(&choice.text) {
            source.wrong_at(item.span(), reason, None);
        }
        if choices.first().is_some_and(|first| first.number.is_some() != choice.number.is_some()) {
            let message = "texts and whole numbers do not go together in one list";
            source.wrong_at(item.span(), message, Some("write all of them in quotes, or none".to_owned()));
        }
        choices.push(choice);
    }
    choices
}

/// Why a text cannot be put into others.
fn unfit(text: &str) -> Option<String> {
    if text.is_empty() || text.trim() != text {
        return Some("a value is not empty, and has no blanks at its ends".to_owned());
    }
    if let Some(character) = text.chars().find(|c| c.is_control()) {
        return Some(format!(
            "a control character (U+{:04X}) in a value, which is a piece of a line",
            u32::from(character)
        ));
    }
    if text.chars().count() > MAX_TEXT {
        return Some(format!("a value has at most {MAX_TEXT} characters"));
    }
    text.contains(OPEN).then(|| format!("a value with `{OPEN}` in it would look like a placeholder"))
}

/// A text or a whole number.
fn plain<'i>(item: &Item<'i>) -> Option<Choice<'i>> {
    match item.get_ref() {
        DeValue::String(text) => Some(Choice { text: text.clone().into_owned(), number: None }),
        DeValue::Integer(number) => {
            let value = i64::from_str_radix(number.as_str(), number.radix()).ok()?;
            Some(Choice { text: value.to_string(), number: Some(number.clone()) })
        }
        _ => None,
    }
}

/// All of a row, for telling it from others.
fn row_text(item: &Item<'_>) -> Option<String> {
    let DeValue::Table(table) = item.get_ref() else { return None };
    let fields: Option<Vec<String>> =
        table.iter().map(|(key, value)| Some(format!("{}={}\n", key.get_ref(), plain(value)?.text))).collect();
    Some(fields?.concat())
}

/// Notes items that are in the list already.
fn distinct<'a, 'i: 'a>(
    source: &mut Source<'_>,
    items: impl Iterator<Item = &'a Item<'i>>,
    text: impl Fn(&Item<'i>) -> Option<String>,
) {
    let mut seen = HashSet::new();
    for item in items {
        if text(item).is_some_and(|text| !seen.insert(text)) {
            source.wrong_at(item.span(), "this is in the list already", None);
        }
    }
}
