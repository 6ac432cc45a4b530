//! Applets that run commands with words they were given: xargs. It must not know what they run.

use crate::shell::applet::{Applet, Call, Input};
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
    let end = options.last_of("eE").and_then(|letter| options.value(letter)).filter(|end| !end.is_empty());
    let mut code = 0;
    let shown = options.has('t');
    if let (Some(mark), false, None) = (replace, options.has('0'), end) {
        return by_line(&mut call, &mut input, &command, mark, shown).await;
    }
    let mut bytes = Vec::new();
    if options.has('n') && !options.has('0') && end.is_none() {
        match by_number(&mut call, &mut input, &command, (most, longest), shown, &mut code).await {
            // What is left is too little for a command of that many words, and at the end it is one all the same.
            Ok((words, began)) if !words.is_empty() || !began => {
                bytes = text::to_bytes(&words.iter().map(|word| protected(word)).collect::<String>()).into_owned();
            }
            Ok(_) => return call.finish(code).await,
            Err(end) => return end,
        }
    }
    bytes.extend(input.rest().await);
    drop(input);
    let words = if options.has('0') {
        let parts = bytes.split(|byte| *byte == 0).filter(|part| !part.is_empty());
        parts.map(text::from_bytes).collect()
    } else {
        match cut(&text::from_bytes(&bytes), replace.is_some()) {
            (_, Some(quote)) => return unmatched(&mut call, quote).await,
            (mut words, None) => {
                if let Some(at) = words.iter().position(|word| Some(word.as_str()) == end) {
                    words.truncate(at);
                }
                words
            }
        }
    };
    let mut runs: Vec<Vec<String>> = Vec::new();
    if let Some(mark) = replace {
        runs.extend(words.iter().map(|word| command.iter().map(|part| part.replace(mark, word)).collect()));
    } else {
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
    for run in runs {
        if let Err(end) = start(&mut call, run, shown, &mut code).await {
            return end;
        }
    }
    call.finish(code).await
}

/// A line is a command: it runs before the next line is read.
async fn by_line(call: &mut Call, input: &mut Input, command: &[String], mark: &str, shown: bool) -> u8 {
    let mut code = 0;
    while let Some(line) = input.line(call).await {
        let (words, open) = cut(&line, true);
        if let Some(quote) = open {
            return unmatched(call, quote).await;
        }
        for word in words {
            let run = command.iter().map(|part| part.replace(mark, &word)).collect();
            if let Err(end) = start(call, run, shown, &mut code).await {
                return end;
            }
        }
    }
    call.finish(code).await
}

/// Enough words are a command, which runs before more is read: the words that are left, and whether any command ran. The error is
/// the code with which `xargs` ends at once.
async fn by_number(
    call: &mut Call,
    input: &mut Input,
    command: &[String],
    (most, longest): (usize, usize),
    shown: bool,
    code: &mut u8,
) -> Result<(Vec<String>, bool), u8> {
    let (mut words, mut began) = (Vec::new(), false);
    while let Some(line) = input.line(call).await {
        let (more, open) = cut(&line, false);
        words.extend(more);
        while words.len() >= most && size(command) + size(&words[..most]) <= longest {
            began = true;
            start(call, command.iter().cloned().chain(words.drain(..most)).collect(), shown, code).await?;
        }
        if let Some(quote) = open {
            return Err(unmatched(call, quote).await);
        }
    }
    Ok((words, began))
}

/// How many bytes words take on a command line.
fn size(words: &[String]) -> usize {
    words.iter().map(|word| word.len() + 1).sum()
}

/// A word as it must be written to be read as it is.
fn protected(word: &str) -> String {
    let letters = word.chars().flat_map(|c| ['\\', c]);
    letters.chain(['\n']).collect()
}

async fn unmatched(call: &mut Call, quote: &str) -> u8 {
    call.error(&format!("unmatched {quote} quote")).await;
    1
}

/// Runs one command and notes in `code` how it ended; the error is the code with which `xargs` ends at once.
async fn start(call: &mut Call, run: Vec<String>, shown: bool, code: &mut u8) -> Result<(), u8> {
    if shown {
        call.complain(&format!("{}\n", run.join(" "))).await;
    }
    call.flush().await;
    let name = run[0].clone();
    match run_and_wait(&call.sys, run).await {
        Ok(Exit::Code(0)) => {}
        Ok(Exit::Code(255)) => {
            call.error(&format!("{name}: exited with status 255; aborting")).await;
            return Err(124);
        }
        Ok(Exit::Code(_)) => *code = 123,
        Ok(Exit::Signal(signal)) => {
            call.error(&format!("{name}: terminated by signal {}", signal.number())).await;
            return Err(125);
        }
        Err(errno) => {
            call.fail(&name, errno).await;
            return Err(if errno == Errno::NoEnt { 127 } else { 126 });
        }
    }
    Ok(())
}

/// Cuts text into words at blanks, or into lines; quotes and backslashes keep blanks together. Of a text with an open quote it gives
/// the words before that one, and which quote it is.
fn cut(text: &str, by_line: bool) -> (Vec<String>, Option<&'static str>) {
    let (mut words, mut word, mut begun) = (Vec::new(), String::new(), false);
    let mut quote: Option<char> = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (c, quote) {
            (c, Some(open)) if c == open => quote = None,
            ('\n', Some('\'')) => return (words, Some("single")),
            ('\n', Some(_)) => return (words, Some("double")),
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
        Some('\'') => (words, Some("single")),
        Some(_) => (words, Some("double")),
        None => {
            if begun {
                words.push(word);
            }
            (words, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_their_quotes_together() {
        assert_eq!(cut("a 'b c' d\\ e\n\"f\"", false).0, ["a", "b c", "d e", "f"]);
        assert_eq!(cut("  a b\nc\n", true).0, ["a b", "c"]);
        assert_eq!(cut("b 'a", false), (vec!["b".to_owned()], Some("single")));
    }
}
