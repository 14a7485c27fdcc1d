//! Where customers stand.

use regulars::Language;
use regulars::lifecycle::Stage;

/// The columns.
pub(crate) const NAMES: [&str; 7] =
    ["state", "stage", "stage_zh", "value_stage", "value_stage_zh", "stage_since", "stage_reason"];

/// The cells of one customer; nobody knows since when somebody is a prospect.
pub(crate) fn cells(stage: &Stage) -> [String; 7] {
    let (consumer, value) = (stage.consumer(), stage.value());
    [
        stage.state.code().to_owned(),
        consumer.code().to_owned(),
        consumer.label(Language::Chinese).to_owned(),
        value.code().to_owned(),
        value.label(Language::Chinese).to_owned(),
        stage.since.map_or_else(String::new, |day| day.to_string()),
        stage.reason.text(Language::English),
    ]
}
