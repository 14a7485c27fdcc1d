//! How many have renewed how often.

use crate::clv::columns::{counted, equally_long, number, wrong};
use crate::clv::likelihood::{Weighted, weight};
use crate::error::{Found, Result};

/// How many customers have left after how many renewals, and how many have not: all that a fit of
/// [`ShiftedBetaGeometric`](super::ShiftedBetaGeometric) needs.
///
/// # Examples
///
/// ```
/// use regulars::clv::{CohortColumns, Cohorts};
///
/// // A thousand in January, five hundred in February; today is in April.
/// let survivors = Cohorts::of_survivors(&[&[1000.0, 800.0, 700.0], &[500.0, 450.0]])?;
/// let columns = Cohorts::new(CohortColumns {
///     renewals: &[0, 1, 2],
///     churned: &[200.0 + 50.0, 100.0, 0.0],
///     active: &[0.0, 450.0, 700.0],
/// })?;
/// assert_eq!(survivors, columns);
/// assert_eq!(survivors.customers(), 1500.0);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Cohorts {
    // Invariant: sorted by renewals, no two alike, none empty.
    cells: Vec<Cell>,
}

/// The customers who have renewed as often.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell {
    pub(super) renewals: u64,
    /// Those who have left instead of renewing once more.
    pub(super) churned: f64,
    /// Those who have not had to decide yet.
    pub(super) active: f64,
}

/// Columns of customers by their renewals. Rows with the same number of renewals are added up, so
/// that each may be a customer, or a cohort.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct CohortColumns<'a> {
    /// How many times the customers of a row have renewed.
    pub renewals: &'a [u64],
    /// How many of them have left after that.
    pub churned: &'a [f64],
    /// How many of them are customers still, as far as is known.
    pub active: &'a [f64],
}

/// The most renewals of a customer.
const MOST: u64 = 100_000;

impl Cohorts {
    /// The customers in columns.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`](crate::ErrorKind::Length) if columns differ in length, and
    /// [`ErrorKind::Cell`](crate::ErrorKind::Cell) for the first row with more than 100,000
    /// renewals, or a number of customers that is not finite and at least 0.
    pub fn new(columns: CohortColumns<'_>) -> Result<Self> {
        let CohortColumns { renewals, churned, active } = columns;
        let expected = renewals.len();
        let lengths = [("churned", Some(churned.len())), ("active", Some(active.len()))];
        equally_long(expected, &lengths)?;
        let mut cells = Vec::with_capacity(expected);
        for (row, &renewals) in renewals.iter().enumerate() {
            if MOST < renewals {
                let found = i64::try_from(renewals).map_or(Found::TooLarge, Found::Integer);
                return Err(wrong(row, "renewals", found, "at most 100000"));
            }
            for (column, value) in [("churned", churned[row]), ("active", active[row])] {
                counted(row, column, value)?;
            }
            cells.push(Cell { renewals, churned: churned[row], active: active[row] });
        }
        Ok(Self::of(cells))
    }

    /// The customers of cohorts, by how many of each were there at the start and after one, two and
    /// more periods.
    ///
    /// Those who are there at the end of a cohort's numbers are taken for customers still. Cohorts
    /// may differ in length.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cell`](crate::ErrorKind::Cell) for a number of survivors that is not finite and
    /// at least 0, or greater than the one before, in the column `cohort 1` of the first cohort.
    /// Its rows are the periods, the start being row 1.
    pub fn of_survivors(cohorts: &[&[f64]]) -> Result<Self> {
        let mut cells = Vec::new();
        for (cohort, survivors) in cohorts.iter().enumerate() {
            let column = || format!("cohort {}", cohort + 1);
            let mut before = f64::INFINITY;
            for (row, &there) in survivors.iter().enumerate() {
                counted(row, column(), there)?;
                if before < there {
                    return Err(wrong(row, column(), number(there), "at most the number before"));
                }
                if MOST < row as u64 {
                    return Err(wrong(row, column(), number(there), "at most 100000 periods"));
                }
                before = there;
            }
            for (renewals, pair) in (0..).zip(survivors.windows(2)) {
                cells.push(Cell { renewals, churned: pair[0] - pair[1], active: 0.0 });
            }
            if let Some(&active) = survivors.last() {
                let renewals = (survivors.len() - 1) as u64;
                cells.push(Cell { renewals, churned: 0.0, active });
            }
        }
        Ok(Self::of(cells))
    }

    fn of(mut cells: Vec<Cell>) -> Self {
        // Sums must not depend on the order of rows. No number is negative, but a zero may be.
        let key = |cell: &Cell| {
            let Cell { renewals, churned, active } = *cell;
            (renewals, (churned + 0.0).to_bits(), (active + 0.0).to_bits())
        };
        cells.sort_unstable_by_key(key);
        let sum = |same: &[Cell]| Cell {
            renewals: same[0].renewals,
            churned: same.iter().map(|cell| cell.churned).sum(),
            active: same.iter().map(|cell| cell.active).sum(),
        };
        let cells = cells.chunk_by(|a, b| a.renewals == b.renewals).map(sum);
        Self { cells: cells.filter(|cell| 0.0 < cell.weight()).collect() }
    }

    /// The customers.
    #[must_use]
    pub fn customers(&self) -> f64 {
        weight(&self.cells)
    }

    /// The different numbers of renewals.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there are no customers.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    pub(super) fn cells(&self) -> &[Cell] {
        &self.cells
    }
}

impl Weighted for Cell {
    fn weight(&self) -> f64 {
        self.churned + self.active
    }

    fn times(self, weight: f64) -> Self {
        let times = weight / self.weight();
        Self { churned: times * self.churned, active: times * self.active, ..self }
    }

    fn alike(&self, other: &Self) -> bool {
        self.renewals == other.renewals
    }
}
