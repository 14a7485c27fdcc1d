//! A logistic regression as it was learned.

use libm::{log, log1p};

use super::additive::{Additive, BoundSum, Shape, Sum, sealed};
use super::labelled::LearnedFrom;
use super::uncertainty::Uncertainty;
use crate::day::Day;
use crate::engine::{Bound, Score};
use crate::error::{ErrorKind, Found, Result};
use crate::metric::{PlattModel, PriorShift};
use crate::table::{Layout, Needs, Row, Variable};

/// A logistic regression: a weight for each variable.
///
/// It says nothing of whom none of its variables is known.
#[derive(Clone, Debug, PartialEq)]
pub struct LogisticModel {
    pub(super) sum: Sum,
    pub(super) learned: LearnedFrom,
    // Invariant: of the sum. Nothing if rounding left nothing to be known.
    pub(super) uncertainty: Option<Uncertainty>,
}

impl LogisticModel {
    /// The variables with their weights: what one standard deviation more of each, on the scale that it
    /// is looked at, adds to the logarithm of the odds.
    pub fn weights(&self) -> impl Iterator<Item = (&Variable, f64)> {
        self.sum.terms.iter().filter_map(|term| match term.shape {
            Shape::Line { weight, .. } => Some((&term.variable, weight)),
            Shape::Steps { .. } => None,
        })
    }

    /// The logarithm of the odds where all variables are at their means.
    #[must_use]
    pub fn intercept(&self) -> f64 {
        self.sum.intercept
    }

    /// With probabilities that a calibration has mended: it is a sum still, and its reasons are exact. The
    /// calibration knows what came of customers up to the day `until`, such as the
    /// [end](super::Cohort::end) of its cohort, and from then on the model does.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Param`] for a calibration that is of scores rather than of probabilities.
    ///
    /// # Examples
    ///
    /// ```
    /// # use regulars::churn::{Churn, Logistic};
    /// # use regulars::metric::Platt;
    /// # use regulars::sim::Shop;
    /// # use regulars::{Currency, Days, Ledger, Score};
    /// # let mut ledger = Ledger::new(Currency::EUR);
    /// # ledger.load(&Shop::new(2_000).build()?.orders())?;
    /// let (churn, today) = (Churn::new(Days(90)), "2024-12-31".parse()?);
    /// let past = churn.past(&ledger, today)?;
    /// let (last, before) = past.split_last().expect("there is one");
    /// let model = Logistic::new().fit(before)?;
    /// let said = last.predictions((&model).map(|silent| silent.unwrap_or(0.5)))?;
    /// let mended = model.calibrated(Platt::of_probabilities().fit(&said)?, last.end())?;
    /// let model = churn.fit_with(mended, ledger.as_of(today).table())?;
    /// assert_eq!(model.scorer().known_until(), Some(last.end()));
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn calibrated(self, platt: PlattModel, until: Day) -> Result<Self> {
        if !platt.is_of_probabilities() {
            let expected = "a calibration of probabilities";
            return Err(ErrorKind::Param { name: "platt", found: Found::Other, expected }.into());
        }
        let horizon = self.learned.horizon.map(|(days, known)| (days, known.max(until)));
        let learned = LearnedFrom { horizon, ..self.learned };
        let uncertainty = self.uncertainty.map(|uncertainty| uncertainty.scaled(platt.slope()));
        Ok(Self { sum: self.sum.scaled(platt.slope(), platt.intercept()), learned, uncertainty })
    }

    /// With probabilities for a population in which another share churns.
    #[must_use]
    pub fn shifted(self, shift: PriorShift) -> Self {
        let ln_odds = |share: f64| log(share) - log1p(-share);
        Self { sum: self.sum.scaled(1.0, ln_odds(shift.to()) - ln_odds(shift.from())), ..self }
    }

    /// How many rows it was learned from.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.learned.customers
    }

    /// How many of them churned.
    #[must_use]
    pub fn churned(&self) -> u64 {
        self.learned.churned
    }

    /// The last day that it knows of: that on which the last of its horizons ended. Nothing of a table.
    #[must_use]
    pub fn known_until(&self) -> Option<Day> {
        self.learned.horizon.map(|(_, until)| until)
    }
}

impl sealed::Summed for LogisticModel {
    fn sum(&self) -> &Sum {
        &self.sum
    }

    fn learned(&self) -> Option<LearnedFrom> {
        Some(self.learned)
    }

    fn uncertainty(&self) -> Option<&Uncertainty> {
        self.uncertainty.as_ref()
    }
}

impl Additive for LogisticModel {}

impl Score for LogisticModel {
    type Output = Option<f64>;

    fn needs(&self) -> Needs {
        self.sum.needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Option<f64>>> {
        let sum: BoundSum<'_> = self.sum.bind(layout)?;
        Ok(move |row: Row<'_>| sum.probability(row))
    }
}
