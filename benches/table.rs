//! How fast customers come out of a ledger, and how fast columns of one's own are checked.

mod shop;

use criterion::{BenchmarkId, Criterion, Throughput};
use regulars::sim::ShopLog;
use regulars::{Columns, Currency, Day, Ledger, Money, Orders, Purchase, Row, Table, Timelines};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    as_of(&mut criterion);
    new(&mut criterion);
    criterion.final_summary();
}

fn ledger(log: &ShopLog) -> Ledger<u64> {
    let orders = Orders::new(log.customers(), log.days(), log.minor());
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&orders.expect("columns are equally long")).expect("amounts are small");
    ledger
}

fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd(year, month, day).expect("there is such a date")
}

/// Views of so many customers, with three times as many orders. The number is swept because a
/// view reads every order once, and that should stay so when they outgrow the caches. The days
/// are swept because each costs something else:
///
/// * `last`: everything is seen; customers are summed up, and nothing is searched or copied.
/// * `half_year_ago`: everyone is there, but their later orders are not.
/// * `first_summer`: half of the customers are still to come, and their keys are copied.
///
/// `appended` is the last day once more, of a ledger that has just got one more order, so that
/// its orders do not lie together: what `Ledger::compact` saves.
fn as_of(criterion: &mut Criterion) {
    let mut group = shop::group(criterion, "table/as_of");
    let days = [
        ("last", day(2024, 12, 31)),
        ("half_year_ago", day(2024, 6, 30)),
        ("first_summer", day(2023, 6, 30)),
    ];
    for size in shop::sizes() {
        let log = shop::shop(size);
        let mut ledger = ledger(&log);
        group.throughput(Throughput::Elements(size.into()));
        for (name, day) in days {
            let customers = log.truths().iter().filter(|truth| truth.joined <= day).count();
            group.bench_function(BenchmarkId::new(name, size), |bencher| {
                shop::time(
                    bencher,
                    || (),
                    |()| {
                        let view = ledger.as_of(day);
                        assert_eq!(view.len(), customers);
                        view
                    },
                );
            });
        }
        let last = days[0].1;
        ledger.append([(1, Purchase::new(last, Money(1_999)))]).expect("amounts are small");
        group.bench_function(BenchmarkId::new("appended", size), |bencher| {
            shop::time(
                bencher,
                || (),
                |()| {
                    let view = ledger.as_of(last);
                    assert_eq!(view.len(), size as usize);
                    view
                },
            );
        });
    }
    group.finish();
}

/// Columns that own what a table borrows.
#[derive(Default)]
struct Owned {
    first: Vec<i32>,
    last: Vec<i32>,
    orders: Vec<i64>,
    purchase_days: Vec<i64>,
    revenue: Vec<i64>,
    offsets: Vec<i64>,
    days: Vec<i32>,
    day_orders: Vec<i64>,
    minor: Vec<i64>,
}

impl Owned {
    fn of(table: Table<'_>) -> Self {
        let mut columns = Self { offsets: vec![0], ..Self::default() };
        table.rows().for_each(|row| columns.push(row));
        columns
    }

    fn push(&mut self, row: Row<'_>) {
        let history = row.history().expect("simulated customers have bought");
        self.first.push(history.first().number());
        self.last.push(history.last().number());
        self.orders.push(history.orders().cast_signed());
        self.purchase_days.push(history.purchase_days().cast_signed());
        self.revenue.push(history.revenue().0);
        for total in row.timeline().expect("a ledger's rows have one").iter() {
            self.days.push(total.day.number());
            self.day_orders.push(total.orders.cast_signed());
            self.minor.push(total.revenue.0);
        }
        self.offsets.push(i64::try_from(self.days.len()).expect("memory is smaller"));
    }

    fn timelines(&self) -> Timelines<'_> {
        let Self { offsets, days, day_orders, minor, .. } = self;
        Timelines { offsets, days, orders: day_orders, minor }
    }

    fn columns<'a>(&'a self, as_of: Day, timelines: Option<Timelines<'a>>) -> Columns<'a> {
        let Self { first, last, orders, purchase_days, revenue, .. } = self;
        let (currency, features) = (Currency::EUR, &[]);
        Columns {
            currency,
            as_of,
            first,
            last,
            orders,
            purchase_days,
            revenue,
            timelines,
            features,
        }
    }
}

/// Tables of so many customers from columns of one's own. The number is swept because every cell
/// is read, once and in parallel, so that the check should run at the speed of memory.
///
/// * `columns`: what a warehouse aggregates, five numbers a customer.
/// * `timelines`: with the days of their orders too, which must add up to the five.
fn new(criterion: &mut Criterion) {
    let mut group = shop::group(criterion, "table/new");
    let last = day(2024, 12, 31);
    for size in shop::sizes() {
        let owned = Owned::of(ledger(&shop::shop(size)).as_of(last).table());
        let columns = owned.columns(last, None);
        let timelines = owned.columns(last, Some(owned.timelines()));
        group.throughput(Throughput::Elements(size.into()));
        for (name, columns) in [("columns", columns), ("timelines", timelines)] {
            group.bench_function(BenchmarkId::new(name, size), |bencher| {
                bencher.iter(|| {
                    let table = Table::new(columns).expect("the columns are a ledger's");
                    assert_eq!(table.len(), size as usize);
                    table.row(0)
                });
            });
        }
    }
    group.finish();
}
