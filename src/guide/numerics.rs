//! Numerics: what is exact, where rounding is done, how accurate the models are, and why the bits
//! are the same.
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
//! In money, counts and days there is no float. Floats appear in edges of bins, features, shares of
//! groups, the simulated shop, and everything that the models of [`clv`](crate::clv) say. Edges use
//! `+`, `-`, `*`, `/` and `sqrt`, never fused; natural breaks compare sums of costs that were
//! integers until one division. The simulated shop and the models add `exp`, `ln`, `ln Γ` and their
//! like from the crate `libm`, because the standard library's may differ by machine. A feature that
//! is `NaN` is a missing value; infinities are refused.
//!
//! # Special functions
//!
//! The textbook formulas of these models are right and often cannot be computed as they are
//! printed: they subtract numbers that are nearly equal, multiply one that is too large by one that
//! is too small, or divide by what may be 0. What is computed here are the same functions in forms
//! whose terms are positive, or of a size with the result.
//!
//! **Gamma functions.** `ln Γ(r + n) − ln Γ(r)` stands in every likelihood. As a difference it has
//! no digits left where `r` is large: with `r` = 10⁸ both are about 1.7·10⁹. So if there are few
//! factors from `r` to `r + n − 1`, they are multiplied out, and for many Stirling's formula is
//! subtracted at both ends term by term:
//!
//! ```text
//! (r − ½) ln(1 + n/r) + n (ln(r + n) − 1) + Σ B₂ₖ/(2k(2k − 1)) · ((r + n)¹⁻²ᵏ − r¹⁻²ᵏ)
//! ```
//!
//! `ln B(a, b)` is formed likewise, and the first two derivatives of all of them by the recurrence
//! and the asymptotic series of `ψ` and `ψ′`.
//!
//! **Integrals of positive functions.** Where no series is quick and safe, the integral that it
//! comes from is taken numerically: pieces are laid out from the peak, or from the end where the
//! function is largest, as wide as it changes by a limited factor in each, and each is taken by
//! Gauss's rule. Where the error cannot be known beforehand, it is estimated by the rule of Gauss
//! and Kronrod, and the worst piece halved until it is below 10⁻¹² of the whole, or the answer is
//! refused.
//!
//! # Likelihoods and forecasts
//!
//! `x`, `t_x` and `T` are repeats, last age and age, `h` is a horizon and `δ` a discount per unit
//! of the ruler, compounded continuously.
//!
//! **BG/NBD and its kin.** With `R = r + kx`, `m` the times that a customer has stayed (`x`, for
//! MBG `x + 1`), and `k = 1` without a rhythm:
//!
//! ```text
//! L = Γ(R)/Γ(r) · αʳ · B(a, b + m)/B(a, b) · (α + T)⁻ᴿ · (S + O)
//! S = 1, or with a rhythm Σ over j < k of Γ(R + j)/(Γ(R) j!) · ((T − t_x)/(α + T))ʲ
//! O = a/(b + m − 1) · ((α + T)/(α + t_x))ᴿ,   0 where m = 0
//! P(alive) = 1/(1 + O/S)
//! ```
//!
//! `ln(O/S)` is what is computed, with `log1p` of the silence, so that neither many repeats nor a
//! long silence overflow, and P(alive) keeps its digits near 0 and near 1. A regularity is exact
//! too: it is not the plain model with another `α`.
//!
//! Expected purchases are printed with `₂F₁` and a factor `(a + b + x − 1)/(a − 1)`, which has a
//! pole at `a = 1`, changes sign below `a + b + x = 1`, and cancels for short horizons. None of
//! that is in the function itself. Of a customer who is one still, with `b′ = b + m`, and `α′ = α +
//! T`, `z = h/(α′ + h)` and `c = a + b′`:
//!
//! ```text
//! E(h) = (c − 1)·ℓ − (c − 1 − R)·z·(1 − z)ᵃ⁻¹·Σ (a)ₙ(c − R)ₙ/((c)ₙ(n + 1)!)·zⁿ
//! ℓ = ((1 − z)ᵃ⁻¹ − 1)/(1 − a),  ln(1 + h/α′) at a = 1
//! ```
//!
//! It is used while its parts are not much larger than the result. Else, and for all rhythms, it is
//! the sum over hidden events, `N` negative binomial, all of whose terms are positive:
//!
//! ```text
//! E(h) = Σ P(N = i)·Cₙ,  n = ⌊(i + j)/k⌋,  Cₙ = s₀ + … + sₙ₋₁,  sₙ = (b′)ₙ/(a + b′)ₙ
//! P(n or more within h) = sₙ₋₁·P(N ≥ nk − j)
//! ```
//!
//! and where that has too many terms, an integral over the chance to leave. Discounted purchases
//! are `e^(−δh)·E(h) + δ·∫ e^(−δu)·E(u) du` from 0 to `h`, a sum of positive parts. For ever they
//! are a series in what an event is worth of the one before it, averaged over the rates.
//!
//! **Pareto/NBD.** The likelihood weighs those who are active against those who have left:
//!
//! ```text
//! L = Γ(r + x)/Γ(r) · αʳ βˢ · [(α + T)^−(r + x) (β + T)^−s + D]
//! D = ∫ s (α + y)^−(r + x) (β + y)^−(s + 1) dy     from t_x to T
//! ```
//!
//! `D` is printed as a difference of two `₂F₁`, and loses all its digits where customers were
//! silent for a short time only. The integral is of a positive function that falls. Derivatives are
//! means and spreads under the same integrand, so they do not cancel either.
//!
//! ```text
//! E(h) = P(alive)·(r + x)/(α + T)·(β + T)·(1 − ((β + T)/(β + T + h))^(s − 1))/(s − 1)
//! discounted = P(alive)·(r + x)/(α + T)·∫ e^(−δu) ((β + T)/(β + T + u))ˢ du
//! ```
//!
//! the first by `expm1`, with its limit at `s = 1`. Numbers of purchases are integrals over the
//! time at which a customer leaves, or at which the last of them comes.
//!
//! **Tables.** What is ahead of a customer who has not left depends on repeats and age alone, and
//! so does, for Pareto/NBD, the chance to leave before another purchase, `l`:
//!
//! ```text
//! odds of having left = (silence of the active from t_x to T)⁻¹·l(t_x) − l(T)
//! ```
//!
//! For each number of repeats up to 63 these are functions of the age, analytic but for `T < 0`. A
//! [`Question`](crate::clv::Question) keeps of each octave of `1 + T/α` that a customer falls into a
//! polynomial through 16 of its values, if the polynomial's last coefficients are below 10⁻¹² of the
//! least value; else, and for more repeats, each customer is computed alone, as all are that are
//! asked one by one by [`customer`](crate::clv::BtydModel::customer). Which of the two it is depends
//! on the customer and the model alone, so a customer has the same bits in any company.
//!
//! **Renewals and opportunities** (shifted beta–geometric, BG/BB) are products of `(d + i)/(g + d +
//! i)`, walked step by step, up to 65,536 of them at the least. Without end and with a discount
//! they are a `₂F₁` by Gauss's continued fraction, whose parts are positive; without a discount a
//! closed form.
//!
//! **Gamma–Gamma** has a closed form in all it says: see [`GammaGamma`](crate::clv::GammaGamma).
//!
//! **Fits** search the maximum by trust regions about Newton's step, in the logarithms of the
//! parameters, with exact gradients and curvature, from 10⁻⁸ to 10⁸. A maximum is where no
//! derivative of the mean log-likelihood is above 10⁻⁶; usually it is below 10⁻¹². Four starts are
//! compared on at most a few thousand cells, and the best is finished on all of them.
//!
//! ## Accuracy
//!
//! The promise, of every answer about a customer: a relative error of at most 10⁻¹⁰ against the
//! formula for the parameters as they are, or a [`Refusal`](crate::clv::Refusal). What is below the
//! smallest normal number, 2·10⁻³⁰⁸, is 0. The worst that was measured, against the same integrals
//! with many digits more:
//!
//! | function | where | worst relative error |
//! |---|---|---|
//! | `ψ`, `ψ′`, `ln Γ` | from 10⁻⁸ to 10⁸ | 5·10⁻¹⁵ |
//! | `ln Γ(r + n) − ln Γ(r)`, `ln B` | the same, however different | 10⁻¹⁴ |
//! | Pareto/NBD: log-likelihood of a customer | 660 points, random and extreme | 5.9·10⁻¹³ |
//! | P(alive) | the same | 1.2·10⁻¹³ |
//! | expected purchases | the same | 1.2·10⁻¹³ |
//! | at least `n` purchases | the same | 1.6·10⁻¹³ |
//! | silence | the same | 4·10⁻¹⁴ |
//! | discounted purchases, for ever too | the same | 1.2·10⁻¹³ |
//! | BG/NBD, MBG/NBD and with rhythm: expected purchases | 1,520 points from 10⁻⁸ to 10⁸, random and extreme | 6·10⁻¹³ |
//! | not to have left by a day | the same | 2.2·10⁻¹² |
//! | at least, and exactly `n` purchases | the same | 2.8·10⁻¹³ |
//! | discounted purchases, for ever too | the same | 6.1·10⁻¹² |
//! | shifted beta–geometric, BG/BB: all answers | parameters from 10⁻⁸ to 10⁸ | 4.5·10⁻¹² |
//! | an answer from a table against the same without | random customers of random models | 2.2·10⁻¹² |
//!
//! What the parameters themselves are worth is another matter, and by far the larger one: see the
//! next table, and [`Draws`](crate::clv::Draws).
//!
//! ## Coverage of intervals
//!
//! An interval of 95 % should hold the truth 190 times of 200, give or take 6 for two standard
//! deviations. Of 200 simulated shops with 2,000 customers each, whose parameters are known, so
//! many intervals ([`Estimate::interval`](crate::Estimate::interval) with 0.95) held it:
//!
//! | family | `r` | `α` | `a` | `b` |
//! |---|---|---|---|---|
//! | `bg_nbd` | 189 | 188 | 182 | 185 |
//! | `mbg_nbd` | 188 | 193 | 189 | 189 |
//! | `bg_cnbd:2` | 195 | 190 | 189 | 185 |
//! | `mbg_cnbd:3` | 186 | 186 | 190 | 190 |
//!
//! | family | | | | |
//! |---|---|---|---|---|
//! | `pareto_nbd` | `r` 190 | `α` 188 | `s` 191 | `β` 190 |
//! | `gamma_gamma` | `p` 193 | `q` 195 | `v` 194 | |
//! | `BgBb` | `α` 191 | `β` 188 | `γ` 195 | `δ` 192 |
//! | `ShiftedBetaGeometric` | `α` 191 | `β` 191 | | |
//!
//! The tests are called `intervals_hold_the_truth_as_often_as_they_say`. They take minutes, so they
//! run only when they are asked for. They say what sampling does to a model that is right; of a shop
//! whose customers do otherwise they say nothing.
//!
//! # The same bits
//!
//! The same input gives the same bits on any number of threads, with and without the feature
//! `parallel`, and on any machine whose `f64` is IEEE 754 (x86 without SSE2 is not such a one). It
//! rests on this:
//!
//! * sums are sums of integers; where floats are summed, in likelihoods, the blocks are cut by the
//!   data and joined in order;
//! * work is cut by the data alone, never by the number of threads, and joined in order;
//! * every sort has a total order: what compares as equal is equal;
//! * no answer depends on the order of a hash map;
//! * the simulated shop draws from ChaCha with 8 rounds, one stream for each customer, and so do
//!   [`draws`](crate::clv::Draws) of parameters, with a seed that you give;
//! * there is no clock, no locale and no environment variable.
//!
//! Tests run the ledger, views, outcomes, every engine and the simulated shop in pools of
//! several sizes, and compare.
