//! The same orders are the same bytes, in any order of rows and on any number of threads.

use super::{Run, Scored, orders};

/// More rows than a block, with all that could depend on their order: customers in between,
/// ids that come again, returns, zeros, faults, lines on other days.
fn rows(customer: impl Fn(u64) -> String) -> Vec<String> {
    let row = |i: u64| {
        let hash = mixed(i);
        let (who, day) = (hash % 6_000, hash / 6_000 % 28 + 1);
        let amount = (hash >> 20) % 500;
        let sign = if (hash >> 30).is_multiple_of(11) { "-" } else { "" };
        let (who, id) = (customer(who), (hash >> 34) % 3);
        let month = (hash >> 40) % 12 + 1;
        format!("{who},2024-{month:02}-{day:02},{sign}{amount}.{:02},{id}\n", amount % 100)
    };
    let mut rows: Vec<String> = (0..15_000).map(row).collect();
    rows.extend(["a,soon,1,\n".to_owned(), ",2024-01-01,1,\n".to_owned()]);
    rows
}

/// A number without pattern; SplitMix64's finaliser.
fn mixed(i: u64) -> u64 {
    let z = i.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn shuffled(mut rows: Vec<String>, seed: u64) -> String {
    rows.sort_by_key(|row| {
        let own = row.bytes().fold(seed, |hash, byte| mixed(hash ^ u64::from(byte)));
        (own, row.clone())
    });
    rows.concat()
}

#[track_caller]
fn check_same(a: &Scored, b: &Scored) {
    assert!(a.file == b.file, "the files differ");
    for part in ["rows", "customers", "edges", "segments"] {
        assert_eq!(a.report[part], b.report[part]);
    }
}

/// Runs with all sorts of rules, made of the same rows by `run`.
fn all_rules(run: impl Fn(Run)) {
    let numbers = || rows(|who| who.to_string());
    let text = || rows(|who| format!("c{who}"));
    for flags in [
        "",
        "--id order",
        "--id order --lines",
        "--id order --returns match --zeros keep",
        "--id order --repeats keep --returns ignore --segments cells125",
    ] {
        run(orders(numbers().concat()).with(flags));
        run(orders(text().concat()).with(flags));
    }
}

#[test]
fn the_order_of_rows_changes_no_byte() {
    all_rules(|run| {
        let rows = std::fs::read_to_string(&run.files[0]).unwrap();
        let rows: Vec<String> = rows.lines().skip(1).map(|row| format!("{row}\n")).collect();
        let other = orders(shuffled(rows, 7)).with(&run.flags.join(" "));
        check_same(&run.scored(), &other.scored());
    });
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    all_rules(|run| {
        let mut run = run.threads(1);
        let one = run.scored();
        for threads in [2, 3, 8] {
            run = run.threads(threads);
            check_same(&one, &run.scored());
        }
    });
}

#[test]
fn one_file_in_parts_is_the_same_file() {
    let all = rows(|who| who.to_string());
    let (first, second) = all.split_at(all.len() / 2);
    let parts = orders(first.concat()).and(format!("{}{}", super::HEADER, second.concat()));
    check_same(&orders(all.concat()).scored(), &parts.scored());
}
