//! How fast RFM learns and answers.

mod shop;

use criterion::{BenchmarkId, Criterion, Throughput};
use regulars::{Bins, Bound, Currency, Day, Fit, Ledger, Orders, Rfm, Score, SegmentMap, View};

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for size in shop::sizes() {
        let view = view(size);
        fit(&mut criterion, &view, size);
        score(&mut criterion, &view, size);
        score_one(&mut criterion, &view, size);
    }
    criterion.final_summary();
}

/// So many customers on the last day of their shop.
fn view(customers: u32) -> View<u64> {
    let log = shop::shop(customers);
    let orders = Orders::new(log.customers(), log.days(), log.minor());
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&orders.expect("columns are equally long")).expect("amounts are small");
    ledger.as_of(Day::from_ymd(2024, 12, 31).expect("there is such a date"))
}

/// Learning the edges from so many customers, which is swept because ranks are selected and not
/// sorted for, so that the time should grow in proportion; natural breaks sort, and then search
/// all ways to cut, in `n log n`. K-means looks for the same groups as `breaks`. Given edges leave
/// the counting of customers by bin, and nested quantiles are those of 1, 5 and 25 crowds.
fn fit(criterion: &mut Criterion, view: &View<u64>, size: u32) {
    let alike =
        |bins: Bins| Rfm::new().recency(bins.clone()).frequency(bins.clone()).monetary(bins);
    let kinds = [
        ("quantiles", alike(Bins::Quantiles(5))),
        ("ranks", alike(Bins::Ranks(5))),
        ("breaks", alike(Bins::NaturalBreaks(5))),
        ("kmeans", alike(Bins::KMeans(5))),
        ("edges", alike(Bins::Edges(vec![2.0, 20.0, 200.0, 2_000.0]))),
        ("nested", alike(Bins::Quantiles(5)).nested()),
    ];
    let mut group = shop::group(criterion, "rfm/fit");
    group.throughput(Throughput::Elements(size.into()));
    for (name, settings) in kinds {
        group.bench_function(BenchmarkId::new(name, size), |bencher| {
            bencher.iter(|| {
                let model = settings.fit(view.table()).expect("there are customers");
                assert_eq!(model.monetary()[0].bins(), 5);
                model
            });
        });
    }
    group.finish();
}

/// Scoring so many customers, which is swept because every row costs the same: what grows beyond
/// proportion is memory's doing.
///
/// * `rf25` and `cells125`: the two maps, to see what a name costs beside none.
/// * `nested`: edges of F and M that depend on the bins before them.
/// * `ten_bins`: nine edges instead of four a dimension and no names; edges are not searched but
///   counted, and this is where that would show.
fn score(criterion: &mut Criterion, view: &View<u64>, size: u32) {
    let settings = [
        ("unnamed", Rfm::new().segments(None)),
        ("rf25", Rfm::new()),
        ("cells125", Rfm::new().segments(SegmentMap::CELLS125)),
        ("nested", Rfm::new().nested()),
        ("ten_bins", Rfm::new().bins(10).segments(None)),
    ];
    let mut group = shop::group(criterion, "rfm/score");
    group.throughput(Throughput::Elements(size.into()));
    for (name, settings) in &settings {
        let model = settings.fit(view.table()).expect("there are customers");
        group.bench_function(BenchmarkId::new(*name, size), |bencher| {
            shop::time(
                bencher,
                || (),
                |()| {
                    let scores = model.score(view.table()).expect("the currency is the ledger's");
                    assert_eq!(scores.len(), size as usize);
                    scores
                },
            );
        });
    }
    group.finish();
}

/// Scoring a thousand customers one at a time, as a till asks, out of so many: swept because only
/// finding them may grow with the number, by its logarithm.
///
/// * `score_one`: finds a customer, binds, and asks; all there is to do for one.
/// * `bound`: bound once before, as a service does.
fn score_one(criterion: &mut Criterion, view: &View<u64>, size: u32) {
    const ASKED: u32 = 1_000;
    let mut group = shop::group(criterion, "rfm/score_one");
    group.throughput(Throughput::Elements(ASKED.into()));
    let model = Rfm::new().fit(view.table()).expect("there are customers");
    let layout = view.table().layout();
    let bound = model.bind(&layout).expect("the currency is the ledger's");
    // Spread over all customers, so that each is far from the one before.
    let asked = (0..ASKED).map(|i| u64::from(1 + size / ASKED * (i * 617 % ASKED)));
    let row = |customer| view.row(&customer).expect("everyone has ordered");
    let alone = |customer| model.score_one(row(customer)).expect("the currency is the same");
    assert!(asked.clone().all(|customer| alone(customer) == bound.score_row(row(customer))));

    group.bench_function(BenchmarkId::new("score_one", size), |bencher| {
        bencher.iter(|| asked.clone().map(|customer| u32::from(alone(customer).r())).sum::<u32>());
    });
    group.bench_function(BenchmarkId::new("bound", size), |bencher| {
        let answer = |customer| bound.score_row(row(customer));
        bencher.iter(|| asked.clone().map(|customer| u32::from(answer(customer).r())).sum::<u32>());
    });
    group.finish();
}
