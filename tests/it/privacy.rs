//! Nothing that is printed says who a customer is or what a record says in words.

use std::fmt::Debug;

use regulars::{
    Currency, Day, Days, Error, Journal, Label, Ledger, Money, Orders, Policy, Purchase, Repeats,
    Returns, Score, Zeros, from_fn,
};

use crate::twin::day;

/// Stands in every text that a caller can hand over.
const MARKER: &str = "Ada Lovelace <ada@example.org>";
/// Longer than any limit there may be.
fn long() -> String {
    MARKER.repeat(1_000)
}

#[track_caller]
fn check_text(text: &str) {
    for part in ["Ada", "Lovelace", "ada@", "example"] {
        assert!(!text.contains(part), "{text}");
    }
}

#[track_caller]
fn check<T: Debug>(value: &T) {
    check_text(&format!("{value:?}"));
    check_text(&format!("{value:#?}"));
}

#[track_caller]
fn check_error<T>(result: Result<T, Error>) {
    let err = result.err().expect("it is refused");
    check(&err);
    check_text(&err.to_string());
    check(err.kind());
    let source = std::error::Error::source(&err).map(ToString::to_string);
    check_text(&source.unwrap_or_default());
}

fn purchase(minor: i64) -> Purchase {
    Purchase::new(day(5), Money(minor)).order_id(MARKER).category(MARKER).channel(MARKER)
}

fn key() -> String {
    MARKER.to_owned()
}

fn ledger(policy: impl Into<Policy>) -> Ledger<String> {
    let mut ledger = Ledger::new(policy);
    let rows = [purchase(500), purchase(500), purchase(700), purchase(0), purchase(-100)];
    let report = ledger.append(rows.map(|row| (key(), row))).unwrap();
    check(&report);
    ledger
}

#[test]
fn records_ledgers_and_views_print_no_customer() {
    check(&purchase(5));
    check(&vec![(1, Some(purchase(5).recorded(day(6))))]);
    check(&Label::from(MARKER));
    let mut ledger = ledger(Policy::new(Currency::EUR).returns(Returns::Match));
    check(&ledger);
    check(ledger.policy());
    check(&ledger.split(day(5), Days(3)));
    let orders = (key(), [MARKER, ""].map(|id| Some(Label::from(id))));
    let (keys, ids) = ([orders.0.clone(), orders.0], orders.1);
    let orders = Orders::new(&keys, &[5, 6], &[1, 0]).unwrap().ids(&ids).unwrap();
    check(&orders);
    check(&Orders::coded(&[0, 0], &keys, &[5, 6], &[1, 0]).unwrap().ids(&ids).unwrap());
    check(&ledger.load(&orders).unwrap());
    let view = ledger.as_of(day(9)).with_constant("nps", |_| Some(9.0)).unwrap();
    check(&view);
    check(&view.table());
    check(&view.table().layout());
    let row = view.row(&key()).unwrap();
    check(&row);
    check(&row.history());
    check(&row.timeline());
    check(&row.to_buf());
    check(&ledger.row_at(&key(), day(9)));
    check(&ledger.outcomes(day(4), Days(9)));
    check(&from_fn(|_| MARKER.to_owned()).map(|text| text.len()));
}

#[test]
fn journals_print_no_event() {
    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Said(Day, String);

    impl regulars::Event for Said {
        type Id<'a> = &'a str;

        fn day(&self) -> Day {
            self.0
        }

        fn id(&self) -> Option<&str> {
            Some(&self.1)
        }
    }

    let said = || (key(), Said(day(1), key()));
    let mut journal = Journal::new(Repeats::Refuse);
    journal.append([said()]).unwrap();
    check(&journal);
    check_error(journal.append([said()]));
    check_error(journal.merge(&journal));
}

#[test]
fn refusals_print_no_customer() {
    let plain = || Policy::new(Currency::EUR);
    let refusing = [
        (plain().strict(), 0),
        (plain().zeros(Zeros::Refuse), 0),
        (plain().returns(Returns::Refuse), -5),
        (plain().strict().returns(Returns::Ignore), -5),
        (plain().strict().returns(Returns::Match), -5),
        (plain().strict(), i64::MIN),
    ];
    for (policy, minor) in refusing {
        check_error(Ledger::new(policy.clone()).append([(key(), purchase(minor))]));
        let (keys, ids) = ([key()], [Some(Label::from(MARKER))]);
        let minor = [minor];
        let orders = Orders::new(&keys, &[5], &minor).unwrap().ids(&ids).unwrap();
        check_error(Ledger::new(policy).load(&orders));
    }
    let twice = || [(key(), purchase(5)), (key(), purchase(6))];
    check_error(Ledger::new(plain().repeats(Repeats::Refuse)).append(twice()));
    check_error(Ledger::new(plain().strict()).append(twice()));
    check_error(Ledger::new(plain()).append([i64::MAX; 2].map(|m| (key(), purchase(m)))));
    let names = [key()];
    check_error(Ledger::new(plain()).load(&Orders::coded(&[7], &names, &[5], &[1]).unwrap()));
    check_error(ledger(plain()).merge(&ledger(plain().lines())));
    let view = ledger(plain()).as_of(day(9));
    check_error(view.row(&format!("{MARKER}!")));
    check_error(view.with_feature("nps", day(9), |_| Some(f64::INFINITY)));
    check_error(purchase(5).cost(Money(-1)).check());
    check_error(purchase(5).discount(Money(-1)).check());
}

#[test]
fn texts_that_cannot_be_read_are_not_repeated() {
    for text in [MARKER, &long()] {
        check_error(text.parse::<Day>());
        check_error(text.parse::<Currency>());
        check_error(Currency::new(text, 2));
        check_error(Currency::EUR.parse(text));
        check_error(Currency::EUR.parse(&format!("12.{text}")));
    }
}

#[cfg(feature = "serde")]
#[test]
fn stored_texts_that_cannot_be_read_are_not_repeated() {
    let unreadable = |field: &str| {
        let mut stored = serde_json::to_value(purchase(5)).unwrap();
        let fields = stored.as_object_mut().unwrap();
        if field == "time" {
            fields.remove("day");
        }
        fields.insert(field.to_owned(), MARKER.into());
        let err = serde_json::from_value::<Purchase>(stored).unwrap_err();
        check(&err);
        check_text(&err.to_string());
    };
    ["day", "time", "recorded", "amount", "discount", "cost"].into_iter().for_each(unreadable);
    let stored = format!("{{\"kind\":{MARKER:?}}}");
    let err = serde_json::from_str::<Ledger<String>>(&stored).err();
    check_text(&err.expect("it is refused").to_string());
}
