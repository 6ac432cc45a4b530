//! Splits a command as a shell does, for `$EDITOR`. It must not run anything and expands nothing but quotes and a leading `~/`.

/// The words of `text`; `None` where a quote is not closed.
///
/// Single quotes keep everything, double quotes let `\` stand before `"`, `\`, `$` and `` ` ``, and outside of both `\` keeps
/// the next character (POSIX, Shell Command Language, 2.2).
pub fn split(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            ' ' | '\t' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next()? {
                        '\'' => break,
                        c => word.push(c),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next()? {
                        '"' => break,
                        '\\' => match rest.next()? {
                            c @ ('"' | '\\' | '$' | '`') => word.push(c),
                            c => word.extend(['\\', c]),
                        },
                        c => word.push(c),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(rest.next()?),
            c => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_split_as_a_shell_splits_them() {
        let cases: &[(&str, Option<&[&str]>)] = &[
            ("vim", Some(&["vim"])),
            ("  code   --wait ", Some(&["code", "--wait"])),
            ("'my editor' -n", Some(&["my editor", "-n"])),
            (r#""/opt/my ed/bin" -c "set \"x\"""#, Some(&["/opt/my ed/bin", "-c", "set \"x\""])),
            (r"my\ editor", Some(&["my editor"])),
            ("vim -c 'set ft=yaml'", Some(&["vim", "-c", "set ft=yaml"])),
            ("a''b \"\"", Some(&["ab", ""])),
            (r#""a\nb""#, Some(&[r"a\nb"])),
            ("", Some(&[])),
            ("'open", None),
            ("\"open", None),
            ("end\\", None),
        ];
        for (text, expected) in cases {
            let expected = expected.map(|words| words.iter().map(ToString::to_string).collect::<Vec<_>>());
            assert_eq!(split(text), expected, "{text}");
        }
    }
}
