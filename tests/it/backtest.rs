//! The example `backtest` as its users meet it: a process that is given flags and files.

use regulars::churn::{Churn, Logistic, Scorecard};
use regulars::clv::{Btyd, Family};
use regulars::{Day, Days, Fit, Row, TimeUnit};

use crate::fit_clv::{ORDERS, SHOP, check_keys, ran};

const KEYS: [&str; 11] = [
    "auc",
    "auc_ci",
    "average_precision",
    "base_rate",
    "brier",
    "ece",
    "empc",
    "lift_quality",
    "log_loss",
    "n",
    "top_decile_lift",
];

#[test]
fn the_report_is_what_the_library_says() {
    let flags = format!("{ORDERS} --horizon 60 --cutoffs 2024-06-30,2024-09-30 --lookback 200");
    let report = ran("backtest", &SHOP.orders, &flags).report();
    check_keys(&report, &["cutoffs", "pooled"]);
    let settings = Churn::new(Days(60)).lookback(Days(200));
    for text in ["2024-06-30", "2024-09-30"] {
        let engines = &report["cutoffs"][text];
        let names = [
            "base_rate",
            "frequency",
            "lateness",
            "logistic",
            "p0",
            "p_alive",
            "rate",
            "recency",
            "scorecard",
        ];
        check_keys(engines, &names);
        let day: Day = text.parse().unwrap();
        let cohort = settings.cohort(&SHOP.ledger, day).unwrap();
        let btyd = Btyd::new(Family::BgNbd, TimeUnit::Week).fit(cohort.view().table()).unwrap();
        let p0 = btyd.p_silent_for(Days(60));
        let p0 = cohort.predictions(regulars::Score::map(p0, |p| p.unwrap_or(1.0))).unwrap();
        for name in names {
            check_keys(&engines[name], &KEYS);
            assert_eq!(engines[name]["n"], cohort.rows().len());
            assert_eq!(engines[name]["base_rate"].as_f64(), Some(cohort.base_rate()));
        }
        assert_eq!(engines["p0"]["auc"].as_f64(), p0.auc().ok());
        assert_eq!(engines["p0"]["brier"].as_f64(), p0.brier().ok());
        let past = settings.past(&SHOP.ledger, day).unwrap();
        let logistic = Logistic::new().fit(&past).unwrap();
        let logistic = regulars::Score::map(logistic, |p| p.unwrap_or(1.0));
        let logistic = cohort.predictions(logistic).unwrap();
        assert_eq!(engines["logistic"]["auc"].as_f64(), logistic.auc().ok());
        let card = Scorecard::new().fit(&past).unwrap();
        let card = cohort.predictions(regulars::Score::map(card, |p| p.unwrap_or(1.0))).unwrap();
        assert_eq!(engines["scorecard"]["log_loss"].as_f64(), card.log_loss().ok());
        // What is no probability has no such score.
        assert!(engines["recency"]["brier"].is_null());
    }
}

#[test]
fn days_to_learn_from_may_be_told() {
    let flags = format!("{ORDERS} --horizon 60 --cutoffs 2024-09-30 --engines logistic");
    let told = format!("{flags} --train-cutoffs 2024-01-31,2024-05-31,2024-08-31");
    let report = ran("backtest", &SHOP.orders, &told).report();
    let settings = Churn::new(Days(60));
    let cohort = |text: &str| settings.cohort(&SHOP.ledger, text.parse().unwrap()).unwrap();
    // The horizon of the last had not ended.
    let model = Logistic::new().fit(&["2024-01-31", "2024-05-31"].map(cohort)).unwrap();
    let scorer = regulars::Score::map(model, |p| p.unwrap_or(1.0));
    let predictions = cohort("2024-09-30").predictions(scorer).unwrap();
    let found = &report["cutoffs"]["2024-09-30"]["logistic"];
    assert_eq!(found["brier"].as_f64(), predictions.brier().ok());
    let late = format!("{flags} --train-cutoffs 2024-08-31");
    let told = ran("backtest", &SHOP.orders, &late).refused("backtest");
    assert!(told.contains("found 0 cohorts"), "{told}");
    for (days, found) in [("soon", "found soon"), ("2024-01-31,2024-01-31", "2024-01-31 twice")] {
        let odd = format!("{flags} --train-cutoffs {days}");
        let told = ran("backtest", &SHOP.orders, &odd).refused("backtest");
        assert!(told.contains("--train-cutoffs") && told.contains(found), "{told}");
    }
}

#[test]
fn days_may_be_told_by_their_distance() {
    let flags = format!("{ORDERS} --horizon 60 --cutoffs every:100 --engines rate");
    let report = ran("backtest", &SHOP.orders, &flags).report();
    let days: Vec<Day> =
        (report["cutoffs"].as_object().unwrap().keys()).map(|day| day.parse().unwrap()).collect();
    assert!(3 < days.len());
    assert!(days.windows(2).all(|pair| pair[0] + Days(100) == pair[1]));
    let engines = &report["cutoffs"][days[0].to_string()];
    check_keys(engines, &["base_rate", "frequency", "lateness", "rate", "recency"]);
}

#[test]
fn within_no_days_is_the_day_itself() {
    let day: Day = "2024-06-30".parse().unwrap();
    let flags = format!("{ORDERS} --horizon 60 --cutoffs {day} --lookback 0 --engines rate");
    let report = ran("backtest", &SHOP.orders, &flags).report();
    let bought = SHOP
        .ledger
        .as_of(day)
        .table()
        .rows()
        .filter_map(Row::history)
        .filter(|own| own.last() == day)
        .count();
    assert!(0 < bought);
    assert_eq!(report["cutoffs"]["2024-06-30"]["rate"]["n"], bought);
}

#[test]
fn what_cannot_be_tested_is_told() {
    let told = |flags: &str| {
        ran("backtest", &SHOP.orders, &format!("{ORDERS} {flags}")).refused("backtest")
    };
    assert!(told("--horizon 60").contains("--cutoffs"));
    assert!(told("--horizon 60 --cutoffs tomorrow").contains("tomorrow"));
    assert!(told("--horizon 60 --cutoffs every:0").contains("every:DAYS"));
    assert!(told("--horizon 60 --cutoffs 2024-06-30,2024-06-30").contains("each once"));
    let late = told("--horizon 60 --cutoffs 2024-12-30");
    assert!(
        late.contains("expected a day from which the records reach over the horizon"),
        "{late}"
    );
    assert!(told("--horizon 0 --cutoffs 2024-06-30").contains("one day or more"));
    assert!(told("--horizon 60 --cutoffs 2024-06-30 --engines trees").contains("found trees"));
}
