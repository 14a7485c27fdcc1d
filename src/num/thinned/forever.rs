//! Purchases without a horizon, each worth less the later it is.
//!
//! Given `λ`, a hidden event is worth `ρ = λ/(λ + δ)` of the one before it, so that all
//! purchases to come are worth `Σ sₙ₋₁·ρ^(nk−j) = ρ^(k−j)·₂F₁(b, 1; a + b; ρᵏ)`: what is left is
//! the average over the Gamma law of `λ`.

use libm::{exp, expm1, log as ln, log1p};

use crate::num::gamma::{HALF_LN_TAU, stirling_tail};
use crate::num::quadrature::ln_integral;
use crate::num::thinned::Thinned;

pub(super) fn discounted(model: &Thinned, delta: f64) -> Option<f64> {
    let Thinned { shape, rate, k, stage, .. } = *model;
    // The logarithm of λ, from that of its mean.
    let at_mean = 0.5 * ln(shape) - HALF_LN_TAU - stirling_tail(shape);
    let turn = delta * rate / shape;
    let ahead = f64::from(k - stage);
    let ln_f = |v: f64| {
        let hazard = log1p(turn * exp(-v));
        let worth = purchases(model, f64::from(k) * hazard);
        at_mean - shape * (expm1(v) - v) - ahead * hazard + ln(worth)
    };
    // To the left it falls like λ^(R + 1) at least, to the right like e^(−αλ).
    let low = ln(turn).min(0.0) - 45.0;
    let high = log1p(12.0 / shape.sqrt() + 60.0 / shape);
    let value = exp(ln_integral(ln_f, low, high)?);
    (value >= f64::MIN_POSITIVE && value.is_finite()).then_some(value)
}

/// `₂F₁(b, 1; a + b; x)`, `x = e^(−exponent)`, or NaN if that is not near.
///
/// Gauss's continued fraction in `w = x/(1 − x)`, all of whose parts are positive:
/// `(1 + w)/(1 + d₁w/(1 + d₂w/(1 + …)))`.
fn purchases(model: &Thinned, exponent: f64) -> f64 {
    const MOST_STEPS: u32 = 10_000;
    let Thinned { a, b, .. } = *model;
    let w = 1.0 / expm1(exponent);
    let whole = -1.0 / expm1(-exponent);
    // The two ends of the step that is being made, by Lentz's method.
    let (mut c, mut d) = (1.0 + a / (a + b) * w, 1.0);
    let (mut value, mut n) = (c, 1.0);
    for _ in 0..MOST_STEPS {
        let at = a + b + 2.0 * n;
        let even = n * (b + n - 1.0) / ((at - 2.0) * (at - 1.0)) * w;
        d = 1.0 / (1.0 + even * d);
        c = 1.0 + even / c;
        value *= c * d;
        let odd = (a + n) * (a + b + n - 1.0) / ((at - 1.0) * at) * w;
        d = 1.0 / (1.0 + odd * d);
        c = 1.0 + odd / c;
        let change = c * d;
        value *= change;
        if (change - 1.0).abs() < 1e-15 {
            return whole / value;
        }
        n += 1.0;
    }
    f64::NAN
}
