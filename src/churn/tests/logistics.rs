use super::*;

fn of(names: &[&str]) -> Logistic {
    Logistic::of(names.iter().map(|name| (Variable::column(*name), Effect::Either)))
}

/// Numbers that differ, and who churned: the more of the first, the likelier.
pub(super) fn sample(rows: usize) -> (Vec<f64>, Vec<f64>, Vec<bool>) {
    let a: Vec<f64> = (0..rows).map(|i| ((i * 37) % 101) as f64 / 101.0).collect();
    let b: Vec<f64> = (0..rows).map(|i| ((i * 53) % 89) as f64).collect();
    let churned = (0..rows).map(|i| ((i * 71) % 97) as f64 / 97.0 < a[i]).collect();
    (a, b, churned)
}

#[test]
fn scales_do_not_matter() {
    let (a, b, churned) = sample(400);
    let scores = |factor: f64, shift: f64| {
        let other: Vec<f64> = b.iter().map(|x| x * factor + shift).collect();
        let mut scores = Vec::new();
        table_of(&[("a", a.clone()), ("b", other)], |table| {
            scores = of(&["a", "b"]).fit_table(table, &churned).unwrap().score(table).unwrap();
        });
        scores
    };
    let plain = scores(1.0, 0.0);
    for (factor, shift) in [(1e-12, 0.0), (1e12, 0.0), (-3.0, 7.0), (1e-300, 0.0), (1e300, 0.0)] {
        for (one, other) in plain.iter().zip(scores(factor, shift)) {
            // Rounding of values by factors that are no powers of two, seen through a fit.
            assert!((one.unwrap() - other.unwrap()).abs() < 1e-8);
        }
    }
}

#[test]
fn what_says_nothing_new_changes_little_or_nothing() {
    let (a, b, churned) = sample(400);
    let constant = vec![3.3; 400];
    table_of(&[("a", a.clone()), ("b", b), ("copy", a), ("constant", constant)], |table| {
        let scores = |names: &[&str], ridge: f64| {
            let model = of(names).ridge(ridge).fit_table(table, &churned).unwrap();
            model.score(table).unwrap().into_iter().map(Option::unwrap).collect::<Vec<f64>>()
        };
        let near = |one: Vec<f64>, other: Vec<f64>, tolerance: f64| {
            assert!(one.iter().zip(other).all(|(a, b)| (a - b).abs() < tolerance));
        };
        // The ridge divides a weight between copies; by nearly none both ways agree.
        near(scores(&["a", "b"], 1e-6), scores(&["a", "b", "copy"], 1e-6), 1e-7);
        near(scores(&["a", "b"], 1.0), scores(&["a", "b", "constant"], 1.0), 1e-9);
    });
}

#[test]
fn rows_in_any_order_and_twice() {
    let (a, b, churned) = sample(300);
    let turned = |values: &[f64]| values.iter().rev().copied().collect::<Vec<f64>>();
    let weights = |a: Vec<f64>, b: Vec<f64>, churned: &[bool], ridge: f64| {
        let mut found = Vec::new();
        table_of(&[("a", a), ("b", b)], |table| {
            let model = of(&["a", "b"]).ridge(ridge).fit_table(table, churned).unwrap();
            found = model.weights().map(|(_, weight)| weight).collect();
        });
        found
    };
    let plain = weights(a.clone(), b.clone(), &churned, 1.0);
    let back: Vec<bool> = churned.iter().rev().copied().collect();
    let twice = |values: &[f64]| [values, values].concat();
    let both = [&churned[..], &churned].concat();
    let others = [
        weights(turned(&a), turned(&b), &back, 1.0),
        // Twice the rows, and twice what large weights cost.
        weights(twice(&a), twice(&b), &both, 2.0),
    ];
    for other in others {
        // Sums in another order.
        assert!(plain.iter().zip(other).all(|(a, b)| (a - b).abs() < 1e-9));
    }
}

#[test]
fn as_many_are_expected_as_there_were() {
    let (a, b, churned) = sample(500);
    table_of(&[("a", a), ("b", b)], |table| {
        let scores = of(&["a", "b"]).fit_table(table, &churned).unwrap().score(table).unwrap();
        let expected: f64 = scores.into_iter().flatten().sum();
        let found = churned.iter().filter(|churned| **churned).count() as f64;
        // The slope by the intercept, which is zero at the minimum.
        assert!((expected - found).abs() < 1e-6);
    });
}

#[test]
fn who_are_divided_perfectly_have_chances_all_the_same() {
    let a: Vec<f64> = (0..60).map(f64::from).collect();
    let churned: Vec<bool> = a.iter().map(|a| 30.0 <= *a).collect();
    table_of(&[("a", a)], |table| {
        for ridge in [1.0, 1e-6] {
            let model = of(&["a"]).ridge(ridge).fit_table(table, &churned).unwrap();
            for score in model.score(table).unwrap() {
                assert!(score.is_some_and(|p| 0.0 < p && p < 1.0));
            }
        }
    });
}

#[test]
fn missing_values_have_a_weight_of_their_own() {
    let (mut a, b, mut churned) = sample(400);
    for i in (0..400).step_by(5) {
        (a[i], churned[i]) = (f64::NAN, i % 25 != 0);
    }
    table_of(&[("a", a), ("b", b)], |table| {
        let model = of(&["a", "b"]).fit_table(table, &churned).unwrap();
        let scores = model.score(table).unwrap();
        let lacking: f64 = scores.iter().step_by(5).map(|p| p.unwrap()).sum::<f64>() / 80.0;
        // Of 80 without a value 64 churned; the ridge keeps a little back.
        assert!((lacking - 0.8).abs() < 0.02, "{lacking}");
    });
}

#[test]
fn effects_hold() {
    let (a, b, churned) = sample(400);
    table_of(&[("a", a), ("b", b)], |table| {
        for (effect, sign) in [(Effect::Raises, 1.0), (Effect::Lowers, -1.0)] {
            let settings = Logistic::of(["a", "b"].map(|name| (Variable::column(name), effect)));
            let model = settings.fit_table(table, &churned).unwrap();
            assert!(model.weights().all(|(_, weight)| 0.0 <= sign * weight));
        }
    });
}

#[test]
fn what_cannot_be_learned_from_is_refused() {
    let (a, b, churned) = sample(50);
    let columns = [("a", a), ("b", b), ("lost", vec![f64::NAN; 50])];
    table_of(&columns, |table| {
        let refused = |settings: &Logistic, churned: &[bool]| {
            settings.fit_table(table, churned).unwrap_err().to_string()
        };
        assert!(refused(&of(&["a"]), &[true; 50]).contains("did not churn"));
        assert!(refused(&of(&["a"]), &[false; 50]).contains("who churned"));
        assert!(refused(&of(&["a"]), &churned[1..]).contains("churned"));
        assert!(refused(&of(&[]), &churned).contains("variables"));
        assert!(refused(&of(&["a", "a"]), &churned).contains("`a`"));
        assert!(refused(&of(&["c"]), &churned).contains("`c`"));
        assert!(refused(&of(&["a", "lost"]), &churned).contains("lost"));
        for ridge in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(refused(&of(&["a"]).ridge(ridge), &churned).contains("ridge"));
        }
    });
    let ledger = shop(200);
    let none: [Cohort<u64>; 0] = [];
    let told = Logistic::new().fit(&none).unwrap_err().to_string();
    assert!(told.contains("cohorts"), "{told}");
    let [one, other] = [30, 60].map(|days| Churn::new(Days(days)).past(&ledger, last()).unwrap());
    let both: Vec<Cohort<u64>> = one.into_iter().chain(other).collect();
    let told = Logistic::new().fit(&both).unwrap_err().to_string();
    assert!(told.contains("horizon"), "{told}");
}

/// A weight of zero, two that pull apart, and values without measure.
#[test]
fn extreme_values_have_probabilities() {
    let (a, b, churned) = sample(400);
    let tiny: Vec<f64> = b.iter().map(|x| x * 5e-324).collect();
    let huge: Vec<f64> = a.iter().map(|x| if *x < 0.5 { -f64::MAX } else { f64::MAX }).collect();
    let small: Vec<f64> = a.iter().map(|x| x * 1e-300).collect();
    let back: Vec<f64> = a.iter().map(|x| -x * x * 1e-300).collect();
    let columns = [("tiny", tiny), ("huge", huge), ("small", small), ("back", back)];
    let settings =
        of(&["tiny", "huge", "back"]).variable(Variable::column("small"), Effect::Lowers);
    let mut model = None;
    table_of(&columns, |table| {
        let found = settings.fit_table(table, &churned).unwrap();
        assert!(found.weights().any(|(_, weight)| weight == 0.0));
        model = Some(found);
    });
    let ends = vec![f64::MAX, -f64::MAX, 5e-324, 0.0];
    let all = columns.map(|(name, _)| (name, ends.clone()));
    table_of(&all, |table| {
        let model = model.unwrap();
        for row in table.rows() {
            let told = model.explain(row).unwrap().unwrap();
            assert!(0.0 < told.probability && told.probability < 1.0, "{told:?}");
            assert!(told.reasons.iter().all(|reason| reason.contribution.is_finite()), "{told:?}");
        }
    });
}

#[cfg(feature = "serde")]
#[test]
fn broken_models_do_not_come_back() {
    let (a, b, churned) = sample(100);
    let mut value = serde_json::Value::Null;
    table_of(&[("a", a), ("b", b)], |table| {
        let model = of(&["a", "b"]).fit_table(table, &churned).unwrap();
        value = serde_json::to_value(&model).unwrap();
        let back: LogisticModel = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(back, model);
    });
    for (path, to) in [
        ("/engine", "rate".into()),
        ("/format", 2.into()),
        ("/sum/terms", serde_json::json!([])),
        ("/sum/terms/0/shape/line/deviation", 0.0.into()),
        ("/sum/terms/1/variable/column", "a".into()),
        ("/learned/churned", 0.into()),
        ("/learned/churned", 100.into()),
        ("/uncertainty/between", (-0.5).into()),
        ("/uncertainty/covariance", serde_json::json!([1.0, 0.0])),
    ] {
        let mut value = value.clone();
        *value.pointer_mut(path).unwrap() = to;
        assert!(serde_json::from_value::<LogisticModel>(value).is_err(), "{path}");
    }
}
