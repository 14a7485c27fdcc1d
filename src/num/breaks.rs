//! Natural breaks: values on a line in groups that are as tight as can be.

use crate::par;

/// Values in a task: below, dividing costs more than it saves.
const BLOCK: usize = 1 << 12;

/// The groups of `values`, at most so many: the least and the greatest value of each, and its
/// mean, ascending. Empty if there are no values.
///
/// The groups minimise the sum of squared distances from their means, exactly: on a line that is
/// found by dynamic programming. With fewer distinct values than groups, each is its own.
///
/// # Formula
///
/// ```text
/// D(1, j) = c(0, j),  D(k, j) = min over i < j of D(k − 1, i) + c(i, j)
/// c(i, j) = Σ w·v² − (Σ w·v)² / Σ w                 over the distinct values i ≤ · < j
/// ```
///
/// The best `i` never falls as `j` grows, so each layer takes `O(n log n)` by halving. Among equal
/// sums the least `i` is taken. Sums are formed from whole numbers, so nothing cancels.
///
/// # References
///
/// Fisher, W. D. (1958), "On grouping for maximum homogeneity", *Journal of the American
/// Statistical Association* 53. Wang, H. & Song, M. (2011), "Ckmeans.1d.dp", *The R Journal* 3(2).
pub(crate) fn groups(values: Vec<i64>, groups: usize) -> Vec<Group> {
    let line = Line::new(values);
    let distinct = line.values.len();
    let groups = groups.min(distinct);
    if groups == 0 {
        return Vec::new();
    }
    let mut best: Vec<f64> = (1..=distinct).map(|end| line.spread(0, end)).collect();
    // Of each layer: where the last group begins, by where it ends.
    let mut layers: Vec<Vec<u32>> = Vec::with_capacity(groups - 1);
    for layer in 2..=groups {
        let mut next = vec![(f64::INFINITY, 0); distinct];
        let (first, from) = (layer - 1, layer - 1..distinct);
        line.layer(&best, &mut next[first..], first, from);
        best = next.iter().map(|&(spread, _)| spread).collect();
        layers.push(next.into_iter().map(|(_, start)| start).collect());
    }
    let mut ends = vec![distinct];
    for layer in layers.iter().rev() {
        let end = *ends.last().expect("it begins with one");
        ends.push(layer[end - 1] as usize);
    }
    ends.push(0);
    ends.reverse();
    ends.windows(2).map(|pair| line.group(pair[0], pair[1])).collect()
}

/// Values that belong together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Group {
    pub(crate) least: i64,
    pub(crate) most: i64,
    pub(crate) mean: f64,
}

/// Distinct values, ascending, with sums over all before each.
struct Line {
    values: Vec<i64>,
    sums: Vec<Sums>,
    /// What distances from the least are divided by, as a power of two, to be summed exactly.
    shift: u32,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    count: i128,
    distance: i128,
    square: i128,
}

impl Line {
    fn new(mut values: Vec<i64>) -> Self {
        par::sort_unstable_by(&mut values, i64::cmp);
        let width = match (values.first(), values.last()) {
            (Some(&least), Some(&most)) => u64::BITS - most.abs_diff(least).leading_zeros(),
            _ => 0,
        };
        // Count times squares must stay below 2¹²⁷. Only distances beyond 2⁶³ divided by the
        // count lose their last bits, which are nothing beside them.
        let shift = (width + usize::BITS - values.len().leading_zeros()).saturating_sub(63);
        let mut line = Self { values: Vec::new(), sums: vec![Sums::default()], shift };
        for equal in values.chunk_by(|a, b| a == b) {
            let count = equal.len() as i128;
            let distance = i128::from(equal[0].abs_diff(values[0]) >> shift);
            let before = line.sums[line.values.len()];
            line.values.push(equal[0]);
            line.sums.push(Sums {
                count: before.count + count,
                distance: before.distance + count * distance,
                square: before.square + count * distance * distance,
            });
        }
        line
    }

    /// The sum of squared distances from their mean of the values from `start` to before `end`.
    #[expect(clippy::cast_precision_loss, reason = "what is exact until here may be rounded once")]
    fn spread(&self, start: usize, end: usize) -> f64 {
        let (a, b) = (self.sums[start], self.sums[end]);
        let (count, distance) = (b.count - a.count, b.distance - a.distance);
        (count * (b.square - a.square) - distance * distance) as f64 / count as f64
    }

    /// Fills `next`, whose first is the end after value `first`, with the least sums and where
    /// the last group of each begins, which is known to lie in `from`.
    fn layer(
        &self,
        best: &[f64],
        next: &mut [(f64, u32)],
        first: usize,
        from: std::ops::Range<usize>,
    ) {
        if next.is_empty() {
            return;
        }
        let middle = next.len() / 2;
        let last = first + middle;
        let starts = from.start..from.end.min(last + 1);
        let sums = starts.map(|start| (best[start - 1] + self.spread(start, last + 1), start));
        let (sum, start) =
            sums.fold((f64::INFINITY, from.start), |a, b| if b.0 < a.0 { b } else { a });
        let place = u32::try_from(start).expect("fewer distinct values than fit 32 bits");
        let (low, rest) = next.split_at_mut(middle);
        let (found, high) = rest.split_first_mut().expect("the middle is among them");
        *found = (sum, place);
        let mut low = || self.layer(best, low, first, from.start..start + 1);
        let mut high = || self.layer(best, high, last + 1, start..from.end);
        if middle < BLOCK {
            low();
            high();
        } else {
            par::join(low, high);
        }
    }

    fn group(&self, start: usize, end: usize) -> Group {
        let (a, b) = (self.sums[start], self.sums[end]);
        let (least, most) = (self.values[start], self.values[end - 1]);
        let (count, distance) = (b.count - a.count, (b.distance - a.distance) << self.shift);
        // Whole part and rest apart, as amounts may have more digits than a double.
        let whole = i128::from(self.values[0]) + distance.div_euclid(count);
        #[expect(clippy::cast_precision_loss, reason = "a mean is a double")]
        let mean = whole as f64 + distance.rem_euclid(count) as f64 / count as f64;
        Group { least, most, mean }
    }
}

#[cfg(test)]
mod tests {
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
        // Four heaps far apart, more values than a task takes.
        let heaps = (0..40_000_i64).map(|i| (i % 4) * 1_000_000 + i * 7_919 % 10_007).collect();
        let found = groups(heaps, 4);
        for (i, group) in (0..).zip(&found) {
            assert!(i * 1_000_000 <= group.least && group.most < i * 1_000_000 + 10_007);
        }
    }
}
