//! Lloyd's iterations.

use std::ops::ControlFlow;

use ndarray::Array2;

use super::clustering::Clustering;
use super::kernel::{Centres, FILTERED_FROM, own};
use super::model::KMeansModel;
use super::pass::{Drops, Pass, Sums};
use super::points::{Points, TILE};
use super::settings::Iteration;
use crate::error::Result;
use crate::par;

/// Rows whose sums are joined before they meet those of other rows, for so many centres: a fixed
/// number, so that partial sums of data that are cut there are those of the whole. It grows with
/// the centres, lest the sums outgrow the data.
pub(super) fn block(k: usize) -> usize {
    par::BLOCK * 2 * k.div_ceil(1024).next_power_of_two()
}

/// When to stop.
pub(super) struct Rules {
    pub(super) tolerance: f64,
    pub(super) max_iterations: u32,
}

/// One run, in the unit of the points.
pub(super) struct Run {
    centres: Centres,
    labels: Vec<u32>,
    pub(super) inertia: f64,
    iterations: u32,
    converged: bool,
    pub(super) stopped: bool,
}

impl Rules {
    /// The tolerance times the mean variance of the features.
    pub(super) fn absolute(self, points: &Points) -> Self {
        if self.tolerance <= 0.0 {
            return self;
        }
        let tolerance = self.tolerance * mean_variance(points);
        Self { tolerance, ..self }
    }
}

/// Iterates from given centres.
pub(super) fn run(
    points: &Points,
    first: Vec<f64>,
    rules: &Rules,
    restart: u32,
    hook: &mut impl FnMut(Iteration) -> ControlFlow<()>,
) -> Run {
    let mut centres = Centres::new(first, points.columns);
    let mut labels = vec![u32::MAX; points.rows];
    let (mut gaps, mut drops) = (Vec::new(), Drops::default());
    let (mut iterations, mut converged, mut settled) = (0, false, false);
    let mut told = Iteration { restart, number: 0, moved: 0, shift: f64::INFINITY };
    let mut stopped = hook(told).is_break();
    while !stopped && !converged && iterations < rules.max_iterations {
        iterations += 1;
        let blocks = bounded_pass(points, &centres, &mut labels, &mut gaps, &drops, true);
        let mut sums = joined(blocks, &centres);
        let moved = sums.moved;
        let refilled = refill(points, &centres, &mut labels, &mut sums);
        let next = means(&sums.cells, &centres);
        let shift = shift(&centres.flat, &next);
        drops = ways(points, &centres, &next);
        if gaps.is_empty() && bounds_pay(points, centres.count, moved) {
            gaps = vec![-1.0; points.rows];
        }
        if refilled {
            gaps.fill(-1.0);
        }
        centres = Centres::new(next, points.columns);
        settled = moved == 0 && !refilled;
        converged = settled || (shift <= rules.tolerance && !refilled);
        told.number = iterations;
        (told.moved, told.shift) = (moved, points.unscaled_square(shift));
        stopped = hook(told).is_break();
    }
    if !settled {
        bounded_pass(points, &centres, &mut labels, &mut gaps, &drops, false);
    }
    let inertia = inertia(points, &centres, &labels);
    Run { centres, labels, inertia, iterations, converged, stopped }
}

/// Whether bounds are worth their keep from now on: where a distance from every centre costs more
/// than they do, and few rows still change their label. They change no result.
fn bounds_pay(points: &Points, centres: usize, moved: u64) -> bool {
    /// Features times centres. At 64 an iteration with bounds took half as long again as one
    /// without them.
    const LEAST: usize = 96;
    /// One row in so many.
    const FEW: u64 = 32;
    let work = points.columns * centres;
    FILTERED_FROM <= points.columns && LEAST <= work && moved * FEW < points.rows as u64
}

impl Run {
    /// In the caller's unit.
    pub(super) fn clustering(self, points: &Points) -> Result<Clustering> {
        let Centres { flat, count, columns, .. } = self.centres;
        let flat: Vec<f64> = flat.into_iter().map(|x| points.unscaled(x)).collect();
        let centers = Array2::from_shape_fn((count, columns), |(c, j)| flat[c * columns + j]);
        let mut sizes = vec![0; count];
        self.labels.iter().for_each(|&label| sizes[label as usize] += 1);
        Ok(Clustering {
            model: KMeansModel::new(centers)?,
            labels: self.labels,
            sizes,
            inertia: points.unscaled_weighted(points.unscaled_square(self.inertia)),
            iterations: self.iterations,
            converged: self.converged,
        })
    }
}

/// One pass over all rows, block by block; the sums of blocks are joined in order.
pub(super) fn pass(
    points: &Points,
    centres: &Centres,
    labels: &mut [u32],
    assign: bool,
    sum: bool,
) -> Sums {
    joined(pass_blocks(points, centres, labels, assign, sum), centres)
}

/// The sums of blocks, in order.
fn joined(blocks: Vec<Sums>, centres: &Centres) -> Sums {
    let cells = vec![0.0; centres.count * (centres.columns + 1)];
    blocks.into_iter().fold(Sums { cells, moved: 0 }, |mut all, block| {
        add(&mut all.cells, &block.cells);
        all.moved += block.moved;
        all
    })
}

/// The sums of each block.
pub(super) fn pass_blocks(
    points: &Points,
    centres: &Centres,
    labels: &mut [u32],
    assign: bool,
    sum: bool,
) -> Vec<Sums> {
    let blocks = labels.chunks_mut(block(centres.count)).enumerate();
    let blocks = blocks.map(|(number, labels)| (number, labels, Default::default())).collect();
    each(points, centres, blocks, &Drops::default(), [assign, sum])
}

/// The sums of each block, where rows keep their labels if their bounds say so.
fn bounded_pass(
    points: &Points,
    centres: &Centres,
    labels: &mut [u32],
    gaps: &mut [f64],
    drops: &Drops,
    sum: bool,
) -> Vec<Sums> {
    let block = block(centres.count);
    let mut gaps = gaps.chunks_mut(block);
    let blocks = labels.chunks_mut(block).enumerate();
    let blocks =
        blocks.map(|(number, labels)| (number, labels, gaps.next().unwrap_or_default())).collect();
    each(points, centres, blocks, drops, [true, sum])
}

/// A block's number, its labels and its bounds.
type Block<'a> = (usize, &'a mut [u32], &'a mut [f64]);

fn each(
    points: &Points,
    centres: &Centres,
    blocks: Vec<Block<'_>>,
    drops: &Drops,
    [assign, sum]: [bool; 2],
) -> Vec<Sums> {
    let block = block(centres.count);
    par::map(blocks, |(number, labels, gaps)| {
        let first = number * (block / TILE);
        let tiles = first..first + labels.len().div_ceil(TILE);
        Pass { points, tiles, centres, labels, gaps, drops, assign, sum }.run()
    })
}

/// How far centres move, as bounds feel it: the own way and the longest of the others, each
/// rounded up.
///
/// Where two distances `a < b` of rows from centres differ by more than `(d + 2) u (a + b)`, their
/// computed squares are in the same order. Neither is more than `2 sqrt(d)` times the largest
/// magnitude there is, so that `8 (d + 4) u sqrt(d)` times it is more than that, and more than what
/// rounding did to the gap.
fn ways(points: &Points, old: &Centres, new: &[f64]) -> Drops {
    let columns = old.columns;
    let pairs = old.flat.chunks_exact(columns).zip(new.chunks_exact(columns));
    let ways: Vec<f64> = pairs.map(|(a, b)| shift(a, b).sqrt() * (1.0 + 1e-12) + 1e-140).collect();
    let (mut first, mut second) = (0, 0.0);
    for (label, &way) in ways.iter().enumerate().skip(1) {
        if ways[first] < way {
            (second, first) = (ways[first], label);
        } else if second < way {
            second = way;
        }
    }
    let others = |label| if label == first { second } else { ways[first] };
    let by = ways.iter().enumerate().map(|(label, way)| way + others(label)).collect();
    #[expect(clippy::cast_precision_loss, reason = "features are few")]
    let d = columns as f64;
    let least = 8.0 * (d + 4.0) * (f64::EPSILON / 2.0) * d.sqrt() * points.largest + 1e-140;
    Drops { by, least }
}

/// Sums of the same cells, together.
pub(super) fn add(all: &mut [f64], more: &[f64]) {
    all.iter_mut().zip(more).for_each(|(all, more)| *all += more);
}

/// Sums over weights; a centre without weight stays where it is.
pub(super) fn means(sums: &[f64], before: &Centres) -> Vec<f64> {
    let cells = sums.chunks_exact(before.columns + 1);
    let old = before.flat.chunks_exact(before.columns);
    cells.zip(old).flat_map(|(cells, old)| cells.iter().zip(old).map(mean_of(cells))).collect()
}

/// How one centre's cells and old places become its new places.
fn mean_of(cells: &[f64]) -> impl Fn((&f64, &f64)) -> f64 {
    let weight = cells.last().copied().unwrap_or(0.0);
    move |(&sum, &old)| if 0.0 < weight { sum / weight } else { old }
}

fn shift(old: &[f64], new: &[f64]) -> f64 {
    old.iter().zip(new).map(|(a, b)| (a - b) * (a - b)).sum()
}

/// Gives each centre without weight the row that is farthest from its own centre: the lowest of
/// rows as far, none that is like one already given, and none that its centre has nothing
/// beside. Whether there was such a centre.
fn refill(points: &Points, centres: &Centres, labels: &mut [u32], sums: &mut Sums) -> bool {
    let weights = sums.cells.chunks_exact(centres.columns + 1).filter_map(|cells| cells.last());
    let mut empty = weights.zip(0_u32..).filter(|&(&w, _)| w <= 0.0).map(|(_, label)| label);
    let Some(first) = empty.next() else { return false };
    let empty: Vec<u32> = std::iter::once(first).chain(empty).collect();
    let mut rows: Vec<(f64, usize)> =
        off(points, centres, labels, |_, off| off).concat().into_iter().zip(0..).collect();
    rows.retain(|&(off, row)| 0.0 < off && 0.0 < points.weight(row));
    par::sort_unstable_by(&mut rows, |a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut members = vec![0_u64; centres.count];
    let counted = labels.iter().enumerate().filter(|&(row, _)| 0.0 < points.weight(row));
    counted.for_each(|(_, &label)| members[label as usize] += 1);
    let mut given: Vec<usize> = Vec::new();
    let mut empty = empty.into_iter();
    for (_, row) in rows {
        let donor = &mut members[labels[row] as usize];
        let alike = |&other: &usize| points.row(other).eq(points.row(row));
        if *donor < 2 || given.iter().any(alike) {
            continue;
        }
        let Some(label) = empty.next() else { break };
        *donor -= 1;
        labels[row] = label;
        given.push(row);
    }
    sums.cells = pass(points, centres, labels, false, true).cells;
    true
}

/// The squared distance of each row from the centre of its label, block by block.
fn off<T: Send>(
    points: &Points,
    centres: &Centres,
    labels: &[u32],
    then: impl Fn(usize, Vec<f64>) -> T + Sync + Send,
) -> Vec<T> {
    par::map_blocks(points.rows, par::BLOCK, |rows| {
        let mut all = Vec::with_capacity(rows.len());
        let first = rows.start;
        for (labels, tile) in labels[rows].chunks(TILE).zip(first / TILE..) {
            let mut off = [0.0; TILE];
            own(points.tile(tile), labels, centres, &mut off);
            all.extend_from_slice(&off[..labels.len()]);
        }
        then(first, all)
    })
}

/// The weighted sum of squared distances.
fn inertia(points: &Points, centres: &Centres, labels: &[u32]) -> f64 {
    let blocks = off(points, centres, labels, |first, off| {
        off.into_iter().zip(first..).map(|(off, row)| points.weight(row) * off).sum::<f64>()
    });
    blocks.iter().sum()
}

/// The mean over features of their weighted variance, in two passes.
fn mean_variance(points: &Points) -> f64 {
    let one = Centres::new(vec![0.0; points.columns], points.columns);
    let mut labels = vec![0; points.rows];
    let mean = means(&pass(points, &one, &mut labels, false, true).cells, &one);
    let weight = par::map_blocks(points.rows, par::BLOCK, |rows| {
        rows.map(|row| points.weight(row)).sum::<f64>()
    });
    let total = inertia(points, &Centres::new(mean, points.columns), &labels);
    #[expect(clippy::cast_precision_loss, reason = "features are few")]
    let columns = points.columns as f64;
    total / weight.iter().sum::<f64>() / columns
}
