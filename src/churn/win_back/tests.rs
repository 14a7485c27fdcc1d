#![expect(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "counts of a few customers, and what is the least number there is"
)]

use crate::engine::from_fn;
use crate::ledger::Ledger;
use crate::money::{Currency, Money};
use crate::record::Purchase;
use crate::sim::Shop;

use super::*;

fn day(number: i32) -> Day {
    Day::new(number).unwrap()
}

/// As of day 400 forty customers bought on day 0 and again on day 100 + 2·i, of whom none has lapsed twice;
/// sixty have bought on day 0 alone; one on day 330, and one on day 400.
fn ledger() -> Ledger<i32> {
    let mut ledger = Ledger::new(Currency::EUR);
    let mut add = |who: i32, on: i32| {
        ledger.append([(who, Purchase::new(day(on), Money(500)))]).unwrap();
    };
    for who in 0..100 {
        add(who, 0);
    }
    for who in 0..40 {
        add(who, 100 + 2 * who);
        // And once more, so that what follows is no lapse.
        add(who, 390);
    }
    add(100, 330);
    add(101, 400);
    ledger
}

/// With a lapse after 350 days, from day 350 on: only sixty go on, and nobody returns.
fn model(lapsed_after: u32, horizon: u32) -> WinBackModel {
    let view = ledger().as_of(day(400));
    WinBack::new(Days(horizon)).lapsed_after(Days(lapsed_after)).fit(view.table()).unwrap()
}

#[test]
fn chances_are_shares_of_who_is_left() {
    // After 90 days of silence 100 have lapsed, and 40 of them return from 10 to 88 days later, two days
    // apart. Those have lapsed again who wait till day 390: for longer than 90 days all 40 do.
    let model = model(90, 20);
    assert_eq!((model.lapses(), model.returned()), (140, 80));
    assert_eq!(model.p_return(Days(90)), None); // not lapsed yet
    // One day after: returns within 20 days more are those up to 21 days after, 6 of the first kind. The second
    // kind waits 290 − 2·i days, so 122 or more days after the lapse: none.
    assert_eq!(model.p_return(Days(91)), Some(1.0 - 134.0 / 140.0));
    // After 88 days all 40 of the first kind have returned; of 100 left none does within 20 days.
    assert_eq!(model.p_return(Days(178)), Some(0.0));
    // 121 days after and not returned: the second kind comes from 122 to 200 days after.
    assert_eq!(model.p_return(Days(211)), Some(1.0 - 90.0 / 100.0));
    // Sixty have been silent for 400 days, so for 310 after the lapse: 20 days more are known up to 290.
    assert_eq!(model.p_return(Days(380)), Some(0.0));
    assert_eq!(model.p_return(Days(381)), None);
}

#[test]
fn offers_close_where_they_do_not_pay() {
    let view = ledger().as_of(day(400));
    let model = WinBack::new(Days(20)).lapsed_after(Days(60)).fit(view.table()).unwrap();
    let offers = |value: f64, cost: f64| {
        let value = from_fn(move |_: Row<'_>| Some(value));
        model.offers(value, cost).unwrap().score(view.table()).unwrap()
    };
    // Silent for 70 days, so for 10 after the lapse: asked of nobody else but those of day 0, who are
    // silent for longer than is known.
    let found: Vec<usize> = offers(100.0, 1.0)
        .iter()
        .enumerate()
        .filter_map(|(row, offer)| offer.map(|_| row))
        .collect();
    assert_eq!(found, [100]);
    let offer = offers(100.0, 1.0)[100].unwrap();
    let p = model.p_return(Days(70)).unwrap();
    assert_eq!(
        (offer.silent, offer.p_return, offer.expected_profit),
        (Days(70), p, 100.0 * p - 1.0)
    );
    // The last day before the first on which it does not pay, found one by one.
    for value in [10.0, 20.0, 50.0, 100.0, 1e6] {
        let offer = offers(value, 1.0)[100].unwrap();
        let pays = |days: u32| model.p_return(Days(70 + days)).is_some_and(|p| 1.0 < value * p);
        let closes = (0..).take_while(|&days| pays(days)).last().map(|days| day(400) + Days(days));
        assert_eq!(offer.closes, closes, "{value}");
        assert_eq!(offer.closes.is_some(), 0.0 < offer.expected_profit);
    }
    assert_eq!(offers(f64::NAN, 1.0)[100], None);
    assert_eq!(offers(-f64::MAX, f64::MAX)[100].unwrap().expected_profit, f64::MIN);
    // Half of the returns are due to it.
    let half =
        WinBack::new(Days(20)).lapsed_after(Days(60)).due_to_offer(0.5).fit(view.table()).unwrap();
    let value = from_fn(|_: Row<'_>| Some(100.0));
    let offer = half.offers(value, 1.0).unwrap().score(view.table()).unwrap()[100].unwrap();
    assert_eq!((offer.p_return, offer.expected_profit), (p, 50.0 * p - 1.0));
}

#[test]
fn a_budget_buys_the_most_profitable() {
    let offer = |expected_profit| {
        let (silent, p_return, value, cost, closes) = (Days(9), 0.5, 1.0, 2.0, None);
        Some(WinBackOffer { silent, p_return, value, cost, expected_profit, closes })
    };
    let offers = [offer(1.0), None, offer(3.0), offer(-1.0), offer(3.0), offer(0.0), offer(2.0)];
    assert_eq!(WinBackOffer::rank(&offers, 100.0), [2, 4, 6, 0]);
    assert_eq!(WinBackOffer::rank(&offers, 5.9), [2, 4]);
    assert!(WinBackOffer::rank(&offers, 1.0).is_empty());
    assert!(WinBackOffer::rank(&offers, f64::NAN).is_empty());
}

/// Where all buy at random at one rate, `λ`, lapsed ones return within `h` days with `1 − exp(−λh)`, however
/// long ago they lapsed; and so they do in the days that follow.
#[test]
fn planted_returns_come_as_often_as_foretold() {
    let then: Day = "2024-10-31".parse().unwrap();
    let shop = Shop::new(3_000).ordering(1e4, 60e4).leaving(0.001, 1e6);
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&shop.build().unwrap().orders()).unwrap();
    let (view, later) = (ledger.as_of(then), ledger.as_of(then + Days(60)));
    let model = WinBack::new(Days(60)).lapsed_after(Days(60)).fit(view.table()).unwrap();
    let truth = 1.0 - libm::exp(-1.0_f64);
    // Four standard errors of the thousand lapses or more that last for 120 days.
    let off = 4.0 * (truth * (1.0 - truth) / 1_000.0).sqrt();
    for days in 1..=120 {
        let p = model.p_return(Days(60 + days)).unwrap();
        assert!((p - truth).abs() < off, "{p} after {days} days");
    }
    let asked = view.table().rows().zip(view.keys()).filter(|(row, _)| {
        let silent = row.history().unwrap().days_since_last();
        model.p_return(Days(u32::try_from(silent).unwrap())).is_some()
    });
    let back: Vec<bool> =
        asked.map(|(_, key)| then < later.row(key).unwrap().history().unwrap().last()).collect();
    let n = back.len() as f64;
    let share = back.iter().filter(|&&back| back).count() as f64 / n;
    assert!(
        500.0 < n && (share - truth).abs() < 4.0 * (truth * (1.0 - truth) / n).sqrt(),
        "{share}, {n}"
    );
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let view = ledger().as_of(day(400));
    let refused = |settings: WinBack| match settings.fit(view.table()).unwrap_err().kind() {
        ErrorKind::Param { name, .. } => *name,
        ErrorKind::TooLittle { .. } => "too little",
        other => panic!("{other:?}"),
    };
    assert_eq!(refused(WinBack::new(Days(0))), "horizon");
    for share in [0.0, 1.5, f64::NAN] {
        assert_eq!(refused(WinBack::new(Days(9)).due_to_offer(share)), "due_to_offer");
    }
    assert_eq!(refused(WinBack::new(Days(9)).lapsed_after(Days(500))), "too little");
    assert_eq!(refused(WinBack::new(Days(900)).lapsed_after(Days(350))), "too little");
    let value = || from_fn(|_: Row<'_>| Some(1.0));
    for cost in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(model(90, 20).offers(value(), cost).is_err());
    }
}

#[test]
fn offers_in_words() {
    let (silent, p_return, value, cost) = (Days(400), 0.125, 100.0, 2.0);
    let offer =
        |closes| WinBackOffer { silent, p_return, value, cost, expected_profit: 10.5, closes };
    let text = "silent for 400 days, returns with 12 %: an offer pays until 1970-01-10";
    assert_eq!(offer(Some(day(9))).text(Language::English), text);
    assert!(offer(None).text(Language::English).ends_with("an offer does not pay"));
    assert!(offer(Some(day(9))).text(Language::Chinese).starts_with("已400天未购买"));
    assert!(offer(None).text(Language::Chinese).ends_with("无利可图"));
}

#[cfg(feature = "serde")]
#[test]
fn models_come_back_and_broken_ones_do_not() {
    let model = model(90, 20);
    let value = serde_json::to_value(&model).unwrap();
    assert_eq!(serde_json::from_value::<WinBackModel>(value.clone()).unwrap(), model);
    let refused = |path: &str, to: serde_json::Value| {
        let mut value = value.clone();
        *value.pointer_mut(path).unwrap() = to;
        serde_json::from_value::<WinBackModel>(value).unwrap_err().to_string()
    };
    assert!(refused("/engine", "churn".into()).contains("win_back"));
    assert!(refused("/settings/due_to_offer", 2.0.into()).contains("due_to_offer"));
    assert!(refused("/learned/chances/3", (-0.5).into()).contains("learned"));
    assert!(refused("/learned/chances", serde_json::json!([])).contains("learned"));
    assert!(refused("/learned/returned", 1_000.into()).contains("learned"));
}
