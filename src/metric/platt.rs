//! Scores made probabilities by a logistic curve.

use libm::{exp, frexp, log as ln, log1p, scalbn};

use super::line::{Point, Scaled};
use super::predictions::{Group, Predictions};
use super::rows;
use crate::error::{ErrorKind, Result};

/// Platt's calibration: the logistic curve that makes scores probabilities, or probabilities better ones.
///
/// What is fitted has two parameters, so some tens of rows of either class are enough. It is smooth, keeps
/// scores apart that were apart, and never says 0 or 1 of a score that is finite. If what happens
/// does not follow such a curve, and rows are many, take [`Isotonic`](super::Isotonic).
///
/// Fit it to predictions of customers or days that the engine has not learned from: of those that
/// it has, it knows too much.
///
/// # Formula
///
/// ```text
/// P(it happens) = 1/(1 + e^−(intercept + slope·x))
/// ```
///
/// with the greatest likelihood, where `x` is the score, or `ln(p/(1 − p))` of a probability `p`. Platt's
/// `A` and `B` are less the slope and less the intercept. As he does, it is said of the `E` rows for
/// which it happened that it did so with a probability of `(E + 1)/(E + 2)` only, and of the `O` others of
/// `1/(O + 2)`: so there is a curve where a score divides both, and it is not too sure of few rows. A
/// weight counts rows here too.
///
/// Of a score, it is what scikit-learn's sigmoid calibration finds. Of a probability, it is that of the
/// log-odds: a curve through the probability itself would leave one that is right already wrong.
///
/// # References
///
/// Platt, "Probabilistic outputs for support vector machines and comparisons to regularized likelihood
/// methods", Advances in Large Margin Classifiers (1999). Lin, Lin & Weng, "A note on Platt's
/// probabilistic outputs for support vector machines", Machine Learning 68 (2007).
///
/// # Examples
///
/// ```
/// use regulars::metric::{Platt, Predictions};
///
/// // Of 100 who had 0.1, 25 left, and of 100 who had 0.9, 75: too extreme.
/// let predicted: Vec<f64> = (0..200).map(|i| if i < 100 { 0.1 } else { 0.9 }).collect();
/// let left: Vec<bool> = (0..200).map(|i| i % 100 < if i < 100 { 25 } else { 75 }).collect();
/// let platt = Platt::of_probabilities().fit(&Predictions::new(&predicted, &left)?)?;
/// assert!((platt.apply(0.1) - 0.25).abs() < 0.01);
/// assert!((platt.apply(0.9) - 0.75).abs() < 0.01);
/// assert!((platt.apply(0.5) - 0.5).abs() < 0.01);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use = "settings do nothing until `fit`"]
pub struct Platt {
    scale: Scale,
}

/// What a curve is drawn over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
pub(super) enum Scale {
    /// Scores as they are.
    Scores,
    /// The log-odds of probabilities.
    Probabilities,
}

/// A logistic curve that was [fitted](Platt::fit).
///
/// ```
/// use regulars::churn::Rate;
/// use regulars::metric::{Platt, Predictions};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Days, Fit, Ledger, Score};
///
/// # let mut ledger = Ledger::new(Currency::EUR);
/// # ledger.load(&Shop::new(2_000).build()?.orders())?;
/// # let past = ledger.as_of("2024-06-30".parse()?);
/// # let fitted = Rate::new().fit(past.table())?;
/// # let silent: Vec<f64> =
/// #     fitted.p_silent_for(Days(90)).score(past.table())?.into_iter().flatten().collect();
/// # let happened: Vec<bool> = silent.iter().enumerate().map(|(i, _)| i % 2 == 0).collect();
/// // Of customers as an earlier day knew them: a chance of silence, and what came of it.
/// let platt = Platt::of_probabilities().fit(&Predictions::new(&silent, &happened)?)?;
///
/// let view = ledger.as_of("2024-12-31".parse()?);
/// let engine = Rate::new().fit(view.table())?;
/// let silence = engine.p_silent_for(Days(90)).map(move |p| p.map(|p| platt.apply(p)));
/// assert!(silence.score(view.table())?.into_iter().flatten().all(|p| 0.0 < p && p < 1.0));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PlattModel {
    pub(super) scale: Scale,
    // Invariant: both are finite.
    pub(super) intercept: f64,
    pub(super) slope: f64,
}

impl Platt {
    /// A curve over scores of any kind, as they are.
    pub fn of_scores() -> Self {
        Self { scale: Scale::Scores }
    }

    /// A curve over the log-odds of probabilities.
    pub fn of_probabilities() -> Self {
        Self { scale: Scale::Probabilities }
    }

    /// The curve that fits best what happened.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] if it happened for all or for none, or all scores are equal;
    /// [`ErrorKind::Cell`] for the first probability that is not between 0 and 1, or is one of them,
    /// so bound these beforehand; and [`ErrorKind::OutOfReach`] where floats do not tell the curve, as
    /// with scores that differ in their last digits only.
    pub fn fit(&self, predictions: &Predictions) -> Result<PlattModel> {
        if self.scale == Scale::Probabilities {
            predictions.needs_log_odds()?;
        }
        predictions.needs_both()?;
        predictions.needs_two_scores()?;
        let (points, power) = self.points(predictions);
        let sums = points
            .iter()
            .fold((0.0, 0.0), |sums, point| (sums.0 + point.events, sums.1 + point.others));
        let line = Scaled::new(&points, predictions.weight()).line(sums);
        let model = line.map(|line| {
            let slope = scalbn(line.slope, -power);
            PlattModel { scale: self.scale, intercept: line.intercept, slope }
        });
        let known = model.filter(|model| model.slope.is_finite());
        Ok(known.ok_or(ErrorKind::OutOfReach { what: "the calibration curve" })?)
    }

    /// What a curve is drawn through: scores times 2 to the power of less the second, so that they are of
    /// a size up to 1.
    fn points(&self, predictions: &Predictions) -> (Vec<Point>, i32) {
        let (events, others) = predictions.classes();
        let (unsure_event, unsure_other) = (1.0 / (events + 2.0), 1.0 / (others + 2.0));
        let (sure_event, sure_other) =
            ((events + 1.0) / (events + 2.0), (others + 1.0) / (others + 2.0));
        let groups = predictions.groups();
        let x = |score: f64| self.scale.of(score);
        let most = groups.iter().fold(0.0_f64, |most, group| most.max(x(group.score).abs()));
        let power = frexp(most).1;
        let point = |group: &Group| Point {
            x: scalbn(x(group.score), -power),
            events: group.events * sure_event + group.others * unsure_other,
            others: group.others * sure_other + group.events * unsure_event,
        };
        (groups.iter().map(point).collect(), power)
    }
}

impl PlattModel {
    /// The probability that a score stands for. A probability below 0 or above 1 is taken for these, and
    /// what is no number stays so.
    #[must_use]
    pub fn apply(self, score: f64) -> f64 {
        // A slope of 0 times what is infinite is no number.
        let x = self.scale.of(score).clamp(f64::MIN, f64::MAX);
        let log_odds = self.intercept + self.slope * x;
        let small = exp(-log_odds.abs());
        // The rarer of the two keeps its digits.
        if log_odds < 0.0 { small / (1.0 + small) } else { 1.0 / (1.0 + small) }
    }

    /// Whether it is of the log-odds of probabilities.
    pub(crate) fn is_of_probabilities(self) -> bool {
        self.scale == Scale::Probabilities
    }

    /// The log-odds at a score of 0, or a probability of one half.
    #[must_use]
    pub fn intercept(self) -> f64 {
        self.intercept
    }

    /// By how much they rise with each one of the score, or of the log-odds of the probability. Below 0,
    /// high scores went to those for whom it does not happen, and the order of all is reversed.
    #[must_use]
    pub fn slope(self) -> f64 {
        self.slope
    }
}

impl Scale {
    fn of(self, score: f64) -> f64 {
        match self {
            Self::Scores => score,
            Self::Probabilities => log_odds(score.clamp(0.0, 1.0)),
        }
    }
}

pub(super) fn log_odds(p: f64) -> f64 {
    ln(p) - log1p(-p)
}

impl Predictions {
    /// Whether all scores are probabilities that have finite log-odds.
    pub(super) fn needs_log_odds(&self) -> Result<()> {
        self.needs_probabilities()?;
        self.refuse(|score, _| match score {
            score if 0.0 < score && score < 1.0 => None,
            _ => Some("a probability between 0 and 1, and none of them"),
        })
    }

    /// Whether some scores are higher than others.
    pub(super) fn needs_two_scores(&self) -> Result<()> {
        match self.groups() {
            [_, _, ..] => Ok(()),
            _ => rows::too_little("distinct scores", 1, 2),
        }
    }
}
