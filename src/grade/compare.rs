//! Walks an expectation and a Pod side by side and says of every leaf whether it holds. It must not know points, checks or
//! sentences: a [`Sink`] hears what was found.

use serde_json::Value as Json;

use super::align;
use super::expectation::{Field, ItemWant, LeafId, ListWant, Test, Want};
use super::shape::{Shape, Sort, is_set};
use super::value;
use crate::manifest::{Node, Value};

/// Hears how every leaf of an expectation went.
pub trait Sink<'a> {
    /// A leaf holds. `solid`: because of something that is written, not by silence.
    fn right(&mut self, leaf: LeafId, solid: bool, got: Option<&'a Node>);
    /// Something does not hold.
    fn wrong(&mut self, miss: Miss<'a>, path: &[Part<'a>]);
}

/// A step of the path to where the walk is.
#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    /// A key of a mapping.
    Key(&'a str),
    /// An item: the one of the text, where there is one, and the wanted one.
    Item(Option<&'a Node>, &'a ItemWant),
}

/// Something that does not hold.
#[derive(Debug, Clone)]
pub struct Miss<'a> {
    /// The leaves that fail by it.
    pub leaves: Vec<LeafId>,
    /// What was wanted.
    pub wanted: Wanted<'a>,
    /// What is there.
    pub got: Option<&'a Node>,
    /// The mapping or list that it is in, or should be, as far as there is one.
    pub parent: Option<&'a Node>,
    /// What kind of object has the field.
    pub shape: Shape,
    /// In which way it does not hold.
    pub reason: Reason<'a>,
}

/// What was wanted.
#[derive(Debug, Clone, Copy)]
pub enum Wanted<'a> {
    /// A field.
    Field(&'a Field),
    /// An item of the list under a key.
    Item(&'a str, &'a ItemWant),
}

impl<'a> Wanted<'a> {
    /// What is wanted inside it.
    #[must_use]
    pub fn parts(self) -> Vec<Wanted<'a>> {
        match self {
            Wanted::Field(Field { key, want: Want::List(list) }) => {
                list.items.iter().map(|item| Wanted::Item(key, item)).collect()
            }
            Wanted::Field(Field { want: Want::Fields(fields), .. }) => fields.iter().map(Wanted::Field).collect(),
            Wanted::Field(Field { want: Want::Leaf(..), .. }) => Vec::new(),
            Wanted::Item(_, item) => item.fields.iter().map(Wanted::Field).collect(),
        }
    }

    /// Whether one of its leaves, or of those inside it, is one of these.
    pub fn has_leaf(self, is_one: &impl Fn(LeafId) -> bool) -> bool {
        let mut found = false;
        let mut look = |leaf| found |= is_one(leaf);
        match self {
            Wanted::Field(field) => field.want.each_leaf(&mut look),
            Wanted::Item(_, item) => item.each_leaf(&mut look),
        }
        found
    }

    /// Whether it is one of these by itself: by its order, or because nothing else may stand beside it.
    pub fn has_leaf_itself(self, is_one: &impl Fn(LeafId) -> bool) -> bool {
        match self {
            Wanted::Field(Field { want: Want::List(list), .. }) => list.only.is_some_and(is_one),
            Wanted::Field(_) => false,
            Wanted::Item(_, item) => item.order.iter().chain(&item.order_of_next).any(|leaf| is_one(*leaf)),
        }
    }
}

/// In which way something does not hold.
#[derive(Debug, Clone, Copy)]
pub enum Reason<'a> {
    /// It is not there, or there with another value.
    Value,
    /// There is a second thing of the same identity.
    Duplicate(&'a Node),
    /// It stands on the wrong side of another item of the list.
    Order {
        /// It should stand before that one, else after it.
        before: bool,
        /// The other one.
        neighbour: &'a ItemWant,
    },
    /// It is there and must not be.
    Extra(&'a Node),
    /// Something stands beside it that excludes it.
    Rival(&'a crate::manifest::Entry),
}

/// What a walk needs besides the two trees.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a, 'b> {
    /// What the free names stand for.
    pub names: &'b [Option<&'a str>],
    /// The Pod's `spec`.
    pub spec: Option<&'a Node>,
    /// Silence may count: there is something that could speak.
    pub silence_counts: bool,
    /// The entrypoint and the arguments that an image brings along.
    pub images: &'b dyn Images,
}

/// What images bring along. A trait, because the images belong to the simulator.
pub trait Images {
    /// ENTRYPOINT and CMD; `None` for an unknown image.
    fn entrypoint(&self, image: &str) -> Option<(Vec<String>, Vec<String>)>;
}

/// What the images of the simulator bring along: the given ones, or the built-in ones. They are read when one is asked for,
/// since most Pods can be compared without.
#[derive(Debug, Clone, Copy)]
pub struct Entrypoints<'i>(pub Option<&'i crate::sim::Images>);

impl Images for Entrypoints<'_> {
    fn entrypoint(&self, image: &str) -> Option<(Vec<String>, Vec<String>)> {
        let found = match self.0 {
            Some(images) => images.find(image),
            None => crate::sim::Images::default().find(image),
        }?;
        Some((found.image.entrypoint.clone(), found.image.command.clone()))
    }
}

impl std::fmt::Debug for dyn Images + '_ {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Images")
    }
}

/// A walk under way.
pub struct Walk<'a, 'b, S: Sink<'a>> {
    /// What it needs besides the trees.
    pub setting: Setting<'a, 'b>,
    /// Who hears.
    pub sink: &'b mut S,
    path: Vec<Part<'a>>,
    container: Option<&'a Node>,
}

/// Where the walk is in the text.
#[derive(Debug, Clone, Copy)]
struct Here<'a> {
    /// The mapping, where there is one.
    object: Option<&'a Node>,
    /// The nearest thing that exists: the mapping itself, or what it should be in.
    nearest: Option<&'a Node>,
    shape: Shape,
    /// The key that is the second of its kind, with the other item.
    duplicate: Option<(&'static str, &'a Node)>,
    /// Whose fields count where the mapping is silent: requests that are not set are those of the limits.
    instead: Option<&'a Node>,
}

impl<'a> Here<'a> {
    fn at(object: &'a Node, shape: Shape) -> Self {
        Self { object: Some(object), nearest: Some(object), shape, duplicate: None, instead: None }
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
        Self { setting, sink, path: Vec::new(), container: None }
    }

    /// Compares the whole Pod.
    pub fn pod(&mut self, fields: &'a [Field], pod: &'a Node) {
        self.fields(fields, Here::at(pod, Shape::Pod));
    }

    /// Compares one item of a list with one wanted, without regard to other items.
    pub fn item(&mut self, item: &'a ItemWant, got: &'a Node, shape: Shape, container: Option<&'a Node>) {
        self.container = container;
        self.matched(item, got, shape, None);
    }

    /// Compares a value with what is wanted under a key, wherever the value stands.
    pub fn value(&mut self, field: &'a Field, got: &'a Node, shape: Shape) {
        let here = Here { object: None, nearest: Some(got), shape, duplicate: None, instead: None };
        self.field(field, Some(got).filter(|node| node.value != Value::Null), here);
    }

    fn matched(
        &mut self,
        item: &'a ItemWant,
        got: &'a Node,
        shape: Shape,
        duplicate: Option<(&'static str, &'a Node)>,
    ) {
        let before = self.container;
        if shape.is_container() {
            self.container = Some(got);
        }
        self.fields(&item.fields, Here { duplicate, ..Here::at(got, shape) });
        self.container = before;
    }

    fn fields(&mut self, fields: &'a [Field], here: Here<'a>) {
        let command = here.shape.is_container() && self.same_command(fields, here.object);
        for field in fields {
            self.path.push(Part::Key(&field.key));
            let got = here.object.and_then(|object| here.shape.get(object, &field.key));
            if command && matches!(field.key.as_str(), "command" | "args") {
                field.want.each_leaf(&mut |leaf| self.sink.right(leaf, true, got));
            } else {
                self.field(field, got.filter(|node| node.value != Value::Null), here);
            }
            self.path.pop();
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
        let below = Here { object: None, nearest: here.nearest, shape, duplicate: None, instead };
        let holds = |field: &Field| match &field.want {
            Want::Leaf(_, test) => {
                self.holds_by_silence(test, &field.key, below)
                    || instead.is_some_and(|node| node.get(&field.key).is_some())
            }
            _ => false,
        };
        if inner.iter().any(holds) {
            self.fields(inner, below);
        } else {
            self.fail(field, None, here, Reason::Value);
        }
    }

    fn leaf(&mut self, leaf: LeafId, test: &'a Test, field: &'a Field, got: Option<&'a Node>, here: Here<'a>) {
        if let Some((_, other)) = here.duplicate.filter(|(key, _)| *key == field.key) {
            return self.fail(field, got, here, Reason::Duplicate(other));
        }
        let sort = here.shape.sort(&field.key);
        let holds = match got {
            Some(node) if matches!(test, Test::Absent) => is_silence(node, &field.key, here),
            Some(node) => self.holds(test, node, sort),
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
    fn holds(&self, test: &Test, got: &'a Node, sort: Sort) -> bool {
        match test {
            Test::Equals(want) => value::same(want, got, sort) || (sort == Sort::PortRef && self.same_port(want, got)),
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

    fn same_values(&self, tests: &[Test], ordered: bool, got: &'a Node, sort: Sort) -> bool {
        let Value::Sequence(items) = &got.value else { return false };
        if items.len() != tests.len() {
            return false;
        }
        if ordered {
            return tests.iter().zip(items).all(|(test, item)| self.holds(test, item, sort));
        }
        // Few enough by now: the expectation bounds the length.
        let mut left: Vec<&Node> = items.iter().collect();
        tests.iter().all(|test| {
            left.iter().position(|item| self.holds(test, item, sort)).map(|index| left.swap_remove(index)).is_some()
        })
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

    /// Whether command and args together start the process that is wanted, however they are split.
    fn same_command(&self, fields: &'a [Field], container: Option<&'a Node>) -> bool {
        let wanted = |key: &str| fields.iter().find(|field| field.key == key).map(|field| &field.want);
        let (command, args) = (wanted("command"), wanted("args"));
        if command.is_none() && args.is_none() {
            return false;
        }
        let Some(container) = container else { return false };
        let as_written = |key: &str, want: Option<&'a Want>| match want {
            None => true,
            Some(Want::Leaf(_, test)) => container.get(key).is_some_and(|got| self.holds(test, got, Sort::Plain)),
            Some(_) => false,
        };
        if as_written("command", command) && as_written("args", args) {
            // The usual case, which needs no image.
            return true;
        }
        let image = container.get("image").and_then(Node::as_str).unwrap_or_default();
        let literal = |want: Option<&Want>| match want {
            None => Some(None),
            Some(Want::Leaf(_, Test::Values { items, .. })) => items
                .iter()
                .map(|test| match test {
                    Test::Equals(Json::String(text)) => Some(text.clone()),
                    _ => None,
                })
                .collect::<Option<Vec<_>>>()
                .map(Some),
            Some(_) => None,
        };
        let written = |key: &str| match container.get(key).map(|node| &node.value) {
            None | Some(Value::Null) => Some(None),
            Some(Value::Sequence(items)) => {
                items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<Vec<_>>>().map(Some)
            }
            Some(_) => None,
        };
        let (Some(want_command), Some(want_args)) = (literal(command), literal(args)) else { return false };
        let (Some(got_command), Some(got_args)) = (written("command"), written("args")) else { return false };
        let silent = |command: &Option<Vec<String>>| command.as_ref().is_none_or(Vec::is_empty);
        let asks = silent(&want_command) || silent(&got_command);
        let brought = asks.then(|| self.setting.images.entrypoint(image)).flatten();
        let wanted = started(want_command, want_args, brought.as_ref());
        let got = started(got_command, got_args, brought.as_ref());
        matches!((wanted, got), (Some(wanted), Some(got)) if same_process(&wanted, &got))
    }

    fn list(&mut self, list: &'a ListWant, field: &'a Field, node: &'a Node, here: Here<'a>) {
        let rule = here.shape.list(&field.key);
        let shape = here.shape.child(&field.key);
        let asked = align::Lists { wants: &list.items, gots: node.items(), rule, shape, container: self.container };
        let sidecars = if field.key == "containers" { restartable(self.setting.spec) } else { Vec::new() };
        let pairs = align::align(&asked, &sidecars, self.setting);
        for (index, (item, pair)) in list.items.iter().zip(&pairs.of_wants).enumerate() {
            let got = pair.map(|found| found.node);
            self.path.push(Part::Item(got, item));
            match got {
                Some(got) => self.matched(item, got, shape, Self::double(rule.identity, rule.unique, node, got, here)),
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

    /// Another item that claims to be this one.
    fn double(
        identity: &[&'static str],
        unique: bool,
        list: &'a Node,
        got: &'a Node,
        here: Here<'a>,
    ) -> Option<(&'static str, &'a Node)> {
        let key = *identity.first().filter(|_| unique)?;
        let name = got.get(key)?.as_str()?;
        let claims = |other: &&Node| {
            let other_name = other.get(key).and_then(Node::as_str);
            !std::ptr::eq(*other, got)
                && other_name.is_some_and(|other| {
                    other == name || (key == "mountPath" && value::clean_path(other) == value::clean_path(name))
                })
        };
        let elsewhere = |key: &str| {
            let other = here.object.filter(|_| here.shape == Shape::Spec).and_then(|spec| spec.get(key));
            other.filter(|other| !std::ptr::eq(*other, list) && is_container_list(here.object, list)).map(Node::items)
        };
        let others = ["containers", "initContainers"].into_iter().filter_map(elsewhere).flatten();
        list.items().iter().chain(others).find(claims).map(|other| (key, other))
    }

    fn fail_item(&mut self, item: &'a ItemWant, key: &'a str, list: &'a Node, shape: Shape) {
        let mut leaves = Vec::with_capacity(item.leaves);
        item.each_leaf(&mut |leaf| leaves.push(leaf));
        self.say(leaves, Wanted::Item(key, item), None, Some(list), shape, Reason::Value);
    }

    fn fail(&mut self, field: &'a Field, got: Option<&'a Node>, here: Here<'a>, reason: Reason<'a>) {
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

fn is_container_list(spec: Option<&Node>, list: &Node) -> bool {
    let is = |key| spec.and_then(|spec| spec.get(key)).is_some_and(|node| std::ptr::eq(node, list));
    is("containers") || is("initContainers")
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
        Value::Sequence(items) => items.is_empty(),
        Value::Mapping(entries) if entries.is_empty() => !matches!(here.shape, Shape::Volume),
        _ => {
            let sort = here.shape.sort(key);
            here.shape.default(key, here.object).is_some_and(|default| value::same(&default, node, sort))
        }
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

/// The words of the process that a container starts; `None` where the image decides and is not known.
fn started(
    command: Option<Vec<String>>,
    args: Option<Vec<String>>,
    brought: Option<&(Vec<String>, Vec<String>)>,
) -> Option<Vec<String>> {
    let empty_is_silence = |list: Option<Vec<String>>| list.filter(|list| !list.is_empty());
    match (empty_is_silence(command), empty_is_silence(args)) {
        (Some(mut command), args) => {
            command.extend(args.unwrap_or_default());
            Some(command)
        }
        (None, args) => {
            let (entrypoint, default_args) = brought?;
            Some(entrypoint.iter().cloned().chain(args.unwrap_or_else(|| default_args.clone())).collect())
        }
    }
}

/// Whether two lists of words start the same process: `/bin/sh` is `sh`.
fn same_process(wanted: &[String], got: &[String]) -> bool {
    let program = |word: &str| {
        let known = ["/bin/", "/usr/bin/", "/usr/local/bin/", "/sbin/", "/usr/sbin/"];
        known.iter().find_map(|folder| word.strip_prefix(folder)).unwrap_or(word).to_owned()
    };
    match (wanted.split_first(), got.split_first()) {
        (Some((wanted, wanted_rest)), Some((got, got_rest))) => {
            (wanted == got || program(wanted) == program(got)) && wanted_rest == got_rest
        }
        (None, None) => true,
        _ => false,
    }
}

/// Whether silence may count at all: the Pod says something of a container.
#[must_use]
pub fn says_something(spec: Option<&Node>) -> bool {
    let containers = spec.and_then(|spec| spec.get("containers")).map(Node::items).unwrap_or_default();
    containers.iter().any(|container| is_set(container, "name") || is_set(container, "image"))
}
