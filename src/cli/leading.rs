//! Options that stand before the subcommand (`podlings --assignment FILE list`) and are meant for it. It must not know what they do.

use std::ffi::OsString;

/// The options of the app that subcommands have too, and whether a value follows.
const SHARED: [(&str, bool); 5] =
    [("--assignment", true), ("--student", true), ("--pack", true), ("--dir", true), ("--with-builtin", false)];

/// The command line with such options behind the subcommand, where there is one; else as it was. A subcommand that does not have an
/// option refuses it as it would behind its name.
pub fn behind_the_subcommand(
    args: impl IntoIterator<Item = OsString>,
    is_command: impl Fn(&str) -> bool,
) -> Vec<OsString> {
    let mut args: Vec<OsString> = args.into_iter().collect();
    let mut end = 1;
    while let Some(words) = args.get(end).and_then(|word| word.to_str()).and_then(length) {
        end += words;
    }
    let command = args.get(end).and_then(|word| word.to_str()).is_some_and(is_command);
    if end > 1 && command {
        // `podlings OPTIONS COMMAND` becomes `podlings COMMAND OPTIONS`.
        args[1..=end].rotate_right(1);
    }
    args
}

/// How many words such an option has; `None`: it is something else.
fn length(word: &str) -> Option<usize> {
    let (name, value) = word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)));
    let (_, takes) = SHARED.iter().find(|(shared, _)| *shared == name)?;
    match (takes, value) {
        (true, None) => Some(2),
        (true, Some(_)) | (false, None) => Some(1),
        (false, Some(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reordered(line: &str) -> String {
        let words = line.split(' ').map(OsString::from);
        let words = behind_the_subcommand(words, |word| matches!(word, "list" | "grade"));
        words.iter().map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn options_go_behind_the_subcommand() {
        assert_eq!(
            reordered("p --assignment f --student ada list -o json"),
            "p list --assignment f --student ada -o json"
        );
        assert_eq!(reordered("p --pack=x --with-builtin grade a"), "p grade --pack=x --with-builtin a");
    }

    #[test]
    fn all_else_stays() {
        for line in
            ["p", "p --assignment", "p --assignment f", "p --assignment list", "p --seed 3 list", "p list --pack x"]
        {
            assert_eq!(reordered(line), line);
        }
    }
}
