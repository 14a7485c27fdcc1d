//! Architecture: three laws, and the rooms that keep them.
//!
//! # The row law
//!
//! *What depends on the population is learned in `fit`. A score reads one row and nothing else.*
//!
//! An engine looks at all customers once, in [`Fit::fit`](crate::Fit::fit), and what it has
//! learned is a model: a small value. After that, [`Score::bind`](crate::Score::bind) resolves the
//! names of features once a table, and [`Bound::score_row`](crate::Bound::score_row) answers for
//! one [`Row`](crate::Row). It is handed nothing else. From this follows:
//!
//! * scoring a slice gives the slice of the scores, and shuffled rows give shuffled scores;
//! * threads and block sizes cannot change a bit;
//! * one customer can be scored alone, and gets the score that they have among all;
//! * a model can be fitted here and applied in another process, on another day;
//! * a changed score means a changed customer: nobody's score moves because others came.
//!
//! # The as-of law
//!
//! *A view of a day shows nothing later, and what comes later never changes it.*
//!
//! [`Ledger::as_of`](crate::Ledger::as_of) takes a day, and there is no call that takes none.
//! Later purchases are not hidden in a view; they are not there. A feature says on which day it
//! was known, and a table refuses one known after its own day, with
//! [`ErrorKind::Leak`](crate::ErrorKind::Leak). Labels for training and judging come only from
//! [`outcomes`](crate::Ledger::outcomes) and [`split`](crate::Ledger::split).
//!
//! A row knows its past too: [`Row::cut_at`](crate::Row::cut_at) gives the row that a view of that
//! earlier day would show, except that only features declared constant survive.
//!
//! The law speaks of the days on which things happened. A record that arrives late may also say
//! when it became known; [`as_known`](crate::Ledger::as_known) looks at both days.
//!
//! # The merge law
//!
//! *Ledgers of any two sets of records merge into the ledger of their union.*
//!
//! Money is integer, so sums do not depend on their order. Of repeats the least record by a fixed
//! order stays, and that choice looks at the records alone, never at which came first. So merging
//! is associative and commutative, and a ledger does not depend on how its records were cut up,
//! shuffled or batched. One limit: records without an order id cannot be told apart, so each of
//! them counts, and a merge of two ledgers that share such records has them twice.
//!
//! # The rooms
//!
//! ```text
//! src/
//! ├─ lib.rs       promise, example, map; re-exports
//! ├─ guide/       these pages
//! │  doors
//! ├─ testing/     the laws as a macro                     (feature)
//! ├─ csv/         orders by column names                  (feature)
//! ├─ sim/         a seeded shop with known truth
//! │  engines
//! ├─ rfm/         edges, scores, segments, reasons
//! ├─ clv/         purchases to come, spend, value, diagnostics
//! │  customers by group
//! ├─ groups/      who is where, who has moved, how shares change
//! │  many customers
//! ├─ ledger/      purchases under a policy: door, load, view, outcomes
//! │  what an engine is
//! ├─ engine/      Fit, Score, Bound, composition
//! │  customers in columns
//! ├─ table/       Columns, Table, Row, Feature, Layout
//! │  events and sums
//! ├─ journal/     events by customer and day; knows no money
//! ├─ history.rs   one customer in a few numbers, and day by day
//! │  records
//! ├─ record/      Purchase, Customer
//! │  values and arithmetic
//! ├─ personal/    masked text
//! ├─ num/         quantiles, natural breaks, special functions, a search, a portable generator
//! │  plain things
//! ├─ money/ · day.rs · ruler.rs · error.rs
//! ├─ par.rs · language.rs     the only file that names rayon; English and Chinese
//! └─ report.rs   how a fit went
//! ```
//!
//! A room may name rooms on lower floors, and no others; neighbours do not meet. A test reads the
//! sources and fails otherwise. It also fails for a file of more than 400 lines, for a thread
//! outside `par.rs`, and for any use of a clock.
//!
//! # Journal and ledger
//!
//! A [`Journal`](crate::Journal) holds events of any kind by customer and day. It is a short list
//! of immutable segments behind `Arc`s, each at least twice as long as the next:
//!
//! ```text
//! journal ─▶ [ segment of 1,000,000 ] [ 30,000 ] [ 900 ] [ 12 ]
//! append  ─▶ one more short segment; neighbours are merged while the rule is broken
//! ```
//!
//! So an event is copied O(log n) times in its life, and a reader that holds a segment never waits
//! for a writer. In a segment, customers stand in the order of their keys, each with a list of
//! events in order. An event that fits 64 bits is kept as one word; the others are kept whole.
//!
//! A [`Ledger`](crate::Ledger) is a journal of purchases plus a [`Policy`](crate::Policy). Every
//! row is judged at the door, once, before anything is added; a call that fails adds nothing. A
//! purchase fits a word if it has no id, no details, and was recorded on its own day: 20 bits of
//! day, one of kind, 43 of amount, in the order in which purchases are compared. The absolute sum
//! of all amounts in a ledger is kept within `i64`, so no later sum can overflow, and no view has
//! to return a `Result`.
//!
//! A [`View`](crate::View) is one day's picture, owned and immutable. If all purchases lie in one
//! segment and fit a word each, the view shares that segment and sums it up; else the purchases
//! are collapsed by day into columns of its own. [`compact`](crate::Ledger::compact) brings a
//! ledger into one segment ahead of time. No answer depends on it.
//!
//! The bulk load is described under [`speed`](crate::guide::speed).
//!
//! # Models of purchases
//!
//! ```text
//! table ─▶ Cells: distinct histories ─▶ likelihood, two derivatives ─▶ search ─▶ parameters
//!                                                                                     │
//! row ─▶ repeats, last age, age ─▶ posterior of this customer ◀───────────────────────┘
//!                                       │
//!                                       └─▶ question ─▶ Answer: a number, or a refusal
//! ```
//!
//! Two families of formulas serve all five [families](crate::clv::Family): beta–geometric ones, in
//! which customers leave at purchases, and the Pareto's, in which they leave at any time. What the
//! first need of hidden events lies in `num/`, and knows no customers. A
//! [`Question`](crate::clv::Question) holds parameters and a horizon and nothing else, so it obeys
//! the row law as all scorers do, and can be kept by a service. What a fit found out about itself
//! is a [`FitReport`](crate::FitReport), which stays with the model, also when that is stored.
//!
//! # What is checked where
//!
//! Everything is checked once, where it enters: rows at the ledger's door, columns in
//! [`Table::new`](crate::Table::new), settings in `fit` or `build` (or ahead of time in `check`),
//! stored forms on their way back. Inside, functions are total: a bound scorer always answers.
