//! What customers did after a day: the labels that models are judged by.

use super::entry::by_day;
use super::{Ledger, View};
use crate::day::{Day, Days};
use crate::history::Summary;
use crate::journal::{Cut, Key};
use crate::money::Money;
use crate::par;

/// What a customer did in the days after an as-of day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Outcome {
    /// The orders.
    pub orders: u64,
    /// The days with an order.
    pub purchase_days: u64,
    /// What was spent, returns taken off.
    pub revenue: Money,
}

/// A ledger split at a day: what was known then, and what came after.
#[derive(Debug)]
pub struct Split<K> {
    /// Every customer as the day knew them.
    pub calibration: View<K>,
    /// What each of them did afterwards, in the same order.
    pub holdout: Vec<Outcome>,
}

impl<K: Key> Ledger<K> {
    /// What each customer of the view of `as_of` did in the `horizon` days after it, in the
    /// order of their keys. Who came later is not among them.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::{Currency, Days, Ledger, Money, Purchase};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.append([
    ///     ("ann", Purchase::new("2024-01-08".parse()?, Money(1_999))),
    ///     ("ann", Purchase::new("2024-04-02".parse()?, Money(4_500))),
    ///     ("bob", Purchase::new("2024-04-02".parse()?, Money(4_500))),
    /// ])?;
    /// let outcomes = ledger.outcomes("2024-03-31".parse()?, Days(30));
    /// assert_eq!(outcomes.len(), 1);
    /// assert_eq!((outcomes[0].0, outcomes[0].1.orders), ("ann", 1));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn outcomes(&self, as_of: Day, horizon: Days) -> Vec<(K, Outcome)> {
        let Split { calibration, holdout } = self.split(as_of, horizon);
        calibration.keys().iter().cloned().zip(holdout).collect()
    }

    /// What was known on day `as_of`, and what came in the `horizon` days after it, the last
    /// included. Days that the records do not reach yet look like days on which nobody bought.
    #[must_use]
    pub fn split(&self, as_of: Day, horizon: Days) -> Split<K> {
        let calibration = self.as_of(as_of);
        let segment = self.journal.flat();
        let cut = Cut::at(as_of + horizon);
        let keys = calibration.keys();
        let outcome = |key: &K| {
            let entries = segment.find(key).map(|i| segment.seen(i, cut, self.journal.repeats()));
            let days = by_day(&entries.unwrap_or_default(), &self.policy);
            let later = days.into_iter().filter(|total| as_of < total.day);
            let Summary { orders, purchase_days, revenue, .. } = Summary::of_days(later);
            Outcome { orders, purchase_days, revenue: Money(revenue) }
        };
        let blocks = par::map_blocks(keys.len(), par::BLOCK, |block| {
            keys[block].iter().map(outcome).collect::<Vec<_>>()
        });
        let holdout = blocks.into_iter().flatten().collect();
        Split { calibration, holdout }
    }
}
