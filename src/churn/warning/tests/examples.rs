//! Numbers that can be checked by hand.

use super::*;

/// Signals of one customer with these purchases, as of day 400, with a recent window of 100 days and 300
/// before.
fn one(purchases: &[(i32, i64)]) -> Vec<Signal> {
    let settings = EarlyWarning::new().recent(Days(100)).before(Days(300));
    let view = ledger(&[purchases.to_vec()]).as_of(day(400));
    signals(&settings, &view).remove(0)
}

#[track_caller]
fn check(signal: Option<Signal>, p: f64, observed: f64, expected: f64, since: i32) {
    let signal = signal.unwrap();
    // A few roundings, or those of logarithms of factorials.
    let close =
        |found: f64, wanted: f64| (found - wanted).abs() <= 1e-12 * wanted.abs().max(1e-300);
    assert!(close(signal.p_value.unwrap(), p), "{signal:?}, p = {p}");
    assert!(close(signal.observed, observed) && close(signal.expected, expected), "{signal:?}");
    assert_eq!(signal.since, day(since));
}

#[test]
fn fewer_purchase_days() {
    // The first purchase is on day 100: 200 days of the window before are known, in which 10 more follow,
    // and none in the last 100. That none of 10 falls into 100 of 300 days: Π (200 − i)/(300 − i).
    let purchases: Vec<(i32, i64)> = (0..11).map(|i| (100 + 20 * i, 500)).collect();
    let none: f64 = (0..10).map(|i| f64::from(200 - i) / f64::from(300 - i)).product();
    check(of(&one(&purchases), WarningCode::FrequencyDrop), none, 0.0, 5.0, 301);
    // One more order on a day with one is no more purchase days.
    let twice: Vec<(i32, i64)> = purchases.iter().chain(&purchases).copied().collect();
    check(of(&one(&twice), WarningCode::FrequencyDrop), none, 0.0, 5.0, 301);
    // Who came before the window starts with the window: purchases on its days 1 and 300 count, and
    // on the day before do not.
    let long = [(-50, 500), (0, 500), (1, 500), (300, 500), (301, 500)];
    let many: Vec<(i32, i64)> = long.into_iter().chain((2..20).map(|i| (i, 500))).collect();
    let signal = of(&one(&many), WarningCode::FrequencyDrop).unwrap();
    assert_eq!((signal.observed, signal.expected), (1.0, 20.0 / 3.0));
}

#[test]
fn longer_gaps() {
    // Gaps of 10, 11, 12 and 13 days: one order of 24.
    let rising = [(200, 500), (210, 500), (221, 500), (233, 500), (246, 500)];
    check(of(&one(&rising), WarningCode::IntervalLengthening), 1.0 / 24.0, 12.5, 10.5, 221);
    // 10, 10, 20, 20, 20: one order of ten.
    let halves = [(200, 1), (210, 1), (220, 1), (240, 1), (260, 1), (280, 1)];
    assert_eq!(of(&one(&halves), WarningCode::IntervalLengthening), None); // 0.1 is above 0.05
    // 10, 10, 10, 20, 20, 20: one of twenty.
    let more = [(190, 1)].into_iter().chain(halves).collect::<Vec<_>>();
    check(of(&one(&more), WarningCode::IntervalLengthening), 1.0 / 20.0, 20.0, 10.0, 220);
    // Of long pasts the last twenty gaps count, of which the first is the longest: that is no rise.
    let days = (0..21).map(|i| (200 + 5 * i, 1));
    let long: Vec<(i32, i64)> = [(150, 1)].into_iter().chain(days).collect();
    assert_eq!(of(&one(&long), WarningCode::IntervalLengthening), None); // all are equal
}

#[test]
fn cheaper_orders() {
    // Two recent orders below six before: one choice of 28. A day with two orders counts with their mean.
    let before = [(200, 900), (210, 800), (220, 700), (230, 600), (240, 1_000), (250, 1_100)];
    let recent = [(310, 300), (320, 200), (320, 600)];
    let all: Vec<(i32, i64)> = before.into_iter().chain(recent).collect();
    check(of(&one(&all), WarningCode::SpendDrop), 1.0 / 28.0, 350.0, 850.0, 301);
    // One recent order has one of seven places: too few to tell.
    assert_eq!(of(&one(&all[..7]), WarningCode::SpendDrop), None);
}

#[test]
fn goods_that_come_back() {
    // Of four recent purchases three, and of six before none: C(4, 3)·C(6, 0)/C(10, 3) = 4/120.
    let before = (0..6).map(|i| (200 + 10 * i, 500));
    let recent =
        [(310, 500), (315, -100), (316, -100), (320, 500), (325, -100), (330, 500), (331, -500)];
    let all: Vec<(i32, i64)> = before.chain(recent).chain([(340, 500)]).collect();
    check(of(&one(&all), WarningCode::ReturnRateRise), 4.0 / 120.0, 0.75, 0.0, 301);
    // What came back after the recent window has begun belongs to the purchase before it.
    let late: Vec<(i32, i64)> = all.iter().copied().chain([(305, -500)]).collect();
    let signal = of(&one(&late), WarningCode::ReturnRateRise).unwrap();
    assert_eq!((signal.observed, signal.expected), (0.75, 1.0 / 6.0));
}

#[test]
fn columns_against_fishers_tea() {
    let p = |code, row: [f64; 4]| {
        let rows = vec![row.map(Some).to_vec()];
        let signals = signals(&columns_only(code), &with_columns(&rows)).remove(0);
        signals.first().map(|signal| signal.p_value.unwrap())
    };
    let near =
        |found: Option<f64>, p: f64| assert!((found.unwrap() - p).abs() < 1e-14, "{found:?}, {p}");
    // Of 4 recent answers none satisfied, of 4 before all: 1/70.
    for code in [WarningCode::SatisfactionDrop, WarningCode::CategoryNarrowing] {
        near(p(code, [0.0, 4.0, 4.0, 4.0]), 1.0 / 70.0);
        near(p(code, [1.0, 4.0, 3.0, 4.0]), 17.0 / 70.0);
        // Two of four against two of two: 3/15·…, of which the least is 6/15, above 0.05.
        assert_eq!(p(code, [2.0, 4.0, 2.0, 2.0]), None);
    }
    near(p(WarningCode::DiscountOnly, [4.0, 4.0, 0.0, 4.0]), 1.0 / 70.0);
    near(p(WarningCode::DiscountOnly, [3.0, 4.0, 1.0, 4.0]), 1.0); // one was not
    assert_eq!(p(WarningCode::DiscountOnly, [4.0, 4.0, 4.0, 4.0]), None); // nothing new
    // 30 days against 90: of three complaints all: (1/4)³; of four three or more: (1 + 12)/256.
    near(p(WarningCode::ComplaintRise, [3.0, 0.0, 0.0, 0.0]), 1.0 / 64.0);
    near(p(WarningCode::ComplaintRise, [3.0, 1.0, 0.0, 0.0]), 13.0 / 256.0);
    assert_eq!(p(WarningCode::ComplaintRise, [2.0, 0.0, 0.0, 0.0]), None); // 1/16
    // None of 30 days against 12 of 90: Π (90 − i)/(120 − i).
    let none: f64 = (0..12).map(|i| f64::from(90 - i) / f64::from(120 - i)).product();
    near(p(WarningCode::EngagementDrop, [0.0, 12.0, 0.0, 0.0]), none);
}

/// One in twenty is reached, whatever the logarithms that it is computed by come to: as few satisfied answers
/// among the recent ones as can be, in all windows of up to 60 answers in which that comes to 1/20.
#[test]
fn one_in_twenty_is_reached() {
    let windows = [
        [0.0, 3.0, 3.0, 3.0], // of 6 answers 3 are recent, and 3 satisfied: one of C(6, 3) choices
        [0.0, 2.0, 12.0, 14.0],
        [2.0, 4.0, 12.0, 12.0],
        [0.0, 12.0, 2.0, 4.0],
        [2.0, 14.0, 2.0, 2.0],
        [0.0, 1.0, 19.0, 19.0],
        [0.0, 19.0, 1.0, 1.0],
        [0.0, 2.0, 19.0, 23.0],
        [4.0, 6.0, 19.0, 19.0],
        [0.0, 19.0, 2.0, 6.0],
        [4.0, 23.0, 2.0, 2.0],
        [0.0, 1.0, 38.0, 39.0],
        [1.0, 2.0, 38.0, 38.0],
        [0.0, 38.0, 1.0, 2.0],
        [1.0, 39.0, 1.0, 1.0],
        [0.0, 1.0, 57.0, 59.0],
        [2.0, 3.0, 57.0, 57.0],
        [0.0, 57.0, 1.0, 3.0],
        [2.0, 59.0, 1.0, 1.0],
    ];
    let rows = windows.map(|row| row.map(Some).to_vec()).to_vec();
    let found = signals(&columns_only(WarningCode::SatisfactionDrop), &with_columns(&rows));
    for (signals, window) in found.iter().zip(windows) {
        let p = signals.first().and_then(|signal| signal.p_value);
        assert!(p.is_some_and(|p| (p - 0.05).abs() < 1e-14), "{p:?} of {window:?}");
    }
}

#[test]
fn detractors_are_facts() {
    let scores = [0.0, 6.0, 6.5, 7.0, 10.0, -1.0, 11.0].map(|score| vec![Some(score)]).to_vec();
    let found = signals(&columns_only(WarningCode::NpsDetractor), &with_columns(&scores));
    let said: Vec<bool> = found.iter().map(|signals| !signals.is_empty()).collect();
    assert_eq!(said, [true, true, true, false, false, false, false]);
    let Signal { p_value, percentile, since, observed, expected, .. } = found[1][0];
    assert_eq!((p_value, percentile, since), (None, None, day(1_000)));
    assert_eq!((observed, expected), (6.0, 7.0));
}

/// What is missing, no count, or more than its whole leaves a row without that test.
#[test]
fn what_cannot_be_tested_is_not() {
    let good = [Some(0.0), Some(9.0), Some(9.0), Some(9.0)];
    for code in
        WarningCode::ALL.into_iter().skip(4).filter(|&code| code != WarningCode::NpsDetractor)
    {
        let tested = |row: &[Option<f64>]| {
            !signals(&columns_only(code), &with_columns(&vec![row.to_vec()]))[0].is_empty()
        };
        let good = match code {
            WarningCode::DiscountOnly => [Some(9.0), Some(9.0), Some(0.0), Some(9.0)],
            WarningCode::EngagementDrop => [Some(0.0), Some(20.0), None, None],
            WarningCode::ComplaintRise => [Some(9.0), Some(0.0), None, None],
            _ => good,
        };
        assert!(tested(&good), "{code}");
        for at in 0..watch(code).columns().len() {
            for bad in [None, Some(0.5), Some(-1.0), Some(2e6)] {
                let mut row = good;
                row[at] = bad;
                assert!(!tested(&row), "{code} {row:?}");
            }
        }
    }
    let more = |code, row: [f64; 4]| {
        signals(&columns_only(code), &with_columns(&vec![row.map(Some).to_vec()]))
    };
    assert!(more(WarningCode::SatisfactionDrop, [10.0, 9.0, 9.0, 9.0])[0].is_empty());
    assert!(more(WarningCode::EngagementDrop, [0.0, 91.0, 0.0, 0.0])[0].is_empty());
    // Prospects, and who came lately, have no tests of timelines.
    let view = ledger(&[vec![(950, 100), (960, 100), (970, 100)]]).as_of(day(1_000));
    let view = view.with_customers([(7, day(0))]);
    assert!(signals(&EarlyWarning::new(), &view).iter().all(Vec::is_empty));
}

#[test]
fn settings_out_of_their_domain_are_refused() {
    let refused = |settings: EarlyWarning| match settings.check().unwrap_err().kind() {
        ErrorKind::Param { name, .. } => *name,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(EarlyWarning::new().recent(Days(0))), "recent");
    assert_eq!(refused(EarlyWarning::new().before(Days(3_651))), "before");
    let [recent, _] = counts();
    let before = Counted::new("b", Days(0));
    assert_eq!(refused(EarlyWarning::new().watch(Watch::ComplaintRise { recent, before })), "days");
    let nps = || Watch::NpsDetractor { score: "a".into() };
    assert_eq!(refused(EarlyWarning::new().watch(nps()).watch(nps())), "watch");
    assert_eq!(
        refused(EarlyWarning::new().watch(Watch::NpsDetractor { score: String::new() })),
        "watch"
    );
    let nothing =
        WarningCode::OF_TIMELINES.into_iter().fold(EarlyWarning::new(), EarlyWarning::without);
    assert_eq!(refused(nothing.clone()), "watch");
    assert!(nothing.watch(nps()).check().is_ok());
    // Columns are asked for when it is fitted, and timelines unless there is nothing to look for in them.
    let view = ledger(&[vec![(0, 100)]]).as_of(day(9));
    let error = EarlyWarning::new().watch(nps()).fit(view.table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::NoFeature { .. }), "{error}");
}

#[test]
fn signals_in_words() {
    let signal = |code, p_value, observed, expected| Signal {
        code,
        p_value,
        percentile: None,
        since: day(0),
        observed,
        expected,
    };
    let drop = signal(WarningCode::FrequencyDrop, Some(0.0123), 1.0, 5.25);
    let english = "bought on 1 day since 1970-01-01, where 5.2 would be usual (p = 0.012)";
    assert_eq!(drop.text(Language::English), english);
    assert_eq!(
        drop.text(Language::Chinese),
        "自1970-01-01起有1个购买日，按以往应为5.2个（p = 0.012）"
    );
    let spend = signal(WarningCode::SpendDrop, Some(1e-5), 45.0, 90.0);
    assert_eq!(
        spend.text(Language::English),
        "an order comes to 50 % less since 1970-01-01 (p = 1.0e-5)"
    );
    let nps = signal(WarningCode::NpsDetractor, None, 3.0, 7.0);
    assert_eq!(nps.text(Language::English), "would recommend by 3 of 10, where 7 is no detractor");
    for code in WarningCode::ALL {
        let texts = [Language::English, Language::Chinese].map(|language| {
            let text = signal(code, Some(0.5), 0.25, 0.5).text(language);
            assert!(!text.is_empty() && !code.label(language).is_empty());
            text
        });
        assert_ne!(texts[0], texts[1]);
        assert!(code.code().chars().all(|c| c.is_ascii_lowercase() || c == '_'));
    }
    assert_eq!(WarningCode::ReturnRateRise.to_string(), "returns more");
}

#[cfg(feature = "serde")]
#[test]
fn models_come_back_and_broken_ones_do_not() {
    let purchases: Vec<(i32, i64)> = (0..11).map(|i| (600 + 20 * i, 500)).collect();
    let view = ledger(&[purchases]).as_of(day(900));
    let model = EarlyWarning::new().fit(view.table()).unwrap();
    assert_eq!(model.tested(WarningCode::FrequencyDrop), 1);
    let value = serde_json::to_value(&model).unwrap();
    let back: EarlyWarningModel = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(back, model);
    let refused = |path: &str, to: serde_json::Value| {
        let mut value = value.clone();
        *value.pointer_mut(path).unwrap() = to;
        serde_json::from_value::<EarlyWarningModel>(value).unwrap_err().to_string()
    };
    assert!(refused("/engine", "churn".into()).contains("early_warning"));
    assert!(refused("/format", 99.into()).contains("99"));
    assert!(refused("/settings/recent", 0.into()).contains("recent"));
    assert!(
        refused("/settings/of_timelines", serde_json::json!(["nps_detractor"]))
            .contains("timelines")
    );
    assert!(refused("/learned/codes/0/quantiles/3", 2.0.into()).contains("learned"));
    assert!(refused("/learned/codes/0/tested", 0.into()).contains("learned"));
    assert!(refused("/learned/codes", serde_json::json!([])).contains("learned"));
}
