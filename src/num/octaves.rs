//! Positive smooth functions of a size, tabulated octave by octave as they are asked for.
//!
//! # Formula
//!
//! A function of a size `w` that is analytic but on the negative half line is, as one of
//! `u = (m − √2)/(m + √2)` with `w = m·2ⁿ`, `1 ≤ m < 2`, analytic inside the unit circle, and the
//! octave is the part of it from −0.1716 to 0.1716. So a polynomial through Chebyshev's points
//! misses by a factor of 11.57 less with each degree. How little the last coefficients of the
//! polynomial are tells how close it is.
//!
//! # References
//!
//! Trefethen, L. N. (2013), *Approximation Theory and Approximation Practice*, chapter 8.

#[cfg(test)]
mod tests;

use std::f64::consts::{PI, SQRT_2};
use std::sync::OnceLock;

use libm::cos;

/// Tables of several functions, which are told apart by a number.
///
/// An answer depends on what is asked alone, never on what was asked before.
pub(crate) struct Octaves {
    // By function, then by octave.
    tables: Box<[OnceLock<Box<[Table; OCTAVES]>>]>,
}

/// Nothing inside if no polynomial would be close enough.
type Table = OnceLock<Option<Box<Polynomial>>>;

/// What the powers of a [`place`] are multiplied by.
type Polynomial = [f64; POINTS];

const POINTS: usize = 16;

/// Sizes from 1 to below 2 to this power are tabulated.
const OCTAVES: usize = 16;

/// Half the length of an octave in `u`: `3 − 2√2`.
const REACH: f64 = 0.171_572_875_253_809_9;

/// What the last coefficients of a table may be of its least value. The table is wrong by less, but
/// for roundings of what it is made of, which look the same.
const CLOSE: f64 = 1e-12;

impl Octaves {
    /// Of so many functions.
    pub(crate) fn new(functions: usize) -> Self {
        Self { tables: (0..functions).map(|_| OnceLock::new()).collect() }
    }

    /// How many tables there are.
    #[cfg(test)]
    pub(crate) fn built(&self) -> usize {
        let slots = self.tables.iter().filter_map(OnceLock::get).flat_map(|slots| slots.iter());
        slots.filter(|slot| slot.get().is_some_and(Option::is_some)).count()
    }

    /// What `exact` says of a size of at least 1, which is of the function of this number.
    ///
    /// It is asked itself for functions and sizes beyond the tables, and where it is not smooth
    /// enough for one.
    #[inline]
    pub(crate) fn at(
        &self,
        function: usize,
        size: f64,
        exact: impl Fn(f64) -> Option<f64>,
    ) -> Option<f64> {
        let (octave, mantissa) = split(size);
        let tables = self.tables.get(function).zip(octave.filter(|octave| *octave < OCTAVES));
        let Some((tables, octave)) = tables else { return exact(size) };
        let table = &tables.get_or_init(Box::default)[octave];
        let tabulate = || {
            let start = size / mantissa;
            tabulated(|mantissa| exact(start * mantissa))
        };
        match table.get_or_init(tabulate) {
            Some(polynomial) => Some(value(polynomial, mantissa)),
            None => exact(size),
        }
    }
}

/// The exponent of a size of at least 1, nothing of others; and what it multiplies, from 1 to 2.
#[inline]
fn split(size: f64) -> (Option<usize>, f64) {
    const DIGITS: u64 = (1 << 52) - 1;
    let bits = size.to_bits();
    let octave = (1.0..f64::INFINITY).contains(&size).then(|| (bits >> 52).wrapping_sub(1023));
    let octave = octave.and_then(|octave| usize::try_from(octave).ok());
    (octave, f64::from_bits(bits & DIGITS | 1.0_f64.to_bits()))
}

/// Where a part of an octave lies between −1 and 1.
fn place(mantissa: f64) -> f64 {
    (mantissa - SQRT_2) / ((mantissa + SQRT_2) * REACH)
}

/// Estrin's sum: neighbours first, so that few operations wait for each other.
#[inline]
fn value(polynomial: &Polynomial, mantissa: f64) -> f64 {
    let v = place(mantissa);
    let (v2, c) = (v * v, polynomial);
    let v4 = v2 * v2;
    let four = |i: usize| (c[i] + v * c[i + 1]) + v2 * (c[i + 2] + v * c[i + 3]);
    (four(0) + v4 * four(4)) + (v4 * v4) * (four(8) + v4 * four(12))
}

/// Chebyshev's coefficients as those of powers.
///
/// Each of the former is a tenth of the one before, and powers in the next polynomial of Chebyshev's
/// are 2.4 times what they are in the last, so that sums keep their digits.
fn in_powers(coefficients: [f64; POINTS]) -> Polynomial {
    let mut powers = [0.0; POINTS];
    let (mut last, mut now) = ([0.0; POINTS], [0.0; POINTS]);
    now[0] = 1.0;
    for (degree, coefficient) in coefficients.into_iter().enumerate() {
        powers.iter_mut().zip(now).for_each(|(power, of)| *power += coefficient * of);
        // Of T₁ it is once the place, of all others twice, less the last but one.
        let times = if degree == 0 { 1.0 } else { 2.0 };
        let mut next = last.map(|of| -of);
        next[1..].iter_mut().zip(now).for_each(|(next, of)| *next += times * of);
        (last, now) = (now, next);
    }
    powers
}

/// A function of parts of an octave, if it is known at all points, positive, and smooth enough.
fn tabulated(function: impl Fn(f64) -> Option<f64>) -> Option<Box<Polynomial>> {
    // Cosines of all multiples of half the angle between neighbours, which are all that there are.
    let cosines: [f64; 4 * POINTS] = std::array::from_fn(|i| cos(angle(i)));
    let mut coefficients = [0.0; POINTS];
    let mut least = f64::INFINITY;
    for point in 0..POINTS {
        let u = REACH * cosines[2 * point + 1];
        let value = function(SQRT_2 * (1.0 + u) / (1.0 - u))?;
        least = least.min(value);
        for (degree, coefficient) in coefficients.iter_mut().enumerate() {
            *coefficient += value * cosines[degree * (2 * point + 1) % (4 * POINTS)];
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "it is small")]
    let share = 2.0 / POINTS as f64;
    coefficients.iter_mut().for_each(|coefficient| *coefficient *= share);
    coefficients[0] *= 0.5;
    // Coefficients may alternate with nothing.
    let [.., last_but_one, last] = coefficients;
    let missed = last.abs().max(last_but_one.abs());
    (missed < CLOSE * least).then(|| Box::new(in_powers(coefficients)))
}

/// So many times half the angle between two points.
fn angle(halves: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "both are small")]
    let turn = halves as f64 / (2 * POINTS) as f64;
    PI * turn
}
