//! What customers have spent, boiled down to what Gamma–Gamma sees.

use libm::log as ln;

use super::cells::count;
use super::columns::{customers, each, equally_long, number, wrong};
use super::likelihood::{Weighted, weight};
use crate::error::Result;
use crate::money::Currency;
use crate::par;
use crate::table::{Row, Table};

/// Which purchase days count for spend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SpendOf {
    /// Those after the first, as in the literature: a first order is often unlike those that follow.
    /// Only timelines tell what it was.
    #[default]
    Repeats,
    /// All. Every customer counts then, and columns are enough.
    All,
}

/// Customers' purchase days and mean spends.
///
/// # Examples
///
/// ```
/// use regulars::Currency;
/// use regulars::clv::{SpendCells, SpendColumns, SpendOf};
///
/// let spend = SpendColumns { days: &[2, 0, 3], mean: &[22.35, 0.0, 11.77], customers: None };
/// let cells = SpendCells::new(SpendOf::Repeats, Currency::EUR, spend)?;
/// assert_eq!((cells.customers(), cells.left_out()), (2.0, 1.0)); // one has no day that counts
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SpendCells {
    of: SpendOf,
    currency: Currency,
    // Invariant: sorted by days and mean, no two alike, each with a day or more and a mean above 0.
    cells: Vec<SpendCell>,
    left_out: f64,
}

/// Customers with the same days and mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct SpendCell {
    pub(super) x: f64,
    /// All that was spent.
    pub(super) sum: f64,
    pub(super) ln_mean: f64,
    weight: f64,
}

/// Columns of spend. Row `i` of each is one customer, or as many as its weight says.
#[derive(Clone, Copy, Debug, Default)]
pub struct SpendColumns<'a> {
    /// Purchase days that count.
    #[doc(alias("frequency"))]
    pub days: &'a [u64],
    /// The mean spend on them, in units of the currency; not read where there are none.
    #[doc(alias("monetary_value"))]
    pub mean: &'a [f64],
    /// How many customers each row is; 1 if left out.
    pub customers: Option<&'a [f64]>,
}

impl SpendCells {
    /// The spend of a table's customers. Those without a purchase day that counts, and those whose
    /// returns are worth what they spent, are left out.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoTimeline`](crate::ErrorKind::NoTimeline) if only repeats count and the table
    /// cannot tell them from the first.
    pub fn of(table: Table<'_>, of: SpendOf) -> Result<Self> {
        if of == SpendOf::Repeats {
            table.layout().timelines()?;
        }
        let unit = table.currency().minor_per_major();
        let blocks = par::map_blocks(table.len(), par::BLOCK, |range| {
            let spent = table.slice(range).rows().filter_map(|row| of.spent(row));
            let key = |(days, minor): (u64, f64)| {
                let mean = minor / unit / count(days.max(1));
                [days, mean.max(0.0).to_bits(), 1_f64.to_bits()]
            };
            spent.map(key).collect::<Vec<[u64; 3]>>()
        });
        Ok(Self::gathered(of, table.currency(), blocks.concat()))
    }

    /// The spend in columns.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`](crate::ErrorKind::Length) if columns differ in length, and
    /// [`ErrorKind::Cell`](crate::ErrorKind::Cell) for the first row with days and a mean that is
    /// not finite and at least 0, or a weight that is not above 0.
    pub fn new(of: SpendOf, currency: Currency, columns: SpendColumns<'_>) -> Result<Self> {
        columns.check_lengths()?;
        let rows = columns.days.len();
        Ok(Self::gathered(of, currency, each(rows, |row| columns.key(row))?))
    }

    /// Days, and the bits of mean and weight, of customers in any order.
    fn gathered(of: SpendOf, currency: Currency, mut keys: Vec<[u64; 3]>) -> Self {
        let mut left_out = 0.0;
        keys.retain(|&[days, mean, weight]| {
            let counts = 0 < days && 0.0 < f64::from_bits(mean);
            left_out += if counts { 0.0 } else { f64::from_bits(weight) };
            counts
        });
        par::sort_unstable_by(&mut keys, Ord::cmp);
        let cell = |same: &[[u64; 3]]| {
            let weight = same.iter().map(|key| f64::from_bits(key[2])).sum();
            let (x, mean) = (count(same[0][0]), f64::from_bits(same[0][1]));
            SpendCell { x, sum: x * mean, ln_mean: ln(mean), weight }
        };
        let cells = keys.chunk_by(|a, b| a[..2] == b[..2]).map(cell).collect();
        Self { of, currency, cells, left_out }
    }

    /// Which purchase days count.
    #[must_use]
    pub fn of_days(&self) -> SpendOf {
        self.of
    }

    /// The money of the means.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The customers with spend, or the sum of their weights.
    #[must_use]
    pub fn customers(&self) -> f64 {
        weight(&self.cells)
    }

    /// The customers left out, because they have no purchase day that counts or nothing was left of
    /// what they spent.
    #[must_use]
    pub fn left_out(&self) -> f64 {
        self.left_out
    }

    /// The distinct pairs of days and mean.
    #[must_use]
    pub fn len(&self) -> usize {
        self.cells.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    pub(super) fn cells(&self) -> &[SpendCell] {
        &self.cells
    }

    /// The geometric mean of the means.
    pub(super) fn typical(&self) -> f64 {
        let sum: f64 = self.cells.iter().map(|cell| cell.weight * cell.ln_mean).sum();
        libm::exp(sum / self.customers())
    }

    /// How many distinct means there are, up to three.
    pub(super) fn distinct_means(&self) -> u64 {
        let mut seen: Vec<u64> = Vec::new();
        for cell in &self.cells {
            let mean = cell.ln_mean.to_bits();
            if !seen.contains(&mean) {
                seen.push(mean);
            }
            if seen.len() == 3 {
                break;
            }
        }
        seen.len() as u64
    }
}

impl SpendColumns<'_> {
    /// Whether all columns have the same length.
    pub(super) fn check_lengths(&self) -> Result<()> {
        let lengths =
            [("mean", Some(self.mean.len())), ("customers", self.customers.map(<[f64]>::len))];
        equally_long(self.days.len(), &lengths)
    }

    /// Days and the mean spend of a row, which is 0 where there are none.
    pub(super) fn spent(&self, row: usize) -> Result<(u64, f64)> {
        let (days, mean) = (self.days[row], self.mean[row]);
        if days == 0 {
            return Ok((0, 0.0));
        }
        if !(0.0..MOST).contains(&mean) {
            return Err(wrong(row, "mean", number(mean), "a number from 0 to 1e30"));
        }
        // The sum turns -0 into 0.
        Ok((days, mean + 0.0))
    }

    fn key(&self, row: usize) -> Result<[u64; 3]> {
        let weight = customers(self.customers, row)?;
        let (days, mean) = self.spent(row)?;
        Ok([days, mean.to_bits(), weight.to_bits()])
    }
}

/// The greatest mean spend: sums of squares stay finite.
const MOST: f64 = 1e30;

impl Weighted for SpendCell {
    fn weight(&self) -> f64 {
        self.weight
    }

    fn times(self, weight: f64) -> Self {
        Self { weight, ..self }
    }

    fn alike(&self, other: &Self) -> bool {
        self.x.total_cmp(&other.x).is_eq()
    }
}

impl SpendOf {
    /// The purchase days that count, and what was spent on them in minor units, returns taken off;
    /// nothing for a prospect.
    pub(super) fn spent(self, row: Row<'_>) -> Option<(u64, f64)> {
        let history = row.history()?;
        let minor = history.revenue().0;
        match self {
            Self::All => Some((history.purchase_days(), minor_units(minor))),
            Self::Repeats if history.repeats() == 0 => Some((0, 0.0)),
            Self::Repeats => {
                // Returns that came before the first purchase belong to no repeat either.
                let until_first =
                    row.timeline()?.iter().take_while(|total| total.day <= history.first());
                let first: i64 = until_first.map(|total| total.revenue.0).sum();
                Some((history.repeats(), minor_units(minor - first)))
            }
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "spends beyond 2^53 minor units may round")]
fn minor_units(minor: i64) -> f64 {
    minor as f64
}
