//! What may be asked of a fit.

use super::cells::{Cell, OpportunityCells};
use super::law::BgBbLaw;
use super::model::{BgBbModel, NAMES};
use crate::clv::cells::{count, whole};
use crate::clv::search::{Search, accepted, check_penalty};
use crate::error::{ErrorKind, Result};

/// Settings of the BG/BB, a model of purchases at opportunities.
///
/// Customers can buy at certain opportunities only: donors at a yearly appeal, guests at a yearly
/// fair, callers in a month. Each has a probability of buying at an opportunity, which is Beta with
/// `alpha` and `beta` among customers; and before each opportunity they leave for good with another,
/// which is Beta with `gamma` and `delta`.
///
/// # Formula
///
/// With `x` purchases, the last at opportunity `t_x` of `n`,
///
/// ```text
/// L = B(α + x, β + n − x)/B(α, β) · B(γ, δ + n)/B(γ, δ)
///   + Σ_{i=0}^{n−t_x−1} B(α + x, β + t_x − x + i)/B(α, β) · B(γ + 1, δ + t_x + i)/B(γ, δ)
/// ```
///
/// # References
///
/// * Fader, Hardie & Shang, Customer-base analysis in a discrete-time noncontractual setting,
///   Marketing Science 29 (2010).
///
/// # Examples
///
/// The donors of the paper: 11,104 who gave for the first time in 1995, over the six years since.
///
/// ```
/// use regulars::clv::{BgBb, OpportunityCells, OpportunityColumns};
///
/// let donors = OpportunityCells::new(OpportunityColumns {
///     bought: &[0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5, 6],
///     last: &[0, 1, 2, 3, 4, 5, 6, 2, 3, 4, 5, 6, 3, 4, 5, 6, 4, 5, 6, 5, 6, 6],
///     opportunities: &[6; 22],
///     customers: Some(&[
///         3464.0, 1091.0, 277.0, 129.0, 78.0, 119.0, 129.0, 613.0, 255.0, 155.0, 173.0, 234.0,
///         322.0, 181.0, 225.0, 357.0, 240.0, 284.0, 512.0, 335.0, 728.0, 1203.0,
///     ]),
/// })?;
/// let model = BgBb::new().fit_cells(&donors)?;
/// assert_eq!(format!("{:.2?}", model.parameters()), "[1.20, 0.75, 0.66, 2.78]");
///
/// // Four gifts, the last in the fourth year: will there be another in five years to come?
/// let donor = model.customer(4, 4, 6)?;
/// let silent = donor.p_silent_for(5).expect("it is within reach");
/// let gifts = donor.orders_within(5).expect("so is this");
/// assert!((silent - 0.81).abs() < 0.01 && (gifts - 0.58).abs() < 0.01);
/// # Ok::<(), regulars::Error>(())
/// ```
#[doc(alias("BetaGeoBetaBinomFitter"))]
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[must_use = "settings do nothing until `fit`"]
pub struct BgBb {
    penalty: f64,
    unconverged: bool,
}

impl BgBb {
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

    /// Learns from cells.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check) and, beside that, [`ErrorKind::TooLittle`] if there are fewer than
    /// ten customers who have bought or fewer than five distinct histories, and
    /// [`ErrorKind::NotConverged`].
    pub fn fit_cells(&self, cells: &OpportunityCells) -> Result<BgBbModel> {
        self.check()?;
        enough(cells)?;
        let starts = starts(cells.cells());
        let search = Search {
            cells: cells.cells(),
            penalty: self.penalty,
            constant: 0.0,
            names: NAMES,
            others: 0,
        };
        let (law, report) = search.run(&BgBbLaw::of(starts[0]), &starts);
        let report = accepted(report, self.unconverged)?;
        Ok(BgBbModel::fitted(law, report))
    }
}

/// Distinct histories that a fit needs: one more than there are parameters.
const HISTORIES: u64 = 5;

/// Customers who have bought that a fit needs. With fewer, estimates are all but prior.
const BUYERS: u64 = 10;

fn enough(cells: &OpportunityCells) -> Result<()> {
    let too_little = |what, found, needed| Err(ErrorKind::TooLittle { what, found, needed }.into());
    let histories = cells.len() as u64;
    if histories < HISTORIES {
        return too_little("distinct histories", histories, HISTORIES);
    }
    let bought = cells.cells().iter().filter(|cell| 0 < cell.past.bought);
    let buyers = bought.map(|cell| cell.weight).sum();
    if buyers < count(BUYERS) {
        return too_little("customers who have bought", whole(buyers), BUYERS);
    }
    Ok(())
}

/// Where searches start: those who are customers for certain buy as often as they do on average;
/// they differ much or little, and leave soon or late.
fn starts(cells: &[Cell]) -> [[f64; 4]; 4] {
    let sum = |of: fn(&Cell) -> u64| -> f64 {
        cells.iter().map(|cell| cell.weight * count(of(cell))).sum()
    };
    let bought = sum(|cell| cell.past.bought) + 1.0;
    let share = bought / (sum(|cell| cell.past.last) + 2.0);
    [(2.0, 0.5, 2.0), (1.0, 1.0, 8.0), (5.0, 0.3, 0.5), (3.0, 2.0, 50.0)]
        .map(|(size, gamma, delta)| [size * share, size * (1.0 - share), gamma, delta])
}
