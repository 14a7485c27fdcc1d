//! Selections over a batch.

use super::*;

fn signal(p_value: Option<f64>) -> Signal {
    let code = WarningCode::SpendDrop;
    Signal { code, p_value, percentile: None, since: day(0), observed: 1.0, expected: 2.0 }
}

fn batch(rows: &[&[f64]]) -> Vec<Vec<Signal>> {
    rows.iter().map(|row| row.iter().map(|&p| signal(Some(p))).collect()).collect()
}

fn kept(warnings: &Warnings) -> Vec<(usize, f64)> {
    warnings.iter().map(|warning| (warning.row, warning.signal.p_value.unwrap())).collect()
}

/// As printed: Benjamini and Hochberg's own example of 15 p-values, of which 4 remain at 0.05.
#[test]
fn their_own_example() {
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    let rows: Vec<Vec<Signal>> = p.iter().rev().map(|&p| vec![signal(Some(p))]).collect();
    let warnings = Warnings::control(&rows, 0.05).unwrap();
    assert_eq!(kept(&warnings), [(11, 0.0095), (12, 0.0019), (13, 0.0004), (14, 0.0001)]);
    assert_eq!((warnings.tests(), warnings.q()), (15, 0.05));
    // 15/k of each, and no more than what follows.
    let adjusted: Vec<f64> = warnings.iter().filter_map(|warning| warning.adjusted).collect();
    let expected = [15.0 / 4.0 * 0.0095, 15.0 / 3.0 * 0.0019, 15.0 / 2.0 * 0.0004, 15.0 * 0.0001];
    let close = adjusted.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-15);
    assert!(close, "{adjusted:?}");
}

/// The greatest rank counts, though smaller ones fail; tests of one row and of many are alike.
#[test]
fn steps_go_up() {
    let rows = batch(&[&[0.04, 0.9], &[], &[0.03], &[0.031]]);
    // At 0.06 of 4 tests: 0.03 > 0.015, 0.031 > 0.03, 0.04 ≤ 0.045.
    let warnings = Warnings::control(&rows, 0.06).unwrap();
    assert_eq!(kept(&warnings), [(0, 0.04), (2, 0.03), (3, 0.031)]);
    assert!(Warnings::control(&rows, 0.05).unwrap().is_empty());
    let adjusted: Vec<f64> = warnings.iter().filter_map(|warning| warning.adjusted).collect();
    assert!(adjusted.iter().all(|&q| (q - 4.0 / 3.0 * 0.04).abs() < 1e-15), "{adjusted:?}");
}

/// A twin that tries every rank, and the adjusted p-value as the least share that keeps a warning.
#[test]
fn a_slow_twin_agrees() {
    let mut rng = Rng::new(6, "warning/batches");
    for _ in 0..200 {
        let rows: Vec<Vec<Signal>> = (0..30)
            .map(|_| {
                let tests = (4.0 * rng.uniform()) as usize;
                // A cube has many small ones; coarse ones are tied.
                (0..tests)
                    .map(|_| signal(Some((50.0 * rng.uniform().powi(3)).ceil() / 50.0)))
                    .collect()
            })
            .collect();
        let all: Vec<f64> = rows.iter().flatten().filter_map(|signal| signal.p_value).collect();
        // No rank's limit is one of the p-values, so that no rounding counts.
        for q in [0.0517, 0.1013, 0.3007] {
            let limit = |k: usize| q * k as f64 / all.len() as f64;
            let fits = |k: &usize| *k <= all.iter().filter(|&&p| p <= limit(*k)).count();
            let most = (1..=all.len()).rev().find(fits).map_or(f64::NEG_INFINITY, limit);
            let expected: Vec<f64> = all.iter().copied().filter(|&p| p <= most).collect();
            let warnings = Warnings::control(&rows, q).unwrap();
            let found: Vec<f64> = kept(&warnings).iter().map(|&(_, p)| p).collect();
            assert_eq!(found, expected, "{q}");
            for warning in warnings.iter() {
                let least = warning.adjusted.unwrap();
                assert!(least <= q * (1.0 + 1e-14));
                let again = |q| Warnings::control(&rows, q).unwrap();
                let has = |warnings: &Warnings| {
                    warnings
                        .iter()
                        .any(|other| other.row == warning.row && other.signal == warning.signal)
                };
                assert!(has(&again(least * (1.0 + 1e-9))));
                assert!(!has(&again(least * (1.0 - 1e-9))));
            }
        }
    }
}

#[test]
fn facts_remain_and_do_not_count() {
    let rows =
        vec![vec![signal(None)], vec![signal(Some(0.02)), signal(None)], vec![signal(Some(0.9))]];
    let warnings = Warnings::control(&rows, 0.04).unwrap();
    assert_eq!((warnings.len(), warnings.tests()), (3, 2));
    let found: Vec<(usize, Option<f64>)> = warnings.iter().map(|w| (w.row, w.adjusted)).collect();
    assert_eq!(found, [(0, None), (1, Some(0.04)), (1, None)]);
    assert!(Warnings::control(&Vec::<Vec<Signal>>::new(), 0.1).unwrap().is_empty());
}

#[test]
fn shares_out_of_their_domain_are_refused() {
    for q in [0.0, 1.0, -0.1, f64::NAN, f64::INFINITY] {
        let error = Warnings::control(&batch(&[&[0.1]]), q).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Param { name: "q", .. }), "{error}");
    }
}

#[test]
fn the_most_valuable_come_first() {
    let mut rows = batch(&[&[0.001], &[0.002], &[0.003, 0.0001], &[0.9], &[0.004]]);
    rows[4].insert(0, signal(None));
    rows.push(vec![signal(None)]);
    let warnings = Warnings::control(&rows, 0.1).unwrap();
    let ranked = |budget, value: fn(usize) -> f64| -> Vec<usize> {
        warnings.rank(budget, value).iter().map(|of| of[0].row).collect()
    };
    // By severity alone; facts last.
    assert_eq!(ranked(9, |_| 1.0), [2, 0, 1, 4, 5]);
    assert_eq!(ranked(2, |_| 1.0), [2, 0]);
    assert_eq!(ranked(3, |row| row as f64), [5, 4, 2]);
    // Values that are equal leave it to severity; what is no number comes last.
    assert_eq!(ranked(9, |row| if row == 2 { f64::NAN } else { 0.0 }), [0, 1, 4, 5, 2]);
    assert_eq!(warnings.rank(1, |_| 1.0)[0].len(), 2);
    assert_eq!(warnings.by_customer().count(), 5);
}
