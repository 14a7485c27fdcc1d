//! The loops in which the time of silhouettes is spent: distances of rows from whole groups.

use pulp::{Arch, Simd, WithSimd};

use super::grouped::{Grouped, count};
use crate::par;

/// The silhouettes of these rows among all.
pub(super) fn silhouettes(grouped: &Grouped<'_>, rows: &[usize]) -> Vec<f64> {
    let tiles = Tiles::new(grouped);
    let blocks = par::map_blocks(rows.len(), BLOCK, |block| {
        Arch::new().dispatch(Task { grouped, tiles: &tiles, rows: &rows[block] })
    });
    blocks.concat()
}

/// A silhouette by its distances from its own group and from the next.
pub(super) fn silhouette(own: f64, next: f64) -> f64 {
    let most = own.max(next);
    if 0.0 < most { (next - own) / most } else { 0.0 }
}

/// Rows whose silhouettes are one task.
const BLOCK: usize = 64;

/// Distances that are computed, and summed, side by side: as many as the widest vectors hold, and so
/// many on every machine, for the same bits.
const LANES: usize = 8;

/// Rows that are compared with a tile at once: the tile is read so many times less often, which is
/// what the time goes into where all rows are too many for a cache, and sums do not wait for each
/// other.
const TOGETHER: usize = 8;

/// All rows group by group, in tiles that lie column by column.
pub(super) struct Tiles {
    width: usize,
    /// Each group's tiles, the last filled up with a row of its own: of those that are compared with it,
    /// none is too far from it to be squared.
    groups: Vec<Vec<[f64; LANES]>>,
}

impl Tiles {
    pub(super) fn new(grouped: &Grouped<'_>) -> Self {
        let width = grouped.rows.ncols();
        let tiles = |&size: &usize| vec![[0.0; LANES]; size.div_ceil(LANES) * width];
        let mut groups: Vec<_> = grouped.sizes.iter().map(tiles).collect();
        let mut filled = vec![0; grouped.len()];
        for (row, &group) in grouped.rows.rows().into_iter().zip(&grouped.groups) {
            let (tile, lane) = (filled[group] / LANES, filled[group] % LANES);
            let tile = &mut groups[group][tile * width..(tile + 1) * width];
            tile.iter_mut().zip(row).for_each(|(to, x)| to[lane] = *x);
            filled[group] += 1;
        }
        for (tiles, &size) in groups.iter_mut().zip(&grouped.sizes) {
            let last = (size - 1) / LANES * width;
            for column in &mut tiles[last..] {
                let own = column[0];
                column[(size - 1) % LANES + 1..].fill(own);
            }
        }
        Self { width, groups }
    }
}

/// Rows whose silhouettes are asked for.
pub(super) struct Task<'a, 'rows> {
    pub(super) grouped: &'a Grouped<'rows>,
    pub(super) tiles: &'a Tiles,
    pub(super) rows: &'a [usize],
}

impl WithSimd for Task<'_, '_> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn with_simd<S: Simd>(self, simd: S) -> Vec<f64> {
        let mut found = Vec::with_capacity(self.rows.len());
        for rows in self.rows.chunks(TOGETHER) {
            self.together(simd, rows, &mut found);
        }
        found
    }
}

impl Task<'_, '_> {
    /// The silhouettes of up to [`TOGETHER`] rows.
    #[inline(always)]
    fn together<S: Simd>(&self, simd: S, rows: &[usize], found: &mut Vec<f64>) {
        let (grouped, tiles) = (self.grouped, self.tiles);
        let cell = |at: usize, column| grouped.rows[[rows[at.min(rows.len() - 1)], column]];
        let cells: Vec<[f64; TOGETHER]> =
            (0..tiles.width).map(|column| std::array::from_fn(|at| cell(at, column))).collect();
        let (mut within, mut next) = ([0.0; TOGETHER], [f64::INFINITY; TOGETHER]);
        for (group, (tiles, &size)) in tiles.groups.iter().zip(&grouped.sizes).enumerate() {
            let sums = distances(simd, &cells, tiles, size);
            for (at, &row) in rows.iter().enumerate() {
                if group == grouped.groups[row] {
                    within[at] = sums[at] / count(size.max(2) - 1);
                } else {
                    next[at] = next[at].min(sums[at] / count(size));
                }
            }
        }
        for (&row, (within, next)) in rows.iter().zip(within.into_iter().zip(next)) {
            let alone = grouped.sizes[grouped.groups[row]] == 1;
            found.push(if alone { 0.0 } else { silhouette(within, next) });
        }
    }
}

/// The sums of the distances of rows from those of a group.
#[inline(always)]
fn distances<S: Simd>(
    simd: S,
    cells: &[[f64; TOGETHER]],
    tiles: &[[f64; LANES]],
    size: usize,
) -> [f64; TOGETHER] {
    let vectors = LANES / S::F64_LANES;
    let tiles = S::as_simd_f64s(tiles.as_flattened()).0;
    let last = (size - 1) % LANES;
    let keep: [f64; LANES] = std::array::from_fn(|lane| f64::from(u8::from(lane <= last)));
    let (ones, keep) = (simd.splat_f64s(1.0), S::as_simd_f64s(&keep).0);
    let mut lanes = [[0.0; LANES]; TOGETHER];
    // Narrow vectors go over the tiles several times, each for other lanes.
    for vector in 0..vectors {
        let mut sums = [simd.splat_f64s(0.0); TOGETHER];
        let mut left = size;
        for tile in tiles.chunks_exact(vectors * cells.len()) {
            let mut squares = [simd.splat_f64s(0.0); TOGETHER];
            for (others, cells) in tile.chunks_exact(vectors).zip(cells) {
                for (square, &x) in squares.iter_mut().zip(cells) {
                    let off = simd.sub_f64s(others[vector], simd.splat_f64s(x));
                    *square = simd.add_f64s(*square, simd.mul_f64s(off, off));
                }
            }
            let keep = if left <= LANES { keep[vector] } else { ones };
            for (sum, square) in sums.iter_mut().zip(squares) {
                *sum = simd.add_f64s(*sum, simd.mul_f64s(simd.sqrt_f64s(square), keep));
            }
            left = left.saturating_sub(LANES);
        }
        for (lanes, sum) in lanes.iter_mut().zip(sums) {
            S::as_mut_simd_f64s(lanes).0[vector] = sum;
        }
    }
    lanes.map(|lanes| lanes.iter().sum())
}
