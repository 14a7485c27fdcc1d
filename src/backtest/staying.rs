//! How long a model lasts.

use super::run::once;
use super::tested::{Judged, Tested, TestedDay, no_name};
use crate::day::Day;
use crate::error::Result;
use crate::metric::Binning;

/// A day so long after a model was fitted: how good it was still, and how good a new one would have been.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct StayingPower {
    /// The day of the test.
    pub day: Day,
    /// The days since the model was fitted.
    pub days: i64,
    /// How many customers were asked about.
    pub customers: usize,
    /// The model that was fitted on the earliest day.
    pub once: Quality,
    /// The model that was fitted on this day.
    pub refitted: Quality,
}

/// How good an engine was on one day.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Quality {
    /// The area under the curve; nothing if all churned, or none.
    pub auc: Option<f64>,
    /// The expected calibration error, over ten bins of equal width; nothing if scores are no
    /// probabilities.
    pub calibration_error: Option<f64>,
    /// The mean prediction less the share who churned; nothing if scores are no probabilities.
    pub bias: Option<f64>,
}

impl Tested {
    /// How good a [`learner`](super::Backtest::learner) is that was fitted on the earliest day, beside itself
    /// fitted anew on each, by the days since.
    ///
    /// The order of customers often lasts longer than the level of probabilities, which moves with the
    /// season: then recalibrate, rather than refit. A refit cures no season, as it learns from
    /// the days before.
    ///
    /// # References
    ///
    /// Risselada, Verhoef & Bijmolt, "Staying power of churn prediction models", Journal of Interactive
    /// Marketing 24 (2010).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoName`](crate::ErrorKind::NoName) for a learner that was not tested.
    ///
    /// # Examples
    ///
    /// ```
    /// # use regulars::sim::Shop;
    /// # use regulars::{Currency, Day, Days, Fit, Ledger, Score};
    /// use regulars::backtest::Backtest;
    /// use regulars::churn::{Churn, Rate};
    ///
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.load(&Shop::new(1_000).build()?.orders())?;
    /// let days: Vec<Day> = vec!["2024-03-31".parse()?, "2024-06-30".parse()?, "2024-09-30".parse()?];
    /// let backtest = Backtest::new(Churn::new(Days(60))).learner("rate", |learned_from, scored| {
    ///     let model = Rate::new().fit(learned_from)?;
    ///     model.p_silent_for(Days(60)).map(|silent| silent.unwrap_or(1.0)).score(scored)
    /// });
    /// let tested = backtest.run(&ledger, &days)?;
    /// let staying = tested.staying_power("rate")?;
    /// assert_eq!(staying.iter().map(|day| day.days).collect::<Vec<_>>(), [0, 91, 183]);
    /// assert_eq!(staying[0].once, staying[0].refitted);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn staying_power(&self, learner: &str) -> Result<Vec<StayingPower>> {
        let name = once(learner);
        let earliest = self.days.iter().map(|day| day.day).min();
        let mut staying = Vec::with_capacity(self.days.len());
        for day in &self.days {
            let once =
                day.judged(&name).map_err(|_| no_name("learner", learner, day.learners()))?;
            let refitted = day.judged(learner)?;
            staying.push(StayingPower {
                day: day.day,
                days: earliest.map_or(0, |earliest| day.day.since(earliest)),
                customers: day.customers(),
                once: day.quality(once),
                refitted: day.quality(refitted),
            });
        }
        staying.sort_by_key(|day| day.day);
        Ok(staying)
    }
}

impl TestedDay {
    /// The engines that were fitted once, too.
    fn learners(&self) -> impl Iterator<Item = &str> {
        let fitted_once = |name: &&str| self.engine(&once(name)).is_some();
        self.engines().map(|(name, _)| name).filter(fitted_once)
    }

    fn quality(&self, of: &Judged) -> Quality {
        let Judged { scores, predictions, .. } = of;
        #[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
        let mean = scores.iter().sum::<f64>() / self.customers() as f64;
        // A calibration error is refused where scores are no probabilities.
        let error = predictions.expected_calibration_error(Binning::EqualWidth(10)).ok();
        Quality {
            auc: predictions.auc().ok(),
            calibration_error: error,
            bias: error.map(|_| mean - predictions.base_rate()),
        }
    }
}
