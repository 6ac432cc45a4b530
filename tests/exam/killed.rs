//! A program in the middle of an exam is killed at any moment, again and again: the exam is then as it was shown, or one step further,
//! and what was ended or graded stays so.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use jiff::{SignedDuration, Timestamp};
use podlings::history::{ExamEnd, ExamId, History, KeptExam};
use podlings::session::exam::{Exam, Input, SavedFile, mark};

use super::bench::{at, plan};

/// Set for the process that sits the exams: the file that keeps them.
const FILE: &str = "PODLINGS_TEST_EXAMS";
/// The same: what its inputs are drawn by.
const SEED: &str = "PODLINGS_TEST_EXAMS_SEED";

/// As often as the program dies.
const DEATHS: u64 = 200;

/// All that an exam is, in a number: times, flags, notes, texts, the task in front.
fn digest(exam: &Exam) -> u64 {
    let mut hasher = DefaultHasher::new();
    format!("{exam:?}").hash(&mut hasher);
    hasher.finish()
}

fn say(line: &str) {
    std::io::stdout().write_all(format!("{line}\n").as_bytes()).unwrap();
}

/// Something that a candidate may do.
fn input(random: u64, now: Timestamp) -> Input {
    let (what, task, text) = (random % 23, usize::try_from(random / 23 % 3).unwrap(), format!("text {random}"));
    match what {
        0 => Input::Next,
        1 => Input::Previous,
        2 | 3 => Input::Jump(task),
        4 => Input::Flag(task),
        5 => Input::Done(task),
        6 => Input::Note(Some(task), text),
        7 => Input::Note(None, text),
        8..=11 => Input::Saved(vec![SavedFile { task, text, at: now, is_start: false, typed_on: false }]),
        12 => Input::Leave,
        13 => Input::Return,
        14 if random.is_multiple_of(3) => Input::End,
        15 if random.is_multiple_of(7) => Input::Discard,
        _ => Input::Tick,
    }
}

/// The next number of a sequence that looks like chance.
fn next(random: u64) -> u64 {
    random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407).rotate_left(17)
}

/// Not a test of its own: the process that dies. Before it keeps a step it says what would be, after that what is.
#[test]
#[ignore = "run by the test below, as a process of its own"]
fn sitter() {
    let Some(path) = std::env::var_os(FILE) else { return };
    let mut random: u64 = std::env::var(SEED).unwrap().parse().unwrap();
    let mut history = History::try_open(Path::new(&path)).unwrap();
    loop {
        for id in history.ungraded_exams().unwrap() {
            let kept = history.exam(id).unwrap().unwrap();
            grade(&mut history, &kept);
        }
        let begun = i64::try_from(history.exam_ids().unwrap().len()).unwrap();
        let kept = history.begin_exam(&plan(), at(10_000 * begun)).unwrap();
        let mut exam = Exam::resume(&kept);
        say(&format!("shown {} {}", kept.id.number(), digest(&exam)));
        let mut first = Some(Input::Return);
        while exam.ended().is_none() {
            random = next(random);
            let pause = if random.is_multiple_of(11) { 90 } else { i64::try_from(random >> 60).unwrap() };
            let now = exam.seen() + SignedDuration::from_secs(pause);
            let step = exam.apply(first.take().unwrap_or_else(|| input(random >> 8, now)), now);
            let line = format!("{} {}", kept.id.number(), digest(&exam));
            say(&format!("next {line}"));
            match step.ended {
                None => assert!(history.record_exam(kept.id, &step.events, exam.seen()).unwrap()),
                Some((ended, how)) => history.end_exam(kept.id, &step.events, ended, how).unwrap(),
            }
            say(&format!("shown {line}"));
        }
    }
}

fn grade(history: &mut History, kept: &KeptExam) {
    let marking = mark(kept, &Exam::resume(kept), |_, _| None).unwrap();
    history.record_exam_result(kept, &marking.json(), &marking.records, at(0)).unwrap();
    say(&format!("graded {} 0", kept.id.number()));
}

/// What the process has said of an exam.
#[derive(Debug, Default)]
struct Said {
    shown: Option<u64>,
    next: Option<u64>,
    graded: bool,
}

fn hear(line: &str, said: &mut BTreeMap<u32, Said>) {
    let mut words = line.split_whitespace().skip_while(|word| !matches!(*word, "next" | "shown" | "graded"));
    let (Some(what), Some(exam), Some(digest)) = (words.next(), words.next(), words.next()) else { return };
    let (Ok(exam), Ok(digest)) = (exam.parse(), digest.parse()) else { return };
    let said = said.entry(exam).or_default();
    match what {
        "next" => said.next = Some(digest),
        "shown" => said.shown = Some(digest),
        _ => said.graded = true,
    }
}

#[test]
fn no_death_takes_anything_of_an_exam() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("history.db");
    let mut said: BTreeMap<u32, Said> = BTreeMap::new();
    for death in 0..DEATHS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["exam::killed::sitter", "--exact", "--ignored", "--nocapture"])
            .env(FILE, &path)
            .env(SEED, death.to_string())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut heard = 0;
        while heard < 1 + death * 7 % 40 {
            let line = lines.next().expect("the process ended by itself");
            heard += u64::from(line.contains("next ") || line.contains("shown "));
            hear(&line, &mut said);
        }
        child.kill().unwrap();
        // What it had still said before it died counts too.
        lines.for_each(|line| hear(&line, &mut said));
        child.wait().unwrap();

        let history = History::open(&path);
        assert_eq!(history.trouble(), None);
        for (number, said) in &said {
            let kept = history.exam(ExamId::of_number(*number)).unwrap().expect("an exam that was shown is kept");
            let now = digest(&Exam::resume(&kept));
            assert!(Some(now) == said.shown || Some(now) == said.next, "exam {number} is not what was shown: {kept:?}");
            assert!(!said.graded || kept.report.is_some(), "the result of exam {number} is lost");
        }
    }
    let history = History::open(&path);
    let (graded, discarded) = (history.exam_reports().unwrap().len(), history.discarded_exams().unwrap().len());
    assert!(graded > 3 && discarded > 0, "{graded} exams were graded, {discarded} discarded: too few to tell");
    let open = history.open_attempts().unwrap().len();
    let going = history.open_exam().unwrap().map_or(0, |kept| kept.attempts.len());
    let waiting = history.ungraded_exams().unwrap().len() * plan().tasks.len();
    assert_eq!(open, going + waiting, "every attempt of an exam that is over is over");
    let ended = |how| {
        history
            .exam_ids()
            .unwrap()
            .iter()
            .filter_map(|id| history.exam(*id).unwrap()?.ended)
            .filter(|(_, by)| *by == how)
            .count()
    };
    assert!(ended(ExamEnd::ByHand) > 0, "none was ended by hand");
}
