//! Customer analytics for Rust services.

#![forbid(unsafe_code)]

mod day;
mod error;
mod money;
mod par;
mod personal;
mod record;

pub use crate::day::{Day, Days};
pub use crate::error::{Error, ErrorKind, Expected, Found, ReadError, Result};
pub use crate::money::{Currency, Money, MoneyText, Rounding};
#[cfg(feature = "serde")]
pub use crate::personal::Exposed;
pub use crate::personal::{Birthday, Email, Label, Personal, Phone};
pub use crate::record::{Attribute, CompanySize, Customer};
