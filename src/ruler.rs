//! What time is measured in, and how far ahead a question looks.

use std::fmt;
use std::str::FromStr;

use crate::day::Days;
use crate::error::{Error, ErrorKind, Found, Result};

/// Days in the mean Gregorian year: 146,097 days in 400 years.
pub(crate) const DAYS_PER_YEAR: f64 = 365.2425;

/// The ruler of a model: what its rates are per, and its times in.
///
/// Purchases are always collapsed by calendar *day*; the ruler only says in what the days between
/// them are measured. A month is a twelfth of the mean Gregorian year.
///
/// # Examples
///
/// ```
/// use regulars::TimeUnit;
///
/// assert_eq!(TimeUnit::Week.days(), 7.0);
/// assert_eq!(12.0 * TimeUnit::Month.days(), TimeUnit::Year.days());
/// assert_eq!("weeks".parse(), Ok(TimeUnit::Week));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum TimeUnit {
    /// A day.
    Day,
    /// Seven days, which most published fits use.
    Week,
    /// 30.436875 days.
    Month,
    /// 365.2425 days.
    Year,
}

/// A length of time in a [`TimeUnit`]. Made by [`TimeUnit::of`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    unit: TimeUnit,
    // Invariant: finite, and at least 0.
    length: f64,
}

/// How far ahead of the as-of day a question looks: [`Days`], or a [`Span`] in the model's own
/// ruler.
///
/// # Examples
///
/// ```
/// use regulars::{Days, Horizon, TimeUnit};
///
/// let quarter: Horizon = Days(91).into();
/// let weeks: Horizon = TimeUnit::Week.of(13.0)?.into();
/// assert_ne!(quarter, weeks); // as long, but a model in months can answer the first only
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Horizon {
    /// Whole days, which every model can measure.
    Days(Days),
    /// A length in one ruler, which only models of that ruler take.
    Span(Span),
}

impl TimeUnit {
    const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    /// The days in one.
    #[must_use]
    pub const fn days(self) -> f64 {
        match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => DAYS_PER_YEAR / 12.0,
            Self::Year => DAYS_PER_YEAR,
        }
    }

    /// So many of them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] unless `length` is finite and at least 0.
    pub fn of(self, length: f64) -> Result<Span> {
        if (0.0..f64::INFINITY).contains(&length) {
            // The sum turns -0 into 0.
            return Ok(Span { unit: self, length: length + 0.0 });
        }
        let (name, expected) = ("length", "a finite length of at least 0");
        Err(ErrorKind::Param { name, found: Found::Number(length), expected }.into())
    }

    /// The name in the plural, for programs: `weeks`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Day => "days",
            Self::Week => "weeks",
            Self::Month => "months",
            Self::Year => "years",
        }
    }
}

/// The [code](TimeUnit::code).
impl fmt::Display for TimeUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

/// Reads a [code](TimeUnit::code).
impl FromStr for TimeUnit {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::ALL.into_iter().find(|unit| unit.code() == text).ok_or_else(|| {
            let expected = "days, weeks, months or years".into();
            ErrorKind::Value { what: "time unit", found: Found::text(text), expected }.into()
        })
    }
}

impl Horizon {
    /// The length in `ruler`.
    pub(crate) fn measured(self, ruler: TimeUnit) -> Result<f64> {
        match self {
            Self::Days(Days(days)) => Ok(f64::from(days) / ruler.days()),
            Self::Span(Span { unit, length }) if unit == ruler => Ok(length),
            Self::Span(Span { unit, .. }) => {
                Err(ErrorKind::Ruler { found: unit, expected: ruler }.into())
            }
        }
    }
}

impl From<Days> for Horizon {
    fn from(days: Days) -> Self {
        Self::Days(days)
    }
}

impl From<Span> for Horizon {
    fn from(span: Span) -> Self {
        Self::Span(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_fit_every_ruler_and_spans_their_own() {
        let fortnight = Horizon::from(Days(14));
        assert_eq!(fortnight.measured(TimeUnit::Week), Ok(2.0));
        assert_eq!(fortnight.measured(TimeUnit::Day), Ok(14.0));
        let span = Horizon::from(TimeUnit::Week.of(2.5).unwrap());
        assert_eq!(span.measured(TimeUnit::Week), Ok(2.5));
        let wrong = span.measured(TimeUnit::Day).unwrap_err();
        let (found, expected) = (TimeUnit::Week, TimeUnit::Day);
        assert_eq!(*wrong.kind(), ErrorKind::Ruler { found, expected });
    }

    #[test]
    fn lengths_are_finite_and_not_negative() {
        for length in [-1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let wrong = TimeUnit::Day.of(length).unwrap_err();
            assert!(matches!(wrong.kind(), ErrorKind::Param { name: "length", .. }), "{length}");
        }
        assert!(TimeUnit::Day.of(-0.0).unwrap().length.is_sign_positive());
    }
}
