//! What must hold for every change of a hand-in, and for every assignment.

use std::sync::LazyLock;

use podlings::classroom::hand_in::{HandIn, read};
use proptest::prelude::*;

use super::students::{hand_in, machine};

static TEXT: LazyLock<String> = LazyLock::new(|| hand_in(&machine(), "ada"));

/// Noticed, or of no consequence.
fn is_harmless(changed: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(changed) else { return true };
    let (before, after) = (read(&TEXT), read(text));
    let graded = |read: &HandIn| (read.head.clone(), read.answers.clone(), read.attempts.clone());
    !after.broken.is_empty() || graded(&before) == graded(&after)
}

proptest! {
    #[test]
    fn a_changed_byte_is_noticed_or_changes_nothing(at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = TEXT.clone().into_bytes();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        prop_assert!(is_harmless(&bytes));
    }

    #[test]
    fn what_is_cut_out_or_put_in_is_noticed(from in any::<prop::sample::Index>(), length in 1_usize..400, put in ".{0,20}") {
        let mut bytes = TEXT.clone().into_bytes();
        let from = from.index(bytes.len());
        let to = (from + length).min(bytes.len());
        bytes.splice(from..to, put.into_bytes());
        prop_assert!(is_harmless(&bytes));
    }

    #[test]
    fn lines_that_change_places_are_noticed(first in any::<prop::sample::Index>(), second in any::<prop::sample::Index>()) {
        let mut lines: Vec<&str> = TEXT.lines().collect();
        let (first, second) = (first.index(lines.len()), second.index(lines.len()));
        lines.swap(first, second);
        let text = lines.join("\n");
        prop_assert!(is_harmless(text.as_bytes()));
        prop_assert_eq!(read(&text).broken.is_empty(), first == second);
    }

    #[test]
    fn any_text_can_be_read(text in "\\PC*") {
        prop_assert!(!read(&text).broken.is_empty());
        prop_assert!(podlings::classroom::assignment::load("a", &text).is_err());
        prop_assert!(podlings::classroom::bundle::unpack(&text).is_err());
    }
}

#[test]
fn an_unchanged_hand_in_is_whole() {
    assert_eq!(read(&TEXT).broken, Vec::<String>::new());
    assert_eq!(read(&TEXT.replace('\n', "\r\n")).broken, Vec::<String>::new(), "mail programs change line ends");
}
