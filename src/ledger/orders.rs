//! Purchases in columns, for bulk loads.

use std::borrow::Cow;

use super::policy::Policy;
use crate::error::{ErrorKind, Result};
use crate::personal::Label;

/// Purchases in columns: row `i` of each is one purchase. The fast way into a ledger.
///
/// # Examples
///
/// ```
/// use regulars::{Currency, Day, Ledger, Orders};
///
/// let orders = Orders::new(&[17_850_u64, 13_047, 17_850], &[14_579, 14_580, 14_581], &[1_530, 3_400, 2_200])?;
/// let mut ledger = Ledger::new(Currency::GBP);
/// let report = ledger.load(&orders)?;
/// assert_eq!(report.kept, 3);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone)]
pub struct Orders<'a, K: Clone> {
    pub(super) customers: Customers<'a, K>,
    pub(super) days: Cow<'a, [i32]>,
    pub(super) minor: Cow<'a, [i64]>,
    pub(super) ids: Option<Cow<'a, [Option<Label>]>>,
    /// Rows whose amount is zero only since it was rounded, and whether they are returns.
    // Invariant: ascending.
    pub(super) rounded: Vec<(usize, bool)>,
    /// What became of rows before they came here.
    pub(super) skipped: Skipped,
    /// The rules under which they were read, if they were.
    pub(super) policy: Option<Policy>,
}

#[derive(Clone)]
pub(super) enum Customers<'a, K: Clone> {
    Keys(Cow<'a, [K]>),
    Coded { codes: Cow<'a, [u32]>, names: Cow<'a, [K]> },
}

/// Rows of the input that are not among the columns.
#[derive(Clone, Debug, Default)]
pub(crate) struct Skipped {
    pub(crate) report: crate::ledger::InputReport,
    /// Their numbers, counted from 1.
    // Invariant: ascending.
    pub(crate) rows: Vec<u64>,
}

impl<'a, K: Clone> Orders<'a, K> {
    /// Purchases of `customers` on `days` (day numbers, see
    /// [`Day::number`](crate::Day::number)) of amounts `minor` in minor units; negative ones
    /// are returns.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`] if columns differ in length.
    pub fn new(customers: &'a [K], days: &'a [i32], minor: &'a [i64]) -> Result<Self> {
        Self::checked(Customers::Keys(customers.into()), days.into(), minor.into())
    }

    /// As [`new`](Self::new), with customers from a dictionary, as Arrow has them: row `i` is
    /// of `names[codes[i]]`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`] if columns differ in length. A code without a name is found by
    /// [`load`](crate::Ledger::load).
    pub fn coded(
        codes: &'a [u32],
        names: &'a [K],
        days: &'a [i32],
        minor: &'a [i64],
    ) -> Result<Self> {
        let customers = Customers::Coded { codes: codes.into(), names: names.into() };
        Self::checked(customers, days.into(), minor.into())
    }

    /// Order ids, where there are any.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`] if the column differs in length.
    pub fn ids(mut self, ids: &'a [Option<Label>]) -> Result<Self> {
        length("ids", ids.len(), self.len())?;
        self.ids = Some(ids.into());
        Ok(self)
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn checked(
        customers: Customers<'a, K>,
        days: Cow<'a, [i32]>,
        minor: Cow<'a, [i64]>,
    ) -> Result<Self> {
        let rows = match &customers {
            Customers::Keys(keys) => keys.len(),
            Customers::Coded { codes, .. } => codes.len(),
        };
        length("days", days.len(), rows)?;
        length("minor", minor.len(), rows)?;
        let (ids, rounded, skipped) = (None, Vec::new(), Skipped::default());
        Ok(Self { customers, days, minor, ids, rounded, skipped, policy: None })
    }

    /// The number in the input of the row with `index`.
    pub(super) fn row_number(&self, index: usize) -> u64 {
        let skipped = &self.skipped.rows;
        let mut row = index as u64 + 1;
        // Every skipped row before it moves it on by one.
        let (mut low, mut high) = (0, skipped.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if skipped[middle] - middle as u64 <= row { low = middle + 1 } else { high = middle }
        }
        row += low as u64;
        row
    }
}

#[cfg(feature = "csv")]
impl<K: Clone> Orders<'static, K> {
    /// What a reader has gathered: as many customers as there are rows.
    pub(crate) fn gathered(customers: Gathered<K>, rows: GatheredRows, policy: &Policy) -> Self {
        let customers = match customers {
            Gathered::Keys(keys) => Customers::Keys(keys.into()),
            Gathered::Coded(codes, names) => {
                Customers::Coded { codes: codes.into(), names: names.into() }
            }
        };
        let GatheredRows { days, minor, ids, rounded, skipped } = rows;
        let (days, minor, ids) = (days.into(), minor.into(), ids.map(Cow::from));
        let policy = Some(policy.clone());
        Self { customers, days, minor, ids, rounded, skipped, policy }
    }
}

/// Customers as a reader gathers them.
#[cfg(feature = "csv")]
pub(crate) enum Gathered<K> {
    Keys(Vec<K>),
    Coded(Vec<u32>, Vec<K>),
}

/// All else that a reader gathers.
#[cfg(feature = "csv")]
#[derive(Default)]
pub(crate) struct GatheredRows {
    pub(crate) days: Vec<i32>,
    pub(crate) minor: Vec<i64>,
    pub(crate) ids: Option<Vec<Option<Label>>>,
    pub(crate) rounded: Vec<(usize, bool)>,
    pub(crate) skipped: Skipped,
}

fn length(column: &str, found: usize, expected: usize) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(ErrorKind::Length { column: column.to_owned(), found, expected }.into())
}

/// Counts only: customers and ids may be personal.
impl<K: Clone> std::fmt::Debug for Orders<'_, K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Orders").field("rows", &self.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_the_numbers_of_the_input() {
        let mut orders = Orders::new(&[1_u64; 4], &[0; 4], &[1; 4]).unwrap();
        orders.skipped.rows = vec![1, 3, 4, 7];
        let numbers: Vec<u64> = (0..4).map(|index| orders.row_number(index)).collect();
        assert_eq!(numbers, [2, 5, 6, 8]);
    }
}
