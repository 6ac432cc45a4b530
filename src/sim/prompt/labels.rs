//! Label selectors as they are typed: `app=web,tier!=db`, `env in (a,b)`, `!old`. Their words for a mistake are the API
//! server's. It must not know kinds.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::manifest::golang::quote;
use crate::manifest::validate::{label_value, qualified_name};

/// What all labels of an object have to meet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Labels(Vec<Requirement>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Requirement {
    key: String,
    operator: Operator,
    values: BTreeSet<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    In,
    NotIn,
    Exists,
    Missing,
    Greater,
    Less,
}

impl Labels {
    /// Reads a selector.
    ///
    /// # Errors
    /// The server's words.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut reader = Reader { tokens: tokens(text), at: 0 };
        let mut all = Vec::new();
        loop {
            match reader.peek() {
                "" => return Ok(Self(all)),
                token if token == "!" || is_name(token) => {}
                other => return Err(format!("found '{other}', expected: !, identifier, or 'end of string'")),
            }
            all.push(reader.requirement().map_err(|words| format!("unable to parse requirement: {words}"))?);
            match reader.next().as_str() {
                "" => return Ok(Self(all)),
                "," if reader.peek() == "!" || is_name(reader.peek()) => {}
                "," => return Err(format!("found '{}', expected: identifier after ','", reader.peek())),
                other => return Err(format!("found '{other}', expected: ',' or 'end of string'")),
            }
        }
    }

    /// Whether an object has such labels.
    pub(super) fn fit(&self, object: &Value) -> bool {
        self.0.iter().all(|requirement| requirement.fits(object["metadata"]["labels"][&requirement.key].as_str()))
    }
}

impl Requirement {
    fn fits(&self, label: Option<&str>) -> bool {
        let number = |text: &str| text.parse::<i64>().ok();
        let limit = || self.values.first().and_then(|value| number(value));
        match self.operator {
            Operator::In => label.is_some_and(|label| self.values.contains(label)),
            Operator::NotIn => label.is_none_or(|label| !self.values.contains(label)),
            Operator::Exists => label.is_some(),
            Operator::Missing => label.is_none(),
            Operator::Greater => label.and_then(number).zip(limit()).is_some_and(|(label, limit)| label > limit),
            Operator::Less => label.and_then(number).zip(limit()).is_some_and(|(label, limit)| label < limit),
        }
    }
}

/// Signs and words.
fn tokens(text: &str) -> Vec<String> {
    let is_sign = |letter: char| "=!(),><".contains(letter);
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("==") || rest.starts_with("!=") {
            2
        } else if is_sign(first) {
            1
        } else {
            rest.find(|letter: char| is_sign(letter) || letter.is_ascii_whitespace()).unwrap_or(rest.len())
        };
        let (token, after) = rest.split_at(length);
        tokens.push(token.to_owned());
        rest = after.trim_start();
    }
    tokens
}

fn is_name(token: &str) -> bool {
    !token.is_empty() && !token.starts_with(['=', '!', '(', ')', ',', '>', '<'])
}

/// Goes through the tokens; behind the last there is nothing, which is an empty one.
struct Reader {
    tokens: Vec<String>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        let token = self.peek().to_owned();
        self.at += 1;
        token
    }

    fn requirement(&mut self) -> Result<Requirement, String> {
        let without = self.peek() == "!";
        if without {
            self.at += 1;
        }
        let key = self.next();
        if !is_name(&key) {
            return Err(format!("found '{key}', expected: identifier"));
        }
        let wrong = qualified_name(&key);
        if !wrong.is_empty() {
            return Err(format!("<nil>: Invalid value: {}: {}", quote(&key), wrong.join("; ")));
        }
        if without || matches!(self.peek(), "" | ",") {
            let operator = if without { Operator::Missing } else { Operator::Exists };
            return Ok(Requirement { key, operator, values: BTreeSet::new() });
        }
        let sign = self.next();
        let operator = match sign.as_str() {
            "in" | "=" | "==" => Operator::In,
            "notin" | "!=" => Operator::NotIn,
            ">" => Operator::Greater,
            "<" => Operator::Less,
            other => return Err(format!("found '{other}', expected: in, notin, =, ==, !=, gt, lt")),
        };
        let values = if matches!(sign.as_str(), "in" | "notin") { self.list()? } else { self.value()? };
        for value in &values {
            if matches!(operator, Operator::Greater | Operator::Less) && value.parse::<i64>().is_err() {
                let rule = "for 'Gt', 'Lt' operators, the value must be an integer";
                return Err(format!("values[0]: Invalid value: {}: {rule}", quote(value)));
            }
            let wrong = label_value(value);
            if !wrong.is_empty() {
                return Err(format!("values[0][{key}]: Invalid value: {}: {}", quote(value), wrong.join("; ")));
            }
        }
        Ok(Requirement { key, operator, values })
    }

    fn value(&mut self) -> Result<BTreeSet<String>, String> {
        if matches!(self.peek(), "" | ",") {
            return Ok(BTreeSet::from([String::new()]));
        }
        let value = self.next();
        if is_name(&value) {
            Ok(BTreeSet::from([value]))
        } else {
            Err(format!("found '{value}', expected: identifier"))
        }
    }

    /// `(a,b)`
    fn list(&mut self) -> Result<BTreeSet<String>, String> {
        let open = self.next();
        if open != "(" {
            return Err(format!("found '{open}' expected: '('"));
        }
        let mut values = BTreeSet::new();
        if !matches!(self.peek(), "," | ")") && !is_name(self.peek()) {
            return Err(format!("found '{}', expected: ',', ')' or identifier", self.peek()));
        }
        loop {
            // Where no name stands between two commas, the empty value is meant.
            values.insert(if is_name(self.peek()) { self.next() } else { String::new() });
            match self.next().as_str() {
                ")" => return Ok(values),
                "," if matches!(self.peek(), "," | ")") || is_name(self.peek()) => {}
                "," => return Err(format!("found '{}', expected: ',', or identifier", self.peek())),
                other => return Err(format!("found '{other}', expected: ',' or ')'")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn selectors_pick_as_the_server_does() {
        let web = json!({"metadata": {"labels": {"app": "web", "tier": "front", "rank": "7", "empty": ""}}});
        for (selector, fits) in [
            ("app=web", true),
            ("app==web,tier=front", true),
            ("app!=web", false),
            ("none!=x", true),
            ("app", true),
            ("!app", false),
            ("! none", true),
            ("app in (db, web)", true),
            ("app in (db)", false),
            ("app notin (db),tier", true),
            ("none in ()", false),
            ("empty=", true),
            ("empty in ()", true),
            ("rank>5", true),
            ("rank<7", false),
            ("", true),
        ] {
            assert_eq!(Labels::parse(selector).unwrap().fit(&web), fits, "{selector}");
        }
    }

    #[test]
    fn mistakes_are_said_in_the_servers_words() {
        for (selector, words) in [
            ("=x", "found '=', expected: !, identifier, or 'end of string'"),
            ("app=a,", "found '', expected: identifier after ','"),
            ("app web", "unable to parse requirement: found 'web', expected: in, notin, =, ==, !=, gt, lt"),
            ("app in", "unable to parse requirement: found '' expected: '('"),
            ("app in (a", "unable to parse requirement: found '', expected: ',' or ')'"),
            ("app=a b", "found 'b', expected: ',' or 'end of string'"),
            ("app==(", "unable to parse requirement: found '(', expected: identifier"),
        ] {
            assert_eq!(Labels::parse(selector), Err(words.to_owned()), "{selector}");
        }
        assert!(Labels::parse("a/b/c=x").unwrap_err().starts_with(
            "unable to parse requirement: <nil>: Invalid value: \"a/b/c\": a valid label key must consist of"
        ));
    }
}
