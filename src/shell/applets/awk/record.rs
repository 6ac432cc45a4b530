//! The record and its fields. It must not know where records come from.

use std::rc::Rc;

use super::value::Value;

/// `$0`, `$1`, …
#[derive(Default)]
pub struct Record {
    text: Rc<str>,
    fields: Vec<Value>,
    /// A field was changed: the text must be made anew.
    stale: bool,
}

impl Record {
    pub fn set(&mut self, text: &str, separator: &str) {
        self.text = Rc::from(text);
        self.fields = split(text, separator).into_iter().map(|field| Value::Input(Rc::from(field))).collect();
        self.stale = false;
    }

    #[expect(clippy::cast_precision_loss, reason = "there are few fields")]
    pub fn count(&self) -> f64 {
        self.fields.len() as f64
    }

    pub fn set_count(&mut self, count: usize, between: &str) {
        self.fields.resize(count, Value::text(""));
        self.stale = true;
        self.whole(between);
    }

    /// The whole record; changed fields are joined by `between`.
    pub fn whole(&mut self, between: &str) -> Rc<str> {
        if self.stale {
            let parts: Vec<Rc<str>> = self.fields.iter().map(|field| field.show("%.6g")).collect();
            self.text = Rc::from(parts.join(between).as_str());
            self.stale = false;
        }
        Rc::clone(&self.text)
    }

    pub fn field(&mut self, index: usize, between: &str) -> Value {
        match index {
            0 => Value::Input(self.whole(between)),
            index => self.fields.get(index - 1).cloned().unwrap_or(Value::Unset),
        }
    }

    pub fn set_field(&mut self, index: usize, value: Value, text: &Rc<str>) {
        if index > self.fields.len() {
            self.fields.resize(index, Value::text(""));
        }
        self.fields[index - 1] = match value {
            Value::Input(_) => Value::Input(Rc::clone(text)),
            Value::Unset => Value::text(""),
            other => other,
        };
        self.stale = true;
    }
}

/// Cuts a text into fields: at blanks if the separator is one blank, at each of any other single character, else at a
/// pattern.
pub fn split<'t>(text: &'t str, separator: &str) -> Vec<&'t str> {
    if text.is_empty() {
        return Vec::new();
    }
    if separator == " " {
        return text.split([' ', '\t', '\n']).filter(|field| !field.is_empty()).collect();
    }
    let mut chars = separator.chars();
    match (chars.next(), chars.next()) {
        (None, _) => text.char_indices().map(|(at, c)| &text[at..at + c.len_utf8()]).collect(),
        (Some(single), None) if single != '\\' => text.split(single).collect(),
        _ => match super::tree::compile(separator) {
            Ok(pattern) => {
                let (mut fields, mut end) = (Vec::new(), 0);
                for found in pattern.find_iter(text).filter(|found| !found.is_empty()) {
                    fields.push(&text[end..found.start()]);
                    end = found.end();
                }
                fields.push(&text[end..]);
                fields
            }
            Err(_) => vec![text],
        },
    }
}
