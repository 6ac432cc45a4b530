//! The pictures in the README, made from the same screens as the other tests. `PICTURES=write cargo test --test all pictures`
//! writes them anew; without it the test says which are stale.

use std::fmt::Write as _;
use std::path::PathBuf;

use podlings::tui::attempt::Answer;
use podlings::tui::editors::FileKey;
use podlings::tui::msg::Msg;
use podlings::tui::theme::Theme;

use super::stage::{Setting, Stage, YOURS, not_yet, some_progress};
use super::svg::picture;

const SIZE: (u16, u16) = (124, 32);

fn stage() -> Stage {
    Stage::with(Setting { theme: Theme::Dark, standings: some_progress(), ..Setting::of(SIZE) })
}

fn home() -> Stage {
    Stage::with(Setting { theme: Theme::Dark, standings: some_progress(), ..Setting::of((150, 32)) })
}

fn task() -> Stage {
    let mut stage = stage();
    stage.opened("config-loader", "", None);
    stage.pass(158);
    stage.press("e");
    let mut pane = String::from("\x1b[?1049h\x1b[H");
    for line in YOURS.lines() {
        let (key, value) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
        let colon = if line.contains(':') { ":" } else { "" };
        let blank = if value.is_empty() { "" } else { " " };
        write!(pane, "\x1b[36m{key}\x1b[0m{colon}{blank}{value}\r\n").expect("text");
    }
    for _ in 0..5 {
        pane.push_str("\x1b[34m~\x1b[0m\r\n");
    }
    pane.push_str("\x1b[28;1H\x1b[1m-- INSERT --\x1b[0m\x1b[28;64H18,25    All\x1b[18;25H");
    stage.pane(&pane);
    stage.tell(Msg::Changed { file: FileKey::exercise("config-loader"), answer: Answer::Text(YOURS.into()) });
    stage.grade(not_yet());
    stage.pass(3);
    stage
}

fn verdict() -> Stage {
    let mut stage = stage();
    stage.opened("config-loader", YOURS, None);
    stage.pass(192);
    stage.press("g");
    stage.grade(not_yet());
    stage.press("n");
    stage
}

fn diff() -> Stage {
    let mut stage = verdict();
    stage.press("d z");
    stage
}

fn run() -> Stage {
    let mut stage = stage();
    stage.opened("config-loader", super::run::CRASHING, None);
    stage.press("r");
    stage.play();
    stage.press("End Tab");
    stage
}

#[test]
fn pictures_are_up_to_date() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("assets/screens");
    let write = std::env::var_os("PICTURES").is_some_and(|wish| wish == "write");
    let mut stale = Vec::new();
    let pictures = [
        ("home", "Home: topics, exercises, what to do next", home()),
        ("task", "The task beside the editor, graded at every save", task()),
        ("verdict", "The verdict: what is wrong, where, and why it matters", verdict()),
        ("run", "The Pod's life, played: containers, logs, events, and kubectl's words for them", run()),
        ("diff", "Your answer beside the nearest right one", diff()),
    ];
    for (name, title, stage) in pictures {
        let path = folder.join(format!("{name}.svg"));
        let (buffer, cursor) = stage.draw();
        let svg = picture(&buffer, cursor, title);
        if write {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, svg).unwrap();
        } else if std::fs::read_to_string(&path).ok().as_deref() != Some(&svg) {
            stale.push(name);
        }
    }
    assert!(stale.is_empty(), "stale: {stale:?}. Write them anew with: PICTURES=write cargo test --test all pictures");
}
