//! Lifetime value: what a customer will still buy, what that is worth, and what silence means.
//!
//! The models of [`clv`](crate::clv) know three numbers of a customer: how many purchase days
//! followed the first, how long after the first the last one was, and how long ago the first was.
//! From many customers they learn how rates of buying and of leaving are spread, and from one
//! customer's numbers where in that spread they stand. This page goes through one published case,
//! and then through what there is to decide.
//!
//! # Two customers of CDNOW's
//!
//! CDNOW sold music. A tenth of those who first bought there in the first quarter of 1997, 2,357
//! customers, is the sample that the literature fits, with 39 weeks of their purchases. Fader,
//! Hardie and Lee (2005) publish the parameters of the BG/NBD, with time in weeks. Parameters that
//! are known need no fit:
//!
//! ```
//! use regulars::TimeUnit;
//! use regulars::clv::{BtydModel, Family};
//!
//! let cdnow = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
//! let weeks = |weeks| TimeUnit::Week.of(weeks);
//! let about = |got: f64, want: f64| assert!((got - want).abs() < 0.0006, "{got}");
//!
//! // The first came back twice, last in week 30.43, and is in week 38.86 now.
//! let first = cdnow.customer(2, 30.43, 38.86)?;
//! about(first.p_alive()?, 0.727);
//! about(first.orders_within(weeks(39.0)?)?, 1.226);
//!
//! // The second came back once, soon, and has not been seen for 37 weeks.
//! let second = cdnow.customer(1, 1.71, 38.86)?;
//! about(second.p_alive()?, 0.212);
//! about(second.orders_within(weeks(39.0)?)?, 0.203);
//!
//! // Somebody new buys again 1.45 times in a year, on average.
//! about(cdnow.orders_of_new_customer(weeks(52.0)?)?, 1.446);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! The 1.226 is in the paper, which had 39 weeks more to compare it with. Customers of a
//! [`View`](crate::View) are asked with questions, which are scorers as any other, so that one pass
//! answers several of them, and one customer at the till is answered as among all:
//!
//! ```
//! use regulars::clv::{BtydModel, Family};
//! use regulars::{Currency, Days, Ledger, Money, Purchase, TimeUnit};
//!
//! let mut ledger = Ledger::new(Currency::USD);
//! for (who, day) in [("ann", "1997-01-01"), ("ann", "1997-04-10"), ("ann", "1997-08-02"),
//!                    ("bob", "1997-01-01"), ("bob", "1997-01-13"), ("cleo", "1997-01-01")] {
//!     ledger.append([(who, Purchase::new(day.parse()?, Money(2_235)))])?;
//! }
//! let view = ledger.as_of("1997-09-30".parse()?);
//! let cdnow = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
//!
//! let ahead = Days(39 * 7);
//! let questions = (cdnow.p_alive(), cdnow.p_silent_for(ahead), cdnow.orders_within(ahead));
//! let mut told = Vec::new();
//! for (who, (alive, silent, orders)) in view.join(&questions)? {
//!     told.push(format!("{who} {:.3} {:.3} {:.3}", alive?, silent?, orders?));
//! }
//! assert_eq!(told, ["ann 0.727 0.445 1.226", "bob 0.212 0.883 0.203", "cleo 1.000 0.855 0.195"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A question keeps what it has computed for one customer and can use for another, so a service does
//! well to make its questions once. Histories that are in no table, in columns of `x`, `t_x` and `T`,
//! are asked with [`score_columns`](crate::clv::Question::score_columns), and single ones as above.
//!
//! # Which question
//!
//! Ann's `0.727` is P(alive), the probability that she has not left for good. Cleo's is 1, although
//! she has been silent for nine months. That is no error. Under the BG/NBD a customer may leave
//! right after a *repeat* purchase, and cleo has made none, so that the model has seen her take no
//! chance to leave. It takes her for somebody who buys seldom.
//!
//! Nobody can check P(alive), because leaving is never seen. What can be seen is silence, and to be
//! silent a customer must either have left or buy seldom. That is
//! [`p_silent_for`](crate::clv::BtydModel::p_silent_for), in the literature P0: it is the churn
//! probability to use, and `1 − P(alive)` is not. The column in the middle above says what each of
//! the three is: ann may well come back, and bob and cleo are both unlikely to, although one has
//! most likely left and the other has not.
//!
//! How much that matters was measured on UCI's Online Retail II, as of 2011-09-10: of 4,317
//! customers who had bought within a year, 2,129 were silent for the 90 days that followed. The
//! area under the ROC curve, which is .5 for a coin:
//!
//! | family, learned from the 5,281 customers known then | `1 − P(alive)` | `p_silent_for(Days(90))` |
//! |---|---|---|
//! | BG/NBD | .506 | .765 |
//! | MBG/NBD | .702 | .766 |
//! | Pareto/NBD | .677 | .763 |
//!
//! The silence is told equally well by all, and P(alive) by none. Ask:
//!
//! | to know | ask |
//! |---|---|
//! | who will be silent, and deserves a letter | [`p_silent_for`](crate::clv::BtydModel::p_silent_for) |
//! | how many purchase days to plan for | [`orders_within`](crate::clv::BtydModel::orders_within) |
//! | how likely three or more of them are | [`orders_ahead`](crate::clv::BtydModel::orders_ahead) |
//! | when the next one is due, or whether it will be | [`next_order`](crate::clv::BtydModel::next_order) |
//! | what a customer is worth | [`Clv`](crate::clv::Clv) |
//! | whether a long-time customer has gone | [`p_alive`](crate::clv::BtydModel::p_alive), and [`p_alive_at`](crate::clv::BtydModel::p_alive_at) for a day to come |
//!
//! One more surprise is right. Of customers who have been silent for as long, those who once bought
//! more often are expected to buy *less*: the longer their gaps were, the less a gap means. With 39
//! weeks of history and nothing since week 20, five repeats are worth more than twenty.
//!
//! ```
//! # use regulars::TimeUnit;
//! # use regulars::clv::{BtydModel, Family};
//! # let cdnow = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
//! let year = TimeUnit::Week.of(52.0)?;
//! let orders = |repeats| cdnow.customer(repeats, 20.0, 39.0)?.orders_within(year);
//! assert!(orders(20)? < 0.01 && 0.3 < orders(10)? && orders(10)? < orders(5)?);
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # Which family
//!
//! All of them say: customers buy at a rate of their own, and one day they leave, which nobody is
//! told. [`Family`](crate::clv::Family) says what else:
//!
//! | family | customers leave | purchases come | take it |
//! |---|---|---|---|
//! | [`BgNbd`](crate::clv::Family::BgNbd) | after a repeat purchase | at random | as the field's usual one, and not where many buy once and P(alive) is looked at |
//! | [`MbgNbd`](crate::clv::Family::MbgNbd) | after any purchase, the first included | at random | where first orders may disappoint; one-time buyers have a P(alive) below 1 |
//! | [`ParetoNbd`](crate::clv::Family::ParetoNbd) | at any time | at random | where leaving has nothing to do with buying, such as moving away |
//! | [`BgCnbd`](crate::clv::Family::BgCnbd) | as BG/NBD | with a rhythm | where gaps are more even than chance makes them: refills, groceries |
//! | [`MbgCnbd`](crate::clv::Family::MbgCnbd) | as MBG/NBD | with a rhythm | the same, with leaving after the first |
//!
//! A rhythm is a whole number `k`, the [`Regularity`](crate::clv::Regularity): a purchase is every
//! `k`-th of events that come at random. At 1 it is the plain model. To estimate it the gaps
//! between purchases must be known, so a table needs timelines, and columns need
//! [`log_gaps`](crate::clv::CellColumns::log_gaps).
//!
//! None of them is for
//!
//! * **contracts**, where leaving is seen, and **occasions**, at which alone one can buy: see
//!   [`ShiftedBetaGeometric`](crate::clv::ShiftedBetaGeometric), [`BgBb`](crate::clv::BgBb) and
//!   [their recipe](crate::guide::forecasts#contracts-and-occasions);
//! * **seasons and campaigns**. Rates are the customer's own and stay what they are. A year of data
//!   and a horizon of a year let a season come once in each; a horizon of a quarter does not;
//! * **customers who are unlike for a reason that is known**, such as channels or countries. There
//!   are no covariates here. Fit each group by itself if there are enough of them.
//!
//! # Units
//!
//! Purchases are collapsed by calendar *day*: two orders on a day are one purchase day, whatever
//! the unit. The [`TimeUnit`](crate::TimeUnit) only says in what the days between them are
//! measured. That is how the literature fits CDNOW, and it finds an `r` of .243. Purchases
//! collapsed by *week*, which is what some tools do when told to use weeks, are other data: they
//! lose repeats within a week, and give an `r` of .291, an α of 6.852. Such columns can be given to
//! [`Cells::new`](crate::clv::Cells::new), but then everything that is said is said of weeks with a
//! purchase.
//!
//! A change of ruler changes `α` (and `β`) by the ratio of the units and no answer at all. The
//! model keeps its ruler, also when stored. A horizon in [`Days`](crate::Days) fits every ruler; a
//! [`Span`](crate::Span) fits its own, and another is
//! [`ErrorKind::Ruler`](crate::ErrorKind::Ruler), so that 12 months are never taken for 12 weeks:
//!
//! ```
//! use regulars::{Days, ErrorKind, TimeUnit};
//! # use regulars::clv::{BtydModel, Family};
//!
//! let in_weeks = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
//! let in_days = BtydModel::new(Family::BgNbd, TimeUnit::Day, [0.243, 7.0 * 4.414, 0.793, 2.426])?;
//! let one = in_weeks.customer(2, 30.0, 39.0)?.orders_within(Days(91))?;
//! let other = in_days.customer(2, 210.0, 273.0)?.orders_within(Days(91))?;
//! assert!((one / other - 1.0).abs() < 1e-12);
//!
//! let months = TimeUnit::Month.of(12.0)?;
//! let wrong = in_weeks.orders_of_new_customer(months).unwrap_err();
//! let (found, expected) = (TimeUnit::Month, TimeUnit::Week);
//! assert_eq!(*wrong.kind(), ErrorKind::Ruler { found, expected });
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # A fit, and its report
//!
//! [`Btyd`](crate::clv::Btyd) is fitted to a table, or to [`Cells`](crate::clv::Cells): distinct
//! histories with the number of customers of each, which is all that a fit sees. It searches the
//! maximum of the likelihood from four starts, with exact first and second derivatives, and the
//! model says how that went:
//!
//! ```
//! use regulars::clv::{Btyd, Family};
//! use regulars::sim::Shop;
//! use regulars::{Currency, Fit, Ledger, Standing, TimeUnit};
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! ledger.load(&Shop::new(2_000).seed(2).ordering(0.6, 60.0).build()?.orders())?;
//! let view = ledger.as_of("2024-12-31".parse()?);
//!
//! let model = Btyd::new(Family::BgNbd, TimeUnit::Week).fit(view.table())?;
//! let report = model.report().expect("it was fitted");
//! assert!(report.converged && report.starts.agreed == report.starts.tried);
//! let r = report.parameter("r").expect("it has one");
//! assert_eq!(r.standing, Standing::Identified);
//! let (low, high) = r.interval(0.95).expect("it is identified");
//! assert!((low..=high).contains(&0.6)); // the shop was made with 0.6
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! | in the [`FitReport`](crate::FitReport) | look for | if not |
//! |---|---|---|
//! | `converged` | true | the fit was an error, [`NotConverged`](crate::ErrorKind::NotConverged), which carries this report; the model is to be had with [`accept_unconverged`](crate::clv::Btyd::accept_unconverged) |
//! | `starts` | all agreed | there are several hills, and the best found was taken; believe the likelihood, and be careful with the parameters |
//! | `standing` of each parameter | `Identified` | see below |
//! | `standard_error` | small beside the value | more customers or a longer time; forecasts may be sure where parameters are not, because parameters make up for each other: see [How sure](#how-sure) |
//! | `cells` and `customers` | as many as expected | the policy dropped rows, or the as-of day is not the one that was meant |
//!
//! **`NotIdentified`** means that values a thousand times apart are about as likely.
//! **`AtBoundary`** means that the search went on to where nothing changes any more: the data have
//! less spread than the family can say, or more. On Online Retail II the Pareto/NBD ends at `s` =
//! 314,000 and `β` = 90,000,000 weeks, with `β` at the boundary. Only their ratio is known then:
//! all customers leave at about one rate, of 0.0035 a week. A parameter beside one at the boundary
//! has its standard error as if that one were known. Predictions of such a model can be used, and
//! are about those of a simpler model; its parameters are not to be read. What helps, in this
//! order:
//!
//! 1. *another family*, which [`Select`](crate::clv::Select) finds: where one runs away, another
//!    often stands. On those customers the BG/NBD is 19 better in log-likelihood, and identified;
//! 2. *more data*: customers with repeats, and a time in which they can leave and be missed. Ten
//!    who have come back, and five distinct histories, are the least that a fit takes, with
//!    [`TooLittle`](crate::ErrorKind::TooLittle) below; a few hundred are a sensible minimum;
//! 3. *a penalty*, [`Btyd::penalty`](crate::clv::Btyd::penalty), from 0.001 to 0.1: it holds
//!    parameters together, and pulls all of them towards 0, so the estimates are no longer the
//!    likeliest ones. It is a last resort and not a default.
//!
//! # Choosing among families
//!
//! [`Select`](crate::clv::Select) fits several and ranks them by Akaike's criterion, `2p − 2 LL`.
//! Models within 2 of the best are [tied](crate::clv::Candidate::tied): the data do not tell them
//! apart. On CDNOW the log-likelihoods of BG/NBD and MBG/NBD are −9582.43 and −9582.13, 0.3 apart,
//! which decides nothing; the Pareto/NBD, at −9594.97, is clearly behind. Between those tied,
//! choose by what they assume, which [`Family::assumption`](crate::clv::Family::assumption) says in
//! a sentence. Here it matters: BG/NBD says P(alive) = 1 of 1,411 customers who bought once,
//! MBG/NBD does not.
//!
//! With [`holdout`](crate::clv::Select::holdout) each family is also learned from what was known
//! some days before, and judged by what came since. That asks what a forecast is for, and it needs
//! timelines. A regularity that is estimated counts as one more parameter, so that a family with a
//! rhythm of 1 is listed as 2 behind the same family without one.
//!
//! # Spend
//!
//! [`GammaGamma`](crate::clv::GammaGamma) says what a customer spends on a purchase day. Each has a
//! mean of their own; the fewer purchases are known, the more the expectation leans on the mean of
//! all. For the same CDNOW customers the published parameters are 6.25, 3.74 and 15.44 dollars:
//!
//! ```
//! use regulars::Currency;
//! use regulars::clv::{GammaGammaModel, SpendOf};
//!
//! let spend = GammaGammaModel::new(SpendOf::Repeats, Currency::USD, [6.25, 3.74, 15.44])?;
//! let about = |got: f64, want: f64| assert!((got - want).abs() < 0.06, "{got}");
//! let twice = spend.expected(2, 22.35)?;         // two repeats of 22.35 on average
//! about(twice.expected, 24.65);
//! about(spend.expected(1, 11.77)?.expected, 18.91);
//! about(spend.expected(0, 0.0)?.expected, 35.17); // the mean of all
//! assert!((twice.weight - 0.82).abs() < 0.005);  // her own mean counts for so much
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! * **The first purchase is left out**, as in the literature, because first orders are often
//!   unlike those that follow. Only a timeline can tell what it was. With
//!   [`SpendOf::All`](crate::clv::SpendOf::All) it counts, and columns are enough.
//! * **Spend must not depend on frequency**, since a value is the product of both.
//!   [`Independence`](crate::clv::Independence) has the correlations; the field's rule of thumb is
//!   |r| < .30. CDNOW has .11. Above that, read which way the values are off, and do not trust
//!   comparisons between frequent and rare customers.
//! * **`q` of at most 1** means that spends vary so much that their mean is infinite. There is then
//!   no expectation for customers without a purchase day that counts, and they are refused as
//!   [`NoMean`](crate::clv::Refusal::NoMean). The formula would give a negative number, which other
//!   tools print. The usual cause is a handful of wholesale customers among private ones: fit them
//!   apart, or look at `q`'s interval before anything else.
//! * **Returns** make a customer's spend less, from their own day on, and never unmake a purchase
//!   day. So the late return of a first order is taken from the repeats. A customer with nothing
//!   left is left out of the fit, and refused as [`NoSpend`](crate::clv::Refusal::NoSpend).
//!
//! # Value
//!
//! [`Clv`](crate::clv::Clv) takes both models and gives the worth of what is still to come, in
//! units of the currency: [`value_within`](crate::clv::Clv::value_within) a horizon, or [for
//! ever](crate::clv::Clv::value), as residual lifetime value, for all families. What has been spent
//! already is not in it, nor are costs: multiply by your margin.
//!
//! ```
//! use regulars::clv::{BtydModel, Clv, Discount, Family, GammaGammaModel, Refusal, SpendOf};
//! use regulars::{Currency, Days, Ledger, Money, Purchase, Score, TimeUnit};
//!
//! let mut ledger = Ledger::new(Currency::USD);
//! for (day, cents) in [("1997-01-01", 2_933), ("1997-04-10", 2_000), ("1997-08-02", 2_470)] {
//!     ledger.append([("ann", Purchase::new(day.parse()?, Money(cents)))])?;
//! }
//! let view = ledger.as_of("1997-09-30".parse()?);
//! let orders = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
//! let spend = GammaGammaModel::new(SpendOf::Repeats, Currency::USD, [6.25, 3.74, 15.44])?;
//! let clv = Clv::new(orders, spend);
//!
//! let tenth = Discount::per_year(0.10)?;
//! let ann = view.row(&"ann")?;
//! let year = clv.value_within(Days(365), tenth).score_one(ann)??;
//! let at_face = clv.value_within(Days(365), Discount::NONE).score_one(ann)??;
//! let ever = clv.value(tenth).score_one(ann)??;
//! let told = [year, at_face, ever].map(|dollars| format!("{dollars:.2}"));
//! assert_eq!(told, ["36.88", "38.53", "157.16"]);
//!
//! // As `a` is below 1, some customers hardly ever leave: without a discount there is no end.
//! let endless = clv.value(Discount::NONE).score_one(ann)?;
//! assert_eq!(endless, Err(Refusal::OutOfReach));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! **The discount is per year**, whatever the ruler. `Discount::per_year(0.10)` means that what
//! brings 110 in a year is worth 100 now, and is taken off continuously: what comes after `t` days
//! is worth `1.10^(−t / 365.2425)`, on the day it comes, not at the end of its month. A rate *per
//! week* of 10 %, which some tools take when they mean a year's, would make a year's orders worth a
//! fifth of what they are.
//!
//! Without a discount the value for ever may be infinite: it is where leaving is so slow or so
//! uneven that the expected orders have no end (`a` at most 1, or `s` at most 1). It is refused
//! then, as [`OutOfReach`](crate::clv::Refusal::OutOfReach), and with any discount it is not.
//!
//! # How sure
//!
//! Two doubts are easily confused.
//!
//! * **Parameters** come from limited data, so an expectation has an interval. `model.draws(n,
//!   seed)` makes models whose parameters are drawn from what the fit leaves open, and
//!   [`Draws::interval`](crate::clv::Draws::interval) puts one question to all of them. Draws of a
//!   [`Clv`](crate::clv::Clv) vary purchases and spend. It takes a fitted model with a covariance:
//!   one given by hand, or with a parameter that is not identified, has none.
//! * **One customer** does what they like. Whoever is expected to order 1.2 times may order never
//!   or five times, and no amount of data changes that. [`OrdersAhead`](crate::clv::OrdersAhead)
//!   has the probability of each number and its quantiles, [`NextOrder`](crate::clv::NextOrder)
//!   those of the wait.
//!
//! ```
//! # use regulars::TimeUnit;
//! # use regulars::clv::{BtydModel, Family};
//! # let cdnow = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
//! let ahead = cdnow.customer(2, 30.43, 38.86)?.orders_ahead(TimeUnit::Week.of(39.0)?)?;
//! assert!((ahead.mean()? - 1.226).abs() < 0.001);
//! assert!((ahead.probability(0)? - 0.445).abs() < 0.001); // the silence of above
//! assert_eq!((ahead.quantile(0.5)?, ahead.quantile(0.9)?), (1, 3)); // rarely more than three
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The interval of a parameter is Wald's, of its logarithm. How often such intervals hold the truth
//! is counted under [`numerics`](crate::guide::numerics#coverage-of-intervals).
//!
//! # Does it fit?
//!
//! All of these are data that serialise; the small ones print as tables, in English and Chinese.
//!
//! | ask | method | sound if |
//! |---|---|---|
//! | do as many buy so often? | [`frequency_histogram`](crate::clv::BtydModel::frequency_histogram) | close in each bin, with a chi-square near its degrees of freedom |
//! | do they buy so much, week by week? | [`tracking`](crate::clv::BtydModel::tracking) | the cumulative line goes on straight through the day of the fit |
//! | is it right for rare and for frequent customers? | [`calibration_by_repeats`](crate::clv::BtydModel::calibration_by_repeats), [`calibration_by_last_age`](crate::clv::BtydModel::calibration_by_last_age) | means of a holdout are close in each group, not only in all |
//! | what did it say of one customer as time went on? | [`history_of`](crate::clv::BtydModel::history_of) | falls in silence, starts afresh with a purchase |
//! | what would it say of anybody? | [`grid`](crate::clv::BtydModel::grid) | nothing in it surprises those who know the shop |
//! | may spend be modelled apart? | [`Independence::of`](crate::clv::Independence::of) | both correlations within ±.30 |
//! | which family, on days it was not shown? | [`Select::holdout`](crate::clv::Select::holdout) | the best by AIC is among the best there |
//!
//! A histogram is of the days that were fitted, so it flatters. Calibration and tracking past the
//! day of the fit do not. Of seasons expect that customers stay in their order of risk and that the
//! probabilities drift: on Online Retail II the share who are silent for 90 days moved between .42
//! and .69 within a year, and no model of this kind can know why.
//!
//! # Customers with little history
//!
//! | who | purchases | spend, value |
//! |---|---|---|
//! | bought on one day only | answered; P(alive) is 1 under BG/NBD and BG/CNBD-k | the mean of all customers, unless `q ≤ 1`, then refused |
//! | bought today for the first time | answered as a new customer | the same |
//! | not yet a customer, a prospect | refused as [`Prospect`](crate::clv::Refusal::Prospect) | refused |
//! | somebody to come, of whom nothing is known | [`orders_of_new_customer`](crate::clv::BtydModel::orders_of_new_customer), beside the first purchase | [`population_mean`](crate::clv::GammaGammaModel::population_mean) for each of them |
//! | bought, and returned it all | answered, as purchase days stay | refused as [`NoSpend`](crate::clv::Refusal::NoSpend) if it was on days that count, else the mean of all |
//!
//! # What is refused
//!
//! An answer about a customer is an [`Answer`](crate::clv::Answer): a number, or a
//! [`Refusal`](crate::clv::Refusal) that says why there is none. A refusal concerns this customer
//! and does not end a run over all of them.
//!
//! | [`Refusal`](crate::clv::Refusal) | why | what to do |
//! |---|---|---|
//! | `Prospect` | has not bought by the view's day | nothing, or another model |
//! | `OutOfReach` | cannot be computed to the promised accuracy, or is infinite | a shorter horizon, a discount; see [`numerics`](crate::guide::numerics#likelihoods-and-forecasts) |
//! | `NoMean` | the mean spend is infinite | look at `q` |
//! | `NoSpend` | returns have eaten up what was spent | count it as 0 if your policy says so |
//!
//! What concerns the question and not a customer is an [`Error`](crate::Error), at the latest when
//! the question is bound to a table: a horizon in another ruler, money in another currency, spend
//! of repeats without timelines.
//!
//! Storing a model, and other things to do with one, are among the recipes of
//! [`forecasts`](crate::guide::forecasts#fit-score-and-store-a-forecast).
