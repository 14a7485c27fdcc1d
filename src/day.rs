//! Days, as a calendar counts them, and spans of days.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};

use crate::error::{Error, ErrorKind, Found};

/// The day number of 1970-01-01 in chrono's count, which starts in year 1.
const EPOCH: i32 = 719_163;

/// A calendar day: the number of days since 1970-01-01, which is Arrow's `Date32`.
///
/// It carries no time zone. Purchases are put on the day of the *business's* zone when they
/// enter (see [`Policy::zone`](crate::Policy::zone)); inside there are only days.
///
/// # Examples
///
/// ```
/// use regulars::{Day, Days};
///
/// let day: Day = "2011-12-09".parse()?;
/// assert_eq!(day.number(), 15_317);
/// assert_eq!((day + Days(1)).to_string(), "2011-12-10");
/// assert_eq!(day.since(Day::EPOCH), 15_317);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(
    // Invariant: from `MIN` to `MAX`, so that every day has a date.
    i32,
);

/// A span of whole days.
///
/// # Examples
///
/// ```
/// use regulars::Days;
///
/// assert_eq!(Days(90).to_string(), "90 days");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Days(pub u32);

impl Day {
    /// 1970-01-01.
    pub const EPOCH: Self = Self(0);
    /// The first day that has a date, in the year -262,143.
    pub const MIN: Self = Self(-96_465_292);
    /// The last day that has a date, in the year 262,142.
    pub const MAX: Self = Self(95_026_236);

    /// The day `number` days after 1970-01-01; `None` before [`MIN`](Self::MIN) or after
    /// [`MAX`](Self::MAX).
    #[must_use]
    pub const fn new(number: i32) -> Option<Self> {
        if Self::MIN.0 <= number && number <= Self::MAX.0 { Some(Self(number)) } else { None }
    }

    /// The day of a date; `None` if there is no such date.
    ///
    /// ```
    /// use regulars::Day;
    ///
    /// assert!(Day::from_ymd(2012, 2, 29).is_some());
    /// assert!(Day::from_ymd(2011, 2, 29).is_none());
    /// ```
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::from)
    }

    /// The number of days since 1970-01-01.
    #[must_use]
    pub const fn number(self) -> i32 {
        self.0
    }

    /// The days from `earlier` to this day; negative if `earlier` is the later one.
    #[must_use]
    pub const fn since(self, earlier: Self) -> i64 {
        // Wider than a day, because the two ends are further apart than one.
        self.0 as i64 - earlier.0 as i64
    }

    /// The calendar date.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        NaiveDate::from_num_days_from_ce_opt(self.0 + EPOCH)
            .expect("a day is between `MIN` and `MAX`, which are chrono's")
    }

    /// As [`new`](Self::new), for numbers that were checked before.
    pub(crate) const fn trusted(number: i32) -> Self {
        debug_assert!(Self::MIN.0 <= number && number <= Self::MAX.0);
        Self(number)
    }
}

/// The later day; the last day there is where that would lie beyond it.
impl std::ops::Add<Days> for Day {
    type Output = Self;

    fn add(self, days: Days) -> Self {
        self.0.checked_add_unsigned(days.0).and_then(Self::new).unwrap_or(Self::MAX)
    }
}

/// The earlier day; the first day there is where that would lie before it.
impl std::ops::Sub<Days> for Day {
    type Output = Self;

    fn sub(self, days: Days) -> Self {
        self.0.checked_sub_unsigned(days.0).and_then(Self::new).unwrap_or(Self::MIN)
    }
}

impl From<NaiveDate> for Day {
    fn from(date: NaiveDate) -> Self {
        Self(date.num_days_from_ce() - EPOCH)
    }
}

impl From<Day> for NaiveDate {
    fn from(day: Day) -> Self {
        day.date()
    }
}

/// Reads `YYYY-MM-DD`.
impl FromStr for Day {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let wrong = || ErrorKind::Value {
            what: "day",
            found: Found::text(text),
            expected: "a date written YYYY-MM-DD".into(),
        };
        // Chrono alone would also take `2011-1-5` and a sign.
        let shape = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
        let date = NaiveDate::from_str(text).ok().filter(|_| shape);
        date.map(Self::from).ok_or_else(|| wrong().into())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date().fmt(f)
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(days) = self;
        write!(f, "{days} {}", if *days == 1 { "day" } else { "days" })
    }
}

/// As chrono's dates: `"2011-12-09"`.
#[cfg(feature = "serde")]
impl serde::Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Text;

        impl serde::de::Visitor<'_> for Text {
            type Value = Day;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a date written YYYY-MM-DD")
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Day, E> {
                // Not `Day::from_str`: years beyond four digits must come back too.
                text.parse::<NaiveDate>().map(Day::from).map_err(|_| {
                    E::custom("expected a date written YYYY-MM-DD, found another text")
                })
            }
        }

        deserializer.deserialize_str(Text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, number: Option<i32>) {
        assert_eq!(text.parse().ok().map(Day::number), number, "{text}");
    }

    #[test]
    fn days_are_counted_from_1970() {
        check("1970-01-01", Some(0));
        check("1969-12-31", Some(-1));
        check("2000-02-29", Some(11_016));
        check("2011-12-09", Some(15_317));
    }

    #[test]
    fn only_whole_iso_dates_are_read() {
        for text in
            ["", "2011-2-9", "2011-02-30", "20110209", "+2011-02-09", "2011-02-09 ", "二〇一一年"]
        {
            check(text, None);
        }
    }

    #[test]
    fn the_ends_are_chronos() {
        assert_eq!(Day::from(NaiveDate::MIN), Day::MIN);
        assert_eq!(Day::from(NaiveDate::MAX), Day::MAX);
        assert_eq!(Day::MAX + Days(u32::MAX), Day::MAX);
        assert_eq!(Day::MIN - Days(u32::MAX), Day::MIN);
        assert_eq!(Day::new(i32::MAX), None);
    }

    #[cfg(feature = "serde")]
    #[test]
    fn every_day_comes_back_from_json() {
        for day in [Day::MIN, Day::EPOCH, Day::trusted(15_317), Day::MAX] {
            let json = serde_json::to_string(&day).unwrap();
            assert_eq!(serde_json::from_str::<Day>(&json).unwrap(), day, "{json}");
        }
    }
}
