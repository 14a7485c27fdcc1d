//! Natural breaks: values on a line in groups that are as tight as can be.

mod narrow;
#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::par;

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
/// Before that, most places are [ruled out](narrow).
///
/// # References
///
/// Fisher, W. D. (1958), "On grouping for maximum homogeneity", *Journal of the American
/// Statistical Association* 53. Wang, H. & Song, M. (2011), "Ckmeans.1d.dp", *The R Journal* 3(2).
pub(crate) fn groups(values: Vec<i64>, groups: usize) -> Vec<Group> {
    let line = Line::new(values);
    let distinct = line.values.len();
    if distinct == 0 || groups == 0 {
        return Vec::new();
    }
    let anywhere = line.anywhere(groups.min(distinct) - 1);
    let cuts = line.cuts(&line.narrowed(anywhere, narrow::BLOCKS));
    let from = std::iter::once(0).chain(cuts.iter().copied());
    let to = cuts.iter().copied().chain([distinct]);
    from.zip(to).map(|(start, end)| line.group(start, end)).collect()
}

/// Places in a task: below, dividing costs more than it saves.
const TASK: usize = 1 << 12;

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

    /// The best cuts, each within its span.
    fn cuts(&self, spans: &[Range<usize>]) -> Vec<usize> {
        let end = self.values.len();
        let (mut known, mut best) = (0..1, vec![0.0]);
        // Of each layer: its first place, and for each place where the cut before is.
        let mut layers: Vec<(usize, Vec<usize>)> = Vec::with_capacity(spans.len() + 1);
        for span in spans.iter().cloned().chain(std::iter::once(end..end + 1)) {
            let mut next = vec![(f64::INFINITY, 0); span.len()];
            self.layer(&Layer { places: known.clone(), best }, &mut next, span.start, known);
            best = next.iter().map(|&(sum, _)| sum).collect();
            layers.push((span.start, next.into_iter().map(|(_, before)| before).collect()));
            known = span;
        }
        let mut cuts = vec![end];
        for (first, before) in layers.iter().rev() {
            cuts.push(before[cuts[cuts.len() - 1] - first]);
        }
        // Without the end, and the start before the first cut.
        cuts[1..cuts.len() - 1].iter().rev().copied().collect()
    }

    /// Fills `next`, whose places begin at `first`, with the least sums up to there and where the
    /// cut before is, which is known to lie in `from`.
    fn layer(&self, last: &Layer, next: &mut [(f64, usize)], first: usize, from: Range<usize>) {
        if next.is_empty() {
            return;
        }
        let middle = next.len() / 2;
        let place = first + middle;
        let best = |start: usize| last.best[start - last.places.start] + self.spread(start, place);
        let starts = from.start..from.end.min(place);
        let (sum, start) = starts
            .map(|start| (best(start), start))
            .fold((f64::INFINITY, from.start), |a, b| if b.0 < a.0 { b } else { a });
        let (low, rest) = next.split_at_mut(middle);
        let (found, high) = rest.split_first_mut().expect("the middle is among them");
        *found = (sum, start);
        let mut low = || self.layer(last, low, first, from.start..start + 1);
        let mut high = || self.layer(last, high, place + 1, start..from.end);
        if middle < TASK {
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

/// The least sums up to each place of a cut.
struct Layer {
    places: Range<usize>,
    best: Vec<f64>,
}
