//! The example `churn_table` as its users meet it: a process that is given flags and files.

use std::fmt::Write as _;

use crate::fit_clv::{check_keys, ran};

const FLAGS: &str = "--table in.csv --label left --positive yes --id who";

/// 300 customers: who has complained leaves, but for some, and colours and sizes say nothing.
fn table() -> String {
    let mut table = "who,size,colour,complaints,empty,rare,left\n".to_owned();
    for i in 0..300 {
        let colour = ["red", "green", ""][i % 3];
        let complaints = (i * 7) % 5;
        let size = if i % 10 == 0 { String::new() } else { ((i * 31) % 17).to_string() };
        let left = (complaints * 20 + (i * 13) % 40) > 60;
        let left = if left { "yes" } else { "no" };
        // In some folds nobody has it.
        let rare = if i < 3 { "1" } else { "" };
        writeln!(table, "c{i},{size},{colour},{complaints},,{rare},{left}").unwrap();
    }
    table
}

const MEASURES: [&str; 11] = [
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
fn a_table_is_judged() {
    let report = ran("churn_table", table(), FLAGS).report();
    let more =
        ["columns", "engine", "folds", "leakage", "left_out", "reasons", "scorecard", "seed"];
    let mut keys: Vec<&str> = MEASURES.into_iter().chain(more).collect();
    keys.sort_unstable();
    check_keys(&report, &keys);
    check_keys(&report["scorecard"], &MEASURES);
    assert_eq!(
        (&report["n"], &report["folds"], &report["seed"]),
        (&300.into(), &5.into(), &0.into())
    );
    let columns = serde_json::json!(["size", "colour=green", "colour=red", "complaints"]);
    assert_eq!(report["columns"], columns);
    assert_eq!(report["left_out"], serde_json::json!(["empty", "rare"]));
    // Complaints nearly tell it, and nobody says they should not.
    assert!(0.9 < report["auc"].as_f64().unwrap());
    assert_eq!(report["leakage"][0]["column"], "complaints");

    let reasons = report["reasons"].as_array().unwrap();
    let risks: Vec<f64> =
        reasons.iter().map(|shown| shown["probability"].as_f64().unwrap()).collect();
    assert!(reasons.len() == 3 && risks[2] < risks[0]);
    check_keys(&reasons[0], &["id", "probability", "reasons", "row", "usual"]);
    check_keys(&reasons[0]["reasons"][0], &["code", "contribution", "text"]);
    assert_eq!(reasons[0]["reasons"][0]["code"], "high_complaints");
    let row = reasons[0]["row"].as_u64().unwrap() - 1;
    assert_eq!(reasons[0]["id"], format!("c{row}"));
}

#[test]
fn folds_are_drawn_by_the_seed() {
    let auc = |flags: &str| ran("churn_table", table(), &format!("{FLAGS} {flags}")).report();
    let (plain, same, other) = (auc(""), auc("--seed 0 --folds 5"), auc("--seed 1"));
    assert_eq!(plain, same);
    assert!(plain["brier"] != other["brier"] && plain["brier"] != auc("--folds 3")["brier"]);
}

#[test]
fn what_cannot_be_judged_is_told() {
    let told = |table: &str, flags: &str| ran("churn_table", table, flags).refused("churn_table");
    let good = table();
    assert!(told(&good, "--table in.csv --positive yes").contains("--label"));
    assert!(told(&good, "--table in.csv --label gone --positive yes").contains("`gone`"));
    assert!(told(&good, &format!("{FLAGS} --folds 1")).contains("--folds"));
    let nobody = FLAGS.replace("yes", "perhaps");
    let sentence = told(&good, &nobody);
    assert!(sentence.contains("`left` is never `perhaps`, but such as no, yes"), "{sentence}");
    assert!(told("who,left\n", FLAGS).contains("has no rows"));
    let own = FLAGS.replace("who", "left");
    assert!(told(&good, &own).contains("expected two"));
}
