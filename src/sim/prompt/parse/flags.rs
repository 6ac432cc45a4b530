//! Takes the words of one kubectl command apart: flags with their values, and the other words, with kubectl's words for a
//! flag that it does not know. It must not know what flags do.

/// A flag that a command has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flag {
    long: &'static str,
    short: Option<char>,
    takes: Takes,
}

/// What stands behind a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// Nothing, or `=true` and `=false`.
    Nothing,
    Value,
    /// kubectl has it, this trainer does not.
    Elsewhere,
}

/// `--long`
pub(super) const fn switch(long: &'static str) -> Flag {
    Flag { long, short: None, takes: Takes::Nothing }
}

/// `--long VALUE`
pub(super) const fn value(long: &'static str) -> Flag {
    Flag { long, short: None, takes: Takes::Value }
}

/// One that kubectl has and that has no use here.
pub(super) const fn elsewhere(long: &'static str) -> Flag {
    Flag { long, short: None, takes: Takes::Elsewhere }
}

impl Flag {
    /// The same with a letter for short.
    pub(super) const fn or(self, short: char) -> Self {
        Self { short: Some(short), ..self }
    }

    /// As kubectl names it where its value is wrong: `"-f, --follow"`.
    fn shown(&self) -> String {
        match self.short {
            Some(short) => format!("\"-{short}, --{}\"", self.long),
            None => format!("\"--{}\"", self.long),
        }
    }
}

/// What every command takes.
const EVERYWHERE: [Flag; 12] = [
    value("namespace").or('n'),
    value("v").or('v'),
    value("request-timeout"),
    switch("help").or('h'),
    switch("warnings-as-errors"),
    elsewhere("context"),
    elsewhere("kubeconfig"),
    elsewhere("cluster"),
    elsewhere("user"),
    elsewhere("as"),
    elsewhere("server").or('s'),
    elsewhere("token"),
];

/// A command's words, taken apart.
#[derive(Debug)]
pub(super) struct Given {
    verb: &'static str,
    known: Vec<Flag>,
    flags: Vec<(&'static str, String)>,
    /// What is no flag.
    pub(super) words: Vec<String>,
    /// What stands behind `--`.
    pub(super) rest: Vec<String>,
}

impl Given {
    /// Takes the words behind a verb apart.
    ///
    /// # Errors
    /// kubectl's words for what is wrong with a flag.
    pub(super) fn read(verb: &'static str, words: &[String], own: &[Flag]) -> Result<Self, String> {
        let known: Vec<Flag> = own.iter().chain(&EVERYWHERE).copied().collect();
        let mut given = Self { verb, known, flags: Vec::new(), words: Vec::new(), rest: Vec::new() };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--" {
                given.rest = words.cloned().collect();
                break;
            }
            if let Some(long) = word.strip_prefix("--") {
                given.long(long, &mut words)?;
            } else if let Some(letters) = word.strip_prefix('-').filter(|letters| !letters.is_empty()) {
                given.short(letters, &mut words)?;
            } else {
                given.words.push(word.clone());
            }
        }
        Ok(given)
    }

    fn long<'w>(&mut self, text: &str, words: &mut impl Iterator<Item = &'w String>) -> Result<(), String> {
        let (name, written) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let Some(flag) = self.known.iter().find(|flag| flag.long == name).copied() else {
            return Err(self.wrong(&format!("unknown flag: --{name}")));
        };
        let value = match (written, flag.takes) {
            (_, Takes::Elsewhere) => return Err(self.not_here(&format!("--{name}"))),
            (Some(value), _) => value.to_owned(),
            (None, Takes::Nothing) => "true".to_owned(),
            (None, Takes::Value) => match words.next() {
                Some(value) => value.clone(),
                None => return Err(self.wrong(&format!("flag needs an argument: --{name}"))),
            },
        };
        self.take(flag, value)
    }

    /// Letters behind one dash: switches, and at the end one that takes a value, which may follow at once.
    fn short<'w>(&mut self, text: &str, words: &mut impl Iterator<Item = &'w String>) -> Result<(), String> {
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            let Some(flag) = self.known.iter().find(|flag| flag.short == Some(letter)).copied() else {
                let rest = letters.as_str();
                return Err(self.wrong(&format!("unknown shorthand flag: '{letter}' in -{letter}{rest}")));
            };
            let after = letters.as_str();
            let value = match (after.strip_prefix('='), flag.takes) {
                (_, Takes::Elsewhere) => return Err(self.not_here(&format!("-{letter}"))),
                (Some(value), _) if !value.is_empty() => value.to_owned(),
                (_, Takes::Nothing) => {
                    self.take(flag, "true".to_owned())?;
                    continue;
                }
                (_, Takes::Value) if !after.is_empty() => after.to_owned(),
                (_, Takes::Value) => match words.next() {
                    Some(value) => value.clone(),
                    None => return Err(self.wrong(&format!("flag needs an argument: '{letter}' in -{letter}"))),
                },
            };
            return self.take(flag, value);
        }
        Ok(())
    }

    fn take(&mut self, flag: Flag, value: String) -> Result<(), String> {
        if flag.takes == Takes::Nothing && boolean(&value).is_none() {
            return Err(self.invalid(
                flag.long,
                &value,
                &format!("strconv.ParseBool: parsing {value:?}: invalid syntax"),
            ));
        }
        self.flags.push((flag.long, value));
        Ok(())
    }

    /// The value of a flag, the last where it was given more than once.
    pub(super) fn value(&self, flag: &str) -> Option<&str> {
        self.values(flag).last()
    }

    /// All values of a flag.
    pub(super) fn values(&self, flag: &str) -> impl Iterator<Item = &str> {
        self.flags.iter().filter(move |(own, _)| *own == flag).map(|(_, value)| value.as_str())
    }

    /// Whether a switch is on.
    pub(super) fn is_on(&self, flag: &str) -> bool {
        self.value(flag).and_then(boolean).unwrap_or(false)
    }

    /// A flag's whole number.
    pub(super) fn number(&self, flag: &str) -> Result<Option<i64>, String> {
        let read = |value: &str| {
            value
                .parse()
                .map_err(|_| self.invalid(flag, value, &format!("strconv.ParseInt: parsing {value:?}: invalid syntax")))
        };
        self.value(flag).map(read).transpose()
    }

    /// That a flag's value is none.
    pub(super) fn invalid(&self, flag: &str, value: &str, why: &str) -> String {
        let shown = self.known.iter().find(|known| known.long == flag).map(Flag::shown).unwrap_or_default();
        self.wrong(&format!("invalid argument {value:?} for {shown} flag: {why}"))
    }

    /// What is wrong with a flag.
    fn wrong(&self, words: &str) -> String {
        format!("error: {words}\nSee 'kubectl {} --help' for usage.\n", self.verb)
    }

    /// What is wrong with the words that are no flags.
    pub(super) fn usage(&self, words: &str) -> String {
        format!("error: {words}\nSee 'kubectl {} -h' for help and examples\n", self.verb)
    }

    fn not_here(&self, flag: &str) -> String {
        format!("`{flag}` of `kubectl {}` is not part of this trainer.\n", self.verb)
    }
}

/// What Go reads as true or false.
fn boolean(text: &str) -> Option<bool> {
    match text {
        "1" | "t" | "T" | "true" | "TRUE" | "True" => Some(true),
        "0" | "f" | "F" | "false" | "FALSE" | "False" => Some(false),
        _ => None,
    }
}
