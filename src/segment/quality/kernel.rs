//! The loops in which the time of silhouettes is spent: distances of rows from whole groups.

use std::ops::Range;

use super::grouped::{Grouped, count};
use crate::par;

/// The silhouettes of these rows among all.
pub(super) fn silhouettes(grouped: &Grouped<'_>, rows: &[usize]) -> Vec<f64> {
    let sorted = Sorted::new(grouped);
    let blocks = par::map_blocks(rows.len(), BLOCK, |block| {
        pulp::Arch::new().dispatch(|| {
            let rows = rows[block.clone()].iter();
            rows.map(|&row| sorted.silhouette(grouped, row)).collect::<Vec<f64>>()
        })
    });
    blocks.concat()
}

/// Rows whose silhouettes are one task.
const BLOCK: usize = 64;

/// Distances that are computed, and summed, side by side: as many as the widest vectors hold, and so
/// many on every machine, for the same bits.
const LANES: usize = 8;

/// A silhouette by its distances from its own group and from the next.
pub(super) fn silhouette(own: f64, next: f64) -> f64 {
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

    /// A row's silhouette.
    #[inline(always)]
    fn silhouette(&self, grouped: &Grouped<'_>, row: usize) -> f64 {
        let (own, size) = (grouped.groups[row], grouped.sizes[grouped.groups[row]]);
        if size == 1 {
            return 0.0;
        }
        let row = grouped.rows.row(row).to_vec();
        let (mut within, mut next) = (0.0, f64::INFINITY);
        for (group, range) in self.ranges.iter().enumerate() {
            let sum = self.distances(&row, range.clone());
            if group == own {
                within = sum / count(size - 1);
            } else {
                next = next.min(sum / count(range.len()));
            }
        }
        silhouette(within, next)
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
