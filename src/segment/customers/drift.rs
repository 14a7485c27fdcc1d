//! How a population has changed since a model was learned.

use libm::log as ln;

use super::model::SegmentationModel;
use super::profile::count;
use crate::error::{ErrorKind, Result};
use crate::num::quantile::of_sorted as quantile;
use crate::par;
use crate::table::Table;
use crate::table::Variable;

/// How the customers of a table differ from those whom a model was learned from.
///
/// # Formula
///
/// The population stability index over bins with shares `e` then and `a` now:
/// `Σ (a − e)·ln(a/e)`, where each bin counts half a customer more than it has, so that an empty one
/// has a share; bins that are empty both times are left out. By custom a value below 0.1 is no change
/// to speak of, and one above 0.25 asks for a new model. The custom is one of large tables: by chance
/// alone the index is about `(bins − 1)·(1/n + 1/m)` for `n` customers then and `m` now, which is 0.45
/// for 20 now and ten bins.
///
/// # References
///
/// Siddiqi, *Credit Risk Scorecards*, Wiley 2006.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Drift {
    /// The customers who belong to a segment now.
    pub customers: u64,
    /// The customers of the table who belong to none: prospects, and those of whom too little is known.
    pub left_out: u64,
    /// The share of each segment then and now, by its label.
    pub shares: Vec<(f64, f64)>,
    /// The index over segments.
    pub segments: f64,
    /// The index of each variable, over the tenths of the customers of then, with a bin for who lacks
    /// it.
    pub variables: Vec<(Variable, f64)>,
    /// The share of customers who are [outliers](SegmentationModel::is_outlier) now.
    pub outliers: f64,
}

/// How a variable was distributed.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct Baseline {
    // Invariant: finite, and ascending strictly.
    edges: Vec<f64>,
    // Invariant: one more than there are edges, and one for who lacks the variable.
    pub(super) customers: Vec<u64>,
}

impl Baseline {
    /// The tenths of some values, of which those that are equal share a bin.
    pub(super) fn new(values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let mut sorted: Vec<f64> = values.iter().copied().filter(|x| !x.is_nan()).collect();
        sorted.sort_unstable_by(f64::total_cmp);
        let tenths = (1..10).filter_map(|tenth| quantile(&sorted, f64::from(tenth) / 10.0));
        // With 0 added, -0 is 0.
        let mut edges: Vec<f64> = tenths.map(|edge| edge + 0.0).collect();
        edges.dedup_by(|a, b| *a <= *b);
        let mut baseline = Self { customers: vec![0; edges.len() + 2], edges };
        let bins: Vec<usize> = values.into_iter().map(|x| baseline.bin(x)).collect();
        bins.into_iter().for_each(|bin| baseline.customers[bin] += 1);
        baseline
    }

    /// An edge belongs to the bin below it.
    fn bin(&self, x: f64) -> usize {
        if x.is_nan() {
            return self.edges.len() + 1;
        }
        self.edges.partition_point(|edge| *edge < x)
    }

    #[cfg(feature = "serde")]
    pub(super) fn customers(&self) -> u64 {
        self.customers.iter().fold(0, |sum, own| sum.saturating_add(*own))
    }

    #[cfg(feature = "serde")]
    pub(super) fn is_sound(&self) -> bool {
        self.edges.iter().all(|edge| edge.is_finite())
            && self.edges.windows(2).all(|pair| pair[0] < pair[1])
            && self.customers.len() == self.edges.len() + 2
    }
}

impl SegmentationModel {
    /// How the customers of a table differ from those whom the model was learned from.
    ///
    /// # Errors
    ///
    /// As [`bind`](crate::Score::bind), and [`ErrorKind::TooLittle`] if nobody belongs to a segment.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::segment::{KMeans, Segmentation};
    /// use regulars::sim::Shop;
    /// use regulars::{Currency, Fit, Ledger};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.load(&Shop::new(2_000).build()?.orders())?;
    /// let view = ledger.as_of("2024-06-30".parse()?);
    /// let model = Segmentation::new(KMeans::new(4)).fit(view.table())?;
    /// assert!(model.drift(view.table())?.segments < 1e-6);
    /// let later = ledger.as_of("2024-12-31".parse()?);
    /// let drift = model.drift(later.table())?;
    /// let worst = drift.variables.iter().max_by(|a, b| a.1.total_cmp(&b.1));
    /// println!("{} customers, {:.3}, most in {}", drift.customers, drift.segments, worst.unwrap().0);
    /// assert!(1e-6 < drift.segments);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn drift(&self, table: Table<'_>) -> Result<Drift> {
        let reads = self.reads(&table.layout())?;
        let empty = || Counted {
            segments: vec![0; self.profiles().len()],
            bins: self.baselines().iter().map(|of| vec![0; of.customers.len()]).collect(),
            outliers: 0,
            left_out: 0,
        };
        let blocks = par::map_blocks(table.len(), par::BLOCK, |rows| {
            let mut counted = empty();
            for row in rows {
                let Some(values) = self.values(table.row(row), &reads) else {
                    counted.left_out += 1;
                    continue;
                };
                let found = self.place(&values);
                counted.segments[found.label as usize] += 1;
                counted.outliers += u64::from(self.is_outlier(&found));
                let bins = self.baselines().iter().zip(&mut counted.bins).zip(values);
                bins.for_each(|((of, bins), x)| bins[of.bin(x)] += 1);
            }
            counted
        });
        let counted = blocks.iter().fold(empty(), Counted::and);
        let customers: u64 = counted.segments.iter().sum();
        if customers == 0 {
            return Err(ErrorKind::TooLittle { what: "customers", found: 0, needed: 1 }.into());
        }
        let before: Vec<u64> = self.profiles().iter().map(|of| of.customers()).collect();
        let now = shares(&counted.segments, 0.0);
        let each = self.variables().iter().zip(self.baselines()).zip(&counted.bins);
        Ok(Drift {
            customers,
            left_out: counted.left_out,
            segments: psi(&before, &counted.segments),
            shares: shares(&before, 0.0).into_iter().zip(now).collect(),
            variables: each
                .map(|((of, then), now)| (of.clone(), psi(&then.customers, now)))
                .collect(),
            outliers: number(counted.outliers) / number(customers),
        })
    }
}

/// Customers by segment, and by the bins of each variable.
struct Counted {
    segments: Vec<u64>,
    bins: Vec<Vec<u64>>,
    outliers: u64,
    left_out: u64,
}

impl Counted {
    fn and(mut self, other: &Self) -> Self {
        let add = |to: &mut Vec<u64>, from: &Vec<u64>| {
            to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
        };
        add(&mut self.segments, &other.segments);
        self.bins.iter_mut().zip(&other.bins).for_each(|(to, from)| add(to, from));
        self.outliers += other.outliers;
        self.left_out += other.left_out;
        self
    }
}

fn psi(then: &[u64], now: &[u64]) -> f64 {
    // A bin in which nobody is either time, such as that of missing values, says nothing.
    let both = then.iter().zip(now).filter(|&(&then, &now)| 0 < then || 0 < now);
    let (then, now): (Vec<u64>, Vec<u64>) = both.unzip();
    let pairs = shares(&then, 0.5).into_iter().zip(shares(&now, 0.5));
    pairs.map(|(e, a)| (a - e) * ln(a / e)).sum()
}

/// The share of each bin, where each counts so much more than it has.
fn shares(bins: &[u64], more: f64) -> Vec<f64> {
    let all = number(bins.iter().sum()) + more * count(bins.len());
    bins.iter().map(|&own| (number(own) + more) / all).collect()
}

#[expect(clippy::cast_precision_loss, reason = "customers in memory")]
fn number(n: u64) -> f64 {
    n as f64
}
