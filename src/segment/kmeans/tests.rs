//! The kernel against its slow twin.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "counts in tests are small"
)]

mod stream;

use ndarray::{Array2, array};

use super::lloyd;
use super::points::TILE;
use super::sums::LANES;
use super::{Clustering, Init, KMeans, KMeansModel};
use crate::error::ErrorKind;
use crate::num::rng::Rng;
use crate::par;

/// Rows in so many clouds, the first some of which repeat.
fn clouds(rows: usize, columns: usize, clouds: usize, seed: u64) -> Array2<f64> {
    let mut rng = Rng::new(seed, "clouds");
    let spread = |c: usize, j: usize| ((c * 7 + j * 3) % 11) as f64;
    let mut out =
        Array2::from_shape_fn((rows, columns), |(i, j)| rng.normal() + spread(i % clouds, j));
    for i in 0..rows / 50 {
        let twin = out.row(i * 2).to_owned();
        out.row_mut(i * 2 + 1).assign(&twin);
    }
    out
}

/// `Σ (x − c)²` in the order of features, and the lowest of labels that tie.
fn naive_label(row: &[f64], centres: &[Vec<f64>]) -> usize {
    let off = |c: &Vec<f64>| row.iter().zip(c).fold(0.0, |s, (x, c)| s + (x - c) * (x - c));
    let offs: Vec<f64> = centres.iter().map(off).collect();
    (0..offs.len()).reduce(|a, b| if offs[b] < offs[a] { b } else { a }).unwrap()
}

/// As the kernel promises to add: eight running sums a block, joined in order.
fn naive_means(rows: &[Vec<f64>], labels: &[usize], before: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let (k, d) = (before.len(), before[0].len());
    let mut all = vec![vec![0.0; d + 1]; k];
    for block in par::blocks(rows.len(), lloyd::block(k)) {
        let mut lanes = vec![vec![[0.0; LANES]; d + 1]; k];
        for i in block.clone() {
            for j in 0..=d {
                let x = if j < d { rows[i][j] } else { 1.0 };
                lanes[labels[i]][j][(i - block.start) % LANES] += x;
            }
        }
        for (all, lanes) in all.iter_mut().zip(lanes) {
            all.iter_mut().zip(lanes).for_each(|(all, lanes)| *all += lanes.iter().sum::<f64>());
        }
    }
    let mean = |(sums, old): (Vec<f64>, &Vec<f64>)| {
        let weight = sums[d];
        (0..d).map(|j| if 0.0 < weight { sums[j] / weight } else { old[j] }).collect()
    };
    all.into_iter().zip(before).map(mean).collect()
}

/// Centres after each of some iterations, and the labels they came from.
fn check_twin(rows: &Array2<f64>, k: usize, iterations: u32) {
    let first = Array2::from_shape_fn((k, rows.ncols()), |(c, j)| rows[[c * rows.nrows() / k, j]]);
    let plain: Vec<Vec<f64>> = rows.rows().into_iter().map(|row| row.to_vec()).collect();
    let mut centres: Vec<Vec<f64>> = first.rows().into_iter().map(|row| row.to_vec()).collect();
    for number in 1..=iterations {
        let labels: Vec<usize> = plain.iter().map(|row| naive_label(row, &centres)).collect();
        centres = naive_means(&plain, &labels, &centres);
        let settings = KMeans::new(k as u32).init(Init::Centers(first.clone())).tolerance(0.0);
        let found = settings.max_iterations(number).fit_matrix(rows.view()).unwrap();
        let got: Vec<u64> = found.model().centers().iter().map(|x| x.to_bits()).collect();
        let want: Vec<u64> = centres.iter().flatten().map(|x| x.to_bits()).collect();
        assert!(got == want, "centres after {number} iterations");
        let labels = plain.iter().map(|row| naive_label(row, &centres) as u32);
        assert!(found.labels().iter().copied().eq(labels), "labels after {number} iterations");
    }
}

/// The last rows, of which none repeats.
fn tail(rows: &Array2<f64>, count: usize) -> Array2<f64> {
    rows.view().split_at(ndarray::Axis(0), rows.nrows() - count).1.to_owned()
}

fn kind(found: crate::error::Result<Clustering>) -> ErrorKind {
    found.unwrap_err().kind().clone()
}

#[test]
fn every_iteration_is_plain_lloyds_to_the_bit() {
    for (columns, k) in [(1, 2), (3, 5), (3, 8), (3, 20), (4, 3), (5, 7), (8, 13), (16, 5)] {
        check_twin(&clouds(1_000, columns, k + 1, 7), k, 6);
    }
}

#[test]
fn bounds_change_no_label_to_the_last_iteration() {
    // Rows in the order of their clouds, so that whole tiles are spared once centres rest.
    for (columns, k, offset) in [(5, 20, 0.0), (8, 14, 1e6), (16, 9, 0.0), (6, 16, 1e12)] {
        let mut rows = clouds(900, columns, 1, 11);
        for (i, mut row) in rows.rows_mut().into_iter().enumerate() {
            let j = i / 150;
            row += offset;
            row[j % columns] += 6.0;
        }
        check_twin(&rows, k, 25);
    }
}

#[test]
fn blocks_are_joined_in_order() {
    check_twin(&clouds(lloyd::block(4) * 2 + 77, 3, 4, 9), 4, 3);
    check_twin(&clouds(lloyd::block(4) + 1, 6, 4, 9), 14, 2);
}

#[test]
fn ties_and_doubts_are_decided_alike() {
    // Rows on a grid tie often, and with an offset norms leave every row in doubt.
    for offset in [0.0, 1e9, 1e15] {
        let grid = |(i, j): (usize, usize)| ((i >> (j % 5 * 2)) % 4) as f64 + offset;
        check_twin(&Array2::from_shape_fn((700, 6), grid), 9, 5);
        check_twin(&Array2::from_shape_fn((700, 2), grid), 4, 5);
    }
}

#[test]
fn a_far_outlier_leaves_the_others_labels_alone() {
    let mut rows = clouds(300, 8, 3, 5);
    rows[[17, 2]] += 2_f64.powi(40);
    check_twin(&rows, 4, 5);
}

#[test]
fn one_group_is_the_mean() {
    let rows = clouds(500, 3, 2, 1);
    let found = KMeans::new(1).fit_matrix(rows.view()).unwrap();
    for (got, want) in found.model().centers().iter().zip(rows.mean_axis(ndarray::Axis(0)).unwrap())
    {
        assert!((got - want).abs() <= 1e-12 * want.abs());
    }
    assert!(found.converged());
}

#[test]
fn as_many_groups_as_rows_leave_nothing() {
    let rows = clouds(40, 3, 2, 1);
    let distinct = rows.view().split_at(ndarray::Axis(0), 1).1;
    let found = KMeans::new(39).fit_matrix(distinct).unwrap();
    assert_eq!(found.inertia().to_bits(), 0.0_f64.to_bits());
    assert!(found.sizes().iter().all(|&size| size == 1));
}

#[test]
fn more_groups_than_distinct_rows_are_refused_with_what_there_is() {
    let rows = array![[1.0, 0.0], [1.0, -0.0], [2.0, 0.0]];
    let want = ErrorKind::TooLittle { what: "distinct rows", found: 2, needed: 3 };
    assert_eq!(kind(KMeans::new(3).fit_matrix(rows.view())), want);
    let want = ErrorKind::TooLittle { what: "distinct rows", found: 1, needed: 2 };
    assert_eq!(kind(KMeans::new(2).fit_weighted(rows.view(), &[1.0, 1.0, 0.0])), want);
    assert_eq!(KMeans::new(2).fit_matrix(rows.view()).unwrap().sizes().iter().sum::<u64>(), 3);
    let none = Array2::zeros((0, 2));
    let want = ErrorKind::TooLittle { what: "distinct rows", found: 0, needed: 1 };
    assert_eq!(kind(KMeans::new(1).fit_matrix(none.view())), want);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let rows = array![[1.0], [2.0]];
    let nan = array![[1.0, 2.0], [3.0, f64::NAN]];
    let fit = |settings: KMeans| kind(settings.fit_matrix(rows.view()));
    assert!(matches!(fit(KMeans::new(0)), ErrorKind::Param { name: "k", .. }));
    assert!(matches!(fit(KMeans::new(1).restarts(0)), ErrorKind::Param { .. }));
    assert!(matches!(fit(KMeans::new(1).max_iterations(0)), ErrorKind::Param { .. }));
    assert!(matches!(fit(KMeans::new(1).tolerance(f64::NAN)), ErrorKind::Param { .. }));
    let refused = kind(KMeans::new(1).fit_matrix(nan.view()));
    assert!(matches!(refused, ErrorKind::Cell { row: 2, ref column, .. } if column == "2"));
    let centers = Init::Centers(array![[1.0, 2.0]]);
    assert!(matches!(
        fit(KMeans::new(1).init(centers)),
        ErrorKind::Width { found: 1, expected: 2 }
    ));
    let weighted = |weights: &[f64]| kind(KMeans::new(1).fit_weighted(rows.view(), weights));
    assert!(matches!(weighted(&[1.0]), ErrorKind::Length { .. }));
    assert!(matches!(weighted(&[1.0, -1.0]), ErrorKind::Cell { row: 2, .. }));
    assert!(matches!(weighted(&[f64::NAN, 1.0]), ErrorKind::Cell { row: 1, .. }));
    let no_columns = Array2::zeros((3, 0));
    assert!(matches!(
        kind(KMeans::new(1).fit_matrix(no_columns.view())),
        ErrorKind::TooLittle { .. }
    ));
}

#[test]
fn powers_of_two_change_nothing_but_the_exponent() {
    let rows = clouds(400, 3, 3, 2);
    let first = Init::Centers(tail(&rows, 3));
    let plain = KMeans::new(3).init(first).fit_matrix(rows.view()).unwrap();
    for power in [-1_000, -600, 300, 1_000, 1_019] {
        let at = |x: &f64| libm::scalbn(*x, power);
        let first = Init::Centers(tail(&rows, 3).map(at));
        let scaled = KMeans::new(3).init(first).fit_matrix(rows.map(at).view()).unwrap();
        assert_eq!(scaled.labels(), plain.labels(), "2^{power}");
        assert_eq!(scaled.model().centers(), plain.model().centers().map(at), "2^{power}");
        assert_eq!(scaled.iterations(), plain.iterations(), "2^{power}");
        assert!(!scaled.inertia().is_nan());
        assert_eq!(scaled.model().predict(rows.map(at).view()).unwrap(), plain.labels());
    }
}

#[test]
fn the_ends_of_the_range_have_answers() {
    let rows = array![[1e308], [-1e308], [1.1e308], [-1.1e308]];
    let found = KMeans::new(2).fit_matrix(rows.view()).unwrap();
    assert_eq!(found.labels()[0], found.labels()[2]);
    assert_eq!(found.sizes(), [2, 2]);
    assert!(found.model().centers().iter().all(|x| x.is_finite()));
    let tiny = array![[1e-308], [3e-308], [1.1e-308], [3.1e-308]];
    let found = KMeans::new(2).fit_matrix(tiny.view()).unwrap();
    assert_eq!(found.labels()[0], found.labels()[2]);
    assert_eq!(found.sizes(), [2, 2]);
}

#[test]
fn a_centre_without_rows_moves_to_the_farthest_row() {
    let rows = array![[0.0], [1.0], [10.0], [11.0], [12.0]];
    let first = Init::Centers(array![[0.5], [100.0], [200.0]]);
    let found = KMeans::new(3).init(first).tolerance(0.0).fit_matrix(rows.view()).unwrap();
    assert!(found.converged());
    assert!(found.sizes().iter().all(|&size| 0 < size), "{:?}", found.sizes());
    assert!((found.inertia() - 1.0).abs() < 1e-12 || (found.inertia() - 2.0).abs() < 1e-12);
}

#[test]
fn weights_of_two_are_rows_twice_and_weights_of_none_are_no_rows() {
    for (columns, k) in [(3, 4), (6, 14)] {
        let rows = clouds(300, columns, k, 3);
        let first = Init::Centers(tail(&rows, k));
        let settings = KMeans::new(k as u32).init(first).tolerance(0.0);
        let twice = ndarray::concatenate![ndarray::Axis(0), rows, rows];
        let whole = settings.fit_matrix(twice.view()).unwrap();
        let two = settings.fit_weighted(rows.view(), &[2.0; 300]).unwrap();
        let mut weights = vec![1.0; 600];
        weights[300..].fill(0.0);
        let none = settings.fit_weighted(twice.view(), &weights).unwrap();
        let plain = settings.fit_matrix(rows.view()).unwrap();
        assert_eq!(two.labels(), &whole.labels()[..300]);
        assert_eq!(two.labels(), plain.labels());
        assert!((two.inertia() - whole.inertia()).abs() <= 1e-12 * whole.inertia());
        assert!((two.inertia() - 2.0 * none.inertia()).abs() <= 1e-12 * two.inertia());
        for (a, b) in two.model().centers().iter().zip(none.model().centers()) {
            assert!((a - b).abs() <= 1e-12 * a.abs().max(1.0));
        }
    }
}

#[test]
fn partial_sums_cut_at_blocks_are_those_of_the_whole() {
    let rows = clouds(lloyd::block(5) * 2 + 300, 3, 5, 4);
    let model = KMeansModel::new(tail(&rows, 5)).unwrap();
    let whole = model.partial(rows.view(), None).unwrap();
    for cut in [lloyd::block(5), 2 * lloyd::block(5)] {
        let (a, b) = rows.view().split_at(ndarray::Axis(0), cut);
        let mut parts = model.partial(a, None).unwrap();
        parts.merge(model.partial(b, None).unwrap()).unwrap();
        assert_eq!(parts, whole);
    }
    let settings = KMeans::new(5).init(Init::Centers(model.centers().to_owned()));
    let step = settings.max_iterations(1).fit_matrix(rows.view()).unwrap();
    assert_eq!(model.step(&whole).unwrap(), *step.model());
    assert!((whole.weights().iter().sum::<f64>() - rows.nrows() as f64).abs() < 0.5);
}

#[test]
fn seeds_are_rows_and_find_the_clouds() {
    for init in [Init::PlusPlus, Init::Parallel] {
        let spread = Array2::from_shape_fn((TILE * 70, 3), |(i, j)| {
            (100 * (i % 8) * (j + 1)) as f64 + ((i * 31 + j) % 17) as f64
        });
        let found = KMeans::new(8).init(init).restarts(1).fit_matrix(spread.view()).unwrap();
        assert!(found.sizes().iter().all(|&size| size == TILE as u64 * 70 / 8));
    }
}

#[test]
fn blocks_change_no_label_and_no_refusal() {
    let mut rows = clouds(par::BLOCK * 2 + 100, 3, 4, 5);
    let last = rows.nrows() - 1;
    for far in [1.0, 1e200] {
        rows[[last, 1]] = far;
        let found = KMeans::new(4).restarts(1).fit_matrix(rows.view()).unwrap();
        assert_eq!(found.model().predict(rows.view()).unwrap(), found.labels());
    }
    rows[[last, 1]] = f64::NAN;
    let model = KMeansModel::new(array![[0.0, 0.0, 0.0]]).unwrap();
    let kind = model.predict(rows.view()).unwrap_err().kind().clone();
    let wrong = |row, column: &str| row == rows.nrows() as u64 && column == "2";
    assert!(
        matches!(&kind, ErrorKind::Cell { row, column, .. } if wrong(*row, column)),
        "{kind:?}"
    );
    let kind = model.predict(Array2::zeros((0, 2)).view()).unwrap_err().kind().clone();
    assert_eq!(kind, ErrorKind::Width { found: 2, expected: 3 });
}

#[test]
fn nearest_and_transform_agree_with_labels() {
    let rows = clouds(200, 5, 4, 8);
    let found = KMeans::new(4).fit_matrix(rows.view()).unwrap();
    let (model, all) = (found.model(), found.model().transform(rows.view()).unwrap());
    for (i, near) in model.nearest(rows.view()).unwrap().into_iter().enumerate() {
        assert_eq!(near.label, found.labels()[i]);
        assert_eq!(near, model.nearest_one(rows.row(i).as_slice().unwrap()).unwrap());
        assert_eq!(near.distance.to_bits(), all[[i, near.label as usize]].to_bits());
        assert_eq!(near.second_distance.to_bits(), all[[i, near.second as usize]].to_bits());
        assert!(near.distance <= near.second_distance && near.label != near.second);
    }
}

/// Whatever comes after it in its tile, its block or the blocks beyond.
#[test]
fn a_cell_that_is_no_number_is_found_wherever_it_is() {
    for (count, at) in [(100, 1), (100, 40), (100, 99), (10_000, 1), (10_000, 5_000)] {
        for cell in [f64::NAN, f64::INFINITY] {
            let mut rows = clouds(count, 2, 3, 1);
            rows[[at, 1]] = cell;
            let refused = |error: crate::error::Error| match error.kind() {
                ErrorKind::Cell { row, column, .. } => (*row, column.clone()),
                other => panic!("{other:?}"),
            };
            let place = (at as u64 + 1, "2".to_owned());
            assert_eq!(refused(KMeans::new(3).fit_matrix(rows.view()).unwrap_err()), place);
            let model = KMeansModel::new(array![[0.0, 1.0], [2.0, 3.0]]).unwrap();
            assert_eq!(refused(model.predict(rows.view()).unwrap_err()), place);
        }
    }
}
