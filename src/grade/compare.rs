//! Walks an expectation and a Pod side by side and says of every leaf whether it holds. It must not know points, checks or
//! sentences: a [`Sink`] hears what was found.

mod command;
mod miss;
mod process;
mod projected;
mod script;
mod setting;
mod spoil;
mod variables;

use serde_json::Value as Json;

pub use miss::{Miss, Part, Reason, Wanted};
pub use setting::{Entrypoints, Images, Setting};
use variables::Variables;

use super::align;
use super::expectation::{Field, ItemWant, LeafId, ListWant, Test, Want};
use super::shape::{Shape, Sort, is_set};
use super::value;
use crate::manifest::{Node, Value};

/// Hears how every leaf of an expectation went.
pub trait Sink<'a> {
    /// Whether it wants to know what does not hold. Who only counts is spared the work.
    const HEARS_WRONG: bool = true;

    /// A leaf holds. `solid`: because of something that is written, not by silence.
    fn right(&mut self, leaf: LeafId, solid: bool, got: Option<&'a Node>);
    /// Something does not hold.
    fn wrong(&mut self, miss: Miss<'a>, path: &[Part<'a>]);
}

/// A walk under way.
pub struct Walk<'a, 'b, S: Sink<'a>> {
    /// What it needs besides the trees.
    pub setting: Setting<'a, 'b>,
    /// Who hears.
    pub sink: &'b mut S,
    path: Vec<Part<'a>>,
    container: Option<&'a Node>,
    /// All that is wanted, where the walk is one through a whole Pod.
    all: &'a [Field],
}

/// Where the walk is in the text.
#[derive(Debug, Clone, Copy)]
struct Here<'a> {
    /// The mapping, where there is one.
    object: Option<&'a Node>,
    /// The nearest thing that exists: the mapping itself, or what it should be in.
    nearest: Option<&'a Node>,
    shape: Shape,
    /// The key that does not hold whatever its value is, with the reason: something else in the Pod spoils it.
    spoilt: Option<(&'static str, Reason<'a>)>,
    /// Whose fields count where the mapping is silent: requests that are not set are those of the limits.
    instead: Option<&'a Node>,
}

impl<'a> Here<'a> {
    fn at(object: &'a Node, shape: Shape) -> Self {
        Self { object: Some(object), nearest: Some(object), shape, spoilt: None, instead: None }
    }

    /// Whose fields count where the mapping under `key` is silent.
    fn instead_of(&self, key: &str) -> Option<&'a Node> {
        self.object
            .filter(|_| self.shape == Shape::Resources && key == "requests")
            .and_then(|object| object.get("limits"))
    }
}

impl<'a, 'b, S: Sink<'a>> Walk<'a, 'b, S> {
    /// A walk that begins at the top.
    pub fn new(setting: Setting<'a, 'b>, sink: &'b mut S) -> Self {
        Self { setting, sink, path: Vec::new(), container: None, all: &[] }
    }

    /// Compares the whole Pod.
    pub fn pod(&mut self, fields: &'a [Field], pod: &'a Node) {
        self.all = fields;
        self.fields(fields, Here::at(pod, Shape::Pod));
    }

    /// Compares one item of a list with one wanted, without regard to other items.
    pub fn item(&mut self, item: &'a ItemWant, got: &'a Node, shape: Shape, container: Option<&'a Node>) {
        self.container = container;
        self.matched(item, got, shape, None);
    }

    /// Compares a value with what is wanted under a key, wherever the value stands.
    pub fn value(&mut self, field: &'a Field, got: &'a Node, shape: Shape) {
        let here = Here { object: None, nearest: Some(got), shape, spoilt: None, instead: None };
        self.field(field, Some(got).filter(|node| node.value != Value::Null), here);
    }

    fn matched(&mut self, item: &'a ItemWant, got: &'a Node, shape: Shape, spoilt: Option<(&'static str, Reason<'a>)>) {
        let spoilt = spoilt.or_else(|| spoil::of_item(item, got, shape, self.container));
        let before = self.container;
        if shape.is_container() {
            self.container = Some(got);
        }
        self.fields(&item.fields, Here { spoilt, ..Here::at(got, shape) });
        self.container = before;
    }

    fn fields(&mut self, fields: &'a [Field], here: Here<'a>) {
        let command = here.shape.is_container() && self.same_command(fields, here.object);
        for field in fields {
            self.path.push(Part::Key(&field.key));
            let got = here.object.and_then(|object| here.shape.get(object, &field.key));
            if command && matches!(field.key.as_str(), "command" | "args") {
                field.want.each_leaf(&mut |leaf| self.sink.right(leaf, true, got));
            } else if let Some(below) = self.source_instead(field, here) {
                self.files_of_source(field, below);
            } else {
                self.field(field, got.filter(|node| node.value != Value::Null), here);
            }
            self.path.pop();
        }
    }

    /// A volume of files may as well be a projected one with these files as one of its sources: the source that fits best.
    fn source_instead(&self, field: &'a Field, here: Here<'a>) -> Option<Here<'a>> {
        let volume = here.object.filter(|_| here.shape == Shape::Volume)?;
        let sources = projected::sources(volume, &field.key)?;
        let as_volume = |files| {
            let fallback = volume.get("projected");
            Here { instead: fallback, ..Here::at(files, Shape::SourceFiles) }
        };
        sources.into_iter().map(as_volume).max_by_key(|below| {
            let mut count = align::Count::default();
            Walk::new(self.setting, &mut count).files_of_source(field, *below);
            count.solid()
        })
    }

    fn files_of_source(&mut self, field: &'a Field, below: Here<'a>) {
        match &field.want {
            Want::Fields(inner) => self.fields(inner, below),
            Want::Leaf(leaf, test) => self.leaf(*leaf, test, field, below.object, Here { instead: None, ..below }),
            Want::List(_) => self.fail(field, below.object, below, Reason::Value),
        }
    }

    fn field(&mut self, field: &'a Field, got: Option<&'a Node>, here: Here<'a>) {
        if let (Some(_), Some(rival)) = (got, here.object.and_then(|object| here.shape.rival(&field.key, object))) {
            return self.fail(field, got, here, Reason::Rival(rival));
        }
        match &field.want {
            Want::Leaf(leaf, test) => self.leaf(*leaf, test, field, got, here),
            Want::Fields(inner) => match got.map(|node| (&node.value, node)) {
                None => self.silent_fields(field, inner, here),
                Some((Value::Mapping(_), node)) => {
                    let below = Here::at(node, here.shape.child(&field.key));
                    self.fields(inner, Here { instead: here.instead_of(&field.key), ..below });
                }
                Some(_) => self.fail(field, got, here, Reason::Value),
            },
            Want::List(list) => match got.map(|node| (&node.value, node)) {
                Some((Value::Sequence(_), node)) => self.list(list, field, node, here),
                _ => self.fail(field, got, here, Reason::Value),
            },
        }
    }

    /// A mapping that is not there: its fields may hold all the same, where silence means what is wanted.
    fn silent_fields(&mut self, field: &'a Field, inner: &'a [Field], here: Here<'a>) {
        let shape = here.shape.child(&field.key);
        let instead = here.instead_of(&field.key);
        let below = Here { object: None, nearest: here.nearest, shape, spoilt: None, instead };
        if here.shape.may_be_unsaid(&field.key) && inner.iter().any(|field| self.may_be_silent(field, below)) {
            self.fields(inner, below);
        } else {
            self.fail(field, None, here, Reason::Value);
        }
    }

    /// Whether something of a field holds in a mapping that is not there.
    fn may_be_silent(&self, field: &Field, here: Here) -> bool {
        match &field.want {
            Want::Leaf(_, test) => {
                self.holds_by_silence(test, &field.key, here)
                    || here.instead.is_some_and(|node| node.get(&field.key).is_some())
            }
            Want::Fields(inner) => {
                let below = Here { shape: here.shape.child(&field.key), spoilt: None, instead: None, ..here };
                here.shape.may_be_unsaid(&field.key) && inner.iter().any(|field| self.may_be_silent(field, below))
            }
            Want::List(_) => false,
        }
    }

    fn leaf(&mut self, leaf: LeafId, test: &'a Test, field: &'a Field, got: Option<&'a Node>, here: Here<'a>) {
        if let Some((_, reason)) = here.spoilt.filter(|(key, _)| *key == field.key) {
            return self.fail(field, got, here, reason);
        }
        let sort = here.shape.sort(&field.key);
        let holds = match got {
            Some(node) if may_be_absent(test) && is_silence(node, &field.key, here) => true,
            Some(node) => self.holds(test, node, sort) || self.holds_expanded(test, field, node, here),
            None => match here.instead.and_then(|instead| instead.get(&field.key)) {
                Some(node) => self.holds(test, node, sort),
                None => self.holds_by_silence(test, &field.key, here),
            },
        };
        match got {
            _ if holds => {
                let solid = got.is_some() && !matches!(test, Test::Absent);
                self.sink.right(leaf, solid, got);
            }
            Some(node) if matches!(test, Test::Absent) => self.fail(field, got, here, Reason::Extra(node)),
            _ => self.fail(field, got, here, Reason::Value),
        }
    }

    /// Whether a test holds of a value once the kubelet has put the container's variables into it.
    fn holds_expanded(&self, test: &Test, field: &Field, got: &Node, here: Here) -> bool {
        let Some(container) = self.container else { return false };
        let sort = here.shape.sort(&field.key);
        if here.shape.is_container() && matches!(field.key.as_str(), "command" | "args") {
            let words = command::expanded(got.items(), container, self.setting).map(Value::Sequence);
            return words.is_some_and(|value| self.holds(test, &Node { value, span: got.span }, sort));
        }
        if !got.as_str().is_some_and(|text| text.contains("$(")) {
            return false;
        }
        let variables = Variables::of(container, self.setting.metadata);
        let value = match (here.shape, field.key.as_str()) {
            (Shape::Env, "value") => {
                let name = here.object.and_then(|variable| variable.get("name")).and_then(Node::as_str);
                name.and_then(|name| variables.get(name)).map(str::to_owned)
            }
            // `subPath` itself is taken literally.
            (Shape::Mount, "subPath") if !here.object.is_some_and(|mount| is_set(mount, "subPath")) => {
                got.as_str().and_then(|text| variables.expand(text))
            }
            _ => None,
        };
        value.is_some_and(|value| self.holds(test, &Node { value: Value::String(value), span: got.span }, sort))
    }

    fn holds_by_silence(&self, test: &Test, key: &str, here: Here) -> bool {
        if !self.setting.silence_counts {
            return false;
        }
        let default = || here.shape.default(key, here.object);
        match test {
            Test::Absent => true,
            Test::Equals(want) => default().is_some_and(|default| default == *want) || is_nothing(want),
            Test::Present => default().is_some_and(|default| default.is_object()),
            Test::OneOf(tests) => tests.iter().any(|test| self.holds_by_silence(test, key, here)),
            Test::Values { items, .. } => items.is_empty(),
            Test::Matches(pattern) => {
                default().as_ref().and_then(Json::as_str).is_some_and(|default| pattern.is_match(default))
            }
            _ => false,
        }
    }

    /// Whether a test holds of a value.
    fn holds(&self, test: &Test, got: &Node, sort: Sort) -> bool {
        match test {
            Test::Equals(want) => {
                value::same(want, got, sort)
                    || (sort == Sort::PortRef && self.same_port(want, got))
                    || command::same_words(want, got)
            }
            Test::Free(_) if self.setting.any_name => got.as_str().is_some(),
            Test::Free(index) => {
                let name = self.setting.names.get(*index).copied().flatten();
                name.is_some() && name == got.as_str()
            }
            Test::Present => matches!(got.value, Value::Mapping(_)),
            Test::Values { items, ordered } => self.same_values(items, *ordered, got, sort),
            Test::Matches(pattern) => plain_text(got).is_some_and(|text| pattern.is_match(&text)),
            Test::OneOf(tests) => tests.iter().any(|test| self.holds(test, got, sort)),
            Test::ContainsText(texts) => texts.iter().all(|text| contains_text(got, text)),
            Test::ContainsItems(tests) => {
                tests.iter().all(|test| got.items().iter().any(|item| self.holds(test, item, sort)))
            }
            Test::Any => true,
            Test::Absent | Test::Broken => false,
        }
    }

    fn same_values(&self, tests: &[Test], ordered: bool, got: &Node, sort: Sort) -> bool {
        let Value::Sequence(items) = &got.value else { return false };
        if ordered {
            return self.same_in_order(tests, items, sort) || command::same_tests(tests, got);
        }
        if items.len() != tests.len() {
            return false;
        }
        // Few enough by now: the expectation bounds the length.
        let mut left: Vec<&Node> = items.iter().collect();
        tests.iter().all(|test| {
            left.iter().position(|item| self.holds(test, item, sort)).map(|index| left.swap_remove(index)).is_some()
        })
    }

    fn same_in_order(&self, tests: &[Test], items: &[Node], sort: Sort) -> bool {
        let is_program = |test: &Test, item: &Node| match (test, item.as_str()) {
            (Test::Equals(Json::String(want)), Some(got)) => command::is_program(want, got),
            _ => false,
        };
        let holds = |(place, (test, item)): (usize, (&Test, &Node))| {
            self.holds(test, item, sort) || (place == 0 && is_program(test, item))
        };
        items.len() == tests.len() && tests.iter().zip(items).enumerate().all(holds)
    }

    /// A probe's port may be the number or the name that the container gives it.
    fn same_port(&self, want: &Json, got: &Node) -> bool {
        let number_of = |name: &str| {
            let ports =
                self.container.and_then(|container| container.get("ports")).map(Node::items).unwrap_or_default();
            let named = ports.iter().take(100).find(|port| port.get("name").and_then(Node::as_str) == Some(name))?;
            match named.get("containerPort")?.value {
                Value::Int(number) => Some(number),
                _ => None,
            }
        };
        match (want, &got.value) {
            (Json::Number(want), Value::String(name)) => {
                number_of(name).is_some_and(|number| want.as_i64() == Some(number))
            }
            (Json::String(want), Value::Int(got)) => number_of(want) == Some(*got),
            _ => false,
        }
    }

    fn list(&mut self, list: &'a ListWant, field: &'a Field, node: &'a Node, here: Here<'a>) {
        let rule = here.shape.list(&field.key);
        let shape = here.shape.child(&field.key);
        let strangers = align::strangers(self.all, &field.key);
        let (wants, container) = (&list.items, self.container);
        let asked = align::Lists { wants, gots: node.items(), rule, shape, container, strangers };
        let sidecars = if field.key == "containers" { restartable(self.setting.spec) } else { Vec::new() };
        let pairs = align::align(&asked, &sidecars, self.setting);
        for (index, (item, pair)) in list.items.iter().zip(&pairs.of_wants).enumerate() {
            let got = pair.map(|found| found.node);
            self.path.push(Part::Item(got, item));
            match got {
                Some(got) => self.matched(item, got, shape, spoil::double(rule, node, got, here.object, here.shape)),
                None => self.fail_item(item, &field.key, node, here.shape),
            }
            if let Some(found) = pair {
                self.order(list, (index, *found), &pairs.of_wants, field, node, here.shape);
            }
            self.path.pop();
        }
        if let Some(leaf) = list.only {
            match pairs.extra {
                Some(extra) => {
                    self.say(
                        vec![leaf],
                        Wanted::Field(field),
                        Some(node),
                        Some(node),
                        here.shape,
                        Reason::Extra(extra),
                    );
                }
                None if pairs.of_wants.iter().any(Option::is_some) => self.sink.right(leaf, true, Some(node)),
                None => self.say(vec![leaf], Wanted::Field(field), None, Some(node), here.shape, Reason::Value),
            }
        }
    }

    /// Says whether an item stands behind the one that is wanted before it, and before the next.
    fn order(
        &mut self,
        list: &'a ListWant,
        (index, found): (usize, align::Found<'a>),
        pairs: &[Option<align::Found<'a>>],
        field: &'a Field,
        node: &'a Node,
        shape: Shape,
    ) {
        let Some(item) = list.items.get(index) else { return };
        let place = |other: &usize| pairs.get(*other).copied().flatten().map(|found| found.index);
        let previous = (0..index).rev().find(|other| place(other).is_some());
        let next = Some(index + 1).filter(|other| place(other).is_some());
        for (leaf, other, before) in [(item.order, previous, false), (item.order_of_next, next, true)] {
            let Some(leaf) = leaf else { continue };
            let neighbour = other.and_then(|other| Some((list.items.get(other)?, place(&other)?)));
            match neighbour {
                Some((neighbour, place)) if (found.index < place) != before => {
                    let reason = Reason::Order { before, neighbour };
                    let wanted = Wanted::Item(&field.key, item);
                    self.say(vec![leaf], wanted, Some(found.node), Some(node), shape, reason);
                }
                _ => self.sink.right(leaf, true, Some(found.node)),
            }
        }
    }

    fn fail_item(&mut self, item: &'a ItemWant, key: &'a str, list: &'a Node, shape: Shape) {
        if !S::HEARS_WRONG {
            return;
        }
        let mut leaves = Vec::with_capacity(item.leaves);
        item.each_leaf(&mut |leaf| leaves.push(leaf));
        self.say(leaves, Wanted::Item(key, item), None, Some(list), shape, Reason::Value);
    }

    fn fail(&mut self, field: &'a Field, got: Option<&'a Node>, here: Here<'a>, reason: Reason<'a>) {
        if !S::HEARS_WRONG {
            return;
        }
        let mut leaves = Vec::new();
        field.want.each_leaf(&mut |leaf| leaves.push(leaf));
        self.say(leaves, Wanted::Field(field), got, here.nearest, here.shape, reason);
    }

    fn say(
        &mut self,
        leaves: Vec<LeafId>,
        wanted: Wanted<'a>,
        got: Option<&'a Node>,
        parent: Option<&'a Node>,
        shape: Shape,
        reason: Reason<'a>,
    ) {
        self.sink.wrong(Miss { leaves, wanted, got, parent, shape, reason }, &self.path);
    }
}

/// The restartable init containers: those that a task may also mean by a sidecar.
fn restartable(spec: Option<&Node>) -> Vec<&Node> {
    let list = spec.and_then(|spec| spec.get("initContainers")).map(Node::items).unwrap_or_default();
    list.iter().filter(|item| item.get("restartPolicy").and_then(Node::as_str) == Some("Always")).take(100).collect()
}

/// Whether a value says no more than silence would.
fn is_silence(node: &Node, key: &str, here: Here) -> bool {
    match &node.value {
        Value::Null => true,
        Value::Sequence(items) => items.iter().all(|item| here.shape.child(key).is_of_cluster(item)),
        Value::Mapping(entries) if entries.is_empty() => !matches!(here.shape, Shape::Volume),
        _ => {
            let sort = here.shape.sort(key);
            // A container that says so is not silent: where it is, the Pod's own word holds.
            let inherited = key == "runAsNonRoot";
            !inherited && here.shape.default(key, here.object).is_some_and(|default| value::same(&default, node, sort))
        }
    }
}

/// Whether a test holds where nothing is set.
fn may_be_absent(test: &Test) -> bool {
    match test {
        Test::Absent => true,
        Test::OneOf(tests) => tests.iter().any(may_be_absent),
        Test::Values { items, .. } => items.is_empty(),
        _ => false,
    }
}

fn is_nothing(want: &Json) -> bool {
    want.is_null() || want.as_array().is_some_and(Vec::is_empty)
}

/// A scalar as the text that a pattern is held against.
fn plain_text(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Sequence(items) => {
            let words: Vec<String> = items.iter().take(1000).filter_map(Node::as_str).map(str::to_owned).collect();
            (!words.is_empty()).then(|| words.join(" "))
        }
        _ => None,
    }
}

fn contains_text(node: &Node, text: &str) -> bool {
    match &node.value {
        Value::Sequence(items) => items.iter().any(|item| item.as_str().is_some_and(|item| item.contains(text))),
        _ => plain_text(node).is_some_and(|got| got.contains(text)),
    }
}
