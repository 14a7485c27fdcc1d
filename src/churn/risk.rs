//! What is said of one customer.

use crate::day::{Day, Days};

/// How likely a customer is to buy nothing within the horizon, and what follows from it.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Risk {
    /// The probability of no purchase within the horizon.
    pub probability: f64,
    /// The band that it lies in.
    pub band: Band,
    /// The share of the customers whom the model was learned from who are at no greater risk.
    pub percentile: f64,
    /// The days that are asked about.
    pub horizon: Days,
    /// The probability if their purchases and their silence were the usual ones; their own if the scorer
    /// does not say.
    pub usual: f64,
    /// Why it differs from [`usual`](Self::usual), what raises it most first. The contributions add up
    /// to the difference.
    pub reasons: [Reason; 2],
    /// The probability if they had bought today.
    pub if_bought: f64,
    /// The day from which on the risk will be medium or more if they stay silent; nothing if it is by now,
    /// or will not be within ten years.
    pub medium_on: Option<Day>,
    /// The day from which on the risk will be high if they stay silent; nothing as above.
    pub high_on: Option<Day>,
}

/// How great a risk is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub enum Band {
    /// Below the lower limit.
    Low,
    /// From the lower limit on.
    Medium,
    /// From the upper limit on.
    High,
}

/// What a part of a customer's past does to their risk.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Reason {
    /// What it is, beside what is usual.
    pub cause: Cause,
    /// By how much it raises the probability, or lowers it if negative.
    ///
    /// # Formula
    ///
    /// Shapley's value of two parts: with `p(a, b)` the risk with own or usual purchases `a` and own or
    /// usual silence `b`, that of silence is half the sum of `p(own, own) − p(own, usual)` and
    /// `p(usual, own) − p(usual, usual)`.
    pub contribution: f64,
}

/// A part of a customer's past that a risk depends on, with what is usual: the median of those whom the
/// model was learned from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Cause {
    /// How long they have been silent.
    Silence {
        /// The days since the last purchase.
        days: Days,
        /// What is usual.
        usual: Days,
    },
    /// How often they bought up to then.
    Purchases {
        /// The days with a purchase.
        purchase_days: u64,
        /// The days from the first purchase to the last.
        within: Days,
        /// What is usual.
        usual_purchase_days: u64,
        /// What is usual.
        usual_within: Days,
    },
}

impl Risk {
    /// The day on which, if the customer stays silent, the next band begins: when to look again, rather
    /// than every night. Nothing in the highest band, or if it does not begin within ten years.
    #[must_use]
    pub fn alert_by(self) -> Option<Day> {
        self.medium_on.or(self.high_on)
    }
}
