//! The example `lifecycle` as its users meet it: a process that is given flags and files.

use regulars::groups::TransitionMatrix;
use regulars::lifecycle::{Lifecycle, State};
use regulars::{Day, Days, Fit};
use serde_json::Value;

use crate::fit_clv::{ORDERS, Ran, SHOP, check_keys, ran};

const DAYS: &str = "--from 2024-01-06 --to 2024-12-31 --every 60 --out out.csv";

fn followed(flags: &str) -> Ran {
    ran("lifecycle", &SHOP.orders, &format!("{ORDERS} {flags}"))
}

/// A number of a report, to the last bit.
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[test]
fn the_report_is_what_the_library_says() {
    let ran = followed(DAYS);
    let report = ran.report();
    let keys = ["dates", "forecast", "matrix", "passage_to_churned", "pulse", "time_in_stage"];
    check_keys(&report, &[&keys[..], &["timings_ms"]].concat());

    let table = SHOP.view.table();
    let rule = Lifecycle::new().fit(table).unwrap();
    let first: Day = "2024-01-06".parse().unwrap();
    let days: Vec<Day> = (0..7).map(|step| first + Days(60 * step)).collect();
    let course = rule.course(table, &days).unwrap();
    for (day, groups) in days.iter().zip(course.groups()) {
        let told = &report["dates"][day.to_string()];
        assert!(groups.iter().all(|(state, group)| told[state.code()] == group.customers));
        assert_eq!(told.as_object().unwrap().len(), groups.iter().count());
    }

    let matrix = TransitionMatrix::of(&course).unwrap();
    for (from, row) in report["matrix"].as_object().unwrap() {
        let from = State::ALL.into_iter().find(|state| state.code() == from).unwrap();
        for (to, cell) in row.as_object().unwrap() {
            let to = State::ALL.into_iter().find(|state| state.code() == to).unwrap();
            check_keys(cell, &["customers", "high", "low", "probability"]);
            assert_eq!(Some(number(&cell["probability"])), matrix.probability(from, to));
            let interval = (number(&cell["low"]), number(&cell["high"]));
            assert_eq!(Some(interval), matrix.interval(from, to, 0.95));
        }
    }
    for (state, days) in matrix.chain().mean_days_until(State::Churned) {
        assert_eq!(report["passage_to_churned"][state.code()].as_f64(), days);
    }
    for (state, stay) in rule.time_in_state(table).unwrap() {
        let told = &report["time_in_stage"][state.code()];
        check_keys(told, &["ended", "median", "quartiles", "stays"]);
        assert_eq!(told["median"].as_u64(), stay.median().map(u64::from));
    }
    let forecast = report["forecast"].as_array().unwrap();
    assert_eq!(forecast.len(), 4);
    check_keys(&forecast[0], &["days", "period", "those_now", "with_new"]);
    let sum = |told: &Value| told.as_object().unwrap().values().map(number).sum::<f64>();
    // Nobody is lost, but for roundings of some hundred customers.
    let there = course.groups()[6].all().customers;
    assert!(forecast.iter().all(|period| {
        (sum(&period["those_now"]) - f64::from(u32::try_from(there).unwrap())).abs() < 1e-9
    }));
    let pulse = &report["pulse"][days[6].to_string()];
    check_keys(pulse, &["current", "dormant", "new", "pulse", "resurrected"]);
}

#[test]
fn the_log_is_every_change_of_the_time() {
    let (header, rows) = followed(&format!("{DAYS} --rule emarsys")).rows();
    assert_eq!(header, "customer,day,from,to,reason");
    let rule = Lifecycle::emarsys().build().unwrap();
    let from: Day = "2024-01-06".parse().unwrap();
    let changes = SHOP.view.join(rule.changes()).unwrap().flat_map(|(customer, changes)| {
        let changes = changes.into_iter().filter(|change| from <= change.day);
        changes.map(move |change| {
            let (day, from, to) = (change.day.to_string(), change.from.code(), change.to.code());
            [customer.to_string(), day, from.to_owned(), to.to_owned()]
        })
    });
    assert!(rows.iter().map(|row| &row[..4]).eq(changes.collect::<Vec<_>>().iter()));
}

#[test]
fn flags_that_cannot_be_meant() {
    let told = |flags: &str| followed(flags).refused("lifecycle");
    assert!(
        told("--from 2024-06-01 --to 2024-05-01 --every 9 --out out.csv").contains("--from is")
    );
    assert!(
        told("--from 2024-06-01 --to 2024-06-02 --every 9 --out out.csv").contains("--every is")
    );
    assert!(
        told("--from 2024-06-01 --to 2024-07-01 --every 0 --out out.csv").contains("at least 1")
    );
    assert!(told("--to 2024-07-01 --every 9 --out out.csv").contains("--from is needed"));
    assert!(told(&format!("{DAYS} --rule own")).contains("default, emarsys, omnisend or clutch"));
}
