//! Bootstraps: against the errors that theory knows, and how they are drawn.

use super::twins::{any_rows, of};
use super::*;

/// Rows that say something, of any two-digit scores.
fn some(rows: u32) -> Predictions {
    let score = |i: u32| f64::from(i * 7919 % 101) / 101.0;
    let scores: Vec<f64> = (0..rows).map(score).collect();
    let happened: Vec<bool> =
        (0..rows).map(|i| f64::from(i * 104_729 % 97) / 97.0 < score(i)).collect();
    Predictions::new(&scores, &happened).unwrap()
}

#[test]
fn errors_are_those_of_theory() {
    let predictions = some(400);
    let found = Bootstrap::new(2_000).interval(&predictions, 0.9, Predictions::auc).unwrap();
    let expected = predictions.auc_standard_error().unwrap();
    // A standard deviation of 2,000 draws has an error of 1.6 in 100; this is four times that.
    close(found.standard_error / expected, 1.0, 0.065);
    let (low, high) = predictions.auc_interval(0.9).unwrap();
    close(found.low, low, 0.2 * expected);
    close(found.high, high, 0.2 * expected);
    is(found.estimate, predictions.auc().unwrap());
    assert_eq!(found.left_out, 0);
}

#[test]
fn rows_of_one_customer_tell_less() {
    let one = some(100);
    let error = |predictions: &Predictions, bootstrap: Bootstrap| {
        bootstrap.interval(predictions, 0.9, Predictions::auc).unwrap().standard_error
    };
    let score = |i: u32| f64::from(i % 100 * 7919 % 101) / 101.0;
    let scores: Vec<f64> = (0..400).map(score).collect();
    let happened: Vec<bool> =
        (0..400).map(|i| f64::from(i % 100 * 104_729 % 97) / 97.0 < score(i)).collect();
    let customers: Vec<u32> = (0..400).map(|i| 1_000 + i % 100).collect();
    let four = Predictions::new(&scores, &happened).unwrap();
    let alone = error(&one, Bootstrap::new(500));
    // Each customer has four rows that are alike: by customers, they are as one.
    is(error(&four, Bootstrap::new(500).by(&customers)), alone);
    close(error(&four, Bootstrap::new(500)) / alone, 0.5, 0.08);
}

#[test]
fn seeds_decide() {
    let predictions = some(300);
    let found = |seed: u64| {
        let bootstrap = Bootstrap::new(50).seed(seed);
        bootstrap.interval(&predictions, 0.8, Predictions::brier).unwrap()
    };
    assert_eq!(found(1), found(1));
    assert_ne!(found(2), found(1));
}

#[test]
fn pairs_are_drawn_together() {
    let (first, second) = (some(200), some(200));
    let difference = |pair: &(Predictions, Predictions)| Ok(pair.0.auc()? - pair.1.auc()?);
    let found = Bootstrap::new(50).interval(&(first.clone(), second), 0.9, difference).unwrap();
    assert_eq!((found.low, found.estimate, found.high), (0.0, 0.0, 0.0));
    let wrong = Bootstrap::new(50).interval(&(first, some(199)), 0.9, difference).unwrap_err();
    assert!(matches!(wrong.kind(), ErrorKind::Length { found: 199, expected: 200, .. }));
}

#[test]
fn resamples_without_an_answer_are_left_out() {
    let scores = [0.9, 0.2, 0.4, 0.1, 0.3, 0.5];
    let rare = Predictions::new(&scores, &[true, false, false, false, false, false]).unwrap();
    let found = Bootstrap::new(1_000).interval(&rare, 0.9, Predictions::auc).unwrap();
    // The one row is not drawn with a chance of (5/6)⁶, a third.
    assert!((290..380).contains(&found.left_out), "{}", found.left_out);
    is(found.low, 1.0);
    let none = Predictions::new(&scores, &[false; 6]).unwrap();
    let wrong = Bootstrap::new(1_000).interval(&none, 0.9, Predictions::auc).unwrap_err();
    assert_eq!(wrong, none.auc().unwrap_err());
    // Hardly any resample has each row once.
    let once = |resample: &Predictions| if resample == &rare { Ok(1.0) } else { none.auc() };
    let wrong = Bootstrap::new(100).interval(&rare, 0.9, once).unwrap_err();
    let what = "resamples with an answer";
    assert!(
        matches!(wrong.kind(), ErrorKind::TooLittle { what: of, found: 0..20, needed: 20 } if *of == what)
    );
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let predictions = some(50);
    let refused = |bootstrap: Bootstrap, level: f64| {
        bootstrap.interval(&predictions, level, |_| Ok(0.0)).unwrap_err().to_string()
    };
    for draws in [0, 19, 100_001] {
        let words =
            format!("parameter `draws`: found {draws}, expected a number from 20 to 100000");
        assert_eq!(refused(Bootstrap::new(draws), 0.9), words);
    }
    for level in [0.0, 1.0, f64::NAN] {
        assert!(refused(Bootstrap::new(20), level).starts_with("parameter `level`"));
    }
    let wrong = refused(Bootstrap::new(20).by(&[1, 2]), 0.9);
    assert_eq!(wrong, "column `customers` has 2 rows, expected 50");
    let wrong = refused(Bootstrap::new(20).by(&[7; 50]), 0.9);
    assert_eq!(wrong, "found 1 customers, expected at least 2");
    let one = Forecasts::new(&[1.0], &[2.0]).unwrap();
    let wrong = Bootstrap::new(20).interval(&one, 0.9, |one| Ok(one.mae())).unwrap_err();
    assert_eq!(wrong.to_string(), "found 1 rows, expected at least 2");
}

#[test]
fn forecasts_are_drawn_too() {
    let actual: Vec<f64> = (0..200).map(|i: u32| f64::from(i * 37 % 53)).collect();
    let predicted: Vec<f64> = (0..200).map(|i: u32| f64::from(i * 37 % 53 + i * 11 % 7)).collect();
    let forecasts = Forecasts::new(&predicted, &actual).unwrap();
    let found = Bootstrap::new(1_000).interval(&forecasts, 0.9, |f| Ok(f.bias())).unwrap();
    // The standard error of a mean, and the normal distribution's 1.645.
    let mean = forecasts.bias();
    let squares = predicted.iter().zip(&actual).map(|(p, a)| (p - a - mean) * (p - a - mean));
    let error = (squares.sum::<f64>() / 200.0 / 200.0).sqrt();
    close(found.standard_error / error, 1.0, 0.09);
    close((found.high - found.low) / error, 2.0 * 1.645, 0.3);
}

#[test]
fn numbers_of_any_size_have_errors() {
    let predicted: Vec<f64> = (1..50).map(|i: u32| f64::from(i % 7) - 3.0).collect();
    let found = |size: f64| {
        let predicted: Vec<f64> = predicted.iter().map(|number| number * size).collect();
        let forecasts = Forecasts::new(&predicted, &[0.0; 49]).unwrap();
        Bootstrap::new(100).interval(&forecasts, 0.9, |f| Ok(f.bias())).unwrap()
    };
    let usual = found(1.0);
    for size in [1e-290, 1e299] {
        let found = found(size);
        close(found.standard_error / size, usual.standard_error, 1e-14);
        close(found.low / size, usual.low, 1e-14);
        close(found.high / size, usual.high, 1e-14);
    }
}

#[test]
fn a_measure_that_is_no_number_is_refused() {
    let rows = some(50);
    // Of the rows themselves it is none, and of resamples it is.
    let measure = |found: &Predictions| Ok(if found == &rows { f64::NAN } else { 1.0 });
    let wrong = Bootstrap::new(20).interval(&rows, 0.9, measure).unwrap_err();
    let words = "the measure: found a number that is not finite, expected a finite number";
    assert_eq!(wrong.to_string(), words);
}

proptest! {
    /// The resample that draws each row so many times is that of rows that often.
    #[test]
    fn a_resample_is_its_rows(rows in any_rows(), times in prop::collection::vec(0_u8..3, 44)) {
        let counts: Vec<u32> = times.iter().take(rows.len()).map(|&times| times.into()).collect();
        let drawn = rows.iter().zip(&times).flat_map(|(&row, &times)| vec![row; times.into()]);
        let drawn: Vec<_> = drawn.filter(|row| 0.0 < row.2).collect();
        let found = of(&rows).times(&counts);
        prop_assert_eq!(found.is_none(), drawn.is_empty());
        if let Some(found) = found {
            let expected = of(&drawn);
            close(found.base_rate(), expected.base_rate(), 1e-13);
            close(found.brier().unwrap(), expected.brier().unwrap(), 1e-13);
            match (found.auc(), expected.auc()) {
                (Ok(found), Ok(expected)) => close(found, expected, 1e-13),
                (found, expected) => prop_assert_eq!(found, expected),
            }
        }
    }

    #[test]
    fn drawn_by_customers_the_order_of_rows_is_no_matter(
        (rows, shuffled) in any_rows().prop_flat_map(|rows| {
            let rows: Vec<_> = (0..).zip(rows).collect();
            (Just(rows.clone()), Just(rows).prop_shuffle())
        })
    ) {
        let found = |rows: &[(u32, (f64, bool, f64))]| {
            let customers: Vec<u32> = rows.iter().map(|row| row.0 % 9).collect();
            let rows: Vec<_> = rows.iter().map(|row| row.1).collect();
            let bootstrap = Bootstrap::new(40).by(&customers);
            bootstrap.interval(&of(&rows), 0.9, |found| found.brier()).unwrap()
        };
        let (other, own) = (found(&shuffled), found(&rows));
        prop_assert_eq!(other.left_out, own.left_out);
        // Weights of equal scores are added in the order of rows: some tens of roundings.
        close(other.estimate, own.estimate, 1e-13);
        close(other.standard_error, own.standard_error, 1e-13);
        close(other.low, own.low, 1e-13);
        close(other.high, own.high, 1e-13);
    }
}
