//! The fit as JSON.

use std::time::Duration;

use regulars::clv::{BtydModel, Candidate};
use serde_json::{Map, Value, json};

use crate::clv::params;
use crate::models::Models;

/// How long it took to read, to fit and, if that was asked, to predict.
pub(crate) struct Timings {
    pub(crate) read: Duration,
    pub(crate) fit: Duration,
    pub(crate) predict: Option<Duration>,
}

/// Parameters of a family without its regularity.
const PARAMETERS: f64 = 4.0;

pub(crate) fn report(models: &Models, timings: &Timings) -> Value {
    let Models { orders, log_likelihood: ll, customers, .. } = models;
    let report = orders.report();
    let mut all = json!({
        "model": orders.family().to_string(),
        "params": params(orders),
        "ll": ll,
        "aic": report.map_or(2.0 * PARAMETERS - 2.0 * ll, |report| report.aic),
        "bic": report.map_or(PARAMETERS * customers.ln() - 2.0 * ll, |report| report.bic),
        "se": report.map(|_| errors(orders)),
        "converged": report.map(|report| report.converged),
        "gradient_norm": report.map(|report| report.gradient_norm),
        "n": number(*customers),
        "cells": models.cells,
        "timings_ms": {
            "read": milliseconds(timings.read),
            "fit": milliseconds(timings.fit),
            "predict": timings.predict.map(milliseconds),
        },
    });
    if let Some((model, ll)) = &models.spend {
        let [p, q, v] = model.parameters();
        all["gamma_gamma"] = json!({"params": {"p": p, "q": q, "v": v}, "ll": ll});
    }
    if let Some(selection) = &models.ranking {
        all["ranking"] = selection.candidates().iter().map(candidate).collect();
    }
    all
}

/// The standard errors of the parameters. The regularity is a whole number, and has none.
fn errors(model: &BtydModel) -> Map<String, Value> {
    let error = |name: &str| {
        let report = model.report()?;
        report.parameter(name)?.standard_error
    };
    params(model).into_iter().map(|(name, _)| (name.clone(), json!(error(&name)))).collect()
}

fn candidate(candidate: &Candidate) -> Value {
    let model = &candidate.model;
    let report = model.report();
    json!({
        "model": model.family().to_string(),
        "params": params(model),
        "ll": report.map(|report| report.log_likelihood),
        "aic": report.map(|report| report.aic),
        "bic": report.map(|report| report.bic),
        "tied": candidate.tied,
    })
}

/// Customers are whole unless they have weights.
fn number(customers: f64) -> Value {
    format!("{customers}").parse::<u64>().map_or(json!(customers), Value::from)
}

/// To the microsecond; more digits would be noise.
fn milliseconds(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e6).round() / 1e3
}
