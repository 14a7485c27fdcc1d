//! Numerics: what is exact, where rounding is done, and why the bits are the same.
//!
//! # Money
//!
//! An amount is a whole number of minor units, [`Money`](crate::Money)`(i64)`. A ledger has one
//! [`Currency`](crate::Currency), which says how many decimals a major unit has. Sums are integer
//! sums: exact, and the same in any order. A ledger refuses rows once the absolute amounts of
//! all its records together would not fit `i64`, so no sum that is taken later can overflow.
//!
//! ## Reading
//!
//! Decimal text is read digit by digit into a whole number and a scale, with no float in between.
//!
//! ```
//! use regulars::{Currency, Money};
//!
//! assert_eq!(Currency::EUR.parse("-12.5")?, Money(-1_250));
//! assert_eq!(Currency::EUR.parse("1e3")?, Money(100_000));
//! assert_eq!(Currency::JPY.parse("1200.00")?, Money(1_200));
//! assert!(Currency::EUR.parse("0.005").is_err()); // finer than a cent
//! assert!(Currency::EUR.parse("1,200").is_err()); // is it 1.2 or 1200?
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! A float is taken for the shortest text that reads back as it: `19.99` is meant, not the
//! 19.989999999999998… that is stored. See [`Currency::from_f64`](crate::Currency::from_f64).
//!
//! ## Rounding, once
//!
//! With [`Rounding::Exact`](crate::Rounding::Exact), the default, an amount finer than the
//! currency cannot be read. With [`Rounding::HalfEven`](crate::Rounding::HalfEven) it goes to the
//! nearest unit, and from the middle to the even one. Where CSV has a price and a quantity, their
//! exact product is rounded, once: 3 × 0.335 is 1.005 and becomes 1.00, not 3 × 0.34. Whether such
//! a row is a return or a zero is judged by the exact product. Rounding is done on the way in and
//! nowhere else. Amounts finer than a cent can also be kept:
//! [`Currency::with_exponent`](crate::Currency::with_exponent).
//!
//! # Edges of bins
//!
//! Quantile edges are of Hyndman and Fan's type 7, the default of R and NumPy and Excel's
//! `QUARTILE.INC`. For `n` values `x₀ ≤ … ≤ xₙ₋₁` and `k` bins:
//!
//! ```text
//! h = (n − 1)·i/k,   edge i = x⌊h⌋ + (h − ⌊h⌋)·(x⌊h⌋₊₁ − x⌊h⌋),   i = 1 … k − 1
//! ```
//!
//! The fraction is formed from whole numbers, so an edge that falls on a value is that value.
//! Edges are `f64`. Above 2⁵³ minor units an edge is the nearest double.
//!
//! **An edge belongs to the bin below it**: `bin(v) = 1 + number of edges < v`. Days, orders and
//! minor units are whole numbers, so they are compared with the edge rounded down, as integers,
//! and no value is turned into a float when it is scored.
//!
//! | days since last | edge 30 | orders | edge 2.5 | revenue | edge 100 |
//! |---|---|---|---|---|---|
//! | 30 | bin 1 of days, so R 2 | 2 | F 1 | 100 | M 1 |
//! | 31 | bin 2 of days, so R 1 | 3 | F 2 | 101 | M 2 |
//!
//! Equal values share a bin, however many they are. Nothing breaks ties by row order. Where many
//! customers have one order, the lowest edges of F coincide, and the bins between them are empty:
//! the digits are then `5` `1` for one customer and `5` `4` for the next, with nobody between.
//!
//! ```
//! use regulars::{Bins, Currency, Fit, Ledger, Money, Purchase, Rfm};
//!
//! let mut ledger = Ledger::new(Currency::EUR);
//! let day: regulars::Day = "2024-06-01".parse()?;
//! ledger.append((1..=10).map(|key| (key, Purchase::new(day, Money(100 * key)))))?;
//! let view = ledger.as_of(day);
//! let rfm = Rfm::new().monetary(Bins::Quantiles(3)).fit(view.table())?;
//! assert_eq!(rfm.monetary()[0].values(), [400.0, 700.0]); // h is 3 and 6: values themselves
//! assert_eq!(rfm.frequency()[0].values(), [1.0; 4]);      // ten customers with one order each
//! let m: Vec<u8> = view.join(&rfm)?.map(|(_, score)| score.m()).collect();
//! assert_eq!(m, [1, 1, 1, 1, 2, 2, 2, 3, 3, 3]);       // 400 is in bin 1, 700 in bin 2
//! # Ok::<(), regulars::Error>(())
//! ```
//!
//! **Ranks** ([`Bins::Ranks`](crate::Bins::Ranks)) are learned to edges too. Of `n` customers, who
//! has `w` strictly below is in bin `1 + ⌊bins · w / n⌋`. That step is taken at a value, so the edge
//! is the greatest value below it, the one with the rank `⌈n · i / bins⌉`. In days, where less is
//! better, ranks are counted from the other end, and the edge is the day before the value. So the
//! formula holds for values that nobody had when the edges were learned.
//!
//! **Natural breaks** ([`Bins::NaturalBreaks`](crate::Bins::NaturalBreaks)) minimise the sum of
//! squared distances from the means of the bins, over all ways to cut:
//!
//! ```text
//! D(1, j) = c(0, j),  D(k, j) = min over i < j of D(k − 1, i) + c(i, j)
//! c(i, j) = (Σw · Σwv² − (Σwv)²) / Σw           w customers with the distinct value v
//! ```
//!
//! It is solved exactly (Fisher 1958), in `O(bins · n log n)` as the best `i` never falls when `j`
//! grows; and most places are ruled out before they are looked at, by bounds on blocks of them.
//! What is above the line is formed from integers of 128 bits, so that large amounts close
//! together do not cancel. [`Bins::KMeans`](crate::Bins::KMeans) has the same groups and edges half
//! way between their means. With fewer distinct values than bins each has its own, and the edges
//! left over lie at the greatest value.
//!
//! **Nested** bins ([`Rfm::nested`](crate::Rfm::nested)) learn the edges of F from the customers of
//! each bin of R, and those of M from the customers of each bin of both. F and M then rise with
//! orders and money only among customers of one parent bin. A parent bin that is empty has the
//! edges of all customers.
//!
//! **Means** ([`Spend`](crate::Spend)) are whole numbers too: of 1/1024 of a minor unit, rounded up
//! from the exact quotient, and edges of your own are rounded up likewise. So a digit never depends
//! on how a division was rounded in floats, and the revenue that a reason asks for is the least that
//! moves it, to the minor unit.
//!
//! # Floats
//!
//! A float appears in four places: edges, features, shares of groups, and the simulated shop.
//! Everything else is integers. Edges use `+`, `-`, `*`, `/` and `sqrt`, never fused; natural breaks
//! compare sums of costs that were integers until one division. The simulated shop adds `exp` and
//! `ln` from the crate `libm`, because the standard library's may differ by machine.
//! A feature that is `NaN` is a missing value; infinities are refused.
//!
//! # The same bits
//!
//! The same input gives the same bits on any number of threads, with and without the feature
//! `parallel`, and on any machine whose `f64` is IEEE 754 (x86 without SSE2 is not such a one). It
//! rests on this:
//!
//! * sums are sums of integers;
//! * work is cut by the data alone, never by the number of threads, and joined in order;
//! * every sort has a total order: what compares as equal is equal;
//! * no answer depends on the order of a hash map;
//! * the simulated shop draws from ChaCha with 8 rounds, one stream for each customer;
//! * there is no clock, no locale and no environment variable.
//!
//! Tests run the ledger, views, outcomes, every engine and the simulated shop in pools of
//! several sizes, and compare.
