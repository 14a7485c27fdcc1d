//! One customer's purchases: in a few numbers, and day by day.

use crate::day::Day;
use crate::money::Money;
use crate::record::{Kind, Word};

/// A customer's purchases, boiled down. There is at least one.
///
/// ```text
/// first purchase           last purchase            as-of day
///     ├──────── last_age ───────┼──── days_since_last ───┤
///     ├─────────────────────── age ──────────────────────┤
/// ```
///
/// The words *recency* and *frequency* mean one thing in RFM and another in the lifetime-value
/// literature, so neither is used here; see [the vocabulary](crate::guide::vocabulary).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct History {
    // Invariants: first ≤ last ≤ as_of, and 1 ≤ purchase_days ≤ orders.
    pub(crate) as_of: Day,
    pub(crate) first: Day,
    pub(crate) last: Day,
    pub(crate) orders: u64,
    pub(crate) purchase_days: u64,
    pub(crate) revenue: Money,
}

/// A customer's purchases day by day, in order.
#[derive(Clone, Copy, Debug)]
pub struct Timeline<'a>(Store<'a>);

/// What one day brought.
///
/// A day on which goods only came back, or on which a later line of an order was paid, has
/// revenue but no orders: it is no purchase day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct DayTotal {
    /// The day.
    pub day: Day,
    /// The orders.
    pub orders: u64,
    /// What was spent, returns taken off.
    pub revenue: Money,
}

/// Where a timeline lies: as words that its ledger shares with it, or in columns.
#[derive(Clone, Copy, Debug)]
enum Store<'a> {
    // Invariant: ascending.
    Words(&'a [u64]),
    // Invariants: equally long; days ascend strictly; no partial sum overflows.
    Columns { days: &'a [i32], orders: &'a [i64], minor: &'a [i64] },
}

impl History {
    /// The day of the first purchase.
    #[must_use]
    pub fn first(self) -> Day {
        self.first
    }

    /// The day of the last purchase.
    #[must_use]
    pub fn last(self) -> Day {
        self.last
    }

    /// The number of orders: RFM's frequency.
    #[doc(alias("frequency"))]
    #[must_use]
    pub fn orders(self) -> u64 {
        self.orders
    }

    /// The number of days with an order.
    #[must_use]
    pub fn purchase_days(self) -> u64 {
        self.purchase_days
    }

    /// The purchase days after the first: the literature's `x`.
    #[doc(alias("x", "frequency"))]
    #[must_use]
    pub fn repeats(self) -> u64 {
        self.purchase_days - 1
    }

    /// The days from the first purchase to the last: the literature's `t_x`.
    #[doc(alias("t_x", "recency"))]
    #[must_use]
    pub fn last_age(self) -> i64 {
        self.last.since(self.first)
    }

    /// The mean of the days between two purchase days; nothing of who has bought on one.
    #[expect(clippy::cast_precision_loss, reason = "days and purchase days of one customer")]
    #[must_use]
    pub fn mean_gap(self) -> Option<f64> {
        let gaps = self.repeats();
        (0 < gaps).then(|| self.last_age() as f64 / gaps as f64)
    }

    /// The days from the first purchase to the as-of day: the literature's `T`.
    #[doc(alias("T", "tenure"))]
    #[must_use]
    pub fn age(self) -> i64 {
        self.as_of.since(self.first)
    }

    /// The days from the last purchase to the as-of day: RFM's recency.
    #[doc(alias("recency"))]
    #[must_use]
    pub fn days_since_last(self) -> i64 {
        self.as_of.since(self.last)
    }

    /// What was spent, returns taken off; negative if they exceed it.
    #[doc(alias("monetary"))]
    #[must_use]
    pub fn revenue(self) -> Money {
        self.revenue
    }

    /// With one more order; `None` where these numbers do not say whether its day is a new
    /// one, or if the sum overflows.
    pub(crate) fn with(self, day: Day, amount: Money) -> Option<Self> {
        if self.first < day && day < self.last {
            return None;
        }
        let known_day = day == self.first || day == self.last;
        Some(Self {
            as_of: self.as_of.max(day),
            first: self.first.min(day),
            last: self.last.max(day),
            orders: self.orders.checked_add(1)?,
            purchase_days: self.purchase_days + u64::from(!known_day),
            revenue: self.revenue.checked_add(amount)?,
        })
    }
}

/// A sum of days: what a history is made of, and what is left without one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) ends: Option<(Day, Day)>,
    pub(crate) orders: u64,
    pub(crate) purchase_days: u64,
    pub(crate) revenue: i64,
}

impl Summary {
    pub(crate) fn history(self, as_of: Day) -> Option<History> {
        let Self { orders, purchase_days, revenue, .. } = self;
        let (first, last) = self.ends?;
        Some(History { as_of, first, last, orders, purchase_days, revenue: Money(revenue) })
    }

    pub(crate) fn of_days(days: impl Iterator<Item = DayTotal>) -> Self {
        days.fold(Self::default(), Self::and)
    }

    /// With a later day.
    pub(crate) fn and(self, total: DayTotal) -> Self {
        let ends = match self.ends {
            _ if total.orders == 0 => self.ends,
            None => Some((total.day, total.day)),
            Some((first, _)) => Some((first, total.day)),
        };
        Self {
            ends,
            orders: self.orders + total.orders,
            purchase_days: self.purchase_days + u64::from(0 < total.orders),
            revenue: self.revenue + total.revenue.0,
        }
    }

    /// Of words in order. This runs over every purchase of every customer.
    #[inline]
    pub(crate) fn of_words(words: &[u64]) -> Self {
        let (Some(&first), Some(&last)) = (words.first(), words.last()) else {
            return Self::default();
        };
        let (mut all, mut revenue, mut purchase_days) = (0, 0, 1);
        let mut before = Word(first);
        for word in words.iter().copied().map(Word) {
            all |= word.0;
            revenue += word.amount();
            purchase_days += u64::from(!word.same_day(before));
            before = word;
        }
        if Word(all).kind() == Kind::Return {
            // Rare, and then each day must be looked at.
            return Self::of_days(by_day(words));
        }
        let ends = Some((Word(first).day(), Word(last).day()));
        Self { ends, orders: words.len() as u64, purchase_days, revenue }
    }
}

impl<'a> Timeline<'a> {
    pub(crate) fn words(words: &'a [u64]) -> Self {
        Self(Store::Words(words))
    }

    pub(crate) fn columns(days: &'a [i32], orders: &'a [i64], minor: &'a [i64]) -> Self {
        Self(Store::Columns { days, orders, minor })
    }

    /// What each day brought, in order.
    pub fn iter(self) -> impl Iterator<Item = DayTotal> + use<'a> {
        let (words, columns) = match self.0 {
            Store::Words(words) => (words, None),
            Store::Columns { days, orders, minor } => (&[][..], Some((days, orders, minor))),
        };
        let columns = columns.into_iter().flat_map(|(days, orders, minor)| {
            days.iter().zip(orders).zip(minor).map(|((&day, &orders), &minor)| DayTotal {
                day: Day::trusted(day),
                orders: orders.unsigned_abs(),
                revenue: Money(minor),
            })
        });
        by_day(words).chain(columns)
    }

    /// Up to `day`.
    pub(crate) fn until(self, day: Day) -> Self {
        Self(match self.0 {
            Store::Words(words) => {
                Store::Words(&words[..words.partition_point(|&word| Word(word).day() <= day)])
            }
            Store::Columns { days, orders, minor } => {
                let end = days.partition_point(|&d| d <= day.number());
                Store::Columns { days: &days[..end], orders: &orders[..end], minor: &minor[..end] }
            }
        })
    }

    pub(crate) fn summary(self) -> Summary {
        match self.0 {
            Store::Words(words) => Summary::of_words(words),
            Store::Columns { .. } => Summary::of_days(self.iter()),
        }
    }
}

/// Two timelines are equal if each day brought the same.
impl PartialEq for Timeline<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Timeline<'_> {}

/// The purchases of words in order, by day.
fn by_day(words: &[u64]) -> impl Iterator<Item = DayTotal> {
    words.chunk_by(|&a, &b| Word(a).same_day(Word(b))).map(|day| {
        // Sales stand before returns.
        let orders = day.partition_point(|&word| Word(word).kind() == Kind::Sale);
        let sum = |words: &[u64]| words.iter().map(|&word| Word(word).amount()).sum::<i64>();
        let revenue = Money(sum(&day[..orders]) - sum(&day[orders..]));
        DayTotal { day: Word(day[0]).day(), orders: orders as u64, revenue }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(purchases: &[(i32, i64)]) -> Vec<u64> {
        let word = |&(day, minor): &(i32, i64)| {
            let kind = if minor < 0 { Kind::Return } else { Kind::Sale };
            Word::new(day, kind, minor.unsigned_abs()).unwrap().0
        };
        let mut words: Vec<u64> = purchases.iter().map(word).collect();
        words.sort_unstable();
        words
    }

    #[track_caller]
    fn check(purchases: &[(i32, i64)], ends: Option<(i32, i32)>, orders: u64, days: u64) {
        let words = words(purchases);
        let summary = Timeline::words(&words).summary();
        let numbers = |(first, last): (Day, Day)| (first.number(), last.number());
        assert_eq!(summary.ends.map(numbers), ends);
        assert_eq!((summary.orders, summary.purchase_days), (orders, days));
        assert_eq!(summary.revenue, purchases.iter().map(|(_, minor)| minor).sum::<i64>());
        assert_eq!(summary, Summary::of_days(by_day(&words)), "the short way and the long");
    }

    #[test]
    fn orders_of_one_day_are_one_purchase_day() {
        check(&[], None, 0, 0);
        check(&[(3, 100)], Some((3, 3)), 1, 1);
        check(&[(3, 100), (3, 50), (9, 1)], Some((3, 9)), 3, 2);
    }

    #[test]
    fn a_return_changes_revenue_and_nothing_else() {
        check(&[(3, 100), (5, -40), (9, -100)], Some((3, 3)), 1, 1);
        check(&[(3, 100), (3, -40)], Some((3, 3)), 1, 1);
        check(&[(1, -40), (3, 100)], Some((3, 3)), 1, 1);
    }

    #[test]
    fn returns_alone_make_no_history() {
        check(&[(5, -40)], None, 0, 0);
    }
}
