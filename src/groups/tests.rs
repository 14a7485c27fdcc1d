mod transitions;

use proptest::prelude::*;

use super::*;
use crate::engine::{Score, from_fn};
use crate::{
    Columns, Currency, Day, ErrorKind, Found, History, Language, Ledger, Money, Needs, Purchase,
    Row, Table,
};

fn day(number: i32) -> Day {
    Day::new(number).unwrap()
}

/// Purchases and returns of customers from 0 to 19 on days from 0 to 99.
fn any_rows() -> impl Strategy<Value = Vec<(u8, i32, i64)>> {
    prop::collection::vec((0_u8..20, 0_i32..100, -300_i64..1_000), 0..80)
}

fn ledger(rows: &[(u8, i32, i64)]) -> Ledger<u8> {
    let mut ledger = Ledger::new(Currency::EUR);
    let record = |&(key, on, minor): &(u8, i32, i64)| (key, Purchase::new(day(on), Money(minor)));
    ledger.append(rows.iter().map(record)).unwrap();
    ledger
}

/// Groups that a customer moves between in time: by their silence, and prospects by themselves.
fn silence() -> impl Score<Output = i64> + Copy {
    from_fn(|row: Row<'_>| row.history().map_or(-1, |history| history.days_since_last() / 10))
}

fn orders(row: Row<'_>) -> u64 {
    row.history().map_or(0, History::orders)
}

#[track_caller]
fn close(found: f64, expected: f64) {
    // Differences of shares: a few roundings of numbers up to 1.
    assert!((found - expected).abs() < 1e-14, "{found} is not {expected}");
}

proptest! {
    #[test]
    fn groups_are_sums_over_their_customers(rows in any_rows()) {
        let view = ledger(&rows).as_of(day(60));
        let groups = Groups::of(view.table(), silence()).unwrap();
        let labels = silence().score(view.table()).unwrap();
        let of = |label: Option<i64>| -> Vec<Row<'_>> {
            let own = labels.iter().zip(view.table().rows());
            own.filter(|(own, _)| label.is_none_or(|label| **own == label)).map(|(_, row)| row).collect()
        };
        let expected = |rows: &[Row<'_>]| {
            let silent = |row: &Row<'_>| row.history().map(History::days_since_last);
            Group {
                customers: rows.len() as u64,
                buyers: rows.iter().filter_map(silent).count() as u64,
                orders: rows.iter().map(|&row| orders(row)).sum(),
                revenue: Money(rows.iter().map(|row| row.revenue().0).sum()),
                days_since_last: rows.iter().filter_map(silent).sum::<i64>().unsigned_abs(),
            }
        };
        for (label, group) in groups.iter() {
            prop_assert_eq!(group, expected(&of(Some(label))));
        }
        prop_assert_eq!(groups.all(), expected(&of(None)));
        prop_assert_eq!(groups.iter().map(|(_, group)| group.customers).sum::<u64>(), labels.len() as u64);
    }

    #[test]
    fn margins_are_the_groups_of_both_days(rows in any_rows()) {
        let ledger = ledger(&rows);
        let (then, now) = (ledger.as_of(day(40)), ledger.as_of(day(90)));
        let migration = Migration::between(&then, &now, silence()).unwrap();
        let (before, after) =
            (Groups::of(then.table(), silence()).unwrap(), Groups::of(now.table(), silence()).unwrap());
        for label in migration.labels() {
            let sum = |of: &dyn Fn(Option<i64>, Option<i64>) -> bool, money: fn(Moved) -> Money| {
                let ways = migration.iter().filter(|&(from, to, _)| of(from, to));
                ways.fold((0, 0), |sum, (_, _, m)| (sum.0 + m.customers, sum.1 + money(m).0))
            };
            let (from, to) = (before.group(&label), after.group(&label));
            let row = sum(&|from, _| from == Some(label), |moved| moved.before);
            prop_assert_eq!(row, (from.customers, from.revenue.0));
            let column = sum(&|_, to| to == Some(label), |moved| moved.after);
            prop_assert_eq!(column, (to.customers, to.revenue.0));

            let change = migration.change(label);
            prop_assert_eq!((change.before, change.after), (from.customers, to.customers));
            prop_assert_eq!(change.after + change.moved_out, change.before + change.moved_in + change.new);
            close(change.share_before, before.share(&label));
            close(change.share_after, after.share(&label));
            let parts = change.by_movement + change.by_new + change.by_vanished;
            close(parts, change.share_after - change.share_before);
        }
        // In one ledger nobody vanishes, and who is new has spent nothing before.
        for (from, to, moved) in migration.iter() {
            prop_assert!(to.is_some());
            prop_assert!(from.is_some() || moved.before == Money::ZERO);
        }
    }

    #[test]
    fn a_course_is_the_views_of_its_days(rows in any_rows()) {
        let ledger = ledger(&rows);
        let days = [0, 7, 30, 64, 65, 99].map(day);
        let course = Course::of(ledger.as_of(day(120)).table(), &days, silence()).unwrap();
        for (i, pair) in days.windows(2).enumerate() {
            let (then, now) = (ledger.as_of(pair[0]), ledger.as_of(pair[1]));
            prop_assert_eq!(&course.groups()[i], &Groups::of(then.table(), silence()).unwrap());
            prop_assert_eq!(&course.groups()[i + 1], &Groups::of(now.table(), silence()).unwrap());
            let between = Migration::between(&then, &now, silence()).unwrap();
            prop_assert_eq!(&course.migrations()[i], &between);
        }
        prop_assert_eq!((course.days(), course.groups().len()), (&days[..], days.len()));
    }
}

#[test]
fn who_vanishes_is_told_apart_from_who_moves() {
    let mut ledger = ledger(&[(1, 0, 100), (2, 0, 300), (3, 10, 50)]);
    let then = ledger.as_of(day(10));
    ledger.append([(4, Purchase::new(day(30), Money(70)))]).unwrap();
    assert!(ledger.forget(&2));
    let now = ledger.as_of(day(30));
    // On both days: whether anything came in the last ten days.
    let lately = from_fn(|row| row.history().is_some_and(|history| history.days_since_last() < 10));
    let migration = Migration::between(&then, &now, lately).unwrap();
    assert_eq!(
        migration.moved(Some(false), None),
        Moved { customers: 1, before: Money(300), after: Money::ZERO }
    );
    assert_eq!(migration.moved(Some(true), Some(false)).before, Money(50));
    let change = migration.change(false);
    assert_eq!((change.before, change.vanished, change.moved_in, change.after), (2, 1, 1, 2));
    // Two of three, then one of the two who stay, then both of them, then two of three.
    close(change.by_vanished, 1.0 / 2.0 - 2.0 / 3.0);
    close(change.by_movement, 1.0 - 1.0 / 2.0);
    close(change.by_new, 2.0 / 3.0 - 1.0);
}

#[test]
fn nobody_has_no_shares() {
    let groups: Groups<i64> = Groups::new();
    assert_eq!((groups.share(&0), groups.share_of_revenue(&0)), (0.0, 0.0));
    assert_eq!(groups.all().mean_days_since_last(), None);
    let mut migration = Migration::new();
    migration.add(None, None, Money(1), Money(1)).unwrap();
    assert_eq!((migration.iter().count(), migration.change(0).share_after), (0, 0.0));
}

#[test]
fn days_that_do_not_ascend_are_refused() {
    let view = ledger(&[(1, 0, 100)]).as_of(day(50));
    let refused = |days: &[i32], found: i32| {
        let days: Vec<Day> = days.iter().map(|&number| day(number)).collect();
        let err = Course::of(view.table(), &days, silence()).unwrap_err();
        let found = Found::Day(day(found));
        assert!(
            matches!(*err.kind(), ErrorKind::Value { what: "day", found: f, .. } if f == found)
        );
    };
    refused(&[3, 3], 3);
    refused(&[3, 9, 5], 5);
    refused(&[3, 51], 51);
    let course = Course::of(view.table(), &[], silence()).unwrap();
    assert_eq!((course.groups().len(), course.migrations().len()), (0, 0));
}

#[test]
fn views_that_do_not_go_together_are_refused() {
    let ledger = ledger(&[(1, 0, 100)]);
    let (then, now) = (ledger.as_of(day(1)), ledger.as_of(day(2)));
    let err = Migration::between(&now, &then, silence()).unwrap_err();
    assert!(matches!(err.kind(), ErrorKind::Value { what: "first day", .. }), "{err}");
    let yen = Ledger::new(Currency::JPY).as_of(day(2));
    let err = Migration::between(&then, &yen, silence()).unwrap_err();
    assert!(matches!(err.kind(), ErrorKind::Currency { .. }), "{err}");
}

#[test]
fn columns_without_a_past_have_no_course_and_too_much_money_no_sum() {
    let columns = Columns {
        currency: Currency::EUR,
        as_of: day(9),
        first: &[1, 1],
        last: &[1, 1],
        orders: &[1, 1],
        purchase_days: &[1, 1],
        revenue: &[i64::MAX, 1],
        timelines: None,
        features: &[],
    };
    let table = Table::new(columns).unwrap();
    assert_eq!(table.layout().meets(&Needs::none().timelines()), Err(ErrorKind::NoTimeline.into()));
    let err = Course::of(table, &[day(2)], silence()).unwrap_err();
    assert_eq!(err.kind(), &ErrorKind::NoTimeline);
    assert_eq!(Groups::of(table, silence()).unwrap_err().kind(), &ErrorKind::Overflow);
    assert!(Groups::of(table.slice(0..1), silence()).is_ok());
}

#[test]
fn who_vanished_has_a_column() {
    let mut migration = Migration::new();
    for (from, to) in [(Some("a"), Some("b")), (Some("a"), None), (None, Some("b"))] {
        migration.add(from, to, Money(1), Money(2)).unwrap();
    }
    let lines = [
        "           1     2  gone     all",
        "     1     ·     1     1       2  a",
        "     2     ·     ·     ·       ·  b",
        "   new     ·     1     ·       1",
        "   all     ·     2     1       3",
    ];
    assert_eq!(migration.to_string(), lines.join("\n"));
    let chinese = migration.text(Language::Chinese, |label| label.replace('a', "甲"));
    assert!(chinese.starts_with("           1     2  离开    合计\n"), "{chinese}");
    assert!(chinese.contains("       2  甲\n") && chinese.contains("\n  新增 "), "{chinese}");
    assert_eq!(
        Migration::<u8>::new().to_string(),
        "           all\n   new       ·\n   all       ·"
    );
}

#[cfg(feature = "serde")]
#[test]
fn all_of_it_is_data_for_other_programs() {
    let view = ledger(&[(1, 0, 100), (2, 8, 300), (1, 9, 50)]).as_of(day(9));
    let course = Course::of(view.table(), &[day(0), day(9)], silence()).unwrap();
    let one = serde_json::json!({
        "label": 0, "customers": 1, "buyers": 1, "orders": 1, "revenue": 100, "days_since_last": 0,
        "share": 1.0, "share_of_revenue": 1.0, "mean_days_since_last": 0.0,
    });
    let json = serde_json::to_value(&course).unwrap();
    assert_eq!(json["days"], serde_json::json!(["1970-01-01", "1970-01-10"]));
    assert_eq!(json["groups"][0]["groups"], serde_json::json!([one]));
    assert_eq!(json["groups"][1]["all"]["revenue"], 450);
    let moved = serde_json::json!([
        {"from": null, "to": 0, "customers": 1, "before": 0, "after": 300},
        {"from": 0, "to": 0, "customers": 1, "before": 100, "after": 150},
    ]);
    assert_eq!(json["migrations"], serde_json::json!([moved]));
}

#[test]
fn groups_print_as_a_table() {
    let view = ledger(&[(1, 0, 100), (2, 8, 300), (3, 9, -50)]).as_of(day(9));
    let groups = Groups::of(view.table(), silence()).unwrap();
    let chinese = groups.text(Language::Chinese, |label| if label < 0 { "无" } else { "有" });
    let lines = [
        "       客户     占比      订单             EUR     占比  平均沉默天数",
        "          1   33.3 %         0           -0.50  -14.3 %             ·  无",
        "          2   66.7 %         2            4.00  114.3 %             5  有",
        "          3  100.0 %         2            3.50  100.0 %             5  合计",
    ];
    assert_eq!(chinese, lines.join("\n"));
    let nobody: Groups<i64> = Groups::new();
    assert!(
        nobody
            .to_string()
            .ends_with("0    0.0 %         0            0.00    0.0 %             ·  all")
    );
}

#[test]
fn groups_of_two_currencies_are_refused() {
    let mut groups = Groups::new();
    let [euros, yen] = [Currency::EUR, Currency::JPY].map(|currency| {
        let mut ledger = Ledger::new(currency);
        ledger.append([(1, Purchase::new(day(0), Money(5)))]).unwrap();
        ledger.as_of(day(0))
    });
    groups.add(0, euros.table().row(0)).unwrap();
    let err = groups.add(0, yen.table().row(0)).unwrap_err();
    assert_eq!(*err.kind(), ErrorKind::Currency { found: Currency::JPY, expected: Currency::EUR });
    assert_eq!((groups.all().customers, groups.currency()), (1, Some(Currency::EUR)));
}

#[test]
fn large_numbers_keep_apart() {
    let mut migration = Migration::new();
    let customers = |migration: &mut Migration<&'static str>, of: u32, to| {
        (0..of).for_each(|_| migration.add(Some("a"), to, Money(1), Money(1)).unwrap());
    };
    customers(&mut migration, 100_000, Some("a"));
    customers(&mut migration, 123_456, Some("b"));
    let lines = [
        "             1       2     all",
        "     1  100000  123456  223456  a",
        "     2       ·       ·       ·  b",
        "   new       ·       ·       ·",
        "   all  100000  123456  223456",
    ];
    assert_eq!(migration.to_string(), lines.join("\n"));
}
