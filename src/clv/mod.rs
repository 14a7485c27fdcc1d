//! Customer lifetime value: how many orders a customer will still bring, how much money, and how
//! likely silence is.

mod answer;
mod beta_geometric;
mod bg_bb;
mod cells;
mod customer;
mod diagnostics;
mod distribution;
mod draws;
mod family;
mod gamma_gamma;
mod likelihood;
mod model;
mod next;
mod pareto;
mod process;
mod questions;
mod search;
mod select;
mod settings;
mod shifted_beta_geometric;
mod spend;
mod spend_cells;
#[cfg(feature = "serde")]
mod stored;
mod taylor;
#[cfg(test)]
mod tests;
mod value;

pub use self::answer::{Answer, Refusal};
pub use self::bg_bb::{BgBb, BgBbCustomer, BgBbModel, OpportunityCells, OpportunityColumns};
pub use self::cells::{CellColumns, Cells};
pub use self::customer::BtydCustomer;
pub use self::diagnostics::{
    AlivePoint, Calibration, CalibrationGroup, ChiSquare, FrequencyBin, FrequencyHistogram, Grid,
    Independence, LastAgeBin, RepeatsBin, TrackedPeriod, Tracking,
};
pub use self::distribution::OrdersAhead;
pub use self::draws::{Draws, Interval, IntervalOf};
pub use self::family::{Family, Regularity};
pub use self::model::BtydModel;
pub use self::next::NextOrder;
pub use self::questions::Question;
pub use self::select::{Candidate, Holdout, Select, Selection};
pub use self::settings::Btyd;
pub use self::shifted_beta_geometric::{
    CohortColumns, Cohorts, ShiftedBetaGeometric, ShiftedBetaGeometricModel,
};
pub use self::spend::{GammaGamma, GammaGammaModel, OrderSpend, SpendPerOrder};
pub use self::spend_cells::{SpendCells, SpendColumns, SpendOf};
pub use self::value::{Clv, Discount, Worth};
