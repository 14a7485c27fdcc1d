//! The derivatives of the bracket.

use libm::{exp, log as ln, log1p};

use crate::clv::process::shares;
use crate::clv::taylor::Taylor;
use crate::num::decay::{self, Panel, Powers};

use super::Cell;

/// The customers who have left, by the time `v` at which they did, counted from the last
/// purchase: means and spreads of four functions of `v`, out of which the derivatives are made.
///
/// ```text
/// ln(1 + v/a),   a/(a + v),   ln(1 + v/b),   b/(b + v)
/// ```
#[derive(Clone, Copy, Debug)]
pub(super) struct Dead {
    pub(super) integral: f64,
    mean: [f64; 4],
    /// `∫ (f − mean f)(g − mean g)`, on the diagonal and below it.
    spread: [[f64; 4]; 4],
}

impl Dead {
    pub(super) fn new(powers: &Powers, gap: f64) -> Self {
        let mut all = Self { integral: 0.0, mean: [0.0; 4], spread: [[0.0; 4]; 4] };
        decay::walk(powers, gap, |panel| {
            all.merge(&Self::of_panel(powers, panel));
            all.integral
        });
        all
    }

    /// Means first and spreads around them, so that neither cancels.
    fn of_panel(powers: &Powers, panel: &Panel) -> Self {
        let Powers { a, r, b, s } = *powers;
        let mut dead = Self { integral: 0.0, mean: [0.0; 4], spread: [[0.0; 4]; 4] };
        let (mut values, mut weights) = ([[0.0; 4]; 16], [0.0; 16]);
        for (i, (&v, &weight)) in panel.places().iter().zip(panel.weights()).enumerate() {
            let (ln_a, ln_b) = (log1p(v / a), log1p(v / b));
            let weight = weight * exp(-(r * ln_a + s * ln_b));
            values[i] = [ln_a, a / (a + v), ln_b, b / (b + v)];
            weights[i] = weight;
            dead.integral += weight;
            dead.mean = std::array::from_fn(|k| dead.mean[k] + weight * values[i][k]);
        }
        // A panel may weigh nothing at all, far out.
        let inverse = if dead.integral > 0.0 { 1.0 / dead.integral } else { 0.0 };
        dead.mean = dead.mean.map(|sum| sum * inverse);
        let len = panel.places().len();
        for (value, &weight) in values[..len].iter().zip(&weights) {
            let off: [f64; 4] = std::array::from_fn(|k| value[k] - dead.mean[k]);
            dead.spread_by(&off, weight);
        }
        dead
    }

    fn spread_by(&mut self, off: &[f64; 4], weight: f64) {
        for (i, row) in self.spread.iter_mut().enumerate() {
            for (sum, other) in row.iter_mut().zip(&off[..=i]) {
                *sum += weight * off[i] * other;
            }
        }
    }

    /// Both together: spreads add, and the distance of the means adds to them.
    fn merge(&mut self, other: &Self) {
        let whole = self.integral + other.integral;
        if whole > 0.0 {
            let part = other.integral / whole;
            let off: [f64; 4] = std::array::from_fn(|k| other.mean[k] - self.mean[k]);
            for (row, added) in self.spread.iter_mut().zip(&other.spread) {
                row.iter_mut().zip(added).for_each(|(sum, more)| *sum += more);
            }
            self.spread_by(&off, self.integral * part);
            self.mean = std::array::from_fn(|k| self.mean[k] + part * off[k]);
            self.integral = whole;
        }
    }

    /// The logarithm of the bracket, which is `value`, with its derivatives by `[r, α, s, β]`.
    pub(super) fn taylor(&self, cell: &Cell, ln_odds: f64, value: f64) -> Taylor<4> {
        let Cell { shape, s, a, b, gap, a_now, b_now } = *cell;
        let (alive, gone) = shares(ln_odds);
        let [ln_a, part_a, ln_b, part_b] = self.mean;
        let now = [-ln(a_now), -shape / a_now, -ln(b_now), -s / b_now];
        // From the mean of those who have left to the active, without what they share; the mean
        // of `∇h` by s has 1/s besides, which can be large against all else.
        let off_s = log1p(gap / b) - ln_b;
        let off = [
            log1p(gap / a) - ln_a,
            shape / a_now - shape / a * part_a,
            1.0 / s + off_s,
            s / b_now - (s + 1.0) / b * part_b,
        ];
        // The mean of ∇²h by s is −1/s². If few have left, the distance cancels it, and is
        // multiplied out.
        let by_s = if gone > 0.5 {
            alive * off[2] * off[2] - 1.0 / (s * s)
        } else {
            off_s * (2.0 / s + off_s) - gone * off[2] * off[2]
        };
        let mut hessian = self.bends(cell, alive, gone);
        for i in 0..4 {
            for j in 0..=i {
                let between = if (i, j) == (2, 2) { by_s } else { alive * off[i] * off[j] };
                hessian[i][j] += gone * between;
                hessian[j][i] = hessian[i][j];
            }
        }
        let gradient = std::array::from_fn(|k| now[k] + gone * off[k]);
        Taylor { value, gradient, hessian }
    }

    /// `Σ p ∇²h` but for −1/s², and the spread of `∇h` among those who have left; on the
    /// diagonal and below it.
    fn bends(&self, cell: &Cell, alive: f64, gone: f64) -> [[f64; 4]; 4] {
        let Cell { shape, s, a, b, a_now, b_now, .. } = *cell;
        let [_, part_a, _, part_b] = self.mean;
        let by = [-1.0, -shape / a, -1.0, -(s + 1.0) / b];
        // No one has left if no time has passed.
        let inverse = if self.integral > 0.0 { 1.0 / self.integral } else { 0.0 };
        let within = |i: usize, j: usize| self.spread[i][j] * inverse;
        let mut bends: [[f64; 4]; 4] =
            std::array::from_fn(|i| std::array::from_fn(|j| gone * by[i] * by[j] * within(i, j)));
        bends[1][0] -= alive / a_now + gone * part_a / a;
        bends[3][2] -= alive / b_now + gone * part_b / b;
        bends[1][1] += alive * shape / (a_now * a_now)
            + gone * shape * (within(1, 1) + part_a * part_a) / (a * a);
        bends[3][3] += alive * s / (b_now * b_now)
            + gone * (s + 1.0) * (within(3, 3) + part_b * part_b) / (b * b);
        bends
    }
}
