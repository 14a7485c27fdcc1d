//! Kaplan and Meier's estimate of how long things last.

use super::rows::deviations;
use super::spells::{Counts, Spells};
use crate::error::{ErrorKind, Found, Result};

/// What rounding may add to a share: it must not move a quantile to the next day. Shares are above
/// the inverse of the number of spells, or 0.
const ROUNDING: f64 = 1e-12;

/// The chance to last longer than so many days, where some things have ended and others go on still:
/// these count for as long as they have been seen.
///
/// It is fair if spells go out of sight for reasons that have nothing to do with their ends, as those do
/// that the as-of day cuts off. Customers who are removed from the records because they are about to
/// leave make it too high.
///
/// # Formula
///
/// ```text
/// S(t) = Π (1 − dᵢ/nᵢ) over days tᵢ ≤ t
/// ```
///
/// with `dᵢ` the spells that ended after `tᵢ` days, and `nᵢ` those at risk: all that lasted as long,
/// those that were last seen then among them. `S` is 1 before the first end, and where there are
/// no spells. As long as nothing goes out of sight, the product is one quotient of whole numbers, and
/// is computed so: where all has ended, `S` is to the last bit the share of what lasted longer.
///
/// # References
///
/// Kaplan & Meier, "Nonparametric estimation from incomplete observations", Journal of the American
/// Statistical Association 53 (1958). For errors and intervals, Kalbfleisch & Prentice, "The
/// Statistical Analysis of Failure Time Data", second edition (2002), section 1.4.
///
/// # Examples
///
/// Four customers left after 10, 20, 20 and 30 days, and one is seen to stay for 25 days so far.
///
/// ```
/// use regulars::metric::{KaplanMeier, Spell};
///
/// let left = [10, 20, 20, 30].map(|days| Spell { days, ended: true });
/// let stays = Spell { days: 25, ended: false };
/// let lasts = KaplanMeier::of(&left.into_iter().chain([stays]).collect());
/// assert_eq!([9, 10, 20, 25, 30].map(|days| lasts.survival(days)), [1.0, 0.8, 0.4, 0.4, 0.0]);
/// assert_eq!(lasts.median(), Some(20));
/// assert_eq!(lasts.ends_within(10, 10), Some(0.5)); // of those who have stayed for 10 days
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct KaplanMeier {
    // Invariant: by ascending days, each with somebody at risk who ended or was last seen.
    steps: Vec<Step>,
}

/// A day after which spells ended, or were last seen to go on.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Step {
    /// The days from the start.
    pub days: u32,
    /// The spells that lasted as long.
    pub at_risk: u64,
    /// Those of them that ended then.
    pub ended: u64,
    /// Those of them that were last seen to go on.
    pub censored: u64,
    /// The chance to last longer.
    pub survival: f64,
    /// Its standard error by Greenwood's formula, `S · sqrt(Σ dᵢ/(nᵢ(nᵢ − dᵢ)))`; 0 where nothing
    /// has ended or all has, because data do not tell then how sure that is.
    pub standard_error: f64,
}

impl KaplanMeier {
    /// The estimate for these spells.
    #[must_use]
    pub fn of(spells: &Spells) -> Self {
        let mut left = spells.len();
        // The survival when the last of those went out of sight who go on, and how many were left.
        let (mut anchor, mut base, mut greenwood) = (1.0, left, 0.0);
        let step = |(&days, counts): (&u32, &Counts)| {
            let (at_risk, ended, censored) = (left, counts.ended, counts.censored);
            let longer = at_risk - ended;
            let survival = anchor * ratio(longer, base);
            left = longer - censored;
            if 0 < censored {
                (anchor, base) = (survival, left);
            }
            if 0 < longer {
                greenwood += ratio(ended, at_risk) / float(longer);
            }
            let standard_error = survival * greenwood.sqrt();
            Step { days, at_risk, ended, censored, survival, standard_error }
        };
        Self { steps: spells.counts.iter().map(step).collect() }
    }

    /// The days after which spells ended, or were last seen to go on, in order.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The number of spells.
    #[must_use]
    pub fn len(&self) -> u64 {
        self.at_risk(0)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// The spells that ended.
    #[must_use]
    pub fn ended(&self) -> u64 {
        self.steps.iter().map(|step| step.ended).sum()
    }

    /// Those that were last seen to go on.
    #[must_use]
    pub fn censored(&self) -> u64 {
        self.steps.iter().map(|step| step.censored).sum()
    }

    /// The longest spell; `None` if there are none.
    #[must_use]
    pub fn longest(&self) -> Option<u32> {
        self.steps.last().map(|step| step.days)
    }

    /// The spells that lasted at least so long: what is said of `days` rests on them.
    #[must_use]
    pub fn at_risk(&self, days: u32) -> u64 {
        let next = self.steps.partition_point(|step| step.days < days);
        self.steps.get(next).map_or(0, |step| step.at_risk)
    }

    /// The chance to last longer than `days`. Beyond the [`longest`](Self::longest) spell it is what it
    /// was there, which is only known to be an upper bound.
    #[must_use]
    pub fn survival(&self, days: u32) -> f64 {
        self.at(days.into()).map_or(1.0, |step| step.survival)
    }

    /// The interval that holds the chance to last longer than `days` with probability `level`, such as
    /// 0.95. Both ends are 1 where nothing has ended, and 0 where all has: data do not tell then how
    /// sure that is.
    ///
    /// # Formula
    ///
    /// With `z` of the normal distribution and `e` the standard error, `S` to the power of
    /// `exp(±z · e/(S · ln S))`: the interval of `ln(−ln S)`, so that both ends are between 0 and 1.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a level that is not between 0 and 1.
    pub fn interval(&self, days: u32, level: f64) -> Result<(f64, f64)> {
        let z = deviations(level)?;
        Ok(self.at(days.into()).map_or((1.0, 1.0), |step| step.interval(z)))
    }

    /// The least days that no more than `1 − p` last longer than; `None` if there are always more, as
    /// far as spells have been seen.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a `p` that is not above 0 and up to 1.
    pub fn quantile(&self, p: f64) -> Result<Option<u32>> {
        let longer = longer(p)?;
        Ok(self.first(|step| step.survival <= longer))
    }

    /// The days that half of all last at most; `None` if more than half last longer, as far as spells
    /// have been seen.
    #[must_use]
    pub fn median(&self) -> Option<u32> {
        self.first(|step| step.survival <= 0.5 + ROUNDING)
    }

    /// The interval that holds the quantile with probability `level`, such as 0.95: where the ends of
    /// the [`interval`](Self::interval) of the survival reach `1 − p`. An end that they do not reach is
    /// `None`, and so is an upper one that they reach only where all has ended, of which data do not
    /// tell how sure it is.
    ///
    /// # References
    ///
    /// Brookmeyer & Crowley, "A confidence interval for the median survival time", Biometrics 38 (1982).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a `p` that is not above 0 and up to 1, or a level that is not between 0
    /// and 1.
    pub fn quantile_interval(&self, p: f64, level: f64) -> Result<(Option<u32>, Option<u32>)> {
        let (longer, z) = (longer(p)?, deviations(level)?);
        let low = self.first(|step| step.interval(z).0 <= longer);
        let high = self.first(|step| 0.0 < step.survival && step.interval(z).1 <= longer);
        Ok((low, high))
    }

    /// The mean days of all when what lasts longer than `until` counts as `until`; `None` if spells
    /// have not been seen for as long.
    ///
    /// # Formula
    ///
    /// The area below `S`, from 0 to `until`.
    #[doc(alias("rmst"))]
    #[must_use]
    pub fn restricted_mean(&self, until: u32) -> Option<f64> {
        let before = self.steps.iter().take_while(|step| step.days < until);
        let area = |(from, chance, area): (u32, f64, f64), days: u32, next: f64| {
            (days, next, area + chance * f64::from(days - from))
        };
        let steps = before.fold((0, 1.0, 0.0), |sum, step| area(sum, step.days, step.survival));
        self.knows(until.into()).then(|| area(steps, until, 0.0).2)
    }

    /// The chance that what has lasted for `from` days, and goes on, ends within the next `days`;
    /// `None` if nothing has been seen to last longer than `from`, or for `from + days` while some
    /// goes on.
    ///
    /// # Formula
    ///
    /// `1 − S(from + days)/S(from)`.
    #[must_use]
    pub fn ends_within(&self, from: u32, days: u32) -> Option<f64> {
        let until = u64::from(from) + u64::from(days);
        let then = self.at(until).map_or(1.0, |step| step.survival);
        let now = self.survival(from);
        (0.0 < now && self.knows(until)).then(|| 1.0 - then / now)
    }

    /// The last step until then.
    fn at(&self, days: u64) -> Option<&Step> {
        let next = self.steps.partition_point(|step| u64::from(step.days) <= days);
        self.steps.get(next.checked_sub(1)?)
    }

    fn first(&self, reached: impl Fn(&Step) -> bool) -> Option<u32> {
        self.steps.iter().find(|step| reached(step)).map(|step| step.days)
    }

    /// Whether spells have been seen for so long, or all have ended before.
    fn knows(&self, days: u64) -> bool {
        let known = |last: &Step| days <= last.days.into() || last.survival <= 0.0;
        self.steps.last().is_some_and(known)
    }
}

impl Step {
    fn interval(&self, z: f64) -> (f64, f64) {
        let Self { survival, standard_error, .. } = *self;
        if survival <= 0.0 || 1.0 <= survival {
            return (survival, survival);
        }
        let hazard = -libm::log(survival);
        let factor = libm::exp(z * standard_error / survival / hazard);
        let end = |hazard: f64| libm::exp(-hazard);
        // Rounding must not leave the estimate outside.
        (end(hazard * factor).min(survival), end(hazard / factor).max(survival))
    }
}

/// The share that lasts longer than a quantile.
fn longer(p: f64) -> Result<f64> {
    if 0.0 < p && p <= 1.0 {
        return Ok(1.0 - p + ROUNDING);
    }
    let (name, expected) = ("p", "a number above 0 and up to 1");
    Err(ErrorKind::Param { name, found: Found::Number(p), expected }.into())
}

fn ratio(part: u64, whole: u64) -> f64 {
    float(part) / float(whole)
}

#[expect(clippy::cast_precision_loss, reason = "up to 2^53 are counted")]
fn float(count: u64) -> f64 {
    count as f64
}
