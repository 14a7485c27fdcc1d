//! Measures as printed, row by row and pair by pair, and laws.

use super::*;

/// A score, whether it happened, and a weight.
pub(super) type Row = (f64, bool, f64);

pub(super) fn of(rows: &[Row]) -> Predictions {
    let scores: Vec<f64> = rows.iter().map(|row| row.0).collect();
    let happened: Vec<bool> = rows.iter().map(|row| row.1).collect();
    let weights: Vec<f64> = rows.iter().map(|row| row.2).collect();
    Predictions::weighted(&scores, &happened, &weights).unwrap()
}

/// Rows with ties, of both classes.
pub(super) fn any_rows() -> impl Strategy<Value = Vec<Row>> {
    let weight = prop_oneof![Just(0.0), Just(1.0), Just(2.0), 0.01..5.0_f64];
    let row = (0_u8..=12, any::<bool>(), weight)
        .prop_map(|(score, happened, weight)| (f64::from(score) / 12.0, happened, weight));
    prop::collection::vec(row, 0..40).prop_map(|mut rows| {
        rows.extend([(0.25, true, 1.0), (0.5, true, 2.0), (0.5, false, 1.5), (0.75, false, 1.0)]);
        rows
    })
}

/// Predicted, actual and a weight.
fn any_forecasts() -> impl Strategy<Value = Vec<[f64; 3]>> {
    let weight = prop_oneof![Just(0.0), Just(1.0), Just(2.0), 0.01..5.0_f64];
    let row = (-9_i8..=9, -9_i8..=9, weight)
        .prop_map(|(predicted, actual, weight)| [predicted.into(), actual.into(), weight]);
    prop::collection::vec(row, 0..40).prop_map(|mut rows| {
        rows.extend([[1.0, 2.0, 1.0], [4.0, 3.0, 1.0]]);
        rows
    })
}

fn forecasts(rows: &[[f64; 3]]) -> Forecasts {
    let column = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<f64>>();
    Forecasts::weighted(&column(0), &column(1), &column(2)).unwrap()
}

fn sum<T>(rows: &[T], of: impl Fn(&T) -> f64) -> f64 {
    rows.iter().map(of).sum()
}

/// 1 if above, ½ if equal.
fn wins(a: f64, b: f64) -> f64 {
    if b < a {
        1.0
    } else if a < b {
        0.0
    } else {
        0.5
    }
}

fn auc_of_pairs(rows: &[Row]) -> f64 {
    let pairs = |of: &dyn Fn(&Row, &Row) -> f64| {
        let of_event = |a: &Row| sum(rows, |b| if b.1 { 0.0 } else { a.2 * b.2 * of(a, b) });
        sum(rows, |a| if a.1 { of_event(a) } else { 0.0 })
    };
    pairs(&|a, b| wins(a.0, b.0)) / pairs(&|_, _| 1.0)
}

/// Of Delong, Delong & Clarke-Pearson, with weights as numbers of rows.
fn error_of_pairs(rows: &[Row]) -> f64 {
    let auc = auc_of_pairs(rows);
    let part = |class: bool| {
        let all = sum(rows, |row| if row.1 == class { row.2 } else { 0.0 });
        let others = sum(rows, |row| if row.1 == class { 0.0 } else { row.2 });
        let share = |a: &Row| {
            let won = |b: &Row| if class { wins(a.0, b.0) } else { wins(b.0, a.0) };
            sum(rows, |b| if b.1 == class { 0.0 } else { b.2 * won(b) }) / others
        };
        let square = |row: &Row| {
            if row.1 == class { row.2 * (share(row) - auc) * (share(row) - auc) } else { 0.0 }
        };
        sum(rows, square) / (all - 1.0) / all
    };
    (part(true) + part(false)).sqrt()
}

/// The share of what happened among the first so many of all, by thin slices of rows.
fn gain(rows: &[Row], share: f64) -> f64 {
    let (all, events) = (sum(rows, |row| row.2), sum(rows, |row| if row.1 { row.2 } else { 0.0 }));
    let found = |row: &Row| {
        let above = sum(rows, |other| if row.0 < other.0 { other.2 } else { 0.0 });
        let tied = sum(rows, |other| if other.0.total_cmp(&row.0).is_eq() { other.2 } else { 0.0 });
        let part = ((share * all - above) / tied.max(1e-9)).clamp(0.0, 1.0);
        if row.1 { row.2 * part } else { 0.0 }
    };
    sum(rows, found) / events
}

fn concordance_of_pairs(rows: &[[f64; 3]]) -> f64 {
    let pairs = |of: &dyn Fn(&[f64; 3], &[f64; 3]) -> f64| {
        let above =
            |a: &[f64; 3], b: &[f64; 3]| if b[1] < a[1] { a[2] * b[2] * of(a, b) } else { 0.0 };
        sum(rows, |a| sum(rows, |b| above(a, b)))
    };
    pairs(&|a, b| wins(a[0], b[0])) / pairs(&|_, _| 1.0)
}

fn gini_of_pairs(rows: &[[f64; 3]]) -> f64 {
    let weight = sum(rows, |row| row[2]);
    let mean = sum(rows, |row| row[1] * row[2]) / weight;
    let with = |by: usize| {
        let rank = |a: &[f64; 3]| sum(rows, |b| b[2] * wins(a[by], b[by])) / weight;
        sum(rows, |a| a[2] * (a[1] - mean) * rank(a))
    };
    with(0) / with(1)
}

/// All of it.
fn measures(found: &Predictions) -> Vec<f64> {
    let (width, many) = (Binning::EqualWidth(4), Binning::EqualCount(4));
    let all = || -> Result<Vec<f64>> {
        let profit = found.empc(&Campaign::new())?;
        let mut all = vec![found.base_rate(), found.auc()?, found.auc_standard_error()?];
        all.extend([found.average_precision()?, found.lift(0.1)?, found.lift_quality()?]);
        all.extend([found.brier()?, profit.per_customer, profit.share_to_contact]);
        all.extend(found.gains()?.into_iter().flat_map(|at| [at.rows, at.events]));
        for binning in [width, many] {
            let (parts, bins) = (found.brier_parts(binning)?, found.calibration(binning)?);
            all.extend([parts.reliability, parts.resolution, parts.within_bin_covariance]);
            all.extend([bins.expected_error(), bins.maximum_error(), f64::from(bins.empty())]);
        }
        Ok(all)
    };
    all().unwrap()
}

fn of_numbers(found: &Forecasts) -> [f64; 5] {
    let orders = [found.normalised_gini().unwrap(), found.concordance().unwrap()];
    [found.mae(), found.rmse(), found.bias(), orders[0], orders[1]]
}

#[track_caller]
fn alike(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len());
    found.iter().zip(expected).for_each(|(&found, &expected)| close(found, expected, tolerance));
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

// Sums of up to fifty terms, of weights up to five: some hundred roundings of 1.
proptest! {
    #[test]
    fn areas_are_those_of_all_pairs(rows in any_rows()) {
        let found = of(&rows);
        close(found.auc().unwrap(), auc_of_pairs(&rows), 1e-13);
        close(found.auc_standard_error().unwrap(), error_of_pairs(&rows), 1e-13);
    }

    #[test]
    fn precision_is_averaged_as_printed(rows in any_rows()) {
        let of_those = |row: &Row, class: &dyn Fn(&Row) -> bool| {
            sum(&rows, |other| if row.0 <= other.0 && class(other) { other.2 } else { 0.0 })
        };
        let precision = |row: &Row| of_those(row, &|other| other.1) / of_those(row, &|_| true);
        let events = sum(&rows, |row| if row.1 { row.2 } else { 0.0 });
        let part = |row: &Row| if row.1 && 0.0 < row.2 { row.2 * precision(row) } else { 0.0 };
        close(of(&rows).average_precision().unwrap(), sum(&rows, part) / events, 1e-13);
    }

    #[test]
    fn lifts_are_gains_over_shares(rows in any_rows(), share in 0.001..=1.0) {
        let found = of(&rows);
        close(found.lift(share).unwrap() * share, gain(&rows, share), 1e-13);
        let points = found.gains().unwrap();
        let (first, last) = (points[0], points[points.len() - 1]);
        prop_assert_eq!((first.rows, first.events, last.rows, last.events), (0.0, 0.0, 1.0, 1.0));
        prop_assert!(points.is_sorted_by(|a, b| a.rows < b.rows && a.events <= b.events));
        for at in &points[1..] {
            close(at.events, gain(&rows, at.rows), 1e-12);
        }
    }

    #[test]
    fn quality_is_the_mean_of_lifts(rows in any_rows()) {
        let found = of(&rows);
        let points = found.gains().unwrap();
        // Below the first corner, lift is level; then ∫ gain/s ds is ∫ gain d(ln s), by Simpson's rule.
        let mut mean = points[1].events;
        for pair in points.windows(2).skip(1) {
            let (steps, a, b) = (200_u32, pair[0], pair[1]);
            let (from, to) = (a.rows.ln(), b.rows.ln());
            let gain = |i: u32| {
                let s = (from + (to - from) * f64::from(i) / f64::from(steps)).exp();
                a.events + (s - a.rows) / (b.rows - a.rows) * (b.events - a.events)
            };
            let factor = |i: u32| if i.is_multiple_of(steps) { 1.0 } else { f64::from(2 + i % 2 * 2) };
            let sum: f64 = (0..=steps).map(|i| factor(i) * gain(i)).sum();
            mean += sum * (to - from) / f64::from(3 * steps);
        }
        let best = -found.base_rate().ln();
        // The first corner is above 1e-5, so a step is below 0.06, and the rule's error its fourth
        // power times 12/180.
        close(found.lift_quality().unwrap() * best, mean - 1.0, 1e-6);
    }

    #[test]
    fn brier_is_as_printed_and_its_parts_sum_to_it(rows in any_rows(), bins in 1_u32..15) {
        let found = of(&rows);
        let square = |row: &Row| row.2 * (row.0 - f64::from(u8::from(row.1))).powi(2);
        let brier = sum(&rows, square) / sum(&rows, |row| row.2);
        close(found.brier().unwrap(), brier, 1e-14);
        for binning in [Binning::EqualWidth(bins), Binning::EqualCount(bins)] {
            let parts = found.brier_parts(binning).unwrap();
            close(parts.brier(), brier, 1e-14);
            let found = found.calibration(binning).unwrap();
            let full = u32::try_from(found.bins().len()).unwrap();
            prop_assert_eq!(full + found.empty(), bins);
            prop_assert!(found.bins().is_sorted_by(|a, b| a.greatest < b.least));
            close(sum(found.bins(), |bin| bin.weight), sum(&rows, |row| row.2), 1e-12);
        }
    }

    #[test]
    fn rising_changes_of_scores_change_nothing(rows in any_rows()) {
        let before = of(&rows);
        let of_orders = |found: &Predictions| {
            let profit = found.empc(&Campaign::new()).unwrap();
            let orders = [found.auc().unwrap(), found.average_precision().unwrap()];
            bits(&[orders[0], orders[1], found.lift_quality().unwrap(), profit.per_customer])
        };
        let changes: [fn(f64) -> f64; 3] =
            [|x| x * 1e300, |x| libm::exp(700.0 * x - 690.0), |x| (x - 0.5) * 1e-300];
        for change in changes {
            let changed: Vec<Row> = rows.iter().map(|row| (change(row.0), row.1, row.2)).collect();
            prop_assert_eq!(of_orders(&of(&changed)), of_orders(&before));
        }
        let reverse: Vec<Row> = rows.iter().map(|row| (-row.0, row.1, row.2)).collect();
        close(of(&reverse).auc().unwrap(), 1.0 - before.auc().unwrap(), 1e-14);
    }

    #[test]
    fn the_order_of_rows_changes_no_bit(
        (rows, shuffled) in any_rows().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        prop_assert_eq!(bits(&measures(&of(&shuffled))), bits(&measures(&of(&rows))));
        let other = |rows: &[Row]| {
            let other = |row: &Row| ((row.0 * 5.0).sin(), row.1, row.2);
            of(&rows.iter().map(other).collect::<Vec<Row>>())
        };
        let difference = |rows: &[Row]| of(rows).auc_difference(&other(rows)).unwrap();
        prop_assert_eq!(difference(&shuffled), difference(&rows));
    }

    #[test]
    fn a_weight_of_two_is_two_rows(rows in any_rows()) {
        let twice: Vec<Row> = rows.iter().map(|row| (row.0, row.1, 2.0 * row.2)).collect();
        let repeated: Vec<Row> = rows.iter().flat_map(|&row| [row, row]).collect();
        alike(&measures(&of(&twice)), &measures(&of(&repeated)), 1e-12);
        let counted: Vec<Row> = rows.iter().copied().filter(|row| 0.0 < row.2).collect();
        prop_assert_eq!(bits(&measures(&of(&counted))), bits(&measures(&of(&rows))));
    }

    #[test]
    fn forecasts_are_as_printed(rows in any_forecasts()) {
        let (found, weight) = (forecasts(&rows), sum(&rows, |row| row[2]));
        let mean = |of: &dyn Fn(f64) -> f64| sum(&rows, |row| row[2] * of(row[0] - row[1])) / weight;
        let expected = [
            mean(&f64::abs),
            mean(&|error| error * error).sqrt(),
            mean(&|error| error),
            gini_of_pairs(&rows),
            concordance_of_pairs(&rows),
        ];
        alike(&of_numbers(&found), &expected, 1e-12);
    }

    #[test]
    fn forecasts_keep_the_same_laws(
        (rows, shuffled) in
            any_forecasts().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
    ) {
        let before = of_numbers(&forecasts(&rows));
        prop_assert_eq!(bits(&of_numbers(&forecasts(&shuffled))), bits(&before));
        let twice: Vec<[f64; 3]> = rows.iter().map(|&[p, a, w]| [p, a, 2.0 * w]).collect();
        let repeated: Vec<[f64; 3]> = rows.iter().flat_map(|&row| [row, row]).collect();
        alike(&of_numbers(&forecasts(&twice)), &of_numbers(&forecasts(&repeated)), 1e-12);
        let own: Vec<[f64; 3]> = rows.iter().map(|&[_, a, w]| [a, a, w]).collect();
        alike(&of_numbers(&forecasts(&own)), &[0.0, 0.0, 0.0, 1.0, 1.0], 1e-14);
    }

    #[test]
    fn gini_and_concordance_of_what_happens_are_areas(rows in any_rows()) {
        let happened = |row: &Row| [row.0, f64::from(u8::from(row.1)), row.2];
        let found = forecasts(&rows.iter().map(happened).collect::<Vec<_>>());
        let auc = of(&rows).auc().unwrap();
        close(found.concordance().unwrap(), auc, 1e-14);
        close(found.normalised_gini().unwrap(), 2.0 * auc - 1.0, 1e-13);
    }
}
