use super::{ln_integral, ln_integral_about};

/// `∫ exp(ln_f)` is `exp(want)`, relative. Where a peak is 1e-6 wide, places round to 1e-10 of it.
#[track_caller]
fn check(ln_f: impl Fn(f64) -> f64, lo: f64, hi: f64, want: f64) {
    let got = ln_integral(ln_f, lo, hi).expect("an integral of this kind is found");
    assert!((got - want).abs() <= 5e-12, "{got} is not {want}");
}

#[test]
fn a_constant_is_its_width() {
    check(|_| 0.0, 2.0, 5.0, 3_f64.ln());
    check(|_| -1e4, 2.0, 5.0, 3_f64.ln() - 1e4);
}

#[test]
fn exponentials_fall_over_thousands_of_folds() {
    for rate in [1e-9_f64, 0.5, 30.0, 5e3, 1e6] {
        check(|x| -rate * x, 0.0, 1.0, (-(-rate).exp_m1() / rate).ln());
        check(|x| -rate * (1.0 - x), 0.0, 1.0, (-(-rate).exp_m1() / rate).ln());
    }
}

#[test]
fn narrow_peaks_are_found() {
    for (middle, width) in [(0.3, 1e-6), (0.5, 1e-5), (0.987_654_321, 1e-6), (0.123, 0.01)] {
        let ln_f = |x: f64| -0.5 * ((x - middle) / width).powi(2);
        check(ln_f, 0.0, 1.0, (width * std::f64::consts::TAU.sqrt()).ln());
    }
}

#[test]
fn powers_at_an_end_are_integrated() {
    // ∫ x^p (1 − x)^q has logarithm ln B(p + 1, q + 1), and ends at −∞.
    for (p, q, want) in [(3.0, 2.0, -60_f64.ln()), (100.0, 50.0, -97.820_243_178_902_08)] {
        let ln_f = |x: f64| p * x.ln() + q * (1.0 - x).ln();
        check(ln_f, 0.0, 1.0, want);
    }
}

#[test]
fn a_known_peak_gives_the_same() {
    let ln_f = |x: f64| -0.5 * (x / 0.01).powi(2);
    let want = ln_integral(ln_f, -1.0, 2.0).expect("a bell");
    let got = ln_integral_about(ln_f, -1.0, 0.0, 2.0).expect("a bell");
    assert!((got - want).abs() <= 1e-13);
}

#[test]
fn nothing_is_nothing() {
    assert_eq!(ln_integral(|_| f64::NEG_INFINITY, 0.0, 1.0), Some(f64::NEG_INFINITY));
    assert_eq!(ln_integral(|_| 0.0, 1.0, 1.0), Some(f64::NEG_INFINITY));
}

#[test]
fn what_cannot_be_found_is_refused() {
    let rough = |x: f64| if (x * 1e7).sin() > 0.0 { 0.0 } else { -1.0 };
    assert_eq!(ln_integral(rough, 0.0, 1.0), None);
    assert_eq!(ln_integral(|_| f64::NAN, 0.0, 1.0), None);
    assert_eq!(ln_integral(|_| f64::INFINITY, 0.0, 1.0), None);
    assert_eq!(ln_integral(|_| 0.0, 1.0, 0.0), None);
}
