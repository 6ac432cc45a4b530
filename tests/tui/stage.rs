//! A stage for the app: exercises, a clock that stands still, keys by name, the screen as text.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use jiff::Timestamp;
use podlings::exercise::Library;
use podlings::grade::verdict::FieldDifference;
use podlings::grade::{CheckResult, ClusterWord, Difference, FindingKind, Refusal, Verdict};
use podlings::manifest::Place;
use podlings::tui::app::{App, Start};
use podlings::tui::assigned::Assigned;
use podlings::tui::attempt::Answer;
use podlings::tui::catalog::{Catalog, Standing, State};
use podlings::tui::editors::EditorId;
use podlings::tui::msg::{Effect, Going, Msg, Opened};
use podlings::tui::settings::Settings;
use podlings::tui::shared::EditorCommand;
use podlings::tui::theme::Theme;
use podlings::work::editor::Source;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

pub const NARROW: (u16, u16) = (80, 24);
pub const WIDE: (u16, u16) = (160, 48);

/// The text of the manifest that most tests work on, with one thing missing.
pub const YOURS: &str = "apiVersion: v1\nkind: Pod\nmetadata:\n  name: config-loader\nspec:\n  initContainers:\n  - name: \
                         fetch-config\n    image: busybox:1.36\n    command: [\"sh\", \"-c\", \"echo hello > \
                         /config/app-config.json\"]\n    volumeMounts:\n    - name: data\n      mountPath: /config\n  \
                         containers:\n  - name: app\n    image: myapp:1.0\n    volumeMounts:\n    - name: data\n      \
                         mountPath: /etc/ap\n  volumes:\n  - name: data\n    emptyDir: {}\n";

/// The app on a stage.
pub struct Stage {
    pub app: App,
    size: (u16, u16),
    now: Timestamp,
    /// Everything that the app has wished.
    pub effects: Vec<Effect>,
}

/// How a stage begins.
pub struct Setting {
    pub size: (u16, u16),
    pub theme: Theme,
    pub unicode: bool,
    pub standings: Vec<(&'static str, Standing)>,
    pub editor: Result<EditorCommand, String>,
    pub exercises: bool,
    pub assigned: Option<Assigned>,
}

impl Setting {
    pub fn of(size: (u16, u16)) -> Self {
        Self {
            size,
            theme: Theme::Plain,
            unicode: true,
            standings: Vec::new(),
            editor: Ok(EditorCommand { name: "vim".into(), graphical: false, chosen: Source::Variable("EDITOR") }),
            exercises: true,
            assigned: None,
        }
    }
}

pub fn start_of_time() -> Timestamp {
    "2026-11-23T08:00:00Z".parse().expect("a time")
}

/// A small exercise file.
fn small(title: &str, kind: &str, difficulty: u8, par: &str, task: &str) -> String {
    include_str!("small.toml")
        .replace("TITLE", title)
        .replace("KIND", kind)
        .replace("\"LEVEL\"", &difficulty.to_string())
        .replace("PAR", par)
        .replace("TASK", task)
}

/// A pack of a few exercises.
pub fn library() -> Library {
    let files = [
        ("init-containers/config-loader.toml", include_str!("config-loader.toml").to_owned()),
        (
            "init-containers/wait-for-db.toml",
            small("Wait for a database before the app starts", "build", 1, "4m", "Wait for the Service `db`."),
        ),
        (
            "init-containers/wrong-order.toml",
            small("Two init containers in the wrong order", "fix", 3, "6m", "Put them into the right order."),
        ),
        (
            "sidecar/ship-logs.toml",
            small("Ship a log file to the container's output", "build", 2, "5m", "Ship the log."),
        ),
        (
            "sidecar/crash-loop.toml",
            small("A log shipper in CrashLoopBackOff", "debug", 4, "7m", "Find out why it crashes."),
        ),
        ("ambassador/redis.toml", small("Reach Redis through localhost", "build", 3, "8m", "Add an ambassador.")),
    ];
    let mut library = Library::default();
    library.add("", "samples", files.map(|(name, text)| (name.to_owned(), Ok(text))));
    let problems: Vec<String> = library.problems().iter().map(ToString::to_string).collect();
    assert!(problems.is_empty(), "{problems:?}");
    library
}

/// How a learner may stand after a few days.
pub fn some_progress() -> Vec<(&'static str, Standing)> {
    let at = |text: &str| Some(text.parse().expect("a time"));
    vec![
        (
            "wait-for-db",
            Standing {
                state: State::Solved,
                attempts: 3,
                best: Some(Duration::from_secs(201)),
                last: at("2026-11-21T18:00:00Z"),
                open: false,
            },
        ),
        (
            "ship-logs",
            Standing { state: State::Tried, attempts: 1, best: None, last: at("2026-11-22T18:00:00Z"), open: true },
        ),
        (
            "redis",
            Standing {
                state: State::Solved,
                attempts: 1,
                best: Some(Duration::from_secs(3729)),
                last: at("2026-11-20T18:00:00Z"),
                open: false,
            },
        ),
    ]
}

impl Stage {
    pub fn new(size: (u16, u16)) -> Self {
        Self::with(Setting::of(size))
    }

    pub fn with(setting: Setting) -> Self {
        let standings: HashMap<String, Standing> =
            setting.standings.iter().map(|(id, standing)| ((*id).to_owned(), *standing)).collect();
        let mut library = library();
        if setting.assigned.as_ref().is_some_and(|assigned| assigned.attempts.is_some()) {
            library.grade_on_request();
        }
        let catalog = if setting.exercises { Catalog::of(&library, standings) } else { Catalog::default() };
        Self::with_catalog(setting, catalog)
    }

    /// A stage with exercises of one's own.
    pub fn with_catalog(setting: Setting, catalog: Catalog) -> Self {
        let now = start_of_time();
        let app = App::new(Start {
            catalog,
            settings: Settings::default(),
            theme: setting.theme,
            unicode: setting.unicode,
            size: Size { width: setting.size.0, height: setting.size.1 },
            now,
            editor_command: setting.editor,
            assigned: setting.assigned,
        });
        Self { app, size: setting.size, now, effects: Vec::new() }
    }

    /// Opens the exercise `config-loader` with a text in its file.
    pub fn on_task(size: (u16, u16), text: &str) -> Self {
        let mut stage = Self::new(size);
        stage.opened("config-loader", text, None);
        stage
    }

    pub fn opened(&mut self, exercise: &str, text: &str, attempt: Option<Going>) {
        self.tell(Msg::Opened(Opened {
            exercise: exercise.to_owned(),
            path: format!("/home/ada/.local/share/podlings/work/{exercise}/pod.yaml"),
            answer: Answer::Text(text.to_owned()),
            attempt,
            graded_last: None,
        }));
    }

    pub fn tell(&mut self, msg: Msg) {
        let effects = self.app.update(msg);
        self.effects.extend(effects);
    }

    /// Presses keys by name, blanks between them.
    pub fn press(&mut self, keys: &str) {
        for name in keys.split(' ') {
            self.tell(Msg::Key(key(name)));
        }
    }

    /// Types letters.
    pub fn type_text(&mut self, text: &str) {
        for letter in text.chars() {
            self.tell(Msg::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)));
        }
    }

    pub fn click(&mut self, column: u16, row: u16) {
        self.mouse(MouseEventKind::Down(MouseButton::Left), column, row);
    }

    pub fn mouse(&mut self, kind: MouseEventKind, column: u16, row: u16) {
        self.tell(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
    }

    /// Lets time pass.
    pub fn pass(&mut self, seconds: i64) {
        self.now += jiff::SignedDuration::from_secs(seconds);
        self.tell(Msg::Tick(self.now));
    }

    pub fn resize(&mut self, size: (u16, u16)) {
        self.size = size;
        self.tell(Msg::Resize(Size { width: size.0, height: size.1 }));
    }

    /// Answers the last wish for a verdict.
    pub fn grade(&mut self, verdict: Verdict) {
        let generation = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Grade { generation, .. } => Some(*generation),
            _ => None,
        });
        let generation = generation.expect("nothing was given to grading");
        self.tell(Msg::Graded { generation, verdict: Arc::new(verdict) });
    }

    /// Plays the last wish for a life, as the program would.
    pub fn play(&mut self) {
        let wish = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Play { generation, script } => Some((*generation, script.clone())),
            _ => None,
        });
        let (generation, script) = wish.expect("nothing was to be played");
        let played = podlings::tui::play::play(&script, &mut |_| true).expect("nobody ends it");
        self.tell(Msg::Played { generation, played: Arc::new(played) });
    }

    /// The number of the editor that was started last.
    pub fn editor(&self) -> EditorId {
        let editor = self.effects.iter().rev().find_map(|effect| match effect {
            Effect::Edit { editor, .. } => Some(*editor),
            _ => None,
        });
        editor.expect("no editor was started")
    }

    /// The editor that was started last prints something.
    pub fn pane(&mut self, printed: &str) {
        let editor = self.editor();
        self.tell(Msg::PaneOutput { editor, bytes: printed.as_bytes().to_vec() });
    }

    /// The editor that was started last ends.
    pub fn editor_ends(&mut self, trouble: Option<&str>) {
        let editor = self.editor();
        self.tell(Msg::EditorEnded { editor, trouble: trouble.map(str::to_owned) });
    }

    /// Draws the app; gives the cells and the place of the cursor.
    pub fn draw(&self) -> (Buffer, Option<(u16, u16)>) {
        let mut buffer = Buffer::empty(Rect { x: 0, y: 0, width: self.size.0, height: self.size.1 });
        let cursor = self.app.draw(&mut buffer);
        (buffer, cursor.map(|cursor| (cursor.x, cursor.y)))
    }

    /// The screen as text: a line for each row, without trailing blanks.
    pub fn screen(&self) -> String {
        let (buffer, cursor) = self.draw();
        let mut text = String::new();
        for y in 0..self.size.1 {
            let mut row = String::new();
            let mut skip = 0;
            for x in 0..self.size.0 {
                let symbol = buffer[(x, y)].symbol();
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
                row.push_str(symbol);
            }
            text.push_str(row.trim_end());
            text.push('\n');
        }
        if let Some((x, y)) = cursor {
            writeln!(text, "cursor at {x},{y}").expect("text");
        }
        text
    }
}

fn key(name: &str) -> KeyEvent {
    let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
    if let Some(letter) = name.strip_prefix('^').and_then(|rest| rest.chars().next()) {
        return KeyEvent::new(KeyCode::Char(letter.to_ascii_lowercase()), KeyModifiers::CONTROL);
    }
    match name {
        "Enter" => plain(KeyCode::Enter),
        "Esc" => plain(KeyCode::Esc),
        "Tab" => plain(KeyCode::Tab),
        "Up" => plain(KeyCode::Up),
        "Down" => plain(KeyCode::Down),
        "Left" => plain(KeyCode::Left),
        "Right" => plain(KeyCode::Right),
        "PageDown" => plain(KeyCode::PageDown),
        "PageUp" => plain(KeyCode::PageUp),
        "End" => plain(KeyCode::End),
        "Home" => plain(KeyCode::Home),
        "Backspace" => plain(KeyCode::Backspace),
        "F12" => plain(KeyCode::F(12)),
        _ => plain(KeyCode::Char(name.chars().next().expect("a key"))),
    }
}

fn passed(id: &str, text: &str, points: u32) -> CheckResult {
    CheckResult {
        id: id.to_owned(),
        text: text.to_owned(),
        points,
        max_points: points,
        passed: true,
        expected: None,
        actual: None,
        path: None,
        place: None,
        kind: None,
        why: String::new(),
        more: Vec::new(),
        tried: true,
    }
}

/// Full marks.
pub fn full_marks() -> Verdict {
    Verdict {
        exercise: "config-loader".into(),
        score: 7,
        max_score: 7,
        passed: true,
        cluster: ClusterWord { accepted: true, judged: true, message: String::new(), refusals: Vec::new() },
        checks: vec![
            passed("init", "the init container `fetch-config` runs `busybox:1.36`", 1),
            passed("writes", "it writes the config", 1),
            passed("runs", "the Pod reaches Running", 1),
            passed("volume", "a volume of the Pod's lifetime is shared", 1),
            passed("reads", "`app` reads `/etc/app/app-config.json`", 2),
            passed("read-only", "`app` cannot change it", 1),
        ],
        diff: Difference { fields: Vec::new(), yours: YOURS.into(), nearest: YOURS.into() },
        note: None,
    }
}

/// Two things are wrong, one of them half.
pub fn not_yet() -> Verdict {
    let mut verdict = full_marks();
    verdict.score = 5;
    verdict.passed = false;
    verdict.checks[4] = CheckResult {
        points: 1,
        passed: false,
        expected: Some("mountPath: /etc/app".into()),
        actual: Some("mountPath: /etc/ap".into()),
        path: Some("spec.containers[app].volumeMounts[data].mountPath".into()),
        place: Some(Place { line: 18, column: 18 }),
        kind: Some(FindingKind::NearMiss),
        why: "The image looks for its configuration in one folder only.".into(),
        ..verdict.checks[4].clone()
    };
    verdict.checks[5] = CheckResult {
        points: 0,
        passed: false,
        expected: Some("readOnly: true".into()),
        actual: Some("(not set, which means false)".into()),
        path: Some("spec.containers[app].volumeMounts[data].readOnly".into()),
        place: Some(Place { line: 17, column: 7 }),
        kind: Some(FindingKind::Missing),
        why:
            "Both containers can write to an emptyDir. Without `readOnly` the app can overwrite its own configuration."
                .into(),
        ..verdict.checks[5].clone()
    };
    verdict.diff = Difference {
        fields: vec![
            FieldDifference {
                path: "spec.containers[app].volumeMounts[data].mountPath".into(),
                yours: Some("/etc/ap".into()),
                expected: Some("/etc/app".into()),
            },
            FieldDifference {
                path: "spec.containers[app].volumeMounts[data].readOnly".into(),
                yours: None,
                expected: Some("true".into()),
            },
        ],
        yours: YOURS.into(),
        nearest: YOURS.replace("/etc/ap\n", "/etc/app\n      readOnly: true\n"),
    };
    verdict
}

/// The API server would refuse it.
pub fn refused() -> Verdict {
    let mut verdict = not_yet();
    verdict.score = 4;
    let message = "The Pod \"config-loader\" is invalid: spec.containers[0].volumeMounts[0].name: Not found: \"date\"";
    verdict.cluster = ClusterWord {
        judged: true,
        accepted: false,
        message: message.into(),
        refusals: vec![Refusal {
            message: message.into(),
            place: Some(Place { line: 17, column: 13 }),
            plain: "No volume of the Pod is called `date`.".into(),
            suggestion: Some("Did you mean `data`?".into()),
            tried: true,
        }],
    };
    verdict
}
