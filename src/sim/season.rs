//! How fast the shop's clock runs on which day.

use chrono::Datelike;

use crate::day::{Day, Days};
use crate::error::Result;
use crate::sim::domain::POSITIVE;
use crate::sim::settings::Shop;

/// Relative rates as they were given, of any mean.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Season {
    months: [f64; 12],
    weekdays: [f64; 7],
}

/// Days in each month of the mean Gregorian year: 97 in 400 Februaries have a 29th.
const MONTH_DAYS: [f64; 12] =
    [31.0, 28.2425, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];

impl Shop {
    /// The season: how busy a day of each month is, from January on, relative to the others. The
    /// default is twelve times the same.
    ///
    /// Only ratios matter: the weights are divided by their mean over the days of a year, so that
    /// a year has as many orders as before. They are rates per day and not per month, so a month
    /// of 31 days has more orders than one of 30 with the same weight. First orders follow the
    /// season too.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::Day;
    /// use regulars::sim::Shop;
    ///
    /// let mut months = [1.0; 12];
    /// months[11] = 3.0;
    /// let shop = Shop::new(100).by_month(months);
    /// let rate = |day: &str| Ok::<f64, regulars::Error>(shop.relative_rate(day.parse()?));
    /// assert!((rate("2024-12-24")? / rate("2024-07-01")? - 3.0).abs() < 1e-12);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[doc(alias("seasonality"))]
    pub fn by_month(mut self, weights: [f64; 12]) -> Self {
        self.season.months = weights;
        self
    }

    /// The week: how busy each day of it is, from Monday on, relative to the others. The default
    /// is seven times the same; only ratios matter.
    pub fn by_weekday(mut self, weights: [f64; 7]) -> Self {
        self.season.weekdays = weights;
        self
    }

    /// The rate of orders on a day, relative to the mean day: what month and weekday say
    /// together.
    ///
    /// # Formula
    ///
    /// `s(day) = m / m̄ · w / w̄`, with the weights `m` of its month and `w` of its weekday,
    /// `m̄ = Σ days · m / 365.2425` over the mean Gregorian year, in which February has 28.2425
    /// days, and `w̄` the mean of the seven.
    #[must_use]
    pub fn relative_rate(&self, day: Day) -> f64 {
        self.season.rate(day)
    }
}

impl Default for Season {
    fn default() -> Self {
        Self { months: [1.0; 12], weekdays: [1.0; 7] }
    }
}

impl Season {
    pub(super) fn check(&self) -> Result<()> {
        POSITIVE.check_all("by_month", &self.months)?;
        POSITIVE.check_all("by_weekday", &self.weekdays)
    }

    fn rate(&self, day: Day) -> f64 {
        let date = day.date();
        let month = self.months[date.month0() as usize] / mean(&self.months, &MONTH_DAYS);
        let weekday = date.weekday().num_days_from_monday() as usize;
        month * (self.weekdays[weekday] / mean(&self.weekdays, &[1.0; 7]))
    }
}

fn mean(values: &[f64], weights: &[f64]) -> f64 {
    let total: f64 = values.iter().zip(weights).map(|(value, weight)| value * weight).sum();
    total / weights.iter().sum::<f64>()
}

/// The shop's clock: what it shows at each midnight of the window.
pub(super) enum Pace {
    /// Days since the window's first midnight.
    Even,
    /// The sum of the rates of all days before.
    // Invariant: ascending from 0, the end of the last day included.
    Uneven(Vec<f64>),
}

impl Pace {
    pub(super) fn of(shop: &Shop) -> Self {
        if shop.season == Season::default() {
            return Self::Even;
        }
        let mut clock = 0.0;
        let rates = (0..shop.days()).map(|offset| shop.relative_rate(shop.first + Days(offset)));
        let ends = rates.map(|rate| {
            clock += rate;
            clock
        });
        Self::Uneven(std::iter::once(0.0).chain(ends).collect())
    }

    /// What the clock shows at the start of a day; from the window's end on it need not be right,
    /// because nothing happens there.
    pub(super) fn midnight(&self, offset: u32) -> f64 {
        match self {
            Self::Even => f64::from(offset),
            Self::Uneven(midnights) => midnights[(offset as usize).min(midnights.len() - 1)],
        }
    }

    /// The day on which the clock shows a time before the window's end.
    pub(super) fn day(&self, clock: f64) -> u32 {
        match self {
            Self::Even => whole(clock),
            Self::Uneven(midnights) => {
                let begun = midnights.partition_point(|&midnight| midnight <= clock);
                u32::try_from(begun - 1).expect("a window has at most a century of days")
            }
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "to cut is the purpose, and what is cut is not negative"
)]
pub(super) fn whole(x: f64) -> u32 {
    x as u32
}
