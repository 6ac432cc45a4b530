//! Lines by column: cut, paste, fold, nl, expand, unexpand. It must not know other applets.

use crate::shell::applet::{Applet, Call, Input, Options};
use crate::shell::posix::{self, Style};
use crate::world::text;

pub(super) const APPLETS: &[Applet] = &[
    Applet { name: "cut", usage: "[OPTIONS] [FILE]...", run: |call| Box::pin(cut(call)) },
    Applet { name: "paste", usage: "[-d LIST] [-s] [FILE]...", run: |call| Box::pin(paste(call)) },
    Applet { name: "fold", usage: "[-bs] [-w WIDTH] [FILE]...", run: |call| Box::pin(fold(call)) },
    Applet { name: "nl", usage: "[OPTIONS] [FILE]...", run: |call| Box::pin(nl(call)) },
    Applet { name: "expand", usage: "[-i] [-t N] [FILE]...", run: |call| Box::pin(expand(call)) },
    Applet { name: "unexpand", usage: "[-fa][-t N] [FILE]...", run: |call| Box::pin(unexpand(call)) },
];

/// Ranges from 1 as they are written: `1,3-5,7-`. A position of 0 is the first, as busybox has it; nothing is no range.
fn ranges(list: &str) -> Result<Vec<(usize, usize)>, String> {
    let number = |text: &str| text.parse::<usize>().map_err(|_| format!("invalid number '{text}'"));
    let mut ranges = Vec::new();
    for part in list.split(',').filter(|part| !part.is_empty()) {
        let (low, high) = part.split_once('-').map_or((part, None), |(low, high)| (low, Some(high)));
        let low = if low.is_empty() { 1 } else { number(low)?.max(1) };
        let high = match high {
            None => low,
            Some("") => usize::MAX,
            Some(high) => number(high)?,
        };
        if high < low - 1 {
            return Err(format!("{high}<{}", low - 1));
        }
        ranges.push((low, high));
    }
    if ranges.is_empty() {
        return Err("missing list of positions".to_owned());
    }
    ranges.sort_unstable();
    Ok(ranges)
}

async fn cut(mut call: Call) -> u8 {
    let Ok(options) = call.options("b:c:f:F:d:O:sDn", &[]).await else { return 1 };
    let mut lists = options.all().iter().filter(|(letter, _)| "bcfF".contains(*letter));
    let Some((letter, Some(list))) = lists.next() else {
        call.error("expected a list of bytes, characters, or fields").await;
        return 1;
    };
    if lists.any(|(other, _)| other != letter) {
        return call.show_usage().await;
    }
    if *letter == 'F' {
        return call.not_simulated("-F").await;
    }
    // Only the first character of the delimiter counts.
    let delimiter = options.value('d').and_then(|text| text.chars().next()).unwrap_or('\t').to_string();
    if *letter != 'f' && (options.has('d') || options.has('s')) {
        let what = if options.has('s') {
            "suppressing non-delimited lines makes sense"
        } else {
            "a delimiter may be specified"
        };
        call.error(&format!("{what} only when operating on fields")).await;
        return 1;
    }
    let ranges = match ranges(list) {
        Ok(ranges) => ranges,
        Err(words) => {
            call.error(&words).await;
            return 1;
        }
    };
    let (letter, between) = (*letter, options.value('O').unwrap_or(&delimiter).to_owned());
    let wanted = |index: usize| ranges.iter().any(|(low, high)| (*low..=*high).contains(&(index + 1)));
    let mut code = 0;
    for file in options.files() {
        let Some(mut input) = call.input(&file).await else {
            code = 1;
            continue;
        };
        while let Some(line) = input.line(&call).await {
            let shown = match letter {
                'f' if !line.contains(&delimiter) => {
                    if options.has('s') {
                        continue;
                    }
                    line
                }
                'f' => {
                    let fields = line.split(&delimiter).enumerate().filter(|(index, _)| wanted(*index));
                    fields.map(|(_, field)| field).collect::<Vec<_>>().join(&between)
                }
                'c' => line.chars().enumerate().filter(|(index, _)| wanted(*index)).map(|(_, c)| c).collect(),
                _ => {
                    let bytes = text::to_bytes(&line);
                    let kept: Vec<u8> =
                        bytes.iter().enumerate().filter(|(index, _)| wanted(*index)).map(|(_, byte)| *byte).collect();
                    text::from_bytes(&kept)
                }
            };
            call.print_line(&shown).await;
            if call.is_broken() {
                break;
            }
        }
    }
    call.finish(code).await
}

async fn paste(mut call: Call) -> u8 {
    let Ok(options) = call.options("d:s", &[]).await else { return 1 };
    let delimiters: Vec<String> = match options.value('d') {
        None => vec!["\t".to_owned()],
        Some(list) => {
            let mut delimiters = Vec::new();
            let mut chars = list.chars();
            while let Some(c) = chars.next() {
                let delimiter = match c {
                    '\\' => match chars.next() {
                        Some('n') => "\n".to_owned(),
                        Some('t') => "\t".to_owned(),
                        Some('0') => String::new(),
                        // What is no escape stands for both.
                        Some(other) => {
                            delimiters.push("\\".to_owned());
                            other.to_string()
                        }
                        None => "\\".to_owned(),
                    },
                    c => c.to_string(),
                };
                delimiters.push(delimiter);
            }
            if delimiters.is_empty() {
                call.error("-d '' is not supported").await;
                return 1;
            }
            delimiters
        }
    };
    let files = options.files();
    // `-` may be named several times: its lines are then taken in turn.
    let mut inputs: Vec<Input> = Vec::new();
    let mut slots: Vec<Option<usize>> = Vec::new();
    for (index, file) in files.iter().enumerate() {
        if let Some(first) = files[..index].iter().position(|earlier| file == "-" && earlier == "-") {
            slots.push(slots[first]);
            continue;
        }
        let Some(input) = call.input(file).await else { return 1 };
        slots.push(Some(inputs.len()));
        inputs.push(input);
    }
    if options.has('s') {
        for mut input in inputs {
            let mut whole = String::new();
            let mut count = 0;
            while let Some(line) = input.line(&call).await {
                if count > 0 {
                    whole.push_str(&delimiters[(count - 1) % delimiters.len()]);
                }
                whole.push_str(&line);
                count += 1;
            }
            call.print_line(&whole).await;
        }
        return call.finish(0).await;
    }
    side_by_side(&mut call, &mut inputs, slots, &delimiters).await;
    call.finish(0).await
}

/// Prints the next line of every file beside those of the others. Only the last file's line ends with a newline, and a
/// file that has ended leaves no place behind: so does busybox.
async fn side_by_side(call: &mut Call, inputs: &mut [Input], mut slots: Vec<Option<usize>>, delimiters: &[String]) {
    let last = slots.len().saturating_sub(1);
    while slots.iter().any(Option::is_some) && !call.is_broken() {
        let mut used = 0;
        for (index, slot) in slots.iter_mut().enumerate() {
            let Some(input) = slot.and_then(|at| inputs.get_mut(at)) else { continue };
            let Some(line) = input.line(call).await else {
                *slot = None;
                continue;
            };
            call.print(&line).await;
            if index == last {
                call.print("\n").await;
            } else {
                call.print(&delimiters[used % delimiters.len()]).await;
                used += 1;
            }
        }
    }
}

async fn fold(mut call: Call) -> u8 {
    let Ok(options) = call.options("bsw:", &[]).await else { return 1 };
    let width = options.value('w').map_or(Some(80), |text| text.parse::<usize>().ok().filter(|width| *width > 0));
    let Some(width) = width else {
        let text = options.value('w').unwrap_or_default();
        let known = text.parse::<usize>().is_ok();
        let words =
            if known { format!("number {text} is not in 1..10000 range") } else { format!("invalid number '{text}'") };
        call.error(&words).await;
        return 1;
    };
    let mut code = 0;
    for file in options.files() {
        let Some(mut input) = call.input(&file).await else {
            code = 1;
            continue;
        };
        while let Some(line) = input.line(&call).await {
            let mut rest: Vec<char> = line.chars().collect();
            while rest.len() > width {
                let blank = rest[..width].iter().rposition(|c| *c == ' ' || *c == '\t');
                let cut = blank.filter(|_| options.has('s')).map_or(width, |at| at + 1);
                let tail = rest.split_off(cut);
                call.print_line(&rest.iter().collect::<String>()).await;
                rest = tail;
            }
            call.print_line(&rest.iter().collect::<String>()).await;
        }
    }
    call.finish(code).await
}

async fn nl(mut call: Call) -> u8 {
    let Ok(options) = call.options("b:s:v:w:i:", &[]).await else { return 1 };
    let number = |letter, default: i64| options.value(letter).map_or(Some(default), |text| text.parse::<i64>().ok());
    let (Some(mut count), Some(width), Some(by)) = (number('v', 1), number('w', 6), number('i', 1)) else {
        call.error("invalid number").await;
        return 1;
    };
    let between = options.value('s').unwrap_or("\t").to_owned();
    let style = options.value('b').unwrap_or("t").to_owned();
    let chosen = style.strip_prefix('p').and_then(|text| posix::compile(text, Style::default()).ok());
    let width = usize::try_from(width).unwrap_or(6).min(1000);
    let mut code = 0;
    for file in options.files() {
        let Some(mut input) = call.input(&file).await else {
            code = 1;
            continue;
        };
        while let Some(line) = input.line(&call).await {
            let numbered = match style.as_str() {
                "a" => true,
                "n" => false,
                "t" => !line.is_empty(),
                _ => chosen.as_ref().is_some_and(|pattern| pattern.is_match(&line)),
            };
            let shown = if numbered {
                format!("{count:width$}{between}{line}")
            } else {
                format!("{}{line}", " ".repeat(width + between.chars().count()))
            };
            count += if numbered { by } else { 0 };
            call.print_line(&shown).await;
        }
    }
    call.finish(code).await
}

/// How far apart the tab stops are; nothing after complaining about what is no width.
async fn tab_width(call: &mut Call, options: &Options) -> Option<usize> {
    let Some(text) = options.value('t') else { return Some(8) };
    let width = text.parse::<usize>().ok().filter(|width| *width > 0).map(|width| width.min(1000));
    if width.is_none() {
        call.error(&format!("invalid number '{text}'")).await;
    }
    width
}

/// Blanks that reach a tab stop become tabs; with `all` those behind the first word too.
fn with_tabs(line: &str, width: usize, all: bool) -> String {
    let (mut shown, mut column) = (String::new(), 0);
    let mut rest = line;
    while !rest.is_empty() {
        let words = rest.trim_start_matches([' ', '\t']);
        for blank in rest[..rest.len() - words.len()].chars() {
            column += if blank == ' ' { 1 } else { width - column % width };
        }
        let behind = shown.chars().rev().take_while(|c| *c != '\t').count() % width;
        let (tabs, blanks) = if column / width > 0 { (column / width, column % width) } else { (0, column - behind) };
        shown.push_str(&"\t".repeat(tabs));
        shown.push_str(&" ".repeat(blanks));
        column %= width;
        let end = if all { words.find([' ', '\t']).unwrap_or(words.len()) } else { words.len() };
        shown.push_str(&words[..end]);
        column = (column + words[..end].chars().count()) % width;
        rest = &words[end..];
    }
    shown
}

async fn unexpand(mut call: Call) -> u8 {
    let Ok(options) = call.options("fat:", &[("first-only", 'f'), ("all", 'a'), ("tabs", 't')]).await else { return 1 };
    let Some(width) = tab_width(&mut call, &options).await else { return 1 };
    let all = !options.has('f') && (options.has('a') || options.value('t').is_some());
    let mut code = 0;
    for file in options.files() {
        let Some(mut input) = call.input(&file).await else {
            code = 1;
            continue;
        };
        while let Some(line) = input.line(&call).await {
            call.print_line(&with_tabs(&line, width, all)).await;
        }
    }
    call.finish(code).await
}

async fn expand(mut call: Call) -> u8 {
    let Ok(options) = call.options("it:", &[]).await else { return 1 };
    let Some(width) = tab_width(&mut call, &options).await else { return 1 };
    let mut code = 0;
    for file in options.files() {
        let Some(mut input) = call.input(&file).await else {
            code = 1;
            continue;
        };
        while let Some(line) = input.line(&call).await {
            let (mut shown, mut column, mut leading) = (String::new(), 0, true);
            for c in line.chars() {
                leading &= c == ' ' || c == '\t';
                if c == '\t' && (leading || !options.has('i')) {
                    let blanks = width - column % width;
                    shown.push_str(&" ".repeat(blanks));
                    column += blanks;
                } else {
                    shown.push(c);
                    column += 1;
                }
            }
            call.print_line(&shown).await;
        }
    }
    call.finish(code).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_count_from_one() {
        assert_eq!(ranges("1,3-5,7-"), Ok(vec![(1, 1), (3, 5), (7, usize::MAX)]));
        assert_eq!(ranges("-2"), Ok(vec![(1, 2)]));
        assert_eq!(ranges("3-1"), Err("1<2".to_owned()));
        assert_eq!(ranges("x"), Err("invalid number 'x'".to_owned()));
    }
}
