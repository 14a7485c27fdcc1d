//! Customer analytics for Rust services.

#![forbid(unsafe_code)]

mod day;
mod error;
mod journal;
mod money;
mod par;
mod personal;

pub use crate::day::{Day, Days};
pub use crate::error::{Error, ErrorKind, Expected, Found, ReadError, Result};
pub use crate::journal::{Event, Journal, Key, Repeats};
pub use crate::money::{Currency, Money, MoneyText, Rounding};
pub use crate::personal::Label;
