//! How long a verdict takes: the largest exercise of the tests, right and wrong, without a life.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use podlings::exercise::{Exercise, load};
use podlings::grade::{Grader, grade};

fn exercise() -> Exercise {
    load("everything", "tests", "everything", include_str!("../tests/grade/exercises/everything.toml"))
        .expect("the exercise of the tests loads")
}

fn verdicts(criterion: &mut Criterion) {
    let exercise = exercise();
    let grader = Grader::new(&exercise);
    let right = exercise.solution.clone();
    let wrong = right.replace("      readOnly: true\n", "").replace("sizeLimit: 64Mi", "sizeLimit: 64M");
    criterion.bench_function("a right answer", |bencher| bencher.iter(|| grader.grade(black_box(&right))));
    criterion.bench_function("a wrong answer, with its difference", |bencher| {
        bencher.iter(|| grader.grade(black_box(&wrong)));
    });
    let mut quiet = exercise.clone();
    quiet.feedback.diff = false;
    let without = Grader::new(&quiet);
    criterion.bench_function("a wrong answer, without its difference", |bencher| {
        bencher.iter(|| without.grade(black_box(&wrong)));
    });
    criterion.bench_function("a right answer, the exercise made ready each time", |bencher| {
        bencher.iter(|| grade(black_box(&exercise), black_box(&right)));
    });
    let containers: String = (0..10_000).map(|nr| format!("  - {{name: c{nr}, image: \"busybox:1.36\"}}\n")).collect();
    let many = format!("apiVersion: v1\nkind: Pod\nmetadata: {{name: shop}}\nspec:\n  containers:\n{containers}");
    let mut slow = criterion.benchmark_group("hostile");
    slow.sample_size(10);
    slow.bench_function("10,000 containers", |bencher| bencher.iter(|| grader.grade(black_box(&many))));
}

criterion_group!(benches, verdicts);
criterion_main!(benches);
