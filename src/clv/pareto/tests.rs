mod counts;
mod derivatives;
mod golden;

use super::ParetoNbd;
use crate::clv::process::{Posterior, Process};

const CDNOW: ParetoNbd = ParetoNbd { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 };

/// The same in all digits that are published, with which tables of other packages were made.
const CDNOW_FULL: ParetoNbd = ParetoNbd { r: 0.55315, alpha: 10.57633, s: 0.60625, beta: 11.67150 };

fn ln_likelihood(model: &ParetoNbd, (x, t_x, t): (f64, f64, f64)) -> f64 {
    model.of_count(x).value + model.ln_cell(x, t_x, t)
}

fn posterior(model: &ParetoNbd, x: f64, t_x: f64, t: f64) -> Posterior {
    Process::Pareto(*model).posterior(x, t_x, t)
}

#[track_caller]
fn close(got: f64, want: f64, within: f64) {
    assert!((got - want).abs() <= within * want.abs(), "{got:e} is not {want:e}");
}

#[test]
fn likelihoods_are_the_published_ones() {
    let check = |r, alpha, s, beta, customer, want: f64| {
        let got = ln_likelihood(&ParetoNbd { r, alpha, s, beta }, customer);
        // As many digits as are printed.
        assert!((got - want).abs() < 5.1e-9, "{got} is not {want}");
    };
    check(0.55, 10.58, 0.61, 11.67, (1.0, 1.5, 12.0), -4.006_948_66);
    check(0.45, 10.58, 0.61, 11.67, (1.0, 1.5, 12.0), -4.147_702_11);
    check(0.45, 10.58, 0.71, 11.67, (1.0, 1.5, 12.0), -4.135_933_16);
    check(0.55, 11.67, 0.61, 10.58, (1.0, 1.5, 12.0), -4.036_185_38);
    check(0.55, 11.67, 0.61, 10.58, (4.0, 5.3, 10.0), -10.729_325_89);
    check(0.55, 11.67, 0.61, 10.58, (2.0, 6.0, 8.0), -6.668_788_82);
}

#[test]
fn many_purchases_do_not_underflow() {
    for (x, want) in [(132.0, 6.206_051_788_963_242), (133.0, 6.252_872_247_574_811)] {
        let model = ParetoNbd { r: 0.55, alpha: 10.58, s: 0.61, beta: 11.67 };
        let got = posterior(&model, x, 200.0, 200.0).expected(10.0).expect("ordinary");
        close(got, want, 1e-12);
    }
    let model = ParetoNbd { r: 0.5143, alpha: 2.8845, s: 0.2856, beta: 14.1087 };
    for (x, t_x, t) in [
        (221.0, 103.428_57, 103.571_43),
        (254.0, 97.142_86, 97.285_71),
        (161.0, 94.714_29, 98.0),
        (204.0, 98.571_43, 99.428_57),
    ] {
        let p = posterior(&model, x, t_x, t).p_alive().expect("ordinary");
        assert!(0.0 < p && p < 1.0);
    }
}

#[test]
fn new_customers_buy_as_published() {
    let model = ParetoNbd { r: 0.5534, alpha: 10.5802, s: 0.6061, beta: 11.6562 };
    for (h, want) in [
        (1.0, 0.051_004_534_002_316_95),
        (3.0, 0.146_124_272_221_550_53),
        (6.0, 0.275_050_637_429_260_4),
    ] {
        close(posterior(&model, 0.0, 0.0, 0.0).expected(h).expect("ordinary"), want, 1e-12);
    }
    close(posterior(&CDNOW_FULL, 0.0, 0.0, 0.0).expected(52.0).expect("ordinary"), 1.473_434, 1e-4);
}

#[test]
fn known_customers_buy_as_published() {
    let busy = posterior(&CDNOW, 26.0, 30.857_142_857, 31.0);
    close(busy.p_alive().expect("ordinary"), 0.997_874_26, 5e-9);
    close(busy.expected(52.0).expect("ordinary"), 25.456_47, 1e-3);
    let paradox =
        [(10.0, 0.706_228_9), (15.0, 0.144_239_6), (20.0, 0.022_506_58), (25.0, 0.003_092_67)];
    for (x, want) in paradox {
        close(posterior(&CDNOW_FULL, x, 20.0, 39.0).expected(52.0).expect("ordinary"), want, 2e-3);
    }
}

#[test]
fn residual_transactions_are_the_published_formula() {
    let delta = 1.15_f64.ln() / 52.0;
    for ((x, t_x, t), want) in [
        ((0.0, 0.0, 38.86), 0.478_457_67),
        ((2.0, 30.43, 38.86), 6.501_730_54),
        ((7.0, 29.43, 38.86), 16.586_951_73),
        ((26.0, 30.857_142_857, 31.0), 86.286_043_44),
    ] {
        let got = posterior(&CDNOW, x, t_x, t).discounted(f64::INFINITY, delta);
        close(got.expect("ordinary"), want, 1e-8);
    }
}

/// The formula of the bracket as it is defined, with Simpson's rule.
fn naive_cell(model: &ParetoNbd, (x, t_x, t): (f64, f64, f64)) -> f64 {
    let ParetoNbd { r, alpha, s, beta } = *model;
    let f = |y: f64| s * (alpha + y).powf(-(r + x)) * (beta + y).powf(-(s + 1.0));
    let step = (t - t_x) / 2000.0;
    let simpson = |i: i32| match i {
        0 | 2000 => 1.0,
        i if i % 2 == 1 => 4.0,
        _ => 2.0,
    };
    let dead: f64 = (0..=2000).map(|i| simpson(i) * f(t_x + step * f64::from(i))).sum();
    ((alpha + t).powf(-(r + x)) * (beta + t).powf(-s) + dead * step / 3.0).ln()
}

#[test]
fn the_bracket_is_as_printed() {
    for customer in [(0.0, 0.0, 38.9), (2.0, 30.4, 38.9), (7.0, 5.0, 39.0), (30.0, 20.0, 21.0)] {
        let got = CDNOW.ln_cell(customer.0, customer.1, customer.2);
        close(got, naive_cell(&CDNOW, customer), 1e-11);
        // The same by the other road.
        let taylor = CDNOW.of_cell(customer.0, customer.1, customer.2);
        close(taylor.value, got, 1e-14);
    }
}

#[test]
fn at_the_moment_of_a_purchase_a_customer_is_active() {
    for x in [1.0, 300.0, 1e6] {
        let now = posterior(&CDNOW, x, 20.0, 20.0);
        assert_eq!(now.p_alive(), Some(1.0));
        let taylor = CDNOW.of_cell(x, 20.0, 20.0);
        close(taylor.value, -(0.553 + x) * f64::ln(30.578) - 0.606 * f64::ln(31.669), 1e-14);
        assert!(taylor.gradient.iter().chain(taylor.hessian.as_flattened()).all(|v| v.is_finite()));
    }
}

#[test]
fn a_horizon_of_nothing_holds_nothing() {
    for customer in [(0.0, 0.0, 0.0), (0.0, 0.0, 9.0), (3.0, 1.0, 30.0), (500.0, 1.0, 30.0)] {
        let it = posterior(&CDNOW, customer.0, customer.1, customer.2);
        assert_eq!(it.exactly(0, 0.0), Some(1.0));
        assert_eq!(it.expected(0.0), Some(0.0));
        assert_eq!(it.discounted(0.0, 0.1), Some(0.0));
        assert_eq!(it.discounted(0.0, 0.0), Some(0.0));
        assert_eq!(it.p_alive_after(0.0), it.p_alive());
        assert_eq!(it.at_least(0, 0.0), Some(1.0));
        for n in [1, 2, 40] {
            assert_eq!(it.at_least(n, 0.0), Some(0.0));
            assert_eq!(it.exactly(n, 0.0), Some(0.0));
        }
    }
}

#[test]
fn expected_has_no_hole_where_s_is_one() {
    let at =
        |s| posterior(&ParetoNbd { s, ..CDNOW }, 0.0, 0.0, 0.0).expected(26.0).expect("ordinary");
    let near = 2_f64.powi(-40);
    close(at(1.0), 0.553 * 11.669 / 10.578 * (26_f64 / 11.669).ln_1p(), 1e-14);
    close(at(1.0 + near), at(1.0), 4.0 * near);
    close(at(1.0 - near), at(1.0), 4.0 * near);
    close(at(1.0 + 1e-300), at(1.0), 0.0);
}

#[test]
fn what_is_infinite_or_senseless_is_refused() {
    let it = posterior(&CDNOW, 2.0, 30.43, 38.86);
    assert_eq!(it.discounted(f64::INFINITY, 0.0), None);
    assert_eq!(it.expected(f64::INFINITY), None);
    for h in [-1.0, f64::NAN] {
        assert_eq!(it.expected(h), None);
        assert_eq!(it.p_alive_after(h), None);
        assert_eq!(it.exactly(0, h), None);
        assert_eq!(it.discounted(h, 0.1), None);
        for n in [0, 1, 5] {
            assert_eq!(it.at_least(n, h), None);
            assert_eq!(it.exactly(n, h), None);
        }
    }
    for delta in [-0.1, f64::NAN] {
        assert_eq!(it.discounted(1.0, delta), None);
    }
    assert_eq!(it.at_least(u64::MAX, 1.0), None);
    assert_eq!(it.at_least(2, f64::INFINITY), None);
    assert_eq!(it.exactly(2, f64::INFINITY), None);
}

#[test]
fn forever_is_the_limit_of_long() {
    let steady = ParetoNbd { s: 2.5, ..CDNOW };
    let it = posterior(&steady, 2.0, 30.43, 38.86);
    let (long, ever) = (it.expected(1e14), it.expected(f64::INFINITY));
    close(long.expect("ordinary"), ever.expect("s is above 1"), 1e-12);
    assert_eq!(it.discounted(f64::INFINITY, 0.0), ever);
    close(it.discounted(f64::INFINITY, 1e-16).expect("ordinary"), ever.expect("as above"), 1e-11);
    assert_eq!(it.p_alive_after(f64::INFINITY), Some(0.0));
}

#[test]
fn discounts_and_purchases_only_lower() {
    let it = posterior(&CDNOW, 2.0, 30.43, 38.86);
    let mut last = it.expected(100.0).expect("ordinary");
    for delta in [1e-9, 1e-3, 0.01, 0.1, 1.0, 50.0] {
        let value = it.discounted(100.0, delta).expect("ordinary");
        assert!(value < last);
        last = value;
    }
    let mut last = (1.0, 1.0);
    for t in [5.0, 5.1, 6.0, 9.0, 30.0, 200.0, 1e5] {
        let alive = posterior(&CDNOW, 4.0, 5.0, t).p_alive().expect("ordinary");
        let silent = it.exactly(0, t).expect("ordinary");
        assert!(alive <= last.0 && silent < last.1);
        last = (alive, silent);
    }
}
