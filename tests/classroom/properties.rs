//! What holds for every text: files stay well-formed and say what was put in; all formats agree on the points.

use podlings::classroom::autograder::gradescope::{self, Visibility};
use podlings::classroom::autograder::{Work, classroom50, github, junit};
use podlings::classroom::gradebook::{Form, Missing};
use podlings::classroom::result::{Points, Problem, ProblemKind, Student};
use podlings::classroom::summary::html;
use podlings::classroom::words;
use proptest::prelude::*;
use serde_json::Value;

use super::class::{assignment, check, exercise};
use super::formats::{book, summary};

/// Texts with what spreadsheets, XML, HTML and Markdown stumble over.
fn text() -> impl Strategy<Value = String> {
    let nasty = prop::sample::select(vec![
        "=1+1",
        "+",
        "-",
        "@x",
        "\t",
        "\r\n",
        "\n",
        "\"",
        "'",
        ",",
        ";",
        "<b>",
        "</script>",
        "&amp;",
        "]]>",
        "\u{0}",
        "\u{1b}[31m",
        "\u{202e}",
        "\u{fffe}",
        "`",
        "|",
        "\\",
    ]);
    prop::collection::vec(prop_oneof![nasty.prop_map(str::to_owned), ".{0,6}"], 0..6).prop_map(|parts| parts.concat())
}

fn student() -> impl Strategy<Value = Student> {
    let checks = prop::collection::vec((0_u32..=9, 1_u32..=9, text()), 1..5);
    (text(), text(), checks, 0_u32..2000).prop_map(|(name, message, checks, off)| {
        let checks = checks
            .into_iter()
            .enumerate()
            .map(|(number, (points, max, text))| check(&number.to_string(), &text, points.min(max), max));
        let mut wait = exercise("wait", 10, checks.collect());
        wait.cluster.accepted = false;
        wait.cluster.message.clone_from(&message);
        Student {
            id: "s-1".to_owned(),
            name,
            exercises: vec![exercise("web", 4, vec![check("image", &message, 1, 3)]), wait],
            late: Some(podlings::classroom::result::Late { by: 60, deduction: Points::hundredths(off) }),
            problems: vec![Problem::new(ProblemKind::Other, message)],
            ..Student::default()
        }
    })
}

/// The cells of a CSV file.
fn cells(text: &str) -> Vec<Vec<String>> {
    let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    reader.into_records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn unescaped(html: &str) -> String {
    html.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
}

/// Points have hundredths and no more.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 1e-6
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn gradebooks_read_back(student in student()) {
        let rows = cells(&book(Form::Csv, vec![student.clone()], None, Missing::Zero).0);
        prop_assert_eq!(rows.len(), 2);
        prop_assert_eq!(rows[0].len(), rows[1].len());
        prop_assert_eq!(&rows[1][1], &words::cell(&words::line(&student.name)));
        prop_assert!(same(rows[1][6].parse::<f64>().unwrap(), student.score().as_number()));
        for form in [Form::Canvas, Form::Moodle, Form::Csv] {
            for row in cells(&book(form, vec![student.clone()], None, Missing::Zero).0) {
                for cell in row {
                    let risky = cell.trim_start().starts_with(['=', '+', '-', '@']) && cell != "-";
                    prop_assert!(!risky && !cell.chars().any(|c| c.is_control() && c != '\n'), "{:?}", cell);
                }
            }
        }
        let json: Value = serde_json::from_str(&book(Form::Json, vec![student.clone()], None, Missing::Zero).0).unwrap();
        prop_assert_eq!(json["students"][0]["name"].as_str().unwrap(), words::line(&student.name));
        prop_assert!(same(json["students"][0]["score"].as_f64().unwrap(), student.score().as_number()));
    }

    #[test]
    fn reports_read_back(student in student()) {
        let assignment = assignment();
        let work = Work { assignment: &assignment, student: &student, answers: true };
        let xml = junit::xml(&work).unwrap();
        let report = quick_junit::Report::deserialize_from_str(&xml).unwrap();
        let count: usize = student.exercises.iter().map(|exercise| exercise.checks.len()).sum();
        prop_assert_eq!(report.tests, count + 1);
        // What stands between backticks is shown as code.
        let without_code = |page: String| page.replace("<code>", "`").replace("</code>", "`");
        let page = without_code(html::report(&summary(std::slice::from_ref(&student), true)));
        let mut plain = student.clone();
        plain.name = "Ada".to_owned();
        plain.problems[0].message = "x".to_owned();
        for exercise in &mut plain.exercises {
            for check in &mut exercise.checks {
                check.text = "x".to_owned();
            }
        }
        let plain = without_code(html::report(&summary(&[plain], true)));
        prop_assert_eq!(page.matches('<').count(), plain.matches('<').count(), "no text becomes a tag");
        let problems = podlings::grade::diff::harmless(&words::problems(&student));
        prop_assert!(unescaped(&page).contains(&problems), "{} in {}", problems, page);
    }

    #[test]
    fn points_are_the_same_in_every_format(student in student()) {
        let assignment = assignment();
        let work = Work { assignment: &assignment, student: &student, answers: false };
        let gradescope = gradescope::results(&work, Visibility::Visible);
        prop_assert!(same(gradescope["score"].as_f64().unwrap(), student.score().as_number()));
        let sum = |field: &str| -> i64 {
            let tests = gradescope["tests"].as_array().unwrap().iter();
            tests.map(|test| serde_json::from_value::<Points>(test[field].clone()).unwrap()).map(|points| i64::from(points.as_hundredths())).sum()
        };
        prop_assert_eq!(sum("score"), i64::from(student.earned().as_hundredths()));
        prop_assert_eq!(sum("max_score"), i64::from(assignment.max().as_hundredths()));
        let whole = classroom50::result(&work, &classroom50::Identity::default(), jiff::Timestamp::UNIX_EPOCH);
        let github = github::json(&work);
        let tests = github["tests"].as_array().unwrap();
        let passed = tests.iter().filter(|test| test["status"] == "pass").count();
        let added: u64 = tests.iter().map(|test| test["score"].as_u64().unwrap()).sum();
        prop_assert_eq!(u64::try_from(passed).unwrap(), added);
        prop_assert_eq!(whole["score"].as_u64().unwrap(), added);
        prop_assert_eq!(whole["max-score"].as_u64().unwrap(), 14);
        prop_assert_eq!(tests.len(), 14);
    }
}
