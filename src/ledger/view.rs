//! Every customer of a ledger as one day knew them.

mod listed;

use std::borrow::Borrow;
use std::sync::Arc;

use super::entry::{Entry, by_day};
use super::policy::Policy;
use super::shared::{Block, spans};
use crate::day::Day;
use crate::engine::Score;
use crate::error::{ErrorKind, Result};
use crate::history::{DayTotal, Summary};
use crate::journal::{Cut, Key, Segment};
use crate::money::Currency;
use crate::par;
use crate::table::{Columns, Feature, Row, Spans, Table, Timelines, Words};

/// Every customer of a ledger as one day knew them: owned, immutable, and fit for another
/// thread, while the ledger goes on. Made by [`Ledger::as_of`](crate::Ledger::as_of).
///
/// Customers come in the order of their keys; one is there from their first purchase or
/// return on, or because [`with_customers`](Self::with_customers) says so. Where all purchases lie in one segment and fit a word each, the view shares
/// them with the ledger; else it has a copy, collapsed by day.
pub struct View<K> {
    as_of: Day,
    currency: Currency,
    keys: Keys<K>,
    // Invariant: what `Table::new` would admit.
    first: Vec<i32>,
    last: Vec<i32>,
    orders: Vec<i64>,
    purchase_days: Vec<i64>,
    revenue: Vec<i64>,
    days: Days,
    features: Vec<Feature<'static>>,
}

/// The customers: all of a segment, or some.
enum Keys<K> {
    All(Arc<Segment<K, Entry>>),
    Some(Vec<K>),
}

/// The purchases day by day.
enum Days {
    /// In the ledger's own segment: all of it, or some spans.
    Shared {
        segment: Arc<dyn Packed>,
        spans: Option<Vec<(usize, usize)>>,
    },
    Owned {
        offsets: Vec<i64>,
        days: Vec<i32>,
        orders: Vec<i64>,
        minor: Vec<i64>,
    },
}

/// A segment whose words are wanted, whatever its keys are.
trait Packed: Send + Sync {
    fn words(&self) -> &[u64];

    fn ends(&self) -> &[usize];
}

impl<K: Key> Packed for Segment<K, Entry> {
    fn words(&self) -> &[u64] {
        self.words()
    }

    fn ends(&self) -> &[usize] {
        self.packed_ends()
    }
}

impl<K: Key> View<K> {
    pub(super) fn new(segment: Arc<Segment<K, Entry>>, cut: Cut, policy: &Policy) -> Self {
        if segment.is_packed() {
            Self::shared(segment, cut, policy)
        } else {
            Self::owned(&segment, cut, policy)
        }
    }

    /// Sums up the words of each customer, and shares them.
    fn shared(segment: Arc<Segment<K, Entry>>, cut: Cut, policy: &Policy) -> Self {
        let customers = segment.keys().len();
        let mut view = Self::empty(cut.day, policy, Keys::All(Arc::clone(&segment)), customers);
        let later = par::map(view.blocks_mut().collect(), |block| block.sum_up(&segment, cut));
        let spans = later.contains(&true).then(|| spans(&segment, cut));
        let spans = spans.map(|spans| view.retain(spans, &segment));
        view.days = Days::Shared { segment, spans };
        view
    }

    /// Collapses the purchases of each customer by day.
    fn owned(segment: &Segment<K, Entry>, cut: Cut, policy: &Policy) -> Self {
        let mut view = Self::empty(cut.day, policy, Keys::Some(Vec::new()), 0);
        let mut keys = Vec::new();
        let (mut offsets, mut days) = (vec![0], Vec::new());
        let (mut orders, mut minor) = (Vec::new(), Vec::new());
        let collapsed = par::map_blocks(segment.keys().len(), par::BLOCK, |block| {
            let totals = |i| by_day(&segment.seen(i, cut, policy.journal_repeats()), policy);
            block.map(|i| (i, totals(i))).filter(|(_, days)| !days.is_empty()).collect::<Vec<_>>()
        });
        for (customer, totals) in collapsed.into_iter().flatten() {
            keys.push(segment.keys()[customer].clone());
            view.push(Summary::of_days(totals.iter().copied()));
            for DayTotal { day, orders: count, revenue } in totals {
                days.push(day.number());
                orders.push(count.cast_signed());
                minor.push(revenue.0);
            }
            offsets.push(i64::try_from(days.len()).expect("memory is smaller"));
        }
        view.keys = Keys::Some(keys);
        view.days = Days::Owned { offsets, days, orders, minor };
        view
    }

    fn empty(as_of: Day, policy: &Policy, keys: Keys<K>, rows: usize) -> Self {
        let empty = Days::Owned {
            offsets: vec![0],
            days: Vec::new(),
            orders: Vec::new(),
            minor: Vec::new(),
        };
        Self {
            as_of,
            currency: policy.currency(),
            keys,
            first: vec![0; rows],
            last: vec![0; rows],
            orders: vec![0; rows],
            purchase_days: vec![0; rows],
            revenue: vec![0; rows],
            days: empty,
            features: Vec::new(),
        }
    }

    fn push(&mut self, summary: Summary) {
        let Summary { ends, orders, purchase_days, revenue } = summary;
        let (first, last) = ends.unwrap_or((Day::EPOCH, Day::EPOCH));
        self.first.push(first.number());
        self.last.push(last.number());
        self.orders.push(orders.cast_signed());
        self.purchase_days.push(purchase_days.cast_signed());
        self.revenue.push(revenue);
    }

    /// The columns in blocks, each to be filled by a task.
    fn blocks_mut(&mut self) -> impl Iterator<Item = Block<'_>> {
        let ends = self.first.chunks_mut(par::BLOCK).zip(self.last.chunks_mut(par::BLOCK));
        let orders = self.orders.chunks_mut(par::BLOCK);
        let counts = orders.zip(self.purchase_days.chunks_mut(par::BLOCK));
        let rest = self.revenue.chunks_mut(par::BLOCK).zip((0..).step_by(par::BLOCK));
        ends.zip(counts).zip(rest).map(
            |(((first, last), (orders, purchase_days)), (revenue, start))| Block {
                start,
                first,
                last,
                orders,
                purchase_days,
                revenue,
            },
        )
    }

    /// Drops the customers of whom nothing is seen; returns the spans of the others.
    fn retain(
        &mut self,
        mut spans: Vec<(usize, usize)>,
        segment: &Segment<K, Entry>,
    ) -> Vec<(usize, usize)> {
        fn keep<T>(column: &mut Vec<T>, seen: &[bool]) {
            let mut seen = seen.iter();
            column.retain(|_| seen.next() == Some(&true));
        }
        let seen: Vec<bool> = spans.iter().map(|(start, end)| start < end).collect();
        if seen.iter().all(|seen| *seen) {
            return spans;
        }
        keep(&mut self.first, &seen);
        keep(&mut self.last, &seen);
        keep(&mut self.orders, &seen);
        keep(&mut self.purchase_days, &seen);
        keep(&mut self.revenue, &seen);
        keep(&mut spans, &seen);
        let known = segment.keys().iter().zip(&seen).filter(|(_, seen)| **seen);
        self.keys = Keys::Some(known.map(|(key, _)| key.clone()).collect());
        spans
    }

    /// The day whose knowledge this is.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.as_of
    }

    /// The customers in columns, for engines.
    #[must_use]
    pub fn table(&self) -> Table<'_> {
        let (timelines, words) = match &self.days {
            Days::Shared { segment, spans } => {
                let spans = spans.as_deref().map_or(Spans::Ends(segment.ends()), Spans::Some);
                (None, Some(Words { spans, words: segment.words() }))
            }
            Days::Owned { offsets, days, orders, minor } => {
                (Some(Timelines { offsets, days, orders, minor }), None)
            }
        };
        let columns = Columns {
            currency: self.currency,
            as_of: self.as_of,
            first: &self.first,
            last: &self.last,
            orders: &self.orders,
            purchase_days: &self.purchase_days,
            revenue: &self.revenue,
            timelines,
            features: &self.features,
        };
        Table::trusted(columns, words)
    }

    /// The customers' keys, in row order, which is theirs.
    #[must_use]
    pub fn keys(&self) -> &[K] {
        match &self.keys {
            Keys::All(segment) => segment.keys(),
            Keys::Some(keys) => keys,
        }
    }

    /// Every customer with their row, in the order of their keys.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = (&K, Row<'_>)> {
        self.keys().iter().zip(self.table().rows())
    }

    /// The money of the revenues.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The number of customers.
    #[must_use]
    pub fn len(&self) -> usize {
        self.orders.len()
    }

    /// Whether there are no customers at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One customer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownCustomer`] if the view has no such key.
    pub fn row<Q: Ord + ?Sized>(&self, key: &Q) -> Result<Row<'_>>
    where
        K: Borrow<Q>,
    {
        let index = self.keys().binary_search_by(|known| known.borrow().cmp(key));
        Ok(self.table().row(index.map_err(|_| ErrorKind::UnknownCustomer)?))
    }

    /// Every customer with a scorer's answer, in one pass.
    ///
    /// # Errors
    ///
    /// As [`Score::bind`].
    pub fn join<S: Score>(&self, scorer: S) -> Result<impl Iterator<Item = (&K, S::Output)>> {
        Ok(self.keys().iter().zip(scorer.score(self.table())?))
    }

    /// Adds a feature that is computed for each customer, `None` being a missing value. Its
    /// values must be what was known on day `known`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Leak`] if that is after the view's day, [`ErrorKind::TwoFeatures`] if
    /// there is one of that name, and [`ErrorKind::Cell`] for an infinite value.
    ///
    /// # Examples
    ///
    /// ```
    /// # use regulars::{Currency, Day, Ledger, Money, Purchase, Score, from_fn};
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.append([("ann", Purchase::new(Day::EPOCH, Money(500)))])?;
    /// let view = ledger.as_of(Day::EPOCH);
    /// let view = view.with_feature("nps", Day::EPOCH, |key| (*key == "ann").then_some(9.0))?;
    /// let at = view.table().layout().feature("nps")?;
    /// assert_eq!(view.row(&"ann")?.feature(at), Some(9.0));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn with_feature(
        self,
        name: impl Into<String>,
        known: Day,
        value: impl Fn(&K) -> Option<f64>,
    ) -> Result<Self> {
        let values = self.values(value);
        self.add_feature(Feature::new(name.into(), known, values))
    }

    /// As [`with_feature`](Self::with_feature), for what never changes, such as where a
    /// customer came from: it survives when a row is cut back in time.
    ///
    /// # Errors
    ///
    /// As [`with_feature`](Self::with_feature).
    pub fn with_constant(
        self,
        name: impl Into<String>,
        value: impl Fn(&K) -> Option<f64>,
    ) -> Result<Self> {
        let values = self.values(value);
        self.add_feature(Feature::new(name.into(), Day::MIN, values).constant())
    }

    fn values(&self, value: impl Fn(&K) -> Option<f64>) -> Vec<f64> {
        self.keys().iter().map(|key| value(key).unwrap_or(f64::NAN)).collect()
    }

    fn add_feature(mut self, feature: Feature<'static>) -> Result<Self> {
        feature.admitted(self.as_of, &self.features)?;
        self.features.push(feature);
        Ok(self)
    }
}

/// Counts only: keys may be personal.
impl<K> std::fmt::Debug for View<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View")
            .field("as_of", &self.as_of)
            .field("customers", &self.orders.len())
            .finish_non_exhaustive()
    }
}
