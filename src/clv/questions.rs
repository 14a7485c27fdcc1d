//! What a model of purchases can be asked about a customer.

use std::fmt;
use std::sync::Arc;

use super::answer::{Answer, Refusal};
use super::cells::{CellColumns, measured};
use super::columns::each;
use super::distribution::OrdersAhead;
use super::model::BtydModel;
use super::next::NextOrder;
use super::process::{Ahead, Posterior};
use super::tables::Tables;
use super::value::Discount;
use crate::day::Days;
use crate::engine::{Bound, Score};
use crate::error::Result;
use crate::ruler::{Horizon, TimeUnit};
use crate::table::{Layout, Row};

/// A question to a model of purchases, which a service can keep and put to any customer.
///
/// It holds the parameters and nothing of the data that they were learned from. What takes long to
/// compute it tabulates by repeats and age when the first customer needs it, so that to keep one
/// question is many times faster than to make it anew for each customer. Tables change no answer
/// by more than a relative 1e-11, and one that is not close enough is not used.
pub struct Question<T> {
    tables: Arc<Tables>,
    unit: TimeUnit,
    // Nothing for all time.
    horizon: Option<Horizon>,
    // By which a purchase is worth less, for a unit of time.
    delta: f64,
    answer: fn(&Asked<'_>) -> Option<T>,
}

/// What is asked of one customer.
struct Asked<'a> {
    tables: &'a Tables,
    x: f64,
    t: f64,
    posterior: Posterior,
    unit: TimeUnit,
    // In the model's unit.
    h: f64,
    delta: f64,
}

impl Asked<'_> {
    fn ahead(&self, ahead: Ahead) -> Option<f64> {
        self.tables.ahead(&self.posterior, self.x, self.t, ahead)
    }
}

impl<T> Question<T> {
    /// The length of the horizon in the model's unit.
    pub(super) fn measured(&self) -> Result<f64> {
        self.horizon.map_or(Ok(f64::INFINITY), |horizon| horizon.measured(self.unit))
    }

    /// What is said of a history, given in the model's unit as the horizon is.
    pub(super) fn of(&self, (x, t_x, t): (f64, f64, f64), h: f64) -> Answer<T> {
        let Self { tables, unit, delta, answer, .. } = self;
        let posterior = tables.posterior(x, t_x, t);
        let asked = Asked { tables, x, t, posterior, unit: *unit, h, delta: *delta };
        answer(&asked).ok_or(Refusal::OutOfReach)
    }

    /// What is said of a row, for a horizon in the model's unit.
    fn of_row(&self, row: Row<'_>, h: f64) -> Answer<T> {
        self.of(measured(row.history().ok_or(Refusal::Prospect)?, self.unit), h)
    }

    pub(super) fn bound(&self) -> Result<impl Fn(Row<'_>) -> Answer<T> + Send + Sync> {
        let horizon = self.measured()?;
        Ok(move |row: Row<'_>| self.of_row(row, horizon))
    }
}

impl<T: Send> Question<T> {
    /// Answers for every row of columns in the model's [unit](BtydModel::unit), in order, on every
    /// core there is. Gaps and numbers of customers do not matter.
    ///
    /// # Errors
    ///
    /// As [`Cells::new`](super::Cells::new), and [`ErrorKind::Ruler`](crate::ErrorKind::Ruler) for a
    /// horizon in another unit.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::TimeUnit;
    /// use regulars::clv::{BtydModel, CellColumns, Family};
    ///
    /// let cdnow = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
    /// let orders = cdnow.orders_within(TimeUnit::Week.of(39.0)?).score_columns(CellColumns {
    ///     repeats: &[2, 0],
    ///     last_age: &[30.43, 0.0],
    ///     age: &[38.86, 38.86],
    ///     ..CellColumns::default()
    /// })?;
    /// assert!((orders[0].expect("it has bought") - 1.226).abs() < 0.001);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn score_columns(&self, columns: CellColumns<'_>) -> Result<Vec<Answer<T>>> {
        let horizon = self.measured()?;
        columns.check_lengths()?;
        each(columns.repeats.len(), |row| Ok(self.of(columns.history(row)?, horizon)))
    }
}

impl<T: Send> Score for Question<T> {
    type Output = Answer<T>;

    fn bind(&self, _: &Layout) -> Result<impl Bound<Output = Answer<T>>> {
        self.bound()
    }
}

// Derived, it would ask for answers that can be copied.
impl<T> Clone for Question<T> {
    fn clone(&self) -> Self {
        let Self { tables, unit, horizon, delta, answer } = self;
        Self {
            tables: Arc::clone(tables),
            unit: *unit,
            horizon: *horizon,
            delta: *delta,
            answer: *answer,
        }
    }
}

impl<T> fmt::Debug for Question<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { tables, unit, horizon, .. } = self;
        let mut debug = f.debug_struct("Question");
        debug.field("tables", tables).field("unit", unit).field("horizon", horizon);
        debug.finish_non_exhaustive()
    }
}

/// # Questions
///
/// Who has not bought yet is refused as a [`Refusal::Prospect`]; who has bought once, or today, has
/// an answer as all others. Horizons that a model cannot measure are refused when the question is
/// bound to a table.
impl BtydModel {
    fn ask<T>(
        &self,
        horizon: Option<Horizon>,
        discount: Discount,
        answer: fn(&Asked<'_>) -> Option<T>,
    ) -> Question<T> {
        let (unit, delta) = (self.unit(), discount.per(self.unit()));
        Question { tables: Arc::new(Tables::new(self.process())), unit, horizon, delta, answer }
    }

    fn within<T>(
        &self,
        horizon: impl Into<Horizon>,
        answer: fn(&Asked<'_>) -> Option<T>,
    ) -> Question<T> {
        self.ask(Some(horizon.into()), Discount::NONE, answer)
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
        self.within(Days(0), |asked| asked.posterior.p_alive())
    }

    /// The probability that the customer will be one still after `horizon`.
    pub fn p_alive_at(&self, horizon: impl Into<Horizon>) -> Question<f64> {
        self.within(horizon, |asked| asked.ahead(Ahead::Alive { h: asked.h }))
    }

    /// The probability that the customer buys nothing within `horizon`: P0, the churn probability.
    ///
    /// Customers are silent because they have left, or because they buy seldom; only both together
    /// can be seen to come true.
    #[doc(alias("churn", "P0"))]
    pub fn p_silent_for(&self, horizon: impl Into<Horizon>) -> Question<f64> {
        self.within(horizon, |asked| asked.ahead(Ahead::Silence { h: asked.h }))
    }

    /// The expected purchase days within `horizon`.
    #[doc(alias("conditional_expected_number_of_purchases_up_to_time"))]
    pub fn orders_within(&self, horizon: impl Into<Horizon>) -> Question<f64> {
        self.within(horizon, |asked| asked.ahead(Ahead::Orders { h: asked.h }))
    }

    /// The expected purchase days within `horizon`, each counted for what it is worth now. Times the
    /// [expected spend](super::GammaGammaModel::expected) it is the customer's value, which
    /// [`Clv`](super::Clv) tells for tables.
    pub fn discounted_orders_within(
        &self,
        horizon: impl Into<Horizon>,
        discount: Discount,
    ) -> Question<f64> {
        self.discounted(Some(horizon.into()), discount)
    }

    /// The expected purchase days of all time to come, each counted for what it is worth now: DERT.
    /// It is refused as [`Refusal::OutOfReach`] where it is infinite, as it can be without a discount.
    #[doc(alias("DERT"))]
    pub fn discounted_orders(&self, discount: Discount) -> Question<f64> {
        self.discounted(None, discount)
    }

    pub(super) fn discounted(&self, horizon: Option<Horizon>, discount: Discount) -> Question<f64> {
        self.ask(horizon, discount, |asked| {
            asked.ahead(Ahead::Worth { h: asked.h, delta: asked.delta })
        })
    }

    /// How likely how many purchase days are within `horizon`.
    pub fn orders_ahead(&self, horizon: impl Into<Horizon>) -> Question<OrdersAhead> {
        self.within(horizon, |asked| Some(OrdersAhead::new(asked.posterior, asked.h)))
    }

    /// When the next purchase is to be expected, if ever.
    pub fn next_order(&self) -> Question<NextOrder> {
        self.within(Days(0), |asked| NextOrder::new(asked.posterior, asked.unit))
    }
}
