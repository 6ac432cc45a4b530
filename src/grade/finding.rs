//! What a miss really is: a slip of spelling, the right thing in the wrong place, a wrong value, or nothing there. It must
//! not know points.

use std::collections::HashSet;

use super::compare::{Miss, Part, Reason, Setting, Sink, Walk, Wanted};
use super::expectation::{Field, ItemWant, LeafId, Test, Want};
use super::render::{Writer, label, push_key};
use super::report::join;
use super::shape::{Shape, Sort, is_known};
use super::survey::{Spot, Survey};
use super::value::{is_mode, octal, quoted_if_needed, same, show_field, show_json_field, show_node};
use super::verdict::FindingKind;
use crate::exercise::nearest;
use crate::manifest::{Entry, Node, Place, Value};

/// A miss, understood.
#[derive(Debug, Clone)]
pub struct Finding<'a> {
    /// The leaves that fail by it.
    pub leaves: Vec<LeafId>,
    /// In which way it is wrong.
    pub kind: FindingKind,
    /// Where in Kubernetes' terms.
    pub path: String,
    /// What was wanted.
    pub expected: String,
    /// What is there.
    pub actual: String,
    /// Where in the text.
    pub place: Option<Place>,
    /// A sentence about this kind of mistake; may be empty.
    pub note: String,
    /// What stands in the place of what was wanted: a slip, or the thing itself in the wrong place.
    pub culprit: Option<(Wanted<'a>, &'a Node)>,
    /// What was wanted, as it is in the expectation.
    pub wanted: Wanted<'a>,
}

impl Finding<'_> {
    /// Of something that is missing with all that belongs into it, the part that holds every leaf of one check: its path
    /// and what was expected there. Where a whole `spec` is missing each check so says what it wants of it itself.
    #[must_use]
    pub fn narrowed(&self, writer: Writer, own: &impl Fn(LeafId) -> bool) -> (String, String) {
        let (mut path, mut wanted) = (self.path.clone(), self.wanted);
        loop {
            let mut inside = wanted.parts().into_iter().filter(|part| part.has_leaf(own));
            match (inside.next(), inside.next()) {
                (Some(only), None) if !wanted.has_leaf_itself(own) => {
                    match only {
                        Wanted::Field(field) => push_key(&mut path, &field.key),
                        Wanted::Item(_, item) => {
                            path.extend(["[", &writer.wanted_label(item).unwrap_or_else(|| "?".to_owned()), "]"]);
                        }
                    }
                    wanted = only;
                }
                _ => return (path, writer.wanted_of(wanted, own)),
            }
        }
    }
}

/// What is needed to understand misses.
pub struct Understanding<'a, 'b> {
    /// Writes what was wanted.
    pub writer: Writer<'a, 'b>,
    /// What the walk needed.
    pub setting: Setting<'a, 'b>,
    /// Everything that the text holds.
    pub survey: &'b Survey<'a>,
    /// The values that are right where they are.
    pub right: &'b HashSet<*const Node>,
}

impl<'a> Understanding<'a, '_> {
    /// Understands one miss.
    #[must_use]
    pub fn of(&self, miss: &Miss<'a>, parts: &[Part<'a>]) -> Finding<'a> {
        let mut finding = Finding {
            leaves: miss.leaves.clone(),
            kind: FindingKind::Wrong,
            path: self.writer.path(parts),
            expected: self.writer.wanted(miss.wanted),
            actual: String::new(),
            place: miss.got.or(miss.parent).map(|node| node.span.start),
            note: String::new(),
            culprit: None,
            wanted: miss.wanted,
        };
        match (miss.reason, miss.got) {
            (Reason::Value, Some(got)) => self.wrong_value(&mut finding, miss, got),
            (Reason::Value, None) => self.missing(&mut finding, miss),
            (Reason::Duplicate(other), _) => duplicate(&mut finding, miss, other),
            (Reason::Protocol(other), _) => {
                finding.actual = format!("protocol: {}", show_node(other));
                finding.place = Some(other.span.start);
                "A port without another word is one of TCP; this one is not.".clone_into(&mut finding.note);
            }
            (Reason::Writable(other), _) => {
                finding.kind = FindingKind::Extra;
                finding.actual = show_node(other);
                finding.place = Some(other.span.start);
                "The container mounts the same volume a second time, and may write there."
                    .clone_into(&mut finding.note);
            }
            (Reason::Order { before, neighbour }, _) => self.order(&mut finding, before, neighbour, miss),
            (Reason::Extra(extra), _) => self.extra(&mut finding, miss, extra),
            (Reason::Rival(rival), _) => {
                finding.kind = FindingKind::Extra;
                finding.place = Some(rival.key_span.start);
                finding.actual = format!("{}: {}", rival.key, show_field(&rival.key, &rival.node));
                finding.note = format!("`{}` stands beside it, and only one of the two may be set.", rival.key);
            }
        }
        if matches!(miss.wanted, Wanted::Field(field) if is_mode(&field.key))
            && self.setting.spec.is_some_and(has_quoted_keys)
        {
            finding.note = join(&finding.note, "JSON has no octal numbers: 0400 is 256 there, and 0644 is 420.");
        }
        finding
    }

    fn wrong_value(&self, finding: &mut Finding<'a>, miss: &Miss<'a>, got: &'a Node) {
        finding.actual = with_key(miss.wanted, got);
        let Wanted::Field(Field { want, key }) = miss.wanted else { return };
        let Want::Leaf(_, test) = want else {
            let (wanted, note) = match want {
                Want::List(_) => ("(a list)", format!("`{key}` is a list: each of its items begins with `- `.")),
                _ => (
                    "(a mapping)",
                    format!("`{key}` holds fields: each on a line of its own, further in, without `- `."),
                ),
            };
            finding.expected = format!("{key}: {wanted}");
            finding.actual = match &got.value {
                Value::Mapping(entries) if !entries.is_empty() => format!("{key}: (a mapping)"),
                Value::Sequence(items) if !items.is_empty() => format!("{key}: (a list)"),
                _ => with_key(miss.wanted, got),
            };
            finding.note = note;
            return;
        };
        finding.note = self.note_of_value(test, got, key).unwrap_or_default();
        if let (Some(note), Value::Int(mode)) = (decimal_mode(test, got, key), &got.value) {
            finding.actual = format!("{key}: {mode}, which is {}", octal(*mode));
            finding.note = note;
        }
        let slip = match (test, got.as_str()) {
            (Test::Equals(serde_json::Value::String(want)), Some(got)) => is_slip(got, want),
            (Test::OneOf(tests), Some(got)) => tests
                .iter()
                .any(|test| matches!(test, Test::Equals(serde_json::Value::String(want)) if is_slip(got, want))),
            _ => false,
        };
        if slip {
            finding.kind = FindingKind::NearMiss;
            "It is a slip of spelling away.".clone_into(&mut finding.note);
        }
    }

    fn note_of_value(&self, test: &Test, got: &Node, key: &str) -> Option<String> {
        let wants_text = matches!(test, Test::Equals(serde_json::Value::String(_)));
        let wants_number = matches!(test, Test::Equals(serde_json::Value::Number(_)));
        match (&got.value, test) {
            (Value::Int(_) | Value::Float(_), _) if wants_text => {
                Some("Kubernetes wants text here, and YAML reads this as a number: put it in quotes.".to_owned())
            }
            (Value::Bool(_), _) if wants_text => {
                Some("Kubernetes wants text here, and YAML reads this as true or false: put it in quotes.".to_owned())
            }
            (Value::String(_), _) if wants_number => {
                Some("Kubernetes wants a number here, and this is text: leave out the quotes.".to_owned())
            }
            (Value::String(_), Test::Equals(serde_json::Value::Bool(_))) => {
                Some("Kubernetes wants true or false here, and this is text: leave out the quotes.".to_owned())
            }
            (_, Test::Free(index)) => {
                let free = self.writer.expectation.free.get(*index)?;
                let name = self.writer.names.get(*index).copied().flatten()?;
                let what = if free.is_volume { "volume" } else { "name" };
                Some(format!(
                    "Elsewhere in your Pod the same {what} is called `{name}`; a `{key}` has to say the same."
                ))
            }
            _ => None,
        }
    }

    fn missing(&self, finding: &mut Finding<'a>, miss: &Miss<'a>) {
        finding.kind = FindingKind::Missing;
        finding.actual = Self::silence(miss);
        let found = match miss.wanted {
            Wanted::Field(field) => {
                rival_instead(finding, miss, field)
                    || self.misspelt(finding, miss, field)
                    || self.a_level_too_high(finding, miss, field)
                    || self.field_elsewhere(finding, miss, field)
                    || self.items_elsewhere(finding, miss, field)
                    || self.inner_elsewhere(finding, field)
                    || self.names_as_keys(finding, miss, field)
            }
            Wanted::Item(key, item) => {
                self.item_elsewhere(finding, miss, key, item) || self.name_as_key(finding, miss, key, item)
            }
        };
        if !found {
            finding.note = String::new();
            if !finding.path.contains(['.', '[']) {
                // No line of the text is to blame for what is missing at the top.
                finding.place = None;
            }
        }
    }

    /// `(not set, which means false)`
    fn silence(miss: &Miss) -> String {
        let Wanted::Field(field) = miss.wanted else { return "(not there)".to_owned() };
        match miss.shape.default(&field.key, miss.parent).filter(|_| matches!(field.want, Want::Leaf(..))) {
            Some(default) if default != serde_json::json!("") && default != serde_json::json!({}) => {
                format!("(not set, which means {})", show_json_field(&field.key, &default))
            }
            _ => "(not set)".to_owned(),
        }
    }

    /// A key beside the missing one that is no field of the object: a slip, or another word for the same.
    fn misspelt(&self, finding: &mut Finding<'a>, miss: &Miss<'a>, field: &'a Field) -> bool {
        let Some(parent) = miss.parent else { return false };
        let unknown = parent.entries().iter().take(200).filter(|entry| match is_known(miss.shape, &entry.key) {
            Some(known) => !known,
            None => entry.key.eq_ignore_ascii_case(&field.key) && entry.key != field.key,
        });
        let mut found = None;
        for entry in unknown {
            let near = nearest(&entry.key, [field.key.as_str()]).first() == Some(&field.key.as_str());
            let fits = || self.fits(field, &entry.node, miss.shape);
            if near || fits() {
                found = Some((entry, near));
                if near {
                    break;
                }
            }
        }
        let Some((entry, near)) = found else { return false };
        finding.kind = if near { FindingKind::NearMiss } else { FindingKind::Unknown };
        finding.place = Some(entry.key_span.start);
        finding.culprit = Some((miss.wanted, &entry.node));
        finding.actual = format!("{}: {}", quoted_if_needed(&entry.key), show_field(&field.key, &entry.node));
        if near && is_large(&entry.node) {
            // What it holds is not what is wrong.
            finding.expected = format!("{}:", quoted_if_needed(&field.key));
            finding.actual = format!("{}:", quoted_if_needed(&entry.key));
        }
        finding.note = format!("`{}` is not a field that Kubernetes knows here; `{}` is.", entry.key, field.key);
        true
    }

    /// The same key in another place.
    fn field_elsewhere(&self, finding: &mut Finding<'a>, miss: &Miss<'a>, field: &'a Field) -> bool {
        let common = is_common(&field.key);
        let better = |spot: &&Spot<'a>| {
            let at_home = is_known(spot.shape, &field.key) != Some(false);
            let fits = self.fits(field, &spot.entry.node, miss.shape);
            (!at_home && (fits || !common)) || (fits && !common)
        };
        let is_other = |spot: &&Spot<'a>| {
            !miss.parent.is_some_and(|parent| std::ptr::eq(parent, spot.parent) && miss.shape == spot.shape)
                && !self.right.contains(&std::ptr::from_ref(&spot.entry.node))
                && !self.holds_right_things(&spot.entry.node)
        };
        let Some(spot) = self.survey.of_key(&field.key).iter().filter(is_other).find(better) else { return false };
        let (here, there) = (self.survey.path_of(spot.at), parent_path(&finding.path));
        finding.kind = FindingKind::Misplaced;
        finding.place = Some(spot.entry.key_span.start);
        finding.culprit = Some((miss.wanted, &spot.entry.node));
        finding.actual = format!("{}: {} (under {here})", field.key, show_field(&field.key, &spot.entry.node));
        if is_large(&spot.entry.node) {
            finding.expected = format!("{} under {there}", field.key);
            finding.actual = format!("{} under {here}", field.key);
        }
        let in_item_of_its_own = there.strip_prefix(here.as_str()).is_some_and(|rest| rest.starts_with('['));
        finding.note = if in_item_of_its_own {
            format!("The `- ` before `{}` begins a new item of {here}; it belongs into {there}.", field.key)
        } else {
            format!("`{}` stands under {here}; here it belongs under {there}.", field.key)
        };
        true
    }

    /// The fields of a mapping that is not there, one level of indentation off: beside its key instead of under it.
    fn a_level_too_high(&self, finding: &mut Finding<'a>, miss: &Miss<'a>, field: &'a Field) -> bool {
        let (Want::Fields(inner), Some(parent)) = (&field.want, miss.parent) else { return false };
        let below = miss.shape.child(&field.key);
        let strays = |entry: &&'a Entry| {
            is_known(miss.shape, &entry.key) == Some(false)
                && inner.iter().any(|field| field.key == entry.key && self.fits(field, &entry.node, below))
        };
        let Some(first) = parent.entries().iter().take(200).find(strays) else { return false };
        finding.kind = FindingKind::Misplaced;
        finding.place = Some(first.key_span.start);
        finding.actual = format!("{}: {} (beside {})", first.key, show_field(&first.key, &first.node), field.key);
        finding.note = format!(
            "`{}` stands beside `{}`; it belongs under it, one level of indentation deeper.",
            first.key, field.key
        );
        true
    }

    /// A field of a mapping that is not there, in another mapping: a label where an annotation is wanted.
    fn inner_elsewhere(&self, finding: &mut Finding<'a>, field: &'a Field) -> bool {
        let Want::Fields(inner) = &field.want else { return false };
        let found = inner.iter().filter(|inner| !is_common(&inner.key)).find_map(|inner| {
            let Want::Leaf(_, Test::Equals(wanted)) = &inner.want else { return None };
            let is_it = |spot: &&Spot<'a>| {
                !self.right.contains(&std::ptr::from_ref(&spot.entry.node))
                    && same(wanted, &spot.entry.node, Sort::Plain)
            };
            self.survey.of_key(&inner.key).iter().find(is_it)
        });
        let Some(spot) = found else { return false };
        let (key, here) = (&spot.entry.key, self.survey.path_of(spot.at));
        finding.kind = FindingKind::Misplaced;
        finding.place = Some(spot.entry.key_span.start);
        finding.actual = format!("{key}: {} (under {here})", show_field(key, &spot.entry.node));
        finding.note = format!("`{key}` stands under {here}; here it belongs under {}.", finding.path);
        true
    }

    /// The items of a list that is not there at all, in another list.
    fn items_elsewhere(&self, finding: &mut Finding<'a>, miss: &Miss<'a>, field: &'a Field) -> bool {
        let Want::List(list) = &field.want else { return false };
        let path = finding.path.clone();
        list.items.iter().any(|item| {
            let miss = Miss { wanted: Wanted::Item(&field.key, item), ..miss.clone() };
            finding.path = format!("{path}[{}]", self.writer.wanted_label(item).unwrap_or_default());
            let found = self.item_elsewhere(finding, &miss, &field.key, item);
            if !found {
                finding.path.clone_from(&path);
            }
            found
        })
    }

    /// The wanted item in another list, or a key of another level.
    fn item_elsewhere(&self, finding: &mut Finding<'a>, miss: &Miss<'a>, key: &'a str, item: &'a ItemWant) -> bool {
        let siblings: &[&str] = match key {
            "containers" => &["initContainers", "ephemeralContainers", "containers"],
            "initContainers" => &["containers", "ephemeralContainers", "initContainers"],
            _ => std::slice::from_ref(&key),
        };
        for sibling in siblings {
            for spot in self.survey.of_key(sibling) {
                if miss.parent.is_some_and(|list| std::ptr::eq(list, &raw const spot.entry.node)) {
                    continue;
                }
                let is_it = |got: &&'a Node| {
                    !self.right.contains(&std::ptr::from_ref(*got))
                        && !self.holds_right_things(got)
                        && self.is_meant(item, got, miss.shape.child(key))
                };
                let Some(got) = spot.entry.node.items().iter().take(100).find(is_it) else { continue };
                let here = self.survey.path_under(spot.at, sibling);
                let name = label(got).map_or_else(|| "It".to_owned(), |name| format!("`{name}`"));
                finding.kind = FindingKind::Misplaced;
                finding.place = Some(got.span.start);
                finding.culprit = Some((miss.wanted, got));
                let there = parent_path(&finding.path);
                finding.actual = format!("{} (under {here})", show_node(got));
                finding.note = format!("{name} stands under {here}; it belongs under {there}.");
                if let Some(name) = label(got).filter(|_| is_large(got)) {
                    finding.expected = format!("{name} under {there}");
                    finding.actual = format!("{name} under {here}");
                }
                return true;
            }
        }
        false
    }

    /// The items of a list that is not there at all, each under its name as a key.
    fn names_as_keys(&self, finding: &mut Finding<'a>, miss: &Miss<'a>, field: &'a Field) -> bool {
        let Want::List(list) = &field.want else { return false };
        let path = finding.path.clone();
        list.items.iter().any(|item| {
            finding.path = format!("{path}[{}]", self.writer.wanted_label(item).unwrap_or_default());
            let found = self.name_as_key(finding, miss, &field.key, item);
            if !found {
                finding.path.clone_from(&path);
            }
            found
        })
    }

    /// The wanted item as a mapping under its name, where a list of items with names is what Kubernetes has.
    fn name_as_key(&self, finding: &mut Finding<'a>, miss: &Miss<'a>, key: &'a str, item: &'a ItemWant) -> bool {
        let Some(name) = item.text("name") else { return false };
        let below = if matches!(miss.wanted, Wanted::Item(..)) { miss.shape } else { miss.shape.child(key) };
        let is_it = |spot: &&Spot<'a>| {
            let mut count = Count(0);
            Walk::new(self.setting, &mut count).item(item, &spot.entry.node, below, None);
            count.0 > 0 && is_known(spot.shape, name) != Some(true)
        };
        let Some(spot) = self.survey.of_key(name).iter().find(is_it) else { return false };
        let here = self.survey.path_of(spot.at);
        let what = match key {
            "containers" | "initContainers" => "a container",
            "volumes" => "a volume",
            _ => "an item",
        };
        finding.kind = FindingKind::Misplaced;
        finding.place = Some(spot.entry.key_span.start);
        finding.expected = format!("- name: {name} under {}", parent_path(&finding.path));
        finding.actual = format!("{name}: as a key under {here}");
        finding.note = format!(
            "The name of {what} is no key: {what} belongs in the list `{key}:`, as an item `- name: {name}` with its other fields below."
        );
        true
    }

    /// Whether something right hangs on a value: then it is where it belongs.
    fn holds_right_things(&self, node: &Node) -> bool {
        node.entries().iter().take(50).any(|entry| self.right.contains(&std::ptr::from_ref(&entry.node)))
            || node.items().iter().take(50).any(|item| self.holds_right_things_once(item))
    }

    fn holds_right_things_once(&self, item: &Node) -> bool {
        self.right.contains(&std::ptr::from_ref(item))
            || item.entries().iter().take(50).any(|entry| self.right.contains(&std::ptr::from_ref(&entry.node)))
    }

    fn is_meant(&self, item: &'a ItemWant, got: &'a Node, shape: Shape) -> bool {
        if let Some(name) = item.text("name") {
            return got.get("name").and_then(Node::as_str) == Some(name);
        }
        let mut count = Count(0);
        Walk::new(self.setting, &mut count).item(item, got, shape, None);
        2 * count.0 >= item.leaves
    }

    /// Whether a value would do under the wanted key.
    fn fits(&self, field: &'a Field, node: &'a Node, shape: Shape) -> bool {
        let mut count = Count(0);
        Walk::new(self.setting, &mut count).value(field, node, shape);
        count.0 > 0
    }

    fn order(&self, finding: &mut Finding, before: bool, neighbour: &ItemWant, miss: &Miss) {
        let name = miss.got.and_then(label).unwrap_or_default();
        let other = self.writer.wanted_label(neighbour).unwrap_or_default();
        let (wanted, is) = if before { ("before", "after") } else { ("after", "before") };
        finding.expected = format!("{name} {wanted} {other}");
        finding.actual = format!("{name} {is} {other}");
        "Init containers start one after the other, in the order of the list.".clone_into(&mut finding.note);
    }

    fn extra(&self, finding: &mut Finding<'a>, miss: &Miss, extra: &Node) {
        finding.kind = FindingKind::Extra;
        finding.place = Some(extra.span.start);
        if let Wanted::Field(Field { key, want: Want::List(list) }) = miss.wanted {
            let names: Vec<String> = list.items.iter().filter_map(|item| self.writer.wanted_label(item)).collect();
            finding.expected = format!("{key}: only {}", names.join(", "));
            finding.actual = format!("{} as well", label(extra).unwrap_or_else(|| show_node(extra)));
        } else {
            finding.actual = with_key(miss.wanted, extra);
        }
    }
}

/// Whether a key stands in so many places that finding it elsewhere means nothing.
fn is_common(key: &str) -> bool {
    matches!(key, "name" | "value" | "image" | "key" | "path" | "port" | "type")
}

/// Whether a value is more than a line should hold, so that naming it says more than showing it.
fn is_large(node: &Node) -> bool {
    !node.entries().is_empty() || node.items().iter().any(|item| !item.entries().is_empty())
}

/// Whether a mapping is written as JSON writes it.
fn has_quoted_keys(node: &Node) -> bool {
    let is_quoted = |entry: &Entry| {
        let (start, end) = (entry.key_span.start, entry.key_span.end);
        start.line == end.line && (end.column - start.column) as usize == entry.key.chars().count() + 2
    };
    node.entries().first().is_some_and(is_quoted)
}

/// Another member of the union that the field is of.
fn rival_instead(finding: &mut Finding, miss: &Miss, field: &Field) -> bool {
    let rival = miss.parent.and_then(|parent| miss.shape.rival(&field.key, parent));
    let Some(rival) = rival.filter(|rival| is_known(miss.shape, &rival.key) != Some(false)) else { return false };
    finding.kind = FindingKind::Wrong;
    finding.place = Some(rival.key_span.start);
    finding.actual = format!("{}: {}", rival.key, show_node(&rival.node));
    true
}

fn duplicate(finding: &mut Finding, miss: &Miss, other: &Node) {
    finding.kind = FindingKind::Extra;
    finding.place = Some(other.span.start);
    finding.actual = match miss.got {
        Some(got) => format!("{}, twice", with_key(miss.wanted, got)),
        None => String::new(),
    };
    "It must be there once: the API server refuses a second one.".clone_into(&mut finding.note);
}

fn with_key(wanted: Wanted, value: &Node) -> String {
    match wanted {
        Wanted::Field(field) => format!("{}: {}", quoted_if_needed(&field.key), show_field(&field.key, value)),
        Wanted::Item(..) => show_node(value),
    }
}

/// A mode whose digits are right and whose number is another, since the zero before them is missing.
fn decimal_mode(test: &Test, got: &Node, key: &str) -> Option<String> {
    let (Test::Equals(serde_json::Value::Number(want)), Value::Int(got)) = (test, &got.value) else { return None };
    let wanted = octal(want.as_i64()?);
    (is_mode(key) && wanted.strip_prefix('0') == Some(got.to_string().as_str()))
        .then(|| format!("Without a zero before it a mode is a decimal number: write {wanted}."))
}

/// A text that is plainly meant to be another: the case differs, or a letter. Digits and signs are never a slip: another
/// version or path is another thing.
fn is_slip(got: &str, want: &str) -> bool {
    let letters = |text: &str| text.chars().filter(char::is_ascii_alphabetic).count();
    let others = |text: &str| text.chars().filter(|c| !c.is_ascii_alphabetic()).collect::<String>();
    let words_are_long = letters(got) >= 4 && letters(want) >= 4 && got.len() <= 64 && want.len() <= 64;
    got != want && words_are_long && others(got) == others(want) && {
        got.eq_ignore_ascii_case(want)
            || (got.len().abs_diff(want.len()) <= 2
                && !got.contains(want)
                && !want.contains(got)
                && !nearest(got, [want]).is_empty()
                && first_letters_agree(got, want))
            || (got.len().abs_diff(want.len()) == 1 && (got.contains(want) || want.contains(got)))
    }
}

/// Slips rarely change how a word begins; other words do.
fn first_letters_agree(left: &str, right: &str) -> bool {
    left.chars().next().map(|c| c.to_ascii_lowercase()) == right.chars().next().map(|c| c.to_ascii_lowercase())
}

/// The path above its last step.
fn parent_path(path: &str) -> &str {
    let end = path.rfind(['.', '[']).unwrap_or(0);
    if end == 0 { "the manifest itself" } else { &path[..end] }
}

/// Counts what holds.
struct Count(usize);

impl<'a> Sink<'a> for Count {
    const HEARS_WRONG: bool = false;

    fn right(&mut self, _leaf: LeafId, solid: bool, _got: Option<&'a Node>) {
        self.0 += usize::from(solid);
    }

    fn wrong(&mut self, _miss: Miss<'a>, _path: &[Part<'a>]) {}
}
