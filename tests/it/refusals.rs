//! Each refusal, provoked once, with its fields.

use regulars::{
    Columns, Currency, Day, ErrorKind, Expected, Feature, Found, Layout, Ledger, Money, Needs,
    Orders, Policy, Purchase, Repeats, Returns, Table, Timelines, Zeros,
};

use crate::twin::day;

#[track_caller]
fn check<T>(result: regulars::Result<T>, kind: &ErrorKind, message: &str) {
    let err = result.err().expect("it is refused");
    assert_eq!(err.kind(), kind);
    assert_eq!(err.to_string(), message);
}

fn cell(row: u64, column: &str, found: Found, expected: &'static str) -> ErrorKind {
    ErrorKind::Cell { row, column: column.to_owned(), found, expected: expected.into() }
}

fn paid(minor: i64) -> (&'static str, Purchase) {
    ("ann", Purchase::new(day(5), Money(minor)).order_id("A1"))
}

fn policy() -> Policy {
    Policy::new(Currency::EUR)
}

/// One customer, who bought on days 10 and 50 and on a day between.
fn plain() -> Columns<'static> {
    Columns {
        currency: Currency::EUR,
        as_of: day(100),
        first: &[10],
        last: &[50],
        orders: &[4],
        purchase_days: &[3],
        revenue: &[300],
        timelines: None,
        features: &[],
    }
}

fn layout() -> Layout {
    Table::new(plain()).unwrap().layout()
}

#[test]
fn a_parameter_outside_its_domain() {
    let (name, found, expected) = ("currency", Found::Text, "three capital letters");
    check(
        Currency::new("euro", 2),
        &ErrorKind::Param { name, found, expected },
        "parameter `currency`: found another text, expected three capital letters",
    );
    let (name, found, expected) = ("exponent", Found::Integer(10), "from 0 to 9");
    check(
        Currency::EUR.with_exponent(10),
        &ErrorKind::Param { name, found, expected },
        "parameter `exponent`: found 10, expected from 0 to 9",
    );
}

#[test]
fn a_value_that_cannot_be_read() {
    let (what, found, expected) = ("day", Found::Nothing, "a date written YYYY-MM-DD".into());
    check(
        "".parse::<Day>(),
        &ErrorKind::Value { what, found, expected },
        "day: found nothing, expected a date written YYYY-MM-DD",
    );
    let (what, found, expected) = ("amount", Found::TooFine, Expected::Decimals(2));
    check(
        Currency::EUR.parse("1.005"),
        &ErrorKind::Value { what, found, expected },
        "amount: found a number with more decimals than the currency, expected at most 2 decimals",
    );
    let (what, found, expected) = ("cost", Found::Integer(-1), "an amount of at least 0".into());
    check(
        paid(5).1.cost(Money(-1)).check(),
        &ErrorKind::Value { what, found, expected },
        "cost: found -1, expected an amount of at least 0",
    );
}

#[test]
fn a_row_of_the_input() {
    let append = |policy: Policy, rows: &[(&'static str, Purchase)]| {
        Ledger::new(policy).append(rows.iter().cloned())
    };
    check(
        append(policy().zeros(Zeros::Refuse), &[paid(5), paid(0)]),
        &cell(2, "amount", Found::Zero, "an amount that is not zero"),
        "row 2, column `amount`: found an amount of zero, expected an amount that is not zero",
    );
    check(
        append(policy().returns(Returns::Refuse), &[paid(-5)]),
        &cell(1, "amount", Found::Return, "no return, or one that is matched with its order"),
        "row 1, column `amount`: found a return, expected no return, or one that is matched with its order",
    );
    check(
        append(policy().repeats(Repeats::Refuse), &[paid(5), paid(5)]),
        &cell(2, "id", Found::Repeat, "an order id of its own"),
        "row 2, column `id`: found an order id that stands in another row, \
         expected an order id of its own",
    );
    check(
        append(policy().strict(), &[("", paid(5).1)]),
        &cell(1, "customer", Found::Nothing, "a customer"),
        "row 1, column `customer`: found nothing, expected a customer",
    );
    check(
        append(policy().strict(), &[paid(i64::MIN)]),
        &cell(1, "amount", Found::TooLarge, "a day and an amount within their limits"),
        "row 1, column `amount`: found a number that is too large, \
         expected a day and an amount within their limits",
    );
    let coded = Orders::coded(&[0, 1], &["ann"], &[5, 5], &[1, 1]).unwrap();
    check(
        Ledger::new(policy()).load(&coded),
        &cell(2, "customer", Found::Integer(1), "a code that has a name"),
        "row 2, column `customer`: found 1, expected a code that has a name",
    );
}

#[test]
fn a_row_of_columns_that_contradicts_itself() {
    let wrong = |columns: Columns<'_>| match Table::new(columns).unwrap_err().kind() {
        ErrorKind::Cell { row: 1, column, found, .. } => (column.clone(), *found),
        other => panic!("{other:?}"),
    };
    let expect = |column: &str, found| (column.to_owned(), found);
    let integer = Found::Integer;
    assert_eq!(wrong(Columns { orders: &[-1], ..plain() }), expect("orders", integer(-1)));
    for days in [0, 1, 5] {
        let columns = Columns { purchase_days: &[days], ..plain() };
        assert_eq!(wrong(columns), expect("purchase_days", integer(days)));
    }
    assert_eq!(wrong(Columns { first: &[51], ..plain() }), expect("last", integer(50)));
    let late = Columns { last: &[101], ..plain() };
    assert_eq!(wrong(late), expect("last", Found::Day(day(101))));
    let never = Columns { first: &[i32::MIN], ..plain() };
    assert_eq!(wrong(never), expect("first", integer(i32::MIN.into())));
    fn timed<'a>(
        offsets: &'a [i64],
        days: &'a [i32],
        orders: &'a [i64],
        minor: &'a [i64],
    ) -> Columns<'a> {
        Columns { timelines: Some(Timelines { offsets, days, orders, minor }), ..plain() }
    }
    let wrong = |offsets: &[i64], days: &[i32], orders: &[i64], minor: &[i64]| {
        wrong(timed(offsets, days, orders, minor))
    };
    let days = &[10, 30, 50];
    assert!(Table::new(timed(&[0, 3], days, &[1, 2, 1], &[100; 3])).is_ok());
    let backwards = wrong(&[3, 0], days, &[1, 2, 1], &[100; 3]);
    assert_eq!(backwards, expect("timelines.offsets", integer(0)));
    let unordered = wrong(&[0, 3], &[10, 50, 30], &[1, 2, 1], &[100; 3]);
    assert_eq!(unordered, expect("timelines.days", integer(30)));
    let later = wrong(&[0, 3], &[10, 30, 101], &[1, 2, 1], &[100; 3]);
    assert_eq!(later, expect("timelines.days", integer(101)));
    let negative = wrong(&[0, 3], days, &[1, -2, 1], &[100; 3]);
    assert_eq!(negative, expect("timelines.orders", integer(-2)));
    let large = wrong(&[0, 3], days, &[1, 2, 1], &[i64::MAX, i64::MIN, 301]);
    assert_eq!(large, expect("timelines.minor", Found::TooLarge));
    let others = wrong(&[0, 3], days, &[1, 1, 1], &[100; 3]);
    assert_eq!(others, expect("timelines.days", integer(3)));
}

#[test]
fn columns_of_different_lengths() {
    let length = |column: &str, found, expected| ErrorKind::Length {
        column: column.to_owned(),
        found,
        expected,
    };
    check(
        Table::new(Columns { revenue: &[], ..plain() }),
        &length("revenue", 0, 1),
        "column `revenue` has 0 rows, expected 1",
    );
    check(
        Orders::new(&[1, 2], &[5], &[1, 1]),
        &length("days", 1, 2),
        "column `days` has 1 rows, expected 2",
    );
    let one = Orders::new(&[1], &[5], &[1]).unwrap();
    check(one.ids(&[]), &length("ids", 0, 1), "column `ids` has 0 rows, expected 1");
}

#[test]
fn features_that_a_table_must_not_have() {
    let feature = || "nps".to_owned();
    let of = |known| Feature::new("nps", day(known), vec![4.0]);
    check(
        Table::new(Columns { features: &[of(101)], ..plain() }),
        &ErrorKind::Leak { feature: feature(), known: day(101), as_of: day(100) },
        "feature `nps` was known on 1970-04-12, after the table's 1970-04-11",
    );
    check(
        Table::new(Columns { features: &[of(1), of(2)], ..plain() }),
        &ErrorKind::TwoFeatures { feature: feature() },
        "two features are named `nps`, expected one of each name",
    );
    let infinite = Feature::new("nps", day(1), vec![f64::NEG_INFINITY]);
    check(
        Table::new(Columns { features: &[infinite], ..plain() }),
        &cell(1, "nps", Found::NotFinite, "a finite number, or NaN for a missing one"),
        "row 1, column `nps`: found a number that is not finite, \
         expected a finite number, or NaN for a missing one",
    );
}

#[test]
fn a_layout_that_lacks_what_is_needed() {
    check(
        layout().feature("nps"),
        &ErrorKind::NoFeature { feature: "nps".to_owned() },
        "the table has no feature `nps`",
    );
    check(
        layout().meets(&Needs::none().timelines()),
        &ErrorKind::NoTimeline,
        "the table has no timelines, expected one that comes from a ledger or brings them",
    );
    let (found, expected) = (Currency::EUR, Currency::JPY);
    check(
        layout().meets(&Needs::none().currency(Currency::JPY)),
        &ErrorKind::Currency { found, expected },
        "the currency is EUR with 2 decimals, expected JPY with 0 decimals",
    );
}

#[test]
fn ledgers_and_customers_that_do_not_fit() {
    let ledger = Ledger::<&str>::new(policy());
    check(
        ledger.merge(&Ledger::new(policy().lines())),
        &ErrorKind::Policy { what: "treatment of repeated order ids" },
        "the policies differ in their treatment of repeated order ids, expected the same",
    );
    check(
        ledger.clone().append([paid(i64::MAX), ("bob", Purchase::new(day(1), Money(-1)))]),
        &ErrorKind::Overflow,
        "the amounts do not fit 64 bits together, nothing was added",
    );
    check(
        ledger.as_of(day(1)).row(&"ann"),
        &ErrorKind::UnknownCustomer,
        "the view holds no such customer",
    );
}

#[cfg(feature = "serde")]
#[test]
fn a_ledger_in_a_format_of_tomorrow() {
    let mut stored = serde_json::to_value(Ledger::<u8>::new(policy())).unwrap();
    stored["format"] = 2.into();
    let err = serde_json::from_value::<Ledger<u8>>(stored).unwrap_err();
    let message = "stored in format 2, expected ledger in format 1";
    assert_eq!(err.to_string(), message);
}
