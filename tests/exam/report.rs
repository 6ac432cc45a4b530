//! What a report says, in all its forms.

#![expect(
    clippy::redundant_closure_for_method_calls,
    reason = "methods of a type with a lifetime are not general enough"
)]

use std::collections::HashMap;

use insta::assert_snapshot;
use jiff::tz::TimeZone;
use podlings::exercise::Library;
use podlings::grade::{CheckResult, ClusterWord, Difference, FindingKind, Verdict};
use podlings::history::ExamId;
use podlings::session::exam::report::{Report, coverage_words, topic_titles};
use podlings::session::exam::{ExamResult, ExamTask, Input, Past, Percent, mark};
use unicode_width::UnicodeWidthStr as _;

use super::bench::{Sitting, plan, saved};

fn check(text: &str, points: u32, hostile: &str) -> CheckResult {
    let passed = points == 4;
    CheckResult {
        id: "id".to_owned(),
        text: text.to_owned(),
        points,
        max_points: 4,
        passed,
        expected: (!passed).then(|| format!("readOnly: true{hostile}")),
        actual: (!passed).then(|| "(not set, which means `false`)".to_owned()),
        path: (!passed).then(|| "spec.containers[app].volumeMounts[data].readOnly".to_owned()),
        place: None,
        kind: (!passed).then_some(FindingKind::Missing),
        why: "Who may write to a volume writes to it one day, and then nobody knows any more who it was.".to_owned(),
        more: Vec::new(),
        tried: true,
    }
}

fn verdict(task: &ExamTask, text: &str) -> Option<Verdict> {
    let checks = match text {
        "right" => vec![check("the first thing", 4, ""), check("the second thing", 4, "")],
        "hostile" => vec![check("<b>`x`|*y*", 1, "\u{1b}[31m<script>alert(1)</script>"), check("fine", 4, "")],
        _ => return None,
    };
    let score = checks.iter().map(|check| check.points).sum();
    Some(Verdict {
        exercise: task.exercise.clone(),
        score,
        max_score: 8,
        passed: score == 8,
        cluster: ClusterWord {
            judged: true,
            accepted: score == 8,
            message: "error: \u{1b}]0;x\u{7} refused\n".into(),
            refusals: vec![],
        },
        checks,
        diff: Difference::default(),
        note: None,
    })
}

fn result() -> ExamResult {
    let mut plan = plan();
    "Logs | <i>and</i> `files` that everybody shares with everybody else".clone_into(&mut plan.tasks[1].title);
    "network-and-processes".clone_into(&mut plan.tasks[1].topic);
    "services-and-networking".clone_into(&mut plan.tasks[2].domain);
    let mut sitting = Sitting::begin(&plan);
    let _ = sitting.apply(Input::Return, 0);
    sitting.work(1, 700);
    let _ = sitting.apply(saved(0, "right", 700), 700);
    let _ = sitting.apply(Input::Next, 700);
    sitting.work(701, 900);
    let _ = sitting.apply(saved(1, "hostile", 900), 900);
    let _ = sitting.apply(Input::Flag(1), 900);
    let _ = sitting.apply(Input::Note(Some(1), "look up `readOnly`\n<hr>\u{1b}[2J".into()), 900);
    let _ = sitting.apply(Input::Leave, 900);
    let _ = sitting.apply(Input::End, 1500);
    mark(&sitting.kept, &sitting.exam, verdict).unwrap().result
}

fn write(form: impl Fn(&Report) -> String) -> String {
    let result = result();
    let here = Past::of(ExamId::of_number(3), &result);
    let before = Past { number: 2, score: Percent(4810), passed: false, ..here.clone() };
    let past = [before, here];
    let topics = topic_titles(&Library::embedded());
    form(&Report { number: 3, result: &result, past: &past, topics: &topics, zone: TimeZone::UTC })
}

#[test]
fn the_result_adds_up() {
    let result = result();
    // 40 for the first, 35 * 5 / 8 of the second.
    assert_eq!(result.score(), Percent(6188));
    assert!(!result.passed());
    assert_eq!(result.score().to_string(), "61 %");
    assert_eq!((result.seconds(), result.away_seconds()), (1500, 600));
    let next: Vec<&str> = result.next().iter().map(|task| task.exercise.as_str()).collect();
    assert_eq!(next, ["c", "b"], "what cost most comes first");
    let again: ExamResult = serde_json::from_str(&serde_json::to_string(&result).unwrap()).unwrap();
    assert_eq!(again, result);
}

#[test]
fn exactly_the_pass_mark_has_passed() {
    let mut result = result();
    for (task, points) in result.tasks.iter_mut().zip([66, 0, 0]) {
        (task.points, task.max_points, task.weight) = (points, 100, if points > 0 { 100 } else { 0 });
    }
    assert!(result.passed());
    result.tasks[0].points = 65;
    assert!(!result.passed());
}

#[test]
fn what_a_short_exam_leaves_out_is_said() {
    let mut result = result();
    result.uncovered = vec!["deployment".to_owned()];
    for task in &mut result.tasks {
        "services-and-networking".clone_into(&mut task.domain);
    }
    assert_eq!(
        coverage_words(&result),
        [
            "Not covered, because there is no exercise for it: Application Deployment. The real exam asks for it.",
            "Not in this exam, but in the real one: Application Design and Build (20 %); Application Observability and \
             Maintenance (15 %); Application Environment, Configuration and Security (25 %).",
        ]
    );
}

#[test]
fn for_a_terminal() {
    assert_snapshot!(write(|report| report.text(true, None)));
    assert!(write(|report| report.text(false, None)).is_ascii());
}

#[test]
fn for_a_narrow_terminal() {
    let text = write(|report| report.text(true, Some(80)));
    let wide: Vec<&str> =
        text.lines().take_while(|line| *line != "Every check").filter(|line| line.width() > 80).collect();
    assert_eq!(wide, [""; 0]);
    let from = text.find("By domain").unwrap();
    let until = text.find("Every check").unwrap();
    assert_snapshot!(&text[from..until]);
}

#[test]
fn as_markdown() {
    assert_snapshot!(write(|report| report.markdown()));
}

#[test]
fn as_a_page_that_needs_nothing_and_runs_nothing() {
    let page = write(|report| report.html());
    assert_snapshot!(page.split("<body>").nth(1).unwrap().replace("><", ">\n<"));
    for wrong in ["<script", "<hr>", "<b>", "<i>", "\u{1b}", "\u{7}", "http://", "https://", "src=", "url("] {
        assert!(!page.contains(wrong), "{wrong:?}");
    }
    let mut open: HashMap<&str, i32> = HashMap::new();
    for tag in ["table", "section", "article", "ul", "li", "dl", "span", "code"] {
        *open.entry(tag).or_default() += i32::try_from(page.matches(&format!("<{tag}")).count()).unwrap()
            - i32::try_from(page.matches(&format!("</{tag}>")).count()).unwrap();
    }
    assert!(open.values().all(|left| *left == 0), "{open:?}");
}
