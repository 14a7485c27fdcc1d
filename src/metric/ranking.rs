//! Whether those with high scores are those for whom it happens.

use libm::{log as ln, log1p};

use super::predictions::{Group, Predictions};
use crate::error::{ErrorKind, Found, Result};

/// How much of what happened is found among the rows with the highest scores.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Gain {
    /// The share of all rows.
    pub rows: f64,
    /// The share of those for which it happened.
    pub events: f64,
}

impl Predictions {
    /// The area under the receiver operating characteristic: the chance that of two rows, one for which
    /// it happened and one for which it did not, the first has the higher score. Equal scores count as
    /// half.
    ///
    /// # Formula
    ///
    /// ```text
    /// Σ e·(below + o/2) / (E·O)
    /// ```
    ///
    /// over distinct scores, with `e` the weight of rows for which it happened, `o` that of others, `E` and
    /// `O` their sums, and `below` the others with lower scores. Without weights both products are exact.
    ///
    /// # References
    ///
    /// Hanley & McNeil, "The meaning and use of the area under a receiver operating characteristic (ROC)
    /// curve", Radiology 143 (1982).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] if it happened for all or for none.
    #[doc(alias("roc_auc_score", "c statistic", "Mann-Whitney"))]
    pub fn auc(&self) -> Result<f64> {
        self.needs_both()?;
        let (events, others) = self.classes();
        let (mut below, mut pairs) = (0.0, 0.0);
        for group in self.groups().iter().rev() {
            pairs += group.events * (below + 0.5 * group.others);
            below += group.others;
        }
        Ok((pairs / (events * others)).min(1.0))
    }

    /// The mean precision over the rows for which it happened, as scikit-learn defines it: without
    /// interpolation, and one threshold for equal scores.
    ///
    /// # Formula
    ///
    /// ```text
    /// Σ (Rₙ − Rₙ₋₁)·Pₙ
    /// ```
    ///
    /// over distinct scores from the highest on, with the precision `P` and the recall `R` of all rows
    /// from there up.
    ///
    /// # References
    ///
    /// Buckley & Voorhees, "Evaluating evaluation measure stability", SIGIR (2000).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] if it happened for none.
    pub fn average_precision(&self) -> Result<f64> {
        self.needs_events()?;
        let (mut events, mut rows, mut sum) = (0.0, 0.0, 0.0);
        for group in self.groups() {
            events += group.events;
            rows += group.weight();
            sum += group.events * (events / rows);
        }
        Ok((sum / self.classes().0).min(1.0))
    }

    /// The cumulative gains, from (0, 0) to (1, 1): a point after each distinct score, from the highest
    /// on. Between two points it is a straight line, as of equal scores any may come first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] if it happened for none.
    #[doc(alias("lift curve", "cumulative gains"))]
    pub fn gains(&self) -> Result<Vec<Gain>> {
        self.needs_events()?;
        let (all, all_events) = (self.weight(), self.classes().0);
        let (mut rows, mut events) = (0.0, 0.0);
        let after = |group: &Group| {
            rows += group.weight();
            events += group.events;
            Gain { rows: f64::min(rows / all, 1.0), events: f64::min(events / all_events, 1.0) }
        };
        let mut points: Vec<Gain> =
            [Gain::default()].into_iter().chain(self.groups().iter().map(after)).collect();
        if let Some(last) = points.last_mut() {
            // Sums of weights in another order may be a rounding off.
            *last = Gain { rows: 1.0, events: 1.0 };
        }
        Ok(points)
    }

    /// How many times as often it happened among the given share of rows with the highest scores as among
    /// all: `lift(0.1)` is the lift of the top decile. Where the share ends among equal scores, as large
    /// a part of their events counts as of their rows.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a share that is not above 0 and up to 1, and
    /// [`ErrorKind::TooLittle`] if it happened for none.
    pub fn lift(&self, share: f64) -> Result<f64> {
        if !(0.0 < share && share <= 1.0) {
            let (name, expected) = ("share", "a number above 0 and up to 1");
            return Err(ErrorKind::Param { name, found: Found::Number(share), expected }.into());
        }
        self.needs_events()?;
        let mut left = share * self.weight();
        let mut events = 0.0;
        for group in self.groups() {
            let weight = group.weight();
            if left <= weight {
                events += group.events * (left / weight);
                break;
            }
            events += group.events;
            left -= weight;
        }
        Ok((events / self.classes().0).min(1.0) / share)
    }

    /// Piatetsky-Shapiro and Masand's quality of lift, over lists of all sizes: 1 for the best order of
    /// rows, 0 for one that tells nothing, and less than that for one that is worse.
    ///
    /// # Formula
    ///
    /// ```text
    /// (∫ lift(s) ds − 1) / (∫ best(s) ds − 1),   best(s) = min(1/p, 1/s),   ∫ best(s) ds = 1 − ln p
    /// ```
    ///
    /// over shares from 0 to 1, with the base rate `p`. Theirs is a sum over sizes of lists, which for many
    /// rows comes to the same; this one is exact where scores tie, and does not change when all weights
    /// double.
    ///
    /// # References
    ///
    /// Piatetsky-Shapiro & Masand, "Estimating campaign benefits and modeling lift", KDD (1999).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] if it happened for all or for none.
    pub fn lift_quality(&self) -> Result<f64> {
        self.needs_both()?;
        let (all, all_events) = (self.weight(), self.classes().0);
        let (mut others, mut events, mut above_one) = (0.0, 0.0, 0.0);
        for group in self.groups() {
            let weight = group.weight();
            // Gains are `events + slope·(s − rows)`: over s, the slopes add up to the 1 that is to go.
            // What remains is by the others, of which it keeps the digits where nearly all are events.
            let rows = events + others;
            if 0.0 < rows {
                let ahead = events * group.others - group.events * others;
                above_one += ahead / weight * log1p(weight / rows);
            }
            others += group.others;
            events += group.events;
        }
        let base_rate = all_events / all;
        // Where nearly all are events, the logarithm keeps its digits by the others.
        let best = if base_rate < 0.5 { -ln(base_rate) } else { -log1p(-self.classes().1 / all) };
        Ok(above_one / all_events / best)
    }
}
