//! What a script means: commands, words and their pieces. It must not know how they are read or run.

use std::cell::OnceCell;
use std::rc::Rc;

/// A word: pieces that are expanded one after the other.
pub type Word = Vec<Piece>;

/// A piece of a word.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Text as it stands; what is special in patterns is special.
    Literal(String),
    /// Text that was quoted; nothing in it is special. Empty, it still makes a word.
    Quoted(String),
    /// A tilde prefix without its tilde.
    Tilde(String),
    /// `$x`, `${x…}`.
    Parameter(Box<Parameter>, bool),
    /// `$(…)` and backquotes.
    Substitution(Rc<Command>, bool),
    /// `<(…)`, and `>(…)` if true: the name of a pipe that a process at its other end reads or writes.
    Process(Rc<Command>, bool),
    /// `$((…))`.
    Arithmetic(Word, bool),
}

/// A parameter expansion.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// A name, a number or one of `@*#?-$!`.
    pub name: String,
    /// What is done with it.
    pub op: Op,
}

/// What a parameter expansion does.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// `$x`
    Get,
    /// `${#x}`
    Length,
    /// `${x-w}` and with `=`, `?`, `+`; with a colon an empty value counts as unset.
    Unset {
        /// Which of `-=?+`.
        kind: char,
        /// With a colon.
        or_empty: bool,
        /// The word.
        word: Word,
    },
    /// `${x#w}`, `${x##w}`, `${x%w}`, `${x%%w}`.
    Trim {
        /// `#`, not `%`.
        prefix: bool,
        /// The longest match.
        longest: bool,
        /// The pattern.
        pattern: Word,
    },
    /// What is no expansion, as it stands; that is said when it is to be expanded.
    Bad(String),
    /// `${x:o:l}`.
    Slice(Word, Option<Word>),
    /// `${x/p/r}`, `${x//p/r}`.
    Replace {
        /// Every match.
        all: bool,
        /// What is looked for.
        pattern: Word,
        /// What stands there instead.
        with: Word,
    },
}

/// A redirection.
#[derive(Clone, Debug, PartialEq)]
pub struct Redirect {
    /// The descriptor that is redirected.
    pub fd: i32,
    /// Where to.
    pub to: Target,
}

/// Where a redirection leads.
#[derive(Clone, Debug, PartialEq)]
pub enum Target {
    /// `<`
    Read(Word),
    /// `>`
    Write(Word),
    /// `>|`
    Clobber(Word),
    /// `>>`
    Append(Word),
    /// `<>`
    ReadWrite(Word),
    /// `<&`, `>&`: another descriptor or `-`.
    Duplicate(Word),
    /// `&>`: both outputs.
    Both(Word),
    /// `<<`: the text, known once its lines are read.
    Here(Rc<OnceCell<Word>>),
}

/// A command.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Assignments, words, redirections; the line it stands in.
    Simple {
        /// `x=…` before the words.
        assignments: Vec<(String, Word)>,
        /// The words.
        words: Vec<Word>,
        /// The redirections.
        redirects: Vec<Redirect>,
        /// The line of the script, from 1.
        line: u32,
    },
    /// `a | b`
    Pipeline(Vec<Rc<Command>>),
    /// `! a`
    Not(Rc<Command>),
    /// `a && b` (true) and `a || b`.
    AndOr(Rc<Command>, Vec<(bool, Rc<Command>)>),
    /// One after the other.
    List(Vec<Rc<Command>>),
    /// `a &`
    Background(Rc<Command>),
    /// `( … )`
    Subshell(Rc<Command>),
    /// `{ …; }`: the same as what is in it, kept for its redirections.
    Group(Rc<Command>),
    /// A compound command with redirections.
    Redirected(Rc<Command>, Vec<Redirect>),
    /// Conditions with what they lead to, and `else`.
    If(Vec<(Rc<Command>, Rc<Command>)>, Option<Rc<Command>>),
    /// `while` (true) or `until`: condition, body.
    Loop(bool, Rc<Command>, Rc<Command>),
    /// Variable, words (`"$@"` if none), body.
    For(String, Option<Vec<Word>>, Rc<Command>),
    /// Word, and patterns with what they lead to.
    Case(Word, Vec<(Vec<Word>, Option<Rc<Command>>)>),
    /// Name and body.
    Function(String, Rc<Command>),
}
