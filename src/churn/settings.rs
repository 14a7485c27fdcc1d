//! What is asked, of whom, and what bands there are.

use super::additive::Additive;
use super::model::{self, ChurnModel};
use super::rate::{Rate, RateQuestion};
use crate::day::{Day, Days};
use crate::engine::{Fit, Score};
use crate::error::{ErrorKind, Found, Result};
use crate::table::{Row, Table};

/// Settings of churn risk: how likely customers are to buy nothing within a horizon.
///
/// [`fit`](Fit::fit) asks how often customers [buy](Rate), and [`fit_by`](Self::fit_by) any model that
/// tells how likely silence is. Asked about are those who have bought within the last 365 days: who has
/// been silent longer has churned already, and is to be won back rather than kept.
///
/// # Examples
///
/// ```
/// use regulars::churn::{Band, Churn};
/// use regulars::sim::Shop;
/// use regulars::{Currency, Days, Fit, Language, Ledger, Score};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::new(2_000).build()?.orders())?;
/// let view = ledger.as_of("2024-12-31".parse()?);
/// let model = Churn::new(Days(90)).fit(view.table())?;
/// for (key, risk) in view.join(&model)? {
///     if let Some(risk) = risk.filter(|risk| risk.band == Band::High) {
///         println!("{key}: {:.2}, {}", risk.probability, risk.reasons[0].text(Language::English));
///     }
/// }
///
/// // Another model of silence: one of customers who may leave.
/// use regulars::clv::{Btyd, Family};
/// use regulars::TimeUnit;
/// let btyd = Btyd::new(Family::MbgNbd, TimeUnit::Week).fit(view.table())?;
/// let settings = Churn::new(Days(90)).bands(0.5, 0.8);
/// let model = settings.fit_by(|days| btyd.p_silent_for(days).map(Result::ok), view.table())?;
/// assert_eq!(model.score(view.table())?.len(), view.len());
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[must_use = "settings do nothing until `fit`"]
pub struct Churn {
    pub(super) horizon: Days,
    pub(super) lookback: Days,
    pub(super) medium: f64,
    pub(super) high: f64,
}

/// So many customers who came back tell how often customers do.
const LEAST: usize = 10;

impl Churn {
    /// Asks for silence within `horizon`, of who has bought within 365 days, in bands from ⅓ and ⅔ on.
    pub fn new(horizon: Days) -> Self {
        Self { horizon, lookback: Days(365), medium: 1.0 / 3.0, high: 2.0 / 3.0 }
    }

    /// Asks about those who have bought within so many days; who bought on the last of them is among
    /// them. Within no days are those who bought on the day itself.
    pub fn lookback(mut self, days: Days) -> Self {
        self.lookback = days;
        self
    }

    /// From which probabilities on a risk is medium, and high.
    pub fn bands(mut self, medium: f64, high: f64) -> Self {
        (self.medium, self.high) = (medium, high);
        self
    }

    /// Learns what is usual from the rows of a table, by what a scorer says: how likely no purchase
    /// within the horizon is, or nothing where it cannot tell.
    ///
    /// The scorer should know of a customer the [`History`](crate::History) only, as
    /// [`BtydModel::p_silent_for`](crate::clv::BtydModel::p_silent_for) does: reasons and alerts ask what it would
    /// say if that were another. An answer that is no probability is taken for none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a horizon of no days, and for bands that are not
    /// `0 < medium < high < 1`, and for a scorer that [needs](Score::needs) timelines or features;
    /// [`ErrorKind::TooLittle`] if there is nobody to ask about; and as
    /// [`Score::bind`].
    pub fn fit_by<S: Score<Output = Option<f64>>>(
        &self,
        scorer: impl FnOnce(Days) -> S,
        table: Table<'_>,
    ) -> Result<ChurnModel<S>> {
        self.check()?;
        let scorer = scorer(self.horizon);
        let needs = scorer.needs();
        if needs.asks_timelines() || needs.features().next().is_some() {
            let expected = "one that knows the history only, or a sum in `fit_with`";
            return Err(ErrorKind::Param { name: "scorer", found: Found::Other, expected }.into());
        }
        model::learn(*self, scorer, table)
    }

    /// Learns what is usual from the rows of a table, beside a model that is a sum: of it every variable is a
    /// reason.
    ///
    /// # Errors
    ///
    /// As [`fit_by`](Self::fit_by); [`ErrorKind::Param`] for a model that was learned for another horizon,
    /// and [`ErrorKind::Leak`] for one that knows who churned later than the day of the table.
    pub fn fit_with<M: Additive>(&self, model: M, table: Table<'_>) -> Result<ChurnModel<M>> {
        self.check()?;
        self.suits(&model, table.as_of())?;
        model::learn(*self, model, table).map(ChurnModel::of_sum)
    }

    /// Whether a model was learned for this horizon, or for none, and knows nothing later than a day.
    pub(super) fn suits(&self, model: &impl Additive, as_of: Day) -> Result<()> {
        match model.learned().and_then(|learned| learned.horizon) {
            Some((horizon, _)) if horizon != self.horizon => {
                let found = Found::Integer(self.horizon.0.into());
                let expected = "the horizon that the model was learned for";
                Err(ErrorKind::Param { name: "horizon", found, expected }.into())
            }
            Some((_, known)) if as_of < known => {
                Err(ErrorKind::Leak { feature: "who churned".to_owned(), known, as_of }.into())
            }
            _ => Ok(()),
        }
    }

    /// The horizon.
    pub(crate) fn days(&self) -> Days {
        self.horizon
    }

    pub(super) fn check(&self) -> Result<()> {
        let param = |name, found, expected| Err(ErrorKind::Param { name, found, expected }.into());
        if self.horizon == Days(0) {
            return param("horizon", Found::Number(0.0), "one day or more");
        }
        let Self { medium, high, .. } = *self;
        if !(0.0 < medium && medium < 1.0) {
            return param("medium", Found::Number(medium), "a number between 0 and 1");
        }
        if !(medium < high && high < 1.0) {
            return param("high", Found::Number(high), "a number between `medium` and 1");
        }
        Ok(())
    }
}

impl Fit for Churn {
    type Model = ChurnModel<RateQuestion>;

    /// Learns how often customers [buy](Rate), and what is usual.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::TooLittle`] unless ten customers have bought on two days: from fewer, how often
    /// customers buy is a guess. And as [`Rate`]'s, and as [`fit_by`](Churn::fit_by).
    fn fit(&self, table: Table<'_>) -> Result<ChurnModel<RateQuestion>> {
        self.check()?;
        let again = table.rows().filter_map(Row::history).filter(|of| 0 < of.repeats());
        let found = again.take(LEAST).count() as u64;
        if found < LEAST as u64 {
            let (what, needed) = ("customers who have bought on two days", LEAST as u64);
            return Err(ErrorKind::TooLittle { what, found, needed }.into());
        }
        let rate = Rate::new().fit(table)?;
        self.fit_by(|horizon| rate.p_silent_for(horizon), table)
    }
}
