//! Amounts of resources (`500m`, `64Mi`, `1e3`) as Kubernetes' `resource.Quantity` reads, compares and prints them.
//! It must not know which field an amount stands in.

use std::cmp::Ordering;
use std::fmt;

/// The way in which an amount was written, which decides how it is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    /// `12e6`
    DecimalExponent,
    /// `12Mi`
    BinarySi,
    /// `12M`
    DecimalSi,
}

/// An amount: `±digits × 10^scale`. Exact up to 38 significant digits; what is beyond is rounded up.
#[derive(Debug, Clone)]
pub struct Quantity {
    negative: bool,
    digits: u128,
    scale: i32,
    format: Format,
    /// The text as it was written, where Kubernetes keeps it as canonical.
    written: Option<String>,
}

/// Why a text is not an amount, in Kubernetes' words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum QuantityError {
    /// Not a number with a suffix at all.
    #[error("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")]
    Format,
    /// A suffix that does not exist, like `5Mb`.
    #[error("unable to parse quantity's suffix")]
    Suffix,
}

const NANO: i32 = -9;
const MILLI: i32 = -3;

/// The pieces of a written amount.
struct Pieces<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
    suffix: &'a str,
}

impl Quantity {
    /// Zero, as an unset quantity is.
    #[must_use]
    pub fn zero() -> Self {
        Self { negative: false, digits: 0, scale: 0, format: Format::DecimalSi, written: None }
    }

    /// Reads an amount as the API server does, after trimming white space. It looks at the JSON text as it came, where a
    /// tab or a line break is an escape sequence and no white space.
    ///
    /// # Errors
    /// [`QuantityError`] says what is wrong, in the server's words.
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        let escaped = |c: char| c.is_ascii_control() || matches!(c, '\u{2028}' | '\u{2029}');
        let text = text.trim_matches(|c: char| c.is_whitespace() && !escaped(c));
        if text.is_empty() {
            return Err(QuantityError::Format);
        }
        let pieces = split(text)?;
        let (base, exponent, format) = suffix(pieces.suffix).ok_or(QuantityError::Suffix)?;
        let digits = pieces.whole.len() + pieces.fraction.len();
        let fraction = i32::try_from(pieces.fraction.len()).unwrap_or(i32::MAX);
        let small = match base {
            Base::Ten => digits <= 18 && exponent.saturating_sub(fraction) >= NANO,
            Base::Two => {
                fraction == 0 && 15 - i32::try_from(pieces.whole.len()).unwrap_or(i32::MAX) - exponent * 3 / 10 > 0
            }
        };
        let mut amount = Self { negative: pieces.negative, digits: 0, scale: 0, format, written: None };
        amount.read_digits(pieces.whole, pieces.fraction);
        match base {
            Base::Ten => amount.scale = amount.scale.saturating_add(exponent),
            Base::Two => amount.shift_left(exponent),
        }
        if small {
            if keeps_text(&pieces, base, exponent, amount.digits) {
                amount.written = Some(text.to_owned());
            }
        } else {
            amount.settle();
        }
        Ok(amount)
    }

    /// Reads an amount from JSON, where it may be a text or a number.
    #[must_use]
    pub fn of(value: &serde_json::Value) -> Option<Self> {
        match value {
            serde_json::Value::String(text) => Self::parse(text).ok(),
            serde_json::Value::Number(number) => Self::parse(&number.to_string()).ok(),
            _ => None,
        }
    }

    /// Takes in the decimal digits; those beyond 38 are rounded up into the scale.
    fn read_digits(&mut self, whole: &str, fraction: &str) {
        let mut dropped = false;
        for (index, digit) in whole.bytes().chain(fraction.bytes()).enumerate() {
            let digit = u128::from(digit.saturating_sub(b'0'));
            let behind_point = index >= whole.len();
            match self.digits.checked_mul(10).and_then(|d| d.checked_add(digit)) {
                Some(digits) if self.scale <= 0 && !dropped => {
                    self.digits = digits;
                    if behind_point {
                        self.scale -= 1;
                    }
                }
                _ => {
                    dropped |= digit != 0 || self.scale > 0;
                    if !behind_point {
                        self.scale = self.scale.saturating_add(1);
                    }
                }
            }
        }
        if dropped {
            self.digits = self.digits.saturating_add(1);
        }
    }

    /// Multiplies by two to the power of `bits` (at most 60).
    fn shift_left(&mut self, bits: i32) {
        let factor = 1_u128 << bits.clamp(0, 60);
        self.digits = self.digits.saturating_mul(factor);
    }

    /// What Kubernetes does to amounts that are too fine or too large for its fast path.
    fn settle(&mut self) {
        self.round_up(NANO);
        if self.format == Format::BinarySi {
            let largest = Self { digits: i64::MAX.unsigned_abs().into(), ..Self::zero() };
            if self.magnitude(&largest) == Ordering::Greater {
                self.digits = largest.digits;
                self.scale = 0;
            }
            let one = Self { digits: 1, ..Self::zero() };
            if self.digits != 0 && self.magnitude(&one) == Ordering::Less {
                self.format = Format::DecimalSi;
            }
        }
    }

    /// Rounds away from zero to a multiple of `10^scale`.
    fn round_up(&mut self, scale: i32) {
        if self.scale >= scale {
            return;
        }
        let mut rest = false;
        while self.scale < scale && self.digits != 0 {
            rest |= !self.digits.is_multiple_of(10);
            self.digits /= 10;
            self.scale += 1;
        }
        self.scale = scale;
        if rest {
            self.digits += 1;
        }
        self.written = None;
    }

    /// Rounds away from zero to thousandths, as the values of resource lists are.
    #[must_use]
    pub fn rounded_to_milli(mut self) -> Self {
        self.round_up(MILLI);
        self
    }

    /// Whether the amount is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.digits == 0
    }

    /// Whether the amount is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.negative && self.digits != 0
    }

    /// Whether the amount is a whole number once rounded up to thousandths.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        let mut milli = self.clone();
        milli.round_up(MILLI);
        while milli.scale < 0 && milli.digits.is_multiple_of(10) && milli.digits != 0 {
            milli.digits /= 10;
            milli.scale += 1;
        }
        milli.digits == 0 || milli.scale >= 0
    }

    /// Whether the amount is a whole multiple of `unit`, both counted in whole units rounded up.
    #[must_use]
    pub fn is_multiple_of(&self, unit: &Quantity) -> bool {
        match (self.whole_units(), unit.whole_units()) {
            (Some(amount), Some(unit)) if unit != 0 => amount % unit == 0,
            _ => false,
        }
    }

    /// The magnitude in whole units, rounded up, where it fits.
    fn whole_units(&self) -> Option<u128> {
        let mut whole = self.clone();
        whole.round_up(0);
        let power = u32::try_from(whole.scale).ok()?;
        whole.digits.checked_mul(10_u128.checked_pow(power)?)
    }

    /// The sum of two amounts, written in the way of the first unless that is zero.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        if other.is_zero() {
            let mut same = self.clone();
            same.written = None;
            return same;
        }
        if self.is_zero() {
            let mut same = other.clone();
            same.written = None;
            return same;
        }
        let (a, b, scale) = match aligned(self, other) {
            Some(parts) => parts,
            // So far apart that the smaller one does not show.
            None if self.magnitude(other) == Ordering::Less => return other.clone(),
            None => return self.clone(),
        };
        let (negative, digits) = match (self.negative == other.negative, a.cmp(&b)) {
            (true, _) => (self.negative, a.saturating_add(b)),
            (false, Ordering::Less) => (other.negative, b - a),
            (false, _) => (self.negative, a - b),
        };
        Self { negative, digits, scale, format: self.format, written: None }
    }

    /// Compares without regard to the sign.
    fn magnitude(&self, other: &Self) -> Ordering {
        match (self.digits, other.digits) {
            (0, 0) => return Ordering::Equal,
            (0, _) => return Ordering::Less,
            (_, 0) => return Ordering::Greater,
            _ => {}
        }
        let top = |q: &Self| i64::from(q.digits.ilog10()) + i64::from(q.scale);
        match top(self).cmp(&top(other)) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
        // The first digit stands at the same place, so both have at most 39 digits from there on.
        let digits = |q: &Self| {
            let text = q.digits.to_string();
            text.trim_end_matches('0').to_owned()
        };
        digits(self).cmp(&digits(other))
    }

    /// The text in canonical form, without regard to how it was written.
    fn canonical(&self) -> String {
        if self.digits == 0 {
            return "0".to_owned();
        }
        let sign = if self.negative { "-" } else { "" };
        if self.format == Format::BinarySi
            && let Some(text) = self.canonical_binary()
        {
            return format!("{sign}{text}");
        }
        let format = match self.format {
            Format::DecimalExponent => Format::DecimalExponent,
            _ => Format::DecimalSi,
        };
        let (mut digits, mut scale) = (self.digits, i64::from(self.scale));
        while digits.is_multiple_of(10) {
            digits /= 10;
            scale += 1;
        }
        let pad = scale.rem_euclid(3);
        scale -= pad;
        let zeros = "0".repeat(usize::try_from(pad).unwrap_or(0));
        format!("{sign}{digits}{zeros}{}", decimal_suffix(format, scale))
    }

    /// As a multiple of powers of 1024, where it is a whole number of at least 1024.
    fn canonical_binary(&self) -> Option<String> {
        let kibi = Self { digits: 1024, ..Self::zero() };
        if self.magnitude(&kibi) == Ordering::Less {
            return None;
        }
        let mut whole = self.clone();
        while whole.scale < 0 && whole.digits.is_multiple_of(10) {
            whole.digits /= 10;
            whole.scale += 1;
        }
        if whole.scale < 0 {
            return None;
        }
        let mut digits = whole.whole_units()?;
        let mut power = 0;
        while digits.is_multiple_of(1024) {
            digits /= 1024;
            power += 1;
        }
        let suffix = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"].get(power).copied().unwrap_or("");
        Some(format!("{digits}{suffix}"))
    }
}

/// Both magnitudes in the smaller of their scales.
fn aligned(a: &Quantity, b: &Quantity) -> Option<(u128, u128, i32)> {
    let scale = a.scale.min(b.scale);
    let raise = |q: &Quantity| {
        let power = u32::try_from(i64::from(q.scale) - i64::from(scale)).ok()?;
        q.digits.checked_mul(10_u128.checked_pow(power)?)
    };
    Some((raise(a)?, raise(b)?, scale))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Base {
    Ten,
    Two,
}

/// Kubernetes keeps what was written where it looks canonical already.
fn keeps_text(pieces: &Pieces, base: Base, exponent: i32, product: u128) -> bool {
    match base {
        Base::Two => {
            let value = product >> exponent.clamp(0, 60);
            exponent % 10 == 0 && value & 7 != 0
        }
        Base::Ten => {
            let fraction = i32::try_from(pieces.fraction.len()).unwrap_or(i32::MAX);
            let ends = format!("{}{}", pieces.whole, pieces.fraction);
            exponent.wrapping_sub(fraction) % 3 == 0 && !ends.ends_with("000") && !ends.starts_with('0')
        }
    }
}

/// Cuts an amount into sign, digits and suffix.
fn split(text: &str) -> Result<Pieces<'_>, QuantityError> {
    let (negative, rest) = match text.as_bytes().first() {
        Some(b'-') => (true, &text[1..]),
        Some(b'+') => (false, &text[1..]),
        _ => (false, text),
    };
    let rest = rest.trim_start_matches('0');
    let (whole, rest) = digits(rest);
    let (fraction, rest) = match rest.strip_prefix('.') {
        Some(behind) => digits(behind),
        None => ("", rest),
    };
    let letters = rest.trim_start_matches(|c| "eEinumkKMGTP".contains(c));
    let number = letters.strip_prefix(['-', '+']).unwrap_or(letters);
    let (_, behind) = digits(number);
    if !behind.is_empty() {
        return Err(QuantityError::Format);
    }
    Ok(Pieces { negative, whole: if whole.is_empty() { "0" } else { whole }, fraction, suffix: rest })
}

/// The leading decimal digits, and what is behind them.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

/// What a suffix multiplies by.
fn suffix(text: &str) -> Option<(Base, i32, Format)> {
    let decimal = |exponent| Some((Base::Ten, exponent, Format::DecimalSi));
    let binary = |exponent| Some((Base::Two, exponent, Format::BinarySi));
    match text {
        "" => decimal(0),
        "n" => decimal(-9),
        "u" => decimal(-6),
        "m" => decimal(-3),
        "k" => decimal(3),
        "M" => decimal(6),
        "G" => decimal(9),
        "T" => decimal(12),
        "P" => decimal(15),
        "E" => decimal(18),
        "Ki" => binary(10),
        "Mi" => binary(20),
        "Gi" => binary(30),
        "Ti" => binary(40),
        "Pi" => binary(50),
        "Ei" => binary(60),
        _ => {
            let exponent: i64 = text.strip_prefix(['e', 'E'])?.parse().ok()?;
            // Kubernetes cuts the exponent to 32 bits.
            let [a, b, c, d, ..] = exponent.to_le_bytes();
            Some((Base::Ten, i32::from_le_bytes([a, b, c, d]), Format::DecimalExponent))
        }
    }
}

/// The suffix for a power of ten; none where Kubernetes has none, which then prints nothing.
fn decimal_suffix(format: Format, scale: i64) -> String {
    if format == Format::DecimalExponent {
        return if scale == 0 { String::new() } else { format!("e{scale}") };
    }
    match scale {
        -9 => "n",
        -6 => "u",
        -3 => "m",
        3 => "k",
        6 => "M",
        9 => "G",
        12 => "T",
        15 => "P",
        18 => "E",
        _ => "",
    }
    .to_owned()
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.written {
            Some(text) => f.write_str(text),
            None => f.write_str(&self.canonical()),
        }
    }
}

impl Ord for Quantity {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.is_negative(), other.is_negative()) {
            (false, true) => Ordering::Greater,
            (true, false) => Ordering::Less,
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
        }
    }
}

impl PartialOrd for Quantity {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Quantity {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Quantity {}

#[cfg(test)]
#[path = "quantity/tests.rs"]
mod tests;
