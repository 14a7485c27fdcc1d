//! The gap statistic: how far groups bring the inertia down, beside rows without any structure.

use libm::log as ln;
use ndarray::{Array2, ArrayView2};

use super::boxes;
use super::sample::{count, grouped};
use crate::error::Result;
use crate::num::rng::Rng;
use crate::par;
use crate::segment::KMeans;

/// Sets of rows without structure: uniform in a box about the rows.
pub(super) struct References {
    sides: Vec<f64>,
    rows: usize,
    many: u32,
    rng: Rng,
    // What rounding may leave of an inertia that is 0.
    least: f64,
}

/// Logarithms of inertias for one number of groups.
pub(super) struct Logs {
    own: f64,
    references: Vec<f64>,
}

impl References {
    pub(super) fn new(rows: ArrayView2<'_, f64>, many: u32, seed: u64) -> Self {
        let largest = rows.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let rounding = largest * f64::EPSILON;
        Self {
            sides: boxes::smaller(rows.reborrow()),
            rows: rows.nrows(),
            many,
            rng: Rng::new(seed, "gap references"),
            // Above 0, as what it is for is a logarithm.
            least: (count(rows.len()) * rounding * rounding).max(f64::MIN_POSITIVE),
        }
    }

    /// The logarithm of an inertia.
    pub(super) fn ln(&self, inertia: f64) -> f64 {
        ln(inertia.max(self.least))
    }

    /// That of the rows, and those of all references, grouped alike.
    pub(super) fn logs(&self, kmeans: &KMeans, inertia: f64) -> Result<Logs> {
        let reference = |number: u32| {
            let mut rng = self.rng.stream(number.into());
            let cell = |(_, column): (usize, usize)| self.sides[column] * rng.uniform();
            let rows = Array2::from_shape_fn((self.rows, self.sides.len()), cell);
            Ok(self.ln(grouped(kmeans, rows.view(), None)?.inertia()))
        };
        let references: Result<_> =
            par::map((0..self.many).collect(), reference).into_iter().collect();
        Ok(Logs { own: self.ln(inertia), references: references? })
    }
}

impl Logs {
    /// The gap statistic and its standard error.
    pub(super) fn gap(&self) -> (f64, f64) {
        let (mean, error) = mean_and_error(&self.references);
        (mean - self.own, error)
    }

    /// How far the gap is above that of one group, in standard errors of the difference; 0 if there
    /// are none.
    pub(super) fn over(&self, one: &Self) -> f64 {
        let falls: Vec<f64> =
            one.references.iter().zip(&self.references).map(|(one, of)| one - of).collect();
        let (mean, error) = mean_and_error(&falls);
        if 0.0 < error { (one.own - self.own - mean) / error } else { 0.0 }
    }
}

/// The mean, and the standard deviation times `√(1 + 1/B)`, which allows for the mean's own error.
fn mean_and_error(values: &[f64]) -> (f64, f64) {
    let many = count(values.len());
    let mean = values.iter().sum::<f64>() / many;
    let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / many;
    (mean, (variance * (1.0 + 1.0 / many)).sqrt())
}
