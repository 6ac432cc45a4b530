//! A document's graph to its tree: aliases followed, merge keys merged, scalars read, and go-yaml's rule that stops
//! texts which blow up by aliases. It must not know where the text came from.

use std::collections::HashSet;

use super::TextError;
use super::yaml::{Content, Graph, GraphNode, NodeId};
use crate::manifest::scalar::{self, Scalar};
use crate::manifest::tree::{Entry, Node, Place, Value};

/// Reads the whole document.
pub(super) fn resolve(graph: &Graph, depth: usize) -> Result<Node, TextError> {
    let mut resolver = Resolver {
        graph,
        depth,
        // The document itself counts as one.
        decoded: 1,
        by_alias: 0,
        alias_depth: 0,
        following: HashSet::new(),
    };
    resolver.node(graph.root, 0)
}

struct Resolver<'a> {
    graph: &'a Graph,
    depth: usize,
    decoded: u32,
    by_alias: u32,
    alias_depth: u32,
    following: HashSet<NodeId>,
}

impl<'a> Resolver<'a> {
    fn node(&mut self, id: NodeId, level: usize) -> Result<Node, TextError> {
        let node = self.get(id)?;
        self.count(node.span.start)?;
        if level > self.depth {
            return Err(TextError::yaml(format!("exceeded max depth of {}", self.depth), node.span.start));
        }
        let value = match &node.content {
            Content::Alias { .. } => return self.alias(id, level),
            Content::Scalar { text, tag, plain } => {
                let scalar = scalar::read(text, tag.as_deref(), *plain)
                    .map_err(|message| TextError::yaml(message, node.span.start))?;
                scalar_value(scalar).map_err(|message| not_json(&message, node.span.start))?
            }
            Content::Sequence(items) => {
                let items: Result<Vec<_>, _> = items.iter().map(|item| self.node(*item, level + 1)).collect();
                Value::Sequence(items?)
            }
            Content::Mapping(children) => {
                let mut entries = Vec::with_capacity(children.len() / 2);
                self.mapping(children, level, &mut entries)?;
                Value::Mapping(entries)
            }
        };
        Ok(Node { value, span: node.span })
    }

    fn get(&self, id: NodeId) -> Result<&'a GraphNode, TextError> {
        let missing = || TextError::yaml("unknown problem parsing YAML content", self.graph.start.place(0, 0));
        self.graph.node(id).ok_or_else(missing)
    }

    fn alias(&mut self, id: NodeId, level: usize) -> Result<Node, TextError> {
        let node = self.get(id)?;
        let Content::Alias { name, target } = &node.content else { return self.node(id, level) };
        self.enter_alias(id, name, node.span.start)?;
        let result = self.node(*target, level);
        self.leave_alias(id);
        result
    }

    fn enter_alias(&mut self, id: NodeId, name: &str, place: Place) -> Result<(), TextError> {
        if !self.following.insert(id) {
            return Err(TextError::yaml(format!("anchor '{name}' value contains itself"), place));
        }
        self.alias_depth += 1;
        Ok(())
    }

    fn leave_alias(&mut self, id: NodeId) {
        self.alias_depth -= 1;
        self.following.remove(&id);
    }

    /// Counts one decoded node against go-yaml's limits.
    fn count(&mut self, place: Place) -> Result<(), TextError> {
        self.decoded = self.decoded.saturating_add(1);
        if self.alias_depth > 0 {
            self.by_alias = self.by_alias.saturating_add(1);
        }
        let ratio = f64::from(self.by_alias) / f64::from(self.decoded);
        if self.by_alias > 100 && self.decoded > 1000 && ratio > allowed_alias_ratio(self.decoded) {
            return Err(TextError::yaml("document contains excessive aliasing", place));
        }
        Ok(())
    }

    fn mapping(&mut self, children: &[NodeId], level: usize, entries: &mut Vec<Entry>) -> Result<(), TextError> {
        for pair in children.chunks(2) {
            let &[key_id, value_id] = pair else { break };
            if self.is_merge(key_id)? {
                self.merge(value_id, level, entries)?;
                continue;
            }
            let key_node = self.get(key_id)?;
            let key_span = key_node.span;
            let key = self.key(key_id, level)?;
            let node = self.node(value_id, level + 1)?;
            let key = key.text().map_err(|kind| unsupported_key(&kind, &node.value, key_span.start))?;
            entries.push(Entry { key, key_span, node });
        }
        Ok(())
    }

    fn key(&mut self, id: NodeId, level: usize) -> Result<Scalar, TextError> {
        let node = self.get(id)?;
        self.count(node.span.start)?;
        match &node.content {
            Content::Scalar { text, tag, plain } => {
                scalar::read(text, tag.as_deref(), *plain).map_err(|message| TextError::yaml(message, node.span.start))
            }
            Content::Alias { name, target } => {
                self.enter_alias(id, name, node.span.start)?;
                let result = self.key(*target, level);
                self.leave_alias(id);
                result
            }
            Content::Sequence(_) | Content::Mapping(_) => {
                let value = self.collection_key(id, level)?;
                Err(TextError::yaml(format!("invalid map key: {}", scalar::go_syntax(&value)), node.span.start))
            }
        }
    }

    fn collection_key(&mut self, id: NodeId, level: usize) -> Result<Value, TextError> {
        // The key itself has been counted.
        self.decoded = self.decoded.saturating_sub(1);
        Ok(self.node(id, level + 1)?.value)
    }

    fn is_merge(&self, id: NodeId) -> Result<bool, TextError> {
        Ok(match &self.get(id)?.content {
            Content::Scalar { text, tag, plain } => {
                text == "<<" && (*plain || tag.as_deref() == Some(scalar::MERGE_TAG))
            }
            _ => false,
        })
    }

    /// `<<: *a`, `<<: {…}` or `<<: [*a, *b]`: the entries come in here, the first of a list last, so that it wins.
    fn merge(&mut self, id: NodeId, level: usize, entries: &mut Vec<Entry>) -> Result<(), TextError> {
        let node = self.get(id)?;
        match &node.content {
            Content::Mapping(_) | Content::Alias { .. } => self.merge_one(id, level, entries),
            Content::Sequence(items) => {
                for item in items.iter().rev() {
                    self.merge_one(*item, level, entries)?;
                }
                Ok(())
            }
            Content::Scalar { .. } => Err(want_map(node.span.start)),
        }
    }

    fn merge_one(&mut self, id: NodeId, level: usize, entries: &mut Vec<Entry>) -> Result<(), TextError> {
        let node = self.get(id)?;
        if level > self.depth {
            return Err(TextError::yaml(format!("exceeded max depth of {}", self.depth), node.span.start));
        }
        match &node.content {
            Content::Mapping(children) => {
                self.count(node.span.start)?;
                self.mapping(children, level + 1, entries)
            }
            Content::Alias { name, target } => {
                if !matches!(self.get(*target)?.content, Content::Mapping(_)) {
                    return Err(want_map(node.span.start));
                }
                self.count(node.span.start)?;
                self.enter_alias(id, name, node.span.start)?;
                let result = self.merge_one(*target, level + 1, entries);
                self.leave_alias(id);
                result
            }
            Content::Sequence(_) | Content::Scalar { .. } => Err(want_map(node.span.start)),
        }
    }
}

fn want_map(place: Place) -> TextError {
    TextError::yaml("map merge requires map or sequence of maps as the value", place)
}

fn unsupported_key(kind: &str, value: &Value, place: Place) -> TextError {
    let value = if *value == Value::Null { "<nil>".to_owned() } else { scalar::go_syntax(value) };
    let message = format!("error converting YAML to JSON: unsupported map key of type: {kind}, value: {value}");
    TextError { message, place }
}

fn not_json(value: &str, place: Place) -> TextError {
    TextError { message: format!("error converting YAML to JSON: json: unsupported value: {value}"), place }
}

/// JSON has no infinity; and a number that is whole is a whole number there, however it was written.
fn scalar_value(scalar: Scalar) -> Result<Value, String> {
    Ok(match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(truth) => Value::Bool(truth),
        Scalar::Int(number) => Value::Int(number),
        #[expect(clippy::cast_precision_loss, reason = "a number this large goes through float64 in kubectl too")]
        Scalar::Unsigned(number) => Value::Float(number as f64),
        Scalar::Float(number) if number.is_nan() => return Err("NaN".to_owned()),
        Scalar::Float(number) if number.is_infinite() => {
            return Err(if number > 0.0 { "+Inf" } else { "-Inf" }.to_owned());
        }
        Scalar::Float(number) => scalar::whole(number).map_or(Value::Float(number), Value::Int),
        Scalar::Text(text) => Value::String(text),
    })
}

/// The share of decoded nodes that may come from aliases: 99 % of a small document, 10 % of a very large one.
fn allowed_alias_ratio(decoded: u32) -> f64 {
    const LOW: f64 = 400_000.0;
    const HIGH: f64 = 4_000_000.0;
    let decoded = f64::from(decoded);
    if decoded <= LOW {
        0.99
    } else if decoded >= HIGH {
        0.10
    } else {
        0.99 - 0.89 * ((decoded - LOW) / (HIGH - LOW))
    }
}
