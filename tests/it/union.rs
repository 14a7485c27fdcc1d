//! The order in which records come, and the ledger in which they came, do not matter.

use proptest::prelude::*;
use regulars::{Currency, Days, ErrorKind, InputReport, Ledger, Money, Policy, Purchase, Repeats};

use crate::ledger::{in_parts, same_views};
use crate::twin::{LAST, Rec, Rules, cases, day, ledger, purchases, shops};

fn taken(rows: &[Rec]) -> impl Iterator<Item = Rules> {
    Rules::all().filter(|rules| rules.refused(rows).is_none())
}

/// Rows, and the same in another order.
fn shuffled() -> impl Strategy<Value = (Vec<Rec>, Vec<Rec>)> {
    shops().prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle()))
}

/// How many rows came to each end.
fn counts(report: &InputReport) -> [u64; 9] {
    let InputReport {
        read, kept, merged, unreadable, no_customer, zero, returned, repeated, ..
    } = report;
    let superseded = report.superseded;
    let dropped = [unreadable, no_customer, zero, returned, repeated].map(|tally| tally.rows);
    let [a, b, c, d, e] = dropped;
    [*read, *kept, merged.rows, a, b, c, d, e, superseded]
}

proptest! {
    #![proptest_config(cases(12))]

    #[test]
    fn records_may_come_in_any_order((rows, shuffled) in shuffled()) {
        for rules in taken(&rows) {
            let (mut a, mut b) = (Ledger::<u8>::new(rules.policy()), Ledger::new(rules.policy()));
            let report = a.append(purchases(&rows)).unwrap();
            prop_assert_eq!(counts(&report), counts(&b.append(purchases(&shuffled)).unwrap()));
            let mut one_by_one = Ledger::new(rules.policy());
            for rec in &shuffled {
                one_by_one.append(purchases::<u8>(std::slice::from_ref(rec))).unwrap();
            }
            prop_assert!(a == b && a == one_by_one);
            for at in -1..=LAST {
                prop_assert!(same_views(&a.as_of(day(at)), &one_by_one.as_of(day(at))));
                let known = |ledger: &Ledger<u8>| ledger.as_known(day(LAST), day(at));
                prop_assert!(same_views(&known(&a), &known(&one_by_one)));
            }
        }
    }

    #[test]
    fn ledgers_merge_into_the_ledger_of_their_union(
        a in shops(), b in shops(), c in shops(),
    ) {
        let all = [a.clone(), b.clone(), c.clone()].concat();
        for rules in taken(&all) {
            let whole = ledger(rules, &all);
            let [a, b, c] = [&a, &b, &c].map(|rows| ledger(rules, rows));
            let ab_c = a.merge(&b).unwrap().merge(&c).unwrap();
            let c_ba = c.merge(&b.merge(&a).unwrap()).unwrap();
            prop_assert!(ab_c == whole && c_ba == whole);
            prop_assert!(whole.merge(&Ledger::new(rules.policy())).unwrap() == whole);
            for at in 0..=LAST {
                prop_assert!(same_views(&ab_c.as_of(day(at)), &whole.as_of(day(at))));
                prop_assert!(same_views(&c_ba.as_of(day(at)), &whole.as_of(day(at))));
            }
        }
    }

    #[test]
    fn ledgers_that_refuse_repeats_refuse_each_others(a in shops(), b in shops()) {
        let both = [a.clone(), b.clone()].concat();
        let refuses = |rules: &Rules| rules.repeats == Some(Repeats::Refuse);
        let each = Rules::all().filter(refuses);
        for rules in each.filter(|rules| [&a, &b].iter().all(|rows| rules.refused(rows).is_none())) {
            let (a, b) = (ledger(rules, &a), ledger(rules, &b));
            let expected = rules.refused(&both).is_some();
            prop_assert_eq!(a.merge(&b).is_err(), expected);
            prop_assert_eq!(b.merge(&a).is_err(), expected);
        }
    }

    #[test]
    fn what_is_told_by_ids_merges_with_itself(rows in shops()) {
        let named: Vec<Rec> = rows.into_iter().filter(|rec| rec.id.is_some()).collect();
        let one = |rules: &Rules| rules.repeats == Some(Repeats::One);
        for rules in taken(&named).filter(one) {
            let ledger = ledger(rules, &named);
            prop_assert!(ledger.merge(&ledger).unwrap() == ledger);
        }
    }

    #[test]
    fn a_forgotten_customer_was_never_there(rows in shops(), key in 0..4_u8, cut in 0..24_usize) {
        let others: Vec<Rec> = rows.iter().filter(|rec| rec.key != key).cloned().collect();
        for rules in taken(&rows) {
            let (mut forgetful, before) = (in_parts(rules, &rows, cut), ledger(rules, &rows));
            let view = forgetful.as_of(day(LAST));
            let known = (0..=LAST + 2).any(|at| before.as_known(day(LAST), day(at)).row(&key).is_ok());
            let forgot = forgetful.forget(&key);
            prop_assert!(forgot || !known);
            prop_assert!(!forgetful.forget(&key));
            let never = ledger(rules, &others);
            prop_assert!(forgetful == never);
            for at in -1..=LAST {
                prop_assert!(same_views(&forgetful.as_of(day(at)), &never.as_of(day(at))));
                prop_assert!(forgetful.row_at(&key, day(at)) == never.row_at(&key, day(at)));
            }
            prop_assert!(same_views(&view, &before.as_of(day(LAST))), "a view keeps what it saw");
        }
    }

    #[test]
    fn compacting_changes_no_answer(rows in shops(), cut in 0..24_usize) {
        for rules in taken(&rows) {
            let ledger = in_parts(rules, &rows, cut);
            let mut compact = ledger.clone();
            compact.compact();
            prop_assert!(compact == ledger);
            for at in -1..=LAST {
                prop_assert!(same_views(&compact.as_of(day(at)), &ledger.as_of(day(at))));
                prop_assert_eq!(compact.later_than(day(at)), ledger.later_than(day(at)));
            }
        }
    }

    #[cfg(feature = "serde")]
    #[test]
    fn a_stored_ledger_comes_back(rows in shops(), cut in 0..24_usize) {
        for rules in taken(&rows) {
            let ledger = in_parts(rules, &rows, cut);
            let stored = serde_json::to_string(&ledger).unwrap();
            let back: Ledger<u8> = serde_json::from_str(&stored).unwrap();
            prop_assert!(back == ledger);
            prop_assert_eq!(&serde_json::to_string(&back).unwrap(), &stored);
            for at in -1..=LAST {
                prop_assert!(same_views(&back.as_of(day(at)), &ledger.as_of(day(at))));
                let known = |ledger: &Ledger<u8>| ledger.as_known(day(LAST), day(at));
                prop_assert!(same_views(&known(&back), &known(&ledger)));
            }
        }
    }
}

#[test]
fn many_appends_leave_few_segments_and_the_same_ledger() {
    let row = |i: i32| (i * 7 % 61, Purchase::new(day(i * 13 % 400), Money(i64::from(i % 9 + 1))));
    let mut ledger = Ledger::new(Currency::EUR);
    let mut whole = Ledger::new(Currency::EUR);
    (0..2_000).for_each(|i| drop(ledger.append([row(i)]).unwrap()));
    whole.append((0..2_000).map(row)).unwrap();
    assert!(ledger == whole);
    assert_eq!(ledger.len(), 2_000);
}

#[test]
fn a_forgotten_customer_takes_their_amounts_along() {
    let most = || Purchase::new(day(1), Money(i64::MAX));
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.append([("ann", most())]).unwrap();
    assert_eq!(ledger.append([("bob", most())]).unwrap_err().kind(), &ErrorKind::Overflow);
    assert!(ledger.forget(&"ann"));
    ledger.append([("bob", most())]).unwrap();
    assert_eq!(ledger.as_of(day(1)).keys(), ["bob"]);
}

#[test]
fn ledgers_of_other_rules_do_not_merge() {
    let rules = || Policy::new(Currency::EUR);
    let ledger = Ledger::<u8>::new(rules());
    let refused = |policy: Policy| match ledger.merge(&Ledger::new(policy)).unwrap_err().kind() {
        ErrorKind::Policy { what } => *what,
        other => panic!("{other:?}"),
    };
    let zone = chrono::FixedOffset::east_opt(3_600).unwrap();
    assert_eq!(refused(rules().zone(zone)), "time zone");
    assert_eq!(refused(rules().returns(regulars::Returns::Match)), "treatment of returns");
    assert_eq!(refused(rules().zeros(regulars::Zeros::Keep)), "treatment of zero amounts");
    assert_eq!(refused(rules().lines()), "treatment of repeated order ids");
    assert_eq!(refused(rules().repeats(Repeats::Keep)), "treatment of repeated order ids");
    let yen = ledger.merge(&Ledger::new(Currency::JPY)).unwrap_err();
    let (found, expected) = (Currency::JPY, Currency::EUR);
    assert_eq!(yen.kind(), &ErrorKind::Currency { found, expected });
    assert!(ledger.merge(&Ledger::new(rules().strict())).is_ok(), "strictness is at the door");
}

#[test]
fn a_view_outlives_its_ledger_on_another_thread() {
    fn travels<T: Send + Sync + 'static>(value: T) -> T {
        value
    }
    for id in [None, Some("A1")] {
        let mut ledger = Ledger::new(Currency::EUR);
        let purchase = Purchase::new(day(1), Money(5));
        let purchase = id.into_iter().fold(purchase, Purchase::order_id);
        ledger.append([("ann".to_owned(), purchase)]).unwrap();
        let view = travels(ledger.as_of(day(2)));
        ledger.forget(&"ann".to_owned());
        drop(ledger);
        let join = std::thread::spawn(move || view.table().row(0).revenue()).join();
        assert_eq!(join.unwrap(), Money(5));
    }
}

#[test]
fn amounts_that_do_not_fit_together_are_refused_whole() {
    let paid = |minor| (1, Purchase::new(day(1), Money(minor)));
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.append([paid(i64::MAX - 3)]).unwrap();
    let before = ledger.clone();
    let err = ledger.append([paid(2), paid(-2)]).unwrap_err();
    assert_eq!(err.kind(), &ErrorKind::Overflow);
    assert!(ledger == before);
    let orders = regulars::Orders::new(&[1, 1], &[1, 1], &[2, -2]).unwrap();
    assert_eq!(ledger.load(&orders).unwrap_err().kind(), &ErrorKind::Overflow);
    assert!(ledger == before);
    assert_eq!(ledger.merge(&ledger).unwrap_err().kind(), &ErrorKind::Overflow);
    ledger.append([paid(1), paid(-2)]).unwrap();
    assert_eq!(ledger.as_of(day(1)).row(&1).unwrap().revenue(), Money(i64::MAX - 4));
    assert_eq!(ledger.outcomes(day(1) - Days(1), Days(9)).len(), 0);
}

#[test]
fn an_instant_is_a_day_of_the_ledgers_own_zone_even_at_the_ends_of_the_calendar() {
    use chrono::{DateTime, FixedOffset, Utc};
    use regulars::Day;
    let day_of = |time: DateTime<Utc>, hours: i32| {
        let zone = FixedOffset::east_opt(hours * 3_600).unwrap();
        let mut ledger = Ledger::new(Policy::new(Currency::EUR).zone(zone));
        ledger.append([(1, Purchase::at(time, Money(5)))]).unwrap();
        ledger.row_at(&1, Day::MAX).row().history().unwrap().first()
    };
    let midnight = DateTime::from_timestamp(86_400, 0).unwrap();
    assert_eq!([-1, 0, 1].map(|hours| day_of(midnight, hours)), [day(0), day(1), day(1)]);
    assert_eq!(day_of(DateTime::<Utc>::MAX_UTC, 1), Day::MAX);
    assert_eq!(day_of(DateTime::<Utc>::MIN_UTC, -1), Day::MIN);
}
