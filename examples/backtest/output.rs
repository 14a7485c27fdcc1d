//! The report.

use regulars::backtest::Tested;
use regulars::metric::Predictions;
use serde_json::{Map, Value, json};

use crate::measures::measures;

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
