//! What may be asked of a fit.

use super::cells::{Cell, Cohorts};
use super::law::RenewalLaw;
use super::model::{NAMES, ShiftedBetaGeometricModel};
use crate::clv::cells::{count, whole};
use crate::clv::likelihood::Weighted;
use crate::clv::search::{Search, accepted, check_penalty};
use crate::error::{ErrorKind, Result};

/// Settings of the shifted beta–geometric, a model of renewals of a contract.
///
/// At the end of every period a customer leaves with a probability of the customer's own, which is
/// Beta with `alpha` and `beta` among customers. Those who leave soon are gone first, so that the
/// rate at which a cohort renews rises, although no customer changes.
///
/// # Formula
///
/// ```text
/// P(leaves after j renewals) = B(α + 1, β + j) / B(α, β)
/// P(still there after j)     = B(α, β + j) / B(α, β)
/// ```
///
/// # References
///
/// * Fader & Hardie, How to project customer retention, Journal of Interactive Marketing 21 (2007).
///
/// # Examples
///
/// A thousand "regular" customers of the paper, over seven years, and what became of them in five
/// years more:
///
/// ```
/// use regulars::clv::ShiftedBetaGeometric;
///
/// let regular = [1000.0, 631.0, 468.0, 382.0, 326.0, 289.0, 262.0, 241.0];
/// let model = ShiftedBetaGeometric::new().fit_survivors(&regular)?;
/// assert_eq!(format!("{:.3?}", model.parameters()), "[0.704, 1.182]");
///
/// let left = 1000.0 * model.survival(12).expect("it is within reach");
/// assert!((left - 173.0).abs() < 5.0); // 173 were left
/// # Ok::<(), regulars::Error>(())
/// ```
#[doc(alias("sBG"))]
#[doc(alias("ShiftedBetaGeoModel"))]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use = "settings do nothing until `fit`"]
pub struct ShiftedBetaGeometric {
    penalty: f64,
    unconverged: bool,
}

impl ShiftedBetaGeometric {
    /// Without a penalty.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is taken off the mean log-likelihood of a customer for the square of each parameter. The
    /// default is 0.
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

    /// Whether these settings make sense, without data.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a penalty that is not finite and at least 0.
    pub fn check(&self) -> Result<()> {
        check_penalty(self.penalty)
    }

    /// Learns from cohorts, which are taken for customers of one kind.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check) and, beside that, [`ErrorKind::TooLittle`] if fewer than ten
    /// customers have left, or all of them after the same number of renewals, and
    /// [`ErrorKind::NotConverged`].
    pub fn fit_cohorts(&self, cohorts: &Cohorts) -> Result<ShiftedBetaGeometricModel> {
        self.check()?;
        enough(cohorts.cells())?;
        let starts = starts(cohorts.cells());
        let search = Search {
            cells: cohorts.cells(),
            penalty: self.penalty,
            constant: 0.0,
            names: NAMES,
            others: 0,
        };
        let (law, report) = search.run(&RenewalLaw::of(starts[0]), &starts);
        let report = accepted(report, self.unconverged)?;
        Ok(ShiftedBetaGeometricModel::fitted(law, report))
    }

    /// Learns from one cohort: how many of it were there at the start and after one, two and more
    /// periods.
    ///
    /// # Errors
    ///
    /// As [`Cohorts::of_survivors`] and [`fit_cohorts`](Self::fit_cohorts).
    pub fn fit_survivors(&self, survivors: &[f64]) -> Result<ShiftedBetaGeometricModel> {
        self.fit_cohorts(&Cohorts::of_survivors(&[survivors])?)
    }
}

/// Periods with customers who left that a fit needs: one for each parameter.
const PERIODS: u64 = 2;

/// Customers who have left that a fit needs. With fewer, estimates are all but prior.
const CHURNED: u64 = 10;

fn enough(cells: &[Cell]) -> Result<()> {
    let too_little = |what, found, needed| Err(ErrorKind::TooLittle { what, found, needed }.into());
    let churned: f64 = cells.iter().map(|cell| cell.churned).sum();
    if churned < count(CHURNED) {
        return too_little("customers who have left", whole(churned), CHURNED);
    }
    let periods = cells.iter().filter(|cell| 0.0 < cell.churned).count() as u64;
    if periods < PERIODS {
        return too_little("periods with customers who left", periods, PERIODS);
    }
    Ok(())
}

/// Where searches start: customers leave as often as they do on average, and differ widely or
/// little.
fn starts(cells: &[Cell]) -> [[f64; 2]; 3] {
    let sum = |of: fn(&Cell) -> f64| -> f64 { cells.iter().map(of).sum() };
    let churned = sum(|cell| cell.churned);
    let decided = sum(|cell| cell.weight() * count(cell.renewals)) + churned;
    // Some renewal is taken for granted, lest the start be at the boundary.
    let share = churned / (decided + 1.0);
    [0.7, 3.0, 20.0].map(|size| [size * share, size * (1.0 - share)])
}
