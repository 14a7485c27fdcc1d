//! Random and extreme points, in long arithmetic; `tests/golden/pareto.py` says how.

use super::super::ParetoNbd;
use super::posterior;

/// Below this a float has fewer digits.
const SMALLEST: f64 = 1e-290;

/// `[r, α, s, β, x, t_x, t, h, n, δ]`, and what is wanted.
fn rows() -> Vec<([f64; 10], [f64; 7])> {
    let text = include_str!("../../../../tests/golden/pareto.json");
    let golden: serde_json::Value = serde_json::from_str(text).expect("the file is JSON");
    let number = |v: &serde_json::Value| v.as_f64().expect("rows hold numbers");
    let row = |row: &serde_json::Value| {
        let numbers: Vec<f64> =
            row.as_array().expect("rows are lists").iter().map(number).collect();
        let (given, wanted) = numbers.split_at(10);
        (given.try_into().expect("ten are given"), wanted.try_into().expect("seven are wanted"))
    };
    golden["rows"].as_array().expect("there are rows").iter().map(row).collect()
}

fn answers([r, alpha, s, beta, x, t_x, t, h, n, delta]: [f64; 10]) -> [Option<f64>; 7] {
    let model = ParetoNbd { r, alpha, s, beta };
    let it = posterior(&model, x, t_x, t);
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "n is a count")]
    let n = n as u64;
    [
        Some(model.ln_cell(x, t_x, t)),
        it.p_alive(),
        it.expected(h),
        it.at_least(n, h),
        it.exactly(0, h),
        it.discounted(h, delta),
        it.discounted(f64::INFINITY, delta),
    ]
}

#[test]
fn answers_agree_with_long_arithmetic() {
    let rows = rows();
    assert!(rows.len() >= 600);
    let mut refused = [0; 7];
    for (given, wanted) in &rows {
        for (k, (got, &want)) in answers(*given).into_iter().zip(wanted).enumerate() {
            let Some(got) = got else {
                refused[k] += 1;
                continue;
            };
            // The largest measured is 6e-13, of a logarithm that is nearly 0.
            let off = (got - want).abs() / want.abs().max(SMALLEST);
            assert!(off <= 2e-12, "{k} {given:?}: {got:e} is not {want:e}");
        }
    }
    assert!(refused.iter().all(|&count| 50 * count <= rows.len()), "{refused:?}");
}

#[test]
fn values_and_derivatives_are_numbers_everywhere() {
    for ([r, alpha, s, beta, x, t_x, t, ..], [want, ..]) in rows() {
        let model = ParetoNbd { r, alpha, s, beta };
        let cell = model.of_cell(x, t_x, t);
        assert!(
            (cell.value - want).abs() <= 1e-12 * want.abs(),
            "{model:?} {x} {t_x} {t}: {cell:?} {want}"
        );
        for taylor in [cell, model.of_count(x)] {
            let all = taylor.gradient.iter().chain(taylor.hessian.as_flattened());
            assert!(all.clone().all(|v| v.is_finite()), "{model:?} {x} {t_x} {t}: {taylor:?}");
        }
    }
}
