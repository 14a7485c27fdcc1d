//! How many hidden events there are: the negative binomial's chances and upper tail.

use libm::{exp, expm1, log as ln, log1p};

use crate::num::beta::{SETTLED, fraction, ln_weight_at_mean, log1p_rest};

/// Hidden events within `h`: `nb(m) = (1 − z)ᴿ·(R)ₘ/m!·zᵐ`, `z = h/(α + h)`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub(super) shape: f64,
    pub(super) rate: f64,
    pub(super) h: f64,
}

impl Counts {
    /// `h/α`.
    pub(super) fn x(&self) -> f64 {
        self.h / self.rate
    }

    pub(super) fn z(&self) -> f64 {
        self.h / (self.rate + self.h)
    }

    /// `1 − z`.
    pub(super) fn y(&self) -> f64 {
        self.rate / (self.rate + self.h)
    }

    /// The logarithm of `P(N = m)`.
    pub(super) fn ln_pmf(&self, m: f64) -> f64 {
        if m < 1.0 {
            return -self.shape * log1p(self.x());
        }
        self.ln_beta_weight(m) - ln(m)
    }

    /// `P(low ≤ N < low + many)`.
    pub(super) fn within(&self, low: f64, many: u32) -> Option<f64> {
        Some(exp(self.ln_within(low, many)?).min(1.0))
    }

    /// The logarithm of `P(low ≤ N < low + many)`.
    pub(super) fn ln_within(&self, low: f64, many: u32) -> Option<f64> {
        /// More than this are not summed.
        const MANY: u32 = 1 << 20;
        let ln_first = self.ln_pmf(low);
        if many > MANY {
            return None;
        }
        // The largest of them is taken out, for the first may underflow where others do not.
        let (mut term, mut sum, mut m, mut scale) = (1.0_f64, 1.0_f64, low, ln_first);
        let z = self.z();
        for _ in 1..many {
            term *= (self.shape + m) / (m + 1.0) * z;
            m += 1.0;
            sum += term;
            if sum > 1e250 {
                (term, sum, scale) = (term * 1e-250, sum * 1e-250, scale + 250.0 * LN_10);
            }
            if term < 1e-18 * sum && (self.shape + m) * z < m {
                break;
            }
        }
        Some(scale + ln(sum))
    }

    /// `P(N ≥ m)`.
    pub(super) fn at_least(&self, m: f64) -> Option<f64> {
        let (r, z, y) = (self.shape, self.z(), self.y());
        if m < 1.0 {
            return Some(1.0);
        }
        if m < 2.0 {
            return Some(-expm1(-r * log1p(self.x())));
        }
        // Beyond the mean the tail is small and its fraction converges; before it, the other
        // tail's does. Where few have any events, that one is near 1, and its rest unknown.
        let off = self.off(m);
        if r < 0.5 && m * y < 1.5 {
            return self.rare(m);
        }
        if off <= 0.0 || r < 0.5 {
            let over = -off / (self.rate + self.h);
            return Some((exp(self.ln_beta_weight(m)) * fraction(m, r, z, y, over)?).min(1.0));
        }
        Some((1.0 - self.below(m)?).max(0.0))
    }

    /// `P(N < m)`, for an `m` below the mean.
    fn below(&self, m: f64) -> Option<f64> {
        /// Chances fall slowly only where `z` is near 1, where the fraction is good.
        const MOST_TERMS: u32 = 20_000;
        let (r, z) = (self.shape, self.z());
        let (mut term, mut sum, mut i) = (1.0, 1.0, m - 1.0);
        for _ in 0..MOST_TERMS {
            if i < 1.0 || term < SETTLED * sum && i < (r + i - 1.0) * z * 0.9 {
                return Some(exp(self.ln_pmf(m - 1.0)) * sum);
            }
            term *= i / ((r + i - 1.0) * z);
            sum += term;
            i -= 1.0;
        }
        let over = self.off(m) / (self.rate + self.h);
        Some(exp(self.ln_beta_weight(m)) * fraction(r, m, self.y(), z, over)?)
    }

    /// `h·R − m·α`: how far `z` is beyond the mean `m/(m + R)`, times much else. The products'
    /// rounding would show where both are large.
    fn off(&self, m: f64) -> f64 {
        let Self { shape, rate, h } = *self;
        let product = rate * m;
        h.mul_add(shape, -product) - rate.mul_add(m, -product)
    }

    /// The logarithm of `zᵐ·(1 − z)ᴿ/B(m, R)`.
    fn ln_beta_weight(&self, m: f64) -> f64 {
        let Self { shape: r, rate, h } = *self;
        let off = self.off(m);
        let (up, down) = (off / (m * (rate + h)), -off / (r * (rate + h)));
        let at_mean = ln_weight_at_mean(m, r);
        if up.abs().max(down.abs()) < 0.5 {
            return at_mean + m * log1p_rest(up) + r * log1p_rest(down);
        }
        let over_mean = log1p(r / m) - log1p(rate / h);
        let under_mean = log1p(m / r) - log1p(self.x());
        at_mean + m * over_mean + r * under_mean
    }

    /// `P(N ≥ m)` where `R` is small and so is `m·(1 − z)`: the series of `1 − z`, whose first
    /// term is nearly 1 and leaves its distance from 1.
    fn rare(&self, m: f64) -> Option<f64> {
        let (r, y) = (self.shape, self.y());
        let u = ln_rising(r, m) - r * log1p(self.x());
        let (mut term, mut sum, mut n) = (1.0, 0.0, 1.0);
        while n < 200.0 {
            term *= (n - m) / n * y;
            sum += term / (r + n);
            if term.abs() <= SETTLED * sum.abs() {
                return Some((-expm1(u) - exp(u) * r * sum).clamp(0.0, 1.0));
            }
            n += 1.0;
        }
        None
    }
}

const LN_10: f64 = std::f64::consts::LN_10;

/// `ln((R + 1)ₘ₋₁/(m − 1)!)` for a small `R`.
fn ln_rising(r: f64, m: f64) -> f64 {
    // A few factors one by one; the rest as ln Γ(R + m)/Γ(m) − ln Γ(R + s)/Γ(s), by Stirling.
    let start = m.min(32.0);
    let (mut sum, mut i) = (0.0, 1.0);
    while i < start {
        sum += log1p(r / i);
        i += 1.0;
    }
    if i >= m {
        return sum;
    }
    sum + ln_gamma_step(m, r) - ln_gamma_step(i, r)
}

/// `ln Γ(x + r)/Γ(x)` for `x ≥ 32` and a small `r`, to a relative precision.
fn ln_gamma_step(x: f64, r: f64) -> f64 {
    let t = r / x;
    // Stirling's rest changes by r times its slope; both series are in 1/x.
    let rest = |y: f64| {
        let i = 1.0 / (y * y);
        (1.0 / 12.0 - i * (1.0 / 360.0 - i * (1.0 / 1260.0 - i * (1.0 / 1680.0)))) / y
    };
    x * log1p_rest(t) - 0.5 * log1p(t) + r * ln(x + r) + (rest(x + r) - rest(x))
}
