//! Probabilities by hand, at their ends, and what is refused.

use super::*;

fn of(rows: &[(f64, u8)]) -> Predictions {
    let scores: Vec<f64> = rows.iter().map(|row| row.0).collect();
    let happened: Vec<bool> = rows.iter().map(|row| row.1 == 1).collect();
    Predictions::new(&scores, &happened).unwrap()
}

const WIDTH: Binning = Binning::EqualWidth(10);

#[test]
fn losses_are_as_by_hand() {
    let found = of(&[(0.5, 1), (0.5, 0), (0.25, 0), (1.0, 1)]);
    is(found.brier().unwrap(), (0.25 + 0.25 + 0.0625) / 4.0);
    let loss = (2.0 * std::f64::consts::LN_2 - 0.75_f64.ln()) / 4.0;
    close(found.log_loss().unwrap(), loss, 1e-15);
    // What is nearly sure and right loses what is left.
    close(of(&[(1e-300, 0)]).log_loss().unwrap(), 1e-300, 1e-315);
    close(of(&[(1e-300, 1)]).log_loss().unwrap(), 300.0 * std::f64::consts::LN_10, 1e-12);
}

#[test]
fn who_is_sure_and_wrong_is_named() {
    let wrong = of(&[(0.5, 1), (1.0, 1), (1.0, 0), (0.0, 1)]).log_loss().unwrap_err();
    let words =
        "row 3, column `scores`: found 1, expected a probability below 1, as it did not happen";
    assert_eq!(wrong.to_string(), words);
    let wrong = of(&[(0.5, 1), (0.0, 0), (0.0, 1)]).log_loss().unwrap_err();
    let words = "row 3, column `scores`: found 0, expected a probability above 0, as it happened";
    assert_eq!(wrong.to_string(), words);
    let ignored = Predictions::weighted(&[0.5, 1.0], &[true, false], &[1.0, 0.0]).unwrap();
    close(ignored.log_loss().unwrap(), std::f64::consts::LN_2, 1e-15);
}

#[test]
fn scores_that_are_no_probabilities_are_refused() {
    let found = of(&[(0.5, 1), (-0.25, 0), (1.5, 1)]);
    let words = "row 2, column `scores`: found -0.25, expected a probability, from 0 to 1";
    let refused = [
        found.brier().unwrap_err(),
        found.log_loss().unwrap_err(),
        found.brier_parts(WIDTH).unwrap_err(),
        found.calibration(WIDTH).unwrap_err(),
        found.expected_calibration_error(WIDTH).unwrap_err(),
        found.calibration_line().unwrap_err(),
    ];
    refused.iter().for_each(|wrong| assert_eq!(wrong.to_string(), words));
    for binning in [Binning::EqualWidth(0), Binning::EqualCount(10_001)] {
        let wrong = of(&[(0.5, 1)]).calibration(binning).unwrap_err();
        assert!(matches!(wrong.kind(), ErrorKind::Param { name: "bins", .. }));
    }
}

#[test]
fn edges_belong_to_the_bin_below() {
    let rows: Vec<(f64, u8)> = (0..=10).map(|tenth: u8| (f64::from(tenth) / 10.0, 0)).collect();
    let found = of(&rows).calibration(WIDTH).unwrap();
    let bins: Vec<(f64, f64)> = found.bins().iter().map(|bin| (bin.least, bin.greatest)).collect();
    let tenth = |tenth: u8| f64::from(tenth) / 10.0;
    let expected = (2..=10).map(|at| (tenth(at), tenth(at)));
    assert!(bins.into_iter().eq([(0.0, 0.1)].into_iter().chain(expected)));
    assert_eq!(found.empty(), 0);
}

#[test]
fn counts_are_equal_where_predictions_allow() {
    let rows: Vec<(f64, u8)> = (0..12).map(|at: u8| (f64::from(at) / 16.0, at % 2)).collect();
    let found = of(&rows).calibration(Binning::EqualCount(4)).unwrap();
    assert!(found.bins().iter().map(|bin| bin.weight).eq([3.0; 4]));
    // Half of all are equal, and share a bin.
    let rows: Vec<(f64, u8)> = (0..12).map(|at: u8| (f64::from(at.max(6)) / 16.0, 0)).collect();
    let found = of(&rows).calibration(Binning::EqualCount(4)).unwrap();
    assert!(found.bins().iter().map(|bin| bin.weight).eq([7.0, 2.0, 3.0]));
    assert_eq!(found.empty(), 1);
    let same = of(&[(0.25, 0), (0.25, 1)]).calibration(Binning::EqualCount(7)).unwrap();
    assert_eq!((same.bins().len(), same.empty()), (1, 6));
    assert_eq!((same.expected_error(), same.maximum_error()), (0.25, 0.25));
}

#[test]
fn lines_are_as_by_hand() {
    // Three points on no line: the equations of the likelihood hold at the estimate.
    let rows = [(0.2, 1), (0.2, 0), (0.2, 0), (0.6, 1), (0.6, 0), (0.9, 1), (0.9, 0), (0.9, 1)];
    let line = of(&rows).calibration_line().unwrap();
    let (mut level, mut slope) = (0.0, 0.0);
    let mut curvature = [0.0; 3];
    for (p, happened) in rows {
        let x = (p / (1.0 - p)).ln();
        let chance = 1.0 / (1.0 + (-line.intercept - line.slope * x).exp());
        level += f64::from(happened) - chance;
        slope += (f64::from(happened) - chance) * x;
        let bend = chance * (1.0 - chance);
        [bend, bend * x, bend * x * x].iter().zip(&mut curvature).for_each(|(a, sum)| *sum += a);
    }
    close(level, 0.0, 1e-14);
    close(slope, 0.0, 1e-14);
    let [a, b, c] = curvature;
    close(line.intercept_standard_error, (c / (a * c - b * b)).sqrt(), 1e-12);
    close(line.slope_standard_error, (a / (a * c - b * b)).sqrt(), 1e-12);
}

#[test]
fn extreme_predictions_have_a_line() {
    let line = of(&[(1e-300, 0), (1e-300, 1), (0.5, 1), (0.5, 0), (0.5, 1)]).calibration_line();
    let line = line.unwrap();
    // Through both: log-odds of 0 and ln 2.
    close(line.intercept, std::f64::consts::LN_2, 1e-12);
    close(line.slope * 300.0 * std::f64::consts::LN_10, std::f64::consts::LN_2, 1e-12);
}

/// All ways for rows of two or three predictions: a line, or the reason why there is none.
#[test]
fn lines_exist_where_rows_overlap() {
    let refused = |rows: &[(f64, u8)]| of(rows).calibration_line().unwrap_err();
    for rows in [
        [(0.2, 0), (0.3, 0), (0.6, 1)],
        [(0.2, 1), (0.3, 0), (0.6, 0)],
        [(0.2, 0), (0.3, 1), (0.3, 0)],
        [(0.2, 1), (0.3, 1), (0.3, 0)],
    ] {
        assert_eq!(*refused(&rows).kind(), ErrorKind::Separated);
    }
    let wrong = refused(&[(0.3, 0), (0.3, 1)]);
    assert_eq!(wrong.to_string(), "found 1 distinct predictions, expected at least 2");
    let wrong = refused(&[(0.3, 0), (0.4, 0)]);
    assert_eq!(wrong.to_string(), "found 0 rows for which it happened, expected at least 1");
    let words = "expected a probability between 0 and 1, and none of them";
    let wrong = refused(&[(0.3, 0), (1.0, 1)]);
    assert_eq!(wrong.to_string(), format!("row 2, column `scores`: found 1, {words}"));
}

/// A tiny weight is all that overlaps: the slope is where it holds the balance.
#[test]
fn little_overlap_decides_the_slope() {
    for weight in [1e-3, 1e-9, 1e-18, 1e-30] {
        let (scores, weights) = ([0.1, 0.2, 0.8, 0.9], [1.0, weight, weight, 1.0]);
        let found = Predictions::weighted(&scores, &[false, true, false, true], &weights).unwrap();
        let line = found.calibration_line().unwrap();
        close(line.intercept, 0.0, 1e-10);
        // The likelihood is level: 1·x₁·P(wrong at x₁) = weight·x₂·P(right at x₂).
        let (many, few) = (9.0_f64.ln(), 4.0_f64.ln());
        let pull = many / (1.0 + (line.slope * many).exp());
        let hold = weight * few / (1.0 + (-line.slope * few).exp());
        close(pull / hold, 1.0, 1e-9);
    }
}

#[test]
fn more_predictions_than_rows_of_either_class_are_no_matter() {
    let rows: Vec<(f64, u8)> =
        (1..100).map(|at: u8| (f64::from(at) / 100.0, u8::from(at.is_multiple_of(3)))).collect();
    let line = of(&rows).calibration_line().unwrap();
    assert!(line.slope.abs() < 0.2 && line.intercept < 0.0);
}

proptest! {
    #[test]
    fn lines_are_found_where_they_are(rows in super::twins::any_rows()) {
        // From 1/12 to 11/12.
        let rows: Vec<_> = rows.into_iter().map(|row| ((row.0 * 10.0 + 1.0) / 12.0, row.1, row.2)).collect();
        let counted = |class: bool| rows.iter().filter(move |row| row.1 == class && 0.0 < row.2).map(|row| row.0);
        let ends = |class| (counted(class).fold(1.0, f64::min), counted(class).fold(0.0, f64::max));
        let (events, others) = (ends(true), ends(false));
        let line = match super::twins::of(&rows).calibration_line() {
            Ok(line) => line,
            Err(wrong) => {
                prop_assert_eq!(wrong.kind(), &ErrorKind::Separated);
                prop_assert!(others.1 <= events.0 || events.1 <= others.0);
                return Ok(());
            }
        };
        let mut gradient = [0.0, 0.0];
        for (p, happened, weight) in rows {
            let x = (p / (1.0 - p)).ln();
            let chance = 1.0 / (1.0 + (-line.intercept - line.slope * x).exp());
            let off = weight * (f64::from(u8::from(happened)) - chance);
            gradient = [gradient[0] + off, gradient[1] + off * x];
        }
        // A step that is worth 1e-20 of the likelihood leaves its root of the gradient.
        gradient.into_iter().for_each(|off| close(off, 0.0, 1e-9));
    }
}
