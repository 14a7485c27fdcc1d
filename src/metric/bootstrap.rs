//! How sure any measure is, by rows that are drawn anew.

use libm::{frexp, scalbn};

use super::forecasts::Forecasts;
use super::predictions::Predictions;
use super::rows::{self, count};
use crate::error::{ErrorKind, Found, Result};
use crate::num::quantile::of_sorted;
use crate::num::rng::Rng;
use crate::par;

/// Settings of a bootstrap, which takes a measure of rows drawn anew, with replacement, and so finds how
/// much it depends on which ones were seen.
///
/// Rows of one customer are not independent: with [`by`](Self::by), customers are drawn, each with all
/// of its rows. A row that was drawn twice counts twice, so nothing is sorted again. A row of any weight is
/// drawn as one: that of weight 2 is not two rows here, which would be drawn apart.
///
/// A resample in which the measure has no answer is left out, such as one where nobody has left; it is
/// counted in [`BootstrapInterval::left_out`]. The interval is then one given that there is an
/// answer.
///
/// # References
///
/// Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 13. Field & Welsh,
/// "Bootstrapping clustered data", J. R. Statist. Soc. B 69 (2007).
///
/// # Examples
///
/// ```
/// use regulars::metric::{Bootstrap, Predictions};
///
/// let scores: Vec<f64> = (0..100).map(|i| f64::from(i % 50)).collect();
/// let left: Vec<bool> = (0..100).map(|i| i * 37 % 100 < i).collect();
/// let customers: Vec<u32> = (0..100).map(|i| i % 50).collect(); // two rows of each
/// let predictions = Predictions::new(&scores, &left)?;
///
/// let bootstrap = Bootstrap::new(1_000).by(&customers);
/// let found = bootstrap.interval(&predictions, 0.95, |resample| resample.auc())?;
/// assert_eq!(found.estimate, predictions.auc()?);
/// assert!(found.low < found.estimate && found.estimate < found.high);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `interval`"]
pub struct Bootstrap {
    draws: u32,
    seed: u64,
    customers: Option<Vec<u32>>,
}

/// A measure, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BootstrapInterval {
    /// The measure of the rows themselves.
    pub estimate: f64,
    /// Its standard deviation over resamples.
    pub standard_error: f64,
    /// As much of the resamples as is left out below.
    pub low: f64,
    /// As much is left out above.
    pub high: f64,
    /// The resamples in which the measure has no answer.
    pub left_out: u32,
}

/// What can be drawn anew: [`Predictions`], [`Forecasts`], and pairs of them of the same rows, of which
/// differences can be taken.
pub trait Resample: Sync + sealed::Rows {}

impl<T: Sync + sealed::Rows> Resample for T {}

mod sealed {
    use crate::error::Result;

    /// Rows that can be counted several times.
    pub trait Rows: Sized {
        /// How many there are, if that is known.
        fn rows(&self) -> Result<usize>;
        /// With the weight of each multiplied; nothing if none is left.
        fn times(&self, times: &[u32]) -> Option<Self>;
    }
}

impl sealed::Rows for Predictions {
    fn rows(&self) -> Result<usize> {
        Ok(self.len())
    }

    fn times(&self, times: &[u32]) -> Option<Self> {
        self.times(times)
    }
}

impl sealed::Rows for Forecasts {
    fn rows(&self) -> Result<usize> {
        Ok(self.len())
    }

    fn times(&self, times: &[u32]) -> Option<Self> {
        self.times(times)
    }
}

impl<A: Resample, B: Resample> sealed::Rows for (A, B) {
    fn rows(&self) -> Result<usize> {
        let (first, second) = (self.0.rows()?, self.1.rows()?);
        rows::length("second", second, first).map(|()| first)
    }

    fn times(&self, times: &[u32]) -> Option<Self> {
        Some((self.0.times(times)?, self.1.times(times)?))
    }
}

/// The fewest resamples that say how sure something is, and the most that are worth their time.
const DRAWS: std::ops::RangeInclusive<u32> = 20..=100_000;

impl Bootstrap {
    /// So many resamples of rows, from 20 to 100,000; a thousand for an interval. The seed is 0.
    pub fn new(draws: u32) -> Self {
        Self { draws, seed: 0, customers: None }
    }

    /// The seed of the resamples. The default is 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Draws customers instead of rows: for each row, the number of its customer, whatever these
    /// are. Rows may then come in any order, for the same result but for roundings.
    #[doc(alias("cluster"))]
    pub fn by(mut self, customers: &[u32]) -> Self {
        self.customers = Some(customers.to_vec());
        self
    }

    /// The interval that holds a share of `level`, such as 0.95, of what a measure is in resamples, as much
    /// left out below as above.
    ///
    /// # Errors
    ///
    /// Those of the measure for the rows themselves; [`ErrorKind::Param`] for a number of draws that is
    /// not from 20 to 100,000, or a level that is not between 0 and 1; [`ErrorKind::Length`] unless
    /// there is a customer for each row; [`ErrorKind::Value`] if the measure is not finite; and [`ErrorKind::TooLittle`] for fewer than two rows or
    /// customers, or if fewer than 20 resamples have an answer.
    pub fn interval<R: Resample>(
        &self,
        rows: &R,
        level: f64,
        measure: impl Fn(&R) -> Result<f64> + Sync + Send,
    ) -> Result<BootstrapInterval> {
        let found = Found::Integer(self.draws.into());
        let (name, expected) = ("draws", "a number from 20 to 100000");
        if !DRAWS.contains(&self.draws) {
            return Err(ErrorKind::Param { name, found, expected }.into());
        }
        if !(0.0 < level && level < 1.0) {
            let (name, expected) = ("level", "a number between 0 and 1");
            return Err(ErrorKind::Param { name, found: Found::Number(level), expected }.into());
        }
        let estimate = measure(rows)?;
        if !estimate.is_finite() {
            let (found, expected) = (Found::NotFinite, "a finite number".into());
            return Err(ErrorKind::Value { what: "the measure", found, expected }.into());
        }
        let units = self.units(rows.rows()?)?;
        let rng = Rng::new(self.seed, "metric/bootstrap");
        let answer = |draw: u32| {
            let again = rows.times(&units.times(&mut rng.stream(draw.into())))?;
            measure(&again).ok().filter(|answer| answer.is_finite())
        };
        let answers = par::map((0..self.draws).collect(), answer);
        let left_out = answers.iter().map(|answer| u32::from(answer.is_none())).sum();
        let mut known: Vec<f64> = answers.into_iter().flatten().collect();
        if known.len() < 20 {
            return rows::too_little("resamples with an answer", known.len() as u64, 20);
        }
        known.sort_unstable_by(f64::total_cmp);
        // Of a size up to 1, so that no difference or square leaves the floats.
        let power = frexp(known.iter().fold(0.0, |most, answer| answer.abs().max(most))).1;
        known.iter_mut().for_each(|answer| *answer = scalbn(*answer, -power));
        let tail = (1.0 - level) / 2.0;
        let at = |p| of_sorted(&known, p).map_or(estimate, |answer| scalbn(answer, power));
        Ok(BootstrapInterval {
            estimate,
            standard_error: scalbn(deviation(&known), power),
            low: at(tail),
            high: at(1.0 - tail),
            left_out,
        })
    }

    fn units(&self, rows: usize) -> Result<Units> {
        let Some(customers) = &self.customers else {
            let known = Units { of_rows: None, many: rows };
            return if rows < 2 { rows::too_little("rows", rows as u64, 2) } else { Ok(known) };
        };
        rows::length("customers", customers.len(), rows)?;
        let mut distinct = customers.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let place = |customer: &u32| distinct.partition_point(|known| known < customer);
        let known =
            Units { of_rows: Some(customers.iter().map(place).collect()), many: distinct.len() };
        match known.many {
            0 | 1 => rows::too_little("customers", known.many as u64, 2),
            _ => Ok(known),
        }
    }
}

/// What is drawn.
struct Units {
    /// The unit of each row, unless each is its own.
    of_rows: Option<Vec<usize>>,
    many: usize,
}

impl Units {
    /// How often each row was drawn.
    fn times(&self, rng: &mut Rng) -> Vec<u32> {
        let mut times = vec![0; self.many];
        for _ in 0..self.many {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a number from 0 up to a number of rows"
            )]
            let drawn = (rng.uniform() * count(self.many)) as usize;
            times[drawn.min(self.many - 1)] += 1;
        }
        match &self.of_rows {
            Some(units) => units.iter().map(|&unit| times[unit]).collect(),
            None => times,
        }
    }
}

fn deviation(values: &[f64]) -> f64 {
    let n = count(values.len());
    let mean = values.iter().sum::<f64>() / n;
    let squares = values.iter().map(|value| (value - mean) * (value - mean));
    (squares.sum::<f64>() / (n - 1.0)).sqrt()
}
