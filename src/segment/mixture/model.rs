//! Gaussians, and what share each has in a row.

use libm::{exp, log as ln};
use linfa_clustering::GaussianMixtureModel;
use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};

use crate::error::{ErrorKind, Result};
use crate::num::minimise::cholesky;
use crate::par;
use crate::segment::Prepared;

/// A mixture that was found by [`Mixture`](super::Mixture): it says which share each group has in a
/// row.
///
/// Shares are of logarithms of densities, so that rows far from all groups have them too.
#[derive(Clone, Debug, PartialEq)]
pub struct MixtureModel {
    prepared: Prepared,
    // Invariant: one or more, as wide as what is prepared.
    groups: Vec<Gaussian>,
    weights: Vec<f64>,
    centers: Array2<f64>,
}

/// One group, in prepared units.
#[derive(Clone, Debug, PartialEq)]
struct Gaussian {
    center: Vec<f64>,
    // Invariant: lower triangular, row by row, with a diagonal above 0.
    factor: Vec<f64>,
    /// The logarithm of weight over volume.
    ln_height: f64,
}

impl MixtureModel {
    /// Nothing unless each covariance is positive definite and the weights are shares of 1.
    pub(super) fn new(prepared: Prepared, found: &GaussianMixtureModel<f64>) -> Option<Self> {
        // Of maxima that differ in the order of groups alone, rounding would choose.
        let mut order: Vec<usize> = (0..found.weights().len()).collect();
        order.sort_by(|&a, &b| found.weights()[b].total_cmp(&found.weights()[a]));
        let weights = found.weights().select(Axis(0), &order).to_vec();
        let means = found.means().select(Axis(0), &order);
        let covariances = found.covariances().select(Axis(0), &order);
        let parts = weights.iter().zip(means.rows()).zip(covariances.outer_iter());
        let groups = parts.map(|((&weight, mean), covariance)| {
            Gaussian::new(weight, mean.to_vec(), &covariance.iter().copied().collect::<Vec<_>>())
        });
        let groups = groups.collect::<Option<_>>()?;
        let mut centers = means;
        for mut center in centers.rows_mut() {
            center.assign(&Array1::from(prepared.restore(&center.to_vec()).ok()?));
        }
        // Densities beyond what can be added up have been left out of the weights.
        let whole = (weights.iter().sum::<f64>() - 1.0).abs() < 1e-9;
        whole.then_some(Self { prepared, groups, weights, centers })
    }

    /// The share of each group in all rows, the largest first: this is the order of groups.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The mean of each group, one a row, in the units of the rows it was fitted to.
    #[must_use]
    #[doc(alias("means"))]
    pub fn centers(&self) -> ArrayView2<'_, f64> {
        self.centers.view()
    }

    /// The share of each group in each row: one row a row, one group a column.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Width`] for another number of columns than the mixture was fitted to;
    /// [`ErrorKind::Cell`] for a cell that is not a number from -1e150 to 1e150;
    /// [`ErrorKind::OutOfReach`] for a row that is so far from every group that the square of its
    /// distance is beyond an `f64`.
    #[doc(alias("predict_proba", "responsibilities"))]
    pub fn membership(&self, rows: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        let rows = self.prepared.apply(rows)?;
        let blocks = par::map_blocks(rows.nrows(), par::BLOCK, |block| {
            let shares = block.map(|row| self.shares(rows.row(row)));
            shares.collect::<Option<Vec<_>>>()
        });
        let blocks: Option<Vec<_>> = blocks.into_iter().collect();
        let far = || ErrorKind::OutOfReach { what: "the membership of a row" };
        let shares = blocks.ok_or_else(far)?.concat();
        let shape = (rows.nrows(), self.groups.len());
        Ok(Array2::from_shape_fn(shape, |(row, group)| shares[row][group]))
    }

    /// The share of each group in one row.
    ///
    /// # Errors
    ///
    /// As [`membership`](Self::membership).
    pub fn membership_one(&self, row: &[f64]) -> Result<Vec<f64>> {
        let rows = ArrayView1::from(row).insert_axis(Axis(0));
        Ok(self.membership(rows)?.into_iter().collect())
    }

    /// Whether densities at all prepared rows are in the range where linfa's are right to the last
    /// digits: it takes their exponentials, which below e^-708 lose digits, and above e^709 are
    /// infinite.
    pub(super) fn is_sound(&self, rows: ArrayView2<'_, f64>) -> bool {
        const RANGE: std::ops::Range<f64> = -700.0..700.0;
        let density = |row| self.ln_density(rows.row(row));
        let blocks = par::map_blocks(rows.nrows(), par::BLOCK, |mut block| {
            block.all(|row| RANGE.contains(&density(row)))
        });
        blocks.into_iter().all(|sound| sound)
    }

    fn ln_density(&self, row: ArrayView1<'_, f64>) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "features are few")]
        let columns = row.len() as f64;
        let (most, sum) =
            self.heights(row).fold((f64::NEG_INFINITY, 0.0), |(most, sum), height| {
                let next = height.max(most);
                (next, sum * exp(most - next) + exp(height - next))
            });
        most + ln(sum) - 0.5 * columns * ln(2.0 * std::f64::consts::PI)
    }

    /// Nothing where no group is near enough.
    fn shares(&self, row: ArrayView1<'_, f64>) -> Option<Vec<f64>> {
        let heights: Vec<f64> = self.heights(row).collect();
        let most = heights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let shares: Vec<f64> = heights.iter().map(|height| exp(height - most)).collect();
        let sum: f64 = shares.iter().sum();
        sum.is_finite().then(|| shares.iter().map(|share| share / sum).collect())
    }

    /// The logarithm of each group's density at a prepared row, less what is the same for all.
    fn heights(&self, row: ArrayView1<'_, f64>) -> impl Iterator<Item = f64> {
        self.groups.iter().map(move |group| group.ln_height - 0.5 * group.square(row))
    }
}

impl Gaussian {
    fn new(weight: f64, center: Vec<f64>, covariance: &[f64]) -> Option<Self> {
        let n = center.len();
        let factor = cholesky(covariance, n)?;
        let ln_volume: f64 = (0..n).map(|i| ln(factor[i * n + i])).sum();
        let ln_height = ln(weight) - ln_volume;
        ln_height.is_finite().then_some(Self { center, factor, ln_height })
    }

    /// The squared distance of a row from the centre, in standard deviations.
    fn square(&self, row: ArrayView1<'_, f64>) -> f64 {
        let mut solved: Vec<f64> = Vec::with_capacity(self.center.len());
        let lines = self.factor.chunks_exact(self.center.len()).zip(row).zip(&self.center);
        for ((line, x), center) in lines {
            let known: f64 = line.iter().zip(&solved).map(|(a, z)| a * z).sum();
            let z = (x - center - known) / line[solved.len()];
            solved.push(z);
        }
        solved.iter().map(|z| z * z).sum()
    }
}
