//! What is planted in a file is what its reader finds.

use regulars::sim::{Fault, FaultKind, Shop, ShopLog};
use regulars::{
    CsvColumns, Currency, ErrorKind, Found, InputReport, Ledger, Policy, Purchase, View,
};

fn shop() -> ShopLog {
    Shop::gift_shop(2_000).seed(1).build().unwrap()
}

fn read(file: &[u8]) -> (Ledger<u64>, InputReport) {
    let columns = CsvColumns::new("customer", "day", "amount").id("order");
    let policy = Policy::new(Currency::EUR);
    let orders = columns.read::<u64>(file, &policy).unwrap();
    let mut ledger = Ledger::new(policy);
    let report = ledger.load(&orders).unwrap();
    (ledger, report)
}

fn written(log: &ShopLog, faults: &[Fault]) -> Vec<u8> {
    let mut file = Vec::new();
    log.write_csv(&mut file, faults).unwrap();
    file
}

#[test]
fn a_clean_file_is_the_records() {
    let log = shop();
    let (ledger, report) = read(&written(&log, &[]));
    assert_eq!((report.read, report.kept), (log.len() as u64, log.len() as u64));
    let mut own = Ledger::new(ledger.policy().clone());
    own.append(log.records()).unwrap();
    let day = "2024-12-31".parse().unwrap();
    assert!(own.as_of(day).table().rows().eq(ledger.as_of(day).table().rows()));
}

#[test]
fn a_file_tells_what_else_is_known() {
    let log = shop();
    let file = String::from_utf8(written(&log, &[])).unwrap();
    let mut lines = file.lines();
    assert_eq!(lines.next(), Some("customer,day,amount,order,discount,category,channel"));
    let amount = |text: &str| Currency::EUR.parse(text).unwrap();
    for (line, (customer, record)) in lines.zip(log.records()) {
        let fields: Vec<&str> = line.split(',').collect();
        let read = Purchase::new(fields[1].parse().unwrap(), amount(fields[2]));
        let read = read.order_id(fields[3]).category(fields[5]).channel(fields[6]);
        let read = if fields[4].is_empty() { read } else { read.discount(amount(fields[4])) };
        assert!((fields[0].parse().ok(), &read) == (Some(customer), &record), "{line}");
    }
}

#[test]
fn the_reader_finds_what_was_planted_and_nothing_else() {
    let log = shop();
    let faults = log.faults(0.2, 7).unwrap();
    let (ledger, report) = read(&written(&log, &faults));
    let planted = |kinds: &[FaultKind]| -> (u64, Vec<u64>) {
        let own = faults.iter().filter(|fault| kinds.contains(&fault.kind));
        let rows: Vec<u64> = own.map(|fault| fault.row).collect();
        (rows.len() as u64, rows)
    };
    use FaultKind::{FarLater, NoAmount, NoCustomer, NoSuchDay, Repeated, Slip, Zero};
    for (kinds, tally) in [
        (&[NoCustomer][..], &report.no_customer),
        (&[NoSuchDay, NoAmount], &report.unreadable),
        (&[Zero], &report.zero),
        (&[Repeated], &report.merged),
    ] {
        let (count, rows) = planted(kinds);
        assert!(100 < count, "{kinds:?}");
        assert_eq!(tally.rows, count, "{kinds:?}");
        assert!(rows.starts_with(&tally.first), "{kinds:?}");
    }
    assert_eq!(report.repeated.rows + report.returned.rows, 0);
    let lost = planted(&[NoCustomer, NoSuchDay, NoAmount, Zero]).0;
    assert_eq!(report.read, log.len() as u64 + planted(&[Repeated]).0);
    assert_eq!(report.kept, log.len() as u64 - lost);
    // What no reader can know: a hundred years, and a hundred times.
    let later = ledger.as_of("2124-12-31".parse().unwrap());
    let orders = |view: &View<u64>| -> u64 {
        view.table().rows().filter_map(|row| row.history()).map(|own| own.orders()).sum()
    };
    let sales_later = faults.iter().filter(|fault| fault.kind == FarLater).count();
    let now = orders(&ledger.as_of("2024-12-31".parse().unwrap()));
    assert!(now < orders(&later) && orders(&later) - now <= sales_later as u64);
    assert!(0 < planted(&[Slip]).0);
}

#[test]
fn every_row_or_none_may_be_wrong() {
    let log = shop();
    assert_eq!(log.faults(0.0, 1).unwrap(), []);
    assert_eq!(log.faults(1.0, 1).unwrap().len(), log.len());
    assert_ne!(log.faults(0.5, 1).unwrap(), log.faults(0.5, 2).unwrap());
    let err = log.faults(1.1, 1).unwrap_err();
    assert!(matches!(
        err.kind(),
        ErrorKind::Param { name: "share", found: Found::Number(1.1), .. }
    ));
    assert!(log.faults(f64::NAN, 1).is_err());
}
