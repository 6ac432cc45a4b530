//! A file of several YAML documents, cut at the lines that begin with `---`, as kubectl's `YAMLReader` cuts. It must not
//! know YAML beyond that: the cut is made inside a block scalar too.

/// One document's text, every line ended with `\n`.
pub(super) struct Chunk {
    /// The text. A `---` line is part of it only where nothing stands above it.
    pub(super) text: String,
    /// Its first line, from 0.
    pub(super) first_line: u32,
}

/// A `---` with something behind it that is no comment.
pub(super) struct BadSeparator {
    /// Its line, from 0.
    pub(super) line: u32,
    /// What stands behind it.
    pub(super) behind: String,
}

/// The documents of `text`, up to the first separator that is none.
pub(super) fn documents(text: &str) -> impl Iterator<Item = Result<Chunk, BadSeparator>> {
    let mut lines = Lines { rest: text, number: 0 };
    let mut failed = false;
    std::iter::from_fn(move || {
        if failed {
            return None;
        }
        let next = next_document(&mut lines);
        failed = matches!(next, Some(Err(_)));
        next
    })
}

fn next_document(lines: &mut Lines<'_>) -> Option<Result<Chunk, BadSeparator>> {
    let mut chunk = Chunk { text: String::new(), first_line: lines.number };
    for (number, line) in lines.by_ref() {
        if let Some(behind) = line.strip_prefix("---") {
            let behind = behind.trim();
            if !behind.is_empty() && !behind.starts_with('#') {
                return Some(Err(BadSeparator { line: number, behind: behind.to_owned() }));
            }
            if !chunk.text.is_empty() {
                return Some(Ok(chunk));
            }
        }
        if chunk.text.is_empty() {
            chunk.first_line = number;
        }
        chunk.text.push_str(line);
        chunk.text.push('\n');
    }
    (!chunk.text.is_empty()).then_some(Ok(chunk))
}

/// Lines without their ends, `\n` or `\r\n`.
struct Lines<'a> {
    rest: &'a str,
    number: u32,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (u32, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, rest) = self
            .rest
            .split_once('\n')
            .map_or((self.rest, ""), |(line, rest)| (line.strip_suffix('\r').unwrap_or(line), rest));
        self.rest = rest;
        let number = self.number;
        self.number += 1;
        Some((number, line))
    }
}
