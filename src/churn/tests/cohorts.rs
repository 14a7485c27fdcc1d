use super::*;

/// Up to the last day of the horizon, and of who had bought by the first of the lookback.
#[test]
fn who_churned_at_each_boundary() {
    let ledger = ledger(&[&[100, 131], &[100, 130], &[60], &[59], &[100, 101], &[105]]);
    let settings = Churn::new(Days(30)).lookback(Days(40));
    let cohort = settings.cohort(&ledger, day(100)).unwrap();
    // The fourth was silent for 41 days, and the last came later.
    assert_eq!(cohort.view().keys(), [0, 1, 2, 3, 4]);
    assert_eq!(cohort.rows(), [0, 1, 2, 4]);
    assert_eq!(cohort.churned(), [true, false, true, false]);
    assert_eq!((cohort.left_out(), cohort.base_rate()), (1, 0.5));
    let silence =
        from_fn(|row: Row<'_>| row.history().map_or(0.0, |own| own.days_since_last() as f64));
    let predictions = cohort.predictions(silence).unwrap();
    // Of the four pairs one is in order, and three are ties or even: 100, 60 against 100, 100.
    assert_eq!(predictions.auc().unwrap(), 0.75);
}

/// Of the four who had bought by day 100, two bought on it; one comes back.
#[test]
fn within_no_days_is_the_day_itself() {
    let ledger = ledger(&[&[90, 100, 120], &[99, 120], &[100], &[70]]);
    let settings = Churn::new(Days(20)).lookback(Days(0));
    let cohort = settings.cohort(&ledger, day(100)).unwrap();
    assert_eq!((cohort.rows(), cohort.churned()), (&[0, 2][..], &[false, true][..]));
    let view = ledger.as_of(day(100));
    let rate = RateModel::new(1.0, 50.0).unwrap();
    let fit = |view: &View<usize>| settings.fit_by(|days| rate.p_silent_for(days), view.table());
    let model = fit(&view).unwrap();
    assert_eq!((model.customers(), model.left_out()), (2, 2));
    let risks = model.score(view.table()).unwrap();
    let asked: Vec<bool> = risks.iter().map(Option::is_some).collect();
    assert_eq!(asked, [true, false, true, false]);
    // On a day on which nobody bought nobody is asked about.
    let nobody = fit(&ledger.as_of(day(101))).unwrap_err();
    assert!(matches!(nobody.kind(), ErrorKind::TooLittle { .. }), "{nobody}");
    let nobody = settings.cohort(&ledger, day(98)).unwrap_err();
    assert!(matches!(nobody.kind(), ErrorKind::TooLittle { .. }), "{nobody}");
}

#[test]
fn records_must_reach_over_the_horizon() {
    let ledger = ledger(&[&[100, 130]]);
    let settings = Churn::new(Days(30));
    assert!(settings.cohort(&ledger, day(100)).is_ok());
    let error = settings.cohort(&ledger, day(101)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Value { what: "day", .. }), "{error}");
    let nobody = settings.lookback(Days(5)).cohort(&ledger, day(99)).unwrap_err();
    assert!(matches!(nobody.kind(), ErrorKind::TooLittle { .. }), "{nobody}");
}

/// What is said of a day does not depend on what comes after it.
#[test]
fn scores_know_nothing_of_later_days() {
    let ledger = shop(500);
    let on: Day = "2024-06-30".parse().unwrap();
    let mut known = Ledger::new(Currency::EUR);
    for (key, row) in ledger.as_of(on).rows() {
        for total in row.timeline().into_iter().flat_map(|timeline| timeline.iter()) {
            let amount = Money(total.revenue.0 / i64::try_from(total.orders.max(1)).unwrap());
            for _ in 0..total.orders {
                known.append([(*key, Purchase::new(total.day, amount))]).unwrap();
            }
        }
    }
    let settings = Churn::new(Days(90));
    let cohort = settings.cohort(&ledger, on).unwrap();
    let model = settings.fit(cohort.view().table()).unwrap();
    let alone = known.as_of(on);
    let again = settings.fit(alone.table()).unwrap();
    assert_eq!(again, model);
    let risks = model.score(cohort.view().table()).unwrap();
    assert_eq!(again.score(alone.table()).unwrap(), risks);
}

/// A shop that is closed for a horizon has earlier days all the same.
#[test]
fn days_without_anybody_are_left_out() {
    let ledger = ledger(&[&[50, 65], &[58], &[62, 120]]);
    let settings = Churn::new(Days(20)).lookback(Days(10));
    // As of 100 and 80 nobody had bought within ten days.
    let past = settings.past(&ledger, day(120)).unwrap();
    let days: Vec<Day> = past.iter().map(|cohort| cohort.view().as_of()).collect();
    assert_eq!(days, [day(60)]);
    assert_eq!(past[0].churned(), [false, true]);
}

#[test]
fn no_horizon_reaches_beyond_the_day() {
    let first = Day::MIN.number();
    let ledger = ledger(&[&[first, first + 50], &[first], &[first + 40]]);
    let error = Churn::new(Days(30)).past(&ledger, day(first + 39)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLittle { .. }), "{error}");
    let past = Churn::new(Days(30)).past(&ledger, day(first + 45)).unwrap();
    // The last purchase up to then.
    assert_eq!((past.len(), past[0].end()), (1, day(first + 40)));
}
