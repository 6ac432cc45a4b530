//! Applets that run commands with words they were given: xargs. It must not know what they run.

use crate::shell::applet::{Applet, Call};
use crate::world::{Errno, Exit, Process, text};

pub(super) const APPLETS: &[Applet] =
    &[Applet { name: "xargs", usage: "[OPTIONS] [PROG ARGS]", run: |call| Box::pin(xargs(call)) }];

/// Runs a command found along `PATH` and waits for it.
///
/// # Errors
/// Why it could not be started.
pub(super) async fn run_and_wait(sys: &Process, argv: Vec<String>) -> Result<Exit, Errno> {
    let path = sys.variable("PATH");
    let file = sys.find_command(&argv[0], path.as_deref())?;
    let env = sys.environment();
    let child = sys
        .fork(move |child| async move {
            child.exec(&file, argv, env.to_vec()).await;
            126
        })
        .await?;
    Ok(sys.wait(Some(child.pid), false).await?.exit)
}

async fn xargs(mut call: Call) -> u8 {
    let Ok(options) = call.options("+prt0e::E:n:s:xI:i::P:a:o", &[("no-run-if-empty", 'r')]).await else { return 1 };
    if options.has('p') {
        return call.not_simulated("-p").await;
    }
    let mut command = options.words.clone();
    if command.is_empty() {
        command.push("echo".to_owned());
    }
    let mut limits = [5000, 32_768 - 2048];
    for (limit, letter) in limits.iter_mut().zip(['n', 's']) {
        match options.value(letter).map(|text| text.parse::<usize>().map_err(|_| text.to_owned())) {
            None => {}
            Some(Ok(number)) => *limit = number.clamp(1, *limit),
            Some(Err(text)) => {
                call.error(&format!("invalid number '{text}'")).await;
                return 1;
            }
        }
    }
    let [most, longest] = limits;
    let replace = if options.has('I') {
        options.value('I')
    } else if options.has('i') {
        Some(options.value('i').unwrap_or("{}"))
    } else {
        None
    };
    let Some(mut input) = call.input(options.value('a').unwrap_or("-")).await else { return 1 };
    let bytes = input.rest().await;
    drop(input);
    let words = if options.has('0') {
        let parts = bytes.split(|byte| *byte == 0).filter(|part| !part.is_empty());
        parts.map(text::from_bytes).collect()
    } else {
        match cut(&text::from_bytes(&bytes), replace.is_some()) {
            Ok(mut words) => {
                let end = options.last_of("eE").and_then(|letter| options.value(letter)).filter(|end| !end.is_empty());
                if let Some(at) = words.iter().position(|word| Some(word.as_str()) == end) {
                    words.truncate(at);
                }
                words
            }
            Err(quote) => {
                call.error(&format!("unmatched {quote} quote")).await;
                return 1;
            }
        }
    };
    let mut runs: Vec<Vec<String>> = Vec::new();
    if let Some(mark) = replace {
        runs.extend(words.iter().map(|word| command.iter().map(|part| part.replace(mark, word)).collect()));
    } else {
        let size = |words: &[String]| words.iter().map(|word| word.len() + 1).sum::<usize>();
        let room = longest.saturating_sub(size(&command));
        let mut rest = words.as_slice();
        while !rest.is_empty() {
            let fits = (1..=most.min(rest.len())).rev().find(|count| size(&rest[..*count]) <= room);
            let Some(count) = fits else {
                call.error("argument line too long").await;
                return 1;
            };
            runs.push(command.iter().chain(&rest[..count]).cloned().collect());
            rest = &rest[count..];
        }
        if runs.is_empty() && !options.has('r') {
            runs.push(command);
        }
    }
    let mut code = 0;
    for run in runs {
        if options.has('t') {
            call.complain(&format!("{}\n", run.join(" "))).await;
        }
        call.flush().await;
        let name = run[0].clone();
        match run_and_wait(&call.sys, run).await {
            Ok(Exit::Code(0)) => {}
            Ok(Exit::Code(255)) => {
                call.error(&format!("{name}: exited with status 255; aborting")).await;
                return 124;
            }
            Ok(Exit::Code(_)) => code = 123,
            Ok(Exit::Signal(signal)) => {
                call.error(&format!("{name}: terminated by signal {}", signal.number())).await;
                return 125;
            }
            Err(errno) => {
                call.fail(&name, errno).await;
                return if errno == Errno::NoEnt { 127 } else { 126 };
            }
        }
    }
    call.finish(code).await
}

/// Cuts text into words at blanks, or into lines; quotes and backslashes keep blanks together.
fn cut(text: &str, by_line: bool) -> Result<Vec<String>, &'static str> {
    let (mut words, mut word, mut begun) = (Vec::new(), String::new(), false);
    let mut quote: Option<char> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\n', Some('\'')) => return Err("single"),
            ('\n', Some(_)) => return Err("double"),
            (c, Some(_)) => word.push(c),
            ('\'' | '"', None) => {
                quote = Some(c);
                begun = true;
            }
            ('\\', None) => {
                word.extend(chars.next());
                begun = true;
            }
            ('\n', None) => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            (' ' | '\t', None) if !by_line || !begun => {
                if begun {
                    words.push(std::mem::take(&mut word));
                }
                begun = false;
            }
            (c, None) => {
                word.push(c);
                begun = true;
            }
        }
    }
    match quote {
        Some('\'') => Err("single"),
        Some(_) => Err("double"),
        None => {
            if begun {
                words.push(word);
            }
            Ok(words)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_quotes_together() {
        assert_eq!(cut("a 'b c' d\\ e\n\"f\"", false).unwrap(), ["a", "b c", "d e", "f"]);
        assert_eq!(cut("  a b\nc\n", true).unwrap(), ["a b", "c"]);
        assert_eq!(cut("'a", false), Err("single"));
    }
}
