//! Staying step by step with a chance of one's own.

use libm::{exp, expm1, log1p};

use crate::num::gamma::{digamma, ln_rising};

/// Somebody who leaves before each step with the same chance every time. The chance is not known:
/// it is Beta with shapes `leaves` and `stays`.
///
/// Answers are right to ten digits, or nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Lasting {
    pub(crate) leaves: f64,
    pub(crate) stays: f64,
}

/// Steps that are walked one by one. Rounding adds up to 3e-11 in them at the very most.
const WALKED: u64 = 1 << 16;

/// The farthest step that is answered for: a power that `ln_rising` multiplies out overflows
/// beyond.
const FARTHEST: u64 = 1_000_000_000;

/// The greatest discount for a step.
const RATE: f64 = 1000.0;

/// What answers may be wrong by, against themselves, with some room for what estimates miss.
const PROMISED: f64 = 2e-11;

/// Levels of a continued fraction, at most. A discount of a millionth takes some ten thousand.
const LEVELS: u32 = 200_000;

impl Lasting {
    /// The same, for those who have stayed so many steps more.
    pub(crate) fn after(&self, steps: f64) -> Self {
        Self { stays: self.stays + steps, ..*self }
    }

    /// The chance to stay for so many steps.
    ///
    /// # Formula
    ///
    /// `(d)ₖ / (g + d)ₖ` with `g` for `leaves`, `d` for `stays`.
    pub(crate) fn kept(&self, steps: u64) -> Option<f64> {
        let walked = self.walk(steps).last().map_or(1.0, |step| step.kept);
        let rest = steps.saturating_sub(WALKED);
        if rest == 0 || walked == 0.0 {
            return Some(walked);
        }
        let there = self.after(steps_of(WALKED));
        Some(walked * exp(-there.ln_loss(rest)?))
    }

    /// The chance to leave before so many steps are done.
    pub(crate) fn lost(&self, steps: u64) -> Option<f64> {
        if steps <= WALKED {
            // A sum of what is lost at each step, for 1 less a chance near 1 has few digits.
            return Some(self.walk(steps).map(|step| step.lost).sum());
        }
        self.kept(steps).map(|kept| 1.0 - kept)
    }

    /// The expected steps, of `most` at most, of which the `j`-th counts `(1 + rate)^-j`; nothing
    /// if it is infinite.
    ///
    /// # Formula
    ///
    /// `Σⱼ (d)ⱼ / (g + d)ⱼ · (1 + rate)^−ʲ`
    pub(crate) fn steps(&self, most: Option<u64>, rate: f64) -> Option<f64> {
        if !(0.0..=RATE).contains(&rate) {
            return None;
        }
        match most {
            Some(most) if most <= WALKED => {
                let (mut sum, mut worth) = (0.0, 1.0);
                for step in self.walk(most) {
                    worth /= 1.0 + rate;
                    sum += step.kept * worth;
                }
                Some(sum)
            }
            Some(most) if rate == 0.0 => self.climb(most),
            Some(most) => {
                let all = self.discounted(rate)?;
                let worth = exp(-steps_of(most) * log1p(rate));
                if worth == 0.0 {
                    return Some(all);
                }
                let beyond = self.after(steps_of(most)).discounted(rate)?;
                let within = all - worth * self.kept(most)? * beyond;
                // The difference of two that are right to about fifteen digits.
                (1e-4 * all < within).then_some(within)
            }
            None if rate == 0.0 => (1.0 < self.leaves)
                .then(|| self.stays / (self.leaves - 1.0))
                .filter(|s| s.is_finite()),
            None => self.discounted(rate),
        }
    }

    /// Step after step, as far as they are walked.
    fn walk(&self, steps: u64) -> impl Iterator<Item = Step> {
        let (mut kept, mut stays, all) = (1.0, self.stays, self.leaves);
        (0..steps.min(WALKED)).map(move |_| {
            let share = 1.0 / (all + stays);
            let lost = kept * all * share;
            kept *= stays * share;
            stays += 1.0;
            Step { kept, lost }
        })
    }

    /// Minus the logarithm of the chance to stay, for those who have stayed long.
    fn ln_loss(&self, steps: u64) -> Option<f64> {
        let (from, to) = self.ends(self.stays, self.leaves, steps)?;
        (noise(from, to) < PROMISED).then_some(to - from)
    }

    /// The expected steps of very many: the closed form of the sum.
    ///
    /// # Formula
    ///
    /// `d / (g − 1) · (1 − (d + 1)ₖ / (d + g)ₖ)`, which is `d (ψ(d + 1 + k) − ψ(d + 1))` at `g = 1`.
    fn climb(&self, steps: u64) -> Option<f64> {
        let Self { leaves, stays } = *self;
        let beyond_one = leaves - 1.0;
        if beyond_one.abs() < 1e-13 {
            let (from, to) = (digamma(stays + 1.0), digamma(stays + 1.0 + steps_of(steps)));
            let reached = steps <= FARTHEST && noise(from, to) < PROMISED * (to - from);
            return reached.then_some(stays * (to - from));
        }
        let (from, to) = self.ends(stays + leaves.min(1.0), beyond_one.abs(), steps)?;
        // Above 1 the ratio is e^-loss, and below it e^loss.
        let loss = if 0.0 < beyond_one { to - from } else { from - to };
        let left = -expm1(-loss);
        let wrong = noise(from, to) * (1.0 - left);
        (wrong < PROMISED * left.abs())
            .then_some(stays / beyond_one * left)
            .filter(|s| s.is_finite())
    }

    /// `ln (r)ₙ` and `ln (r + k)ₙ`, whose difference is `ln (r + n)ₖ − ln (r)ₖ`: with the steps in
    /// the argument rather than the number of factors, either is small.
    fn ends(&self, r: f64, n: f64, steps: u64) -> Option<(f64, f64)> {
        let reached = steps <= FARTHEST;
        reached.then(|| (ln_rising(r, n).value, ln_rising(r + steps_of(steps), n).value))
    }

    /// All steps, discounted: a hypergeometric function by Gauss's continued fraction.
    ///
    /// # Formula
    ///
    /// With `v = 1/(1 + rate)`, `b = d + 1` and `c = b + g`:
    ///
    /// ```text
    /// Σ = v d/(g + d) · F(1, b; c; v),   F = 1/(1 − k₁v/(1 − k₂v/(1 − …)))
    /// k₂ₘ₊₁ = (b + m)(c + m − 1) / ((c + 2m − 1)(c + 2m))
    /// k₂ₘ = m (g + m − 1) / ((c + 2m − 2)(c + 2m − 1))
    /// ```
    ///
    /// Steed's recurrence adds up the differences of its convergents, all of them positive.
    ///
    /// # References
    ///
    /// * Lorentzen & Waadeland, Continued Fractions with Applications (1992), chapter VI.
    fn discounted(&self, rate: f64) -> Option<f64> {
        let Self { leaves: g, stays: d } = *self;
        let (c, v, lost) = (d + 1.0 + g, 1.0 / (1.0 + rate), rate / (1.0 + rate));
        let root = lost.sqrt();
        // Two levels multiply what is left by this in the end.
        let (limit, limit_gap) = {
            let shrink = (1.0 - root) / (1.0 + root);
            (shrink * shrink, 4.0 * root / ((1.0 + root) * (1.0 + root)))
        };
        let (mut sum, mut change, mut excess) = (1.0, 1.0, 0.0);
        for level in 1..=LEVELS {
            let Coefficient { k, gap } = coefficient(g, d, c, level);
            // 1 − kv in a form that keeps its digits where both are near 1.
            let next = k * v * (1.0 + excess) / (gap + k * lost - k * v * excess);
            let (before, ratio) = (change, next * excess);
            change *= next;
            sum += change;
            excess = next;
            let (ratio, ratio_gap) =
                if ratio < limit { (limit, limit_gap) } else { (ratio, 1.0 - ratio) };
            let left = (before + change) * ratio;
            if 1 < level && left < 1e-15 * sum * ratio_gap {
                return Some(v * d / (g + d) * sum).filter(|s| s.is_finite());
            }
        }
        None
    }
}

/// Where one stands after a step.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    /// The chance to have stayed until after it.
    kept: f64,
    /// The chance to have left right before it.
    lost: f64,
}

/// A coefficient of the fraction, and what it lacks to 1.
struct Coefficient {
    k: f64,
    gap: f64,
}

fn coefficient(g: f64, d: f64, c: f64, level: u32) -> Coefficient {
    let m = f64::from(level / 2);
    if level.is_multiple_of(2) {
        let k = m / (c + 2.0 * m - 2.0) * ((g + m - 1.0) / (c + 2.0 * m - 1.0));
        return Coefficient { k, gap: 1.0 - k };
    }
    let (low, high, before) = (c + 2.0 * m - 1.0, c + 2.0 * m, c + m - 1.0);
    let k = (d + 1.0 + m) / high * (before / low);
    let gap = before / low * ((2.0 * m + g) / high) + m / low * ((m + 1.0) / high);
    Coefficient { k, gap }
}

/// What rounding may have done to the difference of two.
fn noise(from: f64, to: f64) -> f64 {
    f64::EPSILON * (from.abs() + to.abs())
}

#[expect(clippy::cast_precision_loss, reason = "below 2^53 wherever the last digit counts")]
fn steps_of(steps: u64) -> f64 {
    steps as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_right_to_eleven_digits() {
        let text = include_str!("../../tests/golden/lasting.json");
        for case in serde_json::from_str::<Vec<serde_json::Value>>(text).unwrap() {
            let number = |name: &str| case[name].as_f64();
            let [leaves, stays, rate, sum] =
                ["leaves", "stays", "rate", "sum"].map(|name| number(name).unwrap());
            let (steps, kept) = (case["steps"].as_u64(), number("kept"));
            let lasting = Lasting { leaves, stays };
            let got = lasting.steps(steps, rate).unwrap();
            assert!((got / sum - 1.0).abs() < 1e-11, "{lasting:?} {steps:?} {rate}: {got}, {sum}");
            if let (Some(steps), Some(kept)) = (steps, kept) {
                let got = lasting.kept(steps);
                let right = |got: f64| (got - kept).abs() <= 1e-10 * kept;
                assert!(got.is_none_or(right), "{lasting:?} {steps}: {got:?} for {kept}");
            }
        }
    }

    #[test]
    fn what_is_infinite_is_refused() {
        let lasting = |leaves| Lasting { leaves, stays: 3.0 };
        assert_eq!(lasting(1.0).steps(None, 0.0), None);
        assert_eq!(lasting(1.5).steps(None, 0.0), Some(6.0));
        for rate in [-0.1, f64::NAN, f64::INFINITY, 1001.0] {
            assert_eq!(lasting(2.0).steps(None, rate), None);
        }
        assert_eq!(lasting(0.5).steps(Some(u64::MAX), 0.0), None);
    }

    #[test]
    fn who_is_not_kept_is_lost() {
        for (leaves, stays) in [(0.66, 2.78), (1e-8, 1e8), (1e8, 1e-8), (30.0, 1e8)] {
            let lasting = Lasting { leaves, stays };
            for steps in [0, 1, 2, 50, 60_000] {
                let sum = lasting.kept(steps).unwrap() + lasting.lost(steps).unwrap();
                assert!((sum - 1.0).abs() < 1e-11, "{lasting:?} {steps}: {sum}");
            }
        }
    }
}
