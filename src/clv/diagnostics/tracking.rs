//! Repeat purchases over calendar time.

use std::ops::RangeBounds;

use super::{BLOCK, MOST, index, out_of_reach, wrong};
use crate::clv::cells::count;
use crate::clv::model::BtydModel;
use crate::day::{Day, Days};
use crate::error::Result;
use crate::history::History;
use crate::par;
use crate::table::{Row, Table};

/// What customers have bought again, period by period, and what a model expects of them.
///
/// ```text
/// first day             learned as of         table's day
///     ├ every ┼ every ┼ ··· ┤├ every ┼ ··· ┼ every ┤ · ┤
///     └── the model has seen ┘└─────── holdout ────────┘
/// ```
///
/// All that it uses of a customer is the day of the first purchase. Whether a model is right about
/// customers whose histories it knows, [`Calibration`](super::Calibration) says.
///
/// Made by [`BtydModel::tracking`].
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Tracking {
    /// The length of a period.
    pub every: Days,
    /// The day whose customers the model was learned from, if it was learned from a table.
    pub learned_as_of: Option<Day>,
    /// The customers.
    pub customers: u64,
    /// From the first customer's first day on, as many as have ended by the table's as-of day.
    pub periods: Vec<TrackedPeriod>,
}

/// Some days in a row.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct TrackedPeriod {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
    /// The customers who had bought once by the last day.
    pub joined_so_far: u64,
    /// The repeat purchases: days on which a customer bought, not counting each one's first.
    pub actual: u64,
    /// Those that the model expects.
    pub expected: f64,
    /// The repeat purchases by the last day.
    pub actual_so_far: u64,
    /// Those that the model expects.
    pub expected_so_far: f64,
}

impl BtydModel {
    /// The repeat purchases of a table's customers, period by period, with what the model expects.
    ///
    /// Only customers whose first purchase was on one of the days `joined` are followed, such as
    /// `..=fitted` for those whom the model has seen, or `..` for all.
    ///
    /// # Formula
    ///
    /// What is expected by day `d` is the sum of `E[X(d − first)]` over all customers whose first
    /// purchase was on day `first ≤ d`.
    ///
    /// # References
    ///
    /// * Fader, Hardie & Lee, "Counting Your Customers" the Easy Way, Marketing Science 24 (2005).
    /// * The R package BTYD counts purchases in the same weeks, but what it expects by the end of a
    ///   week is what is said here of the day after: it has every customer a day older than the ages
    ///   that its models are fitted to. With that day, its figures for CDNOW are found.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoTimeline`](crate::ErrorKind::NoTimeline) if the rows do not know their past,
    /// [`ErrorKind::Param`](crate::ErrorKind::Param) for periods of no days or more than 100,000
    /// periods, and [`ErrorKind::OutOfReach`](crate::ErrorKind::OutOfReach).
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::clv::{BtydModel, Family};
    /// use regulars::sim::Shop;
    /// use regulars::{Currency, Days, Ledger, TimeUnit};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.load(&Shop::new(500).build()?.orders())?;
    /// let view = ledger.as_of("2024-12-31".parse()?);
    ///
    /// let model = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
    /// let tracking = model.tracking(view.table(), Days(28), ..)?;
    /// let last = tracking.periods.last().expect("two years have many months");
    /// assert_eq!((tracking.periods.len(), tracking.customers), (26, 500));
    /// assert_eq!(last.actual_so_far, tracking.periods.iter().map(|period| period.actual).sum::<u64>());
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[doc(alias("plot_cumulative_transactions", "plot_incremental_transactions"))]
    pub fn tracking(
        &self,
        table: Table<'_>,
        every: Days,
        joined: impl RangeBounds<Day> + Sync,
    ) -> Result<Tracking> {
        table.layout().timelines()?;
        if every.0 == 0 {
            return Err(wrong("every", 0, "at least 1 day"));
        }
        let firsts = firsts(table, &joined);
        let lasts = lasts(firsts.first().map(|&(first, _)| first), every, table.as_of())?;
        let expected = self.expected_by(&firsts, &lasts);
        let expected = expected.ok_or_else(|| out_of_reach("expected orders"))?;
        let actual = actual(table, &joined, every, &lasts);
        Ok(Tracking {
            every,
            learned_as_of: self.as_of(),
            customers: firsts.iter().map(|&(_, customers)| customers).sum(),
            periods: periods(&firsts, &lasts, &actual, &expected),
        })
    }

    /// What is expected by the last day of each period.
    fn expected_by(&self, firsts: &[(Day, u64)], lasts: &[Day]) -> Option<Vec<f64>> {
        let (Some(&(start, _)), Some(&end)) = (firsts.first(), lasts.last()) else {
            return Some(Vec::new());
        };
        // Whenever they came, customers of one age are expected to have bought as much.
        let mut wanted = vec![false; index(days(start, end)) + 1];
        for &last in lasts {
            joined_by(firsts, last).for_each(|(first, _)| wanted[index(days(first, last))] = true);
        }
        let ages = (0..).zip(wanted).filter(|&(_, wanted)| wanted);
        let ages: Vec<u64> = ages.map(|(age, _)| age).collect();
        let new = self.process().posterior(0.0, 0.0, 0.0);
        let of_each = par::map_blocks(ages.len(), BLOCK, |range| {
            let expected = |&age: &u64| new.expected(count(age) / self.unit().days());
            ages[range].iter().map(expected).collect::<Option<Vec<f64>>>()
        });
        let of_each = of_each.into_iter().collect::<Option<Vec<_>>>()?.concat();
        let of = |age: u64| of_each[ages.binary_search(&age).expect("it was wanted")];
        let by = |&last: &Day| {
            joined_by(firsts, last).map(|(first, n)| count(n) * of(days(first, last))).sum()
        };
        Some(lasts.iter().map(by).collect())
    }
}

impl Tracking {
    /// The periods that begin after the model had seen its last day; none if it was not learned
    /// from a table.
    #[must_use]
    pub fn holdout(&self) -> &[TrackedPeriod] {
        let seen = |day: Day| self.periods.partition_point(|period| period.first <= day);
        self.learned_as_of.map_or(&[], |day| &self.periods[seen(day)..])
    }
}

/// The days on which customers came, ascending, and how many came on each.
fn firsts(table: Table<'_>, joined: &(impl RangeBounds<Day> + Sync)) -> Vec<(Day, u64)> {
    let blocks = par::map_blocks(table.len(), par::BLOCK, |range| {
        let rows = table.slice(range).rows();
        rows.filter_map(|row| followed(row, joined)).map(History::first).collect::<Vec<_>>()
    });
    let mut firsts = blocks.concat();
    par::sort_unstable_by(&mut firsts, Ord::cmp);
    firsts.chunk_by(|a, b| a == b).map(|same| (same[0], same.len() as u64)).collect()
}

/// The last day of each period that has ended by `as_of`.
fn lasts(start: Option<Day>, every: Days, as_of: Day) -> Result<Vec<Day>> {
    let Some(start) = start else { return Ok(Vec::new()) };
    let length = u64::from(every.0);
    // The as-of day itself has passed.
    if MOST < (days(start, as_of) + 1) / length {
        return Err(wrong("every", length, "no more than 100000 periods"));
    }
    let next = |last: &Day| Some(*last + every).filter(|_| length <= days(*last, as_of));
    let first = (length <= days(start, as_of) + 1).then(|| start + Days(every.0 - 1));
    Ok(std::iter::successors(first, next).collect())
}

/// The repeat purchases of each period.
fn actual(
    table: Table<'_>,
    joined: &(impl RangeBounds<Day> + Sync),
    every: Days,
    lasts: &[Day],
) -> Vec<u64> {
    let Some(&first) = lasts.first() else { return Vec::new() };
    let start = first - Days(every.0 - 1);
    let blocks = par::map_blocks(table.len(), par::BLOCK, |range| {
        let mut counts = vec![0_u64; lasts.len()];
        for row in table.slice(range).rows() {
            let Some(history) = followed(row, joined) else { continue };
            for total in row.timeline().into_iter().flat_map(|timeline| timeline.iter()) {
                if 0 < total.orders && history.first() < total.day {
                    let period = index(days(start, total.day) / u64::from(every.0));
                    // The last days may not make up a period.
                    counts.get_mut(period).into_iter().for_each(|count| *count += 1);
                }
            }
        }
        counts
    });
    blocks.into_iter().fold(vec![0; lasts.len()], |mut all, block| {
        all.iter_mut().zip(block).for_each(|(sum, part)| *sum += part);
        all
    })
}

fn periods(
    firsts: &[(Day, u64)],
    lasts: &[Day],
    actual: &[u64],
    expected: &[f64],
) -> Vec<TrackedPeriod> {
    let Some(&(start, _)) = firsts.first() else { return Vec::new() };
    let (mut first, mut actual_so_far, mut expected_before) = (start, 0, 0.0);
    let period = |((&last, &actual), &expected_so_far): ((&Day, &u64), &f64)| {
        actual_so_far += actual;
        let period = TrackedPeriod {
            first,
            last,
            joined_so_far: joined_by(firsts, last).map(|(_, customers)| customers).sum(),
            actual,
            expected: expected_so_far - expected_before,
            actual_so_far,
            expected_so_far,
        };
        (first, expected_before) = (last + Days(1), expected_so_far);
        period
    };
    lasts.iter().zip(actual).zip(expected).map(period).collect()
}

/// Those who came by a day.
fn joined_by(firsts: &[(Day, u64)], last: Day) -> impl Iterator<Item = (Day, u64)> {
    firsts.iter().copied().take_while(move |(first, _)| *first <= last)
}

/// The history of a customer who came on one of the days `joined`.
fn followed(row: Row<'_>, joined: &impl RangeBounds<Day>) -> Option<History> {
    row.history().filter(|history| joined.contains(&history.first()))
}

/// The days from one day to a later one.
fn days(from: Day, to: Day) -> u64 {
    to.since(from).unsigned_abs()
}
