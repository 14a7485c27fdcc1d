//! The negative binomial distribution: a Poisson count whose rate is Gamma.
//!
//! With shape `r`, `P(N = m) = Γ(r + m)/(Γ(r) m!) · z^m (1 − z)^r`.

use libm::{exp, expm1, log as ln, log1p};

use crate::num::gamma::{ln_gamma, ln_rising, stirling_tail};

/// A negative binomial distribution.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NegativeBinomial {
    shape: f64,
    /// `z` and `1 − z`, both to full precision, and the latter's logarithm.
    z: f64,
    rest: f64,
    ln_rest: f64,
}

/// Steps of the continued fraction at most.
const STEPS: u32 = 20_000;

/// From this on Stirling's formula has its full precision.
const LARGE: f64 = 16.0;

impl NegativeBinomial {
    /// Events within `h > 0`, where they come at a rate that is Gamma with this shape and rate.
    pub(crate) fn within(h: f64, shape: f64, rate: f64) -> Self {
        let whole = rate + h;
        Self { shape, z: h / whole, rest: rate / whole, ln_rest: -log1p(h / rate) }
    }

    pub(crate) fn z(&self) -> f64 {
        self.z
    }

    /// `ln(1 − z)`
    pub(crate) fn ln_rest(&self) -> f64 {
        self.ln_rest
    }

    /// `ln P(N = 0)`
    pub(crate) fn ln_none(&self) -> f64 {
        self.shape * self.ln_rest
    }

    /// `P(N = m)` for a whole `m`.
    ///
    /// # References
    ///
    /// * Loader, Fast and accurate computation of binomial probabilities (2000): the deviance keeps
    ///   the digits that differences of log-gammas lose.
    pub(crate) fn probability(&self, m: f64) -> f64 {
        let Self { shape: r, z, rest, .. } = *self;
        if m == 0.0 {
            return exp(self.ln_none());
        }
        if m < LARGE || r < LARGE {
            return exp(self.ln_small(m));
        }
        let n = r + m;
        let tails = stirling_tail(n) - stirling_tail(r) - stirling_tail(m);
        let deviance = deviance(r, n * rest) + deviance(m, n * z);
        (r / n) * exp(tails - deviance) * (n / (std::f64::consts::TAU * r * m)).sqrt()
    }

    /// `ln P(N = m)` where one of the two counts is small, so that the logarithms are.
    fn ln_small(&self, m: f64) -> f64 {
        let Self { shape: r, z, .. } = *self;
        let choices = if m < r {
            ln_rising(r, m).value - ln_gamma(m + 1.0)
        } else {
            // Γ(r + m) / (Γ(r) Γ(m + 1))
            let whole = if r < 1.0 {
                ln_rising(m, r).value - ln(m)
            } else {
                ln_rising(m + 1.0, r - 1.0).value
            };
            whole - ln_gamma(r)
        };
        // ln z by what is left where z is near 1.
        let ln_z = if z < 0.5 { ln(z) } else { log1p(-self.rest) };
        choices + m * ln_z + self.ln_none()
    }

    /// `P(N ≥ m)` for a whole `m ≥ 1`; nothing if that takes too long or cannot be told from 0 or 1
    /// to the promised accuracy.
    ///
    /// # Formula
    ///
    /// `I_z(m, r)`, by the continued fraction of the side that the mean is not on.
    pub(crate) fn at_least(&self, m: f64) -> Option<f64> {
        let Self { shape: r, z, rest, .. } = *self;
        let here = self.probability(m);
        if z * (m + r + 2.0) < m + 1.0 {
            return Some((here * fraction(m, r, z)?).min(1.0));
        }
        // P(N < m) = I_{1−z}(r, m), whose first factor is P(N = m) · m/r.
        let below = here * (m / r) * fraction(r, m, rest)?;
        if below < 0.9 {
            return Some(1.0 - below);
        }
        self.counted(m)
    }

    /// `P(N ≥ 1) − P(N = 1) − …`: where rates are so uneven that hardly any event is likely, though
    /// many are expected.
    fn counted(&self, m: f64) -> Option<f64> {
        let first = -expm1(self.ln_none());
        let (mut left, mut i) = (first, 1.0);
        let mut term = self.probability(1.0);
        while i < m {
            left -= term;
            term *= (self.shape + i) / (i + 1.0) * self.z;
            i += 1.0;
            if left < 0.01 * first || 1e4 < i {
                return None;
            }
        }
        Some(left)
    }

    /// `P(N = m + 1) / P(N = m)`
    pub(crate) fn ratio(&self, m: f64) -> f64 {
        (self.shape + m) / (m + 1.0) * self.z
    }
}

/// `x ln(x/mean) + mean − x`, without cancelling where the two are near.
fn deviance(x: f64, mean: f64) -> f64 {
    let d = x - mean;
    if 0.1 * (x + mean) <= d.abs() {
        return x * ln(x / mean) - d;
    }
    // With v = (x − M)/(x + M): d·v + 2x·(v³/3 + v⁵/5 + …).
    let v = d / (x + mean);
    let (square, mut power, mut sum) = (v * v, 2.0 * x * v, d * v);
    for odd in 1..20_u8 {
        power *= square;
        let next = sum + power / f64::from(2 * odd + 1);
        if next == sum {
            break;
        }
        sum = next;
    }
    sum
}

/// The continued fraction of `I_x(a, b)` for `x` below the mean, by Lentz's method: `I` over
/// `x^a (1 − x)^b / (a B(a, b))`.
fn fraction(a: f64, b: f64, x: f64) -> Option<f64> {
    const TINY: f64 = 1e-300;
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away(1.0 - (a + b) * x / (a + 1.0));
    let mut product = d;
    for step in 1..=STEPS {
        let m = f64::from(step);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away(1.0 + even * d);
        c = away(1.0 + even / c);
        product *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away(1.0 + odd * d);
        c = away(1.0 + odd / c);
        let change = d * c;
        product *= change;
        if (change - 1.0).abs() < 4.0 * f64::EPSILON {
            return Some(product);
        }
    }
    None
}
