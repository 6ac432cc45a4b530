//! What programs rely on after reading the terminfo entry `xterm-256color`.

use std::num::NonZeroU16;

use proptest::prelude::*;

use super::*;

const BLUE: Color = Color::Idx(4);

struct Screen {
    stream: Stream,
    terminal: Terminal,
}

/// Six lines of ten columns, after this was printed.
fn screen(output: &str) -> Screen {
    let size = |size| NonZeroU16::new(size).unwrap();
    let mut screen = Screen {
        stream: Stream::default(),
        terminal: Parser::new_with_callbacks(size(6), size(10), 0, Answers::default()),
    };
    screen.print(output);
    screen
}

impl Screen {
    fn print(&mut self, output: &str) {
        self.stream.feed(output.as_bytes(), &mut self.terminal);
    }

    fn text(&self) -> Vec<String> {
        self.terminal.screen().rows(0, 10).map(|row| row.trim_end().to_owned()).collect()
    }

    /// `#` for a blue background, `.` for the terminal's own.
    fn background(&self) -> Vec<String> {
        let sign = |row, col| if self.terminal.screen().cell(row, col).unwrap().bgcolor() == BLUE { '#' } else { '.' };
        (0..6).map(|row| (0..10).map(|col| sign(row, col)).collect()).collect()
    }

    fn cursor(&self) -> (u16, u16) {
        self.terminal.screen().cursor_position()
    }
}

/// The lines that are blue throughout after this, printed on an uncoloured screen of six lines.
fn blue_lines(output: &str) -> Vec<usize> {
    let mut screen = screen("\x1b[1;1Ha\r\nb\r\nc\r\nd\r\ne\r\nf\x1b[44m");
    screen.print(output);
    let background = screen.background();
    (0..6).filter(|line| background[*line] == "#".repeat(10)).collect()
}

#[test]
fn lines_that_move_in_have_the_background_of_the_moment() {
    let cases: [(&str, &[usize]); 13] = [
        ("\x1b[6;1H\n", &[5]),
        ("\x1b[6;1H\n\n\n", &[3, 4, 5]),
        ("\x1b[5;1H\n", &[]),
        ("\x1b[2;4r\x1b[4;1H\n", &[3]),
        ("\x1b[2;4r\x1b[6;1H\n", &[]),
        ("\x1b[1;1H\x1bM", &[0]),
        ("\x1b[2;4r\x1b[2;1H\x1bM", &[1]),
        ("\x1b[2;1H\x1b[2L", &[1, 2]),
        ("\x1b[2;5r\x1b[4;1H\x1b[99L", &[3, 4]),
        ("\x1b[2;5r\x1b[2;1H\x1b[2M", &[3, 4]),
        ("\x1b[2;5r\x1b[6;1H\x1b[2M", &[]),
        ("\x1b[2S", &[4, 5]),
        ("\x1b[2;4r\x1b[9T", &[1, 2, 3]),
    ];
    for (output, expected) in cases {
        assert_eq!(blue_lines(output), expected, "{output:?}");
    }
}

#[test]
fn the_regions_of_both_screens_are_their_own() {
    assert_eq!(blue_lines("\x1b[2;4r\x1b[?1049h\x1b[6;1H\n"), [5]);
    assert_eq!(blue_lines("\x1b[2;4r\x1b[?1049h\x1b[?1049l\x1b[4;1H\n"), [3]);
    let mut resized = screen("\x1b[2;4r");
    resized.terminal.set_size(NonZeroU16::new(6).unwrap(), NonZeroU16::new(9).unwrap());
    resized.stream.resized();
    resized.terminal.set_size(NonZeroU16::new(6).unwrap(), NonZeroU16::new(10).unwrap());
    resized.print("\x1b[44m\x1b[6;1H\n");
    assert_eq!(resized.background()[5], "##########");
}

#[test]
fn cells_that_move_in_have_the_background_of_the_moment() {
    let mut screen = screen("0123456789\x1b[44m\x1b[1;3H\x1b[2@");
    assert_eq!((screen.text()[0].as_str(), screen.background()[0].as_str()), ("01  234567", "..##......"));
    screen.print("\x1b[3P");
    assert_eq!((screen.text()[0].as_str(), screen.background()[0].as_str()), ("0134567", ".......###"));
    assert_eq!(screen.cursor(), (0, 2));
}

#[test]
fn the_cursor_stays_where_it_was() {
    assert_eq!(screen("\x1b[44m\x1b[6;4H\n").cursor(), (5, 3));
    assert_eq!(screen("\x1b[44m\x1b[2;4H\x1b[L").cursor(), (1, 3));
}

#[test]
fn tabs_go_both_ways() {
    let column = |output: &str| screen(output).cursor().1;
    assert_eq!(column("\x1b[1;10H\x1b[Z"), 8);
    assert_eq!(column("\x1b[1;9H\x1b[Z"), 0);
    assert_eq!(column("\x1b[1;10H\x1b[2Z"), 0);
    assert_eq!(column("\x1b[1;1H\x1b[Z"), 0);
    assert_eq!(column("\x1b[I"), 8);
    assert_eq!(column("\x1b[60000I"), 9);
}

#[test]
fn lines_can_be_drawn() {
    assert_eq!(screen("\x1b(0lqk\x1b(Blqk").text()[0], "┌─┐lqk");
    assert_eq!(screen("\x1b)0a\x0ex\x0fx").text()[0], "a│x");
}

#[test]
fn older_words_are_understood() {
    assert_eq!(screen("a\x1bDb").text()[..2], ["a", " b"]);
    assert_eq!(screen("a\x1bEb").text()[..2], ["a", "b"]);
    assert_eq!(screen("ab\x1b[s\x1b[4;4H\x1b[uc").text()[0], "abc");
    assert_eq!(screen("a\x1b[2ab").text()[0], "a  b");
}

#[test]
fn what_breaks_off_is_dropped() {
    assert_eq!(screen("\x1b[31\x1b[4Gx").text()[0], "   x");
    assert_eq!(screen("\x1b[31\x18x").text()[0], "x");
    assert_eq!(screen("\x1b(\x18x").text()[0], "x");
    let endless = format!("\x1b[{}mx", "1;".repeat(1000));
    assert_eq!(screen(&endless).text()[0], "x");
}

#[test]
fn a_string_without_end_is_not_kept() {
    let mut screen = screen("\x1b]0;");
    for _ in 0..100 {
        screen.print(&"title".repeat(10_000));
    }
    assert_eq!(screen.text()[0], "");
    screen.print("\x07text");
    assert_eq!(screen.text()[0], "text");
    screen.print("\x1b]0;title\x1b\\ and more");
    assert_eq!(screen.text()[0], "text and m");
}

proptest! {
    /// Where nothing is to be added, nothing is changed.
    #[test]
    fn the_parser_sees_what_was_printed(
        pieces in proptest::collection::vec(
            prop_oneof![
                "[ -~äß漢\\u{301}\\r\\n\\t]{0,10}",
                "\\[[?>=!]?[0-9;:]{0,8}[ $]?[@-HJ-Y\\[-`b-df-rtv-z{-~]".prop_map(|text| format!("\x1b{text}")),
                "\\][0-9]{1,2};[a-z?;]{0,6}".prop_map(|text| format!("\x1b{text}\x07")),
                "[78=>MPX^_]".prop_map(|text| format!("\x1b{text}")),
            ],
            0..40,
        )
    ) {
        let output = pieces.concat();
        let filtered = screen(&output);
        let mut plain = screen("");
        plain.terminal.process(output.as_bytes());
        prop_assert_eq!(filtered.text(), plain.text());
        prop_assert_eq!(filtered.cursor(), plain.cursor());
    }
}
