//! Risk: who is likely to fall silent, why, when to look again, and how well that was told before.
//!
//! * [Who, and why](#who-and-why)
//! * [When to look again](#when-to-look-again)
//! * [Which model](#which-model)
//! * [How good it was](#how-good-it-was)
//! * [How many to call](#how-many-to-call)
//! * [What has changed](#what-has-changed)
//! * [Whom to win back](#whom-to-win-back)
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
//!
//! # What has changed
//!
//! A risk says who is likely to fall silent. An early warning says what has changed with a customer who
//! still buys: each test of [`EarlyWarning`](crate::churn::EarlyWarning) holds the last 90 days against the
//! customer's own year before, and says how likely what it found is if nothing had changed. What a ledger
//! does not know, such as answers to surveys and complaints, comes as columns, which a
//! [`Watch`](crate::churn::Watch) names.
//!
//! | code | what is tested | by |
//! |---|---|---|
//! | `frequency_drop` | purchase days among days | Fisher's exact test |
//! | `interval_lengthening` | gaps in their order | Mann and Kendall's test, exact with ties |
//! | `spend_drop` | amounts of orders | Mann and Whitney's test, exact with ties |
//! | `return_rate_rise` | purchases of which goods came back | Fisher's exact test |
//! | `category_narrowing`, `satisfaction_drop` | a share, of columns | Fisher's exact test |
//! | `discount_only` | whether all recent orders are discounted, of columns | Fisher's exact test |
//! | `engagement_drop` | active days among days, of columns | Fisher's exact test |
//! | `complaint_rise` | counts, of columns | the exact test of two Poisson rates |
//! | `nps_detractor` | nothing: a mark of 6 or less is a fact | – |
//!
//! A p-value is of one row. Among a million rows many are small by chance, so that warnings are selected
//! from a batch: of those that [`Warnings::control`](crate::churn::Warnings::control) leaves, a share of `q`
//! at most is false. [`rank`](crate::churn::Warnings::rank) then says whom to call first.
//!
//! ```
//! use regulars::churn::{Counted, EarlyWarning, Warnings, Watch};
//! use regulars::{Currency, Days, Fit, Language, Ledger, Score};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::grocery(2_000).build()?.orders())?;
//! # let (recently, before) = (|key: &u64| (key % 50 == 0).then_some(5.0), |_: &u64| Some(1.0));
//! let today = "2024-12-31".parse()?;
//! let view = ledger.as_of(today);
//! let view = view.with_feature("complaints_90d", today, recently)?;
//! let view = view.with_feature("complaints_year_before", today, before)?;
//!
//! let model = EarlyWarning::new()
//!     .watch(Watch::ComplaintRise {
//!         recent: Counted::new("complaints_90d", Days(90)),
//!         before: Counted::new("complaints_year_before", Days(365)),
//!     })
//!     .fit(view.table())?;
//! let signals = model.score(view.table())?;
//! let warnings = Warnings::control(&signals, 0.1)?;
//! let spent = |row| view.table().row(row).revenue().0 as f64;
//! for of_customer in warnings.rank(20, spent) {
//!     for warning in of_customer {
//!         let (customer, signal) = (&view.keys()[warning.row], warning.signal);
//!         println!("{customer}: {}: {}", signal.code, signal.text(Language::Chinese));
//!     }
//! }
//! # assert!(warnings.iter().any(|warning| warning.signal.code.code() == "complaint_rise"));
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! In a simulated shop of 3,000 customers who order every 15 days on average, some of whom change on the
//! first of the 90 days, so many of those who could be tested have a p-value of at most 0.05:
//!
//! | code | planted | found | of the others |
//! |---|---|---|---|
//! | `frequency_drop` | a fifth of the rate | 74 % | 2.8 % |
//! | `interval_lengthening` | the same | 11 % | 4.2 % |
//! | `spend_drop` | half as much with an order | 92 % | 5.1 % |
//! | `return_rate_rise` | goods come back of 70 % of orders, of 10 % before | 50 % | 1.5 % |
//! | `category_narrowing` | the favourite category only | 79 % | 1.7 % |
//! | `discount_only` | all orders discounted, of 20 % before | 100 % | 0.4 % |
//! | `satisfaction_drop` | a fifth as often satisfied | 81 % | 2.7 % |
//! | `complaint_rise` | six times as often | 65 % | 2.5 % |
//! | `engagement_drop` | 30 % of the visits | 81 % | 2.9 % |
//!
//! Gaps show a change late, and then well: where customers buy in a rhythm, and at a third of the rate for
//! nine months, lengthening gaps are found of 69 %, and of 5.0 % of the others. Of the warnings that remain
//! at `q` = 0.05, 0.1 and 0.2 in ten such shops of 1,000 customers, 1.8 %, 4.1 % and 7.3 % are false on average.
//!
//! # Whom to win back
//!
//! Who has been silent for long has churned, and some of them return. [`WinBack`](crate::churn::WinBack)
//! learns how many, by how long ago they lapsed, and weighs an offer against its cost: its expected profit
//! is `share · p · value − cost`, where `share` is that of the returns which would not be without an offer. Where
//! no test with a group without offers has told that share, it is 1, and profits are too high.
//!
//! ```
//! use regulars::churn::{WinBack, WinBackOffer};
//! use regulars::{Currency, Days, Fit, Language, Ledger, Score, from_fn};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let view = ledger.as_of("2024-12-31".parse()?);
//! let settings = WinBack::new(Days(90)).lapsed_after(Days(180)).due_to_offer(0.5);
//! let model = settings.fit(view.table())?;
//! let margin = from_fn(|row| {
//!     row.history().map(|own| 0.4 * own.revenue().0 as f64 / own.purchase_days() as f64)
//! });
//! let offers = model.offers(margin, 20.0)?.score(view.table())?;
//! for row in WinBackOffer::rank(&offers, 1_000.0) {
//!     let offer = offers[row].expect("who is ranked has an offer");
//!     println!("{}: {}", view.keys()[row], offer.text(Language::English));
//! #   assert!(0.0 < offer.expected_profit);
//! }
//! # Ok::<(), regulars::Error>(())
//! ```
