//! What holds of every sum: reasons, alerts, directions.

use super::*;

/// A model of a shop, and the customers of its day.
fn fitted<M>(settings: Churn, fit: impl FnOnce(&[Cohort<u64>]) -> M) -> (View<u64>, ChurnModel<M>)
where
    M: Additive,
{
    let ledger = shop(600);
    let view = ledger.as_of(last());
    let model = fit(&settings.past(&ledger, last()).unwrap());
    let model = settings.fit_with(model, view.table()).unwrap();
    (view, model)
}

fn logistic(past: &[Cohort<u64>]) -> LogisticModel {
    Logistic::new().fit(past).unwrap()
}

fn scorecard(past: &[Cohort<u64>]) -> ScorecardModel {
    Scorecard::new().fit(past).unwrap()
}

fn usual(_: &[Cohort<u64>]) -> ScorecardModel {
    ScorecardModel::usual(Currency::EUR)
}

/// A regression whose risk may fall while a customer is silent.
fn wild(past: &[Cohort<u64>]) -> LogisticModel {
    let settings = Logistic::new()
        .variable(Variable::Trend(Days(60)), Effect::Either)
        .variable(Variable::Lateness, Effect::Either)
        .variable(Variable::MedianGap, Effect::Either);
    settings.fit(past).unwrap()
}

fn settings() -> Churn {
    Churn::new(Days(60)).bands(MEDIUM, HIGH)
}

const MEDIUM: f64 = 0.7;
const HIGH: f64 = 0.9;

#[track_caller]
fn check_reasons<M: Additive>((view, model): (View<u64>, ChurnModel<M>)) {
    let risks = model.score(view.table()).unwrap();
    assert!(100 < risks.iter().flatten().count());
    for risk in risks.iter().flatten() {
        let sum: f64 = risk.reasons.iter().map(|reason| reason.contribution).sum();
        // A few sums of numbers up to 1.
        assert!((risk.usual + sum - risk.probability).abs() < 1e-12, "{risk:?}");
        let sign = if risk.usual <= risk.probability { 1.0 } else { -1.0 };
        let each = risk.reasons.iter().map(|reason| sign * reason.contribution);
        assert!(each.is_sorted_by(|a, b| b <= a));
        assert!(risk.reasons.iter().all(|reason| reason.contribution.is_finite()));
    }
}

#[test]
fn contributions_add_up() {
    check_reasons(fitted(settings(), logistic));
    check_reasons(fitted(settings(), scorecard));
    check_reasons(fitted(settings(), usual));
    check_reasons(fitted(settings(), wild));
}

/// A day of silence more never lowers the risk, and an order today never raises it.
#[track_caller]
fn check_directions<M: Additive>((view, model): (View<u64>, ChurnModel<M>)) {
    assert!(model.scorer().rises_with_silence());
    for row in view.table().rows() {
        let risk = |row: Row<'_>| model.scorer().score_one(row).unwrap().unwrap();
        let now = risk(row);
        let later = (1..400).step_by(3).map(|days| risk(row.silent_until(last() + Days(days))));
        assert!([now].into_iter().chain(later).is_sorted());
        for amount in [1, 5_000] {
            let bought = row.with_purchase(last(), Money(amount)).unwrap();
            assert!(risk(bought.row()) <= now);
        }
    }
}

#[test]
fn risks_go_one_way() {
    check_directions(fitted(settings(), logistic));
    check_directions(fitted(settings(), scorecard));
    check_directions(fitted(settings(), usual));
    assert!(!fitted(settings(), wild).1.scorer().rises_with_silence());
}

/// Against a look at every day.
#[track_caller]
fn check_alerts<M: Additive>((view, model): (View<u64>, ChurnModel<M>), most: u32) {
    let mut found = [0; 2];
    for row in view.table().rows().step_by(2) {
        let Some(risk) = model.score_one(row).unwrap() else { continue };
        let silent = |days: u32| {
            model.scorer().score_one(row.silent_until(last() + Days(days))).unwrap().unwrap()
        };
        let left = Days(365).0 - u32::try_from(row.history().unwrap().days_since_last()).unwrap();
        let days = most.min(if model.scorer().rises_with_silence() { most } else { left });
        let first = |limit: f64| {
            let at = (1..=days).find(|&days| limit <= silent(days));
            at.filter(|_| risk.probability < limit).map(|days| last() + Days(days))
        };
        let within = |on: Option<Day>| on.filter(|on| *on <= last() + Days(days));
        assert_eq!(within(risk.medium_on), first(MEDIUM));
        assert_eq!(within(risk.high_on), first(HIGH));
        found[0] += usize::from(risk.medium_on.is_some());
        found[1] += usize::from(risk.high_on.is_some());
    }
    assert!(20 < found[0] + found[1], "there is something to see: {found:?}");
}

#[test]
fn alerts_are_the_first_days_of_bands() {
    check_alerts(fitted(settings(), logistic), 400);
    check_alerts(fitted(settings(), scorecard), 400);
    check_alerts(fitted(settings(), usual), 400);
    check_alerts(fitted(settings(), wild), 400);
}

/// Against orders that are made on that day, and on the next.
#[track_caller]
fn check_orders<S: Score<Output = Option<f64>>>(view: &View<u64>, model: &ChurnModel<S>) {
    let mut found = [0; 2];
    for row in view.table().rows().step_by(7) {
        if model.score_one(row).unwrap().is_none() {
            continue;
        }
        let history = row.history().unwrap();
        let amount = Money(history.revenue().0 / history.orders().cast_signed());
        let band = |on: Day| {
            let bought = row.with_purchase(on, amount).unwrap();
            model.score_one(bought.row()).unwrap().unwrap().band
        };
        for wanted in [Band::Low, Band::Medium] {
            let by = model.order_by(row, wanted).unwrap();
            found[usize::from(by.is_some())] += 1;
            match by {
                Some(day) => {
                    assert!(band(day) <= wanted);
                    assert!(day == last() + Days(365) || wanted < band(day + Days(1)));
                }
                None => assert!(wanted < band(last())),
            }
        }
    }
    assert!(10 < found[1], "{found:?}");
}

#[test]
fn orders_bring_risks_back_until_the_day_that_is_told() {
    let (view, model) = fitted(settings(), logistic);
    check_orders(&view, &model);
    let (view, model) = fitted(settings(), usual);
    check_orders(&view, &model);
    check_orders(&view, &settings().fit(view.table()).unwrap());
}

#[test]
fn a_purchase_today_is_looked_at_whole() {
    let (view, model) = fitted(settings(), logistic);
    for row in view.table().rows().step_by(11) {
        let Some(risk) = model.score_one(row).unwrap() else { continue };
        let history = row.history().unwrap();
        let amount = Money(history.revenue().0 / history.orders().cast_signed());
        let bought = row.with_purchase(last(), amount).unwrap();
        assert_eq!(model.scorer().score_one(bought.row()).unwrap(), Some(risk.if_bought));
    }
}

/// What is learned on a day is what would have been learned if the records ended on it.
#[test]
fn nothing_later_is_known() {
    let (whole, day) = (shop(400), "2024-09-30".parse().unwrap());
    let mut cut = Ledger::new(Currency::EUR);
    for (key, row) in whole.as_of(day).rows() {
        let bought = row.timeline().unwrap();
        let orders = bought.iter().map(|total| (*key, Purchase::new(total.day, total.revenue)));
        cut.append(orders).unwrap();
    }
    let settings = Churn::new(Days(90));
    let fit = |ledger: &Ledger<u64>| Logistic::new().fit(&settings.past(ledger, day).unwrap());
    // Orders of one day are one in the second, which no variable counts.
    let (of_all, of_cut) = (fit(&whole).unwrap(), fit(&cut).unwrap());
    assert_eq!(of_all, of_cut);
    let view = whole.as_of(day);
    let earlier = whole.as_of(of_all.known_until().unwrap() - Days(1));
    assert_eq!(of_all.known_until(), Some(day));
    assert!(settings.fit_with(of_all.clone(), view.table()).is_ok());
    let error = settings.fit_with(of_all.clone(), earlier.table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Leak { .. }), "{error}");
    let error = Churn::new(Days(30)).fit_with(of_all, view.table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Param { name: "horizon", .. }), "{error}");
}

/// The reasons of [`Churn::fit_by`] would ask what a history says beside the timeline of another.
#[test]
fn sums_of_timelines_are_fitted_with_their_variables() {
    let ledger = shop(400);
    let model = logistic(&settings().past(&ledger, last()).unwrap());
    let error = settings().fit_by(|_| model, ledger.as_of(last()).table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Param { name: "scorer", .. }), "{error}");
    let nps = Variable::column("nps");
    let view = ledger.as_of(last()).with_feature("nps", last(), |_| Some(1.0)).unwrap();
    let error = settings().fit_by(|_| nps, view.table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Param { name: "scorer", .. }), "{error}");
}

/// However far back customers are looked for: in ten years nobody waits for an alert.
#[test]
fn no_alert_is_looked_for_without_end() {
    let asked = std::cell::Cell::new(0);
    let found = alert::first_days(0.1, [0.5, 0.9].map(alert::Aim::new), u32::MAX, |_| {
        asked.set(asked.get() + 1);
        assert!(asked.get() < 10_000, "there is an end");
        Some(0.1)
    });
    assert_eq!((found, asked.get()), ([None; 2], 3_650));
    // Where an order is enough for ever.
    let view = ledger(&[&[0, 90]]).as_of(day(100));
    let model = Churn::new(Days(1)).lookback(Days(u32::MAX)).bands(0.9, 0.99);
    let model = model.fit_by(|_| from_fn(|_| Some(0.1)), view.table()).unwrap();
    let until = model.order_by(view.table().row(0), Band::Low).unwrap();
    assert_eq!(until, Some(day(100) + Days(3_650)));
}

#[test]
fn reasons_name_the_variable() {
    let (view, model) = fitted(settings(), logistic);
    let risks = model.score(view.table()).unwrap();
    let codes = risks.iter().flatten().flat_map(|risk| risk.reasons.iter()).map(Reason::code);
    let codes: std::collections::BTreeSet<_> = codes.collect();
    assert!(codes.contains("high_days_since_last") && codes.contains("low_spend_within_365"));
    let cause = Cause::Variable(Box::new(VariableCause {
        variable: Variable::SpendWithin(Days(365)),
        value: Some(1_250.0),
        usual: Some(60_000.0),
        currency: Currency::EUR,
    }));
    let reason = Reason { cause, contribution: 0.121 };
    assert_eq!(reason.code(), "low_spend_within_365");
    let english =
        "spend within 365 days: EUR 12.50, where EUR 600.00 would be usual (+12 percentage points)";
    assert_eq!(reason.text(Language::English), english);
    let chinese = "近365天内的消费为EUR 12.50，一般为EUR 600.00（+12个百分点）";
    assert_eq!(reason.text(Language::Chinese), chinese);
    let cause = Cause::Variable(Box::new(VariableCause {
        variable: Variable::column("nps"),
        value: None,
        usual: Some(8.0),
        currency: Currency::EUR,
    }));
    let reason = Reason { cause, contribution: -0.02 };
    assert_eq!(reason.code(), "missing_nps");
    let english = "nps: not known, where 8 would be usual (-2 percentage points)";
    assert_eq!(reason.text(Language::English), english);
}

#[cfg(feature = "serde")]
#[test]
fn models_come_back_to_the_bit() {
    fn check<M>((_, model): (View<u64>, ChurnModel<M>))
    where
        M: Additive + Clone + PartialEq + std::fmt::Debug,
        M: serde::Serialize + serde::de::DeserializeOwned,
    {
        let text = serde_json::to_string(&model).unwrap();
        assert_eq!(serde_json::from_str::<ChurnModel<M>>(&text).unwrap(), model);
        let text = serde_json::to_string(model.scorer()).unwrap();
        assert_eq!(serde_json::from_str::<M>(&text).unwrap(), *model.scorer());
        let mut value = serde_json::to_value(&model).unwrap();
        value["settings"]["horizon"] = 61.into();
        let refused = serde_json::from_value::<ChurnModel<M>>(value).is_err();
        assert_eq!(refused, model.scorer().learned().is_some(), "a horizon that was not learned");
        let mut value = serde_json::to_value(&model).unwrap();
        value["learned"]["as_of"] = serde_json::to_value(last() - Days(200)).unwrap();
        let refused = serde_json::from_value::<ChurnModel<M>>(value).is_err();
        assert_eq!(refused, model.scorer().learned().is_some(), "a day before what it knows");
    }
    check(fitted(settings(), logistic));
    check(fitted(settings(), scorecard));
    check(fitted(settings(), usual));
}

#[test]
fn risks_stay_small() {
    // What millions of customers cost: their pages are two fifths of what risks by a rate do.
    assert!(size_of::<Risk>() <= 136);
}

/// Records may end long before the day that is asked about: nobody is taken for silent who was not seen.
#[test]
fn days_that_nobody_has_recorded_are_not_learned_from() {
    let ledger = shop(500);
    let settings = Churn::new(Days(60));
    let (now, late) = (last(), last() + Days(90));
    let days = |as_of: Day| -> Vec<Day> {
        let past = settings.past(&ledger, as_of).unwrap();
        past.iter().map(|cohort| cohort.view().as_of()).collect()
    };
    assert_eq!(days(now), days(late));
    let before = days(now - Days(30));
    assert!(before.iter().all(|day| *day + Days(60) <= now - Days(30)));
    assert_eq!(before.len(), 4);
}

#[test]
fn who_knows_more_than_the_history_is_no_scorer_of_histories() {
    let ledger = shop(500);
    let view = ledger.as_of(last());
    let model = logistic(&settings().past(&ledger, last()).unwrap());
    let told = settings().fit_by(|_| &model, view.table()).unwrap_err().to_string();
    assert!(told.contains("fit_with"), "{told}");
}

#[test]
fn a_calibration_keeps_a_sum_a_sum() {
    let ledger = shop(1_500);
    let view = ledger.as_of(last());
    let past = settings().past(&ledger, last()).unwrap();
    let (newest, before) = past.split_last().unwrap();
    let model = Logistic::new().fit(before).unwrap();
    let said = newest.predictions((&model).map(|p| p.unwrap_or(0.5))).unwrap();
    let platt = crate::metric::Platt::of_probabilities().fit(&said).unwrap();
    let shift = crate::metric::PriorShift::new(0.6, 0.3).unwrap();
    let (mended, shifted) =
        (model.clone().calibrated(platt, newest.end()).unwrap(), model.clone().shifted(shift));
    for row in view.table().rows().step_by(5) {
        let said = |of: &LogisticModel| of.score_one(row).unwrap().unwrap();
        // One logarithm of odds and back, rather than none.
        assert!((said(&mended) - platt.apply(said(&model))).abs() < 1e-12);
        assert!((said(&shifted) - shift.apply(said(&model))).abs() < 1e-12);
    }
    let (mended_until, mended_again) = (mended.known_until(), mended.clone());
    let model_of_day = settings().fit_with(mended, view.table()).unwrap();
    let of_scores = crate::metric::Platt::of_scores().fit(&said).unwrap();
    let told = model.clone().calibrated(of_scores, last()).unwrap_err().to_string();
    assert!(told.contains("platt"), "{told}");
    // It knows what the calibration knows, and no table before that may hear of it.
    assert!(model.known_until() < mended_until && mended_until == Some(newest.end()));
    let early = ledger.as_of(newest.end() - Days(1));
    let error = settings().fit_with(mended_again, early.table()).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Leak { .. }), "{error}");
    check_reasons((view, model_of_day));
}
