//! Reasons are true: what they say moves a digit moves it, and one step less does not.

use proptest::prelude::*;

use super::nested::{any_customers, any_settings};
use super::*;
use crate::day::Days;

fn score(model: &RfmModel, own: Own) -> RfmScore {
    with_own(&[own], |table| model.score(table).unwrap()[0])
}

fn explained(model: &RfmModel, own: Own) -> RfmExplanation {
    with_own(&[own], |table| model.explain(table.row(0)).unwrap())
}

/// R after so many days without an order.
fn r_after(model: &RfmModel, own: Own, days: Days) -> u8 {
    with_own(&[own], |table| {
        let later = table.row(0).silent_until(table.as_of() + days);
        model.score_one(later).unwrap().r()
    })
}

/// So many more of what F counts.
fn with_more(model: &RfmModel, own: Own, more: i64) -> Own {
    let days = if model.count() == Count::Orders { 0 } else { more };
    // A second day is another than the first.
    Own { orders: own.orders + more, purchase_days: own.purchase_days + days, ..own }
}

/// One more order, on the day.
fn with_order(own: Own, amount: i64) -> Own {
    let purchase_days = own.purchase_days + i64::from(own.days != 0);
    Own { days: 0, orders: own.orders + 1, purchase_days, revenue: own.revenue + amount }
}

/// To a total of bins that are not nested, an order is only what it comes to.
fn settings_are_apart(model: &RfmModel) -> bool {
    model.monetary().len() == 1
}

proptest! {
    #[test]
    fn reasons_are_true(settings in any_settings(), customers in any_customers()) {
        let model = with_own(&customers, |table| settings.fit(table).unwrap());
        for &own in &customers {
            let was = score(&model, own);
            let why = explained(&model, own);
            prop_assert_eq!(why.score, was);
            let RfmReasons { r, f, m } = why.reasons.unwrap();
            prop_assert_eq!([r.digit, f.digit, m.digit], [was.r(), was.f(), was.m()]);

            let now = score(&model, Own { days: 0, ..own }).r();
            prop_assert_eq!(r.order_now, Some(now).filter(|_| was.r() < now));
            match r.falls {
                None => prop_assert_eq!(r_after(&model, own, Days(1_000_000)), was.r()),
                Some(falls) => {
                    prop_assert!(falls.to < was.r());
                    prop_assert_eq!(r_after(&model, own, falls.after), falls.to);
                    prop_assert_eq!(r_after(&model, own, Days(falls.after.0 - 1)), was.r());
                }
            }
            let f_with = |more| score(&model, with_more(&model, own, more)).f();
            match f.more {
                None => prop_assert_eq!(f_with(1_000_000), was.f()),
                Some(more) => {
                    prop_assert!(was.f() < more.to);
                    prop_assert_eq!(f_with(more.least), more.to);
                    prop_assert_eq!(f_with(more.least - 1), was.f());
                }
            }
            let m_with = |more| score(&model, Own { revenue: own.revenue + more, ..own }).m();
            match m.more {
                None => prop_assert_eq!(m_with(1_000_000_000), was.m()),
                Some(more) => {
                    prop_assert!(was.m() < more.to);
                    prop_assert_eq!(m_with(more.least.0), more.to);
                    prop_assert_eq!(m_with(more.least.0 - 1), was.m());
                }
            }
            let m_after = |amount: i64| score(&model, with_order(own, amount)).m();
            match m.next_order {
                None => prop_assert_eq!(was.m(), model.monetary()[0].bins()),
                Some(order) => {
                    prop_assert!(was.m() < order.to && 0 < order.least.0);
                    prop_assert_eq!(m_after(order.least.0), order.to);
                    prop_assert!(order.least.0 == 1 || m_after(order.least.0 - 1) <= was.m());
                }
            }
            prop_assert!(m.spend != Spend::Total || !settings_are_apart(&model) || m.more == m.next_order);
        }
    }

    #[test]
    fn values_lie_between_their_edges(settings in any_settings(), customers in any_customers()) {
        let model = with_own(&customers, |table| settings.fit(table).unwrap());
        for &own in &customers {
            let RfmReasons { r, f, m } = explained(&model, own).reasons.unwrap();
            #[expect(clippy::cast_precision_loss, reason = "they are small")]
            let values = [r.days_since_last as f64, f.value as f64, m.value];
            for (value, edges) in values.into_iter().zip([r.edges, f.edges, m.edges]) {
                prop_assert!(edges.below.is_none_or(|below| below < value), "{edges:?} {value}");
                prop_assert!(edges.above.is_none_or(|above| value <= above), "{edges:?} {value}");
            }
        }
    }
}

/// Among those who bought lately, people spend less: any order brings the customer there.
#[test]
fn an_order_may_lead_into_a_crowd_that_spends_less() {
    let customers = [(0, 1, 100), (0, 1, 200), (50, 1, 1_000), (50, 1, 3_000)];
    let settings = Rfm::new()
        .recency(Bins::Edges(vec![10.0]))
        .frequency(Bins::Edges(vec![100.0]))
        .monetary(Bins::Quantiles(2))
        .spend(Spend::MeanPerOrder)
        .segments(None)
        .nested();
    let model = with_table(&customers, |table| settings.fit(table).unwrap());
    let own = Own { days: 50, orders: 1, purchase_days: 1, revenue: 1_000 };
    let why = explained(&model, own);
    let m = why.reasons.unwrap().m;
    assert_eq!((m.digit, m.next_order), (1, Some(More { least: Money(1), to: 2 })));
    assert!(why.to_string().ends_with(". Any order now makes it 2 at least."), "{why}");
    assert!(why.text(Language::Chinese).ends_with("。现在下单则至少升至2。"));
}

#[test]
fn a_cent_may_lift_a_mean_over_several_edges() {
    // The mean of seven orders moves by a seventh of a cent, and passes two of the edges at once.
    let edges = Bins::Edges(vec![510.6, 510.65, 510.7, 510.8]);
    let settings = Rfm::new().monetary(edges).spend(Spend::MeanPerOrder).segments(None);
    let model = with_table(&[(1, 1, 100)], |table| settings.fit(table).unwrap());
    let own = Own { days: 0, orders: 7, purchase_days: 3, revenue: 3_574 };
    let m = explained(&model, own).reasons.unwrap().m;
    assert_eq!((m.digit, m.more), (1, Some(More { least: Money(1), to: 4 })));
    assert_eq!(score(&model, Own { revenue: 3_575, ..own }).m(), 4);
}

#[test]
fn a_prospect_is_told_so() {
    let model = with_table(&[(1, 1, 100)], |table| Rfm::new().fit(table).unwrap());
    let why = explained(&model, Own { days: 0, orders: 0, purchase_days: 0, revenue: 0 });
    assert_eq!(why.reasons, None);
    assert_eq!(why.to_string(), "Prospect\nThere is no order yet.");
    assert_eq!(why.text(Language::Chinese), "潜在客户\n尚未下单。");
}

#[test]
fn the_end_of_the_calendar_moves_nothing() {
    let far = Bins::Edges(vec![2e8]);
    let settings = Rfm::new().recency(far).frequency(Bins::Edges(vec![1e300])).segments(None);
    let model = with_table(&[(1, 1, 100)], |table| settings.fit(table).unwrap());
    let reasons = explained(&model, Own { days: 5, orders: 1, purchase_days: 1, revenue: 1 });
    assert!(reasons.lines(Language::English)[1].ends_with(". Nothing lifts it."), "{reasons}");
    assert!(reasons.lines(Language::Chinese)[1].ends_with("。无法再提升。"), "{reasons}");
    let reasons = reasons.reasons.unwrap();
    assert_eq!((reasons.r.falls, reasons.f.more), (None, None));
}

#[test]
fn the_most_that_columns_can_say_is_explained() {
    let edges = || Bins::Edges(vec![1.0, 1e18]);
    for count in [Count::Orders, Count::PurchaseDays, Count::Repeats] {
        for spend in [Spend::Total, Spend::MeanPerOrder, Spend::MeanPerPurchaseDay] {
            let settings = Rfm::new().frequency(edges()).monetary(edges()).segments(None);
            let settings = settings.count(count).spend(spend);
            let model = with_table(&[(1, 1, 100)], |table| settings.fit(table).unwrap());
            let most = i64::MAX;
            let own = Own { days: 3, orders: most, purchase_days: most, revenue: most };
            let reasons = explained(&model, own).reasons.unwrap();
            assert_eq!((reasons.f.digit, reasons.f.more, reasons.m.next_order), (3, None, None));
        }
    }
}

#[track_caller]
fn check(settings: Rfm, own: Own, english: &str, chinese: &str) {
    let settings = settings.recency(Bins::Edges(vec![7.0, 30.5])).segments(None);
    let model = with_table(&[(1, 1, 100)], |table| settings.fit(table).unwrap());
    let why = explained(&model, own);
    assert_eq!(why.text(Language::English), english);
    assert_eq!(why.text(Language::Chinese), chinese);
}

#[test]
fn words_say_what_the_numbers_do() {
    let settings = Rfm::new()
        .frequency(Bins::Edges(vec![1.0, 2.0]))
        .monetary(Bins::Edges(vec![5_000.8, 10_000.0]));
    // No value lies between an edge and the whole number below it, which is easier to read.
    check(
        settings.clone(),
        Own { days: 0, orders: 2, purchase_days: 1, revenue: 10_000 },
        "322\n\
         R 3 of 3: the last order is today, up to 7. Without another it falls to 2 on 1997-05-27.\n\
         F 2 of 3: 2 orders, more than 1 and up to 2. 1 more makes it 3.\n\
         M 2 of 3: USD 100.00, more than USD 50.00 and up to USD 100.00. USD 0.01 more makes it 3.",
        "322\n\
         R 3（共3档）：上次下单距今0天（不超过7）。不再下单则于1997-05-27降至2。\n\
         F 2（共3档）：2个订单（大于1且不超过2）。再增加1个订单则升至3。\n\
         M 2（共3档）：消费USD 100.00（大于USD 50.00且不超过USD 100.00）。再消费USD 0.01则升至3。",
    );
    check(
        settings.clone().count(Count::Repeats).spend(Spend::MeanPerOrder),
        Own { days: 40, orders: 3, purchase_days: 2, revenue: 31_000 },
        "113\n\
         R 1 of 3: the last order is 40 days ago, more than 30. An order now makes it 3.\n\
         F 1 of 3: 1 repeat, up to 1. 1 more makes it 2.\n\
         M 3 of 3: USD 103.3333 an order, more than USD 100.00. It is the highest.",
        "113\n\
         R 1（共3档）：上次下单距今40天（大于30）。现在下单则升至3。\n\
         F 1（共3档）：1次复购（不超过1）。再增加1次复购则升至2。\n\
         M 3（共3档）：平均每单USD 103.3333（大于USD 100.00）。已是最高档。",
    );
    // A fourth order lifts the mean above 100.00 from what three had: 400.00 and a cent, less 290.00.
    check(
        settings.count(Count::Repeats).spend(Spend::MeanPerOrder),
        Own { days: 3, orders: 3, purchase_days: 2, revenue: 29_000 },
        "312\n\
         R 3 of 3: the last order is 3 days ago, up to 7. Without another it falls to 2 on \
         1997-05-24.\n\
         F 1 of 3: 1 repeat, up to 1. 1 more makes it 2.\n\
         M 2 of 3: USD 96.6666 an order, more than USD 50.0080 and up to USD 100.00. An order of \
         USD 110.01 now makes it 3.",
        "312\n\
         R 3（共3档）：上次下单距今3天（不超过7）。不再下单则于1997-05-24降至2。\n\
         F 1（共3档）：1次复购（不超过1）。再增加1次复购则升至2。\n\
         M 2（共3档）：平均每单USD 96.6666（大于USD 50.0080且不超过USD 100.00）。\
         现在下单USD 110.01则升至3。",
    );
}
