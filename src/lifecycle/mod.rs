//! Lifecycle: where a customer stands, since when and why, and how customers move on.
//!
//! One machine has nine states; the two vocabularies that people know are read off it.
//!
//! | [`State`] | when | as shops say ([`ConsumerStage`]) | as value management says ([`ValueStage`]) |
//! |---|---|---|---|
//! | prospect | has not bought | 潜在客户 prospect | 获取期 acquisition |
//! | new | has bought on one day | 初次购买 first-time | 获取期 acquisition |
//! | growing | has come back | 重复购买 repeat | 提升期 growth |
//! | mature | often enough, for long enough | 重复购买 repeat | 成熟期 maturity |
//! | loyal | more often, for longer | 忠诚 loyal | 成熟期 maturity |
//! | declining | late by their own rhythm, or their gaps lengthen | 重复购买 repeat, or 初次购买 first-time | 衰退期 decline |
//! | silent | later still | the same | 衰退期 decline |
//! | churned | so late that few come back | 流失 churned | 离开期 exit |
//! | reactivated | bought again after that | 重复购买 repeat | 提升期 growth |
//!
//! # Formula
//!
//! ```text
//! purchase ──▶ new ──purchase──▶ growing ──▶ mature ──▶ loyal      by purchase days and tenure,
//!               │                   │           │          │      looked at on each purchase
//!               │                   └─ s > d ───┴──────────┘
//!               │                        ▼
//!               │                    declining ◀── gaps have lengthened, p < level
//!               └─ s > e ──▶ silent ◀── s > e
//!                              └─ s > c ──▶ churned ──purchase──▶ reactivated ──purchase──▶ growing …
//!
//! s = days since the last purchase;  d < e < c = limits, by default 2, 3 and 6 usual gaps
//! ```
//!
//! Limits are days, multiples of the customer's own usual gap between purchases, quantiles of gaps,
//! a return rate that is learned, or a score: see [`Limit`]. Fixed days for every customer are what
//! products have, and are there as presets ([`Lifecycle::emarsys`], [`Lifecycle::omnisend`]); who
//! buys weekly and who buys yearly are then late on the same day.
//!
//! | question | answer |
//! |---|---|
//! | where does each customer stand? | [`LifecycleRule`], a [`Score`](crate::Score) of [`Stage`]s |
//! | what changed, and when? | [`LifecycleRule::changes`] |
//! | how did it go over many days? | [`LifecycleRule::course`], in one pass |
//! | who moves where, what comes next? | [`TransitionMatrix`](crate::groups::TransitionMatrix) of that course |
//! | how long do customers stay? | [`LifecycleRule::time_in_state`] |
//! | what did a period do? | [`Funnel`], [`Pulse`] |
//! | when is silence too long? | [`Silences`] |
//! | what is to be done? | [`State::strategy`] |
//!
//! # At the edges
//!
//! A purchase on the very day on which a limit would be passed comes first. Nothing of a day depends
//! on what comes later, so that the last change up to a day is the stage that a view of that day
//! answers. Stages are not monotone in time, and are not meant to be: a purchase brings anyone back.
//!
//! # References
//!
//! The states and both vocabularies are customary; the rules of the presets are those that the products
//! document. Pfeifer, P. E. & Carraway, R. L. (2000), "Modeling customer relationships as Markov
//! chains", *Journal of Interactive Marketing* 14(2). Kaplan, E. L. & Meier, P. (1958),
//! "Nonparametric estimation from incomplete observations", *JASA* 53(282).
//!
//! # When not to use it
//!
//! A stage is a rule, and no forecast: of two silent customers it does not say who is likelier to
//! return. For that see [`clv`](crate::clv).
mod activity;
mod funnel;
mod limit;
mod presets;
mod replay;
mod rule;
mod settings;
mod silences;
mod stage;
mod state;
#[cfg(feature = "serde")]
mod stored;
#[cfg(test)]
mod tests;
mod trend;
mod words;

pub use self::activity::{Activity, Pulse};
pub use self::funnel::Funnel;
pub use self::limit::Limit;
pub use self::rule::LifecycleRule;
pub use self::settings::{Lifecycle, Unscored};
pub use self::silences::Silences;
pub use self::stage::{Stage, StageReason, Transition};
pub use self::state::{ConsumerStage, State, Strategy, ValueStage};
