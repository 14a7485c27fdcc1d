//! A customer whose chance to leave is known: purchases by roots of unity.
//!
//! Every `k`-th hidden event is a purchase. Powers of the `k` roots `c` of `q = 1 − p` add up
//! to those of every `k`-th one, and `E[cᴺ] = (1 + (1 − c)·x)^(−R)`, `x = h/α`:
//!
//! ```text
//! E[Y | p]   = 1/(k·q) Σ c^(j+1)·[1 − (1 + (1 − c)·x)^(−R)]/(1 − c)
//! E[q^F | p] = p/(k·q) Σ c^(j+1)·(1 + (1 − c)·x)^(−R)/(1 − c)
//! ```

use libm::{atan2, cos, exp, expm1, hypot, log as ln, log1p, sin};

use crate::num::thinned::Thinned;
use crate::num::thinned::beta::Chance;
use crate::num::thinned::counts::Counts;
use crate::num::thinned::series::Of;

/// Below this `q` the sum over roots cancels too much, and few purchases matter.
const SMALL_Q: f64 = 0.02;

/// Among ways, one whose parts are no larger than this many results is good enough.
const GOOD_SIZE: f64 = 100.0;

/// So many powers of the small `q` reach rounding, with some left for chances that grow.
const POWERS: u32 = 24;

/// What a known `p` gives.
#[derive(Clone, Debug)]
pub(super) struct Given {
    of: Of,
    k: u32,
    stage: f64,
    x: f64,
    shape: f64,
    // P(F ≥ n), n from 1, for the mean; P(F = n), n from 0, for the chance to stay.
    powers: Vec<f64>,
    // The logarithm of what they are to be multiplied by.
    scale: f64,
    // Those above the real line, and −1.
    roots: Vec<Root>,
}

/// A root of unity `u`: its sine, 1 less its cosine, and `u^(j + 1)`.
#[derive(Clone, Copy, Debug)]
struct Root {
    sine: f64,
    versine: f64,
    turned: (f64, f64),
}

impl Root {
    fn new(l: u32, k: u32, stage: u32) -> Self {
        let angle = TAU * f64::from(l) / f64::from(k);
        let half = sin(0.5 * angle);
        // The angle is reduced in whole numbers first.
        let turns = u64::from(l) * (u64::from(stage) + 1) % u64::from(k);
        #[expect(clippy::cast_precision_loss, reason = "below k")]
        let turned = TAU * turns as f64 / f64::from(k);
        Self { sine: sin(angle), versine: 2.0 * half * half, turned: (cos(turned), sin(turned)) }
    }
}

/// A logarithm, and how many times its own size the parts had of which it was added up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sized {
    pub(super) ln: f64,
    pub(super) size: f64,
}

impl Given {
    pub(super) fn new(model: &Thinned, h: f64, of: Of) -> Option<Self> {
        let Thinned { shape, rate, k, stage, .. } = *model;
        let counts = Counts { shape, rate, h };
        let (powers, scale) =
            if k == 1 { (Vec::new(), 0.0) } else { powers(&counts, k, stage, of)? };
        let roots = (1..=k / 2).map(|l| Root::new(l, k, stage)).collect();
        Some(Self { of, k, stage: f64::from(stage), x: counts.x(), shape, powers, scale, roots })
    }

    pub(super) fn ln(&self, chance: &Chance) -> Sized {
        match self.of {
            _ if self.k > 1 && chance.q < SMALL_Q => {
                let powers = self.by_powers(chance);
                if powers.size < GOOD_SIZE {
                    return powers;
                }
                let roots = self.by_roots(chance);
                if roots.size.abs() < powers.size { roots } else { powers }
            }
            _ if self.k > 1 => self.by_roots(chance),
            Of::Mean => {
                let gone = -expm1(-self.shape * log1p(chance.p * self.x));
                Sized { ln: ln(gone / chance.p), size: 1.0 }
            }
            Of::Stay => Sized { ln: -self.shape * log1p(chance.p * self.x), size: 1.0 },
        }
    }

    fn by_powers(&self, chance: &Chance) -> Sized {
        let sum = self.powers.iter().rev().fold(0.0, |sum, &tail| sum * chance.q + tail);
        // What follows is less than if all of it were certain.
        let left = exp(f64::from(POWERS) * chance.ln_q - self.scale) / chance.p;
        Sized { ln: ln(sum) + self.scale, size: 1.0 + 1e16 * left / sum }
    }

    fn by_roots(&self, chance: &Chance) -> Sized {
        let Self { k, stage, x, shape, .. } = *self;
        let k = f64::from(k);
        let radius = exp(chance.ln_q / k);
        let gap = -expm1(chance.ln_q / k);
        let real_decay = shape * log1p(gap * x);
        // The real root first; its power is taken out of those that stay.
        let power = exp((stage + 1.0) * chance.ln_q / k);
        let first = power / gap;
        let (mut sum, common) = match self.of {
            Of::Mean => (first * -expm1(-real_decay), 1.0 / (k * chance.q)),
            Of::Stay => (first, chance.p / (k * chance.q)),
        };
        let mut size = sum.abs();
        for (l, &Root { sine, versine, turned }) in (1..).zip(&self.roots) {
            let l: u32 = l;
            let away = Complex { re: gap + radius * versine, im: -radius * sine };
            let decay = away.times(x).ln_1p().times(shape);
            let kept = match self.of {
                Of::Mean => decay.exp_m1_negative().times(-1.0),
                Of::Stay => Complex { re: decay.re - real_decay, im: decay.im }.exp_negative(),
            };
            let root = Complex { re: power * turned.0, im: power * turned.1 };
            let part = root.by(kept).over(away).re;
            // The conjugate root adds the same, unless it is the root itself.
            let times = if 2 * l == self.k { 1.0 } else { 2.0 };
            sum += times * part;
            size += times * part.abs();
        }
        let taken = if self.of == Of::Stay { -real_decay } else { 0.0 };
        Sized { ln: ln(common * sum) + taken, size: size / sum }
    }
}

const TAU: f64 = std::f64::consts::TAU;

/// The chances by which powers of `q` are weighed, and the logarithm of their scale.
fn powers(counts: &Counts, k: u32, stage: u32, of: Of) -> Option<(Vec<f64>, f64)> {
    let start = |n: u32| (f64::from(n) * f64::from(k) - f64::from(stage)).max(0.0);
    if of == Of::Mean {
        let tails: Option<Vec<_>> = (1..=POWERS).map(|n| counts.at_least(start(n))).collect();
        return Some((tails?, 0.0));
    }
    let many = |n: u32| if n == 0 { k - stage } else { k };
    let logarithms: Option<Vec<_>> =
        (0..POWERS).map(|n| counts.ln_within(start(n), many(n))).collect();
    let logarithms = logarithms?;
    // The first by itself may underflow, where few have no purchase.
    let scale = logarithms[0];
    let chances = logarithms.iter().map(|ln| exp((ln - scale).min(600.0))).collect();
    Some((chances, scale))
}

#[derive(Clone, Copy, Debug)]
struct Complex {
    re: f64,
    im: f64,
}

impl Complex {
    fn times(self, factor: f64) -> Self {
        Self { re: self.re * factor, im: self.im * factor }
    }

    fn by(self, other: Self) -> Self {
        let re = self.re * other.re - self.im * other.im;
        Self { re, im: self.re * other.im + self.im * other.re }
    }

    fn over(self, other: Self) -> Self {
        let square = other.re * other.re + other.im * other.im;
        self.by(Self { re: other.re / square, im: -other.im / square })
    }

    /// The logarithm of 1 and a number in the right half plane.
    fn ln_1p(self) -> Self {
        let re = if self.re < 1e8 && self.im.abs() < 1e8 {
            0.5 * log1p(2.0 * self.re + self.re * self.re + self.im * self.im)
        } else {
            ln(hypot(1.0 + self.re, self.im))
        };
        Self { re, im: atan2(self.im, 1.0 + self.re) }
    }

    fn exp_negative(self) -> Self {
        let size = exp(-self.re);
        Self { re: size * cos(self.im), im: -size * sin(self.im) }
    }

    /// `e^(−self) − 1`.
    fn exp_m1_negative(self) -> Self {
        let half = sin(0.5 * self.im);
        let size = exp(-self.re);
        Self { re: expm1(-self.re) - 2.0 * size * half * half, im: -size * sin(self.im) }
    }
}
