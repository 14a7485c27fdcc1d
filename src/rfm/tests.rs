mod bins;
mod maps;
mod nested;
mod why;

use super::*;
use crate::engine::{Fit, Score};
use crate::{Columns, Currency, Day, ErrorKind, Language, Money, Table};

/// Customers in columns: days since the last order, orders, revenue.
fn with_table<T>(customers: &[(i32, i64, i64)], ask: impl FnOnce(Table<'_>) -> T) -> T {
    let own = |&(days, orders, revenue): &(i32, i64, i64)| {
        // The first order of those with several was on another day than the last.
        Own { days, orders, purchase_days: orders.min(2), revenue }
    };
    with_own(&customers.iter().map(own).collect::<Vec<_>>(), ask)
}

/// One customer.
#[derive(Clone, Copy, Debug)]
struct Own {
    days: i32,
    orders: i64,
    purchase_days: i64,
    revenue: i64,
}

const AS_OF: i32 = 10_000;

fn with_own<T>(customers: &[Own], ask: impl FnOnce(Table<'_>) -> T) -> T {
    let column = |of: fn(&Own) -> i64| customers.iter().map(of).collect::<Vec<i64>>();
    let last: Vec<i32> = customers.iter().map(|own| AS_OF - own.days).collect();
    let first = |(own, last): (&Own, &i32)| last - i32::from(1 < own.purchase_days);
    let columns = Columns {
        currency: Currency::USD,
        as_of: Day::new(AS_OF).unwrap(),
        first: &customers.iter().zip(&last).map(first).collect::<Vec<_>>(),
        last: &last,
        orders: &column(|own| own.orders),
        purchase_days: &column(|own| own.purchase_days),
        revenue: &column(|own| own.revenue),
        timelines: None,
        features: &[],
    };
    ask(Table::new(columns).unwrap())
}

#[track_caller]
fn check(settings: &Rfm, customers: &[(i32, i64, i64)], digits: &[&str]) {
    let found: Vec<String> = with_table(customers, |table| {
        let model = settings.fit(table).unwrap();
        model.score(table).unwrap().into_iter().map(RfmScore::digits).collect()
    });
    assert_eq!(found, digits);
}

#[track_caller]
fn refused(settings: &Rfm, name: &str) {
    let err = settings.check().unwrap_err();
    assert!(matches!(err.kind(), ErrorKind::Param { name: found, .. } if *found == name), "{err}");
}

#[test]
fn fifths_of_five_customers_are_one_each() {
    let customers = [(1, 10, 500), (2, 8, 400), (3, 6, 300), (4, 4, 200), (5, 2, 100)];
    check(&Rfm::new(), &customers, &["555", "444", "333", "222", "111"]);
}

#[test]
fn equal_customers_share_a_score() {
    check(&Rfm::new(), &[(3, 1, 10); 7], &["511"; 7]);
}

#[test]
fn an_edge_belongs_to_the_bin_below_it() {
    let edges = |edge: f64| Bins::Edges(vec![edge]);
    let settings =
        Rfm::new().recency(edges(30.0)).frequency(edges(2.5)).monetary(edges(100.0)).segments(None);
    check(&settings, &[(30, 2, 100), (31, 3, 101)], &["211", "122"]);
}

#[test]
fn a_prospect_has_no_digits() {
    check(&Rfm::new(), &[(1, 10, 500), (0, 0, 0)], &["511", ""]);
}

#[test]
fn ten_bins_are_told_apart() {
    let customers: Vec<_> = (1..=10).map(|i| (i, 11 - i64::from(i), 100)).collect();
    let settings = Rfm::new().bins(10).segments(None);
    let mut digits = vec!["10-10-1".to_owned()];
    digits.extend((1..=9).rev().map(|i| format!("{i}{i}1")));
    check(&settings, &customers, &digits.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn what_makes_no_bins_is_refused() {
    refused(&Rfm::new().bins(1), "recency");
    refused(&Rfm::new().bins(11), "recency");
    refused(&Rfm::new().frequency(Bins::Edges(vec![])), "frequency");
    refused(&Rfm::new().monetary(Bins::Edges(vec![2.0, 1.0])), "monetary");
    refused(&Rfm::new().monetary(Bins::Edges(vec![f64::NAN])), "monetary");
    let unfit = |settings: Rfm, words: &str| {
        let expected = "expected the same, or `segments(None)`";
        let message = settings.check().unwrap_err().to_string();
        assert_eq!(message, format!("the bins of R, F and M are {words}: {expected}"));
    };
    unfit(Rfm::new().bins(4), "4-4-4, and the segment map is made for 5-5-any");
    let mixed = Rfm::new().monetary(Bins::Quantiles(4)).segments(SegmentMap::CELLS125);
    unfit(mixed, "5-5-4, and the segment map is made for 5-5-5");
    assert!(Rfm::new().monetary(Bins::Quantiles(4)).check().is_ok(), "rf25 does not read M");
}

#[test]
fn nobody_to_learn_from_is_too_few() {
    let err = with_table(&[(0, 0, 0)], |table| Rfm::new().fit(table).unwrap_err());
    assert_eq!(err.kind(), &ErrorKind::TooFew { found: 0, needed: 1 });
}

#[test]
fn money_of_another_kind_is_refused() {
    let model = with_table(&[(1, 1, 1)], |table| Rfm::new().fit(table).unwrap());
    let model = RfmModel::new(model::Parts { currency: Currency::JPY, ..model.parts().clone() });
    let err = with_table(&[(1, 1, 1)], |table| model.score(table).unwrap_err());
    assert!(matches!(err.kind(), ErrorKind::Currency { .. }));
}

#[cfg(feature = "serde")]
mod stored {
    use super::*;

    fn model() -> RfmModel {
        with_table(&[(1, 1, 10), (4, 2, 33), (9, 3, 71)], |table| Rfm::new().fit(table).unwrap())
    }

    #[test]
    fn a_model_comes_back_to_the_bit() {
        let json = serde_json::to_string(&model()).unwrap();
        assert_eq!(serde_json::from_str::<RfmModel>(&json).unwrap(), model(), "{json}");
    }

    #[test]
    fn a_score_that_no_model_would_give_is_refused() {
        let read = |json: &str| serde_json::from_str::<RfmScore>(json);
        for json in [
            r#"{"r":10,"f":1,"m":3,"segment":"champions"}"#,
            r#"{"r":0,"f":0,"m":0,"segment":"prospect"}"#,
        ] {
            assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
        }
        for json in [
            r#"{"r":200,"f":200,"m":200,"segment":"champions"}"#,
            r#"{"r":1,"f":0,"m":3,"segment":"champions"}"#,
            r#"{"r":1,"f":1,"m":1,"segment":"prospect"}"#,
            r#"{"r":0,"f":0,"m":0,"segment":"lost"}"#,
            r#"{"r":1,"f":1,"m":1,"segment":"lost","x":1}"#,
        ] {
            assert!(read(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_model_that_no_fit_would_make_is_refused() {
        let json = serde_json::to_value(model()).unwrap();
        let wrong = [
            ("format", 2.into()),
            ("engine", "kmeans".into()),
            ("recency", serde_json::json!({"edges": [3, 2, 4, 5], "customers": [0, 0, 0, 0, 0]})),
            ("recency", serde_json::json!({"edges": [1], "customers": [0, 0]})),
            ("recency", serde_json::json!({"edges": [1, 2, 3, 4], "customers": [0, 0, 0, 0]})),
            ("recency", serde_json::json!({"edges": [], "customers": []})),
            ("frequency", serde_json::json!([])),
            ("monetary", serde_json::json!([])),
            ("monetary", serde_json::json!([json["monetary"][0], json["monetary"][0]])),
            ("segments", "famous11".into()),
            ("currency", serde_json::json!({"code": "eu", "exponent": 2})),
            ("extra", 1.into()),
        ];
        for (field, value) in wrong {
            let mut json = json.clone();
            json[field] = value;
            assert!(serde_json::from_value::<RfmModel>(json).is_err(), "{field}");
        }
    }
}
