//! Whether a model of purchases fits: what it expects beside what there was, as data for other
//! programs, and as tables for people where they are small.
//!
//! | question | answer |
//! |---|---|
//! | do as many buy so often? | [`FrequencyHistogram`] |
//! | do they buy so much, week by week? | [`Tracking`] |
//! | is it right for those who bought seldom, and for those who bought often? | [`Calibration`] |
//! | what did it say of one customer as time went on? | [`AlivePoint`] |
//! | what would it say of anybody? | [`Grid`] |
//! | may spend be modelled apart from frequency? | [`Independence`] |

mod calibration;
mod grid;
mod histogram;
mod independence;
mod path;
pub(super) mod print;
mod tracking;

pub use self::calibration::{Calibration, CalibrationGroup, LastAgeBin};
pub use self::grid::Grid;
pub use self::histogram::{ChiSquare, FrequencyBin, FrequencyHistogram, RepeatsBin};
pub use self::independence::Independence;
pub use self::path::AlivePoint;
pub use self::tracking::{TrackedPeriod, Tracking};

use crate::error::{Error, ErrorKind, Found};

/// Answers of a model in a block: each takes microseconds, so that a block hides a task's cost.
const BLOCK: usize = 64;

/// The most lines or points of an answer: more than anybody looks at, and few enough to hold.
const MOST: u64 = 100_000;

/// A parameter that asks for too much, or for nothing.
fn wrong(name: &'static str, found: u64, expected: &'static str) -> Error {
    let found = i64::try_from(found).map_or(Found::TooLarge, Found::Integer);
    ErrorKind::Param { name, found, expected }.into()
}

/// What is said where a model has no answer.
fn out_of_reach(what: &'static str) -> Error {
    ErrorKind::OutOfReach { what }.into()
}

/// A number of bins, or of days between two that have a date, as an index.
fn index(n: u64) -> usize {
    usize::try_from(n).expect("it is far below 2^32")
}

#[cfg(test)]
mod tests;
