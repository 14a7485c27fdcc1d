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
pub(crate) fn edges(mut values: Vec<i64>, groups: usize) -> Option<Vec<f64>> {
    let last = values.len().checked_sub(1)?;
    // Each search leaves what is larger to the right, where the next one goes on.
    let mut done = 0;
    let edge = |i: usize| {
        let (at, rest) = (last * i / groups, last * i % groups);
        let (_, low, above) = values[done..].select_nth_unstable(at - done);
        let low = *low;
        // Past the last value there is nothing to weigh.
        let high = above.iter().min().copied().filter(|_| rest != 0).unwrap_or(low);
        done = at;
        between(low, high, rest, groups)
    };
    Some((1..groups).map(edge).collect())
}

/// `low + (high − low)·part/whole`.
fn between(low: i64, high: i64, part: usize, whole: usize) -> f64 {
    // Counts are small; amounts above 2⁵³ minor units round to the nearest double here.
    #[expect(clippy::cast_precision_loss, reason = "an edge is a double")]
    let (low, distance, share) =
        (low as f64, (i128::from(high) - i128::from(low)) as f64, part as f64 / whole as f64);
    // Never fused: that would round once, on some machines only.
    low + distance * share
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(values: &[i64], groups: usize, want: &[f64]) {
        assert_eq!(edges(values.to_vec(), groups).as_deref(), Some(want));
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
    fn no_values_have_no_edges() {
        assert_eq!(edges(Vec::new(), 5), None);
    }

    #[test]
    fn the_search_finds_what_sorting_finds() {
        let values: Vec<i64> = (0..1_000).map(|i: i64| (i * 7_919) % 613).collect();
        let mut sorted = values.clone();
        sorted.sort_unstable();
        for groups in 2..=10 {
            let want: Vec<f64> = (1..groups)
                .map(|i| {
                    let (at, rest) = (999 * i / groups, 999 * i % groups);
                    let high = sorted[(at + 1).min(999)];
                    between(sorted[at], if rest == 0 { sorted[at] } else { high }, rest, groups)
                })
                .collect();
            check(&values, groups, &want);
        }
    }
}
