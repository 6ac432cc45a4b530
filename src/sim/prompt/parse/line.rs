//! Cuts a line into words as a shell does, and at its first pipe. It must not know commands.

/// A line's first `|` outside of quotes, with what stands before it and behind it. `||` is none.
pub(super) fn pipe(line: &str) -> Option<(&str, &str)> {
    let (mut quote, mut escaped) = (None, false);
    for (at, letter) in line.char_indices() {
        match (quote, letter) {
            _ if escaped => escaped = false,
            (None | Some('"'), '\\') => escaped = true,
            (None, '\'' | '"') => quote = Some(letter),
            (Some(open), _) if open == letter => quote = None,
            (None, '|') => {
                let (before, after) = (&line[..at], &line[at + 1..]);
                return (!after.starts_with('|') && !after.trim().is_empty()).then_some((before, after));
            }
            _ => {}
        }
    }
    None
}

/// Splits a line at blanks, with a shell's quotes. What only a shell could do is refused.
pub(super) fn split(line: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ' ' | '\t' => words.extend(word.take()),
            '\'' | '"' => {
                let open = word.get_or_insert_default();
                loop {
                    match letters.next() {
                        None => return Err(format!("A {letter} is opened and never closed.\n")),
                        Some(end) if end == letter => break,
                        Some('\\') if letter == '"' => {
                            let next = letters.next().unwrap_or('\\');
                            if !matches!(next, '"' | '\\' | '$' | '`') {
                                open.push('\\');
                            }
                            open.push(next);
                        }
                        Some(other) => open.push(other),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(letters.next()),
            '|' | '>' | '<' | ';' | '&' => {
                return Err(format!(
                    "This prompt takes one kubectl command, and filters behind a pipe; it has no {letter:?}. Inside a \
                     container there is one: kubectl exec POD -- sh -c '…'\n"
                ));
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    Ok(words)
}
