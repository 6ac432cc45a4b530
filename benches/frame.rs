//! What a frame of the app costs at 200x60: each main screen, and the task with an editor that scrolls in its pane.

use std::collections::HashMap;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use podlings::exercise::Library;
use podlings::grade::grade;
use podlings::tui::app::{App, Start};
use podlings::tui::attempt::Answer;
use podlings::tui::catalog::Catalog;
use podlings::tui::msg::{Effect, Msg, Opened};
use podlings::tui::settings::Settings;
use podlings::tui::shared::EditorCommand;
use podlings::tui::theme::Theme;
use podlings::work::editor::Source;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

const SIZE: Size = Size { width: 200, height: 60 };

fn app() -> App {
    App::new(Start {
        catalog: Catalog::of(&Library::embedded(), HashMap::new()),
        settings: Settings::default(),
        theme: Theme::Dark,
        unicode: true,
        size: SIZE,
        now: jiff::Timestamp::UNIX_EPOCH,
        assigned: None,
        editor_command: Ok(EditorCommand { name: "vim".into(), graphical: false, chosen: Source::Usual }),
    })
}

fn press(app: &mut App, letter: char) -> Vec<Effect> {
    app.update(Msg::Key(KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)))
}

/// The largest exercise, opened with an answer that misses something, and graded.
fn on_task() -> App {
    let mut app = app();
    let library = Library::embedded();
    let exercises = library.entries().filter_map(|entry| entry.exercise().ok());
    let exercise = exercises.max_by_key(|exercise| exercise.solution.len()).expect("an exercise");
    let text = exercise.solution.replace("image:", "imag:");
    let opened = Opened {
        exercise: exercise.id.clone(),
        path: "pod.yaml".into(),
        answer: Answer::Text(text.clone()),
        attempt: None,
        graded_last: None,
    };
    let effects = app.update(Msg::Opened(opened));
    let generation = effects.iter().find_map(|effect| match effect {
        Effect::Grade { generation, .. } => Some(*generation),
        _ => None,
    });
    let verdict = Arc::new(grade(exercise, &text));
    app.update(Msg::Graded { generation: generation.expect("a text to grade"), verdict });
    app
}

fn frames(criterion: &mut Criterion) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.width, SIZE.height));
    let mut frame = |criterion: &mut Criterion, name: &str, app: &mut App| {
        criterion.bench_function(name, |bench| {
            bench.iter(|| {
                app.update(Msg::Tick(jiff::Timestamp::UNIX_EPOCH));
                buffer.reset();
                app.draw(&mut buffer)
            });
        });
    };
    frame(criterion, "home, 200x60", &mut app());
    let mut app = on_task();
    frame(criterion, "task, 200x60", &mut app);
    press(&mut app, 'g');
    frame(criterion, "verdict, 200x60", &mut app);
    press(&mut app, 'd');
    frame(criterion, "diff, 200x60", &mut app);
}

fn pane(criterion: &mut Criterion) {
    let mut buffer = Buffer::empty(Rect::new(0, 0, SIZE.width, SIZE.height));
    let mut app = on_task();
    let editor = press(&mut app, 'e').into_iter().find_map(|effect| match effect {
        Effect::Edit { editor, .. } => Some(editor),
        _ => None,
    });
    let editor = editor.expect("an editor");
    let line = format!("\r\n\x1b[36mkey\x1b[m\x1b[35m:\x1b[m \x1b[38;5;200m\"{}\"\x1b[m # ü", "x".repeat(100));
    criterion.bench_function("task while the pane scrolls, 200x60", |bench| {
        bench.iter(|| {
            app.update(Msg::PaneOutput { editor, bytes: line.clone().into_bytes() });
            buffer.reset();
            app.draw(&mut buffer)
        });
    });
}

criterion_group!(benches, frames, pane);
criterion_main!(benches);
