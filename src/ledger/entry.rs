//! A purchase as the ledger keeps it.

use super::policy::{Policy, Returns, Rows};
use crate::day::Day;
use crate::history::DayTotal;
use crate::journal::Event;
use crate::money::Money;
use crate::personal::Label;
use crate::record::{Details, Kind, Word};

/// A purchase that has passed the door: on a day, judged and rounded. The order of its fields
/// is the canonical order of records, in which the least of repeats stays.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(crate) struct Entry {
    pub(super) day: Day,
    pub(super) kind: Kind,
    // Invariant: what was spent or given back, so never negative.
    pub(super) amount: Money,
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) order_id: Option<Label>,
    // Invariant: `None` if it was recorded on its own day.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) recorded: Option<Day>,
    // Boxed, because most have none and all are moved about. Invariant: not the default.
    #[cfg_attr(feature = "serde", serde(default, skip_serializing_if = "Option::is_none"))]
    pub(super) details: Option<Box<Details>>,
}

impl Entry {
    /// Whether it could have come through the door, which a stored form may not have.
    #[cfg(feature = "serde")]
    pub(super) fn is_sound(&self, policy: &Policy) -> bool {
        let details = self.details.as_deref();
        let money = details.iter().flat_map(|details| [details.discount, details.cost]).flatten();
        Money::ZERO <= self.amount
            && money.into_iter().all(|money| Money::ZERO <= money)
            && details != Some(&Details::default())
            && self.recorded != Some(self.day)
            && self.order_id.as_ref().is_none_or(|id| !id.as_str().is_empty())
            && (self.kind == Kind::Sale || matches!(policy.returns, Returns::Net | Returns::Match))
    }

    /// What it adds to the customer's revenue.
    fn revenue(&self) -> i64 {
        if self.kind == Kind::Sale { self.amount.0 } else { -self.amount.0 }
    }
}

impl Event for Entry {
    /// A sale is told by its order id. An order may be returned in parts, so a return is a
    /// repeat only if it equals another in all.
    type Id<'a> = (&'a Label, Option<&'a Entry>);

    fn day(&self) -> Day {
        self.day
    }

    fn id(&self) -> Option<Self::Id<'_>> {
        let whole = (self.kind == Kind::Return).then_some(self);
        self.order_id.as_ref().map(|id| (id, whole))
    }

    fn recorded(&self) -> Day {
        self.recorded.unwrap_or(self.day)
    }

    fn pack(&self) -> Option<u64> {
        let plain = self.order_id.is_none() && self.recorded.is_none() && self.details.is_none();
        let amount = self.amount.0.unsigned_abs();
        let word = plain.then(|| Word::new(self.day.number(), self.kind, amount));
        word.flatten().map(|Word(word)| word)
    }

    fn unpack(word: u64) -> Self {
        let word = Word(word);
        let (day, kind, amount) = (word.day(), word.kind(), Money(word.amount()));
        Self { day, kind, amount, order_id: None, recorded: None, details: None }
    }
}

/// What each day brought, of one customer's `entries` in order.
pub(super) fn by_day(entries: &[Entry], policy: &Policy) -> Vec<DayTotal> {
    let first_days = FirstDays::of(entries);
    let matched = policy.returns == Returns::Match;
    let effect = |(i, entry): (usize, &Entry)| {
        let sale = entry.order_id.as_ref().and_then(|id| first_days.of_order(id));
        let (day, orders) = match entry.kind {
            // Of an order in lines only the first makes an order.
            Kind::Sale if policy.rows == Rows::Lines => {
                (entry.day, u64::from(sale.is_none_or(|(first, _)| first == i)))
            }
            Kind::Sale => (entry.day, 1),
            Kind::Return if matched => (sale?.1.max(entry.day), 0),
            Kind::Return => (entry.day, 0),
        };
        Some(DayTotal { day, orders, revenue: Money(entry.revenue()) })
    };
    let mut effects: Vec<DayTotal> = entries.iter().enumerate().filter_map(effect).collect();
    effects.sort_by_key(|effect| effect.day);
    let total = |day: &[DayTotal]| DayTotal {
        day: day[0].day,
        orders: day.iter().map(|effect| effect.orders).sum(),
        revenue: Money(day.iter().map(|effect| effect.revenue.0).sum()),
    };
    effects.chunk_by(|a, b| a.day == b.day).map(total).collect()
}

/// The first sale of each order: its index and day.
struct FirstDays<'a>(Vec<(&'a Label, usize, Day)>);

impl<'a> FirstDays<'a> {
    fn of(entries: &'a [Entry]) -> Self {
        let sales = entries.iter().enumerate().filter(|(_, entry)| entry.kind == Kind::Sale);
        let named = sales.filter_map(|(i, e)| e.order_id.as_ref().map(|id| (id, i, e.day)));
        let mut first: Vec<_> = named.collect();
        first.sort();
        first.dedup_by_key(|(id, ..)| *id);
        Self(first)
    }

    fn of_order(&self, id: &Label) -> Option<(usize, Day)> {
        let at = self.0.binary_search_by(|(known, ..)| (*known).cmp(id)).ok()?;
        let (_, index, day) = self.0[at];
        Some((index, day))
    }
}
