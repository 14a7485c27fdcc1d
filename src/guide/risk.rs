//! Risk: who is likely to fall silent, why, when to look again, and how well that was told before.
//!
//! * [Who, and why](#who-and-why)
//! * [When to look again](#when-to-look-again)
//! * [Which model](#which-model)
//! * [How good it was](#how-good-it-was)
//! * [Whether to believe it](#whether-to-believe-it)
//! * [How many to call](#how-many-to-call)
//!
//! # Who, and why
//!
//! Churn is silence: no purchase day within a horizon, of a customer who has bought within the lookback.
//! A [`Risk`](crate::churn::Risk) has the probability of it, a band, a percentile, and reasons whose
//! contributions add up to the difference from what is usual.
//!
//! ```
//! use regulars::churn::{Band, Churn};
//! use regulars::{Currency, Days, Fit, Language, Ledger, Score};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let view = ledger.as_of("2024-12-31".parse()?);
//! let model = Churn::new(Days(90)).bands(0.5, 0.8).fit(view.table())?;
//! for (customer, risk) in view.join(&model)? {
//!     let Some(risk) = risk.filter(|risk| risk.band == Band::High) else { continue };
//!     let why = risk.reasons[0].text(Language::Chinese);
//!     println!("{customer}: {:.0} %, {why}", 100.0 * risk.probability);
//! }
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # When to look again
//!
//! [`alert_by`](crate::churn::Risk::alert_by) is the day on which the next band begins if the customer
//! stays silent. A service schedules one look at that day, and drops it when the customer buys, instead
//! of scoring everybody every night.
//!
//! # Which model
//!
//! | | knows | never errs in direction |
//! |---|---|---|
//! | [`Rate`](crate::churn::Rate), the default | how often customers buy | a day of silence never lowers the risk, a purchase never raises it |
//! | [`p_silent_for`](crate::clv::BtydModel::p_silent_for) of a [`Btyd`](crate::clv::Btyd) | that customers leave, too | the first with BG/NBD, MBG/NBD and Pareto/NBD; a purchase may raise it a little, as it is an occasion to leave |
//! | your own | what you give it | |
//!
//! ```
//! use regulars::churn::Churn;
//! use regulars::clv::{Btyd, Family};
//! use regulars::{Currency, Days, Fit, Ledger, Score, TimeUnit};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let view = ledger.as_of("2024-12-31".parse()?);
//! let btyd = Btyd::new(Family::MbgNbd, TimeUnit::Week).fit(view.table())?;
//! let silence = |horizon| btyd.p_silent_for(horizon).map(Result::ok);
//! let model = Churn::new(Days(90)).fit_by(silence, view.table())?;
//! assert!(model.score(view.table())?.iter().flatten().all(|risk| risk.probability <= 1.0));
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # How good it was
//!
//! [`Backtest`](crate::backtest::Backtest) puts engines side by side, on customers as past days knew
//! them, beside baselines that anybody would try first. Of the 4,317 customers of Online Retail II who had
//! bought within 365 days of 2011-09-10, 49.3 % bought nothing in the 90 days after it:
//!
//! | engine | area under the curve | lift of the top decile | Brier score | calibration error |
//! |---|---|---|---|---|
//! | BG/NBD, chance of silence | 0.765 | 1.57 | 0.206 | 0.101 |
//! | rate | 0.754 | 1.57 | 0.204 | 0.061 |
//! | frequency | 0.725 | 1.47 | | |
//! | recency | 0.708 | 1.48 | | |
//! | lateness | 0.644 | 1.35 | | |
//! | BG/NBD, 1 − P(alive) | 0.506 | 1.30 | 0.407 | 0.392 |
//!
//! From June 2010 to September 2011 the base rate moves between 0.42 and 0.69. The order of customers
//! holds through the season, and the level of probabilities does not.
//!
//! # Whether to believe it
//!
//! | what may be wrong | what tells |
//! |---|---|
//! | a column of a table of your own knows the label | [`Leakage`](crate::backtest::Leakage) |
//! | a feature was known later than the day | [`ErrorKind::Leak`](crate::ErrorKind::Leak), by the day that each feature carries |
//! | the model is no better than the base rate | [`signal`](crate::backtest::Tested::signal), or [`ErrorKind::NoSignal`](crate::ErrorKind::NoSignal) |
//! | customers are counted on several days as if they were others | [`interval`](crate::backtest::Tested::interval), which draws customers |
//! | it is good for most, and bad for some | [`slices`](crate::backtest::Tested::slices), the worst first |
//! | it was good when it was fitted | [`staying_power`](crate::backtest::Tested::staying_power) |
//! | customers, or the season, are not those that it has learned from | [`Watch`](crate::backtest::Watch) |
//!
//! ```
//! use regulars::backtest::{Backtest, Slicings, Watch};
//! use regulars::churn::{Churn, Rate};
//! use regulars::metric::Bootstrap;
//! use regulars::{Currency, Day, Days, Fit, Ledger, Row, Score};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let days = ["2024-03-31", "2024-06-30", "2024-09-30"].map(|day| day.parse::<Day>().unwrap());
//! let slicings = Slicings::new().by("bought", |_: &u64, row: Row<'_>| {
//!     let often = row.history().is_some_and(|own| 1 < own.purchase_days());
//!     if often { "more than once" } else { "once" }
//! });
//! let tested = Backtest::new(Churn::new(Days(90)))
//!     .learner("rate", |learned_from, scored| {
//!         let model = Rate::new().fit(learned_from)?;
//!         model.p_silent_for(Days(90)).map(|silent| silent.unwrap_or(1.0)).score(scored)
//!     })
//!     .run_by(&ledger, &days, &slicings)?;
//!
//! assert!(tested.signal("rate", 0.95).is_ok());
//! assert!(tested.shuffled(1).signal("rate", 0.95).is_err()); // labels that say nothing
//! let brier = tested.interval("rate", &Bootstrap::new(200), 0.95, |rows| rows.brier())?;
//! println!("Brier score from {:.3} to {:.3}", brier.low, brier.high);
//! for slice in tested.slices("bought", "rate")? {
//!     println!("{}: {:?}", slice.label, slice.quality); // nothing where too few are in it
//! }
//! for day in tested.staying_power("rate")? {
//!     println!("{} days on: {:?} beside {:?}", day.days, day.once.auc, day.refitted.auc);
//! }
//!
//! let learned_from = ledger.as_of(days[2]);
//! let today = ledger.as_of("2024-12-31".parse()?);
//! for flag in Watch::new().fit(learned_from.table())?.look(today.table())?.flags {
//!     println!("{flag}");
//! }
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! In Online Retail II, [`Rate`](crate::churn::Rate) fitted on 2010-06-12 and never again, beside one that is fitted
//! on each day:
//!
//! | day | days since | area, fitted once | fitted anew | mean prediction less share who churned, once | anew |
//! |---|---|---|---|---|---|
//! | 2010-06-12 | 0 | 0.742 | 0.742 | −0.034 | −0.034 |
//! | 2010-09-11 | 91 | 0.716 | 0.717 | +0.089 | +0.104 |
//! | 2010-12-11 | 182 | 0.789 | 0.789 | −0.200 | −0.198 |
//! | 2011-03-12 | 273 | 0.770 | 0.771 | −0.109 | −0.088 |
//! | 2011-06-11 | 364 | 0.796 | 0.795 | −0.119 | −0.094 |
//! | 2011-09-10 | 455 | 0.755 | 0.754 | +0.028 | +0.056 |
//!
//! The ranking lasts. The level does not, and fitting anew does not mend it: it is the season's. Over all
//! six days the area is 0.766, from 0.757 to 0.774 by 5,281 customers; among those who have bought once it
//! is 0.588, on two to four days 0.624, and more often 0.710.
//!
//! # How many to call
//!
//! [`Predictions`](crate::metric::Predictions) measure what a score is good for, with intervals by
//! DeLong's method or by a [`Bootstrap`](crate::metric::Bootstrap). Where money is at stake, ask for the
//! expected maximum profit:
//!
//! ```
//! use regulars::metric::{Campaign, Predictions};
//!
//! let scores = [0.9, 0.8, 0.7, 0.6, 0.4, 0.3, 0.2, 0.1];
//! let churned = [true, true, false, true, false, false, true, false];
//! let predictions = Predictions::new(&scores, &churned)?;
//! assert_eq!(predictions.auc()?, 0.75);
//! let profit = predictions.empc(&Campaign::new().value(200.0).incentive(10.0).contact(1.0))?;
//! assert!(0.0 < profit.per_customer && profit.share_to_contact <= 1.0);
//! # Ok::<(), regulars::Error>(())
//! ```
