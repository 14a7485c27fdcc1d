//! Customer lifetime value: how many orders a customer will still bring, how much money, and how
//! likely silence is.

mod answer;
mod beta_geometric;
mod bg_bb;
mod cells;
mod distribution;
mod family;
mod likelihood;
mod model;
mod next;
mod pareto;
mod process;
mod questions;
mod search;
mod settings;
mod shifted_beta_geometric;
mod spend;
mod spend_cells;
mod taylor;
mod value;

pub use self::answer::{Answer, Refusal};
pub use self::bg_bb::{BgBb, BgBbCustomer, BgBbModel, OpportunityCells, OpportunityColumns};
pub use self::cells::{CellColumns, Cells};
pub use self::distribution::OrdersAhead;
pub use self::family::{Family, Regularity};
pub use self::model::BtydModel;
pub use self::next::NextOrder;
pub use self::questions::Question;
pub use self::settings::Btyd;
pub use self::shifted_beta_geometric::{
    CohortColumns, Cohorts, ShiftedBetaGeometric, ShiftedBetaGeometricModel,
};
pub use self::spend::{GammaGamma, GammaGammaModel, OrderSpend, SpendPerOrder};
pub use self::spend_cells::{SpendCells, SpendColumns, SpendOf};
pub use self::value::{Clv, Discount, Worth};
