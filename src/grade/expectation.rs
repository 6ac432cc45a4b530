//! An exercise's expectation made ready for comparing: a tree of tests whose leaves know the check that they belong to.
//! It must not know any answer.

use std::collections::BTreeMap;

use regex::Regex;
use serde_json::Value as Json;

use super::shape::Shape;
use crate::exercise::Exercise;
use crate::exercise::matcher::{self, Matcher};
use crate::exercise::path::{self, Route, Step};

/// A whole expectation.
#[derive(Debug)]
pub struct Expectation {
    /// The fields of the Pod.
    pub fields: Vec<Field>,
    /// For every leaf the index of its check in [`Exercise::checks`].
    pub owners: Vec<Option<usize>>,
    /// The free names.
    pub free: Vec<FreeName>,
}

/// A name that the learner chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeName {
    /// `shared` of `$shared`.
    pub name: String,
    /// It names a volume: two such names must be two volumes.
    pub is_volume: bool,
}

/// The index of something that passes or fails by itself.
pub type LeafId = usize;

/// A key of a mapping with what is wanted of it.
#[derive(Debug)]
pub struct Field {
    /// The key.
    pub key: String,
    /// What is wanted under it.
    pub want: Want,
}

/// What is wanted of a value.
#[derive(Debug)]
pub enum Want {
    /// One test.
    Leaf(LeafId, Test),
    /// A mapping with these fields at least.
    Fields(Vec<Field>),
    /// A list with these items at least.
    List(ListWant),
}

/// What is wanted of a list of objects.
#[derive(Debug)]
pub struct ListWant {
    /// The items.
    pub items: Vec<ItemWant>,
    /// The leaf that says that there are no others.
    pub only: Option<LeafId>,
}

/// What is wanted of an item.
#[derive(Debug)]
pub struct ItemWant {
    /// Its fields.
    pub fields: Vec<Field>,
    /// It may also be a restartable init container.
    pub sidecar: bool,
    /// The leaf that says that it comes after the item before it.
    pub order: Option<LeafId>,
    /// The leaf that says that it comes before the item after it, where no check is about the list as a whole.
    pub order_of_next: Option<LeafId>,
    /// How many leaves it has.
    pub leaves: usize,
}

/// A test of one value.
#[derive(Debug)]
pub enum Test {
    /// The same by meaning.
    Equals(Json),
    /// The free name of that index.
    Free(usize),
    /// A mapping, whatever is in it.
    Present,
    /// A list of plain values.
    Values { items: Vec<Test>, ordered: bool },
    /// A regular expression that is found in the text.
    Matches(Regex),
    /// One of these.
    OneOf(Vec<Test>),
    /// All of these texts in the text.
    ContainsText(Vec<String>),
    /// These items in the list, among others.
    ContainsItems(Vec<Test>),
    /// Set.
    Any,
    /// Not set.
    Absent,
    /// Nothing can pass: the exercise is broken.
    Broken,
}

impl Want {
    /// Calls for each leaf.
    pub fn each_leaf(&self, visit: &mut impl FnMut(LeafId)) {
        match self {
            Want::Leaf(id, _) => visit(*id),
            Want::Fields(fields) => fields.iter().for_each(|field| field.want.each_leaf(visit)),
            Want::List(list) => {
                list.items.iter().for_each(|item| item.each_leaf(visit));
                list.only.iter().for_each(|id| visit(*id));
            }
        }
    }
}

impl ItemWant {
    /// Calls for each leaf.
    pub fn each_leaf(&self, visit: &mut impl FnMut(LeafId)) {
        self.fields.iter().for_each(|field| field.want.each_leaf(visit));
        self.order.iter().chain(&self.order_of_next).for_each(|id| visit(*id));
    }

    /// What is wanted under a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Want> {
        self.fields.iter().find(|field| field.key == key).map(|field| &field.want)
    }

    /// The literal text that is wanted under a key.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)? {
            Want::Leaf(_, Test::Equals(Json::String(text))) => Some(text),
            _ => None,
        }
    }
}

impl Expectation {
    /// Makes an exercise's expectation ready.
    #[must_use]
    pub fn of(exercise: &Exercise) -> Self {
        Self::new(&exercise.expect, crate::exercise::routes(&exercise.expect, &exercise.checks))
    }

    /// Makes an expected part of a Pod ready; `routes` are the fields that every check owns.
    #[must_use]
    pub fn new(expect: &Json, routes: Vec<Vec<Route>>) -> Self {
        let mut reader =
            Reader { routes, owners: Vec::new(), free: Vec::new(), ids: BTreeMap::new(), route: Vec::new() };
        let fields = reader.fields(expect, Shape::Pod);
        Self { fields, owners: reader.owners, free: reader.free }
    }
}

/// Reads an expectation, keeping where it stands.
struct Reader {
    routes: Vec<Vec<Route>>,
    owners: Vec<Option<usize>>,
    free: Vec<FreeName>,
    ids: BTreeMap<String, usize>,
    route: Route,
}

impl Reader {
    fn leaf(&mut self) -> LeafId {
        self.owners.push(path::owner(&self.routes, &self.route));
        self.owners.len() - 1
    }

    fn inside<T>(&mut self, step: Step, read: impl FnOnce(&mut Self) -> T) -> T {
        self.route.push(step);
        let result = read(self);
        self.route.pop();
        result
    }

    fn fields(&mut self, value: &Json, shape: Shape) -> Vec<Field> {
        let entries = value.as_object().into_iter().flatten().filter(|(key, _)| !key.starts_with('$'));
        entries
            .map(|(key, inner)| {
                let want = self.inside(Step::Key(key.clone()), |reader| reader.want(inner, key, shape));
                Field { key: key.clone(), want }
            })
            .collect()
    }

    fn want(&mut self, value: &Json, key: &str, shape: Shape) -> Want {
        match (matcher::read(value), value) {
            (Ok(None), Json::Object(map)) if !map.is_empty() => Want::Fields(self.fields(value, shape.child(key))),
            (Ok(None), Json::Array(items)) if path::is_object_list(items) => Want::List(self.list(items, key, shape)),
            (Ok(Some(Matcher::Only(items))), _) if path::is_object_list(items) => {
                let step = Step::Key("$only".to_owned());
                let mut list = self.inside(step, |reader| reader.list(items, key, shape));
                list.only = Some(self.leaf());
                Want::List(list)
            }
            _ => {
                let test = self.test(value, key, shape);
                Want::Leaf(self.leaf(), test)
            }
        }
    }

    fn list(&mut self, items: &[Json], key: &str, shape: Shape) -> ListWant {
        let ordered = shape.list(key).ordered;
        let mut wanted = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let (after, before) = (ordered && index > 0, ordered && index + 1 < items.len());
            let step = Step::Item(index);
            wanted.push(self.inside(step, |reader| reader.item(item, after, before, shape.child(key))));
        }
        ListWant { items: wanted, only: None }
    }

    fn item(&mut self, item: &Json, after: bool, before: bool, shape: Shape) -> ItemWant {
        let sidecar = item.get(matcher::SIDECAR).is_some_and(|mark| mark == &Json::Bool(true));
        let fields = self.fields(item, shape);
        let about_list = self.check_about_list();
        let order = after.then(|| match about_list {
            Some(check) => self.leaf_of(check),
            None => self.leaf(),
        });
        let order_of_next = (before && about_list.is_none()).then(|| self.leaf());
        if shape == Shape::Volume {
            self.mark_volume(&fields);
        }
        let mut wanted = ItemWant { fields, sidecar, order, order_of_next, leaves: 0 };
        let mut leaves = 0;
        wanted.each_leaf(&mut |_| leaves += 1);
        wanted.leaves = leaves;
        wanted
    }

    /// A check about the list as a whole is the one about its order; without one both items are to blame.
    fn check_about_list(&self) -> Option<usize> {
        let mut list = self.route.clone();
        list.pop();
        if list.last() == Some(&Step::Key("$only".to_owned())) {
            list.pop();
        }
        self.routes.iter().position(|routes| routes.contains(&list))
    }

    fn leaf_of(&mut self, check: usize) -> LeafId {
        self.owners.push(Some(check));
        self.owners.len() - 1
    }

    fn mark_volume(&mut self, fields: &[Field]) {
        let name = fields.iter().find(|field| field.key == "name");
        if let Some(Field { want: Want::Leaf(_, Test::Free(index)), .. }) = name
            && let Some(free) = self.free.get_mut(*index)
        {
            free.is_volume = true;
        }
    }

    fn test(&mut self, value: &Json, key: &str, shape: Shape) -> Test {
        let Ok(matcher) = matcher::read(value) else { return Test::Broken };
        match (matcher, value) {
            (Some(matcher), _) => self.matcher(matcher, key, shape),
            (None, Json::String(text)) => match matcher::free_name(text) {
                Some(name) => Test::Free(self.free_name(name)),
                None => Test::Equals(value.clone()),
            },
            (None, Json::Object(map)) if map.is_empty() => Test::Present,
            (None, Json::Array(items)) => self.values(items, key, shape),
            (None, _) => Test::Equals(value.clone()),
        }
    }

    fn values(&mut self, items: &[Json], key: &str, shape: Shape) -> Test {
        let items = items.iter().map(|item| self.test(item, key, shape)).collect();
        Test::Values { items, ordered: Shape::keeps_order(key) }
    }

    fn matcher(&mut self, matcher: Matcher, key: &str, shape: Shape) -> Test {
        let literal = |value: &Json| match value {
            Json::Object(map) if map.is_empty() => Test::Present,
            value if matcher::is_absent(value) => Test::Absent,
            other => Test::Equals(other.clone()),
        };
        match matcher {
            Matcher::Matches(pattern) => Regex::new(pattern).map_or(Test::Broken, Test::Matches),
            Matcher::OneOf(values) => Test::OneOf(values.iter().map(literal).collect()),
            Matcher::Contains(Json::String(text)) => Test::ContainsText(vec![text.clone()]),
            Matcher::Contains(Json::Array(items)) => {
                Test::ContainsItems(items.iter().map(|item| self.test(item, key, shape)).collect())
            }
            Matcher::Contains(_) => Test::Broken,
            Matcher::Any => Test::Any,
            Matcher::Absent => Test::Absent,
            // A plain list says which order it wants; who writes `$only` leaves it open.
            Matcher::Only(items) => {
                Test::Values { items: items.iter().map(|item| self.test(item, key, shape)).collect(), ordered: false }
            }
        }
    }

    fn free_name(&mut self, name: &str) -> usize {
        let next = self.free.len();
        let index = *self.ids.entry(name.to_owned()).or_insert(next);
        if index == next {
            self.free.push(FreeName { name: name.to_owned(), is_volume: false });
        }
        index
    }
}
