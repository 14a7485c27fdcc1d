use super::leakage::of_features;
use super::*;
use crate::language::Language;
use crate::num::rng::Rng;

fn normal(rows: usize, mean: f64, seed: u64) -> Vec<f64> {
    let mut rng = Rng::new(seed, "test/watch");
    (0..rows).map(|_| mean + rng.normal()).collect()
}

fn of(features: &[(&'static str, Vec<f64>)]) -> StabilityModel {
    of_features(features, 100, |table| Stability::new().fit(table)).unwrap()
}

fn look(model: &StabilityModel, features: &[(&'static str, Vec<f64>)]) -> StabilityReport {
    of_features(features, 100, |table| model.look(table)).unwrap()
}

/// Twenty values, of which the tenths hold two each; then all are above them.
#[test]
fn the_index_by_hand() {
    let then: Vec<f64> = (1..=20).map(f64::from).collect();
    let model = of(&[("x", then.clone())]);
    let same = look(&model, &[("x", then)]);
    assert_eq!((same.columns[0].index, same.flags.len()), (0.0, 0));
    let report = look(&model, &[("x", vec![50.0; 20])]);
    // Ten bins and nobody who lacks it: (2 + ½)/(20 + 5) in each, and then ½/25 in nine and 20½/25 in one.
    let (e, none, all) = (2.5 / 25.0, 0.5 / 25.0, 20.5 / 25.0);
    let term = |a: f64| (a - e) * libm::log(a / e);
    let expected = 9.0 * term(none) + term(all);
    // A dozen roundings.
    assert!((report.columns[0].index - expected).abs() < 1e-14, "{}", report.columns[0].index);
    assert_eq!(report.columns[0].by_chance, 9.0 * (1.0 / 20.0 + 1.0 / 20.0));
    let [Flag::Drift { column, index }] = &report.flags[..] else { panic!("{report:?}") };
    assert_eq!((&column[..], *index), ("x", report.columns[0].index));
}

#[test]
fn who_has_moved_is_named_and_who_has_not_is_not() {
    let model = of(&[("moved", normal(2_000, 0.0, 1)), ("same", normal(2_000, 0.0, 2))]);
    let report = look(&model, &[("same", normal(400, 0.0, 3)), ("moved", normal(400, 1.5, 4))]);
    assert!(matches!(&report.flags[..], [Flag::Drift { column, .. }] if column == "moved"));
    let english = report.flags[0].to_string();
    assert!(english.starts_with("`moved` has drifted: its population stability index is "));
    assert_ne!(report.flags[0].text(Language::Chinese), english);
    // Values that are no longer known are a bin, too.
    let gone = look(&model, &[("same", vec![f64::NAN; 400]), ("moved", normal(400, 0.0, 4))]);
    assert!(matches!(&gone.flags[..], [Flag::Drift { column, .. }] if column == "same"));
    let lacks = of_features(&[("same", vec![0.0])], 100, |table| model.look(table)).unwrap_err();
    assert!(matches!(lacks.kind(), ErrorKind::NoFeature { feature } if feature == "moved"));
}

/// Ten bins for 40 and 2,000 customers: an index of 0.25 would be common, which is why chance is added.
#[test]
fn few_customers_are_not_flagged_by_chance() {
    let model = of(&[("x", normal(2_000, 0.0, 5))]);
    let flagged =
        (0..200).filter(|&seed| !look(&model, &[("x", normal(40, 0.0, seed))]).flags.is_empty());
    let flagged = flagged.count();
    // Times 39.2, which is 1/(1/40 + 1/2000), the index is about a chi-square of 9 degrees of freedom: above
    // 9 + 39.2·0.25 = 18.8 in 2.7 of 100. Of 200 that is 5.4, and four standard errors more are 14.6.
    assert!(flagged <= 14, "{flagged}");
}

#[test]
fn seasons_are_those_of_any_year() {
    let ledger = shop();
    let views = ["2023-12-20", "2024-03-31"].map(|day| ledger.as_of(on(day)));
    let tables = [views[1].table(), views[0].table()];
    let model = Stability::new().drift(100.0).fit_all(&tables).unwrap();
    let nearest = |day: &str| {
        let view = ledger.as_of(on(day));
        let report = model.look(view.table()).unwrap();
        let season = Flag::Season { day: view.as_of(), nearest: report.nearest };
        assert_eq!(report.flags, if Days(45) < report.nearest { vec![season] } else { vec![] });
        report.nearest
    };
    assert_eq!(nearest("2024-03-31"), Days(0));
    assert_eq!(nearest("2025-03-31"), Days(0));
    assert_eq!(nearest("2024-05-15"), Days(45));
    assert_eq!(nearest("2024-05-16"), Days(46));
    // Across the turn of the year, and of one that was a leap year.
    assert_eq!(nearest("2025-01-04"), Days(15));
    assert_eq!(nearest("2029-12-10"), Days(10));
    // A day that other years do not have.
    let leap = ledger.as_of(on("2024-02-29"));
    let leap = Stability::new().fit(leap.table()).unwrap();
    let later = ledger.as_of(on("2025-03-01"));
    assert_eq!(leap.look(later.table()).unwrap().nearest, Days(0));
    let flag = Flag::Season { day: on("2024-08-01"), nearest: Days(123) };
    assert!(flag.text(Language::Chinese).contains("123") && flag.code() == "season");
}

#[test]
fn what_cannot_be_watched_is_refused() {
    let ledger = shop();
    let nobody = Ledger::<u64>::new(Currency::EUR).as_of(on("2024-03-31"));
    let some = ledger.as_of(on("2024-03-31"));
    let few = Stability::new().fit(nobody.table()).unwrap_err();
    assert!(matches!(few.kind(), ErrorKind::TooLittle { what: "customers", .. }));
    assert!(Stability::new().fit_all(&[]).is_err());
    assert!(Stability::new().fit(some.table()).unwrap().look(nobody.table()).is_err());
    let param = Stability::new().drift(f64::NAN).fit(some.table()).unwrap_err();
    assert!(matches!(param.kind(), ErrorKind::Param { name: "drift", .. }));
}

#[cfg(feature = "serde")]
#[test]
fn what_was_learned_can_be_stored_and_is_checked() {
    let view = shop().as_of(on("2024-03-31"));
    let model = Stability::new().season(Days(30)).fit(view.table()).unwrap();
    let stored = serde_json::to_value(&model).unwrap();
    let again: StabilityModel = serde_json::from_value(stored.clone()).unwrap();
    assert_eq!(again, model);
    let refused = |change: &dyn Fn(&mut serde_json::Value)| {
        let mut stored = stored.clone();
        change(&mut stored);
        serde_json::from_value::<StabilityModel>(stored).is_err()
    };
    assert!(refused(&|stored| stored["format"] = 2.into()));
    assert!(refused(&|stored| stored["engine"] = "rate".into()));
    assert!(refused(&|stored| stored["days"] = serde_json::json!([])));
    assert!(refused(&|stored| stored["settings"]["drift"] = 0.into()));
    assert!(refused(&|stored| stored["columns"][0]["customers"][0] = 0.into()));
    assert!(refused(&|stored| stored["columns"][0]["edges"][1] = 0.into()));
    assert!(!refused(&|_| {}));
}
