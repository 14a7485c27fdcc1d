//! Rankings by hand, at their ends, and what is refused.

use super::*;

fn happened(text: &str) -> Vec<bool> {
    text.chars().map(|letter| letter == 'x').collect()
}

/// By descending scores: an `x` where it happened.
fn ranked(text: &str) -> Predictions {
    let scores: Vec<f64> =
        (0..text.len()).map(|at| -f64::from(u8::try_from(at).unwrap())).collect();
    Predictions::new(&scores, &happened(text)).unwrap()
}

#[track_caller]
fn says(wrong: Error, words: &str) {
    assert_eq!(wrong.to_string(), words);
}

#[test]
fn six_rows_are_as_by_hand() {
    let found = ranked("xx.x..");
    is(found.auc().unwrap(), 8.0 / 9.0);
    close(found.average_precision().unwrap(), (1.0 + 1.0 + 0.75) / 3.0, 1e-15);
    is(found.lift(0.5).unwrap(), 4.0 / 3.0);
    let gains: Vec<f64> = found.gains().unwrap().iter().map(|at| 3.0 * at.events).collect();
    assert_eq!(gains, [0.0, 1.0, 2.0, 2.0, 3.0, 3.0, 3.0]);
    // V is 1, 1 and 2/3, and U the same.
    let error = (2.0 * (2.0 / 81.0 + 4.0 / 81.0) / 2.0 / 3.0_f64).sqrt();
    close(found.auc_standard_error().unwrap(), error, 1e-15);
    let (low, high) = found.auc_interval(0.95).unwrap();
    close(low, 8.0 / 9.0 - 1.959_963_984_540_054 * error, 1e-12);
    is(high, 1.0);
}

#[test]
fn ties_at_the_cut_are_shared() {
    let found = Predictions::new(&[2.0, 1.0, 1.0, 1.0, 1.0], &happened("xx...")).unwrap();
    // One of one, and a quarter of what is among four.
    is(found.lift(0.4).unwrap(), 1.25 / 2.0 / 0.4);
    is(found.lift(1.0).unwrap(), 1.0);
    assert_eq!(found.gains().unwrap().len(), 3);
}

#[test]
fn the_best_and_the_worst_order_are_known() {
    let (best, worst) = (ranked("xxx....."), ranked(".....xxx"));
    is(best.auc().unwrap(), 1.0);
    is(worst.auc().unwrap(), 0.0);
    is(best.average_precision().unwrap(), 1.0);
    close(best.lift_quality().unwrap(), 1.0, 1e-15);
    assert!(worst.lift_quality().unwrap() < 0.0);
    // Nothing says how sure that is.
    assert_eq!(best.auc_interval(0.9).unwrap(), (1.0, 1.0));
    assert_eq!(worst.auc_interval(0.9).unwrap(), (0.0, 0.0));
    let found = best.auc_difference(&best).unwrap();
    assert_eq!((found.difference, found.standard_error, found.p_value()), (0.0, 0.0, None));
    assert_eq!(found.interval(0.5).unwrap(), (0.0, 0.0));
}

#[test]
fn equal_scores_tell_nothing() {
    let found = Predictions::new(&[0.0, -0.0, 0.0, -0.0], &happened("x...")).unwrap();
    is(found.auc().unwrap(), 0.5);
    assert!(matches!(found.auc_interval(0.9).unwrap_err().kind(), ErrorKind::TooLittle { .. }));
    is(found.average_precision().unwrap(), 0.25);
    is(found.lift_quality().unwrap(), 0.0);
    for share in [0.01, 0.5, 1.0] {
        close(found.lift(share).unwrap(), 1.0, 1e-15);
    }
}

#[test]
fn one_row_has_no_order() {
    let found = ranked("x");
    assert_eq!((found.len(), found.base_rate(), found.is_empty()), (1, 1.0, false));
    is(found.average_precision().unwrap(), 1.0);
    is(found.lift(0.3).unwrap(), 1.0);
    let words = "found 0 rows for which it did not happen, expected at least 1";
    says(found.auc().unwrap_err(), words);
    says(found.lift_quality().unwrap_err(), words);
    let words = "found 0 rows for which it happened, expected at least 1";
    let none = ranked(".");
    says(none.auc().unwrap_err(), words);
    says(none.average_precision().unwrap_err(), words);
    says(none.gains().unwrap_err(), words);
    says(none.lift(0.5).unwrap_err(), words);
    says(none.empc(&Campaign::new()).unwrap_err(), words);
}

#[test]
fn errors_need_two_of_each() {
    let words = "found 1 rows for which it happened, expected at least 2";
    says(ranked(".x.").auc_standard_error().unwrap_err(), words);
    says(ranked(".x.").auc_difference(&ranked(".x.")).unwrap_err(), words);
    let words = "found 1 rows for which it did not happen, expected at least 2";
    says(ranked("x.x").auc_interval(0.9).unwrap_err(), words);
    // A weight counts rows.
    let two = Predictions::weighted(&[1.0, 0.5], &happened("x."), &[2.0, 2.0]).unwrap();
    is(two.auc_standard_error().unwrap(), 0.0);
}

#[test]
fn a_rare_event_is_one_of_many() {
    let many = 200_000_u32;
    let scores: Vec<f64> = (0..many).map(|at| f64::from(at * 7919 % many)).collect();
    let events: Vec<bool> = (0..many).map(|at| at % 20_000 == 7).collect();
    let found = Predictions::new(&scores, &events).unwrap();
    let of_events = scores.iter().zip(&events).filter(|row| *row.1).map(|row| row.0);
    // Each is above as many as its score says, less the events below.
    let pairs = of_events.sum::<f64>() - 45.0;
    is(found.auc().unwrap(), pairs / (10.0 * f64::from(many - 10)));
    assert!(found.auc_standard_error().unwrap() < 0.2);
}

#[test]
fn weights_of_any_size_stay_numbers() {
    for weight in [1e-100, 1e100] {
        let found =
            Predictions::weighted(&[0.9, 0.5, 0.5], &happened("x.x"), &[weight; 3]).unwrap();
        close(found.auc().unwrap(), 0.75, 1e-15);
        close(found.brier().unwrap(), 0.51 / 3.0, 1e-15);
        close(found.lift_quality().unwrap(), ranked_of_ties(), 1e-14);
        assert!(found.empc(&Campaign::new()).unwrap().per_customer.is_finite());
    }
}

/// With `w` events on both sides of one other, gains are `1/2` and then `(1 + (s − ½)/½)/2`, so that the
/// share of what is best is `1 − ln 2`; and not what rounding makes of it.
#[test]
fn quality_keeps_its_digits_where_nearly_all_are_events() {
    for weight in [1e3, 1e9, 1e15, 1e20] {
        let found = |scores: &[f64], events: &str, weights: &[f64]| {
            let found = Predictions::weighted(scores, &happened(events), weights).unwrap();
            found.lift_quality().unwrap()
        };
        close(found(&[2.0, 1.0], "x.", &[weight, 1.0]), 1.0, 1e-14);
        let middle = found(&[3.0, 2.0, 1.0], "x.x", &[weight, 1.0, weight]);
        // Beside what the other itself takes of all rows.
        close(middle, 1.0 - std::f64::consts::LN_2, 1.0 / weight + 1e-14);
    }
}

/// Others below all events in any order: what their weights add up to differs in its last digit only.
#[test]
fn rounding_is_not_taken_for_sure() {
    for case in 0..200_u32 {
        let weight = |at: u32| 1.0 + f64::from((at * 7_919 + case * 104_729) % 997) / 997.0;
        let weights: Vec<f64> = (0..12).map(weight).collect();
        let events = happened("......xxxxxx");
        let scores: Vec<f64> = (0..12).map(f64::from).collect();
        let mut other = scores.clone();
        other[..6].reverse();
        let of = |scores: &[f64]| Predictions::weighted(scores, &events, &weights).unwrap();
        is(of(&scores).auc_standard_error().unwrap(), 0.0);
        let found = of(&scores).auc_difference(&of(&other)).unwrap();
        assert_eq!((found.standard_error, found.p_value()), (0.0, None));
    }
}

#[test]
fn both_zeros_are_no_weight() {
    let of = |none: f64| {
        Predictions::weighted(
            &[3.0, 2.0, 1.0, 0.0, 9.0],
            &happened("xx..."),
            &[1.0, 1.0, 1.0, 1.0, none],
        )
        .unwrap()
    };
    assert!(of(0.0).auc_difference(&of(-0.0)).is_ok());
}

fn ranked_of_ties() -> f64 {
    Predictions::new(&[0.9, 0.5, 0.5], &happened("x.x")).unwrap().lift_quality().unwrap()
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let two = [true, false];
    let refused = |scores: &[f64], happened: &[bool], weights: &[f64], words: &str| {
        says(Predictions::weighted(scores, happened, weights).unwrap_err(), words);
    };
    says(Predictions::new(&[], &[]).unwrap_err(), "found 0 rows, expected at least 1");
    refused(&[1.0], &two, &[1.0], "column `happened` has 2 rows, expected 1");
    refused(&[1.0, 2.0], &two, &[1.0], "column `weights` has 1 rows, expected 2");
    for score in [f64::NAN, f64::INFINITY] {
        let words =
            "row 2, column `scores`: found a number that is not finite, expected a finite number";
        refused(&[1.0, score], &two, &[1.0, 1.0], words);
    }
    for (weight, found) in [(-1.0, "-1"), (f64::NAN, "a number that is not finite")] {
        let expected = "expected 0, or a number from 1e-100 to 1e100";
        let words = format!("row 1, column `weights`: found {found}, {expected}");
        refused(&[1.0, 2.0], &two, &[weight, 1.0], &words);
    }
    let words = "found 0 rows with a weight above 0, expected at least 1";
    refused(&[1.0, 2.0], &two, &[0.0, 0.0], words);
    for share in [0.0, -0.1, 1.1, f64::NAN] {
        let wrong = ranked("x.").lift(share).unwrap_err();
        assert!(matches!(wrong.kind(), ErrorKind::Param { name: "share", .. }));
    }
    for level in [0.0, 1.0, f64::NAN] {
        let wrong = ranked("xx..").auc_interval(level).unwrap_err();
        assert!(matches!(wrong.kind(), ErrorKind::Param { name: "level", .. }));
    }
}

#[test]
fn differences_are_of_the_same_rows() {
    let refused = |a: &Predictions, b: &Predictions| a.auc_difference(b).unwrap_err().to_string();
    let wrong = refused(&ranked("xx.."), &ranked("xx..."));
    assert_eq!(wrong, "column `scores` has 5 rows, expected 4");
    let expected = "expected the same as in the first predictions";
    let wrong = refused(&ranked("xx.."), &ranked("x.x."));
    assert_eq!(wrong, format!("row 2, column `happened`: found 0, {expected}"));
    let weighted = |weights: &[f64]| {
        Predictions::weighted(&[4.0, 3.0, 2.0, 1.0], &happened("xx.."), weights).unwrap()
    };
    let wrong = refused(&ranked("xx.."), &weighted(&[1.0, 1.0, 2.0, 1.0]));
    assert_eq!(wrong, format!("row 3, column `weights`: found 2, {expected}"));
}

#[test]
fn predictions_print_no_row() {
    let printed = format!("{:?}", ranked("x..."));
    assert_eq!(printed, "Predictions { rows: 4, distinct_scores: 4, base_rate: 0.25, .. }");
}
