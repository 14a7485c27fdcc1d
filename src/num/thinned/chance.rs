//! Means over the chance to go, for horizons so long that series hardly converge.

use libm::{exp, expm1, log as ln, log1p, sincos};

use super::Thinned;
use crate::num::gamma::ln_beta;
use crate::num::negative_binomial::NegativeBinomial;
use crate::num::quadrature::ln_integral;

/// A customer of unknown chance to go, and a horizon.
///
/// Given the chance `p`, with `q = 1 − p` and `c` the `k` complex roots of `c^k = q`,
///
/// ```text
/// E(Y | p) = 1/(kq) · Σ c^(j + 1) (1 − (1 + (1 − c) h/α)^−R) / (1 − c)
/// ```
///
/// which for `k = 1` is `(1 − (1 + p h/α)^−R) / p`.
pub(super) struct Chance {
    customer: Thinned,
    /// `h/α`
    ratio: f64,
    /// `P(N ≥ nk − j)` for `n = 1, 2, …`; only where `k` is above 1, for small `q`.
    tails: Vec<f64>,
}

/// Below this `q` the sum over roots cancels, and one over purchases takes few terms.
const FEW: f64 = 0.3;

/// Terms of that: `0.3^n` is rounding then.
const TERMS: u64 = 34;

impl Chance {
    pub(super) fn new(customer: Thinned, h: f64) -> Option<Self> {
        let events = NegativeBinomial::within(h, customer.shape, customer.rate);
        let tail = |n| events.at_least(customer.events(n)?);
        let terms = if customer.k == 1 { 0 } else { TERMS };
        let tails = (1..=terms).map(tail).collect::<Option<Vec<f64>>>()?;
        Some(Self { customer, ratio: h / customer.rate, tails })
    }

    /// `E(Y | p)`
    pub(super) fn expected(&self, p: f64, q: f64) -> f64 {
        if self.customer.k == 1 {
            return -expm1(-self.customer.shape * log1p(p * self.ratio)) / p;
        }
        if q < FEW {
            return self.tails.iter().rev().fold(0.0, |sum, tail| sum * q + tail);
        }
        (0..self.customer.k).map(|root| self.root(root, p)).sum::<f64>()
            / (f64::from(self.customer.k) * q)
    }

    /// `P(not gone | p)`
    pub(super) fn stays(&self, p: f64, q: f64) -> f64 {
        if self.customer.k == 1 {
            return exp(-self.customer.shape * log1p(p * self.ratio));
        }
        1.0 - p * self.expected(p, q)
    }

    /// The real part of a root's term.
    fn root(&self, root: u32, p: f64) -> f64 {
        let Thinned { shape: r, k, stage, .. } = self.customer;
        let k = f64::from(k);
        let ln_size = log1p(-p) / k;
        let (size, angle) = (exp(ln_size), std::f64::consts::TAU * f64::from(root) / k);
        // 1 − c, whose real part cancels only for the first root.
        let (sin, cos) = sincos(angle);
        let (re, im) =
            if root == 0 { (-expm1(ln_size), 0.0) } else { (1.0 - size * cos, -size * sin) };
        // (1 + (1 − c) h/α)^−R by modulus and argument.
        let (x, y) = (1.0 + re * self.ratio, im * self.ratio);
        let ln_modulus = if root == 0 { log1p(re * self.ratio) } else { ln(libm::hypot(x, y)) };
        let turn = -r * libm::atan2(y, x);
        let modulus = exp(-r * ln_modulus);
        let (turn_sin, turn_cos) = sincos(turn);
        let (gone_re, gone_im) = if root == 0 {
            (-expm1(-r * ln_modulus), 0.0)
        } else {
            // 1 − m·cos t without cancelling where both are near 1.
            let half = libm::sin(turn / 2.0);
            (-expm1(-r * ln_modulus) + modulus * 2.0 * half * half, -modulus * turn_sin)
        };
        debug_assert!(turn_cos.is_finite());
        // Over 1 − c, times c^(j + 1).
        let square = re * re + im * im;
        let (over_re, over_im) =
            ((gone_re * re + gone_im * im) / square, (gone_im * re - gone_re * im) / square);
        let power = f64::from(stage + 1);
        let (c_sin, c_cos) = sincos(angle * power);
        exp(ln_size * power) * (c_cos * over_re - c_sin * over_im)
    }

    /// The mean of an answer over the Beta distribution of `p`.
    ///
    /// In `w`, with `p = 1/(1 + e^−w)`, the density falls like `e^(aw)` to the left and `e^(−bw)` to
    /// the right. Where the answer is constant to rounding the rest is `1/a` and `1/b` of the density.
    pub(super) fn integral(&self, answer: fn(&Self, f64, f64) -> f64) -> Option<f64> {
        /// `e^−41` is less than rounding.
        const ROUNDING: f64 = 41.0;
        let Thinned { shape, a, b, .. } = self.customer;
        let norm = ln_beta(a, b);
        let ln_f = |w: f64| {
            let (p, q) = (sigmoid(w), sigmoid(-w));
            a * ln_sigmoid(w) + b * ln_sigmoid(-w) - norm + ln(answer(self, p, q))
        };
        let low = -ROUNDING - ln(1.0 + b + self.ratio * (1.0 + shape));
        let high = ROUNDING + ln(1.0 + a + shape);
        let middle = ln_integral(ln_f, low, high)?;
        let ends = [ln_f(low) - ln(a), ln_f(high) - ln(b)];
        let most = ends.into_iter().fold(middle, f64::max);
        let sum = exp(middle - most) + ends.into_iter().map(|end| exp(end - most)).sum::<f64>();
        let value = exp(most) * sum;
        (0.0..f64::INFINITY).contains(&value).then_some(value)
    }
}

fn sigmoid(w: f64) -> f64 {
    if w < 0.0 { exp(w) / (1.0 + exp(w)) } else { 1.0 / (1.0 + exp(-w)) }
}

/// `ln(1/(1 + e^−w))`
fn ln_sigmoid(w: f64) -> f64 {
    if w < 0.0 { w - log1p(exp(w)) } else { -log1p(exp(-w)) }
}
