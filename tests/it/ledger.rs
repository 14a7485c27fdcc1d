//! The ledger is its specification, under every policy.

use proptest::prelude::*;
use regulars::{
    Days, Error, ErrorKind, InputReport, Ledger, Money, Repeats, Returns, Row, Tally, View,
};

use crate::twin::{Became, LAST, Rec, Rules, Shown, cases, day, ledger, purchases, said, shops};

/// The policies that take these rows.
fn taken(rows: &[Rec]) -> impl Iterator<Item = Rules> {
    Rules::all().filter(|rules| rules.refused(rows).is_none())
}

/// From before the first day to after the last.
fn days() -> std::ops::RangeInclusive<i32> {
    -1..=LAST + 2
}

proptest! {
    #![proptest_config(cases(32))]

    #[test]
    fn a_view_shows_what_the_specification_says(rows in shops()) {
        for rules in taken(&rows) {
            let ledger = ledger(rules, &rows);
            for at in days() {
                prop_assert_eq!(said(&ledger.as_of(day(at))), rules.shown(&rows, at, i32::MAX));
            }
        }
    }

    #[test]
    fn a_view_of_what_was_known_shows_what_was_recorded(rows in shops()) {
        for rules in taken(&rows) {
            let ledger = ledger(rules, &rows);
            for (at, known) in [(1, 3), (3, 1), (4, 4), (LAST, 5), (LAST, LAST + 2), (5, -1)] {
                let view = ledger.as_known(day(at), day(known));
                prop_assert_eq!(said(&view), rules.shown(&rows, at, known));
            }
        }
    }

    #[test]
    fn a_report_accounts_for_every_row(rows in shops()) {
        for rules in Rules::all() {
            let mut ledger = Ledger::new(rules.policy());
            match (ledger.append(purchases::<u8>(&rows)), rules.refused(&rows)) {
                (Ok(report), None) => check_report(&report, &rules.fates(&rows)),
                (Err(err), Some(first)) => {
                    prop_assert_eq!(refused_row(&err), first, "{:?}", rules);
                    prop_assert!(ledger.is_empty());
                }
                (result, first) => prop_assert!(false, "{result:?}, expected {first:?} refused"),
            }
        }
    }

    #[test]
    fn reports_of_parts_add_up_to_what_counts(rows in shops(), cut in 0..24_usize) {
        for rules in taken(&rows).filter(|rules| rules.returns != Returns::Match) {
            let (first, second) = rows.split_at(cut.min(rows.len()));
            let mut ledger = Ledger::new(rules.policy());
            let mut report = ledger.append(purchases::<u8>(first)).unwrap();
            report.extend(&ledger.append(purchases::<u8>(second)).unwrap());
            let counts = rules.fates(&rows).iter().filter(|fate| **fate == Became::Kept).count();
            prop_assert_eq!(report.kept - report.superseded, counts as u64);
            prop_assert_eq!(report.read, report.kept + report.merged.rows + report.dropped());
        }
    }

    #[test]
    fn the_first_row_that_would_be_dropped_is_refused_by_a_strict_ledger(rows in shops()) {
        for rules in taken(&rows) {
            let mut ledger = Ledger::<u8>::new(rules.policy().strict());
            let dropped = |fate: &Became| !matches!(fate, Became::Kept | Became::Merged);
            let first = rules.fates(&rows).iter().position(dropped).map(|i| i as u64 + 1);
            let refused = ledger.append(purchases(&rows)).err().map(|err| refused_row(&err));
            prop_assert_eq!(refused, first, "{:?}", rules);
        }
    }

    #[test]
    fn a_row_fetched_alone_is_the_row_of_the_view(rows in shops(), cut in 0..24_usize) {
        for rules in taken(&rows) {
            let ledger = in_parts(rules, &rows, cut);
            for at in days() {
                let view = ledger.as_of(day(at));
                for key in 0..4 {
                    let alone = ledger.row_at(&key, day(at));
                    match view.row(&key) {
                        Ok(row) => prop_assert_eq!(alone.row(), row),
                        Err(_) => prop_assert!(is_stranger(alone.row())),
                    }
                }
            }
        }
    }

    #[test]
    fn a_row_cut_at_a_day_is_the_row_of_that_day(rows in shops()) {
        for rules in taken(&rows) {
            let ledger = ledger(rules, &rows);
            for known in [None, Some(4)] {
                let seen = |at| match known {
                    None => ledger.as_of(day(at)),
                    Some(known) => ledger.as_known(day(at), day(known)),
                };
                let now = seen(LAST);
                (-1..=LAST).for_each(|at| check_past(&now, &seen(at)));
            }
        }
    }

    #[test]
    fn a_row_waits_as_a_ledger_does_to_which_nothing_comes(rows in shops(), wait in 0..9_u32) {
        for rules in taken(&rows) {
            let ledger = ledger(rules, &rows);
            let (now, later) = (ledger.as_of(day(LAST)), ledger.as_of(day(LAST) + Days(wait)));
            prop_assert_eq!(now.keys(), later.keys());
            for (row, waited) in now.table().rows().zip(later.table().rows()) {
                prop_assert_eq!(row.silent_until(waited.as_of()), waited);
                prop_assert_eq!(waited.silent_until(row.as_of()), waited);
                prop_assert_eq!(waited.cut_at(row.as_of()), Some(row));
            }
        }
    }

    #[test]
    fn an_imagined_purchase_is_like_a_real_one(
        rows in shops(), key in 0..5_u8, on in 0..=LAST + 3, amount in 1..4_i64,
    ) {
        let plain = Rec { key, day: on, returned: false, amount, id: None, recorded: None, category: None };
        for rules in taken(&rows) {
            let mut ledger = ledger(rules, &rows);
            let imagined = |ledger: &Ledger<u8>, amount| {
                ledger.row_at(&key, day(LAST)).row().with_purchase(day(on), Money(amount)).unwrap()
            };
            let bought = imagined(&ledger, amount);
            let returned = imagined(&ledger, -amount);
            let before = ledger.clone();
            ledger.append(purchases::<u8>(std::slice::from_ref(&plain))).unwrap();
            prop_assert_eq!(bought, ledger.row_at(&key, day(LAST.max(on))));
            if rules.returns == Returns::Net {
                let mut ledger = before;
                let back = Rec { returned: true, ..plain.clone() };
                ledger.append(purchases::<u8>(&[back])).unwrap();
                prop_assert_eq!(returned, ledger.row_at(&key, day(LAST.max(on))));
            }
        }
    }

    #[test]
    fn outcomes_are_the_difference_of_two_views(rows in shops(), at in 0..=LAST, horizon in 0..5_u32) {
        for rules in taken(&rows) {
            let ledger = ledger(rules, &rows);
            let (then, later) = (ledger.as_of(day(at)), ledger.as_of(day(at) + Days(horizon)));
            let outcomes = ledger.outcomes(day(at), Days(horizon));
            prop_assert!(outcomes.iter().map(|(key, _)| key).eq(then.keys()));
            for (key, outcome) in outcomes {
                let (before, after) = (numbers(&then, key), numbers(&later, key));
                let differ = (after.0 - before.0, after.1 - before.1, after.2 - before.2);
                let found = (outcome.orders, outcome.purchase_days, outcome.revenue.0);
                prop_assert_eq!(found, differ);
            }
        }
    }

    #[test]
    fn what_comes_later_changes_no_earlier_view(rows in shops(), more in shops(), at in 0..=LAST) {
        let later = more.into_iter().map(|rec| Rec { day: rec.day + at + 1, ..rec });
        let all: Vec<Rec> = rows.iter().cloned().chain(later).collect();
        for rules in taken(&all) {
            let (before, mut after) = (ledger(rules, &rows), ledger(rules, &rows));
            after.append(purchases(&all[rows.len()..])).unwrap();
            for at in -1..=at {
                prop_assert!(same_views(&before.as_of(day(at)), &after.as_of(day(at))));
            }
        }
    }

    #[test]
    fn what_is_recorded_later_changes_nothing_that_was_known(
        rows in shops(), more in shops(), known in 0..=LAST,
    ) {
        let later = more.into_iter().map(|rec| Rec { recorded: Some(known + LAST + 1), ..rec });
        let all: Vec<Rec> = rows.iter().cloned().chain(later).collect();
        for rules in taken(&all) {
            let (before, mut after) = (ledger(rules, &rows), ledger(rules, &rows));
            after.append(purchases(&all[rows.len()..])).unwrap();
            for at in days() {
                let seen = |ledger: &Ledger<u8>| ledger.as_known(day(at), day(known));
                prop_assert!(same_views(&seen(&before), &seen(&after)));
            }
        }
    }
}

/// A ledger that got its rows in three parts, so that it has several segments.
pub(crate) fn in_parts(rules: Rules, rows: &[Rec], cut: usize) -> Ledger<u8> {
    let (rest, last) = rows.split_at(cut.min(rows.len()));
    let (first, second) = rest.split_at(rest.len() / 3);
    let mut ledger = Ledger::new(rules.policy());
    for part in [first, second, last] {
        ledger.append(purchases(part)).unwrap();
    }
    ledger
}

/// Equal keys, and rows that say the same.
pub(crate) fn same_views(a: &View<u8>, b: &View<u8>) -> bool {
    a.keys() == b.keys() && a.table().rows().eq(b.table().rows())
}

fn refused_row(err: &Error) -> u64 {
    match err.kind() {
        ErrorKind::Cell { row, .. } => *row,
        other => panic!("{other:?}"),
    }
}

fn check_past(now: &View<u8>, then: &View<u8>) {
    for (key, row) in now.keys().iter().zip(now.table().rows()) {
        let past = row.cut_at(then.as_of()).unwrap();
        match then.row(key) {
            Ok(expected) => assert_eq!(past, expected),
            Err(_) => assert!(is_stranger(past)),
        }
    }
    assert!(then.keys().iter().all(|key| now.row(key).is_ok()));
}

fn is_stranger(row: Row<'_>) -> bool {
    let days = row.timeline().map(|timeline| timeline.iter().count());
    row.history().is_none() && row.revenue() == Money::ZERO && days == Some(0)
}

fn numbers(view: &View<u8>, key: u8) -> (u64, u64, i64) {
    let row = view.row(&key).unwrap();
    let counts = row.history().map_or((0, 0), |h| (h.orders(), h.purchase_days()));
    (counts.0, counts.1, row.revenue().0)
}

/// What a report must say where rows came to these ends.
pub(crate) fn check_report(report: &InputReport, fates: &[Became]) {
    let rows = |fate| {
        let rows = (1..).zip(fates).filter(move |(_, f)| **f == fate);
        rows.map(|(row, _)| row).collect::<Vec<u64>>()
    };
    let check = |tally: &Tally, fate| {
        let rows = rows(fate);
        assert_eq!(tally.rows, rows.len() as u64, "{fate:?}");
        assert_eq!(tally.first, rows[..rows.len().min(Tally::FIRST)], "{fate:?}");
    };
    check(&report.merged, Became::Merged);
    check(&report.zero, Became::Zero);
    check(&report.returned, Became::Returned);
    check(&report.repeated, Became::Repeated);
    assert_eq!((report.unreadable.rows, report.no_customer.rows), (0, 0));
    assert_eq!((report.read, report.superseded), (fates.len() as u64, 0));
    assert_eq!(report.kept, rows(Became::Kept).len() as u64);
}

#[test]
fn the_twin_itself_shows_an_order_in_lines_once() {
    let line = |day, amount| Rec {
        key: 1,
        day,
        returned: false,
        amount,
        id: Some(0),
        recorded: None,
        category: None,
    };
    let rules = Rules { returns: Returns::Net, zeros: regulars::Zeros::Drop, repeats: None };
    let two_days = Shown::from([(1, [(2, (1, 5)), (3, (0, 4))].into())]);
    assert_eq!(rules.shown(&[line(3, 4), line(2, 5)], 9, 9), two_days);
    let one = Rules { repeats: Some(Repeats::One), ..rules };
    assert_eq!(
        one.shown(&[line(3, 4), line(2, 5)], 9, 9),
        Shown::from([(1, [(2, (1, 5))].into())])
    );
}
