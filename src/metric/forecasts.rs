//! Predicted and actual numbers.

use std::fmt;
use std::sync::Arc;

use libm::{frexp, scalbn};

use super::rows;
use crate::error::Result;
use crate::par;

/// The largest size of a number, so that no difference leaves the floats.
const MOST: f64 = 1e300;

/// The expected words for it.
const SIZE: &str = "a number of a size up to 1e300";

/// Predicted numbers, and what they were in the end: orders, spend, days.
///
/// [`mae`](Self::mae), [`rmse`](Self::rmse) and [`bias`](Self::bias) say how far they are off;
/// [`normalised_gini`](Self::normalised_gini) and [`concordance`](Self::concordance) ask only whether
/// they put rows in the right order. Results do not depend on the order of rows, to the last bit. A
/// weight counts rows: 2 stands for two rows that are alike, and 0 for none.
///
/// # Examples
///
/// ```
/// use regulars::metric::Forecasts;
///
/// let forecasts = Forecasts::new(&[1.0, 2.0, 4.0, 5.0], &[0.0, 3.0, 4.0, 4.0])?;
/// assert_eq!((forecasts.mae(), forecasts.bias()), (0.75, 0.25));
/// assert_eq!(forecasts.rmse(), 0.75_f64.sqrt());
/// assert_eq!(forecasts.concordance()?, 1.0); // nothing is predicted to be less that is more
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Forecasts {
    rows: Arc<Rows>,
    /// In the order of `rows`, at least one above 0.
    weights: Vec<f64>,
}

/// Rows in order: by ascending actual numbers, and those of one so that sums come out the same
/// whatever order they were given in. Resamples share them.
#[derive(PartialEq)]
struct Rows {
    /// Where each was given, from 0.
    places: Vec<usize>,
    actual: Vec<f64>,
    /// Predicted less actual.
    errors: Vec<f64>,
    /// The place of each prediction among all distinct ones, from 0.
    ranks: Vec<usize>,
    distinct: usize,
}

impl Forecasts {
    /// A row for each prediction.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`] unless there are as many actual numbers as predictions,
    /// [`ErrorKind::Cell`] for the first number that is not finite and of a size up to 1e300, and
    /// [`ErrorKind::TooLittle`] if there are none.
    ///
    /// [`ErrorKind::Length`]: crate::ErrorKind::Length
    /// [`ErrorKind::Cell`]: crate::ErrorKind::Cell
    /// [`ErrorKind::TooLittle`]: crate::ErrorKind::TooLittle
    pub fn new(predicted: &[f64], actual: &[f64]) -> Result<Self> {
        Self::weighted(predicted, actual, &vec![1.0; predicted.len()])
    }

    /// Rows that count for as much as their weights, which are 0 or from 1e-100 to 1e100.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and likewise for weights; there must be one above 0.
    pub fn weighted(predicted: &[f64], actual: &[f64], weights: &[f64]) -> Result<Self> {
        rows::length("actual", actual.len(), predicted.len())?;
        rows::length("weights", weights.len(), predicted.len())?;
        rows::values("predicted", predicted, MOST, SIZE)?;
        rows::values("actual", actual, MOST, SIZE)?;
        rows::weights(weights)?;
        let all = actual.iter().zip(predicted).zip(weights).enumerate();
        // Adding 0 makes one zero of both.
        let row = |(place, ((&actual, &predicted), &weight))| {
            (actual + 0.0, predicted + 0.0, f64::abs(weight), place)
        };
        let mut sorted: Vec<(f64, f64, f64, usize)> = all.map(row).collect();
        par::sort_unstable_by(&mut sorted, |a, b| {
            let numbers = a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
            numbers.then(a.2.total_cmp(&b.2)).then(a.3.cmp(&b.3))
        });
        let predictions: Vec<f64> = sorted.iter().map(|row| row.1).collect();
        let (ranks, distinct) = ranks(&predictions);
        let known = Rows {
            places: sorted.iter().map(|row| row.3).collect(),
            actual: sorted.iter().map(|row| row.0).collect(),
            errors: sorted.iter().map(|row| row.1 - row.0).collect(),
            ranks,
            distinct,
        };
        Ok(Self { rows: Arc::new(known), weights: sorted.iter().map(|row| row.2).collect() })
    }

    /// The rows, those of weight 0 among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether there are none: never.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// The mean absolute error: how far predictions are off, either way.
    #[must_use]
    pub fn mae(&self) -> f64 {
        self.mean(f64::abs, |mean| mean)
    }

    /// The root of the mean squared error: how far they are off, when large errors count for more.
    #[must_use]
    pub fn rmse(&self) -> f64 {
        self.mean(|error| error * error, f64::sqrt)
    }

    /// The mean error, predicted less actual: above 0 if too much is predicted.
    #[must_use]
    pub fn bias(&self) -> f64 {
        self.mean(|error| error, |mean| mean)
    }

    /// The Gini coefficient of actual numbers in the order of predictions, over the one in their own
    /// order: 1 if predictions put rows in the right order, 0 if their order tells nothing, and −1 if
    /// it is the reverse. If the actual numbers are 0 and 1, it is `2·AUC − 1`.
    ///
    /// # Formula
    ///
    /// ```text
    /// cov(actual, F(predicted)) / cov(actual, F(actual))
    /// ```
    ///
    /// with the share `F` of rows with lower numbers, equal ones as half. This says what Lorenz curves do, and
    /// holds for numbers below 0 too. Rows of equal predictions share their actual numbers.
    ///
    /// # References
    ///
    /// Schechtman & Yitzhaki, "A measure of association based on Gini's mean difference",
    /// Communications in Statistics – Theory and Methods 16 (1987). Frees, Meyers & Cummings,
    /// "Summarizing insurance scores using a Gini index", Journal of the American Statistical
    /// Association 106 (2011).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`](crate::ErrorKind::TooLittle) if all actual numbers are equal.
    #[doc(alias("normalized_gini", "Gini correlation"))]
    pub fn normalised_gini(&self) -> Result<f64> {
        self.needs_two()?;
        let weight: f64 = self.weights.iter().sum();
        let actual = self.scaled();
        let by_predicted = middles(self.by_rank());
        let (mut of_predicted, mut of_actual) = (0.0, 0.0);
        let mut below = 0.0;
        for range in self.ties() {
            let tied: f64 = self.weights[range.clone()].iter().sum();
            // Twice the rank, from the middle: what is lower less what is higher.
            of_actual += tied * actual[range.start] * (2.0 * below + tied - weight);
            below += tied;
            for row in range {
                let rank = 2.0 * by_predicted[self.rows.ranks[row]] - weight;
                of_predicted += self.weights[row] * actual[row] * rank;
            }
        }
        Ok((of_predicted / of_actual).clamp(-1.0, 1.0))
    }

    /// The chance that of two rows of different actual numbers the one with the higher number is
    /// predicted to be higher; equal predictions count as half. One half is chance alone.
    ///
    /// # Formula
    ///
    /// `(concordant + tied/2) / pairs`, over pairs of different actual numbers, each with the product of
    /// both weights.
    ///
    /// # References
    ///
    /// Harrell, Califf, Pryor, Lee & Rosati, "Evaluating the yield of medical tests", Journal of the
    /// American Medical Association 247 (1982).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`](crate::ErrorKind::TooLittle) if all actual numbers are equal.
    #[doc(alias("C-index", "concordance index"))]
    pub fn concordance(&self) -> Result<f64> {
        self.needs_two()?;
        let mut seen = Sums::new(self.rows.distinct);
        let (mut right, mut pairs, mut lower) = (0.0, 0.0, 0.0);
        for range in self.ties() {
            let mut tied = 0.0;
            for row in range.clone() {
                let (weight, rank) = (self.weights[row], self.rows.ranks[row]);
                right += weight * (0.5 * (seen.before(rank) + seen.before(rank + 1)));
                tied += weight;
            }
            pairs += tied * lower;
            lower += tied;
            for row in range {
                seen.add(self.rows.ranks[row], self.weights[row]);
            }
        }
        Ok((right / pairs).min(1.0))
    }

    /// What is made back of the mean of what is made of errors.
    fn mean(&self, of: impl Fn(f64) -> f64, back: impl Fn(f64) -> f64) -> f64 {
        // Of a size up to 1, so that no square leaves the floats. Where all is below 2⁻¹⁰⁰⁰, it
        // is some larger than that, and exact too.
        let power = self.power(&self.rows.errors).max(-1000);
        let scale = scalbn(1.0, -power);
        let (mut sum, mut weight) = (0.0, 0.0);
        for (&error, &times) in self.rows.errors.iter().zip(&self.weights) {
            // What is not counted may be too large.
            sum += if 0.0 < times { times * of(error * scale) } else { 0.0 };
            weight += times;
        }
        scalbn(back(sum / weight), power)
    }

    /// The power of 2 that the sizes of counted values are below.
    fn power(&self, values: &[f64]) -> i32 {
        let sizes = values.iter().zip(&self.weights);
        let counted = |(value, &times): (&f64, &f64)| if 0.0 < times { value.abs() } else { 0.0 };
        frexp(sizes.map(counted).fold(0.0, f64::max)).1
    }

    /// Actual numbers less their mean, of a size up to 1; what is not counted may be any number there.
    fn scaled(&self) -> Vec<f64> {
        let power = self.power(&self.rows.actual);
        let part = |&actual: &f64| scalbn(actual, -power).clamp(-1.0, 1.0);
        let scaled: Vec<f64> = self.rows.actual.iter().map(part).collect();
        let (mut sum, mut weight) = (0.0, 0.0);
        for (actual, &times) in scaled.iter().zip(&self.weights) {
            sum += times * actual;
            weight += times;
        }
        let mean = sum / weight;
        scaled.iter().map(|actual| actual - mean).collect()
    }

    /// The weight of each distinct prediction.
    fn by_rank(&self) -> Vec<f64> {
        let mut weights = vec![0.0; self.rows.distinct];
        self.rows
            .ranks
            .iter()
            .zip(&self.weights)
            .for_each(|(&rank, weight)| weights[rank] += weight);
        weights
    }

    /// Rows of equal actual numbers.
    fn ties(&self) -> impl Iterator<Item = std::ops::Range<usize>> {
        let mut end = 0;
        self.rows.actual.chunk_by(|a, b| a.total_cmp(b).is_eq()).map(move |same| {
            end += same.len();
            end - same.len()..end
        })
    }

    fn needs_two(&self) -> Result<()> {
        let counted = |range: &std::ops::Range<usize>| {
            self.weights[range.clone()].iter().any(|&weight| 0.0 < weight)
        };
        match self.ties().filter(counted).nth(1) {
            Some(_) => Ok(()),
            None => rows::too_little("distinct actual numbers", 1, 2),
        }
    }

    /// With the weight of each given row multiplied; nothing if none is left.
    pub(super) fn times(&self, times: &[u32]) -> Option<Self> {
        let weight = |(&weight, &place): (&f64, &usize)| weight * f64::from(times[place]);
        let weights: Vec<f64> = self.weights.iter().zip(&self.rows.places).map(weight).collect();
        let left = weights.iter().any(|&weight| 0.0 < weight);
        left.then(|| Self { rows: Arc::clone(&self.rows), weights })
    }
}

/// The place of each value among all distinct ones, and how many these are.
fn ranks(values: &[f64]) -> (Vec<usize>, usize) {
    let mut sorted: Vec<(f64, usize)> = values.iter().copied().zip(0..).collect();
    par::sort_unstable_by(&mut sorted, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let (mut ranks, mut distinct) = (vec![0; values.len()], 0);
    for same in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        same.iter().for_each(|&(_, at)| ranks[at] = distinct);
        distinct += 1;
    }
    (ranks, distinct)
}

/// What lies below the middle of each weight.
fn middles(weights: Vec<f64>) -> Vec<f64> {
    let mut below = 0.0;
    let middle = |weight: f64| {
        let middle = below + 0.5 * weight;
        below += weight;
        middle
    };
    weights.into_iter().map(middle).collect()
}

/// Sums up to any place, as weights are added (Fenwick 1994).
struct Sums(Vec<f64>);

impl Sums {
    fn new(places: usize) -> Self {
        Self(vec![0.0; places + 1])
    }

    fn add(&mut self, place: usize, weight: f64) {
        let mut at = place + 1;
        while let Some(sum) = self.0.get_mut(at) {
            *sum += weight;
            at += at & at.wrapping_neg();
        }
    }

    /// What was added to places before this one.
    fn before(&self, place: usize) -> f64 {
        let (mut at, mut sum) = (place, 0.0);
        while 0 < at {
            sum += self.0[at];
            at &= at - 1;
        }
        sum
    }
}

/// How many there are, and no row of them.
impl fmt::Debug for Forecasts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Forecasts")
            .field("rows", &self.len())
            .field("distinct_predictions", &self.rows.distinct)
            .finish_non_exhaustive()
    }
}
