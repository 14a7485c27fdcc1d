//! Quantiles.

/// The edges between `groups` equal parts of `values`: quantiles `1/groups`, `2/groups`, …
/// of Hyndman & Fan's type 7, ascending. `None` if there are no values.
///
/// # Formula
///
/// ```text
/// h = (n − 1)·i/groups,  edge = x₍⌊h⌋₎ + (h − ⌊h⌋)·(x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎)
/// ```
///
/// with `x₍₀₎ ≤ … ≤ x₍ₙ₋₁₎`. The fraction is formed from whole numbers, so an edge that falls
/// on a value is that value.
///
/// # References
///
/// Hyndman, R. J. & Fan, Y. (1996), "Sample quantiles in statistical packages", *The American
/// Statistician* 50(4).
pub(crate) fn edges(values: &[i64], groups: usize) -> Option<Vec<f64>> {
    let last = values.len().checked_sub(1)?;
    let place = |i: usize| (last * i / groups, last * i % groups);
    // Where nothing is to be weighed, the value above is not asked for.
    let pair = |i: usize| [place(i).0, place(i).0 + usize::from(place(i).1 != 0)];
    let found = at(values, &(1..groups).flat_map(pair).collect::<Vec<_>>());
    let edge = |(i, pair): (usize, &[i64; 2])| between(pair[0], pair[1], place(i).1, groups);
    Some((1..).zip(found.as_chunks().0).map(edge).collect())
}

/// A quantile of sorted values, by Hyndman & Fan's type 7; nothing of none.
pub(crate) fn of_sorted(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    #[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
    let place = p * last as f64;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place")]
    let below = (place.floor() as usize).min(last);
    let (low, high) = (sorted[below], sorted[(below + 1).min(last)]);
    Some(low + place.fract() * (high - low))
}

/// The values at `ranks`, counted from 0 in ascending order.
pub(crate) fn at(values: &[i64], ranks: &[usize]) -> Vec<i64> {
    let mut distinct = ranks.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let found = at_ranks(values, &distinct);
    let value = |&rank: &usize| found[distinct.partition_point(|&known| known < rank)];
    ranks.iter().map(value).collect()
}

/// The values at `ranks`, counted from 0 in ascending order; ranks must ascend
/// strictly.
///
/// Counting values by range first leaves few of them to search.
fn at_ranks(values: &[i64], ranks: &[usize]) -> Vec<i64> {
    const RANGES: usize = 1 << 12;
    let (least, most) = values.iter().fold((i64::MAX, i64::MIN), |(l, m), &v| (l.min(v), m.max(v)));
    let bits = u64::BITS - most.abs_diff(least).leading_zeros();
    let shift = bits.saturating_sub(RANGES.trailing_zeros());
    #[expect(clippy::cast_possible_truncation, reason = "a range is below 4,096")]
    let range = |value: i64| (value.abs_diff(least) >> shift) as usize & (RANGES - 1);
    let mut counts = vec![0; RANGES];
    values.iter().for_each(|&value| counts[range(value)] += 1);

    // Ranges that hold a rank are searched; of the others it is enough how many lie below.
    let (mut wanted, mut left_out) = (vec![false; RANGES], Vec::with_capacity(ranks.len()));
    let (mut below, mut skipped, mut at) = (0, 0, 0);
    for &rank in ranks {
        while below + counts[at] <= rank {
            below += counts[at];
            skipped += if wanted[at] { 0 } else { counts[at] };
            at += 1;
        }
        wanted[at] = true;
        left_out.push(skipped);
    }
    let mut searched: Vec<i64> =
        values.iter().copied().filter(|&value| wanted[range(value)]).collect();
    // Each search leaves what is larger to the right, where the next one goes on.
    let mut done = 0;
    let find = |(&rank, left_out): (&usize, usize)| {
        let (_, found, _) = searched[done..].select_nth_unstable(rank - left_out - done);
        done = rank - left_out;
        *found
    };
    ranks.iter().zip(left_out).map(find).collect()
}

/// `low + (high − low)·part/whole`.
fn between(low: i64, high: i64, part: usize, whole: usize) -> f64 {
    // The product is exact, so that an edge which is a whole number comes out as one. Amounts
    // above 2⁵³ minor units round to the nearest double here.
    let product = (i128::from(high) - i128::from(low)) * part as i128;
    #[expect(clippy::cast_precision_loss, reason = "an edge is a double")]
    let (low, high, product, whole) = (low as f64, high as f64, product as f64, whole as f64);
    // Rounding must not carry it beyond, where the next edge may be.
    (low + product / whole).min(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[i64], groups: usize, want: &[f64]) {
        assert_eq!(edges(values, groups).as_deref(), Some(want));
    }

    #[test]
    fn edges_are_those_of_type_7() {
        // R: quantile(c(1, 2, 3, 4, 10), c(.25, .5, .75)), and the fifths of 1:11.
        check(&[10, 3, 1, 2, 4], 4, &[2.0, 3.0, 4.0]);
        check(&[11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1], 5, &[3.0, 5.0, 7.0, 9.0]);
        check(&[1, 2], 4, &[1.25, 1.5, 1.75]);
        check(&[7], 3, &[7.0, 7.0]);
        check(&[5, 5, 5, 5, 9], 2, &[5.0]);
    }

    #[test]
    fn edges_ascend_where_doubles_are_coarse() {
        let large = [513, 1_500, 5_000].map(|value| (1 << 62) + value);
        for groups in 2..=10 {
            assert!(edges(&large, groups).unwrap().is_sorted(), "{groups}");
        }
    }

    #[test]
    fn no_values_have_no_edges() {
        assert_eq!(edges(&[], 5), None);
    }

    #[test]
    fn the_search_finds_what_sorting_finds() {
        let spread = |i: i64| (i * 7_919) % 613;
        searches(&(0..1_000).map(spread).collect::<Vec<_>>());
        searches(&(0..1_000).map(|i| spread(i) << 40).collect::<Vec<_>>());
        searches(&(0..1_000).map(|i| 1 << (spread(i) % 62)).collect::<Vec<_>>());
        searches(&(0_usize..1_000).map(|i| [i64::MIN, -1, 0, i64::MAX][i % 4]).collect::<Vec<_>>());
    }

    #[track_caller]
    fn searches(values: &[i64]) {
        let mut sorted = values.to_vec();
        sorted.sort_unstable();
        for groups in 2..=10 {
            let want: Vec<f64> = (1..groups)
                .map(|i| {
                    let (at, rest) = (999 * i / groups, 999 * i % groups);
                    let high = sorted[(at + 1).min(999)];
                    between(sorted[at], if rest == 0 { sorted[at] } else { high }, rest, groups)
                })
                .collect();
            check(values, groups, &want);
        }
    }
}
