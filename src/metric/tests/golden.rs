//! What `tests/golden/classification.py` has computed.

use serde_json::Value;

use super::*;

/// Sums of up to 400 terms, in another order.
const SUMS: f64 = 1e-13;

fn cases(of: &str) -> Vec<Value> {
    let text = include_str!("../../../tests/golden/classification.json");
    from_value(serde_json::from_str::<Value>(text).unwrap()[of].clone()).unwrap()
}

fn column(case: &Value, name: &str) -> Option<Value> {
    case.get(name).filter(|column| !column.is_null()).cloned()
}

fn numbers(case: &Value, name: &str) -> Option<Vec<f64>> {
    column(case, name).map(|column| from_value(column).unwrap())
}

fn predictions(case: &Value, scores: &str) -> Predictions {
    let of = |name| numbers(case, name);
    let scores = of(scores).unwrap();
    let weights = of("weights").unwrap_or_else(|| vec![1.0; scores.len()]);
    let happened: Vec<bool> = from_value(column(case, "happened").unwrap()).unwrap();
    Predictions::weighted(&scores, &happened, &weights).unwrap()
}

#[track_caller]
fn agree<const N: usize>(case: &Value, name: &str, found: Result<[f64; N]>, tolerance: f64) {
    let Some(expected) = column(case, name) else { return };
    let expected: Vec<f64> = if expected.is_array() {
        from_value(expected)
    } else {
        from_value(expected).map(|one| vec![one])
    }
    .unwrap();
    let found = found.unwrap();
    assert_eq!(expected.len(), N);
    for (found, expected) in found.into_iter().zip(expected) {
        let off = (found - expected).abs() / expected.abs().max(1.0);
        assert!(off <= tolerance, "{name} of {}: {found} is not {expected}", case["name"]);
    }
}

#[test]
fn rankings_agree() {
    for case in cases("predictions") {
        let found = predictions(&case, "scores");
        agree(&case, "auc", found.auc().map(|x| [x]), SUMS);
        agree(&case, "average_precision", found.average_precision().map(|x| [x]), SUMS);
        agree(&case, "auc_error", found.auc_standard_error().map(|x| [x]), SUMS);
        if column(&case, "second").is_some() {
            let found = found.auc_difference(&predictions(&case, "second")).unwrap();
            agree(&case, "difference", Ok([found.difference]), SUMS);
            // Theirs is the root of a difference of covariances.
            agree(&case, "difference_error", Ok([found.standard_error]), 1e-12);
        }
    }
}

#[test]
fn probabilities_agree() {
    let width = Binning::EqualWidth(5);
    for case in cases("predictions") {
        let found = predictions(&case, "scores");
        agree(&case, "brier", found.brier().map(|x| [x]), SUMS);
        agree(&case, "log_loss", found.log_loss().map(|x| [x]), SUMS);
        let error = found.expected_calibration_error(width);
        agree(&case, "calibration_error", error.map(|x| [x]), SUMS);
        let parts = found.brier_parts(width).map(|parts| {
            let within = [parts.within_bin_variance, parts.within_bin_covariance];
            [parts.reliability, parts.resolution, parts.uncertainty, within[0], within[1]]
        });
        agree(&case, "parts", parts, SUMS);
        if let Some(curve) = column(&case, "curve") {
            let curve: Vec<[f64; 2]> = from_value(curve).unwrap();
            let found = found.calibration(width).unwrap();
            assert_eq!(found.bins().len(), curve.len());
            for (bin, [predicted, observed]) in found.bins().iter().zip(curve) {
                close(bin.predicted, predicted, SUMS);
                close(bin.observed, observed, SUMS);
            }
        }
        if column(&case, "log_loss").is_some() {
            match (column(&case, "line"), found.calibration_line()) {
                (None, wrong) => assert!(
                    matches!(
                        wrong.unwrap_err().kind(),
                        ErrorKind::Separated | ErrorKind::TooLittle { .. }
                    ),
                    "{}",
                    case["name"]
                ),
                (Some(_), line) => {
                    let line = line.map(|line| {
                        let errors = [line.intercept_standard_error, line.slope_standard_error];
                        [line.intercept, line.slope, errors[0], errors[1]]
                    });
                    // Both searches end where steps are below a rounding of what they were.
                    agree(&case, "line", line, 1e-10);
                }
            }
        }
    }
}

#[test]
fn profits_agree() {
    for case in cases("predictions") {
        let profits: Vec<([f64; 5], f64, f64)> =
            column(&case, "profit").map_or_else(Vec::new, |profits| from_value(profits).unwrap());
        for ([alpha, beta, value, incentive, contact], profit, share) in profits {
            let campaign = Campaign::new().value(value).incentive(incentive).contact(contact);
            let found = predictions(&case, "scores").empc(&campaign.accept(alpha, beta)).unwrap();
            let name = &case["name"];
            let off = (found.per_customer - profit).abs();
            assert!(off <= 1e-12 * value, "{name}: {} is not {profit}", found.per_customer);
            let off = (found.share_to_contact - share).abs();
            assert!(off <= 1e-12, "{name}: {} is not {share}", found.share_to_contact);
        }
    }
}

#[test]
fn forecasts_agree() {
    for case in cases("forecasts") {
        let of = |name| numbers(&case, name);
        let (predicted, actual) = (of("predicted").unwrap(), of("actual").unwrap());
        let weights = of("weights").unwrap_or_else(|| vec![1.0; actual.len()]);
        let found = Forecasts::weighted(&predicted, &actual, &weights).unwrap();
        agree(&case, "mae", Ok([found.mae()]), SUMS);
        agree(&case, "rmse", Ok([found.rmse()]), SUMS);
        agree(&case, "bias", Ok([found.bias()]), SUMS);
        agree(&case, "concordance", found.concordance().map(|x| [x]), SUMS);
        agree(&case, "normalised_gini", found.normalised_gini().map(|x| [x]), SUMS);
    }
}
