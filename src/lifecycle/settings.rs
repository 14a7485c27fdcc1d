//! What may be asked of a lifecycle.

use super::limit::{Limit, number};
use super::rule::{Learned, LifecycleRule};
use super::silences::Silences;
use crate::day::Days;
use crate::engine::{Bound, Fit, Score};
use crate::error::{ErrorKind, Found, Result};
use crate::table::{Layout, Row, Table};

/// Settings of a lifecycle: when a customer is new, growing, mature, loyal, declining, silent and
/// churned.
///
/// # Examples
///
/// ```
/// use regulars::lifecycle::{Lifecycle, State};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Fit, Language, Ledger};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::new(500).build()?.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
///
/// let rule = Lifecycle::new().fit(view.table())?;
/// for (customer, stage) in view.join(&rule)?.filter(|(_, stage)| stage.state.at_risk()) {
///     println!("{customer}: {}: {}", stage.state, stage.reason.text(Language::English));
/// #   assert!([State::Declining, State::Silent].contains(&stage.state));
/// }
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[must_use = "settings do nothing until `fit`"]
pub struct Lifecycle<S = Unscored> {
    pub(super) declining: Limit,
    pub(super) silent: Limit,
    pub(super) churned: Limit,
    pub(super) declining_from: u64,
    pub(super) mature: Established,
    pub(super) loyal: Established,
    pub(super) trend: Option<f64>,
    pub(super) shrinkage: f64,
    pub(super) cancelled: Option<String>,
    // Whether there is a score to ask.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) scores: bool,
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) scorer: S,
}

/// No score is asked. What [`Lifecycle::scored`] replaces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unscored;

/// Never reaches a limit.
impl Score for Unscored {
    type Output = f64;

    fn bind(&self, _: &Layout) -> Result<impl Bound<Output = f64>> {
        Ok(|_: Row<'_>| f64::NEG_INFINITY)
    }
}

/// From when on a customer is established.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct Established {
    pub(super) purchase_days: u64,
    pub(super) tenure: Days,
}

impl Lifecycle {
    /// The customary settings, by each customer's own rhythm, which [`fit`](Fit::fit) draws towards what
    /// is usual for all: learn it from two or three times as long a past as customers take to come back,
    /// as gaps that have not ended yet are not among those it knows. (Rules that have nothing to learn
    /// can be [built](Self::build) instead.) These are declining after 2 usual gaps of
    /// silence, silent after 3, churned after 6; mature from 4 purchase days in 180 days on, loyal
    /// from 8 in 365; declining also if gaps lengthen at the level 0.05.
    pub fn new() -> Self {
        Self {
            declining: Limit::Gaps(2.0),
            silent: Limit::Gaps(3.0),
            churned: Limit::Gaps(6.0),
            declining_from: 2,
            mature: Established { purchase_days: 4, tenure: Days(180) },
            loyal: Established { purchase_days: 8, tenure: Days(365) },
            trend: Some(0.05),
            shrinkage: 2.0,
            cancelled: None,
            scores: false,
            scorer: Unscored,
        }
    }
}

impl<S> Lifecycle<S> {
    /// After how much silence a customer declines. The default is 2 of their usual gaps.
    pub fn declining_after(mut self, limit: Limit) -> Self {
        self.declining = limit;
        self
    }

    /// After how much silence a customer is silent. The default is 3 of their usual gaps.
    pub fn silent_after(mut self, limit: Limit) -> Self {
        self.silent = limit;
        self
    }

    /// After how much silence a customer is churned. The default is 6 of their usual gaps.
    pub fn churned_after(mut self, limit: Limit) -> Self {
        self.churned = limit;
        self
    }

    /// From how many purchase days on silence makes a customer decline: since the first, or since
    /// the return. The default is 2, as there is no rhythm to fall behind before that: until they
    /// are silent, new customers stay new.
    pub fn declining_from(mut self, purchase_days: u64) -> Self {
        self.declining_from = purchase_days;
        self
    }

    /// From how many purchase days on, and how long after the first, a customer is mature. The
    /// default is 4 and 180 days.
    pub fn mature_from(mut self, purchase_days: u64, tenure: Days) -> Self {
        self.mature = Established { purchase_days, tenure };
        self
    }

    /// From how many purchase days on, and how long after the first, a customer is loyal. The default
    /// is 8 and 365 days.
    pub fn loyal_from(mut self, purchase_days: u64, tenure: Days) -> Self {
        self.loyal = Established { purchase_days, tenure };
        self
    }

    /// The level at which lengthening gaps make a customer decline, or `None` not to look at them. The
    /// default is 0.05.
    ///
    /// # Formula
    ///
    /// At each purchase the last 3 gaps are held against up to 9 before them, of which there must be
    /// 3. Were all `m + k` of one rate, with purchases by chance (Poisson), the share `x` of their
    /// sum that is the last `m` would follow Beta(m, k), so that
    ///
    /// ```text
    /// p = P(Beta(m, k) ≥ x) = Σ_{j<m} C(m+k−1, j) xʲ (1 − x)^(m+k−1−j)
    /// ```
    ///
    /// which is the exact conditional test of two Poisson rates. Customers who buy more regularly
    /// than by chance are found less often than the level says. Each purchase is one more look: of
    /// customers who buy by chance, as often as ever, some 4 in 10 are found once within 20 purchases at
    /// a level of 0.05, and 7 in 10 within 40.
    ///
    /// # References
    ///
    /// Przyborowski, J. & Wilenski, H. (1940), "Homogeneity of results in testing samples from
    /// Poisson series", *Biometrika* 31(3/4).
    pub fn trend(mut self, level: impl Into<Option<f64>>) -> Self {
        self.trend = level.into();
        self
    }

    /// How many gaps of an average customer are mixed into each customer's own. The default is 2.
    ///
    /// # Formula
    ///
    /// ```text
    /// usual gap = (shrinkage · ḡ + Σ own gaps) / (shrinkage + number of own gaps)
    /// ```
    ///
    /// where `ḡ` is the mean over all who have come back of their mean gap. Silences of churned
    /// customers who returned do not count as gaps.
    pub fn shrinkage(mut self, gaps: f64) -> Self {
        self.shrinkage = gaps;
        self
    }

    /// The feature that says on which day a customer has cancelled, as a
    /// [number](crate::Day::number), and nothing for those who have not. The default is none.
    ///
    /// Who has cancelled is declining from that day on, and churned as soon as they would be silent,
    /// unless they buy again. For days in the past to be answered, the feature has to be a
    /// [constant](crate::View::with_constant) one: of any other, the log and the course tell past days
    /// by what was known on the last. A cancellation is not heeded before its day, nor after the next
    /// purchase.
    pub fn cancelled(mut self, feature: impl Into<String>) -> Self {
        self.cancelled = Some(feature.into());
        self
    }

    /// The score that [`Limit::Score`] is about, such as the chance that nothing is bought for 90
    /// days.
    ///
    /// It is asked about the customer as they were at each purchase, and then silent; so it should be
    /// one that does not fall with silence: the chance of silence rises, and `P(alive)` falls, by which the
    /// best customers would be lost ones. NaN reaches no limit. The first day on which it reaches its limit is looked for
    /// 1, 2, 4, 8 … days after the purchase, and then in between.
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::clv::{Btyd, Family};
    /// use regulars::lifecycle::{Lifecycle, Limit};
    /// # use regulars::sim::Shop;
    /// use regulars::{Currency, Days, Fit, Ledger, Score, TimeUnit};
    ///
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.load(&Shop::new(500).build()?.orders())?;
    /// # let view = ledger.as_of("2024-12-31".parse()?);
    /// let model = Btyd::new(Family::MbgNbd, TimeUnit::Week).fit(view.table())?;
    /// let silent = model.p_silent_for(Days(90)).map(|p| p.unwrap_or(f64::NAN));
    /// let rule = Lifecycle::new().scored(silent).churned_after(Limit::Score(0.9)).fit(view.table())?;
    /// assert_eq!(rule.score(view.table())?.len(), view.len());
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn scored<T: Score<Output = f64>>(self, scorer: T) -> Lifecycle<T> {
        let Self {
            declining,
            silent,
            churned,
            declining_from,
            mature,
            loyal,
            trend,
            shrinkage,
            cancelled,
            ..
        } = self;
        Lifecycle {
            declining,
            silent,
            churned,
            declining_from,
            mature,
            loyal,
            trend,
            shrinkage,
            cancelled,
            scores: true,
            scorer,
        }
    }

    pub(super) fn limits(&self) -> [(&'static str, Limit); 3] {
        [
            ("declining_after", self.declining),
            ("silent_after", self.silent),
            ("churned_after", self.churned),
        ]
    }

    /// Whether these settings make sense, without data.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a number out of bounds, for limits of one kind of which a later
    /// state's is not the larger, for a limit of a score without [one](Self::scored), and for loyal
    /// customers who need not be mature.
    pub fn check(&self) -> Result<()> {
        let limits = self.limits();
        limits.into_iter().try_for_each(|(name, limit)| limit.check(name))?;
        let wrong = |name, found, expected| Err(ErrorKind::Param { name, found, expected }.into());
        let scored = |&(_, limit): &(_, Limit)| matches!(limit, Limit::Score(_));
        if let Some((name, limit)) = limits.into_iter().find(scored).filter(|_| !self.scores) {
            return wrong(name, limit.found(), "another limit, or a score from `scored`");
        }
        for (before, after) in [(0, 1), (1, 2), (0, 2)] {
            let (name, after) = limits[after];
            if after.within(limits[before].1) {
                return wrong(name, after.found(), "more than for the state before");
            }
        }
        if let Some(level) = self.trend.filter(|&level| !(0.0 < level && level < 1.0)) {
            return wrong("trend", number(level), "a level above 0 and below 1");
        }
        if !(0.0 < self.shrinkage && self.shrinkage.is_finite()) {
            return wrong("shrinkage", number(self.shrinkage), "a number of gaps above 0");
        }
        let (mature, loyal) = (self.mature, self.loyal);
        if loyal.purchase_days < mature.purchase_days || loyal.tenure < mature.tenure {
            let few = loyal.purchase_days < mature.purchase_days;
            let found = if few { loyal.purchase_days } else { loyal.tenure.0.into() };
            let found = Found::Integer(found.try_into().unwrap_or(i64::MAX));
            let days = "no fewer purchase days than for `mature_from`";
            let tenure = "a tenure no shorter than for `mature_from`";
            return wrong("loyal_from", found, if few { days } else { tenure });
        }
        Ok(())
    }
}

impl<S: Clone> Lifecycle<S> {
    /// The rule of these settings, if there is nothing in them to be learned.
    ///
    /// # Errors
    ///
    /// As [`check`](Self::check), and [`ErrorKind::Param`] for a limit that has to be learned: see
    /// [`fit`](Fit::fit).
    pub fn build(&self) -> Result<LifecycleRule<S>> {
        self.check()?;
        if let Some((name, limit)) = self.limits().into_iter().find(|(_, limit)| limit.learns()) {
            let expected = "a limit that needs no data, or `fit`";
            return Err(ErrorKind::Param { name, found: limit.found(), expected }.into());
        }
        Ok(LifecycleRule { settings: self.clone(), learned: None })
    }
}

impl<S: Clone + Score<Output = f64>> Fit for Lifecycle<S> {
    type Model = LifecycleRule<S>;

    /// Learns what limits are to be learned, and what gap between purchases is usual.
    ///
    /// # Errors
    ///
    /// As [`check`](Lifecycle::check); [`ErrorKind::NoTimeline`](crate::ErrorKind::NoTimeline) if the
    /// rows do not know their past; [`ErrorKind::TooLittle`] if nobody has come back yet, so that
    /// there is no gap to learn from, or if no silence is long enough for
    /// [`Limit::ReturnRate`].
    fn fit(&self, table: Table<'_>) -> Result<LifecycleRule<S>> {
        self.check()?;
        if !self.limits().into_iter().any(|(_, limit)| limit.learns()) {
            return self.build();
        }
        let silences = Silences::of(table)?;
        let mut settings = self.clone();
        for limit in [&mut settings.declining, &mut settings.silent, &mut settings.churned] {
            *limit = limit.learned(&silences)?;
        }
        // What was learned may cross.
        settings.check()?;
        let learned = Learned::of(&silences, &settings)?;
        Ok(LifecycleRule { settings, learned: Some(learned) })
    }
}

impl Default for Lifecycle {
    fn default() -> Self {
        Self::new()
    }
}
