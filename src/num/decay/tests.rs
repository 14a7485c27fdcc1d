use super::{Decay, Discounted, Powers, integral};

#[track_caller]
fn check(decay: &impl Decay, end: f64, want: f64) {
    let got = integral(decay, end).expect("an end that is near enough");
    assert!((got - want).abs() <= 5e-14 * want, "{got:e} is not {want:e}");
}

#[test]
fn powers_have_powers_as_integrals() {
    for s in [1.5, 2.0, 30.0, 1e6] {
        for a in [1e-8, 1.0, 1e8] {
            for end in [1e-12, 0.3, 40.0, 1e9, f64::INFINITY] {
                let want = -(-(s - 1.0) * (end / a).ln_1p()).exp_m1() * a / (s - 1.0);
                check(&Powers { a, r: s, b: 1.0, s: 0.0 }, end, want);
                check(&Powers { a, r: 0.25 * s, b: a, s: 0.75 * s }, end, want);
            }
        }
    }
}

#[test]
fn exponentials_have_exponentials_as_integrals() {
    for z in [1e-9_f64, 0.1, 5.0, 1e4] {
        for end in [1e-3, 2.0, 1e5] {
            check(&Discounted { z, s: 0.0 }, end, -(-z * end).exp_m1() / z);
        }
        check(&Discounted { z, s: 0.0 }, f64::INFINITY, 1.0 / z);
    }
}

#[test]
fn what_has_no_end_is_refused() {
    assert_eq!(integral(&Discounted { z: 0.0, s: 1.0 }, f64::INFINITY), None);
    assert_eq!(integral(&Powers { a: 1.0, r: 0.2, b: 2.0, s: 0.8 }, f64::INFINITY), None);
}
