//! What a row says when time is cut, stretched or filled.

use regulars::{Bound, Columns, Currency, Feature, Money, Row, RowBuf, Score, Table, from_fn};

use crate::twin::day;

/// One customer in columns, known on day 100: purchases on days 10 and 50, and one between.
fn plain<'a>(features: &'a [Feature<'a>]) -> Table<'a> {
    let columns = Columns {
        currency: Currency::EUR,
        as_of: day(100),
        first: &[10],
        last: &[50],
        orders: &[3],
        purchase_days: &[3],
        revenue: &[300],
        timelines: None,
        features,
    };
    Table::new(columns).unwrap()
}

#[test]
fn columns_alone_do_not_guess() {
    let table = plain(&[]);
    let row = table.row(0);
    assert!(row.cut_at(day(101)).is_none(), "later than the row knows");
    assert!(row.cut_at(day(60)).is_none(), "a return may have come since");
    assert_eq!(row.cut_at(day(100)), Some(row));
    assert_eq!(row.cut_at(day(9)).map(|then| then.history()), Some(None));
    assert!(row.with_purchase(day(30), Money(1)).is_none(), "day 30 may be known already");
    let days = |buf: Option<RowBuf>| buf.unwrap().row().history().unwrap().purchase_days();
    assert_eq!(days(row.with_purchase(day(70), Money(1))), 4);
    assert_eq!(days(row.with_purchase(day(50), Money(1))), 3);
    assert_eq!(days(row.with_purchase(day(5), Money(1))), 4);
    assert!(row.with_purchase(day(70), Money(i64::MAX)).is_none(), "the sum does not fit");
}

#[test]
fn what_was_learned_later_is_cut_away() {
    let said = [
        Feature::new("nps", day(90), vec![4.0]),
        Feature::new("age", day(0), vec![7.0]).constant(),
    ];
    let table = plain(&said);
    let layout = table.layout();
    let [nps, age] = ["nps", "age"].map(|name| layout.feature(name).unwrap());
    let read = |row: Row<'_>| (row.feature(nps), row.feature(age));
    assert_eq!(read(table.row(0)), (Some(4.0), Some(7.0)));
    assert_eq!(read(table.row(0).cut_at(day(100)).unwrap()), (Some(4.0), Some(7.0)));
    let cut = table.row(0).cut_at(day(5)).unwrap();
    assert_eq!(read(cut), (None, Some(7.0)));
    assert_eq!(read(cut.to_buf().row()), (None, Some(7.0)));
    assert_eq!(read(cut.silent_until(day(100))), (None, Some(7.0)), "waiting brings nothing back");
}

#[test]
fn bound_scorers_of_one_answer_fit_one_list() {
    let table = plain(&[]);
    let layout = table.layout();
    let days = from_fn(|row| row.history().map_or(0, |history| history.days_since_last()));
    let spent = from_fn(|row| row.revenue().0);
    let list: Vec<Box<dyn Bound<Output = i64> + '_>> =
        vec![Box::new(days.bind(&layout).unwrap()), Box::new(spent.bind(&layout).unwrap())];
    let answers: Vec<i64> = list.iter().map(|bound| bound.score_row(table.row(0))).collect();
    assert_eq!(answers, [50, 300]);
}
