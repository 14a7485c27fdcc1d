//! The weights of Beta and negative binomial laws, without the cancellation of `lnΓ`s.

use libm::{exp, expm1, log as ln, log1p};

use crate::num::beta::{ln_weight_at_mean, log1p_rest};
use crate::num::gamma::stirling_tail;

/// `ln s`, `s = (b)ₘ/(a + b)ₘ`: the chance that nobody left at `m` purchases.
///
/// It is symmetric in `a` and `m`, and the smaller of the two is the one to expand in.
pub(super) fn ln_stay(a: f64, b: f64, m: f64) -> f64 {
    let (small, large) = if a < m { (a, m) } else { (m, a) };
    if small <= 0.0 {
        return 0.0;
    }
    let upper = b + large;
    b * log1p_rest(small / b) - upper * log1p_rest(small / upper)
        + small * log1p_or_ln(-large / (upper + small), (b + small) / (upper + small))
        - 0.5 * (log1p(small / b) - log1p(small / upper))
        + (stirling_tail(b + small) - stirling_tail(b))
        - (stirling_tail(upper + small) - stirling_tail(upper))
}

/// `ln(1 + t)`, given both `t` and `1 + t`.
fn log1p_or_ln(t: f64, one_and_t: f64) -> f64 {
    if t < -0.5 { ln(one_and_t) } else { log1p(t) }
}

/// `(b)ₘ/(a + b)ₘ`.
pub(super) fn stay(a: f64, b: f64, m: u64) -> f64 {
    /// Below this the product is quicker, and its rounding negligible.
    const FACTORS: u64 = 64;
    #[expect(clippy::cast_precision_loss, reason = "beyond 2^53 a purchase changes nothing")]
    let count = m as f64;
    if m > FACTORS {
        return exp(ln_stay(a, b, count));
    }
    let mut product = 1.0;
    let mut at = b;
    for _ in 0..m {
        product *= at / (a + at);
        at += 1.0;
    }
    product
}

/// The density of `ln(p/q)`, `p ~ Beta(a, b)`, at `v` from the log-odds of the mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogOdds {
    a: f64,
    b: f64,
    p0: f64,
    q0: f64,
    at_mean: f64,
}

/// A probability with what doubles would lose near 0 and 1.
#[derive(Clone, Copy, Debug)]
pub(super) struct Chance {
    pub(super) p: f64,
    pub(super) q: f64,
    pub(super) ln_q: f64,
}

impl LogOdds {
    pub(super) fn new(a: f64, b: f64) -> Self {
        let n = a + b;
        Self { a, b, p0: a / n, q0: b / n, at_mean: ln_weight_at_mean(a, b) }
    }

    /// The log-odds of the mean.
    pub(super) fn centre(&self) -> f64 {
        ln(self.a / self.b)
    }

    pub(super) fn chance(&self, v: f64) -> Chance {
        let p = self.p0 / (self.p0 + self.q0 * exp(-v));
        let q = self.q0 / (self.q0 + self.p0 * exp(v));
        let ln_q = if p < 0.5 { log1p(-p) } else { ln(q) };
        Chance { p, q, ln_q }
    }

    /// The logarithm of the density.
    pub(super) fn ln_density(&self, v: f64) -> f64 {
        let Self { a, b, p0, q0, at_mean } = *self;
        let (down, up) = (q0 * expm1(-v), p0 * expm1(v));
        if v.abs() < 0.25 {
            // The linear terms of both logarithms add up to a·b/(a + b)·4 sinh²(v/2).
            let sinh = expm1(v.abs()) / (2.0 * exp(0.5 * v.abs()));
            let linear = a * q0 * 4.0 * sinh * sinh;
            return at_mean - a * log1p_rest(down) - b * log1p_rest(up) - linear;
        }
        let ln_p = log1p_or_ln(down, p0 + q0 * exp(-v));
        let ln_q = log1p_or_ln(up, q0 + p0 * exp(v));
        at_mean - a * ln_p - b * ln_q
    }
}
