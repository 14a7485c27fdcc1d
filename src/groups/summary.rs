//! Who is where on a day.

use std::collections::BTreeMap;

use super::{number, ratio};
use crate::engine::{Bound, Score};
use crate::error::{ErrorKind, Result};
use crate::history::History;
use crate::money::{Currency, Money};
use crate::par;
use crate::table::{Row, Table};

/// Every customer of a table by group, with what each group comes to.
///
/// # Examples
///
/// ```
/// use regulars::{Currency, Groups, Ledger, Money, Purchase, from_fn};
///
/// let day = "2024-06-30".parse()?;
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.append([("ann", 500), ("ann", 700), ("bob", 300)].map(|(who, minor)| {
///     (who, Purchase::new(day, Money(minor)))
/// }))?;
/// let again = from_fn(|row| row.history().is_some_and(|history| 1 < history.orders()));
/// let groups = Groups::of(ledger.as_of(day).table(), again)?;
/// let regulars = groups.group(&true);
/// assert_eq!((regulars.customers, regulars.orders, regulars.revenue), (1, 2, Money(1_200)));
/// assert_eq!((groups.share(&true), groups.share_of_revenue(&true)), (0.5, 0.8));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups<L> {
    // Invariant: no group is empty.
    groups: BTreeMap<L, Group>,
    all: Group,
    // Invariant: there is one as soon as there is a customer.
    currency: Option<Currency>,
}

/// What some customers come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Group {
    /// The customers, prospects among them.
    pub customers: u64,
    /// Those of them who have bought.
    pub buyers: u64,
    /// Their orders.
    pub orders: u64,
    /// What they spent, returns taken off.
    pub revenue: Money,
    /// The sum of the days since their last orders.
    pub days_since_last: u64,
}

impl Group {
    pub(super) fn one(history: Option<History>, revenue: Money) -> Self {
        let one = Self { customers: 1, revenue, ..Self::default() };
        history.map_or(one, |history| Self {
            buyers: 1,
            orders: history.orders(),
            days_since_last: history.days_since_last().unsigned_abs(),
            ..one
        })
    }

    /// The days since the last order, as a mean over those who have bought; `None` if nobody has.
    #[doc(alias("recency"))]
    #[must_use]
    pub fn mean_days_since_last(self) -> Option<f64> {
        let mean = ratio(self.days_since_last.into(), self.buyers.into());
        (0 < self.buyers).then_some(mean)
    }

    /// `None` if a sum does not fit 64 bits.
    pub(super) fn and(self, other: Self) -> Option<Self> {
        Some(Self {
            customers: self.customers.checked_add(other.customers)?,
            buyers: self.buyers.checked_add(other.buyers)?,
            orders: self.orders.checked_add(other.orders)?,
            revenue: self.revenue.checked_add(other.revenue)?,
            days_since_last: self.days_since_last.checked_add(other.days_since_last)?,
        })
    }
}

impl<L: Ord + Copy + Send> Groups<L> {
    /// Nobody yet.
    #[must_use]
    pub fn new() -> Self {
        Self { groups: BTreeMap::new(), all: Group::default(), currency: None }
    }

    /// The customers of a table by the groups that `scorer` puts them in.
    ///
    /// # Errors
    ///
    /// As [`Score::bind`], and [`ErrorKind::Overflow`] if the sums of a caller's own columns do not
    /// fit 64 bits.
    pub fn of(table: Table<'_>, scorer: impl Score<Output = L>) -> Result<Self> {
        let layout = table.layout();
        let bound = scorer.bind(&layout)?;
        let blocks = par::map_blocks(table.len(), par::BLOCK, |rows| {
            let mut groups = Self::new();
            let mut rows = table.slice(rows).rows();
            rows.try_for_each(|row| groups.add(bound.score_row(row), row)).map(|()| groups)
        });
        let mut all = Self::new();
        blocks.into_iter().try_for_each(|groups| all.merge(&groups?)).map(|()| all)
    }

    /// Counts one more customer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Overflow`] if a sum does not fit 64 bits, and [`ErrorKind::Currency`] if the
    /// row's money is another than that of the customers before; nobody is counted then.
    pub fn add(&mut self, label: L, row: Row<'_>) -> Result<()> {
        let group = Group::one(row.history(), row.revenue());
        self.add_many(label, row.currency(), group)
    }

    pub(super) fn add_many(&mut self, label: L, currency: Currency, group: Group) -> Result<()> {
        self.agree(currency)?;
        self.add_group(label, group)
    }

    fn agree(&mut self, found: Currency) -> Result<()> {
        match *self.currency.get_or_insert(found) {
            expected if expected == found => Ok(()),
            expected => Err(ErrorKind::Currency { found, expected }.into()),
        }
    }

    fn add_group(&mut self, label: L, group: Group) -> Result<()> {
        let all = self.all.and(group).ok_or(ErrorKind::Overflow)?;
        match self.groups.get_mut(&label) {
            Some(own) => *own = own.and(group).ok_or(ErrorKind::Overflow)?,
            None => drop(self.groups.insert(label, group)),
        }
        self.all = all;
        Ok(())
    }

    pub(super) fn merge(&mut self, other: &Self) -> Result<()> {
        other.currency.map_or(Ok(()), |currency| self.agree(currency))?;
        other.iter().try_for_each(|(label, group)| self.add_group(label, group))
    }

    /// The money of the revenues; `None` where there are no customers.
    #[must_use]
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// The groups that have customers, in the order of their labels.
    pub fn iter(&self) -> impl Iterator<Item = (L, Group)> + '_ {
        self.groups.iter().map(|(&label, &group)| (label, group))
    }

    /// One group; all zero if nobody is in it.
    #[must_use]
    pub fn group(&self, label: &L) -> Group {
        self.groups.get(label).copied().unwrap_or_default()
    }

    /// All customers.
    #[must_use]
    pub fn all(&self) -> Group {
        self.all
    }

    /// The customers of each group that has any, as numbers to go [`ahead`](super::Chain::ahead) from.
    #[must_use]
    pub fn customers(&self) -> Vec<(L, f64)> {
        self.iter().map(|(label, group)| (label, number(group.customers))).collect()
    }

    /// A group's share of the customers; 0 where there are none.
    #[must_use]
    pub fn share(&self, label: &L) -> f64 {
        ratio(self.group(label).customers.into(), self.all.customers.into())
    }

    /// A group's share of the revenue; 0 where there is none. Where returns exceed sales, shares may
    /// be negative, or above 1.
    #[must_use]
    pub fn share_of_revenue(&self, label: &L) -> f64 {
        ratio(self.group(label).revenue.0.into(), self.all.revenue.0.into())
    }
}

impl<L: Ord + Copy + Send> Default for Groups<L> {
    fn default() -> Self {
        Self::new()
    }
}
