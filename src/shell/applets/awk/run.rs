//! Runs an awk program. It must not know its grammar.

use std::cell::RefCell;
use std::collections::HashMap;
use std::pin::Pin;
use std::rc::Rc;

use super::array::Array;
use super::record::Record;
use super::stream::{Argument, Streams};
use super::tree::{Expr, Program, Redirection, Rule, Statement};
use super::value::Value;
use crate::shell::applet::Call;
use crate::shell::posix::Pattern;

pub type SharedArray = Rc<RefCell<Array>>;
pub type Later<'a, T> = Pin<Box<dyn Future<Output = Result<T, Stop>> + 'a>>;

/// What a name stands for.
#[derive(Clone)]
pub enum Slot {
    Scalar(Value),
    Array(SharedArray),
    /// Never used yet: becomes one of the two by its first use.
    Open(SharedArray),
}

/// Why the ordinary course is left.
pub enum Stop {
    Break,
    Continue,
    Next,
    NextFile,
    Exit,
    Return(Value),
    /// Something is wrong, in busybox's words.
    Wrong(String),
    /// Something that the program asked of the system has failed.
    Failed(String),
}

/// What an item of an array takes of memory.
fn item_bytes(key: &str) -> i64 {
    i64::try_from(key.len() + 128).unwrap_or(i64::MAX)
}

pub struct Machine {
    pub call: Call,
    pub program: Rc<Program>,
    pub globals: HashMap<String, Slot>,
    pub frames: Vec<HashMap<String, Slot>>,
    pub record: Record,
    pub streams: Streams,
    pub patterns: HashMap<Rc<str>, Pattern>,
    active: Vec<bool>,
    pub seed: u64,
    pub random: u64,
    code: u8,
}

impl Machine {
    pub fn new(call: Call, program: Program) -> Self {
        let active = vec![false; program.rules.len()];
        let mut machine = Machine {
            call,
            program: Rc::new(program),
            globals: HashMap::new(),
            frames: Vec::new(),
            record: Record::default(),
            streams: Streams::default(),
            patterns: HashMap::new(),
            active,
            seed: 1,
            random: 1,
            code: 0,
        };
        for (name, value) in [
            ("FS", " "),
            ("OFS", " "),
            ("ORS", "\n"),
            ("RS", "\n"),
            ("OFMT", "%.6g"),
            ("CONVFMT", "%.6g"),
            ("SUBSEP", "\u{1c}"),
        ] {
            machine.set(name, Value::text(value));
        }
        for (name, value) in [("NR", 0.0), ("FNR", 0.0), ("RSTART", 0.0), ("RLENGTH", -1.0)] {
            machine.set(name, Value::Number(value));
        }
        machine
    }

    /// The value of a global variable as text.
    pub fn text(&self, name: &str) -> Rc<str> {
        match self.globals.get(name) {
            Some(Slot::Scalar(value)) => value.show("%.6g"),
            _ => Rc::from(""),
        }
    }

    pub fn set(&mut self, name: &str, value: Value) {
        self.globals.insert(name.to_owned(), Slot::Scalar(value));
    }

    /// Runs the program; the exit code.
    pub async fn run(mut self) -> u8 {
        let result = self.whole().await;
        match result {
            Err(Stop::Wrong(words)) => {
                let line = format!("awk: cmd. line:1: {words}\n");
                self.call.complain(&line).await;
                self.code = 1;
            }
            Err(Stop::Failed(words)) => {
                self.call.error(&words).await;
                self.code = 1;
            }
            _ => {}
        }
        self.streams.close_all(&mut self.call).await;
        self.call.finish(self.code).await
    }

    async fn whole(&mut self) -> Result<(), Stop> {
        let program = Rc::clone(&self.program);
        let mut left = false;
        for action in &program.begin {
            match self.block(action).await {
                Err(Stop::Exit) => {
                    left = true;
                    break;
                }
                other => other?,
            }
        }
        let reads = !program.rules.is_empty() || !program.end.is_empty();
        if !left && reads {
            match self.records(&program.rules).await {
                Err(Stop::Exit) => {}
                other => other?,
            }
        }
        // `exit` before the end runs what stands behind END, too.
        for action in &program.end {
            match self.block(action).await {
                Err(Stop::Exit) => break,
                other => other?,
            }
        }
        Ok(())
    }

    async fn records(&mut self, rules: &[Rule]) -> Result<(), Stop> {
        while self.next_record().await? {
            // A record is set, and divided.
            self.call.sys.step(2).await;
            match self.rules(rules).await {
                Err(Stop::Next) => {}
                Err(Stop::NextFile) => self.streams.next_file(),
                other => other?,
            }
            if self.call.is_broken() {
                break;
            }
        }
        Ok(())
    }

    async fn rules(&mut self, rules: &[Rule]) -> Result<(), Stop> {
        for (index, rule) in rules.iter().enumerate() {
            self.call.sys.step(1).await;
            let applies = match (&rule.from, &rule.to) {
                (None, _) => true,
                (Some(from), None) => self.truth(from).await?,
                (Some(from), Some(to)) => {
                    let begins = self.active[index] || self.truth(from).await?;
                    if begins {
                        self.active[index] = !self.truth(to).await?;
                    }
                    begins
                }
            };
            if !applies {
                continue;
            }
            if let Some(action) = &rule.action {
                self.block(action).await?;
            } else {
                let line = format!("{}{}", self.record.whole(&self.text("OFS")), self.text("ORS"));
                self.call.print(&line).await;
                self.call.flush().await;
            }
        }
        Ok(())
    }

    /// Reads the next record of the input into `$0`.
    pub async fn next_record(&mut self) -> Result<bool, Stop> {
        let separator = self.text("RS");
        loop {
            if let Some(text) = self.streams.record(&mut self.call, &separator).await {
                self.count_record(true);
                self.set_record(&text);
                return Ok(true);
            }
            if !self.next_input().await? {
                return Ok(false);
            }
        }
    }

    pub fn count_record(&mut self, in_file: bool) {
        let names: &[&str] = if in_file { &["NR", "FNR"] } else { &["NR"] };
        for name in names {
            let number = match self.globals.get(*name) {
                Some(Slot::Scalar(value)) => value.number(),
                _ => 0.0,
            };
            self.set(name, Value::Number(number + 1.0));
        }
    }

    /// Opens the next file that `ARGV` names; assignments among them are made on the way.
    pub async fn next_input(&mut self) -> Result<bool, Stop> {
        loop {
            let count = self.text("ARGC").parse::<f64>().unwrap_or(0.0);
            let argument = match self.streams.next_argument(count) {
                Argument::None => return Ok(false),
                Argument::At(index) => {
                    let Some(Slot::Array(array)) = self.globals.get("ARGV") else { return Ok(false) };
                    let key: Rc<str> = Rc::from(index.to_string().as_str());
                    if !array.borrow().has(&key) {
                        continue;
                    }
                    array.borrow_mut().get(&key).show("%.6g")
                }
                Argument::StandardInput => Rc::from("-"),
            };
            if argument.is_empty() {
                continue;
            }
            if let Some((name, value)) = super::assignment(&argument) {
                self.assign_global(name, &value);
                continue;
            }
            self.set("FNR", Value::Number(0.0));
            if self.streams.open_input(&mut self.call, &argument).await {
                self.set("FILENAME", Value::text(if &*argument == "-" { "" } else { &argument }));
                return Ok(true);
            }
            self.code = 1;
        }
    }

    /// An assignment from the command line.
    pub fn assign_global(&mut self, name: &str, value: &str) {
        self.set(name, Value::Input(Rc::from(super::lex::escapes(value).as_str())));
    }

    pub fn set_record(&mut self, text: &str) {
        let separator = self.text("FS");
        self.record.set(text, &separator);
    }

    pub fn block<'a>(&'a mut self, statements: &'a [Statement]) -> Later<'a, ()> {
        Box::pin(async move {
            for statement in statements {
                self.statement(statement).await?;
            }
            Ok(())
        })
    }

    fn statement<'a>(&'a mut self, statement: &'a Statement) -> Later<'a, ()> {
        Box::pin(async move {
            self.call.sys.step(1).await;
            match statement {
                Statement::Expr(expr) => {
                    self.value(expr).await?;
                }
                Statement::Print { values, formatted, to } => self.print(values, *formatted, to.as_ref()).await?,
                Statement::Block(block) => self.block(block).await?,
                Statement::If(condition, then, other) => {
                    let branch = if self.truth(condition).await? { then } else { other };
                    self.block(branch).await?;
                }
                Statement::While(condition, body) => while self.truth(condition).await? && self.body(body).await? {},
                Statement::Do(body, condition) => while self.body(body).await? && self.truth(condition).await? {},
                Statement::For(first, condition, last, body) => {
                    if let Some(first) = first {
                        self.statement(first).await?;
                    }
                    loop {
                        if let Some(condition) = condition
                            && !self.truth(condition).await?
                        {
                            break;
                        }
                        if !self.body(body).await? {
                            break;
                        }
                        if let Some(last) = last {
                            self.statement(last).await?;
                        }
                    }
                }
                Statement::ForIn(name, array, body) => {
                    let keys = self.array(array)?.borrow().keys();
                    for key in keys {
                        self.assign(&Expr::Variable(name.clone()), Value::Input(key)).await?;
                        if !self.body(body).await? {
                            break;
                        }
                    }
                }
                Statement::Delete(name, None) => self.array(name)?.borrow_mut().clear(),
                Statement::Delete(name, Some(subscript)) => {
                    let key = self.key(subscript).await?;
                    let array = self.array(name)?;
                    if array.borrow().has(&key) {
                        self.call.sys.hold_memory(-item_bytes(&key));
                    }
                    array.borrow_mut().remove(&key);
                }
                Statement::Break => return Err(Stop::Break),
                Statement::Continue => return Err(Stop::Continue),
                Statement::Next => return Err(Stop::Next),
                Statement::NextFile => return Err(Stop::NextFile),
                Statement::Exit(code) => {
                    if let Some(code) = code {
                        #[expect(
                            clippy::cast_possible_truncation,
                            clippy::cast_sign_loss,
                            reason = "an exit code is a byte"
                        )]
                        let code = (self.value(code).await?.number() as i64 & 0xff) as u8;
                        self.code = code;
                    }
                    return Err(Stop::Exit);
                }
                Statement::Return(value) => {
                    let value = match value {
                        Some(value) => self.value(value).await?,
                        None => Value::Unset,
                    };
                    return Err(Stop::Return(value));
                }
            }
            Ok(())
        })
    }

    /// Runs the body of a loop; `false` after a `break`.
    async fn body(&mut self, body: &[Statement]) -> Result<bool, Stop> {
        self.call.sys.step(1).await;
        match self.block(body).await {
            Err(Stop::Break) => Ok(false),
            Ok(()) | Err(Stop::Continue) => Ok(!self.call.is_broken()),
            Err(stop) => Err(stop),
        }
    }

    async fn print(&mut self, values: &[Expr], formatted: bool, to: Option<&(Redirection, Expr)>) -> Result<(), Stop> {
        let mut line = String::new();
        if formatted {
            let Some((format, rest)) = values.split_first() else {
                return Err(Stop::Wrong("Unexpected token".to_owned()));
            };
            let format = self.show(format).await?;
            let mut list = Vec::new();
            for value in rest {
                list.push(self.value(value).await?);
            }
            line = super::format::format(&format, &list, &self.text("CONVFMT")).map_err(Stop::Wrong)?;
        } else {
            let (between, end, format) = (self.text("OFS"), self.text("ORS"), self.text("OFMT"));
            if values.is_empty() {
                line.push_str(&self.record.whole(&between));
            }
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    line.push_str(&between);
                }
                line.push_str(&self.value(value).await?.show(&format));
            }
            line.push_str(&end);
        }
        let Some((redirection, target)) = to else {
            // Every print is written out at once, whatever standard output is.
            self.call.print(&line).await;
            self.call.flush().await;
            return Ok(());
        };
        let target = self.show(target).await?;
        self.streams.print(&mut self.call, *redirection, &target, &line).await.map_err(Stop::Failed)
    }

    pub fn slot(&mut self, name: &str) -> &mut Slot {
        let in_frame = self.frames.last().is_some_and(|frame| frame.contains_key(name));
        let slots = match self.frames.last_mut() {
            Some(frame) if in_frame => frame,
            _ => &mut self.globals,
        };
        slots.entry(name.to_owned()).or_insert_with(|| Slot::Open(SharedArray::default()))
    }

    pub fn variable(&mut self, name: &str) -> Result<Value, Stop> {
        if name == "NF" {
            return Ok(Value::Number(self.record.count()));
        }
        match self.slot(name) {
            Slot::Scalar(value) => Ok(value.clone()),
            Slot::Open(_) => Ok(Value::Unset),
            Slot::Array(_) => Err(Stop::Wrong("Not a scalar".to_owned())),
        }
    }

    pub fn array(&mut self, name: &str) -> Result<SharedArray, Stop> {
        let slot = self.slot(name);
        match slot {
            Slot::Array(array) => Ok(Rc::clone(array)),
            Slot::Open(array) => {
                let array = Rc::clone(array);
                *slot = Slot::Array(Rc::clone(&array));
                Ok(array)
            }
            Slot::Scalar(_) => Err(Stop::Wrong("Not an array".to_owned())),
        }
    }

    pub async fn key(&mut self, subscript: &[Expr]) -> Result<Rc<str>, Stop> {
        if let [single] = subscript {
            return self.show(single).await;
        }
        let mut parts = Vec::new();
        for part in subscript {
            parts.push(self.show(part).await?);
        }
        Ok(Rc::from(parts.join(&self.text("SUBSEP")).as_str()))
    }

    pub async fn assign(&mut self, target: &Expr, value: Value) -> Result<(), Stop> {
        match target {
            Expr::Variable(name) if name == "NF" => {
                let count = field_index(value.number())?;
                let between = self.text("OFS");
                self.record.set_count(count, &between);
            }
            Expr::Variable(name) => match self.slot(name) {
                Slot::Array(_) => return Err(Stop::Wrong("Not a scalar".to_owned())),
                slot => *slot = Slot::Scalar(value),
            },
            Expr::Item(name, subscript) => {
                let key = self.key(subscript).await?;
                let array = self.array(name)?;
                let fresh = !array.borrow().has(&key);
                array.borrow_mut().set(&key, value);
                if fresh {
                    self.call.sys.hold_memory(item_bytes(&key));
                }
            }
            Expr::Field(index) => {
                let index = field_index(self.number(index).await?)?;
                let text = value.show(&self.text("CONVFMT"));
                if index == 0 {
                    self.set_record(&text);
                } else {
                    self.record.set_field(index, value, &text);
                }
            }
            Expr::Group(list) if list.len() == 1 => Box::pin(self.assign(&list[0], value)).await?,
            _ => return Err(Stop::Wrong("Unexpected token".to_owned())),
        }
        Ok(())
    }
}

pub fn field_index(number: f64) -> Result<usize, Stop> {
    if !(0.0..=32_767.0).contains(&number) {
        return Err(Stop::Wrong("Access to negative field".to_owned()));
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was looked at")]
    Ok(number as usize)
}
