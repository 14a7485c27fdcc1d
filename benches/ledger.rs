//! How fast orders get into a ledger.

mod shop;

use criterion::{BenchmarkId, Criterion, Throughput};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};
use regulars::{Currency, Day, Ledger, Money, Orders, Purchase};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    load(&mut criterion);
    append(&mut criterion);
    criterion.final_summary();
}

/// Columns of exactly as many orders as asked for, in the order of their days.
struct Log {
    customers: Vec<u64>,
    days: Vec<i32>,
    minor: Vec<i64>,
}

impl Log {
    /// The last days are cut off: 36 customers make 100 orders and a few more.
    fn of(orders: u32) -> Self {
        let (log, rows) = (shop::shop(orders / 100 * 36), orders as usize);
        Self {
            customers: log.customers()[..rows].to_vec(),
            days: log.days()[..rows].to_vec(),
            minor: log.minor()[..rows].to_vec(),
        }
    }

    /// The same orders in no order at all (Fisher and Yates).
    fn shuffled(&self) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(1);
        let mut rows: Vec<usize> = (0..self.days.len()).collect();
        for i in (1..rows.len()).rev() {
            rows.swap(i, below(&mut rng, i + 1));
        }
        Self {
            customers: rows.iter().map(|&row| self.customers[row]).collect(),
            days: rows.iter().map(|&row| self.days[row]).collect(),
            minor: rows.iter().map(|&row| self.minor[row]).collect(),
        }
    }

    fn orders(&self) -> Orders<'_, u64> {
        Orders::new(&self.customers, &self.days, &self.minor).expect("columns are equally long")
    }

    fn ledger(&self) -> Ledger<u64> {
        let mut ledger = Ledger::new(Currency::EUR);
        ledger.load(&self.orders()).expect("amounts are small");
        ledger
    }

    /// The customers by name, in alphabetical order, which is that of their numbers.
    fn names(&self) -> Vec<String> {
        let most = self.customers.iter().max().expect("there are orders");
        (0..=*most).map(name).collect()
    }
}

fn name(customer: u64) -> String {
    format!("customer-{customer:08}")
}

/// Thirty-two digits that look like any.
fn uuid(customer: u64) -> String {
    let bits = ChaCha8Rng::seed_from_u64(customer).next_u64();
    format!(
        "{:08x}-{:04x}-4{:03x}-8000-{customer:012x}",
        bits >> 32,
        bits >> 16 & 0xffff,
        bits & 0xfff
    )
}

/// A number from 0 to below `end`; the bias is less than one in 10¹¹ here.
fn below(rng: &mut ChaCha8Rng, end: usize) -> usize {
    let end = u64::try_from(end).expect("memory is smaller");
    usize::try_from(rng.next_u64() % end).expect("it is below a `usize`")
}

/// Loading columns. Two things are swept: the number of orders, because a load should be linear
/// in it and partitions once the customers outgrow a cache; and how the rows come.
///
/// * `by_day`: integer keys as a till writes them, so that customers are spread over all rows.
/// * `shuffled`: the same without any order of days, to see what lean on it there is.
/// * `strings`: short texts of a kind, which are turned into numbers and back.
/// * `uuids`: texts too long for that, which are compared.
/// * `coded`: `strings` from a dictionary, as Arrow has them.
fn load(criterion: &mut Criterion) {
    let mut group = shop::group(criterion, "ledger/load");
    for size in shop::sizes() {
        group.throughput(Throughput::Elements(size.into()));
        let log = Log::of(size);
        let shuffled = log.shuffled();
        let (Log { customers, days, minor }, names) = (&log, log.names());
        let strings: Vec<String> = customers.iter().map(|&customer| name(customer)).collect();
        let code = |&customer| u32::try_from(customer).expect("customers are counted in 32 bits");
        let codes: Vec<u32> = customers.iter().map(code).collect();

        let equal = "columns are equally long";
        let uuids: Vec<String> = customers.iter().map(|&customer| uuid(customer)).collect();
        let strings = Orders::new(&strings, days, minor).expect(equal);
        let uuids = Orders::new(&uuids, days, minor).expect(equal);
        let coded = Orders::coded(&codes, &names, days, minor).expect(equal);
        assert!(log.ledger() == shuffled.ledger(), "the order of the rows must not matter");
        bench_load(&mut group, "by_day", size, &log.orders());
        bench_load(&mut group, "shuffled", size, &shuffled.orders());
        bench_load(&mut group, "strings", size, &strings);
        bench_load(&mut group, "uuids", size, &uuids);
        bench_load(&mut group, "coded", size, &coded);
    }
    group.finish();
}

fn bench_load<K: regulars::Key>(
    group: &mut criterion::BenchmarkGroup<'_, criterion::measurement::WallTime>,
    name: &str,
    size: u32,
    orders: &Orders<'_, K>,
) {
    group.bench_function(BenchmarkId::new(name, size), |bencher| {
        shop::time(
            bencher,
            || Ledger::new(Currency::EUR),
            |mut ledger| {
                let report = ledger.load(orders).expect("amounts are small");
                assert_eq!(report.kept, u64::from(size));
                ledger
            },
        );
    });
}

/// Appending to a ledger of so many orders, which is swept because the cost must not grow with
/// it by more than its logarithm.
///
/// * `one`: a single order, as a stream brings it.
/// * `thousand`: a thousand, one by one, so that the merging that some of them cause is among
///   what is timed; the throughput is in orders.
fn append(criterion: &mut Criterion) {
    let mut group = shop::group(criterion, "ledger/append");
    for size in shop::sizes() {
        let ledger = Log::of(size).ledger();
        for (name, orders) in [("one", 1), ("thousand", 1_000_u32)] {
            group.throughput(Throughput::Elements(orders.into()));
            group.bench_function(BenchmarkId::new(name, size), |bencher| {
                shop::time(
                    bencher,
                    || ledger.clone(),
                    |mut ledger| {
                        for order in 0..orders {
                            ledger.append([late_order(order)]).expect("amounts are small");
                        }
                        assert_eq!(ledger.len(), (size + orders) as usize);
                        ledger
                    },
                );
            });
        }
    }
    group.finish();
}

/// An order on the day after the window, of some customer or other.
fn late_order(order: u32) -> (u64, Purchase) {
    let day = Day::from_ymd(2025, 1, 1).expect("there is such a date");
    (1 + u64::from(order) * 31, Purchase::new(day, Money(1_999)))
}
