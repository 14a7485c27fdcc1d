//! One customer: seen, cut back in time, or imagined otherwise.
//!
//! A [`Row`] is to a [`RowBuf`] what a `Path` is to a `PathBuf`: the first borrows and copies
//! in a few words, the second owns. Cutting and waiting only move ends of slices, so they stay
//! rows; only a purchase that never happened needs memory of its own.

use super::{Feature, FeatureAt, Layout};
use crate::day::Day;
use crate::error::Result;
use crate::history::{DayTotal, History, Summary, Timeline};
use crate::money::{Currency, Money};

/// One customer of a table, borrowed.
#[derive(Clone, Copy)]
pub struct Row<'a> {
    pub(super) currency: Currency,
    pub(super) as_of: Day,
    pub(super) history: Option<History>,
    pub(super) revenue: Money,
    pub(super) timeline: Option<Timeline<'a>>,
    pub(super) features: &'a [Feature<'a>],
    pub(super) index: usize,
    // Set by a cut into the past: what was learned later must not be seen there.
    pub(super) constants_only: bool,
}

/// One customer, owned: fetched alone, or changed.
#[derive(Clone)]
pub struct RowBuf {
    currency: Currency,
    as_of: Day,
    history: Option<History>,
    revenue: Money,
    timeline: Option<Owned>,
    features: Vec<Feature<'static>>,
}

/// A timeline's columns.
#[derive(Clone, Default)]
struct Owned {
    days: Vec<i32>,
    orders: Vec<i64>,
    minor: Vec<i64>,
}

impl<'a> Row<'a> {
    /// The day whose knowledge this row is.
    #[must_use]
    pub fn as_of(self) -> Day {
        self.as_of
    }

    /// The money of the revenue.
    #[must_use]
    pub fn currency(self) -> Currency {
        self.currency
    }

    /// The purchases in a few numbers; `None` for a prospect.
    #[must_use]
    pub fn history(self) -> Option<History> {
        self.history
    }

    /// What was spent, returns taken off. A prospect's is negative if returns are all that is
    /// known of them, and else zero.
    #[must_use]
    pub fn revenue(self) -> Money {
        self.revenue
    }

    /// The purchases day by day, if the table knows them.
    #[must_use]
    pub fn timeline(self) -> Option<Timeline<'a>> {
        self.timeline
    }

    /// The value of a feature; `None` if it is missing, cut away, or not of this layout.
    #[must_use]
    pub fn feature(self, at: FeatureAt) -> Option<f64> {
        let feature = self.features.get(at.column).filter(|feature| feature.mark == at.mark)?;
        self.value(feature)
    }

    /// What this row has. Allocates: bind once and keep the bound scorer.
    #[must_use]
    pub fn layout(self) -> Layout {
        Layout::new(self.currency, self.timeline.is_some(), self.features)
    }

    /// The same customer as of an earlier `day`: what a view of that day would show, except
    /// that only constant features survive.
    ///
    /// `None` if the row does not know: `day` is after its own, or there is no timeline to
    /// tell which purchases came later.
    ///
    /// # Examples
    ///
    /// ```
    /// # use regulars::*;
    /// # let day = |number| Day::new(number).unwrap();
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.append([(1, Purchase::new(day(10), Money(500))), (1, Purchase::new(day(40), Money(500)))])?;
    /// let now = ledger.as_of(day(50));
    /// let then = now.row(&1)?.cut_at(day(30)).expect("rows of a ledger know their past");
    /// assert_eq!(then.history(), ledger.as_of(day(30)).row(&1)?.history());
    /// # Ok::<(), Error>(())
    /// ```
    #[must_use]
    pub fn cut_at(self, day: Day) -> Option<Self> {
        if self.as_of < day {
            return None;
        }
        let timeline = self.timeline.map(|timeline| timeline.until(day));
        let (history, revenue) = match (timeline, self.history) {
            (Some(timeline), _) => {
                let summary = timeline.summary();
                (summary.history(day), Money(summary.revenue))
            }
            // Without a timeline a return after the cut cannot be told from one before it,
            // so only the day itself, or a time before the first purchase, is known.
            (None, history) if day == self.as_of => (history, self.revenue),
            (None, Some(history)) if day < history.first && Money::ZERO <= self.revenue => {
                (None, Money::ZERO)
            }
            (None, None) if self.revenue == Money::ZERO => (None, Money::ZERO),
            (None, _) => return None,
        };
        let constants_only = self.constants_only || day < self.as_of;
        Some(Self { as_of: day, history, revenue, timeline, constants_only, ..self })
    }

    /// The same customer if nothing happens until `day`; unchanged if that has passed.
    #[must_use]
    pub fn silent_until(self, day: Day) -> Self {
        let as_of = self.as_of.max(day);
        let history = self.history.map(|history| History { as_of, ..history });
        Self { as_of, history, ..self }
    }

    /// The same customer if their purchases were others. For scorers that ask the history alone: the
    /// timeline stays.
    #[inline]
    pub(crate) fn with_history(self, history: History) -> Self {
        Self { as_of: history.as_of, history: Some(history), ..self }
    }

    /// The same customer with one more order, as of its day if that is later. An `amount`
    /// below zero is a return. No policy is asked: this order counts, whatever it is.
    ///
    /// `None` if the amounts overflow, or if there is no timeline to tell whether a day
    /// between the first purchase and the last is a new one.
    #[must_use]
    pub fn with_purchase(self, day: Day, amount: Money) -> Option<RowBuf> {
        let mut row = self.silent_until(day).to_buf();
        row.revenue = row.revenue.checked_add(amount)?;
        let orders = i64::from(Money::ZERO <= amount);
        match &mut row.timeline {
            Some(timeline) => {
                timeline.add(day, orders, amount)?;
                row.history = timeline.borrow().summary().history(row.as_of);
            }
            None if orders == 0 => {
                row.history = row.history.map(|h| History { revenue: row.revenue, ..h });
            }
            None => {
                let total = DayTotal { day, orders: 1, revenue: row.revenue };
                row.history = match row.history {
                    None => Summary::of_days([total].into_iter()).history(row.as_of),
                    Some(history) => Some(history.with(day, amount)?),
                };
            }
        }
        Some(row)
    }

    /// A copy that owns what it says.
    // Not `to_owned`, which on a `&Row` would find the `Clone` of every copy type first.
    #[must_use]
    pub fn to_buf(self) -> RowBuf {
        let Self { currency, as_of, history, revenue, .. } = self;
        let alone = |f: &Feature<'_>| f.alone(self.value(f).unwrap_or(f64::NAN));
        let features = self.features.iter().map(alone).collect();
        let timeline = self.timeline.map(|timeline| timeline.iter().collect());
        RowBuf { currency, as_of, history, revenue, timeline, features }
    }

    fn value(self, feature: &Feature<'_>) -> Option<f64> {
        let visible = feature.constant || !self.constants_only;
        Some(feature.values[self.index]).filter(|value| visible && !value.is_nan())
    }
}

impl RowBuf {
    /// A customer of a ledger.
    pub(crate) fn new(
        currency: Currency,
        as_of: Day,
        days: impl Iterator<Item = DayTotal>,
    ) -> Self {
        let timeline: Owned = days.collect();
        let summary = timeline.borrow().summary();
        let (history, revenue) = (summary.history(as_of), Money(summary.revenue));
        Self { currency, as_of, history, revenue, timeline: Some(timeline), features: Vec::new() }
    }

    /// The customer with one more feature, whose value must be what was known on day `known`.
    ///
    /// # Errors
    ///
    /// As [`View::with_feature`](crate::View::with_feature).
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::{Currency, Day, Ledger};
    ///
    /// let ledger: Ledger<String> = Ledger::new(Currency::EUR);
    /// let ann = ledger.row_at("ann", Day::EPOCH).with_feature("nps", Day::EPOCH, Some(9.0))?;
    /// let at = ann.row().layout().feature("nps")?;
    /// assert_eq!(ann.row().feature(at), Some(9.0));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn with_feature(
        mut self,
        name: impl Into<String>,
        known: Day,
        value: Option<f64>,
    ) -> Result<Self> {
        let feature = Feature::new(name.into(), known, vec![value.unwrap_or(f64::NAN)]);
        feature.admitted(self.as_of, &self.features)?;
        self.features.push(feature);
        Ok(self)
    }

    /// The customer, borrowed.
    #[must_use]
    pub fn row(&self) -> Row<'_> {
        let Self { currency, as_of, history, revenue, .. } = *self;
        let timeline = self.timeline.as_ref().map(Owned::borrow);
        let (features, index, constants_only) = (&self.features[..], 0, false);
        Row { currency, as_of, history, revenue, timeline, features, index, constants_only }
    }
}

impl Owned {
    fn borrow(&self) -> Timeline<'_> {
        Timeline::columns(&self.days, &self.orders, &self.minor)
    }

    /// `None` if the amounts would overflow in some order.
    fn add(&mut self, day: Day, orders: i64, amount: Money) -> Option<()> {
        let total: i128 = self.minor.iter().map(|&m| i128::from(m).abs()).sum();
        i64::try_from(total + i128::from(amount.0).abs()).ok()?;
        match self.days.binary_search(&day.number()) {
            Ok(at) => {
                self.orders[at] += orders;
                self.minor[at] += amount.0;
            }
            Err(at) => {
                self.days.insert(at, day.number());
                self.orders.insert(at, orders);
                self.minor.insert(at, amount.0);
            }
        }
        Some(())
    }
}

impl FromIterator<DayTotal> for Owned {
    fn from_iter<I: IntoIterator<Item = DayTotal>>(days: I) -> Self {
        let mut owned = Self::default();
        for DayTotal { day, orders, revenue } in days {
            owned.days.push(day.number());
            owned.orders.push(i64::try_from(orders).unwrap_or(i64::MAX));
            owned.minor.push(revenue.0);
        }
        owned
    }
}

/// Rows are equal if they say the same, wherever it is stored.
impl PartialEq for Row<'_> {
    fn eq(&self, other: &Self) -> bool {
        let said = |row: &Self| -> Vec<(u64, Option<u64>)> {
            row.features.iter().map(|f| (f.mark, row.value(f).map(f64::to_bits))).collect()
        };
        (self.currency, self.as_of, self.history, self.revenue, self.timeline)
            == (other.currency, other.as_of, other.history, other.revenue, other.timeline)
            && said(self) == said(other)
    }
}

impl PartialEq for RowBuf {
    fn eq(&self, other: &Self) -> bool {
        self.row() == other.row()
    }
}

impl std::fmt::Debug for Row<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row")
            .field("as_of", &self.as_of)
            .field("history", &self.history)
            .field("revenue", &self.revenue)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for RowBuf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.row().fmt(f)
    }
}
