mod bins;

use std::collections::BTreeMap;

use super::*;
use crate::engine::{Fit, Score};
use crate::{Columns, Currency, Day, ErrorKind, Table};

/// Customers in columns: days since the last order, orders, revenue.
fn with_table<T>(customers: &[(i32, i64, i64)], ask: impl FnOnce(Table<'_>) -> T) -> T {
    let as_of = Day::new(10_000).unwrap();
    let last: Vec<i32> = customers.iter().map(|c| 10_000 - c.0).collect();
    // The first order of those with several was the day before the last.
    let first: Vec<i32> =
        customers.iter().zip(&last).map(|(c, day)| day - i32::from(1 < c.1)).collect();
    let orders: Vec<i64> = customers.iter().map(|c| c.1).collect();
    let purchase_days: Vec<i64> = orders.iter().map(|&orders| orders.min(2)).collect();
    let revenue: Vec<i64> = customers.iter().map(|c| c.2).collect();
    let columns = Columns {
        currency: Currency::USD,
        as_of,
        first: &first,
        last: &last,
        orders: &orders,
        purchase_days: &purchase_days,
        revenue: &revenue,
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
    refused(&Rfm::new().bins(4), "segments");
    refused(&Rfm::new().monetary(Bins::Quantiles(4)).segments(SegmentMap::CELLS125), "segments");
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

/// The published list, as digits by name.
const SQUEEZELY: [(Segment, &str); 11] = [
    (Segment::Champions, "555 554 544 545 454 455 445"),
    (Segment::LoyalCustomers, "543 444 435 355 354 345 344 335"),
    (
        Segment::PotentialLoyalists,
        "553 551 552 541 542 533 532 531 452 451 442 441 431 453 433 432 423 353 352 351 342 341 \
         333 323",
    ),
    (Segment::NewCustomers, "512 511 422 421 412 411 311"),
    (Segment::Promising, "525 524 523 522 521 515 514 513 425 424 413 414 415 315 314 313"),
    (Segment::NeedAttention, "535 534 443 434 343 334 325 324"),
    (Segment::AboutToSleep, "331 321 312 221 213 231 241 251"),
    (
        Segment::AtRisk,
        "255 254 245 244 253 252 243 242 235 234 225 224 153 152 145 143 142 135 134 133 125 124",
    ),
    (Segment::CannotLose, "155 154 144 214 215 115 114 113"),
    (Segment::Hibernating, "332 322 233 232 223 222 132 123 122 212 211"),
    (Segment::Lost, "111 112 121 131 141 151"),
];

#[test]
fn all_125_cells_are_named_as_published() {
    let mut published = BTreeMap::new();
    for (segment, cells) in SQUEEZELY {
        for cell in cells.split_whitespace() {
            assert_eq!(published.insert(cell.to_owned(), segment), None, "{cell} twice");
        }
    }
    assert_eq!(published.len(), 125);
    let name = SegmentMap::CELLS125.lookup();
    for (r, f, m) in cells() {
        let digits = format!("{r}{f}{m}");
        assert_eq!(name(r, f, m), published[&digits], "{digits}");
    }
}

#[test]
fn all_25_cells_are_named_as_published() {
    let found = SegmentMap::RF25.lookup();
    for (r, f, m) in cells() {
        let name = match (r, f) {
            (1..=2, 1..=2) => "hibernating",
            (1..=2, 3..=4) => "at_risk",
            (1..=2, 5) => "cannot_lose",
            (3, 1..=2) => "about_to_sleep",
            (3, 3) => "need_attention",
            (3..=4, 4..=5) => "loyal_customers",
            (4, 1) => "promising",
            (5, 1) => "new_customers",
            (4..=5, 2..=3) => "potential_loyalists",
            _ => "champions",
        };
        assert_eq!(found(r, f, m).code(), name, "{r}{f}");
    }
}

#[test]
fn cells_are_owned_as_their_sources_say() {
    let owned = |map: &SegmentMap, names: &[Segment]| -> Vec<usize> {
        names.iter().map(|&name| map.cells(name).len()).collect()
    };
    use Segment::*;
    // In the order of R's rules, and what is left over.
    let rules = [
        Champions,
        PotentialLoyalists,
        LoyalCustomers,
        Promising,
        NewCustomers,
        CannotLose,
        AtRisk,
        NeedAttention,
        AboutToSleep,
        Lost,
        Others,
    ];
    assert_eq!(owned(&SegmentMap::RFM10, &rules), [1, 35, 15, 8, 15, 6, 7, 4, 10, 14, 10]);
    let quartiles = [PremiumCustomers, RepeatCustomers, TopSpenders, AtRisk, Inactive, Others];
    assert_eq!(owned(&SegmentMap::QUARTILES46, &quartiles), [8, 7, 13, 11, 7, 18]);
    let without = [
        "121", "131", "141", "142", "213", "221", "231", "241", "242", "321", "331", "341", "342",
        "421", "431", "432", "441", "442",
    ];
    let others = SegmentMap::QUARTILES46.cells(Others);
    assert!(others.iter().map(|[r, f, m]| format!("{r}{f}{m}")).eq(without));
    for (map, cells, others) in [
        (SegmentMap::RF25, 25, 0),
        (SegmentMap::CELLS125, 125, 0),
        (SegmentMap::RFM10, 125, 10),
        (SegmentMap::QUARTILES46, 64, 18),
    ] {
        let named: usize = owned(&map, &map.names()).iter().sum();
        assert_eq!((named + others, map.cells(Others).len()), (cells, others), "{}", map.code());
    }
}

fn cells() -> impl Iterator<Item = (u8, u8, u8)> {
    (0..125).map(|cell| (cell / 25 + 1, cell / 5 % 5 + 1, cell % 5 + 1))
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
