//! A class of any size: makes hand-ins out of the answers of ten built-in exercises, and grades them.
//!
//! `cargo bench --bench class -- 10000` grades 10,000 hand-ins in a temporary folder; `-- 10000 DIR` leaves them in DIR, for
//! `podlings class grade DIR --assignment DIR/assignment`. Every text is different, so that nothing is known from an equal one;
//! with `same` behind it texts repeat, as they do in a class.

use std::path::{Path, PathBuf};
use std::time::Instant;

use podlings::classroom::course::Course;
use podlings::classroom::hand_in::{self, Answer, Head};
use podlings::classroom::run::grade;
use podlings::classroom::submission::list;
use podlings::exercise::Exercise;

const EXERCISES: [&str; 10] = [
    "first-init-container",
    "wait-for-db",
    "config-loader",
    "secret-for-init",
    "scratch-in-memory",
    "migration-check",
    "two-sidecars-in-order",
    "tls-termination",
    "reload-the-configuration",
    "shipper-in-crash-loop",
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let students: usize = arguments.first().and_then(|number| number.parse().ok()).unwrap_or(200);
    let same = arguments.iter().any(|argument| argument == "same");
    let temporary = tempfile::tempdir().expect("a folder");
    let folder = arguments.get(1).filter(|name| *name != "same");
    let folder = folder.map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    std::fs::create_dir_all(folder.join("assignment")).expect("a folder");
    std::fs::write(folder.join("assignment/assignment.toml"), assignment()).expect("a file");
    let course = Course::open(&folder.join("assignment")).expect("an assignment");
    make(&course, &folder, students, same);
    let mut found = list(&folder).expect("submissions").found;
    found.retain(|found| found.name != "assignment");
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let started = Instant::now();
    let (mut points, mut troubled) = (0_u64, 0);
    grade(&course, &found, None, &temporary.path().join("results.jsonl"), threads, &|_| {}, |student| {
        points += u64::from(student.score().as_hundredths());
        troubled += usize::from(!student.problems.is_empty());
    })
    .expect("results");
    let took = started.elapsed();
    let each = took / u32::try_from(found.len().max(1) * EXERCISES.len()).unwrap_or(u32::MAX);
    println!(
        "{} submissions on {threads} threads: {took:.2?}, {each:.2?} an answer, {troubled} with problems",
        found.len()
    );
}

/// The exercises that there are of those above; any others where they were renamed.
fn assignment() -> String {
    let library = podlings::exercise::Library::embedded();
    let mut ids: Vec<&str> = EXERCISES.into_iter().filter(|id| library.find(id).is_ok()).collect();
    for entry in library.entries().step_by(5) {
        if ids.len() < EXERCISES.len() && !ids.contains(&entry.id.as_str()) {
            ids.push(&entry.id);
        }
    }
    let exercises: String = ids.iter().map(|id| format!("\n[[exercises]]\nid = \"{id}\"\npoints = 10\n")).collect();
    format!("format = 1\nid = \"large\"\ntitle = \"A large class\"\nseeds = \"per-student\"\n{exercises}")
}

/// Writes hand-ins: two thirds of the answers are right, in one of the styles of the pack, the others wrong.
fn make(course: &Course, folder: &Path, students: usize, same: bool) {
    for number in 0..students {
        let student = format!("student-{number:05}");
        let answers = course.exercises().enumerate().map(|(index, exercise)| {
            let seed = course.assignment.seed(&student, &exercise.id);
            let drawn = course.library.drawn(&exercise.id, seed).expect("an exercise");
            let text = text(&drawn, number * 7 + index * 3);
            let text = if same { text } else { format!("# {student}\n{text}") };
            Answer { exercise: exercise.id.clone(), seed: drawn.seed, attempts: 1, seconds: 300, hints: 0, text }
        });
        let head = Head {
            format: hand_in::FORMAT,
            assignment: course.assignment.id.clone(),
            fingerprint: course.fingerprint().to_owned(),
            student: student.clone(),
            program: "bench".to_owned(),
            at: jiff::Timestamp::UNIX_EPOCH,
        };
        let text = hand_in::write(head, Vec::new(), answers.collect());
        std::fs::write(folder.join(format!("{student}.handin")), text).expect("a file");
    }
}

fn text(exercise: &Exercise, choice: usize) -> String {
    let right = exercise.accept.iter().map(|accept| &accept.manifest).chain([&exercise.solution]);
    let right: Vec<&String> = right.collect();
    let wrong: Vec<&String> = exercise.reject.iter().map(|reject| &reject.manifest).collect();
    let texts = if choice.is_multiple_of(3) && !wrong.is_empty() { wrong } else { right };
    texts[choice / 3 % texts.len()].clone()
}
