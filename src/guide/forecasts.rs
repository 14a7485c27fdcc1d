//! Recipes for forecasts. What the models mean, and which to take, is in
//! [`lifetime`](crate::guide::lifetime).
//!
//! * [Fit, score and store a forecast](#fit-score-and-store-a-forecast)
//! * [Rank customers by value](#rank-customers-by-value)
//! * [Alert when silence becomes likely](#alert-when-silence-becomes-likely)
//! * [Contracts and occasions](#contracts-and-occasions)
//! * [Forecasts from the shell](#forecasts-from-the-shell)
//!
//! # Fit, score and store a forecast
//!
//! A nightly job learns how customers buy and what they spend, and stores both. The service reads
//! the models and answers for one customer, without the data that they were learned from.
//!
#![cfg_attr(feature = "serde", doc = "```")]
#![cfg_attr(not(feature = "serde"), doc = "```ignore")]
//! use regulars::clv::{Btyd, BtydModel, Clv, Discount, Family, GammaGamma};
//! use regulars::sim::Shop;
//! use regulars::{Currency, Days, Fit, Ledger, Score, TimeUnit};
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! ledger.load(&Shop::new(2_000).ordering(1.0, 60.0).build()?.orders())?;
//! let today = "2024-12-31".parse()?;
//!
//! // At night.
//! let view = ledger.as_of(today);
//! let orders = Btyd::new(Family::MbgNbd, TimeUnit::Week).fit(view.table())?;
//! let clv = Clv::new(orders, GammaGamma::new().fit(view.table())?);
//! let stored = serde_json::to_string(&clv)?;
//!
//! // In the service, once.
//! let clv: Clv = serde_json::from_str(&stored)?;
//! let year = clv.value_within(Days(365), Discount::per_year(0.10)?);
//! let silent = clv.orders().p_silent_for(Days(90));
//!
//! // In the service, for each request.
//! let customer = ledger.row_at(&17, today);
//! let (value, silent) = (&year, &silent).score_one(customer.row())?;
//! assert!(0.0 < value? && (0.0..=1.0).contains(&silent?));
//!
//! // Each of the models can also be stored by itself, and tells when and in what it was learned.
//! let alone = serde_json::to_string(clv.orders())?;
//! assert!(alone.starts_with(r#"{"format":1,"engine":"btyd","as_of":"2024-12-31","ruler""#));
//! assert_eq!(serde_json::from_str::<BtydModel>(&alone)?, *clv.orders());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What is read back is checked: parameters out of range, a report of other parameters or an
//! unknown field are errors. Money of another currency is refused when a question is put. A model
//! in weeks answers for histories of any age, so it need not be fitted every day: how customers buy
//! changes slowly. Fit again when a [holdout](crate::guide::lifetime#does-it-fit) says so.
//!
//! # Rank customers by value
//!
//! Answers that are refused stay apart; they are not 0.
//!
//! ```
//! use regulars::clv::{BtydModel, Clv, Discount, Family, GammaGammaModel, Refusal, SpendOf};
//! use regulars::{Currency, Days, Ledger, Money, Purchase, TimeUnit};
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! for (who, day, cents) in [("ann", "2024-01-10", 4_000), ("ann", "2024-03-05", 4_000),
//!                           ("ann", "2024-06-20", 4_000), ("bob", "2024-02-01", 2_500),
//!                           ("bob", "2024-05-02", 2_500), ("cleo", "2024-03-15", 9_000)] {
//!     ledger.append([(who, Purchase::new(day.parse()?, Money(cents)))])?;
//! }
//! let list = [("zoe", "2024-06-01".parse()?)]; // known since June, and has not bought yet
//! let view = ledger.as_of("2024-06-30".parse()?).with_customers(list);
//!
//! let orders = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
//! let spend = GammaGammaModel::new(SpendOf::Repeats, Currency::EUR, [6.25, 3.74, 15.44])?;
//! let value = Clv::new(orders, spend).value_within(Days(364), Discount::per_year(0.10)?);
//!
//! let (mut ranked, mut refused) = (Vec::new(), Vec::new());
//! for (customer, answer) in view.join(&value)? {
//!     match answer {
//!         Ok(value) => ranked.push((value, *customer)),
//!         Err(reason) => refused.push((*customer, reason)),
//!     }
//! }
//! ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
//! let ranked: Vec<String> =
//!     ranked.iter().map(|(value, who)| format!("{who} {value:.2}")).collect();
//! assert_eq!(ranked, ["ann 87.85", "bob 32.69", "cleo 16.51"]);
//! assert_eq!(refused, [("zoe", Refusal::Prospect)]);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! Cleo's 90 was her first order, which says little of those that follow: she is taken to spend as
//! all do.
//!
//! # Alert when silence becomes likely
//!
//! Whom to write to is told by the probability that they buy nothing in the next 90 days, and not
//! by P(alive): see [`lifetime`](crate::guide::lifetime#which-question). A row can be left silent,
//! so a service can tell today on which day the alarm will ring, and need not ask every day.
//!
//! ```
//! use regulars::clv::{BtydModel, Family};
//! use regulars::{Currency, Days, Ledger, Money, Purchase, Score, TimeUnit};
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! for day in ["2024-01-10", "2024-03-05", "2024-04-02", "2024-06-20"] {
//!     ledger.append([("ann", Purchase::new(day.parse()?, Money(4_000)))])?;
//! }
//! let today = "2024-06-30".parse()?;
//! let ann = ledger.row_at(&"ann", today);
//! let model = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
//! let silent = model.p_silent_for(Days(90));
//!
//! const ALARM: f64 = 0.75;
//! assert!(silent.score_one(ann.row())?? < ALARM);
//! let mut rings = None;
//! for ahead in 1..=730 {
//!     let row = ann.row().silent_until(today + Days(ahead));
//!     if ALARM <= silent.score_one(row)?? {
//!         rings = Some(today + Days(ahead));
//!         break;
//!     }
//! }
//! assert_eq!(rings.map(|day| day.to_string()).as_deref(), Some("2024-11-15"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Who has bought once only may be above any threshold from the first day: most of them never come
//! back, and an alarm for each is no help. Ask for a number of repeats, or for
//! [`Clv`](crate::clv::Clv), beside it.
//!
//! # Contracts and occasions
//!
//! Of a subscriber it is known whether they have left, and what is asked is how many stay for
//! another period. [`ShiftedBetaGeometric`](crate::clv::ShiftedBetaGeometric) gives each a chance
//! of their own to leave at every renewal. Those who leave soon are gone first, so the share that
//! renews rises by itself, and a line through the first years of a cohort is far too low after
//! that. Of the published cohort of 1,000 "regular" customers (Fader & Hardie 2007), with
//! parameters of seven years, 173 were left after twelve:
//!
//! ```
//! use regulars::clv::ShiftedBetaGeometricModel;
//!
//! let regular = ShiftedBetaGeometricModel::new([0.704, 1.182])?;
//! assert!((1_000.0 * regular.survival(12)? - 173.0).abs() < 5.0);
//! assert!(regular.retention_rate(0) < 0.63 && 0.92 < regular.retention_rate(11));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`BgBb`](crate::clv::BgBb) is for occasions that come one by one: a yearly appeal, a weekly
//! market day. A customer buys or does not, at each, and may leave before it. Time is counted in
//! occasions, so there are no units. Of donors who gave for the first time in 1995 the published
//! parameters say what those who gave at four of six appeals, last at the fourth, will do at five
//! more (Fader, Hardie & Shang 2010):
//!
//! ```
//! use regulars::clv::BgBbModel;
//!
//! let donors = BgBbModel::new([1.204, 0.750, 0.657, 2.783])?;
//! let donor = donors.customer(4, 4, 6)?;
//! assert!((donor.orders_within(5)? - 0.58).abs() < 0.01);
//! assert!((donor.p_silent_for(5)? - 0.81).abs() < 0.01);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Both are fitted to counts, not to tables: cohorts and occasions are known to their keeper, and a
//! ledger has neither. Their discount is a rate per renewal or occasion, whose length they do not
//! know. Where customers may buy on any day, purchases collapsed by week are not occasions: take
//! one of the [families](crate::guide::lifetime#which-family).
//!
//! # Forecasts from the shell
//!
//! The example `fit_clv` takes orders, or a file with a row for each customer as it is exchanged in
//! the literature, and prints the fit as one JSON object. With the published summary of CDNOW's
//! customers:
//!
//! ```text
//! cargo run --release --example fit_clv -- --summary cdnow.csv --x x --tx t_x --t T --m zbar \
//!     --model bg_nbd --predict forecasts.csv --horizon 39
//! ```
//!
//! it finds `r` .2426, α 4.4135, `a` .7929 and `b` 2.4258 with a log-likelihood of −9582.4256, and
//! 6.249, 3.745 and 15.448 for spend, and writes a line for each customer:
//!
//! ```csv
//! ID,x,t_x,T,p_alive,p_silent,orders,value
//! 1,2,30.43,38.86,0.7266091515506482,0.4453925217892091,1.2259104521227,29.23680233095994
//! 2,1,1.71,38.86,0.2122274087863275,0.8832874812970287,0.20325064494155093,3.716571756947936
//! 3,0,0.00,38.86,1.0,0.8556721733093557,0.19478084700632017,6.62088250549105
//! ```
//!
//! `--model auto` fits all families and ranks them. `--params` takes parameters instead of a fit.
//! To find the published figures from CDNOW's orders, keep the customers whose only orders came to
//! 0.00, with `--zeros keep`: without those eight there are 2,349 customers and other parameters.
//! `score_orders --clv auto` adds four of these columns to RFM scores.
