//! Rows that have been sorted into groups.

use std::ops::Range;

use ndarray::{ArrayView2, CowArray, Ix2};

use super::unit::Unit;
use crate::error::{ErrorKind, Expected, Found, Result};
use crate::par;

/// Rows and the group of each, with at least a column, two groups, and fewer groups than rows.
pub(super) struct Grouped<'a> {
    /// In a unit in which differences can be squared.
    pub(super) rows: CowArray<'a, f64, Ix2>,
    /// The group of each row: the place of its label among all labels that occur.
    pub(super) groups: Vec<usize>,
    /// The labels that occur, in order.
    pub(super) labels: Vec<u32>,
    pub(super) sizes: Vec<usize>,
}

impl<'a> Grouped<'a> {
    pub(super) fn new(rows: ArrayView2<'a, f64>, labels: &[u32]) -> Result<Self> {
        Self::in_unit(rows, labels, &Unit::of(&[rows]))
    }

    pub(super) fn in_unit(rows: ArrayView2<'a, f64>, labels: &[u32], unit: &Unit) -> Result<Self> {
        let expected = rows.nrows();
        if labels.len() != expected {
            let (column, found) = ("labels".to_owned(), labels.len());
            return Err(ErrorKind::Length { column, found, expected }.into());
        }
        if rows.ncols() == 0 {
            return Err(ErrorKind::TooLittle { what: "columns", found: 0, needed: 1 }.into());
        }
        check_finite(rows, "column")?;
        let mut distinct = labels.to_vec();
        distinct.sort_unstable();
        distinct.dedup();
        if distinct.len() < 2 {
            let (what, found) = ("distinct labels", distinct.len() as u64);
            return Err(ErrorKind::TooLittle { what, found, needed: 2 }.into());
        }
        if expected <= distinct.len() {
            let (what, found) = ("rows", expected as u64);
            let needed = distinct.len() as u64 + 1;
            return Err(ErrorKind::TooLittle { what, found, needed }.into());
        }
        // Every label is among them.
        let group = |label: &u32| distinct.partition_point(|other| other < label);
        let groups: Vec<usize> = labels.iter().map(group).collect();
        let mut sizes = vec![0; distinct.len()];
        groups.iter().for_each(|&group| sizes[group] += 1);
        Ok(Self { rows: unit.scale(rows), groups, labels: distinct, sizes })
    }

    /// How many groups there are.
    pub(super) fn len(&self) -> usize {
        self.sizes.len()
    }

    /// The mean of each group, one after the other.
    pub(super) fn means(&self) -> Vec<f64> {
        let width = self.rows.ncols();
        // Sums of what rows are off one of their group: they keep the digits of small differences
        // of large numbers, cannot overflow, and the mean of equal rows is exactly these.
        let mut first = vec![0; self.len()];
        self.groups.iter().enumerate().rev().for_each(|(row, &group)| first[group] = row);
        let mut means = self.sums(self.len() * width, |sums, row, group| {
            let sums = &mut sums[group * width..(group + 1) * width];
            let pairs = self.rows.row(row).into_iter().zip(self.rows.row(first[group]));
            sums.iter_mut().zip(pairs).for_each(|(sum, (x, origin))| *sum += x - origin);
        });
        for (group, &size) in self.sizes.iter().enumerate() {
            let mean = &mut means[group * width..(group + 1) * width];
            let origin = self.rows.row(first[group]);
            mean.iter_mut().zip(origin).for_each(|(x, origin)| *x = origin + *x / count(size));
        }
        means
    }

    /// So many sums over all rows, added up in blocks that do not depend on threads.
    pub(super) fn sums(
        &self,
        len: usize,
        add: impl Fn(&mut [f64], usize, usize) + Sync + Send,
    ) -> Vec<f64> {
        let blocks = par::map_blocks(self.groups.len(), par::BLOCK, |rows: Range<usize>| {
            let mut sums = vec![0.0; len];
            rows.for_each(|row| add(&mut sums, row, self.groups[row]));
            sums
        });
        let mut all = vec![0.0; len];
        for block in blocks {
            all.iter_mut().zip(block).for_each(|(sum, part)| *sum += part);
        }
        all
    }
}

/// Whether all cells are numbers; if not, the first that is none, its row and its column counted
/// from 1, the column after what it is one of.
pub(super) fn check_finite(rows: ArrayView2<'_, f64>, column: &str) -> Result<()> {
    for (row, cells) in (1..).zip(rows.rows()) {
        if let Some(at) = cells.iter().position(|cell| !cell.is_finite()) {
            let (column, found) = (format!("{column} {}", at + 1), Found::NotFinite);
            let expected = Expected::Words("a finite number");
            return Err(ErrorKind::Cell { row, column, found, expected }.into());
        }
    }
    Ok(())
}

/// The squared distance of two points.
pub(super) fn square<'a>(
    a: impl IntoIterator<Item = &'a f64>,
    b: impl IntoIterator<Item = &'a f64>,
) -> f64 {
    a.into_iter().zip(b).fold(0.0, |sum, (x, y)| sum + (x - y) * (x - y))
}

#[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
pub(super) fn count(n: usize) -> f64 {
    n as f64
}
