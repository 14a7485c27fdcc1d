//! What a model of purchases can be asked about a customer.

use std::fmt;

use super::answer::{Answer, Refusal};
use super::cells::measured;
use super::distribution::OrdersAhead;
use super::model::BtydModel;
use super::next::NextOrder;
use super::process::{Posterior, Process};
use crate::day::Days;
use crate::engine::{Bound, Score};
use crate::error::Result;
use crate::ruler::{Horizon, TimeUnit};
use crate::table::{Layout, Row};

/// A question to a model of purchases, which a service can keep and put to any customer.
///
/// It holds the parameters and nothing of the data that they were learned from.
#[derive(Clone, Copy)]
pub struct Question<T> {
    process: Process,
    unit: TimeUnit,
    horizon: Horizon,
    answer: Ask<T>,
}

/// What is asked of a posterior, with the horizon in the model's unit.
type Ask<T> = fn(&Posterior, f64, TimeUnit) -> Option<T>;

impl<T: Send> Score for Question<T> {
    type Output = Answer<T>;

    fn bind(&self, _: &Layout) -> Result<impl Bound<Output = Answer<T>>> {
        let Self { process, unit, horizon, answer } = *self;
        let horizon = horizon.measured(unit)?;
        Ok(move |row: Row<'_>| {
            let posterior = posterior(&process, unit, row)?;
            answer(&posterior, horizon, unit).ok_or(Refusal::OutOfReach)
        })
    }
}

impl<T> fmt::Debug for Question<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { process, unit, horizon, .. } = self;
        let mut debug = f.debug_struct("Question");
        debug.field("process", process).field("unit", unit).field("horizon", horizon);
        debug.finish_non_exhaustive()
    }
}

/// What a process says of a row.
pub(super) fn posterior(process: &Process, unit: TimeUnit, row: Row<'_>) -> Answer<Posterior> {
    let (x, t_x, t) = measured(row.history().ok_or(Refusal::Prospect)?, unit);
    Ok(process.posterior(x, t_x, t))
}

/// # Questions
///
/// Who has not bought yet is refused as a [`Refusal::Prospect`]; who has bought once, or today, has
/// an answer as all others. Horizons that a model cannot measure are refused when the question is
/// bound to a table.
impl BtydModel {
    fn ahead<T>(&self, horizon: impl Into<Horizon>, answer: Ask<T>) -> Question<T> {
        let (process, unit, horizon) = (self.process(), self.unit(), horizon.into());
        Question { process, unit, horizon, answer }
    }

    /// The probability that the customer is one still, on the as-of day.
    ///
    /// Under [`Family::BgNbd`](super::Family::BgNbd) this is 1 for everybody who has bought once only.
    /// To tell who will be silent, ask [`p_silent_for`](Self::p_silent_for).
    ///
    /// # Formula
    ///
    /// `1 / (1 + O/S)` with what the likelihood weighs against each other: `S`, alive and silent
    /// since the last purchase, and `O`, gone.
    #[doc(alias("conditional_probability_alive"))]
    pub fn p_alive(&self) -> Question<f64> {
        self.ahead(Days(0), |posterior, _, _| posterior.p_alive())
    }

    /// The probability that the customer will be one still after `horizon`.
    pub fn p_alive_at(&self, horizon: impl Into<Horizon>) -> Question<f64> {
        self.ahead(horizon, |posterior, h, _| posterior.p_alive_after(h))
    }

    /// The probability that the customer buys nothing within `horizon`: P0, the churn probability.
    ///
    /// Customers are silent because they have left, or because they buy seldom; only both together
    /// can be seen to come true.
    #[doc(alias("churn", "P0"))]
    pub fn p_silent_for(&self, horizon: impl Into<Horizon>) -> Question<f64> {
        self.ahead(horizon, |posterior, h, _| posterior.exactly(0, h))
    }

    /// The expected purchase days within `horizon`.
    #[doc(alias("conditional_expected_number_of_purchases_up_to_time"))]
    pub fn orders_within(&self, horizon: impl Into<Horizon>) -> Question<f64> {
        self.ahead(horizon, |posterior, h, _| posterior.expected(h))
    }

    /// How likely how many purchase days are within `horizon`.
    pub fn orders_ahead(&self, horizon: impl Into<Horizon>) -> Question<OrdersAhead> {
        self.ahead(horizon, |posterior, h, _| Some(OrdersAhead::new(*posterior, h)))
    }

    /// When the next purchase is to be expected, if ever.
    pub fn next_order(&self) -> Question<NextOrder> {
        self.ahead(Days(0), |posterior, _, unit| NextOrder::new(*posterior, unit))
    }
}
