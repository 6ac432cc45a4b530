//! An awk program as a tree. It must not know how it is written, nor how it is run.

use std::collections::HashMap;
use std::rc::Rc;

use crate::shell::posix::{self, Style};

/// A whole program.
#[derive(Debug, Default)]
pub struct Program {
    pub begin: Vec<Rc<Vec<Statement>>>,
    pub rules: Vec<Rule>,
    pub end: Vec<Rc<Vec<Statement>>>,
    pub functions: HashMap<String, Rc<Function>>,
}

#[derive(Debug)]
pub struct Rule {
    pub from: Option<Expr>,
    pub to: Option<Expr>,
    /// `None` prints the record.
    pub action: Option<Rc<Vec<Statement>>>,
}

#[derive(Debug)]
pub struct Function {
    pub parameters: Vec<String>,
    pub body: Vec<Statement>,
}

#[derive(Debug)]
pub enum Statement {
    Expr(Expr),
    Print { values: Vec<Expr>, formatted: bool, to: Option<(Redirection, Expr)> },
    If(Expr, Vec<Statement>, Vec<Statement>),
    While(Expr, Vec<Statement>),
    Do(Vec<Statement>, Expr),
    For(Option<Box<Statement>>, Option<Expr>, Option<Box<Statement>>, Vec<Statement>),
    ForIn(String, String, Vec<Statement>),
    Block(Vec<Statement>),
    Delete(String, Option<Vec<Expr>>),
    Break,
    Continue,
    Next,
    NextFile,
    Exit(Option<Expr>),
    Return(Option<Expr>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Redirection {
    Write,
    Append,
    Pipe,
}

#[derive(Debug)]
pub enum Expr {
    Number(f64),
    Text(Rc<str>),
    Pattern(posix::Pattern),
    Variable(String),
    Field(Box<Expr>),
    Item(String, Vec<Expr>),
    Assign(Box<Expr>, Option<char>, Box<Expr>),
    Step { target: Box<Expr>, by: f64, before: bool },
    Binary(char, Box<Expr>, Box<Expr>),
    Compare(&'static str, Box<Expr>, Box<Expr>),
    Join(Box<Expr>, Box<Expr>),
    Match { value: Box<Expr>, pattern: Box<Expr>, negated: bool },
    And(Box<Expr>, Box<Expr>),
    Or(Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    Plus(Box<Expr>),
    Choose(Box<Expr>, Box<Expr>, Box<Expr>),
    In(Vec<Expr>, String),
    Group(Vec<Expr>),
    Builtin(&'static str, Vec<Expr>),
    Call(String, Vec<Expr>),
    Getline { from: Source, into: Option<Box<Expr>> },
}

#[derive(Debug)]
pub enum Source {
    Input,
    File(Box<Expr>),
    Command(Box<Expr>),
}

/// Compiles a pattern of the program.
pub fn compile(text: &str) -> Result<posix::Pattern, String> {
    let style = Style { extended: true, ..Style::default() };
    posix::compile(text, style).map_err(|wrong| format!("bad regex '{text}': {wrong}"))
}
