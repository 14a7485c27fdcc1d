//! How many purchases an active customer will make.

use libm::{exp, expm1, log as ln, log1p};

use crate::num::gamma::{HALF_LN_TAU, ln_beta, stirling_tail};
use crate::num::quadrature::ln_integral_about;

/// The number of purchases of a customer who is active now: `n`, of at least 1, and how he buys
/// and leaves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counts {
    pub(super) n: f64,
    pub(super) shape: f64,
    pub(super) a: f64,
    pub(super) s: f64,
    pub(super) b: f64,
}

/// A count as a float, if it is small enough to be exact and to be computed.
pub(super) fn whole(n: u64) -> Option<f64> {
    u32::try_from(n).ok().map(f64::from)
}

/// Logarithms are sums of terms; if these exceed this, too few digits are left.
const LARGEST_TERM: f64 = 2e5;

/// Below this a logarithm belongs to 0.
const NOTHING: f64 = -800.0;

/// E-folds below the peak at which an integral may end.
const DEEP: f64 = -50.0;

impl Counts {
    /// The probability that the `n`th purchase comes within `h`: it comes at `u`, and he is
    /// still active then.
    ///
    /// # Formula
    ///
    /// ```text
    /// ∫ n·nbₙ(u)/u · (b/(b + u))ˢ du     from 0 to h
    /// ```
    pub(super) fn at_least(&self, h: f64) -> Option<f64> {
        self.integral(h, false)
    }

    /// The probability that `n` purchases come before he leaves or `h` is over.
    pub(super) fn exactly(&self, h: f64) -> Option<f64> {
        let stays = self.ln_count(h / self.a)?.plus(-self.s * log1p(h / self.b));
        Some(self.integral(h, true)? + stays.exp()?)
    }

    /// `∫ n·nbₙ(u)/u · (b/(b + u))ˢ du` or, if he is to leave at `u`,
    /// `∫ nbₙ(u) · s bˢ/(b + u)ˢ⁺¹ du`, from 0 to `h`.
    ///
    /// In the variable `ln u` the logarithm of either is concave, and its peak solves a
    /// quadratic equation.
    fn integral(&self, h: f64, leaves: bool) -> Option<f64> {
        if h <= 0.0 {
            return Some(0.0);
        }
        let end = h / self.a;
        let Self { n, shape, a, s, b } = *self;
        let (kappa, power, leaving) =
            (a / b, if leaves { n + 1.0 } else { n }, if leaves { s + 1.0 } else { s });
        let top = peak(power, shape + n, leaving, kappa).min(end);
        if !(end / top).is_finite() {
            // Where powers of e overflow, the integral would be cut short.
            return None;
        }
        let shape_of = Shape {
            power,
            bought: Part::new(shape + n, top),
            left: Part::new(leaving, kappa * top),
        };
        let ln_f = |d: f64| shape_of.ln(d);
        let (lo, hi) = (reach(ln_f, f64::NEG_INFINITY), reach(ln_f, ln(end / top)));
        let ln_width = ln_integral_about(ln_f, lo, 0.0, hi)?;
        let height = if leaves { ln(s * kappa * top) } else { ln(n) };
        let count = self.ln_count(top)?.plus(-leaving * log1p(kappa * top));
        count.plus(height).plus(ln_width).exp()
    }

    /// `ln nbₙ` after `u = a·e`: the negative binomial with shape `r + x`.
    ///
    /// # Formula
    ///
    /// ```text
    /// nbₙ = Γ(R + n)/(Γ(R) n!) · zⁿ (1 − z)ᴿ,   z = e/(1 + e)
    /// ```
    ///
    /// If `n` and `R` are large, the powers and the gammas are large and nearly cancel. They
    /// are joined by Stirling's formula: what remains is how far `z` is from `n/(R + n)`.
    ///
    /// # References
    ///
    /// Loader, C. (2000), "Fast and accurate computation of binomial probabilities".
    fn ln_count(&self, e: f64) -> Option<LnProduct> {
        const LARGE: f64 = 16.0;
        let Self { n, shape, .. } = *self;
        if !(0.0 < e && e < f64::INFINITY) {
            return (e >= 0.0).then_some(LnProduct { sum: f64::NEG_INFINITY, largest: 0.0 });
        }
        let all = n + shape;
        if n < LARGE || shape < LARGE {
            let many = LnProduct::of(-ln(n) - ln_beta(n, shape));
            return Some(many.plus(-n * log1p(1.0 / e)).plus(-shape * log1p(e)));
        }
        // z − n/(R + n), over each of the shares.
        let off = (e * shape - n) / (1.0 + e);
        let tails = stirling_tail(all) - stirling_tail(n) - stirling_tail(shape);
        let even = 0.5 * ln(shape / (n * all)) - HALF_LN_TAU + tails;
        let (bought, not) = (e * all / (n * (1.0 + e)), all / (shape * (1.0 + e)));
        let powers = (n * ln_near(off / n, bought), shape * ln_near(-off / shape, not));
        Some(LnProduct::of(even).plus(powers.0).plus(powers.1))
    }
}

/// `ln ratio`, where `ratio` is `1 + off`: from the one that has more digits.
fn ln_near(off: f64, ratio: f64) -> f64 {
    if off.abs() < 0.5 { log1p(off) } else { ln(ratio) }
}

/// A product, as the sum of its logarithms, and the largest of them.
#[derive(Clone, Copy, Debug)]
struct LnProduct {
    sum: f64,
    largest: f64,
}

impl LnProduct {
    fn of(term: f64) -> Self {
        Self { sum: term, largest: term.abs() }
    }

    fn plus(self, term: f64) -> Self {
        Self { sum: self.sum + term, largest: self.largest.max(term.abs()) }
    }

    /// The product, if digits are left of it.
    fn exp(self) -> Option<f64> {
        let certain = self.largest <= LARGEST_TERM || self.sum < NOTHING;
        (certain && !self.sum.is_nan()).then(|| exp(self.sum))
    }
}

/// Where `eᵖ (1 + e)^−c (1 + κe)^−l` is largest by `ln e`.
fn peak(p: f64, c: f64, l: f64, kappa: f64) -> f64 {
    // p = c·e/(1 + e) + l·κe/(1 + κe), multiplied out.
    let square = kappa * (c + l - p);
    let linear = c + l * kappa - p * (1.0 + kappa);
    let root = (linear * linear + 4.0 * square * p).sqrt();
    if linear > 0.0 { 2.0 * p / (linear + root) } else { (root - linear) / (2.0 * square) }
}

/// How far from the peak, towards `end`, `ln_f` need be looked at.
fn reach(ln_f: impl Fn(f64) -> f64, end: f64) -> f64 {
    let mut d = end.signum() / 1024.0;
    while d.abs() < end.abs() && ln_f(d) > DEEP {
        d *= 2.0;
    }
    if d.abs() < end.abs() { d } else { end }
}

/// `eᵖ (1 + e)^−c (1 + κe)^−l` as a multiple of its value at one place, at `d` from it by `ln e`.
struct Shape {
    power: f64,
    bought: Part,
    left: Part,
}

impl Shape {
    fn ln(&self, d: f64) -> f64 {
        let grown = expm1(d);
        self.power * d - self.bought.ln(d, grown) - self.left.ln(d, grown)
    }
}

/// `((1 + e·eᵈ)/(1 + e))^power`.
struct Part {
    power: f64,
    /// `e/(1 + e)`.
    share: f64,
    /// `1/(1 + e)`.
    other: f64,
}

impl Part {
    fn new(power: f64, e: f64) -> Self {
        Self { power, share: 1.0 / (1.0 + 1.0 / e), other: 1.0 / (1.0 + e) }
    }

    /// The logarithm, where `grown` is `eᵈ − 1`.
    fn ln(&self, d: f64, grown: f64) -> f64 {
        // Near the peak the terms of a shape cancel to first order; far below a share near 1,
        // 1 + share·grown does.
        let inner = if d < -1.0 && self.share > 0.5 {
            ln(self.other + self.share * (grown + 1.0))
        } else {
            log1p(self.share * grown)
        };
        self.power * inner
    }
}
