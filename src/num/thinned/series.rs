//! Sums over hidden events, and the quick one after Euler's transformation.

use libm::{exp, expm1, log1p};

use crate::num::thinned::Thinned;

/// Beyond this share of the terms, what is left of a sum is rounding.
const SETTLED: f64 = 1e-14;

/// The same, where there is no hurry.
const SETTLED_WELL: f64 = 1e-16;

/// How much larger than the result its parts may be: this many roundings are allowed.
const MOST_CANCELLED: f64 = 512.0;

/// Above this `z` Euler's series is slow.
const LARGEST_Z: f64 = 0.95;

/// More terms than this are not added: their rounding would add up, and quadrature is quicker.
pub(super) const MOST_TERMS: f64 = 20_000.0;

/// What Euler's transformation of the mean needs besides the series:
/// `E[Y] = C·L − (1 − z)^(a−1)·A·z·Σ`, at several horizons that share the coefficients of `Σ`.
///
/// It comes from the published `₂F₁` form, whose two poles at `a = 1` and `a + b = 1` cancel
/// here before they are met.
pub(super) fn means<const N: usize>(model: &Thinned, horizons: &[f64; N]) -> Option<[f64; N]> {
    let Thinned { shape, rate, a, b, .. } = *model;
    let whole = a + b - 1.0;
    let rest = whole - shape;
    let z = horizons.map(|h| h / (rate + h));
    let (sums, sizes) = euler(&z, a, rest + 1.0, a + b)?;
    let mut means = [0.0; N];
    for i in 0..N {
        let y = log1p(horizons[i] / rate);
        let exponent = (1.0 - a) * y;
        let grown = expm1(exponent);
        #[expect(clippy::float_cmp, reason = "the limit is for the pole itself")]
        let length = if a == 1.0 { y } else { grown / (1.0 - a) };
        let power = if exponent < -1.0 { exp(exponent) } else { 1.0 + grown };
        let factor = power * rest * z[i];
        let mean = whole * length - factor * sums[i];
        let size = whole.abs() * length + factor.abs() * sizes[i];
        // Written so that NaN does not pass.
        if !(size <= MOST_CANCELLED * mean && mean >= f64::MIN_POSITIVE) {
            return None;
        }
        means[i] = mean;
    }
    Some(means)
}

/// `Σ (a)ₙ(d)ₙ/((c)ₙ(n + 1)!)·zⁿ`, and the same with all terms positive.
#[inline]
fn euler<const N: usize>(z: &[f64; N], a: f64, d: f64, c: f64) -> Option<([f64; N], [f64; N])> {
    let largest = z.iter().fold(0.0_f64, |most, &z| most.max(z));
    // Not in reach: too slow, or terms that grow to both sides of 0 before they fall.
    if !(largest <= LARGEST_Z && d > -64.0) {
        return None;
    }
    let positive = d >= 0.0;
    let (mut sums, mut sizes, mut powers) = ([1.0; N], [1.0; N], [1.0; N]);
    let (mut term, mut n) = (1.0, 0.0);
    let mut reach = 1.0;
    loop {
        // Four coefficients at once, for the divisions do not wait for each other.
        let ratio = |n: f64| (a + n) * (d + n) / ((c + n) * (n + 2.0));
        for ratio in [ratio(n), ratio(n + 1.0), ratio(n + 2.0), ratio(n + 3.0)] {
            term *= ratio;
            for i in 0..N {
                powers[i] *= z[i];
                sums[i] += term * powers[i];
            }
            if !positive {
                (0..N).for_each(|i| sizes[i] += (term * powers[i]).abs());
            }
            reach *= largest;
        }
        n += 4.0;
        // From here on no ratio is above this one.
        let bound = largest * ((d + n) / (n + 2.0)).max(1.0);
        let left = (term * reach).abs();
        if d + n > 0.0 && bound < 1.0 && left * bound <= SETTLED * (1.0 - bound) {
            return Some((sums, if positive { sums } else { sizes }));
        }
        if !(n <= MOST_TERMS && left < 1e250) {
            return None;
        }
    }
}

/// The chance to stay, `(1 − z)ᵃ·Σ (a)ₙ(a + b − R)ₙ/((a + b)ₙ·n!)·zⁿ`, for `k = 1`.
pub(super) fn stays(model: &Thinned, h: f64) -> Option<f64> {
    let Thinned { shape, rate, a, b, .. } = *model;
    let (z, c, d) = (h / (rate + h), a + b, a + b - shape);
    if !(z <= LARGEST_Z && d > -64.0) {
        return None;
    }
    let (mut term, mut sum, mut size, mut n) = (1.0_f64, 1.0_f64, 1.0_f64, 0.0_f64);
    loop {
        term *= (a + n) * (d + n) / ((c + n) * (n + 1.0)) * z;
        sum += term;
        size += term.abs();
        n += 1.0;
        let bound = z * ((d + n) / (n + 1.0)).max(1.0);
        if d + n > 0.0 && bound < 1.0 && term.abs() * bound <= SETTLED * (1.0 - bound) * size {
            break;
        }
        if !(n <= MOST_TERMS && size < 1e250) {
            return None;
        }
    }
    let exponent = -a * log1p(h / rate);
    let value = exp(exponent) * sum;
    let sure = size <= MOST_CANCELLED * sum && exponent > -1e4 && value >= f64::MIN_POSITIVE;
    sure.then_some(value)
}

/// What to average over the number of hidden events.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Of {
    /// The mean of purchases, `Cₙ`.
    Mean,
    /// The chance to stay, `sₙ`.
    Stay,
}

/// `Σ nb(m)·Cₙ` or `Σ nb(m)·sₙ`, `n = ⌊(m + j)/k⌋`, at ascending horizons: all terms are
/// positive, and their weights are divided by their own sum, so that no power of `1 − z` is
/// needed.
pub(super) fn over_counts<const N: usize>(
    model: &Thinned,
    horizons: &[f64; N],
    of: Of,
) -> Option<[f64; N]> {
    let Thinned { shape, rate, a, b, k, stage } = *model;
    let z = horizons.map(|h| h / (rate + h));
    let last = N - 1;
    if !few_terms(model, horizons[last]) {
        return None;
    }
    // Far from overflow and underflow: either end is 560 powers of 10 away from the other.
    let (mut weight, mut weights, mut sum) = ([1e250; N], [0.0; N], [0.0; N]);
    let (mut stay, mut stayed, mut mean) = (1.0, b, 0.0);
    let (mut m, mut until) = (0.0, k - stage);
    while m < 4.0 * MOST_TERMS {
        let value = if of == Of::Mean { mean } else { stay };
        let ratio = (shape + m) / (m + 1.0);
        let (mut most, counted) = (0.0_f64, weight[last]);
        for i in 0..N {
            weights[i] += weight[i];
            sum[i] += weight[i] * value;
            weight[i] *= ratio * z[i];
            most = most.max(weight[i]);
        }
        // The longest horizon is the last to be settled.
        let bound = z[last] * ratio.max(1.0);
        if bound < 1.0 {
            let tail = 1.0 / (1.0 - bound);
            let more = if of == Of::Mean { (mean + tail) / mean.max(1e-300) } else { 1.0 };
            let rest = counted * bound * tail;
            let settled = rest < SETTLED_WELL * weights[last];
            if settled && rest * value * more < SETTLED_WELL * sum[last] {
                (0..N).for_each(|i| sum[i] /= weights[i]);
                return Some(sum);
            }
        }
        m += 1.0;
        until -= 1;
        if until == 0 {
            // Another purchase, at which all the same might have left.
            mean += stay;
            stay *= stayed / (a + stayed);
            stayed += 1.0;
            until = k;
        }
        if most > 1e280 {
            for i in 0..N {
                let scale = if weight[i] > 1e200 { 1e-300 } else { 1.0 };
                weight[i] *= scale;
                weights[i] *= scale;
                sum[i] *= scale;
            }
        }
    }
    None
}

fn few_terms(model: &Thinned, h: f64) -> bool {
    let x = h / model.rate;
    let mean = model.shape * x;
    let spread = (mean * (1.0 + x)).sqrt();
    // NaN and infinity are not few.
    mean + 10.0 * spread + 40.0 * (1.0 + x) + f64::from(model.k) < MOST_TERMS
}
