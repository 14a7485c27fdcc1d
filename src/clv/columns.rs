//! What all columns of customers are checked for.

use std::ops::Range;

use crate::error::{Error, ErrorKind, Expected, Found, Result};
use crate::par;

/// The most customers of a row: sums over billions of rows stay finite.
const MOST_CUSTOMERS: f64 = 1e15;

/// Whether all columns that are there are as long as the first.
pub(super) fn equally_long(rows: usize, columns: &[(&str, Option<usize>)]) -> Result<()> {
    for &(column, found) in columns {
        if let Some(found) = found.filter(|&found| found != rows) {
            let column = column.to_owned();
            return Err(ErrorKind::Length { column, found, expected: rows }.into());
        }
    }
    Ok(())
}

/// What `read` says of each row, in order, or the error of the first that is wrong.
pub(super) fn each<T: Send>(
    rows: usize,
    read: impl Fn(usize) -> Result<T> + Sync + Send,
) -> Result<Vec<T>> {
    let block = |rows: Range<usize>| rows.map(&read).collect::<Result<Vec<T>>>();
    let mut all = Vec::with_capacity(rows);
    for block in par::map_blocks(rows, par::BLOCK, block) {
        all.append(&mut block?);
    }
    Ok(all)
}

/// How many customers a row is: 1 unless a column says otherwise.
pub(super) fn customers(column: Option<&[f64]>, row: usize) -> Result<f64> {
    let Some(&customers) = column.map(|column| &column[row]) else { return Ok(1.0) };
    if 0.0 < customers && customers <= MOST_CUSTOMERS {
        return Ok(customers);
    }
    Err(wrong(row, "customers", number(customers), within(customers, "a finite number above 0")))
}

/// How many customers of some kind a row is, which may be none.
pub(super) fn counted(row: usize, column: impl Into<String>, customers: f64) -> Result<f64> {
    if (0.0..=MOST_CUSTOMERS).contains(&customers) {
        return Ok(customers);
    }
    let expected = within(customers, "a finite number of at least 0");
    Err(wrong(row, column, number(customers), expected))
}

/// What was expected of customers, who may be too many.
fn within(customers: f64, expected: &'static str) -> &'static str {
    if MOST_CUSTOMERS < customers && customers.is_finite() { "at most 1e15" } else { expected }
}

/// That something is wrong in a row, counted from 0 here and from 1 there.
pub(super) fn wrong(
    row: usize,
    column: impl Into<String>,
    found: Found,
    expected: &'static str,
) -> Error {
    let row = u64::try_from(row).map_or(u64::MAX, |row| row + 1);
    let (column, expected) = (column.into(), Expected::Words(expected));
    ErrorKind::Cell { row, column, found, expected }.into()
}

/// A number as an error tells it.
pub(super) fn number(found: f64) -> Found {
    if found.is_finite() { Found::Number(found) } else { Found::NotFinite }
}
