//! Decimal numbers of up to 38 digits, as bc reckons with them: what does not fit behind the point is cut. It must not know bc's texts.

/// A decimal number: digits, and how many of them stand behind the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    pub digits: i128,
    pub scale: u32,
}

/// Why a calculation stops.
#[derive(Debug)]
pub(super) enum Trouble {
    /// bc's words.
    Said(String),
    /// More than this simulator does.
    Limit(&'static str),
}

pub(super) type Result<T> = std::result::Result<T, Trouble>;

pub(super) const LARGE: Trouble = Trouble::Limit("a number of more than 38 digits");
pub(super) const ZERO: Decimal = Decimal { digits: 0, scale: 0 };
/// The most digits behind a point.
pub(super) const MOST_SCALE: u32 = 30;

fn power_of_ten(exponent: u32) -> Result<i128> {
    10_i128.checked_pow(exponent).ok_or(LARGE)
}

impl Decimal {
    pub fn whole(number: i128) -> Decimal {
        Decimal { digits: number, scale: 0 }
    }

    /// The same with so many digits behind the point; those beyond are cut.
    pub fn scaled(self, scale: u32) -> Result<Decimal> {
        let digits = if scale >= self.scale {
            self.digits.checked_mul(power_of_ten(scale - self.scale)?).ok_or(LARGE)?
        } else {
            self.digits / power_of_ten(self.scale - scale)?
        };
        Ok(Decimal { digits, scale })
    }

    pub fn alike(self, other: Decimal) -> Result<(i128, i128, u32)> {
        let scale = self.scale.max(other.scale);
        Ok((self.scaled(scale)?.digits, other.scaled(scale)?.digits, scale))
    }

    pub fn add(self, other: Decimal) -> Result<Decimal> {
        let (one, two, scale) = self.alike(other)?;
        Ok(Decimal { digits: one.checked_add(two).ok_or(LARGE)?, scale })
    }

    pub fn negated(self) -> Decimal {
        Decimal { digits: -self.digits, ..self }
    }

    pub fn times(self, other: Decimal, scale: u32) -> Result<Decimal> {
        let product = self.digits.checked_mul(other.digits).ok_or(LARGE)?;
        let full = self.scale + other.scale;
        let kept = full.min(scale.max(self.scale).max(other.scale));
        Decimal { digits: product, scale: full }.scaled(kept)
    }

    pub fn divided(self, other: Decimal, scale: u32) -> Result<Decimal> {
        if other.digits == 0 {
            return Err(Trouble::Said("divide by zero".into()));
        }
        let top = self.digits.checked_mul(power_of_ten(scale + other.scale)?).ok_or(LARGE)?;
        let bottom = other.digits.checked_mul(power_of_ten(self.scale)?).ok_or(LARGE)?;
        Ok(Decimal { digits: top / bottom, scale })
    }

    pub fn remainder(self, other: Decimal, scale: u32) -> Result<Decimal> {
        let quotient = self.divided(other, scale)?;
        let full = self.scale.max(other.scale + scale);
        let product =
            Decimal { digits: quotient.digits.checked_mul(other.digits).ok_or(LARGE)?, scale: scale + other.scale };
        self.add(product.negated())?.scaled(full)
    }

    pub fn power(self, exponent: Decimal, scale: u32) -> Result<Decimal> {
        if exponent.scaled(0)?.scaled(exponent.scale)? != exponent {
            return Err(Trouble::Said("not an integer".into()));
        }
        let count = exponent.scaled(0)?.digits;
        let times = u32::try_from(count.unsigned_abs()).map_err(|_| LARGE)?;
        let digits = self.digits.checked_pow(times).ok_or(LARGE)?;
        let raised = Decimal { digits, scale: self.scale.checked_mul(times).filter(|scale| *scale < 60).ok_or(LARGE)? };
        if count < 0 {
            return Decimal::whole(1).divided(raised, scale);
        }
        raised.scaled(raised.scale.min(scale.max(self.scale)))
    }

    pub fn root(self, scale: u32) -> Result<Decimal> {
        if self.digits < 0 {
            return Err(Trouble::Said("negative number".into()));
        }
        let scale = scale.max(self.scale);
        let square = self.scaled(scale)?.digits.checked_mul(power_of_ten(scale)?).ok_or(LARGE)?;
        Ok(Decimal { digits: square.isqrt(), scale })
    }

    /// As bc shows it: no zero before the point.
    pub fn shown(self, base: u32) -> Result<String> {
        let sign = if self.digits < 0 { "-" } else { "" };
        let digits = self.digits.unsigned_abs();
        if base != 10 {
            if self.scaled(0)?.scaled(self.scale)? != self {
                return Err(Trouble::Limit("a fraction in another base"));
            }
            let mut rest = self.scaled(0)?.digits.unsigned_abs();
            let mut text = Vec::new();
            while rest > 0 || text.is_empty() {
                let digit = u32::try_from(rest % u128::from(base)).unwrap_or(0);
                text.push(char::from_digit(digit, base).unwrap_or('0').to_ascii_uppercase());
                rest /= u128::from(base);
            }
            return Ok(format!("{sign}{}", text.iter().rev().collect::<String>()));
        }
        if self.digits == 0 {
            return Ok("0".into());
        }
        let unit = power_of_ten(self.scale)?.unsigned_abs();
        let (before, behind) = (digits / unit, digits % unit);
        let before = if before == 0 { String::new() } else { before.to_string() };
        if self.scale == 0 {
            return Ok(format!("{sign}{before}"));
        }
        Ok(format!("{sign}{before}.{behind:0width$}", width = self.scale as usize))
    }
}
