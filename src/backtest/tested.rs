//! What came of a backtest.

use super::slices::Labels;
use crate::day::Day;
use crate::error::{Error, ErrorKind, Result};
use crate::metric::{Bootstrap, BootstrapInterval, Predictions};
use crate::num::rng::Rng;

/// What came of a backtest.
#[derive(Clone, Debug, PartialEq)]
pub struct Tested {
    // Invariant: one or more, each of another day and with the same engines.
    pub(super) days: Vec<TestedDay>,
    /// Of each slicing, the labels that the numbers of its slices stand for.
    pub(super) labels: Vec<Labels>,
}

/// What came of one day.
#[derive(Clone, PartialEq)]
pub struct TestedDay {
    pub(super) day: Day,
    pub(super) left_out: usize,
    // Invariant: as many as have churned or not, and so below; the same customer has the same number on
    // all days.
    pub(super) customers: Vec<u32>,
    /// Of each slicing, the number of each customer's slice.
    pub(super) labels: Vec<Vec<u32>>,
    pub(super) churned: Vec<bool>,
    pub(super) engines: Vec<Judged>,
}

/// What one engine said on a day.
#[derive(Clone, PartialEq)]
pub(super) struct Judged {
    pub(super) name: String,
    pub(super) scores: Vec<f64>,
    pub(super) predictions: Predictions,
}

impl Tested {
    /// What came of each day.
    #[must_use]
    pub fn days(&self) -> &[TestedDay] {
        &self.days
    }

    /// The predictions of an engine on all days together. A customer may be there on several, which
    /// their own intervals do not know of: [`interval`](Self::interval) does.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoName`] for an engine that was not tested.
    pub fn pooled(&self, engine: &str) -> Result<Predictions> {
        let (mut scores, mut churned) = (Vec::new(), Vec::new());
        for day in &self.days {
            scores.extend(&day.judged(engine)?.scores);
            churned.extend(&day.churned);
        }
        Predictions::new(&scores, &churned)
    }

    /// For each row of [`pooled`](Self::pooled) predictions, the number of its customer, who has the same on
    /// all days: what [`Bootstrap::by`] asks for. Numbers go by the order in which customers are first seen.
    #[must_use]
    pub fn customers(&self) -> Vec<u32> {
        self.days.iter().flat_map(|day| day.customers.iter().copied()).collect()
    }

    /// A measure of the [`pooled`](Self::pooled) predictions, and how sure it is: customers are drawn anew,
    /// each with all of their days.
    ///
    /// # Errors
    ///
    /// As [`pooled`](Self::pooled), and as [`Bootstrap::interval`].
    ///
    /// # Examples
    ///
    /// ```
    /// # use regulars::sim::Shop;
    /// # use regulars::{Currency, Days, Ledger};
    /// use regulars::backtest::Backtest;
    /// use regulars::churn::Churn;
    /// use regulars::metric::Bootstrap;
    ///
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.load(&Shop::new(1_000).build()?.orders())?;
    /// let days = ["2024-06-30".parse()?, "2024-09-30".parse()?];
    /// let tested = Backtest::new(Churn::new(Days(60))).run(&ledger, &days)?;
    /// let found = tested.interval("recency", &Bootstrap::new(200), 0.95, |rows| rows.lift(0.1))?;
    /// assert_eq!(found.estimate, tested.pooled("recency")?.lift(0.1)?);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn interval(
        &self,
        engine: &str,
        bootstrap: &Bootstrap,
        level: f64,
        measure: impl Fn(&Predictions) -> Result<f64> + Sync + Send,
    ) -> Result<BootstrapInterval> {
        let rows = self.pooled(engine)?;
        bootstrap.clone().by(&self.customers()).interval(&rows, level, measure)
    }

    /// The same with labels that say nothing: on each day, who churned is drawn among the customers. Whatever
    /// is found in them still, is found by chance.
    ///
    /// ```
    /// # use regulars::sim::Shop;
    /// # use regulars::{Currency, Days, Ledger};
    /// use regulars::backtest::Backtest;
    /// use regulars::churn::Churn;
    ///
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.load(&Shop::new(1_000).build()?.orders())?;
    /// let days = ["2024-06-30".parse()?, "2024-09-30".parse()?];
    /// let tested = Backtest::new(Churn::new(Days(60))).run(&ledger, &days)?;
    /// assert!(tested.signal("recency", 0.95).is_ok());
    /// assert!(tested.shuffled(0).signal("recency", 0.95).is_err());
    /// # Ok::<(), regulars::Error>(())
    /// ```
    #[must_use]
    pub fn shuffled(&self, seed: u64) -> Self {
        let rng = Rng::new(seed, "backtest/shuffled");
        let mut shuffled = self.clone();
        for (stream, day) in (0..).zip(&mut shuffled.days) {
            shuffle(&mut day.churned, &mut rng.stream(stream));
            for of in &mut day.engines {
                of.predictions = Predictions::new(&of.scores, &day.churned)
                    .expect("as many labels as before, for scores that were admitted");
            }
        }
        shuffled
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
        self.engines.iter().map(|of| (&of.name[..], &of.predictions))
    }

    pub(super) fn judged(&self, engine: &str) -> Result<&Judged> {
        self.engines
            .iter()
            .find(|of| of.name == engine)
            .ok_or_else(|| no_name("engine", engine, self.engines.iter().map(|of| &of.name[..])))
    }
}

/// Not the customers: how many there are.
impl std::fmt::Debug for TestedDay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let engines: Vec<_> = self.engines().collect();
        f.debug_struct("TestedDay")
            .field("day", &self.day)
            .field("customers", &self.customers())
            .field("left_out", &self.left_out)
            .field("engines", &engines)
            .finish_non_exhaustive()
    }
}

/// Of what is asked for by a name that is none of these.
pub(super) fn no_name<'a>(
    what: &'static str,
    name: &str,
    names: impl Iterator<Item = &'a str>,
) -> Error {
    let (name, names) = (name.to_owned(), names.map(str::to_owned).collect());
    ErrorKind::NoName { what, name, names }.into()
}

/// Fisher & Yates.
fn shuffle(labels: &mut [bool], rng: &mut Rng) {
    for last in (1..labels.len()).rev() {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a number from 0 up to a number of rows in memory"
        )]
        let drawn = (rng.uniform() * (last + 1) as f64) as usize;
        labels.swap(last, drawn.min(last));
    }
}
