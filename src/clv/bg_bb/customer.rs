//! What the model says of one customer.

use super::cells::Past;
use super::law::{BgBbLaw, Ends};
use crate::clv::answer::{Answer, Refusal};
use crate::clv::cells::count;
use crate::num::lasting::Lasting;

/// What a [`BgBbModel`](super::BgBbModel) says of a customer, after the last opportunity that there
/// was.
///
/// All answers are right to ten digits, or refused as [`Refusal::OutOfReach`].
///
/// # Examples
///
/// ```
/// use regulars::clv::BgBbModel;
///
/// let donors = BgBbModel::new([1.204, 0.750, 0.657, 2.783])?;
/// let donor = donors.customer(1, 3, 6)?;
/// let gifts: Vec<f64> = (0..=5).filter_map(|n| donor.probability(n, 5).ok()).collect();
/// assert!((gifts.iter().sum::<f64>() - 1.0).abs() < 1e-12); // at 0 to 5 of 5 opportunities
///
/// let mean: f64 = gifts.iter().zip(0..).map(|(p, n)| p * f64::from(n)).sum();
/// assert!((mean - donor.orders_within(5).expect("it is within reach")).abs() < 1e-12);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BgBbCustomer {
    p_alive: f64,
    p_gone: f64,
    /// The shapes of the probability of buying, `α + x` and `β + n − x`, if a customer still.
    buys: f64,
    not: f64,
    /// How long one lasts who is a customer still.
    lasting: Lasting,
}

/// Opportunities that a distribution is walked through. Rounding adds up to 3e-11 in them at the
/// very most.
const WALKED: u64 = 1 << 16;

/// Numbers beyond this, or its inverse, are scaled, lest they leave what floats can hold: `2⁶⁰⁰`.
const GREAT: f64 = f64::from_bits((1023 + 600) << 52);

impl BgBbCustomer {
    pub(super) fn of(law: &BgBbLaw, past: Past) -> Self {
        let Ends { gone, alive } = law.ends(past);
        let (x, n) = (count(past.bought), count(past.opportunities));
        Self {
            p_alive: alive / (alive + gone),
            p_gone: gone / (alive + gone),
            buys: law.alpha + x,
            not: law.beta + (n - x),
            lasting: Lasting { leaves: law.gamma, stays: law.delta + n },
        }
    }

    /// The probability that the customer is one still, after the last opportunity that there was.
    ///
    /// Who has bought at the last opportunity is one for certain. The published tables are of the
    /// next opportunity: [`p_alive_at(1)`](Self::p_alive_at).
    ///
    /// # Errors
    ///
    /// None: it is an answer so that it can stand beside the others.
    pub fn p_alive(&self) -> Answer<f64> {
        Ok(self.p_alive)
    }

    /// The probability that the customer will be one still at the opportunity `ahead` of the last.
    ///
    /// # Formula
    ///
    /// `P(alive) · (δ + n)ₘ / (γ + δ + n)ₘ`, for `m` ahead.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`] for more opportunities than can be computed for, 65,536 at the least.
    #[doc(alias("conditional_probability_alive"))]
    pub fn p_alive_at(&self, ahead: u64) -> Answer<f64> {
        self.if_alive(self.lasting.kept(ahead))
    }

    /// The probability that the customer buys at none of the next `opportunities`.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`] for more than 65,536 opportunities.
    #[doc(alias("churn"))]
    pub fn p_silent_for(&self, opportunities: u64) -> Answer<f64> {
        self.probability(0, opportunities)
    }

    /// The expected purchases at the next `opportunities`.
    ///
    /// # Formula
    ///
    /// `P(alive) · (α + x)/(α + β + n) · Σ_{j=1}^{k} (δ + n)ⱼ / (γ + δ + n)ⱼ`
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`] for more opportunities than can be computed for, 65,536 at the least.
    #[doc(alias("conditional_expected_number_of_purchases_up_to_time"))]
    pub fn orders_within(&self, opportunities: u64) -> Answer<f64> {
        self.discounted(Some(opportunities), 0.0)
    }

    /// The expected purchases at the next `opportunities`, each worth less the later it is; at all
    /// that are to come, for `None`.
    ///
    /// A purchase at the next opportunity counts `1/(1 + rate)`, one at the opportunity after that
    /// `1/(1 + rate)²`.
    ///
    /// # Formula
    ///
    /// `P(alive) · (α + x)/(α + β + n) · Σ_{j=1}^{k} (δ + n)ⱼ / (γ + δ + n)ⱼ · (1 + rate)^−ʲ`
    ///
    /// # References
    ///
    /// * Fader, Hardie & Shang (2010), equation 14.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`] if the rate is not from 0 to 1000, if the answer is infinite, which it
    /// can be without a discount only, and where it cannot be computed: with a discount below a
    /// millionth or so, or for more opportunities than 65,536.
    #[doc(alias("DERT"))]
    pub fn discounted(&self, opportunities: Option<u64>, rate: f64) -> Answer<f64> {
        let share = self.buys / (self.buys + self.not);
        self.if_alive(self.lasting.steps(opportunities, rate).map(|steps| share * steps))
    }

    /// The probability that the customer buys at exactly `orders` of the next `opportunities`.
    ///
    /// # Formula
    ///
    /// With `a = α + x`, `b = β + n − x` and `d = δ + n`, and `1 − P(alive)` more for `y = 0`,
    ///
    /// ```text
    /// P(alive) · (C(k, y) B(a + y, b + k − y)/B(a, b) · B(γ, d + k)/B(γ, d)
    ///           + Σ_{i=y}^{k−1} C(i, y) B(a + y, b + i − y)/B(a, b) · B(γ + 1, d + i)/B(γ, d))
    /// ```
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`] for more than 65,536 opportunities.
    #[doc(alias("pmf"))]
    pub fn probability(&self, orders: u64, opportunities: u64) -> Answer<f64> {
        if WALKED < opportunities {
            return Err(Refusal::OutOfReach);
        }
        let bought = self.p_alive * self.walk(orders, opportunities);
        Ok(if orders == 0 { (self.p_gone + bought).min(1.0) } else { bought })
    }

    /// An answer for those who are customers still, times the probability of being one.
    fn if_alive(&self, answer: Option<f64>) -> Answer<f64> {
        if self.p_alive <= 0.0 {
            return Ok(0.0);
        }
        let answer = answer.map(|answer| self.p_alive * answer);
        answer.filter(|answer| answer.is_finite()).ok_or(Refusal::OutOfReach)
    }

    /// The probability of `orders` for one who is a customer still: the sum over when that ends,
    /// from term to term.
    fn walk(&self, orders: u64, opportunities: u64) -> f64 {
        if opportunities < orders {
            return 0.0;
        }
        let (a, b, Lasting { leaves, mut stays }) = (self.buys, self.not, self.lasting);
        let (mut term, mut sum, mut scaled) = (1.0_f64, 0.0, 0_i32);
        for i in 0..opportunities {
            let share = 1.0 / (leaves + stays);
            if i < orders {
                // All are bought at first; how they are strewn comes with the silences.
                term *= (a + count(i)) / (a + b + count(i)) * (stays * share);
            } else {
                sum += term * (leaves * share);
                let silent = count(i - orders);
                let ways = count(i + 1) / (silent + 1.0);
                term *= ways * ((b + silent) / (a + b + count(i))) * (stays * share);
            }
            stays += 1.0;
            if term < 1.0 / GREAT && sum == 0.0 {
                (term, scaled) = (term * GREAT, scaled - 1);
            } else if GREAT < term {
                (term, sum, scaled) = (term / GREAT, sum / GREAT, scaled + 1);
            }
        }
        libm::ldexp(sum + term, scaled.saturating_mul(600))
    }
}
