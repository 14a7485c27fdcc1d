//! How sure an area under the curve is, and a difference of two.

use super::predictions::Predictions;
use super::rows;
use crate::error::{Found, Result};

/// What rows of two predictions should hold.
const SAME: &str = "the same as in the first predictions";

/// How much larger one area under the receiver operating characteristic is than another of the same
/// rows.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AucDifference {
    /// The first less the second.
    pub difference: f64,
    /// Its standard error; 0 where data do not tell how sure it is, as where both order rows alike.
    pub standard_error: f64,
}

impl AucDifference {
    /// The interval that holds the difference with probability `level`, such as 0.95, of a normal
    /// distribution.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`](crate::ErrorKind::Param) for a level that is not between 0 and 1.
    pub fn interval(&self, level: f64) -> Result<(f64, f64)> {
        let off = rows::deviations(level)? * self.standard_error;
        Ok((self.difference - off, self.difference + off))
    }

    /// The chance of a difference that is at least as large, either way, where there is none; `None`
    /// if the standard error is 0.
    #[must_use]
    pub fn p_value(&self) -> Option<f64> {
        let z = self.difference.abs() / self.standard_error;
        let p_value = || libm::erfc(z * std::f64::consts::FRAC_1_SQRT_2);
        (0.0 < self.standard_error).then(p_value)
    }
}

impl Predictions {
    /// The standard error of the [`auc`](Self::auc). It is 0 where all scores of either class lie on one
    /// side of all of the other: data do not tell then how sure that is.
    ///
    /// Rows are taken for independent of each other, and weights for numbers of rows. Where a customer
    /// has several rows, or weights are of another kind, use a [`Bootstrap`](super::Bootstrap).
    ///
    /// # Formula
    ///
    /// ```text
    /// √(S₁/E + S₀/O),   S₁ = Σ e·(V − A)²/(E − 1),   S₀ = Σ o·(U − A)²/(O − 1)
    /// ```
    ///
    /// over distinct scores, with the area `A`, `e` and `o` the weights of rows for which it happened and for
    /// which it did not, `E` and `O` their sums, `V` the share of others with lower scores and `U` the
    /// share of events with higher ones, ties as half.
    ///
    /// # References
    ///
    /// DeLong, DeLong & Clarke-Pearson, "Comparing the areas under two or more correlated receiver
    /// operating characteristic curves", Biometrics 44 (1988), by ranks as in Sun & Xu, "Fast
    /// implementation of DeLong's algorithm", IEEE Signal Processing Letters 21 (2014).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`](crate::ErrorKind::TooLittle) unless more than one row is of either class,
    /// by their weights.
    #[doc(alias("DeLong"))]
    pub fn auc_standard_error(&self) -> Result<f64> {
        let auc = self.several_of_each()?;
        let (events, others) = self.classes();
        let (mut of_events, mut of_others) = (0.0, 0.0);
        for (group, place) in self.groups().iter().zip(self.placements()) {
            let [u, v] = place.map(|share| self.beyond_rounding(share - auc));
            of_events += group.events * (v * v);
            of_others += group.others * (u * u);
        }
        let of_events = of_events / (events - 1.0) / events;
        Ok((of_events + of_others / (others - 1.0) / others).sqrt())
    }

    /// The interval that holds the [`auc`](Self::auc) with probability `level`, such as 0.95: of a normal
    /// distribution with its [standard error](Self::auc_standard_error), and within 0 and 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`](crate::ErrorKind::Param) for a level that is not between 0 and 1, and beside
    /// that as [`auc_standard_error`](Self::auc_standard_error).
    pub fn auc_interval(&self, level: f64) -> Result<(f64, f64)> {
        let off = rows::deviations(level)? * self.auc_standard_error()?;
        let auc = self.auc()?;
        Ok(((auc - off).max(0.0), (auc + off).min(1.0)))
    }

    /// How much larger the [`auc`](Self::auc) is than that of other scores of the same rows, by the
    /// paired test of DeLong, DeLong and Clarke-Pearson. What is said of weights and rows at
    /// [`auc_standard_error`](Self::auc_standard_error) holds here too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Length`](crate::ErrorKind::Length) and
    /// [`ErrorKind::Cell`](crate::ErrorKind::Cell) if the others are not of the same rows in the same
    /// order, by what happened and by weights, and beside that as
    /// [`auc_standard_error`](Self::auc_standard_error).
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::metric::Predictions;
    ///
    /// let bought = [true, true, true, false, false, false];
    /// let by_model = Predictions::new(&[0.9, 0.7, 0.4, 0.5, 0.2, 0.1], &bought)?;
    /// let by_rule = Predictions::new(&[2.0, 1.0, 1.0, 1.0, 2.0, 0.0], &bought)?;
    /// let found = by_model.auc_difference(&by_rule)?;
    /// assert!((found.difference - 2.5 / 9.0).abs() < 1e-12);
    /// assert!(found.p_value().unwrap() > 0.2); // six rows do not tell
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn auc_difference(&self, other: &Self) -> Result<AucDifference> {
        let (first, second) = (self.several_of_each()?, other.several_of_each()?);
        rows::length("scores", other.len(), self.len())?;
        let all = self.spread(self.placements()).into_iter().zip(other.spread(other.placements()));
        let mut pairs = Vec::with_capacity(self.len());
        for (row, (a, b)) in all.enumerate() {
            if a.0 != b.0 {
                let found = Found::Integer(b.0.into());
                return Err(rows::cell(row, "happened", found, SAME));
            }
            if a.1.total_cmp(&b.1).is_ne() {
                return Err(rows::cell(row, "weights", Found::Number(b.1), SAME));
            }
            pairs.push((a.0, a.1, self.beyond_rounding((a.2 - first) - (b.2 - second))));
        }
        // Sums that do not depend on the order of rows.
        pairs.sort_unstable_by(|a, b| a.2.total_cmp(&b.2).then(a.1.total_cmp(&b.1)));
        let (events, others) = self.classes();
        let part = |class: bool, all: f64| {
            let of_class = pairs.iter().filter(|pair| pair.0 == class);
            of_class.map(|pair| pair.1 * (pair.2 * pair.2)).sum::<f64>() / (all - 1.0) / all
        };
        let standard_error = (part(true, events) + part(false, others)).sqrt();
        Ok(AucDifference { difference: first - second, standard_error })
    }

    /// The area, if each class has more than one row.
    fn several_of_each(&self) -> Result<f64> {
        let (events, others) = self.classes();
        let classes =
            [("rows for which it happened", events), ("rows for which it did not happen", others)];
        for (what, rows) in classes {
            if rows <= 1.0 {
                return rows::too_little(what, u64::from(0.0 < rows), 2);
            }
        }
        self.auc()
    }

    /// A difference of shares, and 0 if it may be what was rounded off: from that, it would be found to be
    /// sure.
    fn beyond_rounding(&self, difference: f64) -> f64 {
        // Each weight that is added costs half of this at most, and most of them far less.
        let rounding = f64::EPSILON * rows::count(self.groups().len() + 1);
        if difference.abs() <= rounding { 0.0 } else { difference }
    }

    /// For each group, the share of events with higher scores, which is what the test compares of its
    /// others, and the share of others with lower ones, which is what it compares of its events.
    fn placements(&self) -> impl Iterator<Item = [f64; 2]> {
        let (all_events, all_others) = self.classes();
        // From the highest scores on.
        let (mut events, mut others) = (0.0, 0.0);
        self.groups().iter().map(move |group| {
            let above = [events + 0.5 * group.events, others + 0.5 * group.others];
            events += group.events;
            others += group.others;
            [above[0] / all_events, (all_others - above[1]) / all_others]
        })
    }
}
