use super::alert::{Aim, Search};
use super::*;
use crate::engine::Bound;

/// Whatever ascends is searched as by looking at every day.
#[test]
fn days_are_those_of_looking_at_each() {
    let curves: [&dyn Fn(f64) -> f64; 7] = [
        &|s| 1.0 - (-s / 50.0).exp(),
        &|s| (-30.0 / (s + 1.0)).exp(),
        &|s| ((s + 3.0) / (s + 93.0)).powi(4),
        // From impossible to certain within a day, and never.
        &|s| if s < 777.0 { 0.0 } else { 1.0 },
        &|s| if s < 3_650.0 { 0.1 } else { 0.95 },
        &|_| 0.3,
        &|s| (s / 40_000.0).min(1.0),
    ];
    for curve in curves {
        let search = Search::new(curve(0.0), Aim::new(0.9), |days| Some(curve(f64::from(days))));
        for limit in [0.001, 0.05, 0.3, 0.5, 0.75, 0.9] {
            let passed = |days: &u32| limit <= curve(f64::from(*days));
            let first = (0..=3_650).find(passed).filter(|&days| 0 < days);
            assert_eq!(search.first(Aim::new(limit)), first, "{limit}");
        }
    }
}

/// Of what goes up and down a day is found that is at the limit, after one that is not.
#[test]
fn days_of_what_does_not_ascend_are_crossings() {
    let waves = |days: u32| 0.5 + 0.4 * (f64::from(days) / 40.0).sin() + f64::from(days) * 1e-6;
    let search = Search::new(0.2, Aim::new(0.9), |days| (days % 7 != 3).then(|| waves(days)));
    for limit in [0.3, 0.5, 0.7] {
        if let Some(on) = search.first(Aim::new(limit)) {
            assert!(limit <= waves(on) && on % 7 != 3);
            assert!(waves(on - 1) < limit || (on - 1) % 7 == 3 || on == 1);
        }
    }
}

/// Alerts of many customers are those of asking what a day of silence more would mean, day by day.
#[test]
fn alerts_are_those_of_asking_day_by_day() {
    let ledger = shop(250);
    let mut found = 0;
    for (as_of, r, alpha) in [
        ("2024-12-31", 0.4, 30.0),
        ("2024-03-01", 3.0, 200.0),
        ("2024-12-31", 1e6, 9e7),
        ("2023-09-01", 0.02, 1.0),
    ] {
        let view = ledger.as_of(as_of.parse().unwrap());
        let rate = RateModel::new(r, alpha).unwrap();
        let settings = Churn::new(Days(60)).lookback(Days(10_000)).bands(0.35, 0.8);
        let model = settings.fit_by(|days| rate.p_silent_for(days), view.table()).unwrap();
        let layout = view.table().layout();
        let bound = model.scorer().bind(&layout).unwrap();
        let rows = view.table().rows().zip(model.score(view.table()).unwrap());
        for (row, risk) in rows.filter_map(|(row, risk)| Some((row, risk?))) {
            let on = |days: u32| view.as_of() + Days(days);
            let first = |limit: f64| {
                let passed =
                    |days: &u32| limit <= bound.score_row(row.silent_until(on(*days))).unwrap();
                (0..=3_650).find(passed).filter(|&days| 0 < days).map(on)
            };
            assert_eq!((risk.medium_on, risk.high_on), (first(0.35), first(0.8)), "{risk:?}");
            found += usize::from(risk.medium_on.is_some()) + usize::from(risk.high_on.is_some());
        }
    }
    // There is something to see.
    assert!(200 < found, "{found}");
}

/// Where customers buy at a rate of their own, two days are asked for, or a few more.
#[test]
fn few_days_are_asked_for() {
    let mut asked = [0, 0];
    for (shape, age) in (1..20).flat_map(|shape| (1..40).map(move |step| (shape, 25 * step))) {
        let risk = |days: u32| {
            let age = 60.0 + f64::from(age + days);
            (age / (age + 90.0)).powi(shape)
        };
        let days = std::cell::Cell::new(0);
        let ahead = |ahead: u32| {
            days.set(days.get() + 1);
            Some(risk(ahead))
        };
        let search = Search::new(risk(0), Aim::new(0.7), ahead);
        if search.first(Aim::new(0.7)).is_some() {
            asked = [asked[0] + 1, asked[1] + days.get() - 1];
        }
    }
    let [searches, days] = asked;
    assert!(100 < searches && days <= 4 * searches, "{days} days in {searches} searches");
}
