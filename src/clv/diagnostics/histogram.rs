//! Customers by how often they have bought again.

use std::fmt;

use super::print::{all, customers, heads, number, printed};
use super::{BLOCK, MOST, index, out_of_reach, wrong};
use crate::clv::cells::{Cell, Cells, whole};
use crate::clv::model::BtydModel;
use crate::error::{ErrorKind, Result};
use crate::language::Language;
use crate::par;

/// How many customers have bought so often again, and how many of them a model expects.
///
/// A model that fits is close in every bin, those who never came back among them. That it is close
/// here says nothing yet of the future: see [`Tracking`](super::Tracking) and
/// [`Calibration`](super::Calibration).
///
/// Made by [`BtydModel::frequency_histogram`].
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct FrequencyHistogram {
    /// The customers, or the sum of their weights.
    pub customers: f64,
    /// From no repeats up; the last bin is of all who have bought as often or more.
    pub bins: Vec<FrequencyBin>,
    /// How far apart the two are, all in all; nothing if that leaves no degree of freedom.
    pub chi_square: Option<ChiSquare>,
}

/// The customers with a number of repeats.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct FrequencyBin {
    /// Which.
    #[cfg_attr(feature = "serde", serde(flatten))]
    pub bin: RepeatsBin,
    /// How many there are.
    pub actual: f64,
    /// How many the model expects.
    pub expected: f64,
}

/// A number of purchase days after the first; [`Display`](fmt::Display) writes `3`, or `7+`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RepeatsBin {
    /// The number.
    pub repeats: u64,
    /// Whether all who have bought more often are meant, too.
    pub or_more: bool,
}

/// Pearson's chi-square.
///
/// With very many customers every model is rejected by it, because none is quite true: it serves
/// best to compare models of the same customers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ChiSquare {
    /// The sum over classes of `(actual − expected)² / expected`. A class is a bin, or several if
    /// the model expects fewer than five customers in one.
    pub statistic: f64,
    /// The classes.
    pub classes: u64,
    /// The classes less one, and less four if the model's parameters were fitted. A fit sees more of
    /// customers than their classes, so that the statistic is a little larger than with so many
    /// degrees, and smaller than with four more (Chernoff & Lehmann 1954).
    pub degrees: u64,
}

/// What a class should expect at least: Cochran's rule.
const EXPECTED: f64 = 5.0;

/// The parameters of a model.
const PARAMETERS: u64 = 4;

impl BtydModel {
    /// The customers of `cells` by their repeats, with what the model expects: bins of 0, 1, 2 and
    /// so on, and a last one of `most` or more.
    ///
    /// # Formula
    ///
    /// What is expected in bin `n` is the sum over customers of `P(X(T) = n)`, for a new customer
    /// of whom nothing is known but the age `T`.
    ///
    /// # References
    ///
    /// * Fader, Hardie & Lee, "Counting Your Customers" the Easy Way, Marketing Science 24 (2005).
    ///   With `most` at 7, their chi-squares of CDNOW's customers are 4.82 for the BG/NBD and 11.99
    ///   for the Pareto/NBD, of 3 degrees.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Ruler`] if the cells are measured in another unit, [`ErrorKind::Param`] for a
    /// `most` above 100,000, and [`ErrorKind::OutOfReach`].
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::TimeUnit;
    /// use regulars::clv::{BtydModel, CellColumns, Cells, Family};
    ///
    /// let cdnow = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
    /// let cells = Cells::new(TimeUnit::Week, CellColumns {
    ///     repeats: &[0, 1, 9],
    ///     last_age: &[0.0, 1.71, 35.0],
    ///     age: &[38.86, 38.86, 38.86],
    ///     customers: Some(&[600.0, 200.0, 200.0]),
    ///     ..CellColumns::default()
    /// })?;
    /// let histogram = cdnow.frequency_histogram(&cells, 2)?;
    /// let actual: Vec<f64> = histogram.bins.iter().map(|bin| bin.actual).collect();
    /// let expected: f64 = histogram.bins.iter().map(|bin| bin.expected).sum();
    /// assert_eq!(actual, [600.0, 200.0, 200.0]);
    /// assert!((expected - 1_000.0).abs() < 1e-6); // everybody is somewhere
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[doc(alias("plot_period_transactions", "PlotFrequencyInCalibration"))]
    pub fn frequency_histogram(&self, cells: &Cells, most: u64) -> Result<FrequencyHistogram> {
        if cells.unit() != self.unit() {
            let (found, expected) = (cells.unit(), self.unit());
            return Err(ErrorKind::Ruler { found, expected }.into());
        }
        let bins = RepeatsBin::up_to(most)?;
        let mut actual = vec![0.0; bins.len()];
        for cell in cells.cells() {
            actual[RepeatsBin::place(whole(cell.x), most)] += cell.weight;
        }
        let expected = self.expected_by_repeats(cells, most);
        let expected = expected.ok_or_else(|| out_of_reach("the distribution of orders"))?;
        let bin = |((bin, actual), expected)| FrequencyBin { bin, actual, expected };
        let bins: Vec<_> = bins.into_iter().zip(actual).zip(expected).map(bin).collect();
        let fitted = if self.report().is_some() { PARAMETERS } else { 0 };
        let chi_square = ChiSquare::of(&bins, fitted);
        Ok(FrequencyHistogram { customers: cells.customers(), bins, chi_square })
    }

    /// How many customers of these ages a model expects in each bin.
    fn expected_by_repeats(&self, cells: &Cells, most: u64) -> Option<Vec<f64>> {
        let new = self.process().posterior(0.0, 0.0, 0.0);
        let ages = ages(cells.cells());
        let blocks = par::map_blocks(ages.len(), BLOCK, |range| {
            let mut sums = vec![0.0; index(most) + 1];
            for &(age, weight) in &ages[range] {
                for (sum, n) in sums.iter_mut().zip(0..most) {
                    *sum += weight * new.exactly(n, age)?;
                }
                sums[index(most)] += weight * new.at_least(most, age)?;
            }
            Some(sums)
        });
        blocks.into_iter().try_fold(vec![0.0; index(most) + 1], |mut all, block| {
            all.iter_mut().zip(block?).for_each(|(sum, part)| *sum += part);
            Some(all)
        })
    }
}

/// The distinct ages, ascending, and how many customers are so old.
fn ages(cells: &[Cell]) -> Vec<(f64, f64)> {
    let mut ages: Vec<(f64, f64)> = cells.iter().map(|cell| (cell.t, cell.weight)).collect();
    // Stable, so that weights of one age are added up in the order of the cells.
    ages.sort_by(|a, b| a.0.total_cmp(&b.0));
    let same = |a: &(f64, f64), b: &(f64, f64)| a.0.total_cmp(&b.0).is_eq();
    ages.chunk_by(same).map(|same| (same[0].0, same.iter().map(|age| age.1).sum())).collect()
}

impl RepeatsBin {
    /// All of them, the last one of `most` or more.
    pub(super) fn up_to(most: u64) -> Result<Vec<Self>> {
        if MOST < most {
            return Err(wrong("most", most, "at most 100000"));
        }
        Ok((0..=most).map(|repeats| Self { repeats, or_more: repeats == most }).collect())
    }

    /// Where a number stands among them.
    pub(super) fn place(repeats: u64, most: u64) -> usize {
        index(repeats.min(most))
    }
}

impl fmt::Display for RepeatsBin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { repeats, or_more } = self;
        f.pad(&format!("{repeats}{}", if *or_more { "+" } else { "" }))
    }
}

impl ChiSquare {
    /// Of classes that expect enough; `fitted` parameters take a degree each.
    pub(super) fn of(bins: &[FrequencyBin], fitted: u64) -> Option<Self> {
        let mut classes: Vec<(f64, f64)> = Vec::new();
        // From the right, where bins are small; what is left over joins the class before it.
        let (mut actual, mut expected) = (0.0, 0.0);
        for bin in bins.iter().rev() {
            actual += bin.actual;
            expected += bin.expected;
            if EXPECTED <= expected {
                classes.push((actual, expected));
                (actual, expected) = (0.0, 0.0);
            }
        }
        let last = classes.last_mut()?;
        *last = (last.0 + actual, last.1 + expected);
        let count = classes.len() as u64;
        let degrees = count.checked_sub(1 + fitted).filter(|&degrees| 0 < degrees)?;
        let apart = |(actual, expected): (f64, f64)| {
            let far = actual - expected;
            far * far / expected
        };
        let statistic = classes.into_iter().map(apart).sum();
        Some(Self { statistic, classes: count, degrees })
    }
}

impl FrequencyHistogram {
    /// A table for people: a line for each bin, with the customers there are and those expected.
    ///
    /// `Display` gives it in English.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let english = ["repeats", "actual", "expected"];
        let mut table = vec![heads(language, english, ["复购次数", "实际客户", "预期客户"])];
        for FrequencyBin { bin, actual, expected } in &self.bins {
            table.push(vec![bin.to_string(), customers(*actual), number(Some(*expected), 1)]);
        }
        let expected = self.bins.iter().map(|bin| bin.expected).sum();
        table.push(vec![all(language), customers(self.customers), number(Some(expected), 1)]);
        printed(&table)
    }
}

impl fmt::Display for FrequencyHistogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(Language::English))
    }
}
