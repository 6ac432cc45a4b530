//! Fields in the making: what was quoted, where text is split.

use crate::shell::pattern::escape_into;

/// One field: its text, and the same as a pattern in which what was quoted stands for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Field {
    pub text: String,
    pub pattern: String,
    /// Something in it that was not quoted is special in patterns.
    pub may_match: bool,
}

/// Fields as pieces of a word come in.
pub(super) struct Fields {
    done: Vec<Field>,
    current: Field,
    /// There is a current field, even if it is empty.
    open: bool,
    /// The last field was ended by white space, so a delimiter that follows belongs to the same end.
    ended_by_space: bool,
    separators: Option<String>,
    splits: bool,
    /// Patterns are asked for.
    patterns: bool,
}

impl Fields {
    /// Fields that are split at the characters of `IFS` (unset: blanks).
    pub fn new(separators: Option<String>) -> Self {
        let separators = Some(separators.unwrap_or_else(|| " \t\n".into()));
        Fields {
            done: Vec::new(),
            current: Field::default(),
            open: false,
            ended_by_space: false,
            separators,
            splits: true,
            patterns: true,
        }
    }

    /// One field that is never split.
    pub fn whole(separators: Option<String>) -> Self {
        Fields { splits: false, ..Fields::new(separators) }
    }

    /// One text whose pattern nobody asks for.
    pub fn text(separators: Option<String>) -> Self {
        Fields { patterns: false, ..Fields::whole(separators) }
    }

    /// Whether text is split at all.
    pub fn splits(&self) -> bool {
        self.splits
    }

    /// The length of the field in the making.
    pub fn size(&self) -> usize {
        self.current.text.len()
    }

    /// What stands between the parameters of `"$*"`.
    pub fn joiner(&self) -> String {
        self.separators.as_ref().and_then(|all| all.chars().next()).map(String::from).unwrap_or_default()
    }

    /// Unquoted text of the script.
    pub fn literal(&mut self, text: &str) {
        self.open |= !text.is_empty();
        self.ended_by_space = false;
        self.current.text.push_str(text);
        if !self.patterns {
            return;
        }
        self.current.pattern.push_str(text);
        self.current.may_match |= text.contains(['*', '?', '[']);
    }

    /// Quoted text.
    pub fn quoted(&mut self, text: &str) {
        self.open = true;
        self.ended_by_space = false;
        self.current.text.push_str(text);
        if self.patterns {
            escape_into(&mut self.current.pattern, text);
        }
    }

    /// What an expansion gave.
    pub fn value(&mut self, text: &str, quoted: bool) {
        if quoted {
            self.quoted(text);
        } else {
            self.split(text);
        }
    }

    /// Unquoted text that is split.
    pub fn split(&mut self, text: &str) {
        if !self.splits {
            self.open |= !text.is_empty();
            self.ended_by_space = false;
            self.current.text.push_str(text);
            if self.patterns {
                self.current.pattern.push_str(&text.replace('\\', "\\\\"));
            }
            return;
        }
        let separators = self.separators.clone().unwrap_or_default();
        for c in text.chars() {
            if !separators.contains(c) {
                self.open = true;
                self.ended_by_space = false;
                self.current.text.push(c);
                if c == '\\' {
                    self.current.pattern.push('\\');
                }
                self.current.pattern.push(c);
                self.current.may_match |= matches!(c, '*' | '?' | '[');
            } else if matches!(c, ' ' | '\t' | '\n') {
                if self.open {
                    self.end();
                    self.ended_by_space = true;
                }
            } else if self.open || !self.ended_by_space {
                self.end();
            } else {
                self.ended_by_space = false;
            }
        }
    }

    /// Ends the current field.
    pub fn end(&mut self) {
        self.done.push(std::mem::take(&mut self.current));
        self.open = false;
        self.ended_by_space = false;
    }

    /// Ends the current field if there is one.
    pub fn end_if_open(&mut self) {
        if self.open {
            self.end();
        }
    }

    /// All fields.
    pub fn finish(mut self) -> Vec<Field> {
        self.end_if_open();
        self.done
    }
}
