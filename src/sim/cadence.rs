//! A customer's own rhythm: how regular it is, and what may happen to it.

use std::ops::RangeInclusive;

use crate::day::{Day, Days};
use crate::error::{Found, Result};
use crate::num::rng::Rng;
use crate::sim::domain::{POSITIVE, SHARE, ensure};
use crate::sim::season::{Pace, whole};
use crate::sim::settings::{MAX_DAYS, Shop};
use crate::sim::truth::{CadenceBreak, Lapse};

/// What the waiting times between orders are like.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cadence {
    pub(super) regularity: f64,
    pub(super) billing: Option<Days>,
    breaks: Option<Breaks>,
    lapses: Option<Lapses>,
}

#[derive(Clone, Debug, PartialEq)]
struct Breaks {
    share: f64,
    factor: f64,
    on: RangeInclusive<Day>,
}

#[derive(Clone, Debug, PartialEq)]
struct Lapses {
    share: f64,
    from: RangeInclusive<Day>,
    silent: RangeInclusive<Days>,
}

impl Shop {
    /// How regularly customers order: waiting times are Gamma with shape `k`, of the same mean
    /// whatever `k` is, and with a coefficient of variation of `1 / √k`. The default is 1, which
    /// is the exponential: an order is as likely today as on any day. At 2 and above customers
    /// have a rhythm; below 1 their orders come in clumps.
    #[doc(alias("erlang", "clumpiness"))]
    pub fn regularity(mut self, k: f64) -> Self {
        self.cadence.regularity = k;
        self
    }

    /// Customers are subscribers: charged on the day of joining and then every so many days, the
    /// same amount each time, which is the customer's mean. The default is that they are not.
    ///
    /// After each charge, the first included, a subscriber cancels with the probability that
    /// [`leaving`](Self::leaving) draws, as in the shifted Beta–Geometric model: the share that
    /// makes at least `t` renewals is `B(a, b + t) / B(a, b)`. What is said of rates, in
    /// [`ordering`](Self::ordering), [`regularity`](Self::regularity) and the season, has no say
    /// in renewals, though subscribers join as the season has it. A lapse puts all charges off,
    /// and a break divides the days between them by its factor.
    ///
    /// # References
    ///
    /// * Fader & Hardie, How to Project Customer Retention, Journal of Interactive Marketing 21
    ///   (2007).
    #[doc(alias("contract", "subscription", "sbg"))]
    pub fn billing(mut self, every: Days) -> Self {
        self.cadence.billing = Some(every);
        self
    }

    /// Breaks in the cadence: a share of the customers has its rate multiplied by `factor`, from
    /// a day on that is drawn from `on`, all days alike. The default is no breaks.
    ///
    /// Breaks hit those only who have joined on an earlier day and not left by then; so of all
    /// customers it is a smaller share.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::Day;
    /// use regulars::sim::Shop;
    ///
    /// let day: Day = "2024-01-01".parse()?;
    /// let log = Shop::new(100).breaks(1.0, 0.25, day..=day).build()?;
    /// for truth in log.truths() {
    ///     let hit = truth.joined < day && truth.left.is_none_or(|left| day <= left);
    ///     assert_eq!(truth.cadence_break.map(|b| (b.day, b.factor)), hit.then_some((day, 0.25)));
    /// }
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[doc(alias("changepoint"))]
    pub fn breaks(mut self, share: f64, factor: f64, on: RangeInclusive<Day>) -> Self {
        self.cadence.breaks = Some(Breaks { share, factor, on });
        self
    }

    /// Lapses: a share of the customers falls silent on a day drawn from `from`, for a number of
    /// days drawn from `silent`, and then orders as before. The default is no lapses.
    ///
    /// Only new orders are silenced: what was ordered before may still be returned. Lapses hit
    /// those only who have joined on an earlier day and not left by then.
    #[doc(alias("reactivation", "win-back", "pause"))]
    pub fn lapses(
        mut self,
        share: f64,
        from: RangeInclusive<Day>,
        silent: RangeInclusive<Days>,
    ) -> Self {
        self.cadence.lapses = Some(Lapses { share, from, silent });
        self
    }
}

impl Default for Cadence {
    fn default() -> Self {
        Self { regularity: 1.0, billing: None, breaks: None, lapses: None }
    }
}

impl Cadence {
    pub(super) fn check(&self, shop: &Shop) -> Result<()> {
        POSITIVE.check("regularity", self.regularity)?;
        self.billing.map_or(Ok(()), |every| check_length("billing", every))?;
        if let Some(Breaks { share, factor, on }) = &self.breaks {
            SHARE.check("breaks.share", *share)?;
            POSITIVE.check("breaks.factor", *factor)?;
            check_days("breaks.on", on, shop)?;
        }
        if let Some(Lapses { share, from, silent }) = &self.lapses {
            SHARE.check("lapses.share", *share)?;
            check_days("lapses.from", from, shop)?;
            let (shortest, longest) = (*silent.start(), *silent.end());
            check_length("lapses.silent", shortest)?;
            check_length("lapses.silent", longest)?;
            let found = Found::Integer(longest.0.into());
            ensure(shortest <= longest, "lapses.silent", found, "a range from short to long")?;
        }
        Ok(())
    }

    /// The days from one order to the next, were there neither season nor plans.
    pub(super) fn wait(&self, rate: f64, rng: &mut Rng) -> f64 {
        let Self { regularity: k, billing, .. } = *self;
        let wait = match billing {
            Some(every) => return f64::from(every.0),
            // The same law as a gamma of shape 1, from other draws: those of the plain shop.
            None if (k - 1.0).abs() < f64::EPSILON => rng.exponential(),
            None => rng.gamma(k) / k,
        };
        // The least rates underflow to 0, and then even a draw of 0 takes for ever.
        if 0.0 < rate { wait / rate } else { f64::INFINITY }
    }
}

pub(super) fn check_days(
    name: &'static str,
    days: &RangeInclusive<Day>,
    shop: &Shop,
) -> Result<()> {
    let within = shop.first <= *days.start() && days.start() <= days.end();
    let wrong = if within { days.end() } else { days.start() };
    let admitted = within && *days.end() <= shop.last;
    ensure(admitted, name, Found::Day(*wrong), "a range of days of the window")
}

fn check_length(name: &'static str, Days(days): Days) -> Result<()> {
    let admitted = (1..=MAX_DAYS).contains(&i64::from(days));
    ensure(admitted, name, Found::Integer(days.into()), "from 1 to 36525 days")
}

/// What is to happen to one customer.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Plans {
    pub(super) cadence_break: Option<CadenceBreak>,
    pub(super) lapse: Option<Lapse>,
}

impl Plans {
    /// Draws them for a customer who joins on a day.
    pub(super) fn draw(shop: &Shop, index: u32, joined: Day) -> Self {
        let Cadence { breaks, lapses, .. } = &shop.cadence;
        let cadence_break = breaks.as_ref().and_then(|Breaks { share, factor, on }| {
            let mut rng = shop.rng("sim/breaks", index);
            rng.bernoulli(*share).then(|| CadenceBreak { day: any(on, &mut rng), factor: *factor })
        });
        let lapse = lapses.as_ref().and_then(|Lapses { share, from, silent }| {
            let mut rng = shop.rng("sim/lapses", index);
            let from = rng.bernoulli(*share).then(|| any(from, &mut rng))?;
            let lengths = silent.end().0 - silent.start().0 + 1;
            let silent = Days(silent.start().0 + below(lengths, &mut rng));
            Some(Lapse { from, back: from + silent })
        });
        Self {
            cadence_break: cadence_break.filter(|plan| joined < plan.day),
            lapse: lapse.filter(|plan| joined < plan.from),
        }
    }

    /// Those that still happened, had the customer left on a day.
    pub(super) fn before(self, left: Option<Day>) -> Self {
        let happened = |day: Day| left.is_none_or(|left| day <= left);
        Self {
            cadence_break: self.cadence_break.filter(|plan| happened(plan.day)),
            lapse: self.lapse.filter(|plan| happened(plan.from)),
        }
    }

    /// The times of `pace` at which the customer's speed changes.
    pub(super) fn phases(&self, first: Day, pace: &Pace) -> Phases {
        let changes = self.cadence_break.map(|plan| plan.day).into_iter();
        let mut days: Vec<Day> =
            changes.chain(self.lapse.into_iter().flat_map(|plan| [plan.from, plan.back])).collect();
        days.sort_unstable();
        let (mut phases, mut last) = (Vec::new(), 1.0);
        for day in days {
            let offset = u32::try_from(day.since(first)).expect("plans are made for the window");
            phases.push(Phase { until: pace.midnight(offset), speed: last });
            last = self.speed(day);
        }
        Phases { phases, last }
    }

    /// How fast the customer's clock runs against the shop's.
    fn speed(&self, day: Day) -> f64 {
        let silent = self.lapse.is_some_and(|plan| plan.from <= day && day < plan.back);
        let changed = self.cadence_break.filter(|plan| plan.day <= day);
        if silent { 0.0 } else { changed.map_or(1.0, |plan| plan.factor) }
    }
}

/// One customer's speeds, one after the other.
pub(super) struct Phases {
    // Invariant: ascending.
    phases: Vec<Phase>,
    /// The speed after all of them, above 0.
    last: f64,
}

struct Phase {
    until: f64,
    speed: f64,
}

impl Phases {
    /// The shop's time at which the customer, who is at the shop's time `at`, has waited.
    pub(super) fn after(&self, mut at: f64, mut wait: f64) -> f64 {
        for &Phase { until, speed } in &self.phases {
            if until <= at {
                continue;
            }
            let room = (until - at) * speed;
            if wait < room {
                return at + wait / speed;
            }
            (at, wait) = (until, wait - room);
        }
        at + wait / self.last
    }
}

/// A day of the range, all alike.
pub(super) fn any(days: &RangeInclusive<Day>, rng: &mut Rng) -> Day {
    let length = u32::try_from(days.end().since(*days.start()) + 1).expect("it is in a window");
    *days.start() + Days(below(length, rng))
}

/// A number from 0 to `n - 1`, all alike.
pub(super) fn below(n: u32, rng: &mut Rng) -> u32 {
    whole(rng.uniform() * f64::from(n))
}
