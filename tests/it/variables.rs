//! What each variable is, of customers whose days are known.

use regulars::Variable::{self, *};
use regulars::{Currency, Day, Days, Ledger, Money, Purchase, Score};

/// Of one who spent so much on each of these days, as of day 100.
fn value(variable: &Variable, bought: &[(i32, i64)]) -> Option<f64> {
    let mut ledger = Ledger::new(Currency::EUR);
    let purchase = |&(day, minor)| (1, Purchase::new(Day::new(day).unwrap(), Money(minor)));
    ledger.append(bought.iter().map(purchase)).unwrap();
    let view = ledger.as_of(Day::new(100).unwrap());
    variable.score_one(view.table().row(0)).unwrap()
}

#[test]
fn each_is_what_it_says() {
    let regular = [(10, 500), (20, 700), (20, 100), (50, 300), (90, -200), (95, 1_000)];
    let within = |days| PurchaseDaysWithin(Days(days));
    let spend = |days| SpendWithin(Days(days));
    for (variable, expected) in [
        (DaysSinceLast, 5.0),
        (Orders, 5.0),
        (PurchaseDays, 4.0),
        (Revenue, 2_400.0),
        (RevenuePerOrder, 480.0),
        (Age, 90.0),
        (MeanGap, 85.0 / 3.0),
        (MedianGap, 30.0),
        (Lateness, 5.0 / (85.0 / 3.0)),
        (within(5), 0.0),
        (within(6), 1.0),
        (within(51), 2.0),
        (within(91), 4.0),
        // The day on which goods came back counts for nothing.
        (spend(50), 1_000.0),
        (spend(51), 1_300.0),
        (spend(1_000), 2_600.0),
        (Trend(Days(41)), 0.5 / 1.5),
        (Trend(Days(60)), 0.5),
        (ReturnsShare, 200.0 / 2_600.0),
    ] {
        assert_eq!(value(&variable, &regular), Some(expected), "{variable}");
    }
    // Gaps of 10, 30 and 45 days: about their mean of 28⅓ the squares add up to 616⅔.
    let variation = value(&GapVariation, &regular).unwrap();
    let expected = (1_850.0_f64 / 9.0).sqrt() / (85.0 / 3.0);
    assert!((variation - expected).abs() < 1e-15);
}

#[test]
fn what_is_not_known_is_nothing() {
    let once = [(10, 500)];
    for variable in [MeanGap, MedianGap, GapVariation, Lateness, Trend(Days(30))] {
        assert_eq!(value(&variable, &once), None, "{variable}");
    }
    assert_eq!(value(&GapVariation, &[(10, 500), (20, 500)]), None);
    assert_eq!(value(&Lateness, &[(10, 500), (20, 500)]), Some(8.0));
    assert_eq!(value(&ReturnsShare, &once), Some(0.0));
    // A prospect, who only sent something back.
    assert_eq!(value(&DaysSinceLast, &[(10, -500)]), None);
}

#[test]
fn seasons_come_again() {
    let angle = |day: i32| {
        let ledger: Ledger<u8> = Ledger::new(Currency::EUR);
        let row = ledger.row_at(&1, Day::new(day).unwrap());
        // Prospects have no season, as they have none of the others.
        assert_eq!(Variable::SeasonSine.score_one(row.row()).unwrap(), None);
        let mut ledger = Ledger::new(Currency::EUR);
        ledger.append([(1, Purchase::new(Day::EPOCH, Money(1)))]).unwrap();
        let row = ledger.row_at(&1, Day::new(day).unwrap());
        let both = (Variable::SeasonSine, Variable::SeasonCosine);
        let (sine, cosine) = both.score_one(row.row()).unwrap();
        (sine.unwrap(), cosine.unwrap())
    };
    for day in [0, 17_000, 19_900] {
        let ((sine, cosine), (again, _)) = (angle(day), angle(day + 146_097));
        assert!((sine * sine + cosine * cosine - 1.0).abs() < 1e-15);
        // 400 years are so many days.
        assert!((sine - again).abs() < 1e-9);
    }
}
