//! Views that know a list of customers beside the ledger's.

use std::collections::BTreeSet;

use proptest::prelude::*;
use regulars::{Currency, Day, Fit, Ledger, Money, Purchase, Rfm, Score, Segment, View};

use crate::twin::day;

/// Purchases and returns of customers from 0 to 29; records with ids do not fit a word, so that the
/// view has to keep them in another way.
fn any_ledger() -> impl Strategy<Value = Ledger<u8>> {
    let row = (0_u8..30, 0_i32..100, -300_i64..1_000);
    (prop::collection::vec(row, 0..60), any::<bool>()).prop_map(|(rows, ids)| {
        let mut ledger = Ledger::new(Currency::EUR);
        let records = rows.into_iter().zip(0..).map(|((key, on, minor), i)| {
            let purchase = Purchase::new(day(on), Money(minor));
            (key, if ids { purchase.order_id(format!("{i}")) } else { purchase })
        });
        ledger.append(records).unwrap();
        ledger
    })
}

fn any_list() -> impl Strategy<Value = Vec<(u8, Day)>> {
    prop::collection::vec((0_u8..40, (0_i32..100).prop_map(day)), 0..40)
}

proptest! {
    /// Whoever is asked for gets the row that the ledger gives of them alone.
    #[test]
    fn a_listed_customer_is_who_the_ledger_says(
        ledger in any_ledger(),
        list in any_list(),
        on in 0_i32..120,
    ) {
        let plain = ledger.as_of(day(on));
        let view = ledger.as_of(day(on)).with_customers(list.iter().copied());
        let known = list.iter().filter(|(_, known)| *known <= day(on)).map(|(key, _)| *key);
        let expected: BTreeSet<u8> = plain.keys().iter().copied().chain(known).collect();
        prop_assert!(view.keys().iter().eq(&expected), "{:?}", view.keys());
        for (key, row) in view.rows() {
            let alone = ledger.row_at(key, day(on));
            prop_assert_eq!(row, alone.row());
            prop_assert!(row.timeline().unwrap().iter().eq(alone.row().timeline().unwrap().iter()));
            prop_assert_eq!(row.history().is_none() && row.revenue() == Money::ZERO
                && row.timeline().unwrap().iter().next().is_none(), plain.row(key).is_err());
        }
        // Twice is once.
        let again = ledger.as_of(day(on)).with_customers(list.iter().copied());
        let again = again.with_customers(list.iter().rev().copied());
        prop_assert!(again.keys() == view.keys() && again.table().rows().eq(view.table().rows()));
    }

    /// Prospects are answered, and nobody's score changes because they are there.
    #[test]
    fn prospects_change_nobodys_score(ledger in any_ledger(), list in any_list()) {
        let (plain, view) = (ledger.as_of(day(99)), ledger.as_of(day(99)).with_customers(list));
        let (Ok(learned), Ok(model)) =
            (Rfm::new().fit(plain.table()), Rfm::new().fit(view.table())) else { return Ok(()) };
        prop_assert!(learned == model);
        for (key, score) in view.join(&model).unwrap() {
            let same = plain.row(key).map(|row| model.score_one(row).unwrap());
            prop_assert_eq!(score, same.unwrap_or(model.score_one(ledger.row_at(key, day(99)).row()).unwrap()));
        }
        let groups = model.summarise(view.table()).unwrap();
        prop_assert_eq!(groups.all().customers, view.len() as u64);
    }
}

fn small() -> (View<u8>, View<u8>) {
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.append([(3, Purchase::new(day(10), Money(500)))]).unwrap();
    let then = ledger.as_of(day(20));
    ledger.append([(5, Purchase::new(day(30), Money(700)))]).unwrap();
    (then, ledger.as_of(day(40)))
}

#[test]
fn a_feature_says_nothing_of_who_is_added_later() {
    let (view, _) = small();
    let view = view.with_feature("nps", day(20), |key| Some(f64::from(*key))).unwrap();
    let view = view.with_customers([(1, day(0)), (9, day(0))]);
    let view = view.with_constant("own", |key| Some(f64::from(*key))).unwrap();
    let layout = view.table().layout();
    let (nps, own) = (layout.feature("nps").unwrap(), layout.feature("own").unwrap());
    let of = |key: u8, at| view.row(&key).unwrap().feature(at);
    assert_eq!([1, 3, 9].map(|key| of(key, nps)), [None, Some(3.0), None]);
    assert_eq!([1, 3, 9].map(|key| of(key, own)), [1.0, 3.0, 9.0].map(Some));
}

#[test]
fn a_prospect_who_buys_has_moved_and_is_not_new() {
    let (then, now) = small();
    let list = [(5, day(15)), (7, day(35)), (8, Day::MIN)];
    let (then, now) = (then.with_customers(list), now.with_customers(list));
    let rfm = Rfm::new().fit(then.table()).unwrap();
    let moved = rfm.migration(&then, &now).unwrap();
    let prospect = Some(Segment::Prospect);
    let first = rfm.score_one(now.row(&5).unwrap()).unwrap().segment();
    assert_eq!(moved.moved(prospect, Some(first)).customers, 1);
    assert_eq!(moved.moved(prospect, prospect).customers, 1);
    assert_eq!(moved.moved(None, prospect).customers, 1);
    assert_eq!(moved.change(Segment::Prospect).before, 2);
}
