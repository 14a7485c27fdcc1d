//! What is written, and in which form.

use serde_json::Value;

use super::{WITH_VALUE, orders, program};

/// Five customers whose every figure is easy to see, and one who only gave back.
const SIX: &str = "5,2024-01-01,10.00,\n\
                   4,2024-02-01,20.00,\n4,2024-03-01,20.00,\n\
                   3,2024-04-01,30.00,\n3,2024-05-01,30.00,\n3,2024-05-01,30.00,\n\
                   2,2024-06-01,40.00,\n2,2024-07-01,40.00,\n2,2024-08-01,40.00,\n2,2024-09-01,40.00,\n\
                   1,2024-10-01,50.00,\n1,2024-11-01,50.00,\n1,2024-12-01,50.00,\n\
                   1,2024-12-30,50.00,\n1,2024-12-31,50.00,\n\
                   6,2024-12-01,-7.50,\n";

const SCORED: &str = "\
customer,orders,purchase_days,first_day,last_day,days_since_last,age,revenue,r,f,m,segment,segment_zh
1,5,5,2024-10-01,2024-12-31,0,91,250.00,5,5,5,champions,冠军客户
2,4,4,2024-06-01,2024-09-01,121,213,160.00,4,4,4,loyal_customers,忠诚客户
3,3,2,2024-04-01,2024-05-01,244,274,90.00,3,3,3,need_attention,需关注客户
4,2,2,2024-02-01,2024-03-01,305,334,40.00,2,2,2,hibernating,沉睡客户
5,1,1,2024-01-01,2024-01-01,365,365,10.00,1,1,1,hibernating,沉睡客户
6,0,0,,,,,-7.50,,,,prospect,潜在客户
";

#[track_caller]
fn check_keys(value: &Value, names: &[&str]) {
    let keys: Vec<&str> = value.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, names);
}

/// The customers of rows with these keys, in the order of the file.
#[track_caller]
fn check_order(keys: &[&str], want: &[&str]) {
    let rows = keys.iter().map(|key| format!("\"{key}\",2024-01-01,1,\n")).collect::<String>();
    assert_eq!(orders(rows).scored().customers(), want);
}

#[test]
fn a_file_of_customers_is_written_to_the_letter() {
    let scored = orders(SIX).scored();
    assert_eq!(String::from_utf8(scored.file).unwrap(), SCORED);
}

#[test]
fn the_report_has_its_keys_and_no_others() {
    let report = orders(SIX).scored().report;
    check_keys(&report, &["customers", "edges", "rows", "segments", "timings_ms"]);
    check_keys(&report["rows"], &["dropped", "kept", "later", "merged", "read"]);
    let dropped = ["no_customer", "repeated", "return", "unreadable", "zero"];
    check_keys(&report["rows"]["dropped"], &dropped);
    check_keys(&report["timings_ms"], &["fit", "ledger", "read", "score", "table"]);
    check_keys(&report["edges"], &["frequency", "monetary", "recency"]);
    for segment in report["segments"].as_object().unwrap().values() {
        check_keys(segment, &["customers", "revenue"]);
    }
}

#[test]
fn the_report_counts_rows_customers_and_segments() {
    let scored = orders(SIX).scored();
    scored.check_fates(&[("read", 16), ("kept", 16)]);
    assert_eq!(scored.count("/customers"), 6);
    let segments = serde_json::json!({
        "champions": {"customers": 1, "revenue": 250.0},
        "hibernating": {"customers": 2, "revenue": 50.0},
        "loyal_customers": {"customers": 1, "revenue": 160.0},
        "need_attention": {"customers": 1, "revenue": 90.0},
        "prospect": {"customers": 1, "revenue": -7.5},
    });
    assert_eq!(scored.report["segments"], segments);
}

#[test]
fn edges_are_in_days_orders_and_units_of_the_currency() {
    let edges = &orders(SIX).scored().report["edges"];
    // Fifths of five values lie four fifths of a step apart: 0, 121, 244, 305 and 365 days.
    let number = |name: &str, at: usize| edges[name][at].as_f64().unwrap();
    let close = |found: f64, want: f64| assert!((found - want).abs() < 1e-9, "{found}, {want}");
    close(number("recency", 0), 0.0 + 0.8 * 121.0);
    close(number("recency", 3), 305.0 + 0.2 * 60.0);
    close(number("frequency", 0), 1.8);
    close(number("frequency", 3), 4.2);
    close(number("monetary", 0), 10.0 + 0.8 * 30.0);
    close(number("monetary", 3), 160.0 + 0.2 * 90.0);
    for dimension in ["recency", "frequency", "monetary"] {
        assert_eq!(edges[dimension].as_array().unwrap().len(), 4);
    }
}

#[test]
fn timings_are_times() {
    let report = orders(SIX).scored().report;
    for step in report["timings_ms"].as_object().unwrap().values() {
        assert!(0.0 <= step.as_f64().unwrap(), "{step}");
    }
}

#[test]
fn numbers_come_in_the_order_of_numbers() {
    check_order(&["10", "9", "100", "0"], &["0", "9", "10", "100"]);
    check_order(&["18446744073709551615", "7"], &["7", "18446744073709551615"]);
}

#[test]
fn one_key_that_is_no_plain_number_makes_all_of_them_text() {
    check_order(&["10", "9", "100", "007"], &["007", "10", "100", "9"]);
    check_order(&["10", "9", "+9"], &["+9", "10", "9"]);
    check_order(&["10", "9", "-1"], &["-1", "10", "9"]);
    check_order(&["10", "9", " 9"], &[" 9", "10", "9"]);
    check_order(&["18446744073709551616", "7", "20"], &["18446744073709551616", "20", "7"]);
    check_order(&["10", "9", "ann"], &["10", "9", "ann"]);
}

#[test]
fn text_comes_in_the_order_of_its_bytes() {
    // In UTF-16 the last two would change places.
    check_order(&["客", "😀", "\u{ff21}", "é", "z", "Z"], &["Z", "z", "é", "客", "\u{ff21}", "😀"]);
}

#[test]
fn keys_with_quotes_commas_and_lines_come_back_as_they_were() {
    check_order(&["a,b", "a\nb", "a\r\nb", "a\"\"b"], &["a\nb", "a\r\nb", "a\"b", "a,b"]);
}

#[test]
fn help_is_given_on_standard_output() {
    let output = program("score_orders").arg("--help").output().unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let help = String::from_utf8(output.stdout).unwrap();
    let switches = ["lines", "strict", "worker"];
    for flag in WITH_VALUE.into_iter().chain(switches) {
        assert!(help.lines().any(|line| line.starts_with(&format!("  --{flag} "))), "{flag}");
    }
}
