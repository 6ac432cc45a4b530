//! A pack and a file that mean harm: what a terminal could obey reaches no screen.

use podlings::exercise::Library;
use podlings::tui::attempt::Answer;
use podlings::tui::catalog::Catalog;
use podlings::tui::editors::FileKey;
use podlings::tui::msg::{Msg, Opened};

use super::stage::{NARROW, Setting, Stage, WIDE, library};

/// Clears the screen, sets the title, rings, turns the direction of writing, hides.
const EVIL: &str = "\\u001b[2J\\u001b]0;title\\u0007\\u009b31m\\u202e\\u200b\\u0008\\r";
const EVIL_TEXT: &str = "\u{1b}[2J\u{1b}]0;title\u{7}\u{9b}31m\u{202e}\u{200b}\u{8}\r";

/// A pack in which every text carries it, and a file that carries it too.
pub fn hostile() -> Library {
    let text = include_str!("small.toml")
        .replace("TITLE", &format!("Title {EVIL}"))
        .replace("KIND", "build")
        .replace("\"LEVEL\"", "1")
        .replace("PAR", "4m")
        .replace("TASK", &format!("Do `this {EVIL}` and **that {EVIL}**\\n\\n- or {EVIL}\\n\\n```\\ncode {EVIL}\\n```"))
        .replace("kubectl run", &format!("hint {EVIL}"))
        .replace("A Pod needs", &format!("{EVIL} A Pod needs"))
        .replace("the Pod is called", &format!("{EVIL} the Pod is called"))
        .replace("People look", &format!("{EVIL} People look"));
    let broken = format!("format = 1\ntitle = \"{EVIL}\"\nkind = \"{EVIL}\"\n");
    let mut library = Library::default();
    library.add(
        "",
        &format!("pack {EVIL_TEXT}"),
        [("evil/evil.toml".to_owned(), Ok(text)), (format!("evil/x{EVIL_TEXT}.toml"), Ok(broken))],
    );
    library
}

/// Nothing in any cell is a control character, or one that turns or hides what stands around it.
fn assert_harmless(stage: &Stage, place: &str) {
    let harmful = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let (buffer, _) = stage.draw();
    let bad = buffer.content.iter().find(|cell| cell.symbol().contains(harmful));
    assert_eq!(bad, None, "{place}");
}

#[test]
fn a_pack_with_such_texts_is_refused_and_its_problems_are_harmless() {
    let library = hostile();
    assert_eq!(library.entries().count(), 0);
    let problems: Vec<String> = library.problems().iter().map(ToString::to_string).collect();
    assert!(problems.len() >= 7, "{problems:?}");
    for unicode in [true, false] {
        let setting = Setting { unicode, ..Setting::of(NARROW) };
        let mut stage = Stage::with_catalog(setting, Catalog::of(&library, std::collections::HashMap::new()));
        assert_harmless(&stage, "home");
        for problem in &problems {
            stage.tell(Msg::Trouble(problem.clone()));
            assert_harmless(&stage, problem);
        }
    }
}

/// Opens an exercise whose file is called and holds what means harm.
fn open(stage: &mut Stage, text: &str) {
    stage.tell(Msg::Opened(Opened {
        exercise: "crash-loop".to_owned(),
        path: format!("/home/{EVIL_TEXT}/pod.yaml"),
        answer: Answer::Text(text.to_owned()),
        attempt: None,
        graded_last: None,
    }));
}

#[test]
fn no_screen_shows_what_a_terminal_would_obey() {
    let library = library();
    let exercise = library.find("crash-loop").expect("an exercise");
    let refused = format!(
        "apiVersion: v1\nkind: Pod\nmetadata:\n  name: \"small{EVIL}\"\nspec:\n  containers:\n  - name: app\n    image: \
         \"busybox:{EVIL}\"\n    \"x{EVIL}\": 1\n# {EVIL_TEXT}\n"
    );
    let printing = "apiVersion: v1\nkind: Pod\nmetadata: {name: small}\nspec:\n  containers:\n  - name: app\n    image: \
                    busybox:1.36\n    command: [sh, -c, \"printf '\\\\033[2J\\\\007\\\\r\\\\033]0;x\\\\007'; sleep 99\"]\n";
    for (size, unicode) in [(NARROW, true), (NARROW, false), (WIDE, true)] {
        let mut stage = Stage::with(Setting { unicode, ..Setting::of(size) });
        let all_keys = |stage: &mut Stage, keys: &str| {
            for key in keys.split(' ') {
                stage.press(key);
                assert_harmless(stage, key);
            }
        };
        open(&mut stage, &refused);
        all_keys(&mut stage, "Tab h g");
        stage.grade(podlings::grade::grade(exercise, &refused));
        all_keys(&mut stage, "n N Tab d y Tab q q");
        stage.tell(Msg::Changed {
            file: FileKey::exercise("crash-loop"),
            answer: Answer::Unreadable(format!("/home/{EVIL_TEXT}/pod.yaml does not exist.")),
        });
        all_keys(&mut stage, "Tab g Tab");
        open(&mut stage, &refused);
        stage.press("r");
        stage.play();
        assert_harmless(&stage, "run, refused");
        open(&mut stage, printing);
        stage.press("r");
        stage.play();
        all_keys(&mut stage, "End v y l");
        assert!(stage.screen().contains("033]0;x") || stage.screen().contains("]0;x"), "{}", stage.screen());
        all_keys(&mut stage, "$");
        stage.type_text("kubectl logs small");
        all_keys(&mut stage, "Enter");
        stage.tell(Msg::Paste(format!("kubectl get {EVIL_TEXT}")));
        all_keys(&mut stage, "Enter Esc q s y End");
    }
}
