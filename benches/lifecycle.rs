//! How fast customers are staged, on one day and on many.

mod shop;

use criterion::{BenchmarkId, Criterion, Throughput};
use regulars::lifecycle::{Lifecycle, LifecycleRule, State};
use regulars::{Course, Currency, Day, Days, Fit, Groups, Ledger, Orders, Score, View};

/// As many months as two years have.
const DATES: u32 = 24;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for size in shop::sizes() {
        let ledger = ledger(size);
        let view = ledger.as_of(last());
        let rule = Lifecycle::new().fit(view.table()).expect("some have come back");
        one_day(&mut criterion, &view, &rule, size);
        many_days(&mut criterion, &ledger, &view, &rule, size);
    }
    criterion.final_summary();
}

fn last() -> Day {
    Day::from_ymd(2024, 12, 31).expect("there is such a date")
}

fn ledger(customers: u32) -> Ledger<u64> {
    let log = shop::shop(customers);
    let orders = Orders::new(log.customers(), log.days(), log.minor());
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&orders.expect("columns are equally long")).expect("amounts are small");
    ledger
}

/// Learning what gap is usual, the stages of a day, and every change up to it, which is swept because
/// each purchase costs the same.
fn one_day(criterion: &mut Criterion, view: &View<u64>, rule: &LifecycleRule, size: u32) {
    let mut group = shop::group(criterion, "lifecycle/day");
    group.throughput(Throughput::Elements(size.into()));
    group.bench_function(BenchmarkId::new("fit", size), |bencher| {
        bencher.iter(|| Lifecycle::new().fit(view.table()).expect("some have come back"));
    });
    group.bench_function(BenchmarkId::new("stages", size), |bencher| {
        shop::time(bencher, || (), |()| rule.score(view.table()).expect("rows know their past"));
    });
    group.bench_function(BenchmarkId::new("changes", size), |bencher| {
        shop::time(
            bencher,
            || (),
            |()| rule.changes().score(view.table()).expect("rows know their past"),
        );
    });
    group.finish();
}

/// The states on the ends of 24 months, and who moved.
///
/// * `course`: in one pass, as is to be done.
/// * `cut`: each customer cut back to each day.
/// * `repeated`: a view of each day, its states counted, without who moved.
fn many_days(
    criterion: &mut Criterion,
    ledger: &Ledger<u64>,
    view: &View<u64>,
    rule: &LifecycleRule,
    size: u32,
) {
    let days: Vec<Day> = (0..DATES).rev().map(|month| last() - Days(30 * month)).collect();
    let state = || rule.map(|stage| stage.state);
    let mut group = shop::group(criterion, "lifecycle/days");
    group.throughput(Throughput::Elements(u64::from(size) * u64::from(DATES)));
    group.bench_function(BenchmarkId::new("course", size), |bencher| {
        bencher.iter(|| rule.course(view.table(), &days).expect("rows know their past"));
    });
    group.bench_function(BenchmarkId::new("cut", size), |bencher| {
        bencher.iter(|| Course::of(view.table(), &days, state()).expect("rows know their past"));
    });
    group.bench_function(BenchmarkId::new("repeated", size), |bencher| {
        bencher.iter(|| {
            let groups = |&day| Groups::<State>::of(ledger.as_of(day).table(), state());
            days.iter().map(groups).collect::<Result<Vec<_>, _>>().expect("rows know their past")
        });
    });
    group.finish();
}
