//! Clusters: customers in groups of alike ones, with names, reasons, and a watch on drift.
//!
//! * [Which engine](#which-engine)
//! * [From a table to named segments](#from-a-table-to-named-segments)
//! * [How many](#how-many)
//! * [Which variables, prepared how](#which-variables-prepared-how)
//! * [Why this segment](#why-this-segment)
//! * [By what other engines say](#by-what-other-engines-say)
//! * [Has the population changed](#has-the-population-changed)
//! * [Streams, and many machines](#streams-and-many-machines)
//!
//! # Which engine
//!
//! | wanted | take |
//! |---|---|
//! | segments that everybody knows by name, and that never move | [`Rfm`](crate::Rfm) |
//! | segments where the customers are, by any number of variables | [`Segmentation`](crate::segment::Segmentation) |
//! | groups of the rows of a matrix | [`KMeans`](crate::segment::KMeans) |
//!
//! # From a table to named segments
//!
//! ```
//! use regulars::segment::{KMeans, Segmentation};
//! use regulars::{Currency, Fit, Language, Ledger, Score};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let view = ledger.as_of("2024-12-31".parse()?);
//! let model = Segmentation::new(KMeans::new(4)).fit(view.table())?;
//! println!("{}", model.text(Language::Chinese)); // or `{model}` in English
//!
//! for (customer, found) in view.join(&model)? {
//!     let Some(found) = found else { continue }; // has not bought yet
//!     let name = model.name(found.label, Language::English);
//!     println!("{customer}: {name}{}", if model.is_outlier(&found) { ", unusual" } else { "" });
//! }
//!
//! // A month later by the same model, and then by a new one, which goes on from its centres, so
//! // that segments keep their labels.
//! let later = ledger.as_of("2025-01-31".parse()?);
//! let same = model.score(later.table())?;
//! let anew = Segmentation::new(KMeans::new(4)).continuing(&model).fit(later.table())?;
//! # assert_eq!(same.len(), anew.score(later.table())?.len());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Label 0 is the segment whose customers spend most on average, unless the model continues another. A
//! name tells in what a centre is
//! half a standard deviation or more from the mean of all customers, and `very` means one and a half.
//!
//! # How many
//!
//! [`select`](crate::segment::Segmentation::select) looks at each number of groups, prints what speaks
//! for it, and chooses. One group is the answer where no other number tells more: customers often
//! spread evenly, and a number of segments is then a matter of what one can act on, not of what there
//! is. [`SelectK`](crate::segment::SelectK) does the same for a matrix.
//!
//! ```
//! # use regulars::segment::{KMeans, Segmentation, SelectK};
//! # use regulars::sim::Shop;
//! # use regulars::{Currency, Ledger};
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(300).build()?.orders())?;
//! # let view = ledger.as_of("2024-12-31".parse()?);
//! let found = Segmentation::new(KMeans::new(2)).select(&SelectK::new(2..=4), view.table())?;
//! println!("{found}"); // inertia, silhouette, gap and stability of each, and the reason
//! assert_eq!(found.evidence().len(), 4); // one group is among them
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Which variables, prepared how
//!
//! K-means adds up squares, so a variable with large numbers or a long tail decides all. On the raw
//! revenues of Online Retail II it puts more than 95 % of 5,878 customers into one of three groups.
//! By default each variable is therefore taken by its logarithm, and measured from the median in
//! distances between quartiles; money by an inverse hyperbolic sine, which is a logarithm of large
//! amounts and has no gulf where returns make them 0 or negative.
//!
//! | variable | preparation |
//! |---|---|
//! | counts and days: whatever has a long tail; with logarithms 5 days are to 10 what 100 are to 200 | [`Preparation::log_robust`](crate::segment::Preparation::log_robust), the default |
//! | amounts, of which some are 0 or negative | [`Preparation::asinh_robust`](crate::segment::Preparation::asinh_robust), the default of money |
//! | grades and shares, without a tail | [`Preparation::standard`](crate::segment::Preparation::standard), or [`Scale::Range`](crate::segment::Scale) |
//! | a few absurd values | [`winsorise`](crate::segment::Preparation::winsorise) |
//! | what matters more | [`weight`](crate::segment::Preparation::weight) |
//! | often unknown | [`missing`](crate::segment::Preparation::missing): the median unless you give a preparation of your own, which refuses what is missing until you say what becomes of it |
//!
//! ```
//! use regulars::segment::{KMeans, Missing, Preparation, Segmentation};
//! use regulars::{Currency, Day, Fit, Ledger, Variable};
//! # use regulars::sim::Shop;
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(500).build()?.orders())?;
//! # let day: Day = "2024-12-31".parse()?;
//! # let view = ledger.as_of(day);
//! // What customers said of us, where they did.
//! let view = view.with_feature("nps", day, |customer| (customer % 3 == 0).then_some(9.0))?;
//! let nps = Variable::column("nps");
//! let grade = Preparation::standard().weight(1.5).missing(Missing::Value(7.0));
//! let model = Segmentation::new(KMeans::new(3))
//!     .variables(Variable::RHYTHM.into_iter().chain([nps.clone()]))
//!     .prepare(nps, grade)
//!     .fit(view.table())?;
//! assert_eq!(model.variables().len(), 6);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A customer alone needs the same columns, be it without a value, and the model may come from a
//! file:
//!
//! ```
//! # use regulars::segment::{KMeans, Missing, Preparation, Segmentation, SegmentationModel};
//! # use regulars::sim::Shop;
//! use regulars::{Currency, Day, Fit, Language, Ledger, Money, Purchase, Score, Variable};
//!
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(500).build()?.orders())?;
//! # let day: Day = "2024-12-31".parse()?;
//! # let view = ledger.as_of(day).with_feature("nps", day, |customer| (customer % 3 == 0).then_some(9.0))?;
//! # let variables = [Variable::Orders, Variable::column("nps")];
//! # let preparation = Preparation::standard().missing(Missing::Value(7.0));
//! # let settings = Segmentation::new(KMeans::new(3)).variables(variables).preparation(preparation);
//! # let model = settings.fit(view.table())?;
//! # #[cfg(feature = "serde")]
//! let stored = serde_json::to_string(&model)?; // with `float_roundtrip`, to come back to the bit
//! # #[cfg(feature = "serde")]
//! let model: SegmentationModel = serde_json::from_str(&stored)?;
//!
//! ledger.append([(9_001, Purchase::new(day, Money(12_000)))])?;
//! let new = ledger.row_at(&9_001, day).with_feature("nps", day, None)?;
//! let found = model.score_one(new.row())?.expect("a buyer");
//! println!("{}", model.name(found.label, Language::English));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Why this segment
//!
//! [`explain`](crate::segment::SegmentationModel::explain) compares the segment with the runner-up,
//! variable by variable. What they add sums up to the margin between both, exactly; but for rounding,
//! a margin is not negative.
//!
//! ```
//! # use regulars::segment::{KMeans, Segmentation};
//! # use regulars::sim::Shop;
//! # use regulars::{Currency, Fit, Language, Ledger};
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! # let view = ledger.as_of("2024-12-31".parse()?);
//! # let model = Segmentation::new(KMeans::new(4)).fit(view.table())?;
//! let why = model.explain(view.table().row(7))?.expect("a buyer");
//! println!("{why}"); // or `why.text(Language::Chinese)`
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # By what other engines say
//!
//! Any scorers whose answers are numbers will do, such as forecasts: see
//! [`fit_by`](crate::segment::Segmentation::fit_by). The model then answers
//! [`by`](crate::segment::SegmentationModel::by) the same scorers.
//!
//! # Has the population changed
//!
//! ```
//! # use regulars::segment::{KMeans, Segmentation};
//! # use regulars::sim::Shop;
//! # use regulars::{Currency, Fit, Ledger};
//! # let mut ledger = Ledger::new(Currency::EUR);
//! # ledger.load(&Shop::new(2_000).build()?.orders())?;
//! let then = ledger.as_of("2024-06-30".parse()?);
//! let model = Segmentation::new(KMeans::new(4)).fit(then.table())?;
//! let now = ledger.as_of("2024-12-31".parse()?);
//! let drift = model.drift(now.table())?;
//! // A rule of thumb: below 0.1 little has changed, above 0.25 much. Of fewer than some hundred
//! // customers chance alone may make it larger.
//! if 0.25 < drift.segments {
//!     println!("time for a new model");
//! }
//! # assert!(drift.segments.is_finite());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Streams, and many machines
//!
//! [`MiniBatch`](crate::segment::MiniBatch) moves centres as rows come, and forgets old ones if it is
//! told to. Where rows lie on many machines, each answers
//! [`partial`](crate::segment::KMeansModel::partial) for its own; the sums
//! [`merge`](crate::segment::PartialSums::merge) in the order of the rows, and a
//! [`step`](crate::segment::KMeansModel::step) from them is the step of the whole.
