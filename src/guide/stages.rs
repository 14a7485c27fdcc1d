//! Stages: where customers stand, since when and why, and how they move on.
//!
//! * [Where each stands](#where-each-stands)
//! * [How much silence is too much](#how-much-silence-is-too-much)
//! * [What changed](#what-changed)
//! * [Many days at once](#many-days-at-once)
//! * [What comes next](#what-comes-next)
//! * [Contracts](#contracts)
//! * [Words of your own](#words-of-your-own)
//!
//! # Where each stands
//!
//! A [`LifecycleRule`](crate::lifecycle::LifecycleRule) is a scorer like any other: it goes into joins,
//! groups and backtests, and answers one customer alone.
//!
//! ```
//! use regulars::lifecycle::Lifecycle;
//! use regulars::{Currency, Fit, Groups, Language, Ledger, Score};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let view = ledger.as_of("2024-12-31".parse()?);
//! let rule = Lifecycle::new().fit(view.table())?;
//!
//! let stage = rule.score_one(view.row(&7)?)?;
//! let (shops_say, value_says) = (stage.consumer(), stage.value());
//! println!("{}: {shops_say}, {value_says}", stage.reason.text(Language::English));
//! println!("{}", stage.state.strategy().label(Language::Chinese));
//! if let Some((day, state)) = stage.next {
//!     println!("{state} on {day} unless they buy"); // one wake-up, instead of a nightly run
//! }
//!
//! let groups = Groups::of(view.table(), (&rule).map(|stage| stage.state))?;
//! println!("{groups}");
//! # assert_eq!(groups.all().customers, 2_000);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How much silence is too much
//!
//! The default measures each customer by their own rhythm: 2, 3 and 6 usual gaps. Of the 5,281 buyers
//! that Online Retail II had on 2011-09-10, these bought again within 90 days:
//!
//! | state | customers | bought again |
//! |---|---|---|
//! | loyal | 669 | 88.8 % |
//! | mature | 790 | 61.3 % |
//! | growing | 869 | 47.9 % |
//! | declining | 470 | 47.7 % |
//! | reactivated | 15 | 40.0 % |
//! | new | 633 | 30.3 % |
//! | silent | 1,515 | 22.2 % |
//! | churned | 320 | 12.2 % |
//!
//! A limit may also be learned from all customers, with [`Silences`](crate::lifecycle::Silences) as the
//! evidence, or be one of a score.
//!
//! ```
//! use regulars::lifecycle::{Lifecycle, Limit, Silences};
//! use regulars::{Currency, Days, Fit, Ledger};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let view = ledger.as_of("2024-12-31".parse()?);
//! let silences = Silences::of(view.table())?;
//! for days in [30, 60, 120, 240] {
//!     println!("after {days} days: {:?}", silences.return_rate(Days(days), Days(90)));
//! }
//! let few = Limit::ReturnRate { below: 0.1, within: Days(90) };
//! let rule = Lifecycle::new().churned_after(few).fit(view.table())?;
//! println!("{:?}", rule.settings());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Limits of different kinds may cross for some customers: whoever has passed that of a later state is in
//! that one.
//!
//! # What changed
//!
//! [`changes`](crate::lifecycle::LifecycleRule::changes) tells every change of a customer with its day,
//! as it would have been told on that day: later purchases never change it. A rule that is learned anew
//! may tell another past; keep the rule, it is a small value that serialises.
//!
//! # Many days at once
//!
//! ```
//! use regulars::lifecycle::{Activity, Funnel, Lifecycle, Pulse};
//! use regulars::{Course, Currency, Day, Days, Fit, Ledger};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let last: Day = "2024-12-31".parse()?;
//! let view = ledger.as_of(last);
//! let rule = Lifecycle::new().fit(view.table())?;
//! let months: Vec<Day> = (0..12).rev().map(|month| last - Days(30 * month)).collect();
//!
//! let course = rule.course(view.table(), &months)?;
//! for (day, moves) in months[1..].iter().zip(course.migrations()) {
//!     let funnel = Funnel::of(moves)?;
//!     println!("{day}: {} came, {} left", funnel.entered.customers, funnel.left.customers);
//! }
//!
//! let activity = Course::of(view.table(), &months, Activity::within(Days(30))?)?;
//! println!("{:?}", activity.groups().iter().map(|month| Pulse::of(month).ratio()));
//! # assert_eq!(course.groups()[11].all().customers, 2_000);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What comes next
//!
//! A course gives a matrix of who moves where in a step, each chance with its interval; and the matrix
//! gives a [`Chain`](crate::groups::Chain), which says what follows if things go on as they went.
//!
//! ```
//! use regulars::groups::TransitionMatrix;
//! use regulars::lifecycle::{Lifecycle, State};
//! use regulars::{Currency, Day, Days, Fit, Ledger};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! # let last: Day = "2024-12-31".parse()?;
//! # let view = ledger.as_of(last);
//! # let rule = Lifecycle::new().fit(view.table())?;
//! # let months: Vec<Day> = (0..12).rev().map(|month| last - Days(30 * month)).collect();
//! let course = rule.course(view.table(), &months)?;
//! let matrix = TransitionMatrix::of(&course)?;
//! let (from, to) = (State::Declining, State::Silent);
//! println!("{:?} {:?}", matrix.probability(from, to), matrix.interval(from, to, 0.95));
//!
//! let chain = matrix.chain();
//! for (state, days) in chain.mean_days_until(State::Churned) {
//!     println!("from {state}: {days:?} days until churned, in the mean");
//! }
//! let now = course.groups()[11].customers();
//! let half_a_year = chain.ahead(now.clone(), 6)?;
//! // And if one in ten fewer of the declining fell silent?
//! let chance = matrix.probability(from, to).expect("some were declining");
//! let better = chain.what_if(from, to, 0.9 * chance)?.ahead(now, 6)?;
//! # assert_eq!(half_a_year.len(), better.len());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A chain knows the state and not how long a customer has been in it. How long customers stay is
//! what [`time_in_state`](crate::lifecycle::LifecycleRule::time_in_state) says, by Kaplan and Meier's
//! estimate, which minds that some stay still.
//!
//! # Contracts
//!
//! [`Lifecycle::contract`](crate::lifecycle::Lifecycle::contract) reads purchases as terms paid for, and a
//! feature as days of cancellation. The term is that of the last purchase, so a renewal is dated by the
//! day on which its term begins, not by the day on which it was paid ahead. Monthly and yearly plans are
//! two rules. All else is the same.
//!
//! # Words of your own
//!
//! States are the keys for words that a product or a team prefers: Emarsys' "defecting" is
//! [`State::Silent`](crate::lifecycle::State::Silent) under
//! [`Lifecycle::emarsys`](crate::lifecycle::Lifecycle::emarsys). Map the answer:
//!
//! ```
//! use regulars::Score;
//! use regulars::lifecycle::{Lifecycle, Stage, State};
//!
//! let rule = Lifecycle::emarsys().build()?;
//! let words = (&rule).map(|stage: Stage| match stage.state {
//!     State::Prospect => "Lead",
//!     State::New => "First-time",
//!     State::Silent => "Defecting",
//!     State::Churned => "Inactive",
//!     _ => "Active",
//! });
//! # let _ = words;
//! # Ok::<(), regulars::Error>(())
//! ```
