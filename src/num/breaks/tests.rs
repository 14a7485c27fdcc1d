use proptest::prelude::*;

use super::*;

/// The sum of squared distances from the mean, of two-digit numbers.
fn spread(values: &[i64]) -> f64 {
    let values = || values.iter().map(|&value| f64::from(i32::try_from(value).unwrap()));
    let mean = values().sum::<f64>() / values().map(|_| 1.0).sum::<f64>();
    values().map(|value| (value - mean).powi(2)).sum()
}

/// The least sum over all ways to cut ascending values into so many groups.
fn brute_force(values: &[i64], groups: usize) -> f64 {
    if groups == 1 {
        return spread(values);
    }
    let cuts = 1..=values.len() - (groups - 1);
    let sums = cuts.map(|cut| spread(&values[..cut]) + brute_force(&values[cut..], groups - 1));
    sums.fold(f64::INFINITY, f64::min)
}

fn sum_of(found: &[Group], values: &[i64]) -> f64 {
    let of = |group: &Group| {
        let inside = values.iter().copied().filter(|v| (group.least..=group.most).contains(v));
        spread(&inside.collect::<Vec<_>>())
    };
    found.iter().map(of).sum()
}

proptest! {
    #[test]
    fn groups_are_as_tight_as_any(
        mut values in prop::collection::vec(-50_i64..50, 1..11),
        wanted in 1_usize..6,
    ) {
        let found = groups(values.clone(), wanted);
        values.sort_unstable();
        let mut distinct = values.clone();
        distinct.dedup();
        prop_assert_eq!(found.len(), wanted.min(distinct.len()));
        prop_assert!(found.windows(2).all(|pair| pair[0].most < pair[1].least));
        let (sum, least) = (sum_of(&found, &values), brute_force(&values, found.len()));
        // Squares of two-digit numbers: doubles err by less than a billionth.
        prop_assert!(sum <= least + 1e-9, "{sum} where {least} can be had");
    }
}

proptest! {
    /// Blocks that were ruled out hold no cut: it is the same cuts without looking at blocks.
    #[test]
    fn what_is_ruled_out_holds_no_cut(
        values in prop::collection::vec(prop_oneof![-500_i64..500, 0_i64..20], 1..200),
        wanted in 1_usize..11,
        blocks in 2_usize..9,
    ) {
        let line = Line::new(values);
        let anywhere = line.anywhere(wanted.min(line.values.len()) - 1);
        let narrowed = line.narrowed(anywhere.clone(), blocks);
        prop_assert_eq!(line.cuts(&narrowed), line.cuts(&anywhere));
    }
}

#[test]
fn large_amounts_do_not_cancel() {
    let far = 4_000_000_000_000_000_000_i64;
    let found = groups(vec![far + 9, far, far + 1, far + 10, far + 8], 2);
    assert_eq!(
        found.iter().map(|g| (g.least - far, g.most - far)).collect::<Vec<_>>(),
        [(0, 1), (8, 10)]
    );
    let ends = groups(vec![i64::MIN, i64::MIN, i64::MAX], 3);
    assert_eq!(ends.iter().map(|group| group.least).collect::<Vec<_>>(), [i64::MIN, i64::MAX]);
    let means = ends.iter().map(|group| group.mean.to_bits());
    assert!(means.eq([(-2_f64.powi(63)).to_bits(), 2_f64.powi(63).to_bits()]));
}

#[test]
fn no_values_make_no_groups() {
    assert_eq!(groups(Vec::new(), 3), []);
}

#[test]
fn many_values_are_grouped_as_few_are() {
    // Four heaps far apart, more values than are looked at one by one.
    let heaps = (0..40_000_i64).map(|i| (i % 4) * 1_000_000 + i * 7_919 % 10_007).collect();
    let found = groups(heaps, 4);
    for (i, group) in (0..).zip(&found) {
        assert!(i * 1_000_000 <= group.least && group.most < i * 1_000_000 + 10_007);
    }
}
