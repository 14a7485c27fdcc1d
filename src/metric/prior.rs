//! Probabilities moved to another base rate.

use crate::error::{ErrorKind, Found, Result};

/// Probabilities moved from the base rate that they were learned with to another.
///
/// It mends what a season does, or a sample with more of one class than there is: the order of
/// customers stays, and the level moves. It is right if customers to whom it happens look as they did,
/// and so do the others, and only how many there are has changed. Probabilities have to be right
/// for the first base rate: [`Platt`](super::Platt) or [`Isotonic`](super::Isotonic) come before
/// it.
///
/// # Formula
///
/// ```text
/// odds p′ = odds p · odds to / odds from,   odds p = p/(1 − p)
/// ```
///
/// # References
///
/// Elkan, "The foundations of cost-sensitive learning", IJCAI (2001), theorem 2. Saerens, Latinne &
/// Decaestecker, "Adjusting the outputs of a classifier to new a priori probabilities: a simple
/// procedure", Neural Computation 14 (2002).
///
/// # Examples
///
/// ```
/// use regulars::metric::PriorShift;
///
/// // Learned from as many who left as stayed, where one of five leaves.
/// let shift = PriorShift::new(0.5, 0.2)?;
/// assert!((shift.apply(0.5) - 0.2).abs() < 1e-15);
/// assert!((shift.apply(0.8) - 0.5).abs() < 1e-15); // odds of 4, and a quarter of them
/// assert_eq!((shift.apply(0.0), shift.apply(1.0)), (0.0, 1.0));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PriorShift {
    // Invariant: both are in `RATES`.
    from: f64,
    to: f64,
}

/// Base rates that can be meant: beyond, no sample would tell them from 0 or 1.
const RATES: std::ops::RangeInclusive<f64> = 1e-12..=1.0 - 1e-12;

impl PriorShift {
    /// From a base rate, such as [`Predictions::base_rate`](super::Predictions::base_rate) of the rows that
    /// an engine or a calibration was fitted to, to the one that is expected.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a base rate that is not from 1e-12 to 1 − 1e-12.
    pub fn new(from: f64, to: f64) -> Result<Self> {
        for (name, rate) in [("from", from), ("to", to)] {
            if !RATES.contains(&rate) {
                let expected = "a base rate from 1e-12 to 1 - 1e-12";
                return Err(ErrorKind::Param { name, found: Found::Number(rate), expected }.into());
            }
        }
        Ok(Self { from, to })
    }

    /// What a probability comes to at the other base rate. One below 0 or above 1 is taken for these, and
    /// what is no number stays so.
    #[must_use]
    pub fn apply(self, probability: f64) -> f64 {
        let p = probability.clamp(0.0, 1.0);
        let ratio = (self.to * (1.0 - self.from)) / (self.from * (1.0 - self.to));
        // As a sum over one that is divided once, so that it never falls as `p` rises.
        1.0 / (1.0 + (1.0 - p) / (p * ratio))
    }

    /// The base rate that probabilities were learned with.
    #[must_use]
    pub fn from(self) -> f64 {
        self.from
    }

    /// The base rate that they are moved to.
    #[must_use]
    pub fn to(self) -> f64 {
        self.to
    }
}
