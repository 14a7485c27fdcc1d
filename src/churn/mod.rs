//! How likely customers are to fall silent, why, and when to look again.
//!
//! | question | answer |
//! |---|---|
//! | how likely is it that a customer buys nothing in the next 90 days, and why? | [`Churn`], [`Risk`] |
//! | the same, learned from what became of customers before? | [`Logistic`], [`Scorecard`] |
//! | how sure is that, seasons included? | [`Additive::interval`], [`RateQuestion::interval`] |
//! | how often does a customer buy? | [`Rate`] |
//! | who did fall silent? | [`Cohort`] |
//! | what has changed for the worse with a customer, since when, and how sure is that? | [`EarlyWarning`], [`Warnings`] |
//! | who may be won back, and what is an offer worth until when? | [`WinBack`] |
//!
//! Churn is silence: no purchase day within the horizon. It is not
//! [`1 − P(alive)`](crate::clv::BtydModel::p_alive): customers may be alive and silent, and under
//! BG/NBD everybody who has bought once only is alive. Of 4,317 customers of Online Retail II the
//! chance of 90 days of silence ranks those who will be silent with an area of 0.765 under the curve,
//! and `1 − P(alive)` with 0.506.
//!
//! # When not to use it
//!
//! Where customers cancel, there is a day to ask about: see [`clv`](crate::clv) for contracts. And a
//! probability learned in one season is too high or too low in another, though the order of customers
//! stays: look at the base rate of earlier [`Cohort`]s before you believe the number.

mod additive;
mod alert;
mod cohort;
mod labelled;
mod logistic;
mod logistic_model;
mod model;
mod out_of_time;
mod rate;
mod risk;
mod scorecard;
mod settings;
#[cfg(feature = "serde")]
mod stored;
#[cfg(test)]
mod tests;
mod uncertainty;
mod warning;
mod win_back;
mod words;

pub use self::additive::{Additive, Explanation};
pub use self::cohort::Cohort;
pub use self::logistic::{Effect, Logistic};
pub use self::logistic_model::LogisticModel;
pub use self::model::ChurnModel;
pub use self::rate::{Rate, RateModel, RateQuestion};
pub use self::risk::{Band, Cause, Reason, Reasons, Risk, VariableCause};
pub use self::scorecard::{Card, Scorecard, ScorecardModel};
pub use self::settings::Churn;
pub use self::warning::{
    Counted, EarlyWarning, EarlyWarningModel, Share, Signal, Warning, WarningCode, Warnings, Watch,
};
pub use self::win_back::{WinBack, WinBackModel, WinBackOffer};
