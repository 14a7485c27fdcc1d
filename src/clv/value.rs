//! What a customer's future orders are worth today.

use super::answer::{Answer, Refusal};
use super::cells::CellColumns;
use super::columns::{each, equally_long};
use super::model::BtydModel;
use super::questions::Question;
use super::spend::GammaGammaModel;
use super::spend_cells::SpendColumns;
use crate::engine::{Bound, Score};
use crate::error::{ErrorKind, Found, Result};
use crate::ruler::{DAYS_PER_YEAR, Horizon, TimeUnit};
use crate::table::{Layout, Needs, Row};

/// A model of purchases and one of spend: customer lifetime value.
///
/// Values are of what is still to come, after the as-of day, in units of the currency, before costs.
///
/// # Examples
///
/// ```
/// use regulars::clv::{Btyd, Clv, Discount, Family, GammaGamma};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Days, Fit, Ledger, Score, TimeUnit};
///
/// let shop = Shop::new(5_000).ordering(1.0, 60.0).build()?;
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&shop.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
///
/// let orders = Btyd::new(Family::BgNbd, TimeUnit::Week).fit(view.table())?;
/// let clv = Clv::new(orders, GammaGamma::new().fit(view.table())?);
/// let year = clv.value_within(Days(365), Discount::per_year(0.10)?);
/// let ever = clv.value(Discount::per_year(0.10)?);
/// for (customer, (year, ever)) in view.join((&year, &ever))?.take(3) {
///     let (year, ever) = (year.expect("it has bought"), ever.expect("so it has a value"));
///     println!("{customer}: {year:.2} in a year, {ever:.2} in all");
///     assert!(year <= ever);
/// }
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Clv {
    orders: BtydModel,
    spend: GammaGammaModel,
}

/// The rate at which money that comes later is worth less.
///
/// # Examples
///
/// ```
/// use regulars::clv::Discount;
///
/// let tenth = Discount::per_year(0.10)?;
/// assert!((tenth.after_years(2.0) - 1.0 / 1.21).abs() < 1e-15); // what 1 is worth now
/// assert_eq!(Discount::NONE.after_years(2.0), 1.0);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Discount {
    // Invariant: finite, at least 0.
    rate: f64,
}

impl Discount {
    /// Money keeps its worth.
    pub const NONE: Self = Self { rate: 0.0 };

    /// So much a year of 365.2425 days, as a share: 0.10 is 10 %, and what brings 110 in a year is
    /// worth 100 now. It is taken off continuously, `(1 + rate)^(-days / 365.2425)` after so many days.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a rate that is not from 0 to 1: above, a percentage was meant.
    pub fn per_year(rate: f64) -> Result<Self> {
        if (0.0..=1.0).contains(&rate) {
            // The sum turns -0 into 0.
            return Ok(Self { rate: rate + 0.0 });
        }
        let (name, expected) = ("discount", "a share from 0 to 1 a year, such as 0.1 for 10 %");
        Err(ErrorKind::Param { name, found: Found::Number(rate), expected }.into())
    }

    /// What 1 is worth now that comes after so many years.
    #[must_use]
    pub fn after_years(self, years: f64) -> f64 {
        libm::exp(-years * libm::log1p(self.rate))
    }

    /// The rate per unit of a ruler, compounded continuously.
    pub(super) fn per(self, unit: TimeUnit) -> f64 {
        libm::log1p(self.rate) * (unit.days() / DAYS_PER_YEAR)
    }
}

impl Clv {
    /// The value of orders under one model at the spend of the other.
    #[must_use]
    pub fn new(orders: BtydModel, spend: GammaGammaModel) -> Self {
        Self { orders, spend }
    }

    /// The model of purchases.
    #[must_use]
    pub fn orders(&self) -> &BtydModel {
        &self.orders
    }

    /// The model of spend.
    #[must_use]
    pub fn spend(&self) -> &GammaGammaModel {
        &self.spend
    }

    /// What the orders within `horizon` are worth now, in units of the currency.
    ///
    /// It is refused for prospects, and where [the spend](GammaGammaModel::spend_per_order) is.
    ///
    /// # Formula
    ///
    /// `m · ∫₀ʰ e^(−δt) dE(orders within t)`, with `m` the expected spend per order.
    pub fn value_within(&self, horizon: impl Into<Horizon>, discount: Discount) -> Worth {
        self.asked(Some(horizon.into()), discount)
    }

    /// What all orders to come are worth now: the limit of [`value_within`](Self::value_within), which
    /// is refused as [`Refusal::OutOfReach`] where it is infinite. It can be so only without a discount.
    #[doc(alias("DERT"))]
    #[doc(alias("residual lifetime value"))]
    pub fn value(&self, discount: Discount) -> Worth {
        self.asked(None, discount)
    }

    fn asked(&self, horizon: Option<Horizon>, discount: Discount) -> Worth {
        Worth { orders: self.orders.discounted(horizon, discount), spend: self.spend.clone() }
    }
}

/// A question for a value, which a service can keep and put to any customer.
#[derive(Clone, Debug)]
pub struct Worth {
    orders: Question<f64>,
    spend: GammaGammaModel,
}

impl Score for Worth {
    type Output = Answer<f64>;

    fn needs(&self) -> Needs {
        self.spend.needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Answer<f64>>> {
        layout.meets(&self.needs())?;
        let orders = self.orders.bound()?;
        Ok(move |row: Row<'_>| within_reach(orders(row)? * self.spend.of_row(row)?.expected))
    }
}

impl Worth {
    /// Answers for every row of columns, in order, on every core there is: histories in the
    /// [unit](BtydModel::unit) of the model of purchases, and spend in the
    /// [currency](GammaGammaModel::currency) of the other.
    ///
    /// # Errors
    ///
    /// As [`Question::score_columns`], and as
    /// [`SpendCells::new`](super::SpendCells::new) for spend, which must be of as many customers.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::clv::{
    ///     BtydModel, CellColumns, Clv, Discount, Family, GammaGammaModel, SpendColumns, SpendOf,
    /// };
    /// use regulars::{Currency, Days, TimeUnit};
    ///
    /// let orders = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
    /// let spend = GammaGammaModel::new(SpendOf::Repeats, Currency::USD, [6.25, 3.74, 15.44])?;
    /// let year = Clv::new(orders, spend).value_within(Days(365), Discount::per_year(0.1)?);
    /// let values = year.score_columns(
    ///     CellColumns {
    ///         repeats: &[2, 0],
    ///         last_age: &[30.43, 0.0],
    ///         age: &[38.86, 38.86],
    ///         ..CellColumns::default()
    ///     },
    ///     SpendColumns { days: &[2, 0], mean: &[22.35, 0.0], customers: None },
    /// )?;
    /// assert!(values[1].expect("it has bought") < values[0].expect("so has this one"));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn score_columns(
        &self,
        histories: CellColumns<'_>,
        spend: SpendColumns<'_>,
    ) -> Result<Vec<Answer<f64>>> {
        let horizon = self.orders.measured()?;
        histories.check_lengths()?;
        spend.check_lengths()?;
        let rows = histories.repeats.len();
        equally_long(rows, &[("days", Some(spend.days.len()))])?;
        let value = |history, (days, mean)| {
            within_reach(
                self.orders.of(history, horizon)? * self.spend.expected(days, mean)?.expected,
            )
        };
        each(rows, |row| Ok(value(histories.history(row)?, spend.spent(row)?)))
    }
}

fn within_reach(value: f64) -> Answer<f64> {
    if value.is_finite() { Ok(value) } else { Err(Refusal::OutOfReach) }
}
