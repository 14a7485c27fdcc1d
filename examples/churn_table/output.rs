//! The report.

use regulars::Language;
use regulars::backtest::Finding;
use regulars::churn::{Explanation, Reason};
use serde_json::{Value, json};

use crate::Judged;
use crate::args::Args;
use crate::measures::measures;
use crate::rows::Rows;

/// How many reasons are told.
const REASONS: usize = 5;

/// The measures of the regression stand in front, those of the scorecard under its name.
pub(crate) fn report(args: &Args, rows: &Rows, judged: &Judged) -> String {
    let mut report = measures(&judged.logistic);
    report["engine"] = "logistic".into();
    report["scorecard"] = measures(&judged.scorecard);
    report["folds"] = args.folds.into();
    report["seed"] = args.seed.into();
    report["columns"] = rows.names().collect();
    report["left_out"] = rows.left_out.clone().into();
    report["reasons"] = judged.shown.iter().map(|(row, why)| shown(rows, *row, why)).collect();
    report["leakage"] = judged.leakage.findings.iter().map(finding).collect();
    report.to_string()
}

fn shown(rows: &Rows, row: usize, why: &Explanation) -> Value {
    let reason = |reason: &Reason| {
        json!({
            "code": reason.code(),
            "contribution": reason.contribution,
            "text": reason.text(Language::English),
        })
    };
    json!({
        "row": row + 1,
        "id": rows.ids.as_ref().map(|ids| &ids[row]),
        "probability": why.probability,
        "usual": why.usual,
        "reasons": why.reasons.iter().take(REASONS).map(reason).collect::<Vec<Value>>(),
    })
}

fn finding(finding: &Finding) -> Value {
    json!({
        "code": finding.code(),
        "column": finding.column(),
        "text": finding.text(Language::English),
    })
}
