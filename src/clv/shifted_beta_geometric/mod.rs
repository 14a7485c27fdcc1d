//! Shifted beta–geometric: subscribers who renew or leave at the end of every period.

mod cells;
mod law;
mod model;
mod settings;
#[cfg(test)]
mod tests;

pub use self::cells::{CohortColumns, Cohorts};
pub use self::model::ShiftedBetaGeometricModel;
pub use self::settings::ShiftedBetaGeometric;
