//! Indices by how groups spread about their means.

use ndarray::ArrayView2;

use super::grouped::{Grouped, count};
use crate::error::Result;

/// Calinski and Harabasz's index: how far groups are apart against how far they spread; the more the
/// better, without a bound.
///
/// # Formula
///
/// With `n` rows in `k` groups, `Σ nᵢ·|mᵢ − m|² / (k − 1)` over `Σ |x − mᵢ|² / (n − k)`; 1 if no group
/// spreads at all.
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
/// [`ErrorKind::TooLittle`](crate::ErrorKind::TooLittle) for fewer than two labels and for as many
/// as rows.
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
    let (means, width) = (grouped.means(), rows.ncols());
    let n = rows.nrows();
    let mut mean = vec![0.0; width];
    for (of, &size) in means.chunks_exact(width.max(1)).zip(&grouped.sizes) {
        mean.iter_mut().zip(of).for_each(|(sum, x)| *sum += count(size) * x / count(n));
    }
    let square =
        |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>();
    let groups = means.chunks_exact(width.max(1)).zip(&grouped.sizes);
    let between: f64 = groups.map(|(of, &size)| count(size) * square(of, &mean)).sum();
    let within = grouped.sums(1, |sums, row, group| {
        sums[0] += grouped.square(row, &means[group * width..(group + 1) * width]);
    })[0];
    let k = grouped.len();
    if within <= 0.0 {
        return Ok(1.0);
    }
    Ok(between / count(k - 1) / (within / count(n - k)))
}

/// Davies and Bouldin's index: how far each group spreads, with the group that is the least well told
/// from it, against the distance between both; the less the better, at least 0.
///
/// # Formula
///
/// With `sᵢ` the mean distance of a group's rows from their mean `mᵢ`, the mean over `i` of the
/// greatest `(sᵢ + sⱼ) / |mᵢ − mⱼ|`. Groups with the same mean are not compared, as in scikit-learn.
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
        sums[group] += grouped.square(row, of(group)).sqrt();
    });
    spread.iter_mut().zip(&grouped.sizes).for_each(|(sum, &size)| *sum /= count(size));
    let apart = |i: usize, j: usize| {
        let square = of(i).iter().zip(of(j)).map(|(x, y)| (x - y) * (x - y)).sum::<f64>();
        square.sqrt()
    };
    let worst = |i: usize| {
        let others = (0..k).filter(|&j| j != i && 0.0 < apart(i, j));
        others.map(|j| (spread[i] + spread[j]) / apart(i, j)).fold(0.0, f64::max)
    };
    Ok((0..k).map(worst).sum::<f64>() / count(k))
}
