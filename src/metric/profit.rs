//! What a campaign against churn may earn with predictions.

use super::predictions::Predictions;
use crate::error::{ErrorKind, Found, Result};
use crate::num::beta::regularised;

/// A campaign that contacts those who are most likely to leave, and offers each an incentive to stay.
///
/// Of those who would leave, a share accepts the offer and stays; nobody knows it beforehand, so it
/// has a Beta distribution. Those who would stay anyway all accept. Money is in any unit, the same for
/// all.
///
/// # References
///
/// Defaults are those of Verbraken, Verbeke & Baesens (2013), see [`Predictions::empc`].
#[derive(Clone, Copy, Debug, PartialEq)]
#[must_use = "settings do nothing until `empc`"]
pub struct Campaign {
    value: f64,
    incentive: f64,
    contact: f64,
    accept: (f64, f64),
}

/// What a campaign earns, as expected.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Profit {
    /// The expected maximum profit per customer, of all and not only of those who are contacted.
    pub per_customer: f64,
    /// The share of customers to contact for it, as expected.
    pub share_to_contact: f64,
}

impl Campaign {
    /// A customer is worth 200, an incentive costs 10 and a contact 1; a share accepts that is
    /// distributed as `Beta(6, 14)`, with a mean of 0.3.
    pub fn new() -> Self {
        Self { value: 200.0, incentive: 10.0, contact: 1.0, accept: (6.0, 14.0) }
    }

    /// What a customer is worth who stays. The default is 200.
    #[doc(alias("clv"))]
    pub fn value(mut self, value: f64) -> Self {
        self.value = value;
        self
    }

    /// What the incentive costs, for each who accepts it: less than the value. The default is 10.
    pub fn incentive(mut self, cost: f64) -> Self {
        self.incentive = cost;
        self
    }

    /// What it costs to contact a customer. The default is 1.
    pub fn contact(mut self, cost: f64) -> Self {
        self.contact = cost;
        self
    }

    /// The two shapes of the Beta distribution of the share that accepts. The default is 6 and 14.
    pub fn accept(mut self, alpha: f64, beta: f64) -> Self {
        self.accept = (alpha, beta);
        self
    }

    /// Whether these can be meant.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a value that is not from 1e-100 to 1e100, for an incentive that is
    /// not from 0 to below the value, for a contact that costs less than 0 or more than 1e100, or
    /// for a shape that is not from 0.01 to 1,000,000.
    pub fn check(&self) -> Result<()> {
        let shape = |x: f64| (0.01..=1e6).contains(&x);
        let shapes = "a number from 0.01 to 1000000";
        let Self { value, incentive, contact, accept: (alpha, beta) } = *self;
        let valued = (1e-100..=1e100).contains(&value);
        let all = [
            ("value", value, valued, "a number from 1e-100 to 1e100"),
            ("incentive", incentive, 0.0 <= incentive && incentive < value, "0 to below the value"),
            ("contact", contact, (0.0..=1e100).contains(&contact), "a number from 0 to 1e100"),
            ("alpha", alpha, shape(alpha), shapes),
            ("beta", beta, shape(beta), shapes),
        ];
        for (name, value, right, expected) in all {
            if !right {
                let found = Found::Number(value);
                return Err(ErrorKind::Param { name, found, expected }.into());
            }
        }
        Ok(())
    }
}

impl Default for Campaign {
    fn default() -> Self {
        Self::new()
    }
}

/// Shares of all customers who are contacted: those who would leave, and others.
#[derive(Clone, Copy)]
struct Contacted {
    events: f64,
    others: f64,
}

impl Predictions {
    /// What a [`Campaign`] earns per customer if for each share of accepted offers it contacts as many as
    /// are best, those with the highest scores first; and how many these are. It happened, here, to
    /// those who left.
    ///
    /// # Formula
    ///
    /// With a customer's value `v`, `δ` and `φ` the costs of an incentive and a contact over `v`, and `E`
    /// and `O` the shares of all customers who are contacted and would leave, or would not, a share `γ`
    /// of accepted offers brings
    ///
    /// ```text
    /// profit = v·[(γ·(1 − δ) − φ)·E − (δ + φ)·O]
    /// ```
    ///
    /// It is greatest at a corner of the convex hull of `(O, E)`. The result is the mean over `γ`
    /// of `Beta(α, β)`, exact by its distribution function between those `γ` where one corner takes over
    /// from another.
    ///
    /// # References
    ///
    /// Verbraken, Verbeke & Baesens, "A novel profit maximizing metric for measuring classification
    /// performance of customer churn prediction models", IEEE Transactions on Knowledge and Data
    /// Engineering 25 (2013).
    ///
    /// # Errors
    ///
    /// As [`Campaign::check`], [`ErrorKind::TooLittle`] if it happened for all or for none, and
    /// [`ErrorKind::OutOfReach`] if the Beta distribution cannot be computed.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::metric::{Campaign, Predictions};
    ///
    /// let predictions = Predictions::new(&[0.9, 0.5, 0.4, 0.1], &[true, false, false, false])?;
    /// let profit = predictions.empc(&Campaign::new())?;
    /// // One of four would leave. Of her, 0.3 · 190 is saved, and a contact costs 1.
    /// assert!((profit.per_customer - 14.0).abs() < 1e-9);
    /// assert!((profit.share_to_contact - 0.25).abs() < 1e-9);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn empc(&self, campaign: &Campaign) -> Result<Profit> {
        campaign.check()?;
        self.needs_both()?;
        let found = self.expected(campaign);
        Ok(found.ok_or(ErrorKind::OutOfReach { what: "the share of accepted offers" })?)
    }

    fn expected(&self, campaign: &Campaign) -> Option<Profit> {
        let Campaign { value, incentive, contact, accept: (alpha, beta) } = *campaign;
        let (delta, phi) = (incentive / value, contact / value);
        let mean = alpha / (alpha + beta);
        let corners = self.hull();
        let (mut per_value, mut share) = (0.0, 0.0);
        let (mut below, mut mean_below) = (0.0, 0.0);
        for (number, corner) in corners.iter().enumerate() {
            // The share of accepted offers from which the next corner is better.
            let next = corners.get(number + 1).map_or(1.0, |next| {
                let (events, others) = (next.events - corner.events, next.others - corner.others);
                let cost = (delta + phi) * others + phi * events;
                // Without events, nothing is to be gained there.
                if 0.0 < events { (cost / events / (1.0 - delta)).min(1.0) } else { 1.0 }
            });
            let (until, mean_until) =
                (regularised(next, alpha, beta)?, regularised(next, alpha + 1.0, beta)?);
            let (chance, mean_there) = (until - below, mean * (mean_until - mean_below));
            let Contacted { events, others } = *corner;
            let costs = phi * events + (delta + phi) * others;
            per_value += (1.0 - delta) * events * mean_there - costs * chance;
            share += (events + others) * chance;
            (below, mean_below) = (until, mean_until);
        }
        Some(Profit {
            per_customer: value * per_value.max(0.0),
            share_to_contact: share.clamp(0.0, 1.0),
        })
    }

    /// The corners of the upper convex hull, from nobody to all.
    fn hull(&self) -> Vec<Contacted> {
        let mut hull = vec![Contacted { events: 0.0, others: 0.0 }];
        let mut at = Contacted { events: 0.0, others: 0.0 };
        for group in self.groups() {
            at.events += group.events;
            at.others += group.others;
            while let [.., before, last] = hull[..] {
                let up = (last.events - before.events) * (at.others - before.others);
                let over = (at.events - before.events) * (last.others - before.others);
                if over < up {
                    break;
                }
                hull.pop();
            }
            hull.push(at);
        }
        let all = self.weight();
        let share = |at: &Contacted| Contacted { events: at.events / all, others: at.others / all };
        hull.iter().map(share).collect()
    }
}
