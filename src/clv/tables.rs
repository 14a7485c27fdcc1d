//! Answers to one question, tabulated by repeats and age.
//!
//! Most of what takes long does not depend on when the last purchase was: what is ahead of a
//! living customer is, for each number of repeats, a smooth function of the age.

use std::fmt;

use libm::exp;

use super::pareto::ParetoNbd;
use super::process::{Ahead, Posterior, Process};
use crate::num::octaves::Octaves;

/// Customers with fewer repeats are answered from tables.
const REPEATS: u32 = 64;

/// The tables of one process and one question.
///
/// They are filled as customers need them. An answer is the same whoever was asked before.
pub(super) struct Tables {
    process: Process,
    /// What is ahead of a living customer, by repeats and events since the last of them.
    ahead: Octaves,
    /// The chance to leave before another purchase, by repeats.
    leaves_next: Octaves,
    /// The smaller scale of the process: sizes are ages by this, and 1 more.
    scale: f64,
}

impl Tables {
    pub(super) fn new(process: Process) -> Self {
        let scale = match process {
            Process::BetaGeometric(process) => process.alpha,
            Process::Pareto(process) => process.alpha.min(process.beta),
        };
        let functions = REPEATS * process.regularity();
        let of = |functions: u32| Octaves::new(functions as usize);
        Self { process, ahead: of(functions), leaves_next: of(REPEATS), scale }
    }

    /// As [`Process::posterior`].
    #[inline]
    pub(super) fn posterior(&self, x: f64, t_x: f64, t: f64) -> Posterior {
        let quick = match &self.process {
            Process::BetaGeometric(_) => None,
            Process::Pareto(pareto) => self.odds_gone(pareto, x, t_x, t),
        };
        match quick {
            Some(odds) => Posterior::with_odds_gone(odds, self.process.living(x, t, 0)),
            None => self.process.posterior(x, t_x, t),
        }
    }

    /// The odds of having left since the last purchase.
    ///
    /// # Formula
    ///
    /// By the chance `l` to leave before another purchase, and the silence from `t_x` to `t`:
    /// those who were to leave, without those who still are.
    ///
    /// ```text
    /// O = e^silence · l(t_x) − l(t)
    /// ```
    fn odds_gone(&self, pareto: &ParetoNbd, x: f64, t_x: f64, t: f64) -> Option<f64> {
        /// Odds that are less than this part of what they are the difference of have lost digits.
        const KEPT: f64 = 0.01;
        /// Beyond this they would overflow.
        const LONGEST: f64 = 600.0;
        let silence = pareto.ln_silence(x, t_x, t);
        // NaN is not in reach, either.
        if !(0.0..LONGEST).contains(&silence) {
            return None;
        }
        let leaves_next = |age: f64| {
            let exact = |size: f64| pareto.leaves_next(x, self.age(size));
            self.leaves_next.at(function(x, 1, 0), self.size(age), exact)
        };
        let (then, now) = (exp(silence) * leaves_next(t_x)?, leaves_next(t)?);
        let odds = then - now;
        (KEPT * now < odds).then_some(odds)
    }

    /// What is ahead of a customer of whom this is known.
    ///
    /// What is asked must be the same whenever the same tables are.
    #[inline]
    pub(super) fn ahead(&self, posterior: &Posterior, x: f64, t: f64, ahead: Ahead) -> Option<f64> {
        let k = self.process.regularity();
        let size = self.size(t);
        posterior.weighed(ahead, |stage| {
            let exact = |size: f64| self.process.living(x, self.age(size), stage).ahead(ahead);
            self.ahead.at(function(x, k, stage), size, exact)
        })
    }

    /// Whether there is a table of what is ahead.
    #[cfg(test)]
    pub(super) fn used(&self) -> bool {
        0 < self.ahead.built()
    }

    fn size(&self, age: f64) -> f64 {
        1.0 + age / self.scale
    }

    fn age(&self, size: f64) -> f64 {
        (size - 1.0) * self.scale
    }
}

/// The number of a function among `k` for each number of repeats.
fn function(x: f64, k: u32, stage: u32) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is in range")]
    let repeats = x.min(f64::from(REPEATS)) as usize;
    repeats * k as usize + stage as usize
}

impl fmt::Debug for Tables {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tables").field("process", &self.process).finish_non_exhaustive()
    }
}
