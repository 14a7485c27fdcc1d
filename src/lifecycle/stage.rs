//! The answer for one customer, and what changed it.

use super::state::{ConsumerStage, State, ValueStage};
use crate::day::{Day, Days};

/// Where one customer stands, since when, and why.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Stage {
    /// The state.
    pub state: State,
    /// The day on which it began; `None` for a prospect, whose first day nobody has recorded.
    pub since: Option<Day>,
    /// What began it, with the numbers of that day.
    pub reason: StageReason,
    /// The days on which the customer has bought.
    pub purchase_days: u64,
    /// The day on which the state changes next if the customer stays silent, and to what; `None` if
    /// it never does.
    pub next: Option<(Day, State)>,
}

/// One change of state.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Transition {
    /// The first day of the new state.
    pub day: Day,
    /// The state before; whoever buys for the first time was a prospect.
    pub from: State,
    /// The state from this day on.
    pub to: State,
    /// Why.
    pub reason: StageReason,
}

/// What made a customer enter a state, with what was found on that day and what it was measured
/// against.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum StageReason {
    /// Has never bought.
    NoPurchase,
    /// Bought for the first time.
    FirstPurchase,
    /// Bought again: on so many days by now, since the first purchase or the return.
    Repeated {
        /// The purchase days.
        purchase_days: u64,
    },
    /// Has bought on enough days for long enough.
    Established {
        /// The purchase days since the first purchase, or the return.
        purchase_days: u64,
        /// The days since then.
        tenure: Days,
    },
    /// Bought after more silence than churned customers keep.
    Returned {
        /// The days of silence.
        silent: Days,
        /// After how many the customer counted as churned.
        churned_after: Days,
    },
    /// The latest gaps between purchases are longer than those before, beyond chance.
    GapsLengthened {
        /// The mean of the latest, in days.
        recent: f64,
        /// The mean of those before.
        earlier: f64,
        /// How likely gaps of one rhythm would differ as much.
        p_value: f64,
    },
    /// Was silent for longer than a limit.
    Silence {
        /// The limit.
        more_than: Days,
        /// The customer's usual gap in days, where the limit is measured in such gaps.
        usual_gap: Option<f64>,
    },
    /// Has cancelled.
    Cancelled {
        /// The day.
        on: Day,
    },
    /// A score reached its limit.
    Score {
        /// What it was.
        found: f64,
        /// The limit.
        at_least: f64,
    },
}

impl Stage {
    /// The stage as shops say it.
    #[must_use]
    pub fn consumer(&self) -> ConsumerStage {
        self.state.consumer(1 < self.purchase_days)
    }

    /// The stage as value management says it.
    #[must_use]
    pub fn value(&self) -> ValueStage {
        self.state.value()
    }
}
