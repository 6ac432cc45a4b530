//! vim and nano, as people use them: open, type, save, resize, paste, leave.

use std::path::Path;

use crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use podlings::system::processes::Exit;
use podlings::tui::pane::PaneView;
use podlings::work::{Change, WorkFile, Workplace};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Color;

use super::terminal::{Terminal, environment, installed};

pub const START: &str = "apiVersion: v1\nkind: Pod\n";

pub fn begin(home: &Path) -> WorkFile {
    let place = Workplace::of(&environment(home), None).expect("a home");
    let mut file = place.open("exercise", START).expect("a new file");
    file.read().expect("its start");
    file
}

/// An editor on the exercise's file, once it shows it; `None` where it is not installed.
pub fn edit(editor: &str, home: &Path) -> Option<(WorkFile, Terminal)> {
    if !installed(editor, home) {
        return None;
    }
    let file = begin(home);
    let mut terminal = Terminal::start(editor, &[file.path().as_os_str()], home, (24, 80));
    terminal.wait_for("kind: Pod");
    Some((file, terminal))
}

pub fn saved(file: &mut WorkFile) -> Option<String> {
    match file.poll() {
        Change::Saved(text) => Some(text),
        Change::Trouble(error) => panic!("{error}"),
        Change::Nothing | Change::SavedAgain => None,
    }
}

fn row(terminal: &Terminal, number: usize) -> String {
    terminal.view.contents().lines().nth(number).unwrap_or_default().to_owned()
}

#[test]
fn vim_writes_what_is_typed_and_leaves() {
    let home = tempfile::tempdir().unwrap();
    let Some((mut file, mut terminal)) = edit("vim", home.path()) else { return };
    assert_eq!(row(&terminal, 0), "apiVersion: v1");
    // vim's own indentation of YAML is not what is tested here.
    terminal.type_text(":set indentexpr=\nGo");
    terminal.wait_for("-- INSERT --");
    terminal.type_text("# 漢字 e\u{301} ü");
    terminal.wait_for("# 漢字 e\u{301} ü");
    terminal.press(KeyCode::Left);
    terminal.type_text("<");
    terminal.wait_for("# 漢字 e\u{301} <ü");
    terminal.press(KeyCode::Esc);
    terminal.wait("the end of insert mode", |view| !view.contents().contains("-- INSERT --"));
    terminal.type_text(":w\n");
    terminal.wait_for("written");
    assert_eq!(saved(&mut file), Some(format!("{START}# 漢字 e\u{301} <ü\n")));

    // Ctrl-Z would stop the editor for good: nobody could say `fg`. On a terminal of its own it has no effect.
    terminal.control('z');
    terminal.resize(12, 40);
    terminal.type_text(":set lines? columns?\n");
    terminal
        .wait("its new size", |view| view.contents().contains("lines=12") && view.contents().contains("columns=40"));
    terminal.type_text("\n:q\n");
    assert_eq!(terminal.end(), Exit::Code(0));
}

#[test]
fn vim_takes_a_paste_as_it_is() {
    let home = tempfile::tempdir().unwrap();
    let Some((mut file, mut terminal)) = edit("vim", home.path()) else { return };
    terminal.type_text(":set indentexpr= autoindent\nGo");
    terminal.wait_for("-- INSERT --");
    terminal.paste("spec:\n  containers:\n  - name: app\n    image: nginx");
    terminal.wait_for("    image: nginx");
    terminal.press(KeyCode::Esc);
    terminal.type_text(":wq\n");
    assert_eq!(terminal.end(), Exit::Code(0));
    let expected = format!("{START}spec:\n  containers:\n  - name: app\n    image: nginx\n");
    assert_eq!(saved(&mut file), Some(expected), "no indentation on top of the pasted one");
}

#[test]
fn vim_shows_colors_and_uses_its_own_screen() {
    let home = tempfile::tempdir().unwrap();
    if !installed("vim", home.path()) {
        return;
    }
    let file = begin(home.path());
    let mut terminal =
        Terminal::start("vim", &["-c".as_ref(), "syntax on".as_ref(), file.path().as_os_str()], home.path(), (24, 80));
    terminal.wait_for("kind: Pod");
    terminal.type_text(":echo &term &t_Co\n");
    terminal.wait_for("xterm-256color 256");
    let area = Rect::new(0, 0, 80, 24);
    let mut buffer = Buffer::empty(area);
    terminal.view.render(area, &mut buffer);
    let color = |x| buffer.cell((x, 0)).unwrap().fg;
    assert_ne!(color(0), Color::Reset, "the key");
    assert_ne!(color(0), color(12), "the key and its value");
    terminal.type_text(":q\n");
    assert_eq!(terminal.end(), Exit::Code(0));
}

#[test]
fn vim_puts_its_cursor_where_the_mouse_clicks() {
    let home = tempfile::tempdir().unwrap();
    let Some((_file, mut terminal)) = edit("vim", home.path()) else { return };
    terminal.type_text(":set mouse=a\n");
    terminal.wait("the wish for a mouse", PaneView::wants_mouse);
    let area = Rect::new(10, 5, 80, 24);
    for kind in [MouseEventKind::Down(MouseButton::Left), MouseEventKind::Up(MouseButton::Left)] {
        let event = MouseEvent { kind, column: 10 + 6, row: 5 + 1, modifiers: KeyModifiers::NONE };
        assert!(terminal.pty.write(terminal.view.mouse(&event, area)));
    }
    terminal.wait("the cursor", |view| view.cursor(area).is_some_and(|cursor| (cursor.x, cursor.y) == (16, 6)));
    terminal.type_text(":q\n");
    assert_eq!(terminal.end(), Exit::Code(0));
}

#[test]
fn vim_scrolls_without_holes_in_its_background() {
    let home = tempfile::tempdir().unwrap();
    if !installed("vim", home.path()) {
        return;
    }
    let lines: Vec<String> = (0..200).map(|number| format!("key{number}: value")).collect();
    std::fs::write(home.path().join("long.txt"), lines.join("\n")).unwrap();
    let blue = "highlight Normal ctermbg=4 ctermfg=7";
    let mut terminal =
        Terminal::start("vim", &["-c".as_ref(), blue.as_ref(), "long.txt".as_ref()], home.path(), (24, 80));
    terminal.wait_for("key20:");
    for (index, keys) in ["\x05\x05\x05", "\x06", "5dd", "\x19", "3xP", "G", "gg"].iter().enumerate() {
        assert!(terminal.pty.write(keys.as_bytes().to_vec()));
        terminal.type_text(&format!(":echo 'step' {index}\n"));
        terminal.wait_for(&format!("step {index}"));
        let area = Rect::new(0, 0, 80, 23);
        let mut buffer = Buffer::empty(area);
        terminal.view.render(area, &mut buffer);
        let holes = buffer.content.iter().filter(|cell| cell.bg == Color::Reset).count();
        assert_eq!(holes, 0, "after {keys:?}");
    }
    terminal.type_text(":q!\n");
    assert_eq!(terminal.end(), Exit::Code(0));
}

#[test]
fn nano_writes_what_is_typed_and_leaves() {
    let home = tempfile::tempdir().unwrap();
    let Some((mut file, mut terminal)) = edit("nano", home.path()) else { return };
    terminal.wait_for("^X Exit");
    terminal.type_text("# 漢字 ü\n");
    terminal.wait_for("# 漢字 ü");
    terminal.control('o');
    terminal.wait_for("File Name to Write");
    terminal.press(KeyCode::Enter);
    terminal.wait_for("Wrote 3 lines");
    assert_eq!(saved(&mut file), Some(format!("# 漢字 ü\n{START}")));

    terminal.resize(10, 40);
    // Where nano was still drawing it hears of its new size with the next key, which is then lost; the old help line cut to the
    // new width must not be taken for its new one.
    terminal.press(KeyCode::Down);
    terminal.wait("nano's own help line at the new width", |view| {
        view.contents().lines().last().is_some_and(|line| line.starts_with("^X Exit") && line.ends_with("^U Paste"))
    });
    terminal.control('x');
    assert_eq!(terminal.end(), Exit::Code(0));
}

#[test]
fn an_editor_whose_pane_goes_away_loses_nothing() {
    let home = tempfile::tempdir().unwrap();
    let Some((file, mut terminal)) = edit("vim", home.path()) else { return };
    terminal.type_text("Gounsaved");
    terminal.wait_for("unsaved");
    terminal.pty.hang_up();
    assert!(!terminal.end().is_success());
    let swap = file.folder().join(".pod.yaml.swp");
    let kept = std::fs::read(&swap).expect("vim's swap file");
    assert!(kept.windows(7).any(|part| part == b"unsaved"));
}
