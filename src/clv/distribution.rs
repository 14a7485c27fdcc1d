//! How many purchases are ahead of a customer.

use super::answer::{Answer, Refusal};
use super::process::Posterior;

/// How likely how many purchase days are within a horizon, for one customer.
///
/// # Examples
///
/// ```
/// use regulars::clv::{BtydModel, Family};
/// use regulars::{Currency, Days, Ledger, Money, Purchase, Score, TimeUnit};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// for day in ["2024-01-10", "2024-03-05", "2024-06-20"] {
///     ledger.append([("ann", Purchase::new(day.parse()?, Money(4_000)))])?;
/// }
/// let view = ledger.as_of("2024-06-30".parse()?);
/// let model = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
///
/// let ahead = model.orders_ahead(Days(365)).score_one(view.row(&"ann")?)?.expect("she has bought");
/// let none = ahead.probability(0).expect("it is within reach");
/// let likely: f64 = (0..60).map(|n| ahead.probability(n).expect("so is this")).sum();
/// assert!((likely - 1.0).abs() < 1e-6 && (0.25..0.35).contains(&none));
/// assert_eq!(ahead.quantile(0.5), Ok(2)); // as likely at most two as more
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct OrdersAhead {
    posterior: Posterior,
    // In the model's ruler.
    horizon: f64,
}

impl OrdersAhead {
    pub(super) fn new(posterior: Posterior, horizon: f64) -> Self {
        Self { posterior, horizon }
    }

    /// The probability of exactly `n` purchase days.
    ///
    /// # Errors
    ///
    /// [`Refusal::OutOfReach`], as all the other answers.
    #[doc(alias("pmf"))]
    pub fn probability(&self, n: u64) -> Answer<f64> {
        self.posterior.exactly(n, self.horizon).ok_or(Refusal::OutOfReach)
    }

    /// The probability of at most `n`.
    ///
    /// # Errors
    ///
    /// As [`probability`](Self::probability).
    #[doc(alias("cdf"))]
    pub fn at_most(&self, n: u64) -> Answer<f64> {
        match n.checked_add(1) {
            Some(more) => self.at_least(more).map(|more| 1.0 - more),
            None => Ok(1.0),
        }
    }

    /// The probability of at least `n`.
    ///
    /// # Errors
    ///
    /// As [`probability`](Self::probability).
    pub fn at_least(&self, n: u64) -> Answer<f64> {
        self.posterior.at_least(n, self.horizon).ok_or(Refusal::OutOfReach)
    }

    /// The expected number.
    ///
    /// # Errors
    ///
    /// As [`probability`](Self::probability).
    pub fn mean(&self) -> Answer<f64> {
        self.posterior.expected(self.horizon).ok_or(Refusal::OutOfReach)
    }

    /// The least number that as many as a share of `p` do not exceed.
    ///
    /// # Errors
    ///
    /// As [`probability`](Self::probability), and if `p` is not from 0 to below 1.
    #[doc(alias("ppf"))]
    pub fn quantile(&self, p: f64) -> Answer<u64> {
        if !(0.0..1.0).contains(&p) {
            return Err(Refusal::OutOfReach);
        }
        let enough = |n: u64| self.at_least(n + 1).map(|more| more <= 1.0 - p);
        let mut high = 1;
        while !enough(high)? {
            high *= 2;
            if MOST < high {
                return Err(Refusal::OutOfReach);
            }
        }
        let mut low = 0;
        while low < high {
            let middle = low + (high - low) / 2;
            if enough(middle)? { high = middle } else { low = middle + 1 }
        }
        Ok(low)
    }
}

/// The greatest quantile that is looked for.
const MOST: u64 = 1 << 40;
