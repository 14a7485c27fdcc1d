//! Where an engine is at its worst.

use std::collections::HashMap;

use super::area::{Area, Asked, area, distinct, enough};
use super::tested::{Tested, no_name};
use crate::churn::Cohort;
use crate::error::Result;
use crate::journal::Key;
use crate::metric::Predictions;
use crate::table::Row;

type Slicing<'a, K> = Box<dyn Fn(&K, Row<'_>) -> String + 'a>;

/// How customers are put in slices: by region, tier, tenure, or whatever is known of them on the day.
///
/// # Examples
///
/// ```
/// use regulars::Row;
/// use regulars::backtest::Slicings;
///
/// let tenure = |row: Row<'_>| match row.history().map_or(0, |own| own.age()) {
///     0..90 => "new",
///     90..365 => "within a year",
///     _ => "a year or more",
/// };
/// let slicings = Slicings::new()
///     .by("tenure", move |_: &u64, row| tenure(row))
///     .by("region", |key, _| if key % 2 == 0 { "north" } else { "south" });
/// assert!(slicings.names().eq(["tenure", "region"]));
/// ```
#[must_use = "slicings do nothing until `run_by`"]
pub struct Slicings<'a, K> {
    each: Vec<(String, Slicing<'a, K>)>,
}

/// The labels of a slicing, which numbers stand for in the order in which they were first seen.
#[derive(Clone, PartialEq)]
pub(super) struct Labels {
    slicing: String,
    labels: Vec<String>,
}

/// Some customers, and how good an engine was on them.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Slice {
    /// What they have in common.
    pub label: String,
    /// The customers, each counted once.
    pub customers: usize,
    /// The rows: customers, each counted on every day that asks about them.
    pub rows: usize,
    /// The rows of which the customer churned.
    pub churned: usize,
    /// How good the engine was; nothing if that cannot be judged, as fewer than ten customers
    /// churned, or fewer than ten did not.
    pub quality: Option<SliceQuality>,
}

/// How good an engine was on some customers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct SliceQuality {
    /// The area under the curve, of pairs on the same day, as that of [`Tested::signal`].
    pub auc: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// The share of rows of which the customer churned.
    pub observed: f64,
    /// The mean prediction; nothing if scores are no probabilities.
    pub predicted: Option<f64>,
    /// The [Brier score](Predictions::brier); nothing if scores are no probabilities.
    pub brier: Option<f64>,
}

impl<'a, K> Slicings<'a, K> {
    /// None.
    pub fn new() -> Self {
        Self { each: Vec::new() }
    }

    /// One more: of each customer, the label of the slice that they are in. The row is that of the day
    /// that is tested, so that a slice knows nothing of what came later, unless the key tells it.
    pub fn by<L: Into<String>>(
        mut self,
        name: impl Into<String>,
        label: impl Fn(&K, Row<'_>) -> L + 'a,
    ) -> Self {
        self.each.push((name.into(), Box::new(move |key, row| label(key, row).into())));
        self
    }

    /// Their names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.each.iter().map(|(name, _)| &name[..])
    }

    pub(super) fn labels(&self) -> Vec<Labels> {
        let none = |name: &str| Labels { slicing: name.to_owned(), labels: Vec::new() };
        self.names().map(none).collect()
    }
}

impl<K: Key> Slicings<'_, K> {
    /// Of each slicing, the number of the slice of each customer of a cohort.
    pub(super) fn of(&self, cohort: &Cohort<K>, known: &mut [Labels]) -> Vec<Vec<u32>> {
        let (keys, table) = (cohort.view().keys(), cohort.view().table());
        let each = self.each.iter().zip(known);
        each.map(|((_, slicing), known)| {
            let labels = cohort.rows().iter().map(|&row| slicing(&keys[row], table.row(row)));
            known.numbers(labels)
        })
        .collect()
    }
}

impl<K> Default for Slicings<'_, K> {
    fn default() -> Self {
        Self::new()
    }
}

/// The slicings by their names.
impl<K> std::fmt::Debug for Slicings<'_, K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

/// How many there are: a label may have been made of a customer's key.
impl std::fmt::Debug for Labels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { slicing, labels } = self;
        f.debug_struct("Labels").field("slicing", slicing).field("labels", &labels.len()).finish()
    }
}

impl Labels {
    fn numbers(&mut self, labels: impl Iterator<Item = String>) -> Vec<u32> {
        let known = self.labels.iter().cloned().zip(0..);
        let mut known: HashMap<String, u32> = known.collect();
        let number = |label: String| {
            let next = u32::try_from(known.len()).unwrap_or(u32::MAX);
            *known.entry(label).or_insert_with_key(|label| {
                self.labels.push(label.clone());
                next
            })
        };
        labels.map(number).collect()
    }
}

impl Tested {
    /// How good an engine was on each slice of a slicing, over all days: the least area under the curve
    /// first, and those that cannot be judged last, by their labels.
    ///
    /// The worst of many slices is worse than it will be again, as some of it is chance: look at its
    /// standard error.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoName`](crate::ErrorKind::NoName) for a slicing that there is not, or an engine that was not tested.
    ///
    /// # Examples
    ///
    /// ```
    /// # use regulars::sim::Shop;
    /// # use regulars::{Currency, Days, Ledger, Row};
    /// use regulars::backtest::{Backtest, Slicings};
    /// use regulars::churn::Churn;
    ///
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.load(&Shop::new(2_000).build()?.orders())?;
    /// let bought = |_: &u64, row: Row<'_>| {
    ///     let often = row.history().is_some_and(|own| 1 < own.purchase_days());
    ///     if often { "more than once" } else { "once" }
    /// };
    /// let days = ["2024-06-30".parse()?, "2024-09-30".parse()?];
    /// let slicings = Slicings::new().by("bought", bought);
    /// let tested = Backtest::new(Churn::new(Days(60))).run_by(&ledger, &days, &slicings)?;
    /// for slice in tested.slices("bought", "frequency")? {
    ///     match slice.quality {
    ///         Some(found) => println!("{}: {:.3} ± {:.3}", slice.label, found.auc, found.standard_error),
    ///         None => println!("{}: {} customers are too few", slice.label, slice.customers),
    ///     }
    /// }
    /// // Of customers who have bought once, frequency says the same.
    /// let worst = &tested.slices("bought", "frequency")?[0];
    /// assert_eq!((&worst.label[..], worst.quality.map(|found| found.auc)), ("once", Some(0.5)));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn slices(&self, slicing: &str, engine: &str) -> Result<Vec<Slice>> {
        let names = self.labels.iter().map(|own| &own.slicing[..]);
        let at = names.clone().position(|own| own == slicing);
        let at = at.ok_or_else(|| no_name("slicing", slicing, names))?;
        let mut slices = Vec::new();
        for (number, label) in (0..).zip(&self.labels[at].labels) {
            let days = self.days.iter().map(|day| {
                let labels = &day.labels[at];
                day.asked(engine, |row| labels[row] == number)
            });
            slices.push(slice(label, &days.collect::<Result<Vec<_>>>()?));
        }
        let least = |slice: &Slice| slice.quality.map_or(f64::INFINITY, |found| found.auc);
        slices.sort_by(|a, b| least(a).total_cmp(&least(b)).then_with(|| a.label.cmp(&b.label)));
        Ok(slices)
    }
}

fn slice(label: &str, days: &[Vec<Asked>]) -> Slice {
    let rows = || days.iter().flatten();
    let churned: Vec<bool> = rows().map(|asked| asked.churned).collect();
    Slice {
        label: label.to_owned(),
        customers: distinct(rows()),
        rows: churned.len(),
        churned: churned.iter().filter(|churned| **churned).count(),
        quality: quality(days, &churned).ok(),
    }
}

/// Refused if there are too few customers to judge.
fn quality(days: &[Vec<Asked>], churned: &[bool]) -> Result<SliceQuality> {
    enough(days)?;
    let Area { auc, standard_error, .. } = area(days)?;
    let scores: Vec<f64> = days.iter().flatten().map(|asked| asked.score).collect();
    let predictions = Predictions::new(&scores, churned)?;
    let brier = predictions.brier().ok();
    #[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
    let mean = || scores.iter().sum::<f64>() / scores.len() as f64;
    let observed = predictions.base_rate();
    Ok(SliceQuality { auc, standard_error, observed, predicted: brier.map(|_| mean()), brier })
}
