//! Reads what must be true of the running Pod. It must not know how a Pod is run.

use std::collections::HashSet;

use serde_json::Value;

use super::file::{FileTable, LifeTable, LinesTable, LogTable, PlayTable, PortTable, RestartsTable, SinceTable};
use super::load::Reader;
use super::model::{Instead, LifeCheck, LifeFact, Play, Since, TextMatch, Without};
use super::source::{At, at};

/// Reads the `[[life]]` table at `index`.
pub(super) fn read(
    reader: &mut Reader<'_, '_>,
    index: usize,
    mut table: LifeTable,
    ids: &mut HashSet<String>,
) -> LifeCheck {
    reader.id(at!["life", index, "id"], &table.id, ids);
    reader.text(at!["life", index, "text"], &table.text);
    reader.text(at!["life", index, "why"], &table.why);
    let points = reader.number(at!["life", index, "points"], table.points, 1..=100);
    let mut plays = Vec::new();
    for (nr, play) in table.take_plays().into_iter().enumerate() {
        let base = match nr {
            0 => at!["life", index].to_vec(),
            _ => at!["life", index, "also", nr - 1].to_vec(),
        };
        plays.push(self::play(reader, &base, play));
    }
    LifeCheck { id: table.id, text: table.text, points, why: table.why, plays }
}

/// Reads the keys of a play in the table at `base`.
fn play(reader: &mut Reader<'_, '_>, base: &[At], table: PlayTable) -> Play {
    let by = reader.duration(&under(base, "by"), &table.by);
    let mut facts: Vec<LifeFact> = Vec::new();
    facts.extend(table.status.map(LifeFact::Status));
    facts.extend(table.ready.map(LifeFact::Ready));
    let restarts = |t: RestartsTable| LifeFact::Restarts { container: t.container, at_least: t.at_least };
    facts.extend(table.restarts.map(restarts));
    facts.extend(table.log.into_iter().enumerate().map(|(nr, t)| log(reader, base, nr, t)));
    facts.extend(table.lines.into_iter().enumerate().map(|(nr, t)| lines(reader, base, nr, t)));
    facts.extend(table.file.into_iter().enumerate().map(|(nr, t)| file(reader, base, nr, t)));
    facts.extend(table.port.into_iter().enumerate().map(|(nr, t)| port(reader, base, nr, t)));
    facts.extend(table.exit.into_iter().map(|t| LifeFact::Exit { container: t.container, code: t.code }));
    for (nr, t) in table.process.into_iter().enumerate() {
        let text = text_match(reader, base, ("process", nr), Wanted(t.equals, t.contains, t.matches, None));
        facts.push(LifeFact::Process { container: t.container, text });
    }
    for (nr, t) in table.exec.into_iter().enumerate() {
        if t.command.is_empty() {
            reader.source.wrong(&under(base, "exec"), "`command` is empty");
        }
        let text = text_match(reader, base, ("exec", nr), Wanted(t.equals, t.contains, t.matches, t.json));
        facts.push(LifeFact::Exec { container: t.container, command: t.command, text });
    }
    if facts.is_empty() {
        let help = "give a status, ready, restarts, log, lines, file, port, exit, process or exec".to_owned();
        reader.source.wrong_with_help(base, "this requirement looks at nothing", Some(help));
    }
    let since = table.since.map(|table| since(reader, base, table, &facts));
    let without = table.without.iter().enumerate().filter_map(|(nr, name)| without(reader, base, nr, name)).collect();
    let instead = table.instead.into_iter().map(|t| Instead { container: t.container, script: t.script }).collect();
    let world = table.world.into_iter().enumerate();
    let world = world.map(|(nr, table)| reader.world(&[base, at!["world", nr]].concat(), table)).collect();
    let (never, frozen) = (table.never, table.frozen);
    Play { by, since, never, frozen, without, instead, world, facts }
}

fn under(base: &[At], key: &str) -> Vec<At> {
    [base, at![key]].concat()
}

/// `container/web`, `pod/db`.
fn without(reader: &mut Reader<'_, '_>, base: &[At], nr: usize, name: &str) -> Option<Without> {
    match name.split_once('/') {
        Some(("container", name)) if !name.is_empty() => Some(Without::Container(name.to_owned())),
        Some((kind, name)) if !kind.is_empty() && !name.is_empty() => {
            Some(Without::Object { kind: kind.to_lowercase(), name: name.to_owned() })
        }
        _ => {
            let message = format!("`{name}` is neither a container nor an object");
            let help = "write `container/web`, or a kind and a name: `pod/db`".to_owned();
            reader.source.wrong_with_help(&[base, at!["without", nr]].concat(), message, Some(help));
            None
        }
    }
}

/// A moment to count from. What disturbs a Pod is asked too rarely to be timed.
fn since(reader: &mut Reader<'_, '_>, base: &[At], table: SinceTable, timed: &[LifeFact]) -> Since {
    let by = reader.duration(&[base, at!["since", "by"]].concat(), &table.by);
    let mut facts: Vec<LifeFact> = Vec::new();
    facts.extend(table.log.into_iter().enumerate().map(|(nr, t)| log(reader, base, nr, t)));
    facts.extend(table.file.into_iter().enumerate().map(|(nr, t)| file(reader, base, nr, t)));
    if facts.is_empty() {
        reader.source.wrong(&under(base, "since"), "no moment is named: give a log or a file");
    }
    if timed.iter().any(|fact| matches!(fact, LifeFact::Port { .. } | LifeFact::Exec { .. })) {
        reader.source.wrong(&under(base, "since"), "a port or an exec cannot be timed");
    }
    Since { by, facts }
}

fn log(reader: &mut Reader<'_, '_>, base: &[At], nr: usize, t: LogTable) -> LifeFact {
    let text = text_match(reader, base, ("log", nr), Wanted(t.equals, t.contains, t.matches, t.json));
    LifeFact::Log { container: t.container, text, at_least: t.at_least.max(1) }
}

fn lines(reader: &mut Reader<'_, '_>, base: &[At], nr: usize, t: LinesTable) -> LifeFact {
    if let Some(pattern) = t.of.as_deref().filter(|pattern| regex::Regex::new(pattern).is_err()) {
        let message = format!("`{pattern}` is not a regular expression");
        reader.source.wrong(&place(base, ("lines", nr), "of"), message);
    }
    let text = text_match(reader, base, ("lines", nr), Wanted(t.equals, t.contains, t.matches, t.json));
    LifeFact::Lines { container: t.container, of: t.of, text }
}

fn file(reader: &mut Reader<'_, '_>, base: &[At], nr: usize, t: FileTable) -> LifeFact {
    if !t.path.starts_with('/') {
        let message = format!("`{}` is not an absolute path", t.path);
        reader.source.wrong(&place(base, ("file", nr), "path"), message);
    }
    let text = text_match(reader, base, ("file", nr), Wanted(t.equals, t.contains, t.matches, t.json));
    LifeFact::File { container: t.container, path: t.path, text }
}

fn port(reader: &mut Reader<'_, '_>, base: &[At], nr: usize, t: PortTable) -> LifeFact {
    if t.http.is_some() && t.send.is_some() {
        reader.source.wrong(&place(base, ("port", nr), "send"), "a port is asked with `http` or with `send`, not both");
    }
    if t.http.as_deref().is_some_and(|path| !path.starts_with('/')) {
        reader.source.wrong(&place(base, ("port", nr), "http"), "`http` is a path such as \"/healthz\"");
    }
    let text = text_match(reader, base, ("port", nr), Wanted(t.equals, t.contains, t.matches, t.json));
    LifeFact::Port { port: t.port, http: t.http, send: t.send, outside: t.outside, text }
}

/// What was written of `equals`, `contains`, `matches`, `json`.
struct Wanted(Option<String>, Option<String>, Option<String>, Option<Value>);

fn text_match(reader: &mut Reader<'_, '_>, base: &[At], fact: (&str, usize), wanted: Wanted) -> TextMatch {
    match wanted {
        Wanted(None, None, None, None) => TextMatch::Any,
        Wanted(Some(text), None, None, None) => TextMatch::Equals(text),
        Wanted(None, Some(text), None, None) => TextMatch::Contains(text),
        Wanted(None, None, Some(pattern), None) => {
            if let Err(error) = regex::Regex::new(&pattern) {
                let reason = error.to_string();
                let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
                let message = format!("this regular expression cannot be used: {reason}");
                reader.source.wrong(&place(base, fact, "matches"), message);
            }
            TextMatch::Matches(pattern)
        }
        Wanted(None, None, None, Some(Value::String(text))) => match serde_json::from_str(&text) {
            Ok(value) => TextMatch::Json(value),
            Err(error) => {
                reader.source.wrong(&place(base, fact, "json"), format!("this is not JSON: {error}"));
                TextMatch::Any
            }
        },
        Wanted(None, None, None, Some(value)) => TextMatch::Json(value),
        _ => {
            let message = "only one of `equals`, `contains`, `matches`, `json` can be wanted";
            reader.source.wrong(&place(base, fact, "equals"), message);
            TextMatch::Any
        }
    }
}

/// Where a key of a fact stands: in a table, or in a list of such tables. Steps that lead nowhere are left out.
fn place(base: &[At], (fact, nr): (&str, usize), key: &str) -> Vec<At> {
    [base, at![fact, nr, key]].concat()
}
