//! One test program: the laws every engine keeps, published numbers, and the house's walls.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "a failure in a test is the message, in its helpers too"
)]

#[cfg(all(feature = "csv", feature = "serde"))]
mod backtest;
#[cfg(all(feature = "csv", feature = "serde"))]
mod churn_table;
#[cfg(feature = "csv")]
mod faults;
#[cfg(all(feature = "csv", feature = "serde"))]
mod fit_clv;
mod floors;
mod journal;
#[cfg(all(feature = "csv", feature = "serde"))]
mod kmeans;
mod laws;
mod ledger;
mod lifecycle;
mod linfa;
mod listed;
mod load;
mod metric;
#[cfg(all(feature = "csv", feature = "serde"))]
mod migration;
mod privacy;
#[cfg(feature = "csv")]
mod real;
mod refusals;
mod rfm;
mod rows;
#[cfg(all(feature = "csv", feature = "serde"))]
mod score_orders;
#[cfg(feature = "parallel")]
mod segment;
mod sim;
mod twin;
mod union;
mod variables;
mod warnings;
#[cfg(all(feature = "csv", feature = "serde"))]
mod watch_list;
