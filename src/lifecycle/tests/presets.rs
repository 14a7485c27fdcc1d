//! Rules that products document, on every boundary day.

use super::*;

#[test]
fn emarsys() {
    let rule = Lifecycle::emarsys().build().unwrap();
    // One purchase: first-time up to day 90, then defecting, inactive after day 365.
    for (silent, expected) in [
        (0, State::New),
        (90, State::New),
        (91, State::Silent),
        (365, State::Silent),
        (366, State::Churned),
    ] {
        assert_eq!(state(&rule, &[0], silent), expected, "after {silent} days");
    }
    // More than one: active up to day 90.
    for (silent, expected) in [
        (0, State::Growing),
        (90, State::Growing),
        (91, State::Silent),
        (365, State::Silent),
        (366, State::Churned),
    ] {
        assert_eq!(state(&rule, &[0, 5], 5 + silent), expected, "after {silent} days");
    }
}

#[test]
fn omnisend() {
    let rule = Lifecycle::omnisend().build().unwrap();
    for days in [&[0][..], &[-7, 0]] {
        let recent = if days.len() == 1 { State::New } else { State::Growing };
        for (silent, expected) in [
            (0, recent),
            (39, recent),
            (40, State::Declining),
            (90, State::Declining),
            (91, State::Silent),
            (180, State::Silent),
            (181, State::Churned),
        ] {
            assert_eq!(state(&rule, days, silent), expected, "after {silent} days");
        }
    }
}

#[test]
fn clutch() {
    let rule = by_gaps(&Lifecycle::clutch());
    // Gaps of 2, 4, 6, 8 and 20 days: four of five are up to 8, all up to 20.
    let days = [0, 20, 22, 26, 32, 40];
    for (silent, expected) in
        [(8, State::Growing), (9, State::Declining), (20, State::Declining), (21, State::Churned)]
    {
        assert_eq!(state(&rule, &days, 40 + silent), expected, "after {silent} days");
    }
    // Without a gap the 10 days of all customers count, which are both limits.
    assert_eq!(state(&rule, &[0], 10), State::New);
    assert_eq!(state(&rule, &[0], 11), State::Churned);
}

#[test]
fn a_contract() {
    let rule = Lifecycle::contract(Days(30), Days(7)).build().unwrap();
    for (on, expected) in [
        (0, State::New),
        (30, State::New),
        (31, State::Silent),
        (37, State::Silent),
        (38, State::Churned),
    ] {
        assert_eq!(state(&rule, &[0], on), expected, "on day {on}");
    }
    let terms: Vec<i32> = (0..8).map(|term| 30 * term).collect();
    let standing: Vec<State> = (1..=8).map(|n| state(&rule, &terms[..n], terms[n - 1])).collect();
    let mut expected = vec![State::New, State::Growing, State::Growing];
    expected.extend([State::Mature; 4]);
    expected.push(State::Loyal);
    assert_eq!(standing, expected);
}

#[test]
fn a_cancellation() {
    let settings = Lifecycle::contract(Days(30), Days(7)).cancelled("cancelled");
    let rule = settings.build().unwrap();
    let on = |days: &[i32], told: i32, as_of: i32| {
        let view = view(&[days], as_of);
        let view = view.with_constant("cancelled", |_| Some(f64::from(told))).unwrap();
        let stage = rule.score_one(view.table().row(0)).unwrap();
        // Nobody knows of it before its day.
        assert!(told <= as_of || stage.next.is_none_or(|(_, to)| to != State::Declining));
        stage.state
    };
    // Told within the term: it runs to its end, without grace.
    for (as_of, expected) in
        [(11, State::New), (12, State::Declining), (30, State::Declining), (31, State::Churned)]
    {
        assert_eq!(on(&[0], 12, as_of), expected, "on day {as_of}");
    }
    // Told on the day of the purchase, and told within the days of grace.
    assert_eq!((on(&[0], 0, 0), on(&[0], 0, 1)), (State::New, State::Declining));
    assert_eq!((on(&[0], 33, 32), on(&[0], 33, 33)), (State::Silent, State::Churned));
    // Renewed after all.
    assert_eq!(on(&[0, 30], 12, 40), State::Growing);
    // Without such a feature there is no answer.
    let view = view(&[&[0]], 5);
    let missing = rule.score(view.table()).unwrap_err();
    assert!(matches!(missing.kind(), ErrorKind::NoFeature { .. }));
}

/// What is told later changes nothing of what was before, and nothing that silence does by itself.
#[test]
fn a_cancellation_rewrites_no_past() {
    let settings = Lifecycle::contract(Days(30), Days(7)).cancelled("cancelled");
    let log = |settings: &Lifecycle, days: &[i32], told: i32, as_of: i32| {
        let view = view(&[days], as_of);
        let view = view.with_constant("cancelled", |_| Some(f64::from(told))).unwrap();
        let rule = settings.build().unwrap();
        let log = rule.changes().score_one(view.table().row(0)).unwrap();
        log.into_iter().map(|change| (change.day.number(), change.to)).collect::<Vec<_>>()
    };
    let churned = [(0, State::New), (31, State::Silent), (38, State::Churned)];
    // After churn, and after a purchase, of an earlier silence.
    assert_eq!(log(&settings, &[0], 100, 120), churned);
    let mut all = churned.to_vec();
    all.extend([(60, State::Reactivated), (70, State::Declining), (91, State::Churned)]);
    for as_of in 0..=120 {
        let known: Vec<_> = all.iter().copied().filter(|(day, _)| *day <= as_of).collect();
        let days = if as_of < 60 { &[0][..] } else { &[0, 60] };
        assert_eq!(log(&settings, days, 70, as_of), known, "on day {as_of}");
    }
    // Who is declining by silence is so from that day on.
    let declining = by_days().declining_from(1).cancelled("cancelled");
    let told = log(&declining, &[0], 15, 60);
    assert_eq!(told, [(0, State::New), (11, State::Declining), (21, State::Churned)]);
}

/// Every state that can be reached, by customers with one purchase day and with several.
#[test]
fn both_vocabularies_agree() {
    let rule = by_days().declining_from(1).build().unwrap();
    let regular: Vec<i32> = (0..80).map(|i| 5 * i).collect();
    let quick = &regular[..40];
    let expected = [
        (&[][..], 0, State::Prospect, ConsumerStage::Prospect, ValueStage::Acquisition),
        (&[0], 0, State::New, ConsumerStage::FirstTime, ValueStage::Acquisition),
        (&[0], 11, State::Declining, ConsumerStage::FirstTime, ValueStage::Decline),
        (&[0], 21, State::Silent, ConsumerStage::FirstTime, ValueStage::Decline),
        (&[0], 41, State::Churned, ConsumerStage::Churned, ValueStage::Exit),
        (&[0, 5], 5, State::Growing, ConsumerStage::Repeat, ValueStage::Growth),
        (quick, 195, State::Mature, ConsumerStage::Repeat, ValueStage::Maturity),
        (&regular, 395, State::Loyal, ConsumerStage::Loyal, ValueStage::Maturity),
        (&[0, 5], 16, State::Declining, ConsumerStage::Repeat, ValueStage::Decline),
        (&[0, 5], 26, State::Silent, ConsumerStage::Repeat, ValueStage::Decline),
        (&[0, 5], 46, State::Churned, ConsumerStage::Churned, ValueStage::Exit),
        (&[0, 100], 100, State::Reactivated, ConsumerStage::Repeat, ValueStage::Growth),
    ];
    for (days, as_of, state, consumer, value) in expected {
        let stage = stage(&rule, days, as_of);
        assert_eq!((stage.state, stage.consumer(), stage.value()), (state, consumer, value));
    }
    let reached: std::collections::BTreeSet<State> = expected.iter().map(|of| of.2).collect();
    assert!(reached.into_iter().eq(State::ALL), "a state is missing here");
}

#[test]
fn labels() {
    let both = |english: &str, chinese: &str| format!("{english} {chinese}");
    let states: Vec<String> = State::ALL
        .iter()
        .map(|state| {
            both(state.label(Language::English), state.label(Language::Chinese))
                + " "
                + state.code()
        })
        .collect();
    assert_eq!(
        states,
        [
            "Prospect 潜在客户 prospect",
            "New 新客户 new",
            "Growing 成长客户 growing",
            "Mature 成熟客户 mature",
            "Loyal 忠诚客户 loyal",
            "Declining 衰退客户 declining",
            "Silent 沉默客户 silent",
            "Churned 流失客户 churned",
            "Reactivated 回流客户 reactivated",
        ]
    );
    use ConsumerStage as C;
    let consumer = [C::Prospect, C::FirstTime, C::Repeat, C::Loyal, C::Churned]
        .map(|stage| both(stage.code(), stage.label(Language::Chinese)));
    assert_eq!(
        consumer,
        [
            "prospect 潜在客户",
            "first_time 初次购买",
            "repeat 重复购买",
            "loyal 忠诚",
            "churned 流失"
        ]
    );
    use Activity as A;
    let activity = [A::Prospect, A::New, A::Current, A::Resurrected, A::Dormant, A::Inactive]
        .map(|activity| both(activity.code(), activity.label(Language::Chinese)));
    assert_eq!(
        activity,
        [
            "prospect 潜在",
            "new 新增",
            "current 留存",
            "resurrected 召回",
            "dormant 沉睡",
            "inactive 不活跃"
        ]
    );
    use ValueStage as V;
    let value = [V::Acquisition, V::Growth, V::Maturity, V::Decline, V::Exit]
        .map(|stage| both(stage.code(), stage.label(Language::Chinese)));
    assert_eq!(
        value,
        ["acquisition 获取期", "growth 提升期", "maturity 成熟期", "decline 衰退期", "exit 离开期"]
    );
}
