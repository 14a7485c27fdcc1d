//! What is done to features before rows are grouped.

#[cfg(test)]
mod tests;

use libm::{expm1, log1p};
use ndarray::{Array2, ArrayView2, Axis};

use crate::error::{ErrorKind, Expected, Found, Result};
use crate::par;

/// Settings of a preparation, which makes features comparable: k-means on raw money puts nearly
/// everybody into one group.
///
/// What is learned is kept, so that later rows are prepared as those it was learned from.
///
/// # Formula
///
/// `(f(x) − shift) / unit`, with `f(x) = sign(x)·ln(1 + |x|)` or `x` itself. The shift is the mean or
/// the median; the unit is the standard deviation (of the population), or the difference of the
/// quartiles (type 7 of Hyndman & Fan), and the standard deviation where that is 0.
///
/// # Examples
///
/// ```
/// use ndarray::array;
/// use regulars::segment::Preparation;
///
/// // Orders and spend, of which one customer has far more than all others.
/// let rows = array![[1.0, 20.0], [2.0, 60.0], [2.0, 55.0], [3.0, 90.0], [90.0, 9000.0]];
/// let prepared = Preparation::log_robust().fit_matrix(rows.view())?;
/// let typical = prepared.apply_one(&[2.0, 60.0])?;
/// assert_eq!(typical, [0.0, 0.0]);
/// let back = prepared.restore(&typical)?;
/// assert!((back[1] - 60.0).abs() < 1e-12);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use = "settings do nothing until `fit_matrix`"]
pub struct Preparation {
    shape: Shape,
    scale: Scale,
}

/// What straightens a feature.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Shape {
    None,
    Log1p,
}

/// What makes features of different units comparable.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scale {
    Standard,
    Robust,
}

/// A preparation with what it has learned of each feature.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    shape: Shape,
    // Invariant: all finite, units above 0.
    features: Vec<Feature>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Feature {
    shift: f64,
    unit: f64,
    constant: bool,
}

impl Preparation {
    /// Mean 0 and standard deviation 1.
    pub fn standard() -> Self {
        Self { shape: Shape::None, scale: Scale::Standard }
    }

    /// Logarithms of amounts that have a long tail, with median 0 and quartiles 1 apart. Amounts
    /// below 0 keep their sign.
    pub fn log_robust() -> Self {
        Self { shape: Shape::Log1p, scale: Scale::Robust }
    }

    /// Learns from the rows of a matrix.
    ///
    /// A feature that does not vary becomes 0 for all: see [`Prepared::constant`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] for no rows, and [`ErrorKind::Cell`] for the first cell that is not a
    /// number from -1e150 to 1e150: squares of others would not be finite.
    pub fn fit_matrix(&self, rows: ArrayView2<'_, f64>) -> Result<Prepared> {
        if rows.nrows() == 0 {
            return Err(ErrorKind::TooLittle { what: "rows", found: 0, needed: 1 }.into());
        }
        for (row, cells) in (1..).zip(rows.rows()) {
            check(row, cells)?;
        }
        let columns: Vec<_> = rows.axis_iter(Axis(1)).collect();
        let learn = |column: ndarray::ArrayView1<'_, f64>| {
            self.learn(column.iter().map(|&x| self.shape.of(x)).collect())
        };
        Ok(Prepared { shape: self.shape, features: par::map(columns, learn) })
    }

    fn learn(self, mut values: Vec<f64>) -> Feature {
        values.sort_unstable_by(f64::total_cmp);
        let (least, most) = (values[0], values[values.len() - 1]);
        if most <= least {
            return Feature { shift: least, unit: 1.0, constant: true };
        }
        #[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
        let count = values.len() as f64;
        let mean = values.iter().sum::<f64>() / count;
        let squares = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        let (shift, unit) = match self.scale {
            Scale::Standard => (mean, 0.0),
            Scale::Robust => (quantile(&values, 2), quantile(&values, 3) - quantile(&values, 1)),
        };
        let unit = if 0.0 < unit { unit } else { (squares / count).sqrt() };
        // What varies by less than its squares can tell is as good as constant.
        let constant = !(f64::MIN_POSITIVE..f64::INFINITY).contains(&unit);
        Feature { shift, unit: if constant { 1.0 } else { unit }, constant }
    }
}

impl Prepared {
    /// Rows as they are grouped.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Width`] for another number of columns, and [`ErrorKind::Cell`] as
    /// [`Preparation::fit_matrix`].
    pub fn apply(&self, rows: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        self.check_width(rows.ncols())?;
        for (row, cells) in (1..).zip(rows.rows()) {
            check(row, cells)?;
        }
        let mut all = rows.to_owned();
        for mut row in all.rows_mut() {
            row.iter_mut().zip(&self.features).for_each(|(x, of)| *x = self.of(*x, of));
        }
        Ok(all)
    }

    /// One row.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    pub fn apply_one(&self, row: &[f64]) -> Result<Vec<f64>> {
        self.check_width(row.len())?;
        check(1, row.into())?;
        Ok(row.iter().zip(&self.features).map(|(&x, of)| self.of(x, of)).collect())
    }

    /// What a prepared row, such as a centre, is in the caller's units.
    ///
    /// Of logarithms this is no mean any more: it lies below the mean of the rows about a centre.
    ///
    /// # Errors
    ///
    /// As [`apply`](Self::apply).
    pub fn restore(&self, row: &[f64]) -> Result<Vec<f64>> {
        self.check_width(row.len())?;
        check(1, row.into())?;
        let own = |(x, of): (&f64, &Feature)| self.shape.back(x * of.unit + of.shift);
        Ok(row.iter().zip(&self.features).map(own).collect())
    }

    /// The features, counted from 0, that do not vary.
    #[must_use]
    pub fn constant(&self) -> Vec<usize> {
        let features = self.features.iter().enumerate();
        features.filter(|(_, of)| of.constant).map(|(at, _)| at).collect()
    }

    fn of(&self, x: f64, of: &Feature) -> f64 {
        if of.constant { 0.0 } else { (self.shape.of(x) - of.shift) / of.unit }
    }

    fn check_width(&self, found: usize) -> Result<()> {
        let expected = self.features.len();
        if found == expected { Ok(()) } else { Err(ErrorKind::Width { found, expected }.into()) }
    }
}

impl Shape {
    fn of(self, x: f64) -> f64 {
        match self {
            Self::None => x,
            Self::Log1p => log1p(x.abs()).copysign(x),
        }
    }

    fn back(self, x: f64) -> f64 {
        match self {
            Self::None => x,
            Self::Log1p => expm1(x.abs()).copysign(x),
        }
    }
}

/// Beyond this a square is not finite any more.
const MOST: f64 = 1e150;

/// Whether all cells of a row are numbers of a size that can be reckoned with.
fn check(row: u64, cells: ndarray::ArrayView1<'_, f64>) -> Result<()> {
    let wrong = |cell: &f64| !(-MOST..=MOST).contains(cell);
    let Some(at) = cells.iter().position(wrong) else { return Ok(()) };
    let (column, cell) = (format!("column {}", at + 1), cells[at]);
    let found = if cell.is_finite() { Found::Number(cell) } else { Found::NotFinite };
    let expected = Expected::Words("a number from -1e150 to 1e150");
    Err(ErrorKind::Cell { row, column, found, expected }.into())
}

/// A quartile of sorted values, by Hyndman & Fan's type 7.
fn quantile(sorted: &[f64], quarters: usize) -> f64 {
    let last = sorted.len() - 1;
    let (below, rest) = (last * quarters / 4, last * quarters % 4);
    #[expect(clippy::cast_precision_loss, reason = "0 to 3")]
    let share = rest as f64 / 4.0;
    let above = sorted[(below + 1).min(last)];
    sorted[below] + share * (above - sorted[below])
}
