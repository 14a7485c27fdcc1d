use super::*;
use crate::metric::Binning;

/// Days in no order: the earliest is the one that is learned from.
#[test]
fn a_model_that_is_fitted_once_knows_the_earliest_day_and_scores_all() {
    let (ledger, days) = (shop(), [on("2024-06-30"), on("2024-03-31"), on("2024-09-30")]);
    let learned = std::cell::RefCell::new(Vec::new());
    let backtest = Backtest::new(settings())
        .learner("rate", |learned_from, scored| {
            learned.borrow_mut().push((learned_from.as_of(), scored.as_of()));
            rate(learned_from, scored)
        })
        .engine("again", |table| rate(table, table));
    let tested = backtest.run(&ledger, &days).unwrap();
    let staying = tested.staying_power("rate").unwrap();
    let order: Vec<(Day, i64)> = staying.iter().map(|day| (day.day, day.days)).collect();
    assert_eq!(order, [(days[1], 0), (days[0], 91), (days[2], 183)]);
    assert_eq!(
        *learned.borrow(),
        [
            (days[0], days[0]),
            (days[1], days[0]),
            (days[1], days[1]),
            (days[2], days[2]),
            (days[1], days[2]),
        ]
    );
    let first = ledger.as_of(days[1]);
    for day in &staying {
        let own = tested.days().iter().find(|own| own.day() == day.day).unwrap();
        assert_eq!(own.engine("rate"), own.engine("again"));
        let cohort = settings().cohort(&ledger, day.day).unwrap();
        let scores = rate(first.table(), cohort.view().table()).unwrap();
        let scores: Vec<f64> = cohort.rows().iter().map(|&row| scores[row]).collect();
        let once = crate::metric::Predictions::new(&scores, cohort.churned()).unwrap();
        assert_eq!(own.engine("rate_once"), Some(&once));
        let bins = Binning::EqualWidth(10);
        assert_eq!(day.once.auc, once.auc().ok());
        assert_eq!(day.once.calibration_error, once.expected_calibration_error(bins).ok());
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        assert_eq!(day.once.bias, Some(mean - cohort.base_rate()));
        assert_eq!((day.once == day.refitted, day.customers), (day.days == 0, scores.len()));
    }
}

/// An engine that says of all how many it has learned from.
#[test]
fn what_is_no_probability_has_no_level() {
    let count = |learned_from: Table<'_>, scored: Table<'_>| {
        Ok(vec![learned_from.len() as f64; scored.len()])
    };
    let backtest = Backtest::new(settings()).learner("count", count);
    let tested = backtest.run(&shop(), &[on("2024-03-31"), on("2024-06-30")]).unwrap();
    let staying = tested.staying_power("count").unwrap();
    let expected = Quality { auc: Some(0.5), calibration_error: None, bias: None };
    assert!(staying.iter().all(|day| day.once == expected && day.refitted == expected));
    assert!(tested.staying_power("recency").is_err());
}
