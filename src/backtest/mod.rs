//! How good predictions were: models that know no more than a day, and what came after it.
//!
//! | question | answer |
//! |---|---|
//! | which engine is best, on days that are past? | [`Backtest`], [`Tested`] |
//! | is one any better than the base rate? | [`Tested::signal`] |
//! | for whom is it worst? | [`Slicings`], [`Tested::slices`] |
//! | how long does a model last? | [`Backtest::learner`], [`Tested::staying_power`] |
//! | how sure is a measure, where customers are there on several days? | [`Tested::interval`] |
//! | does a labelled table know its labels too well? | [`Leakage`] |
//! | are customers still those whom a model was learned from? | [`Stability`] |
//!
//! ```
//! use regulars::backtest::Backtest;
//! use regulars::churn::{Churn, Rate};
//! use regulars::sim::Shop;
//! use regulars::{Currency, Day, Days, Fit, Ledger, Score};
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let days: Vec<Day> = ["2024-03-31", "2024-06-30", "2024-09-30"]
//!     .into_iter()
//!     .map(str::parse)
//!     .collect::<Result<_, _>>()?;
//!
//! let backtest = Backtest::new(Churn::new(Days(90))).engine("rate", |table| {
//!     let model = Rate::new().fit(table)?;
//!     model.p_silent_for(Days(90)).map(|silent| silent.unwrap_or(1.0)).score(table)
//! });
//! let tested = backtest.run(&ledger, &days)?;
//! for day in tested.days() {
//!     let rate = day.engine("rate").expect("it was tested");
//!     let recency = day.engine("recency").expect("baselines always are");
//!     println!("{} {:.3} {:.3}", day.day(), rate.auc()?, recency.auc()?);
//! }
//! assert!(0.6 < tested.pooled("rate")?.auc()?);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! An engine is given the customers as a day knew them, learns from them, and scores them. So it cannot
//! see what came later, and what is learned of a population is learned anew on each day, as a service
//! would. One that learns from labels takes them from earlier days, whose horizons have ended. Of 4,317 customers of Online Retail II, on 2011-09-10, the chance of 90 days of silence has an
//! area of 0.765 under the curve, and the baseline of recency 0.708.

mod area;
mod baselines;
mod columns;
mod finding;
mod leakage;
mod run;
mod slices;
mod stability;
mod staying;
#[cfg(feature = "serde")]
mod stored;
mod tested;
#[cfg(test)]
mod tests;

pub use self::area::AreaUnderCurve;
pub use self::finding::{
    Alone, Change, ColumnLeakage, Finding, LabelOrder, LeakageReport, Repeats,
};
pub use self::leakage::Leakage;
pub use self::run::Backtest;
pub use self::slices::{Slice, SliceQuality, Slicings};
pub use self::stability::{ColumnStability, Flag, Stability, StabilityModel, StabilityReport};
pub use self::staying::{Quality, StayingPower};
pub use self::tested::{Tested, TestedDay};
