#![expect(clippy::float_cmp, reason = "what is zero, or its own projection, to the bit")]

use super::*;
use crate::num::rng::Rng;

/// Rows whose odds are known, in a few columns of which one is of no use and one a copy.
fn rows(many: usize) -> (Vec<f64>, Vec<bool>) {
    let mut rng = Rng::new(7, "logistic");
    let (mut values, mut happened) = (Vec::new(), Vec::new());
    for _ in 0..many {
        let [a, b, c] = [(); 3].map(|()| 2.0 * rng.uniform() - 1.0);
        values.extend([a, b, c, a]);
        happened.push(rng.uniform() < chance(0.5 + 2.0 * a - 1.0 * b));
    }
    (values, happened)
}

/// At the minimum every slope is zero, but where a sign holds a coefficient there.
#[track_caller]
fn check_minimum(values: &[f64], happened: &[bool], signs: &[Sign], ridge: f64) -> Fitted {
    let rows = Rows { values, happened };
    let fitted = fit(&rows, signs, ridge);
    let at: Vec<f64> = fitted.weights.iter().copied().chain([fitted.intercept]).collect();
    let loss = losses(&rows, &at, ridge);
    for (i, sign) in signs.iter().enumerate() {
        assert_eq!(fitted.weights[i], sign.project(fitted.weights[i]), "signs are kept");
        match fitted.weights[i] == 0.0 {
            true if *sign == Sign::Up => assert!(0.0 <= loss.gradient[i]),
            true if *sign == Sign::Down => assert!(loss.gradient[i] <= 0.0),
            // What is left after the last step that still lessened a sum of so many terms.
            _ => assert!(loss.gradient[i].abs() < 1e-6, "{}", loss.gradient[i]),
        }
    }
    assert!(loss.gradient[signs.len()].abs() < 1e-6, "so many happen as are expected");
    fitted
}

#[test]
fn the_odds_are_found() {
    let (values, happened) = rows(40_000);
    let found = check_minimum(&values, &happened, &[Sign::Free; 4], 1.0);
    // Three standard errors: about 0.02 for 40,000 rows. Copies share.
    assert!((found.intercept - 0.5).abs() < 0.05);
    assert!((found.weights[0] + found.weights[3] - 2.0).abs() < 0.07);
    assert!((found.weights[0] - found.weights[3]).abs() < 1e-9);
    assert!((found.weights[1] + 1.0).abs() < 0.06);
    assert!(found.weights[2].abs() < 0.06);
}

#[test]
fn signs_hold() {
    use Sign::{Down, Free, Up};
    let (values, happened) = rows(3_000);
    for a in [Up, Down, Free] {
        for b in [Up, Down, Free] {
            for c in [Up, Down, Free] {
                check_minimum(&values, &happened, &[a, b, c, a], 1.0);
                check_minimum(&values, &happened, &[a, b, c, b], 1e-3);
            }
        }
    }
}

/// Columns of any kind: copies, sums of others, thermometers, rare ones; few that happened or
/// most; fewer rows than columns.
#[test]
fn minima_are_found_whatever_the_columns() {
    let mut rng = Rng::new(11, "logistic");
    for round in 0..200_usize {
        let (many, columns) = (20 + round * 37 % 200, 1 + round * 7 % 31);
        let share = [0.02, 0.3, 0.5, 0.98][round % 4];
        let (mut values, mut happened) = (Vec::new(), Vec::new());
        for row in 0..many {
            let x = rng.uniform();
            let from = values.len();
            for column in 0..columns {
                let other = if column == 0 { x } else { values[from + column - 1] };
                values.push(match (round + column) % 5 {
                    0 => other,
                    1 => f64::from(u8::from(0.1 * count(column) < x)),
                    2 => other + 1e-6 * rng.uniform(),
                    3 => f64::from(u8::from(row == 0)),
                    _ => 20.0 * rng.uniform() - 10.0,
                });
            }
            happened.push(row == 1 || row != 2 && rng.uniform() < share);
        }
        let each = [Sign::Up, Sign::Down, Sign::Free];
        let signs: Vec<Sign> =
            (0..columns).map(|at| each[(round / 5 + at * (round % 7)) % 3]).collect();
        let rows = Rows { values: &values, happened: &happened };
        for ridge in [1e-6, 1.0, 1e3] {
            let found = fit(&rows, &signs, ridge);
            assert!(found.is_found(), "round {round}, ridge {ridge}: {}", found.gradient);
        }
    }
}

#[test]
fn what_is_separated_is_finite() {
    let values: Vec<f64> = (-50..50).map(|x| f64::from(x) + 0.5).collect();
    let happened: Vec<bool> = values.iter().map(|x| 0.0 < *x).collect();
    for ridge in [1.0, 1e-3, 1e-6] {
        check_minimum(&values, &happened, &[Sign::Free], ridge);
    }
}

#[test]
fn rare_rows_keep_their_share() {
    let many = 1_000_000;
    let values: Vec<f64> = (0..many).map(|i| f64::from(i % 7) - 3.0).collect();
    let mut happened = vec![false; values.len()];
    happened[12_345] = true;
    let found = fit(&Rows { values: &values, happened: &happened }, &[Sign::Free], 1.0);
    let expected: f64 = values.iter().map(|x| chance(found.intercept + found.weights[0] * x)).sum();
    assert!((expected - 1.0).abs() < 1e-6, "{expected}");
}

#[test]
fn chances_stay_between_their_ends() {
    assert_eq!((chance(-1e3), chance(0.0), chance(1e3)), (0.0, 0.5, 1.0));
    assert_eq!((softplus(-1e3), softplus(1e3)), (0.0, 1e3));
    assert!((softplus(0.0) - std::f64::consts::LN_2).abs() < 1e-16);
}
