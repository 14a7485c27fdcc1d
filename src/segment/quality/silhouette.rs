//! How much nearer rows are to their own group than to the next.

use std::ops::Range;

use ndarray::ArrayView2;

use super::grouped::{Grouped, count};
use crate::error::{ErrorKind, Result};
use crate::par;

/// How well each row sits in its group, from −1 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Silhouette {
    samples: Vec<f64>,
    groups: Vec<(u32, f64)>,
    mean: f64,
}

impl Silhouette {
    /// The mean over all rows.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// Each row's.
    #[must_use]
    pub fn samples(&self) -> &[f64] {
        &self.samples
    }

    /// The mean of each label's rows, in the order of labels.
    #[must_use]
    pub fn groups(&self) -> &[(u32, f64)] {
        &self.groups
    }

    fn new(grouped: &Grouped<'_>, samples: Vec<f64>) -> Self {
        let sums = grouped.sums(grouped.len(), |sums, row, group| sums[group] += samples[row]);
        let mean = sums.iter().sum::<f64>() / count(samples.len());
        let of = |((&label, sum), &size): ((&u32, f64), &usize)| (label, sum / count(size));
        let groups = grouped.labels.iter().zip(sums).zip(&grouped.sizes).map(of).collect();
        Self { samples, groups, mean }
    }
}

/// The silhouette of every row, by its distances from all others.
///
/// It takes time in proportion to the square of the number of rows: some tenths of a second for
/// 20,000. [`simplified_silhouette`] compares rows with centres alone.
///
/// # Formula
///
/// With `a` the mean distance from the other rows of the group, and `b` the least mean distance from
/// the rows of another, `(b − a) / max(a, b)`; 0 for a row that is alone in its group.
///
/// # References
///
/// Rousseeuw, "Silhouettes: a graphical aid to the interpretation and validation of cluster analysis",
/// Journal of Computational and Applied Mathematics 20 (1987).
///
/// # Errors
///
/// As [`calinski_harabasz`](super::calinski_harabasz).
///
/// # Examples
///
/// ```
/// use ndarray::array;
/// use regulars::segment::silhouette;
///
/// let rows = array![[0.0], [1.0], [10.0], [11.0]];
/// let found = silhouette(rows.view(), &[0, 0, 1, 1])?;
/// assert_eq!(found.samples()[0], (10.5 - 1.0) / 10.5);
/// # Ok::<(), regulars::Error>(())
/// ```
pub fn silhouette(rows: ArrayView2<'_, f64>, labels: &[u32]) -> Result<Silhouette> {
    let grouped = Grouped::new(rows, labels)?;
    let sorted = Sorted::new(&grouped);
    let blocks = par::map_blocks(rows.nrows(), BLOCK, |block| {
        pulp::Arch::new().dispatch(|| sorted.silhouettes(&grouped, block.clone()))
    });
    Ok(Silhouette::new(&grouped, blocks.concat()))
}

/// The mean silhouette with distances from the centres of groups in place of those from their rows:
/// in one pass over the rows, and near to the other where groups are round. `centers` has a row for
/// each label from 0 on.
///
/// # References
///
/// Hruschka, de Castro & Campello, "Evolutionary algorithms for clustering gene-expression data",
/// ICDM 2004.
///
/// # Errors
///
/// As [`calinski_harabasz`](super::calinski_harabasz);
/// [`ErrorKind::Width`] for centres of another width than the rows, and [`ErrorKind::Length`] if a
/// label has none.
///
/// # Examples
///
/// ```
/// use ndarray::array;
/// use regulars::segment::simplified_silhouette;
///
/// let (rows, centers) = (array![[0.0], [1.0], [10.0], [11.0]], array![[0.5], [10.5]]);
/// let mean = simplified_silhouette(rows.view(), &[0, 0, 1, 1], centers.view())?;
/// assert!((mean - 0.95).abs() < 0.01);
/// # Ok::<(), regulars::Error>(())
/// ```
pub fn simplified_silhouette(
    rows: ArrayView2<'_, f64>,
    labels: &[u32],
    centers: ArrayView2<'_, f64>,
) -> Result<f64> {
    let grouped = Grouped::new(rows, labels)?;
    if centers.ncols() != rows.ncols() {
        let (found, expected) = (centers.ncols(), rows.ncols());
        return Err(ErrorKind::Width { found, expected }.into());
    }
    let needed = grouped.labels.iter().max().map_or(0, |&label| label as usize + 1);
    if centers.nrows() < needed {
        let (column, found) = ("centers".to_owned(), centers.nrows());
        return Err(ErrorKind::Length { column, found, expected: needed }.into());
    }
    let centers: Vec<Vec<f64>> = centers.rows().into_iter().map(|row| row.to_vec()).collect();
    let sum = grouped.sums(1, |sums, row, group| {
        let own = grouped.labels[group] as usize;
        let distance = |center: &[f64]| grouped.square(row, center).sqrt();
        let others = centers.iter().enumerate().filter(|(label, _)| *label != own);
        let next = others.map(|(_, center)| distance(center)).fold(f64::INFINITY, f64::min);
        sums[0] += of(distance(&centers[own]), next);
    })[0];
    Ok(sum / count(rows.nrows()))
}

/// Rows whose silhouettes are one task.
const BLOCK: usize = 64;

/// Distances that are computed, and summed, side by side: as many as the widest vectors hold, and so
/// many on every machine, for the same bits.
const LANES: usize = 8;

/// A row's silhouette by its distances from its own group and from the next.
fn of(own: f64, next: f64) -> f64 {
    let most = own.max(next);
    if 0.0 < most { (next - own) / most } else { 0.0 }
}

/// The columns of the rows, group by group.
struct Sorted {
    columns: Vec<Vec<f64>>,
    ranges: Vec<Range<usize>>,
}

impl Sorted {
    fn new(grouped: &Grouped<'_>) -> Self {
        let mut order: Vec<usize> = (0..grouped.groups.len()).collect();
        order.sort_by_key(|&row| grouped.groups[row]);
        let column = |at: usize| order.iter().map(|&row| grouped.rows[[row, at]]).collect();
        let mut end = 0;
        let range = |&size: &usize| {
            end += size;
            end - size..end
        };
        Self {
            columns: (0..grouped.rows.ncols()).map(column).collect(),
            ranges: grouped.sizes.iter().map(range).collect(),
        }
    }

    #[inline(always)]
    fn silhouettes(&self, grouped: &Grouped<'_>, rows: Range<usize>) -> Vec<f64> {
        let mut row = vec![0.0; self.columns.len()];
        let silhouette = |at: usize| {
            row.iter_mut().zip(grouped.rows.row(at)).for_each(|(to, x)| *to = *x);
            let (own, size) = (grouped.groups[at], grouped.sizes[grouped.groups[at]]);
            if size == 1 {
                return 0.0;
            }
            let (mut within, mut next) = (0.0, f64::INFINITY);
            for (group, range) in self.ranges.iter().enumerate() {
                let sum = self.distances(&row, range.clone());
                if group == own {
                    within = sum / count(size - 1);
                } else {
                    next = next.min(sum / count(range.len()));
                }
            }
            of(within, next)
        };
        rows.map(silhouette).collect()
    }

    /// The sum of the distances of a row from those of a group.
    #[inline(always)]
    fn distances(&self, row: &[f64], range: Range<usize>) -> f64 {
        let mut sums = [0.0; LANES];
        let mut start = range.start;
        while start + LANES <= range.end {
            let mut squares = [0.0; LANES];
            for (column, x) in self.columns.iter().zip(row) {
                let Some(others) = column[start..].first_chunk::<LANES>() else { break };
                for lane in 0..LANES {
                    let off = others[lane] - x;
                    squares[lane] += off * off;
                }
            }
            for lane in 0..LANES {
                sums[lane] += squares[lane].sqrt();
            }
            start += LANES;
        }
        for (at, sum) in (start..range.end).zip(&mut sums) {
            let off = |(column, x): (&Vec<f64>, &f64)| (column[at] - x) * (column[at] - x);
            *sum += self.columns.iter().zip(row).map(off).sum::<f64>().sqrt();
        }
        sums.iter().sum()
    }
}
