//! Engines side by side on the same customers.

use std::fmt;

use super::baselines;
use crate::churn::Churn;
use crate::day::Day;
use crate::error::{ErrorKind, Found, Result};
use crate::journal::Key;
use crate::ledger::Ledger;
use crate::metric::Predictions;
use crate::table::Table;

type Engine<'a> = Box<dyn Fn(Table<'_>) -> Result<Vec<f64>> + 'a>;

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
    engines: Vec<(String, Engine<'a>)>,
}

/// The engines by their names.
impl fmt::Debug for Backtest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.engines.iter().map(|(name, _)| &name[..]).collect();
        let Self { settings, .. } = self;
        f.debug_struct("Backtest").field("settings", settings).field("engines", &names).finish()
    }
}

/// What came of a backtest.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    // Invariant: one or more, each with the same engines.
    days: Vec<TestedDay>,
}

/// What came of one day.
#[derive(Clone, Debug, PartialEq)]
pub struct TestedDay {
    day: Day,
    left_out: usize,
    churned: Vec<bool>,
    engines: Vec<(String, Vec<f64>, Predictions)>,
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
        self.engines.push((name.into(), Box::new(score)));
        self
    }

    /// Tests all engines on each of `days`, on the customers who are asked about then.
    ///
    /// # Errors
    ///
    /// As [`Churn::cohort`] and as the engines; [`ErrorKind::TwoFeatures`] for two engines of one name, or one with a baseline's;
    /// [`ErrorKind::Length`] for an engine that answers with another number of scores than there are
    /// customers, [`ErrorKind::Cell`] for a score that is not finite, and [`ErrorKind::TooLittle`] for no
    /// days.
    pub fn run<K: Key>(&self, ledger: &Ledger<K>, days: &[Day]) -> Result<Tested> {
        if days.is_empty() {
            return Err(ErrorKind::TooLittle { what: "days", found: 0, needed: 1 }.into());
        }
        let mut names: Vec<&str> = self.engines.iter().map(|(name, _)| &name[..]).collect();
        names.extend(baselines::NAMES);
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            return Err(ErrorKind::TwoFeatures { feature: twice[0].to_owned() }.into());
        }
        let days = days.iter().map(|&day| self.test(ledger, day));
        Ok(Tested { days: days.collect::<Result<_>>()? })
    }

    fn test<K: Key>(&self, ledger: &Ledger<K>, day: Day) -> Result<TestedDay> {
        let cohort = self.settings.cohort(ledger, day)?;
        let table = cohort.view().table();
        let judged = |name: &str, all: Vec<f64>| {
            if all.len() != table.len() {
                let (column, expected) = (name.to_owned(), table.len());
                return Err(ErrorKind::Length { column, found: all.len(), expected }.into());
            }
            let scores: Vec<f64> = cohort.rows().iter().map(|&row| all[row]).collect();
            let predictions = Predictions::new(&scores, cohort.churned())?;
            Ok((name.to_owned(), scores, predictions))
        };
        let baselines = baselines::scores(self.settings, ledger, day, &cohort)?;
        let baselines = baselines::NAMES.into_iter().zip(baselines);
        let mut engines =
            baselines.map(|(name, all)| judged(name, all)).collect::<Result<Vec<_>>>()?;
        for (name, score) in &self.engines {
            engines.push(judged(name, score(table)?)?);
        }
        let (left_out, churned) = (cohort.left_out(), cohort.churned().to_vec());
        Ok(TestedDay { day, left_out, churned, engines })
    }
}

impl Tested {
    /// What came of each day.
    #[must_use]
    pub fn days(&self) -> &[TestedDay] {
        &self.days
    }

    /// The predictions of an engine on all days together. A customer may be there on several, which
    /// intervals do not know of.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for an engine that was not tested.
    pub fn pooled(&self, engine: &str) -> Result<Predictions> {
        let (mut scores, mut churned) = (Vec::new(), Vec::new());
        for day in &self.days {
            let found = day.engines.iter().find(|(name, ..)| name == engine);
            let Some((_, own, _)) = found else {
                let expected = "the name of an engine that was tested";
                return Err(
                    ErrorKind::Param { name: "engine", found: Found::Text, expected }.into()
                );
            };
            scores.extend(own);
            churned.extend(&day.churned);
        }
        Predictions::new(&scores, &churned)
    }
}

impl TestedDay {
    /// The day.
    #[must_use]
    pub fn day(&self) -> Day {
        self.day
    }

    /// How many customers were asked about.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.churned.len()
    }

    /// How many customers were known and not asked about.
    #[must_use]
    pub fn left_out(&self) -> usize {
        self.left_out
    }

    /// What an engine said, and what came of it; nothing if it was not tested.
    #[must_use]
    pub fn engine(&self, name: &str) -> Option<&Predictions> {
        self.engines().find(|(own, _)| *own == name).map(|(_, predictions)| predictions)
    }

    /// The engines with their predictions, the baselines first.
    pub fn engines(&self) -> impl Iterator<Item = (&str, &Predictions)> {
        self.engines.iter().map(|(name, _, predictions)| (&name[..], predictions))
    }
}
