//! One pass over rows: the label of each, unless its bounds say that it keeps the one it has, and
//! the sums of those that share one.

use std::ops::Range;

use pulp::{Arch, Simd, WithSimd};

use super::kernel::{Centres, FILTERED_FROM, direct, filtered};
use super::points::{Aligned, Lines, Points, TILE};
use super::sums::{LANES, MASKED_TO, join, masked, scattered, weigh};

/// Tiles that are labelled before they are summed: few enough to stay in the second cache, and
/// enough to fill a tile with the rows whose bounds do not decide.
const SPAN: usize = 32;

/// What a block of rows adds up to.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sums {
    /// For each centre its rows' weighted sums, feature by feature, and then their weight.
    pub(super) cells: Vec<f64>,
    /// Rows whose label is another than before.
    pub(super) moved: u64,
}

/// By how much the bounds of rows shrink, as their centres have moved since.
///
/// A row's gap is a lower bound of how much farther every other centre is than its own. It
/// shrinks by at most the way of its own centre and the longest way of any other (Hamerly,
/// "Making k-means even faster", SDM 2010, whose two bounds are here one difference).
#[derive(Debug, Default)]
pub(super) struct Drops {
    /// By label.
    pub(super) by: Vec<f64>,
    /// Gaps above this are beyond every rounding, so that the label is what distances would say.
    pub(super) least: f64,
}

impl Drops {
    /// Shrinks the gaps of rows, now that centres have moved; how many have none left.
    #[inline(always)]
    fn shrink(&self, gaps: &mut [f64], labels: &[u32]) -> usize {
        /// What is lost to rounding with each subtraction, and more.
        const KEPT: f64 = 1.0 - 1e-14;
        let mut open = 0;
        for (gap, &label) in gaps.iter_mut().zip(labels) {
            let by = self.by.get(label as usize).copied().unwrap_or(f64::INFINITY);
            *gap = (*gap - by) * KEPT;
            open += usize::from(*gap <= self.least);
        }
        open
    }
}

/// One pass over a block of tiles: labels, if they are to be found, and sums by label.
pub(super) struct Pass<'a> {
    pub(super) points: &'a Points,
    pub(super) tiles: Range<usize>,
    pub(super) centres: &'a Centres,
    pub(super) labels: &'a mut [u32],
    /// Bounds by row, or none.
    pub(super) gaps: &'a mut [f64],
    pub(super) drops: &'a Drops,
    pub(super) assign: bool,
    pub(super) sum: bool,
}

impl Pass<'_> {
    pub(super) fn run(self) -> Sums {
        Arch::new().dispatch(self)
    }
}

impl WithSimd for Pass<'_> {
    type Output = Sums;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Sums {
        let Pass { points, tiles, centres, labels, gaps, drops, assign, sum } = self;
        let (k, width) = (centres.count, points.columns + 1);
        let cells = if sum { k * width * LANES } else { 0 };
        let mut lanes = Aligned::zeros(cells);
        let lanes = &mut lanes.all_mut()[..cells];
        let weighted = if points.weighted() { points.columns * TILE } else { 0 };
        let mut weighted = Aligned::zeros(weighted);
        let weighted = weighted.all_mut();
        let mut queue = Queue::new(points.columns);
        let (mut wide, mut moved) = (Lines([0_u64; TILE]), 0);
        let bounded = !gaps.is_empty();
        let mut gaps = gaps.chunks_mut(SPAN * TILE);
        for (span, labels) in labels.chunks_mut(SPAN * TILE).enumerate() {
            let first = tiles.start + span * SPAN;
            let gaps = gaps.next().unwrap_or_default();
            if assign {
                moved += assigned(simd, points, first, centres, labels, gaps, drops, &mut queue);
            }
            if !sum {
                continue;
            }
            for (tile, labels) in (first..).zip(labels.chunks(TILE)) {
                wide.0.iter_mut().zip(labels).for_each(|(wide, &label)| *wide = label.into());
                let (mut x, weights) = (points.tile(tile), points.weights(tile));
                if points.weighted() {
                    weigh(x, weights, weighted);
                    x = &weighted[..x.len()];
                }
                if k <= MASKED_TO {
                    // Bounds leave tiles unread, and masks go over one so long that the next comes
                    // late: of a million rows an iteration took up to half as long again.
                    if bounded && tile + 1 < tiles.end {
                        points.touch(tile + 1);
                    }
                    masked(simd, x, weights, k, &wide.0, lanes);
                } else {
                    scattered(x, weights, k, &wide.0, lanes);
                }
            }
        }
        Sums { cells: join(lanes, k, width), moved }
    }
}

/// Rows whose bounds do not decide, from several tiles, until they fill one.
struct Queue {
    tile: Aligned,
    rows: [usize; TILE],
    len: usize,
}

impl Queue {
    fn new(columns: usize) -> Self {
        Self { tile: Aligned::zeros(columns * TILE), rows: [0; TILE], len: 0 }
    }

    /// Takes row `at` of a tile, which is `row` of its span.
    #[inline(always)]
    fn push(&mut self, tile: &[f64], at: usize, row: usize) {
        let to = self.tile.all_mut().iter_mut().skip(self.len).step_by(TILE);
        to.zip(tile.iter().skip(at).step_by(TILE)).for_each(|(to, &x)| *to = x);
        self.rows[self.len] = row;
        self.len += 1;
    }

    /// Labels the rows that are in, and lets them go; how many moved.
    #[inline(always)]
    fn flush<S: Simd>(
        &mut self,
        simd: S,
        centres: &Centres,
        labels: &mut [u32],
        gaps: &mut [f64],
    ) -> u64 {
        let (mut wide, mut own, mut moved) = (Lines([0_u64; TILE]), [0.0; TILE], 0);
        let tile = &self.tile.all()[..centres.columns * TILE];
        filtered(simd, tile, centres, self.len, &mut wide.0, &mut own);
        for ((&row, &label), &gap) in self.rows.iter().zip(&wide.0).zip(&own).take(self.len) {
            moved += narrow(&[label], &mut labels[row..=row]);
            gaps[row] = gap;
        }
        self.len = 0;
        moved
    }
}

/// Labels for the tiles of a span; how many rows moved.
#[inline(always)]
#[expect(clippy::too_many_arguments, reason = "a part of one loop")]
fn assigned<S: Simd>(
    simd: S,
    points: &Points,
    first: usize,
    centres: &Centres,
    labels: &mut [u32],
    gaps: &mut [f64],
    drops: &Drops,
    queue: &mut Queue,
) -> u64 {
    let (mut wide, mut moved) = (Lines([0_u64; TILE]), 0);
    let rows = labels.len();
    for (tile, start) in (first..).zip((0..rows).step_by(TILE)) {
        let x = points.tile(tile);
        let place = start..rows.min(start + TILE);
        let here = &mut labels[place.clone()];
        if centres.columns < FILTERED_FROM {
            direct(simd, x, centres, &mut wide.0);
            moved += narrow(&wide.0, here);
            continue;
        }
        let bounds = gaps.get_mut(place.clone()).unwrap_or_default();
        let open = drops.shrink(bounds, here);
        if bounds.is_empty() || TILE < 2 * open {
            filtered(simd, x, centres, here.len(), &mut wide.0, bounds);
            moved += narrow(&wide.0, here);
        } else if 0 < open {
            for row in place {
                if gaps[row] <= drops.least {
                    queue.push(x, row - start, row);
                }
                if queue.len == TILE {
                    moved += queue.flush(simd, centres, labels, gaps);
                }
            }
        }
    }
    if 0 < queue.len {
        moved += queue.flush(simd, centres, labels, gaps);
    }
    moved
}

/// Labels of a tile into their place; how many are others than before.
#[inline(always)]
fn narrow(wide: &[u64], labels: &mut [u32]) -> u64 {
    let mut moved = 0_u32;
    for (label, &wide) in labels.iter_mut().zip(wide) {
        #[expect(clippy::cast_possible_truncation, reason = "labels are below k, a u32")]
        let new = wide as u32;
        moved += u32::from(*label != new);
        *label = new;
    }
    moved.into()
}
