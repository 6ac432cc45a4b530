//! Kubernetes' quantities (`500m`, `64Mi`, `1e3`) as whole numbers. It must not know what they measure.

use serde_json::Value;

/// Thousandths of a quantity, rounded up; `None` where it is not one.
#[must_use]
pub fn milli(value: &Value) -> Option<i128> {
    match value {
        Value::String(text) => parse(text.trim()),
        Value::Number(number) => parse(&number.to_string()),
        _ => None,
    }
}

/// Whole units of a quantity, rounded up.
#[must_use]
pub fn units(value: &Value) -> Option<i128> {
    milli(value).map(|m| m.div_euclid(1000) + i128::from(m.rem_euclid(1000) != 0))
}

fn parse(text: &str) -> Option<i128> {
    let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+'))).unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (digits, shift) = decimal(number)?;
    let (factor, power): (i128, i32) = match suffix {
        "n" => (1, -9),
        "u" => (1, -6),
        "m" => (1, -3),
        "" => (1, 0),
        "k" => (1, 3),
        "M" => (1, 6),
        "G" => (1, 9),
        "T" => (1, 12),
        "P" => (1, 15),
        "E" => (1, 18),
        "Ki" => (1 << 10, 0),
        "Mi" => (1 << 20, 0),
        "Gi" => (1 << 30, 0),
        "Ti" => (1 << 40, 0),
        "Pi" => (1 << 50, 0),
        "Ei" => (1 << 60, 0),
        _ => (1, suffix.strip_prefix(['e', 'E'])?.parse::<i32>().ok()?),
    };
    let power = power.checked_add(shift)?.checked_add(3)?;
    let base = digits.checked_mul(factor)?;
    if power >= 0 {
        return base.checked_mul(10_i128.checked_pow(u32::try_from(power).ok()?)?);
    }
    let divisor = 10_i128.checked_pow(power.unsigned_abs()).unwrap_or(i128::MAX);
    Some(base.div_euclid(divisor) + i128::from(base.rem_euclid(divisor) != 0))
}

/// The digits without their point, and how many places the point stood from the right (as a negative power).
fn decimal(text: &str) -> Option<(i128, i32)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if whole.len() + fraction.len() > 30 || fraction.contains(['-', '+', '.']) {
        return None;
    }
    let joined = format!("{whole}{fraction}");
    Some((joined.parse().ok()?, -i32::try_from(fraction.len()).ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_every_way_of_writing() {
        for (text, want) in [
            (json!("500m"), 500),
            (json!(0.5), 500),
            (json!("64Mi"), 64 * 1024 * 1024 * 1000),
            (json!("1e3"), 1_000_000),
            (json!("1.5Gi"), 1_610_612_736_000),
            (json!(2), 2000),
            (json!("100u"), 1),
        ] {
            assert_eq!(milli(&text), Some(want), "{text}");
        }
        assert_eq!(milli(&json!("lots")), None);
        assert_eq!(units(&json!("100m")), Some(1));
        assert_eq!(milli(&json!("1e99999999999")), None);
    }
}
