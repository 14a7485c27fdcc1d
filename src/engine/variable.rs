//! Variables as scorers.

use super::{Bound, Score};
use crate::error::Result;
use crate::table::{Layout, Needs, Row, Variable};

/// The value of each customer; nothing where it is missing. Money is in minor units of whatever currency
/// the table has.
///
/// ```
/// use regulars::{Currency, Days, Ledger, Money, Purchase, Score, Variable};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// for day in ["2024-01-10", "2024-01-20", "2024-03-10"] {
///     ledger.append([("ann", Purchase::new(day.parse()?, Money(4_000)))])?;
/// }
/// let view = ledger.as_of("2024-03-30".parse()?);
/// let scorers = (Variable::MeanGap, Variable::PurchaseDaysWithin(Days(30)));
/// assert_eq!(scorers.score(view.table())?, [(Some(30.0), Some(1.0))]);
/// # Ok::<(), regulars::Error>(())
/// ```
impl Score for Variable {
    type Output = Option<f64>;

    fn needs(&self) -> Needs {
        self.needs_of_any_money()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Option<f64>>> {
        let read = self.read(layout)?;
        Ok(move |row: Row<'_>| Some(read.value(row)).filter(|value| !value.is_nan()))
    }
}
