//! K-means as a caller sees it.

use std::ops::ControlFlow;

use ndarray::Array2;
use proptest::prelude::*;
use regulars::segment::{
    Clustering, Evidence, Init, KMeans, SelectK, Selection, calinski_harabasz, davies_bouldin,
    sampled_silhouette, silhouette, simplified_silhouette,
};

/// Rows that look like chance, and are the same everywhere.
fn rows(count: usize, columns: usize) -> Array2<f64> {
    let cell = |(i, j): (usize, usize)| {
        let mixed = (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15 + 0x1234_5678 * j as u64);
        (mixed >> 40) as f64 / 65_536.0 + (i % 7 * (j + 1)) as f64 * 40.0
    };
    Array2::from_shape_fn((count, columns), cell)
}

fn within<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(work)
}

fn bits(found: &Clustering) -> (Vec<u64>, Vec<u32>, u64, u32) {
    let centers = found.model().centers().iter().map(|x| x.to_bits()).collect();
    (centers, found.labels().to_vec(), found.inertia().to_bits(), found.iterations())
}

#[test]
fn any_number_of_threads_gives_the_same_bits() {
    for (columns, k) in [(3, 6), (6, 20)] {
        let rows = rows(40_000, columns);
        for init in [Init::PlusPlus, Init::Parallel] {
            let settings = KMeans::new(k).init(init).restarts(2).max_iterations(8);
            let fit = || bits(&settings.fit_matrix(rows.view()).unwrap());
            let one = within(1, fit);
            for threads in [2, 3, 8] {
                assert!(within(threads, fit) == one, "{threads} threads, {columns} columns");
            }
        }
    }
}

#[test]
fn a_hook_sees_every_iteration_and_may_stop() {
    let rows = rows(2_000, 3);
    let mut seen = Vec::new();
    let settings = KMeans::new(6).restarts(1);
    let whole = settings
        .fit_watched(rows.view(), None, |told| {
            seen.push(told.number);
            ControlFlow::Continue(())
        })
        .unwrap();
    assert!(seen.iter().copied().eq(0..=whole.iterations()));
    assert_eq!(bits(&whole), bits(&settings.fit_matrix(rows.view()).unwrap()));
    let stop = |told: regulars::segment::Iteration| {
        if told.number < 2 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    };
    let part = settings.fit_watched(rows.view(), None, stop).unwrap();
    assert_eq!(part.iterations(), 2);
    let two = settings.clone().max_iterations(2).fit_matrix(rows.view()).unwrap();
    assert_eq!(bits(&part), bits(&two));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// From the same first centres, permuted rows have permuted labels.
    #[test]
    fn permuted_rows_have_permuted_labels(
        count in 30_usize..400, columns in 1_usize..9, k in 1_u32..9, step in 1_usize..29,
    ) {
        // Not a multiple of 29, so that steps below it visit every row.
        let count = if count.is_multiple_of(29) { count + 1 } else { count };
        prop_assume!((1..=step).filter(|d| step.is_multiple_of(*d) && count.is_multiple_of(*d)).count() == 1);
        let rows = rows(count, columns);
        let first = Array2::from_shape_fn((k as usize, columns), |(c, j)| rows[[c * 3, j]]);
        let settings = KMeans::new(k).init(Init::Centers(first)).max_iterations(3);
        let place = |i: usize| i * step % count;
        let mixed = Array2::from_shape_fn((count, columns), |(i, j)| rows[[place(i), j]]);
        let (plain, mixed) =
            (settings.fit_matrix(rows.view()).unwrap(), settings.fit_matrix(mixed.view()).unwrap());
        for (i, &label) in mixed.labels().iter().enumerate() {
            prop_assert_eq!(label, plain.labels()[place(i)]);
        }
        prop_assert!((plain.inertia() - mixed.inertia()).abs() <= 1e-12 * plain.inertia());
        for (a, b) in plain.model().centers().iter().zip(mixed.model().centers()) {
            prop_assert!((a - b).abs() <= 1e-12 * a.abs());
        }
    }
}

#[test]
fn threads_change_no_bit_of_an_index() {
    // More than two blocks, in a unit that is not the caller's.
    let rows = rows(9_000, 3).mapv(|x| 1e200 * x);
    let labels: Vec<u32> = (0..4).cycle().take(9_000).collect();
    let first = |count| rows.view().split_at(ndarray::Axis(0), count).0;
    let (centers, few) = (first(4), first(2_000));
    let on = |threads| {
        within(threads, || {
            let indices = [calinski_harabasz, davies_bouldin];
            let indices = indices.map(|index| index(rows.view(), &labels).unwrap());
            let all = silhouette(few, &labels[..2_000]).unwrap();
            let some = sampled_silhouette(rows.view(), &labels, 500, 1).unwrap();
            let simplified = simplified_silhouette(rows.view(), &labels, centers).unwrap();
            let means = [all.mean(), some.mean, some.standard_error, simplified];
            let all = all.samples().iter().chain(&means).chain(&indices);
            all.map(|x| x.to_bits()).collect::<Vec<_>>()
        })
    };
    let one = on(1);
    assert!([2, 3, 8].map(on).iter().all(|bits| *bits == one));
}

#[test]
fn threads_change_no_bit_of_a_selection() {
    let rows = rows(9_000, 3);
    let kmeans = KMeans::new(2).restarts(1).max_iterations(5);
    let settings = SelectK::new(3..=5).kmeans(kmeans).references(3).bootstraps(3).sample(500);
    let all = |found: Selection| {
        let of = |of: &Evidence| {
            let indices = [of.silhouette, of.calinski_harabasz, of.davies_bouldin];
            let gaps = [of.inertia, of.gap, of.gap_error, of.gap_over_one];
            let all = gaps.into_iter().chain(indices.into_iter().flatten());
            all.chain(of.stability.iter().copied()).map(f64::to_bits).collect::<Vec<_>>()
        };
        let evidence: Vec<_> = found.evidence().iter().map(of).collect();
        (evidence, found.elbow(), found.reason(), bits(found.clustering()))
    };
    let on = |threads| within(threads, || all(settings.fit_matrix(rows.view()).unwrap()));
    let one = on(1);
    assert!([2, 3, 8].map(on).iter().all(|bits| *bits == one));
}
