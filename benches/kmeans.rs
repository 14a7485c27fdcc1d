//! How fast k-means iterates, beside linfa's, is seeded, and answers.

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput};
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::{KMeans as Theirs, KMeansInit};
use ndarray::Array2;
use regulars::segment::{Init, KMeans, KMeansModel};

/// Features times centres: what fits registers, a first cache, and neither.
const FEATURES: [usize; 3] = [3, 8, 16];
const CENTRES: [u32; 4] = [5, 8, 32, 64];

/// Iterations of a fit: enough that what is done once a fit counts as it does in practice.
const ITERATIONS: u32 = 20;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    for size in sizes() {
        for features in FEATURES {
            let rows = rows(size, features);
            for k in CENTRES {
                iterate(&mut criterion, &rows, k);
                seed(&mut criterion, &rows, k);
                predict(&mut criterion, &rows, k);
            }
        }
    }
    criterion.final_summary();
}

/// A hundred thousand rows, and a million where large benches are asked for.
fn sizes() -> Vec<u32> {
    let large = std::env::var_os("REGULARS_BENCH_LARGE").map(|_| 1_000_000);
    [100_000].into_iter().chain(large).collect()
}

/// Twelve overlapping clouds, so that labels change to the last iteration.
fn rows(count: u32, features: usize) -> Array2<f64> {
    let mut state = 1_u64;
    let mut uniform = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from((state >> 33) as u32) / f64::from(1_u32 << 31)
    };
    let middles = Array2::from_shape_fn((12, features), |_| 4.0 * uniform());
    Array2::from_shape_fn((count as usize, features), |(i, j)| {
        middles[[i % 12, j]] + uniform() + uniform() + uniform() + uniform() - 2.0
    })
}

/// So many rows, as first centres.
fn spread(rows: &Array2<f64>, k: u32) -> Array2<f64> {
    let step = rows.nrows() / k as usize;
    Array2::from_shape_fn((k as usize, rows.ncols()), |(c, j)| rows[[c * step, j]])
}

fn name(rows: &Array2<f64>, k: u32) -> String {
    format!("{}x{}/k{k}", rows.nrows(), rows.ncols())
}

/// A group with few samples: what is timed here takes long enough to be steady.
fn group<'a>(
    criterion: &'a mut Criterion,
    name: &str,
    rows: &Array2<f64>,
) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10).throughput(Throughput::Elements(rows.nrows() as u64));
    group
}

/// Twenty iterations from the same centres, ours and linfa's; by shape, because the update takes its
/// time at few features and centres, and the distances at many.
fn iterate(criterion: &mut Criterion, rows: &Array2<f64>, k: u32) {
    let mut group = group(criterion, "kmeans/iterate", rows);
    let first = spread(rows, k);
    let settings = KMeans::new(k).init(Init::Centers(first.clone()));
    let settings = settings.tolerance(0.0).max_iterations(ITERATIONS);
    group.bench_function(BenchmarkId::new("ours", name(rows, k)), |bencher| {
        bencher.iter(|| settings.fit_matrix(rows.view()).expect("rows are distinct"));
    });
    // It stops below its tolerance, which must be above 0.
    let theirs = Theirs::params(k as usize).init_method(KMeansInit::Precomputed(first)).n_runs(1);
    let theirs = theirs.tolerance(f64::MIN_POSITIVE).max_n_iterations(ITERATIONS.into());
    let dataset = DatasetBase::from(rows.view());
    group.bench_function(BenchmarkId::new("linfa", name(rows, k)), |bencher| {
        bencher.iter(|| theirs.fit(&dataset).expect("rows are finite"));
    });
    group.finish();
}

/// First centres by k-means++ and one iteration; grows with rows, features and centres alike.
fn seed(criterion: &mut Criterion, rows: &Array2<f64>, k: u32) {
    let mut group = group(criterion, "kmeans/seed", rows);
    let settings = KMeans::new(k).restarts(1).max_iterations(1);
    group.bench_function(BenchmarkId::from_parameter(name(rows, k)), |bencher| {
        bencher.iter(|| settings.fit_matrix(rows.view()).expect("rows are distinct"));
    });
    group.finish();
}

/// Labels of so many rows by given centres.
fn predict(criterion: &mut Criterion, rows: &Array2<f64>, k: u32) {
    let mut group = group(criterion, "kmeans/predict", rows);
    let model = KMeansModel::new(spread(rows, k)).expect("rows are finite");
    group.bench_function(BenchmarkId::from_parameter(name(rows, k)), |bencher| {
        bencher.iter(|| model.predict(rows.view()).expect("the width is the same"));
    });
    group.finish();
}
