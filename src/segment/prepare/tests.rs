#![expect(clippy::cast_precision_loss, reason = "counts in tests are small")]

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
        near(quantile(&sorted, 0.5).unwrap(), 0.0, 1e-12);
        let at = |p| quantile(&sorted, p).unwrap();
        near(at(0.75) - at(0.25), 1.0, 1e-12);
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
    of(&rows).iter().zip(&of(&moved)).for_each(|(a, b)| near(*a, *b, 1e-12));
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
        let rows = array![[3.0, 1.0, -8.0], [3.0, 2.0, -8.0], [3.0, 9.0, -8.0]];
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

#[test]
fn any_size_of_values_is_prepared() {
    // The twin: the deviation of 0, 0 and 1 is √2/3.
    for size in [5e-324, 1e-308, 1e-170, 1.0, 1e149] {
        let rows = array![[0.0], [0.0], [size]];
        let prepared = Preparation::standard().fit_matrix(rows.view()).unwrap();
        assert!(prepared.constant().is_empty());
        let all = prepared.apply(rows.view()).unwrap();
        // Of the smallest number there is no third: its range is the unit then.
        let within = if size < 1e-320 { 1.0 } else { 1e-14 };
        near(all[[2, 0]] - all[[0, 0]], 3.0 / 2.0_f64.sqrt(), within);
    }
    // A small deviation beside a large mean: what can be told of it is.
    let rows = Array2::from_shape_fn((4, 1), |(row, _)| 1e15 + [0.0, 0.5, 1.0, 0.5][row]);
    let all = Preparation::standard().fit_matrix(rows.view()).unwrap();
    near(all.apply(rows.view()).unwrap()[[2, 0]], 2.0_f64.sqrt(), 1e-14);
}

#[test]
fn nothing_leaves_the_finite_numbers() {
    let tiny = array![[0.0], [0.0], [1e-161]];
    let scales = [Scale::None, Scale::Standard, Scale::Robust, Scale::Range];
    let powers = [0.5, 1e-3].map(Shape::SignedPower);
    let shapes = [Shape::None, Shape::Log1p, Shape::Asinh, powers[0], powers[1]];
    for (scale, shape) in scales.into_iter().flat_map(|scale| shapes.map(|shape| (scale, shape))) {
        let how = Preparation::none().scale(scale).shape(shape).weight(1e6);
        for rows in [tiny.view(), array![[-1e150], [0.0], [1e150]].view()] {
            let prepared = how.fit_matrix(rows).unwrap();
            for x in [-1e150, -1.0, 0.0, 5e-324, 1e150] {
                let there = prepared.apply_one(&[x]).unwrap();
                assert!(there[0].abs() <= 1e150);
                assert!(prepared.restore(&[x]).unwrap()[0].abs() <= 1e150);
            }
        }
    }
}

#[test]
fn tails_are_cut_at_quantiles() {
    let rows = Array2::from_shape_fn((101, 1), |(row, _)| [row as f64, 1e9][row / 100]);
    let how = Preparation::none().winsorise(0.05, 0.95);
    let prepared = how.fit_matrix(rows.view()).unwrap();
    let all = prepared.apply(rows.view()).unwrap();
    assert_eq!((all[[0, 0]], all[[50, 0]], all[[100, 0]]), (5.0, 50.0, 95.0));
    assert_eq!(prepared.apply_one(&[-7.0]).unwrap(), [5.0]);
    // The middle and the size are those of the values so cut.
    let standard = how.scale(Scale::Standard).fit_matrix(rows.view()).unwrap();
    near(standard.apply(rows.view()).unwrap().sum(), 0.0, 1e-10);
}

#[test]
fn shapes_and_scales_by_hand() {
    let rows = array![[-4.0], [0.0], [9.0]];
    let of = |how: Preparation| {
        let prepared = how.fit_matrix(rows.view()).unwrap();
        let all = prepared.apply(rows.view()).unwrap();
        let back = prepared.restore(&all.column(0).to_vec()[..1]).unwrap();
        near(back[0], -4.0, 1e-14);
        all.column(0).to_vec()
    };
    let root = Preparation::none().shape(Shape::SignedPower(0.5));
    assert_eq!(of(root), [-2.0, 0.0, 3.0]);
    assert_eq!(of(root.scale(Scale::Range)), [0.0, 0.4, 1.0]);
    assert_eq!(of(root.scale(Scale::Range).weight(5.0)), [0.0, 2.0, 5.0]);
    assert_eq!(of(Preparation::none()), [-4.0, 0.0, 9.0]);
}

#[test]
fn amounts_are_the_same_in_any_unit() {
    // In cents, dollars and yen; some owe, and some have spent nothing.
    let cents = [-500.0, 0.0, 1.0, 2_000.0, 4_000.0, 16_000.0, 900_000.0];
    let of = |unit: f64| {
        let rows = Array2::from_shape_fn((cents.len(), 1), |(row, _)| cents[row] / unit);
        let prepared = Preparation::asinh_robust().fit_matrix(rows.view()).unwrap();
        let all = prepared.apply(rows.view()).unwrap().column(0).to_vec();
        for (&x, &there) in rows.iter().zip(&all) {
            // Of 0 and what is next to it, sinh of a difference keeps the digits that θ has.
            let digits = 1e-14 * (x.abs() + 875.0 / unit);
            assert!((prepared.restore(&[there]).unwrap()[0] - x).abs() <= digits, "{x}");
        }
        all
    };
    let all = of(1.0);
    for unit in [100.0, 0.01] {
        of(unit).iter().zip(&all).for_each(|(&x, &y)| near(x, y, 1e-12));
    }
    // θ is a quarter of the way from the second to the third of 1, 500, 2,000, ….
    let theta: f64 = 500.0 + 0.25 * 1_500.0;
    let shaped = cents.map(|x| (x / theta).asinh());
    let apart = (shaped[4] + shaped[5]) / 2.0 - (shaped[1] + shaped[2]) / 2.0;
    all.iter().zip(shaped).for_each(|(&x, y)| near(x, (y - shaped[3]) / apart, 1e-14));
    // Who owes a little is nearer to who spent a little than these are to each other.
    assert!(all[2] - all[0] < all[4] - all[2]);
    let nothing = Preparation::asinh_robust().fit_matrix(array![[0.0], [0.0]].view()).unwrap();
    assert_eq!(nothing.constant(), [0]);
}

#[test]
fn missing_values_have_a_rule() {
    let rows = array![[1.0], [f64::NAN], [2.0], [9.0]];
    let how = Preparation::none();
    let refused = how.fit_matrix(rows.view()).unwrap_err();
    let cell = "row 2, column `column 1`: found a number that is not finite";
    assert!(refused.to_string().starts_with(cell), "{refused}");
    let of = |missing| {
        let prepared = how.missing(missing).fit_matrix(rows.view()).unwrap();
        prepared.apply_one(&[f64::NAN]).unwrap()[0]
    };
    assert_eq!((of(Missing::Median), of(Missing::Value(-3.0))), (2.0, -3.0));
    // Those that are filled in take part in the mean: (1 − 3 + 2 + 9) / 4.
    let standard = Preparation::standard().missing(Missing::Value(-3.0));
    let prepared = standard.fit_matrix(rows.view()).unwrap();
    near(prepared.restore(&[0.0]).unwrap()[0], 2.25, 1e-15);
    // A column of which nothing is there.
    let none = Preparation::standard().missing(Missing::Median);
    let prepared = none.fit_matrix(array![[f64::NAN], [f64::NAN]].view()).unwrap();
    assert_eq!(prepared.constant(), [0]);
    assert_eq!(prepared.apply_one(&[f64::NAN]).unwrap(), [0.0]);
}

#[test]
fn settings_out_of_their_domain_are_refused() {
    let none = Preparation::none();
    let refused = |how: Preparation| match how.fit_matrix(array![[1.0]].view()).unwrap_err().kind()
    {
        ErrorKind::Param { name, .. } => *name,
        other => panic!("{other:?}"),
    };
    for (low, high) in [(0.5, 0.5), (-0.1, 0.9), (0.1, 1.1), (f64::NAN, 0.9), (0.1, f64::NAN)] {
        assert_eq!(refused(none.winsorise(low, high)), "winsorise");
    }
    for power in [0.0, -1.0, 1.5, f64::NAN] {
        assert_eq!(refused(none.shape(Shape::SignedPower(power))), "power");
    }
    for weight in [0.0, -1.0, 1e7, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(none.weight(weight)), "weight");
    }
    for value in [f64::NAN, 1e151] {
        assert_eq!(refused(none.missing(Missing::Value(value))), "missing");
    }
    let width = Preparation::fit_columns(&[none], array![[1.0, 2.0]].view()).unwrap_err();
    assert!(matches!(width.kind(), ErrorKind::Width { found: 2, expected: 1 }));
}
