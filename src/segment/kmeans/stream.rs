//! Centres that follow rows as they come.

use ndarray::{Array2, ArrayView2};

use super::clustering::Clustering;
use super::model::KMeansModel;
use super::settings::param;
use crate::error::{ErrorKind, Expected, Found, Result};

/// Centres that follow rows as they come, batch by batch: mini-batch k-means.
///
/// A batch is assigned to the centres as they are; then each moves to the mean of all rows that it
/// has got so far. Unlike [`KMeans`](super::KMeans) it sees each row once, and never looks back.
///
/// # Formula
///
/// With the weight `w` of what a centre `c` has got before, a [decay](Self::decay) `a`, and rows of
/// weight `n` and sum `s` in the batch: `c ← (a·w·c + s) / (a·w + n)`, `w ← a·w + n`.
///
/// # References
///
/// Sculley, "Web-scale k-means clustering", WWW 2010.
///
/// # Examples
///
/// ```
/// use ndarray::array;
/// use regulars::segment::{KMeans, MiniBatch};
///
/// let found = KMeans::new(2).fit_matrix(array![[0.0], [2.0], [9.0], [11.0]].view())?;
/// let mut stream = MiniBatch::of(&found);
/// stream.update(array![[4.0], [13.0]].view(), None)?;
/// let near = |row: f64| stream.model().predict_one(&[row]);
/// let centers = stream.model().centers().to_owned();
/// assert_eq!(centers[[near(0.0)? as usize, 0]], 2.0); // of 0, 2 and 4
/// assert_eq!(centers[[near(9.0)? as usize, 0]], 11.0); // of 9, 11 and 13
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct MiniBatch {
    model: KMeansModel,
    // Invariant: one for each centre, finite, and at least 0.
    weights: Vec<f64>,
    decay: f64,
}

impl MiniBatch {
    /// Goes on from a fit, whose centres have got as many rows as they have.
    #[must_use]
    pub fn of(found: &Clustering) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
        let weights = found.sizes().iter().map(|&size| size as f64).collect();
        Self { model: found.model().clone(), weights, decay: 1.0 }
    }

    /// Goes on from centres that have got rows of these weights; with 0, the first rows of a centre
    /// take it with them.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`] for another number of weights than centres, and [`ErrorKind::Cell`] for
    /// one that is negative or not finite.
    pub fn new(model: KMeansModel, weights: Vec<f64>) -> Result<Self> {
        let (found, expected) = (weights.len(), model.centers().nrows());
        if found != expected {
            return Err(ErrorKind::Length { column: "weights".to_owned(), found, expected }.into());
        }
        let sound = |weight: &f64| 0.0 <= *weight && weight.is_finite();
        if let Some(at) = weights.iter().position(|weight| !sound(weight)) {
            let (row, column) = (at as u64 + 1, "weights".to_owned());
            let found = match weights[at] {
                weight if weight.is_finite() => Found::Number(weight),
                _ => Found::NotFinite,
            };
            let expected = Expected::Words("a finite number of at least 0");
            return Err(ErrorKind::Cell { row, column, found, expected }.into());
        }
        Ok(Self { model, weights, decay: 1.0 })
    }

    /// How much of what was before a batch still counts after it, from 0 for nothing to 1 for all.
    /// The default is 1; with less, centres follow a population that changes.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a number beyond 0 to 1.
    pub fn decay(mut self, decay: f64) -> Result<Self> {
        if !(0.0..=1.0).contains(&decay) {
            return Err(param("decay", decay, "a number from 0 to 1"));
        }
        self.decay = decay;
        Ok(self)
    }

    /// Takes a batch of rows, weighted or not. A centre that gets none stays where it is.
    ///
    /// # Errors
    ///
    /// As [`KMeansModel::partial`], and [`ErrorKind::OutOfReach`] where sums are too large for an
    /// `f64`; the centres are then as they were.
    pub fn update(&mut self, rows: ArrayView2<'_, f64>, weights: Option<&[f64]>) -> Result<()> {
        let sums = self.model.partial(rows, weights)?;
        let means = self.model.step(&sums)?;
        let before: Vec<f64> = self.weights.iter().map(|weight| self.decay * weight).collect();
        let batch = sums.weights();
        // A share of the way to the mean of the batch: no sum that could be too large.
        let share = |label: usize| match before[label] + batch[label] {
            all if 0.0 < all && all.is_finite() => batch[label] / all,
            _ => 0.0,
        };
        let centers = Array2::from_shape_fn(means.centers().dim(), |(label, column)| {
            let old = self.model.centers()[[label, column]];
            let new = means.centers()[[label, column]];
            old * (1.0 - share(label)) + new * share(label)
        });
        let weights: Vec<f64> = before.iter().zip(batch).map(|(old, new)| old + new).collect();
        if !weights.iter().all(|weight| weight.is_finite()) {
            return Err(ErrorKind::OutOfReach { what: "the weights of centres" }.into());
        }
        (self.model, self.weights) = (KMeansModel::new(centers)?, weights);
        Ok(())
    }

    /// The centres as they are now.
    #[must_use]
    pub fn model(&self) -> &KMeansModel {
        &self.model
    }

    /// The weight of what each centre has got.
    #[must_use]
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }
}
