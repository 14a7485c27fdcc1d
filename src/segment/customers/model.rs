//! Segments with their profiles, and which of them a customer belongs to.

use super::drift::Baseline;
use super::names::{self, Names};
use super::profile::Profile;
use super::settings::is_grouped;
use crate::day::Day;
use crate::engine::{Bound, Score};
use crate::error::{ErrorKind, Result};
use crate::language::Language;
use crate::money::Currency;
use crate::segment::kmeans::{KMeansModel, Nearest};
use crate::segment::prepare::{Prepared, is_cell};
use crate::table::{Layout, Needs, Row};
use crate::table::{Read, Variable};

/// Segments of customers. Made by [`Segmentation`](super::Segmentation)'s `fit`; a scorer whose
/// answer is the [`Nearest`] segment and the runner-up, with the distances of the prepared variables
/// from their centres.
///
/// A customer whose variables say nothing has no answer: see
/// [`Segmentation`](super::Segmentation). It is stored as one object, and comes back to the bit (JSON
/// takes `serde_json`'s feature `float_roundtrip` for that). `Display` prints the profiles in English, and [`text`](Self::text) in Chinese too.
#[derive(Clone, Debug, PartialEq)]
pub struct SegmentationModel {
    parts: Parts,
    names: Names,
}

/// What a model is made of.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parts {
    pub(super) as_of: Day,
    pub(super) currency: Currency,
    pub(super) variables: Vec<Variable>,
    // Invariant: with a feature for each variable.
    pub(super) prepared: Prepared,
    // Invariant: with a column for each variable, within ±1e150.
    pub(super) kmeans: KMeansModel,
    // Invariant: one for each centre, with a value for each variable.
    pub(super) profiles: Vec<Profile>,
    // Invariant: one for each variable.
    pub(super) baselines: Vec<Baseline>,
    pub(super) left_out: u64,
}

impl SegmentationModel {
    pub(super) fn new(parts: Parts) -> Self {
        let names = names::of(&parts.variables, &parts.profiles);
        Self { parts, names }
    }

    #[cfg(any(feature = "serde", test))]
    pub(super) fn parts(&self) -> &Parts {
        &self.parts
    }

    pub(super) fn baselines(&self) -> &[Baseline] {
        &self.parts.baselines
    }

    /// The day whose customers the segments were learned from.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.parts.as_of
    }

    /// The money of the revenues.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.parts.currency
    }

    /// What customers are grouped by.
    #[must_use]
    pub fn variables(&self) -> &[Variable] {
        &self.parts.variables
    }

    /// What is done to the variables.
    #[must_use]
    pub fn prepared(&self) -> &Prepared {
        &self.parts.prepared
    }

    /// The centres of the prepared variables.
    #[must_use]
    pub fn kmeans(&self) -> &KMeansModel {
        &self.parts.kmeans
    }

    /// What the customers of each segment are like, by its label.
    #[must_use]
    pub fn profiles(&self) -> &[Profile] {
        &self.parts.profiles
    }

    /// The customers of the table who were not grouped: prospects, and those of whom no variable is
    /// known.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.parts.left_out
    }

    /// What sets a segment apart, in words: `recent · frequent · high spend`. No two have the same
    /// name; of a label that there is not, it is empty.
    ///
    /// A variable is named whose centre is half a standard deviation from the mean or more, and with
    /// `very` from one and a half on; one that nobody of the segment is known to have is not. Words are
    /// relative to the customers of the fit: where all have been silent for a year, those silent for
    /// less are `recent`. Segments that would have one name are told apart by the variable that differs
    /// most between them: `high spend (higher)`, or of several `high spend (1 of 3)`, from the highest.
    ///
    /// Labels are those of this model: what another model has answered has no name here, and would be
    /// given a wrong one.
    #[must_use]
    pub fn name(&self, label: u32, language: Language) -> &str {
        self.names.get(label, language)
    }

    /// Whether a customer is farther from the centre than nearly all whom the model was learned
    /// from: beyond the segment's [fence](Profile::fence).
    #[must_use]
    pub fn is_outlier(&self, found: &Nearest) -> bool {
        let profile = self.parts.profiles.get(found.label as usize);
        profile.is_some_and(|profile| profile.fence() < found.distance)
    }

    /// The answers of a model that was learned [by scorers](super::Segmentation::fit_by), from
    /// theirs, in the same order. What they say may be of money, so tables must be in the model's
    /// currency. A customer of whom they say a number beyond ±1e150, or NaN where the preparation
    /// refuses it, has no answer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Width`] for more or fewer answers than the model has variables.
    pub fn by<S, const N: usize>(
        &self,
        scorer: S,
    ) -> Result<impl Score<Output = Option<Nearest>> + use<'_, S, N>>
    where
        S: Score<Output: Into<[f64; N]>>,
    {
        let expected = self.variables().len();
        if N != expected {
            return Err(ErrorKind::Width { found: N, expected }.into());
        }
        Ok(By { model: self, scorer })
    }

    /// The values by which a customer is placed; nothing if they say nothing.
    pub(super) fn values(&self, row: Row<'_>, reads: &[Read<'_>]) -> Option<Vec<f64>> {
        let buyers = self.variables().iter().any(Variable::is_of_buyers);
        let values: Vec<f64> = reads.iter().map(|read| read.value(row)).collect();
        (is_grouped(buyers, row, &values) && self.is_complete(&values)).then_some(values)
    }

    /// Whether all values are such that they can be prepared.
    fn is_complete(&self, values: &[f64]) -> bool {
        let features = self.parts.prepared.features();
        values.iter().zip(features).all(|(&x, of)| is_cell(x, of.fill.is_none()))
    }

    /// The values as they are grouped.
    pub(super) fn point(&self, values: &[f64]) -> Vec<f64> {
        let features = self.parts.prepared.features();
        values.iter().zip(features).map(|(&x, of)| of.apply(x)).collect()
    }

    pub(super) fn place(&self, values: &[f64]) -> Nearest {
        self.parts.kmeans.place(&self.point(values))
    }

    pub(super) fn reads(&self, layout: &Layout) -> Result<Vec<Read<'_>>> {
        layout.meets(&self.needs())?;
        self.variables().iter().map(|of| of.read(layout)).collect()
    }
}

impl Score for SegmentationModel {
    type Output = Option<Nearest>;

    fn needs(&self) -> Needs {
        Variable::needs(self.variables(), self.parts.currency)
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Option<Nearest>>> {
        let reads = self.reads(layout)?;
        Ok(move |row: Row<'_>| self.values(row, &reads).map(|values| self.place(&values)))
    }
}

/// A model with the scorers by which it was learned.
struct By<'a, S, const N: usize> {
    model: &'a SegmentationModel,
    scorer: S,
}

impl<S, const N: usize> Score for By<'_, S, N>
where
    S: Score<Output: Into<[f64; N]>>,
{
    type Output = Option<Nearest>;

    fn needs(&self) -> Needs {
        Needs::none().currency(self.model.currency()).and(self.scorer.needs())
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Option<Nearest>>> {
        layout.in_currency(self.model.currency())?;
        let bound = self.scorer.bind(layout)?;
        Ok(move |row: Row<'_>| {
            let values: [f64; N] = bound.score_row(row).into();
            let grouped = is_grouped(false, row, &values) && self.model.is_complete(&values);
            grouped.then(|| self.model.place(&values))
        })
    }
}

/// The distance of a row from a point.
pub(super) fn distance<'a>(row: impl Iterator<Item = &'a f64>, point: &[f64]) -> f64 {
    row.zip(point).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}
