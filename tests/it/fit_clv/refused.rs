//! What is refused, with a sentence.

use super::{AS_OF, ORDERS, SUMMARY, fit};

const GIVEN: &str = "--model bg_nbd --params r=1,alpha=1,a=1,b=1";

/// A file of two customers, and flags.
#[track_caller]
fn check(flags: &str, words: &str) {
    check_file("x,t_x,T,m\n0,0,1,\n1,1,2,5\n", flags, words);
}

#[track_caller]
fn check_file(file: &str, flags: &str, words: &str) {
    assert_eq!(fit(file, flags).refused("fit_clv"), words);
}

/// A cell that is wrong, under `x,t_x,T,m,l,w`.
#[track_caller]
fn check_cell(row: &str, words: &str) {
    let file = format!("x,t_x,T,m,l,w\n0,0,1,,,1\n{row}\n");
    let flags = format!(
        "{SUMMARY} --m m --litt l --weight w {GIVEN},p=1,q=1,v=1 --predict out.csv --horizon 1"
    );
    check_file(&file, &flags, words);
}

#[test]
fn a_flag_that_is_needed_is_asked_for() {
    check("--model bg_nbd", "--summary or --orders is needed; --help lists the flags");
    for needed in ["summary", "x", "tx", "t"] {
        let flags = SUMMARY
            .split(" --")
            .filter(|flag| !flag.trim_start_matches('-').starts_with(&format!("{needed} ")));
        let flags: Vec<&str> = flags.map(|flag| flag.trim_start_matches('-')).collect();
        let flags = format!("--{} {GIVEN}", flags.join(" --"));
        check(&flags, &format!("--{needed} is needed; --help lists the flags"));
    }
    check(SUMMARY, "--model is needed; --help lists the flags");
    check(&format!("{ORDERS} {GIVEN}"), "--as-of is needed; --help lists the flags");
    check(&format!("{AS_OF} {GIVEN}"), "--orders is needed; --help lists the flags");
    check(
        &format!("{SUMMARY} {GIVEN} --predict out.csv"),
        "--horizon is needed; --help lists the flags",
    );
    check(&format!("{SUMMARY} {GIVEN} --horizon 1"), "--horizon needs --predict");
}

#[test]
fn flags_that_contradict_each_other_are_refused() {
    check(&format!("{SUMMARY} {ORDERS}"), "--summary and --orders exclude each other");
    check(&format!("{SUMMARY} {AS_OF}"), "--summary and --as-of exclude each other");
    check(&format!("{ORDERS} {AS_OF} --m m"), "--m and --orders exclude each other");
    check(&format!("{SUMMARY} --lines"), "--summary and --lines exclude each other");
    check(&format!("{SUMMARY} --model auto --params r=1"), "--params needs a --model, not auto");
    let words = "--model bg_cnbd needs --litt, or a K as in bg_cnbd:2";
    check(&format!("{SUMMARY} --model bg_cnbd"), words);
    check(&format!("{SUMMARY} {GIVEN} --model auto"), "--model is given twice");
    check(&format!("{SUMMARY} {GIVEN} --bins 5"), "there is no flag --bins; --help lists them");
}

#[test]
fn values_that_are_none_are_refused() {
    let of = |flags: &str, words: &str| check(&format!("{SUMMARY} {flags}"), words);
    let models =
        "bg_nbd or mbg_nbd or pareto_nbd or bg_cnbd:K or mbg_cnbd:K or auto, with K from 1 to 12";
    for model in ["bgnbd", "bg_nbd:2", "bg_cnbd:0", "bg_cnbd:13"] {
        of(&format!("--model {model}"), &format!("--model is `{model}`, expected {models}"));
    }
    let units = "--unit is `hours`, expected days or weeks or months or years";
    of("--unit hours", units);
    for horizon in ["-1", "NaN", "inf"] {
        let flags = format!("{GIVEN} --predict out.csv --horizon {horizon}");
        of(&flags, &format!("--horizon is {horizon}, expected a finite number of at least 0"));
    }
    of("--horizon soon", "--horizon is `soon`, expected a number");
    let discount = "--discount is -0.1, expected a rate from 0 to 1 such as 0.10";
    of(&format!("{GIVEN} --discount -0.1"), discount);
}

#[test]
fn parameters_that_are_none_are_refused() {
    let of = |model: &str, params: &str, words: &str| {
        check(&format!("{SUMMARY} --model {model} --params {params}"), words);
    };
    for params in ["r", "r=1,,a=1", "r=1,r=2"] {
        let expected = "numbers with names such as r=0.24,alpha=4.41";
        of("bg_nbd", params, &format!("--params is `{params}`, expected {expected}"));
    }
    of("bg_nbd", "r=1,alpha=1,a=1", "--params has no `b`");
    of("pareto_nbd", "r=1,alpha=1,a=1,b=1", "--params has no `s`");
    of("bg_nbd", "r=1,alpha=1,a=1,b=1,s=1", "--params has `s`, which bg_nbd does not know");
    of("bg_nbd", "r=1,alpha=1,a=1,b=1,k=2", "--params has `k`, which bg_nbd does not know");
    of("bg_nbd", "r=1,alpha=1,a=1,b=1,p=1", "--params has `p`, which needs --m");
    of("bg_nbd", "r=1,alpha=1,a=1,b=one", "--params: `b` is `one`, expected a number");
    let range = "--params: parameter `b`: found 0, expected a number from 1e-8 to 1e8";
    of("bg_nbd", "r=1,alpha=1,a=1,b=0", range);
    of("bg_cnbd", "r=1,alpha=1,a=1,b=1", "--params has no `k`");
    let regularity = "--params: `k` is `13`, expected a number from 1 to 12";
    of("bg_cnbd", "r=1,alpha=1,a=1,b=1,k=13", regularity);
    let two = "--params is of bg_cnbd:3 and --model of bg_cnbd:2";
    of("bg_cnbd:2", "r=1,alpha=1,a=1,b=1,k=3", two);
    let spend = "r=1,alpha=1,a=1,b=1,p=1,q=2";
    of("bg_nbd --m m", spend, "--params has no `v`");
}

#[test]
fn a_cell_that_is_wrong_is_told_by_row_and_column() {
    let whole = "a whole number of at least 0";
    for (cell, found) in
        [("SECRET", "another text"), ("", "nothing"), ("1.5", "1.5"), ("-1", "-1"), ("NaN", "NaN")]
    {
        let words = format!("row 2, column `x`: found {found}, expected {whole}");
        check_cell(&format!("{cell},1,2,5,0,1"), &words);
    }
    check_cell(
        "2000000000,1,2,5,0,1",
        "row 2, column `x`: found 2000000000, expected at most 1000000000",
    );
    check_cell("1,soon,2,5,0,1", "row 2, column `t_x`: found another text, expected a number");
    check_cell("1,3,2,5,0,1", "row 2, column `t_x`: found 3, expected a number from 0 to `T`");
    let without = "expected 0 where `x` is 0, and more elsewhere";
    check_cell("0,1,2,5,0,1", &format!("row 2, column `t_x`: found 1, {without}"));
    check_cell("1,0,2,5,0,1", &format!("row 2, column `t_x`: found 0, {without}"));
    let age = "expected a finite number of at least 0";
    check_cell("0,0,-1,5,0,1", &format!("row 2, column `T`: found -1, {age}"));
    check_cell(
        "0,0,inf,5,0,1",
        &format!("row 2, column `T`: found a number that is not finite, {age}"),
    );
    check_cell("1,1,2,-5,0,1", "row 2, column `m`: found -5, expected a number from 0 to 1e30");
    check_cell("1,1,2,,0,1", "row 2, column `m`: found nothing, expected a number");
    check_cell(
        "1,1,2,5,NaN,1",
        "row 2, column `l`: found a number that is not finite, expected a finite number",
    );
    check_cell("1,1,2,5,0,0", "row 2, column `w`: found 0, expected a finite number above 0");
    check_cell("1,1", "row 2, column `T`: found nothing, expected a number");
}

#[test]
fn a_file_that_is_none_is_refused() {
    let flags = format!("{SUMMARY} {GIVEN}");
    check_file("", &flags, "the input cannot be read after row 0: there is no header");
    check_file("x,t_x\n", &flags, "the header has no column `T`");
    check_file("x,t_x,T,x\n", &flags, "the header has two columns `x`, expected one");
    let missing = fit("", &format!("--summary none.csv --x x --tx t --t T {GIVEN}"));
    assert!(missing.refused("fit_clv").starts_with("none.csv: "));
    let nowhere = format!("{flags} --predict none/out.csv --horizon 1");
    let nowhere = fit("x,t_x,T\n0,0,1\n", &nowhere).refused("fit_clv");
    assert!(nowhere.starts_with("none/out.csv: "), "{nowhere}");
}

#[test]
fn customers_who_tell_too_little_are_refused() {
    let few = "x,t_x,T,m\n1,1,2,5\n0,0,1,\n";
    let words = "bg_nbd cannot be fitted: found 2 distinct histories, expected at least 5";
    check_file(few, &format!("{SUMMARY} --model bg_nbd"), words);
    let words = "no model can be fitted: found 2 distinct histories, expected at least 5";
    check_file(few, &format!("{SUMMARY} --model auto"), words);
    let words = "the spend cannot be fitted: found 1 customers with spend on the purchase days \
                 that count, expected at least 10";
    check_file(few, &format!("{SUMMARY} --m m {GIVEN}"), words);
    check_file(
        "x,t_x,T\n",
        &format!("{SUMMARY} --model bg_nbd"),
        "bg_nbd cannot be fitted: found 0 distinct histories, expected at least 5",
    );
}
