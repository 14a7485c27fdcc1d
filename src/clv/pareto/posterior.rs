//! What a history says about the time to come.

use libm::{exp, expm1, log1p};

use crate::num::decay::{self, Discounted, Powers};

use super::counts::Counts;
use super::dead::shares;
use super::{ParetoNbd, counts};

/// A customer with a known history: the odds that he has left, and if he has not, a Gamma of
/// rates to buy and another of rates to leave.
///
/// Every answer is `None` where it cannot be given precisely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::clv) struct ParetoPosterior {
    alive: f64,
    gone: f64,
    /// `r + x`.
    shape: f64,
    /// `α + t`.
    a: f64,
    s: f64,
    /// `β + t`.
    b: f64,
}

impl ParetoPosterior {
    pub(super) fn new(model: &ParetoNbd, x: f64, t: f64, ln_odds_gone: f64) -> Self {
        let ParetoNbd { r, alpha, s, beta } = *model;
        let (alive, gone) = shares(ln_odds_gone);
        Self { alive, gone, shape: r + x, a: alpha + t, s, b: beta + t }
    }

    /// The probability of being active today.
    pub(in crate::clv) fn p_alive(&self) -> Option<f64> {
        probability(self.alive)
    }

    /// The probability of being active `h` from now: `P(alive) · (b/(b + h))ˢ`.
    pub(in crate::clv) fn p_alive_after(&self, h: f64) -> Option<f64> {
        probability(self.alive * exp(-self.s * log1p(not_negative(h)? / self.b)))
    }

    /// The purchases expected within `h`.
    ///
    /// # Formula
    ///
    /// ```text
    /// P(alive) · (r + x)/a · b · (1 − (b/(b + h))^(s − 1))/(s − 1)
    /// ```
    pub(in crate::clv) fn expected(&self, h: f64) -> Option<f64> {
        let (k, stretch) = (self.s - 1.0, log1p(not_negative(h)? / self.b));
        // expm1 keeps its digits however small k is, but at 0 itself the quotient has no value.
        let while_active = if (k * stretch).abs() < f64::MIN_POSITIVE {
            stretch
        } else {
            -expm1(-k * stretch) / k
        };
        amount(self.alive * (self.shape * (self.b / self.a)) * while_active)
    }

    /// The probability of at least `n` purchases within `h`.
    pub(in crate::clv) fn at_least(&self, n: u64, h: f64) -> Option<f64> {
        if n == 0 {
            return not_negative(h).map(|_| 1.0);
        }
        if n == 1 {
            let Self { shape, a, s, b, .. } = *self;
            let next = Powers { a, r: shape + 1.0, b, s };
            let within = shape / a * decay::integral(&next, not_negative(h)?)?;
            return probability(self.alive * within.min(1.0));
        }
        probability(self.alive * self.counts(n)?.at_least(not_negative(h)?)?)
    }

    /// The probability of exactly `n` purchases within `h`.
    ///
    /// # Formula
    ///
    /// A sum over those who have left; those who leave within `h`, at `u`; and the others.
    ///
    /// ```text
    /// [n = 0]·P(gone) + P(alive)·(∫ f(u) nbₙ(u) du + (b/(b + h))ˢ nbₙ(h)),   f(u) = s bˢ/(b + u)ˢ⁺¹
    /// ```
    pub(in crate::clv) fn exactly(&self, n: u64, h: f64) -> Option<f64> {
        if n == 0 {
            return self.silent(h);
        }
        probability(self.alive * self.counts(n)?.exactly(not_negative(h)?)?)
    }

    /// The probability of no purchase within `h`.
    pub(in crate::clv) fn silent(&self, h: f64) -> Option<f64> {
        let Self { shape, a, s, b, .. } = *self;
        let end = not_negative(h)?;
        if end <= 0.0 {
            return probability(self.alive + self.gone);
        }
        let leaves = s / b * decay::integral(&Powers { a, r: shape, b, s: s + 1.0 }, end)?;
        let stays = exp(-(shape * log1p(end / a) + s * log1p(end / b)));
        probability(self.gone + self.alive * (leaves + stays))
    }

    /// The purchases expected within `h`, each discounted by `e^−δu` if it comes after `u`. The
    /// horizon may be infinite; with no discount the sum is then infinite if `s ≤ 1`, and
    /// refused.
    ///
    /// # Formula
    ///
    /// ```text
    /// P(alive) · (r + x)/a · ∫ e^−δu (b/(b + u))ˢ du     from 0 to h
    /// ```
    ///
    /// # References
    ///
    /// Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005), "RFM and CLV", *Journal of Marketing
    /// Research* 42(4).
    pub(in crate::clv) fn discounted(&self, h: f64, delta: f64) -> Option<f64> {
        if delta == 0.0 {
            return self.expected(h);
        }
        let left = Discounted { z: not_negative(delta)? * self.b, s: self.s };
        let while_active = decay::integral(&left, not_negative(h / self.b)?)?;
        amount(self.alive * (self.shape * (self.b / self.a)) * while_active)
    }

    fn counts(&self, n: u64) -> Option<Counts> {
        let Self { shape, a, s, b, .. } = *self;
        counts::whole(n).map(|n| Counts { n, shape, a, s, b })
    }
}

/// What a horizon and a discount must be. NaN is neither.
fn not_negative(x: f64) -> Option<f64> {
    (0.0 <= x).then_some(x)
}

/// A probability, without the last roundings above 1. NaN is none.
fn probability(p: f64) -> Option<f64> {
    (0.0 <= p).then(|| p.min(1.0))
}

fn amount(x: f64) -> Option<f64> {
    (0.0..f64::INFINITY).contains(&x).then_some(x)
}
