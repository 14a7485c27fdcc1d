//! What is said of predictions.

use regulars::metric::{Binning, Campaign, Predictions};
use serde_json::{Value, json};

/// What is undefined, such as the Brier score of what are no probabilities, is null.
pub(crate) fn measures(found: &Predictions) -> Value {
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
