//! What a service would do: orders to scored customers, in memory.

use std::time::{Duration, Instant};

use regulars::churn::Risk;
use regulars::lifecycle::Stage;
use regulars::{InputReport, Key, Ledger, Orders, RfmModel, RfmScore, Score, View};

use crate::args::Args;
use crate::clusters::Clusters;
use crate::clv::Forecast;
use crate::common::Result;
use crate::forecast::Models;
use crate::risks;

/// Customers with their scores, and how long each step took.
pub(crate) struct Scored<K> {
    pub(crate) report: InputReport,
    /// Rows of days after the as-of day.
    pub(crate) later: usize,
    pub(crate) view: View<K>,
    /// Nothing if nobody has bought.
    pub(crate) model: Option<RfmModel>,
    /// Of each customer, in the order of the view.
    pub(crate) scores: Option<Vec<RfmScore>>,
    /// What customers will do, of each in the same order, if that was asked.
    pub(crate) clv: Option<(Models, Vec<Forecast>)>,
    /// The groups of alike customers, if that was asked.
    pub(crate) clusters: Option<Clusters>,
    /// Where each customer stands, in the same order, if that was asked.
    pub(crate) stages: Option<Vec<Stage>>,
    /// How likely each is to fall silent, in the same order, if that was asked.
    pub(crate) risks: Option<Vec<Option<Box<Risk>>>>,
    /// Ledger, table, fit and score.
    pub(crate) took: [Duration; 4],
}

pub(crate) fn run<K: Key>(args: &Args, orders: &Orders<'_, K>) -> Result<Scored<K>> {
    let sentence = |error: regulars::Error| error.to_string();
    let start = Instant::now();
    let mut ledger = Ledger::new(args.input.policy.clone());
    let report = ledger.load(orders).map_err(sentence)?;
    let loaded = Instant::now();

    let view = ledger.as_of(args.as_of);
    let table = view.table();
    let viewed = Instant::now();

    let model = args.scorer.source.model(table)?;
    let clv = args.clv.map(|wanted| Models::fit(wanted, table)).transpose()?;
    let clusters = args.clusters.map(|wanted| Clusters::fit(wanted, table)).transpose()?;
    let rule = args.lifecycle.as_ref().map(|wanted| wanted.fit(table)).transpose()?;
    let fitted = Instant::now();

    let scores = model.as_ref().map(|model| model.score(table)).transpose().map_err(sentence)?;
    let forecast = |models: Models| models.score(table).map(|forecasts| (models, forecasts));
    let clv = clv.map(forecast).transpose()?;
    let clusters = clusters.map(|model| Clusters::score(model, table)).transpose()?;
    let stages = rule.map(|rule| rule.score(table)).transpose().map_err(sentence)?;
    let risk = |(engine, horizon)| risks::risks(engine, horizon, &ledger, table).map_err(sentence);
    let risks = args.churn.map(risk).transpose()?;
    let took = [loaded - start, viewed - loaded, fitted - viewed, fitted.elapsed()];
    let later = ledger.later_than(args.as_of);
    Ok(Scored { report, later, view, model, scores, clv, clusters, stages, risks, took })
}

/// How long the steps took, run by run.
#[derive(Default)]
pub(crate) struct Timings([Vec<Duration>; 4]);

impl Timings {
    pub(crate) fn add<K>(&mut self, scored: &Scored<K>) {
        self.0.iter_mut().zip(scored.took).for_each(|(runs, took)| runs.push(took));
    }

    /// The median of each step, in milliseconds.
    pub(crate) fn medians(&self) -> [f64; 4] {
        self.0.each_ref().map(|runs| {
            let mut sorted = runs.clone();
            sorted.sort();
            let (low, high) = (sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
            milliseconds(low + high) / 2.0
        })
    }
}

/// To the microsecond; more digits would be noise.
pub(crate) fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
