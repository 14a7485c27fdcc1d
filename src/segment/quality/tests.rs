use ndarray::{Array2, ArrayView2};

use super::grouped::count;
use super::*;
use crate::error::ErrorKind;
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

#[test]
fn scale_and_place_do_not_matter() {
    let (rows, labels) = rows(300, 4, 3);
    let moved = rows.mapv(|x| 8.0 * x + 5.0);
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-10 * a.abs(), "{a}, {b}");
    near(
        silhouette(rows.view(), &labels).unwrap().mean(),
        silhouette(moved.view(), &labels).unwrap().mean(),
    );
    for index in [calinski_harabasz, davies_bouldin] {
        near(index(rows.view(), &labels).unwrap(), index(moved.view(), &labels).unwrap());
    }
}

#[test]
fn rows_alone_and_rows_alike_have_answers() {
    let rows = ndarray::array![[0.0], [0.0], [5.0]];
    let found = silhouette(rows.view(), &[0, 0, 9]).unwrap();
    assert_eq!(found.samples(), [1.0, 1.0, 0.0]);
    assert_eq!(found.groups(), [(0, 1.0), (9, 0.0)]);
    assert_eq!(calinski_harabasz(rows.view(), &[0, 0, 9]).unwrap().to_bits(), 1.0_f64.to_bits());
    assert!(davies_bouldin(rows.view(), &[0, 0, 9]).unwrap() <= 0.0);
    // Both groups have the same mean.
    let alike = ndarray::array![[0.0], [2.0], [1.0], [1.0]];
    assert!(davies_bouldin(alike.view(), &[0, 0, 1, 1]).unwrap() <= 0.0);
    let all_alike = Array2::from_elem((4, 2), 3.0);
    assert!(silhouette(all_alike.view(), &[0, 0, 1, 1]).unwrap().mean().abs() <= 0.0);
}

#[test]
fn what_cannot_be_told_is_refused() {
    let (rows, labels) = rows(30, 2, 3);
    let kind = |rows: ArrayView2<'_, f64>, labels: &[u32]| {
        let errors = [
            silhouette(rows, labels).map(|_| ()),
            calinski_harabasz(rows, labels).map(|_| ()),
            davies_bouldin(rows, labels).map(|_| ()),
        ];
        errors.map(|error| error.unwrap_err().to_string())
    };
    for words in kind(rows.view(), &labels[1..]) {
        assert!(words.contains("labels"), "{words}");
    }
    for words in kind(rows.view(), &[4; 30]) {
        assert!(words.contains("distinct labels"), "{words}");
    }
    let each: Vec<u32> = (0..30).collect();
    for words in kind(rows.view(), &each) {
        assert!(words.contains("rows"), "{words}");
    }
    let mut wrong = rows.clone();
    wrong[[7, 1]] = f64::NAN;
    let error = silhouette(wrong.view(), &labels).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Cell { row: 8, column, .. } if column == "column 2"));
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
