//! Segments: recipes for RFM scores, their reasons, and who moves.
//!
//! * [Which bins](#which-bins)
//! * [Customers who have not bought](#customers-who-have-not-bought)
//! * [Why this score](#why-this-score)
//! * [Who has moved](#who-has-moved)
//! * [Segments of your own](#segments-of-your-own)
//!
//! # Which bins
//!
//! | wanted | setting |
//! |---|---|
//! | the customary RFM, about equally many in each bin | [`Rfm::new`](crate::Rfm::new) |
//! | bins as equal as ties allow, and pandas' ranks | [`Bins::Ranks`](crate::Bins::Ranks) |
//! | bins where there are gaps | [`Bins::NaturalBreaks`](crate::Bins::NaturalBreaks) |
//! | edges from a contract or a campaign | [`Bins::Edges`](crate::Bins::Edges) |
//! | cells about equally full, at a price | [`Rfm::nested`](crate::Rfm::nested) |
//! | several orders a day counted as one | [`Rfm::count`](crate::Rfm::count) |
//! | big spenders, however often they come | [`Rfm::spend`](crate::Rfm::spend) |
//! | what Shopify or Klaviyo show | [`Rfm::shopify`](crate::Rfm::shopify), [`Rfm::klaviyo`](crate::Rfm::klaviyo) |
//!
//! Where many have the same value, some bins are empty, and the model says which:
//!
//! ```
//! use regulars::{Bins, Count, Currency, Fit, Ledger, Rfm, Spend};
//! # use regulars::sim::Shop;
//!
//! # let shop = Shop::new(500).build()?;
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&shop.orders())?;
//! # let view = ledger.as_of("2024-12-31".parse()?);
//! let settings = Rfm::new()
//!     .recency(Bins::Edges(vec![30.0, 90.0, 180.0, 365.0]))
//!     .frequency(Bins::Ranks(5))
//!     .count(Count::PurchaseDays)
//!     .spend(Spend::MeanPerOrder);
//! let rfm = settings.fit(view.table())?;
//! let [r, f, m] = rfm.empty_bins();
//! assert_eq!((r.len(), f, m.len()), (0, vec![2], 0)); // most have bought on one day only
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! A model prints its edges in the units that people know, and in Chinese too
//! ([`text`](crate::RfmModel::text)): `F, orders: 1 up to 1, 3 up to 2, 4 up to 4, 5 beyond; nobody
//! in 2`.
//!
//! # Customers who have not bought
//!
//! A ledger knows who has bought. A list of customers knows who might:
//! [`with_customers`](crate::View::with_customers) brings the two together, and those without a
//! purchase are answered as [`Segment::Prospect`](crate::Segment::Prospect).
//!
//! ```
//! use std::collections::BTreeMap;
//!
//! use regulars::{Currency, Customer, Day, Fit, Ledger, Money, Purchase, Rfm, Segment};
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! ledger.append([("ann", Purchase::new("2024-05-02".parse()?, Money(4_000)))])?;
//! let profiles = BTreeMap::from([
//!     ("ann", Customer::new().with_joined("2024-05-02".parse()?)?),
//!     ("bob", Customer::new().with_joined("2024-06-01".parse()?)?),
//!     ("cleo", Customer::new()),
//! ]);
//!
//! let known = |profile: &Customer| profile.joined().unwrap_or(Day::MIN);
//! let list = profiles.iter().map(|(name, profile)| (*name, known(profile)));
//! let view = ledger.as_of("2024-06-30".parse()?).with_customers(list);
//! let rfm = Rfm::new().fit(view.table())?; // learned from those who have bought
//! assert_eq!(rfm.summarise(view.table())?.group(&Segment::Prospect).customers, 2);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # Why this score
//!
//! [`explain`](crate::RfmModel::explain) tells it for one row, in words and as data, and
//! [`reasons`](crate::RfmModel::reasons) is a scorer that does so for many. What it says can be
//! tried out on the row itself.
//!
//! ```
//! use regulars::{Currency, Fit, Language, Ledger, Rfm, Score};
//! # use regulars::sim::Shop;
//!
//! # let shop = Shop::new(200).build()?;
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&shop.orders())?;
//! let view = ledger.as_of("2024-12-31".parse()?);
//! let rfm = Rfm::new().fit(view.table())?;
//! let customer = view.row(&17)?;
//!
//! let why = rfm.explain(customer)?;
//! println!("{why}");
//! let reasons = why.reasons.expect("the customer has bought");
//! let more = reasons.m.more.expect("M is not the highest");
//! assert_eq!(why.score.m(), reasons.m.digit);
//!
//! // M is a total here, to which any order adds; to a mean, one more order does not.
//! let bought = customer.with_purchase(view.as_of(), more.least).expect("it fits");
//! assert_eq!(rfm.score_one(bought.row())?.m(), more.to);
//! assert_eq!(why.lines(Language::Chinese).len(), 3);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # Who has moved
//!
//! Both days are judged by one model, so that who moves has changed, and not the crowd. A
//! [`Course`](crate::Course) does it for many days in one pass over the timelines, and tells which
//! share of a change is customers who moved, and which is new customers. It leaves out prospects.
//!
//! Segments and moves print as tables, and like courses they serialise. A name of your own is known
//! to the model alone: [`text`](crate::Migration::text) takes its labels, and
//! [`codes`](crate::RfmModel::codes) is a scorer of codes, for JSON.
//!
//! ```
//! use regulars::{Currency, Fit, Language, Ledger, Rfm, Segment};
//! # use regulars::sim::Shop;
//!
//! # let shop = Shop::new(500).build()?;
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&shop.orders())?;
//! let days = ["2024-03-31".parse()?, "2024-06-30".parse()?, "2024-09-30".parse()?];
//! let (then, now) = (ledger.as_of(days[0]), ledger.as_of(days[2]));
//! let rfm = Rfm::new().fit(then.table())?;
//!
//! let moved = rfm.migration(&then, &now)?;
//! println!("{moved}"); // a table, or with names of your own and in Chinese:
//! println!("{}", moved.text(Language::Chinese, |own| rfm.label(own, Language::Chinese)));
//! println!("{}", rfm.summarise(now.table())?); // customers, orders, revenue, shares
//! let lost = moved.moved(Some(Segment::Champions), Some(Segment::AtRisk));
//! println!("{} champions are at risk; they had spent {}", lost.customers, lost.before.0);
//!
//! let course = rfm.course(now.table(), &days)?;
//! for (day, groups) in course.days().iter().zip(course.groups()) {
//!     println!("{day}: {:.1} % champions", 100.0 * groups.share(&Segment::Champions));
//! }
//! let change = moved.change(Segment::Champions);
//! let parts = change.by_movement + change.by_new + change.by_vanished;
//! assert!((change.share_after - change.share_before - parts).abs() < 1e-12);
//! # assert_eq!(course.groups()[2], rfm.summarise(now.table())?);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # Segments of your own
//!
//! Rules are read in order, and the first that fits counts.
//! [`coverage`](crate::SegmentRules::coverage) shows what they come to, also in print, and
//! [`build`](crate::SegmentRules::build) refuses names without a cell and cells without a name.
//!
//! ```
//! use regulars::{Currency, Fit, Language, Ledger, Rfm, Segment, SegmentName, SegmentRules};
//! # use regulars::sim::Shop;
//!
//! # let shop = Shop::new(200).build()?;
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&shop.orders())?;
//! # let view = ledger.as_of("2024-12-31".parse()?);
//! let rules = SegmentRules::new([3, 3, 3])
//!     .rule(SegmentName::new("gold", "Gold", "金卡"), 2.., 3.., 3..)
//!     .rule(SegmentName::new("win_back", "Win back", "待挽回"), ..=1, 2.., ..);
//! assert_eq!((rules.coverage()?.named(), rules.coverage()?.unnamed().len()), (8, 19));
//!
//! let map = rules.otherwise(Segment::Others).build()?;
//! let rfm = Rfm::new().bins(3).segments(map).fit(view.table())?;
//! let map = rfm.segments().expect("it was asked for");
//! for (segment, group) in rfm.summarise(view.table())?.iter() {
//!     println!("{}: {}", map.label(segment, Language::Chinese), group.customers);
//! }
//! # assert_eq!(map.code_of(Segment::Custom(1)), "win_back");
//! # Ok::<(), regulars::Error>(())
//! ```
