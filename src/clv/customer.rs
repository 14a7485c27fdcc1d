//! One customer who is in no table.

use super::cells::count;
use super::distribution::OrdersAhead;
use super::model::BtydModel;
use super::next::NextOrder;
use super::process::Posterior;
use super::value::Discount;
use crate::error::{ErrorKind, Found, Result};
use crate::ruler::{Horizon, TimeUnit};

/// What a model of purchases says of one customer, told by three numbers.
///
/// Customers of a [`Table`](crate::Table) are asked by the questions of [`BtydModel`], and columns of
/// numbers from elsewhere by [`Question::score_columns`](super::Question::score_columns); this is for
/// three such numbers.
///
/// # Examples
///
/// Customer 1 of CDNOW's, over 39 weeks (Fader, Hardie & Lee 2005 print 1.226):
///
/// ```
/// use regulars::TimeUnit;
/// use regulars::clv::{BtydModel, Family};
///
/// let cdnow = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
/// let customer = cdnow.customer(2, 30.43, 38.86)?;
/// let orders = customer.orders_within(TimeUnit::Week.of(39.0)?)?;
/// assert!((orders - 1.226).abs() < 0.001);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BtydCustomer {
    posterior: Posterior,
    unit: TimeUnit,
}

impl BtydModel {
    /// The customer with so many repeats, of that age, whose last purchase was at `last_age`; both
    /// ages in the model's [`unit`](Self::unit), from the first purchase on. The literature's `x`,
    /// `t_x` and `T`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] unless `0 ≤ last_age ≤ age`, finite, and `last_age` is 0 where `repeats`
    /// is and nowhere else; and for more than a thousand million repeats.
    pub fn customer(&self, repeats: u64, last_age: f64, age: f64) -> Result<BtydCustomer> {
        super::cells::admitted(repeats, last_age, age).map_err(|(name, found, expected)| {
            ErrorKind::Param { name, found: Found::Number(found), expected }
        })?;
        let posterior = self.process().posterior(count(repeats), last_age, age);
        Ok(BtydCustomer { posterior, unit: self.unit() })
    }
}

/// Whatever cannot be computed to the promised accuracy is [`ErrorKind::OutOfReach`], and a horizon in
/// another unit than the model's [`ErrorKind::Ruler`].
impl BtydCustomer {
    /// As [`BtydModel::p_alive`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::OutOfReach`].
    pub fn p_alive(&self) -> Result<f64> {
        reached(self.posterior.p_alive(), "the probability of being a customer")
    }

    /// As [`BtydModel::p_alive_at`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::OutOfReach`] and [`ErrorKind::Ruler`].
    pub fn p_alive_at(&self, horizon: impl Into<Horizon>) -> Result<f64> {
        let h = horizon.into().measured(self.unit)?;
        reached(self.posterior.p_alive_after(h), "the probability of being a customer")
    }

    /// As [`BtydModel::p_silent_for`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::OutOfReach`] and [`ErrorKind::Ruler`].
    pub fn p_silent_for(&self, horizon: impl Into<Horizon>) -> Result<f64> {
        let h = horizon.into().measured(self.unit)?;
        reached(self.posterior.exactly(0, h), "the probability of silence")
    }

    /// As [`BtydModel::orders_within`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::OutOfReach`] and [`ErrorKind::Ruler`].
    pub fn orders_within(&self, horizon: impl Into<Horizon>) -> Result<f64> {
        let h = horizon.into().measured(self.unit)?;
        reached(self.posterior.expected(h), "expected orders")
    }

    /// The expected orders within a horizon, each counted for what it is worth now. Times the
    /// [expected spend](super::GammaGammaModel::expected) it is the customer's value.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::OutOfReach`] and [`ErrorKind::Ruler`].
    pub fn discounted_orders_within(
        &self,
        horizon: impl Into<Horizon>,
        discount: Discount,
    ) -> Result<f64> {
        let h = horizon.into().measured(self.unit)?;
        let orders = self.posterior.discounted(h, discount.per(self.unit));
        reached(orders, "discounted orders")
    }

    /// The expected orders of all time to come, each counted for what it is worth now: DERT.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::OutOfReach`], also where it is infinite.
    #[doc(alias("DERT"))]
    pub fn discounted_orders(&self, discount: Discount) -> Result<f64> {
        let orders = self.posterior.discounted(f64::INFINITY, discount.per(self.unit));
        reached(orders, "discounted orders")
    }

    /// As [`BtydModel::orders_ahead`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Ruler`].
    pub fn orders_ahead(&self, horizon: impl Into<Horizon>) -> Result<OrdersAhead> {
        let h = horizon.into().measured(self.unit)?;
        Ok(OrdersAhead::new(self.posterior, h))
    }

    /// As [`BtydModel::next_order`].
    ///
    /// # Errors
    ///
    /// [`ErrorKind::OutOfReach`].
    pub fn next_order(&self) -> Result<NextOrder> {
        reached(NextOrder::new(self.posterior, self.unit), "the next order")
    }
}

fn reached<T>(answer: Option<T>, what: &'static str) -> Result<T> {
    answer.ok_or_else(|| ErrorKind::OutOfReach { what }.into())
}
