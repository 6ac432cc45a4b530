//! Sentences in lines for a terminal, in the plain texts of reports. It must not know what they say, nor any markup.

use unicode_width::UnicodeWidthStr;

/// The words in lines of at most so many columns, `first` before the first line and `rest` before the others.
#[must_use]
pub fn filled(text: &str, first: &str, rest: &str, columns: usize) -> String {
    let mut lines = String::new();
    let mut line = first.to_owned();
    let mut is_empty = true;
    for word in text.split_whitespace() {
        if !is_empty && line.width() + 1 + word.width() > columns {
            lines.push_str(&line);
            lines.push('\n');
            rest.clone_into(&mut line);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    if is_empty { lines } else { lines + &line + "\n" }
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn words_go_on_in_the_next_line_and_are_never_lost() {
        assert_eq!(filled("one two  three\nfour", "- ", "  ", 10), "- one two\n  three\n  four\n");
        assert_eq!(filled("a-word-too-long-for-it b", "  ", "  ", 8), "  a-word-too-long-for-it\n  b\n");
        assert_eq!(filled(" \n", "  ", "  ", 8), "");
    }
}
