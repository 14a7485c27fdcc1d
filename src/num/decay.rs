//! Integrals of functions that only fall, over stretches however long.

#[cfg(test)]
mod tests;

use libm::{exp, log1p};

use crate::num::gauss::{GAUSS_8, GAUSS_12, GAUSS_16};

/// A function `f` on `0 …`, with `f(0) = 1`, that falls ever more slowly: a mixture of
/// exponentials, such as a product of powers of `1 + v/a`.
pub(crate) trait Decay {
    /// The distance from 0 down to the nearest place where `f` is not smooth.
    fn scale(&self) -> f64;

    /// `−ln f(v)`.
    fn fallen(&self, v: f64) -> f64;

    /// The derivative of [`fallen`](Decay::fallen), which never grows.
    fn slope(&self, v: f64) -> f64;

    /// A bound of `∫ f` from `v` on, divided by `f(v)`.
    fn rest(&self, v: f64) -> f64;
}

/// `(1 + v/a)^−r · (1 + v/b)^−s`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Powers {
    pub(crate) a: f64,
    pub(crate) r: f64,
    pub(crate) b: f64,
    pub(crate) s: f64,
}

impl Decay for Powers {
    fn scale(&self) -> f64 {
        self.a.min(self.b)
    }

    fn fallen(&self, v: f64) -> f64 {
        self.r * log1p(v / self.a) + self.s * log1p(v / self.b)
    }

    fn slope(&self, v: f64) -> f64 {
        self.r / (self.a + v) + self.s / (self.b + v)
    }

    fn rest(&self, v: f64) -> f64 {
        (self.a.max(self.b) + v) / (self.r + self.s - 1.0).max(0.0)
    }
}

/// `e^−zv · (1 + v)^−s`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Discounted {
    pub(crate) z: f64,
    pub(crate) s: f64,
}

impl Decay for Discounted {
    fn scale(&self) -> f64 {
        1.0
    }

    fn fallen(&self, v: f64) -> f64 {
        self.z * v + self.s * log1p(v)
    }

    fn slope(&self, v: f64) -> f64 {
        self.z + self.s / (1.0 + v)
    }

    fn rest(&self, v: f64) -> f64 {
        (1.0 / self.z).min((1.0 + v) / (self.s - 1.0).max(0.0))
    }
}

/// Some places, and the weight of each in the integral.
#[derive(Debug)]
pub(crate) struct Panel {
    places: [f64; 16],
    weights: [f64; 16],
    len: usize,
}

impl Panel {
    pub(crate) fn places(&self) -> &[f64] {
        &self.places[..self.len]
    }

    pub(crate) fn weights(&self) -> &[f64] {
        &self.weights[..self.len]
    }
}

/// `∫ f(v) dv` from 0 to `end`, which may be infinite. `None` if it is too far to the end.
pub(crate) fn integral(decay: &impl Decay, end: f64) -> Option<f64> {
    let mut sum = 0.0;
    let done = walk(decay, end, |panel| {
        for (&v, &weight) in panel.places().iter().zip(panel.weights()) {
            sum += weight * exp(-decay.fallen(v));
        }
        sum
    });
    done.then_some(sum)
}

/// Shows panels from 0 to `end` to `visit`, which answers with its integral of `f` so far; ends
/// early where the rest is too small to count. False if the end was too far.
///
/// # Formula
///
/// A panel is as long as `f` falls by a limited number of e-folds in it, and as the distance
/// from `−scale`, where `f` is not smooth, grows by a limited factor. In it Gauss and Legendre's
/// rule is used in `q`, with `1 + v/scale = (1 + q)²`, which reaches as far as a logarithm would
/// in a few panels, and takes no logarithm. Lengths and nodes were chosen by trial over
/// many shapes: the relative error of the panels that weigh most was 1e-14.
pub(crate) fn walk(decay: &impl Decay, end: f64, mut visit: impl FnMut(&Panel) -> f64) -> bool {
    let scale = decay.scale();
    let mut panel = Panel { places: [0.0; 16], weights: [0.0; 16], len: 0 };
    let (mut v, mut q, mut fallen) = (0.0, 0.0, 0.0);
    for _ in 0..PANELS {
        // What has fallen already need be known less precisely.
        let folds = (FOLDS + fallen) / decay.slope(v);
        let width = (end - v).min(folds).min(GROWTH * (scale + v));
        let next = if width < end - v { v + width } else { end };
        if next.is_infinite() {
            return false;
        }
        let next_q = root(next / scale);
        panel.fill(scale, (q, next_q), fineness(width * decay.slope(v), width / (scale + v)));
        let sum = visit(&panel);
        if next >= end {
            return true;
        }
        (v, q, fallen) = (next, next_q, decay.fallen(next));
        if exp(-fallen) * (end - v).min(decay.rest(v)) <= NEGLIGIBLE * sum {
            return true;
        }
    }
    false
}

/// Panels at most. The distance from `−scale` can grow 220 times before numbers end.
const PANELS: usize = 300;

/// E-folds by which `f` falls in the first panel, at most.
const FOLDS: f64 = 16.0;

/// The length of a panel, as a multiple of the distance from `−scale`, at most.
const GROWTH: f64 = 24.0;

/// A rest below this part of the sum is left out.
const NEGLIGIBLE: f64 = 1e-16;

/// The rule for a panel in which `f` falls by `folds` e-folds and the distance grows by `growth`.
fn fineness(folds: f64, growth: f64) -> &'static [(f64, f64)] {
    if folds <= 2.0 && growth <= 1.0 {
        &GAUSS_8
    } else if folds <= 6.0 && growth <= 8.0 {
        &GAUSS_12
    } else {
        &GAUSS_16
    }
}

/// `√(1 + x) − 1`, precise for small `x` too.
fn root(x: f64) -> f64 {
    x / (1.0 + (1.0 + x).sqrt())
}

impl Panel {
    fn fill(&mut self, scale: f64, (from, to): (f64, f64), rule: &[(f64, f64)]) {
        let half = 0.5 * (to - from);
        let middle = from + half;
        self.len = 2 * rule.len();
        let places = self.places.as_chunks_mut::<2>().0.iter_mut();
        let weights = self.weights.as_chunks_mut::<2>().0.iter_mut();
        for ((&(node, weight), places), weights) in rule.iter().zip(places).zip(weights) {
            let (low, high) = (middle - half * node, middle + half * node);
            *places = [low, high].map(|q| scale * q * (2.0 + q));
            *weights = [low, high].map(|q| 2.0 * half * weight * scale * (1.0 + q));
        }
    }
}
