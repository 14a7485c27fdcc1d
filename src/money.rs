//! Money in whole minor units, and decimal text without a float in between.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind, Expected, Found, Result};

mod decimal;

pub(crate) use self::decimal::Decimal;

/// An amount in minor units: cents, pence, fils, or whole yen.
///
/// What a unit is worth says the [`Currency`] of the ledger or table that the amount belongs
/// to; amounts alone cannot be printed, so that no one prints cents as euros. Sums are exact.
///
/// # Examples
///
/// ```
/// use regulars::{Currency, Money};
///
/// let price = Currency::EUR.parse("19.99")?;
/// assert_eq!(price, Money(1999));
/// assert_eq!(price.checked_mul(3), Some(Money(5997)));
/// assert_eq!(Money(i64::MAX).checked_add(Money(1)), None);
/// assert_eq!(Currency::EUR.text(Money(-5)).to_string(), "-0.05");
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(transparent))]
pub struct Money(
    /// Minor units.
    pub i64,
);

/// A currency: its ISO 4217 code, and the decimals that are kept of its amounts.
///
/// # Examples
///
/// ```
/// use regulars::Currency;
///
/// let yen: Currency = "JPY".parse()?;
/// assert_eq!((yen.code(), yen.exponent()), ("JPY", 0));
/// let pence_in_tenths = Currency::GBP.with_exponent(3)?;
/// assert_eq!(pence_in_tenths.parse("0.125")?.0, 125);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency {
    // Invariant: three capital letters.
    code: [u8; 3],
    // Invariant: at most `MAX_EXPONENT`.
    exponent: u8,
}

/// An amount of a [`Currency`], to be printed as decimal text. Made by [`Currency::text`].
#[derive(Clone, Copy, Debug)]
pub struct MoneyText {
    money: Money,
    exponent: u8,
}

/// What to do with an amount that has more decimals than its currency keeps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Rounding {
    /// It is refused.
    #[default]
    Exact,
    /// It goes to the nearest unit, and from the middle to the even one.
    HalfEven,
}

/// More decimals than this leave no room for amounts.
const MAX_EXPONENT: u8 = 9;

/// The active codes of ISO 4217 with two decimals, as the standard's list has them.
const TWO_DECIMALS: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL \
BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP \
GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR \
LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN \
PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB \
TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG XXX YER ZAR ZMW ZWG";
/// Those without decimals, with three and with four.
const NO_DECIMALS: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE_DECIMALS: &str = "BHD IQD JOD KWD LYD OMR TND";
const FOUR_DECIMALS: &str = "CLF UYW";

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum; `None` if it does not fit.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }

    /// The difference; `None` if it does not fit.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// So many times the amount; `None` if that does not fit.
    #[must_use]
    pub fn checked_mul(self, times: i64) -> Option<Self> {
        self.0.checked_mul(times).map(Self)
    }

    /// The opposite; `None` for the one amount that has none.
    #[must_use]
    pub fn checked_neg(self) -> Option<Self> {
        self.0.checked_neg().map(Self)
    }
}

impl Currency {
    /// Chinese yuan.
    pub const CNY: Self = Self { code: *b"CNY", exponent: 2 };
    /// Euro.
    pub const EUR: Self = Self { code: *b"EUR", exponent: 2 };
    /// Pound sterling.
    pub const GBP: Self = Self { code: *b"GBP", exponent: 2 };
    /// Japanese yen, which has no smaller unit.
    pub const JPY: Self = Self { code: *b"JPY", exponent: 0 };
    /// United States dollar.
    pub const USD: Self = Self { code: *b"USD", exponent: 2 };
    /// No currency: points, or amounts whose currency is unknown, with two decimals.
    pub const NONE: Self = Self { code: *b"XXX", exponent: 2 };

    /// A unit of one's own: three capital letters, and the decimals to keep.
    ///
    /// For the currencies of ISO 4217 use `"EUR".parse()`, which knows their decimals.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for another code, or for more than 9 decimals.
    pub fn new(code: &str, exponent: u8) -> Result<Self> {
        let letters = <[u8; 3]>::try_from(code.as_bytes());
        match letters.ok().filter(|code| code.iter().all(u8::is_ascii_uppercase)) {
            Some(code) => Self { code, exponent: 0 }.with_exponent(exponent),
            None => Err(ErrorKind::Param {
                name: "currency",
                found: Found::text(code),
                expected: "three capital letters",
            }
            .into()),
        }
    }

    /// The same currency with another number of decimals kept.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for more than 9.
    pub fn with_exponent(self, exponent: u8) -> Result<Self> {
        if exponent <= MAX_EXPONENT {
            return Ok(Self { exponent, ..self });
        }
        let found = Found::Integer(exponent.into());
        Err(ErrorKind::Param { name: "exponent", found, expected: "from 0 to 9" }.into())
    }

    /// The three letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.code).expect("capital letters are ASCII")
    }

    /// The decimals kept.
    #[must_use]
    pub const fn exponent(self) -> u8 {
        self.exponent
    }

    /// The minor units in a major one.
    pub(crate) fn minor_per_major(self) -> f64 {
        10_f64.powi(self.exponent.into())
    }

    /// Reads decimal text, such as `-12.5` or `1e3`, without a float in between.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`] if it is no number, too large, or finer than the currency.
    pub fn parse(self, text: &str) -> Result<Money> {
        self.amount(text.parse()?, Rounding::Exact)
    }

    /// The amount that prints as `value` does.
    ///
    /// A float is taken for the shortest decimal text that reads back as it: 19.99 is meant,
    /// not the 19.989999999999998… that is stored; but 0.1 + 0.2 is finer than a cent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`] for NaN, the infinities, and what [`parse`](Self::parse) refuses.
    ///
    /// ```
    /// use regulars::{Currency, Money};
    ///
    /// assert_eq!(Currency::USD.from_f64(19.99)?, Money(1999));
    /// assert!(Currency::USD.from_f64(0.1 + 0.2).is_err());
    /// assert!(Currency::USD.from_f64(f64::NAN).is_err());
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[allow(
        clippy::wrong_self_convention,
        reason = "it is `parse` for a float: the currency says how"
    )]
    pub fn from_f64(self, value: f64) -> Result<Money> {
        if value.is_finite() {
            // `{:e}` is the shortest text, and short for 1e300 too.
            return self.parse(&format!("{value:e}"));
        }
        let (found, expected) = (Found::NotFinite, "a finite number".into());
        Err(ErrorKind::Value { what: "amount", found, expected }.into())
    }

    /// An exact decimal in minor units.
    pub(crate) fn amount(self, value: Decimal, rounding: Rounding) -> Result<Money> {
        let wrong = |found, expected| ErrorKind::Value { what: "amount", found, expected };
        let minor = match value.in_units(self.exponent, rounding) {
            Ok(minor) => i64::try_from(minor).ok(),
            Err(decimal::Unfit::TooFine) => {
                return Err(wrong(Found::TooFine, Expected::Decimals(self.exponent)).into());
            }
            Err(decimal::Unfit::TooLarge) => None,
        };
        // The least `i64` has no opposite, so it is no amount either.
        let minor = minor.filter(|&minor| minor != i64::MIN);
        let expected = "an amount that fits 64 bits".into();
        minor.map(Money).ok_or_else(|| wrong(Found::TooLarge, expected).into())
    }

    /// An amount as decimal text: `1234.50`.
    #[must_use]
    pub fn text(self, money: Money) -> MoneyText {
        MoneyText { money, exponent: self.exponent }
    }
}

/// Reads an active code of ISO 4217.
impl FromStr for Currency {
    type Err = Error;

    fn from_str(code: &str) -> Result<Self> {
        let lists = [(TWO_DECIMALS, 2), (NO_DECIMALS, 0), (THREE_DECIMALS, 3), (FOUR_DECIMALS, 4)];
        let listed = |list: &str| list.split_ascii_whitespace().any(|known| known == code);
        match lists.into_iter().find(|(list, _)| listed(list)) {
            Some((_, exponent)) => Self::new(code, exponent),
            None => Err(ErrorKind::Param {
                name: "currency",
                found: Found::text(code),
                expected: "a code of ISO 4217, or one of your own through `Currency::new`",
            }
            .into()),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} with {} decimals", self.code(), self.exponent)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.code(), self.exponent)
    }
}

impl fmt::Display for MoneyText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.money.0 < 0 { "-" } else { "" };
        let (minor, unit) = (self.money.0.unsigned_abs(), 10_u64.pow(self.exponent.into()));
        let text = match usize::from(self.exponent) {
            0 => format!("{sign}{minor}"),
            width => format!("{sign}{}.{:0width$}", minor / unit, minor % unit),
        };
        f.pad(&text)
    }
}

#[cfg(feature = "serde")]
mod stored {
    use super::{Currency, Money, fmt};

    #[derive(serde::Serialize, serde::Deserialize)]
    #[serde(deny_unknown_fields, rename = "Currency")]
    struct Raw {
        code: String,
        exponent: u8,
    }

    impl serde::Serialize for Currency {
        fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            Raw { code: self.code().to_owned(), exponent: self.exponent }.serialize(serializer)
        }
    }

    impl<'de> serde::Deserialize<'de> for Currency {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            let Raw { code, exponent } = Raw::deserialize(deserializer)?;
            Self::new(&code, exponent).map_err(serde::de::Error::custom)
        }
    }

    // Not derived: a derived one would repeat a text that stands where an amount should.
    impl<'de> serde::Deserialize<'de> for Money {
        fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            // Asked for a number, a reader of JSON would repeat the text by itself.
            if deserializer.is_human_readable() {
                deserializer.deserialize_any(Minor)
            } else {
                deserializer.deserialize_i64(Minor)
            }
        }
    }

    struct Minor;

    impl serde::de::Visitor<'_> for Minor {
        type Value = Money;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number of minor units that fits 64 bits")
        }

        fn visit_i64<E: serde::de::Error>(self, minor: i64) -> Result<Money, E> {
            Ok(Money(minor))
        }

        fn visit_u64<E: serde::de::Error>(self, minor: u64) -> Result<Money, E> {
            let unfit = || E::invalid_value(serde::de::Unexpected::Unsigned(minor), &self);
            i64::try_from(minor).map(Money).map_err(|_| unfit())
        }

        fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<Money, E> {
            Err(E::invalid_type(serde::de::Unexpected::Other("a text"), &self))
        }
    }
}

#[cfg(test)]
mod tests;
