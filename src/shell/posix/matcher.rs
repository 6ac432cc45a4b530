//! What POSIX says of a match and the `regex` crate does not: of all matches at the leftmost place the longest wins, and
//! `\1` matches again what a group has matched. Programs are small, tries are counted. It must not know applets.

use std::rc::Rc;

use regex::Regex;

/// Where a group or a whole match lies.
pub type Span = Option<(usize, usize)>;

/// The most instructions of a program.
const MOST_INSTRUCTIONS: usize = 3000;
/// How often one search may go on from a place.
const MOST_TRIES: usize = 400_000;
/// The most places that are remembered as tried.
const MOST_REMEMBERED: usize = 4_000_000;

/// The sign in a translated pattern behind which the number of a group stands that is matched again.
pub const AGAIN: char = '\u{10fffe}';

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Matcher {
    program: Rc<Vec<Step>>,
    groups: usize,
    refers_back: bool,
    ignore_case: bool,
    multi_line: bool,
}

#[derive(Clone, Debug)]
enum Step {
    Char(char),
    Any,
    Class(Regex),
    Assert(Assertion),
    /// The first way is tried before the second.
    Split(usize, usize),
    Jump(usize),
    Save(usize),
    /// Notes where a round of a repetition begins.
    Begin(usize),
    /// Goes on only if that round matched something.
    Moved(usize),
    Again(usize),
    Match,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Assertion {
    Start,
    End,
    Border,
    NoBorder,
    WordStart,
    WordEnd,
    HalfStart,
    HalfEnd,
    TextStart,
    TextEnd,
}

/// What a translated pattern means.
enum Node {
    Step(Step),
    Group(usize, Box<Node>),
    List(Vec<Node>),
    Either(Vec<Node>),
    Repeat(Box<Node>, u32, Option<u32>),
}

impl Matcher {
    /// Compiles what the translator wrote; none if it is too large.
    pub fn new(translated: &str, ignore_case: bool, multi_line: bool) -> Option<Matcher> {
        let mut reader = Reader { chars: translated.chars().collect(), at: 0, groups: 0, depth: 0 };
        let node = reader.either()?;
        if reader.at < reader.chars.len() {
            return None;
        }
        let mut compiler = Compiler { program: Vec::new(), marks: 0, groups: reader.groups };
        compiler.node(&node)?;
        compiler.program.push(Step::Match);
        Some(Matcher {
            program: Rc::new(compiler.program),
            groups: reader.groups,
            refers_back: translated.contains(AGAIN),
            ignore_case,
            multi_line,
        })
    }

    /// How many groups it has.
    pub fn groups(&self) -> usize {
        self.groups
    }

    /// Whether it matches again what a group has matched.
    pub fn refers_back(&self) -> bool {
        self.refers_back
    }

    /// The longest match that begins at a place, with its groups; `Err` if that took too many tries.
    pub fn at(&self, text: &str, start: usize) -> Result<Option<Vec<Span>>, ()> {
        let length = text.len() + 1 - start;
        let cells = self.program.len().saturating_mul(length);
        let remembers = !self.refers_back;
        if remembers && cells > MOST_REMEMBERED {
            return Err(());
        }
        let mut seen = vec![false; if remembers { cells } else { 0 }];
        let marks = self.program.iter().filter(|step| matches!(step, Step::Begin(_))).count();
        let state = State { saved: vec![None; 2 * (self.groups + 1)], begun: vec![usize::MAX; marks] };
        let mut ways = vec![(0, start, Rc::new(state))];
        let mut best: Option<(usize, Rc<State>)> = None;
        let mut tries = 0;
        while let Some((mut pc, mut at, mut state)) = ways.pop() {
            loop {
                tries += 1;
                if tries > MOST_TRIES {
                    return Err(());
                }
                if remembers {
                    let cell = pc * length + (at - start);
                    if std::mem::replace(&mut seen[cell], true) {
                        break;
                    }
                }
                match &self.program[pc] {
                    Step::Split(one, other) => {
                        ways.push((*other, at, Rc::clone(&state)));
                        pc = *one;
                        continue;
                    }
                    Step::Jump(to) => {
                        pc = *to;
                        continue;
                    }
                    Step::Save(slot) => Rc::make_mut(&mut state).saved[*slot] = Some(at),
                    Step::Begin(mark) => Rc::make_mut(&mut state).begun[*mark] = at,
                    Step::Moved(mark) if state.begun[*mark] == at => break,
                    Step::Moved(_) => {}
                    Step::Assert(assertion) => {
                        if !self.holds(*assertion, text, at) {
                            break;
                        }
                    }
                    Step::Match => {
                        if best.as_ref().is_none_or(|(end, _)| at > *end) {
                            best = Some((at, state));
                        }
                        break;
                    }
                    Step::Again(group) => match self.again(&state, *group, text, at) {
                        Some(after) => at = after,
                        None => break,
                    },
                    single => match text[at..].chars().next() {
                        Some(c) if self.takes(single, c) => at += c.len_utf8(),
                        _ => break,
                    },
                }
                pc += 1;
            }
        }
        Ok(best.map(|(end, state)| {
            let mut spans = vec![Some((start, end))];
            spans.extend((1..=self.groups).map(|group| state.saved[2 * group].zip(state.saved[2 * group + 1])));
            spans
        }))
    }

    /// The place behind what a group has matched, if it stands here once more.
    fn again(&self, state: &State, group: usize, text: &str, at: usize) -> Option<usize> {
        let (from, to) = state.saved[2 * group].zip(state.saved[2 * group + 1])?;
        let (wanted, there) = (&text[from..to], &text[at..]);
        let same = if self.ignore_case {
            there.get(..wanted.len()).is_some_and(|part| part.to_lowercase() == wanted.to_lowercase())
        } else {
            there.starts_with(wanted)
        };
        same.then_some(at + wanted.len())
    }

    fn takes(&self, step: &Step, c: char) -> bool {
        match step {
            Step::Char(wanted) => c == *wanted || (self.ignore_case && c.to_lowercase().eq(wanted.to_lowercase())),
            Step::Any => !(self.multi_line && c == '\n'),
            Step::Class(class) => {
                let is_in = |c: char| class.is_match(c.encode_utf8(&mut [0; 4]));
                is_in(c) || (self.ignore_case && (c.to_lowercase().any(is_in) || c.to_uppercase().any(is_in)))
            }
            _ => false,
        }
    }

    fn holds(&self, assertion: Assertion, text: &str, at: usize) -> bool {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let (before, after) = (text[..at].chars().next_back(), text[at..].chars().next());
        let (left, right) = (before.is_some_and(is_word), after.is_some_and(is_word));
        match assertion {
            Assertion::Start => before.is_none() || (self.multi_line && before == Some('\n')),
            Assertion::End => after.is_none() || (self.multi_line && after == Some('\n')),
            Assertion::TextStart => before.is_none(),
            Assertion::TextEnd => after.is_none(),
            Assertion::Border => left != right,
            Assertion::NoBorder => left == right,
            Assertion::WordStart => !left && right,
            Assertion::WordEnd => left && !right,
            Assertion::HalfStart => !left,
            Assertion::HalfEnd => !right,
        }
    }
}

#[derive(Clone)]
struct State {
    saved: Vec<Option<usize>>,
    begun: Vec<usize>,
}

/// Reads the few things that the translator writes.
struct Reader {
    chars: Vec<char>,
    at: usize,
    groups: usize,
    depth: u32,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, text: &str) -> bool {
        let there = text.chars().enumerate().all(|(index, c)| self.chars.get(self.at + index) == Some(&c));
        if there {
            self.at += text.chars().count();
        }
        there
    }

    fn either(&mut self) -> Option<Node> {
        self.depth += 1;
        if self.depth > 60 {
            return None;
        }
        let mut all = vec![self.list()?];
        while self.eat("|") {
            all.push(self.list()?);
        }
        self.depth -= 1;
        if all.len() == 1 { all.pop() } else { Some(Node::Either(all)) }
    }

    fn list(&mut self) -> Option<Node> {
        let mut list = Vec::new();
        while let Some(c) = self.peek().filter(|c| !matches!(c, '|' | ')')) {
            let mut node = self.atom(c)?;
            loop {
                let (low, high) = match self.peek() {
                    Some('*') => (0, None),
                    Some('+') => (1, None),
                    Some('?') => (0, Some(1)),
                    Some('{') => {
                        let close = self.chars[self.at..].iter().position(|c| *c == '}')? + self.at;
                        let inner: String = self.chars[self.at + 1..close].iter().collect();
                        self.at = close;
                        let (low, high) = inner.split_once(',')?;
                        (low.parse().ok()?, if high.is_empty() { None } else { Some(high.parse().ok()?) })
                    }
                    _ => break,
                };
                self.at += 1;
                node = Node::Repeat(Box::new(node), low, high);
            }
            list.push(node);
        }
        Some(Node::List(list))
    }

    fn atom(&mut self, c: char) -> Option<Node> {
        self.at += 1;
        Some(match c {
            '(' if self.eat("?:") => self.closed()?,
            '(' => {
                self.groups += 1;
                let group = self.groups;
                Node::Group(group, Box::new(self.closed()?))
            }
            '.' => Node::Step(Step::Any),
            '^' => Node::Step(Step::Assert(Assertion::Start)),
            '$' => Node::Step(Step::Assert(Assertion::End)),
            '[' => self.class()?,
            '\\' => self.escaped()?,
            AGAIN => {
                let group = self.peek()?.to_digit(10)?;
                self.at += 1;
                Node::Step(Step::Again(usize::try_from(group).ok()?))
            }
            c => Node::Step(Step::Char(c)),
        })
    }

    fn closed(&mut self) -> Option<Node> {
        let inner = self.either()?;
        self.eat(")").then_some(inner)
    }

    fn class(&mut self) -> Option<Node> {
        let start = self.at - 1;
        self.eat("^");
        while let Some(c) = self.peek() {
            self.at += 1;
            match c {
                '\\' => self.at += 1,
                '[' => {
                    while !self.eat(":]") {
                        self.peek()?;
                        self.at += 1;
                    }
                }
                ']' => {
                    let text: String = self.chars[start..self.at].iter().collect();
                    return Some(Node::Step(Step::Class(Regex::new(&text).ok()?)));
                }
                _ => {}
            }
        }
        None
    }

    fn escaped(&mut self) -> Option<Node> {
        for (name, assertion) in [
            ("b{start-half}", Assertion::HalfStart),
            ("b{end-half}", Assertion::HalfEnd),
            ("b{start}", Assertion::WordStart),
            ("b{end}", Assertion::WordEnd),
        ] {
            if self.eat(name) {
                return Some(Node::Step(Step::Assert(assertion)));
            }
        }
        let c = self.peek()?;
        self.at += 1;
        Some(Node::Step(match c {
            'b' => Step::Assert(Assertion::Border),
            'B' => Step::Assert(Assertion::NoBorder),
            'A' => Step::Assert(Assertion::TextStart),
            'z' => Step::Assert(Assertion::TextEnd),
            'w' | 'W' | 's' | 'S' => Step::Class(Regex::new(&format!("\\{c}")).ok()?),
            'n' => Step::Char('\n'),
            't' => Step::Char('\t'),
            c => Step::Char(c),
        }))
    }
}

struct Compiler {
    program: Vec<Step>,
    marks: usize,
    groups: usize,
}

impl Compiler {
    fn node(&mut self, node: &Node) -> Option<()> {
        if self.program.len() > MOST_INSTRUCTIONS {
            return None;
        }
        match node {
            Node::Step(Step::Again(group)) if *group > self.groups => return None,
            Node::Step(step) => self.program.push(step.clone()),
            Node::Group(group, inner) => {
                self.program.push(Step::Save(2 * group));
                self.node(inner)?;
                self.program.push(Step::Save(2 * group + 1));
            }
            Node::List(list) => list.iter().try_for_each(|node| self.node(node))?,
            Node::Either(all) => self.either(all)?,
            Node::Repeat(inner, low, high) => {
                for _ in 0..*low {
                    self.node(inner)?;
                }
                match high {
                    None => self.more(inner)?,
                    Some(high) => {
                        let mut splits = Vec::new();
                        for _ in *low..*high {
                            splits.push(self.program.len());
                            self.program.push(Step::Match);
                            self.node(inner)?;
                        }
                        let end = self.program.len();
                        for at in splits {
                            self.program[at] = Step::Split(at + 1, end);
                        }
                    }
                }
            }
        }
        Some(())
    }

    fn either(&mut self, all: &[Node]) -> Option<()> {
        let mut jumps = Vec::new();
        for (index, node) in all.iter().enumerate() {
            let split = self.program.len();
            let last = index + 1 == all.len();
            if !last {
                self.program.push(Step::Match);
            }
            self.node(node)?;
            if !last {
                jumps.push(self.program.len());
                self.program.push(Step::Match);
                self.program[split] = Step::Split(split + 1, self.program.len());
            }
        }
        let end = self.program.len();
        for at in jumps {
            self.program[at] = Step::Jump(end);
        }
        Some(())
    }

    /// Any number of rounds, each of which must match something.
    fn more(&mut self, inner: &Node) -> Option<()> {
        let split = self.program.len();
        let mark = self.marks;
        self.marks += 1;
        self.program.push(Step::Match);
        self.program.push(Step::Begin(mark));
        self.node(inner)?;
        self.program.push(Step::Moved(mark));
        self.program.push(Step::Jump(split));
        self.program[split] = Step::Split(split + 1, self.program.len());
        Some(())
    }
}
