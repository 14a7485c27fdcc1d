//! The mean silhouette of many rows from some of them.

use ndarray::ArrayView2;

use super::grouped::{Grouped, count};
use super::kernel;
use crate::error::{ErrorKind, Found, Result};
use crate::num::rng::Rng;

/// A mean silhouette, and how far chance may have taken it from that of all rows.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct SampledSilhouette {
    /// The mean over the rows drawn, without bias for that over all rows.
    pub mean: f64,
    /// Its standard error; 0 if all rows were drawn, or all drawn have the same silhouette.
    pub standard_error: f64,
    /// The number of rows drawn.
    pub rows: usize,
}

/// The mean silhouette of `sample` rows drawn at random, each by its distances from all rows, and its
/// standard error; the mean silhouette itself if there are no more rows than that.
///
/// It takes time in proportion to `sample` times the number of rows, where
/// [`silhouette`](super::silhouette) takes the square of the latter.
///
/// # Formula
///
/// With `s²` the variance, by `m − 1`, of the silhouettes of `m` rows drawn from `n` without
/// replacement, all sets of `m` as likely, the standard error is `sqrt(s²/m · (1 − m/n))`. From some
/// hundred rows on, the mean of all is within two of them in about 95 of 100 draws, unless a few
/// rows that were not drawn differ much from all others.
///
/// # References
///
/// Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis",
/// Journal of Computational and Applied Mathematics 20 (1987); Cochran, "Sampling Techniques", third
/// edition (1977), chapter 2.
///
/// # Errors
///
/// As [`silhouette`](super::silhouette); [`ErrorKind::Param`] for a `sample` below 2, which has no
/// variance.
///
/// # Examples
///
/// ```
/// use ndarray::Array2;
/// use regulars::segment::{sampled_silhouette, silhouette};
///
/// let rows = Array2::from_shape_fn((1_000, 1), |(row, _)| (row % 2 * 100 + row % 11) as f64);
/// let labels: Vec<u32> = (0..1_000).map(|row| row % 2).collect();
/// let some = sampled_silhouette(rows.view(), &labels, 200, 7)?;
/// let all = silhouette(rows.view(), &labels)?;
/// assert!((some.mean - all.mean()).abs() < 3.0 * some.standard_error);
/// # Ok::<(), regulars::Error>(())
/// ```
pub fn sampled_silhouette(
    rows: ArrayView2<'_, f64>,
    labels: &[u32],
    sample: usize,
    seed: u64,
) -> Result<SampledSilhouette> {
    if sample < 2 {
        let (name, expected) = ("sample", "at least 2");
        let found = Found::Integer(i64::from(sample == 1));
        return Err(ErrorKind::Param { name, found, expected }.into());
    }
    let grouped = Grouped::new(rows, labels)?;
    let drawn = draw(rows.nrows(), sample.min(rows.nrows()), seed);
    let values = kernel::silhouettes(&grouped, &drawn);
    let (n, m) = (count(rows.nrows()), count(drawn.len()));
    let mean = values.iter().sum::<f64>() / m;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let standard_error = (squares / (m - 1.0) / m * (1.0 - m / n)).sqrt();
    Ok(SampledSilhouette { mean, standard_error, rows: drawn.len() })
}

/// So many of the numbers below `n`, in order; every set of them is as likely (Knuth, "The Art of
/// Computer Programming" 2, algorithm 3.4.2 S).
fn draw(n: usize, sample: usize, seed: u64) -> Vec<usize> {
    let mut rng = Rng::new(seed, "segment/silhouette");
    let mut drawn = Vec::with_capacity(sample);
    for row in 0..n {
        if count(n - row) * rng.uniform() < count(sample - drawn.len()) {
            drawn.push(row);
        }
    }
    drawn
}
