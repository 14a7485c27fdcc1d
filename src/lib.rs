//! Customer analytics inside a Rust service.
//!
//! A program hands over its orders, and gets an account of every row, each customer's history
//! as of any day, RFM scores with named segments, and forecasts: who will be silent, how many
//! orders are ahead, and what they are worth. Money is exact. A view of a day shows nothing later.
//! What depends on the crowd is learned once, stored as a small model, and applied to one customer
//! or to millions, with the same bits on any number of threads.
//!
//! # Example
//!
#![cfg_attr(feature = "csv", doc = "```")]
#![cfg_attr(not(feature = "csv"), doc = "```ignore")]
//! use regulars::{CsvColumns, Currency, Fit, Ledger, Money, Purchase, Rfm};
//!
//! let orders = "\
//! who,day,paid,order
//! ann,2024-01-10,40.00,A1
//! ann,2024-03-05,40.00,A2
//! ann,2024-06-20,40.00,A3
//! bob,2024-02-01,25.00,A4
//! bob,2024-05-02,25.00,A5
//! cleo,2024-03-15,90.00,A6
//! cleo,2024-03-15,90.00,A6
//! dan,2023-11-02,15.00,A7
//! eve,yesterday,15.00,A8
//! ";
//! let columns = CsvColumns::new("who", "day", "paid").id("order");
//! let (mut ledger, report) = Ledger::read_csv(orders.as_bytes(), &columns, Currency::EUR)?;
//! assert_eq!((report.read, report.kept), (9, 7)); // every row is accounted for:
//! assert_eq!(report.merged.first, [7]);           // sent twice
//! assert_eq!(report.unreadable.first, [9]);       // no date
//!
//! let june = ledger.as_of("2024-06-30".parse()?); // nothing later exists in this view
//! let rfm = Rfm::new().fit(june.table())?;        // the edges, learned once
//! let scored: Vec<String> = june
//!     .join(&rfm)?
//!     .map(|(customer, score)| format!("{customer} {score} {}", score.segment()))
//!     .collect();
//! assert_eq!(scored, [
//!     "ann 555 Champions",
//!     "bob 442 Loyal customers",
//!     "cleo 214 Hibernating",
//!     "dan 111 Hibernating",
//! ]);
//!
//! // Three months later: bob has ordered again. The model is the same, so what has changed is
//! // the customer, and not the crowd.
//! ledger.append([("bob".to_owned(), Purchase::new("2024-09-12".parse()?, Money(5_000)))])?;
//! let september = ledger.as_of("2024-09-30".parse()?);
//! let moved: Vec<String> =
//!     september.join(&rfm)?.map(|(_, score)| score.to_string()).collect();
//! assert_eq!(moved, ["255", "554", "114", "111"]);
//! # assert!(june.table().rows().eq(ledger.as_of("2024-06-30".parse()?).table().rows()));
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! A forecast is learned and asked in the same way:
//!
//! ```
//! use regulars::clv::{Btyd, Family};
//! use regulars::sim::Shop;
//! use regulars::{Currency, Days, Fit, Ledger, Score, TimeUnit};
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let view = ledger.as_of("2024-12-31".parse()?);
//! let model = Btyd::new(Family::MbgNbd, TimeUnit::Week).fit(view.table())?;
//! let questions = (model.orders_within(Days(365)), model.p_silent_for(Days(90)));
//! for (orders, silent) in questions.score(view.table())? {
//!     assert!(0.0 < orders? && silent? < 1.0); // or why a customer has no answer
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Without the feature `csv`, records enter through [`Ledger::append`], and columns through
//! [`Ledger::load`]; all else is the same.
//!
//! # The map
//!
//! ```text
//! records, columns, CSV
//!        │  Policy: what becomes of returns, zeros, repeats, lines
//!        ▼
//!     Ledger ──▶ InputReport: what became of every row
//!        │  as_of(day)
//!        ▼
//!      View ──▶ Table<'_> ──▶ Row<'_>
//!    owned, of      checked,      one customer: history,
//!    one day        borrowed      timeline, features
//!                      │              │
//!                  Fit::fit ──▶ model, Score ──▶ an answer for each customer
//! ```
//!
//! | what | where |
//! |---|---|
//! | money, days | [`Money`], [`Currency`], [`Rounding`], [`Day`], [`Days`] |
//! | records | [`Purchase`], [`Customer`], [`Attribute`], [`CompanySize`] |
//! | personal data, masked | [`Personal`], [`Email`], [`Phone`], [`Birthday`], [`Label`], [`Exposed`] |
//! | orders in | [`Ledger`], [`Policy`], [`Orders`], [`CsvColumns`], [`InputReport`] |
//! | customers on a day | [`View`], [`History`], [`Timeline`], [`Outcome`], [`Split`] |
//! | columns and rows | [`Table`], [`Columns`], [`Row`], [`RowBuf`], [`Feature`], [`Layout`], [`Variable`] |
//! | events of your own | [`Journal`], [`Event`], [`Repeats`] |
//! | what an engine is | [`Fit`], [`Score`], [`Bound`], [`Needs`], [`from_fn`] |
//! | RFM | [`rfm`]: [`Rfm`], [`Bins`], [`RfmModel`], [`RfmScore`], [`Segment`] |
//! | segment maps | [`SegmentMap`], [`SegmentRules`], [`SegmentName`], [`Coverage`] |
//! | why a score, and what would change it | [`RfmExplanation`], [`RfmReasons`] |
//! | who is in which group, and who moves | [`groups`]: [`Groups`], [`Migration`], [`Course`], [`TransitionMatrix`], [`Chain`] |
//! | purchases to come | [`clv`]: [`Btyd`](clv::Btyd), [`BtydModel`](clv::BtydModel), [`Family`](clv::Family), [`Select`](clv::Select) |
//! | renewals, purchases at occasions | [`ShiftedBetaGeometric`](clv::ShiftedBetaGeometric), [`BgBb`](clv::BgBb) |
//! | spend, and lifetime value | [`GammaGamma`](clv::GammaGamma), [`Clv`](clv::Clv), [`Discount`](clv::Discount) |
//! | customers in groups of alike ones, with names and reasons | [`Segmentation`](segment::Segmentation), [`SegmentationModel`](segment::SegmentationModel), [`Variable`] |
//! | groups of alike rows, and how well they are told apart | [`segment`]: [`KMeans`](segment::KMeans), [`KMeansModel`](segment::KMeansModel), [`Preparation`](segment::Preparation), [`SelectK`](segment::SelectK), [`silhouette`](segment::silhouette) |
//! | where customers stand, since when and why, and how they move on | [`lifecycle`]: [`Lifecycle`](lifecycle::Lifecycle), [`LifecycleRule`](lifecycle::LifecycleRule), [`Stage`](lifecycle::Stage) |
//! | who is likely to fall silent, why, and when to look again | [`churn`]: [`Churn`](churn::Churn), [`Risk`](churn::Risk), [`Rate`](churn::Rate), [`Logistic`](churn::Logistic), [`Scorecard`](churn::Scorecard), [`Cohort`](churn::Cohort) |
//! | what has changed for the worse with a customer, and how sure that is | [`churn`]: [`EarlyWarning`](churn::EarlyWarning), [`Signal`](churn::Signal), [`Warnings`](churn::Warnings), [`Watch`](churn::Watch) |
//! | who may be won back, and until when an offer pays | [`churn`]: [`WinBack`](churn::WinBack), [`WinBackOffer`](churn::WinBackOffer) |
//! | how good predictions were | [`backtest`]: [`Backtest`](backtest::Backtest); [`metric`]: [`Predictions`](metric::Predictions), [`Forecasts`](metric::Forecasts), [`Bootstrap`](metric::Bootstrap), [`Campaign`](metric::Campaign) |
//! | scores made probabilities, and these made right again | [`metric`]: [`Platt`](metric::Platt), [`Isotonic`](metric::Isotonic), [`PriorShift`](metric::PriorShift) |
//! | whether to believe them: leaks, slices, how long a model lasts, drift and seasons | [`Leakage`](backtest::Leakage), [`Slicings`](backtest::Slicings), [`StayingPower`](backtest::StayingPower), [`Stability`](backtest::Stability) |
//! | how long something lasts, where some of it lasts still | [`metric`]: [`KaplanMeier`](metric::KaplanMeier), [`Spells`](metric::Spells) |
//! | how a fit went, how sure it is | [`FitReport`], [`Draws`](clv::Draws), [`OrdersAhead`](clv::OrdersAhead) |
//! | what time is measured in | [`TimeUnit`], [`Horizon`], [`Span`] |
//! | labels and sentences in English and Chinese | [`Language`] |
//! | a simulated shop | [`sim`] |
//! | laws for engines of your own | `testing`, behind the feature of that name |
//! | prose | [`guide`]: start with [`guide::cookbook`] or [`guide::vocabulary`]; [`guide::clusters`] on groups, [`guide::risk`] and [`guide::warnings`] on churn, [`guide::lifetime`] and [`guide::forecasts`] on what is to come |
//!
//! # What it never does
//!
//! * It opens no file and no socket. The one thing it reads is a reader that you hand to
//!   [`CsvColumns`].
//! * It has no clock. Every question says as of which day it is asked.
//! * It has no global state, and no setting outside the values you pass.
//! * It does not panic on data. What is wrong with a row is counted in the [`InputReport`], or an
//!   [`Error`]. Panics are left to bugs of the caller, such as a row index out of range, and each
//!   is written down under *Panics*.
//! * It writes no log. No `Debug` print and no [`Error`] of this crate repeats a customer's key or
//!   the text of a record.
//! * It contains no `unsafe` code.
//!
//! # Threads
//!
//! With the feature `parallel`, loads, views, fits and scores run in the rayon pool that they
//! are called in; no pool is ever built or configured here. Work is cut into pieces that
//! depend on the data alone, and joined in order. So every result has the same bits on one
//! thread, on sixty-four, and without the feature.
//!
//! # Errors
//!
//! There is one [`Error`], one word wide. Its [`kind`](Error::kind) is data to match on: which
//! row, which column, what was found and what expected. A call that fails leaves the ledger
//! as it was.
//!
//! # Crate features
//!
//! No feature changes a number.
//!
//! * **`parallel`** (default): runs on every core of the caller's rayon pool. Without it there is
//!   no dependency on rayon, and all work runs on the calling thread.
//! * **`serde`** (default): records, policies, ledgers, reports and models can be stored. What is
//!   read back is checked first. See [`guide::cookbook`] on floats in JSON.
//! * **`csv`** (default): [`CsvColumns`], [`CsvKey`], [`AnyOrders`] and [`Ledger::read_csv`].
//! * **`linfa`**: [`KMeans`](segment::KMeans) behind linfa's traits, and mixtures of groups. It
//!   brings linfa, and rayon with it.
//! * **`testing`**: the macro `laws!`, with the laws that every engine keeps, for engines of your
//!   own. It belongs among your `dev-dependencies`.
//!
//! # What is not here yet
//!
//! Covariates of forecasts, and readers of Arrow.

#![forbid(unsafe_code)]

pub mod backtest;
pub mod churn;
pub mod clv;
#[cfg(feature = "csv")]
mod csv;
mod day;
mod engine;
mod error;
pub mod groups;
pub mod guide;
mod history;
mod journal;
mod language;
mod ledger;
pub mod lifecycle;
pub mod metric;
mod money;
mod num;
mod par;
mod personal;
mod record;
mod report;
pub mod rfm;
mod ruler;
pub mod segment;
pub mod sim;
mod table;
#[cfg(feature = "testing")]
pub mod testing;

#[cfg(feature = "csv")]
pub use crate::csv::{AnyOrders, CsvColumns, CsvKey};
pub use chrono;
pub use ndarray;

pub use crate::day::{Day, Days};
pub use crate::engine::{Bound, Fit, FromFn, Map, Score, from_fn};
pub use crate::error::{Error, ErrorKind, Expected, Found, ReadError, Result};
pub use crate::groups::{Chain, Change, Course, Group, Groups, Migration, Moved, TransitionMatrix};
pub use crate::history::{DayTotal, History, Timeline};
pub use crate::journal::{Event, Journal, Key, Repeats};
pub use crate::language::Language;
pub use crate::ledger::{
    InputReport, Ledger, Orders, Outcome, Policy, Returns, Split, Tally, View, Zeros,
};
pub use crate::money::{Currency, Money, MoneyText, Rounding};
#[cfg(feature = "serde")]
pub use crate::personal::Exposed;
pub use crate::personal::{Birthday, Email, Label, Personal, Phone};
pub use crate::record::{Attribute, CompanySize, Customer, Purchase};
pub use crate::report::{Estimate, FitReport, Standing, Starts};
pub use crate::rfm::{
    Bins, Count, Coverage, Edges, Rfm, RfmExplanation, RfmModel, RfmReasons, RfmScore, RfmWeights,
    Segment, SegmentMap, SegmentName, SegmentRules, Spend,
};
pub use crate::ruler::{Horizon, Span, TimeUnit};
pub use crate::table::{
    Columns, Feature, FeatureAt, Layout, Needs, Row, RowBuf, Table, Timelines, Variable,
};

/// The README, so that its examples are tested.
#[cfg(all(doctest, feature = "csv", feature = "serde"))]
#[doc = include_str!("../README.md")]
pub struct Readme;
