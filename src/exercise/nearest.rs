//! What was likely meant by a misspelt name. It must not know what the names stand for.

/// The candidates that are a slip or two away from `word`, nearest first; at most three.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let word = word.to_lowercase();
    let allowed = (word.chars().count() / 3).clamp(1, 4);
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| Some((score(&word, &candidate.to_lowercase(), allowed)?, candidate)))
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// The distance of two words, where it is no more than `allowed`; a word whose parts are all in the other counts as a slip.
fn score(word: &str, candidate: &str, allowed: usize) -> Option<usize> {
    if word == candidate {
        return Some(0);
    }
    let within = |short: &str, long: &str| short.len() >= 3 && short.split('-').all(|part| long.contains(part));
    if within(word, candidate) || within(candidate, word) {
        return Some(1);
    }
    // So many letters more or fewer are so many slips at least.
    let apart = word.chars().count().abs_diff(candidate.chars().count());
    (apart <= allowed).then(|| distance(word, candidate)).filter(|distance| *distance <= allowed)
}

/// Letters to insert, remove, change or swap with their neighbour (optimal string alignment). Long words are cut: a name
/// that is longer than any of ours is not a slip.
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().take(80).collect();
    let right: Vec<char> = right.chars().take(80).collect();
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, b) in right.iter().enumerate() {
            let change = last[j] + usize::from(a != b);
            let mut best = change.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *a == right[j - 1] && left[i - 1] == *b {
                best = best.min(before_last[j - 1] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn finds_slips_and_parts() {
        assert_eq!(nearest("tilte", ["title", "task", "topics"]), ["title"]);
        assert_eq!(nearest("dificulty", ["difficulty", "domain"]), ["difficulty"]);
        assert_eq!(nearest("wait-db", ["wait-for-db", "wait-for-dns", "tls"]), ["wait-for-db"]);
        assert_eq!(nearest("init", ["init-order", "sidecar"]), ["init-order"]);
        assert!(nearest("nothing", ["title", "task"]).is_empty());
    }
}
