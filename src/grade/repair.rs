//! Mends a learner's Pod: what fails is taken from a right answer, everything else stays as it was written. It must not know
//! texts: the mended Pod is a tree that remembers which of its parts are the learner's.

mod order;
mod parts;
mod process;

use std::collections::{HashMap, HashSet};

pub use parts::in_one_part;

use super::align::{self, Found};
use super::compare::{Setting, Wanted};
use super::expectation::{Field, ItemWant, ListWant, Test, Want};
use super::report::Structure;
use super::shape::{Shape, is_known};
use crate::manifest::{Entry, Node, Place, Span, Value};

/// A mended value.
#[derive(Debug, Clone)]
pub enum Mended<'a> {
    /// As the learner wrote it.
    Kept(&'a Node),
    /// New.
    Fresh(Node),
    /// A mapping of the learner's with changes inside.
    Mapping(&'a Node, Vec<MendedEntry<'a>>),
    /// A list of the learner's with changes inside.
    Sequence(&'a Node, Vec<Mended<'a>>),
}

/// A key of a mended mapping.
#[derive(Debug, Clone)]
pub struct MendedEntry<'a> {
    /// The key.
    pub key: String,
    /// The learner's entry that it was, perhaps under a misspelt key.
    pub from: Option<&'a Entry>,
    /// What it holds.
    pub value: Mended<'a>,
}

impl<'a> MendedEntry<'a> {
    /// A key that the learner has not.
    fn new(key: &str, value: Mended<'a>) -> Self {
        Self { key: key.to_owned(), from: None, value }
    }
}

impl<'a> Mended<'a> {
    /// The value as a plain tree, in which only what the learner wrote has a place.
    #[must_use]
    pub fn to_node(&self) -> Node {
        match self {
            Mended::Kept(node) => (*node).clone(),
            Mended::Fresh(node) => node.clone(),
            Mended::Mapping(_, entries) => {
                let entry = |entry: &MendedEntry| Entry {
                    key: entry.key.clone(),
                    key_span: entry.from.map_or(NOWHERE, |from| from.key_span),
                    node: entry.value.to_node(),
                };
                new(Value::Mapping(entries.iter().map(entry).collect()))
            }
            Mended::Sequence(_, items) => new(Value::Sequence(items.iter().map(Mended::to_node).collect())),
        }
    }

    /// The learner's value that this one is in the place of.
    #[must_use]
    pub fn original(&self) -> Option<&'a Node> {
        match self {
            Mended::Kept(node) | Mended::Mapping(node, _) | Mended::Sequence(node, _) => Some(node),
            Mended::Fresh(_) => None,
        }
    }
}

/// The place of what has none.
pub const NOWHERE: Span = Span { start: Place { line: 1, column: 1 }, end: Place { line: 1, column: 1 } };

/// A value that stands nowhere yet.
fn new(value: Value) -> Node {
    Node { value, span: NOWHERE }
}

/// A right answer to take from.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a, 'b> {
    /// The answer's Pod.
    pub pod: &'a Node,
    /// What the answer calls what is free, and what the Pod needs.
    pub setting: Setting<'a, 'b>,
}

/// Mends one Pod.
pub struct Mender<'a, 'b> {
    /// How the learner's Pod compares.
    pub structure: &'b Structure<'a>,
    /// The learner's names, and the learner's Pod's needs.
    pub setting: Setting<'a, 'b>,
    /// The answer.
    pub source: Source<'a, 'b>,
    /// From the answer's names of volumes to the learner's.
    pub renames: HashMap<&'a str, &'a str>,
    /// What is not wanted goes.
    pub strict: bool,
    /// All that is wanted.
    fields: &'a [Field],
    /// What goes in any case: things in the wrong place, slips.
    dropped: HashSet<*const Node>,
    /// Where a wanted thing stands instead, by the address of what is wanted.
    instead: HashMap<*const (), &'a Node>,
}

impl<'a, 'b> Mender<'a, 'b> {
    /// Ready to mend.
    #[must_use]
    pub fn new(
        structure: &'b Structure<'a>,
        setting: Setting<'a, 'b>,
        source: Source<'a, 'b>,
        renames: HashMap<&'a str, &'a str>,
        (fields, strict): (&'a [Field], bool),
    ) -> Self {
        let mut dropped = HashSet::new();
        let mut instead = HashMap::new();
        for (wanted, culprit) in &structure.culprits {
            dropped.insert(std::ptr::from_ref(*culprit));
            instead.entry(address(*wanted)).or_insert(*culprit);
        }
        Self { structure, setting, source, renames, strict, fields, dropped, instead }
    }

    /// The whole Pod, mended.
    #[must_use]
    pub fn pod(&self, pod: &'a Node) -> Mended<'a> {
        let mended = self.mapping(self.fields, pod, Some(self.source.pod), Shape::Pod, (None, None));
        match mended {
            Mended::Mapping(yours, entries) => Mended::Mapping(yours, self.of_the_right_kind(entries)),
            other => other,
        }
    }

    /// No exercise asks for `apiVersion` and `kind`, since without the right ones there is no Pod.
    fn of_the_right_kind(&self, mut entries: Vec<MendedEntry<'a>>) -> Vec<MendedEntry<'a>> {
        for key in ["kind", "apiVersion"] {
            let Some(answer) = self.source.pod.entry(key) else { continue };
            match entries.iter_mut().find(|entry| entry.key == key) {
                Some(entry) if entry.value.to_node().value == answer.node.value => {}
                Some(entry) => entry.value = Mended::Fresh(self.renamed(&answer.node, Shape::Other)),
                None => {
                    let at = position(&entries, key, Some(self.source.pod));
                    entries.insert(at, MendedEntry::new(key, Mended::Fresh(self.renamed(&answer.node, Shape::Other))));
                }
            }
        }
        entries
    }

    fn holds(&self, want: &Want) -> bool {
        let mut holds = true;
        want.each_leaf(&mut |leaf| holds &= self.structure.leaves.get(leaf).copied().unwrap_or(false));
        holds
    }

    /// Whether something that goes in any case stands in a value.
    fn has_dropped(&self, node: &Node) -> bool {
        let is_dropped = |node: &Node| self.dropped.contains(&std::ptr::from_ref(node)) || self.has_dropped(node);
        !self.dropped.is_empty()
            && (node.entries().iter().any(|entry| is_dropped(&entry.node)) || node.items().iter().any(is_dropped))
    }

    /// Whether a value that holds says more than may stay.
    fn has_too_much(&self, field: &Field, yours: &Node, theirs: Option<&Node>) -> bool {
        let Some(got) = yours.get(&field.key) else { return false };
        match &field.want {
            _ if !self.strict => {
                self.has_dropped(got) || order::refers_ahead_within(got) || refers_ahead(&field.key, got)
            }
            Want::Fields(_) | Want::List(_) => true,
            Want::Leaf(_, Test::Present) => {
                let says_nothing = |node: &Node| node.entries().is_empty();
                !says_nothing(got) && theirs.and_then(|theirs| theirs.get(&field.key)).is_some_and(says_nothing)
            }
            Want::Leaf(..) => false,
        }
    }

    /// The containers that the fields are of, the learner's and the answer's, matter for probes' ports.
    fn mapping(
        &self,
        fields: &'a [Field],
        yours: &'a Node,
        theirs: Option<&'a Node>,
        shape: Shape,
        containers: (Option<&'a Node>, Option<&'a Node>),
    ) -> Mended<'a> {
        let containers = if shape.is_container() { (Some(yours), theirs) } else { containers };
        let mut gone: HashSet<&str> = HashSet::new();
        let mut changed: HashMap<&str, Mended<'a>> = HashMap::new();
        for field in fields {
            let key = field.key.as_str();
            if let (Some(_), Some(rival)) = (yours.get(key), shape.rival(key, yours)) {
                gone.insert(&rival.key);
            }
            if self.holds(&field.want) && !self.has_too_much(field, yours, theirs) {
                continue;
            }
            if let Some(value) = self.field(field, yours, theirs, shape, containers) {
                // What comes new must not stand beside what excludes it.
                gone.extend(shape.rival(key, yours).map(|rival| rival.key.as_str()));
                changed.insert(key, value);
            } else {
                gone.insert(key);
            }
        }
        let process = fields.iter().filter(|field| is_process(&field.key));
        let mut one_process = false;
        if shape.is_container() && process.clone().next().is_some() {
            one_process = process.clone().all(|field| self.holds(&field.want));
            if !one_process && let Some(split) = theirs.and_then(|theirs| process::in_their_split(yours, theirs)) {
                one_process = true;
                changed.extend(split.into_iter().map(|(key, words)| match yours.get(key) {
                    Some(own) if matches!(own.value, Value::Sequence(_)) => (key, self.words(own, words)),
                    _ => (key, Mended::Fresh(self.renamed(&new(Value::Sequence(words)), Shape::Other))),
                }));
                gone.retain(|key| !is_process(key));
            } else if !one_process {
                // The answer's command beside the learner's arguments would be another process.
                gone.extend(["command", "args"].iter().filter(|key| fields.iter().all(|field| field.key != **key)));
            }
        }
        let exchanged = self.exchanged(fields, (yours, theirs), shape);
        for (_, entry) in &exchanged {
            changed.remove(entry.key.as_str());
        }
        let mut entries = self.kept(fields, (yours, shape, one_process), (&gone, exchanged), &mut changed);
        for field in fields.iter().filter(|field| changed.contains_key(field.key.as_str())).collect::<Vec<_>>() {
            if let Some(value) = changed.remove(field.key.as_str()) {
                let at = position(&entries, &field.key, theirs);
                entries.insert(at, MendedEntry::new(&field.key, value));
            }
        }
        Mended::Mapping(yours, entries)
    }

    /// The lists of containers that have each other's key: all that stands in one of them belongs into the other. Their keys
    /// change, and nothing has to move.
    fn exchanged(
        &self,
        fields: &'a [Field],
        (yours, theirs): (&'a Node, Option<&'a Node>),
        shape: Shape,
    ) -> Vec<(&'a Entry, MendedEntry<'a>)> {
        if shape != Shape::Spec {
            return Vec::new();
        }
        let mended = |key: &str, other: &str| {
            let field = fields.iter().find(|field| field.key == other)?;
            let (Want::List(list), Some(entry)) = (&field.want, yours.entry(key)) else { return None };
            let belongs_there = |node: &Node| {
                let stands_for = |item: &ItemWant| {
                    self.instead
                        .get(&address(Wanted::Item("", item)))
                        .is_some_and(|instead| std::ptr::eq(*instead, node))
                };
                list.items.iter().any(stands_for)
            };
            let items = entry.node.items();
            if items.is_empty() || !items.iter().all(belongs_there) {
                return None;
            }
            let value = self.list(list, other, (&entry.node, theirs?.get(other)?), shape, (None, None));
            Some((entry, MendedEntry { key: other.to_owned(), from: Some(entry), value }))
        };
        let pair = [mended("containers", "initContainers"), mended("initContainers", "containers")];
        let is_there = |key: &str| yours.get(key).is_some();
        let all = pair[0].is_some() == is_there("containers") && pair[1].is_some() == is_there("initContainers");
        pair.into_iter().flatten().filter(|_| all).collect()
    }

    /// The learner's entries, changed where they have to be. Of a key that is there twice the last one counts.
    fn kept(
        &self,
        fields: &'a [Field],
        (yours, shape, one_process): (&'a Node, Shape, bool),
        (gone, mut exchanged): (&HashSet<&str>, Vec<(&'a Entry, MendedEntry<'a>)>),
        changed: &mut HashMap<&str, Mended<'a>>,
    ) -> Vec<MendedEntry<'a>> {
        let mut entries: Vec<MendedEntry> = Vec::new();
        let all = yours.entries();
        for (index, entry) in all.iter().enumerate() {
            let is_double = all[index + 1..].iter().take(64).any(|later| later.key == entry.key);
            let is_asked_for =
                (one_process && is_process(&entry.key)) || fields.iter().any(|field| field.key == entry.key);
            if let Some(at) = exchanged.iter().position(|(from, _)| std::ptr::eq(*from, entry)) {
                entries.push(exchanged.swap_remove(at).1);
                continue;
            }
            if is_double || gone.contains(entry.key.as_str()) {
                continue;
            }
            if self.dropped.contains(&std::ptr::from_ref(&entry.node)) {
                // A slip of spelling: the right key takes its place.
                let meant = fields.iter().find(|field| {
                    self.instead
                        .get(&address(Wanted::Field(field)))
                        .is_some_and(|node| std::ptr::eq(*node, &raw const entry.node))
                });
                if let Some((field, value)) = meant.and_then(|field| Some((field, changed.remove(field.key.as_str())?)))
                {
                    entries.push(MendedEntry { key: field.key.clone(), from: Some(entry), value });
                }
                continue;
            }
            let is_at_home = shape == Shape::Pod && is_known(shape, &entry.key) != Some(false);
            if self.strict && !is_at_home && !is_asked_for {
                continue;
            }
            let value = changed.remove(entry.key.as_str()).unwrap_or(Mended::Kept(&entry.node));
            entries.push(MendedEntry { key: entry.key.clone(), from: Some(entry), value });
        }
        entries
    }

    /// The mended value of a field that does not hold; `None` where it has to go.
    fn field(
        &self,
        field: &'a Field,
        yours: &'a Node,
        theirs: Option<&'a Node>,
        shape: Shape,
        containers: (Option<&'a Node>, Option<&'a Node>),
    ) -> Option<Mended<'a>> {
        let instead = self.instead.get(&address(Wanted::Field(field))).copied();
        let got = instead.or_else(|| yours.get(&field.key));
        let answer = theirs.and_then(|theirs| theirs.get(&field.key));
        let below = shape.child(&field.key);
        match (&field.want, got.map(|node| (&node.value, node))) {
            (Want::Leaf(_, Test::Absent), _) => None,
            (Want::Leaf(_, Test::Free(index)), _) => {
                let name = self.setting.names.get(*index).copied().flatten();
                let fresh = |name: &str| new(Value::String(name.to_owned()));
                name.map(|name| Mended::Fresh(fresh(name))).or_else(|| self.fresh(answer?, below))
            }
            (Want::Fields(inner), Some((Value::Mapping(_), node))) => {
                Some(self.mapping(inner, node, answer, below, containers))
            }
            (Want::List(list), Some((Value::Sequence(_), node))) => {
                answer.map(|answer| self.list(list, &field.key, (node, answer), shape, containers))
            }
            (Want::Leaf(..), Some((Value::Sequence(items), node))) => match &answer?.value {
                Value::Sequence(words) if are_words(items) && are_words(words) => Some(self.words(node, words.clone())),
                _ => self.fresh(answer?, below),
            },
            (Want::List(list), None) if list.items.iter().any(|item| self.stands_elsewhere(item)) => {
                let items = self.gathered(list, &field.key, answer?, shape, containers);
                Some(Mended::Fresh(new(Value::Sequence(items))))
            }
            _ => self.fresh(answer?, below),
        }
    }

    /// A list of the learner's with other words, those that are the same kept.
    fn words(&self, yours: &'a Node, words: Vec<Node>) -> Mended<'a> {
        let items = words.into_iter().enumerate().map(|(index, word)| match yours.items().get(index) {
            Some(own) if own.value == word.value => Mended::Kept(own),
            _ => Mended::Fresh(self.renamed(&word, Shape::Other)),
        });
        Mended::Sequence(yours, items.collect())
    }

    fn stands_elsewhere(&self, item: &ItemWant) -> bool {
        self.instead.contains_key(&address(Wanted::Item("", item)))
    }

    /// A list that is not there, from what stands elsewhere and from the answer.
    fn gathered(
        &self,
        list: &'a ListWant,
        key: &str,
        answer: &'a Node,
        shape: Shape,
        containers: (Option<&'a Node>, Option<&'a Node>),
    ) -> Vec<Node> {
        let below = shape.child(key);
        let (rule, container) = (shape.list(key), containers.1);
        let strangers = align::strangers(self.fields, key);
        let lists = align::Lists { wants: &list.items, gots: answer.items(), rule, shape: below, container, strangers };
        let answers = align::align(&lists, &[], self.source.setting).of_wants;
        let items = list.items.iter().zip(&answers).filter_map(|(item, answer)| {
            match (self.instead.get(&address(Wanted::Item("", item))), answer) {
                (Some(node), Some(answer)) => {
                    Some(self.mapping(&item.fields, node, Some(answer.node), below, containers).to_node())
                }
                (_, Some(answer)) => Some(self.renamed(answer.node, below)),
                (Some(node), None) => Some((*node).clone()),
                (None, None) => None,
            }
        });
        items.collect()
    }

    fn list(
        &self,
        list: &'a ListWant,
        key: &str,
        (yours, theirs): (&'a Node, &'a Node),
        shape: Shape,
        containers: (Option<&'a Node>, Option<&'a Node>),
    ) -> Mended<'a> {
        let below = shape.child(key);
        let rule = shape.list(key);
        let pairs = |node: &'a Node, container, setting| {
            let strangers = align::strangers(self.fields, key);
            let lists =
                align::Lists { wants: &list.items, gots: node.items(), rule, shape: below, container, strangers };
            align::align(&lists, &[], setting).of_wants
        };
        let mine = pairs(yours, containers.0, self.setting);
        let answers = pairs(theirs, containers.1, self.source.setting);
        let mended = |item: &'a ItemWant, node: &'a Node, answer: &Option<Found<'a>>| {
            let stays = !self.strict && !self.has_dropped(node) && !order::refers_ahead_within(node);
            let holds = stays && item.fields.iter().all(|field| self.holds(&field.want));
            match answer {
                _ if holds => Mended::Kept(node),
                Some(answer) => self.mapping(&item.fields, node, Some(answer.node), below, containers),
                None => Mended::Kept(node),
            }
        };
        let mut items: Vec<(Option<usize>, Mended<'a>)> = Vec::new();
        for (index, node) in yours.items().iter().enumerate() {
            let wanted = mine.iter().position(|found| found.is_some_and(|found| found.index == index));
            match wanted.and_then(|wanted| Some((wanted, list.items.get(wanted)?, answers.get(wanted)?))) {
                Some((wanted, item, answer)) => items.push((Some(wanted), mended(item, node, answer))),
                None if self.goes(list, node, &mine, rule.unique.then_some(rule.identity)) => {}
                None => items.push((None, Mended::Kept(node))),
            }
        }
        for (wanted, item) in list.items.iter().enumerate().filter(|(wanted, _)| mine[*wanted].is_none()) {
            let answer = &answers[wanted];
            let value = match (self.instead.get(&address(Wanted::Item("", item))), answer) {
                (Some(node), answer) => Some(Mended::Fresh(mended(item, node, answer).to_node())),
                (None, Some(answer)) => self.fresh(answer.node, below),
                (None, None) => None,
            };
            let at = if rule.ordered {
                items.iter().position(|(other, _)| other.is_some_and(|other| other > wanted)).unwrap_or(items.len())
            } else {
                items.len()
            };
            items.extend(value.map(|value| (Some(wanted), value)));
            if at + 1 < items.len() {
                items[at..].rotate_right(1);
            }
        }
        if rule.ordered {
            put_in_order(&mut items);
        } else if refers_ahead(key, yours) {
            // The answer has its variables in an order in which each is there when it is referred to.
            let place = |wanted: usize| answers.get(wanted).copied().flatten().map(|found| found.index);
            for (wanted, _) in &mut items {
                *wanted = wanted.and_then(place);
            }
            put_in_order(&mut items);
        }
        Mended::Sequence(yours, items.into_iter().map(|(_, item)| item).collect())
    }

    /// Whether an item that nobody wants has to go.
    fn goes(&self, list: &ListWant, node: &Node, mine: &[Option<Found>], unique: Option<&[&str]>) -> bool {
        let is_double = unique.and_then(|identity| identity.first()).is_some_and(|key| {
            let name = node.get(key).and_then(Node::as_str);
            name.is_some() && mine.iter().flatten().any(|found| found.node.get(key).and_then(Node::as_str) == name)
        });
        self.strict || list.only.is_some() || is_double || self.dropped.contains(&std::ptr::from_ref(node))
    }

    /// A part of the answer in the learner's names.
    fn fresh(&self, answer: &'a Node, shape: Shape) -> Option<Mended<'a>> {
        (answer.value != Value::Null).then(|| Mended::Fresh(self.renamed(answer, shape)))
    }

    fn renamed(&self, node: &Node, shape: Shape) -> Node {
        let value = match &node.value {
            Value::Mapping(entries) => Value::Mapping(
                entries
                    .iter()
                    .map(|entry| {
                        let is_name = entry.key == "name" && matches!(shape, Shape::Volume | Shape::Mount);
                        let renamed = entry.node.as_str().filter(|_| is_name).and_then(|name| self.renames.get(name));
                        let node = match renamed {
                            Some(name) => new(Value::String((*name).to_owned())),
                            None => self.renamed(&entry.node, shape.child(&entry.key)),
                        };
                        Entry { key: entry.key.clone(), key_span: NOWHERE, node }
                    })
                    .collect(),
            ),
            Value::Sequence(items) => Value::Sequence(items.iter().map(|item| self.renamed(item, shape)).collect()),
            other => other.clone(),
        };
        new(value)
    }
}

/// Whether a list is one of variables in an order that does not work.
fn refers_ahead(key: &str, list: &Node) -> bool {
    key == "env" && order::refers_ahead(list)
}

/// Whether a key is one of the two that together say what a container runs.
fn is_process(key: &str) -> bool {
    matches!(key, "command" | "args")
}

/// Whether a list holds plain values alone.
fn are_words(items: &[Node]) -> bool {
    !items.is_empty() && items.iter().all(|item| !matches!(item.value, Value::Mapping(_) | Value::Sequence(_)))
}

/// What is wanted, as an address to find it again.
fn address(wanted: Wanted) -> *const () {
    match wanted {
        Wanted::Field(field) => std::ptr::from_ref(field).cast(),
        Wanted::Item(_, item) => std::ptr::from_ref(item).cast(),
    }
}

/// Where a new key goes: behind the last one that comes before it in the answer and those behind it that the answer has not,
/// else before the one that comes next after it.
fn position(entries: &[MendedEntry], key: &str, theirs: Option<&Node>) -> usize {
    let order = theirs.map(Node::entries).unwrap_or_default();
    let rank = |key: &str| order.iter().position(|entry| entry.key == key);
    let Some(own) = rank(key) else { return entries.len() };
    let Some(before) = entries.iter().rposition(|entry| rank(&entry.key).is_some_and(|rank| rank < own)) else {
        let after = entries.iter().enumerate().filter_map(|(at, entry)| Some((rank(&entry.key)?, at)));
        return after.filter(|(rank, _)| *rank > own).min().map_or(entries.len(), |(_, at)| at);
    };
    let behind = entries[before + 1..]
        .iter()
        .take_while(|entry| rank(&entry.key).is_none() && !(key == "command" && entry.key == "args"))
        .count();
    before + 1 + behind
}

/// Puts the wanted items into their order, each into a place that one of them had.
fn put_in_order(items: &mut [(Option<usize>, Mended)]) {
    let places: Vec<usize> = (0..items.len()).filter(|index| items[*index].0.is_some()).collect();
    for end in (1..places.len()).rev() {
        for at in 0..end {
            if items[places[at]].0 > items[places[at + 1]].0 {
                items.swap(places[at], places[at + 1]);
            }
        }
    }
}
