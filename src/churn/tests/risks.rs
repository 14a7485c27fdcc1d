use super::*;

fn risks(model: &ChurnModel<impl Score<Output = Option<f64>>>, view: &View<u64>) -> Vec<Risk> {
    model.score(view.table()).unwrap().into_iter().flatten().map(|risk| *risk).collect()
}

#[test]
fn contributions_add_up() {
    let view = shop(2_000).as_of(last());
    let model = Churn::new(Days(90)).fit(view.table()).unwrap();
    let all = risks(&model, &view);
    assert_eq!(all.len() as u64, model.customers());
    assert_eq!(model.customers() + model.left_out(), view.len() as u64);
    for risk in all {
        let sum = risk.reasons[0].contribution + risk.reasons[1].contribution;
        // Four sums of numbers up to 1.
        assert!((risk.usual + sum - risk.probability).abs() < 1e-15, "{risk:?}");
        let sign = if risk.usual <= risk.probability { 1.0 } else { -1.0 };
        let [first, second] = [0, 1].map(|at| sign * risk.reasons[at].contribution);
        assert!(second <= first);
    }
}

/// A day of silence more never lowers the risk, and a purchase today never raises it.
#[test]
fn risks_go_one_way() {
    let view = shop(500).as_of(last());
    let model = Churn::new(Days(30)).fit(view.table()).unwrap();
    for row in view.table().rows() {
        let risk = |row| model.score_one(row).unwrap();
        let Some(now) = risk(row) else { continue };
        assert!(now.if_bought <= now.probability);
        let later = [1, 2, 10, 100].map(|days| risk(row.silent_until(last() + Days(days))));
        let later = later.into_iter().flatten().map(|risk| risk.probability);
        assert!([now.probability].into_iter().chain(later).is_sorted());
        let bought = row.with_purchase(last(), Money(100)).unwrap();
        // The row itself says what the risk says it would.
        assert_eq!(risk(bought.row()).unwrap().probability, now.if_bought);
    }
}

#[test]
fn alerts_are_the_days_on_which_bands_begin() {
    let view = shop(500).as_of(last());
    let settings = Churn::new(Days(60)).lookback(Days(10_000)).bands(0.6, 0.9);
    let model = settings.fit(view.table()).unwrap();
    let mut found = [0; 2];
    for row in view.table().rows() {
        let risk = model.score_one(row).unwrap().unwrap();
        let band = |on: Day| model.score_one(row.silent_until(on)).unwrap().unwrap().band;
        for (i, (on, to)) in
            [(risk.medium_on, Band::Medium), (risk.high_on, Band::High)].into_iter().enumerate()
        {
            let Some(on) = on else {
                assert!(to <= risk.band || band(last() + Days(3_650)) < to);
                continue;
            };
            found[i] += 1;
            assert!(to <= band(on) && band(on - Days(1)) < to, "{risk:?}");
        }
        assert_eq!(risk.alert_by(), risk.medium_on.or(risk.high_on));
    }
    // There is something to see.
    assert!(found.into_iter().all(|found| 20 < found), "{found:?}");
}

#[test]
fn percentiles_are_shares_of_who_was_learned_from() {
    let view = shop(3_000).as_of(last());
    let model = Churn::new(Days(90)).fit(view.table()).unwrap();
    let all = risks(&model, &view);
    for risk in all.iter().step_by(97) {
        let below = all.iter().filter(|other| other.probability <= risk.probability).count();
        let share = below as f64 / all.len() as f64;
        // Quantiles are a hundredth apart; of equal ones, who bought once on the same day, there are some.
        assert!((risk.percentile - share).abs() < 0.02, "{} {share}", risk.percentile);
    }
}

#[test]
fn who_is_not_asked_about_has_no_risk() {
    let ledger = ledger(&[&[0, 20], &[100, 130], &[200, 201]]);
    let view = ledger.as_of(day(300)).with_customers([7, 8].map(|key| (key, day(0))));
    let settings = Churn::new(Days(30)).lookback(Days(170));
    let rate = RateModel::new(1.0, 50.0).unwrap();
    let model = settings.fit_by(|days| rate.p_silent_for(days), view.table()).unwrap();
    let asked: Vec<bool> = model.score(view.table()).unwrap().iter().map(Option::is_some).collect();
    // The second bought on the last day of the lookback; prospects have bought never.
    assert_eq!(asked, [false, true, true, false, false]);
    assert_eq!((model.customers(), model.left_out()), (2, 3));
}

/// Scorers of others: reasons and bands follow what they say, and what is no probability is nothing.
#[test]
fn any_scorer_tells_silence() {
    let view = ledger(&[&[0], &[0, 10], &[0, 5, 20], &[30]]).as_of(day(40));
    let share = |days: i64| (days as f64 / 40.0).min(1.0);
    let silence = move |_: Days| {
        from_fn(move |row: Row<'_>| row.history().map(|own| share(own.days_since_last())))
    };
    let model = Churn::new(Days(7)).bands(0.5, 0.9).fit_by(silence, view.table()).unwrap();
    let found = model.score(view.table()).unwrap();
    let bands: Vec<Band> = found.iter().flatten().map(|risk| risk.band).collect();
    assert_eq!(bands, [Band::High, Band::Medium, Band::Medium, Band::Low]);
    let last = found[3].as_ref().unwrap();
    assert_eq!(last.medium_on, Some(day(50)));
    assert_eq!((last.high_on, last.alert_by()), (Some(day(66)), Some(day(50))));
    // Silence alone counts: the usual one is 20 days, the lower of the two in the middle.
    let silence = last.reasons.iter().find(|of| matches!(of.cause, Cause::Silence { .. })).unwrap();
    assert_eq!((silence.contribution, last.usual), (-0.25, 0.5));

    let wild = |_| from_fn(|row: Row<'_>| row.history().map(|own| own.orders() as f64 - 1.0));
    let model = Churn::new(Days(7)).fit_by(wild, view.table()).unwrap();
    // Of the third it says 2, which is no probability.
    assert_eq!((model.customers(), model.left_out()), (3, 1));
    let nothing = |_| from_fn(|_: Row<'_>| Some(f64::NAN));
    let error = Churn::new(Days(7)).fit_by(nothing, view.table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLittle { .. }), "{error}");
}

#[test]
fn settings_out_of_their_domain_are_refused() {
    let view = ledger(&[&[0, 10]]).as_of(day(40));
    let refused = |settings: Churn| match settings.fit(view.table()).unwrap_err().kind() {
        ErrorKind::Param { name, .. } => *name,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(Churn::new(Days(0))), "horizon");
    for (medium, high, wrong) in
        [(0.0, 0.5, "medium"), (f64::NAN, 0.5, "medium"), (0.5, 0.5, "high"), (0.5, 1.0, "high")]
    {
        assert_eq!(refused(Churn::new(Days(9)).bands(medium, high)), wrong);
    }
    let late = ledger(&[&[0, 10]]).as_of(day(4_000));
    let error = Churn::new(Days(9)).fit(late.table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::TooLittle { .. }), "{error}");
}

#[test]
fn reasons_in_words() {
    let reason = |cause, contribution| Reason { cause, contribution };
    let silence = Cause::Silence { days: Days(120), usual: Days(1) };
    let long = reason(silence.clone(), 0.204);
    assert_eq!(long.code(), "long_silence");
    let english = "silent for 120 days, where 1 day would be usual (+20 percentage points)";
    assert_eq!(long.text(Language::English), english);
    assert_eq!(long.text(Language::Chinese), "已120天未购买，一般为1天（+20个百分点）");
    assert_eq!(reason(silence, -0.1).code(), "recent_purchase");
    let purchases = Cause::Purchases {
        purchase_days: 1,
        within: Days(0),
        usual_purchase_days: 4,
        usual_within: Days(99),
    };
    let rare = reason(purchases, 0.05);
    assert_eq!(rare.code(), "rare_purchases");
    let english =
        "bought once, where on 4 days within 99 days would be usual (+5 percentage points)";
    assert_eq!(rare.text(Language::English), english);
    let chinese = "1天内有1个购买日，一般为100天内4个（+5个百分点）";
    assert_eq!(rare.text(Language::Chinese), chinese);
    assert_eq!(Band::High.to_string(), "high risk");
    assert_eq!(Band::Medium.label(Language::Chinese), "中风险");
}

#[cfg(feature = "serde")]
#[test]
fn models_come_back_and_broken_ones_do_not() {
    let view = shop(300).as_of(last());
    let model = Churn::new(Days(90)).fit(view.table()).unwrap();
    let value = serde_json::to_value(&model).unwrap();
    let back: ChurnModel<RateQuestion> = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(back, model);
    let refused = |path: &str, to: serde_json::Value| {
        let mut value = value.clone();
        *value.pointer_mut(path).unwrap() = to;
        serde_json::from_value::<ChurnModel<RateQuestion>>(value).unwrap_err().to_string()
    };
    assert!(refused("/engine", "rfm".into()).contains("churn"));
    assert!(refused("/format", 99.into()).contains("99"));
    assert!(refused("/settings/high", 0.1.into()).contains("high"));
    assert!(refused("/settings/horizon", 0.into()).contains("horizon"));
    assert!(refused("/rate/r", 0.0.into()).contains('r'));
    assert!(refused("/learned/quantiles/3", 2.0.into()).contains("learned"));
    assert!(refused("/learned/usual/purchase_days", 0.into()).contains("learned"));
    assert!(refused("/learned/eligible", 0.into()).contains("learned"));
}
