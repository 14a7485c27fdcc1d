//! Boxes about rows.

use libm::log as ln;
use ndarray::{Array2, ArrayView2};

use super::sample::count;
use crate::par;

/// The sides of the smaller of two boxes that hold all rows: one along the features, and one along
/// the principal components, which is the smaller where features go together.
pub(super) fn smaller(rows: ArrayView2<'_, f64>) -> Vec<f64> {
    let mean = mean(rows.reborrow());
    let components = eigenvectors(covariance(rows.reborrow(), &mean));
    let features = sides(rows.reborrow(), &mean, &Array2::eye(mean.len()));
    let components = sides(rows, &mean, &components);
    // Sides that are 0 but for rounding must not decide.
    let longest = features.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let side = |x: &f64| ln(x.max(longest * 1e-12));
    let volume = |sides: &[f64]| sides.iter().map(side).sum::<f64>();
    if volume(&components) < volume(&features) { components } else { features }
}

/// How long the rows are along each axis, of which each is a column.
fn sides(rows: ArrayView2<'_, f64>, mean: &[f64], axes: &Array2<f64>) -> Vec<f64> {
    const NONE: (f64, f64) = (f64::INFINITY, f64::NEG_INFINITY);
    let joined = |a: (f64, f64), b: (f64, f64)| (a.0.min(b.0), a.1.max(b.1));
    let blocks = par::map_blocks(rows.nrows(), par::BLOCK, |block| {
        let mut ends = vec![NONE; mean.len()];
        for row in block {
            let row = rows.row(row);
            for (axis, ends) in axes.columns().into_iter().zip(&mut ends) {
                let place = row.iter().zip(mean).zip(axis).map(|((x, m), a)| (x - m) * a);
                let place = place.sum::<f64>();
                *ends = joined(*ends, (place, place));
            }
        }
        ends
    });
    let side = |axis: usize| {
        let (low, high) = blocks.iter().map(|ends| ends[axis]).fold(NONE, joined);
        high - low
    };
    (0..mean.len()).map(side).collect()
}

fn mean(rows: ArrayView2<'_, f64>) -> Vec<f64> {
    let sums = sums(rows.nrows(), rows.ncols(), |sums, row| {
        sums.iter_mut().zip(rows.row(row)).for_each(|(sum, x)| *sum += x);
    });
    sums.into_iter().map(|sum| sum / count(rows.nrows())).collect()
}

/// The covariance, times the number of rows.
fn covariance(rows: ArrayView2<'_, f64>, mean: &[f64]) -> Array2<f64> {
    let columns = mean.len();
    let sums = sums(rows.nrows(), columns * columns, |sums, row| {
        let off: Vec<f64> = rows.row(row).iter().zip(mean).map(|(x, m)| x - m).collect();
        for (sums, a) in sums.chunks_exact_mut(columns).zip(&off) {
            sums.iter_mut().zip(&off).for_each(|(sum, b)| *sum += a * b);
        }
    });
    Array2::from_shape_fn((columns, columns), |(i, j)| sums[i * columns + j])
}

/// So many sums over all rows, in blocks that do not depend on threads.
fn sums(rows: usize, len: usize, add: impl Fn(&mut [f64], usize) + Sync + Send) -> Vec<f64> {
    let blocks = par::map_blocks(rows, par::BLOCK, |block| {
        let mut sums = vec![0.0; len];
        block.for_each(|row| add(&mut sums, row));
        sums
    });
    blocks.into_iter().fold(vec![0.0; len], |mut all, block| {
        all.iter_mut().zip(block).for_each(|(sum, part)| *sum += part);
        all
    })
}

/// The eigenvectors of a covariance, one a column: Jacobi's rotations, each of which makes a cell
/// beside the diagonal 0, until none is left that counts.
pub(super) fn eigenvectors(mut matrix: Array2<f64>) -> Array2<f64> {
    /// Eight are enough for hundreds of columns; each squares what is left.
    const MOST_SWEEPS: usize = 32;
    let columns = matrix.ncols();
    let mut axes = Array2::eye(columns);
    let least = f64::EPSILON * matrix.diag().sum();
    for _ in 0..MOST_SWEEPS {
        let mut rotated = false;
        for p in 0..columns {
            for q in p + 1..columns {
                if least < matrix[[p, q]].abs() {
                    rotate(&mut matrix, &mut axes, p, q);
                    rotated = true;
                }
            }
        }
        if !rotated {
            break;
        }
    }
    axes
}

/// The rotation of two axes that makes their cell 0 (Golub & Van Loan, "Matrix Computations", §8.5).
fn rotate(matrix: &mut Array2<f64>, axes: &mut Array2<f64>, p: usize, q: usize) {
    let twice = 2.0 * matrix[[p, q]];
    let tau = (matrix[[q, q]] - matrix[[p, p]]) / twice;
    let t = 1.0_f64.copysign(tau) / (tau.abs() + (1.0 + tau * tau).sqrt());
    let c = 1.0 / (1.0 + t * t).sqrt();
    let s = t * c;
    let turned = |x: f64, y: f64| (c * x - s * y, s * x + c * y);
    for i in 0..matrix.nrows() {
        (matrix[[i, p]], matrix[[i, q]]) = turned(matrix[[i, p]], matrix[[i, q]]);
        (axes[[i, p]], axes[[i, q]]) = turned(axes[[i, p]], axes[[i, q]]);
    }
    for j in 0..matrix.ncols() {
        (matrix[[p, j]], matrix[[q, j]]) = turned(matrix[[p, j]], matrix[[q, j]]);
    }
}
