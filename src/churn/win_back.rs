//! Who may be won back, what an offer is worth, and until when.

#[cfg(feature = "serde")]
mod stored;
#[cfg(test)]
mod tests;

use crate::day::{Day, Days};
use crate::engine::{Bound, Fit, Score};
use crate::error::{ErrorKind, Found, Result};
use crate::language::Language;
use crate::metric::{KaplanMeier, Spell, Spells};
use crate::par;
use crate::table::{Layout, Needs, Row, Table};

/// Settings of win-back: how likely lapsed customers are to return, by how long ago they lapsed.
///
/// A customer has lapsed who has been silent for longer than [`lapsed_after`](Self::lapsed_after) days. How
/// many return is learned from all silences that lasted so long, those that ended and those that go on;
/// the others of a customer's ways count for nothing. Silences of all years count alike: where customers
/// return less and less often, or more and more, the chance lags behind.
///
/// # Formula
///
/// `p(d) = 1 − S(d + h)/S(d)`, with the horizon `h` and Kaplan and Meier's estimate `S` of how long lapses last.
///
/// # Examples
///
/// ```
/// use regulars::churn::{WinBack, WinBackOffer};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Days, Fit, Ledger, Score, from_fn};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::new(2_000).build()?.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
/// let model = WinBack::new(Days(90)).lapsed_after(Days(60)).fit(view.table())?;
///
/// // What is earned with who comes back: half of what they spent on a purchase day so far.
/// let value = from_fn(|row| {
///     row.history().map(|own| 0.5 * own.revenue().0 as f64 / own.purchase_days() as f64)
/// });
/// let offers = model.offers(value, 100.0)?.score(view.table())?; // that cost 1.00 each
/// let chosen = WinBackOffer::rank(&offers, 5_000.0); // 50.00 in all
/// assert_eq!(chosen.len(), 50);
/// let first = offers[chosen[0]].expect("who is chosen has an offer");
/// assert!(0.0 < first.expected_profit && first.closes.is_some_and(|day| view.as_of() <= day));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[must_use = "settings do nothing until `fit`"]
pub struct WinBack {
    horizon: Days,
    lapsed_after: Days,
    due_to_offer: f64,
}

/// How likely lapsed customers are to return: a [`Score`] of that chance.
#[derive(Clone, Debug, PartialEq)]
pub struct WinBackModel {
    settings: WinBack,
    learned: Learned,
}

/// What was learned of a population.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
struct Learned {
    as_of: Day,
    lapses: u64,
    returned: u64,
    // Invariant: probabilities by the days since the lapse, one or more.
    chances: Vec<f64>,
}

/// What an offer to one lapsed customer is worth.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct WinBackOffer {
    /// The days of silence so far.
    pub silent: Days,
    /// How likely they return within the horizon.
    pub p_return: f64,
    /// What is earned if they do, in minor units.
    pub value: f64,
    /// What the offer costs, whether or not they do.
    pub cost: f64,
    /// What is to be expected of the offer: the share of returns that are due to it times the chance
    /// times the value, less the cost.
    pub expected_profit: f64,
    /// The last day up to which that stays above 0 if they stay silent, as far as silences were seen to
    /// last; nothing if it is not above 0 today.
    pub closes: Option<Day>,
}

/// So many must have lapsed for so long before it is said how many of them return.
const LEAST: u64 = 30;

impl WinBack {
    /// Asks who returns within `horizon`, of those who have been silent for longer than 365 days.
    pub fn new(horizon: Days) -> Self {
        Self { horizon, lapsed_after: Days(365), due_to_offer: 1.0 }
    }

    /// After how many days of silence a customer has lapsed. The default is 365.
    pub fn lapsed_after(mut self, days: Days) -> Self {
        self.lapsed_after = days;
        self
    }

    /// The share of returns that would not be without an offer, as a test with a group that gets none
    /// tells it. The default is 1, which is too high: some return unasked.
    #[doc(alias("uplift"))]
    pub fn due_to_offer(mut self, share: f64) -> Self {
        self.due_to_offer = share;
        self
    }

    fn check(&self) -> Result<()> {
        let param = |name, found, expected| Err(ErrorKind::Param { name, found, expected }.into());
        if self.horizon == Days(0) {
            return param("horizon", Found::Integer(0), "one day or more");
        }
        if !(0.0 < self.due_to_offer && self.due_to_offer <= 1.0) {
            let expected = "a number above 0 and up to 1";
            return param("due_to_offer", number(self.due_to_offer), expected);
        }
        Ok(())
    }

    /// The lapses of one customer, by the days since: those that ended, and one that goes on.
    fn lapses(&self, row: Row<'_>, spells: &mut Spells) {
        let Some(history) = row.history() else { return };
        let mut add = |silence: i64, ended| {
            if let Some(days) = self.since_lapse(silence) {
                spells.add(Spell { days, ended });
            }
        };
        let mut last = history.first();
        let totals = row.timeline().into_iter().flat_map(|timeline| timeline.iter());
        for total in totals.filter(|total| 0 < total.orders) {
            add(total.day.since(last), true);
            last = total.day;
        }
        add(history.days_since_last(), false);
    }

    /// The days since the lapse, if there is one: none on its last day before.
    fn since_lapse(&self, silence: i64) -> Option<u32> {
        let days = u32::try_from(silence).ok()?.checked_sub(self.lapsed_after.0)?;
        (0 < days).then_some(days)
    }
}

impl Fit for WinBack {
    type Model = WinBackModel;

    /// Learns how many lapsed customers return.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a horizon of no days and a share that is not above 0 and up to 1,
    /// [`ErrorKind::NoTimeline`] if rows do not know their past, and [`ErrorKind::TooLittle`] if it has
    /// fewer than 30 lapses, or none as long as the horizon.
    fn fit(&self, table: Table<'_>) -> Result<WinBackModel> {
        self.check()?;
        table.layout().timelines()?;
        let blocks = par::map_blocks(table.len(), par::BLOCK, |rows| {
            let mut spells = Spells::new();
            table.slice(rows).rows().for_each(|row| self.lapses(row, &mut spells));
            spells
        });
        let mut spells = Spells::new();
        blocks.iter().try_for_each(|block| spells.merge(block))?;
        let curve = KaplanMeier::of(&spells);
        let seen = (0..).take_while(|&days: &u32| LEAST <= curve.at_risk(days.saturating_add(1)));
        let chances: Vec<f64> =
            seen.map_while(|days| curve.ends_within(days, self.horizon.0)).collect();
        let (as_of, lapses, returned) = (table.as_of(), spells.len(), spells.ended());
        if chances.is_empty() {
            let what = "lapses, of which the longest as long as the horizon";
            return Err(ErrorKind::TooLittle { what, found: lapses, needed: LEAST }.into());
        }
        let learned = Learned { as_of, lapses, returned, chances };
        Ok(WinBackModel { settings: *self, learned })
    }
}

impl WinBackModel {
    /// The settings.
    pub fn settings(&self) -> WinBack {
        self.settings
    }

    /// The day as of which it was learned.
    #[must_use]
    pub fn learned_as_of(&self) -> Day {
        self.learned.as_of
    }

    /// The lapses that it was learned from.
    #[must_use]
    pub fn lapses(&self) -> u64 {
        self.learned.lapses
    }

    /// Those of them that ended with a purchase.
    #[must_use]
    pub fn returned(&self) -> u64 {
        self.learned.returned
    }

    /// How likely a customer returns within the horizon who has been silent for so long; nothing of who
    /// has not lapsed, and where fewer than 30 lapses were seen to last as long.
    #[must_use]
    pub fn p_return(&self, silent: Days) -> Option<f64> {
        self.ahead(silent.0.into())?.first().copied()
    }

    /// What an offer that costs so much is worth, to each lapsed customer, where `value` says what is
    /// earned if they return, both in minor units: a [`Score`]. Nothing is said of who has not lapsed or has no
    /// value, and where fewer than 30 lapses were seen to last as long as theirs.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a cost that is not a number above 0.
    pub fn offers<S: Score<Output = Option<f64>>>(
        &self,
        value: S,
        cost: f64,
    ) -> Result<impl Score<Output = Option<WinBackOffer>>> {
        if !(0.0 < cost && cost.is_finite()) {
            let (name, expected) = ("cost", "a number above 0");
            return Err(ErrorKind::Param { name, found: number(cost), expected }.into());
        }
        Ok(Offers { model: self, value, cost })
    }

    /// The chances from today on, if the customer stays silent.
    fn ahead(&self, silence: i64) -> Option<&[f64]> {
        let days = self.settings.since_lapse(silence)?;
        self.learned.chances.get(usize::try_from(days).ok()?..)
    }

    fn offer(&self, row: Row<'_>, value: f64, cost: f64) -> Option<WinBackOffer> {
        let silence = row.history()?.days_since_last();
        let ahead = self.ahead(silence)?;
        // Of a loss without measure, the greatest there is.
        let profit = |p: f64| (self.settings.due_to_offer * p * value - cost).max(f64::MIN);
        let days = ahead.iter().take_while(|&&p| 0.0 < profit(p)).count();
        let last = u32::try_from(days).unwrap_or(u32::MAX).checked_sub(1);
        let p_return = *ahead.first()?;
        Some(WinBackOffer {
            silent: Days(u32::try_from(silence).ok()?),
            p_return,
            value,
            cost,
            expected_profit: profit(p_return),
            closes: last.map(|last| row.as_of() + Days(last)),
        })
    }
}

/// How likely each customer returns within the horizon; nothing as of
/// [`p_return`](WinBackModel::p_return).
impl Score for WinBackModel {
    type Output = Option<f64>;

    fn bind(&self, _: &Layout) -> Result<impl Bound<Output = Option<f64>>> {
        Ok(|row: Row<'_>| self.ahead(row.history()?.days_since_last())?.first().copied())
    }
}

impl WinBackOffer {
    /// The rows of the offers to make with a budget, the most profitable first: as many as it pays for,
    /// of those of which a profit is to be expected.
    #[must_use]
    pub fn rank(offers: &[Option<Self>], budget: f64) -> Vec<usize> {
        let rows = offers.iter().enumerate().filter_map(|(row, offer)| Some((row, (*offer)?)));
        let mut rows: Vec<(usize, Self)> =
            rows.filter(|(_, offer)| 0.0 < offer.expected_profit).collect();
        // Stable, so that what is equal stays in order of rows.
        rows.sort_by(|a, b| b.1.expected_profit.total_cmp(&a.1.expected_profit));
        let mut spent = 0.0;
        let paid = rows.into_iter().take_while(|(_, offer)| {
            spent += offer.cost;
            spent <= budget
        });
        paid.map(|(row, _)| row).collect()
    }

    /// What is to be known of it, in a sentence.
    #[must_use]
    pub fn text(self, language: Language) -> String {
        let Self { silent, p_return, closes, .. } = self;
        let percent = 100.0 * p_return;
        match (language, closes) {
            (Language::English, Some(day)) => {
                format!(
                    "silent for {silent}, returns with {percent:.0} %: an offer pays until {day}"
                )
            }
            (Language::English, None) => {
                format!("silent for {silent}, returns with {percent:.0} %: an offer does not pay")
            }
            (Language::Chinese, Some(day)) => {
                format!(
                    "已{}天未购买，回归概率{percent:.0}%，挽回优惠在{day}及之前有利可图",
                    silent.0
                )
            }
            (Language::Chinese, None) => {
                format!("已{}天未购买，回归概率{percent:.0}%，挽回优惠无利可图", silent.0)
            }
        }
    }
}

/// A model, a value and a cost.
struct Offers<'a, S> {
    model: &'a WinBackModel,
    value: S,
    cost: f64,
}

impl<S: Score<Output = Option<f64>>> Score for Offers<'_, S> {
    type Output = Option<WinBackOffer>;

    fn needs(&self) -> Needs {
        self.value.needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Option<WinBackOffer>>> {
        let value = self.value.bind(layout)?;
        Ok(move |row: Row<'_>| {
            let value = value.score_row(row).filter(|value| value.is_finite())?;
            self.model.offer(row, value, self.cost)
        })
    }
}

fn number(number: f64) -> Found {
    if number.is_finite() { Found::Number(number) } else { Found::NotFinite }
}
