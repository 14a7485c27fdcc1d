//! Forecasts by hand, at their ends, and what is refused.

use super::*;

#[test]
fn four_rows_are_as_by_hand() {
    let found = Forecasts::new(&[3.0, 1.0, 1.0, 7.0], &[2.0, 4.0, 1.0, 7.0]).unwrap();
    is(found.mae(), 1.0);
    is(found.bias(), -0.5);
    is(found.rmse(), 2.5_f64.sqrt());
    // Of six pairs, one is in the wrong order and one is a tie.
    is(found.concordance().unwrap(), 4.5 / 6.0);
    // Ranks of 2.5, 1, 1 and 4 by prediction, less their mean, and of 2, 3, 1 and 4.
    let of = |ranks: [f64; 4]| -1.5 * ranks[0] + 0.5 * ranks[1] - 2.5 * ranks[2] + 3.5 * ranks[3];
    let expected = of([0.5, -1.0, -1.0, 1.5]) / of([-0.5, 0.5, -1.5, 1.5]);
    close(found.normalised_gini().unwrap(), expected, 1e-15);
}

#[test]
fn numbers_of_any_size_stay_numbers() {
    for size in [1e-300, 1.0, 1e300] {
        let sized = |numbers: [f64; 3]| numbers.map(|number| number * size);
        let found = Forecasts::new(&sized([1.0, -1.0, 0.5]), &sized([-1.0, 1.0, 0.5])).unwrap();
        // A rounding of each number.
        close(found.mae() / size, 4.0 / 3.0, 1e-15);
        close(found.rmse() / size, (8.0 / 3.0_f64).sqrt(), 1e-15);
        close(found.bias() / size, 0.0, 1e-15);
        close(found.normalised_gini().unwrap(), -1.0, 1e-14);
        is(found.concordance().unwrap(), 0.0);
    }
    let wide = Forecasts::weighted(&[1e300, 1e-300], &[-1e300, 0.0], &[1e-100, 1e100]).unwrap();
    close(wide.mae() / 2e100, 1.0, 1e-15);
    is(wide.concordance().unwrap(), 0.0);
}

/// A weight of 0 stands for no row, however far that is from others.
#[test]
fn what_is_not_counted_is_no_matter() {
    let huge = Forecasts::weighted(
        &[1e300, 1e-300, 3e-300, 2e-300],
        &[-1e300, 1e-300, 2e-300, 5e-300],
        &[0.0, 1.0, 2.0, 1.0],
    )
    .unwrap();
    let counted =
        Forecasts::weighted(&[1e-300, 3e-300, 2e-300], &[1e-300, 2e-300, 5e-300], &[1.0, 2.0, 1.0])
            .unwrap();
    is(huge.mae(), counted.mae());
    is(huge.rmse(), counted.rmse());
    is(huge.bias(), counted.bias());
    is(huge.normalised_gini().unwrap(), counted.normalised_gini().unwrap());
    is(huge.concordance().unwrap(), counted.concordance().unwrap());
    close(huge.mae() / 1.25e-300, 1.0, 1e-15);
    close(huge.rmse() / (2.75_f64.sqrt() * 1e-300), 1.0, 1e-15);
}

#[test]
fn what_is_right_is_not_off() {
    let found = Forecasts::new(&[1.5, -2.0], &[1.5, -2.0]).unwrap();
    assert_eq!((found.mae(), found.rmse(), found.bias()), (0.0, 0.0, 0.0));
    assert_eq!((found.concordance().unwrap(), found.normalised_gini().unwrap()), (1.0, 1.0));
    let same = Forecasts::new(&[3.0, 3.0], &[1.0, 2.0]).unwrap();
    assert_eq!((same.concordance().unwrap(), same.normalised_gini().unwrap()), (0.5, 0.0));
}

#[test]
fn one_row_has_errors_and_no_order() {
    let one = Forecasts::new(&[3.0], &[1.0]).unwrap();
    assert_eq!((one.len(), one.is_empty()), (1, false));
    assert_eq!((one.mae(), one.rmse(), one.bias()), (2.0, 2.0, 2.0));
    let words = "found 1 distinct actual numbers, expected at least 2";
    assert_eq!(one.concordance().unwrap_err().to_string(), words);
    assert_eq!(one.normalised_gini().unwrap_err().to_string(), words);
    let zeros = Forecasts::new(&[3.0, 4.0], &[0.0, -0.0]).unwrap();
    assert_eq!(zeros.concordance().unwrap_err().to_string(), words);
    let counted = Forecasts::weighted(&[3.0, 4.0], &[0.0, 1.0], &[1.0, 0.0]).unwrap();
    assert_eq!(counted.normalised_gini().unwrap_err().to_string(), words);
}

#[test]
fn numbers_that_cannot_be_meant_are_refused() {
    let refused = |predicted: &[f64], actual: &[f64], words: &str| {
        assert_eq!(Forecasts::new(predicted, actual).unwrap_err().to_string(), words);
    };
    refused(&[], &[], "found 0 rows, expected at least 1");
    refused(&[1.0], &[1.0, 2.0], "column `actual` has 2 rows, expected 1");
    let expected = "expected a number of a size up to 1e300";
    let found = "found a number that is not finite";
    refused(
        &[1.0, f64::NAN],
        &[1.0; 2],
        &format!("row 2, column `predicted`: {found}, {expected}"),
    );
    refused(&[1.0], &[-f64::INFINITY], &format!("row 1, column `actual`: {found}, {expected}"));
    let wrong = Forecasts::new(&[1.0], &[1e301]).unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::Cell { found: Found::Number(_), row: 1, .. }));
    let wrong = Forecasts::weighted(&[1.0], &[1.0], &[1e101]).unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::Cell { row: 1, .. }));
    let wrong = Forecasts::weighted(&[1.0], &[1.0], &[]).unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::Length { found: 0, expected: 1, .. }));
}

#[test]
fn forecasts_print_no_row() {
    let printed = format!("{:?}", Forecasts::new(&[3.0, 3.0], &[1.0, 2.0]).unwrap());
    assert_eq!(printed, "Forecasts { rows: 2, distinct_predictions: 1, .. }");
}
