//! Customer analytics for Rust services.

#![forbid(unsafe_code)]

#[cfg(feature = "csv")]
mod csv;
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
pub mod rfm;
pub mod sim;
mod table;
#[cfg(feature = "testing")]
pub mod testing;

#[cfg(feature = "csv")]
pub use crate::csv::{AnyOrders, CsvColumns, CsvKey};
pub use crate::day::{Day, Days};
pub use crate::engine::{Bound, Fit, FromFn, Map, Score, from_fn};
pub use crate::error::{Error, ErrorKind, Expected, Found, ReadError, Result};
pub use crate::history::{DayTotal, History, Timeline};
pub use crate::journal::{Event, Journal, Key, Repeats};
pub use crate::ledger::{
    InputReport, Ledger, Orders, Outcome, Policy, Returns, Split, Tally, View, Zeros,
};
pub use crate::money::{Currency, Money, MoneyText, Rounding};
#[cfg(feature = "serde")]
pub use crate::personal::Exposed;
pub use crate::personal::{Birthday, Email, Label, Personal, Phone};
pub use crate::record::{Attribute, CompanySize, Customer, Purchase};
pub use crate::rfm::{Bins, Edges, Language, Rfm, RfmModel, RfmScore, Segment, SegmentMap};
pub use crate::table::{Columns, Feature, FeatureAt, Layout, Needs, Row, RowBuf, Table, Timelines};
