//! What tests say of a customer, and how usual that is.

use super::columns::Look;
use super::past::Past;
use super::settings::EarlyWarning;
use super::signal::{Signal, WarningCode};
use crate::day::Day;
use crate::engine::{Bound, Score};
use crate::error::Result;
use crate::num::exact::Exact;
use crate::table::{Layout, Needs, Row, Table};

/// The tests of each customer, in the order of [`WarningCode::ALL`].
///
/// A test that cannot be done is left out: of prospects all tests of timelines, of who came in the recent
/// window most, and, whatever the code, a test that could not have come to 0.05 or less whatever the
/// recent window had brought, given how few purchases or answers there are. That such a test is left out
/// depends on nothing that it tests, so that the others' p-values stay what they are.
#[derive(Clone, Debug, PartialEq)]
pub struct EarlyWarningModel {
    pub(super) settings: EarlyWarning,
    pub(super) learned: Learned,
}

/// What was learned of a population.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct Learned {
    pub(super) as_of: Day,
    // Invariant: by the places of codes, each with p-values just if somebody was tested.
    pub(super) codes: Vec<Usual>,
}

/// What a test said of those it was learned from.
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct Usual {
    pub(super) tested: u64,
    // Invariant: none, or `GRID + 1` p-values that do not descend, from the least to the greatest.
    pub(super) quantiles: Vec<f64>,
}

/// Quantiles are a hundredth apart.
pub(super) const GRID: usize = 100;

/// A test that cannot come to so little is not done. Chances come by logarithms, of which nine digits are
/// right at least for counts of up to a million, and one in twenty is to be reached.
const REACHED: f64 = 0.05 * (1.0 + 1e-9);

/// A test that was done, before it is held against what is usual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) code: WarningCode,
    pub(super) p_value: Option<f64>,
    pub(super) since: Day,
    pub(super) observed: f64,
    pub(super) expected: f64,
}

/// The p-value of a test, if it could have found something.
pub(super) fn reached(exact: Exact) -> Option<f64> {
    (exact.least <= REACHED).then_some(exact.p_value)
}

/// Learns what is usual among the rows of a table.
pub(super) fn learn(settings: EarlyWarning, table: Table<'_>) -> Result<EarlyWarningModel> {
    let learned = Learned { as_of: table.as_of(), codes: Vec::new() };
    let mut model = EarlyWarningModel { settings, learned };
    let mut found: Vec<Vec<f64>> = vec![Vec::new(); WarningCode::ALL.len()];
    for signal in model.score(table)?.into_iter().flatten() {
        found[signal.code.place()].extend(signal.p_value);
    }
    model.learned.codes = found.into_iter().map(Usual::of).collect();
    Ok(model)
}

impl Usual {
    fn of(mut p_values: Vec<f64>) -> Self {
        p_values.sort_unstable_by(f64::total_cmp);
        let quantile =
            |share: usize| Some(*p_values.get(share * p_values.len().checked_sub(1)? / GRID)?);
        Self { tested: p_values.len() as u64, quantiles: (0..=GRID).filter_map(quantile).collect() }
    }

    /// The share of those it was learned from whose p-values are no smaller.
    fn percentile(&self, p: f64) -> Option<f64> {
        let below = self.quantiles.partition_point(|quantile| *quantile < p);
        let (Some(last), Some(high)) = (below.checked_sub(1), self.quantiles.get(below)) else {
            return (!self.quantiles.is_empty()).then_some(if below == 0 { 1.0 } else { 0.0 });
        };
        let low = self.quantiles[last];
        #[expect(clippy::cast_precision_loss, reason = "up to a hundred")]
        let (last, grid) = (last as f64, GRID as f64);
        Some(1.0 - (last + (p - low) / (high - low)) / grid)
    }
}

impl EarlyWarningModel {
    /// The settings.
    pub fn settings(&self) -> &EarlyWarning {
        &self.settings
    }

    /// The day as of which it was learned.
    #[must_use]
    pub fn learned_as_of(&self) -> Day {
        self.learned.as_of
    }

    /// How many customers of the table had this test.
    #[must_use]
    pub fn tested(&self, code: WarningCode) -> u64 {
        self.learned.codes.get(code.place()).map_or(0, |usual| usual.tested)
    }

    fn signal(&self, found: Found) -> Signal {
        let Found { code, p_value, since, observed, expected } = found;
        let usual = self.learned.codes.get(code.place());
        let percentile = usual.zip(p_value).and_then(|(usual, p)| usual.percentile(p));
        Signal { code, p_value, percentile, since, observed, expected }
    }
}

impl Score for EarlyWarningModel {
    type Output = Vec<Signal>;

    fn needs(&self) -> Needs {
        let EarlyWarning { of_timelines, watches, .. } = &self.settings;
        let own = if of_timelines.is_empty() { Needs::none() } else { Needs::none().timelines() };
        watches.iter().fold(own, |needs, watch| needs.and(watch.needs()))
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Vec<Signal>>> {
        layout.meets(&self.needs())?;
        let EarlyWarning { recent, before, of_timelines, watches } = &self.settings;
        let mut codes = of_timelines.clone();
        codes.sort_unstable();
        let looks = watches.iter().map(|watch| Look::new(watch, *recent, layout));
        let mut looks = looks.collect::<Result<Vec<_>>>()?;
        looks.sort_by_key(Look::code);
        Ok(move |row: Row<'_>| {
            let past = if codes.is_empty() { None } else { Past::of(row, *recent, *before) };
            let timeline = codes.iter().filter_map(|&code| past.as_ref()?.test(code));
            let columns = looks.iter().filter_map(|look| look.test(row));
            timeline.chain(columns).map(|found| self.signal(found)).collect()
        })
    }
}
