//! Shifted beta–geometric: subscribers who renew or leave at the end of every period.

mod cells;
mod law;
mod model;
mod settings;
#[cfg(test)]
mod tests;

pub use self::cells::{CohortColumns, Cohorts};
#[cfg(feature = "serde")]
pub(super) use self::model::NAMES;
pub use self::model::ShiftedBetaGeometricModel;
pub use self::settings::ShiftedBetaGeometric;
