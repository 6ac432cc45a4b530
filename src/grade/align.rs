//! Which item of a list is meant to be which wanted one: by what identifies it, else the best match over all. It must not
//! know points or sentences.

use pathfinding::prelude::{Matrix, kuhn_munkres};

use super::compare::{Miss, Part, Setting, Sink, Walk};
use super::expectation::{Field, ItemWant, LeafId, Test, Want};
use super::shape::{ListRule, Shape};
use super::value;
use crate::exercise::nearest;
use crate::manifest::{Node, Value};

/// The most items, wanted or written, among which a best match is looked for; beyond it only identity counts. The match
/// is cubic, so a manifest must not choose its size.
const MOST: usize = 40;

/// Two lists to be aligned.
#[derive(Debug)]
pub struct Lists<'a, 'b> {
    /// What is wanted.
    pub wants: &'a [ItemWant],
    /// What is written.
    pub gots: &'a [Node],
    /// What identifies an item.
    pub rule: ListRule,
    /// What kind of object an item is.
    pub shape: Shape,
    /// The container that the lists belong to.
    pub container: Option<&'b Node>,
    /// Names that are wanted in another list: an item of such a name is that one, in the wrong list.
    pub strangers: Vec<&'a str>,
}

/// An item of the text that is meant to be a wanted one.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The item.
    pub node: &'a Node,
    /// Its index in its list.
    pub index: usize,
}

/// How two lists belong together.
#[derive(Debug)]
pub struct Pairs<'a> {
    /// For every wanted item the one that is meant to be it.
    pub of_wants: Vec<Option<Found<'a>>>,
    /// The first written item that nobody wants.
    pub extra: Option<&'a Node>,
}

/// The names of containers that are wanted in the other list of containers than the one under `key`, of all that is wanted.
#[must_use]
pub fn strangers<'a>(wanted: &'a [Field], key: &str) -> Vec<&'a str> {
    let other = match key {
        "containers" => "initContainers",
        "initContainers" => "containers",
        _ => return Vec::new(),
    };
    let below = |fields: &'a [Field], key: &str| fields.iter().find(|field| field.key == key).map(|field| &field.want);
    let Some(Want::Fields(spec)) = below(wanted, "spec") else { return Vec::new() };
    match below(spec, other) {
        Some(Want::List(list)) => list.items.iter().filter_map(|item| item.text("name")).collect(),
        _ => Vec::new(),
    }
}

/// Aligns two lists. `sidecars` are items of another list that may stand for wanted items marked so.
pub fn align<'a>(lists: &Lists<'a, 'a>, sidecars: &[&'a Node], setting: Setting<'a, '_>) -> Pairs<'a> {
    let mut of_wants: Vec<Option<Found<'a>>> = vec![None; lists.wants.len()];
    let mut taken = vec![false; lists.gots.len()];
    for (want, slot) in lists.wants.iter().zip(&mut of_wants) {
        if let Some(index) = by_name(want, lists).filter(|index| !taken[*index]) {
            taken[index] = true;
            *slot = lists.gots.get(index).map(|node| Found { node, index });
        }
    }
    best_of_rest(lists, setting, &mut of_wants, &mut taken);
    for (want, slot) in
        lists.wants.iter().zip(&mut of_wants).filter(|(want, slot)| want.sidecar && slot_is_weak(want, slot.as_ref()))
    {
        if let Some(node) = sidecar(want, sidecars, setting, lists.shape) {
            if let Some(before) = slot.take() {
                taken[before.index] = false;
            }
            *slot = Some(Found { node, index: usize::MAX });
        }
    }
    let nobody_wants = |(node, taken): &(&Node, &bool)| !**taken && !lists.shape.is_of_cluster(node);
    let extra = lists.gots.iter().zip(&taken).find(nobody_wants).map(|(node, _)| node);
    Pairs { of_wants, extra }
}

/// Whether a wanted item has found nobody, or somebody of another name.
fn slot_is_weak(want: &ItemWant, slot: Option<&Found>) -> bool {
    let name = |found: &Found| {
        want.text("name").is_none_or(|name| found.node.get("name").and_then(Node::as_str) == Some(name))
    };
    !slot.is_some_and(name)
}

fn sidecar<'a>(want: &'a ItemWant, among: &[&'a Node], setting: Setting<'a, '_>, shape: Shape) -> Option<&'a Node> {
    match want.text("name") {
        Some(name) => among.iter().copied().find(|node| node.get("name").and_then(Node::as_str) == Some(name)),
        None => among
            .iter()
            .copied()
            .max_by_key(|node| tally(want, node, shape, None, setting))
            .filter(|node| tally(want, node, shape, None, setting) > 0),
    }
}

/// The item that has the very name which is wanted.
fn by_name(want: &ItemWant, lists: &Lists) -> Option<usize> {
    if lists.rule.identity != ["name"] {
        return None;
    }
    let name = want.text("name")?;
    let has_name = |node: &Node| node.get("name").and_then(Node::as_str) == Some(name);
    if lists.rule.last_counts { lists.gots.iter().rposition(has_name) } else { lists.gots.iter().position(has_name) }
}

fn best_of_rest<'a>(
    lists: &Lists<'a, 'a>,
    setting: Setting<'a, '_>,
    of_wants: &mut [Option<Found<'a>>],
    taken: &mut [bool],
) {
    let wants: Vec<usize> = (0..of_wants.len()).filter(|want| of_wants[*want].is_none()).take(MOST).collect();
    let is_stranger = |node: &Node| {
        let name = node.get("name").and_then(Node::as_str);
        name.is_some_and(|name| lists.strangers.contains(&name))
    };
    let is_free = |index: &usize| {
        let node = &lists.gots[*index];
        !taken[*index] && matches!(node.value, Value::Mapping(_)) && !is_stranger(node)
    };
    let gots: Vec<usize> = (0..lists.gots.len()).filter(is_free).take(MOST).collect();
    if wants.is_empty() || gots.is_empty() {
        return;
    }
    let only_one = wants.len() == 1 && gots.len() == 1;
    let columns = gots.len().max(wants.len());
    let weights = Matrix::from_fn(wants.len(), columns, |(row, column)| {
        gots.get(column).map_or(0, |got| weight(&lists.wants[wants[row]], &lists.gots[*got], lists, setting, only_one))
    });
    let (_, columns_of_rows) = kuhn_munkres(&weights);
    for (row, column) in columns_of_rows.into_iter().enumerate() {
        if let Some(got) = gots.get(column).copied().filter(|_| weights[(row, column)] > 0) {
            taken[got] = true;
            of_wants[wants[row]] = Some(Found { node: &lists.gots[got], index: got });
        }
    }
}

/// How much speaks for an item being the wanted one; 0 where too little does.
fn weight<'a>(
    want: &'a ItemWant,
    got: &'a Node,
    lists: &Lists<'a, 'a>,
    setting: Setting<'a, '_>,
    only_one: bool,
) -> i64 {
    let solid = tally(want, got, lists.shape, lists.container, setting);
    let mut weight = 10 * solid;
    let mut known = only_one;
    for (rank, key) in lists.rule.identity.iter().enumerate() {
        let Some(Want::Leaf(_, test)) = want.get(key) else { continue };
        let Some(node) = got.get(key) else { continue };
        let bonus = if rank == 0 { 1000 } else { 500 };
        if has_identity(test, node, key, lists.shape, setting) {
            weight += bonus;
            known = true;
        } else if is_near(test, node) {
            weight += bonus / 20;
            known = true;
        }
    }
    let leaves = i64::try_from(want.leaves).unwrap_or(i64::MAX);
    if known || 2 * solid >= leaves { weight } else { 0 }
}

fn has_identity(test: &Test, node: &Node, key: &str, shape: Shape, setting: Setting) -> bool {
    match test {
        Test::Equals(want) => value::same(want, node, shape.sort(key)),
        Test::Free(_) if setting.any_name => node.as_str().is_some(),
        Test::Free(index) => {
            setting.names.get(*index).copied().flatten().is_some_and(|name| node.as_str() == Some(name))
        }
        _ => false,
    }
}

fn is_near(test: &Test, node: &Node) -> bool {
    match (test, node.as_str()) {
        (Test::Equals(serde_json::Value::String(want)), Some(got)) => !nearest(got, [want.as_str()]).is_empty(),
        _ => false,
    }
}

/// How many leaves hold because of what is written.
fn tally<'a>(
    want: &'a ItemWant,
    got: &'a Node,
    shape: Shape,
    container: Option<&'a Node>,
    setting: Setting<'a, '_>,
) -> i64 {
    let mut count = Count::default();
    Walk::new(setting, &mut count).item(want, got, shape, container);
    count.solid()
}

/// Counts what holds because of what is written.
#[derive(Debug, Default)]
pub struct Count(i64);

impl Count {
    /// How many leaves do.
    #[must_use]
    pub fn solid(&self) -> i64 {
        self.0
    }
}

impl<'a> Sink<'a> for Count {
    const HEARS_WRONG: bool = false;

    fn right(&mut self, _leaf: LeafId, solid: bool, _got: Option<&'a Node>) {
        self.0 += i64::from(solid);
    }

    fn wrong(&mut self, _miss: Miss<'a>, _path: &[Part<'a>]) {}
}
