use ndarray::{Array2, ArrayView2, array};
use proptest::prelude::*;
use pulp::WithSimd;

use super::grouped::{Grouped, count};
use super::*;
use crate::error::{ErrorKind, Found};
use crate::num::rng::Rng;

/// Rows about some places, and where each belongs.
fn rows(n: usize, width: usize, k: u32) -> (Array2<f64>, Vec<u32>) {
    let mut rng = Rng::new(3, "segment/quality");
    // Labels leave gaps.
    let labels: Vec<u32> = (0..k).cycle().take(n).map(|label| 2 * label).collect();
    let rows =
        Array2::from_shape_fn((n, width), |(row, _)| f64::from(labels[row]) + 2.0 * rng.uniform());
    (rows, labels)
}

fn distance(rows: ArrayView2<'_, f64>, a: usize, b: usize) -> f64 {
    let (a, b) = (rows.row(a), rows.row(b));
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}

/// As Rousseeuw writes it.
fn plain(rows: ArrayView2<'_, f64>, labels: &[u32], row: usize) -> f64 {
    let mean = |label: u32| {
        let others = (0..labels.len()).filter(|&other| other != row && labels[other] == label);
        let distances: Vec<f64> = others.map(|other| distance(rows, row, other)).collect();
        distances.iter().sum::<f64>() / count(distances.len())
    };
    if labels.iter().filter(|&&label| label == labels[row]).count() == 1 {
        return 0.0;
    }
    let others = labels.iter().filter(|&&label| label != labels[row]);
    let next = others.map(|&label| mean(label)).fold(f64::INFINITY, f64::min);
    let own = mean(labels[row]);
    (next - own) / next.max(own)
}

#[test]
fn silhouettes_are_the_plain_ones() {
    for (n, width, k) in [(203, 3, 4), (40, 1, 2), (77, 8, 30)] {
        let (rows, labels) = rows(n, width, k);
        let found = silhouette(rows.view(), &labels).unwrap();
        for (row, got) in found.samples().iter().enumerate() {
            // Sums in another order.
            assert!((got - plain(rows.view(), &labels, row)).abs() < 1e-12);
        }
        let mean = found.samples().iter().sum::<f64>() / count(n);
        assert!((found.mean() - mean).abs() < 1e-12);
        assert!(found.groups().iter().all(|(label, _)| labels.contains(label)));
    }
}

type Index = fn(ArrayView2<'_, f64>, &[u32]) -> f64;

/// All that one number says of rows and labels.
const INDICES: [Index; 4] = [
    |rows, labels| silhouette(rows, labels).unwrap().mean(),
    |rows, labels| calinski_harabasz(rows, labels).unwrap(),
    |rows, labels| davies_bouldin(rows, labels).unwrap(),
    |rows, labels| simplified_silhouette(rows, labels, centers(rows).view()).unwrap(),
];

/// Some rows as centres: of labels up to 6, if the first rows have these.
fn centers(rows: ArrayView2<'_, f64>) -> Array2<f64> {
    rows.select(ndarray::Axis(0), &[0, 4, 1, 5, 2, 6, 3])
}

/// Sums in another order.
#[track_caller]
fn near(got: f64, want: f64) {
    assert!((got - want).abs() <= 1e-12 * want.abs(), "{got}, not {want}");
}

fn mean(rows: ArrayView2<'_, f64>, of: impl Fn(usize) -> bool) -> Vec<f64> {
    let of: Vec<usize> = (0..rows.nrows()).filter(|&row| of(row)).collect();
    let sum = |column| of.iter().map(|&row| rows[[row, column]]).sum::<f64>();
    (0..rows.ncols()).map(|column| sum(column) / count(of.len())).collect()
}

fn from(rows: ArrayView2<'_, f64>, row: usize, point: &[f64]) -> f64 {
    rows.row(row).iter().zip(point).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}

/// Calinski's and Harabasz's index, and Davies' and Bouldin's, as printed.
fn plain_indices(rows: ArrayView2<'_, f64>, labels: &[u32]) -> [f64; 2] {
    let mut distinct = labels.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let (n, k) = (labels.len(), distinct.len());
    let means: Vec<Vec<f64>> =
        distinct.iter().map(|&label| mean(rows, |row| labels[row] == label)).collect();
    let own = |row: usize| &means[distinct.iter().position(|&label| label == labels[row]).unwrap()];
    let whole = mean(rows, |_| true);
    let apart = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>();
    // Of each row, which adds up to each group times its size.
    let between = (0..n).map(|row| apart(own(row), &whole)).sum::<f64>() / count(k - 1);
    let square = |row| from(rows, row, own(row)) * from(rows, row, own(row));
    let within = (0..n).map(square).sum::<f64>() / count(n - k);
    let spread = |group: usize| {
        let of: Vec<usize> = (0..n).filter(|&row| labels[row] == distinct[group]).collect();
        of.iter().map(|&row| from(rows, row, &means[group])).sum::<f64>() / count(of.len())
    };
    let worst = |i: usize| {
        let others = (0..k).filter(|&j| j != i);
        let ratio = |j: usize| (spread(i) + spread(j)) / apart(&means[i], &means[j]).sqrt();
        others.map(ratio).fold(f64::NEG_INFINITY, f64::max)
    };
    [between / within, (0..k).map(worst).sum::<f64>() / count(k)]
}

#[test]
fn indices_of_dispersion_are_the_plain_ones() {
    for (n, width, k) in [(203, 3, 4), (40, 1, 2), (77, 8, 30)] {
        let (rows, labels) = rows(n, width, k);
        let [ch, db] = plain_indices(rows.view(), &labels);
        near(calinski_harabasz(rows.view(), &labels).unwrap(), ch);
        near(davies_bouldin(rows.view(), &labels).unwrap(), db);
    }
}

#[test]
fn the_simplified_silhouette_is_the_plain_one() {
    let (rows, labels) = rows(203, 3, 4);
    let centers = centers(rows.view());
    let plain = |row: usize| {
        let to =
            |label: u32| from(rows.view(), row, centers.row(label as usize).as_slice().unwrap());
        let others = [0, 2, 4, 6].into_iter().filter(|&label| label != labels[row]);
        let (own, next) = (to(labels[row]), others.map(to).fold(f64::INFINITY, f64::min));
        if own.max(next) <= 0.0 { 0.0 } else { (next - own) / own.max(next) }
    };
    let got = simplified_silhouette(rows.view(), &labels, centers.view()).unwrap();
    near(got, (0..203).map(plain).sum::<f64>() / 203.0);
}

#[test]
fn place_does_not_matter() {
    let (rows, labels) = rows(300, 4, 3);
    let moved = rows.mapv(|x| x + 5.0);
    for index in INDICES {
        near(index(moved.view(), &labels), index(rows.view(), &labels));
    }
}

#[test]
fn neither_order_nor_names_matter() {
    let (rows, labels) = rows(300, 4, 3);
    // 7 and 300 have no common divisor; the first seven rows stay, as centres.
    let place = |row: usize| if row < 7 { row } else { 7 + (row - 7) * 7 % 293 };
    let order: Vec<usize> = (0..300).map(place).collect();
    let mixed = rows.select(ndarray::Axis(0), &order);
    let mixed_labels: Vec<u32> = order.iter().map(|&row| labels[row]).collect();
    for index in INDICES {
        near(index(mixed.view(), &mixed_labels), index(rows.view(), &labels));
    }
    let renamed: Vec<u32> = labels.iter().map(|label| [70, 0, 1][*label as usize / 2]).collect();
    for index in &INDICES[..3] {
        near(index(rows.view(), &renamed), index(rows.view(), &labels));
    }
    let found = |rows: &Array2<f64>, labels: &[u32]| silhouette(rows.view(), labels).unwrap();
    let (plain, mixed) = (found(&rows, &labels), found(&mixed, &mixed_labels));
    for (&row, got) in order.iter().zip(mixed.samples()) {
        assert!((got - plain.samples()[row]).abs() < 1e-13);
    }
    let other: Vec<u32> = (0..300).map(|row| row % 5).collect();
    let mixed_other: Vec<u32> = order.iter().map(|&row| other[row]).collect();
    let agreed = |a: &[u32], b: &[u32]| adjusted_rand_index(a, b).unwrap().to_bits();
    assert_eq!(agreed(&labels, &other), agreed(&mixed_labels, &mixed_other));
    assert_eq!(agreed(&labels, &other), agreed(&other, &renamed));
}

/// A power of two is in every difference, and goes out of every ratio.
#[test]
fn a_power_of_two_changes_no_bit() {
    let (rows, labels) = rows(300, 4, 3);
    for power in [-1_000, -900, -300, 3, 300, 900, 1_000] {
        let scaled = rows.mapv(|x| libm::scalbn(x, power));
        for index in INDICES {
            let (got, want) = (index(scaled.view(), &labels), index(rows.view(), &labels));
            assert_eq!(got.to_bits(), want.to_bits(), "2^{power}");
        }
    }
}

#[test]
fn the_largest_and_the_smallest_numbers_have_indices() {
    let rows = array![[0.0], [1.0], [10.0], [11.0]];
    let labels = [0, 0, 1, 1];
    // The smallest number of all, and what 11 times fits.
    for unit in [f64::from_bits(1), 1e-308, 1e-200, 1e200, 1e307] {
        let scaled = rows.mapv(|x| unit * x);
        near(silhouette(scaled.view(), &labels).unwrap().samples()[0], 9.5 / 10.5);
        near(calinski_harabasz(scaled.view(), &labels).unwrap(), 200.0);
        near(davies_bouldin(scaled.view(), &labels).unwrap(), 0.1);
        let centers = array![[0.5 * unit], [10.5 * unit]];
        let found = simplified_silhouette(scaled.view(), &labels, centers.view()).unwrap();
        assert!((0.8..1.0).contains(&found), "{found}");
    }
    // Twice as far apart as there are numbers.
    let most = f64::MAX;
    let far = array![[-most], [-most / 2.0], [most / 2.0], [most]];
    near(calinski_harabasz(far.view(), &labels).unwrap(), 18.0);
    near(davies_bouldin(far.view(), &labels).unwrap(), 1.0 / 3.0);
    near(silhouette(far.view(), &labels).unwrap().samples()[0], 5.0 / 7.0);
}

#[test]
fn a_column_of_one_value_does_not_count() {
    let (rows, labels) = rows(60, 2, 3);
    for (unit, value) in [(1.0, f64::MAX), (2.0_f64.powi(-900), f64::MAX), (2.0_f64.powi(900), 1.0)]
    {
        let beside = Array2::from_shape_fn((60, 3), |(row, column)| {
            if column == 1 { value } else { unit * rows[[row, column / 2]] }
        });
        for index in INDICES {
            near(index(beside.view(), &labels), index(rows.view(), &labels));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_finite_rows_give_nan(
        cells in prop::collection::vec(any::<f64>().prop_filter("finite", |x| x.is_finite()), 16),
        exponents in prop::collection::vec(-3_i32..3, 16),
    ) {
        let labels = [0, 1, 2, 0, 1, 2, 0, 0];
        let near_one = cells.iter().zip(exponents).map(|(x, e)| x.signum() * 10_f64.powi(e));
        for cells in [cells.clone(), near_one.collect()] {
            let rows = Array2::from_shape_vec((8, 2), cells).unwrap();
            let [silhouette, ch, db, simplified] = INDICES.map(|index| index(rows.view(), &labels));
            prop_assert!((-1.0..=1.0).contains(&silhouette) && (-1.0..=1.0).contains(&simplified));
            prop_assert!(0.0 <= ch && 0.0 <= db && db.is_finite(), "{ch} {db}");
        }
    }
}

#[test]
fn vectors_of_any_width_give_the_same_bits() {
    for (n, width, k) in [(203, 3, 4), (40, 1, 2), (77, 8, 30)] {
        let (rows, labels) = rows(n, width, k);
        let grouped = Grouped::new(rows.view(), &labels).unwrap();
        let all: Vec<usize> = (0..n).collect();
        let tiles = kernel::Tiles::new(&grouped);
        let task = || kernel::Task { grouped: &grouped, tiles: &tiles, rows: &all };
        let bits = |values: Vec<f64>| values.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        let want = bits(kernel::silhouettes(&grouped, &all));
        assert_eq!(bits(task().with_simd(pulp::Scalar)), want);
        assert_eq!(bits(task().with_simd(pulp::Scalar256b)), want);
        assert_eq!(bits(task().with_simd(pulp::Scalar512b)), want);
    }
}

#[test]
fn rows_alone_and_rows_alike_have_answers() {
    let rows = array![[0.0], [0.0], [5.0]];
    let found = silhouette(rows.view(), &[0, 0, 9]).unwrap();
    assert_eq!(found.samples(), [1.0, 1.0, 0.0]);
    assert_eq!(found.groups(), [(0, 1.0), (9, 0.0)]);
    assert_eq!(calinski_harabasz(rows.view(), &[0, 0, 9]).unwrap().to_bits(), 1.0_f64.to_bits());
    assert!(davies_bouldin(rows.view(), &[0, 0, 9]).unwrap() <= 0.0);
    // Both groups have the same mean.
    let alike = array![[0.0], [2.0], [1.0], [1.0]];
    assert!(davies_bouldin(alike.view(), &[0, 0, 1, 1]).unwrap() <= 0.0);
    // The mean of equal rows is exactly these, though 0.1 + 0.1 + 0.1 is not 3 times 0.1.
    let equal = array![[0.1], [0.1], [0.1], [0.7], [0.7], [0.7]];
    let spread = calinski_harabasz(equal.view(), &[0, 0, 0, 1, 1, 1]).unwrap();
    assert_eq!(spread.to_bits(), 1.0_f64.to_bits());
    let all_alike = Array2::from_elem((4, 2), 3.0);
    assert!(silhouette(all_alike.view(), &[0, 0, 1, 1]).unwrap().mean().abs() <= 0.0);
}

/// The error of each function for these rows and labels, all of which say the same.
#[track_caller]
fn check_refused(rows: ArrayView2<'_, f64>, labels: &[u32], want: &ErrorKind) {
    let centers = Array2::zeros((60, rows.ncols()));
    let errors = [
        silhouette(rows, labels).map(|_| ()),
        sampled_silhouette(rows, labels, 5, 0).map(|_| ()),
        calinski_harabasz(rows, labels).map(|_| ()),
        davies_bouldin(rows, labels).map(|_| ()),
        simplified_silhouette(rows, labels, centers.view()).map(|_| ()),
    ];
    errors.into_iter().for_each(|error| assert_eq!(error.unwrap_err().kind(), want));
}

fn not_finite(row: u64, column: &str) -> ErrorKind {
    let (column, found) = (column.to_owned(), Found::NotFinite);
    ErrorKind::Cell { row, column, found, expected: "a finite number".into() }
}

#[test]
fn what_cannot_be_told_is_refused() {
    let (rows, labels) = rows(30, 2, 3);
    let length = ErrorKind::Length { column: "labels".to_owned(), found: 29, expected: 30 };
    check_refused(rows.view(), &labels[1..], &length);
    let labels_needed = ErrorKind::TooLittle { what: "distinct labels", found: 1, needed: 2 };
    check_refused(rows.view(), &[4; 30], &labels_needed);
    let each: Vec<u32> = (0..30).collect();
    let rows_needed = ErrorKind::TooLittle { what: "rows", found: 30, needed: 31 };
    check_refused(rows.view(), &each, &rows_needed);
    let columns_needed = ErrorKind::TooLittle { what: "columns", found: 0, needed: 1 };
    check_refused(Array2::zeros((30, 0)).view(), &labels, &columns_needed);
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut rows = rows.clone();
        rows[[7, 1]] = wrong;
        check_refused(rows.view(), &labels, &not_finite(8, "column 2"));
    }
}

#[test]
fn centres_that_cannot_be_meant_are_refused() {
    let (rows, labels) = rows(30, 2, 3);
    let kind = |centers: Array2<f64>| {
        let error = simplified_silhouette(rows.view(), &labels, centers.view()).unwrap_err();
        error.kind().clone()
    };
    assert_eq!(kind(Array2::zeros((5, 3))), ErrorKind::Width { found: 3, expected: 2 });
    let length = ErrorKind::Length { column: "centers".to_owned(), found: 4, expected: 5 };
    assert_eq!(kind(Array2::zeros((4, 2))), length);
    // Of a label that no row has, too.
    for (row, wrong) in [(2, f64::NAN), (1, f64::INFINITY)] {
        let mut centers = Array2::zeros((5, 2));
        centers[[row, 1]] = wrong;
        assert_eq!(kind(centers), not_finite(row as u64 + 1, "center 2"));
    }
}

#[test]
fn centres_that_no_row_has_do_not_count() {
    let rows = array![[0.0], [1.0], [10.0], [11.0]];
    let with = |empty: f64| {
        let centers = array![[0.5], [empty], [10.5]];
        simplified_silhouette(rows.view(), &[0, 0, 2, 2], centers.view()).unwrap()
    };
    assert_eq!(with(0.0).to_bits(), with(500.0).to_bits());
    // (10.5 − 0.5) / 10.5 and (9.5 − 0.5) / 9.5, each twice.
    near(with(0.0), f64::midpoint(10.0 / 10.5, 9.0 / 9.5));
}

#[test]
fn agreement_is_adjusted_for_chance() {
    let index = |a: &[u32], b: &[u32]| adjusted_rand_index(a, b).unwrap();
    let near = |got: f64, want: f64| assert!((got - want).abs() < 1e-15, "{got}, {want}");
    // scikit-learn 1.9.1's.
    near(index(&[0, 0, 1, 1], &[1, 1, 0, 0]), 1.0);
    near(index(&[0, 0, 1, 2], &[0, 0, 1, 1]), 4.0 / 7.0);
    near(index(&[0, 0, 0, 0], &[0, 1, 2, 3]), 0.0);
    near(index(&[0, 0, 1, 1, 2, 2], &[0, 1, 0, 1, 0, 1]), -4.0 / 11.0);
    near(index(&[0], &[5]), 1.0);
    near(index(&[], &[]), 1.0);
    assert!(adjusted_rand_index(&[0], &[]).is_err());
}
