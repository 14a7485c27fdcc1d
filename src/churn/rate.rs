//! How often customers buy, and how likely silence is where they go on so.

use libm::{exp, expm1, log, log1p};

use crate::day::Days;
use crate::engine::{Bound, Fit, Score, from_fn};
use crate::error::{ErrorKind, Found, Result};
use crate::history::History;
use crate::metric::deviations;
use crate::num::gamma::ln_rising;
use crate::num::kept::Kept;
use crate::num::logistic::chance;
use crate::num::minimise::{Derivatives, inverse, minimise};
use crate::table::{Layout, Row, Table};

/// Settings of a fit of how often customers buy; there are none.
///
/// # Formula
///
/// Each customer buys on a day with a rate `λ` of their own, and rates are gamma-distributed with shape
/// `r` and rate `α`: the negative binomial model. With `x` purchase days after the first and `T` days
/// since then, the likelihood of a customer is
///
/// ```text
/// Γ(r + x)/Γ(r) · (α/(α + T))ʳ · (1/(α + T))ˣ
/// ```
///
/// and `r` and `α` are those that make all customers who have bought most likely. Where customers are
/// more alike than chance would make them, `r` has no maximum: it is then 1e6, and all have one rate.
///
/// # References
///
/// Ehrenberg, A. S. C. (1959), "The pattern of consumer purchases", *Applied Statistics* 8(1).
///
/// # Examples
///
/// ```
/// use regulars::churn::Rate;
/// use regulars::sim::Shop;
/// use regulars::{Currency, Days, Fit, Ledger, Score};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::new(2_000).build()?.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
/// let model = Rate::new().fit(view.table())?;
/// let silent = model.p_silent_for(Days(90)).score_one(view.table().row(0))?;
/// assert!(silent.is_some_and(|p| 0.0 < p && p < 1.0));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[must_use = "settings do nothing until `fit`"]
pub struct Rate;

/// How often customers buy: gamma-distributed rates, whose shape and rate are known.
///
/// It knows no leaving: who has bought often, however long ago, is taken for one who buys often, only
/// the less so the longer the silence. That is why it never errs in direction: a day of silence more
/// never makes silence ahead less likely, and a purchase today never makes it more likely. A model of
/// leaving, such as [`Btyd`](crate::clv::Btyd), is usually a little better, and asks for more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateModel {
    // Invariant: both are finite and above 0.
    r: f64,
    alpha: f64,
    // Of `ln r` and `ln α`: both variances, and the covariance last. Nothing unless both were learned.
    // Invariant: variances are above 0, and the covariance is not beyond them.
    pub(super) covariance: Option<[f64; 3]>,
}

/// How likely silence is, asked of a [`RateModel`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RateQuestion {
    pub(super) model: RateModel,
    pub(super) horizon: Days,
}

impl Rate {
    /// There is nothing to be set.
    pub fn new() -> Self {
        Self
    }
}

impl Fit for Rate {
    type Model = RateModel;

    /// Learns the shape and the rate from the customers who have bought.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] if nobody has bought on two days, which leaves nothing to learn from, and
    /// [`ErrorKind::OutOfReach`] if the likelihood has no maximum within reach.
    fn fit(&self, table: Table<'_>) -> Result<RateModel> {
        let mut cells: Vec<(f64, f64)> = table.rows().filter_map(Row::history).map(cell).collect();
        let repeaters = cells.iter().filter(|(x, _)| 0.0 < *x).count() as u64;
        if repeaters == 0 {
            let what = "customers who have bought on two days";
            return Err(ErrorKind::TooLittle { what, found: 0, needed: 1 }.into());
        }
        cells.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let grouped: Vec<((f64, f64), f64)> =
            cells.chunk_by(|a, b| a == b).map(|alike| (alike[0], number(alike.len()))).collect();
        let sum = |of: fn(&(f64, f64)) -> f64| cells.iter().map(of).sum::<f64>();
        let mean_gap = sum(|cell| cell.1) / sum(|cell| cell.0);
        let at = |r: f64| [log(r), log(r * mean_gap)];
        let likelihood = |at: &[f64]| likelihood(&grouped, number(cells.len()), at);
        let found = minimise(likelihood, &at(1.0));
        let within = found.point[0] <= log(ALIKE);
        if within && found.at.gradient_norm() <= 1e-6 {
            let mut model = RateModel::new(exp(found.point[0]), exp(found.point[1]))?;
            // The derivatives are those of a mean.
            let share = |of: f64| of / number(cells.len());
            let inverse = inverse(&found.at.hessian, 2);
            model.covariance = inverse.map(|of| [of[0], of[3], of[1]].map(share));
            return Ok(model);
        }
        let alike = at(ALIKE);
        if within && found.at.value < likelihood(&alike).value {
            return Err(ErrorKind::OutOfReach { what: "how often customers buy" }.into());
        }
        RateModel::new(exp(alike[0]), exp(alike[1]))
    }
}

/// The shape of rates that are all but equal.
const ALIKE: f64 = 1e6;

/// The purchase days after the first, and the days since then.
fn cell(history: History) -> (f64, f64) {
    (count(history.repeats()), days(history.age()))
}

/// The mean of the negative logarithms of the likelihoods by `ln r` and `ln α`, in which the search
/// cannot leave the numbers above 0.
fn likelihood(cells: &[((f64, f64), f64)], customers: f64, at: &[f64]) -> Derivatives {
    let (r, alpha) = (exp(at[0]), exp(at[1]));
    let mut sums = [0.0; 6];
    for &((x, age), weight) in cells {
        let rising = ln_rising(r, x);
        let (shrunk, whole) = (log1p(age / alpha), alpha + age);
        let terms = [
            rising.value - r * shrunk - x * log(whole),
            rising.first - shrunk,
            (r * age / alpha - x) / whole,
            rising.second,
            age / (alpha * whole),
            (r + x) / (whole * whole) - r / (alpha * alpha),
        ];
        sums.iter_mut().zip(terms).for_each(|(sum, term)| *sum -= weight * term / customers);
    }
    let [value, by_r, by_alpha, by_rr, by_both, by_aa] = sums;
    let both = r * alpha * by_both;
    Derivatives {
        value,
        gradient: vec![r * by_r, alpha * by_alpha],
        hessian: vec![
            r * r * by_rr + r * by_r,
            both,
            both,
            alpha * alpha * by_aa + alpha * by_alpha,
        ],
    }
}

impl RateModel {
    /// A model whose shape `r` and rate `alpha`, in days, are known.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] unless both are from 1e-6 to 1e12.
    pub fn new(r: f64, alpha: f64) -> Result<Self> {
        for (name, value) in [("r", r), ("alpha", alpha)] {
            if !(1e-6..=1e12).contains(&value) {
                let (found, expected) = (Found::Number(value), "a number from 1e-6 to 1e12");
                return Err(ErrorKind::Param { name, found, expected }.into());
            }
        }
        Ok(Self { r, alpha, covariance: None })
    }

    /// The shape of the distribution of rates.
    #[must_use]
    pub fn r(self) -> f64 {
        self.r
    }

    /// The rate of the distribution of rates, in days.
    #[must_use]
    pub fn alpha(self) -> f64 {
        self.alpha
    }

    /// The probability of no purchase within `horizon`; nothing of a prospect.
    ///
    /// # Formula
    ///
    /// `((α + T)/(α + T + h))^(r + x)`
    #[must_use]
    pub fn p_silent_for(self, horizon: Days) -> RateQuestion {
        RateQuestion { model: self, horizon }
    }
}

impl RateQuestion {
    /// Between which probabilities that of each customer lies with a confidence of `level`: how sure the
    /// number is, for all that the fit leaves open. Nothing of a prospect.
    ///
    /// It is about the probability, as one season has it; what one customer will do is open all the same.
    ///
    /// # Formula
    ///
    /// The logarithm of the odds, plus and minus so many of its standard deviations: by its derivatives and
    /// the covariance of `ln r` and `ln α`, the inverse of the second derivatives of the likelihood.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoCovariance`] if the model was not fitted, or customers are more alike than chance
    /// would make them; [`ErrorKind::Param`] for a level that is not between 0 and 1.
    ///
    /// # Examples
    ///
    /// ```
    /// # use regulars::churn::Rate;
    /// # use regulars::sim::Shop;
    /// # use regulars::{Currency, Days, Fit, Ledger, Score};
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.load(&Shop::new(2_000).build()?.orders())?;
    /// let view = ledger.as_of("2024-12-31".parse()?);
    /// let silent = Rate::new().fit(view.table())?.p_silent_for(Days(90));
    /// let row = view.table().row(0);
    /// let (low, high) = silent.interval(0.9)?.score_one(row)?.expect("they have bought");
    /// let probability = silent.score_one(row)?.expect("as above");
    /// assert!(low < probability && probability < high);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn interval(&self, level: f64) -> Result<impl Score<Output = Option<(f64, f64)>> + use<>> {
        let (question, deviations) = (*self, deviations(level)?);
        let covariance = self.model.covariance.ok_or(ErrorKind::NoCovariance)?;
        Ok(from_fn(move |row| {
            let (ln_odds, deviation) = question.ln_odds(cell(row.history()?), covariance);
            let off = deviations * deviation;
            Some((chance(ln_odds - off), chance(ln_odds + off)))
        }))
    }

    /// The logarithm of the odds, and its standard deviation.
    fn ln_odds(self, (x, age): (f64, f64), [by_r, by_alpha, both]: [f64; 3]) -> (f64, f64) {
        let RateModel { r, alpha, .. } = self.model;
        let (horizon, since) = (f64::from(self.horizon.0), alpha + age);
        let times = log1p(horizon / since);
        let ln_p = -(r + x) * times;
        let rest = -expm1(ln_p);
        let first = -r * times / rest;
        let second = (r + x) * horizon * alpha / (since * (since + horizon)) / rest;
        let variance = first * (first * by_r + 2.0 * second * both) + second * second * by_alpha;
        (ln_p - log(rest), variance.max(0.0).sqrt())
    }

    // Apart, so that to look up what is kept is short enough to be a part of whatever asks.
    #[inline(never)]
    fn of(self, (x, age): (f64, f64)) -> f64 {
        let RateModel { r, alpha, .. } = self.model;
        exp(-(r + x) * log1p(f64::from(self.horizon.0) / (alpha + age)))
    }
}

impl Score for RateQuestion {
    type Output = Option<f64>;

    fn bind(&self, _: &Layout) -> Result<impl Bound<Output = Option<f64>>> {
        let (question, kept) = (*self, Kept::new());
        Ok(move |row: Row<'_>| {
            row.history().map(|history| {
                let (repeats, age) = (history.repeats(), history.age().unsigned_abs());
                kept.at(repeats, age, || question.of(cell(history)))
            })
        })
    }
}

#[expect(clippy::cast_precision_loss, reason = "purchase days of one customer")]
fn count(days: u64) -> f64 {
    days as f64
}

#[expect(clippy::cast_precision_loss, reason = "days between two dates")]
fn days(days: i64) -> f64 {
    days as f64
}

#[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
fn number(rows: usize) -> f64 {
    rows as f64
}
