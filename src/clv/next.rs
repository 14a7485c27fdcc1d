//! When a customer buys next.

use super::answer::{Answer, Refusal};
use super::process::Posterior;
use crate::ruler::TimeUnit;

/// When the next purchase of a customer is to be expected, if ever.
///
/// # Examples
///
/// ```
/// use regulars::clv::{BtydModel, Family};
/// use regulars::{Currency, Ledger, Money, Purchase, Score, TimeUnit};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// for day in ["2024-01-10", "2024-03-05", "2024-06-20"] {
///     ledger.append([("ann", Purchase::new(day.parse()?, Money(4_000)))])?;
/// }
/// let view = ledger.as_of("2024-06-30".parse()?);
/// let model = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
///
/// let next = model.next_order().score_one(view.row(&"ann")?)?.expect("she has bought");
/// let (soon, late) = next.interval(0.8)?;                  // four fifths of all chances lie between
/// assert!(soon.is_some_and(|days| days < 30.0));
/// assert!(late.is_none() && 0.1 < next.never());            // for more than a tenth: never again
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NextOrder {
    posterior: Posterior,
    unit: TimeUnit,
    never: f64,
}

/// Lengths at which a wait is looked for at the least and at the most, in the model's ruler.
const SOON: f64 = 1e-12;
const LATE: f64 = 1e12;

impl NextOrder {
    pub(super) fn new(posterior: Posterior, unit: TimeUnit) -> Option<Self> {
        let never = 1.0 - posterior.ever()?;
        Some(Self { posterior, unit, never })
    }

    /// The probability that the customer never buys again.
    #[must_use]
    pub fn never(&self) -> f64 {
        self.never
    }

    /// The days within which the customer buys again with probability `p`; `Ok(None)` if the chance
    /// ever to buy again is no greater than that.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`] if `p` is not from 0 to 1, and where the answer cannot be computed.
    pub fn quantile(&self, p: f64) -> Answer<Option<f64>> {
        if !(0.0..=1.0).contains(&p) {
            return Err(Refusal::OutOfReach);
        }
        if p == 0.0 {
            return Ok(Some(0.0));
        }
        if 1.0 - self.never <= p {
            return Ok(None);
        }
        let bought = |h: f64| self.posterior.at_least(1, h).ok_or(Refusal::OutOfReach);
        let (mut low, mut high) = (SOON, LATE);
        if bought(high)? < p {
            return Err(Refusal::OutOfReach);
        }
        // Halving the ratio sixty times leaves less of it than rounding does.
        for _ in 0..60 {
            let middle = (low * high).sqrt();
            if bought(middle)? < p { low = middle } else { high = middle }
        }
        Ok(Some(high * self.unit.days()))
    }

    /// The days between which the next purchase lies with probability `level`, as likely later as
    /// sooner. `None` is never: the later end is so wherever [`never`](Self::never) is above
    /// `(1 - level) / 2`.
    ///
    /// # Errors
    ///
    /// As [`quantile`](Self::quantile).
    pub fn interval(&self, level: f64) -> Answer<(Option<f64>, Option<f64>)> {
        Ok((self.quantile((1.0 - level) / 2.0)?, self.quantile(f64::midpoint(1.0, level))?))
    }
}
