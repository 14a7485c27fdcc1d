use super::alert::{Aim, Search};

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
