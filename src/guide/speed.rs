//! Speed: how the bulk load works, and what was measured.
//!
//! # Speed
//!
//! [`Ledger::load`](crate::Ledger::load) takes columns: a customer, a day and an amount for each
//! row. What it has to do is bring rows together by customer and in order. It does so without a
//! hash table over customers and without a general sort:
//!
//! ```text
//! rows ──▶ judged ──▶ chunks of rows ──▶ each chunk's rows by part ──▶ parts ──▶ customers
//!          (policy)   (fixed size)        (a range of customers)       (in cache)  in order
//! ```
//!
//! 1. **A glance.** Rows are looked at in groups of 1,024. If the extremes of a group's days and
//!    amounts fit a word as plain sales, so do all its rows, and none is judged by itself. The
//!    other groups are judged row by row.
//! 2. **A number for each customer** that orders as the keys do. An integer key (`u64`, `u32`,
//!    `u16`, `i64`, `i32`) is its own number. All other keys go through a dictionary, which is
//!    built with the same machinery by a hash of the keys, and then compared, so that it is exact
//!    whatever the hash is. [`Orders::coded`](crate::Orders::coded) brings a dictionary along.
//! 3. **Count.** Every chunk of 2¹⁹ rows counts its rows by bucket: 4,096 equal ranges of those
//!    numbers. Buckets in a row make a part, until it is full at 2¹⁵ rows, which fit the cache of
//!    a core.
//! 4. **Scatter.** Every chunk writes its rows by part. A row travels as one number, the customer
//!    above and the purchase below, so that sorting numbers sorts both. With a few years of days
//!    and usual amounts it fits 64 bits, and else 128.
//! 5. **Gather.** Every part gathers its rows from all chunks with another counting sort, fine
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
//!
//! Where every purchase of a ledger lies in one piece and fits a word, a view does not copy them:
//! it reads each customer's words once for the columns, and shares them for the timelines. Scores
//! are computed from columns.
//!
//! # Figures
//!
//! 10,000,000 orders of 875,386 customers (`u64` keys, two years, in date order), from columns in
//! memory to scored, named segments: ledger, table, fit and score together. Two threads of a
//! shared machine with two cores; programs asked in turn, medians of 7 rounds after a warm-up.
//! Only the ratios mean something: between runs, times on that machine moved by a fifth.
//!
//! | program | work | seconds | ours is quicker by |
//! |---|---|---|---|
//! | regulars | purchase days, first and last day, orders, revenue, timelines, RFM | 0.249 | |
//! | DuckDB 2.0 | plain RFM: orders, last and first day, sum; thresholds, then a `CASE` | 0.842 | 3.4 |
//! | Polars 2.1 | the same, by quantile expressions | 1.064 | 4.4 |
//! | Polars 2.1 | with distinct purchase days | 1.909 | 7.6 |
//! | DuckDB 2.0 | with distinct purchase days | 2.480 | 9.7 |
//!
//! Of ours, 0.205 s are the ledger, 0.024 the view, 0.011 the fit and 0.009 the scores. Peak memory
//! beyond the columns (200 MB) was 161 MB. The command, with a harness that writes `run`:
//!
//! ```text
//! score_orders --orders ledger_10000000.csv --customer customer_id --date date --amount amount \
//!              --as-of 2025-01-01 --worker
//! ```
//!
//! | rows | against 10,000,000 in date order |
//! |---|---|
//! | shuffled | 1.2 times as long |
//! | text keys from CSV (a dictionary) | 2.0 to 2.3 times as long |
//!
//! Texts that are handed over as keys, without a dictionary, are slower: loading 100,000 orders
//! took 7.4 times as long as with `u64` (the bench `ledger`).
//!
//! | rows | against 10,000,000 in date order |
//! |---|---|
//! | 1,000,000 rows | 0.13 of the time |
//!
//! # What was tried
//!
//! - In each part a table by open addressing, which numbers customers as they come, and rows that
//!   travel as two columns: the load took 302 ms where the counting sort, with both in one column,
//!   took 240 (two threads).
//! - 128 bits for every row: 491 ms where 64 took 353 (one thread). Memory that is touched for the
//!   first time costs more than the arithmetic of squeezing.
//! - Memory that the allocator keeps: about a quarter of a load is the system handing out pages. With
//!   glibc told to keep them, all steps together took 242 ms where they took 288 before, so a
//!   program that loads often gains by such an allocator.
//! - Quantiles by selection alone: the fit took 42 ms where counting by range first, and selecting
//!   in what is left, took 16 (two threads).
