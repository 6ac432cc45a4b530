//! What a terminal sees of both streams, in the order in which it was written.

use std::cell::RefCell;
use std::ffi::OsString;
use std::io::{self, BufWriter, Write};
use std::rc::Rc;

use podlings::cli::{Streams, run};

/// One end of a terminal.
#[derive(Clone, Default)]
struct Screen(Rc<RefCell<Vec<u8>>>);

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_error_of_the_shell_stands_after_what_was_printed_before_it() {
    let screen = Screen::default();
    let (mut out, mut err, mut input) = (BufWriter::new(screen.clone()), screen.clone(), io::empty());
    let mut streams = Streams { input: &mut input, out: &mut out, err: &mut err };
    let line = ["podlings", "sh", "-c", "echo before; nothing-like-it; echo after"].map(OsString::from);
    assert_eq!(run(line, &mut streams), 0);
    let seen = String::from_utf8(screen.0.borrow().clone()).expect("UTF-8");
    assert_eq!(seen, "before\nsh: nothing-like-it: not found\nafter\n");
}

#[test]
fn a_function_that_calls_itself_without_end_is_named() {
    let (mut out, mut err, mut input) = (Vec::new(), Vec::new(), io::empty());
    let mut streams = Streams { input: &mut input, out: &mut out, err: &mut err };
    let line = ["podlings", "sh", "-c", "f() { f; }; f"].map(OsString::from);
    assert_eq!(run(line, &mut streams), 139);
    let said = String::from_utf8(err).expect("UTF-8");
    assert_eq!(said, "podlings: Segmentation fault: most likely a function calls itself without end\n");
}
