//! What gets worse with some customers, beside their rate.

use std::ops::RangeInclusive;

use crate::day::Day;
use crate::error::Result;
use crate::sim::cadence::{any, check_days};
use crate::sim::domain::{POSITIVE, SHARE};
use crate::sim::settings::Shop;
use crate::sim::truth::Decline;

/// What gets worse from a day on.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum DeclineOf {
    /// Orders come to so many times as much.
    Spend(f64),
    /// Something of an order comes back with this probability, if the shop has
    /// [`returns`](Shop::returns).
    Returns(f64),
    /// An order is discounted with this probability, if the shop has [`discounts`](Shop::discounts).
    Discounts(f64),
    /// An order is of the favourite with this probability, if the shop has
    /// [`categories`](Shop::categories).
    Categories(f64),
    /// Answers are satisfied with so many times the probability, if the shop has
    /// [`contacts`](Shop::contacts).
    Satisfaction(f64),
    /// There are so many times as many complaints, likewise.
    Complaints(f64),
    /// There are so many times as many visits, likewise.
    Visits(f64),
}

/// Who declines in one way, and when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Planned {
    of: DeclineOf,
    share: f64,
    on: RangeInclusive<Day>,
}

impl Shop {
    /// A share of the customers declines in one way, from a day on that is drawn from `on`, all days
    /// alike. May be said of several ways: each customer declines in one at most, so that shares add
    /// up to 1 at most. The default is that nobody does. Slower customers are
    /// [`breaks`](Self::breaks).
    ///
    /// Declines hit those only who have joined on an earlier day and not left by then.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::Day;
    /// use regulars::sim::{DeclineOf, Shop};
    ///
    /// let day: Day = "2024-01-01".parse()?;
    /// let plain = Shop::new(100);
    /// let (log, before) = (plain.clone().declines(DeclineOf::Spend(0.5), 1.0, day..=day).build()?, plain.build()?);
    /// for ((_, on, now), (.., then)) in log.rows().zip(before.rows()) {
    ///     let factor = if on < day { 1.0 } else { 0.5 };
    ///     let joined_late = now == then;
    ///     assert!(joined_late || (now.0 as f64 - factor * then.0 as f64).abs() <= 1.0);
    /// }
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn declines(mut self, of: DeclineOf, share: f64, on: RangeInclusive<Day>) -> Self {
        self.declines.push(Planned { of, share, on });
        self
    }

    pub(super) fn check_declines(&self) -> Result<()> {
        for Planned { of, share, on } in &self.declines {
            match *of {
                DeclineOf::Spend(factor)
                | DeclineOf::Satisfaction(factor)
                | DeclineOf::Complaints(factor)
                | DeclineOf::Visits(factor) => POSITIVE.check("declines.factor", factor)?,
                DeclineOf::Returns(chance)
                | DeclineOf::Discounts(chance)
                | DeclineOf::Categories(chance) => SHARE.check("declines.chance", chance)?,
            }
            SHARE.check("declines.share", *share)?;
            check_days("declines.on", on, self)?;
        }
        SHARE.check("declines.share", self.declines.iter().map(|planned| planned.share).sum())
    }

    /// What is planned for a customer who joins on a day.
    pub(super) fn decline(&self, index: u32, joined: Day) -> Option<Decline> {
        if self.declines.is_empty() {
            return None;
        }
        let mut rng = self.rng("sim/declines", index);
        let mut left = rng.uniform();
        let planned = self.declines.iter().find(|planned| {
            left -= planned.share;
            left < 0.0
        })?;
        let day = any(&planned.on, &mut rng);
        (joined < day).then_some(Decline { of: planned.of, day })
    }
}
