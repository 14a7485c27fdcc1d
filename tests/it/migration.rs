//! The example `migration` as its users meet it: a process that is given flags and files.

use std::collections::BTreeMap;

use regulars::{Bins, Count, Currency, Fit, Ledger, Rfm, SegmentName, SegmentRules, Spend};
use serde_json::{Value, json};

use crate::score_orders::{Run, orders, program, sentence};

/// A small shop: five customers until June, of whom some come again, and two come later.
const ROWS: &str = "ann,2024-01-01,1.00,\nbob,2024-02-01,2.00,\ncat,2024-03-01,4.00,\n\
                    dan,2024-04-01,8.00,\neve,2024-05-01,16.00,\nann,2024-07-01,32.00,\n\
                    ann,2024-08-01,64.00,\nfay,2024-09-01,128.00,\ngus,2024-10-01,256.00,\n\
                    bob,2024-10-01,512.00,\ncat,2024-10-02,-0.50,\ndan,2025-01-01,1024.00,\n";

const DAYS: &str = "--from 2024-06-01 --to 2024-12-31";

#[track_caller]
fn migrated(run: &Run) -> (Value, String) {
    let output = run.of("migration", &[]).output().unwrap();
    let table = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{table}");
    let matrix = String::from_utf8(output.stdout).unwrap();
    assert_eq!(matrix.lines().count(), 1, "one object: {matrix}");
    (serde_json::from_str(&matrix).unwrap(), table)
}

#[track_caller]
fn check_refused(flags: &str, words: &str) {
    let output = orders(ROWS).with(flags).of("migration", &[]).output().unwrap();
    assert_eq!(sentence("migration", &output), words);
}

/// What each segment has, by `score_orders` with the model that `migration` saved.
fn segments(run: &Run, day: &str) -> BTreeMap<String, (u64, f64)> {
    let model = std::fs::read_to_string(run.folder.join("model.json")).unwrap();
    let scored = orders(ROWS).with("--load-model model.json --as-of").with(day);
    std::fs::write(scored.folder.join("model.json"), model).unwrap();
    let report = scored.scored().report;
    let total =
        |total: &Value| (total["customers"].as_u64().unwrap(), total["revenue"].as_f64().unwrap());
    let segments = report["segments"].as_object().unwrap().iter();
    segments.map(|(name, own)| (name.clone(), total(own))).filter(|(_, own)| own.0 != 0).collect()
}

/// The customers of one side's segments, and the revenue of one of its days.
fn sums(
    matrix: &Value,
    side: fn(&str, &str) -> String,
    revenue: &str,
) -> BTreeMap<String, (u64, f64)> {
    let mut sums: BTreeMap<String, (u64, f64)> = BTreeMap::new();
    for (from, row) in matrix.as_object().unwrap() {
        for (to, moved) in row.as_object().unwrap() {
            let sum = sums.entry(side(from, to)).or_default();
            sum.0 += moved["customers"].as_u64().unwrap();
            sum.1 += moved[revenue].as_f64().unwrap();
        }
    }
    sums
}

/// Amounts have two decimals with few digits, so that sums of doubles are those of the cents to
/// far below a cent.
#[track_caller]
fn check_same(sums: &BTreeMap<String, (u64, f64)>, table: &BTreeMap<String, (u64, f64)>) {
    let cents = |sums: &BTreeMap<String, (u64, f64)>| -> Vec<(String, u64, i64)> {
        let cents = |money: f64| (money * 100.0).round() as i64;
        sums.iter().map(|(name, sum)| (name.clone(), sum.0, cents(sum.1))).collect()
    };
    assert_eq!(cents(sums), cents(table));
}

#[test]
fn rows_and_columns_add_up_to_the_segments_of_both_days() {
    for flags in ["", "--segments cells125", "--binning rank", "--binning nested --bins 5"] {
        let run = orders(ROWS).with(DAYS).with("--save-model model.json").with(flags);
        let (matrix, _) = migrated(&run);
        let mut rows = sums(&matrix, |from, _| from.to_owned(), "revenue_before");
        assert_eq!(rows.remove("new"), Some((2, 0.0)));
        check_same(&rows, &segments(&run, "2024-06-01"));
        let columns = sums(&matrix, |_, to| to.to_owned(), "revenue_after");
        check_same(&columns, &segments(&run, "2024-12-31"));
    }
}

#[test]
fn each_move_has_its_customers_and_their_revenue_on_both_days() {
    let run = orders(ROWS).with(DAYS).with("--edges edges.json --segments rf25 --currency EUR");
    let edges = r#"{"r": [30, 60, 90, 200], "f": [1, 2, 3, 4], "m": [1, 2, 3, 4]}"#;
    std::fs::write(run.folder.join("edges.json"), edges).unwrap();
    let (matrix, table) = migrated(&run);
    // R on 2024-06-01 is 2, 2, 2, 3, 4, with one order each; after it ann came 152 days before
    // the day for the third time, bob and gus 91, fay 121, and of the others nobody came.
    let moved = |customers: u64, before: f64, after: f64| json!({"customers": customers, "revenue_before": before, "revenue_after": after});
    let want = json!({
        "new": {"hibernating": moved(2, 0.0, 384.0)},
        "hibernating": {"at_risk": moved(1, 1.0, 97.0), "hibernating": moved(2, 6.0, 517.5)},
        "about_to_sleep": {"hibernating": moved(1, 8.0, 8.0)},
        "promising": {"hibernating": moved(1, 16.0, 16.0)},
    });
    assert_eq!(matrix, want);
    let want = "\
From 2024-06-01, down, to 2024-12-31, across, by the model of 2024-06-01

           1     2     3     4     all
     1     ·     ·     ·     1       1  Promising
     2     ·     ·     ·     1       1  About to sleep
     3     ·     ·     ·     ·       ·  At risk
     4     ·     ·     1     2       3  Hibernating
   new     ·     ·     ·     2       2
   all     ·     ·     1     6       7
";
    assert_eq!(table, want);
}

#[test]
fn the_same_day_twice_moves_nobody() {
    let (matrix, _) = migrated(&orders(ROWS).with("--from 2024-06-01 --to 2024-06-01"));
    for (from, row) in matrix.as_object().unwrap() {
        assert_eq!(row.as_object().unwrap().keys().collect::<Vec<_>>(), [from]);
    }
}

#[test]
fn flags_that_are_missing_or_wrong_are_refused() {
    check_refused("--to 2024-12-31", "--from is needed; --help lists the flags");
    check_refused("--from 2024-12-31", "--to is needed; --help lists the flags");
    check_refused(
        "--from 2024-12-31 --to 2024-12-30",
        "--from is 2024-12-31, expected a day up to --to, which is 2024-12-30",
    );
    check_refused("--from soon", "--from is `soon`, expected a day written YYYY-MM-DD");
    check_refused(
        &format!("{DAYS} --as-of 2024-01-01"),
        "there is no flag --as-of; --help lists them",
    );
    check_refused(
        "--from 2023-12-31 --to 2024-12-31",
        "nobody has bought by the day of --from, so there are no segments",
    );
}

#[test]
fn help_lists_every_flag() {
    let output = program("migration").arg("--help").output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let help = String::from_utf8(output.stdout).unwrap();
    for flag in ["orders", "from", "to", "load-model", "segments", "lines"] {
        assert!(help.lines().any(|line| line.starts_with(&format!("  --{flag} "))), "{flag}");
    }
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
}

/// A model of the caller's own making may name segments and count purchases as it likes.
#[test]
fn names_of_ones_own_are_told_apart() {
    let named = |code: &str, zh: &str| SegmentName::new(code, code.to_uppercase(), zh);
    let map = SegmentRules::new([2, 2, 2])
        .rule(named("gold", "金卡"), .., 2.., ..)
        .otherwise(named("plain", "普通"))
        .build()
        .unwrap();
    let settings = Rfm::new()
        .recency(Bins::Edges(vec![30.0]))
        .frequency(Bins::Edges(vec![0.0]))
        .monetary(Bins::Edges(vec![100.0]))
        .count(Count::Repeats)
        .spend(Spend::MeanPerOrder)
        .segments(map);
    let day = "2024-06-01".parse().unwrap();
    let currency = "EUR".parse::<Currency>().unwrap();
    let model = settings.fit(Ledger::<u64>::new(currency).as_of(day).table()).unwrap();
    let with_model = |flags: &str| {
        let run = orders(ROWS).with("--load-model model.json --currency EUR").with(flags);
        std::fs::write(run.folder.join("model.json"), serde_json::to_vec(&model).unwrap()).unwrap();
        run
    };

    let (matrix, table) = migrated(&with_model(DAYS));
    let moved = |customers: u64, before: f64, after: f64| json!({"customers": customers, "revenue_before": before, "revenue_after": after});
    let want = json!({
        "new": {"plain": moved(2, 0.0, 384.0)},
        "plain": {"gold": moved(2, 3.0, 611.0), "plain": moved(3, 28.0, 27.5)},
    });
    assert_eq!(matrix, want);
    assert!(table.contains("       ·  GOLD\n") && table.contains("       5  PLAIN\n"), "{table}");

    let scored = with_model("").scored();
    assert_eq!(scored.count("/segments/gold/customers"), 2);
    let rows = scored.columns(["customer", "segment", "segment_zh"]);
    assert_eq!(rows[..2].concat().concat(), "anngold金卡bobgold金卡");
    let output = with_model("--explain ann").command().output().unwrap();
    let why: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&why["segment"], &why["segment_zh"]), (&json!("gold"), &json!("金卡")));
    assert_eq!(why["reasons"]["f"]["repeats"], 2);
    assert_eq!(why["reasons"]["m"]["revenue_per_order"].as_f64().map(f64::round), Some(32.0));
}
