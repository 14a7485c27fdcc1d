//! What a shop is like.

use crate::day::{Day, Days};
use crate::error::{Found, Result};
use crate::num::rng::Rng;
use crate::sim::basket::Basket;
use crate::sim::cadence::Cadence;
use crate::sim::contact::Contacts;
use crate::sim::decline::Planned;
use crate::sim::domain::{ABOVE_ONE, POSITIVE, SHARE, ensure};
use crate::sim::log::ShopLog;
use crate::sim::season::Season;

/// How many customers a simulated shop has, when, and how they behave.
///
/// # Examples
///
/// ```
/// use regulars::Day;
/// use regulars::sim::Shop;
///
/// let (first, last) = (Day::EPOCH, Day::EPOCH + regulars::Days(6));
/// let log = Shop::new(100).window(first, last).joining_until(first).build()?;
/// assert!(log.truths().iter().all(|truth| truth.joined == first));
/// assert!(Shop::new(100).window(last, first).check().is_err());
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[must_use = "settings do nothing until `build`"]
pub struct Shop {
    pub(super) customers: u32,
    pub(super) seed: u64,
    pub(super) first: Day,
    pub(super) last: Day,
    joining_until: Option<Day>,
    pub(super) r: f64,
    pub(super) alpha_days: f64,
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) p: f64,
    pub(super) q: f64,
    pub(super) gamma_minor: f64,
    pub(super) season: Season,
    pub(super) cadence: Cadence,
    pub(super) basket: Basket,
    pub(super) referred: f64,
    pub(super) declines: Vec<Planned>,
    pub(super) contacts: Option<Contacts>,
}

/// The days of a window at most: a century.
pub(super) const MAX_DAYS: i64 = 36_525;

/// 2023-01-01 and 2024-12-31.
const FIRST: Day = Day::trusted(19_358);
const LAST: Day = Day::trusted(20_088);

/// Days in a week: CDNOW's α was published in weeks.
const WEEK: f64 = 7.0;

/// Minor units in a major one: CDNOW's γ was published in dollars.
const CENTS: f64 = 100.0;

impl Shop {
    /// So many customers, numbered from 1, and the defaults for everything else.
    pub fn new(customers: u32) -> Self {
        Self {
            customers,
            seed: 0,
            first: FIRST,
            last: LAST,
            joining_until: None,
            r: 0.243,
            alpha_days: 4.414 * WEEK,
            a: 0.793,
            b: 2.426,
            p: 6.25,
            q: 3.74,
            gamma_minor: 15.44 * CENTS,
            season: Season::default(),
            cadence: Cadence::default(),
            basket: Basket::default(),
            referred: 0.0,
            declines: Vec::new(),
            contacts: None,
        }
    }

    /// The seed of everything that is left to chance. The default is 0.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The first and the last day of the log, at most a century. The default is the years 2023
    /// and 2024.
    pub fn window(mut self, first: Day, last: Day) -> Self {
        (self.first, self.last) = (first, last);
        self
    }

    /// The last day on which customers join; the first is the window's. The default ends the
    /// first half of the window.
    pub fn joining_until(mut self, day: Day) -> Self {
        self.joining_until = Some(day);
        self
    }

    /// How often customers order, in orders per day: Gamma with shape `r` and rate `alpha_days`,
    /// of mean `r / alpha_days`. The default is CDNOW's 0.243 and 4.414 weeks.
    ///
    /// Nothing but your memory limits the orders that are asked for.
    #[doc(alias("lambda", "rate"))]
    pub fn ordering(mut self, r: f64, alpha_days: f64) -> Self {
        (self.r, self.alpha_days) = (r, alpha_days);
        self
    }

    /// How likely each order after the first is a customer's last: Beta with `a` and `b`, of mean
    /// `a / (a + b)`. The default is CDNOW's 0.793 and 2.426.
    #[doc(alias("dropout", "churn"))]
    pub fn leaving(mut self, a: f64, b: f64) -> Self {
        (self.a, self.b) = (a, b);
        self
    }

    /// What an order comes to: Gamma with shape `p` and a rate of the customer's own, which is
    /// Gamma with shape `q` and rate `gamma_minor`; of mean `p · gamma_minor / (q - 1)` in minor
    /// units. The default is CDNOW's 6.25, 3.74 and 1544 (15.44 in major units).
    ///
    /// Amounts are rounded to whole minor units, from 1 to 10¹².
    #[doc(alias("monetary"))]
    pub fn spending(mut self, p: f64, q: f64, gamma_minor: f64) -> Self {
        (self.p, self.q, self.gamma_minor) = (p, q, gamma_minor);
        self
    }

    /// Some customers were brought by others: each by chance, with the probability `share`, if a
    /// customer who has joined on an earlier day can be found among those with lower numbers. The
    /// default is 0.
    ///
    /// Eight of them are drawn, and the first who has joined early enough it is. So among the
    /// first customers, and on the first days, referrals are rarer.
    #[doc(alias("word of mouth"))]
    pub fn referrals(mut self, share: f64) -> Self {
        self.referred = share;
        self
    }

    /// Says whether such a shop can be.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`](crate::ErrorKind::Param) for the first parameter outside its domain:
    /// shapes, rates and weights must be from 0.001 to 1,000,000, and `q` above 1; shares from 0
    /// to 1; the window must have from 1 to 36,525 days, and all other days be among them; names
    /// must be there, and differ.
    pub fn check(&self) -> Result<()> {
        POSITIVE.check("r", self.r)?;
        POSITIVE.check("alpha_days", self.alpha_days)?;
        POSITIVE.check("a", self.a)?;
        POSITIVE.check("b", self.b)?;
        POSITIVE.check("p", self.p)?;
        ABOVE_ONE.check("q", self.q)?;
        POSITIVE.check("gamma_minor", self.gamma_minor)?;
        let length = self.last.since(self.first) + 1;
        let century = "a last day that ends from 1 to 36525 days";
        check_day("window", self.last, (1..=MAX_DAYS).contains(&length), century)?;
        let until = self.last_joining();
        let within = (self.first..=self.last).contains(&until);
        check_day("joining_until", until, within, "a day of the window")?;
        self.season.check()?;
        self.cadence.check(self)?;
        self.basket.check()?;
        self.check_declines()?;
        self.contacts.map_or(Ok(()), Contacts::check)?;
        SHARE.check("referrals", self.referred)
    }

    /// Runs the shop, on every core of the caller's pool.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check).
    pub fn build(&self) -> Result<ShopLog> {
        self.check()?;
        Ok(ShopLog::run(self))
    }

    /// The draws of a purpose for one customer. Each purpose has draws of its own, so that a
    /// setting more leaves everything else as it is.
    pub(super) fn rng(&self, purpose: &'static str, index: u32) -> Rng {
        Rng::new(self.seed, purpose).stream(index.into())
    }

    /// The number of days in the window; only for settings that were checked.
    pub(super) fn days(&self) -> u32 {
        span(self.first, self.last)
    }

    /// The number of days on which customers join, likewise.
    pub(super) fn joining_days(&self) -> u32 {
        span(self.first, self.last_joining())
    }

    fn last_joining(&self) -> Day {
        let half = || self.first + Days((span(self.first, self.last) / 2).saturating_sub(1));
        self.joining_until.unwrap_or_else(half)
    }
}

fn check_day(name: &'static str, day: Day, admits: bool, expected: &'static str) -> Result<()> {
    ensure(admits, name, Found::Day(day), expected)
}

/// The days from `first` to `last`, both counted; 0 if there are none.
fn span(first: Day, last: Day) -> u32 {
    u32::try_from(last.since(first) + 1).unwrap_or(0)
}
