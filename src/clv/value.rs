//! What a customer's future orders are worth today.

use super::answer::{Answer, Refusal};
use super::model::BtydModel;
use super::process::Process;
use super::questions::posterior;
use super::spend::GammaGammaModel;
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
        let (process, unit) = (self.orders.process(), self.orders.unit());
        let per_unit = discount.per(unit);
        Worth { process, unit, spend: self.spend.clone(), horizon, per_unit }
    }
}

/// A question for a value, which a service can keep and put to any customer.
#[derive(Clone, Debug, PartialEq)]
pub struct Worth {
    process: Process,
    unit: TimeUnit,
    spend: GammaGammaModel,
    // Nothing for all time.
    horizon: Option<Horizon>,
    per_unit: f64,
}

impl Score for Worth {
    type Output = Answer<f64>;

    fn needs(&self) -> Needs {
        self.spend.needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Answer<f64>>> {
        layout.meets(&self.needs())?;
        let Self { process, unit, spend, horizon, per_unit } = self;
        let horizon = horizon.map_or(Ok(f64::INFINITY), |horizon| horizon.measured(*unit))?;
        Ok(move |row: Row<'_>| {
            let orders = posterior(process, *unit, row)?;
            let orders = orders.discounted(horizon, *per_unit).ok_or(Refusal::OutOfReach)?;
            let value = orders * spend.of_row(row)?.expected;
            if value.is_finite() { Ok(value) } else { Err(Refusal::OutOfReach) }
        })
    }
}
