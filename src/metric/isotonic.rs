//! Scores made probabilities by steps that rise.

use super::predictions::Predictions;
use crate::error::Result;

/// Isotonic calibration: probabilities that rise with scores and beside that fit best what
/// happened, with no form of a curve in mind.
///
/// It mends whatever keeps the order of scores, and needs some hundreds of rows of either class. It makes
/// equal what data do not tell apart, and says 0 below the lowest score for which it happened and 1
/// above the highest for which it did not: where such rows are few, and where a
/// [logarithmic loss](Predictions::log_loss) counts, take [`Platt`](super::Platt).
///
/// Fit it to predictions of customers or days that the engine has not learned from.
///
/// # Formula
///
/// ```text
/// minimise Σ weight·(happened − f(score))²   over all f that do not fall
/// ```
///
/// by pooling adjacent violators: rows of one score are a block with the share of those for which it
/// happened, and a block joins the one above it as long as its share is not below that one's. A
/// score within a block has its share. Between two blocks, from the highest score of one to the lowest of
/// the next, it is a straight line. Below all, it is the share of the first, and above all that of the last.
/// scikit-learn's isotonic calibration is the same, which bounds scores likewise.
///
/// # References
///
/// Ayer, Brunk, Ewing, Reid & Silverman, "An empirical distribution function for sampling with incomplete
/// information", Annals of Mathematical Statistics 26 (1955). Zadrozny & Elkan, "Transforming classifier
/// scores into accurate multiclass probability estimates", KDD (2002).
///
/// # Examples
///
/// ```
/// use regulars::metric::{Isotonic, Predictions};
///
/// let scores = [1.0, 2.0, 3.0, 4.0, 5.0];
/// let bought = [false, true, false, true, true];
/// let isotonic = Isotonic::new().fit(&Predictions::new(&scores, &bought)?)?;
/// assert_eq!([1.0, 2.0, 3.0, 4.0].map(|score| isotonic.apply(score)), [0.0, 0.5, 0.5, 1.0]);
/// assert_eq!(isotonic.apply(1.5), 0.25); // between two blocks
/// assert_eq!([-7.0, 7.0].map(|score| isotonic.apply(score)), [0.0, 1.0]);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[must_use = "settings do nothing until `fit`"]
pub struct Isotonic {
    _private: (),
}

/// Steps that were [fitted](Isotonic::fit).
#[derive(Clone, Debug, PartialEq)]
pub struct IsotonicModel {
    // Invariant: never empty; scores and probabilities ascend strictly from one to the next.
    pub(super) blocks: Vec<IsotonicBlock>,
}

/// Scores that stand for one probability.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct IsotonicBlock {
    /// The least score in it.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
    /// The share of rows for which it happened.
    pub probability: f64,
    /// The rows, or the sum of their weights.
    pub weight: f64,
}

impl Isotonic {
    /// It has no settings.
    pub fn new() -> Self {
        Self::default()
    }

    /// The steps that fit best what happened.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`](crate::ErrorKind::TooLittle) if it happened for all or for none, or all
    /// scores are equal.
    pub fn fit(&self, predictions: &Predictions) -> Result<IsotonicModel> {
        predictions.needs_both()?;
        predictions.needs_two_scores()?;
        let mut pools: Vec<Pool> = Vec::new();
        for group in predictions.groups().iter().rev() {
            let (events, weight) = (group.events, group.weight());
            let mut pool = Pool { least: group.score, greatest: group.score, events, weight };
            while let Some(before) = pools.pop_if(|before| pool.share() <= before.share()) {
                pool.least = before.least;
                pool.events += before.events;
                pool.weight += before.weight;
            }
            pools.push(pool);
        }
        Ok(IsotonicModel { blocks: pools.iter().map(Pool::block).collect() })
    }
}

/// A block, and how much of it happened.
struct Pool {
    least: f64,
    greatest: f64,
    events: f64,
    weight: f64,
}

impl Pool {
    fn share(&self) -> f64 {
        // Sums in another order may be a rounding off.
        (self.events / self.weight).min(1.0)
    }

    fn block(&self) -> IsotonicBlock {
        let Self { least, greatest, weight, .. } = *self;
        IsotonicBlock { least, greatest, probability: self.share(), weight }
    }
}

impl IsotonicModel {
    /// The probability that a score stands for, which never falls as scores rise. What is no number stays
    /// so.
    #[must_use]
    pub fn apply(&self, score: f64) -> f64 {
        let begun = self.blocks.partition_point(|block| block.least <= score);
        let above = self.blocks.get(begun);
        let below = begun.checked_sub(1).and_then(|at| self.blocks.get(at));
        match (below, above) {
            _ if score.is_nan() => score,
            (Some(below), Some(above)) if below.greatest < score => between(below, above, score),
            (Some(block), _) | (None, Some(block)) => block.probability,
            (None, None) => f64::NAN,
        }
    }

    /// The blocks, by ascending scores.
    #[must_use]
    pub fn blocks(&self) -> &[IsotonicBlock] {
        &self.blocks
    }
}

fn between(below: &IsotonicBlock, above: &IsotonicBlock, score: f64) -> f64 {
    let width = above.least - below.greatest;
    let part = if width.is_finite() {
        (score - below.greatest) / width
    } else {
        (0.5 * score - 0.5 * below.greatest) / (0.5 * above.least - 0.5 * below.greatest)
    };
    let rise = above.probability - below.probability;
    // Rounding must not take it beyond.
    (below.probability + part * rise).min(above.probability)
}
