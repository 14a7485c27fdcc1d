//! Cookbook: short recipes that run. Those for segments are in
//! [`segments`](crate::guide::segments), and those for forecasts in
//! [`forecasts`](crate::guide::forecasts).
//!
//! * [A service that appends while tasks score](#a-service-that-appends-while-tasks-score)
//! * [One customer, at the till](#one-customer-at-the-till)
//! * [What would change it](#what-would-change-it)
//! * [Columns from a warehouse](#columns-from-a-warehouse)
//! * [Surveys as a feature](#surveys-as-a-feature)
//! * [An engine of your own](#an-engine-of-your-own)
//! * [Train on the past, judge by what came](#train-on-the-past-judge-by-what-came)
//! * [Storing a model and a ledger](#storing-a-model-and-a-ledger)
//! * [Personal data](#personal-data)
//!
//! # A service that appends while tasks score
//!
//! A view is owned, immutable and `Send + Sync`, so a task takes one along. The ledger needs a lock
//! only for the moment in which a view is taken or a batch is appended.
//!
//! ```
//! use std::sync::{Arc, Mutex};
//! use std::thread;
//!
//! use regulars::sim::Shop;
//! use regulars::{Currency, Fit, Ledger, Money, Purchase, Rfm, Score};
//!
//! let shop = Shop::new(200).build()?;
//! let mut ledger = Ledger::new(Currency::EUR);
//! ledger.load(&shop.orders())?;
//! let ledger = Arc::new(Mutex::new(ledger));
//!
//! let today = "2024-12-31".parse()?;
//! let view = ledger.lock().expect("nobody panics").as_of(today);
//! let task = thread::spawn(move || {
//!     let rfm = Rfm::new().fit(view.table())?;
//!     rfm.score(view.table()).map(|scores| scores.len())
//! });
//!
//! // Meanwhile, a new customer.
//! let sale = Purchase::new(today, Money(999));
//! ledger.lock().expect("nobody panics").append([(201, sale)])?;
//!
//! assert_eq!(task.join().expect("the task does not panic")?, 200);
//! assert_eq!(ledger.lock().expect("nobody panics").as_of(today).len(), 201);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! In an async service, fit and score many customers on a thread for blocking work: they compute.
//!
//! # One customer, at the till
//!
//! One purchase comes in, and one customer is scored again.
//! [`row_at`](crate::Ledger::row_at) costs what that customer costs, and
//! [`score_one`](crate::Score::score_one) is the score that they would have among all.
//!
//! ```
//! # use regulars::sim::Shop;
//! # use regulars::{Currency, Fit, Ledger, Rfm};
//! use regulars::{Money, Purchase, Score, Segment};
//!
//! # let shop = Shop::new(200).build()?;
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&shop.orders())?;
//! # let today = "2024-12-31".parse()?;
//! # let rfm = Rfm::new().fit(ledger.as_of(today).table())?;
//! ledger.append([(17, Purchase::new(today, Money(4_200)))])?;
//! let customer = ledger.row_at(&17, today);
//! let score = rfm.score_one(customer.row())?;
//! assert_eq!(score, rfm.score(ledger.as_of(today).table())?[16]);
//!
//! // A stranger is a prospect, not an error.
//! let stranger = ledger.row_at(&999, today);
//! assert_eq!(rfm.score_one(stranger.row())?.segment(), Segment::Prospect);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # What would change it
//!
//! A row can be cut back, left silent, or given one more purchase, and then scored.
//!
//! ```
//! use regulars::{Bins, Currency, Days, Fit, Ledger, Money, Purchase, Rfm, Score};
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! ledger.append([("ann", Purchase::new("2024-06-01".parse()?, Money(4_000)))])?;
//! let today = "2024-06-20".parse()?;
//! let view = ledger.as_of(today);
//! let halves = |edge| Bins::Edges(vec![edge]);
//! let settings = Rfm::new().recency(halves(30.0)).frequency(halves(1.0)).monetary(halves(5_000.0));
//! let rfm = settings.segments(None).fit(view.table())?;
//!
//! let ann = view.row(&"ann")?;
//! assert_eq!(rfm.score_one(ann)?.digits(), "211");
//! // If she stays away for two weeks more:
//! assert_eq!(rfm.score_one(ann.silent_until(today + Days(14)))?.digits(), "111");
//! // If she buys for 15.00 tomorrow:
//! let bought = ann.with_purchase(today + Days(1), Money(1_500)).expect("it fits");
//! assert_eq!(rfm.score_one(bought.row())?.digits(), "222");
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # Columns from a warehouse
//!
//! Where the warehouse has aggregated customers already, a [`Table`](crate::Table) borrows its
//! columns. Days are numbers since 1970-01-01 and amounts whole minor units, which are Arrow's
//! `Date32` and `Int64`. Everything is checked once.
//!
//! ```
//! use regulars::{Columns, Currency, ErrorKind, Fit, Rfm, Score, Table};
//!
//! let columns = Columns {
//!     currency: Currency::EUR,
//!     as_of: "2024-06-30".parse()?,
//!     first: &[19_700, 19_800, 0],
//!     last: &[19_900, 19_800, 0],
//!     orders: &[5, 1, 0],        // the third is a prospect
//!     purchase_days: &[4, 1, 0],
//!     revenue: &[20_000, 1_999, 0],
//!     timelines: None,
//!     features: &[],
//! };
//! let table = Table::new(columns)?;
//! let rfm = Rfm::new().fit(table)?;
//! let digits: Vec<String> = rfm.score(table)?.into_iter().map(|score| score.digits()).collect();
//! assert_eq!(digits, ["555", "111", ""]);
//!
//! let wrong = Columns { orders: &[5, -1, 0], ..columns };
//! let err = Table::new(wrong).expect_err("a count is not negative");
//! assert!(matches!(err.kind(), ErrorKind::Cell { row: 2, .. }));
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # Surveys as a feature
//!
//! Events of your own go into a [`Journal`](crate::Journal), which follows the same rules of days,
//! repeats, merging and forgetting. What it knew on the view's day becomes a feature.
//!
//! ```
//! use regulars::{Currency, Day, ErrorKind, Event, Journal, Ledger, Money, Purchase, Repeats};
//!
//! #[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
//! struct Survey {
//!     day: Day, // first, because events order by day
//!     score: u8,
//! }
//!
//! impl Event for Survey {
//!     type Id<'a> = Day; // one answer a day
//!
//!     fn day(&self) -> Day {
//!         self.day
//!     }
//!
//!     fn id(&self) -> Option<Day> {
//!         Some(self.day)
//!     }
//! }
//!
//! let day = |text: &str| text.parse::<Day>();
//! let mut surveys = Journal::new(Repeats::One);
//! surveys.append([
//!     ("ann", Survey { day: day("2024-05-01")?, score: 9 }),
//!     ("ann", Survey { day: day("2024-08-01")?, score: 2 }),
//! ])?;
//! let mut ledger = Ledger::new(Currency::EUR);
//! ledger.append(["ann", "bob"].map(|key| (key, Purchase::new(Day::EPOCH, Money(500)))))?;
//!
//! let june = day("2024-06-30")?;
//! let last = |key: &&'static str| surveys.of(key, june).last().map(|said| said.score.into());
//! let view = ledger.as_of(june).with_feature("nps", june, last)?;
//! let nps = view.table().layout().feature("nps")?;
//! assert_eq!(view.row(&"ann")?.feature(nps), Some(9.0)); // August is not known yet
//! assert_eq!(view.row(&"bob")?.feature(nps), None);
//!
//! // A feature of August does not get into June.
//! let err = ledger.as_of(june).with_feature("nps", day("2024-08-31")?, last).unwrap_err();
//! assert!(matches!(err.kind(), ErrorKind::Leak { .. }));
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # An engine of your own
//!
//! A question that needs nothing but the row is [`from_fn`](crate::from_fn). One that needs a
//! feature or the timeline says so in `needs`, and looks it up in `bind`. One that learns
//! implements [`Fit`](crate::Fit), and its model [`Score`](crate::Score). Scorers in a tuple answer
//! in one pass.
//!
//! ```
//! use regulars::{
//!     Bound, Currency, Fit, Layout, Ledger, Money, Purchase, Result, Row, Score, Table, from_fn,
//! };
//!
//! /// Whether a customer spends more than the mean of those it was learned from.
//! struct AboveMean;
//!
//! struct AboveMeanModel {
//!     total: i128,
//!     customers: i128,
//! }
//!
//! impl Fit for AboveMean {
//!     type Model = AboveMeanModel;
//!
//!     fn fit(&self, table: Table<'_>) -> Result<AboveMeanModel> {
//!         let total = table.rows().map(|row| i128::from(row.revenue().0)).sum();
//!         Ok(AboveMeanModel { total, customers: table.len() as i128 })
//!     }
//! }
//!
//! impl Score for AboveMeanModel {
//!     type Output = bool;
//!
//!     fn bind(&self, _: &Layout) -> Result<impl Bound<Output = bool>> {
//!         Ok(|row: Row<'_>| self.total < i128::from(row.revenue().0) * self.customers)
//!     }
//! }
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! let day = "2024-06-01".parse()?;
//! ledger.append([100, 200, 900].map(|cents| (cents, Purchase::new(day, Money(cents)))))?;
//! let view = ledger.as_of(day);
//! let above = AboveMean.fit(view.table())?;
//! let orders = from_fn(|row| row.history().map_or(0, |history| history.orders()));
//! let answers = (&above, orders).score(view.table())?;
//! assert_eq!(answers, [(false, 1), (false, 1), (true, 1)]);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! With the feature `testing`, one line holds it to the laws that every engine of the crate keeps.
//! It becomes a test of that name:
//!
#![cfg_attr(feature = "testing", doc = "```")]
#![cfg_attr(not(feature = "testing"), doc = "```ignore")]
//! regulars::laws! {
//!     spends: |_| regulars::from_fn(|row| 10_000 < row.revenue().0);
//! }
//! ```
//!
//! # Train on the past, judge by what came
//!
//! ```
//! use regulars::sim::Shop;
//! use regulars::{Currency, Days, Fit, Ledger, Rfm, Score};
//!
//! let shop = Shop::new(2_000).build()?;
//! let mut ledger = Ledger::new(Currency::EUR);
//! ledger.load(&shop.orders())?;
//!
//! let split = ledger.split("2024-06-30".parse()?, Days(90));
//! let table = split.calibration.table();
//! let scores = Rfm::new().fit(table)?.score(table)?;
//! let came_back = |r| {
//!     let group = scores.iter().zip(&split.holdout).filter(|(score, _)| score.r() == r);
//!     let (all, back) = group.fold((0, 0), |(all, back), (_, outcome)| {
//!         (all + 1, back + u32::from(0 < outcome.orders))
//!     });
//!     f64::from(back) / f64::from(all)
//! };
//! assert!(2.0 * came_back(1) < came_back(5));
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # Storing a model and a ledger
//!
//! Models and ledgers are serde values, with a format version. What is read back is checked: an
//! unknown field, another engine or format, or edges that no fit would make are errors.
//!
//! Edges are floats. `serde_json` reads floats quickly and now and then one bit off, unless its
//! feature `float_roundtrip` is on. With it, a model comes back to the bit:
//!
//! ```toml
//! serde_json = { version = "1", features = ["float_roundtrip"] }
//! ```
//!
#![cfg_attr(feature = "serde", doc = "```")]
#![cfg_attr(not(feature = "serde"), doc = "```ignore")]
//! # use regulars::sim::Shop;
//! # use regulars::{Currency, Fit, Rfm};
//! use regulars::{Ledger, RfmModel};
//!
//! # let shop = Shop::new(50).build()?;
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&shop.orders())?;
//! # let view = ledger.as_of("2024-12-31".parse()?);
//! # let rfm = Rfm::new().fit(view.table())?;
//! let stored = serde_json::to_string(&rfm)?;
//! assert!(stored.starts_with(r#"{"format":1,"engine":"rfm","as_of":"2024-12-31""#));
//! assert_eq!(serde_json::from_str::<RfmModel>(&stored)?, rfm);
//!
//! let stored = serde_json::to_string(&ledger)?;
//! assert!(serde_json::from_str::<Ledger<u64>>(&stored)? == ledger);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A stored ledger holds the customers' keys and whatever their records say: treat the file so. An
//! error of serde's own may quote what it could not read.
//!
//! # Personal data
//!
//! Profiles are kept beside the ledger, in a map by the ledger's key. Names, addresses, e-mails,
//! telephone numbers and birthdays print and serialise as `[personal]`. They give up what they
//! hold through `expose`, and are written as they are only inside [`Exposed`](crate::Exposed): two
//! words that a reviewer can search for.
//!
#![cfg_attr(feature = "serde", doc = "```")]
#![cfg_attr(not(feature = "serde"), doc = "```ignore")]
//! use regulars::{Customer, Exposed};
//!
//! let ada = Customer::new().with_name("Ada Lovelace").with_email("ada@example.org".parse()?);
//! assert!(!format!("{ada:?}").contains("Ada"));
//! assert_eq!(ada.emails()[0].expose(), "ada@example.org");
//!
//! let masked = serde_json::to_string(&ada)?;
//! assert!(masked.contains(r#""name":"[personal]""#));
//! assert!(serde_json::from_str::<Customer>(&masked).is_err()); // a mask is no name
//!
//! let stored = serde_json::to_string(&Exposed(&ada))?;
//! assert_eq!(serde_json::from_str::<Customer>(&stored)?, ada);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Ledgers, views and tables print counts only, and errors name rows and columns, so a customer's
//! key may be an e-mail address. Masking is not encryption, and memory is not wiped.
