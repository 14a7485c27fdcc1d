//! The straight line that would calibrate probabilities.

use libm::{exp, log as ln, log1p};

use super::platt::log_odds;
use super::predictions::{Group, Predictions};
use super::rows;
use crate::error::{ErrorKind, Result};

/// How the log-odds of what happens follow those predicted: `intercept + slope · predicted`.
///
/// Calibrated predictions have an intercept of 0 and a slope of 1. A slope below 1 says that they are
/// too extreme, as those of a model that was fitted too closely; one above 1, that they are too
/// timid.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CalibrationLine {
    /// The log-odds of what happens where one half is predicted.
    pub intercept: f64,
    /// By how much they rise with each one of those predicted.
    pub slope: f64,
    /// The standard error of the intercept.
    pub intercept_standard_error: f64,
    /// The standard error of the slope.
    pub slope_standard_error: f64,
}

/// A distinct prediction: its log-odds, and the weights of rows for which it happened and not.
pub(super) struct Point {
    pub(super) x: f64,
    pub(super) events: f64,
    pub(super) others: f64,
}

impl Predictions {
    /// The logistic regression of what happened on the log-odds of predictions.
    ///
    /// Standard errors take rows for independent, and weights for numbers of rows.
    ///
    /// # Formula
    ///
    /// ```text
    /// logit P(it happens) = intercept + slope·logit p,   logit p = ln(p/(1 − p))
    /// ```
    ///
    /// with the greatest likelihood, and errors by the inverse of its curvature there.
    ///
    /// # References
    ///
    /// Cox, "Two further applications of a model for binary regression", Biometrika 45 (1958). Albert &
    /// Anderson, "On the existence of maximum likelihood estimates in logistic regression models",
    /// Biometrika 71 (1984).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cell`] for the first score that is not between 0 and 1, or is one of them;
    /// [`ErrorKind::TooLittle`] if it happened for all or for none, or all predictions are equal;
    /// [`ErrorKind::Separated`] if no prediction where it happened is below one where it did not, or none
    /// is above; and [`ErrorKind::OutOfReach`] where they are so nearly divided that floats do not
    /// tell.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::metric::Predictions;
    ///
    /// // Of those with 0.1, a quarter left, and of those with 0.9, three quarters.
    /// let predicted = [0.1, 0.1, 0.1, 0.1, 0.9, 0.9, 0.9, 0.9];
    /// let left = [true, false, false, false, true, true, true, false];
    /// let line = Predictions::new(&predicted, &left)?.calibration_line()?;
    /// assert!(line.intercept.abs() < 1e-12);
    /// assert!((line.slope - 0.5).abs() < 1e-12); // ln 3 is half of ln 9
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn calibration_line(&self) -> Result<CalibrationLine> {
        self.needs_log_odds()?;
        self.needs_both()?;
        let point = |group: &Group| {
            let x = log_odds(group.score);
            Point { x, events: group.events, others: group.others }
        };
        let points: Vec<Point> = self.groups().iter().map(point).collect();
        overlap(&points)?;
        let found = Scaled::new(&points, self.weight()).line(self.classes());
        Ok(found.ok_or(ErrorKind::OutOfReach { what: "the calibration line" })?)
    }
}

/// Whether there is a greatest likelihood.
fn overlap(points: &[Point]) -> Result<()> {
    let ends = |class: fn(&Point) -> f64| {
        let known = points.iter().filter(|point| 0.0 < class(point)).map(|point| point.x);
        known.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    };
    let (events, others) = (ends(|point| point.events), ends(|point| point.others));
    if events.0.min(others.0) >= events.1.max(others.1) {
        return rows::too_little("distinct predictions", 1, 2);
    }
    if others.1 <= events.0 || events.1 <= others.0 {
        return Err(ErrorKind::Separated.into());
    }
    Ok(())
}

/// Points with log-odds of mean 0 and variance 1, and what they were.
pub(super) struct Scaled {
    points: Vec<Point>,
    mean: f64,
    deviation: f64,
}

/// The likelihood of a line, and its derivatives.
struct Height {
    ln_likelihood: f64,
    gradient: [f64; 2],
    /// Less the second derivatives: both squares, and the product.
    curvature: [f64; 3],
}

impl Scaled {
    pub(super) fn new(points: &[Point], weight: f64) -> Self {
        let sum = |of: &dyn Fn(&Point) -> f64| {
            points.iter().map(|point| (point.events + point.others) * of(point)).sum::<f64>()
        };
        let mean = sum(&|point| point.x) / weight;
        let deviation = (sum(&|point| (point.x - mean) * (point.x - mean)) / weight).sqrt();
        let scaled = |point: &Point| Point { x: (point.x - mean) / deviation, ..*point };
        Self { points: points.iter().map(scaled).collect(), mean, deviation }
    }

    /// By Newton's steps, halved where they lead down; `None` if they do not arrive.
    pub(super) fn line(&self, (events, others): (f64, f64)) -> Option<CalibrationLine> {
        /// A step that promises less of the log-likelihood is the last: the next would be its square.
        /// It is of what is lost yet, and not of all rows: where nearly all are on the right side, the
        /// few that are not tell the slope.
        const PROMISE: f64 = 1e-20;
        /// What rounding may take from a likelihood.
        const ROUNDING: f64 = 1e-13;
        let mut at = [ln(events / others), 0.0];
        let mut here = self.height(at);
        for _ in 0..200 {
            let step = here.solve()?;
            let promise = step[0] * here.gradient[0] + step[1] * here.gradient[1];
            let mut part = 1.0;
            loop {
                let next = [at[0] + part * step[0], at[1] + part * step[1]];
                let there = self.height(next);
                let least = here.ln_likelihood - ROUNDING * here.ln_likelihood.abs();
                if least <= there.ln_likelihood {
                    (at, here) = (next, there);
                    break;
                }
                part *= 0.5;
                if part < 1e-12 {
                    return None;
                }
            }
            if promise <= PROMISE * here.ln_likelihood.abs() {
                return self.unscaled(at, &here);
            }
        }
        None
    }

    fn height(&self, [a, b]: [f64; 2]) -> Height {
        let mut height = Height { ln_likelihood: 0.0, gradient: [0.0; 2], curvature: [0.0; 3] };
        for &Point { x, events, others } in &self.points {
            let log_odds = a + b * x;
            // The rarer of the two keeps its digits.
            let small = exp(-log_odds.abs());
            let (rare, common) = (small / (1.0 + small), 1.0 / (1.0 + small));
            let (p, q) = if log_odds < 0.0 { (rare, common) } else { (common, rare) };
            let against = if log_odds < 0.0 { events } else { others };
            height.ln_likelihood -= (events + others) * log1p(small) + against * log_odds.abs();
            let slope = events * q - others * p;
            height.gradient[0] += slope;
            height.gradient[1] += slope * x;
            let bend = (events + others) * p * q;
            height.curvature[0] += bend;
            height.curvature[1] += bend * x * x;
            height.curvature[2] += bend * x;
        }
        height
    }

    fn unscaled(&self, [a, b]: [f64; 2], height: &Height) -> Option<CalibrationLine> {
        let [of_a, of_b, both] = height.inverse()?;
        let shift = self.mean / self.deviation;
        let of_intercept = of_a - 2.0 * shift * both + shift * shift * of_b;
        let line = CalibrationLine {
            intercept: a - b * shift,
            slope: b / self.deviation,
            intercept_standard_error: of_intercept.max(0.0).sqrt(),
            slope_standard_error: of_b.sqrt() / self.deviation,
        };
        let known = [line.intercept, line.slope, of_intercept, line.slope_standard_error];
        known.into_iter().all(f64::is_finite).then_some(line)
    }
}

impl Height {
    fn inverse(&self) -> Option<[f64; 3]> {
        let [aa, bb, ab] = self.curvature;
        let determinant = aa * bb - ab * ab;
        let known = 1e-13 * aa * bb < determinant;
        known.then(|| [bb / determinant, aa / determinant, -ab / determinant])
    }

    fn solve(&self) -> Option<[f64; 2]> {
        let ([aa, bb, ab], [g, h]) = (self.inverse()?, self.gradient);
        Some([aa * g + ab * h, ab * g + bb * h])
    }
}
