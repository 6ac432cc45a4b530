//! What a comparison says of something that does not hold. It must not know how that was found, nor what it costs.

use crate::grade::expectation::{Field, ItemWant, LeafId, Want};
use crate::grade::shape::Shape;
use crate::manifest::Node;

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
    /// A port is of another protocol than TCP.
    Protocol(&'a Node),
    /// The same container mounts the same volume a second time, and may write there.
    Writable(&'a Node),
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
