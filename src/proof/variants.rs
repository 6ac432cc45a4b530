//! Proves the other exercises that an exercise's values make of it: every declared value stands in one of them at least, and they
//! meet each other in several ways. It must not know what is proven of each.

use std::collections::HashSet;

use crate::exercise::values::unused;
use crate::exercise::{Exercise, Pick, Problem, Value, load_drawn};

/// How many seeds are proven beside the values one by one, for combinations that no author thinks of.
const SEEDS: u64 = 1;

/// What is wrong with the variants of an exercise; what `known` says of it as it is written is not said again.
pub(super) fn examine(
    (file, text): (&str, &str),
    exercise: &Exercise,
    known: &[Problem],
    prove_one: impl Fn(&Exercise, Pick) -> Vec<Problem>,
) -> Vec<Problem> {
    let mut problems = unused(file, text);
    let mut places: HashSet<_> = known.iter().map(|problem| problem.place).collect();
    let mut proven = HashSet::from([texts(&exercise.values)]);
    let rounds = exercise.values.iter().map(|value| value.of).max().unwrap_or(0);
    for pick in (1..rounds).map(Pick::Round).chain((0..SEEDS).map(Pick::Seed)) {
        let found = match load_drawn(file, &exercise.topic, &exercise.id, text, pick) {
            Ok(drawn) if !proven.insert(texts(&drawn.values)) => continue,
            Ok(drawn) => {
                let drawn = Exercise { images: exercise.images.clone(), ..drawn };
                named(prove_one(&drawn, pick), &drawn.values)
            }
            Err(problems) => match pick {
                // Which values they are is known only of an exercise that loads.
                Pick::Round(round) => said(problems, &format!("with value number {} of each list", round + 1)),
                _ => said(problems, &format!("with seed {}", pick.seed().unwrap_or_default())),
            },
        };
        // The same place is wrong for the same reason, most often; one example of it is enough.
        let fresh: Vec<Problem> = found.into_iter().filter(|problem| !places.contains(&problem.place)).collect();
        places.extend(fresh.iter().map(|problem| problem.place));
        problems.extend(fresh);
    }
    problems
}

fn texts(values: &[Value]) -> Vec<String> {
    values.iter().map(|value| value.text.clone()).collect()
}

/// Problems with the values that they appear with.
fn named(problems: Vec<Problem>, values: &[Value]) -> Vec<Problem> {
    let list: Vec<String> = values.iter().map(|value| format!("{} = `{}`", value.name, value.text)).collect();
    said(problems, &format!("with {}", list.join(", ")))
}

fn said(problems: Vec<Problem>, with: &str) -> Vec<Problem> {
    problems
        .into_iter()
        .map(|problem| Problem { message: format!("{}\n  {with}", problem.message), ..problem })
        .collect()
}
