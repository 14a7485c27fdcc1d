//! What is odd: settings, customers and silences.

use super::*;

#[track_caller]
fn refused(settings: &Lifecycle, name: &str) {
    let error = settings.check().unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::Param { name: found, .. } if *found == name),
        "{error}"
    );
}

#[test]
fn settings_that_cannot_be_meant() {
    let new = Lifecycle::new;
    for times in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        refused(&new().declining_after(Limit::Gaps(times)), "declining_after");
        refused(&new().shrinkage(times), "shrinkage");
    }
    for share in [0.0, 1.1, f64::NAN] {
        refused(&new().silent_after(Limit::OwnGaps(share)), "silent_after");
        refused(&new().silent_after(Limit::AllGaps(share)), "silent_after");
    }
    let rate = |below| Limit::ReturnRate { below, within: Days(30) };
    refused(&new().churned_after(rate(1.0)), "churned_after");
    refused(&new().churned_after(rate(f64::NAN)), "churned_after");
    refused(&new().trend(1.0), "trend");
    refused(&new().trend(f64::NAN), "trend");
    refused(&new().mature_from(9, Days(0)), "loyal_from");
    // Equal or inverted.
    refused(&by_days().silent_after(Limit::Days(10)), "silent_after");
    refused(&by_days().churned_after(Limit::Days(20)), "churned_after");
    refused(&by_days().silent_after(Limit::Never).churned_after(Limit::Days(5)), "churned_after");
    // No score to ask.
    refused(&new().churned_after(Limit::Score(0.5)), "churned_after");
    let error = new().build().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Param { name: "declining_after", .. }));
}

#[test]
fn nobody_to_learn_from() {
    for customers in [&[][..], &[&[][..]], &[&[3]]] {
        let error = Lifecycle::new().fit(view(customers, 9).table()).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::TooLittle { found: 0, needed: 1, .. }));
        assert!(by_days().fit(view(customers, 9).table()).is_ok());
    }
    let rate = Limit::ReturnRate { below: 0.1, within: Days(30) };
    let error = by_days().churned_after(rate).fit(view(&[&[0, 10]], 90).table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLittle { needed: 30, .. }));
}

#[test]
fn odd_customers_have_stages() {
    let rule = by_gaps(&Lifecycle::new());
    let prospect = stage(&rule, &[], 100);
    let (state, since) = (prospect.state, prospect.since);
    assert_eq!((state, since, prospect.next), (State::Prospect, None, None));
    assert_eq!(prospect.reason, StageReason::NoPurchase);
    // On one day, which is today.
    let new = stage(&rule, &[7], 7);
    assert_eq!((new.state, new.since), (State::New, Some(day(7))));
    // Thirty years between, and from the first day there is to the last.
    assert_eq!(stage(&rule, &[0, 10_957], 10_957).state, State::Reactivated);
    let (first, last) = (Day::MIN.number(), Day::MAX.number());
    assert_eq!(stage(&rule, &[first, last], last).state, State::Reactivated);
    assert_eq!(stage(&rule, &[first], last).state, State::Churned);
    assert_eq!(stage(&rule, &[last], last).next, None);
    // Far silences that are allowed.
    let never = by_days().declining_after(Limit::Never).silent_after(Limit::Never);
    let never = never.churned_after(Limit::Days(u32::MAX)).build().unwrap();
    assert_eq!(stage(&never, &[first], last).state, State::New);
}

#[test]
fn rates_are_learned_from_silences() {
    // Of 100 customers 40 come back after 5 days, 20 after 50, and 40 never.
    let mut customers: Vec<&[i32]> = vec![&[0, 5]; 40];
    customers.extend(vec![&[0, 50][..]; 20]);
    customers.extend(vec![&[0][..]; 40]);
    let view = view(&customers, 1_000);
    let silences = Silences::of(view.table()).unwrap();
    assert_eq!((silences.customers(), silences.gaps()), (100, 60));
    assert_eq!(silences.usual_gap(), Some(20.0));
    assert_eq!(silences.gap_covering(0.5).unwrap(), Days(5));
    assert_eq!(silences.gap_covering(2.0 / 3.0).unwrap(), Days(5));
    assert_eq!(silences.gap_covering(0.67).unwrap(), Days(50));
    // 160 silences: 60 gaps, and 100 that go on for 950 days or more. After 5 days 120 are left, of
    // which 20 end on day 50.
    let rate = |silent, within| silences.return_rate(Days(silent), Days(within)).unwrap();
    assert!((rate(0, 10) - 40.0 / 160.0).abs() < 1e-15);
    assert!((rate(5, 45) - 20.0 / 120.0).abs() < 1e-15);
    let least = |below, within| silences.shortest_below(below, Days(within)).unwrap();
    assert_eq!(least(0.2, 45), Days(5));
    assert_eq!(least(0.01, 45), Days(50));
    // Within 10 days of day 5 nobody returns.
    assert_eq!(least(0.2, 10), Days(5));
    let rule = Lifecycle::new().churned_after(Limit::ReturnRate { below: 0.01, within: Days(45) });
    let rule = rule.silent_after(Limit::AllGaps(0.5)).fit(view.table()).unwrap();
    assert_eq!(rule.settings().limits()[1].1, Limit::Days(5));
    assert_eq!(rule.settings().limits()[2].1, Limit::Days(50));
}

/// Forty customers buy every 30 days: within a week of a purchase nobody returns, and on day 30 all do.
#[test]
fn few_return_only_where_they_do_so_for_good() {
    let days: Vec<i32> = (0..10).map(|i| 30 * i).collect();
    let customers = vec![&days[..]; 40];
    let view = view(&customers, 280);
    let silences = Silences::of(view.table()).unwrap();
    let error = silences.shortest_below(0.1, Days(7)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Value { .. }), "{error}");
    assert!(error.to_string().contains("found 1, expected a share below"), "{error}");
    // Nobody has bought within a week of the 36 days after these gaps.
    let view = super::view(&customers, 310);
    let silences = Silences::of(view.table()).unwrap();
    assert_eq!(silences.shortest_below(0.1, Days(7)).unwrap(), Days(30));
    let few = super::view(&[&[0, 5]], 9);
    let error = Silences::of(few.table()).unwrap().shortest_below(0.1, Days(7)).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLittle { what: "silences", found: 2, .. }));
}

#[test]
fn nobody_returns_within_no_time() {
    let rate = Limit::ReturnRate { below: 0.1, within: Days(0) };
    let error = Lifecycle::new().churned_after(rate).check().unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Param { name: "churned_after", .. }), "{error}");
}

#[test]
fn lengthening_gaps_are_declining() {
    let rule = by_gaps(&Lifecycle::new());
    // Ten gaps of 5 days, then three of 15: their share of the last twelve is 45 of 90. With x = 1/2,
    // m = 3 and k = 9 the chance is (C(11,0) + C(11,1) + C(11,2)) / 2^11 = 67/2048.
    let mut days: Vec<i32> = (0..=10).map(|i| 5 * i).collect();
    days.extend([65, 80, 95]);
    let stage = stage(&rule, &days, 95);
    let StageReason::GapsLengthened { recent, earlier, p_value } = stage.reason else {
        panic!("{:?}", stage.reason)
    };
    assert_eq!(
        (stage.state, recent.to_bits(), earlier.to_bits()),
        (State::Declining, 15_f64.to_bits(), 5_f64.to_bits())
    );
    // Sums of powers of a half are exact.
    assert_eq!(p_value.to_bits(), (67.0 / 2048.0_f64).to_bits());
}

#[test]
fn a_funnel_is_a_partition() {
    let mut migration = Migration::new();
    let states = || State::ALL.map(Some).into_iter().chain([None]);
    for (from, to) in states().flat_map(|from| states().map(move |to| (from, to))) {
        migration.add(from, to, Money(1), Money(3)).unwrap();
    }
    let Funnel { entered, returned, up, stayed, down, left, vanished } =
        Funnel::of(&migration).unwrap();
    let parts = [entered, returned, up, stayed, down, left, vanished];
    // Ten by ten, but from nowhere to nowhere.
    assert_eq!(parts.iter().map(|part| part.customers).sum::<u64>(), 99);
    assert!(parts.iter().all(|part| part.after.0 == 3 * part.before.0));
    assert_eq!(vanished.customers, 9);
    // Known as prospects or not at all, to any but those; likewise from churned.
    assert_eq!((entered.customers, returned.customers), (16, 8));
    assert_eq!(stayed.customers, 10);
    assert_eq!(left.customers, 7);
}

#[test]
fn activity_by_hand() {
    let customers: [&[i32]; 7] = [&[], &[95], &[85, 95], &[5, 95], &[85], &[5], &[5, 85]];
    use Activity as A;
    let expected =
        [A::Prospect, A::New, A::Current, A::Resurrected, A::Dormant, A::Inactive, A::Dormant];
    let view = view(&customers, 100);
    // The last period is days 91 to 100.
    let found = Activity::within(Days(10)).unwrap().score(view.table()).unwrap();
    assert_eq!(found, expected);
    let groups = Groups::of(view.table(), Activity::within(Days(10)).unwrap()).unwrap();
    let pulse = Pulse::of(&groups);
    assert_eq!((pulse.new, pulse.current, pulse.resurrected, pulse.dormant), (1, 1, 1, 2));
    assert_eq!(pulse.active(), pulse.new + pulse.current + pulse.resurrected);
    assert_eq!((pulse.ratio(), Pulse::default().ratio()), (Some(1.0), None));
    assert!(Activity::within(Days(0)).is_err());
}

#[cfg(feature = "serde")]
#[test]
fn rules_come_back_as_they_were() {
    for rule in [
        by_gaps(&Lifecycle::new()),
        by_gaps(&Lifecycle::clutch()),
        Lifecycle::emarsys().build().unwrap(),
        Lifecycle::contract(Days(30), Days(7)).cancelled("told").build().unwrap(),
    ] {
        let json = serde_json::to_value(&rule).unwrap();
        assert_eq!(serde_json::from_value::<LifecycleRule>(json.clone()).unwrap(), rule);
        let refused = |change: &dyn Fn(&mut serde_json::Value)| {
            let mut json = json.clone();
            change(&mut json);
            assert!(serde_json::from_value::<LifecycleRule>(json.clone()).is_err(), "{json}");
        };
        refused(&|json| json["format"] = 99.into());
        refused(&|json| json["engine"] = "rfm".into());
        refused(&|json| json["settings"]["shrinkage"] = (-1.0).into());
        refused(&|json| json["settings"]["churned"] = serde_json::json!({"all_gaps": 0.5}));
        refused(&|json| json["settings"]["silent"] = serde_json::json!({"score": 0.5}));
        if rule.learned.is_some() {
            refused(&|json| json["learned"] = serde_json::Value::Null);
            refused(&|json| json["learned"]["usual_gap"] = 0.0.into());
            refused(&|json| json["learned"]["otherwise"] = serde_json::json!([1, 2, 3]));
        }
    }
}
