//! Sums of what each variable says, in logarithms of odds.

use std::cmp::Ordering;

use libm::{asinh, log1p};

use super::risk::{self, Cause, Reason, Reasons, VariableCause};
use super::uncertainty::IntervalOfSum;
use crate::engine::Score;
use crate::error::{ErrorKind, Result};
use crate::money::Currency;
use crate::num::logistic::chance;
use crate::table::{Layout, Needs, Read, Row, Variable};

/// A model whose answer is a sum of what each variable says, so that its reasons are exact:
/// [`LogisticModel`](super::LogisticModel) and [`ScorecardModel`](super::ScorecardModel).
pub trait Additive: Score<Output = Option<f64>> + sealed::Summed {
    /// Whether one more day of silence never lowers the risk, whoever it is.
    fn rises_with_silence(&self) -> bool {
        self.sum().rises_with_silence()
    }

    /// How likely churn is of one row, and why: nothing if none of its variables is known.
    ///
    /// Of who is asked about in a [`Churn`](super::Churn), [`Risk`](super::Risk) says this and more; of
    /// rows of a table that have no history, this is what there is.
    ///
    /// # Errors
    ///
    /// As [`Score::bind`].
    fn explain(&self, row: Row<'_>) -> Result<Option<Explanation>> {
        let layout = row.layout();
        let sum = self.sum().bind(&layout)?;
        Ok(sum.probability(row).map(|probability| {
            let (usual, reasons) = sum.reasons(row, probability);
            Explanation { probability, usual, reasons }
        }))
    }

    /// Between which probabilities that of each row lies with a confidence of `level`: how sure the
    /// number is, for all that what it was learned from leaves open. Nothing if none of its variables
    /// is known.
    ///
    /// # Formula
    ///
    /// `ln odds ± z·√(xᵀVx + τ²(1 + 1/k))`, made probabilities. `V` is the covariance of the weights, the
    /// inverse of the second derivatives of what was made the least; a weight that its effect holds at 0
    /// is taken for known. `τ²` is by how much the level differs from one of the `k` cohorts to the
    /// next beyond chance, by DerSimonian and Laird: the next season is another one too. Of one cohort, and
    /// of rows of a table, nothing is known of that, and it is 0. Points of a scorecard are rounded, which
    /// is not counted, nor is what a [calibration](super::LogisticModel::calibrated) leaves open.
    ///
    /// # References
    ///
    /// DerSimonian & Laird (1986), "Meta-analysis in clinical trials", *Controlled Clinical Trials* 7(3);
    /// Higgins, Thompson & Spiegelhalter (2009), "A re-evaluation of random-effects meta-analysis", *J. of
    /// the Royal Statistical Society A* 172(1), on what is to come.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoCovariance`] for a scorecard that was not learned, and if rounding left nothing to be
    /// known of the weights; [`ErrorKind::Param`] for a level that is not between 0 and 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::churn::{Additive, Churn, Logistic};
    /// use regulars::sim::Shop;
    /// use regulars::{Currency, Days, Ledger, Score};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.load(&Shop::new(2_000).build()?.orders())?;
    /// let (churn, today) = (Churn::new(Days(90)), "2024-12-31".parse()?);
    /// let model = Logistic::new().fit(&churn.past(&ledger, today)?)?;
    /// let view = ledger.as_of(today);
    /// let row = view.table().row(0);
    /// let (low, high) = model.interval(0.9)?.score_one(row)?.expect("they have bought");
    /// let risk = model.score_one(row)?.expect("so there is a risk");
    /// assert!(low < risk && risk < high);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    fn interval(&self, level: f64) -> Result<impl Score<Output = Option<(f64, f64)>>> {
        let uncertainty = self.uncertainty().ok_or(ErrorKind::NoCovariance)?;
        IntervalOfSum::new(self.sum(), uncertainty, level)
    }
}

/// What a sum says of one row, and why.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Explanation {
    /// The probability.
    pub probability: f64,
    /// The probability if all variables were usual.
    pub usual: f64,
    /// Why it is another, what does most for that first. The contributions add up to the difference.
    pub reasons: Reasons,
}

pub(super) mod sealed {
    use super::super::labelled::LearnedFrom;
    use super::super::uncertainty::Uncertainty;

    pub trait Summed {
        #[doc(hidden)]
        fn sum(&self) -> &super::Sum;

        #[doc(hidden)]
        fn learned(&self) -> Option<LearnedFrom>;

        #[doc(hidden)]
        fn uncertainty(&self) -> Option<&Uncertainty>;
    }
}

/// The sum.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Sum {
    pub(super) currency: Currency,
    // Invariant: finite.
    pub(super) intercept: f64,
    // Invariant: one or more, each of another variable.
    pub(super) terms: Vec<Term>,
}

/// What one variable says.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct Term {
    pub(super) variable: Variable,
    pub(super) shape: Shape,
    // Invariants: finite, all of them.
    /// What is said where there is no value.
    pub(super) missing: f64,
    /// The median of those it was learned from; nothing if most had no value.
    pub(super) usual: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
pub(super) enum Shape {
    /// A weight by standard deviations from the mean. Invariants: finite; `deviation` is above 0.
    Line { scale: Scale, mean: f64, deviation: f64, weight: f64 },
    /// One value below each bound, and one from the last on. Invariants: finite; bounds ascend; one value
    /// more than bounds.
    Steps { bounds: Vec<f64>, values: Vec<f64> },
}

/// How a value is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", deny_unknown_fields))]
pub(super) enum Scale {
    /// As it is.
    Plain,
    /// `ln(1 + x)`, for what is never below 0.
    Log,
    /// `asinh(x/unit)`, for money. Invariant: the unit is above 0.
    Asinh {
        /// In minor units.
        unit: f64,
    },
}

impl Scale {
    pub(super) fn of(self, x: f64) -> f64 {
        match self {
            Self::Plain => x,
            Self::Log => log1p(x.max(0.0)),
            Self::Asinh { unit } => asinh(x / unit),
        }
    }
}

/// More than any odds, and so little that sums of it are finite.
const BOUND: f64 = 1e290;

/// The deviations from the mean, by halves, of which the difference is finite.
pub(super) fn deviations(x: f64, mean: f64, deviation: f64) -> f64 {
    (0.5 * x - 0.5 * mean) / deviation * 2.0
}

impl Term {
    /// What is said of a value, which is missing where it is not a number.
    fn of(&self, x: f64) -> f64 {
        if x.is_nan() {
            return self.missing;
        }
        match &self.shape {
            Shape::Line { scale, mean, deviation, weight } => {
                // Of what is without measure, a sum is told all the same.
                let deviations = deviations(scale.of(x), *mean, *deviation);
                (weight * deviations.clamp(-BOUND, BOUND)).clamp(-BOUND, BOUND)
            }
            Shape::Steps { bounds, values } => values[bounds.partition_point(|bound| *bound <= x)],
        }
    }

    fn usual(&self) -> f64 {
        self.usual.map_or(self.missing, |usual| self.of(usual))
    }

    /// How many columns its weights belong to.
    pub(super) fn width(&self) -> usize {
        match &self.shape {
            Shape::Line { .. } => 2,
            Shape::Steps { bounds, .. } => bounds.len() + 1,
        }
    }

    /// What its weights are multiplied by: the last is 1 of what is missing.
    pub(super) fn columns(&self, x: f64) -> Vec<f64> {
        let mut columns = vec![0.0; self.width()];
        let last = self.width() - 1;
        match &self.shape {
            _ if x.is_nan() => columns[last] = 1.0,
            Shape::Line { scale, mean, deviation, .. } => {
                columns[0] = deviations(scale.of(x), *mean, *deviation);
            }
            Shape::Steps { bounds, .. } => {
                columns[..bounds.partition_point(|bound| *bound <= x)].fill(1.0);
            }
        }
        columns
    }

    /// Whether it falls or rises with the variable; `Equal` if it does neither, nothing if it does both.
    fn direction(&self) -> Option<Ordering> {
        match &self.shape {
            Shape::Line { weight, .. } => weight.partial_cmp(&0.0),
            Shape::Steps { values, .. } => {
                let rises = values.is_sorted();
                let falls = values.iter().rev().is_sorted();
                match (rises, falls) {
                    (true, true) => Some(Ordering::Equal),
                    (true, false) => Some(Ordering::Greater),
                    (false, true) => Some(Ordering::Less),
                    (false, false) => None,
                }
            }
        }
    }

    fn rises_with_silence(&self) -> bool {
        match (self.variable.under_silence(), self.direction()) {
            (Some(Ordering::Equal), _) | (_, Some(Ordering::Equal)) => true,
            (moves, says) => moves.is_some() && moves == says,
        }
    }
}

impl Sum {
    /// Whether it can be a regression's.
    #[cfg(feature = "serde")]
    pub(super) fn is_regression(&self) -> bool {
        let line = |term: &Term| match term.shape {
            Shape::Line { scale, mean, deviation, weight } => {
                let unit = if let Scale::Asinh { unit } = scale { unit } else { 1.0 };
                let positive = 0.0 < deviation && 0.0 < unit;
                positive && [unit, mean, deviation, weight].iter().all(|x| x.is_finite())
            }
            Shape::Steps { .. } => false,
        };
        let each = |(at, term): (usize, &Term)| {
            line(term)
                && [Some(term.missing), term.usual].iter().flatten().all(|x| x.is_finite())
                && self.terms[..at].iter().all(|of| of.variable.code() != term.variable.code())
        };
        self.intercept.is_finite()
            && !self.terms.is_empty()
            && self.terms.iter().enumerate().all(each)
    }

    pub(super) fn rises_with_silence(&self) -> bool {
        self.terms.iter().all(Term::rises_with_silence)
    }

    pub(super) fn needs(&self) -> Needs {
        let variables: Vec<Variable> =
            self.terms.iter().map(|term| term.variable.clone()).collect();
        Variable::needs(&variables, self.currency)
    }

    pub(super) fn bind(&self, layout: &Layout) -> Result<BoundSum<'_>> {
        layout.meets(&self.needs())?;
        let reads = self.terms.iter().map(|term| term.variable.read(layout));
        Ok(BoundSum {
            sum: self,
            reads: reads.collect::<Result<_>>()?,
            usual: self.usual(),
            rises_with_silence: self.rises_with_silence(),
        })
    }

    /// With the logarithm of the odds multiplied, and something added.
    pub(super) fn scaled(mut self, by: f64, and: f64) -> Self {
        self.intercept = by * self.intercept + and;
        for term in &mut self.terms {
            term.missing *= by;
            match &mut term.shape {
                Shape::Line { weight, .. } => *weight *= by,
                Shape::Steps { values, .. } => values.iter_mut().for_each(|value| *value *= by),
            }
        }
        self
    }

    fn probability(&self, said: impl Iterator<Item = f64>) -> f64 {
        probability(said.fold(self.intercept, |sum, said| sum + said))
    }

    fn usual(&self) -> f64 {
        self.probability(self.terms.iter().map(Term::usual))
    }
}

/// Odds beyond e³⁶ cannot be told from certainty.
const MOST: f64 = 36.0;

/// The probability, which is neither 0 nor 1 however great the odds.
pub(super) fn probability(ln_odds: f64) -> f64 {
    chance(ln_odds.clamp(-MOST, MOST))
}

/// A sum whose variables are resolved.
pub(super) struct BoundSum<'a> {
    sum: &'a Sum,
    reads: Vec<Read<'a>>,
    usual: f64,
    rises_with_silence: bool,
}

impl BoundSum<'_> {
    /// The probability; nothing if there is no value at all.
    pub(super) fn probability(&self, row: Row<'_>) -> Option<f64> {
        let mut known = false;
        let said = self.reads.iter().zip(&self.sum.terms).map(|(read, term)| {
            let value = read.value(row);
            known |= !value.is_nan();
            term.of(value)
        });
        let probability = self.sum.probability(said);
        known.then_some(probability)
    }

    /// The logarithm of the odds, and the columns of all terms; nothing if there is no value at all.
    pub(super) fn parts(&self, row: Row<'_>) -> Option<(f64, Vec<f64>)> {
        let values: Vec<f64> = self.reads.iter().map(|read| read.value(row)).collect();
        let terms = || self.sum.terms.iter().zip(&values);
        let ln_odds = terms().fold(self.sum.intercept, |sum, (term, &x)| sum + term.of(x));
        let columns = terms().flat_map(|(term, &x)| term.columns(x)).collect();
        values.iter().any(|x| !x.is_nan()).then_some((ln_odds, columns))
    }

    pub(super) fn rises_with_silence(&self) -> bool {
        self.rises_with_silence
    }

    /// If one bought now what one is used to pay.
    pub(super) fn if_bought(&self, row: Row<'_>) -> Option<f64> {
        let history = row.history()?;
        let orders = history.orders().max(1).cast_signed();
        let amount = crate::money::Money((history.revenue().0 / orders).max(1));
        self.probability(row.with_purchase(row.as_of(), amount)?.row())
    }

    /// The probability if all were usual, and why it is another: what raises it most first.
    pub(super) fn reasons(&self, row: Row<'_>, probability: f64) -> (f64, Reasons) {
        let usual = self.usual;
        let values: Vec<f64> = self.reads.iter().map(|read| read.value(row)).collect();
        let differ = self.sum.terms.iter().zip(&values);
        let differ: Vec<f64> = differ.map(|(term, &x)| term.of(x) - term.usual()).collect();
        let all: f64 = differ.iter().sum();
        // Where the parts cancel but for rounding, the slope of the probability.
        let middle = f64::midpoint(probability, usual);
        let each = match all.abs() < 1e-5 {
            true => middle * (1.0 - middle),
            false => (probability - usual) / all,
        };
        let known = |x: f64| Some(x).filter(|x| !x.is_nan());
        let reason = |((term, x), part): ((&Term, f64), f64)| Reason {
            cause: Cause::Variable(Box::new(VariableCause {
                variable: term.variable.clone(),
                value: known(x),
                usual: term.usual,
                currency: self.sum.currency,
            })),
            contribution: each * part,
        };
        let mut reasons: Vec<Reason> =
            self.sum.terms.iter().zip(values).zip(differ).map(reason).collect();
        risk::sort(&mut reasons, probability, usual);
        (usual, reasons.into())
    }
}
