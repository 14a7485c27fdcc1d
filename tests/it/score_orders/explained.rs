//! Why one customer has their score.

use serde_json::{Value, json};

use super::models::ten;
use super::{Run, orders};

#[track_caller]
fn explained(run: &Run) -> Value {
    let output = run.command().output().unwrap();
    assert_eq!(
        (String::from_utf8_lossy(&output.stderr).as_ref(), output.status.success()),
        ("", true)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Of `ten`, `d` has 4 orders, the last on 2024-12-23. Edges of five bins are at the places 1.8,
/// 3.6, 5.4 and 7.2 among ten: 2.8, 4.6, 6.4 and 8.2 orders, and 10 times that in money; and of
/// the days since, 2 to 11 of them, 3.8, 5.6, 7.4 and 9.2.
#[test]
fn every_digit_is_told_with_its_edges_and_what_moves_it() {
    let why = explained(&ten().with("--explain d --currency EUR"));
    let reasons = json!({
        "r": {
            "digit": 2,
            "days_since_last": 8,
            "edges": {"below": 7.4, "above": 9.2},
            "order_now": 5,
            "falls": {"after_days": 2, "on": "2025-01-02", "to": 1},
        },
        "f": {
            "digit": 2,
            "orders": 4,
            "edges": {"below": 2.8, "above": 4.6},
            "more": {"least": 1, "to": 3},
        },
        "m": {
            "digit": 2,
            "revenue": 40.0,
            "edges": {"below": 28.0, "above": 46.0},
            "more": {"least": 6.01, "to": 3},
            "next_order": {"least": 6.01, "to": 3},
        },
    });
    assert_eq!(why["reasons"], reasons);
    let keys: Vec<&str> = why.as_object().unwrap().keys().map(String::as_str).collect();
    let all = "as_of customer reasons score segment segment_en segment_zh text_en text_zh";
    assert_eq!(keys.join(" "), all);
    for (key, value) in [
        ("customer", "d"),
        ("as_of", "2024-12-31"),
        ("score", "222"),
        ("segment", "hibernating"),
        ("segment_en", "Hibernating"),
        ("segment_zh", "沉睡客户"),
    ] {
        assert_eq!(why[key], value);
    }
    assert_eq!(
        why["text_en"][2],
        "M 2 of 5: EUR 40.00, more than EUR 28.00 and up to EUR 46.00. EUR 6.01 more makes it 3."
    );
    assert_eq!(why["text_zh"].as_array().unwrap().len(), 3);
}

/// What would move a digit is done, and the day that is told comes.
#[test]
fn what_is_told_is_what_happens() {
    let run = ten().with("--save-model model.json");
    run.scored();
    let model = std::fs::read_to_string(run.folder.join("model.json")).unwrap();
    let digits = |row: &str, day: &str| {
        let run = ten().and(format!("{}{row}", super::HEADER));
        std::fs::write(run.folder.join("model.json"), &model).unwrap();
        let run = run.with("--load-model model.json --as-of").with(day);
        run.scored().columns(["customer", "r", "f", "m"])[3].join("")
    };
    assert_eq!(digits("", "2024-12-31"), "d222");
    assert_eq!(digits("d,2024-12-31,6.00,\n", "2024-12-31"), "d532");
    assert_eq!(digits("d,2024-12-31,6.01,\n", "2024-12-31"), "d533");
    assert_eq!(digits("", "2025-01-01"), "d222");
    assert_eq!(digits("", "2025-01-02"), "d122");
}

#[test]
fn a_prospect_has_no_reasons() {
    let why = explained(&orders("a,2024-12-01,5,\nb,2024-12-01,-5,\n").with("--explain b"));
    assert_eq!(
        (&why["score"], &why["segment"], &why["reasons"]),
        (&Value::Null, &"prospect".into(), &Value::Null)
    );
}

#[test]
fn a_customer_who_is_not_known_on_the_day_is_refused_without_a_name() {
    let words = "--explain names no customer who is known on that day";
    ten().with("--explain nobody").check_refused(words);
    ten().with("--explain d --as-of 2024-12-22").check_refused(words);
    let nobody = "nobody has bought, so there is nothing to explain";
    orders("a,2024-12-01,-5,\n").with("--explain a").check_refused(nobody);
}

#[test]
fn the_customers_are_written_only_if_that_is_asked_for() {
    let run = ten().with("--explain d");
    let mut command = super::program("score_orders");
    let file = run.files[0].to_str().unwrap();
    command.args(["--orders", file, "--customer", "who", "--date", "when", "--amount", "paid"]);
    command.args(["--as-of", "2024-12-31", "--explain", "d"]);
    assert!(command.output().unwrap().status.success());
    assert!(!run.out().exists());
    explained(&run);
    assert!(std::fs::read_to_string(run.out()).unwrap().contains("\nd,"));
}
