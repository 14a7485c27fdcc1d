//! Mixtures against another code, against their definition, and at their limits.

use ndarray::{Array2, ArrayView2, array};

use super::Mixture;
use crate::error::{ErrorKind, Found};

/// Three clouds that overlap, from a generator of one line, which the golden script has too.
fn clouds() -> Array2<f64> {
    let mut state = 1_u32;
    let mut uniform = || {
        state = state.wrapping_mul(1_103_515_245).wrapping_add(12_345) % (1 << 31);
        f64::from(state) / f64::from(1_u32 << 31)
    };
    let (middles, widths) =
        ([[0.0, 0.0], [2.0, 1.0], [1.0, 4.0]], [[1.0, 1.0], [1.0, 0.5], [2.0, 1.0]]);
    Array2::from_shape_fn((300, 2), |(i, j)| {
        let sum = uniform() + uniform() + uniform() + uniform();
        middles[i % 3][j] + widths[i % 3][j] * (sum - 2.0)
    })
}

#[track_caller]
fn near(got: impl IntoIterator<Item = f64>, want: &[f64], within: f64) {
    let got: Vec<f64> = got.into_iter().collect();
    assert_eq!(got.len(), want.len());
    for (got, want) in got.iter().zip(want) {
        assert!((got - want).abs() <= within * want.abs().max(1.0), "{got}, {want}");
    }
}

/// scikit-learn 1.9.1, by `tests/golden/mixture.py`. Absolute: both stop where a step changes the mean
/// logarithm of the density by 1e-13, which it does about 1e-6 from the maximum.
#[test]
fn scikit_learn_finds_the_same_mixture() {
    let model = Mixture::new(3).tolerance(1e-13).max_iterations(100_000);
    let model = model.fit_matrix(clouds().view()).unwrap();
    near(
        model.weights().to_vec(),
        &[0.358_555_771_101, 0.333_358_758_029, 0.308_085_470_870],
        1e-6,
    );
    let golden = [
        [1.790_767_670_426, 1.031_546_382_232],
        [1.104_708_969_242, 4.023_732_369_163],
        [-0.196_086_352_946, 0.069_912_055_716],
    ];
    near(model.centers().iter().copied(), golden.as_flattened(), 1e-6);
    for (row, golden) in [
        ([1.0, 1.0], [0.980_879_415_318, 8.259_236_897e-6, 1.911_232_544_487e-2]),
        ([1.0, 2.0], [0.322_113_965_911, 0.646_217_569_155, 3.166_846_493_448e-2]),
        ([2.0, 2.0], [0.694_254_987_363, 0.305_679_010_900, 6.600_173_724e-5]),
        // linfa's own answer here is that all shares are infinite.
        ([30.0, -10.0], [0.0, 1.0, 0.0]),
    ] {
        near(model.membership_one(&row).unwrap(), &golden, 1e-6);
    }
}

/// Means and covariances from shares, and shares from those by the formula as printed, in two
/// columns.
fn naive(rows: ArrayView2<'_, f64>, shares: ArrayView2<'_, f64>) -> Array2<f64> {
    let count = f64::from(u32::try_from(rows.nrows()).unwrap());
    let mut densities = Array2::zeros(shares.dim());
    for (group, shares) in shares.columns().into_iter().enumerate() {
        let weight = shares.sum();
        let mean = [0, 1].map(|j| shares.dot(&rows.column(j)) / weight);
        let part = |i: usize, j: usize| {
            let off = rows.rows().into_iter().map(|row| (row[i] - mean[i]) * (row[j] - mean[j]));
            off.zip(shares).map(|(off, share)| off * share).sum::<f64>() / weight
        };
        let (a, b, c) = (part(0, 0), part(0, 1), part(1, 1));
        let volume = a * c - b * b;
        for (density, row) in densities.column_mut(group).iter_mut().zip(rows.rows()) {
            let [x, y] = [row[0] - mean[0], row[1] - mean[1]];
            let square = (c * x * x - 2.0 * b * x * y + a * y * y) / volume;
            let height = weight / count / (std::f64::consts::TAU * volume.sqrt());
            *density = height * libm::exp(-0.5 * square);
        }
    }
    for mut row in densities.rows_mut() {
        let sum = row.sum();
        row /= sum;
    }
    densities
}

/// Relative to 1: the 1e-6 that is added to variances, and what is left to the maximum.
#[test]
fn shares_are_those_of_the_gaussians_that_they_make() {
    let rows = clouds();
    let model = Mixture::new(3).tolerance(1e-12).fit_matrix(rows.view()).unwrap();
    let shares = model.membership(rows.view()).unwrap();
    let again = naive(rows.view(), shares.view());
    near(again, shares.as_slice().unwrap(), 1e-4);
    for (row, shares) in rows.rows().into_iter().zip(shares.rows()) {
        assert!((shares.sum() - 1.0).abs() < 1e-14);
        assert_eq!(model.membership_one(&row.to_vec()).unwrap(), shares.to_vec());
    }
}

#[test]
fn units_and_origins_have_no_say() {
    let rows = clouds();
    let fit = |rows: &Array2<f64>| {
        Mixture::new(3).fit_matrix(rows.view()).unwrap().membership(rows.view()).unwrap()
    };
    let shares = fit(&rows);
    // Units are powers of two, which change no other bit.
    for units in [[1024.0, 1.0], [f64::powi(2.0, -300), f64::powi(2.0, 300)]] {
        let scaled = Array2::from_shape_fn(rows.dim(), |(i, j)| rows[[i, j]] * units[j]);
        assert_eq!(fit(&scaled), shares);
    }
    // An origin costs three digits of the cells.
    near(fit(&rows.mapv(|x| x + 1000.0)), shares.as_slice().unwrap(), 1e-6);
}

#[test]
fn a_seed_decides() {
    let rows = clouds();
    let fit = |seed| Mixture::new(4).seed(seed).fit_matrix(rows.view()).unwrap();
    assert_eq!(fit(1), fit(1));
    assert!((2..9).any(|seed| fit(seed) != fit(1)));
}

#[test]
fn rows_far_away_have_shares_too() {
    let model = Mixture::new(3).fit_matrix(clouds().view()).unwrap();
    for x in [1e3, -1e9, 1e60, -1e140] {
        let shares = model.membership_one(&[x, 1.0]).unwrap();
        assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-14, "{x}: {shares:?}");
    }
    let small = clouds().mapv(|x| x * 1e-140);
    let model = Mixture::new(3).fit_matrix(small.view()).unwrap();
    // 1e289 units away counts as 1e150.
    let shares = model.membership_one(&[1e149, 0.0]).unwrap();
    assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-14, "{shares:?}");
}

#[test]
fn few_rows_and_flat_ones_have_a_mixture() {
    let flat = array![[0.0, 3.0, 0.0], [1.0, 3.0, 2.0], [10.0, 3.0, 20.0], [11.0, 3.0, 22.0]];
    for (rows, k) in [(flat.view(), 1), (flat.view(), 2), (flat.view(), 4)] {
        let model = Mixture::new(k).fit_matrix(rows).unwrap();
        let shares = model.membership(rows).unwrap();
        let sums = shares.rows().into_iter().map(|row| row.sum());
        assert!(sums.into_iter().all(|sum| (sum - 1.0).abs() < 1e-14));
        assert!((model.weights().iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }
}

#[track_caller]
fn refused(settings: Mixture, rows: ArrayView2<'_, f64>) -> ErrorKind {
    settings.fit_matrix(rows).unwrap_err().kind().clone()
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let rows = clouds();
    let whole = "a whole number of at least 1";
    let above = "a finite number above 0";
    for (settings, name, found, expected) in [
        (Mixture::new(0), "k", 0.0, whole),
        (Mixture::new(2).max_iterations(0), "max_iterations", 0.0, whole),
        (Mixture::new(2).tolerance(0.0), "tolerance", 0.0, above),
        (Mixture::new(2).tolerance(f64::INFINITY), "tolerance", f64::INFINITY, above),
    ] {
        let found = Found::Number(found);
        assert_eq!(refused(settings, rows.view()), ErrorKind::Param { name, found, expected });
    }
    assert!(matches!(
        refused(Mixture::new(2).tolerance(f64::NAN), rows.view()),
        ErrorKind::Param { name: "tolerance", .. }
    ));
    let too_little = |what, found, needed| ErrorKind::TooLittle { what, found, needed };
    let none = Array2::zeros((0, 2));
    assert_eq!(refused(Mixture::new(1), none.view()), too_little("rows", 0, 1));
    let no_columns = Array2::zeros((2, 0));
    assert_eq!(refused(Mixture::new(1), no_columns.view()), too_little("columns", 0, 1));
    let twice = array![[1.0], [2.0], [1.0]];
    assert_eq!(refused(Mixture::new(3), twice.view()), too_little("distinct rows", 2, 3));
    for cell in [f64::NAN, f64::NEG_INFINITY, 1e151] {
        let kind = refused(Mixture::new(1), array![[1.0], [cell]].view());
        assert!(matches!(kind, ErrorKind::Cell { row: 2, .. }), "{kind:?}");
    }
    let model = Mixture::new(2).fit_matrix(rows.view()).unwrap();
    let kind = model.membership_one(&[1.0]).unwrap_err().kind().clone();
    assert_eq!(kind, ErrorKind::Width { found: 1, expected: 2 });
    let kind = model.membership_one(&[1.0, f64::NAN]).unwrap_err().kind().clone();
    assert!(matches!(kind, ErrorKind::Cell { row: 1, .. }), "{kind:?}");
}

#[track_caller]
fn stopped(settings: Mixture, rows: ArrayView2<'_, f64>, words: &str) {
    let kind = refused(settings, rows);
    assert!(matches!(&kind, ErrorKind::Linfa { why } if why.contains(words)), "{kind:?}");
}

/// The logarithm of a density that is 0 is no number, and linfa goes on with it.
#[test]
fn a_search_without_end_says_why() {
    let rows = clouds();
    stopped(Mixture::new(3).max_iterations(2), rows.view(), "not converged");
    let mut line = Array2::from_shape_fn((5_000, 1), |(i, _)| [0.0, 1.0, 2.0][i % 3]);
    line[[0, 0]] = 1e6;
    stopped(Mixture::new(1), line.view(), "too far");
    // Densities of so many columns without extent are just below the largest `f64`, and beyond it.
    for (columns, words) in [(118, "too near"), (150, "no more point")] {
        let flat = Array2::from_shape_fn((400, columns), |(i, _)| [0.0, 1.0][i % 2]);
        stopped(Mixture::new(2), flat.view(), words);
    }
}
