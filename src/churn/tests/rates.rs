use super::*;

/// The likelihood by sums of logarithms, and its maximum by looking around.
#[test]
fn no_other_rates_are_likelier() {
    let view = shop(500).as_of(last());
    let model = Rate::new().fit(view.table()).unwrap();
    let likelihood = |r: f64, alpha: f64| -> f64 {
        let rows = view.table().rows().filter_map(Row::history);
        let one = |x: u64, age: f64| -> f64 {
            let rising: f64 = (0..x).map(|i| (r + i as f64).ln()).sum();
            rising + r * (alpha / (alpha + age)).ln() - x as f64 * (alpha + age).ln()
        };
        rows.map(|history| one(history.repeats(), history.age() as f64)).sum()
    };
    let best = likelihood(model.r(), model.alpha());
    // At a maximum a step of 1e-4 costs some 1e-8 of the curvature, which is some hundreds here.
    for step in [1.0 - 1e-4, 1.0 + 1e-4] {
        assert!(likelihood(model.r() * step, model.alpha()) < best);
        assert!(likelihood(model.r(), model.alpha() * step) < best);
    }
}

#[test]
fn silence_by_hand() {
    // Two purchase days, 10 days apart, and 20 days of silence: (40 + 30)/(40 + 30 + 70) to the third.
    let view = ledger(&[&[0, 10]]).as_of(day(30));
    let model = RateModel::new(2.0, 40.0).unwrap();
    let silent = model.p_silent_for(Days(70)).score(view.table()).unwrap();
    // exp(3·ln ½) has lost a bit or two.
    assert!((silent[0].unwrap() - 0.125).abs() < 1e-15);
    let none = model.p_silent_for(Days(0)).score(view.table()).unwrap();
    assert_eq!(none, [Some(1.0)]);
    let forever = model.p_silent_for(Days(u32::MAX)).score(view.table()).unwrap();
    assert!(forever[0].is_some_and(|p| 0.0 < p && p < 1e-20));
}

#[test]
fn what_cannot_be_learned_is_refused() {
    let once = ledger(&[&[0], &[5]]).as_of(day(30));
    let error = Rate::new().fit(once.table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLittle { found: 0, needed: 1, .. }), "{error}");
    for (r, alpha, wrong) in [(0.0, 1.0, "r"), (f64::NAN, 1.0, "r"), (1.0, -1.0, "alpha")] {
        let error = RateModel::new(r, alpha).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Param { name, .. } if *name == wrong));
    }
}

/// Everybody buys every ten days, which is more alike than any rates of a gamma distribution make it.
#[test]
fn customers_who_are_alike_have_one_rate() {
    let days: Vec<i32> = (0..10).map(|i| 10 * i).collect();
    let view = ledger(&[&days[..], &days[..], &days[..]]).as_of(day(95));
    let model = Rate::new().fit(view.table()).unwrap();
    // Nine purchase days after the first in 95 days, of each; logarithms and back lose some bits.
    assert!((model.r() / model.alpha() - 9.0 / 95.0).abs() < 1e-12);
    assert!((model.r() - 1e6).abs() < 1e-6);
}

/// Ten customers who came back, and no fewer.
#[test]
fn of_few_nothing_is_told() {
    let customers: Vec<[i32; 2]> = (0..12).map(|key| [key, 5 * key]).collect();
    let settings = Churn::new(Days(30));
    for (first, enough) in [(1, true), (3, false)] {
        let some: Vec<&[i32]> = customers[first..].iter().map(|days| &days[..]).collect();
        let view = ledger(&some).as_of(day(90));
        match settings.fit(view.table()) {
            Ok(_) => assert!(enough),
            Err(error) => {
                let found = ErrorKind::TooLittle {
                    what: "customers who have bought on two days",
                    found: 9,
                    needed: 10,
                };
                assert!(!enough && *error.kind() == found, "{error}");
            }
        }
    }
}
