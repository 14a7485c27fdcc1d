//! Whether what is predicted with a probability happens as often.

use super::predictions::{Group, Predictions};
use crate::error::{ErrorKind, Found, Result};

/// How predictions are put into bins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Binning {
    /// So many bins of equal width from 0 to 1. What is on an edge is in the bin below, and 0 in the
    /// first.
    EqualWidth(u32),
    /// So many bins with as many rows each, as far as equal predictions allow, which share a bin: that
    /// where their middle rank is.
    EqualCount(u32),
}

/// The most bins.
const MOST: u32 = 10_000;

/// Predictions in a bin, and what came of them.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CalibrationBin {
    /// The least prediction in it.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
    /// The mean.
    pub predicted: f64,
    /// The share of rows for which it happened.
    pub observed: f64,
    /// The rows, or the sum of their weights.
    pub weight: f64,
}

/// Predictions and what came of them, bin by bin: the reliability diagram.
///
/// # Examples
///
/// ```
/// use regulars::metric::{Binning, Predictions};
///
/// let predicted = [0.125, 0.125, 0.25, 0.75, 0.75, 1.0];
/// let happened = [false, false, true, true, false, true];
/// let predictions = Predictions::new(&predicted, &happened)?;
/// let found = predictions.calibration(Binning::EqualWidth(4))?;
/// let bins = found.bins().iter().map(|bin| (bin.predicted, bin.observed, bin.weight));
/// // Edges belong to the bin below.
/// assert!(bins.eq([(0.5 / 3.0, 1.0 / 3.0, 3.0), (0.75, 0.5, 2.0), (1.0, 1.0, 1.0)]));
/// assert_eq!(found.empty(), 1);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Calibration {
    bins: Vec<CalibrationBin>,
    empty: u32,
}

impl Calibration {
    /// The bins with a row, by ascending predictions.
    #[must_use]
    pub fn bins(&self) -> &[CalibrationBin] {
        &self.bins
    }

    /// The bins without one.
    #[must_use]
    pub fn empty(&self) -> u32 {
        self.empty
    }

    /// The mean over rows of how far the predictions of their bin are from what happened there.
    #[must_use]
    pub fn expected_error(&self) -> f64 {
        let weight: f64 = self.bins.iter().map(|bin| bin.weight).sum();
        self.bins.iter().map(|bin| bin.weight * bin.error()).sum::<f64>() / weight
    }

    /// How far those of the worst bin are.
    #[must_use]
    pub fn maximum_error(&self) -> f64 {
        self.bins.iter().map(CalibrationBin::error).fold(0.0, f64::max)
    }
}

impl CalibrationBin {
    fn error(&self) -> f64 {
        (self.predicted - self.observed).abs()
    }
}

/// A bin, and the distinct predictions in it.
pub(super) struct Parts<'a> {
    pub(super) bin: CalibrationBin,
    pub(super) groups: &'a [Group],
}

impl Predictions {
    /// What is predicted and what happens, bin by bin. Bins without a row are left out, and counted.
    ///
    /// # References
    ///
    /// Bröcker & Smith, "Increasing the reliability of reliability diagrams", Weather and Forecasting 22
    /// (2007).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cell`] for the first score that is not from 0 to 1, and [`ErrorKind::Param`] for a
    /// number of bins that is not from 1 to 10,000.
    pub fn calibration(&self, binning: Binning) -> Result<Calibration> {
        let (parts, all) = self.parts(binning)?;
        let bins: Vec<CalibrationBin> = parts.iter().map(|part| part.bin).collect();
        let empty = all - bins.iter().map(|_| 1).sum::<u32>();
        Ok(Calibration { bins, empty })
    }

    /// The expected calibration error: the mean over rows of how far the predictions of their bin are from
    /// what happened there. It depends on the bins, and is above 0 by chance alone.
    ///
    /// # References
    ///
    /// Naeini, Cooper & Hauskrecht, "Obtaining well calibrated probabilities using Bayesian binning",
    /// AAAI (2015).
    ///
    /// # Errors
    ///
    /// As [`calibration`](Self::calibration).
    #[doc(alias("ece"))]
    pub fn expected_calibration_error(&self, binning: Binning) -> Result<f64> {
        Ok(self.calibration(binning)?.expected_error())
    }

    /// The bins with a row, by ascending predictions, and how many there are with those without one.
    pub(super) fn parts(&self, binning: Binning) -> Result<(Vec<Parts<'_>>, u32)> {
        self.needs_probabilities()?;
        let (Binning::EqualWidth(bins) | Binning::EqualCount(bins)) = binning;
        if !(1..=MOST).contains(&bins) {
            let (name, expected) = ("bins", "a number from 1 to 10000");
            let found = Found::Integer(bins.into());
            return Err(ErrorKind::Param { name, found, expected }.into());
        }
        let mut above = 0.0;
        let mut number = |group: &Group| match binning {
            Binning::EqualWidth(_) => by_width(group.score, bins),
            Binning::EqualCount(_) => {
                let middle = above + 0.5 * group.weight();
                above += group.weight();
                by_rank(middle * f64::from(bins) / self.weight(), bins)
            }
        };
        let numbers: Vec<u32> = self.groups().iter().map(&mut number).collect();
        let mut end = 0;
        let part = |same: &[u32]| {
            let groups = &self.groups()[end..end + same.len()];
            end += same.len();
            Parts { bin: bin(groups), groups }
        };
        let mut parts: Vec<_> = numbers.chunk_by(|a, b| a == b).map(part).collect();
        parts.reverse();
        Ok((parts, bins))
    }
}

/// The first bin whose upper edge a prediction is not above.
fn by_width(score: f64, bins: u32) -> u32 {
    let (mut low, mut high) = (1, bins);
    while low < high {
        let middle = low.midpoint(high);
        let above = f64::from(middle) / f64::from(bins) < score;
        if above { low = middle + 1 } else { high = middle }
    }
    low
}

/// The bin from the highest on, of which so many lie above a middle rank.
fn by_rank(bins_above: f64, bins: u32) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 10,000")]
    let number = bins_above.ceil() as u32;
    number.min(bins)
}

/// What is in a bin, of distinct predictions by descending order.
fn bin(groups: &[Group]) -> CalibrationBin {
    let sum = |of: &dyn Fn(&Group) -> f64| groups.iter().map(of).sum::<f64>();
    let weight = sum(&Group::weight);
    let ends = (groups.last(), groups.first());
    let (least, greatest) = (ends.0.map_or(0.0, |g| g.score), ends.1.map_or(0.0, |g| g.score));
    // Rounding must not take a mean out of its bin.
    let predicted = (sum(&|group| group.weight() * group.score) / weight).clamp(least, greatest);
    let observed = (sum(&|group| group.events) / weight).min(1.0);
    CalibrationBin { least, greatest, predicted, observed, weight }
}
