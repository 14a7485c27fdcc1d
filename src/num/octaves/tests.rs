use libm::{exp, log as ln, pow};

use super::*;

/// Sizes of three octaves, with both ends of each.
fn sizes() -> impl Iterator<Item = f64> {
    (0..300).map(|i| 1.0 + f64::from(i) / 43.0).chain([1.0, 2.0_f64.next_down(), 2.0, 4.0])
}

/// The worst relative error of the tables of a function, over `sizes`.
#[track_caller]
fn worst(function: impl Fn(f64) -> f64) -> f64 {
    let tables = Octaves::new(1);
    let error = |size: f64| {
        let got = tables.at(0, size, |size| Some(function(size))).expect("it is known");
        (got / function(size) - 1.0).abs()
    };
    let worst = sizes().map(error).fold(0.0, f64::max);
    assert_eq!(tables.built(), 3);
    worst
}

#[test]
fn functions_with_singularities_below_0_are_close() {
    // A few roundings, and where there is a singularity at 0 or below it the acceptance bound.
    assert!(worst(|w| w.sqrt()) < 1e-14);
    assert!(worst(|w| ln(1.0 + w)) < 1e-14);
    assert!(worst(|w| pow(1.0 + 52.0 / w, -2.3)) < 1e-12);
    assert!(worst(|w| 1.0 / (w + 1e-3)) < 1e-13);
}

#[test]
fn what_no_table_comes_close_to_is_asked_itself() {
    let asked = |function: fn(f64) -> f64, size: f64| {
        let tables = Octaves::new(1);
        let got = tables.at(0, size, |size| Some(function(size)));
        assert_eq!(got, Some(function(size)), "at {size}");
        assert_eq!(tables.built(), 0);
    };
    // Not smooth, falling by many e-folds, 0 everywhere and somewhere, and too large a size.
    asked(|w| (w - 1.4).abs() + 1.0, 1.3);
    asked(|w| exp(-40.0 * w), 1.3);
    asked(|_| 0.0, 1.3);
    asked(|w| w - 1.5, 1.3);
    asked(|w| w, 70_000.0);
    // A function without a table, and one that is not known at a point.
    assert_eq!(Octaves::new(1).at(1, 1.5, Some), Some(1.5));
    assert_eq!(Octaves::new(1).at(0, 1.5, |w| (w < 1.9).then_some(w)), Some(1.5));
    assert_eq!(Octaves::new(1).at(0, 1.95, |w| (w < 1.9).then_some(w)), None);
}

#[test]
fn functions_do_not_mix_and_order_does_not_matter() {
    let tables = Octaves::new(2);
    let ask = |tables: &Octaves, function: usize, size: f64| {
        let power = if function == 0 { 0.5 } else { -2.0 };
        tables.at(function, size, |w| Some(pow(w, power))).expect("it is known")
    };
    let once: Vec<f64> = sizes().map(|w| ask(&tables, 0, w) + ask(&tables, 1, w)).collect();
    let other = Octaves::new(2);
    let sizes: Vec<f64> = sizes().collect();
    for (&w, once) in sizes.iter().zip(&once).rev() {
        let again = ask(&other, 1, w) + ask(&other, 0, w);
        assert_eq!(again.to_bits(), once.to_bits());
    }
}
