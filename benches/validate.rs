//! How long it takes to say what a cluster would say: one Pod, a file of 10,000 small ones, and hostile texts.

use std::fmt::Write as _;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use podlings::manifest::judge::judge;
use podlings::manifest::read;

fn small_pods(count: usize) -> String {
    (0..count).fold(String::new(), |mut text, number| {
        let _ = write!(
            text,
            "---\napiVersion: v1\nkind: Pod\nmetadata:\n  name: web-{number}\n  labels:\n    app: web\nspec:\n  containers:\n  \
             - name: web\n    image: nginx:1.27\n    ports:\n    - containerPort: 80\n"
        );
        text
    })
}

fn validate(c: &mut Criterion) {
    let one = small_pods(1);
    c.bench_function("read one small Pod", |b| b.iter(|| read(black_box(one.as_bytes()))));
    c.bench_function("judge one small Pod", |b| b.iter(|| judge(black_box(one.as_bytes()), "pod.yaml")));
    let wrong = one.replace("image:", "imag:");
    c.bench_function("judge a Pod with a mistake", |b| b.iter(|| judge(black_box(wrong.as_bytes()), "pod.yaml")));
    let mut group = c.benchmark_group("large");
    group.sample_size(10);
    let many = small_pods(10_000);
    group.bench_function("judge 10,000 small Pods", |b| b.iter(|| judge(black_box(many.as_bytes()), "pods.yaml")));
    let containers = format!(
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec:\n  containers:\n{}",
        (0..10_000).fold(String::new(), |mut text, number| {
            let _ = writeln!(text, "  - {{name: c{number}, image: nginx}}");
            text
        })
    );
    group.bench_function("judge 10,000 containers", |b| b.iter(|| judge(black_box(containers.as_bytes()), "pod.yaml")));
    let flow = format!("{}{}", "[".repeat(90), "a,".repeat(1_000_000));
    group.bench_function("refuse 2 MB of commas in 90 brackets", |b| {
        b.iter(|| judge(black_box(flow.as_bytes()), "pod.yaml"));
    });
    group.finish();
}

criterion_group!(benches, validate);
criterion_main!(benches);
