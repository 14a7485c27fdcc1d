//! Flags: what is asked for, and what is refused.

use super::{Run, WITH_VALUE, gzip, orders, program, sentence};

const ONE: &str = "ann,2024-01-01,1,\n";

#[track_caller]
fn check_refused(flags: &str, words: &str) {
    orders(ONE).with(flags).check_refused(words);
}

/// The program without any flag but these.
#[track_caller]
fn check_alone(flags: &[&str], words: &str) {
    assert_eq!(
        sentence("score_orders", &program("score_orders").args(flags).output().unwrap()),
        words
    );
}

/// Figures of the one customer there is.
#[track_caller]
fn check_customer<const N: usize>(run: &Run, columns: [&str; N], figures: [&str; N]) {
    run.scored().check(columns, &[figures]);
}

#[test]
fn a_flag_that_is_needed_is_asked_for() {
    let flags = [
        "--orders",
        "x.csv",
        "--customer",
        "c",
        "--date",
        "d",
        "--amount",
        "a",
        "--as-of",
        "2024-01-01",
        "--out",
        "out.csv",
    ];
    for needed in ["orders", "customer", "date", "amount", "as-of", "out"] {
        let given = flags.chunks(2).filter(|flag| flag[0] != format!("--{needed}"));
        let given: Vec<&str> = given.flatten().copied().collect();
        check_alone(&given, &format!("--{needed} is needed; --help lists the flags"));
    }
}

#[test]
fn a_flag_that_nobody_knows_is_refused() {
    check_refused("--colour red", "there is no flag --colour; --help lists them");
    check_refused("-x", "invalid option '-x'; --help lists the flags");
    check_refused("stray", "unexpected argument \"stray\"; --help lists the flags");
}

#[test]
fn a_flag_without_its_value_is_refused() {
    for flag in WITH_VALUE {
        check_alone(&[&format!("--{flag}")], &format!("--{flag} needs a value"));
    }
}

#[test]
fn a_flag_is_given_once() {
    let flags = [
        ("customer", "c"),
        ("date", "d"),
        ("amount", "a"),
        ("quantity", "q"),
        ("id", "i"),
        ("returns", "net"),
        ("zeros", "drop"),
        ("repeats", "one"),
        ("zone", "+08:00"),
        ("as-of", "2024-01-01"),
        ("currency", "GBP"),
        ("scale", "2"),
        ("round", "half-even"),
        ("bins", "5"),
        ("binning", "rank"),
        ("edges", "e.json"),
        ("load-model", "m.json"),
        ("save-model", "m.json"),
        ("segments", "rf25"),
        ("out", "x.csv"),
        ("clv", "auto"),
        ("explain", "ann"),
        ("repeat", "2"),
    ];
    for (flag, value) in flags {
        let flag = format!("--{flag}");
        check_alone(&[&flag, value, &flag, value], &format!("{flag} is given twice"));
    }
}

#[test]
fn a_value_outside_the_choices_is_refused_with_the_choices() {
    let choices = [
        ("returns", "net or match or ignore or refuse"),
        ("zeros", "drop or keep or refuse"),
        ("repeats", "one or keep or refuse"),
        ("segments", "rf25 or cells125 or rfm10 or quartiles46 or shopify or klaviyo or none"),
        ("round", "half-even"),
        ("zone", "an offset such as +08:00"),
        ("as-of", "a day written YYYY-MM-DD"),
        ("currency", "a code of ISO 4217 such as GBP"),
        ("scale", "a number from 0 to 9"),
        ("bins", "a number from 2 to 10, or three such as 5,5,4"),
        ("binning", "quantile or rank or jenks or kmeans or nested"),
        ("repeat", "a number of runs"),
        (
            "clv",
            "bg_nbd or mbg_nbd or pareto_nbd or bg_cnbd:K or mbg_cnbd:K or auto, with K from 1 \
             to 12",
        ),
    ];
    for (flag, expected) in choices {
        let flag = format!("--{flag}");
        check_alone(&[&flag, "other"], &format!("{flag} is `other`, expected {expected}"));
    }
}

#[test]
fn a_number_out_of_bounds_is_refused() {
    check_refused("--bins 1", "parameter `recency`: found 1, expected from 2 to 10 bins");
    check_refused("--bins 11", "parameter `recency`: found 11, expected from 2 to 10 bins");
    for bins in ["300", "5,5", "5,5,5,5", "5,,5", ""] {
        let words =
            format!("--bins is `{bins}`, expected a number from 2 to 10, or three such as 5,5,4");
        check_alone(&["--bins", bins], &words);
    }
    check_refused("--bins 5,5,11", "parameter `monetary`: found 11, expected from 2 to 10 bins");
    check_refused("--scale 10", "parameter `exponent`: found 10, expected from 0 to 9");
    check_refused("--repeat 0", "--repeat must be at least 1");
    check_refused("--zone +24:00", "--zone is `+24:00`, expected an offset such as +08:00");
    check_refused(
        "--as-of 2024-02-30",
        "--as-of is `2024-02-30`, expected a day written YYYY-MM-DD",
    );
}

#[test]
fn flags_that_exclude_each_other_are_refused() {
    check_refused("--lines", "--lines needs --id, which says whose line it is");
    let lines = "--lines and --repeats exclude each other: lines repeat their id";
    for repeats in ["one", "keep", "refuse"] {
        check_refused(&format!("--lines --id order --repeats {repeats}"), lines);
    }
    for (flags, one, other) in [
        ("--worker --repeat 2", "worker", "repeat"),
        ("--worker --save-model m.json", "worker", "save-model"),
        ("--worker --explain ann", "worker", "explain"),
        ("--explain ann --repeat 2", "explain", "repeat"),
        ("--load-model m.json --edges e.json", "load-model", "edges"),
        ("--load-model m.json --segments rf25", "load-model", "segments"),
        ("--load-model m.json --bins 5", "load-model", "bins"),
        ("--load-model m.json --binning rank", "load-model", "binning"),
        ("--edges e.json --bins 5", "edges", "bins"),
        ("--edges e.json --binning rank", "edges", "binning"),
    ] {
        check_refused(flags, &format!("--{one} and --{other} exclude each other"));
    }
}

#[test]
fn a_map_that_does_not_fit_the_bins_is_refused() {
    let words = |map, bins| {
        format!("the segments of {map} need {bins} bins, see --segments, --bins and --edges")
    };
    check_refused("--bins 4", &words("rf25", 5));
    for map in ["rf25", "cells125", "rfm10"] {
        check_refused(&format!("--bins 4 --segments {map}"), &words(map, 5));
    }
    check_refused("--bins 5 --segments quartiles46", &words("quartiles46", 4));
}

#[test]
fn the_defaults_are_those_that_are_told() {
    let rows = "ann,2024-01-01,9,A\nann,2024-01-01,9,A\nann,2024-02-01,8,A\nann,2024-03-01,0,B\n\
                ann,2024-04-01,-2,C\n,2024-04-01,1,D\n";
    let spelled = "--returns net --zeros drop --repeats one --bins 5 --segments rf25 --scale 2 \
                   --zone +00:00 --currency XXX --repeat 1";
    let (default, told) = (orders(rows).with("--id order"), orders(rows).with("--id order"));
    let (default, told) = (default.scored(), told.with(spelled).scored());
    assert_eq!(default.file, told.file);
    assert_eq!(default.report["rows"], told.report["rows"]);
    default.check_fates(&[
        ("read", 6),
        ("kept", 2),
        ("merged", 1),
        ("zero", 1),
        ("repeated", 1),
        ("no_customer", 1),
    ]);
    default.check(["orders", "revenue"], &[["1", "7.00"]]);
}

#[test]
fn a_quantity_makes_the_amount_a_product() {
    let rows = "ann,2024-01-01,1.25,3\nann,2024-01-02,0.335,4\nann,2024-01-03,2,-1\n\
                ann,2024-01-04,5,0\nann,2024-01-05,5,many\n";
    let run = orders(rows).with("--quantity order");
    run.scored().check_fates(&[("read", 5), ("kept", 3), ("zero", 1), ("unreadable", 1)]);
    check_customer(&run, ["orders", "revenue"], ["2", "3.09"]);
}

#[test]
fn lines_of_one_id_are_one_order_on_the_earliest_day() {
    let rows = "ann,2024-03-02,1,A\nann,2024-03-01,2,A\nann,2024-03-02,2,A\nann,2024-03-02,2,A\n\
                ann,2024-02-01,4,B\nbob,2024-03-09,8,A\nann,2024-01-01,16,\n";
    let scored = orders(rows).with("--id order --lines").scored();
    scored.check_fates(&[("read", 7), ("kept", 7)]);
    scored.check(
        ["customer", "orders", "purchase_days", "first_day", "last_day", "revenue"],
        &[
            ["ann", "3", "3", "2024-01-01", "2024-03-01", "27.00"],
            ["bob", "1", "1", "2024-03-09", "2024-03-09", "8.00"],
        ],
    );
}

#[test]
fn returns_are_netted_matched_ignored_or_refused() {
    let rows =
        "ann,2024-01-01,10,A\nann,2024-01-02,-3,A\nann,2024-01-03,-2,X\nann,2024-01-04,-1,\n";
    let run = |returns: &str| orders(rows).with("--id order --returns").with(returns);
    let fates = |run: &Run, kept| run.scored().check_fates(kept);
    let figures = ["orders", "purchase_days", "last_day", "revenue"];
    check_customer(&run("net"), figures, ["1", "1", "2024-01-01", "4.00"]);
    fates(&run("net"), &[("read", 4), ("kept", 4)]);
    check_customer(&run("match"), figures, ["1", "1", "2024-01-01", "7.00"]);
    fates(&run("match"), &[("read", 4), ("kept", 2), ("return", 2)]);
    check_customer(&run("ignore"), figures, ["1", "1", "2024-01-01", "10.00"]);
    fates(&run("ignore"), &[("read", 4), ("kept", 1), ("return", 3)]);
    run("refuse").check_refused(
        "row 2, column `paid`: found a return, expected no return, or one that is matched with its order",
    );
}

#[test]
fn zeros_are_dropped_kept_or_refused() {
    let rows = "ann,2024-01-01,10,\nann,2024-01-02,0,\nann,2024-01-03,-0.00,\n";
    let run = |zeros: &str| orders(rows).with("--zeros").with(zeros);
    run("drop").scored().check_fates(&[("read", 3), ("kept", 1), ("zero", 2)]);
    check_customer(&run("drop"), ["orders", "last_day"], ["1", "2024-01-01"]);
    run("keep").scored().check_fates(&[("read", 3), ("kept", 3)]);
    check_customer(&run("keep"), ["orders", "last_day"], ["3", "2024-01-03"]);
    run("refuse").check_refused(
        "row 2, column `paid`: found an amount of zero, expected an amount that is not zero",
    );
}

#[test]
fn repeats_are_one_kept_or_refused() {
    let rows = "ann,2024-01-02,10,A\nann,2024-01-01,7,A\nann,2024-01-01,7,A\nbob,2024-01-01,7,A\n";
    let run = |repeats: &str| orders(rows).with("--id order --repeats").with(repeats);
    let one = run("one").scored();
    one.check_fates(&[("read", 4), ("kept", 2), ("merged", 1), ("repeated", 1)]);
    one.check(["customer", "orders", "revenue"], &[["ann", "1", "7.00"], ["bob", "1", "7.00"]]);
    let keep = run("keep").scored();
    keep.check_fates(&[("read", 4), ("kept", 4)]);
    keep.check(["customer", "orders", "revenue"], &[["ann", "3", "24.00"], ["bob", "1", "7.00"]]);
    run("refuse").check_refused(
        "row 2, column `id`: found an order id that stands in another row, expected an order id \
         of its own",
    );
}

#[test]
fn a_zone_makes_days_of_instants_alone() {
    let days = |zone: &str, dates: [&str; 2]| {
        let rows = dates.map(|date| format!("ann,{date},1,\n")).concat();
        let scored = orders(rows).with(zone).scored();
        scored.columns(["first_day", "last_day"]).concat()
    };
    let instants = ["2024-01-01T15:59:59Z", "2024-01-01T16:00:00Z"];
    assert_eq!(days("", instants), ["2024-01-01", "2024-01-01"]);
    assert_eq!(days("--zone +08:00", instants), ["2024-01-01", "2024-01-02"]);
    assert_eq!(days("--zone -16:00", instants), ["2023-12-31", "2024-01-01"]);
    let clocks = ["2024-01-01 00:00", "2024-01-01T23:59:59"];
    assert_eq!(days("--zone +08:00", clocks), ["2024-01-01", "2024-01-01"]);
    let offsets = ["2024-01-01T01:00:00+08:00", "2024-01-01T23:00:00-05:00"];
    assert_eq!(days("", offsets), ["2023-12-31", "2024-01-02"]);
}

#[test]
fn a_currency_brings_its_decimals_and_a_scale_brings_others() {
    let run = |flags: &str| orders("ann,2024-01-01,12,\n").with(flags);
    check_customer(&run(""), ["revenue"], ["12.00"]);
    check_customer(&run("--currency GBP"), ["revenue"], ["12.00"]);
    check_customer(&run("--currency JPY"), ["revenue"], ["12"]);
    check_customer(&run("--currency KWD"), ["revenue"], ["12.000"]);
    check_customer(&run("--currency JPY --scale 1"), ["revenue"], ["12.0"]);
    check_customer(&run("--scale 9"), ["revenue"], ["12.000000000"]);
}

#[test]
fn finer_amounts_are_dropped_unless_they_may_be_rounded() {
    let rows = "ann,2024-01-01,0.125,\nann,2024-01-02,0.125,\nann,2024-01-03,2,\n";
    let fates = |flags: &str, kept| orders(rows).with(flags).scored().check_fates(kept);
    fates("", &[("read", 3), ("kept", 1), ("unreadable", 2)]);
    fates("--scale 3", &[("read", 3), ("kept", 3)]);
    fates("--round half-even", &[("read", 3), ("kept", 3)]);
    let run = |flags: &str| orders(rows).with(flags);
    check_customer(&run("--scale 3"), ["revenue"], ["2.250"]);
    // Each row is rounded, not their sum.
    check_customer(&run("--round half-even"), ["revenue"], ["2.24"]);
    check_customer(&run("--scale 0 --round half-even"), ["revenue"], ["2"]);
    run("--strict").check_refused(
        "row 1, column `paid`: found a number with more decimals than the currency, expected an \
         amount that fits the currency's decimals and 64 bits",
    );
}

#[test]
fn zero_and_sign_are_judged_before_rounding() {
    let rows = "ann,2024-01-01,0.004,\nann,2024-01-02,-0.004,\nann,2024-01-03,0,\n";
    let run = |returns: &str| orders(rows).with("--round half-even --returns").with(returns);
    run("net").scored().check_fates(&[("read", 3), ("kept", 2), ("zero", 1)]);
    run("ignore").scored().check_fates(&[("read", 3), ("kept", 1), ("return", 1), ("zero", 1)]);
    check_customer(&run("net"), ["orders", "last_day", "revenue"], ["1", "2024-01-01", "0.00"]);
}

#[test]
fn segments_have_the_names_of_the_map() {
    let segment = |map: &str| orders(ONE).with("--segments").with(map).scored();
    segment("rf25").check(["r", "f", "m", "segment"], &[["5", "1", "1", "new_customers"]]);
    segment("cells125").check(["r", "f", "m", "segment"], &[["5", "1", "1", "new_customers"]]);
}

#[test]
fn rows_after_the_day_are_kept_and_counted_as_later() {
    let rows = "ann,2024-01-01,1,\nann,2024-01-02,2,\nbob,2024-01-03,4,\n";
    let scored = orders(rows).with("--as-of 2024-01-01").scored();
    scored.check_fates(&[("read", 3), ("kept", 3), ("later", 2)]);
    scored.check(["customer", "orders", "revenue"], &[["ann", "1", "1.00"]]);
    let before = orders(rows).with("--as-of 2023-12-31").scored();
    before.check_fates(&[("read", 3), ("kept", 3), ("later", 3)]);
    assert_eq!(before.count("/customers"), 0);
}

#[test]
fn files_are_read_one_after_the_other_packed_or_not() {
    let file = |rows: &str| format!("paid,x,order,when,who\n{rows}");
    let run = orders("7,2024-01-01,1,A\n")
        .and(gzip(file("2,,B,2024-01-02,7\n4,,A,2024-01-03,8\n")))
        .and([gzip(file("8,,C,2024-01-04,9\n")), gzip("16,,D,2024-01-05,10\n")].concat());
    let scored = run.with("--id order").scored();
    scored.check_fates(&[("read", 5), ("kept", 5)]);
    scored.check(
        ["customer", "orders", "revenue"],
        &[["7", "2", "3.00"], ["8", "1", "4.00"], ["9", "1", "8.00"], ["10", "1", "16.00"]],
    );
}

#[test]
fn one_text_in_the_last_file_makes_text_of_all() {
    let run = orders("10,2024-01-01,1,\n").and("who,when,paid\n9,2024-01-01,1\nx,2024-01-01,1\n");
    assert_eq!(run.scored().customers(), ["10", "9", "x"]);
}

#[test]
fn ids_come_again_across_files() {
    let run = orders("ann,2024-01-01,1,A\n").and("who,when,paid,order\nann,2024-01-01,1,A\n");
    run.with("--id order").scored().check_fates(&[("read", 2), ("kept", 1), ("merged", 1)]);
}

#[test]
fn many_runs_come_to_the_same_as_one() {
    let (once, often) = (orders(ONE).scored(), orders(ONE).with("--repeat 3").scored());
    assert_eq!(once.file, often.file);
    assert_eq!(once.report["rows"], often.report["rows"]);
    assert_eq!(once.report["segments"], often.report["segments"]);
}
