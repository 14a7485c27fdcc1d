//! How often customers move from one group to another.

use std::collections::BTreeMap;

use super::chain::Chain;
use super::course::Course;
use super::migration::Migration;
use super::{number, ratio};
use crate::day::{Day, Days};
use crate::error::{ErrorKind, Found, Result};
use crate::report::normal_distance;

/// How many customers moved from which group to which in a step of so many days: probabilities, how
/// sure they are, and what follows from them as a [`chain`](Self::chain).
///
/// A move is a customer who was there on both days, those who stayed in their group among them. Who came
/// in between is [`entering`](Self::entering). Who has vanished, which happens between views of different
/// ledgers, is left out: nothing is known of where they would be.
///
/// # Formula
///
/// The probability to go from `a` to `b` is the moves from `a` to `b` over all moves from `a`, which is
/// its maximum likelihood estimate if the chances are the same in all steps and for all who are in `a`.
///
/// # References
///
/// Anderson & Goodman, "Statistical inference about Markov chains", The Annals of Mathematical Statistics
/// 28 (1957). Pfeifer & Carraway, "Modeling customer relationships as Markov chains", Journal of
/// Interactive Marketing 14 (2000).
///
/// # Examples
///
/// ```
/// use regulars::{Course, Currency, Day, Days, Ledger, Money, Purchase, TransitionMatrix, from_fn};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// for (who, days) in [
///     ("ann", &["2024-01-20", "2024-02-20", "2024-03-20", "2024-04-20"][..]),
///     ("bob", &["2024-01-20"]),
///     ("cleo", &["2024-03-20"]),
/// ] {
///     for day in days {
///         ledger.append([(who, Purchase::new(day.parse()?, Money(500)))])?;
///     }
/// }
/// let now = ledger.as_of("2024-05-01".parse()?);
/// let days = [90, 60, 30, 0].map(|days| Day::from_ymd(2024, 5, 1).unwrap() - Days(days));
///
/// let silent = from_fn(|row| row.history().is_none_or(|history| 30 < history.days_since_last()));
/// let matrix = TransitionMatrix::of(&Course::of(now.table(), &days, silent)?)?;
/// // Ann never fell silent in three steps, bob did in his first one, and cleo in her only one.
/// assert_eq!((matrix.count(false, true), matrix.out_of(false)), (2, 5));
/// assert_eq!(matrix.probability(false, true), Some(0.4));
/// let (low, high) = matrix.interval(false, true, 0.95).unwrap();
/// assert!(low < 0.12 && 0.76 < high); // five moves tell little
/// assert_eq!(matrix.entering(), [(false, 1.0 / 3.0)]);
/// # Ok::<(), regulars::Error>(())
/// ```
#[doc(alias("markov"))]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TransitionMatrix<L> {
    // Invariant: at least a day.
    step: Days,
    // Invariant: at least one.
    steps: u64,
    // Invariants: no count is 0, no row is empty, and the sum of a row fits.
    moved: BTreeMap<L, BTreeMap<L, u64>>,
    // Invariant: no count is 0.
    entered: BTreeMap<L, u64>,
}

impl<L: Ord + Copy + Send> TransitionMatrix<L> {
    /// The moves in all steps of a course.
    ///
    /// Months are not equally long: take days that lie as many apart as a month has in the mean, or
    /// four weeks. To take them as if they were, give the moves of the course's
    /// [`migrations`](Course::migrations) to [`from_counts`](Self::from_counts).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] for less than two days, and [`ErrorKind::Value`] for a day that ends a
    /// longer or a shorter step than the first.
    pub fn of(course: &Course<L>) -> Result<Self> {
        let mut all = Self::empty(step(course.days())?)?;
        all.steps = course.migrations().len() as u64;
        course.migrations().iter().try_for_each(|migration| all.add_all(migration)).map(|()| all)
    }

    /// The moves in one step, which took so many days.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a step of no days.
    pub fn from_migration(migration: &Migration<L>, step: Days) -> Result<Self> {
        let mut all = Self::empty(step)?;
        all.add_all(migration).map(|()| all)
    }

    /// Moves that were counted elsewhere, in steps of so many days: from where, to where, and how many.
    /// Nobody came in.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a step of no days, and [`ErrorKind::Overflow`] if the moves from one
    /// group do not fit 64 bits.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::{Days, TransitionMatrix};
    ///
    /// let counts = [("here", "here", 9), ("here", "gone", 1), ("gone", "gone", 5)];
    /// let matrix = TransitionMatrix::from_counts(counts, Days(30))?;
    /// assert_eq!(matrix.probability("here", "gone"), Some(0.1));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn from_counts(counts: impl IntoIterator<Item = (L, L, u64)>, step: Days) -> Result<Self> {
        let mut all = Self::empty(step)?;
        let mut counts = counts.into_iter();
        counts.try_for_each(|(from, to, customers)| all.add(from, to, customers)).map(|()| all)
    }

    fn empty(step: Days) -> Result<Self> {
        if step == Days(0) {
            let (found, expected) = (Found::Integer(0), "at least one day");
            return Err(ErrorKind::Param { name: "step", found, expected }.into());
        }
        Ok(Self { step, steps: 1, moved: BTreeMap::new(), entered: BTreeMap::new() })
    }

    fn add_all(&mut self, migration: &Migration<L>) -> Result<()> {
        for (from, to, moved) in migration.iter() {
            match (from, to) {
                (Some(from), Some(to)) => self.add(from, to, moved.customers)?,
                (None, Some(to)) => {
                    let entered = self.entered.entry(to).or_default();
                    *entered = entered.checked_add(moved.customers).ok_or(ErrorKind::Overflow)?;
                }
                (_, None) => {}
            }
        }
        Ok(())
    }

    fn add(&mut self, from: L, to: L, customers: u64) -> Result<()> {
        if customers == 0 {
            return Ok(());
        }
        self.out_of(from).checked_add(customers).ok_or(ErrorKind::Overflow)?;
        *self.moved.entry(from).or_default().entry(to).or_default() += customers;
        Ok(())
    }

    /// Every group that somebody was in, in their order.
    #[must_use]
    pub fn labels(&self) -> Vec<L> {
        let moved =
            self.moved.iter().flat_map(|(from, row)| std::iter::once(from).chain(row.keys()));
        let mut labels: Vec<L> = moved.chain(self.entered.keys()).copied().collect();
        labels.sort_unstable();
        labels.dedup();
        labels
    }

    /// How long a step is.
    #[must_use]
    pub fn step(&self) -> Days {
        self.step
    }

    /// The moves from one group to another, over all steps; from a group to itself, who stayed.
    #[must_use]
    pub fn count(&self, from: L, to: L) -> u64 {
        self.moved.get(&from).and_then(|row| row.get(&to)).copied().unwrap_or_default()
    }

    /// All moves from one group, who stayed among them.
    #[must_use]
    pub fn out_of(&self, from: L) -> u64 {
        self.moved.get(&from).map_or(0, |row| row.values().sum())
    }

    /// The chance to be in one group a step after another; `None` if nobody was in `from` when a step
    /// began.
    #[must_use]
    pub fn probability(&self, from: L, to: L) -> Option<f64> {
        let all = self.out_of(from);
        (all != 0).then(|| ratio(self.count(from, to).into(), all.into()))
    }

    /// The interval that holds a [`probability`](Self::probability) with probability `level`, such as
    /// 0.95: Wilson's. `None` if nobody was in `from` when a step began, or `level` is not between 0 and
    /// 1.
    ///
    /// It takes moves as independent of each other. A customer gives one for each step, and is like
    /// themselves: with many steps of few customers, less is sure than this says.
    ///
    /// # Formula
    ///
    /// With `p` of `n` moves, and `z` of the normal distribution,
    ///
    /// ```text
    /// (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n)
    /// ```
    ///
    /// # References
    ///
    /// Wilson, "Probable inference, the law of succession, and statistical inference", Journal of the
    /// American Statistical Association 22 (1927). Brown, Cai & DasGupta, "Interval estimation for a
    /// binomial proportion", Statistical Science 16 (2001).
    #[must_use]
    pub fn interval(&self, from: L, to: L, level: f64) -> Option<(f64, f64)> {
        let z = normal_distance(level)?;
        let all = self.out_of(from);
        (all != 0).then(|| wilson(self.count(from, to), all, z))
    }

    /// How many customers came in during a step, as a mean over the steps, by the group that they were
    /// in at its end. Groups that nobody came into are left out.
    #[must_use]
    pub fn entering(&self) -> Vec<(L, f64)> {
        let mean = |(&label, &count): (&L, &u64)| (label, ratio(count.into(), self.steps.into()));
        self.entered.iter().map(mean).collect()
    }

    /// The probabilities by themselves, for what follows from them.
    #[must_use]
    pub fn chain(&self) -> Chain<L> {
        let row = |(&from, row): (&L, &BTreeMap<L, u64>)| {
            let all = self.out_of(from);
            let share = |(&to, &count): (&L, &u64)| (to, ratio(count.into(), all.into()));
            (from, row.iter().map(share).collect())
        };
        Chain::new(self.step, self.labels(), self.moved.iter().map(row).collect())
    }
}

/// The days of each step, if they are as many.
fn step(days: &[Day]) -> Result<Days> {
    let found = days.len().saturating_sub(1) as u64;
    let between = |pair: &[Day]| pair[1].since(pair[0]);
    let Some(first) = days.windows(2).next().map(between) else {
        return Err(ErrorKind::TooLittle { what: "steps", found, needed: 1 }.into());
    };
    if let Some(odd) = days.windows(2).find(|pair| between(pair) != first) {
        let expected = "as many days after the one before as in the first step".into();
        let found = Found::Day(odd[1]);
        return Err(ErrorKind::Value { what: "day", found, expected }.into());
    }
    // Days of a course ascend, and all that there are fit 28 bits.
    Ok(Days(u32::try_from(first).unwrap_or(u32::MAX)))
}

/// Wilson's interval of a share. Its lower end is `p²` over the upper one, as the product of both roots
/// of his equation says, so that small ones keep their digits.
fn wilson(count: u64, all: u64, z: f64) -> (f64, f64) {
    let (p, w) = (ratio(count.into(), all.into()), z * z / number(all));
    let high = p + w / 2.0 + (w * (p * (1.0 - p) + w / 4.0)).sqrt();
    // Of none and of all, one end is the share itself.
    let low = if count == 0 { 0.0 } else { p * (p / high) };
    let high = if count == all { 1.0 } else { (high / (1.0 + w)).min(1.0) };
    (low, high)
}
