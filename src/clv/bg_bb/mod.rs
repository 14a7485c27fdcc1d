//! BG/BB: customers who can buy at certain opportunities only, such as an appeal every year.

mod cells;
mod customer;
mod law;
mod model;
mod settings;
#[cfg(test)]
mod tests;

pub use self::cells::{OpportunityCells, OpportunityColumns};
pub use self::customer::BgBbCustomer;
pub use self::model::BgBbModel;
#[cfg(feature = "serde")]
pub(super) use self::model::NAMES;
pub use self::settings::BgBb;
