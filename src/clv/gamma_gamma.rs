//! The likelihood of Gamma–Gamma, printed at [`GammaGamma`](super::GammaGamma).

use libm::log as ln;

use super::likelihood::{Likelihood, Weighted, in_blocks};
use super::spend_cells::SpendCell;
use super::taylor::Taylor;
use crate::num::gamma::{Rising, digamma, ln_rising, trigamma};

/// The parameters, and what follows from them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct GammaGammaLaw {
    pub(super) p: f64,
    pub(super) q: f64,
    pub(super) v: f64,
}

impl GammaGammaLaw {
    pub(super) fn of([p, q, v]: [f64; 3]) -> Self {
        Self { p, q, v }
    }

    /// The expected mean spend after `x` days of mean `z`; nothing if it is infinite.
    pub(super) fn mean(&self, x: f64, z: f64) -> Option<f64> {
        let Self { p, q, v } = *self;
        let degrees = p * x + q - 1.0;
        let mean = p * (v + x * z) / degrees;
        (0.0 < degrees && mean.is_finite()).then_some(mean)
    }
}

impl Likelihood<3> for GammaGammaLaw {
    type Cell = SpendCell;

    fn with(&self, parameters: [f64; 3]) -> Self {
        Self::of(parameters)
    }

    fn total(&self, cells: &[SpendCell]) -> Taylor<3> {
        in_blocks(cells, |cells, sum| {
            for same in cells.chunk_by(Weighted::alike) {
                sum.add(&self.of_count(same[0].x, Sums::of(same, self.v)), 1.0);
            }
        })
    }
}

/// What all customers with the same number of days add up to.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    weight: f64,
    ln_mean: f64,
    /// Of `ln(xz + v)`, `1/(xz + v)` and its square.
    ln: f64,
    inverse: f64,
    square: f64,
}

/// Cells whose logarithms are taken at once.
const AT_ONCE: usize = 4;

impl Sums {
    fn of(cells: &[SpendCell], v: f64) -> Self {
        let mut sum = Self::default();
        let (fours, rest) = cells.as_chunks::<AT_ONCE>();
        for cells in fours {
            let whole = cells.each_ref().map(|cell| cell.sum + v);
            let weight = cells[0].weight();
            if cells.iter().all(|cell| cell.weight().total_cmp(&weight).is_eq()) {
                // A logarithm takes longer than all the rest. Means are below 1e30 and days below
                // 2^64, so that the product is in reach.
                sum.ln += weight * ln(whole.iter().product());
            } else {
                let logarithms =
                    whole.iter().zip(cells).map(|(&whole, cell)| cell.weight() * ln(whole));
                sum.ln += logarithms.sum::<f64>();
            }
            whole.into_iter().zip(cells).for_each(|(whole, cell)| sum.add(cell, whole));
        }
        for cell in rest {
            let whole = cell.sum + v;
            sum.ln += cell.weight() * ln(whole);
            sum.add(cell, whole);
        }
        sum
    }

    /// All but the logarithm.
    fn add(&mut self, cell: &SpendCell, whole: f64) {
        let (inverse, w) = (1.0 / whole, cell.weight());
        self.weight += w;
        self.ln_mean += w * cell.ln_mean;
        self.inverse += w * inverse;
        self.square += w * inverse * inverse;
    }
}

impl GammaGammaLaw {
    /// The log-likelihood of customers with `x` days each.
    fn of_count(&self, x: f64, sums: Sums) -> Taylor<3> {
        let Self { p, q, v } = *self;
        let (px, w) = (p * x, sums.weight);
        // ln Γ(px + q) - ln Γ(q), and what px itself brings: -ln Γ(px).
        let Rising { value, first, second } = ln_rising(q, px);
        let (psi, psi1) = (digamma(px + q), trigamma(px + q));
        let ln_v = ln(v);
        let shape = px + q;
        let mut of = Taylor::of(
            w * (value - libm::lgamma(px) + q * ln_v + px * ln(x)) + (px - 1.0) * sums.ln_mean
                - shape * sums.ln,
        );
        of.gradient = [
            x * (w * (psi - digamma(px) + ln(x)) + sums.ln_mean - sums.ln),
            w * (first + ln_v) - sums.ln,
            w * q / v - shape * sums.inverse,
        ];
        let by_pq = w * x * psi1;
        let by_pv = -x * sums.inverse;
        let by_qv = w / v - sums.inverse;
        of.hessian = [
            [w * x * x * (psi1 - trigamma(px)), by_pq, by_pv],
            [by_pq, w * second, by_qv],
            [by_pv, by_qv, shape * sums.square - w * q / (v * v)],
        ];
        of
    }
}
