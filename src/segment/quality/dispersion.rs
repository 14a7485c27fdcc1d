//! Indices by how groups spread about their means.

use ndarray::ArrayView2;

use super::grouped::{Grouped, count, square};
use crate::error::Result;

/// Calinski and Harabasz's index: how far groups are apart against how far they spread; the more the
/// better, without a bound.
///
/// # Formula
///
/// With `n` rows in `k` groups, `Σ nᵢ·|mᵢ − m|² / (k − 1)` over `Σ |x − mᵢ|² / (n − k)`; 1 if no group
/// spreads at all, and infinity where the quotient is beyond `f64`.
///
/// # References
///
/// Caliński & Harabasz, "A dendrite method for cluster analysis", Communications in Statistics 3
/// (1974).
///
/// # Errors
///
/// [`ErrorKind::Length`](crate::ErrorKind::Length) for another number of labels than rows,
/// [`ErrorKind::Cell`](crate::ErrorKind::Cell) for a cell that is not finite, and
/// [`ErrorKind::TooLittle`](crate::ErrorKind::TooLittle) for no columns, for fewer than two labels and
/// for as many as rows.
///
/// # Examples
///
/// ```
/// use ndarray::array;
/// use regulars::segment::calinski_harabasz;
///
/// let rows = array![[0.0], [1.0], [10.0], [11.0]];
/// assert_eq!(calinski_harabasz(rows.view(), &[0, 0, 1, 1])?, 200.0);
/// # Ok::<(), regulars::Error>(())
/// ```
pub fn calinski_harabasz(rows: ArrayView2<'_, f64>, labels: &[u32]) -> Result<f64> {
    let grouped = Grouped::new(rows, labels)?;
    let (n, k) = (count(rows.nrows()), grouped.len());
    let means = grouped.means();
    let of = |group: usize| &means[group * rows.ncols()..(group + 1) * rows.ncols()];
    // Off one of the means, as these are off rows.
    let mut mean = of(0).to_vec();
    for (group, &size) in grouped.sizes.iter().enumerate() {
        let share = count(size) / n;
        let pairs = of(group).iter().zip(of(0));
        mean.iter_mut().zip(pairs).for_each(|(sum, (x, origin))| *sum += share * (x - origin));
    }
    let sizes = grouped.sizes.iter().enumerate();
    let between: f64 = sizes.map(|(group, &size)| count(size) * square(of(group), &mean)).sum();
    let within = grouped.sums(1, |sums, row, group| {
        sums[0] += square(grouped.rows.row(row), of(group));
    })[0];
    if within <= 0.0 {
        return Ok(1.0);
    }
    // In this order no 0 is divided by another, nor multiplied by infinity.
    Ok(between / within * ((n - count(k)) / count(k - 1)))
}

/// Davies and Bouldin's index: how far each group spreads, with the group that is the least well told
/// from it, against the distance between both; the less the better, at least 0.
///
/// # Formula
///
/// With `sᵢ` the mean distance of a group's rows from their mean `mᵢ`, the mean over `i` of the
/// greatest `(sᵢ + sⱼ) / |mᵢ − mⱼ|`. Groups with the same mean are not compared, as in scikit-learn;
/// but that answers 0 where all `sᵢ`, or all distances of means, are below 1e-8, and here the unit of
/// the rows does not matter.
///
/// # References
///
/// Davies & Bouldin, "A cluster separation measure", IEEE Trans. PAMI 1 (1979).
///
/// # Errors
///
/// As [`calinski_harabasz`].
///
/// # Examples
///
/// ```
/// use ndarray::array;
/// use regulars::segment::davies_bouldin;
///
/// let rows = array![[0.0], [1.0], [10.0], [11.0]];
/// assert_eq!(davies_bouldin(rows.view(), &[0, 0, 1, 1])?, 0.1);
/// # Ok::<(), regulars::Error>(())
/// ```
pub fn davies_bouldin(rows: ArrayView2<'_, f64>, labels: &[u32]) -> Result<f64> {
    let grouped = Grouped::new(rows, labels)?;
    let (means, width, k) = (grouped.means(), rows.ncols(), grouped.len());
    let of = |group: usize| &means[group * width..(group + 1) * width];
    let mut spread = grouped.sums(k, |sums, row, group| {
        sums[group] += square(grouped.rows.row(row), of(group)).sqrt();
    });
    spread.iter_mut().zip(&grouped.sizes).for_each(|(sum, &size)| *sum /= count(size));
    let worst = |i: usize| {
        let others = (0..k).filter(|&j| j != i).map(|j| (j, square(of(i), of(j)).sqrt()));
        // In our unit all are finite, so that the greatest is not taken among NaN.
        let apart = others.filter(|&(_, apart)| 0.0 < apart);
        apart.map(|(j, apart)| (spread[i] + spread[j]) / apart).fold(0.0, f64::max)
    };
    Ok((0..k).map(worst).sum::<f64>() / count(k))
}
