//! The gamma function's logarithm, its derivatives, and differences that do not cancel.

#[cfg(test)]
mod tests;

use libm::{lgamma, log as ln, log1p};

/// Above this the asymptotic series below are exact to the last bits; smaller arguments are
/// raised to it by the recurrence.
const LARGE: f64 = 16.0;

/// Up to this many factors are multiplied out. With the largest arguments their product is
/// below 1e300.
const FACTORS: u8 = 32;

/// `½ ln 2π`.
pub(crate) const HALF_LN_TAU: f64 = 0.918_938_533_204_672_8;

/// The terms of the series, by `B₂, B₄, …`, the Bernoulli numbers: `B₂ₖ/(2k(2k − 1))`, of `ln Γ`.
const OF_LN_GAMMA: [f64; 7] = [
    1.0 / 12.0,
    -1.0 / 360.0,
    1.0 / 1260.0,
    -1.0 / 1680.0,
    1.0 / 1188.0,
    -691.0 / 360_360.0,
    1.0 / 156.0,
];

/// `B₂ₖ/(2k)`, of `ψ`.
const OF_DIGAMMA: [f64; 7] = [
    1.0 / 12.0,
    -1.0 / 120.0,
    1.0 / 252.0,
    -1.0 / 240.0,
    1.0 / 132.0,
    -691.0 / 32_760.0,
    1.0 / 12.0,
];

/// `B₂ₖ`, of `ψ′`.
const OF_TRIGAMMA: [f64; 7] =
    [1.0 / 6.0, -1.0 / 30.0, 1.0 / 42.0, -1.0 / 30.0, 5.0 / 66.0, -691.0 / 2730.0, 7.0 / 6.0];

/// `ln Γ(x)`, for `x > 0`.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    lgamma(x)
}

/// `ψ(x)`, the first derivative of `ln Γ`, for `x > 0`.
///
/// # Formula
///
/// ```text
/// ψ(x) = ψ(x + 1) − 1/x,   ψ(x) ~ ln x − 1/(2x) − Σ B₂ₖ/(2k·x²ᵏ)
/// ```
pub(crate) fn digamma(x: f64) -> f64 {
    let (mut z, mut below) = (x, 0.0);
    while z < LARGE {
        below += 1.0 / z;
        z += 1.0;
    }
    let square = 1.0 / (z * z);
    let series = OF_DIGAMMA.iter().rev().fold(0.0, |sum, term| (sum + term) * square);
    ln(z) - 0.5 / z - series - below
}

/// `ψ′(x)`, the second derivative of `ln Γ`, for `x > 0`.
///
/// # Formula
///
/// ```text
/// ψ′(x) = ψ′(x + 1) + 1/x²,   ψ′(x) ~ 1/x + 1/(2x²) + Σ B₂ₖ/x²ᵏ⁺¹
/// ```
pub(crate) fn trigamma(x: f64) -> f64 {
    let (mut z, mut below) = (x, 0.0);
    while z < LARGE {
        below += 1.0 / (z * z);
        z += 1.0;
    }
    let square = 1.0 / (z * z);
    let series = OF_TRIGAMMA.iter().rev().fold(0.0, |sum, term| (sum + term) * square);
    (1.0 + 0.5 / z + series) / z + below
}

/// `ln B(a, b)`, for `a, b > 0`, however different.
pub(crate) fn ln_beta(a: f64, b: f64) -> f64 {
    let (a, b) = (a.min(b), a.max(b));
    if a < LARGE {
        // `ln Γ(a + b) − ln Γ(b)` is small against either if `a` is small against `b`.
        return ln_gamma(a) - ln_rising(b, a).value;
    }
    let (p, tails) = (a / (a + b), stirling_tail(a) + stirling_tail(b) - stirling_tail(a + b));
    HALF_LN_TAU - 0.5 * ln(b) + (a - 0.5) * ln(p) + b * log1p(-p) + tails
}

/// What Stirling's formula leaves of `ln Γ(x)`: `ln Γ(x) − (x − ½) ln x + x − ½ ln 2π`.
pub(crate) fn stirling_tail(x: f64) -> f64 {
    if x < 16.0 {
        return ln_gamma(x) - (x - 0.5) * ln(x) + x - HALF_LN_TAU;
    }
    let square = 1.0 / (x * x);
    OF_LN_GAMMA.iter().rev().fold(0.0, |sum, term| sum * square + term) / x
}

/// A function of `r`, with its first two derivatives.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rising {
    pub(crate) value: f64,
    pub(crate) first: f64,
    pub(crate) second: f64,
}

/// `ln Γ(r + n) − ln Γ(r)` and its derivatives in `r`, for `r > 0` and `n ≥ 0`: the logarithm
/// of `r(r + 1)…(r + n − 1)`, if `n` is whole.
///
/// Nothing is formed as the difference of two gammas, which would leave no digit where `r` is
/// large against `n`: few factors are summed, and many are Stirling's formula at both ends,
/// subtracted term by term.
pub(crate) fn ln_rising(r: f64, n: f64) -> Rising {
    let whole = n.floor() >= n;
    if whole && n <= f64::from(FACTORS) {
        return factors(r, n);
    }
    let raised = (LARGE - r).ceil().max(0.0);
    if whole {
        // More than 32 factors, and at most 16 of them lie below where the series holds.
        return sum(factors(r, raised), climb(r + raised, n - raised));
    }
    sum(climb(r + raised, n), beside(r, n, raised))
}

/// The first `n` factors, one by one; `n` is whole and at most [`FACTORS`].
fn factors(r: f64, n: f64) -> Rising {
    let (mut product, mut first, mut second, mut i) = (1.0, 0.0, 0.0, 0.0);
    while i < n {
        let factor = r + i;
        let inverse = 1.0 / factor;
        product *= factor;
        first += inverse;
        second -= inverse * inverse;
        i += 1.0;
    }
    Rising { value: ln(product), first, second }
}

/// `ln Γ(r + n) − ln Γ(r)` less the same at `r + raised`: what the recurrence adds if `n` is not
/// whole, `Σ ln((r + i)/(r + n + i))`.
fn beside(r: f64, n: f64, raised: f64) -> Rising {
    let (mut value, mut first, mut second, mut i) = (0.0, 0.0, 0.0, 0.0);
    while i < raised {
        let (low, high) = (1.0 / (r + i), 1.0 / (r + n + i));
        let gap = n * low * high;
        value -= log1p(n * low);
        first += gap;
        second -= gap * (low + high);
        i += 1.0;
    }
    Rising { value, first, second }
}

/// `ln Γ(a + m) − ln Γ(a)` for `a` of at least 16, from the asymptotic series.
///
/// # Formula
///
/// ```text
/// (a − ½) ln(1 + m/a) + m (ln(a + m) − 1) + Σ B₂ₖ/(2k(2k − 1)) (q²ᵏ⁻¹ − p²ᵏ⁻¹)
/// ```
///
/// with `p = 1/a` and `q = 1/(a + m)`. The differences of powers follow from
/// `pʲ⁺² − qʲ⁺² = p²(pʲ − qʲ) + qʲ(p² − q²)`, where all terms are positive.
fn climb(a: f64, m: f64) -> Rising {
    let (p, q) = (1.0 / a, 1.0 / (a + m));
    let ratio = log1p(m * p);
    let odd_gap = m * p * q;
    let even_gap = odd_gap * (p + q);
    let mut value = (a - 0.5) * ratio + m * (ln(a + m) - 1.0);
    let mut first = ratio + 0.5 * odd_gap;
    let mut second = -odd_gap - 0.5 * even_gap;
    let (mut odd, mut even, mut q_odd) = (odd_gap, even_gap, q);
    for k in 0..OF_LN_GAMMA.len() {
        value -= OF_LN_GAMMA[k] * odd;
        first += OF_DIGAMMA[k] * even;
        odd = p * p * odd + q_odd * even_gap;
        second -= OF_TRIGAMMA[k] * odd;
        even = p * p * even + q_odd * q * even_gap;
        q_odd *= q * q;
    }
    Rising { value, first, second }
}

fn sum(a: Rising, b: Rising) -> Rising {
    Rising { value: a.value + b.value, first: a.first + b.first, second: a.second + b.second }
}
