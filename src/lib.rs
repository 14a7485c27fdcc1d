//! Customer analytics for Rust services.

#![forbid(unsafe_code)]

mod day;
mod engine;
mod error;
pub mod guide;
mod history;
mod journal;
mod ledger;
mod money;
mod num;
mod par;
mod personal;
mod record;
pub mod sim;
mod table;
#[cfg(feature = "testing")]
pub mod testing;

pub use crate::day::{Day, Days};
pub use crate::engine::{Bound, Fit, FromFn, Map, Score, from_fn};
pub use crate::error::{Error, ErrorKind, Expected, Found, ReadError, Result};
pub use crate::history::{DayTotal, History, Timeline};
pub use crate::journal::{Event, Journal, Key, Repeats};
pub use crate::ledger::{
    InputReport, Ledger, Orders, Outcome, Policy, Returns, Split, Tally, View, Zeros,
};
pub use crate::money::{Currency, Money, MoneyText, Rounding};
pub use crate::personal::Label;
pub use crate::record::Purchase;
pub use crate::table::{Columns, Feature, FeatureAt, Layout, Needs, Row, RowBuf, Table, Timelines};
