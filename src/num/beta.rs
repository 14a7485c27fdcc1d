//! The incomplete beta function, without the cancellation of `lnΓ`s.

use libm::{exp, log as ln, log1p};

use crate::num::gamma::{HALF_LN_TAU, stirling_tail};

/// A sum or a fraction with a relative change below this from one term to the next is known.
pub(crate) const SETTLED: f64 = 4e-16;

/// `I_x(a, b)`: the chance that a number of the law `Beta(a, b)` is at most `x`, for `a` and `b` from
/// 0.01 to 1e6. `None` if its fraction does not settle.
pub(crate) fn regularised(x: f64, a: f64, b: f64) -> Option<f64> {
    if x <= 0.0 {
        return Some(0.0);
    }
    if 1.0 <= x {
        return Some(1.0);
    }
    // The fraction is quick on the side of the mean where the tail is small.
    let (y, over) = (1.0 - x, a * (1.0 - x) - b * x);
    let at_mean = ln_weight_at_mean(a, b);
    let (up, down) = (-over / a, over / b);
    let ln_weight = if up.abs().max(down.abs()) < 0.5 {
        at_mean + a * log1p_rest(up) + b * log1p_rest(down)
    } else {
        let n = a + b;
        at_mean + a * (ln(x) + log1p(b / a)) + b * (log1p(-x) + ln(n / b))
    };
    let weight = exp(ln_weight);
    let tail = if 0.0 <= over {
        weight * fraction(a, b, x, y, over)?
    } else {
        1.0 - weight * fraction(b, a, y, x, -over)?
    };
    Some(tail.clamp(0.0, 1.0))
}

/// `ln(1 + t) − t`, to its own last digits for small `t` too.
pub(crate) fn log1p_rest(t: f64) -> f64 {
    if !(-0.4..=0.6).contains(&t) {
        return log1p(t) - t;
    }
    // ln(1 + t) = 2 artanh r, of which the first term and t differ by t·r.
    let r = t / (2.0 + t);
    let square = r * r;
    let (mut power, mut sum, mut odd) = (1.0, 0.0, 3.0);
    while power > 1e-18 {
        sum += power / odd;
        power *= square;
        odd += 2.0;
    }
    2.0 * r * square * sum - t * r
}

/// The logarithm of `p₀ᵃ·q₀ᵇ / B(a, b)` at the mean, `p₀ = a/(a + b)`.
pub(crate) fn ln_weight_at_mean(a: f64, b: f64) -> f64 {
    let n = a + b;
    0.5 * (ln(a) + ln(b / n)) - HALF_LN_TAU + stirling_tail(n) - stirling_tail(a) - stirling_tail(b)
}

/// The continued fraction of `I_x(a, b)`, over `xᵃ·yᵇ/B(a, b)`, for `over = a − (a + b)·x ≥ 0`.
///
/// # References
///
/// Didonato, A. R. & Morris, A. H. (1992), "Algorithm 708: significant digit computation of the
/// incomplete beta function ratios", *ACM Transactions on Mathematical Software* 18(3).
pub(crate) fn fraction(a: f64, b: f64, x: f64, y: f64, over: f64) -> Option<f64> {
    const STEPS: u32 = 200_000;
    let (c, c0, c1) = (1.0 + over, b / a, 1.0 + 1.0 / a);
    let (mut p, mut s, mut n) = (1.0, a + 1.0, 0.0);
    let (mut above, mut below) = ((0.0, 1.0), (1.0, c / c1));
    let mut value = c1 / c;
    for _ in 0..STEPS {
        n += 1.0;
        let t = n / a;
        let w = n * (b - n) * x;
        let e = a / s;
        let alpha = p * (p + c0) * e * e * (w * x);
        let e = (1.0 + t) / (c1 + t + t);
        let beta = n + w / s + e * (c + n * (1.0 + y));
        p = 1.0 + t;
        s += 2.0;
        let next = (alpha * above.0 + beta * below.0, alpha * above.1 + beta * below.1);
        let last = value;
        value = next.0 / next.1;
        above = (below.0 / next.1, below.1 / next.1);
        below = (value, 1.0);
        if (value - last).abs() <= SETTLED * value {
            return value.is_finite().then_some(value);
        }
    }
    None
}
