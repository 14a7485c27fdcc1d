//! How fast models of lifetime value are fitted, and foretell.

mod shop;

use criterion::{BenchmarkId, Criterion, Throughput};
use regulars::clv::{
    Btyd, BtydModel, CellColumns, Cells, Clv, Discount, Family, GammaGamma, GammaGammaModel,
    Regularity, SpendCells, SpendOf,
};
use regulars::{Currency, Days, Fit, Ledger, Orders, Score, TimeUnit, View};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for size in shop::sizes() {
        let view = view(size);
        fits(&mut criterion, &view, size);
        forecasts(&mut criterion, &view, size);
    }
    criterion.final_summary();
}

/// So many customers on the last day of their shop.
fn view(customers: u32) -> View<u64> {
    let log = shop::shop(customers);
    let orders = Orders::new(log.customers(), log.days(), log.minor());
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&orders.expect("columns are equally long")).expect("amounts are small");
    ledger.as_of("2024-12-31".parse().expect("it is a day"))
}

/// The same customers with times of their own, so that hardly two are alike.
fn continuous(view: &View<u64>) -> Cells {
    let (mut repeats, mut last_age, mut age) = (vec![], vec![], vec![]);
    for (row, i) in view.table().rows().zip(0_u32..) {
        let Some(history) = row.history() else { continue };
        // A part of a day, by the golden ratio.
        let part = (f64::from(i) * 0.618_033_988_749_895).fract();
        let days = |days: i64| f64::from(i32::try_from(days).expect("a shop of two years"));
        repeats.push(history.repeats());
        last_age.push(if history.repeats() == 0 {
            0.0
        } else {
            (days(history.last_age()) - part) / 7.0
        });
        age.push((days(history.age()) + part) / 7.0);
    }
    let columns =
        CellColumns { repeats: &repeats, last_age: &last_age, age: &age, ..CellColumns::default() };
    Cells::new(TimeUnit::Week, columns).expect("histories of a shop are sound")
}

/// Fits at day grain, where customers share histories, and with continuous times, where hardly two
/// do: the first should not grow with customers for long, the second in proportion.
fn fits(criterion: &mut Criterion, view: &View<u64>, size: u32) {
    let cells = continuous(view);
    let mut group = shop::group(criterion, "clv/fit");
    group.throughput(Throughput::Elements(size.into()));
    for family in
        [Family::BgNbd, Family::MbgNbd, Family::ParetoNbd, Family::MbgCnbd(Regularity::Fixed(2))]
    {
        let settings = Btyd::new(family, TimeUnit::Week);
        group.bench_function(BenchmarkId::new(format!("{family} by day"), size), |bench| {
            shop::time(bench, || (), |()| settings.fit(view.table()));
        });
        group.bench_function(BenchmarkId::new(format!("{family} continuous"), size), |bench| {
            shop::time(bench, || (), |()| settings.fit_cells(&cells));
        });
    }
    let spend = SpendCells::of(view.table(), SpendOf::Repeats).expect("a view has timelines");
    group.bench_function(BenchmarkId::new("gamma_gamma", size), |bench| {
        shop::time(bench, || (), |()| GammaGamma::new().fit_cells(&spend));
    });
}

/// Forecasts of every customer, which cost what one costs times their number.
fn forecasts(criterion: &mut Criterion, view: &View<u64>, size: u32) {
    let spend = GammaGammaModel::new(SpendOf::Repeats, Currency::EUR, [6.25, 3.74, 15.44]);
    let spend = spend.expect("published parameters");
    let discount = Discount::per_year(0.1).expect("it is a rate");
    let mut group = shop::group(criterion, "clv/forecast");
    group.throughput(Throughput::Elements(size.into()));
    let published = [
        (Family::BgNbd, [0.243, 4.414, 0.793, 2.426]),
        (Family::MbgNbd, [0.525, 6.183, 0.891, 1.614]),
        (Family::ParetoNbd, [0.553, 10.578, 0.606, 11.669]),
    ];
    for (family, parameters) in published {
        let model = BtydModel::new(family, TimeUnit::Week, parameters).expect("published, too");
        let clv = Clv::new(model.clone(), spend.clone());
        group.bench_function(BenchmarkId::new(format!("{family} p_alive"), size), |bench| {
            shop::time(bench, || (), |()| model.p_alive().score(view.table()));
        });
        group.bench_function(BenchmarkId::new(format!("{family} p_silent_for"), size), |bench| {
            shop::time(bench, || (), |()| model.p_silent_for(Days(90)).score(view.table()));
        });
        group.bench_function(BenchmarkId::new(format!("{family} orders_within"), size), |bench| {
            shop::time(bench, || (), |()| model.orders_within(Days(365)).score(view.table()));
        });
        group.bench_function(BenchmarkId::new(format!("{family} value_within"), size), |bench| {
            shop::time(
                bench,
                || (),
                |()| clv.value_within(Days(365), discount).score(view.table()),
            );
        });
    }
}
