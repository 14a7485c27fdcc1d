//! The first centres.

use std::ops::Range;

use libm::log as ln;
use pulp::{Arch, Simd, WithSimd};

use super::kernel::Centres;
use super::lloyd;
use super::points::{Points, TILE};
use super::sums::LANES;
use crate::num::rng::Rng;
use crate::par;

/// Rounds of [`parallel`]; five are what its authors found enough.
const ROUNDS: usize = 5;

/// Greedy k-means++: every draw is one of several, the one that leaves the least inertia.
///
/// One pass a draw over all rows: `O(n k d)` with a factor of `3 + ln k`.
pub(super) fn plus_plus(points: &Points, k: usize, rng: &mut Rng) -> Vec<f64> {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a logarithm of a count is small"
    )]
    let trials = 2 + ln(k as f64) as usize;
    let mut field = Field::new(points);
    let first = field.draw(rng);
    let mut chosen: Vec<f64> = points.row(first).collect();
    field.take(&chosen);
    while chosen.len() < k * points.columns {
        let drawn: Vec<f64> = (0..trials).flat_map(|_| points.row(field.draw(rng))).collect();
        let left = field.left(&drawn);
        let tried = drawn.chunks_exact(points.columns).zip(left);
        let best = tried.reduce(|best, other| if other.1 < best.1 { other } else { best });
        let Some((best, _)) = best else { break };
        field.take(best);
        chosen.extend_from_slice(best);
    }
    chosen
}

/// k-means‖: each round takes every row with a chance in proportion to its squared distance from
/// those taken, some `k` in all; among the rows taken, weighted by those nearest to each,
/// k-means++ chooses.
pub(super) fn parallel(points: &Points, k: usize, rng: &mut Rng) -> Vec<f64> {
    let mut field = Field::new(points);
    let mut chosen: Vec<f64> = points.row(field.draw(rng)).collect();
    field.take(&chosen);
    for _ in 0..ROUNDS {
        let taken: Vec<f64> =
            field.scatter(k, rng).into_iter().flat_map(|row| points.row(row)).collect();
        if !taken.is_empty() {
            field.take(&taken);
            chosen.extend(taken);
        }
    }
    let candidates = Centres::new(chosen, points.columns);
    let mut labels = vec![0; points.rows];
    let sums = lloyd::pass(points, &candidates, &mut labels, true, true).cells;
    let weights: Vec<f64> =
        sums.chunks_exact(points.columns + 1).filter_map(|cells| cells.last().copied()).collect();
    let few = Points::beside(points, &candidates.flat, weights);
    if few.check_distinct(k).is_err() {
        return plus_plus(points, k, rng);
    }
    plus_plus(&few, k, rng)
}

/// Squared distances of all rows from the nearest of the rows chosen so far.
struct Field<'a> {
    points: &'a Points,
    // One a row of every tile; times the weight it is the chance to be drawn.
    near: Vec<f64>,
    // The sum of those chances, block by block.
    sums: Vec<f64>,
    // Whether a row is chosen; until one is, chances are the weights.
    begun: bool,
}

impl<'a> Field<'a> {
    /// Nothing chosen: chances are weights.
    fn new(points: &'a Points) -> Self {
        let near = vec![1.0; points.tiles() * TILE];
        let sums = par::map_blocks(points.rows, par::BLOCK, |rows| {
            rows.map(|row| points.weight(row)).sum::<f64>()
        });
        Self { points, near, sums, begun: false }
    }

    fn chance(&self, row: usize) -> f64 {
        self.near[row] * self.points.weight(row)
    }

    /// A row, with the chances as they are.
    fn draw(&self, rng: &mut Rng) -> usize {
        let mut rest = rng.uniform() * self.sums.iter().sum::<f64>();
        let mut block = 0;
        while block + 1 < self.sums.len() && self.sums[block] <= rest {
            rest -= self.sums[block];
            block += 1;
        }
        let rows = block * par::BLOCK..self.points.rows.min((block + 1) * par::BLOCK);
        let mut last = rows.start;
        for row in rows.filter(|&row| 0.0 < self.chance(row)) {
            last = row;
            rest -= self.chance(row);
            if rest < 0.0 {
                break;
            }
        }
        last
    }

    /// About `many` rows, each with `many` times its share of the chances, or for certain.
    fn scatter(&self, many: usize, rng: &mut Rng) -> Vec<usize> {
        #[expect(clippy::cast_precision_loss, reason = "a count of centres")]
        let scale = many as f64 / self.sums.iter().sum::<f64>();
        let rows = 0..self.points.rows;
        rows.filter(|&row| rng.uniform() < scale * self.chance(row)).collect()
    }

    /// What would be left of the sum of chances, with each of these chosen in its turn.
    fn left(&self, tried: &[f64]) -> Vec<f64> {
        let (points, count) = (self.points, tried.len() / self.points.columns);
        let blocks = par::map_blocks(points.tiles(), par::BLOCK / TILE, |tiles| {
            let near = &self.near[tiles.start * TILE..tiles.end * TILE];
            Arch::new().dispatch(Left { points, tiles, tried, near })
        });
        blocks.into_iter().fold(vec![0.0; count], |mut all, block| {
            lloyd::add(&mut all, &block);
            all
        })
    }

    /// Chooses rows.
    fn take(&mut self, chosen: &[f64]) {
        let points = self.points;
        if !self.begun {
            self.near.fill(f64::MAX);
            self.begun = true;
        }
        let blocks = self.near.chunks_mut(par::BLOCK).enumerate().collect();
        self.sums = par::map(blocks, |(number, near): (usize, &mut [f64])| {
            let first = number * (par::BLOCK / TILE);
            let tiles = first..first + near.len() / TILE;
            Arch::new().dispatch(Take { points, tiles, chosen, near })
        });
    }
}

/// The sum of chances of a block, with each of some rows chosen in its turn.
struct Left<'a> {
    points: &'a Points,
    tiles: Range<usize>,
    tried: &'a [f64],
    near: &'a [f64],
}

impl WithSimd for Left<'_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f64> {
        let Left { points, tiles, tried, near } = self;
        let mut sums = vec![[0.0; LANES]; tried.len() / points.columns];
        for (tile, near) in tiles.zip(near.chunks_exact(TILE)) {
            for (row, sum) in tried.chunks_exact(points.columns).zip(&mut sums) {
                let mut off = [0.0; TILE];
                squares(simd, points.tile(tile), row, &mut off);
                nearer(simd, near, &mut off);
                add(simd, &off, points.weights(tile), sum);
            }
        }
        sums.iter().map(|lanes| lanes.iter().sum()).collect()
    }
}

/// Chooses rows for a block; its sum of chances.
struct Take<'a> {
    points: &'a Points,
    tiles: Range<usize>,
    chosen: &'a [f64],
    near: &'a mut [f64],
}

impl WithSimd for Take<'_> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> f64 {
        let Take { points, tiles, chosen, near } = self;
        let mut sum = [0.0; LANES];
        for (tile, near) in tiles.zip(near.as_chunks_mut::<TILE>().0) {
            for row in chosen.chunks_exact(points.columns) {
                let mut off = [0.0; TILE];
                squares(simd, points.tile(tile), row, &mut off);
                nearer(simd, &off, near);
            }
            add(simd, near, points.weights(tile), &mut sum);
        }
        sum.iter().sum()
    }
}

/// Squared distances of a tile's rows from one row.
#[inline(always)]
fn squares<S: Simd>(simd: S, tile: &[f64], row: &[f64], off: &mut [f64; TILE]) {
    let off = S::as_mut_simd_f64s(off).0;
    for (column, &c) in S::as_simd_f64s(tile).0.chunks_exact(TILE / S::F64_LANES).zip(row) {
        let c = simd.splat_f64s(c);
        for (off, &x) in off.iter_mut().zip(column) {
            let by = simd.sub_f64s(x, c);
            *off = simd.add_f64s(*off, simd.mul_f64s(by, by));
        }
    }
}

/// The smaller of two, one by one.
#[inline(always)]
fn nearer<S: Simd>(simd: S, other: &[f64], near: &mut [f64; TILE]) {
    let pairs = S::as_mut_simd_f64s(near).0.iter_mut().zip(S::as_simd_f64s(other).0);
    pairs.for_each(|(near, &other)| *near = simd.min_f64s(*near, other));
}

/// Adds a tile's values times their weights to running sums.
#[inline(always)]
fn add<S: Simd>(simd: S, values: &[f64; TILE], weights: &[f64], sums: &mut [f64; LANES]) {
    let pairs = S::as_simd_f64s(values).0.iter().zip(S::as_simd_f64s(weights).0);
    let sums = S::as_mut_simd_f64s(sums).0;
    let per = LANES / S::F64_LANES;
    for (i, (&value, &weight)) in pairs.enumerate() {
        let sum = &mut sums[i % per];
        *sum = simd.add_f64s(*sum, simd.mul_f64s(value, weight));
    }
}
