//! Orders from CSV, by the names of columns.

mod keys;
mod reader;
#[cfg(test)]
mod tests;

use std::io::Read;

use crate::error::{Error, Result};
use crate::ledger::{InputReport, Ledger, Orders, Policy};

use self::keys::Keys;
use self::reader::Gathering;

pub use self::keys::{AnyOrders, CsvKey};

/// Which columns of a CSV file are what.
///
/// The file has a header; columns are found by its names, exactly as they are written. Cells
/// may be quoted as RFC 4180 has it, lines may end in any way, and a byte order mark is
/// skipped.
///
/// | column | cells |
/// |---|---|
/// | customer | any text up to 4,096 bytes, kept as it is; nothing but white space is no customer |
/// | date | `2011-12-09`; or `2011-12-09T08:26:00` with a space or `T`, and seconds or not, as the business's clock showed it; or such a time with `Z` or `+08:00`, which the ledger's zone makes a day |
/// | amount | decimal text such as `-12.50`, without a sign of currency or thousands |
/// | quantity | the same; the row's amount is the exact product, rounded once |
/// | id | any text up to 4,096 bytes; an empty one is none |
///
/// A row with a cell that cannot be read so is dropped and counted, or refused if the policy
/// is [`strict`](Policy::strict).
///
/// # Examples
///
/// ```
/// use regulars::{Currency, CsvColumns, Ledger};
///
/// let file = "who,when,paid,order\n\
///             17850,2010-12-01,15.30,A1\n\
///             13047,2010-12-01T08:34:00,34.00,A2\n\
///             13047,yesterday,1.00,A3\n";
/// let columns = CsvColumns::new("who", "when", "paid").id("order");
/// let (ledger, report) = Ledger::<u64>::read_csv(file.as_bytes(), &columns, Currency::GBP)?;
/// assert_eq!((report.read, report.kept, report.unreadable.first), (3, 2, vec![3]));
/// # assert_eq!(ledger.len(), 2);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "columns do nothing until something is read"]
pub struct CsvColumns {
    customer: String,
    date: String,
    amount: String,
    quantity: Option<String>,
    id: Option<String>,
}

impl CsvColumns {
    /// The three columns that there must be.
    pub fn new(
        customer: impl Into<String>,
        date: impl Into<String>,
        amount: impl Into<String>,
    ) -> Self {
        let (customer, date, amount) = (customer.into(), date.into(), amount.into());
        Self { customer, date, amount, quantity: None, id: None }
    }

    /// The column of quantities: a row's amount is its product with the amount's column.
    pub fn quantity(mut self, column: impl Into<String>) -> Self {
        self.quantity = Some(column.into());
        self
    }

    /// The column of order ids.
    pub fn id(mut self, column: impl Into<String>) -> Self {
        self.id = Some(column.into());
        self
    }

    /// Reads orders into columns, to be [loaded](Ledger::load).
    ///
    /// With `K = u64`, a customer that is no plain whole number cannot be read; `String` takes
    /// any.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoColumn`](crate::ErrorKind::NoColumn) and
    /// [`ErrorKind::TwoColumns`](crate::ErrorKind::TwoColumns) for the header,
    /// [`ErrorKind::Read`](crate::ErrorKind::Read) if the input breaks off or ends within quotes,
    /// and [`ErrorKind::Cell`](crate::ErrorKind::Cell) for the first row that the policy refuses
    /// by itself; strict policies refuse what they would drop.
    pub fn read<K: CsvKey>(&self, input: impl Read, policy: &Policy) -> Result<Orders<'static, K>> {
        let mut orders = Gathering::new(K::keys(), policy, self.id.is_some());
        orders.read(input, self)?;
        Ok(K::take(orders.finish()).expect("keys of a kind stay of that kind"))
    }

    /// Reads several files as one, one after the other: customers become `u64` if each of them
    /// is a plain whole number, and else text.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), with the index of the file.
    pub fn read_any<R: Read>(
        &self,
        inputs: impl IntoIterator<Item = R>,
        policy: &Policy,
    ) -> Result<AnyOrders, (usize, Error)> {
        let mut orders = Gathering::new(Keys::either(), policy, self.id.is_some());
        for (file, input) in inputs.into_iter().enumerate() {
            orders.read(input, self).map_err(|error| (file, error))?;
        }
        Ok(orders.finish())
    }
}

impl<K: CsvKey> Ledger<K> {
    /// A ledger of the orders in a CSV file. See [`CsvColumns`].
    ///
    /// # Errors
    ///
    /// As [`CsvColumns::read`] and [`Ledger::load`].
    pub fn read_csv(
        input: impl Read,
        columns: &CsvColumns,
        policy: impl Into<Policy>,
    ) -> Result<(Self, InputReport)> {
        let mut ledger = Self::new(policy);
        let orders = columns.read(input, ledger.policy())?;
        let report = ledger.load(&orders)?;
        Ok((ledger, report))
    }
}
