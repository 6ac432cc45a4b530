//! What the pane shows and says, without a process.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier};

use super::*;

fn key(view: &PaneView, code: KeyCode, modifiers: KeyModifiers) -> String {
    String::from_utf8(view.key(&KeyEvent::new(code, modifiers))).unwrap().replace('\x1b', "^[")
}

fn after(output: &str) -> PaneView {
    let mut view = PaneView::new(10, 40);
    let _ = view.process(output.as_bytes());
    view
}

fn answer(question: &str) -> String {
    let mut view = PaneView::new(10, 40);
    view.set_colors(Some(PaneColors { foreground: (1, 2, 255), background: (0, 0, 0) }));
    String::from_utf8(view.process(question.as_bytes())).unwrap().replace('\x1b', "^[")
}

#[test]
fn questions_of_editors_are_answered() {
    let cases = [
        ("\x1b[c", "^[[?62;22c"),
        ("\x1b[>c", "^[[>0;100;0c"),
        ("\x1b[>0q", concat!("^[P>|podlings ", env!("CARGO_PKG_VERSION"), "^[\\")),
        ("\x1b[5n", "^[[0n"),
        ("ab\x1b[6n", "^[[1;3R"),
        ("\x1b[3;7H\x1b[?6n", "^[[?3;7R"),
        ("\x1b[?2026$p", "^[[?2026;0$y"),
        ("\x1b[?2004h\x1b[?2004$p", "^[[?2004;1$y"),
        ("\x1b[?25$p\x1b[?1$p", "^[[?25;1$y^[[?1;2$y"),
        ("\x1b[4$p", "^[[4;0$y"),
        ("\x1b]11;?\x07", "^[]11;rgb:0000/0000/0000^[\\"),
        ("\x1b]10;?\x1b\\", "^[]10;rgb:0101/0202/ffff^[\\"),
        ("\x1b[?996n", "^[[?997;1n"),
        ("\x1b[18t", "^[[8;10;40t"),
        // The kitty keyboard protocol is not there, which is said by no answer to its question.
        ("\x1b[?u\x1b[c", "^[[?62;22c"),
        ("\x1b[>4;2m\x1b[?4m", "^[[>4;1m"),
        // Neither titles nor the clipboard are our business.
        ("\x1b]0;title\x07\x1b]52;c;?\x07\x1b]52;c;aGk=\x07", ""),
    ];
    for (question, expected) in cases {
        assert_eq!(answer(question), expected, "{question:?}");
    }
}

#[test]
fn unknown_colors_are_not_made_up() {
    assert_eq!(PaneView::new(2, 2).process(b"\x1b]11;?\x07\x1b[?996n"), b"");
}

#[test]
fn questions_without_end_get_a_bounded_answer() {
    let mut view = PaneView::new(2, 2);
    assert!(view.process(&b"\x1b[c".repeat(100_000)).len() <= 16 * 1024);
    assert_eq!(view.process(b"\x1b[5n"), b"\x1b[0n");
}

#[test]
fn keys_are_sent_as_xterm_sends_them() {
    const NONE: KeyModifiers = KeyModifiers::NONE;
    const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
    const ALT: KeyModifiers = KeyModifiers::ALT;
    const CONTROL: KeyModifiers = KeyModifiers::CONTROL;
    let view = after("");
    let cases = [
        (KeyCode::Char('a'), NONE, "a"),
        (KeyCode::Char('A'), SHIFT, "A"),
        (KeyCode::Char('ü'), NONE, "ü"),
        (KeyCode::Char('x'), ALT, "^[x"),
        (KeyCode::Char('w'), CONTROL, "\x17"),
        (KeyCode::Char(' '), CONTROL, "\0"),
        (KeyCode::Char(']'), CONTROL, "\x1d"),
        (KeyCode::Char('_'), CONTROL, "\x1f"),
        (KeyCode::Char('x'), CONTROL | ALT, "^[\x18"),
        (KeyCode::Char('1'), CONTROL, "1"),
        (KeyCode::Enter, NONE, "\r"),
        (KeyCode::Enter, ALT, "^[\r"),
        (KeyCode::Esc, NONE, "^["),
        (KeyCode::Tab, NONE, "\t"),
        (KeyCode::BackTab, SHIFT, "^[[Z"),
        (KeyCode::Backspace, NONE, "\x7f"),
        (KeyCode::Backspace, CONTROL, "\x08"),
        (KeyCode::Up, NONE, "^[[A"),
        (KeyCode::Left, CONTROL, "^[[1;5D"),
        (KeyCode::Home, NONE, "^[[H"),
        (KeyCode::End, SHIFT, "^[[1;2F"),
        (KeyCode::Delete, NONE, "^[[3~"),
        (KeyCode::PageUp, CONTROL | SHIFT, "^[[5;6~"),
        (KeyCode::F(1), NONE, "^[OP"),
        (KeyCode::F(4), SHIFT, "^[[1;2S"),
        (KeyCode::F(5), NONE, "^[[15~"),
        (KeyCode::F(6), NONE, "^[[17~"),
        (KeyCode::F(10), NONE, "^[[21~"),
        (KeyCode::F(11), NONE, "^[[23~"),
        (KeyCode::F(12), ALT, "^[[24;3~"),
        (KeyCode::F(13), NONE, "^[[1;2P"),
        (KeyCode::CapsLock, NONE, ""),
    ];
    for (code, modifiers, expected) in cases {
        assert_eq!(key(&view, code, modifiers), expected, "{code:?} {modifiers:?}");
    }
}

#[test]
fn modes_change_what_keys_send() {
    let view = after("\x1b[?1h\x1b=");
    assert_eq!(key(&view, KeyCode::Up, KeyModifiers::NONE), "^[OA");
    assert_eq!(key(&view, KeyCode::Home, KeyModifiers::NONE), "^[OH");
    assert_eq!(key(&view, KeyCode::Up, KeyModifiers::SHIFT), "^[[1;2A");
    let view = after("\x1b[>4;2m");
    assert_eq!(key(&view, KeyCode::Char('1'), KeyModifiers::CONTROL), "^[[27;5;49~");
    assert_eq!(key(&view, KeyCode::Char('a'), KeyModifiers::CONTROL), "\x01");
}

#[test]
fn the_focus_is_told_to_those_who_ask() {
    assert_eq!(after("").focus(true), b"");
    assert_eq!(after("\x1b[?1002;1004h").focus(true), b"\x1b[I");
    assert_eq!(after("\x1b[?1004h").focus(false), b"\x1b[O");
    assert_eq!(after("\x1b[?1004h\x1b[?1004l").focus(false), b"");
}

#[test]
fn a_paste_is_marked_where_asked_and_presses_no_keys() {
    assert_eq!(after("").paste("a\r\nb\n\x1b[201~\tc\u{9b}ü"), "a\rb\r[201~\tcü".as_bytes());
    assert_eq!(after("\x1b[?2004h").paste("a\x1b[201~:q!\n"), b"\x1b[200~a[201~:q!\r\x1b[201~");
}

#[test]
fn the_mouse_speaks_the_form_that_was_asked_for() {
    let area = Rect::new(10, 5, 40, 10);
    let event = |kind, column, row| MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE };
    let down = event(MouseEventKind::Down(MouseButton::Left), 12, 6);
    let up = event(MouseEventKind::Up(MouseButton::Left), 12, 6);
    let drag = event(MouseEventKind::Drag(MouseButton::Left), 12, 6);
    let wheel = event(MouseEventKind::ScrollDown, 12, 6);
    let told = |output: &str, event: &MouseEvent| {
        String::from_utf8(after(output).mouse(event, area)).unwrap().replace('\x1b', "^[")
    };
    assert_eq!(told("", &down), "");
    assert_eq!(told("\x1b[?1000h\x1b[?1006h", &down), "^[[<0;3;2M");
    assert_eq!(told("\x1b[?1000h\x1b[?1006h", &up), "^[[<0;3;2m");
    assert_eq!(told("\x1b[?1000h\x1b[?1006h", &drag), "");
    assert_eq!(told("\x1b[?1002h\x1b[?1006h", &drag), "^[[<32;3;2M");
    assert_eq!(told("\x1b[?1000h", &down), "^[[M #\"");
    assert_eq!(told("\x1b[?1000h", &up), "^[[M##\"");
    assert_eq!(told("\x1b[?1000h\x1b[?1005h", &wheel), "^[[Ma#\"");
    assert_eq!(told("\x1b[?9h", &up), "");
    assert_eq!(told("\x1b[?1000h", &event(MouseEventKind::Down(MouseButton::Left), 9, 6)), "", "outside of the pane");
    assert_eq!(told("", &wheel), "");
    assert_eq!(told("\x1b[?1049h", &wheel), "^[[B^[[B^[[B");
    assert_eq!(told("\x1b[?1049h\x1b[?1h", &wheel), "^[OB^[OB^[OB");
}

#[test]
fn cells_keep_colors_attributes_and_wide_characters() {
    let view = after("\x1b[1;31mr\x1b[0;38;5;200mi\x1b[0;48;2;1;2;3mt\x1b[0;7;4;3;2mx\x1b[0m漢e\u{301}");
    let area = Rect::new(1, 1, 8, 2);
    let mut buffer = Buffer::filled(Rect::new(0, 0, 10, 4), ratatui::buffer::Cell::new("#"));
    view.render(area, &mut buffer);
    let cell = |x: u16| buffer.cell((x, 1)).unwrap();
    assert_eq!((cell(1).symbol(), cell(1).fg, cell(1).modifier), ("r", Color::Indexed(1), Modifier::BOLD));
    assert_eq!((cell(2).symbol(), cell(2).fg), ("i", Color::Indexed(200)));
    assert_eq!((cell(3).symbol(), cell(3).bg), ("t", Color::Rgb(1, 2, 3)));
    assert_eq!(cell(4).modifier, Modifier::REVERSED | Modifier::UNDERLINED | Modifier::ITALIC | Modifier::DIM);
    assert_eq!((cell(5).symbol(), cell(6).symbol(), cell(7).symbol()), ("漢", " ", "e\u{301}"));
    assert_eq!(buffer.cell((0, 1)).unwrap().symbol(), "#");
    assert_eq!(buffer.cell((9, 1)).unwrap().symbol(), "#");
    assert_eq!(buffer.cell((1, 2)).unwrap().symbol(), " ", "what was below is gone");
}

#[test]
fn half_of_a_wide_character_is_not_drawn() {
    let view = after("a漢b");
    let area = Rect::new(0, 0, 2, 1);
    let mut buffer = Buffer::empty(area);
    view.render(area, &mut buffer);
    assert_eq!(buffer.cell((0, 0)).unwrap().symbol(), "a");
    assert_eq!(buffer.cell((1, 0)).unwrap().symbol(), " ");
}

#[test]
fn the_cursor_is_where_and_as_the_program_wants_it() {
    let area = Rect::new(10, 5, 40, 10);
    let cursor = |output: &str| after(output).cursor(area);
    assert_eq!(cursor("ab"), Some(PaneCursor { x: 12, y: 5, shape: CursorShape::Default }));
    assert_eq!(cursor("\x1b[6 q"), Some(PaneCursor { x: 10, y: 5, shape: CursorShape::Bar }));
    assert_eq!(cursor(&"x".repeat(40)).map(|cursor| cursor.x), Some(49), "not outside of the pane");
    assert_eq!(cursor("\x1b[?25l"), None);
    assert_eq!(after("\x1b[9;1H").cursor(Rect::new(0, 0, 40, 3)), None);
}

#[test]
fn the_alternate_screen_gives_the_first_one_back() {
    let mut view = after("shell");
    let _ = view.process(b"\x1b[?1049h\x1b[2Jvim");
    assert_eq!(view.contents(), "vim");
    let _ = view.process(b"\x1b[?1049l");
    assert_eq!(view.contents(), "shell");
}

/// What a program prints that speaks UTF-8 and has something to say to a terminal.
fn speech() -> impl Strategy<Value = String> {
    let fixed = prop::sample::select(vec!["漢", "👩‍💻", "e\u{301}\u{fe0f}", "\x1b[?1049h", "\x1b[?6h", "\x1bM", "\r\n"]);
    let piece = prop_oneof![
        "[ -~äß漢\u{301}]{0,10}",
        "\\[[?>=!]?[0-9;:]{0,8}[ $]?[@-~]".prop_map(|text| format!("\x1b{text}")),
        "\\][0-9]{1,2};[a-z?;]{0,6}".prop_map(|text| format!("\x1b{text}\x07")),
        fixed.prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// That, with any bytes in between.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let bytes = proptest::collection::vec(any::<u8>(), 0..20);
    let piece = prop_oneof![bytes, speech().prop_map(String::into_bytes)];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_output_and_no_size_breaks_the_pane(
        steps in proptest::collection::vec((noise(), 0_u16..30, 0_u16..30), 1..6),
        area in (0_u16..30, 0_u16..30, 0_u16..40, 0_u16..40),
    ) {
        let mut view = PaneView::new(5, 10);
        let area = Rect::new(area.0, area.1, area.2, area.3);
        for (output, rows, cols) in steps {
            let _ = view.process(&output);
            let mut buffer = Buffer::empty(Rect::new(0, 0, 30, 30));
            view.render(area, &mut buffer);
            if let Some(cursor) = view.cursor(area) {
                prop_assert!(area.contains((cursor.x, cursor.y).into()));
            }
            view.resize(rows, cols);
            let mut buffer = Buffer::empty(area);
            view.render(area, &mut buffer);
            for cell in &buffer.content {
                prop_assert!(!cell.symbol().chars().any(char::is_control));
            }
        }
    }

    #[test]
    fn a_split_anywhere_shows_the_same(output in speech(), cut in any::<prop::sample::Index>()) {
        let mut whole = PaneView::new(5, 10);
        let output = output.as_bytes();
        let said = whole.process(output);
        let mut parts = PaneView::new(5, 10);
        let (first, second) = output.split_at(cut.index(output.len() + 1));
        let mut said_in_parts = parts.process(first);
        said_in_parts.extend(parts.process(second));
        prop_assert_eq!(whole.contents(), parts.contents());
        prop_assert_eq!(said, said_in_parts);
    }

    #[test]
    fn every_key_is_bytes(c in any::<char>(), modifiers in any::<u8>(), number in any::<u8>()) {
        let view = after("");
        let modifiers = KeyModifiers::from_bits_truncate(modifiers);
        let _ = view.key(&KeyEvent::new(KeyCode::Char(c), modifiers));
        let _ = view.key(&KeyEvent::new(KeyCode::F(number), modifiers));
    }
}
