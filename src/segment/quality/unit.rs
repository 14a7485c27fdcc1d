//! A unit in which differences can be squared.

use libm::{frexp, scalbn};
use ndarray::{ArrayView2, CowArray, Ix2};

use crate::par;

/// The power of two by which rows are scaled, so that the squares of their differences, and sums of
/// these, are finite, and none underflows unless it is of less than 2^-900 of the greatest
/// difference. Indices do not depend on the unit, and a power of two changes no bit of a sum.
#[derive(Debug)]
pub(super) struct Unit {
    // 0 for nearly all rows.
    exponent: i32,
    // Which columns have one value only. It may be of any size, and tells nothing apart.
    constant: Vec<bool>,
}

/// Differences of up to 2^MOST need no scaling, down to 2^-MOST.
const MOST: i32 = 400;

impl Unit {
    /// The unit of sets of rows, all of one width.
    pub(super) fn of(sets: &[ArrayView2<'_, f64>]) -> Self {
        let width = sets.first().map_or(0, |rows| rows.ncols());
        let none = || vec![(f64::INFINITY, f64::NEG_INFINITY); width];
        let mut ends = none();
        for rows in sets {
            let blocks = par::map_blocks(rows.nrows(), par::BLOCK, |block| {
                let mut ends = none();
                block.for_each(|row| widen(&mut ends, rows.row(row).iter().map(|&x| (x, x))));
                ends
            });
            blocks.into_iter().for_each(|block| widen(&mut ends, block.into_iter()));
        }
        // By halves, for a difference may be twice the largest number.
        let half = ends.iter().map(|(low, high)| high / 2.0 - low / 2.0).fold(0.0, f64::max);
        let (_, power) = frexp(half);
        let safe = (-MOST..MOST).contains(&power);
        let exponent = if safe { 0 } else { MOST - power };
        Self { exponent, constant: ends.iter().map(|(low, high)| high <= low).collect() }
    }

    /// Rows in this unit.
    pub(super) fn scale<'a>(&self, rows: ArrayView2<'a, f64>) -> CowArray<'a, f64, Ix2> {
        if self.exponent == 0 {
            return rows.into();
        }
        let mut scaled = rows.to_owned();
        for mut row in scaled.rows_mut() {
            for (x, &constant) in row.iter_mut().zip(&self.constant) {
                // A column that varies at all is at most 2^53 times as large as its differences.
                *x = if constant { 0.0 } else { scalbn(*x, self.exponent) };
            }
        }
        scaled.into()
    }
}

/// Least and greatest values that take in others.
fn widen(ends: &mut [(f64, f64)], others: impl Iterator<Item = (f64, f64)>) {
    for ((low, high), (other_low, other_high)) in ends.iter_mut().zip(others) {
        (*low, *high) = (low.min(other_low), high.max(other_high));
    }
}
