//! How amounts are read, compared and printed.

use super::{Quantity, QuantityError};
use proptest::prelude::*;

fn canonical(text: &str) -> String {
    Quantity::parse(text).expect(text).to_string()
}

#[test]
fn canonical_forms() {
    for (written, printed) in [
        ("0.5", "500m"),
        ("0.500", "500m"),
        ("1.500", "1.500"),
        ("1000m", "1"),
        ("1024Mi", "1Gi"),
        ("0.5Gi", "512Mi"),
        ("0.1Gi", "107374182400m"),
        ("512Ki", "512Ki"),
        ("1024", "1024"),
        ("64M", "64M"),
        ("1e3", "1e3"),
        ("1000e3", "1e6"),
        ("0", "0"),
        ("00", "0"),
        ("0Mi", "0"),
        (".", "0"),
        ("+5", "+5"),
        ("-5Mi", "-5Mi"),
        ("0.0000000001", "1n"),
        ("9Ei", "9223372036854775807"),
        (" 7 ", "7"),
        ("12E", "12E"),
        ("100k", "100k"),
        ("1000k", "1M"),
        ("1.5Gi", "1536Mi"),
    ] {
        assert_eq!(canonical(written), printed, "{written}");
    }
}

#[test]
fn refusals() {
    for (text, why) in [
        ("", QuantityError::Format),
        ("abc", QuantityError::Format),
        ("5Mb", QuantityError::Format),
        ("5MiB", QuantityError::Format),
        ("5mi", QuantityError::Suffix),
        ("1.2.3", QuantityError::Format),
        ("5ee", QuantityError::Suffix),
        ("1 Gi", QuantityError::Format),
    ] {
        assert_eq!(Quantity::parse(text).err(), Some(why), "{text}");
    }
}

#[test]
fn order_and_sums() {
    let q = |text| Quantity::parse(text).expect(text);
    assert!(q("1") > q("999m"));
    assert_eq!(q("0.5"), q("500m"));
    assert_eq!(q("64Mi"), q("67108864"));
    assert!(q("-1") < q("0"));
    assert!(q("1e2000000000") > q("9E"));
    assert_eq!(q("250m").plus(&q("0.75")).to_string(), "1");
    assert_eq!(q("64Mi").plus(&q("64Mi")).to_string(), "128Mi");
    assert!(q("4").is_whole() && !q("2.5").is_whole() && q("2000m").is_whole());
}

proptest! {
    #[test]
    fn canonical_form_is_stable(text in r"[+-]?[0-9]{1,12}(\.[0-9]{0,6})?(n|u|m|k|M|G|T|Ki|Mi|Gi|Ti|e[0-9])?") {
        let once = Quantity::parse(&text).expect("a quantity");
        let again = Quantity::parse(&once.canonical()).expect("its canonical form");
        prop_assert_eq!(&once, &again);
        prop_assert_eq!(once.canonical(), again.canonical());
    }

    #[test]
    fn order_is_that_of_numbers(a in -1_000_000_i64..1_000_000, b in -1_000_000_i64..1_000_000) {
        let milli = |n: i64| Quantity::parse(&format!("{n}m")).expect("a quantity");
        prop_assert_eq!(milli(a).cmp(&milli(b)), a.cmp(&b));
        prop_assert_eq!(milli(a).plus(&milli(b)), milli(a + b));
    }

    #[test]
    fn nothing_panics(text in ".{0,80}", digits in "[0-9]{30,120}[.]?[0-9]{0,60}(Mi|E|e-?[0-9]{1,12})?") {
        for text in [text, digits] {
            if let Ok(q) = Quantity::parse(&text) {
                let _ = q.to_string();
                let _ = q.plus(&q).clone().rounded_to_milli().is_whole();
                let _ = q.is_multiple_of(&q);
                prop_assert_eq!(q.cmp(&q), std::cmp::Ordering::Equal);
            }
        }
    }
}
