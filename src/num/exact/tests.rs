#![expect(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "shares of small whole numbers, which are equal to the bit"
)]

use super::*;

fn cases(name: &str) -> Vec<serde_json::Value> {
    let text = include_str!("../../../tests/golden/exact.json");
    let mut cases: serde_json::Value = serde_json::from_str(text).unwrap();
    serde_json::from_value(cases[name].take()).unwrap()
}

#[track_caller]
fn check(found: f64, case: &serde_json::Value, tolerance: f64) {
    let expected = case["p"].as_f64().unwrap();
    // What scipy says is 0 is below the smallest float.
    let off = (found - expected).abs() / expected.max(f64::MIN_POSITIVE);
    assert!(off <= tolerance, "{found} for {case}, off by {off:e}");
}

#[test]
fn marks_among_what_is_drawn() {
    for case in cases("at_most") {
        let [found, marked, drawn, total] =
            ["found", "marked", "drawn", "total"].map(|name| case[name].as_u64().unwrap());
        let exact = at_most(found, marked, drawn, total);
        // Logarithms of up to 1.4 million leave ten digits of the largest, whose golden value is a sum of
        // logarithms too; else of up to 2,000, which leave twelve.
        check(exact.p_value, &case, if total < 1_000_000 { 1e-11 } else { 1e-8 });
        assert!(exact.least <= exact.p_value * (1.0 + 1e-11), "{exact:?} for {case}");
    }
}

#[test]
fn events_of_a_chance() {
    for case in cases("at_least") {
        let [found, events] = ["found", "events"].map(|name| case[name].as_u64().unwrap());
        let exact = at_least(found, events, case["share"].as_f64().unwrap()).unwrap();
        // As the incomplete beta function, deep in a tail.
        check(exact.p_value, &case, 1e-12);
        assert!(exact.least <= exact.p_value, "{exact:?} for {case}");
    }
}

#[test]
fn low_numbers() {
    for case in cases("lower") {
        let [recent, earlier] = ["recent", "earlier"]
            .map(|name| serde_json::from_value::<Vec<f64>>(case[name].clone()).unwrap());
        let exact = lower(&recent, &earlier);
        // A quotient of whole numbers.
        check(exact.p_value, &case, 1e-15);
        assert!(exact.least <= exact.p_value, "{exact:?} for {case}");
    }
}

#[test]
fn rising_numbers() {
    for case in cases("rising") {
        let numbers: Vec<u32> = serde_json::from_value(case["numbers"].clone()).unwrap();
        let exact = rising(&numbers);
        // A quotient of whole numbers; scipy's own sums of floats are a few roundings off.
        check(exact.p_value, &case, 1e-13);
        assert!(exact.least <= exact.p_value, "{exact:?} for {case}");
    }
}

#[test]
fn what_is_least_is_reached() {
    assert_eq!(rising(&[1, 2, 3, 4]), Exact { p_value: 1.0 / 24.0, least: 1.0 / 24.0 });
    assert_eq!(rising(&[7, 7, 9, 9]), Exact { p_value: 1.0 / 6.0, least: 1.0 / 6.0 });
    assert_eq!(rising(&[7, 7, 7]), Exact { p_value: 1.0, least: 1.0 });
    assert_eq!(lower(&[1.0, 2.0], &[3.0, 4.0]), Exact { p_value: 1.0 / 6.0, least: 1.0 / 6.0 });
    // The two lowest are one of 1 and one of two times 2.
    assert_eq!(lower(&[1.0, 2.0], &[2.0, 4.0]).least, 2.0 / 6.0);
    assert_eq!(lower(&[5.0; 3], &[5.0; 4]), Exact { p_value: 1.0, least: 1.0 });
    // None of two marks among two of four: 1 of 6, by logarithms.
    let none = at_most(0, 2, 2, 4);
    for share in [none.p_value, none.least, all(2, 2, 4)] {
        assert!((6.0 * share - 1.0).abs() < 1e-14, "{share}");
    }
    assert_eq!((all(2, 3, 4), at_most(3, 3, 5, 9).p_value), (0.0, 1.0));
    let both = at_least(2, 2, 0.25).unwrap();
    assert!((16.0 * both.p_value - 1.0).abs() < 1e-14 && both.least == both.p_value);
}

/// Ties at random, against a count of all choices one by one.
#[test]
fn choices_are_counted_as_they_are() {
    let mut state = 7_u32;
    let mut draw = |below: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % below
    };
    for _ in 0..60 {
        let (m, n, kinds) = (1 + draw(5), 1 + draw(7), 1 + draw(6));
        let mut numbers =
            |count: u32| (0..count).map(|_| f64::from(draw(kinds))).collect::<Vec<_>>();
        let (recent, earlier) = (numbers(m), numbers(n));
        let all = [recent.as_slice(), &earlier].concat();
        let halves = |chosen: u32| -> u32 {
            let is = |i: usize| chosen >> i & 1 == 1;
            let pairs = (0..all.len()).flat_map(|i| (0..all.len()).map(move |j| (i, j)));
            let pairs = pairs.filter(|&(i, j)| is(i) && !is(j));
            pairs.map(|(i, j)| 1 + u32::from(all[j] < all[i]) - u32::from(all[i] < all[j])).sum()
        };
        let of_m = (0..1_u32 << all.len()).filter(|chosen| chosen.count_ones() == m);
        let counts: Vec<u32> = of_m.map(halves).collect();
        let (found, least) = (halves((1 << m) - 1), counts.iter().min().unwrap());
        let share = |most: u32| {
            counts.iter().filter(|&&count| count <= most).count() as f64 / counts.len() as f64
        };
        assert_eq!(lower(&recent, &earlier), Exact { p_value: share(found), least: share(*least) });
    }
}

/// The most that is counted: of numbers that all rise but two, and of the lowest among thirty.
#[test]
fn the_most_numbers_do_not_overflow() {
    let mut numbers: Vec<u32> = (1..=20).collect();
    let total = (1..=20).map(f64::from).product::<f64>();
    assert_eq!(rising(&numbers).p_value, 1.0 / total);
    numbers.reverse();
    assert_eq!(rising(&numbers).p_value, 1.0);
    let (low, high) = ((0..10).map(f64::from), (10..30).map(f64::from));
    let (low, high): (Vec<f64>, Vec<f64>) = (low.collect(), high.collect());
    assert_eq!(lower(&low, &high).p_value, 1.0 / 30_045_015.0);
    let above: Vec<f64> = low.iter().map(|x| x + 100.0).collect();
    assert_eq!(lower(&above, &high).p_value, 1.0);
}
