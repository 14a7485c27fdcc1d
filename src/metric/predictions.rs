//! Scores, and whether what they were given for has happened.

use std::fmt;
use std::sync::Arc;

use super::rows;
use crate::error::{Error, Found, Result};
use crate::par;

/// What was predicted of each row, and what came of it: whether a customer has left, bought or
/// answered.
///
/// Scores may be of any kind as long as a higher one says that it is more likely to happen: only their
/// order counts for [`auc`](Self::auc), [`average_precision`](Self::average_precision),
/// [`gains`](Self::gains), [`lift`](Self::lift), [`lift_quality`](Self::lift_quality) and
/// [`empc`](Self::empc). Others ask whether scores are right as probabilities:
/// [`brier`](Self::brier), [`log_loss`](Self::log_loss), [`calibration`](Self::calibration),
/// [`calibration_line`](Self::calibration_line).
///
/// Rows of equal scores are one group in all that follows: no order among them is made up. Results do
/// not depend on the order of rows, to the last bit. A weight counts rows: 2 stands for two rows that
/// are alike, and 0 for none. For how sure a measure is, there is a [`Bootstrap`](super::Bootstrap).
///
/// # Examples
///
/// ```
/// use regulars::metric::Predictions;
///
/// let scores = [0.9, 0.4, 0.4, 0.1];
/// let left = [true, false, true, false];
/// let predictions = Predictions::new(&scores, &left)?;
/// assert_eq!((predictions.len(), predictions.base_rate()), (4, 0.5));
/// // Of four pairs of one who left and one who stayed, three are in order and one is a tie.
/// assert_eq!(predictions.auc()?, 3.5 / 4.0);
/// assert_eq!(predictions.lift(0.25)?, 2.0); // all of the first quarter have left, and half of all
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, PartialEq)]
pub struct Predictions {
    rows: Arc<Rows>,
    /// In the order of `rows`.
    weights: Vec<f64>,
    // Invariant: by descending scores, each of a weight above 0; never empty.
    groups: Vec<Group>,
    events: f64,
    others: f64,
}

/// Rows in order: by descending scores, and those of one score so that sums come out the same
/// whatever order they were given in. Resamples share them.
#[derive(PartialEq)]
struct Rows {
    /// Where each was given, from 0.
    places: Vec<usize>,
    scores: Vec<f64>,
    happened: Vec<bool>,
    /// The row after the last of each distinct score.
    ends: Vec<usize>,
    /// The first given row whose score is no probability.
    improbable: Option<(usize, f64)>,
}

/// All rows of one score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Group {
    pub(super) score: f64,
    /// The weight of those for which it happened.
    pub(super) events: f64,
    /// The weight of those for which it did not.
    pub(super) others: f64,
    /// The row after its last.
    end: usize,
}

impl Group {
    pub(super) fn weight(&self) -> f64 {
        self.events + self.others
    }
}

impl Predictions {
    /// A row for each score.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`] unless there are as many outcomes as scores, [`ErrorKind::Cell`] for the
    /// first score that is not finite, and [`ErrorKind::TooLittle`] if there are none.
    ///
    /// [`ErrorKind::Length`]: crate::ErrorKind::Length
    /// [`ErrorKind::Cell`]: crate::ErrorKind::Cell
    /// [`ErrorKind::TooLittle`]: crate::ErrorKind::TooLittle
    pub fn new(scores: &[f64], happened: &[bool]) -> Result<Self> {
        Self::weighted(scores, happened, &vec![1.0; scores.len()])
    }

    /// Rows that count for as much as their weights, which are 0 or from 1e-100 to 1e100.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new), and likewise for weights; there must be one above 0.
    pub fn weighted(scores: &[f64], happened: &[bool], weights: &[f64]) -> Result<Self> {
        rows::length("happened", happened.len(), scores.len())?;
        rows::length("weights", weights.len(), scores.len())?;
        rows::values("scores", scores, f64::MAX, "a finite number")?;
        rows::weights(weights)?;
        let all = scores.iter().zip(happened).zip(weights).enumerate();
        // Adding 0 makes one zero of both.
        let row = |(place, ((&score, &it), &weight))| (score + 0.0, it, f64::abs(weight), place);
        let mut sorted: Vec<(f64, bool, f64, usize)> = all.map(row).collect();
        par::sort_unstable_by(&mut sorted, |a, b| {
            let scores = b.0.total_cmp(&a.0);
            scores.then(a.1.cmp(&b.1)).then(a.2.total_cmp(&b.2)).then(a.3.cmp(&b.3))
        });
        let probable = |score: &f64| (0.0..=1.0).contains(score);
        let improbable = scores.iter().position(|score| !probable(score));
        let mut end = 0;
        let same = sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()).map(|same| {
            end += same.len();
            end
        });
        let known = Rows {
            ends: same.collect(),
            places: sorted.iter().map(|row| row.3).collect(),
            scores: sorted.iter().map(|row| row.0).collect(),
            happened: sorted.iter().map(|row| row.1).collect(),
            improbable: improbable.map(|place| (place, scores[place])),
        };
        Ok(Self::of(Arc::new(known), sorted.iter().map(|row| row.2).collect()))
    }

    fn of(rows: Arc<Rows>, weights: Vec<f64>) -> Self {
        // Whether it happened, and whether a score was drawn, is what no processor guesses: there
        // is no branch on either.
        let none = Group { score: 0.0, events: 0.0, others: 0.0, end: 0 };
        let (mut groups, mut kept, mut start) = (vec![none; rows.ends.len()], 0, 0);
        for &end in &rows.ends {
            let (mut events, mut others) = (0.0, 0.0);
            for (&happened, &weight) in rows.happened[start..end].iter().zip(&weights[start..end]) {
                events += if happened { weight } else { 0.0 };
                others += if happened { 0.0 } else { weight };
            }
            groups[kept] = Group { score: rows.scores[start], events, others, end };
            kept += usize::from(0.0 < events + others);
            start = end;
        }
        groups.truncate(kept);
        let events = groups.iter().map(|group| group.events).sum();
        let others = groups.iter().map(|group| group.others).sum();
        Self { rows, weights, groups, events, others }
    }

    /// The rows, those of weight 0 among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether there are none: never.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.weights.is_empty()
    }

    /// The share of rows for which it happened.
    #[must_use]
    pub fn base_rate(&self) -> f64 {
        self.events / self.weight()
    }

    /// By descending scores.
    pub(super) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The weight of the rows for which it happened, and of those for which it did not.
    pub(super) fn classes(&self) -> (f64, f64) {
        (self.events, self.others)
    }

    pub(super) fn weight(&self) -> f64 {
        self.events + self.others
    }

    /// Whether it happened for some.
    pub(super) fn needs_events(&self) -> Result<()> {
        if 0.0 < self.events {
            return Ok(());
        }
        rows::too_little("rows for which it happened", 0, 1)
    }

    /// Whether it happened for some, and for others not.
    pub(super) fn needs_both(&self) -> Result<()> {
        self.needs_events()?;
        if 0.0 < self.others {
            return Ok(());
        }
        rows::too_little("rows for which it did not happen", 0, 1)
    }

    /// Whether all scores are probabilities.
    pub(super) fn needs_probabilities(&self) -> Result<()> {
        match self.rows.improbable {
            Some((place, score)) => Err(improper(place, score, "a probability, from 0 to 1")),
            None => Ok(()),
        }
    }

    /// Refuses the first given row of which `wrong` knows what its score should be.
    pub(super) fn refuse(&self, wrong: impl Fn(f64, bool) -> Option<&'static str>) -> Result<()> {
        let rows = &self.rows;
        let all = rows.scores.iter().zip(&rows.happened).zip(&self.weights).zip(&rows.places);
        let counted = all.filter(|((_, weight), _)| 0.0 < **weight);
        let wrong = counted.filter_map(|(((&score, &happened), _), &place)| {
            Some((place, score, wrong(score, happened)?))
        });
        match wrong.min_by_key(|(place, ..)| *place) {
            Some((place, score, expected)) => Err(improper(place, score, expected)),
            None => Ok(()),
        }
    }

    /// Each row as it was given: whether it happened, its weight, and what is said of its group, the first
    /// if it did not happen and the second if it did.
    pub(super) fn spread(&self, of: impl Iterator<Item = [f64; 2]>) -> Vec<(bool, f64, f64)> {
        let mut given = vec![(false, 0.0, 0.0); self.len()];
        let (mut groups, mut start) = (self.groups.iter().zip(of), 0);
        let mut fill = |rows: std::ops::Range<usize>, value: [f64; 2]| {
            for at in rows {
                let happened = self.rows.happened[at];
                let value = value[usize::from(happened)];
                given[self.rows.places[at]] = (happened, self.weights[at], value);
            }
        };
        for (group, value) in groups.by_ref() {
            fill(start..group.end, value);
            start = group.end;
        }
        // What is left counts for nothing.
        fill(start..self.len(), [0.0; 2]);
        given
    }

    /// With the weight of each given row multiplied; nothing if none is left.
    pub(super) fn times(&self, times: &[u32]) -> Option<Self> {
        let weight = |(&weight, &place): (&f64, &usize)| weight * f64::from(times[place]);
        let weights: Vec<f64> = self.weights.iter().zip(&self.rows.places).map(weight).collect();
        let again = Self::of(Arc::clone(&self.rows), weights);
        (!again.groups.is_empty()).then_some(again)
    }
}

fn improper(place: usize, score: f64, expected: &'static str) -> Error {
    rows::cell(place, "scores", Found::Number(score), expected)
}

/// How many there are, and no row of them.
impl fmt::Debug for Predictions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Predictions")
            .field("rows", &self.len())
            .field("distinct_scores", &self.groups.len())
            .field("base_rate", &self.base_rate())
            .finish_non_exhaustive()
    }
}
