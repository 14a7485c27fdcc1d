//! Whether spend depends on frequency.

use crate::clv::cells::whole;
use crate::clv::likelihood::Weighted;
use crate::clv::spend_cells::{SpendCell, SpendCells};
use crate::error::{ErrorKind, Result};

/// How much the customers who buy often spend more, or less, on a purchase day.
///
/// Gamma–Gamma assumes that spend and frequency have nothing to do with each other: a customer's
/// value is then the product of expected orders and expected spend, each modelled alone. If frequent
/// customers spend more (a correlation above 0), the product makes them worth too little; and those
/// who have bought once only, of whom it expects the mean spend of others, worth too much. If
/// frequent customers buy little at a time, it is the other way round.
///
/// Real shops are never quite independent. [`passes`](Self::passes) is the field's rule of thumb for
/// when that may be overlooked; it is no test, and many customers do not make it stricter.
///
/// # Formula
///
/// Pearson's correlation of customers' purchase days and their mean spend on them; and Spearman's,
/// which is Pearson's of the ranks, those who are alike sharing the mean of their ranks. The first is
/// moved by a single customer with very large orders, the second is not.
///
/// # References
///
/// * Fader, Hardie & Lee, RFM and CLV: Using Iso-Value Curves for Customer Base Analysis, Journal of
///   Marketing Research 42 (2005). For CDNOW's customers they find 0.11, and 0.06 without one
///   outlier.
///
/// # Examples
///
/// ```
/// use regulars::Currency;
/// use regulars::clv::{Independence, SpendCells, SpendColumns, SpendOf};
///
/// let columns = SpendColumns {
///     days: &[1, 2, 3, 4, 5],
///     mean: &[10.0, 20.0, 30.0, 40.0, 9_000.0],
///     customers: None,
/// };
/// let cells = SpendCells::new(SpendOf::All, Currency::EUR, columns)?;
/// let independence = Independence::of(&cells)?;
/// assert!((independence.spearman - 1.0).abs() < 1e-12); // each buys more often and more
/// assert!((independence.pearson - 0.71).abs() < 0.01);  // of which one customer hides a part
/// assert!(!independence.passes());
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Independence {
    /// The customers with spend, or the sum of their weights.
    pub customers: f64,
    /// Pearson's correlation.
    pub pearson: f64,
    /// Spearman's correlation of ranks.
    pub spearman: f64,
}

/// Below this a correlation is overlooked.
const OVERLOOKED: f64 = 0.3;

/// Logarithms of means that differ by less are of the same mean, divided by different numbers of
/// days: amounts of whole minor units differ by more.
const ALIKE: f64 = 1e-13;

impl Independence {
    /// The correlation of spend and frequency among customers with spend.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] for fewer than three customers, and if all have as many purchase days
    /// or the same mean spend.
    pub fn of(cells: &SpendCells) -> Result<Self> {
        let (customers, cells) = (cells.customers(), cells.cells());
        let too_little =
            |what, found, needed| Err(ErrorKind::TooLittle { what, found, needed }.into());
        if customers < 3.0 {
            return too_little("customers with spend", whole(customers), 3);
        }
        let weights: Vec<f64> = cells.iter().map(Weighted::weight).collect();
        let days = ranks(cells, |cell| cell.x);
        let means = ranks(cells, |cell| cell.ln_mean);
        let alike =
            |ranks: &[f64]| ranks.windows(2).all(|pair| pair[0].total_cmp(&pair[1]).is_eq());
        if alike(&days) {
            return too_little("distinct numbers of purchase days", 1, 2);
        }
        if alike(&means) {
            return too_little("distinct mean spends", 1, 2);
        }
        let spearman = correlation(&weights, &days, &means);
        let days: Vec<f64> = cells.iter().map(|cell| cell.x).collect();
        let means: Vec<f64> = cells.iter().map(|cell| cell.sum / cell.x).collect();
        Ok(Self { customers, pearson: correlation(&weights, &days, &means), spearman })
    }

    /// Whether both correlations are between −0.30 and 0.30.
    ///
    /// The rule is told of Pearson's. It is asked of Spearman's too, because one large customer can
    /// make the first whatever it likes.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.pearson.abs() < OVERLOOKED && self.spearman.abs() < OVERLOOKED
    }
}

/// The rank of each cell's customers, from 0 to their number; those who are alike share the middle.
fn ranks(cells: &[SpendCell], value: impl Fn(&SpendCell) -> f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..cells.len()).collect();
    order.sort_by(|&a, &b| value(&cells[a]).total_cmp(&value(&cells[b])));
    let mut ranks = vec![0.0; cells.len()];
    let mut below = 0.0;
    for alike in order.chunk_by(|&a, &b| value(&cells[b]) - value(&cells[a]) < ALIKE) {
        let customers: f64 = alike.iter().map(|&i| cells[i].weight()).sum();
        alike.iter().for_each(|&i| ranks[i] = below + customers / 2.0);
        below += customers;
    }
    ranks
}

/// Pearson's, of two values that both vary.
fn correlation(weights: &[f64], a: &[f64], b: &[f64]) -> f64 {
    let all: f64 = weights.iter().sum();
    let mean = |values: &[f64]| -> f64 {
        weights.iter().zip(values).map(|(weight, value)| weight * value).sum::<f64>() / all
    };
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut aa, mut ab, mut bb) = (0.0, 0.0, 0.0);
    for ((weight, a), b) in weights.iter().zip(a).zip(b) {
        let (a, b) = (a - mean_a, b - mean_b);
        aa += weight * a * a;
        ab += weight * a * b;
        bb += weight * b * b;
    }
    // Two roots, because the product may overflow; and rounding must not lead beyond 1.
    (ab / (aa.sqrt() * bb.sqrt())).clamp(-1.0, 1.0)
}
