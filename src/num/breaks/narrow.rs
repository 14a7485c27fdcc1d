//! Where cuts may be: most places are ruled out block by block, before they are looked at one by
//! one.
//!
//! A group loses nothing by losing values. So groups that leave out the blocks in which their cuts
//! lie cost no more than with any cuts in these blocks, which is a bound. Cuts where blocks begin are
//! a way that can be had. A block through which even the bound is above the best such way holds no
//! best cut.

use std::ops::Range;

use super::Line;
use crate::par;

/// Blocks that a span is taken apart into: the work of ruling out grows with their square, and what
/// is left over shrinks in proportion.
pub(super) const BLOCKS: usize = 128;

/// Bounds are sums of a few numbers that were rounded once: this is far beyond their errors.
const SLACK: f64 = 1.0 + 1e-9;

/// Places in a row, a place being the number of values before it.
type Span = Range<usize>;

impl Line {
    /// Where so many cuts may be.
    pub(super) fn anywhere(&self, cuts: usize) -> Vec<Span> {
        (1..=cuts).map(|cut| cut..self.values.len() - cuts + cut).collect()
    }

    /// Where the best cuts are known to be, as narrow as it pays to find out.
    pub(super) fn narrowed(&self, mut spans: Vec<Span>, blocks: usize) -> Vec<Span> {
        let places = |spans: &[Span]| spans.iter().map(Range::len).sum::<usize>();
        let few = |spans: &[Span]| spans.iter().all(|span| span.len() <= 2 * blocks);
        if few(&spans) {
            return spans;
        }
        let rule = self.rule();
        loop {
            let narrower = self.narrower(&spans, &rule, blocks);
            let pays = 2 * places(&narrower) < places(&spans);
            spans = narrower;
            if few(&spans) || !pays {
                return spans;
            }
        }
    }

    /// How far each place is from the first, by a measure that makes blocks about equally dear:
    /// where values are dense, many are in a block, and where they are sparse, few.
    fn rule(&self) -> Vec<f64> {
        let gaps = self.values.windows(2).map(|pair| pair[1].abs_diff(pair[0]));
        let mut at = 0.0;
        #[expect(clippy::cast_precision_loss, reason = "any measure is right, if not as quick")]
        let mark = |gap: u64| {
            at += (gap as f64).sqrt();
            at
        };
        std::iter::once(0.0).chain(gaps.map(mark)).collect()
    }

    /// The spans without the blocks at their ends that hold no best cut.
    fn narrower(&self, spans: &[Span], rule: &[f64], blocks: usize) -> Vec<Span> {
        let end = self.values.len();
        let known = |place: usize| -> Vec<Span> { std::iter::once(place..place + 1).collect() };
        let within = spans.iter().map(|span| into_blocks(span, rule, blocks));
        let layers: Vec<Vec<Span>> =
            std::iter::once(known(0)).chain(within).chain([known(end)]).collect();

        let (before, (after, best)) = par::join(
            || cheapest(layers.iter(), |a, b| self.at_least(a, b)),
            || {
                par::join(
                    || cheapest(layers.iter().rev(), |b, a| self.at_least(a, b)),
                    || cheapest(layers.iter(), |a, b| self.at_starts(a, b)),
                )
            },
        );
        let best = best[layers.len() - 1][0] * SLACK;
        let left = |cut: usize| {
            let blocks = &layers[cut];
            let (before, after) = (&before[cut], &after[layers.len() - 1 - cut]);
            let may = |&block: &usize| before[block] + after[block] <= best;
            let first = (0..blocks.len()).find(may).expect("the best cut is somewhere");
            let last = (0..blocks.len()).rfind(may).expect("the best cut is somewhere");
            blocks[first].start..blocks[last].end
        };
        let mut narrower: Vec<Span> = (1..=spans.len()).map(left).collect();
        // Cuts ascend strictly.
        for cut in 1..narrower.len() {
            narrower[cut].start = narrower[cut].start.max(narrower[cut - 1].start + 1);
        }
        for cut in (1..narrower.len()).rev() {
            narrower[cut - 1].end = narrower[cut - 1].end.min(narrower[cut].end - 1);
        }
        narrower
    }

    /// What a group costs at least that lies between a cut in one block and a cut in another.
    fn at_least(&self, a: &Span, b: &Span) -> f64 {
        match (a.end - 1, b.start) {
            (from, to) if from < to => self.spread(from, to),
            _ if a.start + 1 < b.end => 0.0,
            _ => f64::INFINITY,
        }
    }

    /// What it costs if both blocks are cut where they begin.
    fn at_starts(&self, a: &Span, b: &Span) -> f64 {
        if a.start < b.start { self.spread(a.start, b.start) } else { f64::INFINITY }
    }
}

/// A span in at most so many blocks, about equally long by a rule.
fn into_blocks(span: &Span, rule: &[f64], blocks: usize) -> Vec<Span> {
    let marks = &rule[span.clone()];
    let length = marks[marks.len() - 1] - marks[0];
    #[expect(clippy::cast_precision_loss, reason = "there are few blocks")]
    let mark = |block: usize| marks[0] + length * block as f64 / blocks as f64;
    let end = |block: usize| marks.partition_point(|&at| at <= mark(block));
    let mut start = span.start;
    let block = |end: usize| {
        let block = start..span.start + end;
        start = block.end;
        Some(block).filter(|block| !block.is_empty())
    };
    (1..blocks).map(end).chain([marks.len()]).filter_map(block).collect()
}

/// The least costs of coming from the only block of the first layer to each block of every layer.
fn cheapest<'a>(
    layers: impl Iterator<Item = &'a Vec<Span>>,
    cost: impl Fn(&Span, &Span) -> f64,
) -> Vec<Vec<f64>> {
    let mut found: Vec<Vec<f64>> = Vec::new();
    let mut last: &[Span] = &[];
    for layer in layers {
        let to = |block: &Span| {
            let Some(known) = found.last() else { return 0.0 };
            let ways = known.iter().zip(last).map(|(known, from)| known + cost(from, block));
            ways.fold(f64::INFINITY, f64::min)
        };
        let costs = layer.iter().map(to).collect();
        found.push(costs);
        last = layer;
    }
    found
}
