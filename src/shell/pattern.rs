//! Patterns of `case`, `${x#…}` and file names: `*`, `?`, `[…]`, with a backslash before what stands for itself.

/// A pattern that was read once.
pub struct Pattern(Vec<Part>);

enum Part {
    One(char),
    Any,
    Star,
    Set { negated: bool, items: Vec<Item> },
}

enum Item {
    Range(char, char),
    Class(fn(char) -> bool),
}

impl Pattern {
    /// Reads a pattern; every text is one.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some(&c) = chars.get(at) {
            at += 1;
            match c {
                '\\' => {
                    parts.push(Part::One(chars.get(at).copied().unwrap_or('\\')));
                    at += 1;
                }
                '*' => {
                    if !matches!(parts.last(), Some(Part::Star)) {
                        parts.push(Part::Star);
                    }
                }
                '?' => parts.push(Part::Any),
                '[' => match set(&chars, at) {
                    Some((part, after)) => {
                        parts.push(part);
                        at = after;
                    }
                    None => parts.push(Part::One('[')),
                },
                _ => parts.push(Part::One(c)),
            }
        }
        Pattern(parts)
    }

    /// Whether the whole text matches. Takes time in proportion to pattern times text.
    #[must_use]
    pub fn matches(&self, text: &[char]) -> bool {
        self.ends(text).last() == Some(&text.len())
    }

    /// What it costs to look for it in a text of so many characters, in 64ths of a step.
    #[must_use]
    pub fn cost(&self, length: usize) -> u64 {
        ((self.0.len() + 2) * length / 8) as u64
    }

    /// Where matches that begin at the start of the text can end, ascending.
    #[must_use]
    pub fn ends(&self, text: &[char]) -> Vec<usize> {
        // A set of reachable places, moved on part by part: no backtracking, so no pattern is slow.
        let mut places = vec![false; text.len() + 1];
        places[0] = true;
        for part in &self.0 {
            let mut next = vec![false; text.len() + 1];
            if matches!(part, Part::Star) {
                let mut reached = false;
                for (place, next) in places.iter().zip(next.iter_mut()) {
                    reached |= *place;
                    *next = reached;
                }
            } else {
                for (at, c) in text.iter().enumerate() {
                    if places[at] && part.takes(*c) {
                        next[at + 1] = true;
                    }
                }
            }
            places = next;
        }
        places.iter().enumerate().filter(|(_, reached)| **reached).map(|(at, _)| at).collect()
    }

    /// The pattern that matches the same texts read backwards.
    #[must_use]
    pub fn reversed(self) -> Self {
        Pattern(self.0.into_iter().rev().collect())
    }

    /// The text it stands for if nothing in it is special.
    #[must_use]
    pub fn literal(&self) -> Option<String> {
        self.0.iter().map(|part| if let Part::One(c) = part { Some(*c) } else { None }).collect()
    }

    /// Whether it begins with a dot that stands for itself.
    #[must_use]
    pub fn starts_with_dot(&self) -> bool {
        matches!(self.0.first(), Some(Part::One('.')))
    }
}

impl Part {
    fn takes(&self, c: char) -> bool {
        match self {
            Part::One(own) => *own == c,
            Part::Any => true,
            Part::Star => false,
            Part::Set { negated, items } => {
                let inside = items.iter().any(|item| match item {
                    Item::Range(from, to) => (*from..=*to).contains(&c),
                    Item::Class(class) => class(c),
                });
                inside != *negated
            }
        }
    }
}

fn set(chars: &[char], mut at: usize) -> Option<(Part, usize)> {
    let negated = matches!(chars.get(at), Some('!' | '^'));
    if negated {
        at += 1;
    }
    let mut items = Vec::new();
    let start = at;
    loop {
        let mut c = *chars.get(at)?;
        if c == ']' && at > start {
            return Some((Part::Set { negated, items }, at + 1));
        }
        if c == '/' {
            return None;
        }
        if c == '[' && chars.get(at + 1) == Some(&':') {
            let rest = &chars[at + 2..];
            if let Some(end) = rest.windows(2).position(|pair| pair == [':', ']']) {
                let name: String = rest[..end].iter().collect();
                if let Some(class) = class(&name) {
                    items.push(Item::Class(class));
                    at += end + 4;
                    continue;
                }
            }
        }
        at += 1;
        if c == '\\' {
            c = *chars.get(at)?;
            at += 1;
        }
        let mut to = c;
        if chars.get(at) == Some(&'-') && chars.get(at + 1).is_some_and(|c| *c != ']') {
            to = *chars.get(at + 1)?;
            at += 2;
            if to == '\\' {
                to = *chars.get(at)?;
                at += 1;
            }
        }
        items.push(Item::Range(c, to));
    }
}

fn class(name: &str) -> Option<fn(char) -> bool> {
    Some(match name {
        "alpha" => |c| c.is_alphabetic(),
        "digit" => |c| c.is_ascii_digit(),
        "alnum" => |c| c.is_alphanumeric(),
        "upper" => |c| c.is_uppercase(),
        "lower" => |c| c.is_lowercase(),
        "space" => |c| c.is_ascii_whitespace() || c == '\u{b}',
        "blank" => |c| c == ' ' || c == '\t',
        "punct" => |c| c.is_ascii_punctuation(),
        "xdigit" => |c| c.is_ascii_hexdigit(),
        "cntrl" => |c| c.is_control(),
        "print" => |c| !c.is_control(),
        "graph" => |c| !c.is_control() && c != ' ',
        _ => return None,
    })
}

/// A text with a backslash before everything that would be special in a pattern.
pub fn escape_into(pattern: &mut String, text: &str) {
    for c in text.chars() {
        if matches!(c, '*' | '?' | '[' | ']' | '\\' | '-' | '!' | '^') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern).matches(&text.chars().collect::<Vec<_>>())
    }

    #[test]
    fn patterns_match_as_the_shell_has_them() {
        for (pattern, text) in
            [("*.txt", "a.txt"), ("a?c", "abc"), ("[!a-c]*", "dx"), ("[[:digit:]]", "7"), ("\\*", "*"), ("[]x]", "]")]
        {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("*.txt", "a.tx"), ("a?c", "ac"), ("[a", "a"), ("\\*", "x"), ("", "x")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }

    #[test]
    fn no_pattern_is_slow() {
        assert!(!matches(&"a*".repeat(200), &"a".repeat(199)));
    }
}
