//! The average over all chances to leave, by quadrature over their log-odds.
//!
//! For `p` of a Beta law, the density of `ln(p/q)` is analytic about the whole line and falls
//! like `e^(a·w)` and `e^(−b·w)`: a single hill, however wide or narrow.

use libm::{exp, log as ln};

use crate::num::thinned::Thinned;
use crate::num::thinned::beta::LogOdds;
use crate::num::thinned::kronrod::integral;
use crate::num::thinned::roots::{Given, Sized};
use crate::num::thinned::series::Of;

/// What lies this much below the summit, in logarithms, is less than rounding.
const DEEP: f64 = 42.0;

/// How many times their result the parts of a sum over roots may be.
const MOST_CANCELLED: f64 = 4096.0;

/// `E[Y]` or `E[q^F]`.
pub(super) fn over_chances(model: &Thinned, h: f64, of: Of) -> Option<f64> {
    let given = Given::new(model, h, of)?;
    let odds = LogOdds::new(model.a, model.b);
    let hill = Hill { odds, given };
    let (left, right) = hill.flanks(model, h);
    hill.integral(left, right, (model.a, model.b))
}

struct Hill {
    odds: LogOdds,
    given: Given,
}

impl Hill {
    fn at(&self, v: f64) -> Sized {
        let given = self.given.ln(&self.odds.chance(v));
        Sized { ln: self.odds.ln_density(v) + given.ln, size: given.size }
    }

    /// The logarithm, and the lowest there is where it is unknown.
    fn height(&self, v: f64) -> f64 {
        let ln = self.at(v).ln;
        if ln.is_nan() { f64::MIN } else { ln }
    }

    /// Beyond these the hill falls like `e^(a·v)` and `e^(−b·v)`, to the last digit.
    fn flanks(&self, model: &Thinned, h: f64) -> (f64, f64) {
        let Thinned { shape, rate, a, b, k, .. } = *model;
        let x = h / rate;
        // How fast what is averaged changes, relative to itself, with p near 0 and q near 1.
        let near_all = 1.0 + a + b + (shape + 1.0) * x + x;
        let near_none = ln(1.0 + a + b + shape) + f64::from(k) * ln(1.0 + shape).min(1.0 + shape);
        let centre = self.odds.centre();
        (-40.0 - ln(near_all) - centre, 40.0 + near_none - centre)
    }

    fn integral(&self, left: f64, right: f64, (a, b): (f64, f64)) -> Option<f64> {
        let (left, right) = (left.min(-1.0), right.max(1.0));
        let top = self.summit(left, right);
        let level = self.height(top);
        // Of a hill that was not found nothing is known.
        if level < -1e15 {
            return None;
        }
        let from = self.foot(top, left, level);
        let to = self.foot(top, right, level);
        let at = |from: f64, to: f64, i: u32| from + (to - from) * f64::from(i) / 4.0;
        let cuts: Vec<f64> =
            (0..4).map(|i| at(from, top, i)).chain((0..=4).map(|i| at(top, to, i))).collect();
        let mut whole = integral(|v| self.share(v, level), &cuts, 0.0)?;
        // A flank that is cut off while still high goes on as a plain exponential.
        if from <= left {
            whole += exp(self.height(left) - level) / a;
        }
        if to >= right {
            whole += exp(self.height(right) - level) / b;
        }
        let ln_value = level + ln(whole);
        (ln_value < 700.0).then(|| exp(ln_value))
    }

    /// Where the hill is highest, by the golden section.
    fn summit(&self, mut left: f64, mut right: f64) -> f64 {
        const GOLDEN: f64 = 0.618_033_988_749_894_9;
        let step = |left: f64, right: f64| GOLDEN * (right - left);
        let (mut low, mut high) = (right - step(left, right), left + step(left, right));
        let (mut at_low, mut at_high) = (self.height(low), self.height(high));
        for _ in 0..60 {
            // Where neither is known or above 0, the hill is to the left: all that underflows
            // does so for customers who leave early.
            if at_low >= at_high {
                (right, high, at_high) = (high, low, at_low);
                low = right - step(left, right);
                at_low = self.height(low);
            } else {
                (left, low, at_low) = (low, high, at_high);
                high = left + step(left, right);
                at_high = self.height(high);
            }
        }
        if at_low > at_high { low } else { high }
    }

    /// Where the hill is low enough between its top and an end, or the end.
    fn foot(&self, top: f64, end: f64, level: f64) -> f64 {
        let deep = |v: f64| self.height(v) < level - DEEP;
        if !deep(end) {
            return end;
        }
        let (mut above, mut below) = (top, end);
        for _ in 0..60 {
            let middle = 0.5 * (above + below);
            let side = if deep(middle) { &mut below } else { &mut above };
            *side = middle;
            if (above - below).abs() < 0.05 * (above - top).abs() {
                break;
            }
        }
        below
    }

    /// The hill over `e^level`, or NaN where it matters and is not known.
    fn share(&self, v: f64, level: f64) -> f64 {
        let Sized { ln, size } = self.at(v);
        if ln < level - DEEP - 8.0 {
            return 0.0;
        }
        let share = exp(ln - level);
        let known = size.abs() * share <= MOST_CANCELLED;
        if known { share } else { f64::NAN }
    }
}
