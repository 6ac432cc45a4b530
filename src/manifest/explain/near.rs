//! What somebody probably meant to write. It must not know what a word stands for.

/// The candidate nearest to `word`, where one is near enough to have been meant: the same but for small and capital
/// letters, or one slip for every four letters (at least one).
pub(super) fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word: Vec<char> = word.to_lowercase().chars().take(64).collect();
    let most = (word.len() / 4).max(1);
    let ranked = candidates.into_iter().filter_map(|candidate| {
        let other: Vec<char> = candidate.to_lowercase().chars().take(64).collect();
        let slips = distance(&word, &other);
        // A word of two letters turned into another of two is no slip.
        let near = slips <= most && slips < other.len().min(word.len()).max(1);
        near.then_some((slips, candidate))
    });
    ranked.min_by_key(|(slips, _)| *slips).map(|(_, candidate)| candidate)
}

/// Letters to add, drop, change or swap with their neighbour.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, y) in b.iter().enumerate() {
            let mut best = (last[j] + usize::from(x != y)).min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_in_four_letters_is_near() {
        let fields = ["image", "name", "command", "volumeMounts", "args", "env", "envFrom"];
        assert_eq!(nearest("imag", fields), Some("image"));
        assert_eq!(nearest("Image", fields), Some("image"));
        assert_eq!(nearest("comand", fields), Some("command"));
        assert_eq!(nearest("volumemount", fields), Some("volumeMounts"));
        assert_eq!(nearest("nmae", fields), Some("name"));
        assert_eq!(nearest("restart", fields), None);
        assert_eq!(nearest("x", fields), None);
    }
}
