//! Floating-point numbers as C's `printf` shows them.

/// The most digits after the point.
const MOST: usize = 400;

/// A number that is not negative, by `%e`, `%f` or `%g` (or their capitals).
#[must_use]
pub fn format(value: f64, conversion: char, precision: Option<usize>, alternate: bool) -> String {
    let upper = conversion.is_ascii_uppercase();
    let text = if value.is_nan() {
        "nan".to_owned()
    } else if value.is_infinite() {
        "inf".to_owned()
    } else {
        let precision = precision.unwrap_or(6).min(MOST);
        match conversion.to_ascii_lowercase() {
            'f' => format!("{value:.precision$}"),
            'e' => exponential(value, precision),
            _ => general(value, precision.max(1), alternate),
        }
    };
    if upper { text.to_uppercase() } else { text }
}

fn exponential(value: f64, precision: usize) -> String {
    let text = format!("{value:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, digits) = match exponent.strip_prefix('-') {
        Some(digits) => ('-', digits),
        None => ('+', exponent),
    };
    format!("{mantissa}e{sign}{digits:0>2}")
}

fn general(value: f64, precision: usize, alternate: bool) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let scientific = exponential(value, precision - 1);
    let exponent: i32 = scientific.split_once('e').and_then(|(_, exponent)| exponent.parse().ok()).unwrap_or(0);
    let digits = i32::try_from(precision).unwrap_or(i32::MAX);
    if exponent < -4 || exponent >= digits {
        let (mantissa, tail) = scientific.split_once('e').unwrap_or((&scientific, "+00"));
        return if alternate { scientific } else { format!("{}e{tail}", without_zeros(mantissa)) };
    }
    let after = usize::try_from(digits - 1 - exponent).unwrap_or(0);
    let fixed = format!("{value:.after$}");
    if alternate { fixed } else { without_zeros(&fixed).to_owned() }
}

fn without_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

#[cfg(test)]
mod tests {
    use super::format;

    #[test]
    fn numbers_look_as_in_c() {
        assert_eq!(format(2.34567, 'f', Some(2), false), "2.35");
        assert_eq!(format(12345.678, 'e', None, false), "1.234568e+04");
        assert_eq!(format(0.0001, 'g', None, false), "0.0001");
        assert_eq!(format(1e10, 'g', None, false), "1e+10");
        assert_eq!(format(100_000.0, 'g', None, false), "100000");
    }
}
