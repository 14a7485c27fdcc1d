//! Purchases of a customer who buys at hidden events and may leave at each purchase.
//!
//! Hidden events are Poisson with a rate `λ ~ Gamma(R, α)`. Every `k`-th is a purchase, and
//! `j` have passed since the last one. After each purchase the customer leaves for good with
//! a chance `p ~ Beta(a, b)`. Within a horizon `h` there are `N` hidden events, of a negative
//! binomial law, and `Y = min(F, G)` purchases, `F = ⌊(j + N)/k⌋`, `G` geometric:
//!
//! ```text
//! P(Y ≥ n) = sₙ₋₁·P(N ≥ n·k − j),  sₙ = (b)ₙ/(a + b)ₙ
//! E[Y]     = Σ nb(m)·Cₙ,  n = ⌊(m + j)/k⌋,  Cₙ = s₀ + … + sₙ₋₁
//! ```
//!
//! With `k = 1` this is what is ahead of a living customer of the BG/NBD and MBG/NBD models.
//!
//! # References
//!
//! Fader, P. S., Hardie, B. G. S. & Lee, K. L. (2005), "'Counting your customers' the easy
//! way: an alternative to the Pareto/NBD model", *Marketing Science* 24(2). Batislam, E. P.,
//! Denizel, M. & Filiztekin, A. (2007), *International Journal of Research in Marketing*
//! 24(3). Platzer, M. & Reutterer, T. (2016), "Ticking away the moments: timing regularity
//! helps to better predict customer activity", *Marketing Science* 35(5), for `k > 1`.

mod beta;
mod counts;
mod discounted;
mod forever;
mod kronrod;
mod mixed;
mod roots;
mod series;
#[cfg(test)]
mod tests;

use crate::num::thinned::beta::stay;
use crate::num::thinned::counts::Counts;
use crate::num::thinned::series::Of;

/// A living customer's law, as of a day.
///
/// All answers are right to a relative 1e-10, or `None`; what is below the smallest normal
/// float is 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Thinned {
    /// `R`: the shape of the rate's law.
    pub(crate) shape: f64,
    /// `α`: the rate of the rate's law.
    pub(crate) rate: f64,
    /// `a` of the law of the chance to leave.
    pub(crate) a: f64,
    /// `b` of the law of the chance to leave.
    pub(crate) b: f64,
    /// Every `k`-th hidden event is a purchase.
    pub(crate) k: u32,
    /// `j < k`: hidden events since the last purchase.
    pub(crate) stage: u32,
}

impl Thinned {
    /// `E[Y]`: the purchases within `h`.
    pub(crate) fn expected(&self, h: f64) -> Option<f64> {
        self.check(h)?;
        if h == 0.0 {
            return Some(0.0);
        }
        if self.k == 1
            && let Some([mean]) = series::means(self, &[h])
        {
            return Some(mean);
        }
        normal(self.slowly(h, Of::Mean)?)
    }

    /// The chance that the customer has not left by `h`.
    pub(crate) fn stays(&self, h: f64) -> Option<f64> {
        self.check(h)?;
        if h == 0.0 {
            return Some(1.0);
        }
        let quick = if self.k == 1 { series::stays(self, h) } else { None };
        normal(quick.or_else(|| self.slowly(h, Of::Stay))?.min(1.0))
    }

    /// `P(Y ≥ n)` within `h`.
    pub(crate) fn at_least(&self, n: u64, h: f64) -> Option<f64> {
        self.check(h)?;
        if n == 0 {
            return Some(1.0);
        }
        if h == 0.0 {
            return Some(0.0);
        }
        let events = self.counts(h).at_least(self.events(n)?)?;
        normal(stay(self.a, self.b, n - 1) * events)
    }

    /// `P(Y = n)` within `h`.
    pub(crate) fn exactly(&self, n: u64, h: f64) -> Option<f64> {
        self.check(h)?;
        if h == 0.0 {
            return Some(if n == 0 { 1.0 } else { 0.0 });
        }
        let counts = self.counts(h);
        if n == 0 {
            return normal(counts.within(0.0, self.k - self.stage)?);
        }
        let first = self.events(n)?;
        let full = counts.within(first, self.k)?;
        let over = counts.at_least(first + f64::from(self.k))?;
        #[expect(clippy::cast_precision_loss, reason = "the number is below 2^53")]
        let before = (n - 1) as f64;
        let leaves = self.a / (self.a + self.b + before);
        normal(stay(self.a, self.b, n - 1) * (full + over * leaves).min(1.0))
    }

    /// `∫₀ʰ e^(−δu) dE[Y(u)]`: purchases, each worth less the later it is. The horizon may be
    /// infinite, if `δ` is above 0 or the mean is finite without it.
    pub(crate) fn discounted(&self, h: f64, delta: f64) -> Option<f64> {
        self.check(if h == f64::INFINITY { 0.0 } else { h })?;
        if !(0.0..f64::INFINITY).contains(&delta) {
            return None;
        }
        discounted::discounted(self, h, delta)
    }

    fn slowly(&self, h: f64, of: Of) -> Option<f64> {
        let summed = series::over_counts(self, &[h], of).map(|[value]| value);
        summed.or_else(|| mixed::over_chances(self, h, of))
    }

    /// The hidden events until the `n`-th purchase.
    fn events(&self, n: u64) -> Option<f64> {
        let events = n.checked_mul(u64::from(self.k))? - u64::from(self.stage);
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        (events < 1 << 53).then_some(events as f64)
    }

    fn counts(&self, h: f64) -> Counts {
        Counts { shape: self.shape, rate: self.rate, h }
    }

    /// `None` where nothing can be said.
    fn check(&self, h: f64) -> Option<()> {
        // Beyond these, intermediate results would overflow.
        const RANGE: std::ops::RangeInclusive<f64> = 1e-50..=1e50;
        let all = [self.shape, self.rate, self.a, self.b];
        let sound = all.iter().all(|value| RANGE.contains(value)) && self.stage < self.k;
        (sound && (h == 0.0 || RANGE.contains(&h))).then_some(())
    }
}

/// A value that is known to its last digits; one too small for that is 0.
fn normal(value: f64) -> Option<f64> {
    if !(value >= 0.0 && value.is_finite()) {
        return None;
    }
    Some(if value < f64::MIN_POSITIVE { 0.0 } else { value })
}
