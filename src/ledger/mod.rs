//! Purchases in one currency, and what they say of each customer on a day.

mod door;
mod entry;
mod load;
mod orders;
mod outcome;
mod policy;
mod report;
mod shared;
#[cfg(feature = "serde")]
mod stored;
mod view;

use std::borrow::Borrow;

use self::door::{Judged, Verdict};
use self::entry::{Entry, by_day};
#[cfg(not(feature = "csv"))]
use self::report::Fate;
use crate::day::Day;
use crate::error::{ErrorKind, Result};
use crate::journal::{Cut, Journal, Key};
use crate::personal::Label;
use crate::record::{Kind, Purchase};
use crate::table::RowBuf;

pub use self::orders::Orders;
#[cfg(feature = "csv")]
pub(crate) use self::orders::{Gathered, GatheredRows};
pub use self::outcome::{Outcome, Split};
pub use self::policy::{Policy, Returns, Zeros};
#[cfg(feature = "csv")]
pub(crate) use self::report::Fate;

pub use self::report::{InputReport, Tally};
pub use self::view::View;

/// The purchases of many customers, in one currency and under one [`Policy`].
///
/// A ledger grows by [`append`](Self::append) and [`load`](Self::load), in any order of days,
/// and is looked at through [`as_of`](Self::as_of). Two ledgers [`merge`](Self::merge) into
/// the ledger of all their records. Cloning is cheap: clones share what they have in common.
///
/// # Examples
///
/// ```
/// use regulars::{Currency, Ledger, Money, Purchase};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// let report = ledger.append([
///     ("ann", Purchase::new("2024-01-08".parse()?, Money(1_999)).order_id("A1")),
///     ("ann", Purchase::new("2024-03-02".parse()?, Money(4_500)).order_id("A7")),
///     ("bob", Purchase::new("2024-02-11".parse()?, Money(900)).order_id("A4")),
///     ("bob", Purchase::new("2024-02-11".parse()?, Money(900)).order_id("A4")), // sent twice
/// ])?;
/// assert_eq!((report.kept, report.merged.rows), (3, 1));
///
/// let march = ledger.as_of("2024-03-31".parse()?);
/// let ann = march.row(&"ann")?.history().expect("ann has bought");
/// assert_eq!((ann.orders(), ann.revenue(), ann.days_since_last()), (2, Money(6_499), 29));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone)]
pub struct Ledger<K> {
    policy: Policy,
    journal: Journal<K, Entry>,
    // Invariant: from the absolute sum of all amounts to `i64::MAX`, so that no sum that is
    // ever taken of some of them can overflow, and no view has to return a `Result`. It
    // counts repeats too: finding them would cost a merge, and 2⁶³ cents leave room.
    turnover: i64,
}

impl<K: Key> Ledger<K> {
    /// No purchases yet.
    #[must_use]
    pub fn new(policy: impl Into<Policy>) -> Self {
        let policy = policy.into();
        let journal = Journal::new(policy.journal_repeats());
        Self { policy, journal, turnover: 0 }
    }

    /// Adds records in any order, be it one or a million. Amortised O(log n) a record.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cell`] for the first row that the policy refuses, and
    /// [`ErrorKind::Overflow`] if the amounts would not fit together. Nothing is added then.
    pub fn append(
        &mut self,
        records: impl IntoIterator<Item = (K, Purchase)>,
    ) -> Result<InputReport> {
        let (mut judged, mut entries, mut indices) = (Judged::default(), Vec::new(), Vec::new());
        let mut read = 0;
        for (index, (key, purchase)) in records.into_iter().enumerate() {
            read += 1;
            match self.policy.admit(&key, purchase) {
                Err(verdict) => judged.count(index, verdict, 0),
                Ok(entry) => {
                    judged.count(index, Verdict::Counts(entry.kind), entry.amount.0);
                    entries.push((key, entry));
                    indices.push(index);
                }
            }
        }
        let row = |index: usize| index as u64 + 1;
        self.add(load::Load { judged, packed: None, wide: entries, indices }, read, row)
    }

    /// Adds purchases from columns: the fast way, for millions at once.
    ///
    /// # Errors
    ///
    /// As [`append`](Self::append), [`ErrorKind::Cell`] for a customer code that has no name, and
    /// [`ErrorKind::Currency`] or [`ErrorKind::Policy`] for orders that were read under other
    /// rules than this ledger's.
    pub fn load(&mut self, orders: &Orders<'_, K>) -> Result<InputReport> {
        if let Some(policy) = &orders.policy {
            self.policy.agrees(policy)?;
            // Rows are gone that this ledger would not let go.
            if self.policy.strict && orders.skipped.report.dropped() != 0 {
                return Err(ErrorKind::Policy { what: "strictness" }.into());
            }
        }
        let load = load::load(orders, &self.policy)?;
        let mut report = orders.skipped.report.clone();
        let own = self.add(load, orders.len(), |index| orders.row_number(index))?;
        report.join(&own);
        Ok(report)
    }

    /// Adds what was judged, all of it or nothing.
    fn add(
        &mut self,
        load: load::Load<K>,
        read: usize,
        row: impl Fn(usize) -> u64,
    ) -> Result<InputReport> {
        let load::Load { mut judged, packed, wide, indices } = load;
        let returns = self.to_be_matched(&wide, &indices);
        let mut journal = self.journal.clone();
        match journal.add(wide) {
            Err(i) => judged.count(indices[i], Verdict::Refuse(Fate::Repeated), 0),
            Ok(appended) => {
                let mut merged: Vec<_> = appended.merged.iter().map(|&i| indices[i]).collect();
                merged.sort_unstable();
                judged.repeats(appended, |i| indices[i]);
                let unmatched = unmatched(&journal, &returns).into_iter();
                for index in unmatched.filter(|index| merged.binary_search(index).is_err()) {
                    judged.count(index, Verdict::Drop(Fate::Returned), 0);
                }
            }
        }
        if let Some(segment) = packed {
            journal.push(segment);
        }
        judged.refusal(self.policy.strict, &row)?;
        self.turnover = within(i128::from(self.turnover) + judged.turnover)?;
        self.journal = journal;
        Ok(judged.into_report(read, row))
    }

    /// The returns that count only if their sale is known, by customer.
    fn to_be_matched(&self, wide: &[(K, Entry)], indices: &[usize]) -> Vec<(K, Label, usize)> {
        if self.policy.returns != Returns::Match {
            return Vec::new();
        }
        let returns = wide.iter().zip(indices).filter(|((_, e), _)| e.kind == Kind::Return);
        let named = returns.filter_map(|((key, entry), &index)| {
            Some((key.clone(), entry.order_id.clone()?, index))
        });
        let mut returns: Vec<_> = named.collect();
        returns.sort_unstable();
        returns
    }

    /// The ledger of the union of both sets of records.
    ///
    /// Records with an order id that are in both are repeats, as the policy says; records
    /// without one cannot be told apart, so they are all there, and twice if they are in both.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Currency`] or [`ErrorKind::Policy`] if the ledgers follow different rules,
    /// and [`ErrorKind::Overflow`].
    pub fn merge(&self, other: &Self) -> Result<Self> {
        self.policy.agrees(&other.policy)?;
        let turnover = within(i128::from(self.turnover) + i128::from(other.turnover))?;
        let journal = self.journal.merge(&other.journal)?;
        Ok(Self { policy: self.policy.clone(), journal, turnover })
    }

    /// Erases a customer, and says whether there was one. All others are unchanged.
    ///
    /// Views and clones taken before keep what they saw until they are dropped, and a merge
    /// with a ledger that still knows the customer brings them back. So does an old order that is
    /// delivered again: a ledger that has forgotten does not remember that it should. What other
    /// journals and profiles know of the customer is theirs to forget.
    pub fn forget<Q: Ord + ?Sized>(&mut self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        let found = self.journal.forget(key);
        if found {
            // As if they had never come, down to the room that is left for amounts.
            self.turnover = self.journal.events().map(|entry| entry.amount.0).sum();
        }
        found
    }

    /// Every customer with a purchase or a return, as `day` knew them.
    ///
    /// A ledger that has grown by [`append`](Self::append) lies in several pieces, which every
    /// view brings together anew; after [`compact`](Self::compact) it need not.
    #[must_use]
    pub fn as_of(&self, day: Day) -> View<K> {
        self.seen(Cut::at(day))
    }

    /// As [`as_of`](Self::as_of), with only those records that were known on day `recorded`.
    ///
    /// A record that does not say when it was recorded was recorded on its own day.
    #[must_use]
    pub fn as_known(&self, day: Day, recorded: Day) -> View<K> {
        self.seen(Cut { day, recorded })
    }

    fn seen(&self, cut: Cut) -> View<K> {
        View::new(self.journal.flat(), cut, &self.policy)
    }

    /// One customer as `day` knew them, at the cost of that customer alone. A stranger is a
    /// prospect: a row without a history.
    #[must_use]
    pub fn row_at<Q: Ord + ?Sized>(&self, key: &Q, day: Day) -> RowBuf
    where
        K: Borrow<Q>,
    {
        let entries = self.journal.seen(key, Cut::at(day));
        let days = by_day(&entries, &self.policy);
        RowBuf::new(self.policy.currency, day, days.into_iter())
    }

    /// Brings all records together, so that views share them instead of copying. A service
    /// does this when it has time; no answer depends on it.
    pub fn compact(&mut self) {
        self.journal.compact();
    }

    /// The rules that this ledger follows.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The number of records; those that yield to others may still be among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.journal.len()
    }

    /// Whether there are no records.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.journal.is_empty()
    }

    /// The number of records of days after `day`, which a view of it does not show.
    #[must_use]
    pub fn later_than(&self, day: Day) -> usize {
        self.journal.flat().later(day)
    }
}

/// Two ledgers are equal if they hold the same records under the same rules.
impl<K: Key> PartialEq for Ledger<K> {
    fn eq(&self, other: &Self) -> bool {
        self.policy.agrees(&other.policy).is_ok() && self.journal == other.journal
    }
}

/// Counts only: keys and records may be personal.
impl<K: Key> std::fmt::Debug for Ledger<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Ledger")
            .field("policy", &self.policy)
            .field("records", &self.len())
            .finish_non_exhaustive()
    }
}

/// The indices of those of `returns`, by customer, whose sale `journal` does not know.
fn unmatched<K: Key>(journal: &Journal<K, Entry>, returns: &[(K, Label, usize)]) -> Vec<usize> {
    let mut unmatched = Vec::new();
    for own in returns.chunk_by(|a, b| a.0 == b.0) {
        let known = journal.seen(&own[0].0, Cut::at(Day::MAX));
        let sales = known.iter().filter(|entry| entry.kind == Kind::Sale);
        let mut sold: Vec<&Label> = sales.filter_map(|sale| sale.order_id.as_ref()).collect();
        sold.sort_unstable();
        let unknown = own.iter().filter(|(_, id, _)| sold.binary_search(&id).is_err());
        unmatched.extend(unknown.map(|(.., index)| *index));
    }
    unmatched
}

fn within(turnover: i128) -> Result<i64> {
    i64::try_from(turnover).map_err(|_| ErrorKind::Overflow.into())
}
