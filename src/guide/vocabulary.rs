//! Vocabulary: the words of this crate, and the traps in everybody else's.
//!
//! # Recency and frequency
//!
//! Two fields meet in customer analytics, and they use the same two words for different things.
//!
//! | word | in RFM | in the lifetime-value literature |
//! |---|---|---|
//! | recency | days from the last order to today: small is good | age at the last order, `t_x`: large is good |
//! | frequency | number of all orders | number of *repeats* `x`: purchase days after the first |
//! | `T` | – | days from the first order to today |
//! | monetary | the sum of spend, or its mean | the mean spend of a *repeat* purchase |
//!
//! A number of the one kind handed to a formula of the other gives an answer, and no error.
//! Therefore a [`History`](crate::History) uses none of these words. The names below can be
//! searched for by the old ones. The settings of [`Rfm`](crate::Rfm) do say `recency`, `frequency`
//! and `monetary`: there, and only there, they have RFM's meaning.
//!
//! # A history
//!
//! ```text
//! first purchase           last purchase            as-of day
//!     ├──────── last_age ───────┼──── days_since_last ───┤
//!     ├─────────────────────── age ──────────────────────┤
//! ```
//!
//! | name | means | known elsewhere as |
//! |---|---|---|
//! | [`orders`](crate::History::orders) | all orders, two on one day being two | RFM's frequency |
//! | [`purchase_days`](crate::History::purchase_days) | days with at least one order | – |
//! | [`repeats`](crate::History::repeats) | purchase days after the first | `x` |
//! | [`days_since_last`](crate::History::days_since_last) | days from the last purchase to the as-of day | RFM's recency |
//! | [`last_age`](crate::History::last_age) | days from the first purchase to the last | `t_x` |
//! | [`age`](crate::History::age) | days from the first purchase to the as-of day | `T` |
//! | [`revenue`](crate::History::revenue) | what was spent, returns taken off | RFM's monetary |
//!
//! ```
//! use regulars::{Currency, Ledger, Money, Purchase};
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! for day in ["2024-03-01", "2024-03-11", "2024-03-11", "2024-03-21"] {
//!     ledger.append([("ann", Purchase::new(day.parse()?, Money(1_000)))])?;
//! }
//! let view = ledger.as_of("2024-03-31".parse()?);
//! let ann = view.row(&"ann")?.history().expect("ann has bought");
//! assert_eq!((ann.orders(), ann.purchase_days(), ann.repeats()), (4, 3, 2));
//! assert_eq!((ann.last_age(), ann.days_since_last(), ann.age()), (20, 10, 30));
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! # Other words
//!
//! | word | means |
//! |---|---|
//! | as-of day | the day whose knowledge a view, table or row is; the day itself is included |
//! | customer | whoever a key names. One is in a view from their first purchase *or return* on |
//! | prospect | a customer without a purchase: a row without a history |
//! | order | one sale. With [`Policy::lines`](crate::Policy::lines) the lines of one id are one order |
//! | return | a row with a negative amount. It changes revenue, and never orders or purchase days |
//! | timeline | what each day brought, in order |
//! | repeat | of ids: a record with the id of another. Of purchases: a purchase day after the first |
//! | feature | a named number for each customer, with the day it was known |
//! | horizon | how far after an as-of day outcomes are counted, or a forecast looks |
//! | ruler | what times are measured in, days or weeks say; purchases are collapsed by day in all of them |
//! | minor unit | the smallest amount a ledger keeps: a cent, a whole yen, or finer if you ask |
//!
//! # RFM
//!
//! | word | means |
//! |---|---|
//! | R, F, M | days since the last order, orders, revenue; each put into bins, usually five. F may count purchase days or repeats, and M may be a mean |
//! | bin | a class from 1 to the number of bins; more is better, so R counts down |
//! | edge | the border between two bins; it belongs to the bin below it |
//! | nested | edges of F for each bin of R, and edges of M for each pair of both |
//! | digits | R, F and M one after the other: `555` is best, `111` worst |
//! | cell | one combination of bins: 25 of R and F, 125 of R, F and M |
//! | segment map | a name for every cell |
//! | coverage | which cells each name of a map owns, which have none, and which names own none |
//! | reason | the value behind a digit, the edges around it, and the least that moves it |
//! | frozen model | one that was learned once: who moves by it has changed, and not the crowd |
//! | migration | who was in which group on one day, and is in which on another |
//! | new, vanished | in a migration: who is in the second view only, and in the first only |
//! | course | the groups on each of several days, and the migrations in between |
//!
//! # Lifetime value
//!
//! The letters are the literature's, and stand in formulas only. The names can be searched for by
//! them.
//!
//! | letters and names elsewhere | here | means |
//! |---|---|---|
//! | `x`, frequency | [`repeats`](crate::clv::CellColumns::repeats) | purchase days after the first |
//! | `t_x`, recency | [`last_age`](crate::clv::CellColumns::last_age) | from the first purchase day to the last, in the ruler |
//! | `T` | [`age`](crate::clv::CellColumns::age) | from the first purchase day to the as-of day, in the ruler |
//! | `litt` | [`log_gaps`](crate::clv::CellColumns::log_gaps) | the sum of the logarithms of the gaps between purchase days |
//! | `zbar`, `m.x`, monetary value | [`mean`](crate::clv::SpendColumns::mean) | the mean spend on the purchase days that count, which are the repeats unless told otherwise |
//! | `r`, `α`; `a`, `b`; `s`, `β` | [`Family::parameter_names`](crate::clv::Family::parameter_names) | how rates of buying are spread; how chances to leave after a purchase are, and rates of leaving |
//! | `p`, `q`, `v` or `γ` | [`GammaGammaModel::parameters`](crate::clv::GammaGammaModel::parameters) | how spends of one customer vary, and how means do among customers |
//! | `k` | [`Regularity`](crate::clv::Regularity) | how even the gaps are, from 1, random, to 12 |
//! | BTYD, buy till you die | [`Btyd`](crate::clv::Btyd), [`BtydModel`](crate::clv::BtydModel) | models of customers who buy, and leave unseen |
//! | sBG, shifted beta–geometric | [`ShiftedBetaGeometric`](crate::clv::ShiftedBetaGeometric) | a model of renewals |
//! | BG/BB | [`BgBb`](crate::clv::BgBb) | a model of purchases at occasions |
//! | `x`, `t_x`, `n` of a BG/BB | [`bought`](crate::clv::OpportunityColumns::bought), [`last`](crate::clv::OpportunityColumns::last), [`opportunities`](crate::clv::OpportunityColumns::opportunities) | occasions after the first purchase: with a purchase, until the last of these, and in all |
//! | P(alive) | [`p_alive`](crate::clv::BtydModel::p_alive) | the probability of being a customer still |
//! | P0, churn probability | [`p_silent_for`](crate::clv::BtydModel::p_silent_for) | the probability of no purchase within a horizon |
//! | CET, `E[Y(t)]` | [`orders_within`](crate::clv::BtydModel::orders_within) | expected purchase days within a horizon |
//! | PMF | [`orders_ahead`](crate::clv::BtydModel::orders_ahead) | how likely each number of them is |
//! | DERT | [`discounted_orders`](crate::clv::BtydCustomer::discounted_orders) | expected purchase days of all time to come, each for what it is worth now |
//! | DERL | [`discounted_renewals`](crate::clv::ShiftedBetaGeometricModel::discounted_renewals) | expected renewals to come, each for what it is worth now |
//! | CLV, residual lifetime value | [`Clv::value`](crate::clv::Clv::value), [`value_within`](crate::clv::Clv::value_within) | what purchases to come are worth now, in money |
//!
//! | word | means |
//! |---|---|
//! | purchases, orders | in names of this part, *orders* are purchase days: `orders_within` counts days with at least one order |
//! | cell | a distinct history, with the number of customers who share it |
//! | renewal | the decision to stay at the end of a period of a contract |
//! | opportunity | an occasion at which alone a customer can buy, counted after the first purchase |
//! | family | which assumptions a model makes; with parameters it is a model |
//! | refusal | why a model says nothing of one customer |
//! | standing | whether data determine a parameter |
//! | tied | of models: data do not tell them apart |
//! | draws | a model many times, with parameters as they may as well be |
//!
//! # Segments
//!
//! [`Segment::label`](crate::Segment::label) gives the names for people, in English and Chinese,
//! and [`Segment::code`](crate::Segment::code) the one for programs.
//!
//! | code | English | 中文 | in `rf25`: R and F |
//! |---|---|---|---|
//! | `champions` | Champions | 冠军客户 | 5, 4–5 |
//! | `loyal_customers` | Loyal customers | 忠诚客户 | 3–4, 4–5 |
//! | `potential_loyalists` | Potential loyalists | 潜在忠诚客户 | 4–5, 2–3 |
//! | `new_customers` | New customers | 新客户 | 5, 1 |
//! | `promising` | Promising | 有潜力客户 | 4, 1 |
//! | `need_attention` | Need attention | 需关注客户 | 3, 3 |
//! | `about_to_sleep` | About to sleep | 即将沉睡客户 | 3, 1–2 |
//! | `at_risk` | At risk | 流失风险客户 | 1–2, 3–4 |
//! | `cannot_lose` | Cannot lose them | 不可失去客户 | 1–2, 5 |
//! | `hibernating` | Hibernating | 沉睡客户 | 1–2, 1–2 |
//! | `lost` | Lost | 流失客户 | – |
//! | `premium_customers` | Premium customers | 高端客户 | – |
//! | `repeat_customers` | Repeat customers | 复购客户 | – |
//! | `top_spenders` | Top spenders | 高消费客户 | – |
//! | `inactive` | Inactive | 不活跃客户 | – |
//! | `active` | Active | 活跃客户 | – |
//! | `recent` | Recent | 近期客户 | – |
//! | `almost_lost` | Almost lost | 濒临流失客户 | – |
//! | `previously_loyal` | Previously loyal | 曾经忠诚客户 | – |
//! | `dormant` | Dormant | 休眠客户 | – |
//! | `others` | Others | 其他客户 | of a cell that the map leaves without a name |
//! | `custom` | Custom | 自定义 | one of your own, which [`SegmentMap::label`](crate::SegmentMap::label) knows |
//! | `prospect` | Prospect | 潜在客户 | has not bought |
//! | `unnamed` | Unnamed | 未命名 | no map was asked for |
//!
//! Which map has which names and cells: [`SegmentMap`](crate::SegmentMap).
//!
//! A name says where a customer stands among the customers from whom the edges were learned.
//! `lost` is not a finding that somebody has left, and `at_risk` is not a probability.
