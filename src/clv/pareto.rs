//! The Pareto/NBD: how often customers buy while they are active, and how long they are.

mod active;
mod counts;
mod dead;
#[cfg(test)]
mod tests;

use libm::{exp, log as ln, log1p};

use crate::clv::likelihood::Purchases;
use crate::clv::taylor::Taylor;
use crate::num::decay::{self, Powers};
use crate::num::gamma::ln_rising;

pub(super) use active::Active;
use dead::Dead;

/// The Pareto/NBD's parameters, in one unit of time.
///
/// While active, a customer buys at a rate `λ`; he stays active for an exponential time of rate
/// `μ`. Over customers, `λ` is Gamma with shape `r` and rate `α`, and `μ` is Gamma with shape
/// `s` and rate `β`.
///
/// A customer is known by `x`, the purchases after the first; `t_x`, the age at the last of
/// them, 0 if there is none; and `t`, the age today.
///
/// # Formula
///
/// ```text
/// L = Γ(r + x)/Γ(r) · αʳ βˢ · [(α + t)^−(r + x) (β + t)^−s + D]
/// D = ∫ s (α + y)^−(r + x) (β + y)^−(s + 1) dy     from t_x to t
/// ```
///
/// The two terms are the customers who are still active, and those who have left at the age
/// `y`. As printed, `D` is the difference of two hypergeometric functions, and loses all digits
/// where they are nearly equal; the integral is of a positive function.
///
/// # References
///
/// Schmittlein, D. C., Morrison, D. G. & Colombo, R. (1987), "Counting your customers",
/// *Management Science* 33(1).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct ParetoNbd {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) s: f64,
    pub(super) beta: f64,
}

impl ParetoNbd {
    /// The part of `ln L` that depends on `x` alone, `ln(Γ(r + x)/Γ(r) · αʳ βˢ)`, by
    /// `[r, α, s, β]`.
    pub(super) fn of_count(&self, x: f64) -> Taylor<4> {
        let Self { r, alpha, s, beta } = *self;
        let rising = ln_rising(r, x);
        let (ln_alpha, ln_beta) = (ln(alpha), ln(beta));
        let mut hessian = [[0.0; 4]; 4];
        hessian[0][0] = rising.second;
        hessian[1][1] = -r / (alpha * alpha);
        hessian[3][3] = -s / (beta * beta);
        (hessian[0][1], hessian[1][0]) = (1.0 / alpha, 1.0 / alpha);
        (hessian[2][3], hessian[3][2]) = (1.0 / beta, 1.0 / beta);
        Taylor {
            value: rising.value + r * ln_alpha + s * ln_beta,
            gradient: [rising.first + ln_alpha, r / alpha, ln_beta, s / beta],
            hessian,
        }
    }

    /// The rest of `ln L`, the logarithm of the bracket, by `[r, α, s, β]`.
    ///
    /// # Formula
    ///
    /// The bracket is a sum of `e^h`, over one term for the active and one for each place of
    /// the integral. With each term's share `p`, its logarithm has the derivatives
    ///
    /// ```text
    /// g = Σ p ∇h,    H = Σ p (∇²h + (∇h − g)(∇h − g)ᵀ)
    /// ```
    pub(super) fn of_cell(&self, x: f64, t_x: f64, t: f64) -> Taylor<4> {
        let cell = Cell::new(self, x, t_x, t);
        let dead = Dead::new(&cell.powers(), cell.gap);
        let odds = cell.ln_odds_gone(dead.integral);
        dead.taylor(&cell, odds, cell.ln_bracket(dead.integral, odds))
    }

    /// The value of [`of_cell`](ParetoNbd::of_cell) alone, by another way.
    #[cfg(test)]
    fn ln_cell(&self, x: f64, t_x: f64, t: f64) -> f64 {
        let cell = Cell::new(self, x, t_x, t);
        let integral = cell.integral();
        cell.ln_bracket(integral, cell.ln_odds_gone(integral))
    }

    /// The logarithm of the odds of having left.
    pub(super) fn ln_odds_gone(&self, x: f64, t_x: f64, t: f64) -> f64 {
        let cell = Cell::new(self, x, t_x, t);
        cell.ln_odds_gone(cell.integral())
    }

    /// The chance of somebody with `x` repeats who is active at the age `t` to leave before another
    /// purchase.
    ///
    /// # Formula
    ///
    /// ```text
    /// l(t) = ∫ s (α + y)^−(r + x) (β + y)^−(s + 1) dy / [(α + t)^−(r + x) (β + t)^−s]   from t to ∞
    /// ```
    pub(super) fn leaves_next(&self, x: f64, t: f64) -> Option<f64> {
        let Active { shape, a, s, b } = self.active(x, t);
        Some(s / b * decay::integral(&Powers { a, r: shape, b, s: s + 1.0 }, f64::INFINITY)?)
    }

    /// How much less likely an active customer is to be still that, and silent, at `t` than at
    /// `t_x`, as a logarithm.
    pub(super) fn ln_silence(&self, x: f64, t_x: f64, t: f64) -> f64 {
        let Cell { shape, s, a, b, gap, .. } = Cell::new(self, x, t_x, t);
        shape * log1p(gap / a) + s * log1p(gap / b)
    }

    /// A customer with `x` repeats who is active at the age `t`.
    pub(super) fn active(&self, x: f64, t: f64) -> Active {
        Active { shape: self.r + x, a: self.alpha + t, s: self.s, b: self.beta + t }
    }
}

impl Purchases for ParetoNbd {
    type Count = f64;

    fn with(&self, [r, alpha, s, beta]: [f64; 4]) -> Self {
        Self { r, alpha, s, beta }
    }

    fn of_count(&self, x: f64) -> (f64, Taylor<4>) {
        (x, ParetoNbd::of_count(self, x))
    }

    fn add_cell(&self, &x: &f64, t_x: f64, t: f64, weight: f64, sum: &mut Taylor<4>) {
        sum.add(&self.of_cell(x, t_x, t), weight);
    }
}

/// A history as the bracket sees it, from the last purchase on.
#[derive(Clone, Copy, Debug)]
struct Cell {
    /// `r + x`.
    shape: f64,
    s: f64,
    /// `α + t_x`.
    a: f64,
    /// `β + t_x`.
    b: f64,
    /// `t − t_x`.
    gap: f64,
    /// `α + t`.
    a_now: f64,
    /// `β + t`.
    b_now: f64,
}

impl Cell {
    fn new(model: &ParetoNbd, x: f64, t_x: f64, t: f64) -> Self {
        let ParetoNbd { r, alpha, s, beta } = *model;
        let (a, b) = (alpha + t_x, beta + t_x);
        Self { shape: r + x, s, a, b, gap: t - t_x, a_now: alpha + t, b_now: beta + t }
    }

    /// The integrand of `D`, as a multiple of its value at `t_x`.
    fn powers(&self) -> Powers {
        Powers { a: self.a, r: self.shape, b: self.b, s: self.s + 1.0 }
    }

    /// `D`, in the same units.
    fn integral(&self) -> f64 {
        // The number of panels that a finite stretch can take is bounded.
        decay::integral(&self.powers(), self.gap).unwrap_or(f64::NAN)
    }

    /// The odds of having left, `D` over the first term.
    fn ln_odds_gone(&self, integral: f64) -> f64 {
        let Self { shape, s, a, b, gap, .. } = *self;
        ln(s * integral / b) + shape * log1p(gap / a) + s * log1p(gap / b)
    }

    /// The logarithm of the bracket, from its larger term.
    fn ln_bracket(&self, integral: f64, ln_odds: f64) -> f64 {
        let Self { shape, s, a, b, .. } = *self;
        if ln_odds > 0.0 {
            ln(s * integral / b) - shape * ln(a) - s * ln(b) + log1p(exp(-ln_odds))
        } else {
            log1p(exp(ln_odds)) - shape * ln(self.a_now) - s * ln(self.b_now)
        }
    }
}
