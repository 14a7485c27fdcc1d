//! A model with its parameters: what one customer's history says of the future.

use libm::exp;

use super::beta_geometric::BetaGeometric;
use super::family::{Family, MOST_REGULAR, Regularity};
use super::pareto::{Active, ParetoNbd};
use crate::num::thinned::Thinned;

/// A family with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Process {
    BetaGeometric(BetaGeometric),
    Pareto(ParetoNbd),
}

/// What a process says of one customer. Times are in the model's ruler.
///
/// Whoever has left buys no more. Every answer is nothing where it cannot be computed to the
/// promised accuracy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Posterior {
    p_alive: f64,
    /// The probability of having left.
    gone: f64,
    /// The customer, if it is one still and no hidden event has passed since the last purchase.
    living: Living,
    /// How likely it is that so many have passed; they add up to 1.
    stages: Stages,
}

/// A number for each number of hidden events since the last purchase.
pub(super) type Stages = [f64; MOST_REGULAR as usize];

/// Somebody who is a customer still. When the last purchase was does not matter any more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Living {
    BetaGeometric(Thinned),
    Pareto(Active),
}

/// What is asked of the time within a horizon.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Ahead {
    /// The probability of being a customer at its end.
    Alive { h: f64 },
    /// The probability of no purchase.
    Silence { h: f64 },
    /// The expected purchases.
    Orders { h: f64 },
    /// The same, each discounted by `e^-delta` for a unit of time. The horizon may be infinite.
    Worth { h: f64, delta: f64 },
}

impl Process {
    /// A family of a fixed regularity with parameters.
    pub(super) fn new(family: Family, k: u32, parameters: [f64; 4]) -> Self {
        let [r, alpha, c, d] = parameters;
        let leaves_at_first = matches!(family, Family::MbgNbd | Family::MbgCnbd(_));
        match family {
            Family::ParetoNbd => Self::Pareto(ParetoNbd { r, alpha, s: c, beta: d }),
            _ => Self::BetaGeometric(BetaGeometric { r, alpha, a: c, b: d, k, leaves_at_first }),
        }
    }

    pub(super) fn parameters(&self) -> [f64; 4] {
        match *self {
            Self::BetaGeometric(BetaGeometric { r, alpha, a, b, .. }) => [r, alpha, a, b],
            Self::Pareto(ParetoNbd { r, alpha, s, beta }) => [r, alpha, s, beta],
        }
    }

    pub(super) fn regularity(&self) -> u32 {
        match self {
            Self::BetaGeometric(process) => process.k,
            Self::Pareto(_) => 1,
        }
    }

    /// What is said of a customer with `x` repeats, the last at `t_x`, of age `t`.
    #[inline]
    pub(super) fn posterior(&self, x: f64, t_x: f64, t: f64) -> Posterior {
        let ((p_alive, gone), stages) = match self {
            Self::BetaGeometric(process) if process.k == 1 => {
                (process.shares_at_random(x, t_x, t), FIRST_STAGE)
            }
            Self::BetaGeometric(process) => {
                let count = process.counted(x);
                let mut stages = process.stages(count.shape, t_x, t);
                let sum: f64 = stages.iter().sum();
                stages.iter_mut().for_each(|stage| *stage /= sum);
                (shares(process.ln_odds_gone(&count, t_x, t)), stages)
            }
            Self::Pareto(process) => (shares(process.ln_odds_gone(x, t_x, t)), FIRST_STAGE),
        };
        Posterior { p_alive, gone, living: self.living(x, t, 0), stages }
    }

    /// A customer with `x` repeats who is one still at the age `t`, so many hidden events after
    /// the last purchase.
    #[inline]
    pub(super) fn living(&self, x: f64, t: f64, stage: u32) -> Living {
        match self {
            Self::BetaGeometric(process) => {
                let BetaGeometric { alpha, a, k, .. } = *process;
                let shape = process.shape(x) + f64::from(stage);
                let b = if process.leaves_at_first { process.b + x + 1.0 } else { process.b + x };
                Living::BetaGeometric(Thinned { shape, rate: alpha + t, a, b, k, stage })
            }
            Self::Pareto(process) => Living::Pareto(process.active(x, t)),
        }
    }
}

/// All are in the first stage.
const FIRST_STAGE: Stages = {
    let mut stages = [0.0; MOST_REGULAR as usize];
    stages[0] = 1.0;
    stages
};

/// The shares of those who are customers and of those who have left.
pub(super) fn shares(ln_odds_gone: f64) -> (f64, f64) {
    let less = exp(-ln_odds_gone.abs());
    let (small, large) = (less / (1.0 + less), 1.0 / (1.0 + less));
    if ln_odds_gone > 0.0 { (small, large) } else { (large, small) }
}

impl Living {
    /// What is said of a customer's future.
    pub(super) fn ahead(&self, ahead: Ahead) -> Option<f64> {
        match (self, ahead) {
            (Self::BetaGeometric(thinned), Ahead::Alive { h }) => thinned.stays(h),
            (Self::BetaGeometric(thinned), Ahead::Silence { h }) => thinned.exactly(0, h),
            (Self::BetaGeometric(thinned), Ahead::Orders { h }) => thinned.expected(h),
            (Self::BetaGeometric(thinned), Ahead::Worth { h, delta }) => {
                thinned.discounted(h, delta)
            }
            (Self::Pareto(active), Ahead::Alive { h }) => active.stays(h),
            (Self::Pareto(active), Ahead::Silence { h }) => active.exactly(0, h),
            (Self::Pareto(active), Ahead::Orders { h }) => active.expected(h),
            (Self::Pareto(active), Ahead::Worth { h, delta }) => active.discounted(h, delta),
        }
    }

    fn at_least(&self, n: u64, h: f64) -> Option<f64> {
        match self {
            Self::BetaGeometric(thinned) => thinned.at_least(n, h),
            Self::Pareto(active) => active.at_least(n, h),
        }
    }

    fn exactly(&self, n: u64, h: f64) -> Option<f64> {
        match self {
            Self::BetaGeometric(thinned) => thinned.exactly(n, h),
            Self::Pareto(active) => active.exactly(n, h),
        }
    }

    /// The same customer if so many hidden events have passed.
    #[inline]
    fn at_stage(self, stage: u32) -> Self {
        match self {
            Self::BetaGeometric(thinned) => {
                let shape = thinned.shape + f64::from(stage);
                Self::BetaGeometric(Thinned { shape, stage, ..thinned })
            }
            Self::Pareto(_) => self,
        }
    }
}

impl Posterior {
    /// Of a customer who has left at these odds.
    pub(super) fn with_odds_gone(odds_gone: f64, living: Living) -> Self {
        let p_alive = 1.0 / (1.0 + odds_gone);
        Self { p_alive, gone: odds_gone * p_alive, living, stages: FIRST_STAGE }
    }

    /// The probability of being a customer still.
    pub(super) fn p_alive(&self) -> Option<f64> {
        // NaN is none.
        (0.0 <= self.p_alive).then_some(self.p_alive)
    }

    /// The probability of being a customer still after `h`.
    pub(super) fn p_alive_after(&self, h: f64) -> Option<f64> {
        self.ahead(Ahead::Alive { h })
    }

    /// The expected purchases within `h`.
    pub(super) fn expected(&self, h: f64) -> Option<f64> {
        self.ahead(Ahead::Orders { h })
    }

    /// The expected purchases within `h`, each discounted by `e^-delta` for a unit of time.
    pub(super) fn discounted(&self, h: f64, delta: f64) -> Option<f64> {
        self.ahead(Ahead::Worth { h, delta })
    }

    /// The probability of `n` purchases or more within `h`.
    pub(super) fn at_least(&self, n: u64, h: f64) -> Option<f64> {
        if n == 0 {
            return (0.0 <= h).then_some(1.0);
        }
        self.share(|stage| self.living.at_stage(stage).at_least(n, h))
    }

    /// The probability of another purchase at all.
    pub(super) fn ever(&self) -> Option<f64> {
        match self.living {
            // Who stays buys again: rates are above 0, and leaving takes a purchase.
            Living::BetaGeometric(_) => self.p_alive(),
            Living::Pareto(_) => self.at_least(1, f64::INFINITY),
        }
    }

    /// The probability of `n` purchases within `h`.
    pub(super) fn exactly(&self, n: u64, h: f64) -> Option<f64> {
        if n == 0 {
            return self.ahead(Ahead::Silence { h });
        }
        self.share(|stage| self.living.at_stage(stage).exactly(n, h))
    }

    fn ahead(&self, ahead: Ahead) -> Option<f64> {
        self.weighed(ahead, |stage| self.living.at_stage(stage).ahead(ahead))
    }

    /// An answer for all, by what is said of somebody who is a customer still, so many hidden
    /// events after the last purchase.
    #[inline]
    pub(super) fn weighed(&self, ahead: Ahead, living: impl Fn(u32) -> Option<f64>) -> Option<f64> {
        match ahead {
            Ahead::Alive { .. } => self.share(living),
            Ahead::Silence { .. } => Some((self.gone + self.share(living)?).min(1.0)),
            Ahead::Orders { .. } | Ahead::Worth { .. } => {
                self.mean(living).filter(|amount| (0.0..f64::INFINITY).contains(amount))
            }
        }
    }

    /// The mean where it is a probability, which the roundings of the stages' weights do not lift
    /// above all.
    #[inline]
    fn share(&self, living: impl Fn(u32) -> Option<f64>) -> Option<f64> {
        self.mean(living).filter(|share| 0.0 <= *share).map(|share| share.min(self.p_alive))
    }

    /// The mean over the stages, and nothing for those who have left.
    #[inline]
    fn mean(&self, living: impl Fn(u32) -> Option<f64>) -> Option<f64> {
        if self.p_alive <= 0.0 {
            return Some(0.0);
        }
        // Who cannot be in the second stage is in the first.
        if self.stages[1] <= 0.0 {
            return Some(self.p_alive * living(0)?);
        }
        let likely = (0..).zip(self.stages).filter(|(_, weight)| 0.0 < *weight);
        let mean = likely.map(|(stage, weight)| Some(weight * living(stage)?)).sum::<Option<f64>>();
        Some(self.p_alive * mean?)
    }
}

impl Family {
    /// The family with its regularity known.
    pub(super) fn with_regularity(self, k: u32) -> Self {
        match self {
            Self::BgCnbd(_) => Self::BgCnbd(Regularity::Fixed(k)),
            Self::MbgCnbd(_) => Self::MbgCnbd(Regularity::Fixed(k)),
            other => other,
        }
    }
}
