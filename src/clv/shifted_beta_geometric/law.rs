//! The likelihood of the shifted beta–geometric.
//!
//! ```text
//! P(still there after j renewals) = B(α, β + j)/B(α, β) = (β)ⱼ / (α + β)ⱼ
//! P(left after j renewals)        = B(α + 1, β + j)/B(α, β) = (β)ⱼ / (α + β)ⱼ · α/(α + β + j)
//! ```

use libm::log as ln;

use super::cells::Cell;
use crate::clv::cells::count;
use crate::clv::likelihood::{Likelihood, Weighted, in_blocks};
use crate::clv::taylor::Taylor;
use crate::num::gamma::ln_rising;
use crate::num::lasting::Lasting;

/// The parameters, and what follows from them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RenewalLaw {
    pub(super) alpha: f64,
    pub(super) beta: f64,
}

impl RenewalLaw {
    pub(super) fn of([alpha, beta]: [f64; 2]) -> Self {
        Self { alpha, beta }
    }

    /// Those who have renewed so many times, as they go on.
    pub(super) fn lasting(&self, renewals: u64) -> Lasting {
        Lasting { leaves: self.alpha, stays: self.beta }.after(count(renewals))
    }

    fn add_cell(&self, cell: &Cell, sum: &mut Taylor<2>) {
        let j = count(cell.renewals);
        let (stayed, all) = (ln_rising(self.beta, j), ln_rising(self.alpha + self.beta, j));
        let mut there = Taylor::of(stayed.value - all.value);
        there.gradient = [-all.first, stayed.first - all.first];
        there.hessian = [[-all.second, -all.second], [-all.second, stayed.second - all.second]];
        sum.add(&there, cell.weight());

        let (leaves, either) = (1.0 / self.alpha, 1.0 / (self.alpha + self.beta + j));
        let mut left = Taylor::of(ln(self.alpha * either));
        // `leaves − either`
        let by_alpha = (self.beta + j) * leaves * either;
        let bend = either * either;
        left.gradient = [by_alpha, -either];
        left.hessian = [[-by_alpha * (leaves + either), bend], [bend, bend]];
        sum.add(&left, cell.churned);
    }
}

impl Likelihood<2> for RenewalLaw {
    type Cell = Cell;

    fn with(&self, parameters: [f64; 2]) -> Self {
        Self::of(parameters)
    }

    fn total(&self, cells: &[Cell]) -> Taylor<2> {
        in_blocks(cells, |cells, sum| cells.iter().for_each(|cell| self.add_cell(cell, sum)))
    }
}
