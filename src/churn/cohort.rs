//! Who did fall silent.

use super::model::eligible;
use super::settings::Churn;
use crate::day::{Day, Days};
use crate::engine::Score;
use crate::error::{ErrorKind, Found, Result};
use crate::history::History;
use crate::journal::Key;
use crate::ledger::{Ledger, Split, View};
use crate::metric::Predictions;
use crate::table::Row;

/// The customers who are asked about on a day, and who of them bought nothing within the horizon.
///
/// Everything that is said of them is said as of the day; what came later is looked at only to tell who
/// churned. Who is not asked about, prospects and those who were silent before, is counted.
///
/// # Examples
///
/// ```
/// use regulars::churn::Churn;
/// use regulars::sim::Shop;
/// use regulars::{Currency, Days, Fit, Ledger, Score};
///
/// let mut ledger = Ledger::new(Currency::EUR);
/// ledger.load(&Shop::new(2_000).build()?.orders())?;
/// let settings = Churn::new(Days(90));
/// let cohort = settings.cohort(&ledger, "2024-09-30".parse()?)?;
/// assert!(0.0 < cohort.base_rate() && cohort.base_rate() < 1.0);
///
/// // How good a model was that knew no more than that day.
/// let model = settings.fit(cohort.view().table())?;
/// let risk = model.scorer().map(|risk| risk.unwrap_or(1.0));
/// assert!(0.6 < cohort.predictions(risk)?.auc()?);
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Debug)]
pub struct Cohort<K> {
    view: View<K>,
    horizon: Days,
    // Invariant: as many as there are customers who are asked about, in the order of rows.
    rows: Vec<usize>,
    churned: Vec<bool>,
}

/// A year of them, if the horizon is a quarter: a whole round of seasons.
const MOST_COHORTS: usize = 4;

impl Churn {
    /// Who is asked about on a day, and who of them churned.
    ///
    /// # Errors
    ///
    /// As [`fit_by`](Self::fit_by), and [`ErrorKind::Value`] for a day from which records do not reach
    /// over the horizon: none is of its last day, or of a later one. Who has not bought by then may still.
    pub fn cohort<K: Key>(&self, ledger: &Ledger<K>, day: Day) -> Result<Cohort<K>> {
        self.check()?;
        let end = day + self.horizon;
        if ledger.later_than(end - Days(1)) == 0 {
            let expected = "a day from which the records reach over the horizon".into();
            return Err(ErrorKind::Value { what: "day", found: Found::Day(day), expected }.into());
        }
        self.known_cohort(ledger, day)
    }

    /// Cohorts of earlier days, from the first to the last, one horizon after the other, four at most. What
    /// models learn from that know no more than `as_of` did.
    ///
    /// The last horizon ends on the last day up to `as_of` on which somebody bought: after it nothing may have
    /// been recorded yet, and then nobody would be seen to buy. Days on which nobody is asked about are left out.
    ///
    /// # Errors
    ///
    /// As [`fit_by`](Self::fit_by), and [`ErrorKind::TooLittle`] if there is no such day: records must go back
    /// for more than a horizon.
    pub fn past<K: Key>(&self, ledger: &Ledger<K>, as_of: Day) -> Result<Vec<Cohort<K>>> {
        self.check()?;
        let view = ledger.as_of(as_of);
        let bought = view.table().rows().filter_map(Row::history).map(History::last);
        let mut end = bought.max().unwrap_or(as_of);
        let mut cohorts = Vec::new();
        for _ in 0..MOST_COHORTS {
            let day = end - self.horizon;
            // At the first day there is, a horizon would reach beyond its end.
            if day + self.horizon != end {
                break;
            }
            match self.known_cohort(ledger, day) {
                Ok(cohort) => cohorts.push(cohort),
                Err(error) if matches!(error.kind(), ErrorKind::TooLittle { .. }) => {}
                Err(error) => return Err(error),
            }
            end = day;
        }
        if cohorts.is_empty() {
            let what = "days a horizon before the last purchase, by which customers had bought";
            return Err(ErrorKind::TooLittle { what, found: 0, needed: 1 }.into());
        }
        cohorts.reverse();
        Ok(cohorts)
    }

    /// Who was asked about on a day whose horizon has ended.
    fn known_cohort<K: Key>(&self, ledger: &Ledger<K>, day: Day) -> Result<Cohort<K>> {
        let Split { calibration, holdout } = ledger.split(day, self.horizon);
        let rows = calibration.table().rows().zip(&holdout).enumerate();
        let asked = rows.filter_map(|(at, (row, outcome))| {
            eligible(row, self.lookback).map(|_| (at, outcome.purchase_days == 0))
        });
        let (rows, churned): (Vec<usize>, Vec<bool>) = asked.unzip();
        if rows.is_empty() {
            let what = "customers who have bought within the lookback";
            return Err(ErrorKind::TooLittle { what, found: 0, needed: 1 }.into());
        }
        Ok(Cohort { view: calibration, horizon: self.horizon, rows, churned })
    }
}

impl<K: Key> Cohort<K> {
    /// All customers as the day knew them.
    #[must_use]
    pub fn view(&self) -> &View<K> {
        &self.view
    }

    /// The horizon.
    #[must_use]
    pub fn horizon(&self) -> Days {
        self.horizon
    }

    /// The last day that it knows of: the last of the horizon.
    #[must_use]
    pub fn end(&self) -> Day {
        self.view.as_of() + self.horizon
    }

    /// Adds a feature of each customer, as [`View::with_feature`] does. Its values must be what was known on day
    /// `known`, up to that of the cohort.
    ///
    /// # Errors
    ///
    /// As [`View::with_feature`].
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::churn::{Churn, Cohort, Effect, Logistic};
    /// use regulars::sim::Shop;
    /// use regulars::{Currency, Day, Days, Ledger, Result, Variable};
    ///
    /// // What customers had answered by a day.
    /// fn nps(customer: &u64, _day: Day) -> Option<f64> {
    ///     (customer % 3 == 0).then_some((customer % 11) as f64)
    /// }
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// ledger.load(&Shop::new(2_000).build()?.orders())?;
    /// let (churn, today) = (Churn::new(Days(90)), "2024-12-31".parse()?);
    /// let past = churn.past(&ledger, today)?.into_iter().map(|cohort| {
    ///     let day = cohort.view().as_of();
    ///     cohort.with_feature("nps", day, |customer| nps(customer, day))
    /// });
    /// let past: Vec<Cohort<u64>> = past.collect::<Result<_>>()?;
    /// let settings = Logistic::new().variable(Variable::column("nps"), Effect::Lowers);
    /// let view = ledger.as_of(today).with_feature("nps", today, |customer| nps(customer, today))?;
    /// let model = churn.fit_with(settings.fit(&past)?, view.table())?;
    /// assert_eq!(view.join(&model)?.count(), view.len());
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn with_feature(
        self,
        name: impl Into<String>,
        known: Day,
        value: impl Fn(&K) -> Option<f64>,
    ) -> Result<Self> {
        Ok(Self { view: self.view.with_feature(name, known, value)?, ..self })
    }

    /// The rows of the view that are asked about.
    #[must_use]
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// Whether each of them bought nothing within the horizon.
    #[must_use]
    pub fn churned(&self) -> &[bool] {
        &self.churned
    }

    /// How many customers were known who are not asked about.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.view.len() - self.rows.len()
    }

    /// The share of them who churned.
    #[expect(clippy::cast_precision_loss, reason = "numbers of rows in memory")]
    #[must_use]
    pub fn base_rate(&self) -> f64 {
        let churned = self.churned.iter().filter(|churned| **churned).count();
        churned as f64 / self.churned.len() as f64
    }

    /// What a scorer said of them on the day, the more the likelier to churn, and what came of it.
    ///
    /// # Errors
    ///
    /// As [`Score::bind`], and as [`Predictions::new`].
    pub fn predictions(&self, scorer: impl Score<Output = f64>) -> Result<Predictions> {
        let scores = scorer.score(self.view.table())?;
        let scores: Vec<f64> = self.rows.iter().map(|&row| scores[row]).collect();
        Predictions::new(&scores, &self.churned)
    }
}
