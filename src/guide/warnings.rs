//! Warnings: what has changed with a customer, since when, how sure that is, and whom to win back.
//!
//! * [What has changed](#what-has-changed)
//! * [Whom to win back](#whom-to-win-back)
//!
//! # What has changed
//!
//! A [risk](super::risk) says who is likely to fall silent. An early warning says what has changed with a customer who
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
//! Real customers may buy too rarely for that. Of the 5,939 of Online Retail II 1,393 could be tested as of
//! 2011-12-09: at 0.05 7 of 366 have a `frequency_drop`, 118 of 1,363 longer gaps, 34 of 693 a `spend_drop`
//! and none of 191 more returns; at `q` = 0.1 two longer gaps and one `spend_drop` remain of 2,613 tests. On
//! 2011-03-10, after Christmas, 47 of 326 have a `frequency_drop`, which is the season's, and none remains. The
//! example `watch_list` makes such lists, of any orders or of a simulated shop.
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
//!
//! The season moves returns, too: of 953 customers of Online Retail II to whom an offer of £5 would pay after 180
//! silent days, as of 2011-03-10, 183 were expected back within 90 days, and 166 came; of 2,089 as of
//! 2011-09-10, before Christmas, 274 were, and 540 came.
