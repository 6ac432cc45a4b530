//! A small class: somebody good, somebody hostile, somebody whose file could not be read.

use podlings::classroom::result::{
    AssignedCheck, AssignedExercise, Assignment, Check, Cluster, ExerciseResult, FORMAT, Late, Points, Problem,
    ProblemKind, Student, Terms, Wrong,
};

pub fn assignment() -> Assignment {
    let exercise = |id: &str, title: &str, points| AssignedExercise {
        id: id.to_owned(),
        title: title.to_owned(),
        points: Points::whole(points),
        par: Some(300),
        checks: Vec::new(),
        varies: false,
    };
    let mut wait = exercise("wait", "Wait for the database", 10);
    let order = "The init container waits, as all read it".to_owned();
    wait.checks.push(AssignedCheck { id: "order".to_owned(), text: order });
    wait.varies = true;
    Assignment {
        format: FORMAT,
        id: "week-1".to_owned(),
        title: "Week 1: Pods".to_owned(),
        due: Some("2026-11-20T22:59:00Z".parse().unwrap()),
        terms: Some(Terms {
            due: "Friday 20 November 2026, 23:59 (CET)".to_owned(),
            late: "each day late costs 10 % of the points".to_owned(),
        }),
        exercises: vec![exercise("web", "A web server", 4), wait],
    }
}

pub fn check(id: &str, text: &str, points: u32, max: u32) -> Check {
    let passed = points == max;
    let told = |text: &str| (!passed).then(|| text.to_owned());
    Check {
        id: id.to_owned(),
        text: text.to_owned(),
        points,
        max,
        passed,
        expected: told("image: nginx:1.29"),
        actual: told("image: ngnix <b>&1.29"),
        line: (!passed).then_some(7),
        kind: (!passed).then_some(Wrong::NearMiss),
        why: "An image of another name cannot be pulled.".to_owned(),
    }
}

pub fn exercise(id: &str, max: u32, checks: Vec<Check>) -> ExerciseResult {
    let (points, of) = (checks.iter().map(|check| check.points).sum(), checks.iter().map(|check| check.max).sum());
    let passed = checks.iter().all(|check| check.passed);
    ExerciseResult {
        id: id.to_owned(),
        seed: Some(7),
        answered: true,
        score: Points::whole(max).share(points, of),
        max: Points::whole(max),
        passed,
        cluster: Cluster { accepted: true, message: String::new() },
        checks,
        seconds: Some(754),
        attempts: Some(3),
        traces: Vec::new(),
    }
}

pub fn ada() -> Student {
    let wait = vec![check("order", "The init container waits", 2, 2), check("name", "It is called wait-for-db", 1, 1)];
    Student {
        id: "s-1".to_owned(),
        name: "Ada Lovelace".to_owned(),
        submitted: Some("2026-11-20T10:00:00Z".parse().unwrap()),
        exercises: vec![
            exercise("web", 4, vec![check("image", "The image is nginx:1.29", 4, 4)]),
            exercise("wait", 10, wait),
        ],
        ..Student::default()
    }
}

pub fn hostile() -> Student {
    let wait = vec![check("order", "The init container waits", 1, 2), check("name", "It is called wait-for-db", 1, 1)];
    let web = check("image", "The image is nginx:1.29", 0, 4);
    let web = ExerciseResult::unanswered("web", Points::whole(4), [web]);
    let mut wait = exercise("wait", 10, wait);
    let message = "The Pod \"a\u{1b}[31m\" is invalid:\nspec.containers: Required value ]]>".to_owned();
    wait.cluster = Cluster { accepted: false, message };
    Student {
        id: "s-2".to_owned(),
        name: "=HYPERLINK(\"http://evil\",\"</td><script>alert(1)</script>\")".to_owned(),
        submitted: Some("2026-11-21T01:00:00Z".parse().unwrap()),
        exercises: vec![web, wait],
        late: Some(Late { by: 7260, deduction: Points::hundredths(150) }),
        problems: vec![Problem::new(
            ProblemKind::BrokenChain,
            "the record of attempt 3 does not fit the one before it",
        )],
        ..Student::default()
    }
}

pub fn unreadable() -> Student {
    Student {
        id: "@eve".to_owned(),
        problems: vec![Problem::new(ProblemKind::Unreadable, "the hand-in is no JSON: expected value at line 1")],
        ..Student::default()
    }
}

pub fn students() -> Vec<Student> {
    vec![ada(), hostile(), unreadable()]
}

pub const ROSTER: &str = "Student,ID,SIS User ID,SIS Login ID,Section,Week 1: Pods (4711),Final Score
    Points Possible,,,,,14,(read only)
\"Lovelace, Ada\",31,s-1,ada,Monday,,
\"Mallory, Bob\",32,s-2,bob,Monday,,
\"Missing, Cleo\",33,s-3,cleo,Friday,,
";
