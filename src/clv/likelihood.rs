//! Likelihoods over cells, and their sums.

use super::cells::Cell;
use super::taylor::Taylor;
use crate::par;

/// A model with `N` positive parameters that are to be found.
pub(super) trait Likelihood<const N: usize>: Copy {
    /// What it sees of customers.
    type Cell: Weighted;

    /// The same model with other parameters.
    fn with(&self, parameters: [f64; N]) -> Self;

    /// The log-likelihood of all cells, with its derivatives by the parameters.
    fn total(&self, cells: &[Self::Cell]) -> Taylor<N>;
}

/// A history that some number of customers has.
pub(super) trait Weighted: Sized {
    fn weight(&self) -> f64;

    /// The same history of so many customers.
    fn times(self, weight: f64) -> Self;

    /// Whether two histories have the same count of purchases.
    fn alike(&self, other: &Self) -> bool;
}

/// The number of customers.
pub(super) fn weight(cells: &[impl Weighted]) -> f64 {
    cells.iter().map(Weighted::weight).sum()
}

/// A model of purchases, which sees a customer as `(x, t_x, T)`.
pub(super) trait Purchases: Copy + Send + Sync {
    /// What a number of repeats is to the model, worked out once for all who have it.
    type Count: Send + Sync;

    /// The same model with other parameters.
    fn with(&self, parameters: [f64; 4]) -> Self;

    /// The part of a log-likelihood that depends on `x` alone.
    fn of_count(&self, x: f64) -> (Self::Count, Taylor<4>);

    /// Adds `weight` times the rest of it to `sum`.
    fn add_cell(&self, count: &Self::Count, t_x: f64, t: f64, weight: f64, sum: &mut Taylor<4>);
}

impl<P: Purchases> Likelihood<4> for P {
    type Cell = Cell;

    fn with(&self, parameters: [f64; 4]) -> Self {
        Purchases::with(self, parameters)
    }

    fn total(&self, cells: &[Cell]) -> Taylor<4> {
        in_blocks(cells, |cells, sum| {
            for same in cells.chunk_by(Weighted::alike) {
                let (count, of_count) = self.of_count(same[0].x);
                sum.add(&of_count, weight(same));
                for &Cell { t_x, t, weight, .. } in same {
                    self.add_cell(&count, t_x, t, weight, sum);
                }
            }
        })
    }
}

/// A sum over cells in fixed blocks, so that threads cannot change its bits.
pub(super) fn in_blocks<C: Sync, const N: usize>(
    cells: &[C],
    add: impl Fn(&[C], &mut Taylor<N>) + Send + Sync,
) -> Taylor<N> {
    let blocks = par::map_blocks(cells.len(), par::BLOCK, |range| {
        let mut sum = Taylor::ZERO;
        add(&cells[range], &mut sum);
        sum
    });
    blocks.iter().fold(Taylor::ZERO, |mut all, block| {
        all.add(block, 1.0);
        all
    })
}
