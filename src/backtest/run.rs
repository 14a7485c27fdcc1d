//! Engines side by side on the same customers.

use std::collections::HashMap;
use std::fmt;

use super::baselines;
use super::slices::{Labels, Slicings};
use super::tested::{Judged, Tested, TestedDay};
use crate::churn::{Churn, Cohort};
use crate::day::Day;
use crate::error::{ErrorKind, Found, Result};
use crate::journal::Key;
use crate::ledger::{Ledger, View};
use crate::metric::Predictions;
use crate::table::Table;

/// From the customers it learns from and those whom it scores to a score for each of the latter.
type Engine<'a> = Box<dyn Fn(Table<'_>, Table<'_>) -> Result<Vec<f64>> + 'a>;

/// Settings of a backtest: who is asked about, for how long, and by which engines.
///
/// Every test has four baselines too. `base_rate` says of all customers how many churned within the
/// horizon that ends on the day, or a half where nobody could have; `recency` is the days since the last purchase, `frequency` the number of
/// purchase days with its sign turned, and `lateness` the days since the last purchase in mean gaps of
/// the customer, in the median of these for who has bought on one day. An engine that is no better
/// than they are is none.
#[must_use = "settings do nothing until `run`"]
pub struct Backtest<'a> {
    settings: Churn,
    engines: Vec<Tried<'a>>,
}

/// An engine, by its name.
struct Tried<'a> {
    name: String,
    score: Engine<'a>,
    /// Whether it is tried as one that is fitted once, too.
    learns: bool,
}

/// The engines by their names.
impl fmt::Debug for Backtest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.engines.iter().map(|own| &own.name[..]).collect();
        let Self { settings, .. } = self;
        f.debug_struct("Backtest").field("settings", settings).field("engines", &names).finish()
    }
}

/// The name of an engine that is fitted once.
pub(super) fn once(name: &str) -> String {
    format!("{name}_once")
}

impl<'a> Backtest<'a> {
    /// Tests the baselines.
    pub fn new(settings: Churn) -> Self {
        Self { settings, engines: Vec::new() }
    }

    /// Tests one more engine: from the customers as a day knew them, all of them, it makes a score for
    /// each, the greater the likelier to churn. Scores that are probabilities can be judged as such.
    pub fn engine(
        mut self,
        name: impl Into<String>,
        score: impl Fn(Table<'_>) -> Result<Vec<f64>> + 'a,
    ) -> Self {
        let score: Engine<'a> = Box::new(move |_, scored| score(scored));
        self.engines.push(Tried { name: name.into(), score, learns: false });
        self
    }

    /// Tests one more engine twice, to see how long a model lasts: from the customers that it learns from,
    /// the first, it makes a score for each of those whom it scores, the second.
    ///
    /// Under its name, it learns from the customers of each day anew. Under `name_once` it learns from
    /// those of the earliest day, and scores those of all days: see
    /// [`Tested::staying_power`].
    pub fn learner(
        mut self,
        name: impl Into<String>,
        score: impl Fn(Table<'_>, Table<'_>) -> Result<Vec<f64>> + 'a,
    ) -> Self {
        self.engines.push(Tried { name: name.into(), score: Box::new(score), learns: true });
        self
    }

    /// Tests all engines on each of `days`, on the customers who are asked about then.
    ///
    /// # Errors
    ///
    /// As [`Churn::cohort`] and as the engines; [`ErrorKind::TwoNames`] for two engines of one name, or
    /// one with a baseline's;
    /// [`ErrorKind::Length`] for an engine that answers with another number of scores than there are
    /// customers, [`ErrorKind::Cell`] for a score that is not finite, [`ErrorKind::TooLittle`] for no
    /// days, and [`ErrorKind::Value`] for a day that is given twice, whose customers would count twice.
    pub fn run<K: Key>(&self, ledger: &Ledger<K>, days: &[Day]) -> Result<Tested> {
        self.run_by(ledger, days, &Slicings::new())
    }

    /// As [`run`](Self::run), and puts customers in slices, which [`Tested::slices`] looks at one by one.
    ///
    /// # Errors
    ///
    /// As [`run`](Self::run), and [`ErrorKind::TwoNames`] for two slicings of one name.
    pub fn run_by<K: Key>(
        &self,
        ledger: &Ledger<K>,
        days: &[Day],
        slicings: &Slicings<'_, K>,
    ) -> Result<Tested> {
        let Some(&earliest) = days.iter().min() else {
            return Err(ErrorKind::TooLittle { what: "days", found: 0, needed: 1 }.into());
        };
        each_once(days)?;
        one_of_each("engines", self.names())?;
        one_of_each("slicings", slicings.names().map(str::to_owned).collect())?;
        let learns = self.engines.iter().any(|own| own.learns);
        let first = learns.then(|| ledger.as_of(earliest));
        let mut known = Known { customers: HashMap::new(), labels: slicings.labels() };
        let mut tested = Vec::with_capacity(days.len());
        for &day in days {
            let cohort = self.settings.cohort(ledger, day)?;
            let table = cohort.view().table();
            let first = first.as_ref().map_or(table, View::table);
            let engines = self.judge(ledger, day, &cohort, first)?;
            tested.push(TestedDay {
                day,
                left_out: cohort.left_out(),
                customers: known.customers(&cohort),
                labels: slicings.of(&cohort, &mut known.labels),
                churned: cohort.churned().to_vec(),
                engines,
            });
        }
        Ok(Tested { days: tested, labels: known.labels })
    }

    fn names(&self) -> Vec<String> {
        let own = self.engines.iter().flat_map(|own| {
            let once = own.learns.then(|| once(&own.name));
            std::iter::once(own.name.clone()).chain(once)
        });
        own.chain(baselines::NAMES.map(str::to_owned)).collect()
    }

    /// What each engine says of a cohort, and what came of it.
    fn judge<K: Key>(
        &self,
        ledger: &Ledger<K>,
        day: Day,
        cohort: &Cohort<K>,
        first: Table<'_>,
    ) -> Result<Vec<Judged>> {
        let table = cohort.view().table();
        let judged = |name: String, all: &[f64]| {
            if all.len() != table.len() {
                let (found, expected) = (all.len(), table.len());
                return Err(ErrorKind::Length { column: name, found, expected }.into());
            }
            let scores: Vec<f64> = cohort.rows().iter().map(|&row| all[row]).collect();
            let predictions = Predictions::new(&scores, cohort.churned())?;
            Ok(Judged { name, scores, predictions })
        };
        let baselines = baselines::scores(self.settings, ledger, day, cohort)?;
        let baselines = baselines::NAMES.into_iter().zip(&baselines);
        let mut engines = baselines
            .map(|(name, all)| judged(name.to_owned(), all))
            .collect::<Result<Vec<_>>>()?;
        for Tried { name, score, learns } in &self.engines {
            let all = score(table, table)?;
            engines.push(judged(name.clone(), &all)?);
            if *learns {
                let all = if first.as_of() == day { all } else { score(first, table)? };
                engines.push(judged(once(name), &all)?);
            }
        }
        Ok(engines)
    }
}

/// What is the same on all days.
struct Known<K> {
    customers: HashMap<K, u32>,
    labels: Vec<Labels>,
}

impl<K: Key> Known<K> {
    /// The number of each customer of a cohort: the order in which they were first seen.
    fn customers(&mut self, cohort: &Cohort<K>) -> Vec<u32> {
        let keys = cohort.view().keys();
        let number = |&row: &usize| {
            let next = u32::try_from(self.customers.len()).unwrap_or(u32::MAX);
            *self.customers.entry(keys[row].clone()).or_insert(next)
        };
        cohort.rows().iter().map(number).collect()
    }
}

fn each_once(days: &[Day]) -> Result<()> {
    let mut days = days.to_vec();
    days.sort_unstable();
    let Some(twice) = days.windows(2).find(|pair| pair[0] == pair[1]) else { return Ok(()) };
    let (found, expected) = (Found::Day(twice[0]), "a day that is given once".into());
    Err(ErrorKind::Value { what: "day", found, expected }.into())
}

fn one_of_each(what: &'static str, mut names: Vec<String>) -> Result<()> {
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        None => Ok(()),
        Some(twice) => Err(ErrorKind::TwoNames { what, name: twice[0].clone() }.into()),
    }
}
