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
/// [`silhouette`](super::silhouette) takes the square of the latter: half a second for 1,000 of a
/// million rows of three columns on two cores. The same seed draws the same rows.
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
    Ok(estimate(&kernel::silhouettes(&grouped, &drawn), rows.nrows()))
}

/// The mean of all `n` values from these, drawn without replacement.
fn estimate(values: &[f64], n: usize) -> SampledSilhouette {
    let m = count(values.len());
    let mean = values.iter().sum::<f64>() / m;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let standard_error = (squares / (m - 1.0) / m * (1.0 - m / count(n))).sqrt();
    SampledSilhouette { mean, standard_error, rows: values.len() }
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

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::super::silhouette;
    use super::*;

    /// Three groups that overlap.
    fn planted(n: usize) -> (Array2<f64>, Vec<u32>) {
        let mut rng = Rng::new(5, "segment/sampled");
        let labels: Vec<u32> = (0..3).cycle().take(n).collect();
        let cell = |(row, _): (usize, usize)| 3.0 * f64::from(labels[row]) + rng.normal();
        (Array2::from_shape_fn((n, 2), cell), labels)
    }

    #[test]
    fn all_rows_give_the_mean_of_all() {
        let (rows, labels) = planted(100);
        let all = silhouette(rows.view(), &labels).unwrap().mean();
        for sample in [100, 101, usize::MAX] {
            let got = sampled_silhouette(rows.view(), &labels, sample, 1).unwrap();
            assert_eq!((got.rows, got.standard_error.to_bits()), (100, 0));
            // Sums in another order.
            assert!((got.mean - all).abs() < 1e-14);
        }
    }

    #[test]
    fn rows_drawn_have_the_silhouettes_they_have_among_all() {
        let (rows, labels) = planted(200);
        let all = silhouette(rows.view(), &labels).unwrap();
        for (sample, seed) in [(2, 0), (50, 1), (199, 2)] {
            let values: Vec<f64> =
                draw(200, sample, seed).iter().map(|&row| all.samples()[row]).collect();
            let got = sampled_silhouette(rows.view(), &labels, sample, seed).unwrap();
            assert_eq!(got, estimate(&values, 200));
        }
    }

    /// As many draws as tell a share of 0.95 from 0.93 and from 0.97: four standard errors of a share
    /// are 0.02.
    const DRAWS: u32 = 2_000;

    #[track_caller]
    fn check_error(n: usize, sample: usize) {
        let (rows, labels) = planted(n);
        let all = silhouette(rows.view(), &labels).unwrap();
        let (mut near, mut off) = (0, 0.0);
        for seed in 0..DRAWS {
            let drawn = draw(n, sample, seed.into());
            let values: Vec<f64> = drawn.iter().map(|&row| all.samples()[row]).collect();
            let got = estimate(&values, n);
            let errors = (got.mean - all.mean()) / got.standard_error;
            // Chance is beyond 4.5 in one of 70,000 normal draws, 5 in one of 1,700,000; small
            // samples have heavier tails.
            assert!(errors.abs() < 5.0, "{errors} of {sample}, seed {seed}");
            near += u32::from(errors.abs() < 2.0);
            off += errors;
        }
        let share = f64::from(near) / f64::from(DRAWS);
        assert!((0.93..0.975).contains(&share), "{share} of {sample}");
        // The mean of so many errors has a standard error of its own.
        let bias = off / f64::from(DRAWS).sqrt();
        assert!(bias.abs() < 4.0, "{bias} of {sample}");
    }

    #[test]
    fn the_error_is_what_chance_does() {
        check_error(1_200, 120);
        // Half of all, and nearly all: what is left to chance is what was not drawn.
        check_error(1_200, 600);
        check_error(1_200, 1_100);
    }

    #[test]
    fn every_row_is_as_likely_to_be_drawn() {
        let mut times = [0_u32; 20];
        for seed in 0..4_000 {
            let drawn = draw(20, 5, seed);
            assert!(drawn.len() == 5 && drawn.is_sorted_by(|a, b| a < b));
            drawn.iter().for_each(|&row| times[row] += 1);
        }
        // 1,000 each; a standard deviation is sqrt(4,000 · 1/4 · 3/4) = 27.
        assert!(times.iter().all(|times| times.abs_diff(1_000) < 4 * 27), "{times:?}");
    }

    #[test]
    fn fewer_than_two_rows_have_no_error() {
        let (rows, labels) = planted(30);
        for (sample, found) in [(0, Found::Integer(0)), (1, Found::Integer(1))] {
            let error = sampled_silhouette(rows.view(), &labels, sample, 0).unwrap_err();
            let expected = ErrorKind::Param { name: "sample", found, expected: "at least 2" };
            assert_eq!(*error.kind(), expected);
        }
    }
}
