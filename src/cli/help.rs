//! Help texts that fill whatever terminal they are shown on. In the source a paragraph is broken for those who read the source; it must
//! not know what is in it.

use clap::Command;

/// The command and all below it, with each paragraph of what stands after the options in one piece: clap breaks it where the terminal
/// ends. Lines that are indented stay as they are.
#[must_use]
pub fn flowing(command: Command) -> Command {
    let text = command.get_after_help().map(|text| joined(&text.to_string()));
    let command = match text {
        Some(text) => command.after_help(text),
        None => command,
    };
    command.mut_subcommands(flowing)
}

fn joined(text: &str) -> String {
    let mut out = String::new();
    let mut goes_on = false;
    for line in text.lines() {
        let is_prose = !line.is_empty() && !line.starts_with(' ');
        if !out.is_empty() {
            out.push(if goes_on && is_prose { ' ' } else { '\n' });
        }
        out.push_str(line);
        goes_on = is_prose;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn paragraphs_are_joined_and_examples_are_not() {
        let text = "One paragraph\nof two lines.\n\nExamples:\n  podlings a\n  podlings b\n\nThe end.";
        assert_eq!(joined(text), "One paragraph of two lines.\n\nExamples:\n  podlings a\n  podlings b\n\nThe end.");
    }
}
