//! What a preparation has learned, and what it makes of rows.

use ndarray::{Array2, ArrayView2};

use super::{MOST, Shape, check_cells, check_width};
use crate::error::Result;

/// A preparation with what it has learned of each feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    features: Vec<PreparedFeature>,
}

/// What has been learned of one feature.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(in crate::segment) struct PreparedFeature {
    // Invariant: all are finite; bounds and the fill lie within ±1e150, the first bound is at most the
    // second; θ, the unit and the weight are above 0.
    pub(in crate::segment) bounds: Option<(f64, f64)>,
    pub(in crate::segment) shape: Shape,
    pub(in crate::segment) theta: f64,
    pub(in crate::segment) shift: f64,
    pub(in crate::segment) unit: f64,
    pub(in crate::segment) weight: f64,
    pub(in crate::segment) fill: Option<f64>,
    pub(in crate::segment) constant: bool,
}

impl Prepared {
    pub(in crate::segment) fn new(features: Vec<PreparedFeature>) -> Self {
        Self { features }
    }

    pub(in crate::segment) fn features(&self) -> &[PreparedFeature] {
        &self.features
    }

    /// Rows as they are grouped.
    ///
    /// What lies more than 1e150 units from the middle counts as so far.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Width`](crate::ErrorKind::Width) for another number of columns, and
    /// [`ErrorKind::Cell`](crate::ErrorKind::Cell) as
    /// [`Preparation::fit_columns`](super::Preparation::fit_columns).
    pub fn apply(&self, rows: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        check_width(rows.ncols(), self.features.len())?;
        let mut all = rows.to_owned();
        for (number, mut row) in (1..).zip(all.rows_mut()) {
            check_cells(number, row.view(), |column| self.features[column].fill.is_none())?;
            row.iter_mut().zip(&self.features).for_each(|(x, of)| *x = of.apply(*x));
        }
        Ok(all)
    }

    /// One row.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    pub fn apply_one(&self, row: &[f64]) -> Result<Vec<f64>> {
        check_width(row.len(), self.features.len())?;
        check_cells(1, row.into(), |column| self.features[column].fill.is_none())?;
        Ok(row.iter().zip(&self.features).map(|(&x, of)| of.apply(x)).collect())
    }

    /// What a prepared row, such as a centre, is in the caller's units, within ±1e150.
    ///
    /// Of a [`Shape`] this is no mean any more: with logarithms it lies below the mean of the rows
    /// about a centre.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply), and a missing value is always refused.
    pub fn restore(&self, row: &[f64]) -> Result<Vec<f64>> {
        check_width(row.len(), self.features.len())?;
        check_cells(1, row.into(), |_| true)?;
        Ok(row.iter().zip(&self.features).map(|(&x, of)| of.restore(x)).collect())
    }

    /// The features, counted from 0, that do not vary.
    #[must_use]
    pub fn constant(&self) -> Vec<usize> {
        let features = self.features.iter().enumerate();
        features.filter(|(_, of)| of.constant).map(|(at, _)| at).collect()
    }
}

impl PreparedFeature {
    /// What becomes of a value within ±1e150, or of a missing one that is filled in.
    pub(in crate::segment) fn apply(&self, x: f64) -> f64 {
        if self.constant {
            return 0.0;
        }
        let x = if x.is_nan() { self.fill.unwrap_or(self.shift) } else { x };
        let (low, high) = self.bounds.unwrap_or((-MOST, MOST));
        let shaped = self.shape.of(x.clamp(low, high), self.theta);
        // The unit may be so small that a difference of two finite values is not finite in it.
        (self.weight * ((shaped - self.shift) / self.unit)).clamp(-MOST, MOST)
    }

    /// The value that becomes this.
    pub(in crate::segment) fn restore(&self, x: f64) -> f64 {
        let shaped = x / self.weight * self.unit + self.shift;
        self.shape.back(shaped, self.theta).clamp(-MOST, MOST)
    }

    /// Whether the invariants hold of what was stored.
    #[cfg(feature = "serde")]
    pub(in crate::segment) fn is_sound(&self) -> bool {
        let within = |x: f64| super::is_cell(x, true);
        let power = match self.shape {
            Shape::SignedPower(power) => 0.0 < power && power <= 1.0,
            _ => true,
        };
        power
            && self.bounds.is_none_or(|(low, high)| within(low) && within(high) && low <= high)
            && self.fill.is_none_or(within)
            && self.shift.is_finite()
            && [self.theta, self.unit, self.weight].iter().all(|x| 0.0 < *x && x.is_finite())
    }
}
