//! Exact decimal numbers, as far as amounts need them.

use std::str::FromStr;

use super::Rounding;
use crate::error::{Error, ErrorKind, Found};

/// `mantissa · 10^-scale`, exactly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Decimal {
    mantissa: i128,
    // Below zero for numbers such as 1e3.
    scale: i32,
}

/// Why a decimal is no whole number of units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unfit {
    TooFine,
    TooLarge,
}

/// 10^38 is the largest power of ten that fits 128 bits.
const MAX_POWER: u32 = 38;
/// No float's exponent is larger, and no sum of two such overflows an `i32`.
const MAX_SCALE: i32 = 1_100;

impl Decimal {
    /// The value in units of `10^-exponent`.
    pub(super) fn in_units(self, exponent: u8, rounding: Rounding) -> Result<i128, Unfit> {
        if self.mantissa == 0 {
            return Ok(0);
        }
        let finer = self.scale - i32::from(exponent);
        if finer <= 0 {
            let power = 10_i128.checked_pow(finer.unsigned_abs());
            return power.and_then(|p| self.mantissa.checked_mul(p)).ok_or(Unfit::TooLarge);
        }
        if finer.unsigned_abs() > MAX_POWER {
            // Less than half a unit, whatever the digits are: at most 39 of them before
            // a point that stands at least 39 places further left.
            return if rounding == Rounding::Exact { Err(Unfit::TooFine) } else { Ok(0) };
        }
        let unit = 10_i128.pow(finer.unsigned_abs());
        let (whole, rest) = (self.mantissa.div_euclid(unit), self.mantissa.rem_euclid(unit));
        match rounding {
            _ if rest == 0 => Ok(whole),
            Rounding::Exact => Err(Unfit::TooFine),
            // `rest - (unit - rest)`, because twice `rest` may not fit.
            Rounding::HalfEven => Ok(match rest.cmp(&(unit - rest)) {
                std::cmp::Ordering::Less => whole,
                std::cmp::Ordering::Equal => whole + (whole & 1),
                std::cmp::Ordering::Greater => whole + 1,
            }),
        }
    }
}

/// What rows of amounts and quantities need.
#[cfg(feature = "csv")]
impl Decimal {
    /// One.
    pub(crate) const ONE: Self = Self { mantissa: 1, scale: 0 };

    pub(crate) fn is_zero(self) -> bool {
        self.mantissa == 0
    }

    pub(crate) fn is_negative(self) -> bool {
        self.mantissa < 0
    }

    /// The exact product; `None` if it has more digits than there is room for.
    pub(crate) fn times(self, other: Self) -> Option<Self> {
        let mantissa = self.mantissa.checked_mul(other.mantissa)?;
        Some(Self { mantissa, scale: self.scale + other.scale })
    }
}

/// Reads `-12.50`, `.5`, `7.`, `+3` and `1.5e-7`; white space around is not part of it.
impl FromStr for Decimal {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim_ascii();
        let wrong =
            |found| ErrorKind::Value { what: "amount", found, expected: "a decimal number".into() };
        read(text).map_err(|unfit| match unfit {
            _ if text.is_empty() => wrong(Found::Nothing).into(),
            Some(()) => wrong(Found::TooLarge).into(),
            // Many languages write these three, none of which is an amount.
            None if is_not_finite(text) => wrong(Found::NotFinite).into(),
            None => wrong(Found::Text).into(),
        })
    }
}

fn is_not_finite(text: &str) -> bool {
    let name = text.trim_start_matches(['+', '-']);
    ["nan", "inf", "infinity"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// `Err(Some(()))` for a number with too many digits, `Err(None)` for no number.
fn read(text: &str) -> Result<Decimal, Option<()>> {
    let (number, exponent) = match text.find(['e', 'E']) {
        Some(at) => (&text[..at], exponent(&text[at + 1..])?),
        None => (text, 0),
    };
    let (negative, digits) = match number.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, number.strip_prefix('+').unwrap_or(number)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_number = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) || whole.len() + fraction.len() == 0 {
        return Err(None);
    }
    // Zeros at the end say nothing, and would cost room in products.
    let fraction = fraction.trim_end_matches('0');
    let mut mantissa = 0_i128;
    for digit in whole.bytes().chain(fraction.bytes()).map(|byte| i128::from(byte - b'0')) {
        mantissa = mantissa.checked_mul(10).and_then(|m| m.checked_add(digit)).ok_or(Some(()))?;
    }
    let places = i32::try_from(fraction.len()).map_err(|_| Some(()))?;
    let scale = places - exponent;
    if scale.abs() > MAX_SCALE && mantissa != 0 {
        return Err(Some(()));
    }
    Ok(Decimal {
        mantissa: if negative { -mantissa } else { mantissa },
        scale: scale.clamp(-MAX_SCALE, MAX_SCALE),
    })
}

fn exponent(text: &str) -> Result<i32, Option<()>> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(None);
    }
    // Larger than any scale, and small enough to calculate with.
    let value = digits.parse().unwrap_or(i32::MAX).min(1_000_000);
    Ok(if text.starts_with('-') { -value } else { value })
}
