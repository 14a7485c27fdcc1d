//! Views that share the words of a segment: what they sum up, and what they show.

use std::ops::Range;

use super::entry::Entry;
use crate::day::Day;
use crate::history::Summary;
use crate::journal::{Cut, Key, Segment};
use crate::par;
use crate::record::Word;

/// Some rows of all columns.
pub(super) struct Block<'a> {
    pub(super) start: usize,
    pub(super) first: &'a mut [i32],
    pub(super) last: &'a mut [i32],
    pub(super) orders: &'a mut [i64],
    pub(super) purchase_days: &'a mut [i64],
    pub(super) revenue: &'a mut [i64],
}

impl Block<'_> {
    /// Fills the rows, and says whether there is something later than the cut.
    pub(super) fn sum_up<K: Key>(self, segment: &Segment<K, Entry>, cut: Cut) -> bool {
        let until = cut.packed();
        let mut any_later = false;
        for (i, own) in each(segment, self.start..self.start + self.first.len()).enumerate() {
            let shown = shown(own, until);
            let Summary { ends, orders, purchase_days, revenue } = Summary::of_words(shown);
            let (first, last) = ends.unwrap_or((Day::EPOCH, Day::EPOCH));
            (self.first[i], self.last[i]) = (first.number(), last.number());
            self.orders[i] = orders.cast_signed();
            self.purchase_days[i] = purchase_days.cast_signed();
            self.revenue[i] = revenue;
            any_later |= shown.len() < own.len();
        }
        any_later
    }
}

/// Where the words lie that a cut shows of each customer.
pub(super) fn spans<K: Key>(segment: &Segment<K, Entry>, cut: Cut) -> Vec<(usize, usize)> {
    let blocks = par::map_blocks(segment.keys().len(), par::BLOCK, |block| {
        let ends = &segment.packed_ends()[block.clone()];
        let own = each(segment, block).zip(ends);
        let span = |(own, end): (&[u64], &usize)| {
            let start = end - own.len();
            (start, start + shown(own, cut.packed()).len())
        };
        own.map(span).collect::<Vec<_>>()
    });
    blocks.concat()
}

/// The words of each customer of a range.
fn each<K: Key>(segment: &Segment<K, Entry>, range: Range<usize>) -> impl Iterator<Item = &[u64]> {
    let mut start = range.start.checked_sub(1).map_or(0, |before| segment.packed_ends()[before]);
    segment.packed_ends()[range].iter().map(move |&end| {
        let own = &segment.words()[start..end];
        start = end;
        own
    })
}

/// The words up to a day: all of them, as a rule.
#[inline]
fn shown(words: &[u64], until: Day) -> &[u64] {
    match words.last() {
        Some(&last) if until < Word(last).day() => {
            &words[..words.partition_point(|&word| Word(word).day() <= until)]
        }
        _ => words,
    }
}
