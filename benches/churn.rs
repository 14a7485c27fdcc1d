//! How fast customers are rated, with reasons and days of alerts, and tested for early warnings, beside
//! their ledger and table.

mod shop;

use criterion::{BenchmarkId, Criterion, Throughput};
use regulars::churn::{Churn, EarlyWarning, Rate, Warnings};
use regulars::clv::{Btyd, Family};
use regulars::{Currency, Day, Days, Fit, Ledger, Orders, Score, TimeUnit};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for size in shop::sizes() {
        rate(&mut criterion, size);
    }
    criterion.final_summary();
}

fn rate(criterion: &mut Criterion, size: u32) {
    let log = shop::shop(size);
    let orders = Orders::new(log.customers(), log.days(), log.minor());
    let orders = orders.expect("columns are equally long");
    let last = Day::from_ymd(2024, 12, 31).expect("there is such a date");
    let load = || {
        let mut ledger = Ledger::new(Currency::EUR);
        ledger.load(&orders).expect("amounts are small");
        ledger
    };
    let ledger = load();
    let view = ledger.as_of(last);
    let settings = Churn::new(Days(90));

    let mut group = shop::group(criterion, "churn");
    group.throughput(Throughput::Elements(size.into()));
    group.bench_function(BenchmarkId::new("ledger_and_table", size), |bencher| {
        shop::time(bencher, || (), |()| (load().as_of(last).len(), load));
    });
    group.bench_function(BenchmarkId::new("fit_rate", size), |bencher| {
        bencher.iter(|| Rate::new().fit(view.table()).expect("some have come back"));
    });
    let model = settings.fit(view.table()).expect("some have come back");
    group.bench_function(BenchmarkId::new("rate", size), |bencher| {
        shop::time(bencher, || (), |()| model.scorer().score(view.table()));
    });
    group.bench_function(BenchmarkId::new("rate_reasons_alerts", size), |bencher| {
        shop::time(bencher, || (), |()| model.score(view.table()));
    });
    let btyd =
        Btyd::new(Family::BgNbd, TimeUnit::Week).fit(view.table()).expect("a shop of repeats");
    group.bench_function(BenchmarkId::new("p0", size), |bencher| {
        shop::time(bencher, || (), |()| btyd.p_silent_for(Days(90)).score(view.table()));
    });
    let silence = |horizon| btyd.p_silent_for(horizon).map(Result::ok);
    let model = settings.fit_by(silence, view.table()).expect("some have bought lately");
    group.bench_function(BenchmarkId::new("p0_reasons_alerts", size), |bencher| {
        shop::time(bencher, || (), |()| model.score(view.table()));
    });
    let model = EarlyWarning::new().fit(view.table()).expect("the defaults can be");
    group.bench_function(BenchmarkId::new("early_warnings", size), |bencher| {
        shop::time(bencher, || (), |()| model.score(view.table()));
    });
    let signals = model.score(view.table()).expect("the table has timelines");
    group.bench_function(BenchmarkId::new("false_discovery_control", size), |bencher| {
        shop::time(bencher, || (), |()| Warnings::control(&signals, 0.1));
    });
    group.finish();
}
