//! What is said of one customer.

use std::ops::Deref;

use crate::day::{Day, Days};
use crate::money::Currency;
use crate::table::Variable;

/// How likely a customer is to buy nothing within the horizon, and what follows from it.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Risk {
    /// The probability of no purchase within the horizon. How sure it is, the scorer tells:
    /// [`Additive::interval`](super::Additive::interval) of sums, and
    /// [`RateQuestion::interval`](super::RateQuestion::interval).
    pub probability: f64,
    /// The band that it lies in.
    pub band: Band,
    /// The share of the customers whom the model was learned from who are at no greater risk.
    pub percentile: f64,
    /// The days that are asked about.
    pub horizon: Days,
    /// The probability if all that it depends on were usual; their own if the scorer does not say.
    pub usual: f64,
    /// Why it differs from [`usual`](Self::usual), what does most for that first: what raises the risk where
    /// it is greater, and what lowers it where it is less. The contributions add up to the difference.
    pub reasons: Reasons,
    /// The probability if they had bought today.
    pub if_bought: f64,
    /// The first day on which the risk will be medium or more if they stay silent; nothing if it is by
    /// now, or will not be within ten years, or, of a [sum](super::Additive) whose risk may fall with
    /// silence, while they are asked about, within the lookback.
    pub medium_on: Option<Day>,
    /// The first day on which the risk will be high if they stay silent; nothing as above.
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

/// Why a risk is what it is: one [`Reason`] or more, what does most for that first.
#[derive(Clone, Debug, PartialEq)]
pub struct Reasons(Kept);

/// Two need no room of their own, and most scorers give two.
#[derive(Clone, Debug, PartialEq)]
enum Kept {
    Two([Reason; 2]),
    Many(Vec<Reason>),
}

/// What does most to make a probability differ from what is usual stands first.
pub(super) fn sort(reasons: &mut [Reason], probability: f64, usual: f64) {
    let sign = if usual <= probability { 1.0 } else { -1.0 };
    reasons.sort_by(|a, b| (sign * b.contribution).total_cmp(&(sign * a.contribution)));
}

impl Deref for Reasons {
    type Target = [Reason];

    fn deref(&self) -> &[Reason] {
        match &self.0 {
            Kept::Two(reasons) => reasons,
            Kept::Many(reasons) => reasons,
        }
    }
}

impl<'a> IntoIterator for &'a Reasons {
    type Item = &'a Reason;
    type IntoIter = std::slice::Iter<'a, Reason>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl From<[Reason; 2]> for Reasons {
    fn from(reasons: [Reason; 2]) -> Self {
        Self(Kept::Two(reasons))
    }
}

impl From<Vec<Reason>> for Reasons {
    fn from(reasons: Vec<Reason>) -> Self {
        Self(Kept::Many(reasons))
    }
}

/// A list.
#[cfg(feature = "serde")]
impl serde::Serialize for Reasons {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

/// What a part of a customer's past does to their risk.
#[derive(Clone, Debug, PartialEq)]
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
    ///
    /// Of [sums](super::Additive), what a variable adds to the logarithm of the odds beyond what its usual
    /// value would add, as a part of all that is added, times `p − usual`.
    pub contribution: f64,
}

/// A part of a customer's past that a risk depends on, with what is usual: the median of those whom the
/// model was learned from.
#[derive(Clone, Debug, PartialEq)]
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
        purchase_days: u32,
        /// The days from the first purchase to the last.
        within: Days,
        /// What is usual.
        usual_purchase_days: u32,
        /// What is usual.
        usual_within: Days,
    },
    /// What a variable is. In a box, so that the risks of scorers that know no variables stay small.
    Variable(Box<VariableCause>),
}

/// The value of a variable, beside what is usual.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct VariableCause {
    /// The variable.
    pub variable: Variable,
    /// Its value; nothing if it is not known.
    pub value: Option<f64>,
    /// What is usual; nothing if most had no value.
    pub usual: Option<f64>,
    /// What money is in.
    pub currency: Currency,
}

impl Risk {
    /// The day on which, if the customer stays silent, the next band begins: when to look again, rather
    /// than every night. Nothing in the highest band, or if it does not begin within ten years.
    #[must_use]
    pub fn alert_by(&self) -> Option<Day> {
        self.medium_on.or(self.high_on)
    }
}
