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

#[test]
fn a_script_that_goes_on_for_days_is_stopped() {
    for (script, why) in [
        ("while sleep 3600; do :; done", "the script has not ended within six hours of its own time, and was stopped"),
        ("nc -l -p 80", "the script waits for something that will never come"),
    ] {
        let (mut out, mut err, mut input) = (Vec::new(), Vec::new(), io::empty());
        let mut streams = Streams { input: &mut input, out: &mut out, err: &mut err };
        assert_eq!(run(["podlings", "sh", "-c", script].map(OsString::from), &mut streams), 2);
        assert_eq!(String::from_utf8(err).expect("UTF-8"), format!("error: {why}\n"));
    }
}

#[test]
fn a_script_reads_what_comes_by_a_pipe() {
    let read = |words: &[&str], mut input: &[u8]| {
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut streams = Streams { input: &mut input, out: &mut out, err: &mut err };
        let code = run(["podlings", "sh"].iter().chain(words).map(OsString::from), &mut streams);
        (code, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    };
    let script = "read first; echo \"<$first>\"; sleep 1; cat; exit 4";
    assert_eq!(read(&["-c", script], b"one\ntwo\n"), (4, "<one>\ntwo\n".to_owned(), String::new()));
    assert_eq!(read(&["-c", "echo nothing is read"], b"one\n"), (0, "nothing is read\n".to_owned(), String::new()));
    // While it waits for input no time passes.
    let waits = b"date -d @$(date +%s) +%s >/tmp/a\nsleep 1\nread x\nno line of the script\necho $x $(($(date +%s) - $(cat /tmp/a)))\n";
    assert_eq!(read(&[], waits), (0, "no line of the script 1\n".to_owned(), String::new()));
}
