//! Calibrators: against `tests/golden/calibrators.py`, as printed, of a known truth, and laws.

use serde_json::Value;

use super::twins::{Row, any_rows, of};
use super::*;
use crate::num::rng::Rng;

fn two() -> Predictions {
    of(&[(0.25, false, 1.0), (0.75, true, 1.0)])
}

#[track_caller]
fn are<const N: usize>(found: [f64; N], expected: [f64; N]) {
    found.into_iter().zip(expected).for_each(|(found, expected)| is(found, expected));
}

#[test]
fn scikit_learn_says_the_same() {
    let text = include_str!("../../../tests/golden/calibrators.json");
    for case in serde_json::from_str::<Vec<Value>>(text).unwrap() {
        let numbers = |name: &str| from_value::<Vec<f64>>(case[name].clone()).unwrap();
        let scores = numbers("scores");
        let happened: Vec<bool> = from_value(case["happened"].clone()).unwrap();
        let weights: Option<Vec<f64>> = from_value(case["weights"].clone()).unwrap();
        let weights = weights.unwrap_or_else(|| vec![1.0; scores.len()]);
        let predictions = Predictions::weighted(&scores, &happened, &weights).unwrap();

        let agree = |found: PlattModel, expected: &[f64], tolerance: f64| {
            let [slope, intercept] = expected else { panic!("two numbers") };
            close(found.slope() / slope, 1.0, tolerance);
            close(found.intercept(), *intercept, tolerance * intercept.abs().max(1.0));
        };
        let found = Platt::of_scores().fit(&predictions).unwrap();
        // scikit-learn stops where a gradient is 1e-6, that is some 1e-6 from where it is 0.
        agree(found, &numbers("sigmoid"), 1e-5);
        // Sums of up to 300 terms, and Newton's steps to a rounding of the likelihood.
        agree(found, &numbers("curve"), 1e-10);
        if !case["of_log_odds"].is_null() {
            let found = Platt::of_probabilities().fit(&predictions).unwrap();
            agree(found, &numbers("of_log_odds"), 1e-10);
        }
        let found = Isotonic::new().fit(&predictions).unwrap();
        for (asked, expected) in numbers("asked").into_iter().zip(numbers("isotonic")) {
            // Shares of sums in another order, and a straight line between two.
            close(found.apply(asked), expected, 1e-13);
        }
    }
}

/// The equations of the likelihood, row by row, with Platt's targets.
fn gradient(rows: &[Row], model: PlattModel, x: impl Fn(f64) -> f64) -> [f64; 2] {
    let all =
        |class: bool| -> f64 { rows.iter().filter(|row| row.1 == class).map(|row| row.2).sum() };
    let (events, others) = (all(true), all(false));
    let mut gradient = [0.0; 2];
    for &(score, happened, weight) in rows {
        let target = if happened { (events + 1.0) / (events + 2.0) } else { 1.0 / (others + 2.0) };
        let log_odds = model.intercept() + model.slope() * x(score);
        let off = weight * (target - 1.0 / (1.0 + (-log_odds).exp()));
        gradient = [gradient[0] + off, gradient[1] + off * x(score)];
    }
    gradient
}

/// As printed: the greatest of the least means of all that begin no later and end no earlier.
fn max_min(rows: &[Row], score: f64) -> f64 {
    let mut scores: Vec<f64> = rows.iter().filter(|row| 0.0 < row.2).map(|row| row.0).collect();
    scores.sort_by(f64::total_cmp);
    let mean = |from: f64, to: f64| {
        let within = rows.iter().filter(|row| (from..=to).contains(&row.0));
        let (events, all) = within.fold((0.0, 0.0), |(events, all), row| {
            (events + if row.1 { row.2 } else { 0.0 }, all + row.2)
        });
        events / all
    };
    let least = |from: f64| {
        let ends = scores.iter().filter(|&&to| score <= to);
        ends.map(|&to| mean(from, to)).fold(1.0, f64::min)
    };
    scores.iter().filter(|&&from| from <= score).map(|&from| least(from)).fold(0.0, f64::max)
}

/// Probabilities of a known truth, and what came of them.
fn truth(seed: u64, rows: usize) -> (Vec<f64>, Vec<bool>) {
    let mut rng = Rng::new(seed, "metric/truth");
    let row = |_| {
        let p = rng.beta(2.0, 3.0);
        (p, rng.bernoulli(p))
    };
    (0..rows).map(row).unzip()
}

fn distorted(seed: u64, distort: impl Fn(f64) -> f64) -> (Predictions, Vec<f64>) {
    let (truth, happened) = truth(seed, 20_000);
    let said: Vec<f64> = truth.iter().map(|&p| distort(p)).collect();
    (Predictions::new(&said, &happened).unwrap(), truth)
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// With half of the log-odds twice as large and one more, the line back is known.
#[test]
fn platt_mends_what_is_too_extreme() {
    let distort = |p: f64| logistic(2.0 * (p / (1.0 - p)).ln() + 1.0);
    let (past, _) = distorted(1, distort);
    let platt = Platt::of_probabilities().fit(&past).unwrap();
    let errors = past.calibration_line().unwrap();
    close(platt.slope(), 0.5, 4.0 * errors.slope_standard_error);
    close(platt.intercept(), -0.5, 4.0 * errors.intercept_standard_error);

    let (today, truth) = distorted(2, distort);
    let (_, happened) = self::truth(2, 20_000);
    let mended: Vec<f64> = truth.iter().map(|&p| platt.apply(distort(p))).collect();
    // Errors of 0.02 for the slope and the intercept are 0.01 of a probability.
    mended.iter().zip(&truth).for_each(|(p, truth)| close(*p, *truth, 0.02));
    let mended = Predictions::new(&mended, &happened).unwrap();
    let line = mended.calibration_line().unwrap();
    // Both days have an error, so together one that is √2 times as large.
    close(line.slope, 1.0, 6.0 * line.slope_standard_error);
    close(line.intercept, 0.0, 6.0 * line.intercept_standard_error);
    assert!(mended.brier().unwrap() + 0.01 < today.brier().unwrap());
    assert!(mended.log_loss().unwrap() + 0.05 < today.log_loss().unwrap());
    close(mended.auc().unwrap(), today.auc().unwrap(), 1e-12);
}

/// No logistic curve leads back from a cube with a kink.
#[test]
fn isotonic_mends_what_has_any_form() {
    let distort = |p: f64| if p < 0.4 { p.powi(3) } else { 0.9 + p / 10.0 };
    let (past, _) = distorted(3, distort);
    let isotonic = Isotonic::new().fit(&past).unwrap();
    let (today, truth) = distorted(4, distort);
    let (_, happened) = self::truth(4, 20_000);
    let mended: Vec<f64> = truth.iter().map(|&p| isotonic.apply(distort(p))).collect();
    let off = mended.iter().zip(&truth).map(|(p, truth)| (p - truth).abs()).sum::<f64>() / 20_000.0;
    // It errs by (rows)^(-1/3) times half or so: 0.018.
    assert!(off < 0.03, "{off}");
    let mended = Predictions::new(&mended, &happened).unwrap();
    let error = |of: &Predictions| of.expected_calibration_error(Binning::EqualWidth(10)).unwrap();
    assert!(error(&mended) < 0.03 && 0.2 < error(&today));
    assert!(mended.brier().unwrap() + 0.05 < today.brier().unwrap());
}

/// Of two normal laws, the odds at any place are the ratio of their densities times the prior odds.
#[test]
fn shifts_are_those_of_two_normal_laws() {
    let posterior = |x: f64, prior: f64| logistic(2.0 * x + (prior / (1.0 - prior)).ln());
    for (from, to) in [(0.42, 0.69), (0.5, 0.01), (0.03, 0.97), (0.3, 0.3)] {
        let shift = PriorShift::new(from, to).unwrap();
        let back = PriorShift::new(to, from).unwrap();
        assert_eq!((shift.from(), shift.to()), (from, to));
        for x in (-40..=40).map(|tenth| f64::from(tenth) / 10.0) {
            let (before, after) = (posterior(x, from), posterior(x, to));
            // The distance to 1 has lost the digits that 1 has, of which the odds' ratio, up to 1,046,
            // makes so many times as much: twice half of 2⁻⁵³, and as much again for what is left.
            close(shift.apply(before), after, 1_046.0 * 4.0 * f64::EPSILON);
            close(back.apply(shift.apply(before)), before, 1_046.0 * 4.0 * f64::EPSILON);
        }
        // What is rare keeps its digits, and what is sure stays so.
        let odds = to * (1.0 - from) / from / (1.0 - to);
        close(shift.apply(1e-200) / 1e-200 / odds, 1.0, 1e-14);
        are([-0.5, 0.0, 1.0, 1.5].map(|p| shift.apply(p)), [0.0, 0.0, 1.0, 1.0]);
        assert!(shift.apply(f64::NAN).is_nan());
    }
    for rate in [0.0, 1.0, -0.5, 1e-13, f64::NAN] {
        let wrong = PriorShift::new(rate, 0.5).unwrap_err();
        assert!(matches!(wrong.kind(), ErrorKind::Param { name: "from", .. }));
        let wrong = PriorShift::new(0.5, rate).unwrap_err();
        assert!(matches!(wrong.kind(), ErrorKind::Param { name: "to", .. }));
    }
}

#[test]
fn any_score_has_a_probability() {
    let scores = Platt::of_scores().fit(&two()).unwrap();
    let odds = Platt::of_probabilities().fit(&two()).unwrap();
    let level = of(&[(0.25, false, 1.0), (0.25, true, 1.0), (0.75, true, 1.0), (0.75, false, 1.0)]);
    let level = Platt::of_probabilities().fit(&level).unwrap();
    let isotonic = Isotonic::new().fit(&two()).unwrap();
    for asked in [f64::NEG_INFINITY, f64::MIN, -1.0, 0.0, 0.5, 1.0, 1.5, f64::MAX, f64::INFINITY] {
        for found in
            [scores.apply(asked), odds.apply(asked), level.apply(asked), isotonic.apply(asked)]
        {
            assert!((0.0..=1.0).contains(&found), "{found} at {asked}");
        }
    }
    are([0.0, 1.0, -7.0, 7.0].map(|p| odds.apply(p)), [0.0, 1.0, 0.0, 1.0]);
    are([f64::MIN, f64::MAX].map(|score| scores.apply(score)), [0.0, 1.0]);
    close(level.apply(0.0), 0.5, 1e-15);
    assert!(scores.apply(f64::NAN).is_nan() && odds.apply(f64::NAN).is_nan());
    assert!(isotonic.apply(f64::NAN).is_nan());
}

#[test]
fn scores_of_any_size_have_curves() {
    for size in [1e-300, 1e-9, 1.0, 1e200, 1e307] {
        let scores = [1.0, 2.0, 2.5, 4.0, -3.0].map(|score| score * size);
        let happened = [false, true, false, true, false];
        let predictions = Predictions::new(&scores, &happened).unwrap();
        let found = Platt::of_scores().fit(&predictions).unwrap();
        let usual = Predictions::new(&scores.map(|score| score / size), &happened).unwrap();
        let usual = Platt::of_scores().fit(&usual).unwrap();
        close(found.apply(3.0 * size), usual.apply(3.0), 1e-12);
        let found = Isotonic::new().fit(&predictions).unwrap();
        close(found.apply(1.5 * size), 0.25, 1e-12);
        is(found.apply(-3.5 * size), 0.0);
    }
    let ends = Predictions::new(&[f64::MIN, f64::MAX], &[false, true]).unwrap();
    let found = Isotonic::new().fit(&ends).unwrap();
    are([f64::MIN, 0.0, f64::MAX].map(|score| found.apply(score)), [0.0, 0.5, 1.0]);
    close(Platt::of_scores().fit(&ends).unwrap().apply(0.0), 0.5, 1e-12);
}

#[test]
fn what_tells_no_curve_is_refused() {
    let refused = |rows: &[Row], words: &str| {
        let found = of(rows);
        assert_eq!(Platt::of_scores().fit(&found).unwrap_err().to_string(), words);
        assert_eq!(Platt::of_probabilities().fit(&found).unwrap_err().to_string(), words);
        assert_eq!(Isotonic::new().fit(&found).unwrap_err().to_string(), words);
    };
    let words = "found 0 rows for which it happened, expected at least 1";
    refused(&[(0.2, false, 1.0), (0.4, false, 1.0), (0.5, true, 0.0)], words);
    let words = "found 0 rows for which it did not happen, expected at least 1";
    refused(&[(0.2, true, 1.0)], words);
    let words = "found 1 distinct scores, expected at least 2";
    refused(&[(0.2, true, 1.0), (0.2, false, 1.0), (0.4, true, 0.0)], words);

    let words = "expected a probability between 0 and 1, and none of them";
    let wrong =
        Platt::of_probabilities().fit(&of(&[(0.2, true, 1.0), (1.0, true, 1.0)])).unwrap_err();
    assert_eq!(wrong.to_string(), format!("row 2, column `scores`: found 1, {words}"));
    let wrong = Platt::of_probabilities().fit(&of(&[(-0.2, true, 1.0)])).unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::Cell { row: 1, .. }));

    // Weights without end of what one score divides: no chance is left for the other class.
    let weights = [1e100, 1e100];
    let sure = Predictions::weighted(&[0.25, 0.75], &[false, true], &weights).unwrap();
    let wrong = Platt::of_scores().fit(&sure).unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::OutOfReach { .. }));
    // Next to each other among large numbers: their slope is beyond the floats.
    let tiny = Predictions::new(&[0.0, 5e-324], &[false, true]).unwrap();
    let wrong = Platt::of_scores().fit(&tiny).unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::OutOfReach { .. }));
    is(Isotonic::new().fit(&tiny).unwrap().apply(0.0), 0.0);
}

#[cfg(feature = "serde")]
#[test]
fn calibrators_come_back_from_json() {
    let platt = Platt::of_probabilities().fit(&two()).unwrap();
    let json = serde_json::to_string(&platt).unwrap();
    assert_eq!(serde_json::from_str::<PlattModel>(&json).unwrap(), platt);
    let isotonic = Isotonic::new().fit(&two()).unwrap();
    let stored = r#"{"format":1,"kind":"isotonic","blocks":[{"least":0.25,"greatest":0.25,"probability":0.0,"weight":1.0},{"least":0.75,"greatest":0.75,"probability":1.0,"weight":1.0}]}"#;
    assert_eq!(serde_json::to_string(&isotonic).unwrap(), stored);
    assert_eq!(serde_json::from_str::<IsotonicModel>(stored).unwrap(), isotonic);
    let shift = PriorShift::new(0.5, 0.25).unwrap();
    let moved = r#"{"format":1,"kind":"prior_shift","from":0.5,"to":0.25}"#;
    assert_eq!(serde_json::to_string(&shift).unwrap(), moved);
    assert_eq!(serde_json::from_str::<PriorShift>(moved).unwrap(), shift);

    for (from, to) in [("0.75", "0.25"), ("1.0,", "0.0,"), ("1.0", "1.5"), ("1.0}", "-1.0}")] {
        let wrong = stored.replace(from, to);
        assert!(serde_json::from_str::<IsotonicModel>(&wrong).is_err(), "{wrong}");
    }
    let none = r#"{"format":1,"kind":"isotonic","blocks":[]}"#;
    assert!(serde_json::from_str::<IsotonicModel>(none).is_err());
    assert!(serde_json::from_str::<PriorShift>(&moved.replace("0.25", "1.0")).is_err());
    let wrong = serde_json::from_str::<PriorShift>(&json).unwrap_err().to_string();
    assert!(wrong.starts_with("unknown field"), "{wrong}");
    let wrong = moved.replace("prior_shift", "platt");
    let wrong = serde_json::from_str::<PriorShift>(&wrong).unwrap_err().to_string();
    assert!(wrong.starts_with("stored as something else, expected prior_shift"), "{wrong}");
    let wrong = stored.replace(r#""format":1"#, r#""format":2"#);
    let wrong = serde_json::from_str::<IsotonicModel>(&wrong).unwrap_err().to_string();
    assert!(wrong.starts_with("stored in format 2"), "{wrong}");
}

proptest! {
    #[test]
    fn curves_are_where_the_likelihood_is_level(rows in any_rows()) {
        let found = Platt::of_scores().fit(&of(&rows)).unwrap();
        // A step that is worth 1e-20 of the likelihood leaves its root of the gradient.
        gradient(&rows, found, |score| score).into_iter().for_each(|off| close(off, 0.0, 1e-9));
        // From 1/14 to 13/14.
        let rows: Vec<Row> =
            rows.into_iter().map(|row| ((row.0 * 12.0 + 1.0) / 14.0, row.1, row.2)).collect();
        let found = Platt::of_probabilities().fit(&of(&rows)).unwrap();
        let odds = |p: f64| (p / (1.0 - p)).ln();
        gradient(&rows, found, odds).into_iter().for_each(|off| close(off, 0.0, 1e-9));
    }

    #[test]
    fn steps_are_the_greatest_of_least_means(rows in any_rows()) {
        let found = Isotonic::new().fit(&of(&rows)).unwrap();
        for row in rows.iter().filter(|row| 0.0 < row.2) {
            close(found.apply(row.0), max_min(&rows, row.0), 1e-14);
        }
        let sum = |of: &dyn Fn(&Row) -> f64| rows.iter().map(|row| row.2 * of(row)).sum::<f64>();
        // On the whole it happens as often as they say.
        close(sum(&|row| found.apply(row.0)), sum(&|row| f64::from(u8::from(row.1))), 1e-12);
    }

    #[test]
    fn steps_never_fall_and_are_their_own(rows in any_rows(), shift in -1.0..1.0_f64) {
        let found = Isotonic::new().fit(&of(&rows)).unwrap();
        let asked = |i: i32| f64::from(i) / 97.0 + shift / 100.0;
        let all: Vec<f64> = (-10..110).map(|i| found.apply(asked(i))).collect();
        prop_assert!(all.is_sorted());
        let again: Vec<Row> = rows.iter().map(|row| (found.apply(row.0), row.1, row.2)).collect();
        if let Ok(again) = Isotonic::new().fit(&of(&again)) {
            rows.iter().for_each(|row| close(again.apply(found.apply(row.0)), found.apply(row.0), 1e-14));
        }
    }

    #[test]
    fn calibrators_keep_the_laws_of_rows(
        (rows, shuffled) in any_rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        let fit = |rows: &[Row]| {
            let found = of(rows);
            (Platt::of_scores().fit(&found).unwrap(), Isotonic::new().fit(&found).unwrap())
        };
        let own = fit(&rows);
        prop_assert_eq!(&fit(&shuffled), &own);
        let counted: Vec<Row> = rows.iter().copied().filter(|row| 0.0 < row.2).collect();
        prop_assert_eq!(&fit(&counted), &own);
        let twice: Vec<Row> = rows.iter().map(|row| (row.0, row.1, 2.0 * row.2)).collect();
        let repeated: Vec<Row> = rows.iter().flat_map(|&row| [row, row]).collect();
        let (twice, repeated) = (fit(&twice), fit(&repeated));
        for score in (0..=24).map(|i| f64::from(i) / 24.0) {
            close(twice.0.apply(score), repeated.0.apply(score), 1e-10);
            close(twice.1.apply(score), repeated.1.apply(score), 1e-13);
        }
    }

    #[test]
    fn shifts_rise_and_stay_probabilities(from in 1e-9..=0.999_999, to in 1e-9..=0.999_999, p in 0.0..=1.0) {
        let shift = PriorShift::new(from, to).unwrap();
        let next = f64::from_bits(f64::to_bits(p) + 1);
        prop_assert!(shift.apply(p) <= shift.apply(next));
        prop_assert!((0.0..=1.0).contains(&shift.apply(p)));
        prop_assert!((shift.apply(p) - p) * (to - from) >= -1e-15);
    }
}
