//! bc, for the sums of scripts: numbers of up to 38 digits, variables, conditions and loops on lines of their own, square
//! roots. What goes beyond is the simulator's limit and says so.

mod decimal;

use std::collections::BTreeMap;

use crate::shell::applet::{Applet, Call};
use crate::world::text;
use decimal::{Decimal, LARGE, MOST_SCALE, Result, Trouble, ZERO};

pub(super) const APPLETS: &[Applet] =
    &[Applet { name: "bc", usage: "[-ilqsw] [FILE]...", run: |call| Box::pin(bc(call)) }];

/// A text that is calculated, statement by statement.
struct Reader<'s> {
    chars: Vec<char>,
    at: usize,
    state: &'s mut State,
    /// What is read is not done: a branch that is not taken.
    skips: bool,
    depth: u32,
}

struct State {
    names: BTreeMap<String, Decimal>,
    out: String,
    steps: u64,
    ended: bool,
}

/// How many statements one text may take.
const MOST_STEPS: u64 = 200_000;

impl State {
    fn get(&self, name: &str) -> Decimal {
        let usual = if matches!(name, "ibase" | "obase") { Decimal::whole(10) } else { ZERO };
        self.names.get(name).copied().unwrap_or(usual)
    }

    fn number(&self, name: &str) -> u32 {
        u32::try_from(self.get(name).digits).unwrap_or(0)
    }
}

impl Reader<'_> {
    fn blanks(&mut self) {
        while let Some(c) = self.chars.get(self.at) {
            if matches!(c, ' ' | '\t' | '\r') {
                self.at += 1;
            } else if *c == '\\' && self.chars.get(self.at + 1) == Some(&'\n') {
                self.at += 2;
            } else {
                break;
            }
        }
    }

    fn peek(&mut self) -> Option<char> {
        self.blanks();
        self.chars.get(self.at).copied()
    }

    fn eat(&mut self, text: &str) -> bool {
        self.blanks();
        let there = text.chars().enumerate().all(|(index, c)| self.chars.get(self.at + index) == Some(&c));
        let is_word = text.starts_with(|c: char| c.is_ascii_lowercase());
        let next = self.chars.get(self.at + text.chars().count());
        if !there || (is_word && next.is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_')) {
            return false;
        }
        self.at += text.chars().count();
        true
    }

    fn wrong<T>(&mut self) -> Result<T> {
        let rest: String = self.chars[self.at.min(self.chars.len())..].iter().take_while(|c| **c != '\n').collect();
        Err(Trouble::Said(format!("bad expression at '{}'", rest.trim())))
    }

    fn expect(&mut self, text: &str) -> Result<()> {
        if self.eat(text) { Ok(()) } else { self.wrong() }
    }

    fn separators(&mut self) {
        while matches!(self.peek(), Some('\n' | ';')) {
            self.at += 1;
        }
    }

    fn statement(&mut self) -> Result<()> {
        self.state.steps += 1;
        self.depth += 1;
        if self.state.steps > MOST_STEPS || self.depth > 40 {
            return Err(Trouble::Limit("a calculation that long"));
        }
        let result = self.one_statement();
        self.depth -= 1;
        result
    }

    fn one_statement(&mut self) -> Result<()> {
        for word in ["define", "auto", "return", "read", "last", "break", "continue"] {
            if self.eat(word) {
                return Err(Trouble::Limit(match word {
                    "define" | "auto" | "return" => "a function of one's own",
                    _ => "this statement",
                }));
            }
        }
        if self.eat("quit") || self.eat("halt") {
            self.state.ended |= !self.skips;
            return Ok(());
        }
        if self.eat("{") {
            self.separators();
            while !self.eat("}") {
                self.statement()?;
                self.separators();
                if self.peek().is_none() {
                    return self.wrong();
                }
            }
            return Ok(());
        }
        if self.eat("if") {
            self.expect("(")?;
            let condition = self.expression()?.digits != 0;
            self.expect(")")?;
            self.branch(condition)?;
            let here = self.at;
            self.separators();
            if self.eat("else") {
                return self.branch(!condition);
            }
            self.at = here;
            return Ok(());
        }
        if self.eat("while") {
            self.expect("(")?;
            return self.repeat(None);
        }
        if self.eat("for") {
            self.expect("(")?;
            self.expression()?;
            self.expect(";")?;
            return self.repeat(Some(()));
        }
        if self.peek() == Some('"') {
            self.at += 1;
            while let Some(c) = self.chars.get(self.at).copied() {
                self.at += 1;
                if c == '"' {
                    return Ok(());
                }
                if !self.skips {
                    self.state.out.push(c);
                }
            }
            return self.wrong();
        }
        let start = self.at;
        let value = self.expression()?;
        let assigns = self.is_assignment(start);
        if !self.skips && !assigns {
            let shown = value.shown(self.state.number("obase"))?;
            self.state.out.push_str(&shown);
            self.state.out.push('\n');
        }
        match self.peek() {
            None | Some('\n' | ';' | '}') => Ok(()),
            Some('e') if self.chars[self.at..].starts_with(&['e', 'l', 's', 'e']) => Ok(()),
            _ => {
                let rest: String = self.chars[self.at..].iter().take_while(|c| **c != '\n').collect();
                Err(Trouble::Said(format!("bad statement terminator at '{}'", rest.trim())))
            }
        }
    }

    /// Whether a statement is an assignment, whose value is not shown.
    fn is_assignment(&self, start: usize) -> bool {
        let text: String = self.chars[start..self.at].iter().filter(|c| !c.is_whitespace()).collect();
        let name =
            text.find(|c: char| !c.is_ascii_lowercase() && !c.is_ascii_digit() && c != '_').unwrap_or(text.len());
        let rest = &text[name..];
        name > 0
            && (rest.starts_with('=') && !rest.starts_with("==")
                || rest.get(1..2) == Some("=") && rest.starts_with(['+', '-', '*', '/', '%', '^']))
    }

    fn branch(&mut self, taken: bool) -> Result<()> {
        let skips = self.skips || !taken;
        let outer = std::mem::replace(&mut self.skips, skips);
        while self.peek() == Some('\n') {
            self.at += 1;
        }
        let result = self.statement();
        self.skips = outer;
        result
    }

    /// A loop, from its condition on; with a step between two rounds if it is a `for`.
    fn repeat(&mut self, stepped: Option<()>) -> Result<()> {
        let condition_at = self.at;
        loop {
            self.at = condition_at;
            let goes_on = self.expression()?.digits != 0 && !self.skips && !self.state.ended;
            let mut step_at = None;
            if stepped.is_some() {
                self.expect(";")?;
                step_at = Some(self.at);
                let outer = std::mem::replace(&mut self.skips, true);
                self.expression()?;
                self.skips = outer;
            }
            self.expect(")")?;
            self.branch(goes_on)?;
            if !goes_on {
                return Ok(());
            }
            if let Some(step_at) = step_at {
                self.at = step_at;
                self.expression()?;
            }
        }
    }

    fn expression(&mut self) -> Result<Decimal> {
        self.depth += 1;
        if self.depth > 60 {
            return Err(Trouble::Limit("an expression that deep"));
        }
        let result = self.either();
        self.depth -= 1;
        result
    }

    fn either(&mut self) -> Result<Decimal> {
        let mut left = self.both()?;
        while self.eat("||") {
            let right = self.both()?;
            left = Decimal::whole(i128::from(left.digits != 0 || right.digits != 0));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Decimal> {
        let mut left = self.comparison()?;
        while self.eat("&&") {
            let right = self.comparison()?;
            left = Decimal::whole(i128::from(left.digits != 0 && right.digits != 0));
        }
        Ok(left)
    }

    fn comparison(&mut self) -> Result<Decimal> {
        let mut left = self.sum()?;
        loop {
            let Some(sign) = ["==", "!=", "<=", ">=", "<", ">"].into_iter().find(|sign| self.eat(sign)) else {
                return Ok(left);
            };
            let right = self.sum()?;
            let (one, two, _) = left.alike(right)?;
            let holds = match sign {
                "==" => one == two,
                "!=" => one != two,
                "<=" => one <= two,
                ">=" => one >= two,
                "<" => one < two,
                _ => one > two,
            };
            left = Decimal::whole(i128::from(holds));
        }
    }

    fn sum(&mut self) -> Result<Decimal> {
        let mut left = self.product()?;
        loop {
            let Some(sign) = self.peek().filter(|c| matches!(c, '+' | '-')) else { return Ok(left) };
            self.at += 1;
            let right = self.product()?;
            left = left.add(if sign == '-' { right.negated() } else { right })?;
        }
    }

    fn product(&mut self) -> Result<Decimal> {
        let mut left = self.power()?;
        loop {
            let Some(sign) = self.peek().filter(|c| matches!(c, '*' | '/' | '%')) else { return Ok(left) };
            self.at += 1;
            let right = self.power()?;
            let right = if self.skips && right.digits == 0 { Decimal::whole(1) } else { right };
            let scale = self.state.number("scale").min(MOST_SCALE);
            left = match sign {
                '*' => left.times(right, scale)?,
                '/' => left.divided(right, scale)?,
                _ => left.remainder(right, scale)?,
            };
        }
    }

    fn power(&mut self) -> Result<Decimal> {
        if self.peek() == Some('-') {
            self.at += 1;
            return Ok(self.power()?.negated());
        }
        if self.eat("!") {
            return Ok(Decimal::whole(i128::from(self.power()?.digits == 0)));
        }
        let base = self.atom()?;
        if self.eat("^") {
            let exponent = self.power()?;
            return base.power(exponent, self.state.number("scale").min(MOST_SCALE));
        }
        Ok(base)
    }

    fn atom(&mut self) -> Result<Decimal> {
        match self.peek() {
            Some('(') => {
                self.at += 1;
                let value = self.expression()?;
                self.expect(")")?;
                Ok(value)
            }
            Some(c) if c.is_ascii_digit() || c == '.' || c.is_ascii_uppercase() => self.number(),
            Some(c) if c.is_ascii_lowercase() => self.name(),
            _ => self.wrong(),
        }
    }

    fn number(&mut self) -> Result<Decimal> {
        let base = i128::from(self.state.number("ibase"));
        let (mut digits, mut scale, mut behind) = (0_i128, 0, false);
        while let Some(c) = self.chars.get(self.at).copied() {
            match c.to_digit(36).filter(|_| !c.is_ascii_lowercase()) {
                Some(digit) => {
                    digits =
                        digits.checked_mul(base).and_then(|all| all.checked_add(i128::from(digit))).ok_or(LARGE)?;
                    scale += u32::from(behind);
                }
                None if c == '.' && !behind => behind = true,
                None => break,
            }
            self.at += 1;
        }
        if base != 10 && scale > 0 {
            return Err(Trouble::Limit("a fraction in another base"));
        }
        Ok(Decimal { digits, scale })
    }

    fn name(&mut self) -> Result<Decimal> {
        let start = self.at;
        while self.chars.get(self.at).is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '_') {
            self.at += 1;
        }
        let name: String = self.chars[start..self.at].iter().collect();
        if self.peek() == Some('(') {
            self.at += 1;
            let value = self.expression()?;
            self.expect(")")?;
            return match name.as_str() {
                "sqrt" => value.root(self.state.number("scale").min(MOST_SCALE)),
                "length" => Ok(Decimal::whole(value.digits.unsigned_abs().to_string().len() as i128)),
                "scale" => Ok(Decimal::whole(i128::from(value.scale))),
                "abs" => Ok(Decimal { digits: value.digits.abs(), ..value }),
                _ => Err(Trouble::Limit("a function of this name")),
            };
        }
        if self.peek() == Some('[') {
            return Err(Trouble::Limit("an array"));
        }
        let old = self.state.get(&name);
        for (sign, add) in [("++", 1), ("--", -1)] {
            if self.eat(sign) {
                let new = old.add(Decimal::whole(add))?;
                self.set(name, new);
                return Ok(old);
            }
        }
        let scale = self.state.number("scale").min(MOST_SCALE);
        for sign in ["+=", "-=", "*=", "/=", "%=", "^="] {
            if self.eat(sign) {
                let right = self.expression()?;
                let new = match &sign[..1] {
                    "+" => old.add(right)?,
                    "-" => old.add(right.negated())?,
                    "*" => old.times(right, scale)?,
                    "/" => old.divided(right, scale)?,
                    "%" => old.remainder(right, scale)?,
                    _ => old.power(right, scale)?,
                };
                self.set(name, new);
                return Ok(new);
            }
        }
        self.blanks();
        if self.chars.get(self.at) == Some(&'=') && self.chars.get(self.at + 1) != Some(&'=') {
            self.at += 1;
            let new = self.expression()?;
            self.set(name, new);
            return Ok(new);
        }
        Ok(old)
    }

    fn set(&mut self, name: String, value: Decimal) {
        if !self.skips {
            self.state.names.insert(name, value);
        }
    }
}

async fn bc(mut call: Call) -> u8 {
    let Ok(options) = call.options("ilqsw", &[("mathlib", 'l'), ("quiet", 'q')]).await else { return 1 };
    let mut state = State { names: BTreeMap::new(), out: String::new(), steps: 0, ended: false };
    if options.has('l') {
        state.names.insert("scale".into(), Decimal::whole(20));
    }
    let mut files = options.words.clone();
    files.push("-".into());
    for file in files {
        let Some(mut input) = call.input(&file).await else { return 1 };
        let text = text::from_bytes(&input.rest().await);
        let chars = without_comments(&text);
        let mut reader = Reader { chars, at: 0, state: &mut state, skips: false, depth: 0 };
        let trouble = loop {
            reader.separators();
            if reader.peek().is_none() || reader.state.ended {
                break None;
            }
            if let Err(trouble) = reader.statement() {
                break Some(trouble);
            }
        };
        call.sys.step(1 + state.steps).await;
        let printed = std::mem::take(&mut state.out);
        call.print(&printed).await;
        match trouble {
            None => {}
            Some(Trouble::Said(words)) => {
                call.error(&words).await;
                return call.finish(1).await;
            }
            Some(Trouble::Limit(what)) => {
                call.flush().await;
                return call.not_simulated(what).await;
            }
        }
        if state.ended {
            break;
        }
    }
    call.finish(0).await
}

fn without_comments(text: &str) -> Vec<char> {
    let mut chars = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if rest.starts_with("/*") {
            rest = rest.split_once("*/").map_or("", |(_, rest)| rest);
        } else if c == '#' {
            rest = rest.find('\n').map_or("", |at| &rest[at..]);
        } else {
            chars.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    chars
}
