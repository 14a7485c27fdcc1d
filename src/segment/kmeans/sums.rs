//! The sums of rows that share a centre.
//!
//! A sum over rows goes through [`LANES`] running sums, row `r` into sum `r mod LANES`, joined at
//! the end of a block; that is one vector on the widest machine, and the same bits on all others.

use pulp::Simd;

use super::points::TILE;

/// Running sums a cell.
pub(super) const LANES: usize = 8;

/// Up to so many centres, sums go by masks: every tile is added to every centre.
pub(super) const MASKED_TO: usize = 12;

/// Vectors that are in work at once.
const GROUP: usize = 4;

/// Rows times their weights.
#[inline(always)]
pub(super) fn weigh(x: &[f64], weights: &[f64], out: &mut [f64]) {
    for (out, x) in out.chunks_exact_mut(TILE).zip(x.chunks_exact(TILE)) {
        out.iter_mut().zip(x).zip(weights).for_each(|((out, x), w)| *out = x * w);
    }
}

/// Adds a tile to the sums of every centre, times 1 where the label is its, and 0 elsewhere.
#[inline(always)]
pub(super) fn masked<S: Simd>(
    simd: S,
    x: &[f64],
    weights: &[f64],
    k: usize,
    labels: &[u64; TILE],
    lanes: &mut [f64],
) {
    let (x, weights) = (S::as_simd_f64s(x).0, S::as_simd_f64s(weights).0);
    let labels = S::as_simd_u64s(labels).0.as_chunks::<GROUP>().0;
    let lanes = S::as_mut_simd_f64s(lanes).0;
    let (width, per) = (TILE / S::F64_LANES, LANES / S::F64_LANES);
    let zero = simd.splat_f64s(0.0);
    for (group, labels) in labels.iter().enumerate() {
        for c in 0..k {
            let own = simd.splat_u64s(c as u64);
            let own = labels.map(|label| simd.equal_u64s(label, own));
            for (j, column) in x.chunks_exact(width).chain([weights]).enumerate() {
                let column = &column.as_chunks::<GROUP>().0[group];
                let sums = &mut lanes[(j * k + c) * per..][..per];
                for (i, (&x, &own)) in column.iter().zip(&own).enumerate() {
                    let sum = &mut sums[(group * GROUP + i) % per];
                    *sum = simd.add_f64s(*sum, simd.select_f64s(own, x, zero));
                }
            }
        }
    }
}

/// Adds each row of a tile to the sums of its own centre.
#[inline(always)]
pub(super) fn scattered(
    x: &[f64],
    weights: &[f64],
    k: usize,
    labels: &[u64; TILE],
    lanes: &mut [f64],
) {
    let mut places = [0_usize; TILE];
    for (row, (place, &label)) in places.iter_mut().zip(labels).enumerate() {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "labels are below k, a count in memory"
        )]
        let label = label as usize;
        *place = label * LANES + row % LANES;
    }
    let columns = x.chunks_exact(TILE).chain([weights]);
    for (column, sums) in columns.zip(lanes.chunks_exact_mut(k * LANES)) {
        for (&place, &x) in places.iter().zip(column) {
            sums[place] += x;
        }
    }
}

/// The lanes of each cell joined, from feature by centre to centre by feature.
pub(super) fn join(lanes: &[f64], k: usize, width: usize) -> Vec<f64> {
    let cells: Vec<f64> =
        lanes.as_chunks::<LANES>().0.iter().map(|lanes| lanes.iter().sum()).collect();
    let across = |c| (0..width).map(move |j| (j, c));
    if cells.is_empty() {
        return cells;
    }
    (0..k).flat_map(across).map(|(j, c)| cells[j * k + c]).collect()
}
