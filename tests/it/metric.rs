//! Measures of many rows, on any number of threads.

use regulars::metric::{Bootstrap, Campaign, Forecasts, Isotonic, Platt, Predictions};

/// Enough for several blocks of any parallel sort.
const ROWS: u32 = 50_000;

fn on<T: Send>(threads: usize, task: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(task)
}

/// Digits that look like chance.
fn digits(row: u32, of: u32) -> f64 {
    f64::from(row.wrapping_mul(2_654_435_761) % of) / f64::from(of)
}

#[test]
fn measures_have_the_same_bits_on_any_number_of_threads() {
    let found = || {
        let scores: Vec<f64> = (0..ROWS).map(|row| digits(row, 997)).collect();
        let left: Vec<bool> =
            (0..ROWS).map(|row| digits(row / 3, 1_009) < digits(row, 997)).collect();
        let weights: Vec<f64> = (0..ROWS).map(|row| digits(row, 13)).collect();
        let customers: Vec<u32> = (0..ROWS).map(|row| row / 3).collect();
        let predictions = Predictions::weighted(&scores, &left, &weights).unwrap();
        let bootstrap = Bootstrap::new(20).by(&customers);
        let of_auc = bootstrap.interval(&predictions, 0.9, Predictions::auc).unwrap();
        let forecasts = Forecasts::weighted(&scores, &weights, &weights).unwrap();
        let of_order = bootstrap.interval(&forecasts, 0.9, Forecasts::concordance).unwrap();
        let profit = predictions.empc(&Campaign::new()).unwrap();
        let curves = (Platt::of_scores().fit(&predictions), Isotonic::new().fit(&predictions));
        format!(
            "{of_auc:?} {of_order:?} {profit:?} {:?} {curves:?}",
            predictions.calibration_line()
        )
    };
    let one = on(1, found);
    assert_eq!(on(2, found), one);
    assert_eq!(on(7, found), one);
}
