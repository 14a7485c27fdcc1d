//! A seeded shop with known truth, for examples, tests, benches and trying things out.
//!
//! [`Shop`] says how a shop's customers behave, [`ShopLog`] is what its till would have written,
//! and [`Truth`] is what no real shop ever learns: each customer's own rates, and what was planted
//! in their lives. Any engine that claims to find them can be held against it. The same settings
//! give the same rows on every machine (x86 without SSE2 aside), on any number of threads, and with
//! any other features.
//!
//! | shop | its customers |
//! |---|---|
//! | [`Shop::new`] | order at random and leave at random, and that is all |
//! | [`Shop::gift_shop`] | come once or twice, before Christmas mostly; some goods come back |
//! | [`Shop::grocery`] | come weekly, each with a rhythm; some slow down, some pause |
//! | [`Shop::subscriptions`] | are charged every 30 days until they cancel |
//!
//! # Formula
//!
//! Each customer, independently of all others, has
//!
//! ```text
//! λ ~ Gamma(r, rate α)    orders per day while a customer: waiting times are Exponential(λ)
//! p ~ Beta(a, b)          the chance that an order after the first is the last one
//! ν ~ Gamma(q, rate γ)    and each order's amount is Gamma(p′, rate ν), of mean p′/ν
//! ```
//!
//! The first two lines are the BG/NBD model, the third is the Gamma–Gamma model, whose own `p`
//! is written `p′` here. The first order is at a time drawn uniformly from the joining days; as
//! in BG/NBD, nobody leaves right after it. So a customer who joined `t` days ago has made
//! `(1 - exp(-λ p t)) / p` further orders on average, and over all orders and customers the
//! mean amount is `p′ γ / (q - 1)`.
//!
//! ```text
//! joined            order        last order, left        last day of the window
//!    ├────────────────┼─────────────────┤ ·  ·  ·  ·  ·  ·  ·  ·  ·  ·  ┤
//!         Exp(λ)            Exp(λ)        with probability p
//! ```
//!
//! Time runs on between midnights, but rows have days only: two orders of one customer may share
//! a day, as at any till (with the defaults, one in seventy after the first does). A model that
//! counts purchase *days* therefore finds slightly slower customers: fitted by maximum likelihood
//! to 40,000 of them, BG/NBD's α comes out 7 % above the truth. With `α` and the window ten times
//! as long, a day is short enough, and the truth fits as well as it should (twice the gain in
//! log-likelihood was 4.6, where 4 are expected). Do so to test an engine for recovery.
//!
//! The defaults are the parameters published for the CDNOW customers, who bought CDs as one buys
//! gifts: some 35 in major units at a time, most of them once or twice, and a few again and again.
//!
//! # What may be added
//!
//! | setting | what it does | in the truth |
//! |---|---|---|
//! | [`by_month`](Shop::by_month), [`by_weekday`](Shop::by_weekday) | the shop's clock runs faster on busy days: orders per day are `λ · s(day)` | [`Shop::relative_rate`] |
//! | [`regularity`](Shop::regularity) | waiting times are Gamma(k, rate kλ): the mean stays, the variance is divided by `k` | – |
//! | [`billing`](Shop::billing) | charges at fixed intervals, and a chance to cancel after each | [`Truth::subscription`] |
//! | [`breaks`](Shop::breaks) | some have their rate multiplied from a day on | [`Truth::cadence_break`] |
//! | [`lapses`](Shop::lapses) | some are silent for a while, and come back | [`Truth::lapse`] |
//! | [`categories`](Shop::categories), [`channels`](Shop::channels) | each customer has a favourite | [`Truth::category`], [`Truth::channel`] |
//! | [`discounts`](Shop::discounts) | an order is reduced with a probability of the customer's own | [`Truth::discounted`] |
//! | [`returns`](Shop::returns) | some of an order comes back, under its id | [`Truth::returning`] |
//! | [`declines`](Shop::declines) | some spend less, return more, are less satisfied, … from a day on | [`Truth::decline`] |
//! | [`contacts`](Shop::contacts) | visits, complaints and answers beside orders | – |
//! | [`referrals`](Shop::referrals) | some were brought by others | [`Truth::referrer`] |
//! | `faults` of a [`ShopLog`], with the feature `csv` | rows of a file are made wrong | the list itself |
//!
//! With a season or a rhythm, time is measured on a clock of its own: `S(t) = ∫ s` over the days,
//! stopped during a lapse, and running `factor` times as fast after a break. Waiting times are drawn
//! on that clock and read back from the calendar, so each setting keeps its meaning beside the
//! others. Each draws for itself: one setting more leaves the draws of all others as they are, but
//! for `regularity`, whose waiting times are drawn in between the amounts. More customers leave the
//! first as they are.
//!
//! # References
//!
//! * Fader, Hardie & Lee, "Counting Your Customers" the Easy Way, Marketing Science 24 (2005).
//! * Fader & Hardie, How to Project Customer Retention, Journal of Interactive Marketing 21 (2007).
//! * Fader & Hardie, The Gamma-Gamma Model of Monetary Value (2013), brucehardie.com/notes/025.
//!
//! # Examples
//!
//! ```
//! use regulars::sim::Shop;
//!
//! let log = Shop::new(1_000).seed(7).build()?;
//! let (customer, day, amount) = log.rows().next().expect("every customer orders once");
//! assert_eq!(day.to_string(), "2023-01-01");
//!
//! // What the log cannot say, the truth does.
//! let truth = log.truth(customer).expect("every row's customer has one");
//! assert_eq!(truth.joined, day);
//! assert!(0 < amount.0 && 0.0 < truth.orders_per_day);
//!
//! // More customers leave the first thousand as they are.
//! assert_eq!(Shop::new(2_000).seed(7).build()?.truths()[..1_000], *log.truths());
//! # Ok::<(), regulars::Error>(())
//! ```

mod basket;
mod cadence;
mod contact;
mod decline;
mod domain;
#[cfg(feature = "csv")]
mod faults;
mod life;
mod log;
mod season;
mod settings;
mod shops;
mod truth;

pub use self::contact::Contact;
pub use self::decline::DeclineOf;
#[cfg(feature = "csv")]
pub use self::faults::{Fault, FaultKind};
pub use self::log::ShopLog;
pub use self::settings::Shop;
pub use self::truth::{CadenceBreak, Decline, Lapse, Subscription, Truth};

#[cfg(test)]
mod tests;
