use super::*;

fn card(variable: Variable, bounds: &[f64], points: &[i32]) -> Card {
    let (bounds, points) = (bounds.to_vec(), points.to_vec());
    Card { variable, bounds, points, missing: 7, usual: None }
}

fn silence(bounds: &[f64], points: &[i32]) -> Card {
    card(Variable::DaysSinceLast, bounds, points)
}

#[test]
fn points_are_added_and_twenty_double_the_odds() {
    let cards =
        vec![silence(&[10.0, 20.0], &[-20, 0, 20]), card(Variable::MeanGap, &[5.0], &[0, 20])];
    let model = ScorecardModel::new(20, cards, Currency::EUR).unwrap();
    // Silent for 5, 10, 19, 20 days; the gaps of the last two are below, and at, the bound.
    let ledger = ledger(&[&[95], &[90], &[77, 81], &[75, 80]]);
    let scores = model.score(ledger.as_of(day(100)).table()).unwrap();
    for (found, points) in scores.into_iter().zip([7, 20 + 7, 20, 20 + 20 + 20]) {
        let odds = 2_f64.powf(f64::from(points) / 20.0);
        // An exponential of a logarithm.
        assert!((found.unwrap() - odds / (1.0 + odds)).abs() < 1e-15);
    }
}

#[test]
fn points_keep_their_direction_and_are_those_of_a_regression() {
    let ledger = shop(1_000);
    let settings = Churn::new(Days(60));
    let past = settings.past(&ledger, last()).unwrap();
    let model = Scorecard::new().fit(&past).unwrap();
    for card in model.cards() {
        let rises = matches!(card.variable, Variable::DaysSinceLast | Variable::Age);
        let sorted = match rises {
            true => card.points.is_sorted(),
            false => card.points.iter().rev().is_sorted(),
        };
        assert!(sorted && card.points[0] == 0, "{card:?}");
    }
    // Whole points: half of one, for each of six variables and the base, is 3.5/20 of a doubling.
    let most = 2_f64.powf(3.5 / 20.0).ln();
    let scores = |scores: Vec<Option<f64>>| scores.into_iter().flatten().sum::<f64>();
    let (mut expected, mut found) = (0.0, 0.0);
    for cohort in &past {
        let table = cohort.view().table();
        let all = model.score(table).unwrap();
        expected += scores(cohort.rows().iter().map(|&row| all[row]).collect());
        found += cohort.churned().iter().filter(|churned| **churned).count() as f64;
    }
    // A change of the odds by so much changes a probability by a quarter of it at most.
    let customers: usize = past.iter().map(|cohort| cohort.rows().len()).sum();
    assert!((expected - found).abs() < 0.25 * most * customers as f64);
}

#[test]
fn groups_are_as_many_as_can_be_told_apart() {
    let ledger = shop(300);
    let past = Churn::new(Days(60)).past(&ledger, last()).unwrap();
    for groups in [2, 6, 20] {
        let model = Scorecard::new().groups(groups).fit(&past).unwrap();
        assert!(model.cards().iter().all(|card| card.points.len() <= groups));
        assert_eq!(model.cards()[0].points.len(), groups);
    }
    for groups in [0, 1, 21] {
        let told = Scorecard::new().groups(groups).fit(&past).unwrap_err().to_string();
        assert!(told.contains("groups"), "{told}");
    }
}

#[test]
fn cards_that_cannot_be_are_refused() {
    let refused = |base: i32, cards: Vec<Card>| {
        ScorecardModel::new(base, cards, Currency::EUR).unwrap_err().to_string()
    };
    assert!(refused(0, vec![]).contains("cards"));
    assert!(refused(20_000, vec![silence(&[], &[0])]).contains("base"));
    let twice = vec![silence(&[], &[0]), silence(&[1.0], &[0, 1])];
    assert!(refused(0, twice).contains("days_since_last"));
    for bounds in [[2.0, 1.0], [1.0, 1.0], [1.0, f64::NAN], [1.0, f64::INFINITY]] {
        assert!(refused(0, vec![silence(&bounds, &[0, 1, 2])]).contains("bounds"));
    }
    assert!(refused(0, vec![silence(&[1.0], &[0])]).contains("points"));
    assert!(refused(0, vec![silence(&[1.0], &[0, 10_001])]).contains("points"));
    let odd = Card { usual: Some(f64::NAN), ..silence(&[1.0], &[0, 1]) };
    assert!(refused(0, vec![odd]).contains("usual"));
}

#[test]
fn a_card_can_be_read() {
    let cards = vec![
        silence(&[30.0], &[0, 12]),
        card(Variable::SpendWithin(Days(90)), &[5_000.0], &[0, -8]),
    ];
    let model = ScorecardModel::new(-5, cards, Currency::EUR).unwrap();
    let english = "everybody: -5\n\
                   days since the last order, below 30: +0\n\
                   days since the last order, from 30: +12\n\
                   days since the last order, not known: +7\n\
                   spend within 90 days, below EUR 50.00: +0\n\
                   spend within 90 days, from EUR 50.00: -8\n\
                   spend within 90 days, not known: +7\n";
    assert_eq!(model.text(Language::English), english);
    assert!(model.text(Language::Chinese).contains("距上次下单天数, 不低于 30: +12"));
}

#[test]
fn neighbours_with_the_same_points_have_one_line() {
    let zero = |card: Card| Card { missing: 0, ..card };
    let cards = vec![
        silence(&[10.0, 30.0, 60.0, 90.0, 180.0], &[0, 0, 12, 12, 12, 0]),
        zero(card(Variable::PurchaseDays, &[2.0, 4.0], &[5, 5, 5])),
        zero(card(Variable::Age, &[], &[3])),
    ];
    let model = ScorecardModel::new(0, cards, Currency::EUR).unwrap();
    let english = "everybody: +0\n\
                   days since the last order, below 30: +0\n\
                   days since the last order, from 30: +12\n\
                   days since the last order, from 180: +0\n\
                   days since the last order, not known: +7\n\
                   days with an order, known: +5\n\
                   days since the first order, known: +3\n";
    assert_eq!(model.text(Language::English), english);
    let chinese = "基础分: +0\n\
                   距上次下单天数, 低于 30: +0\n\
                   距上次下单天数, 不低于 30: +12\n\
                   距上次下单天数, 不低于 180: +0\n\
                   距上次下单天数, 未知: +7\n\
                   购买天数, 已知: +5\n\
                   距首次下单天数, 已知: +3\n";
    assert_eq!(model.text(Language::Chinese), chinese);
}

/// Where nothing was missing, what is missing is taken for usual, not for the least.
#[test]
fn what_was_never_missing_has_usual_points() {
    let ledger = shop(1_000);
    let past = Churn::new(Days(60)).past(&ledger, last()).unwrap();
    for card in Scorecard::new().fit(&past).unwrap().cards() {
        let usual = card.usual.unwrap();
        let group = card.bounds.iter().filter(|bound| **bound <= usual).count();
        assert_eq!(card.missing, card.points[group], "{card:?}");
    }
}

/// Parts that cancel but for rounding are told, each as large as it is.
#[test]
fn reasons_that_cancel_are_told() {
    let points =
        |variable, points: i32| Card { usual: Some(0.0), ..card(variable, &[1.0], &[0, points]) };
    for cancelling in [[3, 7, -10], [1, 12, -13], [6, 11, -17], [13, 14, -27]] {
        let [a, b, c] = cancelling;
        let cards = vec![
            points(Variable::DaysSinceLast, a),
            points(Variable::Age, b),
            points(Variable::PurchaseDays, c),
        ];
        let model = ScorecardModel::new(0, cards, Currency::EUR).unwrap();
        let ledger = ledger(&[&[95]]);
        let view = ledger.as_of(day(100));
        let told = model.explain(view.table().row(0)).unwrap().unwrap();
        let mut expected = cancelling.map(|points| 0.25 * f64::from(points) * 2_f64.ln() / 20.0);
        expected.sort_by(|a, b| b.total_cmp(a));
        let mut found: Vec<f64> = told.reasons.iter().map(|reason| reason.contribution).collect();
        found.sort_by(|a, b| b.total_cmp(a));
        for (found, expected) in found.into_iter().zip(expected) {
            // The slope at even odds, by a few roundings.
            assert!((found - expected).abs() < 1e-9, "{told:?}");
        }
    }
}
