//! Days of birth.

use chrono::Datelike;

use crate::day::Day;
use crate::error::{Error, ErrorKind, Found};

/// A day of birth, masked as [`Personal`](crate::Personal) text is.
///
/// # Examples
///
/// ```
/// use regulars::{Birthday, Day};
///
/// let day = |text: &str| text.parse::<Day>();
/// let birthday = Birthday::new(day("2004-02-29")?)?;
/// assert_eq!(birthday.age_on(day("2011-02-27")?), Some(6));
/// assert_eq!(birthday.age_on(day("2011-02-28")?), Some(7));  // there is no 29th
/// assert_eq!(birthday.in_year(2012), Some(day("2012-02-29")?));
/// assert_eq!(format!("{birthday:?}"), "[personal]");
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Birthday(
    // Invariant: at least `EARLIEST`.
    Day,
);

/// 1875-01-01, the year when the longest-lived person on record was born (Jeanne Calment).
/// What lies before it is a placeholder, such as 0001-01-01 or 1800-01-01.
const EARLIEST: Day = Day::trusted(-34_698);

impl Birthday {
    /// A day of birth from 1875 on.
    ///
    /// Whether it lies in the future is not asked, because the library has no clock.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`] for a day before 1875-01-01.
    pub fn new(day: Day) -> Result<Self, Error> {
        if EARLIEST <= day {
            return Ok(Self(day));
        }
        let expected = "a day of birth from 1875-01-01 on".into();
        Err(ErrorKind::Value { what: "birthday", found: Found::Early, expected }.into())
    }

    /// The day itself. Mind where it goes.
    #[must_use]
    pub fn expose(&self) -> Day {
        self.0
    }

    /// The day to celebrate in a year; `None` in years before the birth.
    ///
    /// Who was born on a 29 February celebrates on the 28th in a year that has no 29th.
    #[must_use]
    pub fn in_year(&self, year: i32) -> Option<Day> {
        let born = self.0.date();
        let day = Day::from_ymd(year, born.month(), born.day());
        day.or_else(|| Day::from_ymd(year, 2, 28)).filter(|&day| self.0 <= day)
    }

    /// The age in completed years; `None` before the birth.
    #[must_use]
    pub fn age_on(&self, day: Day) -> Option<u32> {
        let year = day.date().year();
        let years = u32::try_from(year - self.0.date().year()).ok()?;
        match self.in_year(year) {
            Some(celebrated) if celebrated <= day => Some(years),
            _ => years.checked_sub(1),
        }
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Birthday {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let day = super::read(deserializer, "a date written YYYY-MM-DD")?;
        Self::new(day).map_err(serde::de::Error::custom)
    }
}
