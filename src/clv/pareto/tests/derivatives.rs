use super::{CDNOW, ParetoNbd};
use crate::clv::taylor::Taylor;

fn whole(model: &ParetoNbd, (x, t_x, t): (f64, f64, f64)) -> Taylor<4> {
    let mut sum = Taylor::ZERO;
    sum.add(&model.of_count(x), 1.0);
    sum.add(&model.of_cell(x, t_x, t), 1.0);
    sum
}

/// The model with one parameter moved by a part of itself, and by how much that is.
fn moved(model: &ParetoNbd, k: usize, part: f64) -> (ParetoNbd, f64) {
    let mut next = *model;
    let parameter = [&mut next.r, &mut next.alpha, &mut next.s, &mut next.beta]
        .into_iter()
        .nth(k)
        .expect("there are four");
    let before = *parameter;
    *parameter *= 1.0 + part;
    let by = *parameter - before;
    (next, by)
}

/// Fourth-order differences, of values against the gradient and of gradients against the
/// Hessian. What rounding and the next order leave is a part of the size of the terms.
fn check(model: &ParetoNbd, customer: (f64, f64, f64)) {
    let here = whole(model, customer);
    for k in 0..4 {
        let part = 1e-3;
        let side = |f: &dyn Fn(&Taylor<4>) -> f64| {
            let at = |part| {
                let (next, by) = moved(model, k, part);
                (f(&whole(&next, customer)), by)
            };
            let ((up, by), (down, _)) = (at(part), at(-part));
            let ((up2, _), (down2, _)) = (at(2.0 * part), at(-2.0 * part));
            (8.0 * (up - down) - (up2 - down2)) / (12.0 * by)
        };
        let (_, unit) = moved(model, k, 1.0);
        let size = (here.value.abs() + 1.0 + customer.0) / unit;
        let slope = side(&|f| f.value);
        let off = (slope - here.gradient[k]).abs();
        assert!(off <= 1e-9 * size, "{model:?} {customer:?} {k}: {slope} {here:?}");
        for j in 0..4 {
            let (_, other) = moved(model, j, 1.0);
            let bend = side(&|f| f.gradient[j]);
            let off = (bend - here.hessian[k][j]).abs();
            let size = (here.gradient[j].abs() * other + 1.0 + customer.0) / (unit * other);
            assert!(off <= 1e-9 * size, "{model:?} {customer:?} {k} {j}: {bend} {here:?}");
        }
    }
}

const CUSTOMERS: [(f64, f64, f64); 8] = [
    (0.0, 0.0, 0.0),
    (0.0, 0.0, 38.9),
    (1.0, 38.0, 38.9),
    (2.0, 30.4, 38.9),
    (7.0, 5.0, 39.0),
    (30.0, 20.0, 20.0),
    (300.0, 20.0, 21.0),
    (2_000.0, 20.0, 300.0),
];

#[test]
fn derivatives_are_slopes() {
    for customer in CUSTOMERS {
        check(&CDNOW, customer);
        for (r, alpha, s, beta) in
            [(3.0, 0.1, 8.0, 300.0), (0.05, 200.0, 0.02, 0.5), (50.0, 1e4, 1e-6, 1e-3)]
        {
            check(&ParetoNbd { r, alpha, s, beta }, customer);
        }
    }
}

#[test]
fn hessians_are_symmetric() {
    for customer in CUSTOMERS {
        let Taylor { hessian, .. } = whole(&CDNOW, customer);
        let swapped = std::array::from_fn(|i| hessian.map(|row| row[i]));
        assert_eq!(hessian, swapped);
    }
}
