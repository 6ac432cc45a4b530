//! Handouts: what is not allowed is not in them, and with a verdict they grade as the exercise does.

use podlings::exercise::{Exercise, Feedback, embedded_files, handout, load};
use podlings::grade::{Grader, Lives, Verdict, grade};

fn exercises() -> impl Iterator<Item = (String, &'static str)> {
    let is_exercise = |name: &str| {
        name.contains('/')
            && !name.ends_with("/topic.toml")
            && std::path::Path::new(name).extension().is_some_and(|ending| ending == "toml")
    };
    embedded_files().filter(move |(name, _)| is_exercise(name) && !name.starts_with("images/"))
}

fn loaded(text: &str) -> Exercise {
    load("a.toml", "topic", "a", text).unwrap_or_else(|problems| panic!("{text}\n{problems:?}"))
}

#[test]
fn what_is_not_allowed_is_not_in_the_file() {
    let nothing = Feedback { verdict: false, hints: false, diff: false, solution: false, on_save: true };
    for (name, text) in exercises() {
        let full = loaded(text);
        let bare = loaded(&handout(text, nothing).unwrap());
        assert_eq!((bare.solution.as_str(), bare.explanation.as_str()), ("", ""), "{name}");
        assert!(bare.hints.is_empty() && bare.accept.is_empty() && bare.reject.is_empty(), "{name}");
        assert!(bare.life.is_empty() && bare.expect.as_object().is_some_and(serde_json::Map::is_empty), "{name}");
        assert_eq!((bare.points(), &bare.task, &bare.start), (full.points(), &full.task, &full.start), "{name}");
        let verdict = grade(&bare, &full.solution);
        assert!(!verdict.passed && verdict.cluster.accepted && verdict.score == 0, "{name}");
    }
}

#[test]
fn with_a_verdict_a_handout_grades_as_the_exercise_does() {
    let verdict = Feedback { verdict: true, hints: true, diff: false, solution: false, on_save: true };
    let checks = |verdict: &Verdict| (verdict.score, verdict.passed, verdict.checks.clone());
    // A life that depends on anything else than the exercise's would is played anew; the others once.
    let lives = Lives::default();
    for (name, text) in exercises() {
        let full = loaded(text);
        let handed = loaded(&handout(text, verdict).unwrap());
        assert_eq!((handed.solution.as_str(), handed.hints.len()), ("", full.hints.len()), "{name}");
        let wrong = full.reject.first().map(|reject| reject.manifest.as_str()).unwrap_or_default();
        for answer in [full.solution.as_str(), wrong] {
            let of = |exercise| Grader::new(exercise).sharing(&lives).grade(answer);
            let (ours, theirs) = (of(&full), of(&handed));
            assert_eq!(checks(&ours), checks(&theirs), "{name}");
            assert!(theirs.passed || theirs.diff.nearest.is_empty(), "{name}");
        }
    }
}
