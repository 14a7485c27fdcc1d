//! The rows as the kernel wants them.

use std::ops::Range;

use libm::scalbn;
use ndarray::ArrayView2;
use pulp::{Arch, Simd, WithSimd};

use crate::error::{ErrorKind, Expected, Found, Result};
use crate::par;

/// Rows in a tile. Thirty-two doubles are four vectors of the widest machine, as many as are in
/// work at once, so that memory is read from front to back.
pub(super) const TILE: usize = 32;

/// Bytes that memory hands over at once.
const LINE: usize = 64;

/// Weights where none are given.
const ONES: [f64; TILE] = [1.0; TILE];

/// Magnitudes whose squares, summed over features and rows, are in range without scaling.
const SAFE: Range<i32> = -400..400;

/// Numbers that begin where a cache line does: vectors of 64 bytes that straddle two lines take
/// twice as long to load.
#[derive(Debug)]
pub(super) struct Aligned {
    store: Vec<f64>,
    skipped: usize,
}

/// As many numbers on the stack.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
pub(super) struct Lines<T>(pub(super) [T; TILE]);

impl Aligned {
    /// So many zeros.
    pub(super) fn zeros(len: usize) -> Self {
        let store = vec![0.0; len + LINE / size_of::<f64>()];
        let skipped = store.as_ptr().align_offset(LINE).min(LINE / size_of::<f64>());
        Self { store, skipped }
    }

    #[inline(always)]
    pub(super) fn all(&self) -> &[f64] {
        &self.store[self.skipped..]
    }

    pub(super) fn all_mut(&mut self) -> &mut [f64] {
        &mut self.store[self.skipped..]
    }
}

/// Rows in tiles: within a tile they lie column by column, so that a vector holds one feature of
/// several rows, and the sum over a row's features has one order on every machine.
#[derive(Debug)]
pub(super) struct Points {
    // Invariant: finite; `columns` times TILE a tile, rows beyond the last are zero.
    tiles: Aligned,
    // Invariant: one a row of every tile, 0 beyond the last row; the largest is from 1 to 2.
    weights: Option<Vec<f64>>,
    // One tile's weights where all are 1: ones up to the last row of the last tile.
    last: [f64; TILE],
    pub(super) rows: usize,
    pub(super) columns: usize,
    /// Every number here is the caller's times 2 to this.
    pub(super) exponent: i32,
    /// No number here, nor beside them, is larger in magnitude.
    pub(super) largest: f64,
    // Every weight here is the caller's times 2 to this.
    weight_exponent: i32,
}

impl Points {
    /// Rows beside numbers of up to `beside` in magnitude, with which they will be compared.
    pub(super) fn new(
        rows: ArrayView2<'_, f64>,
        weights: Option<&[f64]>,
        beside: f64,
    ) -> Result<Self> {
        let (count, columns) = rows.dim();
        if columns == 0 {
            return Err(ErrorKind::TooLittle { what: "columns", found: 0, needed: 1 }.into());
        }
        let size = count.div_ceil(TILE) * TILE * columns;
        let mut tiles = Aligned::zeros(size);
        let chunks = tiles.all_mut()[..size].chunks_mut(par::BLOCK * columns).enumerate().collect();
        let largest = par::map(chunks, |(block, tiles): (usize, &mut [f64])| {
            Arch::new().dispatch(Fill { rows, first: block * par::BLOCK, tiles })
        });
        let largest = largest.into_iter().fold(0.0, most);
        if !largest.is_finite() {
            return Err(not_finite(&rows));
        }
        let largest = f64::max(largest, beside);
        let exponent = exponent(largest);
        let largest = scalbn(largest, exponent);
        if exponent != 0 {
            tiles.all_mut().iter_mut().for_each(|x| *x = scalbn(*x, exponent));
        }
        let weights = weights.map(|weights| self::weights(weights, count)).transpose()?;
        let weight_exponent = weights.as_ref().map_or(0, |&(_, exponent)| exponent);
        let weights = weights.map(|(weights, _)| weights);
        let mut last = [0.0; TILE];
        let rest = count - TILE * (count.saturating_sub(1) / TILE);
        last.iter_mut().take(rest).for_each(|weight| *weight = 1.0);
        Ok(Self { tiles, weights, last, rows: count, columns, exponent, largest, weight_exponent })
    }

    /// Rows of another set, in its unit.
    pub(super) fn beside(&self, flat: &[f64], mut weights: Vec<f64>) -> Self {
        let (rows, columns) = (weights.len(), self.columns);
        weights.resize(rows.div_ceil(TILE) * TILE, 0.0);
        let mut tiles = Aligned::zeros(weights.len() * columns);
        for (row, cells) in flat.chunks_exact(columns).enumerate() {
            let tile = &mut tiles.all_mut()[row / TILE * TILE * columns..];
            let places = tile.iter_mut().skip(row % TILE).step_by(TILE);
            places.zip(cells).for_each(|(x, &cell)| *x = cell);
        }
        let (exponent, weight_exponent) = (self.exponent, self.weight_exponent);
        let (weights, largest) = (Some(weights), self.largest);
        Self { tiles, weights, last: ONES, rows, columns, exponent, largest, weight_exponent }
    }

    /// The number of tiles.
    pub(super) fn tiles(&self) -> usize {
        self.rows.div_ceil(TILE)
    }

    /// One tile, column by column.
    #[inline(always)]
    pub(super) fn tile(&self, tile: usize) -> &[f64] {
        let size = TILE * self.columns;
        &self.tiles.all()[tile * size..][..size]
    }

    /// Asks for a tile that will be wanted soon, a line of memory at a time.
    #[inline(always)]
    pub(super) fn touch(&self, tile: usize) {
        let lines = self.tile(tile).iter().step_by(LINE / size_of::<f64>());
        std::hint::black_box(lines.fold(0, |bits, x| bits | x.to_bits()));
    }

    /// The weights of one tile's rows; 0 where there is no row.
    #[inline(always)]
    pub(super) fn weights(&self, tile: usize) -> &[f64] {
        match &self.weights {
            Some(weights) => &weights[tile * TILE..][..TILE],
            None if (tile + 1) * TILE <= self.rows => &ONES,
            None => &self.last,
        }
    }

    /// Whether rows have weights of their own.
    pub(super) fn weighted(&self) -> bool {
        self.weights.is_some()
    }

    /// The weight of one row.
    pub(super) fn weight(&self, row: usize) -> f64 {
        self.weights(row / TILE)[row % TILE]
    }

    /// The features of one row.
    pub(super) fn row(&self, row: usize) -> impl ExactSizeIterator<Item = f64> + Clone + '_ {
        self.tile(row / TILE).iter().skip(row % TILE).step_by(TILE).copied()
    }

    /// What the caller would have written for a number of ours.
    pub(super) fn unscaled(&self, x: f64) -> f64 {
        if self.exponent == 0 { x } else { scalbn(x, -self.exponent) }
    }

    /// A number of the caller's as it would stand here.
    pub(super) fn scaled(&self, x: f64) -> f64 {
        if self.exponent == 0 { x } else { scalbn(x, self.exponent) }
    }

    /// A square, or a sum of squares, in the caller's unit; infinite where it is beyond `f64`.
    pub(super) fn unscaled_square(&self, x: f64) -> f64 {
        if self.exponent == 0 { x } else { scalbn(x, -2 * self.exponent) }
    }

    /// A weight, or a sum of weighted values, in the caller's unit of weight.
    pub(super) fn unscaled_weighted(&self, x: f64) -> f64 {
        if self.weight_exponent == 0 { x } else { scalbn(x, -self.weight_exponent) }
    }

    /// Refuses fewer than `needed` distinct rows of positive weight. It looks no further than it
    /// must, which is a few rows more than `needed` unless rows repeat.
    pub(super) fn check_distinct(&self, needed: usize) -> Result<()> {
        let mut seen: Vec<usize> = Vec::new();
        for row in (0..self.rows).filter(|&row| 0.0 < self.weight(row)) {
            // Adding 0 makes -0 the 0 that it is.
            let key = |row| self.row(row).map(|x| x + 0.0);
            let order = |&other: &usize| {
                let pairs = key(other).zip(key(row)).map(|(a, b)| a.total_cmp(&b));
                pairs.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
            };
            if let Err(place) = seen.binary_search_by(order) {
                seen.insert(place, row);
            }
            if needed <= seen.len() {
                return Ok(());
            }
        }
        let (found, needed) = (seen.len() as u64, needed as u64);
        Err(ErrorKind::TooLittle { what: "distinct rows", found, needed }.into())
    }
}

/// Refuses rows without columns, and fewer than `needed` distinct ones.
#[cfg(feature = "linfa")]
pub(in crate::segment) fn check_distinct(rows: ArrayView2<'_, f64>, needed: u32) -> Result<()> {
    Points::new(rows, None, 0.0)?.check_distinct(needed as usize)
}

/// Copies rows from `first` on into tiles, and says how large they get: not finite if one is not.
struct Fill<'a, 'b> {
    rows: ArrayView2<'a, f64>,
    first: usize,
    tiles: &'b mut [f64],
}

impl WithSimd for Fill<'_, '_> {
    type Output = f64;

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) -> f64 {
        let Fill { rows, first, tiles } = self;
        let (count, columns) = rows.dim();
        let mut largest = 0.0_f64;
        for (i, tile) in tiles.chunks_exact_mut(TILE * columns).enumerate() {
            let start = first + i * TILE;
            let end = count.min(start + TILE);
            if let Some(cells) = rows.as_slice() {
                transpose(&cells[start * columns..end * columns], columns, tile);
            } else {
                let cells: Vec<f64> = (start..end).flat_map(|row| rows.row(row)).copied().collect();
                transpose(&cells, columns, tile);
            }
            // Of magnitudes that are no NaN the order is that of their bits, and NaN is above all.
            let bits = tile.iter().fold(0, |bits, x| x.abs().to_bits().max(bits));
            let here = f64::from_bits(bits);
            largest = most(largest, here);
        }
        largest
    }
}

/// The larger of two magnitudes; a NaN stays, whatever comes after it.
fn most(a: f64, b: f64) -> f64 {
    if a.is_nan() || b <= a { a } else { b }
}

/// Rows into columns.
#[inline(always)]
fn transpose(cells: &[f64], columns: usize, tile: &mut [f64]) {
    for (j, column) in tile.chunks_exact_mut(TILE).enumerate() {
        for (x, row) in column.iter_mut().zip(cells.chunks_exact(columns)) {
            *x = row[j];
        }
    }
}

/// The first cell that is not finite.
fn not_finite(rows: &ArrayView2<'_, f64>) -> crate::error::Error {
    let found = rows.indexed_iter().find(|(_, x)| !x.is_finite());
    let (row, column) = found.map_or((0, 0), |(place, _)| place);
    let (row, column) = (row as u64 + 1, (column + 1).to_string());
    let expected = Expected::Words("a finite number");
    ErrorKind::Cell { row, column, found: Found::NotFinite, expected }.into()
}

/// The power of two that brings magnitudes of up to `largest` into a range where no square
/// overflows and none that counts underflows; 0 where they are in it, which is nearly always.
/// Powers of two change no other bit of a sum or a product, so that labels stay what they are.
fn exponent(largest: f64) -> i32 {
    let (_, power) = libm::frexp(largest);
    // Zeros are told apart by their mantissa of 0, for which `frexp` answers 0.
    if SAFE.contains(&power) { 0 } else { -power }
}

/// Weights, padded, times 2 to the power that comes with them.
fn weights(weights: &[f64], rows: usize) -> Result<(Vec<f64>, i32)> {
    if weights.len() != rows {
        let column = "weight".to_owned();
        return Err(ErrorKind::Length { column, found: weights.len(), expected: rows }.into());
    }
    let good = |weight: f64| 0.0 <= weight && weight.is_finite();
    if let Some(row) = weights.iter().position(|&weight| !good(weight)) {
        let weight = weights[row];
        let found = if weight.is_finite() { Found::Number(weight) } else { Found::NotFinite };
        let expected = Expected::Words("a finite weight of at least 0");
        let column = "weight".to_owned();
        return Err(ErrorKind::Cell { row: row as u64 + 1, column, found, expected }.into());
    }
    let largest = weights.iter().copied().fold(0.0, f64::max);
    let (_, power) = libm::frexp(largest);
    let padded = rows.div_ceil(TILE) * TILE;
    let scaled = weights.iter().map(|&weight| scalbn(weight, 1 - power));
    Ok((scaled.chain(std::iter::repeat(0.0)).take(padded).collect(), 1 - power))
}
