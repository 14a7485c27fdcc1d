//! What the report says.

use regulars::Fit;
use regulars::TimeUnit;
use regulars::clv::{Btyd, Family, GammaGamma, Select};
use serde_json::{Value, json};

use super::{SHOP, SUMMARY, check_keys, fit, of_orders, of_summary};

const KEYS: [&str; 11] = [
    "aic",
    "bic",
    "cells",
    "converged",
    "gradient_norm",
    "ll",
    "model",
    "n",
    "params",
    "se",
    "timings_ms",
];

/// The keys of every report, and more.
#[track_caller]
fn check_report(report: &Value, more: &[&str], params: &[&str]) {
    let mut keys = [&KEYS, more].concat();
    keys.sort_unstable();
    check_keys(report, &keys);
    check_keys(&report["timings_ms"], &["fit", "predict", "read"]);
    check_keys(&report["params"], params);
}

#[track_caller]
fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

#[track_caller]
fn check_close(found: &Value, want: f64) {
    let found = number(found);
    // Relative: sums in another order.
    assert!((found - want).abs() <= 1e-9 * want.abs(), "{found}, {want}");
}

/// Parameters as a flag takes them.
fn flag(params: &Value) -> String {
    let params = params.as_object().unwrap().iter();
    params.map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(",")
}

#[test]
fn a_report_has_its_keys_and_no_others() {
    let report = of_summary("--model bg_nbd").report();
    check_report(&report, &[], &["a", "alpha", "b", "r"]);
    check_keys(&report["se"], &["a", "alpha", "b", "r"]);
    assert_eq!(report["timings_ms"]["predict"], Value::Null);
    for step in ["read", "fit"] {
        assert!(0.0 <= number(&report["timings_ms"][step]));
    }
    assert_eq!((&report["model"], &report["n"]), (&json!("bg_nbd"), &json!(600)));
    assert_eq!(report["converged"], true);
    let pareto = of_summary("--model pareto_nbd").report();
    check_report(&pareto, &[], &["alpha", "beta", "r", "s"]);
    let rhythm = of_summary("--model mbg_cnbd:2 --litt litt").report();
    check_report(&rhythm, &[], &["a", "alpha", "b", "k", "r"]);
    assert_eq!((&rhythm["model"], &rhythm["params"]["k"]), (&json!("mbg_cnbd:2"), &json!(2)));
    assert_eq!(rhythm["se"]["k"], Value::Null);
}

#[test]
fn spend_is_told_where_it_is_known() {
    let report = of_summary("--model bg_nbd --m m").report();
    check_report(&report, &["gamma_gamma"], &["a", "alpha", "b", "r"]);
    check_keys(&report["gamma_gamma"], &["ll", "params"]);
    check_keys(&report["gamma_gamma"]["params"], &["p", "q", "v"]);
    let by_orders = of_orders("--model bg_nbd").report();
    check_report(&by_orders, &["gamma_gamma"], &["a", "alpha", "b", "r"]);
}

#[test]
fn all_models_are_ranked_with_the_least_aic_first() {
    let ranked = |report: &Value, known: usize| {
        check_report(report, &["ranking"], &keys(&report["params"]));
        let ranking = report["ranking"].as_array().unwrap();
        assert!((1..=known).contains(&ranking.len()), "{report}");
        assert_eq!(report["model"], ranking[0]["model"]);
        assert_eq!(report["ll"], ranking[0]["ll"]);
        let best = number(&ranking[0]["aic"]);
        for model in ranking {
            check_keys(model, &["aic", "bic", "ll", "model", "params", "tied"]);
            let behind = number(&model["aic"]) - best;
            assert!(0.0 <= behind);
            assert_eq!(model["tied"], behind <= 2.0);
        }
    };
    ranked(&of_summary("--model auto").report_beside_notes(), 3);
    ranked(&of_summary("--model auto --litt litt").report_beside_notes(), 5);
}

fn keys(params: &Value) -> Vec<&str> {
    params.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn a_fit_is_the_librarys() {
    let table = SHOP.view.table();
    let model = Btyd::new(Family::BgNbd, TimeUnit::Week).fit(table).unwrap();
    let spend = GammaGamma::new().fit(table).unwrap();
    let fitted = model.report().unwrap();
    for report in
        [of_summary("--model bg_nbd --m m").report(), of_orders("--model bg_nbd").report()]
    {
        for (name, value) in ["r", "alpha", "a", "b"].into_iter().zip(model.parameters()) {
            check_close(&report["params"][name], value);
            let error = fitted.parameter(name).unwrap().standard_error.unwrap();
            check_close(&report["se"][name], error);
        }
        let [p, q, v] = spend.parameters();
        check_close(&report["gamma_gamma"]["params"]["p"], p);
        check_close(&report["gamma_gamma"]["params"]["q"], q);
        check_close(&report["gamma_gamma"]["params"]["v"], v);
        check_close(&report["ll"], fitted.log_likelihood);
        check_close(&report["aic"], fitted.aic);
        check_close(&report["bic"], fitted.bic);
        assert_eq!(report["cells"], json!(fitted.cells));
    }
}

#[test]
fn a_regularity_is_estimated_where_gaps_are_known() {
    let family = Family::BgCnbd(regulars::clv::Regularity::Estimated);
    let model = Btyd::new(family, TimeUnit::Week).fit(SHOP.view.table()).unwrap();
    for report in
        [of_summary("--model bg_cnbd --litt litt").report(), of_orders("--model bg_cnbd").report()]
    {
        assert_eq!(report["model"], json!(model.family().to_string()));
        assert_eq!(report["params"]["k"], json!(model.regularity()));
        check_close(&report["ll"], model.report().unwrap().log_likelihood);
    }
    let best = Select::new(TimeUnit::Week).fit(SHOP.view.table()).unwrap();
    let auto = of_orders("--model auto").report_beside_notes();
    assert_eq!(auto["model"], json!(best.best().family().to_string()));
    assert_eq!(auto["ranking"].as_array().unwrap().len(), best.candidates().len());
}

#[test]
fn parameters_that_are_given_are_not_fitted() {
    let fitted = of_summary("--model bg_cnbd:2 --litt litt --m m").report();
    let (params, spend) = (flag(&fitted["params"]), flag(&fitted["gamma_gamma"]["params"]));
    for (model, params) in [
        ("bg_cnbd:2", format!("{params},{spend}")),
        ("bg_cnbd", params.clone()),
        ("bg_cnbd:2", params.replace(",k=2", "")),
    ] {
        let flags = format!("--litt litt --m m --model {model} --params {params}");
        let given = of_summary(&flags).report();
        check_report(&given, &["gamma_gamma"], &["a", "alpha", "b", "k", "r"]);
        for key in ["model", "params", "cells", "n"] {
            assert_eq!(given[key], fitted[key]);
        }
        for key in ["converged", "gradient_norm", "se"] {
            assert_eq!(given[key], Value::Null);
        }
        check_close(&given["ll"], number(&fitted["ll"]));
        check_close(&given["gamma_gamma"]["ll"], number(&fitted["gamma_gamma"]["ll"]));
        check_close(
            &given["gamma_gamma"]["params"]["p"],
            number(&fitted["gamma_gamma"]["params"]["p"]),
        );
        let ll = number(&given["ll"]);
        check_close(&given["aic"], 8.0 - 2.0 * ll);
        check_close(&given["bic"], 4.0 * 600_f64.ln() - 2.0 * ll);
    }
}

/// Three customers under four parameters, by a hand calculator.
#[test]
fn a_likelihood_is_what_the_formula_says() {
    let file = "x,t_x,T\n0,0,1\n0,0,1\n1,1,3\n";
    let report =
        fit(file, &format!("{SUMMARY} --model bg_nbd --params r=1,alpha=1,a=1,b=1")).report();
    // One order: 1/(1 + T). Two: 1/(1 + T)^2 times B(1, 2)/B(1, 1), and as much again for who has
    // left, times ((1 + T)/(1 + t_x))^2.
    let want = 2.0 * 0.5_f64.ln() + (0.5 / 16.0 + 0.5 / 4.0_f64).ln();
    check_close(&report["ll"], want);
    assert_eq!((&report["n"], &report["cells"]), (&json!(3), &json!(2)));
}

#[test]
fn a_weight_is_as_many_rows() {
    let (mut rows, mut weighted) = (String::new(), String::new());
    for (line, times) in SHOP.summary.lines().skip(1).zip([1, 2, 3].into_iter().cycle()) {
        rows += &format!("{line}\n").repeat(times);
        weighted += &format!("{line},{times}\n");
    }
    let flags = format!("{SUMMARY} --m m --litt litt --model bg_cnbd:2");
    let rows = fit(&format!("ID,x,t_x,T,m,litt\n{rows}"), &flags).report();
    let weighted = fit(&format!("ID,x,t_x,T,m,litt,w\n{weighted}"), &format!("{flags} --weight w"));
    let weighted = weighted.report();
    for key in ["n", "cells"] {
        assert_eq!(rows[key], weighted[key]);
    }
    check_close(&weighted["ll"], number(&rows["ll"]));
    check_close(&weighted["gamma_gamma"]["ll"], number(&rows["gamma_gamma"]["ll"]));
    let half = fit(
        "x,t_x,T,w\n0,0,1,0.5\n",
        &format!("{SUMMARY} --weight w --model bg_nbd --params r=1,alpha=1,a=1,b=1"),
    );
    let half = half.report();
    assert_eq!(half["n"], json!(0.5));
    check_close(&half["ll"], 0.5 * 0.5_f64.ln());
}

#[test]
fn a_ruler_is_what_times_are_measured_in() {
    let weeks = of_orders("--model bg_nbd").report();
    let days = of_orders("--model bg_nbd --unit days").report();
    let (alpha, per_week) = (number(&days["params"]["alpha"]), number(&weeks["params"]["alpha"]));
    // Relative: two searches that end at the same place.
    assert!((alpha / per_week / 7.0 - 1.0).abs() < 1e-6, "{alpha} days, {per_week} weeks");
}

#[test]
fn help_lists_every_flag() {
    let ran = fit("", "--help");
    assert!(ran.output.status.success() && ran.output.stderr.is_empty());
    let help = String::from_utf8(ran.output.stdout).unwrap();
    for flag in [
        "summary", "x", "tx", "t", "m", "litt", "weight", "unit", "model", "predict", "horizon",
        "discount", "params", "orders", "customer", "date", "amount", "as-of", "returns",
    ] {
        assert!(help.lines().any(|line| line.starts_with(&format!("  --{flag} "))), "{flag}");
    }
    // Nobody is scored here.
    assert!(!help.contains("--bins"));
    assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
}
