//! Policies: what becomes of rows that are not plain orders.
//!
//! A [`Policy`](crate::Policy) is chosen once, when a ledger is made, and every row is judged by
//! it at the door. The tables below say what June looks like, `as_of` 2024-06-30, for one customer.
//!
//! # Returns
//!
//! A row with a negative amount is a return. It may change revenue, from its own day on. It never
//! makes or unmakes an order or a purchase day.
//!
//! | row | day | amount | order id |
//! |---|---|---|---|
//! | 1 | 06-01 | 50.00 | A1 |
//! | 2 | 06-10 | −20.00 | A1 |
//! | 3 | 06-12 | −5.00 | Z9, an order never seen |
//! | 4 | 06-14 | −1.00 | none |
//!
//! | [`Returns`](crate::Returns) | orders | revenue | in the report |
//! |---|---|---|---|
//! | `Net`, the default | 1 | 24.00 | kept 4 |
//! | `Match` | 1 | 30.00 | kept 2, returned 2 (rows 3 and 4) |
//! | `Ignore` | 1 | 50.00 | kept 1, returned 3 |
//! | `Refuse` | | | an error at row 2, and nothing is added |
//!
//! `Match` takes a return off if its id names a sale of the same customer, from the day on which
//! both have happened. A return without its sale is dropped from all sums, but kept in the
//! ledger: if the sale comes in a later append, the return counts from then on. The report of the
//! earlier append is not changed by that.
//!
//! ```
//! use regulars::{Currency, Ledger, Money, Policy, Purchase, Returns};
//!
//! let row = |day: &str, cents| Ok::<_, regulars::Error>(Purchase::new(day.parse()?, Money(cents)));
//! for (returns, kept, revenue) in [
//!     (Returns::Net, 4, 2_400),
//!     (Returns::Match, 2, 3_000),
//!     (Returns::Ignore, 1, 5_000),
//! ] {
//!     let mut ledger = Ledger::new(Policy::new(Currency::EUR).returns(returns));
//!     let report = ledger.append([
//!         ("ann", row("2024-06-01", 5_000)?.order_id("A1")),
//!         ("ann", row("2024-06-10", -2_000)?.order_id("A1")),
//!         ("ann", row("2024-06-12", -500)?.order_id("Z9")),
//!         ("ann", row("2024-06-14", -100)?),
//!     ])?;
//!     let june = ledger.as_of("2024-06-30".parse()?);
//!     let ann = june.row(&"ann")?.history().expect("ann has bought");
//!     assert_eq!((report.kept, ann.orders(), ann.revenue()), (kept, 1, Money(revenue)));
//! }
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! With `Net`, a customer of whom only returns are known is in the view, as a prospect with
//! negative revenue.
//!
//! # Zeros
//!
//! | [`Zeros`](crate::Zeros) | a row of 0.00 |
//! |---|---|
//! | `Drop`, the default | is dropped and counted as `zero` |
//! | `Keep` | is an order like any other |
//! | `Refuse` | is an error |
//!
//! An amount that is zero only because it was rounded is not a zero row: it counts as the sale or
//! return that it was.
//!
//! # Order ids that come again
//!
//! Here a row is a whole order, and a second *sale* of one customer with the same id is a repeat.
//! Ids are looked at within one customer: two customers may share one. A *return* is a repeat
//! only of a return that equals it in all, because an order may be returned in parts. Rows without
//! an id are never repeats.
//!
//! | row | day | amount | order id |
//! |---|---|---|---|
//! | 1 | 06-05 | 10.00 | A1 |
//! | 2 | 06-05 | 10.00 | A1 |
//! | 3 | 06-01 | 12.00 | A1 |
//!
//! | [`Repeats`](crate::Repeats) | orders | revenue | in the report |
//! |---|---|---|---|
//! | `One`, the default | 1, on 06-01 | 12.00 | kept 1, merged 1 (row 2), repeated 1 (row 1) |
//! | `Keep` | 3 | 32.00 | kept 3 |
//! | `Refuse` | | | an error at row 2 |
//!
//! `One` keeps the earliest day, and of one day's records the least by a fixed order, whichever
//! was read first. A row that equals another in all is *merged*; a row that differs but has the
//! id is *repeated*. If the earlier day comes in a later append, the record that was kept before
//! yields, and the later report counts it as `superseded`.
//!
//! ```
//! use regulars::{Currency, Ledger, Money, Policy, Purchase, Repeats};
//!
//! let rows = || [("06-05", 1_000), ("06-05", 1_000), ("06-01", 1_200)];
//! for (repeats, orders, revenue) in [(Repeats::One, 1, 1_200), (Repeats::Keep, 3, 3_200)] {
//!     let mut ledger = Ledger::new(Policy::new(Currency::EUR).repeats(repeats));
//!     for (day, cents) in rows() {
//!         let day = format!("2024-{day}").parse()?;
//!         ledger.append([("ann", Purchase::new(day, Money(cents)).order_id("A1"))])?;
//!     }
//!     let june = ledger.as_of("2024-06-30".parse()?);
//!     let ann = june.row(&"ann")?.history().expect("ann has bought");
//!     assert_eq!((ann.orders(), ann.revenue()), (orders, Money(revenue)));
//! }
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # Lines
//!
//! With [`lines`](crate::Policy::lines) a row is a line of an order. Lines that share customer
//! and id are one order, on the day of the earliest. Each line's amount counts from its own day.
//! Equal lines are not repeats: two of one article are usual. Lines without an id are orders of
//! their own. This takes the place of `repeats`; whichever is called last holds.
//!
//! | row | day | amount | order id |
//! |---|---|---|---|
//! | 1 | 06-01 | 10.00 | A1 |
//! | 2 | 06-01 | 10.00 | A1 |
//! | 3 | 06-03 | 4.00 | A1 |
//!
//! | | orders | purchase days | revenue |
//! |---|---|---|---|
//! | with `lines` | 1 | 1, 06-01 | 24.00 |
//! | without | 1 | 1, 06-01 | 10.00 |
//!
//! # Strict
//!
//! With [`strict`](crate::Policy::strict), the first row that would be dropped, for whatever
//! reason, is an error instead, and nothing is added. Rows that are merged are not dropped.
//!
//! # Days and zones
//!
//! Purchases are put on days of the business. A record made with a [`Day`](crate::Day) is on that
//! day. A record made [`at`](crate::Purchase::at) an instant is put on the day that the clock of
//! the policy's [`zone`](crate::Policy::zone) showed; the default is UTC. In CSV, a time with `Z`
//! or an offset is such an instant, and a time without is as the business's clock showed it.
//!
//! ```
//! use chrono::{DateTime, FixedOffset};
//! use regulars::{Currency, Ledger, Money, Policy, Purchase};
//!
//! let late: DateTime<FixedOffset> = "2024-06-30T23:30:00Z".parse().expect("a time");
//! let shanghai = FixedOffset::east_opt(8 * 3600).expect("an offset");
//! let mut ledger = Ledger::new(Policy::new(Currency::CNY).zone(shanghai));
//! ledger.append([("ann", Purchase::at(late, Money(100)))])?;
//! let ann = ledger.row_at(&"ann", "2024-07-31".parse()?);
//! let first = ann.row().history().map(|history| history.first().to_string());
//! assert_eq!(first.as_deref(), Some("2024-07-01"));
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! A zone is a fixed offset. For a zone with daylight saving time, bring instants to local days
//! with a time zone library, and hand over days.
//!
//! # Records that come late
//!
//! A record may say on which day the business learned of it:
//! [`Purchase::recorded`](crate::Purchase::recorded). Unless it does, that is its own day.
//! [`as_of`](crate::Ledger::as_of) looks at the days of occurrence alone.
//! [`as_known`](crate::Ledger::as_known) shows only what was recorded by another day too: what a
//! report of that day would have said.
//!
//! ```
//! use regulars::{Currency, Day, Ledger, Money, Purchase};
//!
//! let day = |text: &str| text.parse::<Day>();
//! let mut ledger = Ledger::new(Currency::EUR);
//! let sale = Purchase::new(day("2024-06-20")?, Money(900)).recorded(day("2024-07-05")?);
//! ledger.append([("ann", sale)])?;
//! let june = day("2024-06-30")?;
//! assert_eq!(ledger.as_of(june).len(), 1);
//! assert_eq!(ledger.as_known(june, june).len(), 0);
//! assert_eq!(ledger.as_known(june, day("2024-07-05")?).len(), 1);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # The report
//!
//! Every append and load returns an [`InputReport`](crate::InputReport):
//!
//! ```text
//! read = kept + merged + unreadable + no_customer + zero + returned + repeated
//! ```
//!
//! Each reason is a [`Tally`](crate::Tally): how many rows, and the numbers of the first five,
//! counted from 1 with the header left out. An empty text is no customer. `superseded` is not part
//! of the sum: it counts rows of earlier reports. [`extend`](crate::InputReport::extend) joins the
//! reports of parts that were read one after the other.
//!
//! `kept` counts records in the ledger, whatever their day. How many of them a view does not show
//! because they are later says [`later_than`](crate::Ledger::later_than).
//!
//! # Merging, forgetting, snapshots
//!
//! [`merge`](crate::Ledger::merge) makes the ledger of the union of two sets of records. Both must
//! have the same currency, zone and treatment of returns, zeros and ids. Records with an id that
//! are in both are repeats, and judged as such. Records without one count twice.
//!
//! [`forget`](crate::Ledger::forget) erases a customer by rewriting what holds them. Views and
//! clones taken before keep what they saw until they are dropped, and a merge with a ledger that
//! still knows the customer brings them back.
//!
//! A clone of a ledger is a snapshot. It is cheap, because both share their segments, and what is
//! appended to the one does not appear in the other. A view is a snapshot of one day.
//!
//! ```
//! use regulars::{Currency, Ledger, Money, Purchase};
//!
//! let sale = |day: &str, id: &str| {
//!     Ok::<_, regulars::Error>(Purchase::new(day.parse()?, Money(500)).order_id(id))
//! };
//! let mut north = Ledger::new(Currency::EUR);
//! north.append([("ann", sale("2024-06-01", "N1")?), ("bob", sale("2024-06-02", "N2")?)])?;
//! let mut south = Ledger::new(Currency::EUR);
//! south.append([("bob", sale("2024-06-02", "N2")?), ("bob", sale("2024-06-09", "S1")?)])?;
//!
//! let mut both = north.merge(&south)?;
//! assert!(both == south.merge(&north)?);
//! assert_eq!(both.len(), 3); // N2 is told by its id
//!
//! let before = both.clone();
//! assert!(both.forget(&"ann"));
//! assert_eq!((both.len(), before.len()), (2, 3));
//! # Ok::<(), regulars::Error>(())
//! ```
