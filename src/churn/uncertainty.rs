//! How sure what a sum says is.

use super::additive::{Sum, Term, probability};
use crate::engine::{Bound, Score};
use crate::error::Result;
use crate::metric::deviations;
use crate::num::logistic::{Fitted, Rows, chance};
use crate::table::{Layout, Needs, Row};

/// How much the logarithm of the odds may differ from what a sum says.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Uncertainty {
    // Invariants: finite, all of them, and `between` is not below 0.
    /// Of the weights: the lower half, row by row. The columns of the terms stand one after the other, and
    /// the intercept last.
    covariance: Vec<f64>,
    /// From one season to the next.
    between: f64,
}

impl Uncertainty {
    /// Of a fit to so many rows of each cohort, whose columns are at `places` among those of the terms.
    pub(super) fn new(
        fitted: &Fitted,
        rows: &Rows<'_>,
        cohorts: &[usize],
        (terms, places): (&[Term], &[usize]),
    ) -> Option<Self> {
        let all: usize = 1 + terms.iter().map(Term::width).sum::<usize>();
        let from = fitted.covariance.as_ref()?;
        let places: Vec<usize> = places.iter().copied().chain([all - 1]).collect();
        let mut covariance = vec![0.0; all * (all + 1) / 2];
        for (i, &row) in places.iter().enumerate() {
            for (j, &column) in places.iter().enumerate().filter(|(_, column)| **column <= row) {
                covariance[row * (row + 1) / 2 + column] = from[i * places.len() + j];
            }
        }
        // A card of what does not vary has no column at all.
        let columns = places.len() - 1;
        let row = |row: usize| &rows.values[row * columns..][..columns];
        let ln_odds = (0..rows.happened.len()).map(|at| fitted.ln_odds(row(at)));
        let between = between(&ln_odds.collect::<Vec<f64>>(), rows.happened, cohorts);
        Some(Self { covariance, between })
    }

    /// With the logarithm of the odds multiplied.
    pub(super) fn scaled(mut self, by: f64) -> Self {
        self.covariance.iter_mut().for_each(|value| *value *= by * by);
        self.between *= by * by;
        self
    }

    /// Whether it can be that of a sum.
    #[cfg(feature = "serde")]
    pub(super) fn can_be_of(&self, sum: &Sum) -> bool {
        let all = 1 + sum.terms.iter().map(Term::width).sum::<usize>();
        self.covariance.len() == all * (all + 1) / 2
            && self.covariance.iter().all(|value| value.is_finite())
            && (0.0..f64::INFINITY).contains(&self.between)
    }

    /// The standard deviation of the logarithm of the odds where columns have these values.
    fn deviation(&self, columns: &[f64]) -> f64 {
        let column = |i: usize| columns.get(i).copied().unwrap_or(1.0);
        let mut variance = self.between;
        for i in (0..=columns.len()).filter(|&i| column(i) != 0.0) {
            let row = &self.covariance[i * (i + 1) / 2..][..=i];
            let beside: f64 = (0..i).map(|j| row[j] * column(j)).sum();
            variance += column(i) * (2.0 * beside + row[i] * column(i));
        }
        // Of values without measure nothing is sure.
        if variance.is_finite() { variance.max(0.0).sqrt() } else { f64::MAX }
    }
}

/// By how much the level of a season to come may differ: the variance between cohorts beyond chance,
/// and that of their mean.
fn between(ln_odds: &[f64], churned: &[bool], cohorts: &[usize]) -> f64 {
    let mut shifts = Vec::new();
    let mut begin = 0;
    for &rows in cohorts {
        let range = begin..begin + rows;
        shifts.extend(shift(&ln_odds[range.clone()], &churned[range]));
        begin += rows;
    }
    let many = shifts.iter().map(|_| 1.0).sum::<f64>();
    let sum = |of: &dyn Fn(f64, f64) -> f64| shifts.iter().map(|&(at, w)| of(at, w)).sum::<f64>();
    let weights = sum(&|_, weight| weight);
    let mean = sum(&|at, weight| weight * at) / weights;
    let differ = sum(&|at, weight| weight * (at - mean) * (at - mean));
    let room = weights - sum(&|_, weight| weight * weight) / weights;
    // Where there is one, or all others tell next to nothing, what is left of the difference is rounding.
    let variance = if 1e-9 * weights < room { (differ - (many - 1.0)) / room } else { 0.0 };
    variance.max(0.0) * (1.0 + 1.0 / many.max(1.0))
}

/// What must be added to the logarithm of the odds for as many to churn as did, and one by its
/// variance; nothing if all did or none.
fn shift(ln_odds: &[f64], churned: &[bool]) -> Option<(f64, f64)> {
    let found = churned.iter().map(|&churned| f64::from(u8::from(churned))).sum::<f64>();
    if found == 0.0 || churned.iter().all(|&churned| churned) {
        return None;
    }
    let mut shift = 0.0;
    // Newton's steps, of at most 1 as the slope is nearly none far away: about five are needed.
    for _ in 0..200 {
        let chances = ln_odds.iter().map(|ln_odds| chance(ln_odds + shift));
        let (expected, weight) =
            chances.fold((0.0, 0.0), |(sum, weight), p| (sum + p, weight + p * (1.0 - p)));
        let step = ((found - expected) / weight).clamp(-1.0, 1.0);
        if step.abs() <= 1e-10 {
            return (0.0 < weight).then_some((shift, weight));
        }
        shift += step;
    }
    None
}

/// The interval of what a sum says.
pub(super) struct IntervalOfSum<'a> {
    sum: &'a Sum,
    uncertainty: &'a Uncertainty,
    deviations: f64,
}

impl<'a> IntervalOfSum<'a> {
    pub(super) fn new(sum: &'a Sum, uncertainty: &'a Uncertainty, level: f64) -> Result<Self> {
        Ok(Self { sum, uncertainty, deviations: deviations(level)? })
    }
}

impl Score for IntervalOfSum<'_> {
    type Output = Option<(f64, f64)>;

    fn needs(&self) -> Needs {
        self.sum.needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Option<(f64, f64)>>> {
        let sum = self.sum.bind(layout)?;
        Ok(move |row: Row<'_>| {
            let (ln_odds, columns) = sum.parts(row)?;
            let off = self.deviations * self.uncertainty.deviation(&columns);
            Some((probability(ln_odds - off), probability(ln_odds + off)))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: f64, expected: f64) {
        // Six digits of arithmetic by hand.
        assert!((found - expected).abs() < 1e-6, "{found} {expected}");
    }

    /// Cohorts of a hundred, of whom so many churned where a half was expected.
    fn cohorts(churned: &[usize]) -> f64 {
        let all: Vec<bool> =
            churned.iter().flat_map(|&of| (0..100).map(move |row| row < of)).collect();
        between(&vec![0.0; all.len()], &all, &vec![100; churned.len()])
    }

    /// Shifts of ±ln 1.5 with weights of 24 each: `Q = 48·0.164402 = 7.891280`, and the variance is
    /// `(Q − 1)/(48 − 24) = 0.287137`, with one half more for the mean of two.
    #[test]
    fn seasons_differ_as_reckoned_by_hand() {
        near(cohorts(&[60, 40]), 0.287_137 * 1.5);
    }

    #[test]
    fn chance_alone_is_no_season() {
        assert!(cohorts(&[50, 52]) == 0.0);
        assert!(cohorts(&[50]) == 0.0);
        assert!(cohorts(&[0, 50]) == 0.0, "of whom nobody churned, the level has no measure");
        assert!(cohorts(&[100, 0]) == 0.0);
    }

    #[test]
    fn shifts_are_found_from_far_away() {
        let churned: Vec<bool> = (0..1_000).map(|row| row == 0).collect();
        let (found, _) = shift(&vec![30.0; 1_000], &churned).unwrap();
        near(found, libm::log(1.0 / 999.0) - 30.0);
    }
}
