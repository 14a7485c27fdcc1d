//! The likelihood of the BG/BB.
//!
//! A customer who has bought at `x` of `n` opportunities, last at `t_x`, may have been one until the
//! end, or have left before any opportunity after the last purchase. With `(r)ₖ` for
//! `r(r + 1)…(r + k − 1)`:
//!
//! ```text
//! L = C · (Σ_{i<n−t_x} sᵢ γ/(γ + δ + t_x + i)  +  s_{n−t_x})
//!                  gone after i silences           a customer still
//! C = (α)ₓ (β)_{t_x−x} / (α + β)_{t_x} · (δ)_{t_x} / (γ + δ)_{t_x}
//! sᵢ = (β + t_x − x)ᵢ / (α + β + t_x)ᵢ · (δ + t_x)ᵢ / (γ + δ + t_x)ᵢ
//! ```
//!
//! Everything after `C` is a sum of positive terms, which needs no logarithms: it is 1 where
//! `n = t_x`, its first term is above 1e-17 elsewhere, and terms that underflow beside that are
//! nothing.

use libm::log as ln;

use super::cells::{Cell, Past};
use crate::clv::cells::count;
use crate::clv::likelihood::{Likelihood, in_blocks, weight};
use crate::clv::taylor::Taylor;
use crate::num::gamma::ln_rising;

/// The parameters, and what follows from them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct BgBbLaw {
    pub(super) alpha: f64,
    pub(super) beta: f64,
    pub(super) gamma: f64,
    pub(super) delta: f64,
}

/// How likely the ways are in which a history can have ended, up to a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ends {
    pub(super) gone: f64,
    pub(super) alive: f64,
}

/// Places in gradients.
const A: usize = 0;
const B: usize = 1;
const C: usize = 2;
const D: usize = 3;

impl BgBbLaw {
    pub(super) fn of([alpha, beta, gamma, delta]: [f64; 4]) -> Self {
        Self { alpha, beta, gamma, delta }
    }

    pub(super) fn parameters(&self) -> [f64; 4] {
        [self.alpha, self.beta, self.gamma, self.delta]
    }

    /// Whether a customer with such a history is one still.
    pub(super) fn ends(&self, past: Past) -> Ends {
        let mut silence = Silence::after(self, past.bought, past.last);
        let mut ends = Ends { gone: 0.0, alive: 1.0 };
        for _ in past.last..past.opportunities {
            ends.gone += silence.alive * silence.leaves();
            silence.step();
            ends.alive = silence.alive;
        }
        ends
    }

    /// `ln C`
    fn until_last(&self, bought: u64, last: u64) -> Taylor<4> {
        let (x, t_x) = (count(bought), count(last));
        let buys = ln_rising(self.alpha, x);
        let not = ln_rising(self.beta, t_x - x);
        let either = ln_rising(self.alpha + self.beta, t_x);
        let stays = ln_rising(self.delta, t_x);
        let or_not = ln_rising(self.gamma + self.delta, t_x);
        let mut of =
            Taylor::of(buys.value + not.value - either.value + (stays.value - or_not.value));
        of.gradient = [
            buys.first - either.first,
            not.first - either.first,
            -or_not.first,
            stays.first - or_not.first,
        ];
        of.hessian[A][A] = buys.second - either.second;
        of.hessian[A][B] = -either.second;
        of.hessian[B][A] = -either.second;
        of.hessian[B][B] = not.second - either.second;
        of.hessian[C][C] = -or_not.second;
        of.hessian[C][D] = -or_not.second;
        of.hessian[D][C] = -or_not.second;
        of.hessian[D][D] = stays.second - or_not.second;
        of
    }

    /// Adds the log-likelihood of cells that differ in opportunities alone, from few to many: all of
    /// them are on one walk through the silence.
    fn add_same(&self, cells: &[Cell], sum: &mut Taylor<4>) {
        let Past { bought, last, .. } = cells[0].past;
        sum.add(&self.until_last(bought, last), weight(cells));
        let mut silence = Silence::after(self, bought, last);
        let (mut gone, mut passed) = (Taylor::ZERO, last);
        for cell in cells {
            while passed < cell.past.opportunities {
                silence.add_gone(&mut gone);
                silence.step();
                passed += 1;
            }
            let mut all = gone;
            silence.add_alive(&mut all);
            sum.add(&ln_of(&all), cell.weight);
        }
    }
}

impl Likelihood<4> for BgBbLaw {
    type Cell = Cell;

    fn with(&self, parameters: [f64; 4]) -> Self {
        Self::of(parameters)
    }

    fn total(&self, cells: &[Cell]) -> Taylor<4> {
        let same =
            |a: &Cell, b: &Cell| (a.past.bought, a.past.last) == (b.past.bought, b.past.last);
        in_blocks(cells, |cells, sum| {
            cells.chunk_by(same).for_each(|same| self.add_same(same, sum));
        })
    }
}

/// A walk from the last purchase on, on which nothing is bought.
struct Silence {
    gamma: f64,
    /// `α + x`, which is not needed but for a difference without cancellation.
    buys: f64,
    /// `β + t_x − x + i`
    not: f64,
    /// `δ + t_x + i`
    stays: f64,
    /// `sᵢ`
    alive: f64,
    /// Derivatives of `ln sᵢ`.
    gradient: [f64; 4],
    hessian: Blocks,
}

/// Second derivatives by `α` and `β`, and by `γ` and `δ`; between the pairs they are 0.
#[derive(Clone, Copy)]
struct Blocks {
    aa: f64,
    ab: f64,
    bb: f64,
    cc: f64,
    cd: f64,
    dd: f64,
}

impl Silence {
    fn after(law: &BgBbLaw, bought: u64, last: u64) -> Self {
        let (x, t_x) = (count(bought), count(last));
        Self {
            gamma: law.gamma,
            buys: law.alpha + x,
            not: law.beta + (t_x - x),
            stays: law.delta + t_x,
            alive: 1.0,
            gradient: [0.0; 4],
            hessian: Blocks { aa: 0.0, ab: 0.0, bb: 0.0, cc: 0.0, cd: 0.0, dd: 0.0 },
        }
    }

    /// The chance to leave before the next opportunity.
    fn leaves(&self) -> f64 {
        self.gamma / (self.gamma + self.stays)
    }

    /// One opportunity more, as a customer who does not buy.
    fn step(&mut self) {
        let (not, either) = (1.0 / self.not, 1.0 / (self.buys + self.not));
        let (stays, or_not) = (1.0 / self.stays, 1.0 / (self.gamma + self.stays));
        // `not − either`, and `stays − or_not`.
        let (by_b, by_d) = (self.buys * not * either, self.gamma * stays * or_not);
        self.gradient[A] -= either;
        self.gradient[B] += by_b;
        self.gradient[C] -= or_not;
        self.gradient[D] += by_d;
        self.hessian.aa += either * either;
        self.hessian.ab += either * either;
        self.hessian.bb -= by_b * (not + either);
        self.hessian.cc += or_not * or_not;
        self.hessian.cd += or_not * or_not;
        self.hessian.dd -= by_d * (stays + or_not);
        self.alive *= self.not * either * (self.stays * or_not);
        self.not += 1.0;
        self.stays += 1.0;
    }

    /// Adds `sᵢ`.
    fn add_alive(&self, sum: &mut Taylor<4>) {
        add_term(self.alive, self.gradient, self.hessian, sum);
    }

    /// Adds `sᵢ γ/(γ + δ + t_x + i)`.
    fn add_gone(&self, sum: &mut Taylor<4>) {
        let (mut gradient, mut hessian) = (self.gradient, self.hessian);
        let (leaves, or_not) = (1.0 / self.gamma, 1.0 / (self.gamma + self.stays));
        // `leaves − or_not`
        let by_c = self.stays * leaves * or_not;
        gradient[C] += by_c;
        gradient[D] -= or_not;
        hessian.cc -= by_c * (leaves + or_not);
        hessian.cd += or_not * or_not;
        hessian.dd += or_not * or_not;
        add_term(self.alive * self.leaves(), gradient, hessian, sum);
    }
}

/// Adds a term to a sum, by the derivatives of its logarithm.
fn add_term(term: f64, gradient: [f64; 4], blocks: Blocks, sum: &mut Taylor<4>) {
    let Blocks { aa, ab, bb, cc, cd, dd } = blocks;
    let hessian = [[aa, ab, 0.0, 0.0], [ab, bb, 0.0, 0.0], [0.0, 0.0, cc, cd], [0.0, 0.0, cd, dd]];
    sum.value += term;
    for i in 0..4 {
        sum.gradient[i] += term * gradient[i];
        for j in 0..4 {
            sum.hessian[i][j] += term * (gradient[i] * gradient[j] + hessian[i][j]);
        }
    }
}

/// The logarithm of a sum.
fn ln_of(sum: &Taylor<4>) -> Taylor<4> {
    let mut of = Taylor::of(ln(sum.value));
    of.gradient = sum.gradient.map(|g| g / sum.value);
    for i in 0..4 {
        for j in 0..4 {
            of.hessian[i][j] = sum.hessian[i][j] / sum.value - of.gradient[i] * of.gradient[j];
        }
    }
    of
}
