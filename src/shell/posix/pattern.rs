//! A compiled pattern as applets use it: the `regex` crate where that says what POSIX says, else the matcher of our own at
//! the places that the crate finds. It must not know how patterns are written.

use regex::Regex;

use super::matcher::{Matcher, Span};

/// A pattern that can be searched for.
#[derive(Clone, Debug)]
pub struct Pattern {
    regex: Regex,
    matcher: Option<Matcher>,
}

/// A part of a text that matched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found<'t> {
    text: &'t str,
    start: usize,
    end: usize,
}

impl<'t> Found<'t> {
    /// Where it begins.
    #[must_use]
    pub fn start(&self) -> usize {
        self.start
    }

    /// Where it ends.
    #[must_use]
    pub fn end(&self) -> usize {
        self.end
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.start == self.end
    }

    /// What matched.
    #[must_use]
    pub fn as_str(&self) -> &'t str {
        &self.text[self.start..self.end]
    }
}

/// A match with its groups.
#[derive(Clone, Debug)]
pub struct Captures<'t> {
    text: &'t str,
    spans: Vec<Span>,
}

impl<'t> Captures<'t> {
    /// A group, or the whole match as the group 0.
    #[must_use]
    pub fn get(&self, group: usize) -> Option<Found<'t>> {
        let (start, end) = (*self.spans.get(group)?)?;
        Some(Found { text: self.text, start, end })
    }
}

impl From<Regex> for Pattern {
    fn from(regex: Regex) -> Self {
        Pattern { regex, matcher: None }
    }
}

impl Pattern {
    pub(super) fn new(regex: Regex, matcher: Option<Matcher>) -> Self {
        Pattern { regex, matcher }
    }

    /// Whether a text has a match.
    #[must_use]
    pub fn is_match(&self, text: &str) -> bool {
        match &self.matcher {
            // Where nothing is matched again, there is a match or not whichever of several wins.
            Some(matcher) if matcher.refers_back() => self.spans_from(text, 0).is_some(),
            _ => self.regex.is_match(text),
        }
    }

    /// The first match.
    #[must_use]
    pub fn find<'t>(&self, text: &'t str) -> Option<Found<'t>> {
        self.captures_from(text, 0)?.get(0)
    }

    /// The first match with its groups.
    #[must_use]
    pub fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.captures_from(text, 0)
    }

    /// How many groups there are, the whole match counted.
    #[must_use]
    pub fn captures_len(&self) -> usize {
        self.matcher.as_ref().map_or_else(|| self.regex.captures_len(), |matcher| matcher.groups() + 1)
    }

    /// All matches that do not overlap.
    pub fn find_iter<'p, 't: 'p>(&'p self, text: &'t str) -> impl Iterator<Item = Found<'t>> + use<'p, 't> {
        self.captures_iter(text).filter_map(|captures| captures.get(0))
    }

    /// The parts of a text between all matches.
    #[must_use]
    pub fn split<'t>(&self, text: &'t str) -> Vec<&'t str> {
        let (mut parts, mut end) = (Vec::new(), 0);
        for found in self.find_iter(text) {
            parts.push(&text[end..found.start]);
            end = found.end;
        }
        parts.push(&text[end..]);
        parts
    }

    /// All matches that do not overlap, with their groups. An empty one right behind another is none.
    pub fn captures_iter<'p, 't: 'p>(&'p self, text: &'t str) -> impl Iterator<Item = Captures<'t>> + use<'p, 't> {
        let (mut from, mut last) = (0, None);
        std::iter::from_fn(move || {
            loop {
                if from > text.len() {
                    return None;
                }
                let captures = self.captures_from(text, from)?;
                let whole = captures.get(0)?;
                from = whole.end;
                if whole.is_empty() {
                    from += text[from..].chars().next().map_or(1, char::len_utf8);
                    if last == Some(whole.end) {
                        continue;
                    }
                }
                last = Some(whole.end);
                return Some(captures);
            }
        })
    }

    fn captures_from<'t>(&self, text: &'t str, from: usize) -> Option<Captures<'t>> {
        self.spans_from(text, from).map(|spans| Captures { text, spans })
    }

    fn spans_from(&self, text: &str, mut from: usize) -> Option<Vec<Span>> {
        let Some(matcher) = &self.matcher else {
            if self.regex.captures_len() == 1 {
                return self.regex.find_at(text, from).map(|found| vec![Some((found.start(), found.end()))]);
            }
            return self.regex.captures_at(text, from).map(|captures| spans(&captures));
        };
        loop {
            let place = self.regex.find_at(text, from)?.start();
            match matcher.at(text, place) {
                Ok(Some(spans)) => return Some(spans),
                // What took too long is answered by the crate, unless only the matcher could say it.
                Err(()) if !matcher.refers_back() => {
                    return self.regex.captures_at(text, from).map(|captures| spans(&captures));
                }
                Err(()) => return None,
                Ok(None) => {
                    from = place + text[place..].chars().next().map_or(1, char::len_utf8);
                    if from > text.len() {
                        return None;
                    }
                }
            }
        }
    }
}

fn spans(captures: &regex::Captures<'_>) -> Vec<Span> {
    captures.iter().map(|group| group.map(|group| (group.start(), group.end()))).collect()
}
