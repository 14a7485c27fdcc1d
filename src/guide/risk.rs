//! Risk: who is likely to fall silent, why, when to look again, and how well that was told before.
//!
//! * [Who, and why](#who-and-why)
//! * [When to look again](#when-to-look-again)
//! * [Which model](#which-model)
//! * [Learning from the past](#learning-from-the-past)
//! * [Tables of your own](#tables-of-your-own)
//! * [How good it was](#how-good-it-was)
//! * [When the level is off](#when-the-level-is-off)
//! * [Whether to believe it](#whether-to-believe-it)
//! * [How many to call](#how-many-to-call)
//!
//! What has changed with those who still buy, and whom to win back, is on [the next page](super::warnings).
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
//! of scoring everybody every night. [`order_by`](crate::churn::ChurnModel::order_by) is the last day on
//! which an order would still bring the risk back into a band.
//!
//! # Which model
//!
//! | | knows | never errs in direction |
//! |---|---|---|
//! | [`Rate`](crate::churn::Rate), the default | how often customers buy | a day of silence never lowers the risk, a purchase never raises it |
//! | [`p_silent_for`](crate::clv::BtydModel::p_silent_for) of a [`Btyd`](crate::clv::Btyd) | that customers leave, too | the first with BG/NBD, MBG/NBD and Pareto/NBD; a purchase may raise it a little, as it is an occasion to leave |
//! | [`Logistic`](crate::churn::Logistic) | what became of customers before, by any variables | both, by its own variables; with others neither is sure |
//! | [`Scorecard`](crate::churn::Scorecard) | the same, in points that anybody can add up | the same |
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
//! # Learning from the past
//!
//! [`Churn::past`](crate::churn::Churn::past) looks back at up to four earlier days, each a horizon before
//! the next, and at who fell silent after each of them. Nothing later than the day that is asked about is
//! looked at, and a model that knows more than a table's day is refused there. So is one that tells nothing
//! out of its time: it is learned without the last of the days first, and if that does not tell who churned
//! then, the error is [`NoSignal`](crate::ErrorKind::NoSignal). A
//! [`LogisticModel`](crate::churn::LogisticModel) is a sum, so that every variable is a reason of its own:
//!
//! ```
//! use regulars::churn::{Churn, Effect, Logistic, Scorecard};
//! use regulars::{Currency, Days, Language, Ledger, Variable};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let (churn, today) = (Churn::new(Days(90)), "2024-12-31".parse()?);
//! let past = churn.past(&ledger, today)?;
//! let settings = Logistic::new().variable(Variable::GapVariation, Effect::Either);
//! let view = ledger.as_of(today);
//! let model = churn.fit_with(settings.fit(&past)?, view.table())?;
//! for (customer, risk) in view.join(&model)?.take(5) {
//!     let Some(risk) = risk else { continue };
//!     println!("{customer}: {:.0} %", 100.0 * risk.probability);
//!     for reason in risk.reasons.iter().take(3) {
//!         println!("  {}: {}", reason.code(), reason.text(Language::English));
//!     }
//! }
//!
//! // The same in points, to be printed and argued about.
//! let card = Scorecard::new().fit(&past)?;
//! assert!(card.text(Language::Chinese).starts_with("基础分"));
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! Where there is no past yet, [`ScorecardModel::usual`](crate::churn::ScorecardModel::usual) is a card that
//! ranks customers from the first day on.
//!
//! # Tables of your own
//!
//! Where customers are rows of a table that says who left, contracts for instance,
//! [`Logistic::fit_table`](crate::churn::Logistic::fit_table) and
//! [`Scorecard::fit_table`](crate::churn::Scorecard::fit_table) learn from it, and
//! [`explain`](crate::churn::Additive::explain) tells why of one row. The example `churn_table` does so for
//! any CSV, judges it on rows the model has not seen, and tells which columns know the label already:
//!
//! ```text
//! cargo run --release --example churn_table -- --table F.csv --label Churn --positive Yes --id customerID
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
//! | logistic regression, learned from three earlier days | 0.766 | 1.63 | 0.222 | 0.154 |
//! | BG/NBD, chance of silence | 0.765 | 1.57 | 0.206 | 0.101 |
//! | scorecard, learned from the same | 0.764 | 1.63 | 0.223 | 0.159 |
//! | rate | 0.754 | 1.57 | 0.204 | 0.061 |
//! | frequency | 0.725 | 1.47 | | |
//! | recency | 0.708 | 1.48 | | |
//! | lateness | 0.644 | 1.35 | | |
//! | BG/NBD, 1 − P(alive) | 0.506 | 1.30 | 0.407 | 0.392 |
//!
//! Models that learn from the past are given it as of the day:
//!
//! ```
//! use regulars::backtest::Backtest;
//! use regulars::churn::{Churn, Logistic};
//! use regulars::{Currency, Days, Ledger, Score};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let churn = Churn::new(Days(60));
//! let backtest = Backtest::new(churn).engine("logistic", |table| {
//!     let model = Logistic::new().fit(&churn.past(&ledger, table.as_of())?)?;
//!     model.map(|silent| silent.unwrap_or(0.5)).score(table)
//! });
//! let tested = backtest.run(&ledger, &["2024-09-30".parse()?])?;
//! assert!(tested.signal("logistic", 0.95)?.low > 0.5);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! From June 2010 to September 2011 the base rate moves between 0.42 and 0.69. The order of customers
//! holds through the season, and the level of probabilities does not.
//!
//! How sure a probability is, seasons included, [`interval`](crate::churn::Additive::interval) tells:
//! `model.scorer().interval(0.9)?` is a scorer, as everything is, and of rates
//! [`RateQuestion::interval`](crate::churn::RateQuestion::interval), of lifetime models
//! [`draws`](crate::clv::BtydModel::draws). The means over the customers of Online Retail II, of
//! regressions by what was known on the day:
//!
//! | day | cohorts | told | interval of 90 % | came true |
//! |---|---|---|---|---|
//! | 2010-09-11 | 3 | 0.466 | 0.324 to 0.608 | 0.423 |
//! | 2010-12-11 | 4 | 0.403 | 0.285 to 0.527 | 0.690 |
//! | 2011-03-12 | 4 | 0.561 | 0.283 to 0.797 | 0.629 |
//! | 2011-06-11 | 4 | 0.602 | 0.359 to 0.797 | 0.639 |
//! | 2011-09-10 | 4 | 0.624 | 0.394 to 0.803 | 0.493 |
//!
//! The weeks after Christmas were like nothing in their past. And cohorts must go round the year: of the
//! three that Christmas, spring and summer make, the interval for September would be 0.545 to 0.737.
//!
//! # When the level is off
//!
//! A regression is calibrated as a sum, so that its reasons stay exact:
//! [`LogisticModel::calibrated`](crate::churn::LogisticModel::calibrated) and
//! [`shifted`](crate::churn::LogisticModel::shifted). Of any other scorer, a calibration keeps the order of customers and mends the level. It is learned from the predictions of an
//! earlier day and what came of them, and put behind the scorer of today:
//!
//! ```
//! use regulars::backtest::Backtest;
//! use regulars::churn::{Churn, Rate};
//! use regulars::metric::Platt;
//! use regulars::sim::Shop;
//! use regulars::{Currency, Days, Fit, Ledger, Score};
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let backtest = Backtest::new(Churn::new(Days(90))).engine("rate", |table| {
//!     let model = Rate::new().fit(table)?;
//!     model.p_silent_for(Days(90)).map(|silent| silent.unwrap_or(0.5)).score(table)
//! });
//! let tested = backtest.run(&ledger, &["2024-06-30".parse()?])?;
//! let platt = Platt::of_probabilities().fit(&tested.pooled("rate")?)?;
//!
//! let view = ledger.as_of("2024-12-31".parse()?);
//! let rate = Rate::new().fit(view.table())?;
//! let mended = |days| rate.p_silent_for(days).map(move |p| p.map(|p| platt.apply(p)));
//! let model = Churn::new(Days(90)).fit_by(mended, view.table())?;
//! assert!(model.score(view.table())?.iter().flatten().all(|risk| risk.probability < 1.0));
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! | | what it takes | what it keeps |
//! |---|---|---|
//! | [`Platt`](crate::metric::Platt) | some tens of rows of either class | that scores differ; a logistic curve |
//! | [`Isotonic`](crate::metric::Isotonic) | some hundreds | that they rise, whatever the form |
//! | [`PriorShift`](crate::metric::PriorShift) | no rows, and both base rates | that customers of either class are as before |
//!
//! Yesterday's level may not be tomorrow's: where a season moves the base rate, learn from the same season, or
//! move probabilities to the rate that is expected.
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
//! | customers, or the season, are not those that it has learned from | [`Stability`](crate::backtest::Stability) |
//!
//! ```
//! use regulars::backtest::{Backtest, Slicings, Stability};
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
//! for flag in Stability::new().fit(learned_from.table())?.look(today.table())?.flags {
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
