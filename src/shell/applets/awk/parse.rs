//! The grammar of awk: a program as a tree. It must not know how it is run.

use std::rc::Rc;

use super::lex::{Token, words};
use super::tree::{Expr, Function, Program, Redirection, Rule, Source, Statement, compile};

/// The deepest nesting that is read.
const DEEPEST: usize = 100;

/// Parses a program.
///
/// # Errors
/// What is wrong, as busybox says it.
pub fn parse(text: &str) -> Result<Program, String> {
    let mut parser = Parser { tokens: words(text)?, at: 0, depth: 0, no_in: false, no_greater: false };
    parser.program()
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    /// In the head of a `for`, `in` belongs to it.
    no_in: bool,
    /// In a `print`, `>` is a redirection.
    no_greater: bool,
}

type Parsed<T> = Result<T, String>;

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).unwrap_or(&Token::End)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.peek(), Token::Sign(found) if *found == sign)
    }

    fn is_keyword(&self, word: &str) -> bool {
        matches!(self.peek(), Token::Keyword(found) if *found == word)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let found = self.is(sign);
        self.at += usize::from(found);
        found
    }

    fn eat_keyword(&mut self, word: &str) -> bool {
        let found = self.is_keyword(word);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Parsed<()> {
        if self.eat(sign) { Ok(()) } else { Err(Self::unexpected()) }
    }

    fn unexpected() -> String {
        "Unexpected token".to_owned()
    }

    fn newlines(&mut self) {
        while *self.peek() == Token::Newline {
            self.at += 1;
        }
    }

    fn separators(&mut self) {
        while *self.peek() == Token::Newline || self.is(";") {
            self.at += 1;
        }
    }

    fn program(&mut self) -> Parsed<Program> {
        let mut program = Program::default();
        loop {
            self.separators();
            if *self.peek() == Token::End {
                return Ok(program);
            }
            if self.eat_keyword("BEGIN") {
                self.newlines();
                program.begin.push(Rc::new(self.block()?));
            } else if self.eat_keyword("END") {
                self.newlines();
                program.end.push(Rc::new(self.block()?));
            } else if self.eat_keyword("function") {
                let (name, function) = self.function()?;
                program.functions.insert(name, Rc::new(function));
            } else {
                let mut rule = Rule { from: None, to: None, action: None };
                if !self.is("{") {
                    rule.from = Some(self.expr()?);
                    if self.eat(",") {
                        self.newlines();
                        rule.to = Some(self.expr()?);
                    }
                }
                if self.is("{") {
                    rule.action = Some(Rc::new(self.block()?));
                }
                program.rules.push(rule);
            }
        }
    }

    fn function(&mut self) -> Parsed<(String, Function)> {
        let Token::Name(name, _) = self.take() else { return Err(Self::unexpected()) };
        self.expect("(")?;
        let mut parameters = Vec::new();
        while !self.eat(")") {
            let Token::Name(parameter, _) = self.take() else { return Err(Self::unexpected()) };
            parameters.push(parameter);
            self.newlines();
            if self.eat(",") {
                self.newlines();
            } else if !self.is(")") {
                return Err(Self::unexpected());
            }
        }
        self.newlines();
        Ok((name, Function { parameters, body: self.block()? }))
    }

    fn block(&mut self) -> Parsed<Vec<Statement>> {
        self.expect("{")?;
        self.deeper()?;
        let mut statements = Vec::new();
        loop {
            self.separators();
            if self.eat("}") {
                self.depth -= 1;
                return Ok(statements);
            }
            statements.push(self.statement()?);
        }
    }

    fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > DEEPEST { Err("Too deeply nested".to_owned()) } else { Ok(()) }
    }

    /// A statement as the body of another, with the newlines before it.
    fn body(&mut self) -> Parsed<Vec<Statement>> {
        self.newlines();
        if self.eat(";") {
            return Ok(Vec::new());
        }
        if self.is("{") {
            let block = self.block()?;
            return Ok(block);
        }
        self.deeper()?;
        let statement = self.statement()?;
        self.depth -= 1;
        Ok(vec![statement])
    }

    fn statement(&mut self) -> Parsed<Statement> {
        let statement = match self.peek().clone() {
            Token::Sign("{") => return Ok(Statement::Block(self.block()?)),
            Token::Keyword("if") => return self.if_statement(),
            Token::Keyword("for") => return self.for_statement(),
            Token::Keyword("while") => {
                self.at += 1;
                self.expect("(")?;
                let condition = self.expr()?;
                self.expect(")")?;
                return Ok(Statement::While(condition, self.body()?));
            }
            Token::Keyword("do") => {
                self.at += 1;
                let body = self.body()?;
                self.separators();
                if !self.eat_keyword("while") {
                    return Err(Self::unexpected());
                }
                self.expect("(")?;
                let condition = self.expr()?;
                self.expect(")")?;
                Statement::Do(body, condition)
            }
            _ => self.simple()?,
        };
        self.end_of_statement()?;
        Ok(statement)
    }

    fn end_of_statement(&mut self) -> Parsed<()> {
        if *self.peek() == Token::Newline || self.is(";") {
            self.at += 1;
            return Ok(());
        }
        if self.is("}") || *self.peek() == Token::End { Ok(()) } else { Err(Self::unexpected()) }
    }

    fn if_statement(&mut self) -> Parsed<Statement> {
        self.at += 1;
        self.expect("(")?;
        let condition = self.expr()?;
        self.expect(")")?;
        let then = self.body()?;
        let here = self.at;
        self.separators();
        if self.eat_keyword("else") {
            return Ok(Statement::If(condition, then, self.body()?));
        }
        self.at = here;
        Ok(Statement::If(condition, then, Vec::new()))
    }

    fn for_statement(&mut self) -> Parsed<Statement> {
        self.at += 1;
        self.expect("(")?;
        if let (
            Some(Token::Name(item, _)),
            Some(Token::Keyword("in")),
            Some(Token::Name(array, _)),
            Some(Token::Sign(")")),
        ) = (
            self.tokens.get(self.at),
            self.tokens.get(self.at + 1),
            self.tokens.get(self.at + 2),
            self.tokens.get(self.at + 3),
        ) {
            let (item, array) = (item.clone(), array.clone());
            self.at += 4;
            return Ok(Statement::ForIn(item, array, self.body()?));
        }
        let first = if self.is(";") { None } else { Some(Box::new(self.simple()?)) };
        self.expect(";")?;
        self.newlines();
        let condition = if self.is(";") { None } else { Some(self.expr()?) };
        self.expect(";")?;
        self.newlines();
        let last = if self.is(")") { None } else { Some(Box::new(self.simple()?)) };
        self.expect(")")?;
        Ok(Statement::For(first, condition, last, self.body()?))
    }

    /// A statement that fits into the head of a `for`.
    fn simple(&mut self) -> Parsed<Statement> {
        let Token::Keyword(word) = *self.peek() else { return Ok(Statement::Expr(self.expr()?)) };
        if word == "getline" {
            return Ok(Statement::Expr(self.expr()?));
        }
        self.at += 1;
        let ends =
            |parser: &Self| matches!(parser.peek(), Token::Newline | Token::End) || parser.is(";") || parser.is("}");
        Ok(match word {
            "print" | "printf" => self.print(word == "printf")?,
            "break" => Statement::Break,
            "continue" => Statement::Continue,
            "next" => Statement::Next,
            "nextfile" => Statement::NextFile,
            "exit" => Statement::Exit(if ends(self) { None } else { Some(self.expr()?) }),
            "return" => Statement::Return(if ends(self) { None } else { Some(self.expr()?) }),
            "delete" => {
                let Token::Name(name, _) = self.take() else { return Err(Self::unexpected()) };
                let subscript = if self.eat("[") { Some(self.list("]")?) } else { None };
                Statement::Delete(name, subscript)
            }
            _ => return Err(Self::unexpected()),
        })
    }

    fn print(&mut self, formatted: bool) -> Parsed<Statement> {
        let ends = |parser: &Self| {
            matches!(parser.peek(), Token::Newline | Token::End)
                || [";", "}", ">", ">>", "|"].iter().any(|sign| parser.is(sign))
        };
        let outer = std::mem::replace(&mut self.no_greater, true);
        let mut values = Vec::new();
        if !ends(self) {
            values.push(self.expr()?);
            while self.eat(",") {
                self.newlines();
                values.push(self.expr()?);
            }
        }
        // `print (a, b)` has its list in parentheses.
        if let [Expr::Group(_)] = values.as_slice()
            && let Some(Expr::Group(list)) = values.pop()
        {
            values = list;
        }
        let redirection = [(">", Redirection::Write), (">>", Redirection::Append), ("|", Redirection::Pipe)];
        let found = redirection.into_iter().find(|(sign, _)| self.is(sign)).map(|(_, redirection)| redirection);
        let to = match found {
            Some(redirection) => {
                self.at += 1;
                // Here `>` compares again.
                self.no_greater = false;
                Some((redirection, self.expr()?))
            }
            None => None,
        };
        self.no_greater = outer;
        Ok(Statement::Print { values, formatted, to })
    }

    fn list(&mut self, end: &str) -> Parsed<Vec<Expr>> {
        let (no_in, no_greater) = (std::mem::take(&mut self.no_in), std::mem::take(&mut self.no_greater));
        let mut list = Vec::new();
        self.newlines();
        while !self.eat(end) {
            list.push(self.expr()?);
            self.newlines();
            if self.eat(",") {
                self.newlines();
            } else if !self.is(end) {
                return Err(Self::unexpected());
            }
        }
        (self.no_in, self.no_greater) = (no_in, no_greater);
        Ok(list)
    }

    fn expr(&mut self) -> Parsed<Expr> {
        self.deeper()?;
        let expr = self.assignment();
        self.depth -= 1;
        expr
    }

    fn assignment(&mut self) -> Parsed<Expr> {
        let left = self.choice()?;
        if !matches!(left, Expr::Variable(_) | Expr::Field(_) | Expr::Item(..)) {
            return Ok(left);
        }
        let operators = [
            ("=", None),
            ("+=", Some('+')),
            ("-=", Some('-')),
            ("*=", Some('*')),
            ("/=", Some('/')),
            ("%=", Some('%')),
            ("^=", Some('^')),
        ];
        for (sign, operator) in operators {
            if self.eat(sign) {
                self.newlines();
                let right = self.expr()?;
                return Ok(Expr::Assign(Box::new(left), operator, Box::new(right)));
            }
        }
        Ok(left)
    }

    fn choice(&mut self) -> Parsed<Expr> {
        let condition = self.or()?;
        if !self.eat("?") {
            return Ok(condition);
        }
        self.newlines();
        let yes = self.expr()?;
        self.newlines();
        self.expect(":")?;
        self.newlines();
        let no = self.expr()?;
        Ok(Expr::Choose(Box::new(condition), Box::new(yes), Box::new(no)))
    }

    fn or(&mut self) -> Parsed<Expr> {
        let mut left = self.and()?;
        while self.eat("||") {
            self.newlines();
            left = Expr::Or(Box::new(left), Box::new(self.and()?));
        }
        Ok(left)
    }

    fn and(&mut self) -> Parsed<Expr> {
        let mut left = self.membership()?;
        while self.eat("&&") {
            self.newlines();
            left = Expr::And(Box::new(left), Box::new(self.membership()?));
        }
        Ok(left)
    }

    fn membership(&mut self) -> Parsed<Expr> {
        let mut left = self.matching()?;
        while !self.no_in && self.eat_keyword("in") {
            let Token::Name(array, _) = self.take() else { return Err(Self::unexpected()) };
            let subscript = match left {
                Expr::Group(list) => list,
                single => vec![single],
            };
            left = Expr::In(subscript, array);
        }
        Ok(left)
    }

    fn matching(&mut self) -> Parsed<Expr> {
        let mut left = self.comparison()?;
        loop {
            let negated = self.is("!~");
            if !negated && !self.is("~") {
                return Ok(left);
            }
            self.at += 1;
            let pattern = self.comparison()?;
            left = Expr::Match { value: Box::new(left), pattern: Box::new(pattern), negated };
        }
    }

    fn comparison(&mut self) -> Parsed<Expr> {
        let mut left = self.join()?;
        loop {
            let sign = match self.peek() {
                Token::Sign(sign @ ("<" | "<=" | "==" | "!=" | ">=")) => *sign,
                Token::Sign(">") if !self.no_greater => ">",
                Token::Sign("|") if matches!(self.tokens.get(self.at + 1), Some(Token::Keyword("getline"))) => {
                    self.at += 2;
                    let into = self.target()?;
                    left = Expr::Getline { from: Source::Command(Box::new(left)), into };
                    continue;
                }
                _ => return Ok(left),
            };
            self.at += 1;
            left = Expr::Compare(sign, Box::new(left), Box::new(self.join()?));
        }
    }

    fn join(&mut self) -> Parsed<Expr> {
        let mut left = self.sum()?;
        while self.value_begins() {
            left = Expr::Join(Box::new(left), Box::new(self.sum()?));
        }
        Ok(left)
    }

    /// Whether the next word can begin a value that is joined to the one before.
    fn value_begins(&self) -> bool {
        match self.peek() {
            Token::Number(_) | Token::Text(_) | Token::Pattern(_) | Token::Name(..) | Token::Builtin(_) => true,
            Token::Sign(sign) => ["$", "!", "(", "-", "+", "++", "--"].contains(sign),
            _ => false,
        }
    }

    fn sum(&mut self) -> Parsed<Expr> {
        let mut left = self.product()?;
        loop {
            let operator = if self.is("+") {
                '+'
            } else if self.is("-") {
                '-'
            } else {
                return Ok(left);
            };
            self.at += 1;
            left = Expr::Binary(operator, Box::new(left), Box::new(self.product()?));
        }
    }

    fn product(&mut self) -> Parsed<Expr> {
        let mut left = self.unary()?;
        loop {
            let operator = match self.peek() {
                Token::Sign("*") => '*',
                Token::Sign("/") => '/',
                Token::Sign("%") => '%',
                _ => return Ok(left),
            };
            self.at += 1;
            left = Expr::Binary(operator, Box::new(left), Box::new(self.unary()?));
        }
    }

    fn unary(&mut self) -> Parsed<Expr> {
        self.deeper()?;
        let expr = if self.eat("!") {
            Expr::Not(Box::new(self.unary()?))
        } else if self.eat("-") {
            Expr::Minus(Box::new(self.unary()?))
        } else if self.eat("+") {
            Expr::Plus(Box::new(self.unary()?))
        } else {
            self.power()?
        };
        self.depth -= 1;
        Ok(expr)
    }

    fn power(&mut self) -> Parsed<Expr> {
        let left = self.stepped()?;
        if !self.eat("^") {
            return Ok(left);
        }
        // The power binds to the right, and tighter than a sign before it.
        let right = if self.is("-") || self.is("+") || self.is("!") { self.unary()? } else { self.power()? };
        Ok(Expr::Binary('^', Box::new(left), Box::new(right)))
    }

    fn stepped(&mut self) -> Parsed<Expr> {
        for (sign, by) in [("++", 1.0), ("--", -1.0)] {
            if self.eat(sign) {
                let target = self.primary()?;
                return Ok(Expr::Step { target: Box::new(target), by, before: true });
            }
        }
        let expr = self.primary()?;
        if matches!(expr, Expr::Variable(_) | Expr::Field(_) | Expr::Item(..)) {
            for (sign, by) in [("++", 1.0), ("--", -1.0)] {
                if self.eat(sign) {
                    return Ok(Expr::Step { target: Box::new(expr), by, before: false });
                }
            }
        }
        Ok(expr)
    }

    fn primary(&mut self) -> Parsed<Expr> {
        match self.take() {
            Token::Number(number) => Ok(Expr::Number(number)),
            Token::Text(text) => Ok(Expr::Text(Rc::from(text.as_str()))),
            Token::Pattern(text) => Ok(Expr::Pattern(compile(&text)?)),
            Token::Sign("$") => {
                self.deeper()?;
                let inner = if self.is("++") || self.is("--") {
                    self.stepped()?
                } else if self.is("-") {
                    self.unary()?
                } else {
                    self.primary()?
                };
                self.depth -= 1;
                Ok(Expr::Field(Box::new(inner)))
            }
            Token::Sign("(") => {
                let mut list = self.list(")")?;
                match list.len() {
                    0 => Err(Self::unexpected()),
                    // A value in parentheses is no target of an assignment any more.
                    1 => Ok(list.pop().map_or(Expr::Number(0.0), |inner| match inner {
                        target @ (Expr::Variable(_) | Expr::Item(..)) => Expr::Group(vec![target]),
                        other => other,
                    })),
                    _ => Ok(Expr::Group(list)),
                }
            }
            Token::Keyword("getline") => {
                let into = self.target()?;
                let from = if self.eat("<") { Source::File(Box::new(self.primary()?)) } else { Source::Input };
                Ok(Expr::Getline { from, into })
            }
            Token::Builtin(name) => {
                let arguments = if self.eat("(") { self.list(")")? } else { Vec::new() };
                if arguments.is_empty() && !["length", "rand", "srand", "systime", "fflush", "strftime"].contains(&name)
                {
                    return Err("Too few arguments".to_owned());
                }
                Ok(Expr::Builtin(name, arguments))
            }
            Token::Name(name, true) => {
                self.at += 1;
                Ok(Expr::Call(name, self.list(")")?))
            }
            Token::Name(name, false) => {
                if self.eat("[") {
                    return Ok(Expr::Item(name, self.list("]")?));
                }
                Ok(Expr::Variable(name))
            }
            _ => {
                self.at -= 1;
                Err(Self::unexpected())
            }
        }
    }

    /// What a `getline` reads into, if that is written.
    fn target(&mut self) -> Parsed<Option<Box<Expr>>> {
        match self.peek() {
            Token::Name(_, false) | Token::Sign("$") => Ok(Some(Box::new(self.primary()?))),
            _ => Ok(None),
        }
    }
}
