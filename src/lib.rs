//! Customer analytics for Rust services.

#![forbid(unsafe_code)]

mod day;
mod error;
mod money;
mod num;
mod par;
pub mod sim;

pub use crate::day::{Day, Days};
pub use crate::error::{Error, ErrorKind, Expected, Found, ReadError, Result};
pub use crate::money::{Currency, Money, MoneyText, Rounding};
