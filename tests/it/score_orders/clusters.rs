//! `score_orders --clusters`: customers in groups of alike ones.

use regulars::segment::{KMeans, Segmentation};
use regulars::{Fit, Language, Score};

use crate::fit_clv::{ORDERS, SHOP, check_keys, ran};

#[test]
fn the_group_of_each_customer_is_two_more_columns() {
    let flags = format!("{ORDERS} --as-of 2024-12-31 --out out.csv");
    let plain = ran("score_orders", &SHOP.orders, &flags);
    let with = ran("score_orders", &SHOP.orders, &format!("{flags} --clusters 4"));
    let ((header, rows), (longer, more)) = (plain.rows(), with.rows());
    assert_eq!(longer, format!("{header},cluster,cluster_name"));
    assert_eq!(rows.len(), more.len());

    let table = SHOP.view.table();
    let model = Segmentation::new(KMeans::new(4)).fit(table).unwrap();
    for ((row, more), found) in rows.iter().zip(&more).zip(model.score(table).unwrap()) {
        let cells = found.map_or_else(Default::default, |found| {
            [found.label.to_string(), model.name(found.label, Language::English).to_owned()]
        });
        assert_eq!((&row[..], &cells[..]), more.split_at(row.len()));
    }

    let report = with.report();
    let groups = report["clusters"].as_array().unwrap();
    assert_eq!(groups.len(), 4);
    for (group, (label, profile)) in groups.iter().zip((0..).zip(model.profiles())) {
        let keys = ["cluster", "customers", "name", "name_zh", "revenue", "share"];
        check_keys(group, &[&keys[..], &["share_of_revenue"]].concat());
        assert_eq!(group["cluster"], label);
        assert_eq!(group["name_zh"], model.name(label, Language::Chinese));
        assert_eq!(group["customers"], profile.customers());
    }
}

#[test]
fn what_cannot_be_grouped_is_told() {
    let told = |clusters: &str| {
        let flags = format!("{ORDERS} --as-of 2024-12-31 --out out.csv --clusters {clusters}");
        ran("score_orders", &SHOP.orders, &flags).refused("score_orders")
    };
    assert!(told("many").contains("a number of clusters"));
    assert!(told("0").contains("`k`"));
}
