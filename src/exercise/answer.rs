//! Reads an answer: a manifest, or the solution with some of its text changed, so that the difference that matters is all
//! that is written down. It must not know whether the answer is right.

use super::load::Reader;
use super::source::at;

/// The answer of the `accept` or `reject` table at an index.
pub(super) fn read(
    reader: &mut Reader<'_, '_>,
    (list, index): (&'static str, usize),
    solution: &str,
    manifest: Option<String>,
    edits: &[[String; 2]],
) -> String {
    match (manifest, edits) {
        (Some(manifest), []) => {
            reader.text(at![list, index, "manifest"], &manifest);
            manifest
        }
        (Some(_), _) => {
            reader
                .source
                .wrong(at![list, index, "edit"], "an answer has a `manifest` or an `edit` of the solution, not both");
            String::new()
        }
        (None, []) => {
            let help = "give a `manifest`, or an `edit` of the solution: [[\"readOnly: true\", \"readOnly: false\"]]"
                .to_owned();
            reader.source.wrong_with_help(at![list, index], "this answer is empty", Some(help));
            String::new()
        }
        (None, edits) => edited(reader, (list, index), solution, edits),
    }
}

/// The solution with each edit made in turn.
fn edited(
    reader: &mut Reader<'_, '_>,
    (list, index): (&'static str, usize),
    solution: &str,
    edits: &[[String; 2]],
) -> String {
    let mut text = solution.to_owned();
    for (position, [from, to]) in edits.iter().enumerate() {
        let times = if from.is_empty() { 0 } else { text.matches(from.as_str()).count() };
        if times == 1 {
            text = text.replacen(from.as_str(), to, 1);
        } else {
            let shown = from.trim();
            let message = match times {
                0 => format!("`{shown}` is not in the solution"),
                _ => format!("`{shown}` is {times} times in the solution; add what stands around the right one"),
            };
            reader.source.wrong(at![list, index, "edit", position], message);
        }
    }
    if reader.source.is_good() && text == solution {
        reader.source.wrong(at![list, index, "edit"], "these edits change nothing");
    }
    text
}

#[cfg(test)]
mod tests {
    use crate::exercise::load;

    const EXERCISE: &str = r#"
format = 1
title = "A Pod"
domain = "design-and-build"
kind = "build"
difficulty = 1
par = "1m"
kubernetes = "1.36"
docs = []
task = "Name it `a`."
explanation = "Names matter."
[[checks]]
id = "name"
text = "its name is `a`"
points = 1
paths = ["metadata"]
why = "People look it up."
[expect.metadata]
name = "a"
[solution]
manifest = "metadata: {name: a, labels: {a: b}}"
"#;

    fn with(reject: &str) -> String {
        let text = format!("{EXERCISE}[[reject]]\nname = \"wrong\"\nfails = [\"name\"]\n{reject}\n");
        match load("a.toml", "topic", "a", &text) {
            Ok(exercise) => exercise.reject[0].manifest.clone(),
            Err(problems) => problems.into_iter().map(|problem| problem.message).collect::<Vec<_>>().join("\n"),
        }
    }

    #[test]
    fn an_edit_changes_the_solution() {
        assert_eq!(
            with("edit = [[\"name: a\", \"name: x\"], [\"b}\", \"c}\"]]"),
            "metadata: {name: x, labels: {a: c}}"
        );
        assert_eq!(with("manifest = \"other\""), "other");
    }

    #[test]
    fn an_edit_that_cannot_be_made_is_named() {
        assert_eq!(with("edit = [[\"nam: a\", \"\"]]"), "`nam: a` is not in the solution");
        assert_eq!(
            with("edit = [[\"{\", \"\"]]"),
            "`{` is 2 times in the solution; add what stands around the right one"
        );
        assert_eq!(with(""), "this answer is empty");
        let both = "manifest = \"x\"\nedit = [[\"name: a\", \"name: x\"]]";
        assert_eq!(with(both), "an answer has a `manifest` or an `edit` of the solution, not both");
    }
}
