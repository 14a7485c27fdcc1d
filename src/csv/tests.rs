use super::*;
use crate::{Currency, Day, ErrorKind, Money, Rounding};

fn policy() -> Policy {
    Policy::new(Currency::GBP)
}

fn read(file: &[u8], policy: Policy) -> Result<(Ledger<String>, InputReport)> {
    let columns = CsvColumns::new("who", "when", "paid");
    Ledger::read_csv(file, &columns, policy)
}

/// A file with one row of that date, and whether it was read as `day`.
#[track_caller]
fn check_day(date: &str, zone_hours: i32, day: Option<&str>) {
    let zone = chrono::FixedOffset::east_opt(zone_hours * 3600).unwrap();
    let file = format!("who,when,paid\nann,{date},1\n");
    let (ledger, _) = read(file.as_bytes(), policy().zone(zone)).unwrap();
    let row = ledger.row_at(&"ann".to_owned(), Day::MAX);
    let found = row.row().history().map(|history| history.first().to_string());
    assert_eq!(found.as_deref(), day, "{date}");
}

#[track_caller]
fn check_fates(rows: &str, kept: u64, unreadable: &[u64], no_customer: &[u64]) {
    let (_, report) = read(format!("who,when,paid\n{rows}").as_bytes(), policy()).unwrap();
    assert_eq!(report.kept, kept);
    assert_eq!(report.unreadable.first, unreadable);
    assert_eq!(report.no_customer.first, no_customer);
    assert_eq!(report.read, report.kept + report.merged.rows + report.dropped());
}

#[test]
fn dates_and_times_become_days_of_the_business() {
    check_day("2011-12-09", 0, Some("2011-12-09"));
    check_day("2011-12-09T23:59:59", 8, Some("2011-12-09"));
    check_day("2011-12-09 08:26", 8, Some("2011-12-09"));
    check_day("2011-12-09T23:59:60.5Z", 0, Some("2011-12-09"));
    check_day("2011-12-09T16:00:00Z", 8, Some("2011-12-10"));
    check_day("2011-12-09T15:59:59.999Z", 8, Some("2011-12-09"));
    check_day("2011-12-10T03:00:00+08:00", 0, Some("2011-12-09"));
    check_day("2011-12-09T22:00:00-05:00", 0, Some("2011-12-10"));
    for wrong in [
        "09/12/2011",
        "2011-13-09",
        "2011-12-09T25:00",
        "2011-12-09T",
        "20111209",
        "2011-12-09x",
        "2011-12-0九",
    ] {
        check_day(wrong, 0, None);
    }
}

#[test]
fn rows_are_dropped_for_the_first_reason_and_counted() {
    check_fates(
        "ann,2024-01-01,1\n,2024-01-01,1\nann,soon,1\n,soon,1\n  ,2024-01-01,2\n",
        1,
        &[3, 4],
        &[2, 5],
    );
    check_fates(
        "ann,2024-01-01,NaN\nann,2024-01-01,1e300\nann,2024-01-01,\nann,2024-01-01\n",
        0,
        &[1, 2, 3, 4],
        &[],
    );
    check_fates("ann,2024-01-01,1,extra\r\n\"a\"\"n,n\",2024-01-01,\"1\"\r\n", 2, &[], &[]);
    check_fates("😀,2024-01-01,1\n客户,2024-01-01,1\n", 2, &[], &[]);
}

#[test]
fn cells_too_long_or_of_other_encodings_are_unreadable() {
    let long = "x".repeat(10 << 20);
    check_fates(
        &format!("{long},2024-01-01,1\nann,{long},1\nann,2024-01-01,{long}\n"),
        0,
        &[1, 2, 3],
        &[],
    );
    let (_, report) = read(b"who,when,paid\n\xff\xfe,2024-01-01,1\n", policy()).unwrap();
    assert_eq!(report.unreadable.first, [1]);
}

#[test]
fn a_byte_order_mark_is_no_part_of_a_name() {
    let (ledger, _) = read(b"\xef\xbb\xbfwho,when,paid\nann,2024-01-01,1\n", policy()).unwrap();
    assert_eq!(ledger.len(), 1);
}

#[test]
fn an_input_that_comes_byte_by_byte_is_the_same_input() {
    struct Bytes(&'static [u8]);
    impl Read for Bytes {
        fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
            let len = to.len().min(1);
            self.0.read(&mut to[..len])
        }
    }
    let read = |file: &'static str| {
        let columns = CsvColumns::new("who", "when", "paid");
        columns.read::<String>(Bytes(file.as_bytes()), &policy())
    };
    let orders = read("\u{feff}who,when,paid\r\nann,2024-01-01,1\r\n\"bob\",2024-01-01,1");
    assert_eq!(orders.unwrap().len(), 2);
    for empty in ["", "\u{feff}", "\n"] {
        let err = read(empty).unwrap_err();
        assert_eq!(err.to_string(), "the input cannot be read after row 0: there is no header");
    }
}

#[test]
fn an_input_that_ends_within_quotes_is_an_error() {
    let read = |rows: &str| read(format!("who,when,paid,more\n{rows}").as_bytes(), policy());
    let words = "the input cannot be read after row 1: unexpected end of file";
    for open in ["bob,2024-01-01,1,\"yes\ncid,2024-01-01,1,\n", "\"", "\"\"\"", "bob,\""] {
        let err = read(&format!("ann,2024-01-01,1,\n{open}")).unwrap_err();
        assert_eq!(err.to_string(), words, "{open}");
    }
    for closed in ["bob,2024-01-01,1,\"yes\"", "bob,2024-01-01,1,5\" pipe", "bob,2024-01-01,1,\"\""]
    {
        assert_eq!(read(closed).unwrap().1.kept, 1, "{closed}");
    }
}

#[test]
fn a_row_that_looks_like_the_end_is_a_row() {
    check_fates("\0end of input\0\nann,2024-01-01,1\n\0end of input\0\n", 1, &[1, 3], &[]);
}

#[test]
fn headers_must_have_each_column_once() {
    let kind = |file: &str| read(file.as_bytes(), policy()).unwrap_err().kind().clone();
    let column = "paid".to_owned();
    assert_eq!(kind("who,when\n"), ErrorKind::NoColumn { column: column.clone() });
    assert_eq!(kind("who,when,paid,paid\n"), ErrorKind::TwoColumns { column });
    assert!(matches!(kind(""), ErrorKind::Read { row: 0, .. }));
}

#[test]
fn an_input_that_breaks_off_is_an_error() {
    struct Broken(&'static [u8]);
    impl Read for Broken {
        fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
            if self.0.is_empty() {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
            self.0.read(to)
        }
    }
    let input = Broken(b"who,when,paid\nann,2024-01-01,1\n");
    let err = CsvColumns::new("who", "when", "paid").read::<u64>(input, &policy()).unwrap_err();
    assert!(matches!(err.kind(), ErrorKind::Read { .. }), "{err}");
}

#[test]
fn strict_reading_stops_at_the_first_row() {
    let err =
        read(b"who,when,paid\nann,2024-01-01,1\nann,soon,1\n", policy().strict()).unwrap_err();
    assert_eq!(
        err.to_string(),
        "row 2, column `when`: found another text, expected a date written YYYY-MM-DD, or a time \
         that begins so",
    );
}

#[test]
fn the_first_row_that_is_refused_is_named_by_the_file_s_own_column() {
    let file = b"who,when,paid\nann,2024-01-01,1\nann,2024-01-01,0\nann,soon,1\n";
    let words =
        "row 2, column `paid`: found an amount of zero, expected an amount that is not zero";
    for policy in [policy().strict(), policy().zeros(crate::Zeros::Refuse)] {
        assert_eq!(read(file, policy).unwrap_err().to_string(), words);
    }
}

#[test]
fn a_product_is_judged_before_it_is_rounded() {
    let file = "who,when,paid,n\nann,2024-01-01,0.001,1\nann,2024-01-02,0.001,-1\n\
                ann,2024-01-03,0.001,0\nann,2024-01-04,0.335,3\n";
    let columns = CsvColumns::new("who", "when", "paid").quantity("n");
    let policy = policy().rounding(Rounding::HalfEven);
    let (ledger, report) = Ledger::<String>::read_csv(file.as_bytes(), &columns, policy).unwrap();
    assert_eq!((report.kept, report.zero.first), (3, vec![3]));
    let row = ledger.row_at(&"ann".to_owned(), Day::MAX);
    let history = row.row().history().unwrap();
    assert_eq!((history.orders(), history.revenue()), (2, Money(100)));
}

#[test]
fn whole_numbers_stay_numbers_until_there_is_another_text() {
    let any = |file: &'static str| {
        let columns = CsvColumns::new("who", "when", "paid");
        columns.read_any([file.as_bytes()], &policy()).unwrap()
    };
    let numbers =
        any("who,when,paid\n7,2024-01-01,1\n18446744073709551615,2024-01-01,1\n0,2024-01-01,1\n");
    assert!(matches!(numbers, AnyOrders::Numbers(_)));
    for text in [
        "who,when,paid\n7,2024-01-01,1\n007,2024-01-01,1\n",
        "who,when,paid\n7,2024-01-01,1\n+7,2024-01-01,1\n",
    ] {
        let AnyOrders::Text(orders) = any(text) else { panic!("these are texts") };
        let mut ledger = Ledger::new(policy());
        ledger.load(&orders).unwrap();
        assert_eq!(ledger.as_of(Day::MAX).len(), 2);
    }
}

#[test]
fn a_number_is_asked_for_and_a_text_is_not_read() {
    let columns = CsvColumns::new("who", "when", "paid");
    let file = "who,when,paid\n7,2024-01-01,1\nann,2024-01-01,1\n";
    let (ledger, report) = Ledger::<u64>::read_csv(file.as_bytes(), &columns, policy()).unwrap();
    assert_eq!((ledger.len(), report.unreadable.first), (1, vec![2]));
}

#[test]
fn orders_are_loaded_under_the_rules_they_were_read_under() {
    let zone = |hours: i32| chrono::FixedOffset::east_opt(hours * 3600).unwrap();
    let file = "who,when,paid\nann,2024-06-30T16:30:00Z,12.00\nann,soon,1\n";
    let columns = CsvColumns::new("who", "when", "paid");
    let orders = columns.read::<String>(file.as_bytes(), &policy()).unwrap();
    let refusal = |policy: Policy| Ledger::new(policy).load(&orders).map_err(|e| e.kind().clone());
    let differ = |what| Err(ErrorKind::Policy { what });
    assert_eq!(refusal(policy().zone(zone(8))), differ("time zone"));
    assert_eq!(refusal(policy().strict()), differ("strictness"));
    assert!(matches!(refusal(Policy::new(Currency::JPY)), Err(ErrorKind::Currency { .. })));
    assert_eq!(refusal(policy()).unwrap().kept, 1);
}
