//! Speed: how the bulk load and the fits work, and what was measured.
//!
//! # Speed
//!
//! [`Ledger::load`](crate::Ledger::load) takes columns: a customer, a day and an amount for each
//! row. What it has to do is bring rows together by customer and in order. It does so without a
//! hash table over customers and without a general sort:
//!
//! ```text
//! rows ──▶ judged ──▶ chunks of rows ──▶ parts ──────────────────▶ customers in order
//!          (policy)   (fixed size)        (ranges of customers)     (sorted in cache)
//! ```
//!
//! 1. **A glance.** Rows are looked at in groups of 1,024. If the extremes of a group's days and
//!    amounts fit a word as plain sales, so do all its rows, and none is judged by itself. The
//!    other groups are judged row by row.
//! 2. **A number for each customer** that orders as the keys do. An integer key (`u64`, `u32`,
//!    `u16`, `i64`, `i32`) is its own number. Texts are of a kind: all begin alike, or have digits
//!    at one place and a dash at another. A look at all of them finds which bytes occur at each
//!    place, and the place gets as many bits as tell them apart, none where all agree. If that
//!    makes 64 bits at most, the text *is* its number, and is read back from it. Of longer ones
//!    the first 64 bits tell how they begin; the rows of one beginning are compared and told
//!    apart. All other keys go by a hash and are compared in the same way, so that the result is
//!    exact whatever the hash is.
//! 3. **Count.** Every chunk of 2¹⁹ rows counts its rows by bucket: 4,096 equal ranges of those
//!    numbers. Buckets in a row make a part, until it is full at 2¹⁵ rows, which fit the cache of
//!    a core. So each chunk knows where in each part its rows go.
//! 4. **Scatter.** Every chunk writes its rows there. A row travels as one number, the customer
//!    above and the purchase below, so that sorting numbers sorts both. With a few years of days
//!    and usual amounts it fits 64 bits, and else 128.
//! 5. **Sort.** Every part is brought in order where it lies, with another counting sort, fine
//!    enough to tell most customers apart. Within a customer rows are nearly in order already,
//!    because logs come by day, so insertion does the rest; what is further out of order goes to
//!    the standard library's sort.
//!
//! As parts are ranges, customers come out in the order of their keys. A part with far too many
//! rows is taken apart by the same means. All of it is safe code, as each task owns what it
//! writes, and sizes of chunks and parts do not depend on the machine, so neither does the result.
//!
//! Rows with an order id do not fit a word. They take the way of
//! [`append`](crate::Ledger::append): a sort by customer and record, in parallel.
//!
//! Where every purchase of a ledger lies in one piece and fits a word, a view does not copy them:
//! it reads each customer's words once for the columns, and shares them for the timelines. Scores
//! are computed from columns.
//!
//! # Figures
//!
//! 10,000,000 orders of 875,386 customers (`u64` keys, two years, in date order), from columns in
//! memory to scored, named segments: ledger, table, fit and score together. Two threads of a
//! shared machine with two cores; programs asked in turn, medians of 9 rounds after a warm-up.
//! Only the ratios mean something: between runs, times on that machine moved by a fifth.
//!
//! | program | work | seconds | ours is quicker by |
//! |---|---|---|---|
//! | regulars | purchase days, first and last day, orders, revenue, timelines, RFM | 0.138 | |
//! | DuckDB 2.0 | plain RFM: orders, last and first day, sum; thresholds, then a `CASE` | 0.448 | 3.2 |
//! | Polars 2.1 | the same, by quantile expressions | 0.597 | 4.3 |
//! | Polars 2.1 | with distinct purchase days | 1.153 | 8.3 |
//! | DuckDB 2.0 | with distinct purchase days | 1.449 | 10.5 |
//!
//! About four fifths of ours are the ledger. The whole process, from CSV, peaked at 346 MB, of which
//! the columns are 200; with text keys at 546. The command, with a harness that writes `run`:
//!
//! ```text
//! score_orders --orders ledger_10000000.csv --customer customer_id --date date --amount amount \
//!              --as-of 2025-01-01 --worker
//! ```
//!
//! All steps together, against 10,000,000 rows with `u64` keys in date order:
//!
//! | rows | time |
//! |---|---|
//! | shuffled | 1.2 times as long |
//! | text keys from CSV (`C` and up to 13 digits) | 2.4 times |
//! | 1,000,000 rows | 0.12 of the time |
//! | 50,000,000 rows | 4.8 times |
//!
//! The load alone, with texts handed over as keys, against the same rows with `u64` keys:
//!
//! | keys | number | time |
//! |---|---|---|
//! | `customer-00012345` | exact | 2.0 times |
//! | `C` and up to 13 digits | exact | 2.8 times |
//! | up to 13 digits, as text | exact | 2.9 times |
//! | UUIDs as text | beginning | 7.5 times |
//! | e-mail addresses (made up) | beginning | 7.7 times |
//!
//! What the last two cost is memory: to compare all keys of a customer, each is fetched from where
//! it lies. A service that can keep a table of its customers is better off with their numbers.
//!
//! # RFM alone
//!
//! `cargo bench --bench rfm`, 1,000,000 customers on two threads, over several runs: scoring takes
//! from 2.6 to 3.0 ns a customer with five bins, whatever the map, 3.8 if bins are nested and 3.5
//! with ten; learning takes from 14 to 17 ns with quantiles.
//!
//! Natural breaks of 1,000,000 distinct amounts (log-normal, in random order), with everything else
//! that a fit does, against `ckwrap` 1.2, the Python package of Ckmeans.1d.dp in C++, which finds
//! the same groups on one thread:
//!
//! | bins | regulars | ckwrap | quicker by |
//! |---|---|---|---|
//! | 5 | 0.068 s | 0.457 s | 6.7 |
//! | 10 | 0.114 s | 0.833 s | 7.3 |
//!
//! # Fits and forecasts
//!
//! A fit looks at distinct histories, not at customers. At day grain a shop has at most as many as
//! its days and numbers of repeats allow: CDNOW's 2,357 customers have 1,016, and a simulated
//! 1,000,000 of two years 324,000. The search from several starts runs on at most a few thousand of
//! them, each for its neighbours, and only the last few steps look at all. Cells are sorted by
//! repeats, so that what depends on repeats alone, gamma functions first of all, is computed once
//! for each number of them. Values, gradients and curvature come from one pass.
//!
//! Forecasts need a short series, an integral or a sum for a customer, none of which depends on
//! when the last purchase was. So a question tabulates them by repeats and age, as polynomials that
//! are wrong by less than a relative 10⁻¹¹: the [numerics](crate::guide::numerics) say how. Whoever
//! keeps a question and puts it to many customers pays for a dozen values of each number of repeats;
//! whoever makes one for each customer pays for them each time.
//!
//! On two threads against lifetimes 0.11.3 on one (it has no more), which were asked in turn, on
//! 1,000,000 simulated customers of up to two years, with parameters like CDNOW's; medians of three:
//!
//! | work | regulars | lifetimes | quicker by |
//! |---|---|---|---|
//! | fit BG/NBD, days | 0.18 s | 9.6 s | 55 |
//! | fit BG/NBD, times that are all different | 0.27 s | 9.1 s | 36 |
//! | fit Gamma–Gamma | 0.058 s | 2.5 s | 43 |
//! | fit Pareto/NBD, times that are all different, 100,000 customers | 0.51 s | 31.2 s | 51 to 82 |
//! | P(alive), orders and value of 52 weeks, BG/NBD | 0.157 s | 8.2 s | 52 |
//! | the same, Pareto/NBD | 0.195 s | 12.8 s | 66 |
//!
//! Log-likelihoods agree in all digits that are printed. `cargo bench --bench clv` has our side of it.
//!
//! # Churn risk
//!
//! 1,000,000 simulated customers with three orders each, of whom 323,271 have bought within the
//! lookback and are asked about; `cargo bench --bench churn` on two cores, all in one run.
//!
//! | work | ms |
//! |---|---|
//! | ledger and table of their orders | 49.4 |
//! | [`RateModel::p_silent_for`](crate::churn::RateModel::p_silent_for) | 5.0 |
//! | [`ChurnModel`](crate::churn::ChurnModel) by it: risk, reasons, days of alerts | 36.2 |
//! | [`BtydModel::p_silent_for`](crate::clv::BtydModel::p_silent_for), BG/NBD | 31.6 |
//! | `ChurnModel` by that | 193 |
//!
//! Those are calls after the first, to which the system has handed out the memory before; the first by
//! rates took from 44 to 57 ms. A rate's answers depend on two whole numbers, repeats and age, so
//! that a question keeps those it has given once many have been asked for. Those of BG/NBD depend on
//! three; what is ahead of a living customer comes from the tables, and one exponential function and one
//! logarithm of `1 + x` are left.
//!
//! # What was tried
//!
//! - To keep the answers of all blocks of rows until the last was there, and then to join them: of risks
//!   by rates, the system's part was 123 ms of processor time where it was 58 without.
//! - Risks beside each other rather than in boxes of their own: 65 ms where boxes take 39, as the system
//!   hands out pages for those too of whom nothing is said. Where everybody is asked about, 92 to 98 ms
//!   against 76, but the first call took 107 against 122.
//! - In each part a table by open addressing, which numbers customers as they come, and rows that
//!   travel as two columns: the load took 302 ms where the counting sort, with both in one column,
//!   took 240 (two threads).
//! - 128 bits for every row: 491 ms where 64 took 353 (one thread). Memory that is touched for the
//!   first time costs more than the arithmetic of squeezing.
//! - Chunks that keep their rows by part until the parts gather them, as the load first did: 169 ms
//!   for all steps where writing straight into the parts takes 141. What it costs is fresh memory.
//! - Memory that the allocator keeps: a good part of a load is the system handing out pages. When
//!   chunks still kept their rows, all steps together took 242 ms with glibc told to keep pages,
//!   where they took 288 before, so a program that loads often gains by such an allocator.
//! - A dictionary for texts, made by hash, then ranked: 10 to 13 times as long as `u64` keys, for
//!   any text. Exact numbers of two to four words, which travel with the row: the same 6 times for
//!   UUIDs, and 12 for e-mail addresses, because such rows outgrow the cache.
//! - Natural breaks without ruling out blocks first: 0.60 s for 5 bins where it takes 0.068 now.
//!   With blocks of equally many values, nothing was ruled out in long tails.
//! - Quantiles by selection alone: the fit took 42 ms where counting by range first, and selecting
//!   in what is left, took 16 (two threads).
