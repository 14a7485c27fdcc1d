//! What follows from how often customers move.

use std::collections::BTreeMap;

use crate::day::Days;
use crate::error::{ErrorKind, Expected, Found, Result};
use crate::num::passage::first_passage;

/// More customers than anybody has, and few enough for all sums to be finite.
const MOST: f64 = 1e15;

/// The probabilities of a [`TransitionMatrix`](super::TransitionMatrix), taken as a Markov chain: where
/// customers will be, how long they take to get somewhere, and what if a chance were another.
///
/// In such a chain, where somebody goes depends on where they are, and neither on how long they have
/// been there nor on where they were before. The further ahead, the more an answer rests on that. It is
/// tested by a matrix of longer steps: that of two months should be about two steps of one month's.
///
/// Where nobody was seen to go on from a group, it is not known where customers go from there, and they
/// are taken to stay.
///
/// # References
///
/// Kemeny & Snell, *Finite Markov Chains* (1960).
///
/// # Examples
///
/// ```
/// use regulars::{Days, TransitionMatrix};
///
/// let counts = [
///     ("active", "active", 75), ("active", "quiet", 25),
///     ("quiet", "active", 10), ("quiet", "quiet", 20), ("quiet", "lost", 10),
///     ("lost", "lost", 50),
/// ];
/// let chain = TransitionMatrix::from_counts(counts, Days(30))?.chain();
/// let ahead = chain.ahead([("active", 100.0)], 2)?;
/// assert_eq!(ahead, [("active", 62.5), ("lost", 6.25), ("quiet", 31.25)]);
///
/// let until_lost = chain.mean_days_until("lost");
/// assert_eq!(until_lost[0], ("active", Some(360.0))); // twelve steps
/// assert_eq!(until_lost[2], ("quiet", Some(240.0)));
/// assert_eq!(chain.mean_days_until("active")[1], ("lost", None)); // nobody comes back
///
/// // If half as many of the quiet were lost:
/// let kept = chain.what_if("quiet", "lost", 0.125)?;
/// let days = kept.mean_days_until("lost")[0].1.unwrap();
/// assert!((days - 640.0).abs() < 1e-9);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Chain<L> {
    step: Days,
    // Invariant: ascending, with every label of `rows`.
    labels: Vec<L>,
    // Invariants: probabilities are from 0 to 1, and a row's sum to 1 but for rounding.
    rows: BTreeMap<L, BTreeMap<L, f64>>,
}

impl<L: Ord + Copy + Send> Chain<L> {
    pub(super) fn new(step: Days, labels: Vec<L>, rows: BTreeMap<L, BTreeMap<L, f64>>) -> Self {
        Self { step, labels, rows }
    }

    /// Every group there is, in their order.
    #[must_use]
    pub fn labels(&self) -> &[L] {
        &self.labels
    }

    /// How long a step is.
    #[must_use]
    pub fn step(&self) -> Days {
        self.step
    }

    /// The chance to be in one group a step after another; `None` if nobody was seen to go on from
    /// `from`.
    #[must_use]
    pub fn probability(&self, from: L, to: L) -> Option<f64> {
        self.rows.get(&from).map(|row| row.get(&to).copied().unwrap_or_default())
    }

    /// How many customers of those who are there now will be in each group, `steps` steps from now, in
    /// the mean. [`Groups::customers`](super::Groups::customers) says who is there now. All groups of
    /// the chain are answered for, and those of `now`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`] for a number of customers that is not from 0 to 1e15.
    pub fn ahead(
        &self,
        now: impl IntoIterator<Item = (L, f64)>,
        steps: u32,
    ) -> Result<Vec<(L, f64)>> {
        self.ahead_with_entering(now, [], steps)
    }

    /// As [`ahead`](Self::ahead), with so many more customers coming into each group by the end of every
    /// step: those of [`TransitionMatrix::entering`](super::TransitionMatrix::entering), or as many as
    /// are planned.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`] for a number of customers that is not from 0 to 1e15.
    pub fn ahead_with_entering(
        &self,
        now: impl IntoIterator<Item = (L, f64)>,
        entering: impl IntoIterator<Item = (L, f64)>,
        steps: u32,
    ) -> Result<Vec<(L, f64)>> {
        let (mut there, entering) = (self.counted(now)?, self.counted(entering)?);
        for _ in 0..steps {
            there = self.after(&there);
            entering.iter().for_each(|(&label, more)| *there.entry(label).or_default() += more);
        }
        Ok(there.into_iter().collect())
    }

    fn counted(&self, customers: impl IntoIterator<Item = (L, f64)>) -> Result<BTreeMap<L, f64>> {
        let mut counted: BTreeMap<L, f64> = self.labels.iter().map(|&label| (label, 0.0)).collect();
        for (label, number) in customers {
            if !(0.0..=MOST).contains(&number) {
                let found = Found::Number(number);
                let expected = Expected::Words("a number from 0 to 1e15");
                return Err(ErrorKind::Value { what: "customers", found, expected }.into());
            }
            *counted.entry(label).or_default() += number;
        }
        Ok(counted)
    }

    fn after(&self, there: &BTreeMap<L, f64>) -> BTreeMap<L, f64> {
        let mut after: BTreeMap<L, f64> = there.keys().map(|&label| (label, 0.0)).collect();
        for (&from, customers) in there {
            match self.rows.get(&from) {
                None => *after.entry(from).or_default() += customers,
                Some(row) => row.iter().for_each(|(&to, probability)| {
                    *after.entry(to).or_default() += customers * probability;
                }),
            }
        }
        after
    }

    /// The days until a customer is in a group for the first time, from each group, in the mean: whole
    /// steps, times their days. It is 0 from `to` itself, and `None` from where customers may never get
    /// there, be it that they are kept elsewhere, or that nobody was seen to go on from somewhere on the
    /// way.
    ///
    /// A chain remembers only where customers are, not since when. So a mean may be far longer than what
    /// a rule says of a customer alone, and than the past that moves were counted in: it tells groups
    /// apart, and is no date.
    ///
    /// # Formula
    ///
    /// On the groups that surely lead to `to`, itself left out, the steps are the solution of
    /// `m = 1 + Q·m`, with the chances `Q` between them. Nothing is subtracted on the way to it, so that
    /// all digits are kept where moves are rare. A mean beyond `f64` is `None` too.
    ///
    /// # References
    ///
    /// Grassmann, Taksar & Heyman, "Regenerative analysis and steady state distributions for Markov
    /// chains", Operations Research 33 (1985).
    #[doc(alias("first_passage", "hitting_time"))]
    #[must_use]
    pub fn mean_days_until(&self, to: L) -> Vec<(L, Option<f64>)> {
        let row = |&from: &L| -> Vec<f64> {
            let chance = |&to: &L| self.probability(from, to).unwrap_or_default();
            self.labels.iter().map(chance).collect()
        };
        let steps = match self.labels.binary_search(&to) {
            Ok(to) => first_passage(&self.labels.iter().map(row).collect::<Vec<_>>(), to),
            Err(_) => vec![None; self.labels.len()],
        };
        let days =
            |steps: f64| Some(steps * f64::from(self.step.0)).filter(|days| days.is_finite());
        let days = steps.into_iter().map(|steps| steps.and_then(days));
        self.labels.iter().copied().zip(days).collect()
    }

    /// The same chain with another chance to go from one group to another. The other chances from there
    /// change in proportion, so that they sum to 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a chance that is not from 0 to 1, or is below 1 where customers go
    /// nowhere else that it could be left to; and [`ErrorKind::TooLittle`] if nobody was seen to go on
    /// from `from`, or `to` is no group of the chain.
    pub fn what_if(&self, from: L, to: L, probability: f64) -> Result<Self> {
        let wrong = |expected| {
            let found = Found::Number(probability);
            Err(ErrorKind::Param { name: "probability", found, expected }.into())
        };
        let nobody = |what| ErrorKind::TooLittle { what, found: 0, needed: 1 };
        let row = self.rows.get(&from).ok_or(nobody("customers who went on from that group"))?;
        self.labels.binary_search(&to).map_err(|_| nobody("customers in the group gone to"))?;
        if !(0.0..=1.0).contains(&probability) {
            return wrong("a number from 0 to 1");
        }
        let others = || row.iter().filter(|&(&other, _)| other != to);
        let all: f64 = others().map(|(_, chance)| chance).sum();
        if probability < 1.0 && all <= 0.0 {
            return wrong("1, as customers go nowhere else");
        }
        // In this order, so that shares of next to nothing do not overflow.
        let share =
            |chance: f64| if 0.0 < chance { chance / all * (1.0 - probability) } else { 0.0 };
        let changed = others().map(|(&other, &chance)| (other, share(chance)));
        let mut chain = self.clone();
        chain.rows.insert(from, changed.chain([(to, probability)]).collect());
        Ok(chain)
    }
}
