//! Bins of every kind, and models that are kept.

use serde_json::json;

use super::{Run, orders};

/// Ten customers `a` to `j` with 1 to 10 orders of 10, the last of them on 10 days of December.
pub(super) fn ten() -> Run {
    let order = |customer: u8, i: u8| {
        let (name, day) = (char::from(b'a' + customer), 20 + customer - customer * i / 10);
        format!("{name},2024-12-{day:02},10.00,\n")
    };
    orders((0..10).flat_map(|c| (0..=c).map(move |i| order(c, i))).collect::<String>())
}

#[track_caller]
fn check_digits(run: &Run, f: &str, m: &str) {
    let columns = run.scored().columns(["f", "m"]);
    let digits = |i: usize| columns.iter().map(|row| row[i].as_str()).collect::<Vec<_>>().join(" ");
    assert_eq!((digits(0).as_str(), digits(1).as_str()), (f, m));
}

/// A file beside the orders.
fn with_file(run: Run, name: &str, text: &str) -> Run {
    std::fs::write(run.folder.join(name), text).unwrap();
    run
}

/// Amounts at which every kind of bins has other edges.
#[test]
fn bins_are_learned_as_was_asked_for() {
    let amounts = [1, 2, 3, 4, 5, 100, 101, 150];
    let rows = (0..).zip(amounts).map(|(i, amount)| format!("{i},2024-12-01,{amount},\n"));
    let rows: String = rows.collect();
    let learned = |flags: &str| {
        let scored = orders(&rows).with("--bins 5,5,3").with(flags).scored();
        let digits: String = scored.columns(["m"]).concat().concat();
        (digits, scored.report["edges"]["monetary"].clone())
    };
    let check = |flags, digits: &str, edges| assert_eq!(learned(flags), (digits.to_owned(), edges));
    // The places 7/3 and 14/3 in cents: 300 and a third of 100, and 500 and two thirds of 9,500.
    let quantiles = json!([(300.0 + 100.0 / 3.0) / 100.0, (500.0 + 19_000.0 / 3.0) / 100.0]);
    check("", "11122333", quantiles.clone());
    check("--binning quantile", "11122333", quantiles);
    check("--binning rank", "11122233", json!([3.0, 100.0]));
    check("--binning jenks", "11111223", json!([5.0, 101.0]));
    check("--binning kmeans", "11111223", json!([51.75, 125.25]));
}

/// Six customers alike in recency, four of them with one order: each half of F has edges of M of
/// its own, which are told parent by parent.
#[test]
fn nested_bins_have_edges_for_each_parent() {
    let rows = [("a", 10), ("b", 20), ("c", 30), ("d", 40), ("e", 5), ("e", 5), ("f", 1), ("f", 1)];
    let rows = rows.map(|(who, paid)| format!("{who},2024-12-01,{paid},\n")).concat();
    let scored = orders(rows).with("--bins 2 --segments none --binning nested").scored();
    let digits: Vec<String> =
        scored.columns(["customer", "r", "f", "m"]).iter().map(|row| row.join("")).collect();
    assert_eq!(digits.join(" "), "a211 b211 c212 d212 e222 f221");
    // Nobody is in the older half: edges over all are what a customer there would be judged by.
    assert_eq!(scored.report["edges"]["frequency"], json!([[1.0], [1.0]]));
    assert_eq!(scored.report["edges"]["recency"], json!([30.0]));
    let monetary = json!([[15.0], [15.0], [25.0], [6.0]]);
    assert_eq!(scored.report["edges"]["monetary"], monetary);
}

#[test]
fn customers_may_go_without_segments() {
    let scored = ten().with("--segments none --bins 3").scored();
    let digits: Vec<String> =
        scored.columns(["r", "f", "m"]).iter().map(|digits| digits.concat()).collect();
    // 11 to 2 days since and 1 to 10 orders, in thirds: up to 5 and 8 days, up to 4 and 7 orders.
    assert_eq!(digits.join(" "), "111 111 111 211 222 222 322 333 333 333");
    let names = scored.columns(["segment", "segment_zh"]);
    assert!(names.iter().all(|names| *names == ["unnamed", "未命名"]), "{names:?}");
    assert_eq!(scored.count("/segments/unnamed/customers"), 10);
}

#[test]
fn each_dimension_may_have_bins_of_its_own_number() {
    let quarters = "1 1 1 2 2 3 3 4 4 4";
    check_digits(&ten().with("--bins 5,5,2"), "1 1 2 2 3 3 4 4 5 5", "1 1 1 1 1 2 2 2 2 2");
    check_digits(&ten().with("--bins 5,5,4"), "1 1 2 2 3 3 4 4 5 5", quarters);
}

#[test]
fn edges_of_a_file_are_in_days_orders_and_units_of_money() {
    let json = r#"{"r": [1, 2, 3, 4], "f": [1, 2, 3, 9.5], "m": [10, 20.00, 29.99, 99.5]}"#;
    let run = with_file(ten(), "edges.json", json).with("--edges edges.json");
    check_digits(&run, "1 2 3 4 4 4 4 4 4 5", "1 2 4 4 4 4 4 4 4 5");
    let edges = &run.scored().report["edges"]["monetary"];
    assert_eq!(*edges, serde_json::json!([10.0, 20.0, 29.99, 99.5]));
}

#[test]
fn edges_that_are_none_are_refused() {
    for (json, words) in [
        (
            r#"{"r": [1, 2, 3, 4], "f": [1, 2, 3, 4]}"#,
            "edges.json is no edges as --help tells them: missing field `m` at line 1 column 38",
        ),
        (
            "nothing",
            "edges.json is no edges as --help tells them: expected ident at line 1 column 2",
        ),
        (
            r#"{"r": [1, 2, 3, 4], "f": [1, 3, 2, 4], "m": [1, 2, 3, 4]}"#,
            "parameter `frequency`: found 2, expected edges that are finite and ascend",
        ),
        (
            r#"{"r": [1, 2, 3], "f": [1, 2, 3, 4], "m": [1, 2, 3, 4]}"#,
            "the segments of rf25 need 5 bins, see --segments, --bins and --edges",
        ),
    ] {
        with_file(ten(), "edges.json", json).with("--edges edges.json").check_refused(words);
    }
    let missing = ten().with("--edges no.json").refused();
    assert!(missing.starts_with("no.json: "), "{missing}");
}

#[test]
fn a_model_that_was_saved_scores_the_same_bytes() {
    let run = ten().with("--binning rank --segments cells125 --save-model model.json");
    let learned = run.scored();
    let json = std::fs::read_to_string(run.folder.join("model.json")).unwrap();
    let loaded = with_file(ten(), "model.json", &json).with("--load-model model.json").scored();
    assert!(loaded.file == learned.file);
    for part in ["edges", "segments"] {
        assert_eq!(loaded.report[part], learned.report[part]);
    }
}

#[test]
fn a_model_that_was_saved_does_not_learn() {
    let run = ten().with("--save-model model.json");
    run.scored();
    let json = std::fs::read_to_string(run.folder.join("model.json")).unwrap();
    let few = || orders("z,2024-12-31,10.00,\ny,2024-12-31,10.00,\ny,2024-12-30,10.00,\n");
    check_digits(&few(), "5 1", "5 1");
    check_digits(
        &with_file(few(), "model.json", &json).with("--load-model model.json"),
        "1 1",
        "1 1",
    );
    let dollars =
        with_file(few(), "model.json", &json).with("--load-model model.json --currency USD");
    dollars.check_refused(
        "the model is of XXX with 2 decimals and the orders of USD with 2 decimals, see \
         --currency and --scale",
    );
}

#[test]
fn a_model_of_nobody_is_not_saved() {
    let words = "nobody has bought, so there is no model to save";
    orders("z,2024-12-31,0,\n").with("--save-model model.json").check_refused(words);
}

#[test]
fn a_file_that_is_no_model_is_refused() {
    let run =
        with_file(ten(), "model.json", r#"{"engine": "rfm"}"#).with("--load-model model.json");
    run.check_refused(
        "model.json is no model of --save-model: missing field `format` at line 1 column 17",
    );
}
