//! Centres, and which of them is nearest.

use ndarray::{Array2, ArrayView2, Axis};

use super::kernel::{Centres, distance};
use super::lloyd;
use super::points::Points;
use crate::error::{ErrorKind, Expected, Found, Result};

/// The centres of groups, which say to which of them a row belongs.
///
/// # Examples
///
/// ```
/// use ndarray::array;
/// use regulars::segment::KMeansModel;
///
/// let model = KMeansModel::new(array![[0.0, 0.0], [10.0, 0.0]])?;
/// assert_eq!(model.predict(array![[1.0, 0.0], [7.0, 7.0]].view())?, [0, 1]);
/// // As near to both: the lower label.
/// assert_eq!(model.predict_one(&[5.0, 1.0])?, 0);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct KMeansModel {
    // Invariant: finite, a row or more, a column or more, and labels fit a `u32`.
    centers: Array2<f64>,
}

/// The two centres that are nearest to a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Nearest {
    /// The label of the nearest.
    pub label: u32,
    /// The distance from it.
    pub distance: f64,
    /// The label of the runner-up; that of the nearest again where it is the only one.
    pub second: u32,
    /// The distance from the runner-up; infinite where there is none.
    pub second_distance: f64,
}

impl KMeansModel {
    /// A model of given centres, one a row; their order gives the labels.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] for no centres or centres of no columns, [`ErrorKind::Cell`] for a
    /// cell that is not finite.
    pub fn new(centers: Array2<f64>) -> Result<Self> {
        check_some("centers", centers.nrows())?;
        check_some("columns", centers.ncols())?;
        if u32::try_from(centers.nrows()).is_err() {
            let (found, expected) = (centers.nrows(), u32::MAX as usize);
            return Err(ErrorKind::Length { column: "centers".to_owned(), found, expected }.into());
        }
        check_finite(centers.view())?;
        Ok(Self { centers })
    }

    /// The centres, one a row.
    #[must_use]
    #[doc(alias("centroids"))]
    pub fn centers(&self) -> ArrayView2<'_, f64> {
        self.centers.view()
    }

    /// The label of each row: the centre that is nearest, the lowest label of those that tie.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Width`] for rows of another width than the centres, [`ErrorKind::Cell`] for a
    /// cell that is not finite.
    pub fn predict(&self, rows: ArrayView2<'_, f64>) -> Result<Vec<u32>> {
        check_width(rows.ncols(), self.centers.ncols())?;
        // Block by block, rows in tiles stay in the cache.
        let blocks = crate::par::map_blocks(rows.nrows(), crate::par::BLOCK, |block| {
            let (points, centres) =
                self.points(rows.slice_axis(Axis(0), block.into()), None).ok()?;
            (points.exponent == 0).then(|| labels(&points, &centres))
        });
        if let Some(blocks) = blocks.into_iter().collect::<Option<Vec<_>>>() {
            return Ok(blocks.concat());
        }
        // All in one unit, or what is wrong with the first row that something is wrong with.
        let (points, centres) = self.points(rows, None)?;
        Ok(labels(&points, &centres))
    }

    /// The label of one row, as [`predict`](Self::predict) has it.
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict).
    pub fn predict_one(&self, row: &[f64]) -> Result<u32> {
        Ok(self.nearest_one(row)?.label)
    }

    /// For each row the nearest centre, the runner-up, and its distances from both.
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict).
    pub fn nearest(&self, rows: ArrayView2<'_, f64>) -> Result<Vec<Nearest>> {
        let (points, centres) = self.points(rows, None)?;
        let row = |row| nearest(points.row(row), &centres).unscaled(&points);
        let blocks = crate::par::map_blocks(points.rows, crate::par::BLOCK, |rows| {
            rows.map(row).collect::<Vec<_>>()
        });
        Ok(blocks.concat())
    }

    /// For one row the nearest centre, the runner-up, and its distances from both.
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict).
    ///
    /// # Examples
    ///
    /// ```
    /// use ndarray::array;
    /// use regulars::segment::KMeansModel;
    ///
    /// let model = KMeansModel::new(array![[0.0, 0.0], [10.0, 0.0]])?;
    /// let found = model.nearest_one(&[7.0, 4.0])?;
    /// assert_eq!((found.label, found.distance), (1, 5.0));
    /// assert_eq!((found.second, found.second_distance), (0, 65_f64.sqrt()));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn nearest_one(&self, row: &[f64]) -> Result<Nearest> {
        check_width(row.len(), self.centers.ncols())?;
        let view = ArrayView2::from_shape((1, row.len()), row);
        let Ok(view) = view else { return check_width(row.len(), 0).and(Ok(NOWHERE)) };
        let (points, centres) = self.points(view, None)?;
        Ok(nearest(points.row(0), &centres).unscaled(&points))
    }

    /// As [`nearest_one`](Self::nearest_one), of a row of the right width whose squares and those of
    /// the centres are finite.
    pub(in crate::segment) fn place(&self, row: &[f64]) -> Nearest {
        let square = |sum: f64, (x, c): (&f64, &f64)| sum + (x - c) * (x - c);
        let centers = self.centers.rows().into_iter();
        squared(centers.map(|center| row.iter().zip(center).fold(0.0, square)))
    }

    /// The distance of each row from each centre, one row a row, one centre a column.
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict).
    pub fn transform(&self, rows: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        let (points, centres) = self.points(rows, None)?;
        let from =
            |(row, centre)| points.unscaled(distance(points.row(row), centres.row(centre)).sqrt());
        Ok(Array2::from_shape_fn((points.rows, centres.count), from))
    }

    /// Rows and centres in one unit, for the kernel.
    pub(super) fn points(
        &self,
        rows: ArrayView2<'_, f64>,
        weights: Option<&[f64]>,
    ) -> Result<(Points, Centres)> {
        check_width(rows.ncols(), self.centers.ncols())?;
        let beside = self.centers.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let points = Points::new(rows, weights, beside)?;
        let flat = self.centers.iter().map(|&x| points.scaled(x)).collect();
        let columns = points.columns;
        Ok((points, Centres::new(flat, columns)))
    }
}

impl Nearest {
    fn unscaled(self, points: &Points) -> Self {
        Self {
            distance: points.unscaled(self.distance),
            second_distance: points.unscaled(self.second_distance),
            ..self
        }
    }
}

const NOWHERE: Nearest =
    Nearest { label: 0, distance: f64::INFINITY, second: 0, second_distance: f64::INFINITY };

/// The label of the nearest centre.
fn labels(points: &Points, centres: &Centres) -> Vec<u32> {
    let mut labels = vec![0; points.rows];
    lloyd::pass(points, centres, &mut labels, true, false);
    labels
}

/// The two nearest centres; squares decide, because roots of two may be one.
fn nearest(row: impl Iterator<Item = f64> + Clone, centres: &Centres) -> Nearest {
    let centres = centres.flat.chunks_exact(centres.columns);
    squared(centres.map(|centre| distance(row.clone(), centre)))
}

fn squared(squares: impl Iterator<Item = f64>) -> Nearest {
    let mut found = NOWHERE;
    for (square, label) in squares.zip(0..) {
        if square < found.distance {
            (found.second, found.second_distance) = (found.label, found.distance);
            (found.label, found.distance) = (label, square);
        } else if square < found.second_distance {
            (found.second, found.second_distance) = (label, square);
        }
    }
    found.distance = found.distance.sqrt();
    found.second_distance = found.second_distance.sqrt();
    found
}

/// Refuses rows of another width than the centres.
pub(super) fn check_width(found: usize, expected: usize) -> Result<()> {
    if found == expected {
        return Ok(());
    }
    Err(ErrorKind::Width { found, expected }.into())
}

/// Refuses centres that are not finite.
pub(super) fn check_finite(centers: ArrayView2<'_, f64>) -> Result<()> {
    let Some(((row, column), _)) = centers.indexed_iter().find(|(_, x)| !x.is_finite()) else {
        return Ok(());
    };
    let (row, column) = (row as u64 + 1, format!("center {}", column + 1));
    let expected = Expected::Words("a finite number");
    Err(ErrorKind::Cell { row, column, found: Found::NotFinite, expected }.into())
}

fn check_some(what: &'static str, found: usize) -> Result<()> {
    if 0 < found {
        return Ok(());
    }
    Err(ErrorKind::TooLittle { what, found: 0, needed: 1 }.into())
}
