//! The report.

use regulars::backtest::Tested;
use regulars::metric::{Binning, Campaign, Predictions};
use serde_json::{Map, Value, json};

/// What is undefined, such as the Brier score of what are no probabilities, is null.
pub(crate) fn report(tested: &Tested) -> String {
    let mut cutoffs = Map::new();
    for day in tested.days() {
        let measures = |(name, found): (&str, &Predictions)| (name.to_owned(), measures(found));
        let engines: Map<String, Value> = day.engines().map(measures).collect();
        cutoffs.insert(day.day().to_string(), engines.into());
    }
    let names = tested.days()[0].engines().map(|(name, _)| name);
    let pooled: Map<String, Value> = names
        .filter_map(|name| Some((name.to_owned(), measures(&tested.pooled(name).ok()?))))
        .collect();
    json!({"cutoffs": cutoffs, "pooled": pooled}).to_string()
}

fn measures(found: &Predictions) -> Value {
    let bins = Binning::EqualWidth(10);
    json!({
        "n": found.len(),
        "base_rate": found.base_rate(),
        "auc": found.auc().ok(),
        "auc_ci": found.auc_interval(0.95).ok().map(|(low, high)| [low, high]),
        "average_precision": found.average_precision().ok(),
        "top_decile_lift": found.lift(0.1).ok(),
        "lift_quality": found.lift_quality().ok(),
        "brier": found.brier().ok(),
        "log_loss": found.log_loss().ok(),
        "ece": found.expected_calibration_error(bins).ok(),
        "empc": found.empc(&Campaign::new()).ok().map(|profit| profit.per_customer),
    })
}
