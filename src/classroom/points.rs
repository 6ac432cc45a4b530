//! Points of an assignment, exact to a hundredth, so that sums are the same in every format. It must not know what they are
//! given for.

use std::fmt;
use std::iter::Sum;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Points in hundredths. Sums never go below zero and never overflow: they stop at the ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(u32);

impl Points {
    /// No points.
    pub const ZERO: Points = Points(0);

    /// Whole points.
    #[must_use]
    pub fn whole(points: u32) -> Self {
        Self(points.saturating_mul(100))
    }

    /// Hundredths of a point.
    #[must_use]
    pub fn hundredths(hundredths: u32) -> Self {
        Self(hundredths)
    }

    /// The number of hundredths.
    #[must_use]
    pub fn as_hundredths(self) -> u32 {
        self.0
    }

    /// As a number; exact for every value.
    #[must_use]
    pub fn as_number(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// The nearest whole number of points, halves up.
    #[must_use]
    pub fn rounded(self) -> u32 {
        self.0 / 100 + u32::from(self.0 % 100 >= 50)
    }

    /// The share `part / of` of these points, to the nearest hundredth, halves up. A share of nothing is nothing, and no
    /// share is more than all.
    #[must_use]
    pub fn share(self, part: u32, of: u32) -> Self {
        if of == 0 {
            return Self::ZERO;
        }
        let (all, part, of) = (u64::from(self.0), u64::from(part.min(of)), u64::from(of));
        let hundredths = (all * part * 2 + of) / (of * 2);
        Self(u32::try_from(hundredths).unwrap_or(self.0))
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What is left; never below zero.
    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Self::plus)
    }
}

impl fmt::Display for Points {
    /// As short as it can be exact: `7`, `7.5`, `7.25`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, self.0 % 100);
        let text = match (rest, rest % 10) {
            (0, _) => whole.to_string(),
            (_, 0) => format!("{whole}.{}", rest / 10),
            _ => format!("{whole}.{rest:02}"),
        };
        f.pad(&text)
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.is_multiple_of(100) {
            serializer.serialize_u32(self.0 / 100)
        } else {
            serializer.serialize_f64(self.as_number())
        }
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        let hundredths = (number * 100.0).round();
        if (0.0..=f64::from(u32::MAX)).contains(&hundredths) {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the range was just looked at")]
            let hundredths = hundredths as u32;
            Ok(Self(hundredths))
        } else {
            Err(serde::de::Error::custom(format!("{number} is no number of points")))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn points_are_written_as_short_as_they_are_exact() {
        let written: Vec<String> = [0, 700, 750, 725, 5].map(|n| Points::hundredths(n).to_string()).into();
        assert_eq!(written, ["0", "7", "7.5", "7.25", "0.05"]);
        assert_eq!(serde_json::to_string(&[Points::whole(7), Points::hundredths(725)]).unwrap(), "[7,7.25]");
    }

    #[test]
    fn a_share_is_rounded_to_the_nearest_hundredth() {
        assert_eq!(Points::whole(10).share(1, 3).to_string(), "3.33");
        assert_eq!(Points::whole(10).share(2, 3).to_string(), "6.67");
        assert_eq!(Points::whole(10).share(9, 6).to_string(), "10");
        assert_eq!(Points::whole(10).share(1, 0).to_string(), "0");
    }

    #[test]
    fn numbers_that_are_no_points_are_refused() {
        assert!(serde_json::from_str::<Points>("-1").is_err());
        assert!(serde_json::from_str::<Points>("1e300").is_err());
    }

    proptest! {
        #[test]
        fn points_read_back_as_they_were(hundredths in any::<u32>()) {
            let points = Points::hundredths(hundredths);
            let text = serde_json::to_string(&points).unwrap();
            prop_assert_eq!(serde_json::from_str::<Points>(&text).unwrap(), points);
            prop_assert!((points.to_string().parse::<f64>().unwrap() - points.as_number()).abs() < 1e-9);
        }
    }
}
