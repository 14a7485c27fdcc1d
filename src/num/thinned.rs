//! Purchases of somebody who may leave after each: Poisson events at an unknown rate, every `k`-th
//! of them a purchase, and after each purchase a chance to go, unknown too.
//!
//! With events at a rate that is Gamma(`R`, `α`), a chance that is Beta(`a`, `b`), and `j` events
//! since the last purchase, the purchases within `h` are `Y = min(F, G)`: `F = ⌊(j + N)/k⌋`, `N`
//! negative binomial with `z = h/(α + h)`, and `G` the purchase after which they go. So
//!
//! ```text
//! P(Y ≥ n) = s(n−1) · P(N ≥ nk − j),   s(n) = (b)ₙ/(a + b)ₙ
//! E(Y)     = Σ_m P(N = m) · C(⌊(m + j)/k⌋),   C(n) = s(0) + … + s(n − 1)
//! ```
//!
//! Every sum here is of positive terms, or says how much has cancelled.

mod chance;
#[cfg(test)]
mod tests;

use libm::{exp, expm1};

use self::chance::Chance;
use crate::num::gamma::ln_rising;
use crate::num::gauss::GAUSS_8;
use crate::num::negative_binomial::NegativeBinomial;

/// Somebody who is a customer still.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Thinned {
    /// `R`
    pub(crate) shape: f64,
    /// `α`
    pub(crate) rate: f64,
    pub(crate) a: f64,
    pub(crate) b: f64,
    pub(crate) k: u32,
    /// `j`, below `k`
    pub(crate) stage: u32,
}

/// Terms of the quick series at most.
const QUICK: u32 = 400;

/// Terms of the sum over events at most; beyond, an integral over the chance to go is quicker.
const EVENTS: u32 = 4_000;

/// How much may cancel: a thousandth of the digits of a double are 13, and 10 are promised.
const CANCELLED: f64 = 300.0;

impl Thinned {
    /// `E(Y)`: the expected purchases within `h`.
    pub(crate) fn expected(&self, h: f64) -> Option<f64> {
        if h <= 0.0 {
            return (h == 0.0).then_some(0.0);
        }
        if !h.is_finite() {
            return None;
        }
        let events = NegativeBinomial::within(h, self.shape, self.rate);
        let quick = if self.k == 1 { self.quick(&events) } else { None };
        let counted = quick.or_else(|| self.counted(&events, Counted::Sum));
        finite(counted.or_else(|| self.over_chances(h, Chance::expected)))
    }

    /// `P(not gone by h)`, which is `E(1 − p)^F`.
    pub(crate) fn stays(&self, h: f64) -> Option<f64> {
        if h <= 0.0 {
            return (h == 0.0).then_some(1.0);
        }
        if !h.is_finite() {
            return None;
        }
        // Who goes goes at a purchase: a/(a + b) of those that come if the first one is p itself.
        let again = Self { a: self.a + 1.0, ..*self };
        let gone = self.a / (self.a + self.b) * again.expected(h)?;
        if gone < 0.9 {
            return Some(1.0 - gone);
        }
        let events = NegativeBinomial::within(h, self.shape, self.rate);
        let counted = self.counted(&events, Counted::Last);
        counted.or_else(|| self.over_chances(h, Chance::stays)).map(|p| p.min(1.0))
    }

    /// `P(Y ≥ n)`.
    pub(crate) fn at_least(&self, n: u64, h: f64) -> Option<f64> {
        if n == 0 {
            return Some(1.0);
        }
        if h <= 0.0 {
            return (h == 0.0).then_some(0.0);
        }
        if !h.is_finite() {
            return None;
        }
        let events = NegativeBinomial::within(h, self.shape, self.rate);
        Some(self.stayed(whole(n)? - 1.0) * events.at_least(self.events(n)?)?)
    }

    /// `P(Y = n)`.
    ///
    /// # Formula
    ///
    /// `s(n−1) · (P(F = n) + P(F ≥ n + 1) · a/(a + b + n − 1))`: exactly so many came, or more would
    /// have and this was the last.
    pub(crate) fn exactly(&self, n: u64, h: f64) -> Option<f64> {
        if h <= 0.0 {
            return (h == 0.0).then_some(if n == 0 { 1.0 } else { 0.0 });
        }
        if !h.is_finite() {
            return None;
        }
        let events = NegativeBinomial::within(h, self.shape, self.rate);
        let first = if n == 0 { 0.0 } else { self.events(n)? };
        let many = if n == 0 { self.k - self.stage } else { self.k };
        let came = between(&events, first, many);
        if n == 0 {
            return Some(came.min(1.0));
        }
        let n = whole(n)?;
        let more = events.at_least(first + f64::from(self.k))?;
        let last = self.a / (self.a + self.b + (n - 1.0));
        Some((self.stayed(n - 1.0) * (came + more * last)).min(1.0))
    }

    /// `∫₀ʰ e^(−δu) dE(Y(u))`, where `h` may be infinite.
    pub(crate) fn discounted(&self, h: f64, delta: f64) -> Option<f64> {
        if !(0.0 <= delta) {
            return None;
        }
        if h.is_infinite() && delta == 0.0 {
            return self.until_the_last();
        }
        if h.is_infinite() {
            // By parts, and what comes when the discount has eaten all is worth a rounding.
            return Some(delta * self.weighed(f64::MAX, delta)?);
        }
        let undiscounted = self.expected(h)?;
        if delta == 0.0 || h == 0.0 {
            return Some(undiscounted);
        }
        // By parts: e^(−δh) E(h) + δ ∫ e^(−δu) E(u) du.
        Some(exp(-delta * h) * undiscounted + delta * self.weighed(h, delta)?)
    }

    /// `∫₀ʰ e^(−δu) E(Y(u)) du`, in panels.
    ///
    /// `E` is smooth but at `−α`. Panels are no longer than the distance from there, and discount by
    /// `e` at most: then eight nodes leave an error of 1e-12.
    fn weighed(&self, h: f64, delta: f64) -> Option<f64> {
        let (mut from, mut sum) = (0.0, 0.0);
        while from < h && delta * from < 45.0 {
            let to = h.min(from + (self.rate + from).min(1.0 / delta));
            let (middle, half) = (f64::midpoint(from, to), (to - from) / 2.0);
            for (node, weight) in GAUSS_8 {
                for at in [middle - half * node, middle + half * node] {
                    sum += weight * half * exp(-delta * at) * self.expected(at)?;
                }
            }
            from = to;
        }
        Some(sum)
    }

    /// All purchases to come: infinitely many unless `a` is above 1.
    fn until_the_last(&self) -> Option<f64> {
        let Self { a, b, .. } = *self;
        (1.0 < a).then(|| (a + b - 1.0) / (a - 1.0))
    }

    /// `s(n)`: the probability of staying after `n` purchases.
    fn stayed(&self, n: f64) -> f64 {
        let Self { a, b, .. } = *self;
        // Γ(b + n) Γ(a + b) / (Γ(b) Γ(a + b + n)): of the two ways to pair them the smaller shift.
        let ln = if a < n {
            ln_rising(b, a).value - ln_rising(b + n, a).value
        } else {
            ln_rising(b, n).value - ln_rising(a + b, n).value
        };
        exp(ln)
    }

    /// The events of the `n`-th purchase, for `n ≥ 1`.
    fn events(&self, n: u64) -> Option<f64> {
        Some(whole(n)? * f64::from(self.k) - f64::from(self.stage))
    }

    /// `E(Y)` for `k = 1`, from the published hypergeometric function by Euler's transform, freed of
    /// its singularities. Nothing where it cancels or converges slowly.
    ///
    /// # Formula
    ///
    /// ```text
    /// E = R·L + A·(L − (1 − z)^(a − 1) z Ψ),   A = a + b − 1 − R
    /// L = (1 − (1 − z)^(a − 1)) / (a − 1)
    /// Ψ = Σ (a)ₙ (A + 1)ₙ / ((a + b)ₙ (n + 1)!) · zⁿ
    /// ```
    fn quick(&self, events: &NegativeBinomial) -> Option<f64> {
        let Self { shape: r, a, b, .. } = *self;
        let (z, big) = (events.z(), a + b - 1.0 - r);
        let power = (a - 1.0) * events.ln_rest();
        let minus = expm1(power);
        // At a = 1 the quotient is the logarithm.
        let quotient = if power.abs() < f64::MIN_POSITIVE { 1.0 } else { minus / power };
        let log = -events.ln_rest() * quotient;
        let (mut term, mut sum, mut all, mut n) = (1.0, 1.0, 1.0_f64, 0.0);
        for _ in 0..QUICK {
            let ratio = (a + n) * (big + 1.0 + n) / ((a + b + n) * (n + 2.0)) * z;
            term *= ratio;
            sum += term;
            all += term.abs();
            n += 1.0;
            if term.abs() <= 1e-17 * all * (1.0 - z) {
                let with = (1.0 + minus) * z;
                let value = r * log + big * (log - with * sum);
                let parts = r * log + big.abs() * (log + with * all);
                return (parts <= CANCELLED * value).then_some(value);
            }
        }
        None
    }

    /// The sum over events, of positive terms. Nothing where it is too long.
    fn counted(&self, events: &NegativeBinomial, what: Counted) -> Option<f64> {
        let Self { a, b, k, stage, .. } = *self;
        let mut ln_scale = events.ln_none();
        let (mut term, mut m, mut left) = (1.0, 0.0, k - stage);
        // C(n) and s(n) for n = 0.
        let (mut sum_stayed, mut stayed, mut n) = (0.0, 1.0, 0.0);
        let mut sum = if what == Counted::Last { 1.0 } else { 0.0 };
        for _ in 0..EVENTS {
            let ratio = events.ratio(m);
            term *= ratio;
            m += 1.0;
            left -= 1;
            if left == 0 {
                sum_stayed += stayed;
                stayed *= (b + n) / (a + b + n);
                n += 1.0;
                left = k;
            }
            let weight = if what == Counted::Last { stayed } else { sum_stayed };
            sum += term * weight;
            // What follows falls at least as fast as the next ratio, and its weights grow by 1.
            let next = events.ratio(m);
            if next < 1.0 {
                let rest = term * (weight + 1.0) / ((1.0 - next) * (1.0 - next));
                if rest <= 1e-16 * sum {
                    return Some(sum * exp(ln_scale));
                }
            }
            if 1e250 < sum {
                (term, sum, ln_scale) = (term * 1e-250, sum * 1e-250, ln_scale + LN_1E250);
            }
        }
        None
    }

    /// An integral over the chance to go.
    fn over_chances(&self, h: f64, answer: fn(&Chance, f64, f64) -> f64) -> Option<f64> {
        let chance = Chance::new(*self, h)?;
        chance.integral(answer)
    }
}

/// `ln 1e250`.
const LN_1E250: f64 = 575.646_273_248_511_4;

/// What is summed up over events: `C(F)` or `s(F)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Counted {
    Sum,
    Last,
}

/// The probability of from `first` to before `first + many` events.
fn between(events: &NegativeBinomial, first: f64, many: u32) -> f64 {
    let (mut term, mut m, mut sum) = (events.probability(first), first, 0.0);
    for _ in 0..many {
        sum += term;
        term *= events.ratio(m);
        m += 1.0;
    }
    sum
}

/// A number as a float, if it is one exactly.
fn whole(n: u64) -> Option<f64> {
    u32::try_from(n).ok().map(f64::from)
}

fn finite(value: Option<f64>) -> Option<f64> {
    value.filter(|value| (0.0..f64::INFINITY).contains(value))
}
