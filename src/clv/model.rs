//! A model of purchases, fitted or given.

use super::cells::Cells;
use super::family::Family;
use super::likelihood::Likelihood;
use super::process::Process;
use super::search::admitted;
use super::settings::gaps;
use crate::day::Day;
use crate::error::{ErrorKind, Found, Result};
use crate::report::FitReport;
use crate::ruler::{Horizon, TimeUnit};

/// A model of purchases with its parameters.
///
/// Each question is a method that returns a [`Score`](crate::Score), so that all customers of a
/// table can be asked, or one.
#[derive(Clone, Debug, PartialEq)]
pub struct BtydModel {
    family: Family,
    unit: TimeUnit,
    process: Process,
    // Nothing if the parameters were given.
    report: Option<FitReport>,
    // Nothing if it was not learned from a table.
    as_of: Option<Day>,
}

/// What a model is learned from.
pub(super) enum Source {
    Cells,
    Table(Day),
}

impl BtydModel {
    /// A model with parameters of one's own, in the order of [`Family::parameter_names`], in `unit`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a parameter that is not from 1e-8 to 1e8, and for a regularity that
    /// is not given or not from 1 to 12.
    ///
    /// # Examples
    ///
    /// The published parameters of CDNOW's customers (Fader, Hardie & Lee 2005), and what they say
    /// of a new customer's first year:
    ///
    /// ```
    /// use regulars::TimeUnit;
    /// use regulars::clv::{BtydModel, Family};
    ///
    /// let cdnow = BtydModel::new(Family::BgNbd, TimeUnit::Week, [0.243, 4.414, 0.793, 2.426])?;
    /// let orders = cdnow.orders_of_new_customer(TimeUnit::Week.of(52.0)?)?;
    /// assert!((orders - 1.44).abs() < 0.01);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn new(family: Family, unit: TimeUnit, parameters: [f64; 4]) -> Result<Self> {
        family.check()?;
        let wrong = |name, found, expected| Err(ErrorKind::Param { name, found, expected }.into());
        let Some(k) = family.regularity() else {
            return wrong("regularity", Found::Nothing, "a fixed one");
        };
        admitted(family.parameter_names(), parameters)?;
        let process = Process::new(family, k, parameters);
        Ok(Self { family, unit, process, report: None, as_of: None })
    }

    pub(super) fn fitted(
        family: Family,
        unit: TimeUnit,
        process: Process,
        report: FitReport,
        source: Source,
    ) -> Self {
        let as_of = match source {
            Source::Cells => None,
            Source::Table(day) => Some(day),
        };
        Self { family, unit, process, report: Some(report), as_of }
    }

    #[cfg(feature = "serde")]
    pub(super) fn stored(self, report: Option<FitReport>, as_of: Option<Day>) -> Self {
        Self { report, as_of, ..self }
    }

    /// The family, with its regularity.
    #[must_use]
    pub fn family(&self) -> Family {
        self.family
    }

    /// What the model measures time in.
    #[must_use]
    pub fn unit(&self) -> TimeUnit {
        self.unit
    }

    /// The day whose customers it was learned from, if it was learned from a table.
    #[must_use]
    pub fn as_of(&self) -> Option<Day> {
        self.as_of
    }

    /// The parameters, in the order of [`Family::parameter_names`], which the literature writes
    /// `r, α, a, b`, or `r, α, s, β`.
    #[must_use]
    pub fn parameters(&self) -> [f64; 4] {
        self.process.parameters()
    }

    /// The regularity of purchases, `k`.
    #[must_use]
    pub fn regularity(&self) -> u32 {
        self.process.regularity()
    }

    /// How the fit went, if there was one.
    #[must_use]
    pub fn report(&self) -> Option<&FitReport> {
        self.report.as_ref()
    }

    /// The log-likelihood of cells under these parameters. For a regularity above 1 it leaves out
    /// what the gaps bring if they are not known.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Ruler`] if the cells are measured in another unit.
    pub fn log_likelihood(&self, cells: &Cells) -> Result<f64> {
        if cells.unit() != self.unit {
            return Err(ErrorKind::Ruler { found: cells.unit(), expected: self.unit }.into());
        }
        let sum = match &self.process {
            Process::BetaGeometric(model) => model.total(cells.cells()),
            Process::Pareto(model) => model.total(cells.cells()),
        };
        Ok(sum.value + gaps(cells, self.regularity()))
    }

    /// The expected repeat orders of a customer within `horizon` of the first.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Ruler`] if the horizon is in another unit, and [`ErrorKind::OutOfReach`].
    pub fn orders_of_new_customer(&self, horizon: impl Into<Horizon>) -> Result<f64> {
        let horizon = horizon.into().measured(self.unit)?;
        let new = self.process.posterior(0.0, 0.0, 0.0);
        new.expected(horizon)
            .ok_or_else(|| ErrorKind::OutOfReach { what: "expected orders" }.into())
    }

    pub(super) fn process(&self) -> Process {
        self.process
    }
}
