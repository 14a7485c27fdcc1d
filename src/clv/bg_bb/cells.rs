//! Histories at opportunities.

use crate::clv::cells::count;
use crate::clv::columns::{customers, each, equally_long, wrong};
use crate::clv::likelihood::{Weighted, weight};
use crate::error::{Found, Result};
use crate::par;

/// Distinct histories at opportunities, with the number of customers that share each: all that a
/// fit of [`BgBb`](super::BgBb) needs.
///
/// # Examples
///
/// ```
/// use regulars::clv::{OpportunityCells, OpportunityColumns};
///
/// let cells = OpportunityCells::new(OpportunityColumns {
///     bought: &[2, 0, 0],
///     last: &[4, 0, 0],
///     opportunities: &[6, 6, 6],
///     customers: None,
/// })?;
/// assert_eq!((cells.customers(), cells.len()), (3.0, 2));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct OpportunityCells {
    // Invariant: sorted by purchases, last and opportunities, no two alike, and admitted by `check`.
    cells: Vec<Cell>,
}

/// One history and how many customers have it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Cell {
    pub(super) past: Past,
    pub(super) weight: f64,
}

/// What the model sees of a customer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Past {
    /// The literature's `x`.
    pub(super) bought: u64,
    /// `t_x`
    pub(super) last: u64,
    /// `n`
    pub(super) opportunities: u64,
}

/// Columns of histories. Row `i` of each is one customer, or as many as its weight says.
///
/// Opportunities are those after the first purchase, which made the customer one: it is not
/// counted.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OpportunityColumns<'a> {
    /// The opportunities at which the customer has bought: the literature's `x`.
    #[doc(alias("frequency"))]
    pub bought: &'a [u64],
    /// The number of the opportunity of the last purchase, counted from 1; 0 without purchases:
    /// `t_x`.
    #[doc(alias("recency"))]
    pub last: &'a [u64],
    /// The opportunities that the customer has had: `n`.
    #[doc(alias("n_periods"))]
    pub opportunities: &'a [u64],
    /// How many customers each row is; 1 if left out.
    pub customers: Option<&'a [f64]>,
}

/// The most opportunities of a customer.
const MOST: u64 = 100_000;

impl OpportunityCells {
    /// The histories in columns.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`](crate::ErrorKind::Length) if columns differ in length, and
    /// [`ErrorKind::Cell`](crate::ErrorKind::Cell) for the first row that contradicts itself, or
    /// has more than 100,000 opportunities.
    pub fn new(columns: OpportunityColumns<'_>) -> Result<Self> {
        let OpportunityColumns { bought, last, opportunities, customers } = columns;
        let rows = bought.len();
        let lengths = [
            ("last", Some(last.len())),
            ("opportunities", Some(opportunities.len())),
            ("customers", customers.map(<[f64]>::len)),
        ];
        equally_long(rows, &lengths)?;
        let mut keys = each(rows, |row| columns.key(row))?;
        par::sort_unstable_by(&mut keys, Ord::cmp);
        let same = |a: &[u64; 4], b: &[u64; 4]| a[..3] == b[..3];
        let cell = |keys: &[[u64; 4]]| {
            let [bought, last, opportunities, _] = keys[0];
            let weight = keys.iter().map(|key| f64::from_bits(key[3])).sum();
            Cell { past: Past { bought, last, opportunities }, weight }
        };
        Ok(Self { cells: keys.chunk_by(same).map(cell).collect() })
    }

    /// The customers, or the sum of their weights.
    #[must_use]
    pub fn customers(&self) -> f64 {
        weight(&self.cells)
    }

    /// The distinct histories.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there are none.
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
        self.weight
    }

    fn times(self, weight: f64) -> Self {
        Self { weight, ..self }
    }

    fn alike(&self, other: &Self) -> bool {
        self.past.opportunities == other.past.opportunities && self.past.bought == other.past.bought
    }
}

/// What is wrong with a history: the column, what is in it, and what it should be.
pub(super) type Wrong = (&'static str, u64, &'static str);

impl Past {
    pub(super) fn check(&self) -> Result<(), Wrong> {
        let Self { bought, last, opportunities } = *self;
        if MOST < opportunities {
            return Err(("opportunities", opportunities, "at most 100000"));
        }
        if opportunities < last {
            return Err(("last", last, "at most `opportunities`"));
        }
        if last < bought {
            return Err(("bought", bought, "at most `last`"));
        }
        if (bought == 0) != (last == 0) {
            return Err(("last", last, "0 where `bought` is 0"));
        }
        Ok(())
    }
}

impl OpportunityColumns<'_> {
    /// What a row sorts by: its history, and the bits of its weight.
    fn key(&self, row: usize) -> Result<[u64; 4]> {
        let (bought, last) = (self.bought[row], self.last[row]);
        let opportunities = self.opportunities[row];
        let weight = customers(self.customers, row)?;
        if let Err((column, found, expected)) = (Past { bought, last, opportunities }).check() {
            return Err(wrong(row, column, integer(found), expected));
        }
        Ok([bought, last, opportunities, weight.to_bits()])
    }
}

/// A count as an error tells it.
pub(super) fn integer(found: u64) -> Found {
    i64::try_from(found).map_or_else(|_| Found::Number(count(found)), Found::Integer)
}
