//! A model of purchases at opportunities, fitted or given.

use super::cells::{OpportunityCells, Past, integer};
use super::customer::BgBbCustomer;
use super::law::BgBbLaw;
use crate::clv::answer::Answer;
use crate::clv::likelihood::Likelihood;
use crate::clv::search::admitted;
use crate::error::{ErrorKind, Result};
use crate::report::FitReport;

/// A model of purchases at opportunities, with its parameters: see [`BgBb`](super::BgBb).
#[derive(Clone, Debug, PartialEq)]
pub struct BgBbModel {
    law: BgBbLaw,
    // Nothing if the parameters were given.
    report: Option<FitReport>,
}

/// What the parameters are called.
pub(in crate::clv) const NAMES: [&str; 4] = ["alpha", "beta", "gamma", "delta"];

impl BgBbModel {
    /// A model with parameters of one's own: `alpha`, `beta`, `gamma` and `delta`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a parameter that is not from 1e-8 to 1e8.
    ///
    /// # Examples
    ///
    /// The published parameters of donors (Fader, Hardie & Shang 2010), and what they say of those
    /// who gave for the first time just now:
    ///
    /// ```
    /// use regulars::clv::BgBbModel;
    ///
    /// let donors = BgBbModel::new([1.204, 0.750, 0.657, 2.783])?;
    /// let gifts = donors.orders_of_new_customer(6).expect("it is within reach");
    /// assert!((gifts - 2.22).abs() < 0.01);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn new(parameters: [f64; 4]) -> Result<Self> {
        admitted(NAMES, parameters)?;
        Ok(Self { law: BgBbLaw::of(parameters), report: None })
    }

    #[cfg(feature = "serde")]
    pub(in crate::clv) fn stored(self, report: Option<FitReport>) -> Self {
        Self { report, ..self }
    }

    pub(super) fn fitted(law: BgBbLaw, report: FitReport) -> Self {
        Self { law, report: Some(report) }
    }

    /// The parameters: `alpha`, `beta`, `gamma` and `delta`.
    #[must_use]
    pub fn parameters(&self) -> [f64; 4] {
        self.law.parameters()
    }

    /// How the fit went, if there was one.
    #[must_use]
    pub fn report(&self) -> Option<&FitReport> {
        self.report.as_ref()
    }

    /// The log-likelihood of cells under these parameters.
    #[must_use]
    pub fn log_likelihood(&self, cells: &OpportunityCells) -> f64 {
        self.law.total(cells.cells()).value
    }

    /// What the model says of a customer who has bought at so many opportunities, the last time at
    /// the one numbered `last`, of so many.
    ///
    /// The first purchase, which made the customer one, is not counted, and opportunities are those
    /// after it. Who has not bought since has a `last` of 0.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] if the three contradict each other, and for more than 100,000
    /// opportunities.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::clv::BgBbModel;
    ///
    /// let donors = BgBbModel::new([1.204, 0.750, 0.657, 2.783])?;
    /// assert_eq!(donors.customer(3, 6, 6)?.p_alive(), Ok(1.0)); // has just bought
    /// assert!(donors.customer(3, 2, 6).is_err());               // thrice at two opportunities
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn customer(&self, bought: u64, last: u64, opportunities: u64) -> Result<BgBbCustomer> {
        let past = Past { bought, last, opportunities };
        if let Err((name, found, expected)) = past.check() {
            return Err(ErrorKind::Param { name, found: integer(found), expected }.into());
        }
        Ok(BgBbCustomer::of(&self.law, past))
    }

    /// The expected purchases at the first `opportunities` after the first purchase.
    ///
    /// # Formula
    ///
    /// `α/(α + β) · Σ_{j=1}^{n} (δ)ⱼ / (γ + δ)ⱼ`
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`](crate::clv::Refusal::OutOfReach) for more opportunities than can be
    /// computed for, 65,536 at the least.
    #[doc(alias("expected_number_of_transactions_in_first_n_periods"))]
    pub fn orders_of_new_customer(&self, opportunities: u64) -> Answer<f64> {
        self.new_customer().orders_within(opportunities)
    }

    /// The probability that a customer buys at exactly `orders` of the first `opportunities` after
    /// the first purchase.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`](crate::clv::Refusal::OutOfReach) for more than 65,536 opportunities.
    #[doc(alias("pmf"))]
    pub fn probability_new(&self, orders: u64, opportunities: u64) -> Answer<f64> {
        self.new_customer().probability(orders, opportunities)
    }

    fn new_customer(&self) -> BgBbCustomer {
        BgBbCustomer::of(&self.law, Past { bought: 0, last: 0, opportunities: 0 })
    }
}
