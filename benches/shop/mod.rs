//! What the benches share: how large, and a simulated shop of that size.

use criterion::measurement::WallTime;
use criterion::{BatchSize, Bencher, BenchmarkGroup, Criterion};
use regulars::sim::{Shop, ShopLog};

/// What is counted by the hundred thousand fits a core's caches, by the million it does not, and
/// by ten million it is what the library is made for.
///
/// The last takes minutes and some gigabytes of memory, so that it must be asked for: with any
/// value of the environment variable `REGULARS_BENCH_LARGE`.
pub(crate) fn sizes() -> Vec<u32> {
    let mut sizes = vec![100_000, 1_000_000];
    sizes.extend(std::env::var_os("REGULARS_BENCH_LARGE").map(|_| 10_000_000));
    sizes
}

/// A shop with the defaults: the years 2023 and 2024, three orders a customer, some of them
/// many, and new customers in the first year only.
pub(crate) fn shop(customers: u32) -> ShopLog {
    Shop::new(customers).seed(1).build().expect("the defaults can be")
}

/// A group with few samples: what is timed here takes long enough to be steady.
pub(crate) fn group<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    group
}

/// Times `work`, and neither what it starts from nor the dropping of what it makes.
pub(crate) fn time<I, T>(
    bencher: &mut Bencher<'_>,
    start: impl FnMut() -> I,
    work: impl FnMut(I) -> T,
) {
    bencher.iter_batched(start, work, BatchSize::PerIteration);
}
