//! Lines in another order: sort, uniq, comm, tac, rev, shuf. It must not know other applets.

use std::cmp::Ordering;

use crate::shell::applet::{Applet, Call, Options};
use crate::world::{OpenHow, text};

pub(super) const APPLETS: &[Applet] = &[
    Applet {
        name: "sort",
        usage: "[-nrughMcszbdfiokt] [-o FILE] [-k START[.OFS][OPTS][,END[.OFS][OPTS]] [-t CHAR] [FILE]...",
        run: |call| Box::pin(sort(call)),
    },
    Applet { name: "uniq", usage: "[-cduiz] [-f,s,w N] [FILE [OUTFILE]]", run: |call| Box::pin(uniq(call)) },
    Applet { name: "comm", usage: "[-123] FILE1 FILE2", run: |call| Box::pin(comm(call)) },
    Applet { name: "tac", usage: "[FILE]...", run: |call| Box::pin(tac(call)) },
    Applet { name: "rev", usage: "[FILE]...", run: |call| Box::pin(rev(call)) },
    Applet {
        name: "shuf",
        usage: "[-n NUM] [-o FILE] [-z] [FILE | -e [ARG...] | -i L-H]",
        run: |call| Box::pin(shuf(call)),
    },
];

/// All lines of files; `false` if one could not be read.
async fn all_lines(call: &mut Call, files: &[String], end: u8) -> (Vec<String>, bool) {
    let (mut lines, mut good) = (Vec::new(), true);
    for file in files {
        let Some(mut input) = call.input(file).await else {
            good = false;
            continue;
        };
        let mut held = 0;
        while let Some(line) = input.raw_line(end).await {
            let line = text::from_bytes(line.strip_suffix(&[end]).unwrap_or(&line));
            held += 24 + line.len();
            if held > 65_536 {
                call.sys.hold_memory(i64::try_from(held).unwrap_or(i64::MAX));
                call.sys.step(1).await;
                held = 0;
            }
            lines.push(line);
        }
    }
    (lines, good)
}

/// How lines are compared.
#[derive(Clone, Copy, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option or a state of its own")]
struct Order {
    numeric: bool,
    human: bool,
    general: bool,
    month: bool,
    version: bool,
    reverse: bool,
    fold: bool,
    dictionary: bool,
    blanks: bool,
}

struct Key {
    start: (usize, usize),
    end: Option<(usize, usize)>,
    order: Order,
}

impl Order {
    fn set(&mut self, letter: char) {
        match letter {
            'n' => self.numeric = true,
            'h' => self.human = true,
            'g' => self.general = true,
            'M' => self.month = true,
            'V' => self.version = true,
            'r' => self.reverse = true,
            'f' => self.fold = true,
            'd' => self.dictionary = true,
            _ => self.blanks = true,
        }
    }

    fn is_default(self) -> bool {
        !(self.numeric
            || self.human
            || self.general
            || self.month
            || self.version
            || self.fold
            || self.dictionary
            || self.reverse)
    }

    fn compare(self, a: &str, b: &str) -> Ordering {
        let order = if self.general {
            general(a).total_cmp(&general(b))
        } else if self.numeric {
            general(a).partial_cmp(&general(b)).unwrap_or(Ordering::Equal)
        } else if self.human {
            compare_human(a, b)
        } else if self.month {
            month(a).cmp(&month(b))
        } else if self.version {
            version(a, b)
        } else if self.fold || self.dictionary {
            let plain = |text: &str| -> String {
                let kept = text.chars().filter(|c| !self.dictionary || c.is_alphanumeric() || c.is_whitespace());
                if self.fold { kept.flat_map(char::to_uppercase).collect() } else { kept.collect() }
            };
            plain(a).cmp(&plain(b))
        } else {
            text::to_bytes(a).cmp(&text::to_bytes(b))
        };
        if self.reverse { order.reverse() } else { order }
    }
}

/// A number at the begin of a text, which may have an exponent: `-n` reads as `-g` does.
fn general(text: &str) -> f64 {
    let text = text.trim_start();
    let end = text.find(|c: char| !(c.is_ascii_digit() || "+-.eE".contains(c))).unwrap_or(text.len());
    text[..end].parse().unwrap_or_else(|_| number(text))
}

fn number(text: &str) -> f64 {
    let text = text.trim_start();
    let end = text
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*at == 0 && *c == '-')))
        .map_or(text.len(), |(at, _)| at);
    text[..end].parse().unwrap_or(0.0)
}

/// A size as `-h` compares it: what is no number first, then by its unit, then by its number.
fn human(text: &str) -> (bool, usize, f64) {
    let text = text.trim_start();
    let end = text
        .char_indices()
        .find(|(at, c)| !(c.is_ascii_digit() || *c == '.' || (*at == 0 && matches!(c, '-' | '+'))))
        .map_or(text.len(), |(at, _)| at);
    let Ok(value) = text[..end].parse::<f64>() else { return (false, 0, 0.0) };
    // A small k is a unit as well; the others are great letters.
    let unit = text[end..].chars().next().and_then(|unit| if unit == 'k' { Some(0) } else { "KMGTPEZY".find(unit) });
    (true, unit.map_or(0, |unit| unit + 1), value)
}

fn compare_human(a: &str, b: &str) -> Ordering {
    let (a, b) = (human(a), human(b));
    (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2))
}

fn month(text: &str) -> usize {
    const MONTHS: [&str; 12] = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    let name: String = text.trim_start().chars().take(3).collect::<String>().to_uppercase();
    MONTHS.iter().position(|month| *month == name).map_or(0, |month| month + 1)
}

fn version(a: &str, b: &str) -> Ordering {
    let parts = |text: &str| -> Vec<(String, u64)> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let word = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
            let digits = rest[word..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |at| word + at);
            parts.push((rest[..word].to_owned(), rest[word..digits].parse().unwrap_or(0)));
            rest = &rest[digits..];
        }
        parts
    };
    parts(a).cmp(&parts(b))
}

/// A key as it is written: `2`, `2,3`, `1.2,1.4nr`.
fn key(written: &str, general: Order) -> Option<Key> {
    let mut order = Order::default();
    let mut own = false;
    let mut place = |text: &str| -> Option<(usize, usize)> {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        for letter in text[digits.len()..].chars() {
            if !"nhgMVrfdbi".contains(letter) {
                return None;
            }
            order.set(letter);
            own = true;
        }
        let (field, offset) = digits.split_once('.').unwrap_or((digits, "0"));
        Some((field.parse().ok()?, offset.parse().ok()?))
    };
    let (start, end) = written.split_once(',').map_or((written, None), |(start, end)| (start, Some(end)));
    let start = place(start).filter(|(field, _)| *field > 0)?;
    let end = match end {
        Some(end) => Some(place(end)?),
        None => None,
    };
    Some(Key { start, end, order: if own { order } else { general } })
}

/// The part of a line that a key means.
fn part<'l>(line: &'l str, key: &Key, separator: Option<char>) -> &'l str {
    let begin = place(line, key.start.0 - 1, separator).0;
    let skipped = if key.order.blanks || (separator.is_none() && key.start.1 > 0) {
        begin + (line[begin..].len() - line[begin..].trim_start_matches([' ', '\t']).len())
    } else {
        begin
    };
    let start = forward(line, skipped, key.start.1.saturating_sub(1));
    let end = match key.end {
        None | Some((0, _)) => line.len(),
        Some((field, 0)) => place(line, field - 1, separator).1,
        Some((field, offset)) => {
            let begin = place(line, field - 1, separator).0;
            let blanks = line[begin..].len() - line[begin..].trim_start_matches([' ', '\t']).len();
            forward(line, if separator.is_none() { begin + blanks } else { begin }, offset)
        }
    };
    if start < end { &line[start..end] } else { "" }
}

fn forward(line: &str, from: usize, chars: usize) -> usize {
    line[from..].char_indices().nth(chars).map_or(line.len(), |(at, _)| from + at)
}

/// Where a field begins and ends. Without a separator the blanks before a field belong to it.
fn place(line: &str, field: usize, separator: Option<char>) -> (usize, usize) {
    let mut start = 0;
    for index in 0..=field {
        let end = if let Some(separator) = separator {
            line[start..].find(separator).map(|at| start + at)
        } else {
            let rest = &line[start..];
            let blanks = rest.len() - rest.trim_start_matches([' ', '\t']).len();
            rest[blanks..].find([' ', '\t']).map(|at| start + blanks + at)
        };
        if index == field {
            return (start, end.unwrap_or(line.len()));
        }
        match end {
            Some(end) => start = end + separator.map_or(0, char::len_utf8),
            None => return (line.len(), line.len()),
        }
    }
    (line.len(), line.len())
}

async fn sort(mut call: Call) -> u8 {
    let Ok(options) = call.options("ngMucszbrdfihVo:k:t:mS:T:", &[]).await else { return 2 };
    let mut order = Order::default();
    for (letter, _) in options.all() {
        if "nghMVrfdb".contains(*letter) {
            order.set(*letter);
        }
    }
    let separator = match options.values('t').iter().find(|text| text.chars().count() != 1) {
        Some(_) => {
            call.error("bad -t parameter").await;
            return 2;
        }
        None => options.value('t').and_then(|text| text.chars().next()),
    };
    let mut keys = Vec::new();
    for written in options.values('k') {
        let Some(key) = key(written, order) else {
            call.error("bad field specification").await;
            return 2;
        };
        keys.push(key);
    }
    let end = if options.has('z') { b'\0' } else { b'\n' };
    let (mut lines, good) = all_lines(&mut call, &options.files(), end).await;
    if !good {
        // A file that cannot be read ends it, before anything is printed.
        return 2;
    }
    let compare = |a: &String, b: &String| -> Ordering {
        if keys.is_empty() {
            let from = |text: &str| if order.blanks { text.len() - text.trim_start().len() } else { 0 };
            return order.compare(&a[from(a)..], &b[from(b)..]);
        }
        keys.iter()
            .map(|key| key.order.compare(part(a, key, separator), part(b, key, separator)))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
    };
    // Lines that are equal by their keys are put in the order of their bytes, unless -s or -u.
    let last = |a: &String, b: &String| {
        let settled = options.has('s') || options.has('u') || (keys.is_empty() && order.is_default());
        let order_of_bytes = text::to_bytes(a).cmp(&text::to_bytes(b));
        match (settled, order.reverse) {
            (true, _) => Ordering::Equal,
            (false, true) => order_of_bytes.reverse(),
            (false, false) => order_of_bytes,
        }
    };
    if options.has('c') {
        if let Some(line) = lines.windows(2).position(|pair| {
            let order = compare(&pair[0], &pair[1]).then_with(|| last(&pair[0], &pair[1]));
            order.is_gt() || (options.has('u') && order.is_eq())
        }) {
            call.complain(&format!("Check line {}\n", line + 1)).await;
            return call.finish(1).await;
        }
        return call.finish(0).await;
    }
    call.sys.step(1 + lines.len() as u64 / 2).await;
    lines.sort_by(|a, b| compare(a, b).then_with(|| last(a, b)));
    if options.has('u') {
        lines.dedup_by(|a, b| compare(a, b).is_eq());
    }
    print_to(&mut call, options.value('o'), &lines, char::from(end), 0).await
}

/// Prints lines, or writes them to a file.
async fn print_to(call: &mut Call, path: Option<&str>, lines: &[String], end: char, code: u8) -> u8 {
    let Some(path) = path else {
        for line in lines {
            call.print(line).await;
            call.print(end.encode_utf8(&mut [0; 4])).await;
            if call.is_broken() {
                break;
            }
        }
        return call.finish(code).await;
    };
    let whole: String = lines.iter().flat_map(|line| line.chars().chain([end])).collect();
    let fd = match call.sys.open(path, OpenHow::WRITE).await {
        Ok(fd) => fd,
        Err(errno) => {
            call.error(&format!("can't open '{path}': {errno}")).await;
            return 1;
        }
    };
    let written = call.sys.write(fd, &text::to_bytes(&whole)).await;
    // It was open until now.
    let _ = call.sys.close(fd);
    if let Err(errno) = written {
        call.fail(path, errno).await;
        return 1;
    }
    call.finish(code).await
}

fn whole_number(options: &Options, letter: char) -> Result<usize, String> {
    match options.value(letter) {
        None => Ok(0),
        Some(text) => text.parse().map_err(|_| format!("invalid number '{text}'")),
    }
}

async fn uniq(mut call: Call) -> u8 {
    let Ok(options) = call.options("cduf:s:w:iz", &[]).await else { return 1 };
    let numbers = (whole_number(&options, 'f'), whole_number(&options, 's'), whole_number(&options, 'w'));
    let (Ok(fields), Ok(chars), Ok(width)) = numbers else {
        let wrong = [numbers.0, numbers.1, numbers.2].into_iter().find_map(Result::err).unwrap_or_default();
        call.error(&wrong).await;
        return 1;
    };
    if options.words.len() > 2 {
        return call.show_usage().await;
    }
    let file = options.words.first().map_or("-", String::as_str);
    let mut input = match call.try_input(file).await {
        Ok(input) => input,
        Err(errno) => {
            call.error(&format!("can't open '{file}': {errno}")).await;
            return 1;
        }
    };
    let compared = |line: &str| -> String {
        let mut rest = line;
        for _ in 0..fields {
            rest = rest.trim_start_matches([' ', '\t']);
            rest = &rest[rest.find([' ', '\t']).unwrap_or(rest.len())..];
        }
        let rest = rest.chars().skip(chars).take(if width == 0 { usize::MAX } else { width });
        if options.has('i') { rest.flat_map(char::to_lowercase).collect() } else { rest.collect() }
    };
    let end = if options.has('z') { b'\0' } else { b'\n' };
    let mut out: Vec<String> = Vec::new();
    let to = options.words.get(1).filter(|path| path.as_str() != "-").cloned();
    let mut current: Option<(String, String, u64)> = None;
    loop {
        let line = input.line(&call).await;
        let key = line.as_deref().map(&compared);
        if let (Some((_, held, count)), Some(key)) = (&mut current, &key)
            && held == key
        {
            *count += 1;
            continue;
        }
        if let Some((line, _, count)) = current.take()
            && !(options.has('d') && count == 1 || options.has('u') && count > 1)
        {
            let line = if options.has('c') { format!("{count:7} {line}") } else { line };
            if to.is_some() {
                out.push(line);
            } else {
                call.print(&line).await;
                call.write(&[end]).await;
            }
        }
        match (line, key) {
            (Some(line), Some(key)) => current = Some((line, key, 1)),
            _ => break,
        }
        if call.is_broken() {
            break;
        }
    }
    print_to(&mut call, to.as_deref(), &out, char::from(end), 0).await
}

async fn comm(mut call: Call) -> u8 {
    let Ok(options) = call.options("123", &[]).await else { return 1 };
    let [one, two] = options.words.as_slice() else { return call.show_usage().await };
    let (one, two) = (one.clone(), two.clone());
    let (left, good_left) = all_lines(&mut call, &[one], b'\n').await;
    let (right, good_right) = all_lines(&mut call, &[two], b'\n').await;
    if !(good_left && good_right) {
        return 1;
    }
    let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
    let indent = |column: usize| "\t".repeat((1..column).filter(|n| !options.has(['1', '2', '3'][n - 1])).count());
    loop {
        let (column, line) = match (left.peek(), right.peek()) {
            (None, None) => break,
            (Some(_), None) => (1, left.next()),
            (None, Some(_)) => (2, right.next()),
            (Some(a), Some(b)) => match a.cmp(b) {
                Ordering::Less => (1, left.next()),
                Ordering::Greater => (2, right.next()),
                Ordering::Equal => {
                    right.next();
                    (3, left.next())
                }
            },
        };
        if let Some(line) = line.filter(|_| !options.has(['1', '2', '3'][column - 1])) {
            call.print_line(&format!("{}{line}", indent(column))).await;
        }
    }
    call.finish(0).await
}

async fn tac(mut call: Call) -> u8 {
    let Ok(options) = call.options("", &[]).await else { return 1 };
    let mut good = true;
    for file in options.files() {
        let Some(mut input) = call.input(&file).await else {
            good = false;
            continue;
        };
        let whole = input.rest().await;
        // A last line without a newline stays without one.
        for line in whole.split_inclusive(|byte| *byte == b'\n').rev() {
            call.write(line).await;
        }
    }
    call.finish(u8::from(!good)).await
}

async fn rev(mut call: Call) -> u8 {
    let Ok(options) = call.options("", &[]).await else { return 1 };
    let mut code = 0;
    for file in options.files() {
        let Some(mut input) = call.input(&file).await else {
            code = 1;
            continue;
        };
        while let Some(line) = input.raw_line(b'\n').await {
            let text = String::from_utf8_lossy(&line);
            let (text, end) = text.strip_suffix('\n').map_or((text.as_ref(), ""), |text| (text, "\n"));
            call.print(&text.chars().rev().collect::<String>()).await;
            call.print(end).await;
        }
    }
    call.finish(code).await
}

async fn shuf(mut call: Call) -> u8 {
    let Ok(options) = call.options("ei:n:o:z", &[]).await else { return 1 };
    let most = match whole_number(&options, 'n') {
        Ok(most) => most,
        Err(wrong) => {
            call.error(&wrong).await;
            return 1;
        }
    };
    let (mut lines, good) = if options.has('e') {
        (options.words.clone(), true)
    } else if let Some(range) = options.value('i') {
        let bounds =
            range.split_once('-').and_then(|(low, high)| Some((low.parse::<u64>().ok()?, high.parse::<u64>().ok()?)));
        let Some((low, high)) = bounds.filter(|(low, high)| low <= high && high - low < 1_000_000) else {
            call.error(&format!("bad range '{range}'")).await;
            return 1;
        };
        ((low..=high).map(|number| number.to_string()).collect(), true)
    } else {
        all_lines(&mut call, &options.files(), b'\n').await
    };
    for index in (1..lines.len()).rev() {
        let other = usize::try_from(call.sys.random() % (index as u64 + 1)).unwrap_or(0);
        lines.swap(index, other);
    }
    if options.has('n') {
        lines.truncate(most);
    }
    print_to(&mut call, options.value('o'), &lines, '\n', u8::from(!good)).await
}
