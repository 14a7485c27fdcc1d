//! A model with its parameters: what one customer's history says of the future.

use super::beta_geometric::BetaGeometric;
use super::family::{Family, MOST_REGULAR, Regularity};
use super::pareto::{ParetoNbd, ParetoPosterior};
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
pub(super) enum Posterior {
    BetaGeometric(Rhythm),
    Pareto(ParetoPosterior),
}

/// What a beta–geometric process says of one customer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rhythm {
    ln_odds_gone: f64,
    p_alive: f64,
    /// What comes if the customer is one still, and has bought just now.
    alive: Thinned,
    /// How likely it is that so many events have passed since the last purchase; they add up to 1.
    stages: [f64; MOST_REGULAR as usize],
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
    pub(super) fn posterior(&self, x: f64, t_x: f64, t: f64) -> Posterior {
        match self {
            Self::BetaGeometric(process) => Posterior::BetaGeometric(process.posterior(x, t_x, t)),
            Self::Pareto(process) => Posterior::Pareto(process.posterior(x, t_x, t)),
        }
    }
}

impl BetaGeometric {
    fn posterior(&self, x: f64, t_x: f64, t: f64) -> Rhythm {
        let count = self.counted(x);
        let ln_odds_gone = self.ln_odds_gone(&count, t_x, t);
        let mut stages = [0.0; MOST_REGULAR as usize];
        if self.k == 1 {
            stages[0] = 1.0;
        } else {
            let terms = self.stages(count.shape, t_x, t);
            let sum: f64 = terms.iter().sum();
            stages.iter_mut().zip(terms).for_each(|(stage, term)| *stage = term / sum);
        }
        let b = if self.leaves_at_first { self.b + x + 1.0 } else { self.b + x };
        let (shape, rate) = (count.shape, self.alpha + t);
        let alive = Thinned { shape, rate, a: self.a, b, k: self.k, stage: 0 };
        Rhythm { ln_odds_gone, p_alive: alive_of(ln_odds_gone), alive, stages }
    }
}

/// The probability of being a customer still, by the logarithm of the odds of having left.
fn alive_of(ln_odds_gone: f64) -> f64 {
    let odds = libm::exp(-ln_odds_gone.abs());
    if 0.0 < ln_odds_gone { odds / (1.0 + odds) } else { 1.0 / (1.0 + odds) }
}

impl Rhythm {
    /// The mean over the stages of an answer for those who are customers still.
    fn if_alive(&self, answer: impl Fn(&Thinned) -> Option<f64>) -> Option<f64> {
        let Thinned { k, shape, .. } = self.alive;
        if k == 1 {
            return answer(&self.alive);
        }
        (0..k).zip(self.stages).filter(|(_, weight)| 0.0 < *weight).try_fold(
            0.0,
            |sum, (stage, weight)| {
                let at = Thinned { stage, shape: shape + f64::from(stage), ..self.alive };
                Some(sum + weight * answer(&at)?)
            },
        )
    }

    fn times_alive(&self, answer: impl Fn(&Thinned) -> Option<f64>) -> Option<f64> {
        if self.p_alive <= 0.0 { Some(0.0) } else { Some(self.p_alive * self.if_alive(answer)?) }
    }

    /// The same of a probability, which the roundings of the stages' weights do not lift above all.
    fn probability(&self, answer: impl Fn(&Thinned) -> Option<f64>) -> Option<f64> {
        self.times_alive(answer).map(|p| p.min(self.p_alive))
    }

    /// The probability of having left.
    fn gone(&self) -> f64 {
        alive_of(-self.ln_odds_gone)
    }
}

impl Posterior {
    /// The probability of being a customer still.
    pub(super) fn p_alive(&self) -> Option<f64> {
        match self {
            Self::BetaGeometric(rhythm) => Some(rhythm.p_alive),
            Self::Pareto(pareto) => pareto.p_alive(),
        }
    }

    /// The probability of being a customer still after `h`.
    pub(super) fn p_alive_after(&self, h: f64) -> Option<f64> {
        match self {
            Self::BetaGeometric(rhythm) => rhythm.probability(|alive| alive.stays(h)),
            Self::Pareto(pareto) => pareto.p_alive_after(h),
        }
    }

    /// The expected purchases within `h`.
    pub(super) fn expected(&self, h: f64) -> Option<f64> {
        match self {
            Self::BetaGeometric(rhythm) => rhythm.times_alive(|alive| alive.expected(h)),
            Self::Pareto(pareto) => pareto.expected(h),
        }
    }

    /// The expected purchases within `h`, each discounted by `e^-delta` for a unit of time.
    pub(super) fn discounted(&self, h: f64, delta: f64) -> Option<f64> {
        match self {
            Self::BetaGeometric(rhythm) => rhythm.times_alive(|alive| alive.discounted(h, delta)),
            Self::Pareto(pareto) => pareto.discounted(h, delta),
        }
    }

    /// The probability of `n` purchases or more within `h`.
    pub(super) fn at_least(&self, n: u64, h: f64) -> Option<f64> {
        match self {
            _ if n == 0 => Some(1.0),
            Self::BetaGeometric(rhythm) => rhythm.probability(|alive| alive.at_least(n, h)),
            Self::Pareto(pareto) => pareto.at_least(n, h),
        }
    }

    /// The probability of another purchase at all.
    pub(super) fn ever(&self) -> Option<f64> {
        match self {
            // Who stays buys again: rates are above 0, and leaving takes a purchase.
            Self::BetaGeometric(rhythm) => Some(rhythm.p_alive),
            Self::Pareto(pareto) => pareto.at_least(1, f64::INFINITY),
        }
    }

    /// The probability of `n` purchases within `h`.
    pub(super) fn exactly(&self, n: u64, h: f64) -> Option<f64> {
        match self {
            Self::BetaGeometric(rhythm) => {
                let bought = rhythm.probability(|alive| alive.exactly(n, h))?;
                Some(if n == 0 { (rhythm.gone() + bought).min(1.0) } else { bought })
            }
            Self::Pareto(pareto) => pareto.exactly(n, h),
        }
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
