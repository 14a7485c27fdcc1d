//! The door of a ledger: every row is judged here, once, before anything is added.

use std::any::Any;

use super::entry::Entry;
use super::policy::{Policy, Returns, Zeros};
use super::report::{Fate, InputReport};
use crate::error::{Error, ErrorKind, Expected, Found, Result};
use crate::journal::{Appended, text};
use crate::money::Money;
use crate::record::{Details, Kind, Purchase};

/// What a policy says of one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Counts(Kind),
    Drop(Fate),
    Refuse(Fate),
}

/// What is known of rows that were judged: who does not count, and what the others come to.
/// Rows are indices.
#[derive(Clone, Debug, Default)]
pub(super) struct Judged {
    /// Up to a few of each fate, and how many in all, in the order of rows.
    pub(super) report: InputReport,
    /// The absolute sum of all that counts.
    pub(super) turnover: i128,
    /// The first row that must not be there.
    pub(super) refused: Option<(usize, Fate)>,
    /// The first row that was dropped.
    pub(super) dropped: Option<(usize, Fate)>,
}

impl Policy {
    /// Judges an amount that can be read. `rounded` says whether a zero was a return before it was rounded.
    #[inline]
    pub(super) fn judge(&self, minor: i64, rounded: Option<bool>, has_id: bool) -> Verdict {
        let is_return = match (minor, rounded) {
            (0, None) => {
                return match self.zeros {
                    Zeros::Drop => Verdict::Drop(Fate::Zero),
                    Zeros::Keep => Verdict::Counts(Kind::Sale),
                    Zeros::Refuse => Verdict::Refuse(Fate::Zero),
                };
            }
            (0, Some(is_return)) => is_return,
            _ => minor < 0,
        };
        match self.returns {
            _ if !is_return => Verdict::Counts(Kind::Sale),
            Returns::Net => Verdict::Counts(Kind::Return),
            Returns::Match if has_id => Verdict::Counts(Kind::Return),
            Returns::Match | Returns::Ignore => Verdict::Drop(Fate::Returned),
            Returns::Refuse => Verdict::Refuse(Fate::Returned),
        }
    }

    /// Why an amount must not be there, as far as its row alone can tell.
    #[cfg(feature = "csv")]
    pub(crate) fn forbids(
        &self,
        amount: Money,
        rounded: Option<bool>,
        has_id: bool,
    ) -> Option<(Found, &'static str)> {
        let fate = match self.judge(amount.0, rounded, has_id) {
            Verdict::Refuse(fate) => fate,
            Verdict::Drop(fate) if self.strict => fate,
            _ => return None,
        };
        let (_, found, expected) = words(fate);
        Some((found, expected))
    }

    /// Judges a record, which becomes an entry if it counts.
    pub(super) fn admit<K: Any>(&self, key: &K, purchase: Purchase) -> Result<Entry, Verdict> {
        if purchase.check().is_err() {
            return Err(Verdict::Drop(Fate::Unreadable));
        }
        if is_missing(key) {
            return Err(Verdict::Drop(Fate::NoCustomer));
        }
        let order_id = purchase.order_id.filter(|id| !id.as_str().is_empty());
        let kind = match self.judge(purchase.amount.0, None, order_id.is_some()) {
            Verdict::Counts(kind) => kind,
            other => return Err(other),
        };
        let Purchase { when, amount, recorded, details, .. } = purchase;
        let day = when.day(self.zone);
        let details = (details != Details::default()).then(|| Box::new(details));
        let recorded = recorded.filter(|&recorded| recorded != day);
        let amount = Money(amount.0.saturating_abs());
        Ok(Entry { day, kind, amount, order_id, recorded, details })
    }
}

impl Judged {
    pub(super) fn count(&mut self, index: usize, verdict: Verdict, amount: i64) {
        match verdict {
            Verdict::Counts(_) => self.turnover += i128::from(amount).abs(),
            Verdict::Drop(fate) => self.drop(index, fate),
            Verdict::Refuse(fate) => earliest(&mut self.refused, index, fate),
        }
    }

    fn drop(&mut self, index: usize, fate: Fate) {
        self.report.tally(fate).count(index as u64);
        earliest(&mut self.dropped, index, fate);
    }

    /// Both, of rows that come one after the other.
    pub(super) fn and(mut self, later: Self) -> Self {
        // Rows are indices of the whole already, so they need not be counted on.
        self.report.read = 0;
        self.report.extend(&later.report);
        self.turnover += later.turnover;
        self.refused = self.refused.or(later.refused);
        self.dropped = self.dropped.or(later.dropped);
        self
    }

    /// What the journal found out about the records at `indices`.
    pub(super) fn repeats(&mut self, appended: Appended, indices: impl Fn(usize) -> usize) {
        let Appended { merged, repeated, superseded } = appended;
        let tally = self.report.tally(Fate::Merged);
        merged.into_iter().for_each(|row| tally.count(indices(row) as u64));
        repeated.into_iter().for_each(|row| self.drop(indices(row), Fate::Repeated));
        self.report.superseded = superseded as u64;
    }

    /// The error of a row that must not be there, if there is one.
    pub(super) fn refusal(&self, strict: bool, row: impl Fn(usize) -> u64) -> Result<()> {
        let dropped = self.dropped.filter(|_| strict);
        let first = self.refused.into_iter().chain(dropped).min_by_key(|(index, _)| *index);
        first.map_or(Ok(()), |(index, fate)| Err(refused(row(index), fate)))
    }

    /// The report of `read` rows, with the numbers that rows have in the input.
    pub(super) fn into_report(self, read: usize, row: impl Fn(usize) -> u64) -> InputReport {
        let mut report = self.report;
        report.read = read as u64;
        let fates = [
            Fate::Merged,
            Fate::Unreadable,
            Fate::NoCustomer,
            Fate::Zero,
            Fate::Returned,
            Fate::Repeated,
        ];
        for fate in fates {
            let first = &mut report.tally(fate).first;
            first.iter_mut().for_each(|index| {
                *index = row(usize::try_from(*index).expect("it was an index"));
            });
        }
        report.kept = report.read - report.merged.rows - report.dropped();
        report
    }
}

fn earliest(slot: &mut Option<(usize, Fate)>, index: usize, fate: Fate) {
    if slot.is_none_or(|(earliest, _)| index < earliest) {
        *slot = Some((index, fate));
    }
}

/// Why a row of that fate must not be there.
#[cold]
pub(super) fn refused(row: u64, fate: Fate) -> Error {
    let (column, found, expected) = words(fate);
    let expected = Expected::Words(expected);
    ErrorKind::Cell { row, column: column.to_owned(), found, expected }.into()
}

/// The column that is to blame for a fate, what is found there, and what should be.
fn words(fate: Fate) -> (&'static str, Found, &'static str) {
    match fate {
        Fate::Unreadable => ("amount", Found::TooLarge, "a day and an amount within their limits"),
        Fate::NoCustomer => ("customer", Found::Nothing, "a customer"),
        Fate::Zero => ("amount", Found::Zero, "an amount that is not zero"),
        Fate::Returned => {
            ("amount", Found::Return, "no return, or one that is matched with its order")
        }
        Fate::Merged | Fate::Repeated => ("id", Found::Repeat, "an order id of its own"),
    }
}

/// Whether a key says that there is no customer: an empty text of any usual type.
#[inline]
pub(super) fn is_missing<K: Any>(key: &K) -> bool {
    text(key).is_some_and(str::is_empty)
}
