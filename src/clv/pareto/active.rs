//! What is to come of a customer who is active.

use libm::{exp, expm1, log1p};

use crate::num::decay::{self, Discounted, Powers};

use super::counts::{self, Counts};

/// An active customer with a known history: a Gamma of rates to buy and another of rates to leave.
///
/// Every answer is `None` where it cannot be given precisely.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::clv) struct Active {
    /// `r + x`.
    pub(super) shape: f64,
    /// `α + t`.
    pub(super) a: f64,
    pub(super) s: f64,
    /// `β + t`.
    pub(super) b: f64,
}

impl Active {
    /// The probability of being active `h` from now, `(b/(b + h))ˢ`.
    pub(in crate::clv) fn stays(&self, h: f64) -> Option<f64> {
        probability(exp(-self.s * log1p(not_negative(h)? / self.b)))
    }

    /// The purchases expected within `h`.
    ///
    /// # Formula
    ///
    /// ```text
    /// (r + x)/a · b · (1 − (b/(b + h))^(s − 1))/(s − 1)
    /// ```
    pub(in crate::clv) fn expected(&self, h: f64) -> Option<f64> {
        let (k, stretch) = (self.s - 1.0, log1p(not_negative(h)? / self.b));
        // expm1 keeps its digits however small k is, but at 0 itself the quotient has no value.
        let while_active = if (k * stretch).abs() < f64::MIN_POSITIVE {
            stretch
        } else {
            -expm1(-k * stretch) / k
        };
        amount(self.shape * (self.b / self.a) * while_active)
    }

    /// The probability of at least `n` purchases within `h`.
    pub(in crate::clv) fn at_least(&self, n: u64, h: f64) -> Option<f64> {
        let Self { shape, a, s, b, .. } = *self;
        match n {
            0 => not_negative(h).map(|_| 1.0),
            1 => {
                let next = Powers { a, r: shape + 1.0, b, s };
                probability(shape / a * decay::integral(&next, not_negative(h)?)?)
            }
            _ => probability(self.counts(n)?.at_least(not_negative(h)?)?),
        }
    }

    /// The probability of exactly `n` purchases within `h`.
    ///
    /// # Formula
    ///
    /// A sum over those who leave within `h`, at `u`, and the others.
    ///
    /// ```text
    /// ∫ f(u) nbₙ(u) du + (b/(b + h))ˢ nbₙ(h),   f(u) = s bˢ/(b + u)ˢ⁺¹
    /// ```
    pub(in crate::clv) fn exactly(&self, n: u64, h: f64) -> Option<f64> {
        if n == 0 {
            return self.silent(h);
        }
        probability(self.counts(n)?.exactly(not_negative(h)?)?)
    }

    /// The probability of no purchase within `h`.
    fn silent(&self, h: f64) -> Option<f64> {
        let Self { shape, a, s, b, .. } = *self;
        let end = not_negative(h)?;
        if end <= 0.0 {
            return Some(1.0);
        }
        let leaves = s / b * decay::integral(&Powers { a, r: shape, b, s: s + 1.0 }, end)?;
        let stays = exp(-(shape * log1p(end / a) + s * log1p(end / b)));
        probability(leaves + stays)
    }

    /// The purchases expected within `h`, each discounted by `e^−δu` if it comes after `u`. The
    /// horizon may be infinite; with no discount the sum is then infinite if `s ≤ 1`, and
    /// refused.
    ///
    /// # Formula
    ///
    /// ```text
    /// (r + x)/a · ∫ e^−δu (b/(b + u))ˢ du     from 0 to h
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
        amount(self.shape * (self.b / self.a) * while_active)
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
