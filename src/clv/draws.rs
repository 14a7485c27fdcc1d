//! How sure a prediction is: the same model many times, with parameters as they may as well be.

use super::answer::{Answer, Refusal};
use super::model::BtydModel;
use super::spend::GammaGammaModel;
use super::value::Clv;
use crate::engine::{Bound, Score};
use crate::error::{ErrorKind, Found, Result};
use crate::num::minimise::cholesky;
use crate::num::quantile::of_sorted;
use crate::num::rng::Rng;
use crate::report::FitReport;
use crate::table::{Layout, Needs, Row};

/// Models with parameters drawn from what a fit leaves open.
///
/// The logarithms of the parameters are drawn from the normal distribution about their estimates
/// with the covariance of the [`FitReport`]: a parametric bootstrap without refitting. Of a [`Clv`]
/// the parameters of purchases and of spend are drawn, so that intervals keep both uncertainties.
///
/// # Examples
///
/// ```
/// use regulars::clv::{Btyd, Family};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Days, Fit, Ledger, Score, TimeUnit};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::new(5_000).ordering(0.6, 90.0).build()?.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
///
/// let model = Btyd::new(Family::MbgNbd, TimeUnit::Week).fit(view.table())?;
/// let orders = model.orders_within(Days(365));
/// let sure = model.draws(200, 1)?.interval(0.95, |model| model.orders_within(Days(365)))?;
/// let (orders, sure) = (&orders, sure).score_one(view.table().row(0))?;
/// let (orders, sure) = (orders.expect("it has bought"), sure.expect("so has this an answer"));
/// assert!(sure.low < orders && orders < sure.high);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Draws<M> {
    // Invariant: never empty.
    models: Vec<M>,
}

/// Between which values an expectation lies.
///
/// It is about the expectation, which parameters leave open. What one customer will do varies more:
/// see [`OrdersAhead`](super::OrdersAhead).
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A question put to all draws. Made by [`Draws::interval`].
#[derive(Clone, Debug)]
pub struct IntervalOf<S> {
    questions: Vec<S>,
    level: f64,
}

/// The most draws: more tell nothing.
const MOST: usize = 100_000;

impl BtydModel {
    /// So many models with parameters as they may as well be.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoCovariance`] if the model was not fitted, or its parameters are not identified,
    /// and [`ErrorKind::Param`] for a number that is not from 20 to 100,000.
    pub fn draws(&self, number: usize, seed: u64) -> Result<Draws<Self>> {
        let drawn = drawn(self.parameters(), self.report(), number, seed, "clv/orders")?;
        let model = |parameters: [f64; 4]| Self::new(self.family(), self.unit(), parameters);
        Ok(Draws { models: drawn.into_iter().map(model).collect::<Result<_>>()? })
    }
}

impl GammaGammaModel {
    /// So many models with parameters as they may as well be.
    ///
    /// # Errors
    ///
    /// As [`BtydModel::draws`].
    pub fn draws(&self, number: usize, seed: u64) -> Result<Draws<Self>> {
        let drawn = drawn(self.parameters(), self.report(), number, seed, "clv/spend")?;
        let model = |parameters: [f64; 3]| Self::new(self.of_days(), self.currency(), parameters);
        Ok(Draws { models: drawn.into_iter().map(model).collect::<Result<_>>()? })
    }
}

impl Clv {
    /// So many pairs of models with parameters as they may as well be, those of purchases and of
    /// spend drawn apart.
    ///
    /// # Errors
    ///
    /// As [`BtydModel::draws`].
    pub fn draws(&self, number: usize, seed: u64) -> Result<Draws<Self>> {
        let (orders, spend) =
            (self.orders().draws(number, seed)?, self.spend().draws(number, seed)?);
        let pairs = orders.models.into_iter().zip(spend.models);
        Ok(Draws { models: pairs.map(|(orders, spend)| Self::new(orders, spend)).collect() })
    }
}

impl<M> Draws<M> {
    /// The models.
    #[must_use]
    pub fn models(&self) -> &[M] {
        &self.models
    }

    /// The interval that holds a share of `level` of what the draws answer to a question, as much left
    /// out below as above.
    ///
    /// A customer is refused if any of the draws refuses.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a level that is not between 0 and 1.
    pub fn interval<S: Score<Output = Answer<f64>>>(
        &self,
        level: f64,
        question: impl Fn(&M) -> S,
    ) -> Result<IntervalOf<S>> {
        if 0.0 < level && level < 1.0 {
            return Ok(IntervalOf { questions: self.models.iter().map(question).collect(), level });
        }
        let (name, expected) = ("level", "a number between 0 and 1");
        Err(ErrorKind::Param { name, found: Found::Number(level), expected }.into())
    }
}

impl<S: Score<Output = Answer<f64>>> Score for IntervalOf<S> {
    type Output = Answer<Interval>;

    fn needs(&self) -> Needs {
        self.questions.first().map_or(Needs::none(), Score::needs)
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Answer<Interval>>> {
        let bind = |question| S::bind(question, layout);
        let bound = self.questions.iter().map(bind).collect::<Result<Vec<_>>>()?;
        let tail = (1.0 - self.level) / 2.0;
        Ok(move |row: Row<'_>| {
            let answers = bound.iter().map(|question| question.score_row(row));
            let mut answers = answers.collect::<std::result::Result<Vec<f64>, Refusal>>()?;
            answers.sort_unstable_by(f64::total_cmp);
            let at = |p| of_sorted(&answers, p).ok_or(Refusal::OutOfReach);
            Ok(Interval { low: at(tail)?, high: at(1.0 - tail)? })
        })
    }
}

/// Parameters as they may as well be; those that leave the domain are held at its end.
fn drawn<const N: usize>(
    parameters: [f64; N],
    report: Option<&FitReport>,
    number: usize,
    seed: u64,
    purpose: &'static str,
) -> Result<Vec<[f64; N]>> {
    if !(20..=MOST).contains(&number) {
        let found = Found::Integer(i64::try_from(number).unwrap_or(i64::MAX));
        let (name, expected) = ("draws", "a number from 20 to 100000");
        return Err(ErrorKind::Param { name, found, expected }.into());
    }
    let covariance = report.and_then(|report| report.covariance.as_ref());
    let factor = covariance.and_then(|rows| factor(rows)).ok_or(ErrorKind::NoCovariance)?;
    let rng = Rng::new(seed, purpose);
    let draw = |stream: usize| {
        let mut rng = rng.stream(stream as u64);
        let normal: [f64; N] = std::array::from_fn(|_| rng.normal());
        std::array::from_fn(|i| {
            let off: f64 = (0..=i).map(|j| factor[N * i + j] * normal[j]).sum();
            (parameters[i] * libm::exp(off)).clamp(1.0 / super::search::FAR, super::search::FAR)
        })
    };
    Ok((0..number).map(draw).collect())
}

/// The lower Cholesky factor of a covariance in which parameters at the boundary have none.
fn factor(rows: &[Vec<f64>]) -> Option<Vec<f64>> {
    let n = rows.len();
    let free: Vec<usize> = (0..n).filter(|&i| 0.0 < rows[i][i]).collect();
    let inner: Vec<f64> =
        free.iter().flat_map(|&i| free.iter().map(move |&j| rows[i][j])).collect();
    let lower = cholesky(&inner, free.len())?;
    let mut all = vec![0.0; n * n];
    for (i, &row) in free.iter().enumerate() {
        for (j, &column) in free.iter().enumerate().take(i + 1) {
            all[n * row + column] = lower[free.len() * i + j];
        }
    }
    Some(all)
}
