//! Arithmetic of `$((…))` and `let`: 64-bit integers, C's operators, assignments. It must not know how a shell keeps its
//! variables.

/// Variables as an expression uses them.
pub trait Variables {
    /// The text of a variable.
    fn get(&self, name: &str) -> Option<String>;
    /// Sets a variable.
    ///
    /// # Errors
    /// A message, if it may not be set.
    fn set(&mut self, name: &str, value: i64) -> Result<(), String>;
}

/// How deep expressions may be nested, variables that name variables included.
const MOST_DEEP: u32 = 60;

/// The value of an expression; an empty one is 0.
///
/// # Errors
/// ash's message.
pub fn evaluate(text: &str, variables: &mut dyn Variables) -> Result<i64, String> {
    evaluate_at(text, variables, 0)
}

fn evaluate_at(text: &str, variables: &mut dyn Variables, depth: u32) -> Result<i64, String> {
    if depth > MOST_DEEP {
        return Err("expression recursion loop detected".into());
    }
    let mut reader = Reader { chars: text.chars().collect(), pos: 0, variables, depth, skip: 0 };
    reader.blanks();
    if reader.pos == reader.chars.len() {
        return Ok(0);
    }
    let value = reader.comma()?;
    reader.blanks();
    if reader.pos < reader.chars.len() { Err(syntax()) } else { Ok(value) }
}

fn syntax() -> String {
    "arithmetic syntax error".into()
}

struct Reader<'v> {
    chars: Vec<char>,
    pos: usize,
    variables: &'v mut dyn Variables,
    depth: u32,
    /// Within a branch that is not taken: nothing is assigned or complained about.
    skip: u32,
}

/// Binary operators by precedence, the weakest first; the longer before those they begin with.
const LEVELS: [&[&str]; 10] = [
    &["||"],
    &["&&"],
    &["|"],
    &["^"],
    &["&"],
    &["==", "!="],
    &["<=", ">=", "<", ">"],
    &["<<", ">>"],
    &["+", "-"],
    &["*", "/", "%"],
];

/// Operators that a level must not mistake for one of its own.
const LONGER: [&str; 17] =
    ["<<=", ">>=", "||", "&&", "==", "!=", "<=", ">=", "<<", ">>", "++", "--", "**", "+=", "-=", "*=", "/="];

impl Reader<'_> {
    fn blanks(&mut self) {
        while self.chars.get(self.pos).is_some_and(|c| c.is_whitespace()) {
            self.pos += 1;
        }
    }

    fn starts(&self, op: &str) -> bool {
        op.chars().enumerate().all(|(index, c)| self.chars.get(self.pos + index) == Some(&c))
    }

    fn eat(&mut self, op: &str) -> bool {
        self.blanks();
        let there = self.starts(op);
        if there {
            self.pos += op.len();
        }
        there
    }

    fn comma(&mut self) -> Result<i64, String> {
        let mut value = self.assignment()?;
        while self.eat(",") {
            value = self.assignment()?;
        }
        Ok(value)
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Result<i64, String>) -> Result<i64, String> {
        self.depth += 1;
        if self.depth > MOST_DEEP {
            return Err("expression recursion loop detected".into());
        }
        let value = read(self);
        self.depth -= 1;
        value
    }

    fn assignment(&mut self) -> Result<i64, String> {
        self.deeper(|reader| {
            reader.blanks();
            let start = reader.pos;
            if let Some(name) = reader.name() {
                reader.blanks();
                for op in ["=", "+=", "-=", "*=", "/=", "%=", "<<=", ">>=", "&=", "^=", "|="] {
                    if reader.starts(op) && !(op == "=" && reader.starts("==")) {
                        reader.pos += op.len();
                        let right = reader.assignment()?;
                        let value = if op == "=" {
                            right
                        } else {
                            let left = reader.value_of(&name)?;
                            reader.apply(&op[..op.len() - 1], left, right)?
                        };
                        return reader.set(&name, value);
                    }
                }
            }
            reader.pos = start;
            reader.ternary()
        })
    }

    fn ternary(&mut self) -> Result<i64, String> {
        let condition = self.binary(0)?;
        if !self.eat("?") {
            return Ok(condition);
        }
        let taken = condition != 0;
        self.skip += u32::from(!taken);
        let yes = self.comma()?;
        self.skip -= u32::from(!taken);
        if !self.eat(":") {
            return Err("malformed ?: operator".into());
        }
        self.skip += u32::from(taken);
        let no = self.assignment()?;
        self.skip -= u32::from(taken);
        Ok(if taken { yes } else { no })
    }

    fn binary(&mut self, level: usize) -> Result<i64, String> {
        let Some(ops) = LEVELS.get(level) else { return self.power() };
        let mut left = self.binary(level + 1)?;
        loop {
            self.blanks();
            let longer = LONGER.iter().find(|op| self.starts(op));
            let Some(op) = ops.iter().find(|op| self.starts(op)) else { return Ok(left) };
            if longer.is_some_and(|longer| longer.len() > op.len()) {
                return Ok(left);
            }
            // An assignment is none of ours: "a |= 1" is only read after a name.
            if self.chars.get(self.pos + op.len()) == Some(&'=') && !matches!(*op, "==" | "!=" | "<=" | ">=") {
                return Ok(left);
            }
            self.pos += op.len();
            let shorts = (*op == "&&" && left == 0) || (*op == "||" && left != 0);
            self.skip += u32::from(shorts);
            let right = self.binary(level + 1)?;
            self.skip -= u32::from(shorts);
            left = self.apply(op, left, right)?;
        }
    }

    fn power(&mut self) -> Result<i64, String> {
        let base = self.unary()?;
        if !self.eat("**") {
            return Ok(base);
        }
        let exponent = self.deeper(Self::power)?;
        if exponent < 0 {
            return if self.skip > 0 { Ok(0) } else { Err("exponent less than 0".into()) };
        }
        Ok(base.wrapping_pow(u32::try_from(exponent.min(64)).unwrap_or(64)))
    }

    fn unary(&mut self) -> Result<i64, String> {
        self.deeper(|reader| {
            reader.blanks();
            for (op, delta) in [("++", 1), ("--", -1)] {
                if reader.starts(op) {
                    let before = reader.pos;
                    reader.pos += 2;
                    reader.blanks();
                    if let Some(name) = reader.name() {
                        let value = reader.value_of(&name)?.wrapping_add(delta);
                        return reader.set(&name, value);
                    }
                    reader.pos = before;
                }
            }
            if reader.eat("!") {
                return Ok(i64::from(reader.unary()? == 0));
            }
            if reader.eat("~") {
                return Ok(!reader.unary()?);
            }
            if reader.eat("-") {
                return Ok(reader.unary()?.wrapping_neg());
            }
            if reader.eat("+") {
                return reader.unary();
            }
            reader.primary()
        })
    }

    fn primary(&mut self) -> Result<i64, String> {
        if self.eat("(") {
            let value = self.comma()?;
            return if self.eat(")") { Ok(value) } else { Err(syntax()) };
        }
        if let Some(name) = self.name() {
            self.blanks();
            for (op, delta) in [("++", 1), ("--", -1)] {
                if self.starts(op) {
                    self.pos += 2;
                    let value = self.value_of(&name)?;
                    self.set(&name, value.wrapping_add(delta))?;
                    return Ok(value);
                }
            }
            return self.value_of(&name);
        }
        self.number()
    }

    fn number(&mut self) -> Result<i64, String> {
        let start = self.pos;
        while self.chars.get(self.pos).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '#' || *c == '_') {
            self.pos += 1;
        }
        let text: String = self.chars[start..self.pos].iter().collect();
        if text.is_empty() {
            return Err(syntax());
        }
        let parsed = if let Some((base, digits)) = text.split_once('#') {
            match base.parse::<u32>() {
                Ok(base) if (2..=36).contains(&base) => i64::from_str_radix(digits, base).ok(),
                _ => None,
            }
        } else if let Some(hex) = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            u64::from_str_radix(hex, 16).ok().map(u64::cast_signed)
        } else if text.len() > 1 && text.starts_with('0') {
            u64::from_str_radix(&text, 8).ok().map(u64::cast_signed)
        } else {
            text.parse::<u64>()
                .ok()
                .map(u64::cast_signed)
                .or_else(|| text.bytes().all(|byte| byte.is_ascii_digit()).then_some(i64::MAX))
        };
        parsed.ok_or_else(syntax)
    }

    fn name(&mut self) -> Option<String> {
        let first = self.chars.get(self.pos)?;
        if !first.is_ascii_alphabetic() && *first != '_' {
            return None;
        }
        let start = self.pos;
        while self.chars.get(self.pos).is_some_and(|c| c.is_ascii_alphanumeric() || *c == '_') {
            self.pos += 1;
        }
        Some(self.chars[start..self.pos].iter().collect())
    }

    fn value_of(&mut self, name: &str) -> Result<i64, String> {
        if self.skip > 0 {
            return Ok(0);
        }
        match self.variables.get(name) {
            Some(text) => evaluate_at(&text, self.variables, self.depth + 4),
            None => Ok(0),
        }
    }

    fn set(&mut self, name: &str, value: i64) -> Result<i64, String> {
        if self.skip == 0 {
            self.variables.set(name, value)?;
        }
        Ok(value)
    }

    fn apply(&self, op: &str, left: i64, right: i64) -> Result<i64, String> {
        let shift = u32::try_from(right & 63).unwrap_or(0);
        Ok(match op {
            "+" => left.wrapping_add(right),
            "-" => left.wrapping_sub(right),
            "*" => left.wrapping_mul(right),
            "/" | "%" if right == 0 => {
                return if self.skip > 0 { Ok(0) } else { Err("divide by zero".into()) };
            }
            "/" => left.wrapping_div(right),
            "%" => left.wrapping_rem(right),
            "<<" => left.wrapping_shl(shift),
            ">>" => left.wrapping_shr(shift),
            "&" => left & right,
            "|" => left | right,
            "^" => left ^ right,
            "==" => i64::from(left == right),
            "!=" => i64::from(left != right),
            "<" => i64::from(left < right),
            ">" => i64::from(left > right),
            "<=" => i64::from(left <= right),
            ">=" => i64::from(left >= right),
            "&&" => i64::from(left != 0 && right != 0),
            "||" => i64::from(left != 0 || right != 0),
            _ => return Err(syntax()),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    impl Variables for BTreeMap<String, String> {
        fn get(&self, name: &str) -> Option<String> {
            BTreeMap::get(self, name).cloned()
        }
        fn set(&mut self, name: &str, value: i64) -> Result<(), String> {
            self.insert(name.into(), value.to_string());
            Ok(())
        }
    }

    #[test]
    fn expressions_have_cs_precedence() {
        let mut variables = BTreeMap::from([("x".to_owned(), "5".to_owned()), ("y".to_owned(), "x+1".to_owned())]);
        for (text, value) in [
            ("1+2*3", 7),
            ("(1+2)*3", 9),
            ("x++ + ++x", 12),
            ("x", 7),
            ("y", 8),
            ("1 ? 2 : 3", 2),
            ("0 || 0", 0),
            ("2**10", 1024),
            ("010 + 0x10 + 2#101", 29),
            ("x <<= 2", 28),
            ("-7 / 2", -3),
            ("!0 && ~0", 1),
            ("0 && 1/0", 0),
            ("", 0),
        ] {
            assert_eq!(evaluate(text, &mut variables), Ok(value), "{text}");
        }
        assert_eq!(evaluate("1/0", &mut variables), Err("divide by zero".into()));
        assert_eq!(evaluate("1 +", &mut variables), Err("arithmetic syntax error".into()));
        assert!(evaluate(&"(".repeat(10_000), &mut variables).is_err());
    }
}
