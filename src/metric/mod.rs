//! Measures that know no customers: numbers in, numbers out.
//!
//! | question | answer |
//! |---|---|
//! | how long does something last, where some of it lasts still? | [`KaplanMeier`] of [`Spells`] |
//! | do high scores go to those for whom it happens? | [`Predictions::auc`], [`average_precision`](Predictions::average_precision), [`gains`](Predictions::gains), [`lift`](Predictions::lift), [`lift_quality`](Predictions::lift_quality) |
//! | which of two scores is better? | [`Predictions::auc_difference`] |
//! | how far are probabilities from what happens? | [`Predictions::brier`] and its [parts](Predictions::brier_parts), [`log_loss`](Predictions::log_loss) |
//! | does it happen as often as predicted? | [`Predictions::calibration`], [`expected_calibration_error`](Predictions::expected_calibration_error), [`calibration_line`](Predictions::calibration_line) |
//! | which probability does a score stand for? | [`Platt`], [`Isotonic`], and [`PriorShift`] to another base rate |
//! | what may a campaign against churn earn? | [`Predictions::empc`] of a [`Campaign`] |
//! | how far are numbers from what they were in the end? | [`Forecasts::mae`], [`rmse`](Forecasts::rmse), [`bias`](Forecasts::bias) |
//! | are they in the right order? | [`Forecasts::normalised_gini`], [`concordance`](Forecasts::concordance) |
//! | how sure is any of these? | [`Bootstrap::interval`]; [`Predictions::auc_interval`] |

mod bootstrap;
mod calibration;
mod delong;
mod forecasts;
mod isotonic;
mod line;
mod platt;
mod predictions;
mod prior;
mod probability;
mod profit;
mod ranking;
mod rows;
mod spells;
#[cfg(feature = "serde")]
mod stored;
mod survival;
#[cfg(test)]
mod tests;

pub use self::bootstrap::{Bootstrap, BootstrapInterval, Resample};
pub use self::calibration::{Binning, Calibration, CalibrationBin};
pub use self::delong::AucDifference;
pub use self::forecasts::Forecasts;
pub use self::isotonic::{Isotonic, IsotonicBlock, IsotonicModel};
pub use self::line::CalibrationLine;
pub use self::platt::{Platt, PlattModel};
pub use self::predictions::Predictions;
pub use self::prior::PriorShift;
pub use self::probability::BrierParts;
pub use self::profit::{Campaign, Profit};
pub use self::ranking::Gain;
pub(crate) use self::rows::deviations;
pub use self::spells::{Spell, Spells};
pub use self::survival::{KaplanMeier, Step};
