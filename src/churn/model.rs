//! What is usual, and how a customer compares.

use super::additive::{Additive, BoundSum, Sum};
use super::alert::{self, Aim, Search};
use super::risk::{self, Band, Cause, Reason, Reasons, Risk};
use super::settings::Churn;
use crate::day::{Day, Days};
use crate::engine::{Bound, Score};
use crate::error::{ErrorKind, Result};
use crate::history::History;
use crate::table::{Layout, Needs, Row, Table};

/// The risk of each customer, by what a scorer says of silence, beside what is usual.
///
/// Of prospects, of those who have not bought within the [lookback](Churn::lookback), and of whom the
/// scorer says nothing, it says nothing. Often those are most, so that a [`Risk`] comes in a box, and
/// nothing takes a word.
///
/// The days of alerts are searched for as if risks rise while customers are silent. Those of
/// [`Rate`](super::Rate), BG/NBD, MBG/NBD and Pareto/NBD do. Where a scorer's do not, as with the
/// regular gaps of CNBD-k, the band begins on the day that is told, and may have begun, and ended, before.
#[derive(Clone, Debug, PartialEq)]
pub struct ChurnModel<S> {
    pub(super) scorer: S,
    pub(super) settings: Churn,
    pub(super) learned: Learned,
    /// What the scorer is a sum of, if it is one.
    pub(super) sum: Option<Sum>,
}

/// What was learned of a population.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct Learned {
    pub(super) as_of: Day,
    pub(super) eligible: u64,
    pub(super) left_out: u64,
    // Invariant: one purchase day or more, and more than one just if some days lie between the first
    // and the last.
    pub(super) usual: Habits,
    // Invariant: `GRID + 1` probabilities that do not descend, from the least to the greatest.
    pub(super) quantiles: Vec<f64>,
}

/// When somebody bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct Habits {
    pub(super) purchase_days: u32,
    pub(super) within: Days,
    pub(super) silence: Days,
}

/// Quantiles are a hundredth apart.
pub(super) const GRID: usize = 100;

impl Habits {
    fn of(history: History) -> Self {
        let (within, silence) = (days(history.last_age()), days(history.days_since_last()));
        // Of the days that there are, fewer.
        let purchase_days = u32::try_from(history.purchase_days()).unwrap_or(u32::MAX);
        Self { purchase_days, within, silence }
    }

    /// The history of somebody with these habits.
    fn history(self, own: History) -> History {
        let last = own.as_of - self.silence;
        let (first, purchase_days) = (last - self.within, self.purchase_days.into());
        History { first, last, purchase_days, orders: purchase_days, ..own }
    }
}

/// Days between two dates, of which there are fewer.
fn days(days: i64) -> Days {
    Days(u32::try_from(days).unwrap_or(u32::MAX))
}

#[inline]
fn is_probability(p: &f64) -> bool {
    (0.0..=1.0).contains(p)
}

/// Learns what is usual among those who are asked about.
pub(super) fn learn<S: Score<Output = Option<f64>>>(
    settings: Churn,
    scorer: S,
    table: Table<'_>,
) -> Result<ChurnModel<S>> {
    let rows = table.rows().zip(scorer.score(table)?);
    let asked = rows.filter_map(|(row, risk)| {
        Some((Habits::of(eligible(row, settings.lookback)?), risk.filter(is_probability)?))
    });
    let (habits, mut risks): (Vec<Habits>, Vec<f64>) = asked.unzip();
    let found = habits.len() as u64;
    if found == 0 {
        let what = "customers who have bought within the lookback";
        return Err(ErrorKind::TooLittle { what, found, needed: 1 }.into());
    }
    risks.sort_unstable_by(f64::total_cmp);
    // The lower of two medians, so that usual customers are customers who can be.
    let median = |of: fn(&Habits) -> u32| {
        let mut values: Vec<u32> = habits.iter().map(of).collect();
        let middle = (values.len() - 1) / 2;
        *values.select_nth_unstable(middle).1
    };
    let purchase_days = median(|habits| habits.purchase_days);
    let within = Days(median(|habits| habits.within.0));
    let silence = Days(median(|habits| habits.silence.0));
    let within = if purchase_days == 1 { Days(0) } else { within.max(Days(1)) };
    let quantile = |share: usize| risks[share * (risks.len() - 1) / GRID];
    Ok(ChurnModel {
        scorer,
        settings,
        sum: None,
        learned: Learned {
            as_of: table.as_of(),
            eligible: found,
            left_out: table.len() as u64 - found,
            usual: Habits { purchase_days, within, silence },
            quantiles: (0..=GRID).map(quantile).collect(),
        },
    })
}

/// The history of somebody who is asked about.
pub(super) fn eligible(row: Row<'_>, lookback: Days) -> Option<History> {
    row.history().filter(|history| history.days_since_last() <= i64::from(lookback.0))
}

impl<S> ChurnModel<S> {
    /// The settings.
    pub fn settings(&self) -> Churn {
        self.settings
    }

    /// The day as of which it was learned.
    #[must_use]
    pub fn learned_as_of(&self) -> Day {
        self.learned.as_of
    }

    /// How many customers it was learned from.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.learned.eligible
    }

    /// How many customers of the table nothing is said of.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.learned.left_out
    }

    /// What says how likely silence is.
    #[must_use]
    pub fn scorer(&self) -> &S {
        &self.scorer
    }

    fn band(&self, probability: f64) -> Band {
        match probability {
            p if self.settings.high <= p => Band::High,
            p if self.settings.medium <= p => Band::Medium,
            _ => Band::Low,
        }
    }

    /// Where a probability stands among those it was learned from.
    fn percentile(&self, p: f64) -> f64 {
        let quantiles = &self.learned.quantiles;
        let above = quantiles.partition_point(|quantile| *quantile <= p);
        let (Some(below), Some(high)) = (above.checked_sub(1), quantiles.get(above)) else {
            return if above == 0 { 0.0 } else { 1.0 };
        };
        let low = quantiles[below];
        #[expect(clippy::cast_precision_loss, reason = "up to a hundred")]
        let (below, grid) = (below as f64, GRID as f64);
        (below + (p - low) / (high - low)) / grid
    }

    /// What is said of one customer by a sum, where `silent` says what the sum does.
    fn of_variables(
        &self,
        row: Row<'_>,
        aims: [Aim; 2],
        sum: &BoundSum<'_>,
        silent: impl Fn(Row<'_>) -> Option<f64>,
    ) -> Option<Risk> {
        let history = eligible(row, self.settings.lookback)?;
        let probability = silent(row)?;
        let (usual, reasons) = sum.reasons(row, probability);
        let ahead = |days| silent(row.silent_until(row.as_of() + Days(days)));
        let alerts = match sum.rises_with_silence() {
            true => Search::new(probability, aims[1], ahead).both(aims),
            false => {
                let left = i64::from(self.settings.lookback.0) - history.days_since_last();
                alert::first_days(probability, aims, u32::try_from(left).unwrap_or(0), ahead)
            }
        };
        let if_bought = sum.if_bought(row).unwrap_or(probability);
        Some(self.told(row, [probability, usual, if_bought], reasons, alerts))
    }

    /// What is said of one customer, if `silent` tells how likely silence is, and knows the history only.
    fn of_history(
        &self,
        row: Row<'_>,
        aims: [Aim; 2],
        silent: impl Fn(Row<'_>) -> Option<f64>,
    ) -> Option<Risk> {
        let history = eligible(row, self.settings.lookback)?;
        let silent = |history: History| silent(row.with_history(history)).filter(is_probability);
        let (own, usual) = (Habits::of(history), self.learned.usual);
        let asked = [
            history,
            Habits { silence: usual.silence, ..own }.history(history),
            Habits { silence: own.silence, ..usual }.history(history),
            usual.history(history),
            bought_now(history),
        ];
        let [said, others @ ..] = asked.map(silent);
        let probability = said?;
        let [usual_silence, usual_purchases, all_usual, if_bought] =
            others.map(|said| said.unwrap_or(probability));
        let half = |with: f64, without: f64| 0.5 * (with - without);
        let mut reasons = [
            Reason {
                cause: Cause::Silence { days: own.silence, usual: usual.silence },
                contribution: half(probability, usual_silence) + half(usual_purchases, all_usual),
            },
            Reason {
                cause: Cause::Purchases {
                    purchase_days: own.purchase_days,
                    within: own.within,
                    usual_purchase_days: usual.purchase_days,
                    usual_within: usual.within,
                },
                contribution: half(probability, usual_purchases) + half(usual_silence, all_usual),
            },
        ];
        risk::sort(&mut reasons, probability, all_usual);
        let ahead = |days| silent(History { as_of: history.as_of + Days(days), ..history });
        let alerts = Search::new(probability, aims[1], ahead).both(aims);
        Some(self.told(row, [probability, all_usual, if_bought], reasons.into(), alerts))
    }

    fn told(
        &self,
        row: Row<'_>,
        [probability, usual, if_bought]: [f64; 3],
        reasons: Reasons,
        alerts: [Option<u32>; 2],
    ) -> Risk {
        let [medium_on, high_on] = alerts.map(|days| days.map(|days| row.as_of() + Days(days)));
        Risk {
            probability,
            band: self.band(probability),
            percentile: self.percentile(probability),
            horizon: self.settings.horizon,
            usual,
            reasons,
            if_bought,
            medium_on,
            high_on,
        }
    }
}

impl<S: Score<Output = Option<f64>>> ChurnModel<S> {
    /// The last day on which an order would bring a customer's risk into `band`, or below it, if they stay
    /// silent until then; nothing if not even one today would, or if they are not asked about. It is looked
    /// for within the lookback, and within ten years.
    ///
    /// # Errors
    ///
    /// As [`Score::bind`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use regulars::churn::{Band, Churn};
    /// # use regulars::sim::Shop;
    /// # use regulars::{Currency, Days, Fit, Ledger};
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.load(&Shop::new(2_000).build()?.orders())?;
    /// let view = ledger.as_of("2024-12-31".parse()?);
    /// let model = Churn::new(Days(30)).fit(view.table())?;
    /// if let Some(day) = model.order_by(view.table().row(0), Band::Medium)? {
    ///     println!("an order by {day} brings the risk to medium");
    /// }
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn order_by(&self, row: Row<'_>, band: Band) -> Result<Option<Day>> {
        let layout = row.layout();
        let bound = self.scorer.bind(&layout)?;
        let sum = self.sum.as_ref().map(|sum| sum.bind(&layout)).transpose()?;
        let bought = |row: Row<'_>| match &sum {
            Some(sum) => sum.if_bought(row),
            None => bound.score_row(row.with_history(bought_now(row.history()?))),
        };
        let asked = eligible(row, self.settings.lookback).is_some();
        let days = (0..=self.settings.lookback.0.min(alert::LIMIT)).filter(|_| asked);
        let days = days.map(|days| row.as_of() + Days(days));
        let enough = |day: &Day| {
            let risk = bought(row.silent_until(*day)).filter(is_probability);
            risk.is_some_and(|risk| self.band(risk) <= band)
        };
        Ok(days.take_while(enough).last())
    }
}

/// With an order on the as-of day.
fn bought_now(history: History) -> History {
    History {
        last: history.as_of,
        purchase_days: history.purchase_days + u64::from(history.last < history.as_of),
        orders: history.orders + 1,
        ..history
    }
}

impl<M: Additive> ChurnModel<M> {
    /// With the reasons of a sum.
    pub(super) fn of_sum(self) -> Self {
        let sum = Some(self.scorer.sum().clone());
        Self { sum, ..self }
    }
}

impl<S: Score<Output = Option<f64>>> Score for ChurnModel<S> {
    type Output = Option<Box<Risk>>;

    fn needs(&self) -> Needs {
        self.scorer.needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Option<Box<Risk>>>> {
        let aims = [self.settings.medium, self.settings.high].map(Aim::new);
        let sum = self.sum.as_ref().map(|sum| sum.bind(layout)).transpose()?;
        Ok(BoundChurn { model: self, silent: self.scorer.bind(layout)?, aims, sum })
    }
}

/// A [`ChurnModel`] whose scorer is bound.
struct BoundChurn<'a, S, B> {
    model: &'a ChurnModel<S>,
    silent: B,
    aims: [Aim; 2],
    sum: Option<BoundSum<'a>>,
}

impl<S: Sync, B: Bound<Output = Option<f64>>> Bound for BoundChurn<'_, S, B> {
    type Output = Option<Box<Risk>>;

    fn score_row(&self, row: Row<'_>) -> Option<Box<Risk>> {
        let silent = |row: Row<'_>| self.silent.score_row(row);
        match &self.sum {
            Some(sum) => self.model.of_variables(row, self.aims, sum, silent),
            None => self.model.of_history(row, self.aims, silent),
        }
        .map(Box::new)
    }
}
