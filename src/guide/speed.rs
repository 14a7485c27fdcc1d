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
//! FIGURES
