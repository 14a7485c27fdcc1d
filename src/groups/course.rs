//! How groups change, day by day.

use super::migration::Migration;
use super::summary::Groups;
use super::tally::Tally;
use crate::day::Day;
use crate::engine::{Bound, Score};
use crate::error::{ErrorKind, Expected, Found, Result};
use crate::par;
use crate::table::{Row, Table};

/// The groups of every customer on several days, and who moved in between: made in one pass over
/// the customers, each of whom is cut back in time.
///
/// All days are judged by one scorer. A customer is there from their first purchase or return on; a
/// table does not say since when it knew somebody who has neither, so prospects are in no group of a
/// course, even those of a [list](crate::View::with_customers). Where they matter, compare views.
///
/// # Examples
///
/// ```
/// use regulars::{Course, Currency, Day, Days, Ledger, Money, Purchase, from_fn};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// for (who, day) in [("ann", "2024-03-01"), ("ann", "2024-08-01"), ("bob", "2024-08-02")] {
///     ledger.append([(who, Purchase::new(day.parse()?, Money(500)))])?;
/// }
/// let now = ledger.as_of("2024-09-30".parse()?);
/// let months = [0, 60, 180].map(|days| Day::from_ymd(2024, 4, 1).unwrap() + Days(days));
///
/// let again = from_fn(|row| row.history().is_some_and(|history| 1 < history.orders()));
/// let course = Course::of(now.table(), &months, again)?;
/// assert_eq!(course.groups()[2].share(&true), 0.5);
/// // Ann moved, which alone would have made it 1; bob is new, which halves it.
/// let change = course.migrations()[1].change(true);
/// assert_eq!((change.by_movement, change.by_new), (1.0, -0.5));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Course<L> {
    days: Vec<Day>,
    // Invariant: one for each day.
    groups: Vec<Groups<L>>,
    // Invariant: one for each day but the first.
    migrations: Vec<Migration<L>>,
}

impl<L: Ord + Copy + Send> Course<L> {
    /// The groups that `scorer` puts the customers of a table in, on each of `days`.
    ///
    /// # Errors
    ///
    /// As [`Score::bind`]; [`ErrorKind::NoTimeline`] if the rows do not know their past;
    /// [`ErrorKind::Value`] for a day that does not come after the one before, or after the
    /// table's; and [`ErrorKind::Overflow`] if the sums of a caller's own columns do not fit 64
    /// bits.
    pub fn of(table: Table<'_>, days: &[Day], scorer: impl Score<Output = L>) -> Result<Self> {
        let layout = table.layout();
        layout.timelines()?;
        let bound = scorer.bind(&layout)?;
        Self::labelled(table, days, |row, labels| {
            for (label, &day) in labels.iter_mut().zip(days) {
                let there = row.cut_at(day).filter(|then| {
                    then.timeline().is_some_and(|timeline| timeline.iter().next().is_some())
                });
                *label = there.map(|then| bound.score_row(then));
            }
        })
    }

    /// The groups that `label` tells of each customer, one for each day; of a day on which they were
    /// not there yet it may tell anything.
    pub(crate) fn labelled(
        table: Table<'_>,
        days: &[Day],
        label: impl Fn(Row<'_>, &mut [Option<L>]) + Sync,
    ) -> Result<Self> {
        check(days, table.as_of())?;
        let blocks = par::map_blocks(table.len(), par::BLOCK, |rows| {
            let mut tally = Tally::new(days);
            let mut labels = Vec::new();
            let mut rows = table.slice(rows).rows();
            let add = |row| {
                labels.clear();
                labels.resize(days.len(), None);
                label(row, &mut labels);
                tally.add(row, &labels)
            };
            rows.try_for_each(add).map(|()| tally)
        });
        let mut groups = vec![Groups::new(); days.len()];
        let mut migrations = vec![Migration::new(); days.len().saturating_sub(1)];
        for tally in blocks {
            let tally = tally.ok_or(ErrorKind::Overflow)?;
            tally.add_to(table.currency(), &mut groups, &mut migrations)?;
        }
        Ok(Self { days: days.to_vec(), groups, migrations })
    }

    /// The days.
    #[must_use]
    pub fn days(&self) -> &[Day] {
        &self.days
    }

    /// The groups of each day.
    #[must_use]
    pub fn groups(&self) -> &[Groups<L>] {
        &self.groups
    }

    /// Who moved from each day to the next: one less than there are days.
    #[must_use]
    pub fn migrations(&self) -> &[Migration<L>] {
        &self.migrations
    }
}

fn check(days: &[Day], as_of: Day) -> Result<()> {
    let wrong = |day, expected| {
        Err(ErrorKind::Value { what: "day", found: Found::Day(day), expected }.into())
    };
    match days.windows(2).find(|pair| pair[1] <= pair[0]) {
        Some(pair) => wrong(pair[1], "a day after the one before".into()),
        None => match days.last() {
            Some(&last) if as_of < last => wrong(last, Expected::UpTo(as_of)),
            _ => Ok(()),
        },
    }
}
