//! Log shippers: Fluent Bit and Fluentd, which follow files and print what they find, where their configuration says just
//! that. They must not know images.

use std::time::Duration;

use jiff::Timestamp;

use crate::world::Process;

use super::{complain, option, say, serve::end_on_signals};

/// How often a file is looked at.
const LOOK: Duration = Duration::from_secs(1);
/// No more of a file is read at once.
const MOST: usize = 1 << 20;

/// What is to be followed.
struct Tail {
    path: String,
    tag: String,
}

/// `fluent-bit -c FILE`, or `-i tail -p path=FILE -o stdout`
pub async fn fluent_bit(sys: Process) -> u8 {
    let args = sys.argv();
    let mut tails = Vec::new();
    if let Some(path) = option(&args, "p").and_then(|p| p.strip_prefix("path=").map(ToOwned::to_owned)) {
        tails.push(Tail { path, tag: "tail.0".to_owned() });
    } else {
        let file = option(&args, "c").unwrap_or_else(|| "/fluent-bit/etc/fluent-bit.conf".to_owned());
        let Ok(bytes) = sys.read_file(&file).await else {
            let moment = super::moment(&sys, "%Y/%m/%d %H:%M:%S");
            complain(&sys, &format!("[{moment}] [error] could not open configuration file {file}, aborting.")).await;
            return 1;
        };
        let mut section = String::new();
        let mut name = String::new();
        for line in String::from_utf8_lossy(&bytes).lines().map(str::trim) {
            if let Some(title) = line.strip_prefix('[') {
                section = title.trim_end_matches(']').to_ascii_uppercase();
                name.clear();
            } else if let Some((key, value)) = line.split_once(char::is_whitespace) {
                match (section.as_str(), key.to_ascii_lowercase().as_str()) {
                    (_, "name") => value.trim().clone_into(&mut name),
                    ("INPUT", "path") if name == "tail" => {
                        tails.push(Tail { path: value.trim().to_owned(), tag: format!("tail.{}", tails.len()) });
                    }
                    ("INPUT", "tag") => {
                        if let Some(tail) = tails.last_mut() {
                            value.trim().clone_into(&mut tail.tag);
                        }
                    }
                    _ => {}
                }
            }
        }
    }
    complain(&sys, "Fluent Bit v3.1.9").await;
    for words in ["[fluent bit] version=3.1.9, commit=a1c9d2c, pid=1", "[sp] stream processor started"] {
        complain(&sys, &format!("[{}] [ info] {words}", super::moment(&sys, "%Y/%m/%d %H:%M:%S"))).await;
    }
    follow(&sys, &tails, |tag, moment, line| {
        let seconds = moment.as_second();
        format!("[0] {tag}: [[{seconds}.000000000, {{}}], {{\"log\"=>\"{}\"}}]", line.replace('"', "\\\""))
    })
    .await
}

/// `fluentd -c FILE`
pub async fn fluentd(sys: Process) -> u8 {
    let args = sys.argv();
    let file = option(&args, "c").unwrap_or_else(|| "/fluentd/etc/fluent.conf".to_owned());
    let Ok(bytes) = sys.read_file(&file).await else {
        complain(&sys, &format!("config error file={file:?} error_class=Errno::ENOENT error=\"No such file or directory @ rb_sysopen - {file}\"")).await;
        return 1;
    };
    let mut tails: Vec<Tail> = Vec::new();
    let (mut in_source, mut is_tail, mut path, mut tag) = (false, false, String::new(), String::new());
    for line in String::from_utf8_lossy(&bytes).lines().map(str::trim) {
        let (key, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match key {
            "<source>" => (in_source, is_tail, path, tag) = (true, false, String::new(), String::new()),
            "</source>" => {
                if is_tail && !path.is_empty() {
                    tails.push(Tail { path: path.clone(), tag: tag.clone() });
                }
                in_source = false;
            }
            "@type" | "type" if in_source && value.trim() == "tail" => is_tail = true,
            "path" if in_source => value.trim().clone_into(&mut path),
            "tag" if in_source => value.trim().clone_into(&mut tag),
            _ => {}
        }
    }
    for words in [
        format!(
            "init supervisor logger path=nil rotate_age=nil rotate_size=nil\nparsing config file is succeeded path={file:?}"
        ),
        "#0 fluentd worker is now running worker=0".to_owned(),
    ] {
        for words in words.lines() {
            say(&sys, &format!("{} [info]: {words}", super::moment(&sys, "%Y-%m-%d %H:%M:%S +0000"))).await;
        }
    }
    follow(&sys, &tails, |tag, moment, line| {
        format!(
            "{} {tag}: {{\"message\":\"{}\"}}",
            moment.strftime("%Y-%m-%d %H:%M:%S.000000000 +0000"),
            line.replace('"', "\\\"")
        )
    })
    .await
}

/// Prints every new line of the files until a signal comes.
async fn follow(sys: &Process, tails: &[Tail], form: impl Fn(&str, Timestamp, &str) -> String) -> u8 {
    end_on_signals(sys);
    let mut seen: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    loop {
        for tail in tails {
            for path in matching(sys, &tail.path) {
                let Ok(bytes) = sys.read_file(&path).await else { continue };
                let from = seen.entry(path).or_default();
                if *from > bytes.len() {
                    *from = 0;
                }
                let fresh = &bytes[*from..bytes.len().min(*from + MOST)];
                let whole = fresh.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
                *from += whole;
                let moment = Timestamp::from_second(sys.wall().secs()).unwrap_or(Timestamp::UNIX_EPOCH);
                for line in String::from_utf8_lossy(&fresh[..whole]).lines() {
                    say(sys, &form(&tail.tag, moment, line)).await;
                    sys.step(1).await;
                }
            }
        }
        if sys.sleep(LOOK).await.is_err() || sys.take_signal().is_some() {
            return 0;
        }
    }
}

/// The files of a pattern with a star in its last part.
fn matching(sys: &Process, pattern: &str) -> Vec<String> {
    let (folder, name) = pattern.rsplit_once('/').unwrap_or((".", pattern));
    let Some((before, after)) = name.split_once('*') else { return vec![pattern.to_owned()] };
    let names = sys.read_dir(folder).unwrap_or_default();
    let fits = |name: &&String| name.starts_with(before) && name.ends_with(after);
    names.iter().filter(fits).map(|name| format!("{folder}/{name}")).collect()
}
