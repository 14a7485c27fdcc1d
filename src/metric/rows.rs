//! What is asked of rows of numbers, whatever they mean.

use crate::error::{Error, ErrorKind, Found, Result};
use crate::report::normal_distance;

/// Weights that are not 0 are from here to its inverse, so that no product of some leaves the floats.
const LEAST: f64 = 1e-100;

/// The expected words of [`admits`].
const WEIGHT: &str = "0, or a number from 1e-100 to 1e100";

fn admits(weight: f64) -> bool {
    weight == 0.0 || (LEAST..=1.0 / LEAST).contains(&weight)
}

/// Whether there are as many rows as `expected`.
pub(super) fn length(column: &str, found: usize, expected: usize) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(ErrorKind::Length { column: column.to_owned(), found, expected }.into())
}

/// Whether there is a row at all, and one that counts.
pub(super) fn weights(weights: &[f64]) -> Result<()> {
    if let Some(at) = weights.iter().position(|&weight| !admits(weight)) {
        return Err(cell(at, "weights", found(weights[at]), WEIGHT));
    }
    let positive = weights.iter().any(|&weight| 0.0 < weight);
    match (weights.is_empty(), positive) {
        (true, _) => too_little("rows", 0, 1),
        (_, false) => too_little("rows with a weight above 0", 0, 1),
        _ => Ok(()),
    }
}

/// Whether all values are finite and of a size up to `most`.
pub(super) fn values(
    column: &'static str,
    values: &[f64],
    most: f64,
    expected: &'static str,
) -> Result<()> {
    let admits = |value: &f64| value.abs() <= most;
    match values.iter().position(|value| !admits(value)) {
        Some(at) => Err(cell(at, column, found(values[at]), expected)),
        None => Ok(()),
    }
}

pub(super) fn found(value: f64) -> Found {
    if value.is_finite() { Found::Number(value) } else { Found::NotFinite }
}

/// A value of the row at a place that is counted from 0.
#[cold]
pub(super) fn cell(at: usize, column: &str, found: Found, expected: &'static str) -> Error {
    let (row, column) = (at as u64 + 1, column.to_owned());
    ErrorKind::Cell { row, column, found, expected: expected.into() }.into()
}

#[cold]
pub(super) fn too_little<T>(what: &'static str, found: u64, needed: u64) -> Result<T> {
    Err(ErrorKind::TooLittle { what, found, needed }.into())
}

/// The standard deviations to either side that hold `level`.
pub(crate) fn deviations(level: f64) -> Result<f64> {
    let (name, expected) = ("level", "a number between 0 and 1");
    let wrong = || ErrorKind::Param { name, found: Found::Number(level), expected };
    Ok(normal_distance(level).ok_or_else(wrong)?)
}

#[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
pub(super) fn count(n: usize) -> f64 {
    n as f64
}
