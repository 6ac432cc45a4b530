//! One YAML document to a graph of nodes, with libyaml's events and go-yaml's words for its errors. It must not know what
//! a scalar means; aliases are still edges here.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, BufRead, Read};

use libyaml_safer::{Error, ErrorKind, Event, EventData, MappingStyle, Mark, Parser, ScalarStyle, SequenceStyle};

use super::{Start, TextError, guard, span};
use crate::manifest::tree::{Place, Span};

/// The index of a node in its [`Graph`].
pub(super) type NodeId = usize;

/// A document before aliases are followed and scalars are read.
pub(super) struct Graph {
    nodes: Vec<GraphNode>,
    /// The document's node.
    pub(super) root: NodeId,
    /// Where the document's own places start.
    pub(super) start: Start,
}

impl Graph {
    /// The node with this index.
    pub(super) fn node(&self, id: NodeId) -> Option<&GraphNode> {
        self.nodes.get(id)
    }
}

/// One node.
pub(super) struct GraphNode {
    pub(super) content: Content,
    pub(super) span: Span,
}

/// What a node is.
pub(super) enum Content {
    /// A text with its tag, if it has one.
    Scalar {
        text: String,
        tag: Option<String>,
        /// Written without quotes, so that it may be a number or a word like `true`.
        plain: bool,
    },
    /// Items.
    Sequence(Vec<NodeId>),
    /// Keys and values in turn.
    Mapping(Vec<NodeId>),
    /// Another node by its anchor.
    Alias { name: String, target: NodeId },
}

/// Parses the first document of `text`; `None` where there is none. Like kubectl, it does not look behind its end.
pub(super) fn parse(text: &str, depth: usize, start: Start) -> Result<Option<Graph>, TextError> {
    let mut text = hide_marks(text);
    for _ in 0..MOST_COLONS {
        match parse_once(&text, depth, start) {
            Err(Failure::Colon(mark)) => match hide_colon(&text, mark) {
                Some(hidden) => text = Cow::Owned(hidden),
                None => break,
            },
            Err(Failure::Unreadable(error)) => return Err(error),
            Ok(graph) => return Ok(graph),
        }
    }
    Err(unknown_problem(start))
}

/// Colons that are hidden from the scanner before the text is given up.
const MOST_COLONS: usize = 64;

/// Stands for a colon that is part of a plain scalar; a private character that no manifest has.
const HIDDEN_COLON: char = '\u{f8fa}';

/// Stands for a byte order mark that is not the document's first character, likewise.
const HIDDEN_MARK: char = '\u{f8fb}';

/// kubectl's scanner knows a byte order mark only before everything; further down it is a letter like any other. Ours
/// would pass over one at the start of a line.
fn hide_marks(text: &str) -> Cow<'_, str> {
    const MARK: char = '\u{feff}';
    match text.char_indices().skip(1).find(|(_, c)| *c == MARK) {
        None => Cow::Borrowed(text),
        Some((at, _)) => Cow::Owned(format!("{}{}", &text[..at], text[at..].replace(MARK, &HIDDEN_MARK.to_string()))),
    }
}

/// Why one parse failed.
enum Failure {
    Unreadable(TextError),
    /// The scanner refuses a colon that kubectl's, being older, takes as part of a plain scalar: `[a:]`.
    Colon(Mark),
}

impl From<TextError> for Failure {
    fn from(error: TextError) -> Self {
        Self::Unreadable(error)
    }
}

fn parse_once(text: &str, depth: usize, start: Start) -> Result<Option<Graph>, Failure> {
    let result = guard::catching(|| {
        let mut source = Chunks { rest: text, current: "" };
        let mut parser = Parser::new();
        parser.set_input(&mut source);
        let mut builder = Builder { text, start, depth, ..Builder::default() };
        loop {
            let event = parser.parse().map_err(|error| match error.problem_mark() {
                Some(mark) if error.problem() == "found unexpected ':'" => Failure::Colon(mark),
                _ => Failure::Unreadable(oddity(text, &error, &builder).unwrap_or_else(|| go_error(&error, start))),
            })?;
            match builder.take(event)? {
                Step::More => {}
                Step::Done => return Ok(builder.finish()),
            }
        }
    });
    result.unwrap_or_else(|| Err(unknown_problem(start).into()))
}

fn unknown_problem(start: Start) -> TextError {
    TextError::yaml("unknown problem parsing YAML content", start.place(0, 0))
}

fn hide_colon(text: &str, mark: Mark) -> Option<String> {
    let at = usize::try_from(mark.index).ok()?;
    let behind = text.get(at..)?.strip_prefix(':')?;
    Some(format!("{}{HIDDEN_COLON}{behind}", &text[..at]))
}

/// go-yaml's message: 0-based line of the problem, one more where the scanner found it; the context's line where that
/// is 0; no line at all on the first one.
fn go_error(error: &Error, start: Start) -> TextError {
    let problem = error.problem_mark().unwrap_or_default();
    let context = error.context_mark().unwrap_or_default();
    let line = match (problem.line, context.line) {
        (0, context) => context,
        (problem, _) if error.kind() == ErrorKind::Scanner => problem + 1,
        (problem, _) => problem,
    };
    let where_ = if line == 0 { String::new() } else { format!("line {line}: ") };
    TextError::yaml(format!("{where_}{}", error.problem()), start.place(problem.line, problem.column))
}

/// kubectl's words where its scanner stumbles earlier than ours: at a `%YAML` of another version than 1.1, and at an
/// empty collection in flow style where a key should stand.
fn oddity(text: &str, error: &Error, builder: &Builder<'_>) -> Option<TextError> {
    match error.problem() {
        "did not find expected <document start>" => {
            let (line, _) = text
                .lines()
                .enumerate()
                .take_while(|(_, line)| line.starts_with(['%', '#']) || line.trim().is_empty())
                .find(|(_, line)| {
                    line.strip_prefix("%YAML").is_some_and(|version| {
                        version.starts_with([' ', '\t']) && version.split_whitespace().next() != Some("1.1")
                    })
                })?;
            let where_ = if line == 0 { String::new() } else { format!("line {line}: ") };
            let place = builder.start.place(u64::try_from(line).unwrap_or(u64::MAX), 0);
            Some(TextError::yaml(format!("{where_}found incompatible YAML document"), place))
        }
        "could not find expected ':'" => {
            let mark = error.context_mark().filter(|_| builder.wants_key())?;
            let behind = text.get(usize::try_from(mark.index).ok()?..)?;
            let empty = |open: char, close: char| {
                behind.strip_prefix(open).is_some_and(|inner| inner.trim_start().starts_with(close))
            };
            (empty('[', ']') || empty('{', '}')).then(|| builder.no_key(builder.start.place(mark.line, mark.column)))
        }
        _ => None,
    }
}

enum Step {
    More,
    Done,
}

#[derive(Default)]
struct Builder<'a> {
    text: &'a str,
    start: Start,
    depth: usize,
    nodes: Vec<GraphNode>,
    anchors: HashMap<String, NodeId>,
    /// The collections that are still open, the innermost last, and whether each is in flow style.
    open: Vec<(NodeId, bool)>,
    root: Option<NodeId>,
}

impl Builder<'_> {
    fn take(&mut self, event: Event) -> Result<Step, TextError> {
        let Event { data, start_mark, end_mark, .. } = event;
        let span = span(self.place(start_mark), self.place(end_mark));
        match data {
            EventData::StreamEnd | EventData::DocumentEnd { .. } => return Ok(Step::Done),
            EventData::StreamStart { .. } | EventData::DocumentStart { .. } => {}
            EventData::Alias { anchor } => {
                let Some(&target) = self.anchors.get(&anchor) else {
                    let message = format!("unknown anchor '{anchor}' referenced");
                    return Err(TextError::yaml(message, span.start));
                };
                self.add(Content::Alias { name: anchor, target }, span, None);
            }
            EventData::Scalar { anchor, tag, value, plain_implicit, style, .. } => {
                match style {
                    ScalarStyle::Plain => self.check_question_mark(&value, start_mark)?,
                    ScalarStyle::DoubleQuoted if value.contains('/') => self.check_slash(start_mark, end_mark)?,
                    _ => {}
                }
                let text = if value.contains([HIDDEN_COLON, HIDDEN_MARK]) {
                    value.replace(HIDDEN_COLON, ":").replace(HIDDEN_MARK, "\u{feff}")
                } else {
                    value
                };
                self.add(Content::Scalar { text, tag, plain: plain_implicit }, span, anchor);
            }
            EventData::SequenceStart { anchor, style, .. } => {
                let id = self.add(Content::Sequence(Vec::new()), span, anchor);
                self.enter(id, style == SequenceStyle::Flow)?;
            }
            EventData::MappingStart { anchor, style, .. } => {
                let id = self.add(Content::Mapping(Vec::new()), span, anchor);
                self.enter(id, style == MappingStyle::Flow)?;
            }
            EventData::SequenceEnd | EventData::MappingEnd => self.leave(span.end)?,
        }
        Ok(Step::More)
    }

    /// To kubectl's scanner, which is older, a question mark in brackets or braces ends a plain scalar and starts a key.
    fn check_question_mark(&self, value: &str, start: Mark) -> Result<(), TextError> {
        let Some((before, _)) = value.split_once('?') else { return Ok(()) };
        let Some((collection, true)) = self.open.last() else { return Ok(()) };
        let close = match self.nodes.get(*collection) {
            Some(GraphNode { content: Content::Sequence(_), .. }) => ']',
            _ => '}',
        };
        let where_ = if start.line == 0 { String::new() } else { format!("line {}: ", start.line) };
        let column = start.column + before.chars().map(|_| 1).sum::<u64>();
        let message = format!("{where_}did not find expected ',' or '{close}'");
        Err(TextError::yaml(message, self.start.place(start.line, column)))
    }

    /// YAML 1.1 has no escape sequence `\/`, and neither has kubectl's scanner.
    fn check_slash(&self, start: Mark, end: Mark) -> Result<(), TextError> {
        let (from, to) = (usize::try_from(start.index).unwrap_or(0), usize::try_from(end.index).unwrap_or(0));
        let mut place = (start.line, start.column);
        let mut escaped = false;
        for c in self.text.get(from..to).unwrap_or_default().chars() {
            if escaped && c == '/' {
                let (line, column) = (place.0, place.1.saturating_sub(1));
                let where_ = if line == 0 { String::new() } else { format!("line {}: ", line + 1) };
                let message = format!("{where_}found unknown escape character");
                return Err(TextError::yaml(message, self.start.place(line, column)));
            }
            escaped = c == '\\' && !escaped;
            place = if c == '\n' { (place.0 + 1, 0) } else { (place.0, place.1 + 1) };
        }
        Ok(())
    }

    fn place(&self, mark: Mark) -> Place {
        self.start.place(mark.line, mark.column)
    }

    fn add(&mut self, content: Content, span: Span, anchor: Option<String>) -> NodeId {
        let id = self.nodes.len();
        self.nodes.push(GraphNode { content, span });
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, id);
        }
        match self.open.last().and_then(|(parent, _)| self.nodes.get_mut(*parent)) {
            Some(GraphNode { content: Content::Sequence(children) | Content::Mapping(children), .. }) => {
                children.push(id);
            }
            _ => self.root = Some(id),
        }
        id
    }

    fn enter(&mut self, id: NodeId, flow: bool) -> Result<(), TextError> {
        self.open.push((id, flow));
        if self.open.len() > self.depth {
            let place = self.nodes.get(id).map_or(self.start.place(0, 0), |node| node.span.start);
            return Err(TextError::yaml(format!("exceeded max depth of {}", self.depth), place));
        }
        Ok(())
    }

    /// Closes the innermost collection. A block collection ends where its last child does: the scanner only notices
    /// that at the next thing of a lesser indentation.
    ///
    /// kubectl's scanner loses sight of an empty collection in flow style that is a key: `[]: a`.
    fn leave(&mut self, end: Place) -> Result<(), TextError> {
        let Some((id, flow)) = self.open.pop() else { return Ok(()) };
        if let Some(node) = self.nodes.get(id)
            && flow
            && matches!(&node.content, Content::Sequence(children) | Content::Mapping(children) if children.is_empty())
            && self.is_block_key(id)
        {
            return Err(self.no_key(node.span.start));
        }
        let last_child = self.nodes.get(id).and_then(|node| match &node.content {
            Content::Sequence(children) | Content::Mapping(children) => children.last().copied(),
            _ => None,
        });
        let end = match last_child.and_then(|child| self.nodes.get(child)) {
            Some(child) if !flow => child.span.end,
            _ => end,
        };
        if let Some(node) = self.nodes.get_mut(id) {
            node.span.end = end.max(node.span.start);
        }
        Ok(())
    }

    /// Whether the node was added as a key of a block mapping.
    fn is_block_key(&self, id: NodeId) -> bool {
        let Some((parent, false)) = self.open.last() else { return false };
        matches!(self.nodes.get(*parent).map(|node| &node.content),
            Some(Content::Mapping(children)) if children.len() % 2 == 1 && children.last() == Some(&id))
    }

    /// Whether a block mapping is open whose next node is a key.
    fn wants_key(&self) -> bool {
        let Some((innermost, false)) = self.open.last() else { return false };
        let content = self.nodes.get(*innermost).map(|node| &node.content);
        matches!(content, Some(Content::Mapping(children)) if children.len() % 2 == 0)
    }

    /// kubectl's words where a block mapping goes on with what is no key.
    fn no_key(&self, at: Place) -> TextError {
        let line = at.line.saturating_sub(self.start.line);
        let where_ = if line == 0 { String::new() } else { format!("line {line}: ") };
        TextError::yaml(format!("{where_}did not find expected key"), at)
    }

    fn finish(self) -> Option<Graph> {
        Some(Graph { nodes: self.nodes, root: self.root?, start: self.start })
    }
}

/// Hands the text out in small parts, as kubectl's reader does: a control character far below is only met when the
/// scanner gets there, so an error above it comes first.
struct Chunks<'a> {
    rest: &'a str,
    current: &'a str,
}

/// Bytes that go-yaml reads at a time.
const CHUNK: usize = 512;

impl Read for Chunks<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let count = available.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Chunks<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.current.is_empty() {
            let cut = self.rest.floor_char_boundary(CHUNK.min(self.rest.len()));
            (self.current, self.rest) = self.rest.split_at(cut);
        }
        Ok(self.current.as_bytes())
    }

    fn consume(&mut self, count: usize) {
        self.current = self.current.get(count..).unwrap_or_default();
    }
}
