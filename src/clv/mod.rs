//! Customer lifetime value: how many orders a customer will still bring, how much money, and how
//! likely silence is.
//!
//! # The question
//!
//! Nobody tells a shop that they have left. Somebody who has been silent for three months may buy
//! once a year, or never again. These models, "buy till you die", learn from many customers how
//! rates of buying and of leaving are spread, and then tell of one customer, by three numbers
//! (repeats, age at the last purchase, age), what is ahead.
//!
//! ```
//! use regulars::clv::{Btyd, Clv, Discount, Family, GammaGamma};
//! use regulars::sim::Shop;
//! use regulars::{Currency, Days, Fit, Ledger, Score, TimeUnit};
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! ledger.load(&Shop::new(2_000).ordering(1.0, 60.0).build()?.orders())?;
//! let view = ledger.as_of("2024-12-31".parse()?);
//!
//! let orders = Btyd::new(Family::MbgNbd, TimeUnit::Week).fit(view.table())?;
//! let clv = Clv::new(orders, GammaGamma::new().fit(view.table())?);
//! let silent = clv.orders().p_silent_for(Days(90));
//! let value = clv.value_within(Days(365), Discount::per_year(0.10)?);
//! let (silent, value) = (silent, value).score_one(view.table().row(0))?;
//! assert!((0.0..=1.0).contains(&silent?) && 0.0 < value?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | to | take |
//! |---|---|
//! | learn how customers buy | [`Btyd`] with a [`Family`]; [`Select`] for the best of several |
//! | learn what they spend | [`GammaGamma`] |
//! | have both as money | [`Clv`], [`Discount`] |
//! | use parameters that are known | [`BtydModel::new`], [`GammaGammaModel::new`] |
//! | foretell renewals of contracts | [`ShiftedBetaGeometric`] |
//! | foretell purchases at occasions, such as a yearly appeal | [`BgBb`] |
//! | ask about the customers of a table | the methods of [`BtydModel`], each a [`Question`] |
//! | ask about numbers from elsewhere | [`BtydModel::customer`] |
//! | fit columns from elsewhere | [`Cells`], [`SpendCells`] |
//! | know how sure it is | [`Draws`] for expectations, [`OrdersAhead`] and [`NextOrder`] for one customer |
//! | know whether it fits | [`FrequencyHistogram`], [`Tracking`], [`Calibration`], [`Independence`] |
//!
//! Churn is [`BtydModel::p_silent_for`], and not one less [`BtydModel::p_alive`], which under the
//! BG/NBD is 1 for everybody who has bought once. A worked example, and how to choose, is in
//! [`guide::lifetime`](crate::guide::lifetime).
//!
//! # Formula
//!
//! While a customer is one, purchases come at a rate `λ ~ Gamma(r, α)`, or every `k`-th of such
//! events does. He leaves after a purchase with a chance `p ~ Beta(a, b)`, or at any time with a
//! rate `μ ~ Gamma(s, β)`. With `A` the probability of being a customer still, what is ahead is `A`
//! times what is ahead of a customer, as rates and chances are spread given the history. The forms
//! that are computed, and how accurate they are, stand in
//! [`guide::numerics`](crate::guide::numerics#likelihoods-and-forecasts).
//!
//! # When not to use it
//!
//! [`Btyd`] is not for contracts, where leaving is seen, and not for purchases at certain occasions
//! only: both have models of their own. No model here is for a horizon within which the whole shop
//! rises and falls with the seasons. With fewer than some hundred customers who have
//! come back, look at standard errors before anything else. A change of prices or of the shop
//! itself is not in the data that the model has seen.
//!
//! # References
//!
//! * Schmittlein, Morrison & Colombo, Counting Your Customers, Management Science 33 (1987):
//!   Pareto/NBD.
//! * Fader, Hardie & Lee, "Counting Your Customers" the Easy Way, Marketing Science 24 (2005):
//!   BG/NBD.
//! * Batislam, Denizel & Filiztekin, International Journal of Research in Marketing 24 (2007):
//!   MBG/NBD.
//! * Platzer & Reutterer, Ticking Away the Moments, Marketing Science 35 (2016): regularity.
//! * Fader, Hardie & Lee, RFM and CLV: Using Iso-Value Curves, Journal of Marketing Research 42
//!   (2005): spend, and value for ever.

mod answer;
mod beta_geometric;
mod bg_bb;
mod cells;
mod columns;
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
mod tables;
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
