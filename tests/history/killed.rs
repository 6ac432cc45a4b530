//! A program that records is killed at any moment, again and again: what it had shown is there.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use jiff::Timestamp;
use podlings::history::{GradeRecord, History, Mode, Score};

/// Set for the process that records: the file to record in.
const FILE: &str = "PODLINGS_TEST_HISTORY";

/// As often as the program dies.
const DEATHS: usize = 200;

fn record(number: u64) -> GradeRecord {
    GradeRecord {
        at: Timestamp::UNIX_EPOCH + Duration::from_secs(number),
        elapsed: Duration::from_secs(number),
        text: format!("text {number}"),
        score: Score { points: 1, max: 2, passed: false },
        accepted: true,
        failures: Vec::new(),
    }
}

/// Not a test of its own: the process that dies. It says the number of a text when the text is kept.
#[test]
#[ignore = "run by the test below, as a process of its own"]
fn recorder() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let mut history = History::try_open(Path::new(&path)).unwrap();
    let attempt = history.open_attempt("exercise", Mode::Practice, None, Timestamp::UNIX_EPOCH).unwrap();
    let begun = u64::try_from(history.grades(attempt.id).unwrap().len()).unwrap();
    for number in begun.. {
        history.record_grade(attempt.id, &record(number)).unwrap();
        writeln!(std::io::stdout(), "shown {number}").unwrap();
    }
}

#[test]
fn no_death_takes_what_was_shown() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.db");
    let mut shown = None;
    for death in 0..DEATHS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["history::killed::recorder", "--exact", "--ignored", "--nocapture"])
            .env(FILE, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut numbers = lines.filter_map(|line| line.rsplit_once("shown ")?.1.parse::<u64>().ok());
        for _ in 0..=death % 5 {
            shown = numbers.next();
            assert!(shown.is_some(), "the recorder ended by itself");
        }
        child.kill().unwrap();
        // What it had still said before it died counts too.
        shown = numbers.last().or(shown);
        child.wait().unwrap();

        let mut history = History::open(&path);
        assert_eq!(history.trouble(), None);
        let attempt = history.open_attempt("exercise", Mode::Practice, None, Timestamp::UNIX_EPOCH).unwrap();
        assert!(attempt.resumed);
        let kept = history.grades(attempt.id).unwrap();
        let last = kept.len() as u64 - 1;
        assert!(last >= shown.unwrap(), "{shown:?} was shown, {last} is the last that was kept");
        assert_eq!(kept.last().unwrap(), &record(last));
        assert_eq!(attempt.elapsed, Duration::from_secs(last), "the clock goes on where it was");
    }
}
