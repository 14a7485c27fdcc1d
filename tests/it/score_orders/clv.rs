//! Forecasts beside the scores.

use std::collections::BTreeSet;

use regulars::clv::{Btyd, Clv, Discount, Family, GammaGamma, Select};
use regulars::{Days, Fit, Score, TimeUnit};
use serde_json::json;

use super::orders;
use crate::fit_clv::{ORDERS, Ran, SHOP, check_keys, ran};

/// The shop's customers, scored.
fn scored(flags: &str) -> Ran {
    let flags = format!("{ORDERS} --as-of 2024-12-31 --out out.csv {flags}");
    ran("score_orders", &SHOP.orders, &flags)
}

fn read(cell: &str) -> Option<f64> {
    if cell.is_empty() { None } else { Some(cell.parse().unwrap()) }
}

#[test]
fn forecasts_are_four_more_columns() {
    let (plain, with) = (scored(""), scored("--clv bg_nbd"));
    let (header, rows) = plain.rows();
    let (longer, more) = with.rows();
    assert_eq!(longer, format!("{header},p_alive,p_silent_90,orders_365,value_365"));
    assert!(rows.iter().zip(&more).all(|(row, more)| *row == more[..row.len()]));
    assert_eq!(rows.len(), more.len());

    let table = SHOP.view.table();
    let model = Btyd::new(Family::BgNbd, TimeUnit::Week).fit(table).unwrap();
    let clv = Clv::new(model.clone(), GammaGamma::new().fit(table).unwrap());
    let value = clv.value_within(Days(365), Discount::per_year(0.10).unwrap());
    let (alive, silent) = (model.p_alive(), model.p_silent_for(Days(90)));
    let answers = (alive, silent, model.orders_within(Days(365)), value).score(table).unwrap();
    for (row, (alive, silent, orders, value)) in more.iter().zip(answers) {
        let found = [13, 14, 15, 16].map(|i| read(&row[i]));
        assert_eq!(found, [alive.ok(), silent.ok(), orders.ok(), value.ok()]);
    }
}

#[test]
fn the_report_tells_the_model() {
    let (plain, with) = (scored("").report(), scored("--clv mbg_nbd").report());
    assert!(plain.get("clv").is_none());
    check_keys(&with, &["clv", "customers", "edges", "rows", "segments", "timings_ms"]);
    check_keys(&with["clv"], &["ll", "model", "params"]);
    check_keys(&with["clv"]["params"], &["a", "alpha", "b", "r"]);
    assert_eq!(with["clv"]["model"], "mbg_nbd");
    check_keys(&with["timings_ms"], &["fit", "ledger", "read", "score", "table"]);
    for part in ["customers", "edges", "rows", "segments"] {
        assert_eq!(plain[part], with[part]);
    }
}

#[test]
fn the_model_may_be_the_best_of_all() {
    let best = Select::new(TimeUnit::Week).fit(SHOP.view.table()).unwrap();
    let best = best.best();
    let told = &scored("--clv auto").report()["clv"];
    assert_eq!(told["model"], json!(best.family().to_string()));
    assert_eq!(told["ll"], json!(best.report().unwrap().log_likelihood));
}

#[test]
fn a_prospect_has_no_forecast() {
    let with_prospect = format!("{}0,2024-12-01,-5.00\n", SHOP.orders);
    let flags = format!("{ORDERS} --as-of 2024-12-31 --out out.csv --clv bg_nbd");
    let (_, rows) = ran("score_orders", with_prospect, &flags).rows();
    assert_eq!((rows[0][0].as_str(), rows[0][13..].concat().as_str()), ("0", ""));
    assert!(!rows[1][13].is_empty());
}

#[test]
fn values_are_left_out_where_spend_cannot_be_fitted() {
    // One order a day, each of 5.
    let days: BTreeSet<&str> =
        SHOP.orders.lines().skip(1).map(|line| line.rsplit_once(',').unwrap().0).collect();
    let rows: String = days.into_iter().map(|day| format!("{day},5\n")).collect();
    let flags = format!("{ORDERS} --as-of 2024-12-31 --out out.csv --clv bg_nbd");
    let alike = ran("score_orders", format!("who,when,paid\n{rows}"), &flags);
    alike.report();
    for row in alike.rows().1 {
        assert!(!row[13].is_empty() && !row[15].is_empty() && row[16].is_empty());
    }
}

#[test]
fn customers_who_tell_too_little_are_refused() {
    for (rows, histories) in [("ann,2024-01-01,1,\nann,2024-02-01,1,\n", 1), ("", 0)] {
        for model in ["auto", "pareto_nbd"] {
            orders(rows).with("--clv").with(model).check_refused(&format!(
                "the model of --clv cannot be fitted: found {histories} distinct histories, \
                 expected at least 5"
            ));
        }
    }
}
