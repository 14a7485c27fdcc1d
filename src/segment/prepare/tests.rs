use ndarray::{Array2, array};

use super::*;
use crate::num::rng::Rng;

fn rows() -> Array2<f64> {
    let mut rng = Rng::new(9, "segment/prepare");
    Array2::from_shape_fn((500, 3), |(_, at)| {
        let x = rng.exponential();
        if at == 2 { -x } else { 100.0 * x }
    })
}

#[track_caller]
fn near(got: f64, want: f64, within: f64) {
    assert!((got - want).abs() <= within * want.abs().max(1.0), "{got}, {want}");
}

#[test]
fn features_come_to_the_middle_and_size_they_should() {
    let rows = rows();
    let standard = Preparation::standard().fit_matrix(rows.view()).unwrap();
    for column in standard.apply(rows.view()).unwrap().columns() {
        near(column.sum() / 500.0, 0.0, 1e-12);
        near(column.iter().map(|x| x * x).sum::<f64>() / 500.0, 1.0, 1e-12);
    }
    let robust = Preparation::log_robust().fit_matrix(rows.view()).unwrap();
    for column in robust.apply(rows.view()).unwrap().columns() {
        let mut sorted = column.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        near(quantile(&sorted, 2), 0.0, 1e-12);
        near(quantile(&sorted, 3) - quantile(&sorted, 1), 1.0, 1e-12);
    }
}

#[test]
fn units_and_origins_change_nothing() {
    let rows = rows();
    let moved = rows.mapv(|x| 1000.0 * x + 7.0);
    let of = |rows: &Array2<f64>| {
        let prepared = Preparation::standard().fit_matrix(rows.view()).unwrap();
        prepared.apply(rows.view()).unwrap()
    };
    of(&rows).iter().zip(&of(&moved)).for_each(|(a, b)| near(*a, *b, 1e-11));
}

#[test]
fn what_was_prepared_is_restored() {
    let rows = rows();
    for how in [Preparation::standard(), Preparation::log_robust()] {
        let prepared = how.fit_matrix(rows.view()).unwrap();
        let all = prepared.apply(rows.view()).unwrap();
        for (row, own) in all.rows().into_iter().zip(rows.rows()) {
            assert_eq!(prepared.apply_one(&own.to_vec()).unwrap(), row.to_vec());
            let back = prepared.restore(&row.to_vec()).unwrap();
            back.iter().zip(own).for_each(|(a, b)| near(*a, *b, 1e-12));
        }
    }
}

#[test]
fn what_does_not_vary_is_0_and_told() {
    for how in [Preparation::standard(), Preparation::log_robust()] {
        let rows = array![[3.0, 1.0, 5e-324], [3.0, 2.0, 0.0], [3.0, 9.0, 0.0]];
        let prepared = how.fit_matrix(rows.view()).unwrap();
        assert_eq!(prepared.constant(), [0, 2]);
        let all = prepared.apply(rows.view()).unwrap();
        assert!(all.column(0).iter().chain(all.column(2)).all(|x| x.abs() <= 0.0));
        near(prepared.restore(&[0.0, 0.0, 0.0]).unwrap()[0], 3.0, 1e-15);
    }
    // Most are alike: quartiles do not tell, the deviation does.
    let rows = array![[0.0], [0.0], [0.0], [0.0], [0.0], [1.0]];
    let prepared = Preparation::log_robust().fit_matrix(rows.view()).unwrap();
    assert!(prepared.constant().is_empty());
    assert!(Preparation::standard().fit_matrix(array![[4.0]].view()).unwrap().constant() == [0]);
}

#[test]
fn what_is_no_number_is_refused() {
    let how = Preparation::standard();
    let words = |rows: Array2<f64>| how.fit_matrix(rows.view()).unwrap_err().to_string();
    assert!(words(Array2::zeros((0, 2))).contains("rows"));
    for cell in [f64::NAN, f64::INFINITY, 1e308] {
        let found = words(array![[1.0, 2.0], [1.0, cell]]);
        assert!(found.contains("row 2") && found.contains("column 2"), "{found}");
    }
    let prepared = how.fit_matrix(array![[1.0, 2.0], [3.0, 4.0]].view()).unwrap();
    assert!(prepared.apply(array![[1.0]].view()).is_err());
    assert!(prepared.apply_one(&[1.0, f64::NAN]).is_err());
    assert!(prepared.restore(&[1.0]).is_err());
}
