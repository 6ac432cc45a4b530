//! Goes through an object along a template. It must not know how a template is written or printed.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{Bound, Found, Node, compare};
use crate::sim::kubectl::gotext;

/// So many steps are gone at most: descents within descents would take for ever.
const MOST_STEPS: usize = 200_000;

/// A walk along a template.
pub(super) struct Finder<'n> {
    nodes: &'n [Node],
    /// `range` was just met so often.
    begins: usize,
    /// So many ranges are open.
    inside: usize,
    /// `end` was met so often and is not yet taken.
    ends: usize,
    last_end: Option<usize>,
    steps: usize,
}

impl<'n> Finder<'n> {
    pub(super) fn new(nodes: &'n [Node]) -> Self {
        Self { nodes, begins: 0, inside: 0, ends: 0, last_end: None, steps: 0 }
    }

    /// What the parts from one on give; up to its `end` where this is a range.
    pub(super) fn find<'a>(&mut self, now: &[Found<'a>], from: usize) -> Result<Vec<Vec<Found<'a>>>, String> {
        let mut all = Vec::new();
        let mut at = from;
        while let Some(node) = self.nodes.get(at) {
            let found = self.walk(now, node)?;
            if self.ends > 0 && self.ends <= self.inside {
                self.ends -= 1;
                self.last_end = Some(at);
                break;
            }
            if self.begins > 0 {
                self.begins -= 1;
                self.inside += 1;
                if found.is_empty() {
                    // It is gone through all the same, to find its end.
                    self.find(&[], at + 1)?;
                }
                for one in found {
                    all.extend(self.find(&[one], at + 1)?);
                }
                self.inside -= 1;
                at = self.last_end.filter(|end| *end > at).unwrap_or(at);
            } else {
                all.push(found);
            }
            at += 1;
        }
        Ok(all)
    }

    fn walk<'a>(&mut self, now: &[Found<'a>], node: &Node) -> Result<Vec<Found<'a>>, String> {
        self.count(now.len() + 1)?;
        let same = |value: Value| Ok(now.iter().map(|_| Cow::Owned(value.clone())).collect());
        match node {
            Node::Action(nodes) => self.along(now.to_vec(), nodes),
            Node::Text(text) => Ok(vec![Cow::Owned(json!(text))]),
            Node::Field(name) => Ok(now.iter().filter_map(|value| field(value, name)).collect()),
            Node::Slice(bounds) => {
                let mut found = Vec::new();
                for value in now.iter().filter(|value| !value.is_null()) {
                    found.extend(slice(value, *bounds)?);
                }
                Ok(found)
            }
            Node::Filter { left, comparison } => self.filter(now, left, comparison.as_ref()),
            Node::Int(number) => same(json!(number)),
            Node::Float(number) => same(json!(number)),
            Node::Bool(value) => same(json!(value)),
            Node::All => Ok(now.iter().flat_map(children).collect()),
            Node::Deep => {
                let mut found = Vec::new();
                for value in now {
                    self.descend(value, &mut found)?;
                }
                Ok(found)
            }
            Node::Union(parts) => {
                let mut found = Vec::new();
                for part in parts {
                    found.extend(self.along(now.to_vec(), part)?);
                }
                Ok(found)
            }
            Node::Word(word) => self.word(now, word),
        }
    }

    fn count(&mut self, steps: usize) -> Result<(), String> {
        self.steps += steps;
        if self.steps > MOST_STEPS {
            return Err("this template goes through more than this trainer can hold".to_owned());
        }
        Ok(())
    }

    /// One part after the other.
    fn along<'a>(&mut self, mut now: Vec<Found<'a>>, nodes: &[Node]) -> Result<Vec<Found<'a>>, String> {
        for node in nodes {
            now = self.walk(&now, node)?;
        }
        Ok(now)
    }

    fn word<'a>(&mut self, now: &[Found<'a>], word: &str) -> Result<Vec<Found<'a>>, String> {
        match word {
            "range" => {
                self.begins += 1;
                Ok(now.to_vec())
            }
            "end" if self.inside > 0 => {
                self.ends += 1;
                Ok(Vec::new())
            }
            "end" => Err("not in range, nothing to end".to_owned()),
            other => Err(format!("unrecognized identifier {other}")),
        }
    }

    /// A value and all below it that hold something themselves.
    fn descend<'a>(&mut self, value: &Found<'a>, found: &mut Vec<Found<'a>>) -> Result<(), String> {
        let below = children(value);
        self.count(below.len() + 1)?;
        if !below.is_empty() {
            found.push(value.clone());
        }
        below.iter().try_for_each(|child| self.descend(child, found))
    }

    fn filter<'a>(
        &mut self,
        now: &[Found<'a>],
        left: &[Node],
        comparison: Option<&(String, Vec<Node>)>,
    ) -> Result<Vec<Found<'a>>, String> {
        let mut found = Vec::new();
        for value in now {
            let Some(items) = items(value) else {
                return Err(format!("{} is not array or slice and cannot be filtered", gotext::plain(value)));
            };
            for item in items {
                let lefts = self.along(vec![item.clone()], left);
                let Some((operator, right)) = comparison else {
                    if lefts.is_ok_and(|lefts| !lefts.is_empty()) {
                        found.push(item);
                    }
                    continue;
                };
                let Some(left) = single(lefts?)? else { continue };
                let Some(right) = single(self.along(vec![item.clone()], right)?)? else { continue };
                if compare::holds(operator, &left, &right)? {
                    found.push(item);
                }
            }
        }
        Ok(found)
    }
}

/// What is compared is one value or none.
fn single(mut values: Vec<Found<'_>>) -> Result<Option<Found<'_>>, String> {
    if values.len() > 1 {
        return Err("can only compare one element at a time".to_owned());
    }
    Ok(values.pop())
}

fn field<'a>(value: &Found<'a>, name: &str) -> Option<Found<'a>> {
    match value {
        Cow::Borrowed(value) => value.as_object()?.get(name).map(Cow::Borrowed),
        Cow::Owned(value) => value.as_object()?.get(name).cloned().map(Cow::Owned),
    }
}

/// The items of a list.
fn items<'a>(value: &Found<'a>) -> Option<Vec<Found<'a>>> {
    Some(match value {
        Cow::Borrowed(value) => value.as_array()?.iter().map(Cow::Borrowed).collect(),
        Cow::Owned(value) => value.as_array()?.iter().cloned().map(Cow::Owned).collect(),
    })
}

/// What is directly below a value: items, fields, and of a text its bytes.
fn children<'a>(value: &Found<'a>) -> Vec<Found<'a>> {
    match value {
        Cow::Borrowed(Value::Object(map)) => map.values().map(Cow::Borrowed).collect(),
        Cow::Borrowed(Value::Array(items)) => items.iter().map(Cow::Borrowed).collect(),
        Cow::Owned(Value::Object(map)) => map.values().cloned().map(Cow::Owned).collect(),
        Cow::Owned(Value::Array(items)) => items.iter().cloned().map(Cow::Owned).collect(),
        other => other.as_str().into_iter().flat_map(str::bytes).map(|byte| Cow::Owned(json!(byte))).collect(),
    }
}

/// The items that a slice takes.
fn slice<'a>(value: &Found<'a>, [from, to, step]: [Bound; 3]) -> Result<Vec<Found<'a>>, String> {
    let items = items(value).ok_or_else(|| format!("{} is not array or slice", gotext::type_name(value)))?;
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let mut first = if from.known { from.value } else { 0 };
    if first < 0 {
        first = first.saturating_add(length);
    }
    let mut end = if to.known { to.value } else { length };
    if end < 0 || end == 0 && to.derived {
        end = end.saturating_add(length);
    }
    if first == end {
        return Ok(Vec::new());
    }
    let outside = |index: i64| format!("array index out of bounds: index {index}, length {length}");
    if first >= length || first < 0 {
        return Err(outside(first));
    }
    if end > length || end < 0 {
        return Err(outside(end.saturating_sub(1)));
    }
    if first > end {
        return Err(format!("starting index {first} is greater than ending index {end}"));
    }
    let step = if step.known { step.value } else { 1 };
    let every = usize::try_from(step).ok().filter(|step| *step > 0).ok_or("step must be > 0")?;
    let (skip, until) = (usize::try_from(first).unwrap_or(0), usize::try_from(end).unwrap_or(0));
    Ok(items.into_iter().take(until).skip(skip).step_by(every).collect())
}
