//! Customers by group: how many and how much, who moves between groups, and how shares change.
//!
//! A group is whatever a [`Score`](crate::Score) answers that can be ordered: a segment, a
//! stage, a bin.
//!
//! | question | answer |
//! |---|---|
//! | who is where on a day? | [`Groups`] |
//! | who has moved between two days? | [`Migration`] |
//! | how did it go, day by day, and is it the customers who move or new ones who come? | [`Course`] |
//! | how likely is each move, and how sure is that? | [`TransitionMatrix`] |
//! | where will they be, how long does it take, and what if? | [`Chain`] |
//!
//! All of them serialise, for other programs; [`Groups`], [`Migration`] and [`TransitionMatrix`] print
//! as tables.
//! Models that name groups answer these by methods of their own, such as
//! [`RfmModel::migration`](crate::RfmModel::migration).

mod chain;
mod course;
mod matrix;
mod migration;
#[cfg(feature = "serde")]
mod stored;
mod summary;
mod tally;
mod words;

pub use self::chain::Chain;
pub use self::course::Course;
pub use self::matrix::TransitionMatrix;
pub use self::migration::{Change, Migration, Moved};
pub use self::summary::{Group, Groups};

/// A share of nothing is 0.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
fn ratio(part: i128, whole: i128) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

#[expect(clippy::cast_precision_loss, reason = "below 2^53 wherever the last digit counts")]
fn number(customers: u64) -> f64 {
    customers as f64
}

#[cfg(test)]
mod tests;
