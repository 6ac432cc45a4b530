//! The values of awk's expressions, calls and `getline` among them. It must not know statements.

use std::collections::HashMap;
use std::rc::Rc;

use super::run::{Later, Machine, SharedArray, Slot, Stop, field_index};
use super::tree::compile;
use super::tree::{Expr, Source};
use super::value::{Value, compare};
use crate::shell::posix::Pattern;

/// How deep functions may call each other: each level needs native stack.
const DEEPEST: usize = 100;
/// The longest text that is made by joining …
const LONGEST: usize = 16 << 20;
/// … and what a program that goes beyond it asks for: more than any Pod has, so that it ends as one that never stops growing.
const ENDLESS: i64 = 1 << 40;

impl Machine {
    pub async fn truth(&mut self, expr: &Expr) -> Result<bool, Stop> {
        Ok(self.value(expr).await?.is_true())
    }

    pub async fn number(&mut self, expr: &Expr) -> Result<f64, Stop> {
        Ok(self.value(expr).await?.number())
    }

    pub async fn show(&mut self, expr: &Expr) -> Result<Rc<str>, Stop> {
        let value = self.value(expr).await?;
        Ok(value.show(&self.text("CONVFMT")))
    }

    pub fn value<'a>(&'a mut self, expr: &'a Expr) -> Later<'a, Value> {
        Box::pin(async move {
            Ok(match expr {
                Expr::Number(number) => Value::Number(*number),
                Expr::Text(text) => Value::Text(Rc::clone(text)),
                Expr::Pattern(pattern) => {
                    let record = self.record.whole(&self.text("OFS"));
                    Value::truth(pattern.is_match(&record))
                }
                Expr::Variable(name) => self.variable(name)?,
                Expr::Field(index) => {
                    let index = self.number(index).await?;
                    let index = field_index(index)?;
                    let between = self.text("OFS");
                    self.record.field(index, &between)
                }
                Expr::Item(name, subscript) => {
                    let key = self.key(subscript).await?;
                    self.array(name)?.borrow_mut().get(&key)
                }
                Expr::Assign(target, operator, value) => {
                    // What was there is read before the other side can change it.
                    let old = if operator.is_some() { self.number(target).await? } else { 0.0 };
                    let mut value = self.value(value).await?;
                    if let Some(operator) = operator {
                        value = Value::Number(calculate(*operator, old, value.number())?);
                    }
                    self.assign(target, value.clone()).await?;
                    value
                }
                Expr::Step { target, by, before } => {
                    let old = self.number(target).await?;
                    self.assign(target, Value::Number(old + by)).await?;
                    Value::Number(if *before { old + by } else { old })
                }
                Expr::Binary(operator, left, right) => {
                    let left = self.number(left).await?;
                    let right = self.number(right).await?;
                    Value::Number(calculate(*operator, left, right)?)
                }
                Expr::Compare(sign, left, right) => {
                    let left = self.value(left).await?;
                    let right = self.value(right).await?;
                    let order = compare(&left, &right, &self.text("CONVFMT"));
                    Value::truth(match *sign {
                        "<" => order.is_lt(),
                        "<=" => order.is_le(),
                        "==" => order.is_eq(),
                        "!=" => order.is_ne(),
                        ">=" => order.is_ge(),
                        _ => order.is_gt(),
                    })
                }
                Expr::Join(left, right) => {
                    let left = self.show(left).await?;
                    let right = self.show(right).await?;
                    if left.len() + right.len() > LONGEST {
                        self.call.sys.hold_memory(ENDLESS);
                        self.call.sys.step(1).await;
                        return Err(Stop::Wrong("out of memory".to_owned()));
                    }
                    self.call.sys.step((left.len() + right.len()) as u64 / 4096).await;
                    Value::text(format!("{left}{right}"))
                }
                Expr::Match { value, pattern, negated } => {
                    let text = self.show(value).await?;
                    let pattern = self.pattern(pattern).await?;
                    Value::truth(pattern.is_match(&text) != *negated)
                }
                Expr::And(left, right) => Value::truth(self.truth(left).await? && self.truth(right).await?),
                Expr::Or(left, right) => Value::truth(self.truth(left).await? || self.truth(right).await?),
                Expr::Not(value) => Value::truth(!self.truth(value).await?),
                Expr::Minus(value) => Value::Number(-self.number(value).await?),
                Expr::Plus(value) => Value::Number(self.number(value).await?),
                Expr::Choose(condition, yes, no) => {
                    let chosen = if self.truth(condition).await? { yes } else { no };
                    self.value(chosen).await?
                }
                Expr::In(subscript, name) => {
                    let key = self.key(subscript).await?;
                    let found = self.array(name)?.borrow().has(&key);
                    Value::truth(found)
                }
                Expr::Group(list) => match list.as_slice() {
                    [single] => self.value(single).await?,
                    list => Value::Text(self.key(list).await?),
                },
                Expr::Builtin(name, arguments) => self.builtin(name, arguments).await?,
                Expr::Call(name, arguments) => self.function(name, arguments).await?,
                Expr::Getline { from, into } => self.getline(from, into.as_deref()).await?,
            })
        })
    }

    /// A value as a pattern; a pattern as itself.
    pub async fn pattern(&mut self, expr: &Expr) -> Result<Pattern, Stop> {
        if let Expr::Pattern(pattern) = expr {
            return Ok(pattern.clone());
        }
        let text = self.show(expr).await?;
        self.pattern_of(&text)
    }

    pub fn pattern_of(&mut self, text: &Rc<str>) -> Result<Pattern, Stop> {
        if let Some(pattern) = self.patterns.get(text) {
            return Ok(pattern.clone());
        }
        let pattern = compile(text).map_err(Stop::Wrong)?;
        if self.patterns.len() > 200 {
            self.patterns.clear();
        }
        self.patterns.insert(Rc::clone(text), pattern.clone());
        Ok(pattern)
    }

    async fn function(&mut self, name: &str, arguments: &[Expr]) -> Result<Value, Stop> {
        let program = Rc::clone(&self.program);
        let Some(function) = program.functions.get(name) else {
            return Err(Stop::Wrong("Call to undefined function".to_owned()));
        };
        if arguments.len() > function.parameters.len() {
            return Err(Stop::Wrong("Too many arguments".to_owned()));
        }
        if self.frames.len() >= DEEPEST {
            self.call.sys.unsupported("awk: functions that call each other more than 100 deep");
            return Err(Stop::Wrong("functions call each other too deeply for this simulator".to_owned()));
        }
        let mut frame = HashMap::new();
        let mut shared = Vec::new();
        for (index, parameter) in function.parameters.iter().enumerate() {
            let slot = match arguments.get(index) {
                Some(Expr::Variable(name)) if name != "NF" => {
                    let slot = self.slot(name).clone();
                    if matches!(slot, Slot::Open(_)) {
                        shared.push((name.clone(), parameter.clone()));
                    }
                    slot
                }
                Some(argument) => Slot::Scalar(self.value(argument).await?),
                None => Slot::Open(SharedArray::default()),
            };
            frame.insert(parameter.clone(), slot);
        }
        self.frames.push(frame);
        let result = self.block(&function.body).await;
        let frame = self.frames.pop().unwrap_or_default();
        // A variable that the function has used as an array is one for the caller, too.
        for (name, parameter) in shared {
            if let Some(Slot::Array(array)) = frame.get(&parameter) {
                *self.slot(&name) = Slot::Array(Rc::clone(array));
            }
        }
        match result {
            Ok(()) => Ok(Value::Unset),
            Err(Stop::Return(value)) => Ok(value),
            Err(stop) => Err(stop),
        }
    }

    async fn getline(&mut self, from: &Source, into: Option<&Expr>) -> Result<Value, Stop> {
        let separator = self.text("RS");
        let read = match from {
            Source::Input => {
                if into.is_none() {
                    return Ok(Value::truth(self.next_record().await?));
                }
                loop {
                    if let Some(text) = self.streams.record(&mut self.call, &separator).await {
                        self.count_record(true);
                        break Ok(Some(text));
                    }
                    if !self.next_input().await? {
                        break Ok(None);
                    }
                }
            }
            Source::File(path) => {
                let path = self.show(path).await?;
                self.streams.read_file(&mut self.call, &path, &separator).await
            }
            Source::Command(command) => {
                let command = self.show(command).await?;
                let read = self.streams.read_command(&mut self.call, &command, &separator).await;
                if matches!(read, Ok(Some(_))) {
                    self.count_record(false);
                }
                read
            }
        };
        match read {
            Err(()) => Ok(Value::Number(-1.0)),
            Ok(None) => Ok(Value::Number(0.0)),
            Ok(Some(text)) => {
                match into {
                    Some(target) => self.assign(target, Value::Input(Rc::from(text.as_str()))).await?,
                    None => self.set_record(&text),
                }
                Ok(Value::Number(1.0))
            }
        }
    }
}

fn calculate(operator: char, left: f64, right: f64) -> Result<f64, Stop> {
    Ok(match operator {
        '+' => left + right,
        '-' => left - right,
        '*' => left * right,
        '/' | '%' if right == 0.0 => return Err(Stop::Wrong("Division by zero".to_owned())),
        '/' => left / right,
        '%' => left % right,
        _ => left.powf(right),
    })
}
