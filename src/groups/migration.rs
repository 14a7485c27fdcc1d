//! Who has moved between two days.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::ratio;
use crate::engine::Score;
use crate::error::{ErrorKind, Expected, Found, Result};
use crate::journal::Key;
use crate::ledger::View;
use crate::money::Money;

/// Who has moved from which group to which between two days, and what revenue they stand for.
///
/// Both days are judged by one scorer. With a model that was learned once, a customer moves because
/// of what they did, and not because the crowd around them changed.
///
/// # Examples
///
/// ```
/// use regulars::{Currency, Ledger, Migration, Money, Purchase, from_fn};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// for (who, day) in [("ann", "2024-03-01"), ("ann", "2024-08-01"), ("bob", "2024-03-02")] {
///     ledger.append([(who, Purchase::new(day.parse()?, Money(500)))])?;
/// }
/// ledger.append([("cleo", Purchase::new("2024-09-01".parse()?, Money(900)))])?;
/// let (then, now) = (ledger.as_of("2024-06-30".parse()?), ledger.as_of("2024-09-30".parse()?));
///
/// let silent = from_fn(|row| row.history().is_none_or(|history| 90 < history.days_since_last()));
/// let moved = Migration::between(&then, &now, silent)?;
/// assert_eq!(moved.moved(Some(true), Some(false)).customers, 1); // ann is back
/// assert_eq!(moved.moved(Some(true), Some(true)).after, Money(500)); // what bob brought
/// assert_eq!(moved.moved(None, Some(false)).customers, 1); // cleo is new
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Migration<L> {
    // Invariants: no entry is empty, and none is from nowhere to nowhere.
    moved: BTreeMap<(Option<L>, Option<L>), Moved>,
}

/// Customers who went one way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Moved {
    /// How many.
    pub customers: u64,
    /// What they had spent by the first day, returns taken off.
    pub before: Money,
    /// What they had spent by the second day.
    pub after: Money,
}

impl Moved {
    /// `None` if a sum does not fit 64 bits.
    pub(super) fn and(self, other: Self) -> Option<Self> {
        Some(Self {
            customers: self.customers + other.customers,
            before: self.before.checked_add(other.before)?,
            after: self.after.checked_add(other.after)?,
        })
    }
}

/// How one group has changed, and by whose doing.
///
/// # Formula
///
/// Of `n₀` customers `s` are there on both days. A group has `a` of all on the first day and `c` on
/// the second, and of those who stay `b` and `e`:
///
/// ```text
/// share = a/n₀ + (b/s − a/n₀) + (e − b)/s + (c/n₁ − e/s) = c/n₁
///       before   who vanished   who moved   who is new
/// ```
///
/// The parts are of one step. Those of twelve months do not add up to those of the year: who came in
/// May and moved in August is new in one step of a year, and has moved in steps of a month. Ask for
/// the step that is meant.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Change {
    /// The customers on the first day.
    pub before: u64,
    /// The customers on the second day.
    pub after: u64,
    /// Who came from other groups.
    pub moved_in: u64,
    /// Who went to other groups.
    pub moved_out: u64,
    /// Who was not there on the first day.
    pub new: u64,
    /// Who is not there any more.
    pub vanished: u64,
    /// The share of all customers on the first day.
    pub share_before: f64,
    /// The share on the second day.
    pub share_after: f64,
    /// What of the difference is customers moving.
    pub by_movement: f64,
    /// What of the difference is new customers, who may also just dilute the others.
    pub by_new: f64,
    /// What of the difference is customers who vanished.
    pub by_vanished: f64,
}

impl<L: Ord + Copy + Send> Migration<L> {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self { moved: BTreeMap::new() }
    }

    /// Every customer of either view, from the group that `scorer` puts them in on the first day to
    /// that of the second. Who is in one view only is new, or has vanished.
    ///
    /// # Errors
    ///
    /// As [`Score::bind`]; [`ErrorKind::Value`] if the first view is of the later day;
    /// [`ErrorKind::Currency`] if the views' money differs; and [`ErrorKind::Overflow`] if sums over
    /// views of different ledgers do not fit 64 bits.
    pub fn between<K: Key>(
        then: &View<K>,
        now: &View<K>,
        scorer: impl Score<Output = L>,
    ) -> Result<Self> {
        let (from, to) = (then.table(), now.table());
        if to.as_of() < from.as_of() {
            let (found, expected) = (Found::Day(from.as_of()), Expected::UpTo(to.as_of()));
            return Err(ErrorKind::Value { what: "first day", found, expected }.into());
        }
        to.layout().in_currency(from.currency())?;
        let (before, after) = (scorer.score(from)?, scorer.score(to)?);
        let mut migration = Self::new();
        for (i, j) in pairs(then.keys(), now.keys()) {
            migration.add(
                i.map(|i| before[i]),
                j.map(|j| after[j]),
                i.map_or(Money::ZERO, |i| from.revenue(i)),
                j.map_or(Money::ZERO, |j| to.revenue(j)),
            )?;
        }
        Ok(migration)
    }

    /// Counts one more customer: from which group to which, `None` being nowhere, and what they had
    /// spent before and after. This is for customers who were matched elsewhere.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Overflow`] if a sum does not fit 64 bits; nothing is counted then.
    pub fn add(
        &mut self,
        from: Option<L>,
        to: Option<L>,
        before: Money,
        after: Money,
    ) -> Result<()> {
        self.add_moved((from, to), Moved { customers: 1, before, after })
    }

    pub(super) fn merge(&mut self, other: &Self) -> Result<()> {
        other.moved.iter().try_for_each(|(&way, &moved)| self.add_moved(way, moved))
    }

    pub(super) fn add_moved(&mut self, way: (Option<L>, Option<L>), more: Moved) -> Result<()> {
        if way == (None, None) {
            return Ok(());
        }
        match self.moved.get_mut(&way) {
            Some(moved) => *moved = moved.and(more).ok_or(ErrorKind::Overflow)?,
            None => drop(self.moved.insert(way, more)),
        }
        Ok(())
    }

    /// Every way that somebody went: from where, to where, and who. Who was new comes first, and of
    /// each group who vanished.
    pub fn iter(&self) -> impl Iterator<Item = (Option<L>, Option<L>, Moved)> + '_ {
        self.moved.iter().map(|(&(from, to), &moved)| (from, to, moved))
    }

    /// Who went one way, `None` being nowhere.
    #[must_use]
    pub fn moved(&self, from: Option<L>, to: Option<L>) -> Moved {
        self.moved.get(&(from, to)).copied().unwrap_or_default()
    }

    /// Every group that somebody was in on either day.
    #[must_use]
    pub fn labels(&self) -> Vec<L> {
        let mut labels: Vec<L> =
            self.moved.keys().flat_map(|&(from, to)| [from, to]).flatten().collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    /// How one group has changed.
    #[must_use]
    pub fn change(&self, label: L) -> Change {
        let count = |of: &dyn Fn(Option<L>, Option<L>) -> bool| -> u64 {
            let ways = self.moved.iter().filter(|&(&(from, to), _)| of(from, to));
            ways.map(|(_, moved)| moved.customers).sum()
        };
        let own = Some(label);
        let (before, after) = (count(&|from, _| from == own), count(&|_, to| to == own));
        let (new, vanished) = (self.moved(None, own).customers, self.moved(own, None).customers);
        let stayed = self.moved(own, own).customers;
        let (moved_in, moved_out) = (after - new - stayed, before - vanished - stayed);

        let all_before = count(&|from, _| from.is_some());
        let all_after = count(&|_, to| to.is_some());
        let all_stayed = count(&|from, to| from.is_some() && to.is_some());
        let share = |part: u64, whole: u64| ratio(part.into(), whole.into());
        let (share_before, share_after) = (share(before, all_before), share(after, all_after));
        let stayers_before = share(before - vanished, all_stayed);
        let stayers_after = share(after - new, all_stayed);
        Change {
            before,
            after,
            moved_in,
            moved_out,
            new,
            vanished,
            share_before,
            share_after,
            by_movement: stayers_after - stayers_before,
            by_new: share_after - stayers_after,
            by_vanished: stayers_before - share_before,
        }
    }
}

impl<L: Ord + Copy + Send> Default for Migration<L> {
    fn default() -> Self {
        Self::new()
    }
}

/// The places of each key in two lists that ascend strictly.
fn pairs<K: Ord>(a: &[K], b: &[K]) -> impl Iterator<Item = (Option<usize>, Option<usize>)> {
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        let order = match (a.get(i), b.get(j)) {
            (None, None) => return None,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(a), Some(b)) => a.cmp(b),
        };
        let (left, right) = (order.is_le().then_some(i), order.is_ge().then_some(j));
        i += usize::from(left.is_some());
        j += usize::from(right.is_some());
        Some((left, right))
    })
}
