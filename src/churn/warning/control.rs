//! Which signals of a batch are warnings, and who comes first.

use super::signal::Signal;
use crate::error::{ErrorKind, Found, Result};
use crate::par;

/// The signals that stand out among a batch, so that a known share of them at most is false.
///
/// This is a selection over a batch and no score: whether a signal is among them depends on how many
/// customers were tested, and on what the tests of the others say.
///
/// # Formula
///
/// Benjamini and Hochberg's procedure. Of all `m` tests of all rows, with p-values `p₍₁₎ ≤ … ≤ p₍ₘ₎`, the
/// first `k` remain, for the greatest `k` with `p₍ₖ₎ ≤ q·k/m`. Of those that remain a share of `q` at most
/// is false, on average over batches, if tests are independent, or depend on each other so that small
/// p-values go together. Customers are independent of each other; the tests of one customer are few, and
/// most go together: who buys less often has longer gaps. Tests of small counts say less than they might:
/// their p-values are larger than uniform ones, and the share is then below `q`.
///
/// Facts, which have no p-value, remain all. They are no tests, and do not count in `m` or `k`.
///
/// # References
///
/// Benjamini, Y. & Hochberg, Y. (1995), "Controlling the false discovery rate", *Journal of the Royal
/// Statistical Society* B 57(1); Benjamini, Y. & Yekutieli, D. (2001), "The control of the false discovery rate in
/// multiple testing under dependency", *Annals of Statistics* 29(4).
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Warnings {
    q: f64,
    tests: u64,
    // Invariant: in order of rows and, of one row, of codes.
    warnings: Vec<Warning>,
}

/// A signal that stands out.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Warning {
    /// The row of the batch, from 0.
    pub row: usize,
    /// What the test says.
    pub signal: Signal,
    /// The least `q` with which it would remain: Benjamini and Hochberg's adjusted p-value. Nothing for
    /// a fact.
    pub adjusted: Option<f64>,
}

/// A test of the batch, by its p-value.
#[derive(Clone, Copy)]
struct Tested {
    p: f64,
    row: usize,
    place: usize,
}

impl Warnings {
    /// The signals of a batch of which a share of `q` at most is false, on average.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a share that is not between 0 and 1.
    pub fn control(batch: &[impl AsRef<[Signal]>], q: f64) -> Result<Self> {
        if !(0.0 < q && q < 1.0) {
            let (name, expected) = ("q", "a number between 0 and 1");
            let found = if q.is_finite() { Found::Number(q) } else { Found::NotFinite };
            return Err(ErrorKind::Param { name, found, expected }.into());
        }
        let (mut tests, mut small, mut warnings) = (0, Vec::new(), Vec::new());
        for (row, signals) in batch.iter().enumerate() {
            for (place, signal) in signals.as_ref().iter().enumerate() {
                let Some(p) = signal.p_value else {
                    warnings.push((row, place, None));
                    continue;
                };
                tests += 1;
                // What is above `q` cannot remain.
                if p <= q {
                    small.push(Tested { p, row, place });
                }
            }
        }
        let remain = stepped_up(small, tests, q);
        warnings
            .extend(remain.into_iter().map(|(at, adjusted)| (at.row, at.place, Some(adjusted))));
        warnings.sort_unstable_by_key(|&(row, place, _)| (row, place));
        let warning = |(row, place, adjusted): (usize, usize, Option<f64>)| Warning {
            row,
            signal: batch[row].as_ref()[place],
            adjusted,
        };
        let warnings = warnings.into_iter().map(warning).collect();
        Ok(Self { q, tests, warnings })
    }

    /// The share of false ones that is allowed.
    #[must_use]
    pub fn q(&self) -> f64 {
        self.q
    }

    /// How many tests there were in the batch.
    #[must_use]
    pub fn tests(&self) -> u64 {
        self.tests
    }

    /// How many remain.
    #[must_use]
    pub fn len(&self) -> usize {
        self.warnings.len()
    }

    /// Whether none remains.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.warnings.is_empty()
    }

    /// Those that remain, in order of rows.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Warning> {
        self.warnings.iter()
    }

    /// Those of one customer after another, in order of rows.
    pub fn by_customer(&self) -> impl Iterator<Item = &[Warning]> {
        self.warnings.chunk_by(|a, b| a.row == b.row)
    }

    /// The warnings of the `budget` customers who come first: the most valuable, by what `value` says of
    /// each row, and of equally valuable ones who has the least [adjusted](Warning::adjusted) p-value; those with
    /// facts only come after them. A value that is not a number comes last.
    ///
    /// A constant value ranks by severity alone, and a value times a chance to lose it by what is at
    /// stake.
    ///
    /// # Examples
    ///
    /// ```
    /// # use regulars::churn::{EarlyWarning, Warnings};
    /// # use regulars::sim::Shop;
    /// # use regulars::{Currency, Fit, Ledger, Score};
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.load(&Shop::grocery(2_000).build()?.orders())?;
    /// let view = ledger.as_of("2024-12-31".parse()?);
    /// let model = EarlyWarning::new().fit(view.table())?;
    /// let warnings = Warnings::control(&model.score(view.table())?, 0.2)?;
    /// let spent = |row| view.table().row(row).revenue().0 as f64;
    /// let to_call: Vec<usize> = warnings.rank(10, spent).iter().map(|of| of[0].row).collect();
    /// assert!(to_call.is_sorted_by(|&a, &b| spent(a) >= spent(b)) && to_call.len() == 10);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn rank(&self, budget: usize, value: impl Fn(usize) -> f64) -> Vec<&[Warning]> {
        let severity = |of: &[Warning]| {
            of.iter().filter_map(|warning| warning.adjusted).fold(f64::INFINITY, f64::min)
        };
        let ranked = self.by_customer().filter_map(|of| {
            let value = value(of.first()?.row);
            let value = if value.is_nan() { f64::NEG_INFINITY } else { value };
            Some((value, severity(of), of))
        });
        let mut ranked: Vec<(f64, f64, &[Warning])> = ranked.collect();
        // Stable, so that what is equal stays in order of rows.
        ranked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.total_cmp(&b.1)));
        ranked.into_iter().take(budget).map(|(.., of)| of).collect()
    }
}

/// Those that remain of the small p-values among all tests, with the adjusted ones.
fn stepped_up(mut small: Vec<Tested>, tests: u64, q: f64) -> Vec<(Tested, f64)> {
    par::sort_unstable_by(&mut small, |a, b| {
        a.p.total_cmp(&b.p).then((a.row, a.place).cmp(&(b.row, b.place)))
    });
    #[expect(clippy::cast_precision_loss, reason = "tests of rows in memory")]
    let ratio = |p: f64, rank: usize| p * tests as f64 / rank as f64;
    let ranks = (1..=small.len()).rev();
    let last = ranks.clone().find(|&rank| ratio(small[rank - 1].p, rank) <= q).unwrap_or(0);
    small.truncate(last);
    // What lies above the last that remains is above `q`, and changes no adjusted p-value.
    let mut least = 1.0_f64;
    let adjusted = small.iter().enumerate().rev().map(|(i, &tested)| {
        least = least.min(ratio(tested.p, i + 1));
        (tested, least)
    });
    adjusted.collect()
}
