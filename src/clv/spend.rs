//! Gamma–Gamma: what a customer spends on an order.

use super::answer::{Answer, Refusal};
use super::cells::count;
use super::gamma_gamma::GammaGammaLaw;
use super::likelihood::{Likelihood, weight};
use super::search::{Search, accepted, admitted, check_penalty};
use super::spend_cells::{SpendCells, SpendOf};
use crate::day::Day;
use crate::engine::{Bound, Fit, Score};
use crate::error::{ErrorKind, Result};
use crate::money::Currency;
use crate::report::FitReport;
use crate::table::{Layout, Needs, Row, Table};

/// Settings of a model of spend per purchase day.
///
/// What a customer spends on a purchase day varies about a mean of the customer's own, as a Gamma
/// with shape `p`; those means vary among customers, so that their inverses are Gamma with shape
/// `q`. How much a customer spends must not depend on how often: see
/// [`Independence`](super::Independence).
///
/// # Formula
///
/// With `x` purchase days of mean `z`, and `v` in the currency's units,
///
/// ```text
/// L = Γ(px + q) / (Γ(px) Γ(q)) · v^q z^(px − 1) x^(px) / (xz + v)^(px + q)
/// E(mean | x, z) = p (v + xz) / (px + q − 1)
/// ```
///
/// # References
///
/// * Fader & Hardie, The Gamma-Gamma model of monetary value, note 025 at brucehardie.com (2013).
///
/// # Examples
///
/// ```
/// use regulars::clv::GammaGamma;
/// use regulars::sim::Shop;
/// use regulars::{Currency, Fit, Ledger, Score};
///
/// let shop = Shop::new(5_000).ordering(1.0, 60.0).build()?;
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&shop.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
///
/// let spend = GammaGamma::new().fit(view.table())?;
/// let first = spend.spend_per_order().score_one(view.table().row(0))?.expect("it has bought");
/// let (own, all) = (first.own.expect("again, too"), first.population.expect("q is above 1"));
/// assert!((own.min(all)..=own.max(all)).contains(&first.expected)); // between own mean and all's
/// # Ok::<(), regulars::Error>(())
/// ```
#[doc(alias("GammaGammaFitter"))]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use = "settings do nothing until `fit`"]
pub struct GammaGamma {
    of: SpendOf,
    penalty: f64,
    unconverged: bool,
}

/// A model of spend per purchase day with its parameters.
#[derive(Clone, Debug, PartialEq)]
pub struct GammaGammaModel {
    parameters: GammaGammaLaw,
    of: SpendOf,
    currency: Currency,
    report: Option<FitReport>,
    as_of: Option<Day>,
}

/// What a customer is expected to spend on a purchase day, in units of the currency.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SpendPerOrder {
    /// The mean to be expected of this customer: between the two that follow.
    pub expected: f64,
    /// What the customer has spent on average; nothing if there was no purchase day that counts.
    pub own: Option<f64>,
    /// What customers spend on average; nothing if `q` is at most 1 and that is infinite.
    pub population: Option<f64>,
    /// How much the customer's own mean counts: `px / (px + q − 1)`, more than 1 if `q` is below 1.
    pub weight: f64,
}

/// What the parameters are called.
pub(super) const NAMES: [&str; 3] = ["p", "q", "v"];

/// Customers with spend that a fit needs.
const NEEDED: u64 = 10;

impl GammaGamma {
    /// From repeat purchases, without a penalty.
    pub fn new() -> Self {
        Self::default()
    }

    /// Which purchase days count. The default is [`SpendOf::Repeats`], as in the literature.
    pub fn of(mut self, of: SpendOf) -> Self {
        self.of = of;
        self
    }

    /// What is taken off the mean log-likelihood of a customer for the square of each parameter, in
    /// natural units. The default is 0.
    pub fn penalty(mut self, penalty: f64) -> Self {
        self.penalty = penalty;
        self
    }

    /// Takes a model whose search has not converged, too. The default is an error, which carries
    /// the report.
    pub fn accept_unconverged(mut self) -> Self {
        self.unconverged = true;
        self
    }

    /// Learns from customers' mean spends.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a penalty that is not finite and at least 0,
    /// [`ErrorKind::TooLittle`] if there are fewer than ten customers with spend or all spend alike,
    /// and [`ErrorKind::NotConverged`].
    pub fn fit_cells(&self, cells: &SpendCells) -> Result<GammaGammaModel> {
        self.learn(cells, None)
    }

    fn learn(&self, cells: &SpendCells, as_of: Option<Day>) -> Result<GammaGammaModel> {
        check_penalty(self.penalty)?;
        let customers = super::cells::whole(weight(cells.cells()));
        if customers < NEEDED {
            let what = "customers with spend on the purchase days that count";
            return Err(ErrorKind::TooLittle { what, found: customers, needed: NEEDED }.into());
        }
        let distinct = cells.distinct_means();
        if distinct < 3 {
            let what = "distinct mean spends";
            return Err(ErrorKind::TooLittle { what, found: distinct, needed: 3 }.into());
        }
        let typical = cells.typical();
        let search = Search {
            cells: cells.cells(),
            penalty: self.penalty,
            constant: 0.0,
            names: NAMES,
            others: 0,
        };
        // The mean of all is pv / (q - 1).
        let start = |p: f64, q: f64| [p, q, typical * (q - 1.0) / p];
        let starts = [start(4.0, 4.0), start(1.0, 3.0), start(20.0, 2.0)];
        let (parameters, report) = search.run(&GammaGammaLaw::of(starts[0]), &starts);
        let report = accepted(report, self.unconverged)?;
        let (of, currency) = (cells.of_days(), cells.currency());
        Ok(GammaGammaModel { parameters, of, currency, report: Some(report), as_of })
    }
}

impl Fit for GammaGamma {
    type Model = GammaGammaModel;

    /// Learns from the customers of a table whose spend on purchase days that count is above 0.
    ///
    /// # Errors
    ///
    /// As [`fit_cells`](GammaGamma::fit_cells), and [`ErrorKind::NoTimeline`] if only repeats count
    /// and the table cannot tell them from the first.
    fn fit(&self, table: Table<'_>) -> Result<GammaGammaModel> {
        self.learn(&SpendCells::of(table, self.of)?, Some(table.as_of()))
    }
}

impl GammaGammaModel {
    /// A model with parameters `p`, `q` and `v` of one's own, `v` in units of the currency.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a parameter that is not from 1e-8 to 1e8.
    pub fn new(of: SpendOf, currency: Currency, parameters: [f64; 3]) -> Result<Self> {
        admitted(NAMES, parameters)?;
        let parameters = GammaGammaLaw::of(parameters);
        Ok(Self { parameters, of, currency, report: None, as_of: None })
    }

    #[cfg(feature = "serde")]
    pub(super) fn stored(self, report: Option<FitReport>, as_of: Option<Day>) -> Self {
        Self { report, as_of, ..self }
    }

    /// The parameters `p`, `q` and `v`, `v` in units of the currency.
    #[must_use]
    pub fn parameters(&self) -> [f64; 3] {
        let GammaGammaLaw { p, q, v } = self.parameters;
        [p, q, v]
    }

    /// Which purchase days count.
    #[must_use]
    pub fn of_days(&self) -> SpendOf {
        self.of
    }

    /// The money of `v` and of the answers.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    /// The day whose customers it was learned from, if it was learned from a table.
    #[must_use]
    pub fn as_of(&self) -> Option<Day> {
        self.as_of
    }

    /// How the fit went, if there was one.
    #[must_use]
    pub fn report(&self) -> Option<&FitReport> {
        self.report.as_ref()
    }

    /// The log-likelihood of customers under these parameters.
    #[must_use]
    pub fn log_likelihood(&self, cells: &SpendCells) -> f64 {
        self.parameters.total(cells.cells()).value
    }

    /// What customers spend on a purchase day on average; nothing if that is infinite.
    #[must_use]
    pub fn population_mean(&self) -> Option<f64> {
        self.parameters.mean(0.0, 0.0)
    }

    /// What is expected of somebody with `days` purchase days that count and so much spent on each,
    /// in units of the currency.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSpend`] if there are days and `mean` is not above 0, and [`Refusal::NoMean`] if
    /// what is expected is infinite.
    pub fn expected(&self, days: u64, mean: f64) -> Answer<SpendPerOrder> {
        let x = count(days);
        let has = 0 < days;
        if has && !(0.0 < mean && mean < f64::INFINITY) {
            return Err(Refusal::NoSpend);
        }
        let GammaGammaLaw { p, q, .. } = self.parameters;
        let expected = self.parameters.mean(x, if has { mean } else { 0.0 });
        Ok(SpendPerOrder {
            expected: expected.ok_or(Refusal::NoMean)?,
            own: has.then_some(mean),
            population: self.population_mean(),
            weight: if has { p * x / (p * x + q - 1.0) } else { 0.0 },
        })
    }

    /// What the customer is expected to spend on a purchase day, and how that comes about.
    ///
    /// Who has no purchase day that counts is expected to spend what all do on average. Who has, and
    /// nothing was left of it after returns, is refused as [`Refusal::NoSpend`]; a prospect as
    /// [`Refusal::Prospect`].
    pub fn spend_per_order(&self) -> OrderSpend {
        OrderSpend(self.clone())
    }

    /// What [`spend_per_order`](Self::spend_per_order) says of a row.
    pub(super) fn of_row(&self, row: Row<'_>) -> Answer<SpendPerOrder> {
        let (days, minor) = self.of.spent(row).ok_or(Refusal::Prospect)?;
        let unit = self.currency.minor_per_major();
        self.expected(days, if days == 0 { 0.0 } else { minor / unit / count(days) })
    }

    /// What a table must have.
    pub(super) fn needs(&self) -> Needs {
        let needs = Needs::none().currency(self.currency);
        if self.of == SpendOf::Repeats { needs.timelines() } else { needs }
    }
}

/// A question for spend, which a service can keep and put to any customer.
#[derive(Clone, Debug, PartialEq)]
pub struct OrderSpend(GammaGammaModel);

impl Score for OrderSpend {
    type Output = Answer<SpendPerOrder>;

    fn needs(&self) -> Needs {
        self.0.needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Self::Output>> {
        layout.meets(&self.needs())?;
        Ok(|row: Row<'_>| self.0.of_row(row))
    }
}
