//! The loops in which the time is spent: which centre is nearest to each row.
//!
//! Vectors run across rows: a row's own sum has one order, feature by feature, whatever the
//! width of the machine.

use pulp::Simd;

use super::points::{Lines, TILE};

/// Vectors that are in work at once.
const GROUP: usize = 4;

/// From so many features on, distances are first compared by `‖c‖² − 2 x·c`, one operation a
/// feature where `(x − c)²` takes three. Below, what the comparison of its errors costs is more.
pub(super) const FILTERED_FROM: usize = 5;

/// Rows of a tile that may be decided one by one before the whole tile is.
const FEW: usize = 8;

/// Centres, in the several orders that the loops want.
#[derive(Debug)]
pub(super) struct Centres {
    /// Row by row.
    pub(super) flat: Vec<f64>,
    pub(super) count: usize,
    pub(super) columns: usize,
    // Two by two, feature by feature; an odd one is paired with one at infinity.
    pairs: Vec<[f64; 2]>,
    // The same four by four of `-2 c`, the last beside 0, and of squared norms, beside infinity.
    doubled: Vec<[f64; 4]>,
    norms: Vec<[f64; 4]>,
    // The largest squared norm.
    largest: f64,
}

impl Centres {
    pub(super) fn new(flat: Vec<f64>, columns: usize) -> Self {
        let count = flat.len() / columns;
        let mut norms: Vec<f64> =
            flat.chunks_exact(columns).map(|c| c.iter().map(|x| x * x).sum::<f64>()).collect();
        let largest = norms.iter().copied().fold(0.0, f64::max);
        norms.resize(count.next_multiple_of(4), f64::INFINITY);
        let norms = norms.as_chunks().0.to_vec();
        let pairs = interleaved(&flat, columns, f64::INFINITY);
        let doubled: Vec<f64> = flat.iter().map(|x| -2.0 * x).collect();
        let doubled = interleaved(&doubled, columns, 0.0);
        Self { count, columns, pairs, doubled, norms, largest, flat }
    }

    /// One of them.
    pub(super) fn row(&self, centre: usize) -> &[f64] {
        &self.flat[centre * self.columns..][..self.columns]
    }
}

/// Rows so many by so many, feature by feature, the last of them beside `filler`.
fn interleaved<const N: usize>(flat: &[f64], columns: usize, filler: f64) -> Vec<[f64; N]> {
    let (count, at) = (flat.len() / columns, |row: usize, j: usize| flat.get(row * columns + j));
    let places = (0..count.div_ceil(N)).flat_map(|group| (0..columns).map(move |j| (group, j)));
    places
        .map(|(group, j)| std::array::from_fn(|i| at(group * N + i, j).copied().unwrap_or(filler)))
        .collect()
}

/// The nearest centre of each row by `Σ (x − c)²`, the lowest label of those that tie.
#[inline(always)]
pub(super) fn direct<S: Simd>(simd: S, tile: &[f64], centres: &Centres, labels: &mut [u64; TILE]) {
    let x = S::as_simd_f64s(tile).0;
    let labels = S::as_mut_simd_u64s(labels).0.as_chunks_mut::<GROUP>().0;
    let (width, d) = (TILE / S::F64_LANES, centres.columns);
    for (group, labels) in labels.iter_mut().enumerate() {
        let mut best = [simd.splat_f64s(f64::INFINITY); GROUP];
        *labels = [simd.splat_u64s(0); GROUP];
        for (number, pair) in centres.pairs.chunks_exact(d).enumerate() {
            let mut sums = [[simd.splat_f64s(0.0); GROUP]; 2];
            for (column, pair) in x.chunks_exact(width).zip(pair) {
                let column = &column.as_chunks::<GROUP>().0[group];
                for (sums, &c) in sums.iter_mut().zip(pair) {
                    let c = simd.splat_f64s(c);
                    for (sum, &x) in sums.iter_mut().zip(column) {
                        let off = simd.sub_f64s(x, c);
                        *sum = simd.add_f64s(*sum, simd.mul_f64s(off, off));
                    }
                }
            }
            for (sums, label) in sums.iter().zip(2 * number as u64..) {
                let label = simd.splat_u64s(label);
                for ((&sum, best), labels) in sums.iter().zip(&mut best).zip(&mut *labels) {
                    let nearer = simd.less_than_f64s(sum, *best);
                    *best = simd.select_f64s(nearer, sum, *best);
                    *labels = simd.select_u64s(nearer, label, *labels);
                }
            }
        }
    }
}

/// The labels of [`direct`], found by `‖c‖² − 2 x·c` where that leaves no doubt.
///
/// With `u` = 2^-53 and `M = (‖x‖ + ‖c‖)²`, rounding moves `‖c‖² − 2 x·c` by less than
/// `(2 d + 3) u M`, fused or not, and `Σ (x − c)²` by less than `(d + 2) u M`. Two centres whose
/// values differ by more than twice the sum of these, `(6 d + 10) u M`, are therefore in the
/// same order by both; and `M ≤ 2 (‖x‖² + max ‖c‖²)`. The margin is `(16 d + 64) u` times the
/// last bracket, which leaves room for terms in `u²` and for its own rounding, and a little more
/// for underflow.
#[inline(always)]
pub(super) fn filtered<S: Simd>(
    simd: S,
    tile: &[f64],
    centres: &Centres,
    rows: usize,
    labels: &mut [u64; TILE],
    gaps: &mut [f64],
) {
    let (mut clear, mut far) = (Lines([0.0; TILE]), Lines([0.0; TILE]));
    let (clear, far) = (&mut clear.0, &mut far.0);
    // As many sums at once as the machine has registers for.
    if 32 <= S::REGISTER_COUNT {
        by_norms::<S, 4>(simd, tile, centres, labels, clear, far);
    } else {
        by_norms::<S, 2>(simd, tile, centres, labels, clear, far);
    }
    // A row in doubt has no gap: its own centre may be the second here.
    for ((gap, &far), &clear) in gaps.iter_mut().zip(&*far).zip(&*clear) {
        *gap = if 0.0 < clear { far } else { -1.0 };
    }
    let doubts = clear.iter().take(rows).filter(|&&clear| clear <= 0.0).count();
    if doubts == 0 {
        return;
    }
    if FEW < doubts {
        direct(simd, tile, centres, labels);
        return;
    }
    for (row, label) in labels.iter_mut().enumerate().take(rows) {
        if clear[row] <= 0.0 {
            *label = one(tile, row, centres);
        }
    }
}

/// The nearest by norms; by how much more than the margin the second's value is larger; and a
/// lower bound of how much farther the second is.
#[inline(always)]
fn by_norms<S: Simd, const N: usize>(
    simd: S,
    tile: &[f64],
    centres: &Centres,
    labels: &mut [u64; TILE],
    clear: &mut [f64; TILE],
    gaps: &mut [f64; TILE],
) {
    let x = S::as_simd_f64s(tile).0;
    let labels = S::as_mut_simd_u64s(labels).0.as_chunks_mut::<N>().0;
    let clear = S::as_mut_simd_f64s(clear).0.as_chunks_mut::<N>().0;
    let gaps = S::as_mut_simd_f64s(gaps).0.as_chunks_mut::<N>().0;
    let (width, d) = (TILE / S::F64_LANES, centres.columns);
    #[expect(clippy::cast_precision_loss, reason = "features are few")]
    let margin = simd.splat_f64s((16.0 * d as f64 + 64.0) * (f64::EPSILON / 2.0));
    for (group, ((labels, clear), gaps)) in labels.iter_mut().zip(clear).zip(gaps).enumerate() {
        let mut best = [simd.splat_f64s(f64::INFINITY); N];
        let mut second = best;
        *labels = [simd.splat_u64s(0); N];
        let pairs = centres.doubled.chunks_exact(d).zip(&centres.norms);
        for (number, (pair, norms)) in pairs.enumerate() {
            let mut sums = norms.map(|norm| [simd.splat_f64s(norm); N]);
            for (column, pair) in x.chunks_exact(width).zip(pair) {
                let column = &column.as_chunks::<N>().0[group];
                for (sums, &c) in sums.iter_mut().zip(pair) {
                    let c = simd.splat_f64s(c);
                    for (sum, &x) in sums.iter_mut().zip(column) {
                        *sum = simd.mul_add_e_f64s(x, c, *sum);
                    }
                }
            }
            for (sums, label) in sums.iter().zip(4 * number as u64..) {
                let label = simd.splat_u64s(label);
                for (i, &sum) in sums.iter().enumerate() {
                    let nearer = simd.less_than_f64s(sum, best[i]);
                    let other = simd.max_f64s(sum, best[i]);
                    second[i] = simd.min_f64s(second[i], other);
                    best[i] = simd.min_f64s(best[i], sum);
                    labels[i] = simd.select_u64s(nearer, label, labels[i]);
                }
            }
        }
        let zero = simd.splat_f64s(0.0);
        let mut norms = [zero; N];
        for column in x.chunks_exact(width) {
            for (norm, &x) in norms.iter_mut().zip(&column.as_chunks::<N>().0[group]) {
                *norm = simd.mul_add_e_f64s(x, x, *norm);
            }
        }
        let (least, largest) = (simd.splat_f64s(1e-290), simd.splat_f64s(centres.largest));
        for i in 0..N {
            let bracket = simd.add_f64s(norms[i], largest);
            let margin = simd.add_f64s(simd.mul_f64s(bracket, margin), least);
            clear[i] = simd.sub_f64s(simd.sub_f64s(second[i], best[i]), margin);
            // The margin is more than twice what rounding does to one value and the norm.
            let near = simd.max_f64s(simd.add_f64s(norms[i], best[i]), zero);
            let far = simd.sub_f64s(simd.add_f64s(norms[i], second[i]), margin);
            let near = simd.sqrt_f64s(simd.add_f64s(near, margin));
            gaps[i] = simd.sub_f64s(simd.sqrt_f64s(simd.max_f64s(far, zero)), near);
        }
    }
}

/// The nearest centre of one row, as [`direct`] finds it.
fn one(tile: &[f64], row: usize, centres: &Centres) -> u64 {
    let x = tile.iter().skip(row).step_by(TILE);
    let (mut best, mut label) = (f64::INFINITY, 0);
    for (centre, number) in centres.flat.chunks_exact(centres.columns).zip(0..) {
        let sum = distance(x.clone().copied(), centre);
        if sum < best {
            (best, label) = (sum, number);
        }
    }
    label
}

/// The squared distances of a tile's rows from the centres of their labels.
pub(super) fn own(tile: &[f64], labels: &[u32], centres: &Centres, off: &mut [f64; TILE]) {
    off.fill(0.0);
    for (j, column) in tile.chunks_exact(TILE).enumerate() {
        for ((off, &x), &label) in off.iter_mut().zip(column).zip(labels) {
            let by = x - centres.flat[label as usize * centres.columns + j];
            *off += by * by;
        }
    }
}

/// `Σ (x − c)²`, in the order of features.
pub(super) fn distance(x: impl Iterator<Item = f64>, centre: &[f64]) -> f64 {
    x.zip(centre).fold(0.0, |sum, (x, c)| sum + (x - c) * (x - c))
}
