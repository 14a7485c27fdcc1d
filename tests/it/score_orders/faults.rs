//! Everything that is wrong with files: counted or refused, never lost, and never repeated.

use super::{Run, file, gzip, orders, sentence};

/// A row, and why it does not count among orders with ids whose returns are ignored.
struct Fault {
    row: Vec<u8>,
    fate: &'static str,
}

/// Every cell that could be personal says so: it must never be repeated.
const MARKER: &str = "SECRET";

const FLAGS: &str = "--id order --returns ignore";

/// What stands before each fault.
const SOUND: &str = "SECRET-ann,2024-01-01,1,SECRET-1\n";

fn fault(row: impl AsRef<[u8]>, fate: &'static str) -> Fault {
    Fault { row: row.as_ref().to_vec(), fate }
}

fn faults() -> Vec<Fault> {
    let dates = [
        "",
        "SECRET",
        "31/12/2023",
        "2024-02-30",
        "2024-13-01",
        "20240101",
        "2024-01-01T25:00",
        "2024-01-01Tsecret",
        "2024-01-01T00:00:00+99:00",
    ];
    let amounts = [
        "",
        "SECRET",
        "NaN",
        "-nan",
        "inf",
        "-Infinity",
        "1e300",
        "-1e300",
        "1e-300",
        "1.005",
        "\"1,50\"",
        "£5",
        "0x10",
        "1_0",
        "--5",
        "1e",
        ".",
        "92233720368547758.08",
        "-92233720368547758.08",
        "99999999999999999999999999999999999999999999",
    ];
    let zeros = ["0", "0.00", "-0", "+.0", "0e300", "0e-300"];
    let short = ["SECRET", "SECRET,2024-01-01", "SECRET,2024-01-01,1"];
    let nobody = ["", " ", "\t", "\u{a0}", "\" \n \""];
    let long = "SECRET".repeat((10 << 20) / MARKER.len());
    let too_long = "x".repeat(4_097);
    let unreadable = dates
        .map(|date| format!("SECRET,{date},1,SECRET-2"))
        .into_iter()
        .chain(amounts.map(|amount| format!("SECRET,2024-01-01,{amount},SECRET-2")))
        .chain(short.map(str::to_owned))
        .chain([
            format!("{long},2024-01-01,1,SECRET-2"),
            format!("SECRET,{long},1,SECRET-2"),
            format!("SECRET,2024-01-01,{long},SECRET-2"),
            format!("SECRET,2024-01-01,1,\"{long}\""),
            format!("{too_long},2024-01-01,1,SECRET-2"),
            ",soon,1,SECRET-2".to_owned(),
            ",2024-01-01,much,SECRET-2".to_owned(),
        ]);
    let mut faults: Vec<Fault> = unreadable.map(|row| fault(row, "unreadable")).collect();
    faults.push(fault(b"SECRET\xff,2024-01-01,1,SECRET-2", "unreadable"));
    faults.push(fault(b"SECRET,2024-01-01\xff,1,SECRET-2", "unreadable"));
    faults.push(fault(b"SECRET,2024-01-01,1\xff,SECRET-2", "unreadable"));
    faults.push(fault(b"SECRET,2024-01-01,1,\xff\xfe", "unreadable"));
    faults.extend(nobody.map(|key| fault(format!("{key},2024-01-01,0,SECRET-1"), "no_customer")));
    faults
        .extend(zeros.map(|zero| fault(format!("SECRET-ann,2024-01-01,{zero},SECRET-1"), "zero")));
    faults.push(fault("SECRET-ann,2024-01-01,-1,SECRET-1", "return"));
    faults.push(fault("SECRET-ann,2024-01-02,1,SECRET-1", "repeated"));
    faults.push(fault("SECRET-ann,2024-01-01,2,SECRET-1", "repeated"));
    faults
}

/// A sound row, and then these.
fn after_sound<'a>(rows: impl IntoIterator<Item = &'a Fault>) -> Run {
    let rows = rows.into_iter().flat_map(|fault| [fault.row.as_slice(), b"\n"].concat());
    orders(SOUND.bytes().chain(rows).collect::<Vec<u8>>()).with(FLAGS)
}

/// A row that counts as it stands.
#[track_caller]
fn check_kept(row: impl AsRef<[u8]>, customer: &str) {
    let scored = orders(row).with(FLAGS).with("--strict").scored();
    scored.check_fates(&[("read", 1), ("kept", 1)]);
    scored.check(["customer", "revenue"], &[[customer, "1.00"]]);
}

#[track_caller]
fn check_file(bytes: impl AsRef<[u8]>, words: &str) {
    file(bytes).check_refused(words);
}

#[test]
fn each_fault_is_counted_for_its_reason() {
    for fault in faults() {
        let scored = after_sound([&fault]).scored();
        scored.check_fates(&[("read", 2), ("kept", 1), (fault.fate, 1)]);
        scored.check(["orders", "revenue"], &[["1", "1.00"]]);
    }
}

#[test]
fn all_faults_together_are_each_counted_once() {
    let faults = faults();
    let count = |fate: &str| faults.iter().filter(|fault| fault.fate == fate).count() as u64;
    let scored = after_sound(&faults).scored();
    scored.check_fates(&[
        ("read", faults.len() as u64 + 1),
        ("kept", 1),
        ("unreadable", count("unreadable")),
        ("no_customer", count("no_customer")),
        ("zero", count("zero")),
        ("return", count("return")),
        ("repeated", count("repeated")),
    ]);
    scored.check(["customer", "orders", "revenue"], &[["SECRET-ann", "1", "1.00"]]);
}

#[test]
fn a_strict_run_names_the_first_fault_without_repeating_a_cell() {
    for fault in faults() {
        let sentence = after_sound([&fault]).with("--strict").refused();
        let place = sentence.strip_prefix("row 2, column `").unwrap();
        let (column, rest) = place.split_once('`').unwrap();
        let known = ["who", "when", "paid", "order", "customer", "amount", "id"];
        assert!(known.contains(&column), "{sentence}");
        assert!(rest.starts_with(": found ") && rest.contains(", expected "), "{sentence}");
        assert!(!sentence.to_uppercase().contains(MARKER), "{sentence}");
    }
}

#[test]
fn a_strict_run_names_the_first_of_many_faults() {
    let rows = "ann,2024-01-01,1,\nann,2024-01-01,0,\n,2024-01-01,1,\nann,soon,1,\n";
    orders(rows).with("--strict").check_refused(
        "row 2, column `paid`: found an amount of zero, expected an amount that is not zero",
    );
}

#[test]
fn an_exact_repeat_is_merged_even_if_strict() {
    let scored = orders(SOUND.repeat(3)).with(FLAGS).with("--strict").scored();
    scored.check_fates(&[("read", 3), ("kept", 1), ("merged", 2)]);
}

#[test]
fn refusals_repeat_no_cell() {
    let rows = |amount: &str| format!("{SOUND}SECRET-ann,2024-01-01,{amount},SECRET-1\n");
    for run in [
        orders(rows("0")).with("--zeros refuse"),
        orders(rows("-1")).with("--returns refuse"),
        orders(rows("1")).with("--id order --repeats refuse"),
        orders(rows("92233720368547758.07")),
        file(rows("1")),
        file(&gzip(rows("1"))[..30]),
    ] {
        let sentence = run.refused();
        assert!(!sentence.contains(MARKER), "{sentence}");
    }
}

#[test]
fn odd_but_sound_rows_count() {
    check_kept("客户,2024-01-01,1,一\n", "客户");
    check_kept("👩‍👩‍👧,2024-01-01,1,😀\n", "👩‍👩‍👧");
    check_kept("ann,2024-01-01,1,A\r\n", "ann");
    check_kept("ann,2024-01-01,1,A", "ann");
    check_kept("\n\r\nann,2024-01-01,1,A\n\n", "ann");
    check_kept("\"O\"\"Hara, Ann\nMs\",\"2024-01-01\",\"1\",\"A,\nB\"\n", "O\"Hara, Ann\nMs");
    check_kept("ann,2024-01-01,1,A,more,and more\n", "ann");
    check_kept("ann, 2024-01-01 , +1.00 ,A\n", "ann");
    check_kept("ann,2024-01-01,1e0,\n", "ann");
    check_kept(format!("{},2024-01-01,1,\n", "x".repeat(4_096)), &"x".repeat(4_096));
    let long = "y".repeat(10 << 20);
    check_kept(format!("ann,2024-01-01,1,A,\"{long}\"\n"), "ann");
    check_kept(b"ann,2024-01-01,1,A,\xff\xfe\n", "ann");
}

#[test]
fn a_byte_order_mark_and_windows_lines_are_no_part_of_names() {
    let scored = file("\u{feff}who,when,paid,order\r\nann,2024-01-01,1,A\r\n").scored();
    scored.check(["customer", "revenue"], &[["ann", "1.00"]]);
    let packed = file(gzip("\u{feff}who,when,paid\nann,2024-01-01,1\n")).scored();
    packed.check(["customer", "revenue"], &[["ann", "1.00"]]);
}

#[test]
fn days_at_the_ends_of_the_calendar_do_no_harm() {
    let rows = "a,0000-01-01,1,\nb,9999-12-31,1,\nc,0000-01-01T00:00:00+23:59,1,\n\
                d,9999-12-31T23:59:59-23:59,1,\ne,-001-01-01,1,\n";
    let scored = orders(rows).with("--as-of 9999-12-31").scored();
    assert_eq!(scored.count("/rows/read"), 5);
    scored.columns(["age"]).iter().for_each(|[age]| assert!(!age.starts_with('-'), "{age}"));
}

#[test]
fn a_file_without_a_header_is_refused() {
    let words = "the input cannot be read after row 0: there is no header";
    check_file("", words);
    check_file("\u{feff}", words);
    check_file("\r\n\n", words);
    check_file(gzip(""), words);
}

#[test]
fn a_header_alone_has_no_customers() {
    let scored = file("who,when,paid\n").scored();
    scored.check_fates(&[]);
    let header = "customer,orders,purchase_days,first_day,last_day,days_since_last,age,revenue,r,f,m,segment,segment_zh\n";
    assert_eq!(scored.file, header.as_bytes());
    let none = serde_json::json!({"recency": [], "frequency": [], "monetary": []});
    assert_eq!((&scored.report["edges"], scored.count("/customers")), (&none, 0));
}

#[test]
fn customers_who_only_gave_back_are_prospects_without_edges() {
    let scored = orders("ann,2024-01-01,-1,\n").scored();
    scored.check(
        ["customer", "age", "r", "f", "m", "segment"],
        &[["ann", "", "", "", "", "prospect"]],
    );
    assert_eq!(scored.report["edges"]["recency"], serde_json::json!([]));
}

#[test]
fn a_header_must_have_each_column_once() {
    check_file("who,when\nann,2024-01-01\n", "the header has no column `paid`");
    check_file("who,when,Paid\n", "the header has no column `paid`");
    check_file("who,when, paid\n", "the header has no column `paid`");
    check_file("who,when,paid,paid\n", "the header has two columns `paid`, expected one");
    orders("").with("--id none").check_refused("the header has no column `none`");
}

#[test]
fn of_several_files_the_faulty_one_is_named() {
    let run = orders("ann,2024-01-01,1,\n").and("");
    run.check_refused("orders-1.csv: the input cannot be read after row 0: there is no header");
}

#[test]
fn a_packed_file_that_breaks_off_is_refused() {
    let packed = gzip(format!("who,when,paid\n{}", "ann,2024-01-01,1\n".repeat(9)));
    for end in [2, 9, packed.len() / 2, packed.len() - 1] {
        let sentence = file(&packed[..end]).refused();
        assert!(sentence.starts_with("the input cannot be read after row "), "{sentence}");
    }
    let second = [packed.as_slice(), &gzip("bob,2024-01-01,1\n")[..20]].concat();
    assert!(file(second).refused().starts_with("the input cannot be read after row "));
    let garbled = [packed.as_slice(), b"no gzip"].concat();
    assert!(file(garbled).refused().starts_with("the input cannot be read after row "));
}

#[test]
fn a_file_that_ends_within_quotes_is_refused() {
    let rows = "ann,2024-01-01,1,A,\"fine\"\nann,2024-01-02,1,B,\"open\nann,2024-01-03,1,C,\n";
    let words = "the input cannot be read after row 1: unexpected end of file";
    orders(rows).with("--id order").check_refused(words);
    orders("\"ann,2024-01-01,1,A\n")
        .check_refused("the input cannot be read after row 0: unexpected end of file");
}

#[test]
fn amounts_that_do_not_fit_together_are_refused() {
    let rows = "ann,2024-01-01,92233720368547758.07,\nbob,2024-01-01,0.01,\n";
    let words = "the amounts do not fit 64 bits together, nothing was added";
    orders(rows).check_refused(words);
    let one = orders("ann,2024-01-01,92233720368547758.07,\n").scored();
    one.check(["revenue"], &[["92233720368547758.07"]]);
    assert!(one.report.to_string().contains("9.22337"), "{}", one.report);
}

#[test]
fn a_file_that_cannot_be_opened_is_refused_by_name() {
    for path in ["missing.csv", "."] {
        let sentence = orders("").with("--orders").with(path).refused();
        assert!(sentence.starts_with(path), "{sentence}");
    }
}

#[test]
fn a_place_that_cannot_be_written_to_is_refused_by_name() {
    for path in ["missing/out.csv", "."] {
        let sentence = orders("ann,2024-01-01,1,\n").with("--out").with(path).refused();
        assert!(sentence.starts_with(&format!("{path}: ")), "{sentence}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error_and_no_panic() {
    let full = || std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let run = orders("ann,2024-01-01,1,\n");
    let sentence_of =
        |command: &mut std::process::Command| sentence("score_orders", &command.output().unwrap());
    assert!(sentence_of(run.command().stdout(full())).starts_with("standard output: "));
    let out = orders("ann,2024-01-01,1,\n").with("--out /dev/full").refused();
    assert!(out.starts_with("/dev/full: "), "{out}");
    let untold = run.command().stdout(full()).stderr(full()).status().unwrap();
    assert_eq!(untold.code(), Some(1));
}
