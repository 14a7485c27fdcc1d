//! What is done to features before rows are grouped.

mod learned;
#[cfg(test)]
mod tests;

use libm::{asinh, expm1, log1p, pow, sinh};
use ndarray::{ArrayView1, ArrayView2, Axis};

use crate::error::{ErrorKind, Expected, Found, Result};
use crate::num::quantile::of_sorted as quantile;
use crate::par;

pub use self::learned::Prepared;
pub(super) use self::learned::PreparedFeature;

/// How a feature is made comparable with others: k-means on raw money puts nearly everybody into
/// one group.
///
/// What is learned is kept, so that later rows are prepared as those it was learned from.
///
/// # Formula
///
/// `weight · (f(min(max(x, low), high)) − shift) / unit`, where `low` and `high` are
/// [quantiles](Self::winsorise), `f` is the [`Shape`], and the shift and the unit are the
/// [`Scale`]'s. All that are not asked for change nothing.
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
    bounds: Option<(f64, f64)>,
    shape: Shape,
    scale: Scale,
    weight: f64,
    missing: Missing,
}

/// What straightens a feature that has a long tail.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Shape {
    /// Nothing.
    #[default]
    None,
    /// `sign(x) · ln(1 + |x|)`, of amounts far above 1.
    Log1p,
    /// `asinh(x / θ)`, of amounts in any unit that may be 0 or negative, where `θ` is learned: the first
    /// quartile of what they are without their signs, those that are 0 left out. Far above `θ` it is a
    /// logarithm; from 0 to there it is straight, so that who owes a cent is next to who spent one,
    /// rather than as far from them as they are from who spent 100 (Burbidge, Magee & Robb 1988).
    Asinh,
    /// `sign(x) · |x|^p` with `0 < p ≤ 1`, such as the root with `p = 0.5`.
    SignedPower(f64),
}

/// What makes features of different units comparable.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Scale {
    /// Nothing.
    #[default]
    None,
    /// Mean 0 and standard deviation (of the population) 1.
    Standard,
    /// Median 0 and quartiles 1 apart, by type 7 of Hyndman & Fan; the standard deviation for their
    /// difference where that is 0.
    Robust,
    /// From 0 for the least to 1 for the most.
    #[doc(alias("MinMax"))]
    Range,
}

/// What becomes of a missing value, which in a matrix is NaN.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Missing {
    /// It is an error.
    #[default]
    Refuse,
    /// It counts as the median of those that are there; as 0 where none is.
    Median,
    /// It counts as this.
    Value(f64),
}

impl Preparation {
    /// Nothing is done, and missing values are refused.
    pub fn none() -> Self {
        let (bounds, shape, scale) = (None, Shape::None, Scale::None);
        Self { bounds, shape, scale, weight: 1.0, missing: Missing::Refuse }
    }

    /// [`Scale::Standard`].
    pub fn standard() -> Self {
        Self::none().scale(Scale::Standard)
    }

    /// [`Shape::Log1p`] and [`Scale::Robust`]: for amounts that have a long tail.
    pub fn log_robust() -> Self {
        Self::none().shape(Shape::Log1p).scale(Scale::Robust)
    }

    /// [`Shape::Asinh`] and [`Scale::Robust`]: for amounts of which some are 0 or negative, such as
    /// money.
    pub fn asinh_robust() -> Self {
        Self::none().shape(Shape::Asinh).scale(Scale::Robust)
    }

    /// What straightens the feature. The default is nothing.
    pub fn shape(mut self, shape: Shape) -> Self {
        self.shape = shape;
        self
    }

    /// What makes it comparable. The default is nothing.
    pub fn scale(mut self, scale: Scale) -> Self {
        self.scale = scale;
        self
    }

    /// Takes values below and above two quantiles for those quantiles, such as 0.01 and 0.99.
    pub fn winsorise(mut self, low: f64, high: f64) -> Self {
        self.bounds = Some((low, high));
        self
    }

    /// How much a difference counts: 2 makes it twice as large. The default is 1.
    pub fn weight(mut self, weight: f64) -> Self {
        self.weight = weight;
        self
    }

    /// What becomes of missing values. The default is [`Missing::Refuse`].
    pub fn missing(mut self, missing: Missing) -> Self {
        self.missing = missing;
        self
    }

    /// Learns from the rows of a matrix, of every column alike.
    ///
    /// A feature that does not vary becomes 0 for all: see [`Prepared::constant`].
    ///
    /// # Errors
    ///
    /// As [`fit_columns`](Self::fit_columns).
    pub fn fit_matrix(&self, rows: ArrayView2<'_, f64>) -> Result<Prepared> {
        Self::fit_columns(&vec![*self; rows.ncols()], rows)
    }

    /// Learns from the rows of a matrix, of each column in its own way.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Width`] for another number of columns; [`ErrorKind::Param`] for quantiles that
    /// do not ascend from 0 to 1, a power beyond 0 to 1, a weight that is not from 1e-6 to 1e6, and
    /// a value for missing ones that no cell could have; [`ErrorKind::TooLittle`] for no rows, and
    /// [`ErrorKind::Cell`] for the first cell that is not a number from -1e150 to 1e150, as squares
    /// of others would not be finite, or is missing where that is refused.
    ///
    /// # Examples
    ///
    /// ```
    /// use ndarray::array;
    /// use regulars::segment::{Missing, Preparation, Scale};
    ///
    /// let rows = array![[0.0, 7.0], [5.0, f64::NAN], [10.0, 9.0]];
    /// let range = Preparation::none().scale(Scale::Range);
    /// let grade = range.weight(2.0).missing(Missing::Value(7.0));
    /// let prepared = Preparation::fit_columns(&[range, grade], rows.view())?;
    /// assert_eq!(prepared.apply(rows.view())?, array![[0.0, 0.0], [0.5, 0.0], [1.0, 2.0]]);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn fit_columns(each: &[Self], rows: ArrayView2<'_, f64>) -> Result<Prepared> {
        check_width(rows.ncols(), each.len())?;
        each.iter().try_for_each(Self::check)?;
        if rows.nrows() == 0 {
            return Err(ErrorKind::TooLittle { what: "rows", found: 0, needed: 1 }.into());
        }
        for (row, cells) in (1..).zip(rows.rows()) {
            check_cells(row, cells, |column| each[column].refuses())?;
        }
        let columns: Vec<_> = each.iter().zip(rows.axis_iter(Axis(1))).collect();
        let learn = |(of, column): (&Self, ArrayView1<'_, f64>)| of.learn(&column);
        Ok(Prepared::new(par::map(columns, learn)))
    }

    /// Whether a missing value is an error.
    pub(super) fn refuses(&self) -> bool {
        self.missing == Missing::Refuse
    }

    fn check(&self) -> Result<()> {
        let param = |name, found, expected| {
            Err(ErrorKind::Param { name, found: Found::Number(found), expected }.into())
        };
        if let Some((low, high)) = self.bounds
            && !(0.0 <= low && low < high && high <= 1.0)
        {
            let wrong = if (0.0..1.0).contains(&low) { high } else { low };
            return param("winsorise", wrong, "quantiles that ascend, from 0 to 1");
        }
        if let Shape::SignedPower(power) = self.shape
            && !(0.0 < power && power <= 1.0)
        {
            return param("power", power, "a number above 0, up to 1");
        }
        if !(1e-6..=1e6).contains(&self.weight) {
            return param("weight", self.weight, "a number from 1e-6 to 1e6");
        }
        match self.missing {
            Missing::Value(value) if !(-MOST..=MOST).contains(&value) => {
                param("missing", value, CELL)
            }
            _ => Ok(()),
        }
    }

    fn learn(self, column: &ArrayView1<'_, f64>) -> PreparedFeature {
        let mut values: Vec<f64> = column.iter().copied().filter(|x| !x.is_nan()).collect();
        values.sort_unstable_by(f64::total_cmp);
        let missing = column.len() - values.len();
        let fill = match self.missing {
            Missing::Value(value) => Some(value),
            Missing::Median => Some(quantile(&values, 0.5).unwrap_or(0.0)),
            Missing::Refuse => None,
        };
        let at = |p: f64| quantile(&values, p);
        let bounds = self.bounds.and_then(|(low, high)| Some((at(low)?, at(high)?)));
        // Those that are filled in take part in the middle and the size.
        let place = values.partition_point(|&x| Some(x) < fill);
        values.splice(place..place, std::iter::repeat_n(fill.unwrap_or(0.0), missing));
        let (low, high) = bounds.unwrap_or((-MOST, MOST));
        values.iter_mut().for_each(|x| *x = x.clamp(low, high));
        let theta = self.shape.learn(&values);
        let shaped: Vec<f64> = values.iter().map(|&x| self.shape.of(x, theta)).collect();
        let (shift, unit) = self.scale.learn(&shaped);
        let constant = unit <= 0.0;
        let unit = if constant { 1.0 } else { unit };
        let (shape, weight) = (self.shape, self.weight);
        PreparedFeature { bounds, shape, theta, shift, unit, weight, fill, constant }
    }
}

impl Shape {
    /// The `θ` of values; 1 where there is none to be learned.
    fn learn(self, values: &[f64]) -> f64 {
        if self != Self::Asinh {
            return 1.0;
        }
        let sizes = values.iter().map(|x| x.abs()).filter(|&size| 0.0 < size);
        let mut sizes: Vec<f64> = sizes.collect();
        sizes.sort_unstable_by(f64::total_cmp);
        quantile(&sizes, 0.25).unwrap_or(1.0)
    }

    /// Ascends, and keeps 0 and signs.
    fn of(self, x: f64, theta: f64) -> f64 {
        match self {
            Self::None => x,
            Self::Log1p => log1p(x.abs()).copysign(x),
            // Of a small θ there may be more than a number holds.
            Self::Asinh => asinh((x / theta).clamp(f64::MIN, f64::MAX)),
            Self::SignedPower(power) => pow(x.abs(), power).copysign(x),
        }
    }

    /// What has this shape.
    fn back(self, x: f64, theta: f64) -> f64 {
        match self {
            Self::None => x,
            Self::Log1p => expm1(x.abs()).copysign(x),
            Self::Asinh => sinh(x) * theta,
            Self::SignedPower(power) => pow(x.abs(), 1.0 / power).copysign(x),
        }
    }
}

impl Scale {
    /// The shift and the unit of sorted values; a unit of 0 if they are all alike.
    fn learn(self, sorted: &[f64]) -> (f64, f64) {
        let (Some(&least), Some(&most)) = (sorted.first(), sorted.last()) else {
            return (0.0, 0.0);
        };
        let range = most - least;
        if range <= 0.0 {
            return (least, 0.0);
        }
        let at = |p| quantile(sorted, p).unwrap_or(least);
        match self {
            Self::None => (0.0, 1.0),
            Self::Range => (least, range),
            Self::Standard => standard(sorted, least, range),
            Self::Robust => {
                let apart = at(0.75) - at(0.25);
                let (_, deviation) = standard(sorted, least, range);
                (at(0.5), if 0.0 < apart { apart } else { deviation })
            }
        }
    }
}

/// The mean and the standard deviation, by way of shares of the range, whose squares are of a size
/// that can be told whatever the size of the values.
pub(super) fn standard(values: &[f64], least: f64, range: f64) -> (f64, f64) {
    let shares = || values.iter().map(|x| (x - least) / range);
    #[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
    let count = values.len() as f64;
    let mean = shares().sum::<f64>() / count;
    let squares: f64 = shares().map(|share| (share - mean) * (share - mean)).sum();
    let unit = range * (squares / count).sqrt();
    // Of the smallest range there is, a part may be none.
    (least + range * mean, if 0.0 < unit { unit } else { range })
}

/// Beyond this a square is not finite any more.
const MOST: f64 = 1e150;

pub(super) const CELL: &str = "a number from -1e150 to 1e150";

/// Whether a value is a number that can be reckoned with, or is missing where that is not refused.
pub(super) fn is_cell(cell: f64, refuses_missing: bool) -> bool {
    (-MOST..=MOST).contains(&cell) || (cell.is_nan() && !refuses_missing)
}

/// Whether all cells of a row are numbers of a size that can be reckoned with, or are missing where
/// that is not refused.
fn check_cells(
    row: u64,
    cells: ArrayView1<'_, f64>,
    refuses: impl Fn(usize) -> bool,
) -> Result<()> {
    let sound = |(at, cell): (usize, &f64)| is_cell(*cell, refuses(at));
    let Some(at) = cells.iter().enumerate().position(|cell| !sound(cell)) else {
        return Ok(());
    };
    let (column, cell) = (format!("column {}", at + 1), cells[at]);
    let found = if cell.is_finite() { Found::Number(cell) } else { Found::NotFinite };
    Err(ErrorKind::Cell { row, column, found, expected: Expected::Words(CELL) }.into())
}

fn check_width(found: usize, expected: usize) -> Result<()> {
    if found == expected { Ok(()) } else { Err(ErrorKind::Width { found, expected }.into()) }
}
