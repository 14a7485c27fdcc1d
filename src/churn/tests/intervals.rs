use super::*;

use libm::{exp, log};

/// Two standard deviations hold 95.449973610364 %.
const TWO: f64 = 0.954_499_736_103_64;

fn ln_odds(p: f64) -> f64 {
    log(p / (1.0 - p))
}

/// Groups of so many customers of whom so many churned, and who is in which.
fn groups(groups: &[(f64, usize, usize)]) -> (Vec<f64>, Vec<bool>) {
    let all = groups.iter();
    all.flat_map(|&(value, many, churned)| (0..many).map(move |row| (value, row < churned))).unzip()
}

/// The ends of the intervals of rows, in logarithms of odds.
fn ends(model: &impl Additive, table: Table<'_>) -> Vec<[f64; 2]> {
    let found = model.interval(TWO).unwrap().score(table).unwrap();
    found.into_iter().map(|of| of.map(|(low, high)| [low, high].map(ln_odds)).unwrap()).collect()
}

const GROUPS: [(f64, usize, usize); 3] = [(0.0, 100, 30), (1.0, 80, 60), (f64::NAN, 50, 10)];

/// A column that tells groups apart, and one that is always known: what is told of one of each group,
/// and Woolf's interval of its odds, `1/a + 1/b`, whatever column tells it from the others.
fn groups_of(
    times: usize,
    ends: impl Fn(Table<'_>, &[bool]) -> Vec<[f64; 2]>,
) -> Vec<([f64; 2], [f64; 2])> {
    let all = GROUPS.map(|(value, many, gone)| (value, times * many, times * gone));
    let (values, churned) = groups(&all);
    let known = vec![1.0; values.len()];
    let mut found = Vec::new();
    table_of(&[("a", values), ("known", known)], |table| found = ends(table, &churned));
    let first = [0, 100, 180].map(|row| times * row);
    let expected = all.iter().map(|&(_, many, gone)| {
        let (gone, stayed) = (gone as f64, (many - gone) as f64);
        [-2.0, 2.0].map(|side| log(gone / stayed) + side * (1.0 / gone + 1.0 / stayed).sqrt())
    });
    first.into_iter().map(|row| found[row]).zip(expected).collect()
}

fn names() -> [(Variable, Effect); 2] {
    ["a", "known"].map(|name| (Variable::column(name), Effect::Either))
}

#[test]
fn groups_have_the_intervals_of_their_odds() {
    let found = groups_of(1, |table, churned| {
        ends(&Logistic::of(names()).ridge(1e-9).fit_table(table, churned).unwrap(), table)
    });
    for (found, expected) in found {
        for (end, expected) in found.into_iter().zip(expected) {
            // A ridge of 1e-9 beside curvatures of about ten.
            assert!((end - expected).abs() < 1e-7, "{end} {expected}");
        }
    }
}

#[test]
fn groups_of_cards_have_the_intervals_of_their_odds() {
    let found = groups_of(1_000, |table, churned| {
        ends(&Scorecard::of(names()).fit_table(table, churned).unwrap(), table)
    });
    for (found, expected) in found {
        let ([low, high], [below, above]) = (found, expected);
        // The ridge of 1 beside curvatures of 8,000 and more, of which a width has the root.
        assert!(((high - low) / (above - below) - 1.0).abs() < 2e-4, "{found:?} {expected:?}");
        // Half a point of the base and half of the group, and the ridge.
        let off = f64::midpoint(low - below, high - above).abs();
        assert!(off < std::f64::consts::LN_2 / 20.0 + 1e-3, "{found:?} {expected:?}");
    }
}

/// What is missing in two columns, in some rows in both, against columns of one's own that say so.
#[test]
fn what_is_missing_is_a_column_as_another() {
    let (a, b, churned) = super::logistics::sample(400);
    let hole = |values: &[f64], every: usize, filled: f64| -> Vec<f64> {
        let each = values.iter().enumerate();
        each.map(|(row, x)| if row % every == 0 { filled } else { *x }).collect()
    };
    let flag = |every: usize| (0..400).map(|row| f64::from(u8::from(row % every == 0))).collect();
    let columns = [
        ("a", hole(&a, 5, f64::NAN)),
        ("b", hole(&b, 7, f64::NAN)),
        ("filled_a", hole(&a, 5, 0.0)),
        ("filled_b", hole(&b, 7, 0.0)),
        ("no_a", flag(5)),
        ("no_b", flag(7)),
    ];
    table_of(&columns, |table| {
        let found = |names: &[&str]| {
            let of = names.iter().map(|name| (Variable::column(*name), Effect::Either));
            ends(&Logistic::of(of).ridge(1e-9).fit_table(table, &churned).unwrap(), table)
        };
        let other = found(&["no_b", "filled_a", "no_a", "filled_b"]);
        let model = Logistic::of(["a", "b"].map(|name| (Variable::column(name), Effect::Either)));
        let model = model.ridge(1e-9).fit_table(table, &churned).unwrap();
        let own = model.interval(TWO).unwrap().score(table).unwrap();
        for (row, (own, other)) in own.into_iter().zip(other).enumerate() {
            // Of what lacks both a regression says nothing.
            assert_eq!(own.is_none(), row % 35 == 0);
            let Some((low, high)) = own else { continue };
            // The ridge weighs differently scaled columns differently, by 1e-9 beside curvatures of ten.
            let near = |end: f64, of: f64| (ln_odds(end) - of).abs() < 1e-6;
            assert!(near(low, other[0]) && near(high, other[1]), "{low} {high} {other:?}");
        }
    });
}

/// Nothing varies, so that there is nothing to learn but the level.
#[test]
fn a_card_of_what_does_not_vary_has_an_interval() {
    let churned: Vec<bool> = (0..100).map(|row| row < 30).collect();
    table_of(&[("a", vec![3.0; 100])], |table| {
        let settings = Scorecard::of([(Variable::column("a"), Effect::Either)]);
        let [low, high] = ends(&settings.fit_table(table, &churned).unwrap(), table)[0];
        // Four standard deviations of the odds of 30 to 70; from probabilities back some bits are lost.
        assert!((high - low - 4.0 * (1.0 / 30.0 + 1.0 / 70.0_f64).sqrt()).abs() < 1e-12);
    });
}

/// A weight that its effect holds at 0 leaves what nothing but the level leaves open.
#[test]
fn what_is_held_is_known() {
    let (values, churned) = groups(&[(0.0, 100, 30), (1.0, 100, 70)]);
    table_of(&[("a", values)], |table| {
        let settings = Logistic::of([(Variable::column("a"), Effect::Lowers)]);
        let model = settings.fit_table(table, &churned).unwrap();
        // Even odds of 200: 2·√(1/100 + 1/100).
        for found in ends(&model, table) {
            assert!((found[0] + 0.08_f64.sqrt()).abs() < 1e-9);
            assert!((found[1] - 0.08_f64.sqrt()).abs() < 1e-9);
        }
    });
}

/// Of 400 samples of known odds, so many intervals hold what is true as they should.
#[test]
fn intervals_hold_what_they_should() {
    let truth = |x: f64| 1.0 / (1.0 + exp(0.5 - 1.5 * x));
    let x: Vec<f64> = (0..300).map(|row| f64::from(row % 30) / 10.0 - 1.5).collect();
    let mut held = [0; 3];
    for sample in 0..400 {
        let mut rng = crate::num::rng::Rng::new(sample, "intervals");
        let churned: Vec<bool> = x.iter().map(|&x| rng.uniform() < truth(x)).collect();
        table_of(&[("x", x.clone())], |table| {
            let settings = Logistic::of([(Variable::column("x"), Effect::Either)]).ridge(1e-3);
            let model = settings.fit_table(table, &churned).unwrap();
            let found = model.interval(0.9).unwrap();
            for (held, row) in held.iter_mut().zip([0, 14, 29]) {
                let (low, high) = found.score_one(table.row(row)).unwrap().unwrap();
                *held += u32::from(low < truth(x[row]) && truth(x[row]) < high);
            }
        });
    }
    // 360 of 400, and three and a half standard deviations of 6 to either side.
    for held in held {
        assert!((339..=381).contains(&held), "{held}");
    }
}

#[test]
fn calibrated_intervals_are_calibrated() {
    let (values, churned) = groups(&[(0.0, 100, 30), (1.0, 80, 60)]);
    table_of(&[("a", values)], |table| {
        let settings = Logistic::of([(Variable::column("a"), Effect::Either)]);
        let model = settings.fit_table(table, &churned).unwrap();
        let said: Vec<f64> = model.score(table).unwrap().into_iter().map(Option::unwrap).collect();
        let other: Vec<bool> = (0..180).map(|row| row % 7 < 3).collect();
        let said = crate::metric::Predictions::new(&said, &other).unwrap();
        let platt = crate::metric::Platt::of_probabilities().fit(&said).unwrap();
        let before = ends(&model, table);
        let after = ends(&model.calibrated(platt, day(0)).unwrap(), table);
        for (before, after) in before.into_iter().zip(after) {
            let mut expected = before.map(|end| platt.slope() * end + platt.intercept());
            // A slope below 0 turns them around.
            expected.sort_by(f64::total_cmp);
            // Probabilities and back lose some bits.
            assert!(expected.iter().zip(after).all(|(a, b)| (a - b).abs() < 1e-12));
        }
    });
}

/// Whatever the values, ends are probabilities on either side of what is said.
#[test]
fn no_value_is_too_far_away() {
    let values = vec![1.0, 2.0, f64::NAN, 3.0, 4.0, 5.0, 2.0, 1.0];
    let churned = [true, false, true, false, true, false, false, true];
    let settings = Logistic::of([(Variable::column("a"), Effect::Either)]);
    let mut models = Vec::new();
    table_of(&[("a", values)], |table| models.push(settings.fit_table(table, &churned).unwrap()));
    let far = vec![1e300, -1e300, f64::MAX, f64::NAN, 0.0, 2.5];
    table_of(&[("a", far)], |table| {
        let found = models[0].interval(0.99).unwrap().score(table).unwrap();
        for (of, said) in found.into_iter().zip(models[0].score(table).unwrap()) {
            assert_eq!(of.is_none(), said.is_none());
            if let (Some((low, high)), Some(said)) = (of, said) {
                assert!(0.0 < low && low <= said && said <= high && high < 1.0);
            }
        }
    });
}

/// What seasons differ by is in the interval: two cohorts of the same customers, of whom in one season
/// nearly all came back and in the other few.
#[test]
fn seasons_that_differ_leave_more_open() {
    let width = |second: usize| {
        let mut ledger = Ledger::new(Currency::EUR);
        for key in 0..200_usize {
            // Before both cohorts, within the horizon of the first, and of the second.
            let mut days = vec![-200 - i32::try_from(key % 50).unwrap(), -185];
            days.extend((key % 10 < 5).then_some(-100));
            days.extend((key / 10 % 10 < second).then_some(-2));
            let bought = days.into_iter().map(|on| (key, Purchase::new(day(on), Money(500))));
            ledger.append(bought).unwrap();
        }
        let churn = Churn::new(Days(90));
        // They overlap, so that neither can be asked whether the other tells of it.
        let past = [-181, -92].map(|on| churn.cohort(&ledger, day(on)).unwrap());
        let settings = Logistic::of([(Variable::Age, Effect::Either)]);
        let model = settings.fit(&past).unwrap();
        let view = ledger.as_of(day(0));
        let (low, high) =
            model.interval(0.9).unwrap().score_one(view.table().row(0)).unwrap().unwrap();
        ln_odds(high) - ln_odds(low)
    };
    let (alike, other) = (width(5), width(9));
    assert!(alike < 1.0 && 3.0 * alike < other, "{alike} {other}");
}

#[test]
fn what_was_not_learned_is_not_sure() {
    let card = ScorecardModel::usual(Currency::EUR);
    let error = card.interval(0.9).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::NoCovariance));
    let error = RateModel::new(1.0, 50.0).unwrap().p_silent_for(Days(9)).interval(0.9).err();
    assert!(matches!(error.unwrap().kind(), ErrorKind::NoCovariance));
    let (values, churned) = groups(&[(0.0, 100, 30), (1.0, 80, 60)]);
    table_of(&[("a", values)], |table| {
        let settings = Logistic::of([(Variable::column("a"), Effect::Either)]);
        let model = settings.fit_table(table, &churned).unwrap();
        for level in [0.0, 1.0, f64::NAN, -3.0] {
            let error = model.interval(level).err().unwrap();
            assert!(matches!(error.kind(), ErrorKind::Param { name: "level", .. }));
        }
    });
}

/// By the derivatives of the probability, taken as differences, and of the likelihood, so too.
#[test]
fn intervals_of_rates_by_differences() {
    let view = shop(500).as_of(last());
    let model = Rate::new().fit(view.table()).unwrap();
    let (r, alpha) = (log(model.r()), log(model.alpha()));
    let likelihood = |r: f64, alpha: f64| -> f64 {
        let (r, alpha) = (exp(r), exp(alpha));
        let rows = view.table().rows().filter_map(Row::history);
        let one = |x: u64, age: f64| -> f64 {
            let rising: f64 = (0..x).map(|i| (r + i as f64).ln()).sum();
            rising + r * (alpha / (alpha + age)).ln() - x as f64 * (alpha + age).ln()
        };
        rows.map(|history| one(history.repeats(), history.age() as f64)).sum()
    };
    let h = 1e-3;
    let at = |i: f64, j: f64| likelihood(r + i * h, alpha + j * h);
    let by_r = -(at(1.0, 0.0) - 2.0 * at(0.0, 0.0) + at(-1.0, 0.0)) / (h * h);
    let by_alpha = -(at(0.0, 1.0) - 2.0 * at(0.0, 0.0) + at(0.0, -1.0)) / (h * h);
    let both = -(at(1.0, 1.0) - at(1.0, -1.0) - at(-1.0, 1.0) + at(-1.0, -1.0)) / (4.0 * h * h);
    let determinant = by_r * by_alpha - both * both;
    for row in [0, 7, 300] {
        let row = view.table().row(row);
        let said = |i: f64, j: f64| {
            let model = RateModel::new(exp(r + i * h), exp(alpha + j * h)).unwrap();
            ln_odds(model.p_silent_for(Days(90)).score_one(row).unwrap().unwrap())
        };
        let first = (said(1.0, 0.0) - said(-1.0, 0.0)) / (2.0 * h);
        let second = (said(0.0, 1.0) - said(0.0, -1.0)) / (2.0 * h);
        let variance = (first * first * by_alpha - 2.0 * first * second * both
            + second * second * by_r)
            / determinant;
        let silent = model.p_silent_for(Days(90));
        let (low, high) = silent.interval(TWO).unwrap().score_one(row).unwrap().unwrap();
        // Differences of 1e-3 are off by some 1e-6 of themselves, and by the rounding of sums of 500.
        let deviation = (ln_odds(high) - ln_odds(low)) / 4.0;
        assert!((deviation / variance.sqrt() - 1.0).abs() < 1e-4, "{deviation} {variance}");
    }
}

#[test]
fn certain_silence_is_certain() {
    let view = shop(500).as_of(last());
    let model = Rate::new().fit(view.table()).unwrap();
    let ends = |horizon| model.p_silent_for(horizon).interval(0.9).unwrap().score(view.table());
    assert!(ends(Days(0)).unwrap().iter().all(|of| *of == Some((1.0, 1.0))));
    let far = ends(Days(u32::MAX)).unwrap();
    assert!(far.iter().all(|of| of.is_some_and(|(low, high)| 0.0 <= low && low <= high)));
}

#[cfg(feature = "serde")]
#[test]
fn what_cannot_be_a_covariance_does_not_come_back() {
    let view = shop(500).as_of(last());
    let rate = Rate::new().fit(view.table()).unwrap();
    let value = serde_json::to_value(rate).unwrap();
    assert_eq!(serde_json::from_value::<RateModel>(value.clone()).unwrap(), rate);
    for wrong in [[0.0, 1.0, 0.0], [1.0, -1.0, 0.0], [1.0, 4.0, 2.1]] {
        let mut value = value.clone();
        value["covariance"] = serde_json::json!(wrong);
        assert!(serde_json::from_value::<RateModel>(value).is_err(), "{wrong:?}");
    }
    let (values, churned) = groups(&[(0.0, 100, 30), (1.0, 80, 60)]);
    table_of(&[("a", values)], |table| {
        let settings = Scorecard::of([(Variable::column("a"), Effect::Either)]);
        let card = settings.fit_table(table, &churned).unwrap();
        let mut value = serde_json::to_value(&card).unwrap();
        assert_eq!(serde_json::from_value::<ScorecardModel>(value.clone()).unwrap(), card);
        value["uncertainty"]["covariance"] = serde_json::json!([1.0]);
        assert!(serde_json::from_value::<ScorecardModel>(value).is_err());
    });
}
