//! How far probabilities are from what happens.

use libm::{log as ln, log1p};

use super::calibration::{Binning, Parts};
use super::predictions::Predictions;
use crate::error::Result;

/// The parts that a Brier score consists of.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct BrierParts {
    /// How far bins are from what happens in them; 0 if each is right.
    pub reliability: f64,
    /// How far what happens in bins is from the base rate; more is better.
    pub resolution: f64,
    /// How uncertain it is what happens, whatever is predicted: `p(1 − p)` of the base rate `p`.
    pub uncertainty: f64,
    /// How far predictions are from their mean within bins.
    pub within_bin_variance: f64,
    /// Twice how they go there with what happens; more is better.
    pub within_bin_covariance: f64,
}

impl BrierParts {
    /// What they come to: reliability, less resolution, with uncertainty, with the variance within bins,
    /// less twice the covariance there.
    #[must_use]
    pub fn brier(&self) -> f64 {
        let within = self.within_bin_variance - self.within_bin_covariance;
        self.reliability - self.resolution + self.uncertainty + within
    }
}

impl Predictions {
    /// The Brier score: the mean square of what is between a probability and what happened, 1 or 0. Less
    /// is better, and a probability of one half for all gets 0.25.
    ///
    /// # References
    ///
    /// Brier, "Verification of forecasts expressed in terms of probability", Monthly Weather Review 78
    /// (1950).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cell`](crate::ErrorKind::Cell) for the first score that is not from 0 to 1.
    pub fn brier(&self) -> Result<f64> {
        self.needs_probabilities()?;
        let squares = self.groups().iter().map(|group| {
            let (p, q) = (group.score, 1.0 - group.score);
            group.events * (q * q) + group.others * (p * p)
        });
        Ok(squares.sum::<f64>() / self.weight())
    }

    /// The parts of the [`brier`](Self::brier) score over bins.
    ///
    /// # Formula
    ///
    /// With `f` a prediction and `o` what happened, 1 or 0, of a row in bin `k`, their means `f̄ₖ` and `ōₖ` in
    /// the bin and `ō` of all, and means over all rows:
    ///
    /// ```text
    /// brier = mean (f̄ₖ − ōₖ)² − mean (ōₖ − ō)² + ō(1 − ō)
    ///       + mean (f − f̄ₖ)² − 2·mean (f − f̄ₖ)(o − ōₖ)
    /// ```
    ///
    /// The last two are what Murphy's three leave out where predictions in a bin differ. With them it is an
    /// equation, whatever the bins.
    ///
    /// # References
    ///
    /// Murphy, "A new vector partition of the probability score", Journal of Applied Meteorology 12
    /// (1973). Stephenson, Coelho & Jolliffe, "Two extra components in the Brier score decomposition",
    /// Weather and Forecasting 23 (2008).
    ///
    /// # Errors
    ///
    /// As [`calibration`](Self::calibration).
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::metric::{Binning, Predictions};
    ///
    /// let predictions = Predictions::new(&[0.25, 0.25, 0.75, 0.75], &[false, true, true, true])?;
    /// let parts = predictions.brier_parts(Binning::EqualWidth(2))?;
    /// assert_eq!((parts.reliability, parts.resolution, parts.uncertainty), (0.0625, 0.0625, 0.1875));
    /// assert_eq!(parts.brier(), predictions.brier()?);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn brier_parts(&self, binning: Binning) -> Result<BrierParts> {
        let base_rate = self.base_rate();
        let mut sums = [0.0; 4];
        for Parts { bin, groups, .. } in self.parts(binning)?.0 {
            let (off, over) = (bin.predicted - bin.observed, bin.observed - base_rate);
            sums[0] += bin.weight * (off * off);
            sums[1] += bin.weight * (over * over);
            for group in groups {
                let off = group.score - bin.predicted;
                sums[2] += group.weight() * (off * off);
                sums[3] += 2.0 * off * (group.events - bin.observed * group.weight());
            }
        }
        let [reliability, resolution, within_bin_variance, within_bin_covariance] =
            sums.map(|sum| sum / self.weight());
        let uncertainty = base_rate * (self.classes().1 / self.weight());
        Ok(BrierParts {
            reliability,
            resolution,
            uncertainty,
            within_bin_variance,
            within_bin_covariance,
        })
    }

    /// The logarithmic loss: the mean of `−ln p` where it happened, and of `−ln(1 − p)` where it did not.
    /// Less is better, and a probability of one half for all gets 0.69.
    ///
    /// Who was sure and wrong has an infinite loss, which is refused. Bound probabilities beforehand if
    /// that may be. scikit-learn takes any closer to 0 or 1 than 2.2e-16 for that far, where such a row
    /// loses 36; here each loses what it says.
    ///
    /// # References
    ///
    /// Good, "Rational decisions", J. R. Statist. Soc. B 14 (1952).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cell`](crate::ErrorKind::Cell) for the first score that is not from 0 to 1, or is 0
    /// where it happened, or 1 where it did not.
    #[doc(alias("cross entropy", "logarithmic score"))]
    pub fn log_loss(&self) -> Result<f64> {
        self.needs_probabilities()?;
        self.refuse(|score, happened| match happened {
            true if score <= 0.0 => Some("a probability above 0, as it happened"),
            false if 1.0 <= score => Some("a probability below 1, as it did not happen"),
            _ => None,
        })?;
        // What nobody is counted for must not be infinite.
        let part = |weight: f64, ln: f64| if 0.0 < weight { -weight * ln } else { 0.0 };
        let losses = self.groups().iter().map(|group| {
            part(group.events, ln(group.score)) + part(group.others, log1p(-group.score))
        });
        Ok(losses.sum::<f64>() / self.weight())
    }
}
