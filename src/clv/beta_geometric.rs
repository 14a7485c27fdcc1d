//! The likelihood of the BG/NBD and its kin: MBG/NBD, and both with a regularity `k`.
//!
//! With `p(j) = Γ(r + kx + j) / Γ(r + kx) j!`, `d = T − t_x` and `m` the times that a customer has
//! decided to stay if alive (`x` for BG, `x + 1` for MBG, which decides at the first purchase too):
//!
//! ```text
//! L = Γ(r + kx)/Γ(r) · α^r · B(a, b + m)/B(a, b) · (α + T)^−(r + kx) · (S + O)
//! S = Σ_{j<k} p(j) (d / (α + T))^j                          alive, and silent since t_x
//! O = a/(b + m − 1) · ((α + T) / (α + t_x))^(r + kx)         gone; 0 where m = 0
//! ```
//!
//! For `k = 1`, `S` is 1. `L` leaves out what does not depend on parameters: for `k > 1` the gaps
//! bring the factor `Π gap^(k − 1) / Γ(k)^x`.

use libm::{exp, log as ln, log1p};

use super::family::MOST_REGULAR;
use super::likelihood::Purchases;
use super::process::{Stages, shares};
use super::taylor::Taylor;
use crate::num::gamma::{Rising, ln_rising};

/// Parameters, in the model's ruler.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BetaGeometric {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) a: f64,
    pub(super) b: f64,
    /// The regularity: every `k`-th event of a Poisson process is a purchase.
    pub(super) k: u32,
    /// Whether a customer may leave at the first purchase already, as in MBG/NBD.
    pub(super) leaves_at_first: bool,
}

/// What a number of repeats is to the model.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    /// `r + kx`
    pub(super) shape: f64,
    /// `b + m − 1`, the denominator of the odds of having left; nothing where nobody can have.
    pub(super) stayed: Option<f64>,
    /// `ln(a / stayed)`
    ln_odds: f64,
}

/// Places in gradients.
const R: usize = 0;
const ALPHA: usize = 1;
const A: usize = 2;
const B: usize = 3;

impl BetaGeometric {
    pub(super) fn counted(&self, x: f64) -> Count {
        let stayed = self.stayed(x);
        let ln_odds = stayed.map_or(f64::NEG_INFINITY, |stayed| ln(self.a / stayed));
        Count { shape: self.shape(x), stayed, ln_odds }
    }

    /// `r + kx`
    #[inline]
    pub(super) fn shape(&self, x: f64) -> f64 {
        self.r + f64::from(self.k) * x
    }

    /// `b + m − 1`; nothing where nobody can have left.
    fn stayed(&self, x: f64) -> Option<f64> {
        match (self.leaves_at_first, 0.0 < x) {
            (true, _) => Some(self.b + x),
            (false, true) => Some(self.b + (x - 1.0)),
            (false, false) => None,
        }
    }

    /// For `k = 1`, the shares of those who are customers and of those who have left.
    ///
    /// As [`ln_odds_gone`](Self::ln_odds_gone) has them, but for the logarithm of `a/(b + m − 1)`.
    pub(super) fn shares_at_random(&self, x: f64, t_x: f64, t: f64) -> (f64, f64) {
        /// Beyond this, those who are silent by chance would be too few for all their digits.
        const LONGEST: f64 = 600.0;
        let Some(stayed) = self.stayed(x) else { return (1.0, 0.0) };
        let silence = self.shape(x) * log1p((t - t_x) / (self.alpha + t_x));
        // NaN is not in reach, either.
        if !(0.0..=LONGEST).contains(&silence) {
            return shares(ln(self.a / stayed) + silence);
        }
        let alive = exp(-silence) * stayed;
        let both = alive + self.a;
        (alive / both, self.a / both)
    }

    /// The logarithm of the odds `O / S` of having left.
    pub(super) fn ln_odds_gone(&self, count: &Count, t_x: f64, t: f64) -> f64 {
        if count.stayed.is_none() {
            return f64::NEG_INFINITY;
        }
        let silence = log1p((t - t_x) / (self.alpha + t_x));
        let alive =
            if self.k == 1 { 0.0 } else { ln(self.stages(count.shape, t_x, t).iter().sum()) };
        count.ln_odds + count.shape * silence - alive
    }

    /// The terms of `S`: by how many events have passed since the last purchase.
    pub(super) fn stages(&self, shape: f64, t_x: f64, t: f64) -> Stages {
        let ratio = (t - t_x) / (self.alpha + t);
        let (mut stages, mut term) = ([0.0; MOST_REGULAR as usize], 1.0);
        for (stage, j) in stages.iter_mut().zip(0..self.k) {
            *stage = term;
            term *= (shape + f64::from(j)) / f64::from(j + 1) * ratio;
        }
        stages
    }

    /// `ln S` for `k > 1`, by `r` and `α` alone.
    fn ln_stages(&self, shape: f64, t_x: f64, t: f64) -> Taylor<4> {
        let (mut ratio, rate) = (Taylor::<4>::ZERO, 1.0 / (self.alpha + t));
        // Of the j-th term the logarithmic derivatives are Σ 1/(shape + i) and −j/(α + T).
        let (mut by_r, mut by_rr) = (0.0, 0.0);
        let mut sum = 0.0;
        for (j, term) in (0..self.k).zip(self.stages(shape, t_x, t)) {
            let stage = f64::from(j);
            let by_alpha = -stage * rate;
            sum += term;
            ratio.gradient[R] += term * by_r;
            ratio.gradient[ALPHA] += term * by_alpha;
            ratio.hessian[R][R] += term * (by_r * by_r + by_rr);
            ratio.hessian[R][ALPHA] += term * by_r * by_alpha;
            ratio.hessian[ALPHA][ALPHA] += term * (by_alpha * by_alpha + stage * rate * rate);
            let one = 1.0 / (shape + stage);
            (by_r, by_rr) = (by_r + one, by_rr - one * one);
        }
        let [g_r, g_alpha, ..] = ratio.gradient.map(|g| g / sum);
        let h = ratio.hessian;
        let mut ln_sum = Taylor::of(ln(sum));
        ln_sum.gradient = [g_r, g_alpha, 0.0, 0.0];
        ln_sum.hessian[R][R] = h[R][R] / sum - g_r * g_r;
        ln_sum.hessian[R][ALPHA] = h[R][ALPHA] / sum - g_r * g_alpha;
        ln_sum.hessian[ALPHA][R] = ln_sum.hessian[R][ALPHA];
        ln_sum.hessian[ALPHA][ALPHA] = h[ALPHA][ALPHA] / sum - g_alpha * g_alpha;
        ln_sum
    }

    /// The logarithm of the odds of having left, where a customer can have.
    fn odds(&self, count: &Count, stayed: f64, t_x: f64, t: f64) -> Taylor<4> {
        let Count { shape, ln_odds, .. } = *count;
        let (to_last, to_now) = (1.0 / (self.alpha + t_x), 1.0 / (self.alpha + t));
        let silence = log1p((t - t_x) * to_last);
        let mut odds = Taylor::of(ln_odds + shape * silence);
        let slope = -(t - t_x) * to_last * to_now;
        odds.gradient = [silence, shape * slope, 1.0 / self.a, -1.0 / stayed];
        odds.hessian[R][ALPHA] = slope;
        odds.hessian[ALPHA][R] = slope;
        odds.hessian[ALPHA][ALPHA] = -shape * slope * (to_last + to_now);
        odds.hessian[A][A] = -1.0 / (self.a * self.a);
        odds.hessian[B][B] = 1.0 / (stayed * stayed);
        odds
    }
}

impl Purchases for BetaGeometric {
    type Count = Count;

    fn with(&self, [r, alpha, a, b]: [f64; 4]) -> Self {
        Self { r, alpha, a, b, ..*self }
    }

    fn of_count(&self, x: f64) -> (Count, Taylor<4>) {
        let count = self.counted(x);
        let stays = if self.leaves_at_first { x + 1.0 } else { x };
        let bought = ln_rising(self.r, f64::from(self.k) * x);
        let (stayed, all) = (ln_rising(self.b, stays), ln_rising(self.a + self.b, stays));
        let Rising { value, first, second } = bought;
        let mut of = Taylor::of(value + self.r * ln(self.alpha) + stayed.value - all.value);
        of.gradient =
            [first + ln(self.alpha), self.r / self.alpha, -all.first, stayed.first - all.first];
        of.hessian[R][R] = second;
        of.hessian[R][ALPHA] = 1.0 / self.alpha;
        of.hessian[ALPHA][R] = 1.0 / self.alpha;
        of.hessian[ALPHA][ALPHA] = -self.r / (self.alpha * self.alpha);
        of.hessian[A][A] = -all.second;
        of.hessian[A][B] = -all.second;
        of.hessian[B][A] = -all.second;
        of.hessian[B][B] = stayed.second - all.second;
        (count, of)
    }

    #[inline]
    fn add_cell(&self, count: &Count, t_x: f64, t: f64, weight: f64, sum: &mut Taylor<4>) {
        let Count { shape, stayed, .. } = *count;
        let (rate, ln_rate) = (1.0 / (self.alpha + t), ln(self.alpha + t));
        sum.value -= weight * shape * ln_rate;
        sum.gradient[R] -= weight * ln_rate;
        sum.gradient[ALPHA] -= weight * shape * rate;
        sum.hessian[R][ALPHA] -= weight * rate;
        sum.hessian[ALPHA][R] -= weight * rate;
        sum.hessian[ALPHA][ALPHA] += weight * shape * rate * rate;
        let mut odds = stayed.map(|stayed| self.odds(count, stayed, t_x, t));
        if 1 < self.k {
            let alive = self.ln_stages(shape, t_x, t);
            sum.add(&alive, weight);
            if let Some(odds) = &mut odds {
                odds.add(&alive, -1.0);
            }
        }
        if let Some(odds) = odds {
            add_softplus(&odds, weight, sum);
        }
    }
}

/// Adds `weight · ln(1 + e^odds)`.
#[inline]
fn add_softplus(odds: &Taylor<4>, weight: f64, sum: &mut Taylor<4>) {
    let small = exp(-odds.value.abs());
    let gone = if odds.value < 0.0 { small / (1.0 + small) } else { 1.0 / (1.0 + small) };
    let bend = small / ((1.0 + small) * (1.0 + small));
    sum.value += weight * (odds.value.max(0.0) + log1p(small));
    let (gone, bend) = (weight * gone, weight * bend);
    for i in 0..4 {
        sum.gradient[i] += gone * odds.gradient[i];
        for j in 0..4 {
            sum.hessian[i][j] +=
                bend * odds.gradient[i] * odds.gradient[j] + gone * odds.hessian[i][j];
        }
    }
}
