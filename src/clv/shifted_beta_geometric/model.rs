//! A model of renewals, fitted or given.

use super::cells::Cohorts;
use super::law::RenewalLaw;
use crate::clv::answer::{Answer, Refusal};
use crate::clv::cells::count;
use crate::clv::likelihood::Likelihood;
use crate::clv::search::admitted;
use crate::error::Result;
use crate::report::FitReport;

/// A model of renewals with its parameters: see
/// [`ShiftedBetaGeometric`](super::ShiftedBetaGeometric).
///
/// All answers are right to ten digits, or refused as [`Refusal::OutOfReach`].
#[derive(Clone, Debug, PartialEq)]
pub struct ShiftedBetaGeometricModel {
    law: RenewalLaw,
    // Nothing if the parameters were given.
    report: Option<FitReport>,
}

/// What the parameters are called.
pub(in crate::clv) const NAMES: [&str; 2] = ["alpha", "beta"];

impl ShiftedBetaGeometricModel {
    /// A model with parameters of one's own: `alpha` and `beta`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`](crate::ErrorKind::Param) for a parameter that is not from 1e-8 to 1e8.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::clv::ShiftedBetaGeometricModel;
    ///
    /// let model = ShiftedBetaGeometricModel::new([1.0, 1.0])?; // any chance to leave is as likely
    /// assert_eq!(model.retention_rate(0), 0.5);
    /// assert_eq!(model.retention_rate(8), 0.9);                // who has stayed is who stays
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn new(parameters: [f64; 2]) -> Result<Self> {
        admitted(NAMES, parameters)?;
        Ok(Self { law: RenewalLaw::of(parameters), report: None })
    }

    #[cfg(feature = "serde")]
    pub(in crate::clv) fn stored(self, report: Option<FitReport>) -> Self {
        Self { report, ..self }
    }

    pub(super) fn fitted(law: RenewalLaw, report: FitReport) -> Self {
        Self { law, report: Some(report) }
    }

    /// The parameters: `alpha` and `beta`.
    #[must_use]
    pub fn parameters(&self) -> [f64; 2] {
        [self.law.alpha, self.law.beta]
    }

    /// How the fit went, if there was one.
    #[must_use]
    pub fn report(&self) -> Option<&FitReport> {
        self.report.as_ref()
    }

    /// The log-likelihood of cohorts under these parameters.
    #[must_use]
    pub fn log_likelihood(&self, cohorts: &Cohorts) -> f64 {
        self.law.total(cohorts.cells()).value
    }

    /// The share of customers who are there still after so many renewals.
    ///
    /// # Formula
    ///
    /// `S(t) = B(α, β + t) / B(α, β)`
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`] for more renewals than can be computed for, 65,536 at the least.
    #[doc(alias("survival function"))]
    pub fn survival(&self, renewals: u64) -> Answer<f64> {
        self.survival_after(0, renewals)
    }

    /// The probability that a customer who has renewed so many times renews `more` times at least.
    ///
    /// # Formula
    ///
    /// `S(renewals + more) / S(renewals)`
    ///
    /// # Errors
    ///
    /// As [`survival`](Self::survival).
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::clv::ShiftedBetaGeometricModel;
    ///
    /// let model = ShiftedBetaGeometricModel::new([1.0, 1.0])?;
    /// let stays = model.survival_after(8, 2).expect("it is within reach");
    /// assert!((stays - 9.0 / 11.0).abs() < 1e-15); // 9/10 · 10/11
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn survival_after(&self, renewals: u64, more: u64) -> Answer<f64> {
        self.law.lasting(renewals).kept(more).ok_or(Refusal::OutOfReach)
    }

    /// The probability that a customer who has renewed so many times leaves within the next
    /// `decisions`: at 1, instead of renewing the next time.
    ///
    /// # Formula
    ///
    /// `1 − S(renewals + decisions) / S(renewals)`
    ///
    /// # Errors
    ///
    /// As [`survival`](Self::survival).
    #[doc(alias("churn"))]
    pub fn p_leaves_within(&self, renewals: u64, decisions: u64) -> Answer<f64> {
        self.law.lasting(renewals).lost(decisions).ok_or(Refusal::OutOfReach)
    }

    /// The share of those who have renewed so many times that renews once more. It rises with the
    /// renewals.
    ///
    /// # Formula
    ///
    /// `(β + j) / (α + β + j)`, which the literature writes `r(t)` for `t = j + 1`.
    #[must_use]
    pub fn retention_rate(&self, renewals: u64) -> f64 {
        let stays = self.law.beta + count(renewals);
        stays / (self.law.alpha + stays)
    }

    /// The share of those who have renewed so many times that leaves then.
    ///
    /// # Formula
    ///
    /// `α / (α + β + j)`
    #[must_use]
    pub fn churn_rate(&self, renewals: u64) -> f64 {
        self.law.alpha / (self.law.alpha + self.law.beta + count(renewals))
    }

    /// The expected number of periods of a new customer, the first included.
    ///
    /// # Formula
    ///
    /// `1 + β / (α − 1)`
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`] if it is infinite, as it is for `alpha` of at most 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::clv::{Refusal, ShiftedBetaGeometricModel};
    ///
    /// let soon = ShiftedBetaGeometricModel::new([2.0, 3.0])?;
    /// assert_eq!(soon.expected_lifetime(), Ok(4.0));
    /// let late = ShiftedBetaGeometricModel::new([1.0, 3.0])?; // some hardly ever leave
    /// assert_eq!(late.expected_lifetime(), Err(Refusal::OutOfReach));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn expected_lifetime(&self) -> Answer<f64> {
        let steps = self.law.lasting(0).steps(None, 0.0);
        steps.map(|steps| 1.0 + steps).ok_or(Refusal::OutOfReach)
    }

    /// The expected number of renewals to come of a customer who has renewed so many times, each
    /// worth less the later it is: the one to be decided on now counts 1, the next
    /// `1/(1 + rate)`.
    ///
    /// The customer's residual lifetime value is this, times what a renewal brings.
    ///
    /// # Formula
    ///
    /// ```text
    /// DERL = Σ_{t≥1} S(j + t)/S(j) · (1 + rate)^−(t − 1)
    ///      = (β + j)/(α + β + j) · F(1, β + j + 1; α + β + j + 1; 1/(1 + rate))
    /// ```
    ///
    /// # References
    ///
    /// * Fader & Hardie, Customer-base valuation in a contractual setting: the perils of ignoring
    ///   heterogeneity, Marketing Science 29 (2010).
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`] if the rate is not from 0 to 1000, if the answer is infinite, as it is
    /// without a discount for `alpha` of at most 1, and for a discount below a millionth or so where
    /// it cannot be computed.
    ///
    /// # Examples
    ///
    /// A number of the paper's second table: new customers of whom a fifth leaves, at a tenth a year.
    ///
    /// ```
    /// use regulars::clv::ShiftedBetaGeometricModel;
    ///
    /// let model = ShiftedBetaGeometricModel::new([3.80, 15.20])?;
    /// let new = model.discounted_renewals(0, 0.10).expect("it is within reach");
    /// assert!((new - 3.31).abs() < 0.005);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[doc(alias("DERL"))]
    #[doc(alias("discounted expected residual lifetime"))]
    pub fn discounted_renewals(&self, renewals: u64, rate: f64) -> Answer<f64> {
        let steps = self.law.lasting(renewals).steps(None, rate);
        let value = steps.map(|steps| (1.0 + rate) * steps);
        value.filter(|value| value.is_finite()).ok_or(Refusal::OutOfReach)
    }
}
