//! Rows to customers, fast: the bulk load.
//!
//! ```text
//! rows ──▶ chunks of rows ──▶ parts ─────────────────▶ customers in order
//!          (fixed size)        (ranges of customers)    (sorted in cache)
//! ```
//!
//! A part is a range of customers with few enough rows to stay in the cache while they are
//! brought in order. First every chunk counts its rows by bucket, 4,096 equal ranges of
//! ordinals; buckets in a row make a part until it is full. As the counts say how many rows of
//! each part every chunk brings, all know where to write: each part lies in one piece, and in it
//! each chunk has a place of its own. Then every part is brought in order where it lies, with
//! another counting sort, fine enough to tell customers apart. All of it is safe code, as each
//! task owns what it writes. As parts are ranges, customers come out in the order of their keys.
//! A bucket that holds too many customers is taken apart by the same means.
//!
//! On its way a row is one number, the customer above and the word below, so that sorting
//! numbers sorts both. Words are squeezed for that ([`Squeeze`]): with a few years of days and
//! usual amounts, all fits 64 bits, and half the memory is touched. Else it takes 128.

mod parts;
mod travel;

use std::ops::Range;

use crate::par;

use self::parts::{Buckets, Counts, Parts};
pub(crate) use self::travel::Squeeze;
use self::travel::Travel;

/// Rows in a chunk: as many tasks as keep cores busy, and few enough pieces of a part.
pub(super) const CHUNK: usize = 1 << 19;
/// Rows in a part: that many fit the second cache of a core, twice.
const PART: usize = 1 << 15;

/// Words by customer.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Grouped<K> {
    /// The customers, ascending strictly.
    pub(crate) keys: Vec<K>,
    /// Where each customer's words end.
    pub(crate) ends: Vec<usize>,
    /// The words, ascending within each customer.
    pub(crate) words: Vec<u64>,
}

/// What rows bring.
pub(crate) struct Words<W> {
    pub(crate) len: usize,
    /// The word of a row; rows without one are left out.
    pub(crate) word: W,
    pub(crate) squeeze: Squeeze,
}

/// Rows to be grouped.
pub(super) struct Rows<'a, O, W> {
    words: &'a Words<W>,
    /// The customer of a row.
    ordinal: &'a O,
    /// The least and the greatest customer, if that is known without looking.
    range: Option<(u64, u64)>,
}

impl<W: Fn(usize) -> Option<u64>> Words<W> {
    /// The words of customers.
    pub(super) fn of<'a, O: Fn(usize) -> u64>(
        &'a self,
        ordinal: &'a O,
        range: Option<(u64, u64)>,
    ) -> Rows<'a, O, W> {
        Rows { words: self, ordinal, range }
    }
}

/// Brings the words of `rows` together by customer, and in order.
pub(super) fn group<K: Send>(
    rows: &Rows<'_, impl Fn(usize) -> u64 + Sync, impl Fn(usize) -> Option<u64> + Sync>,
    key: Naming<'_, K>,
) -> Grouped<K> {
    let Some(buckets) = Buckets::of(rows) else {
        return Grouped { keys: Vec::new(), ends: Vec::new(), words: Vec::new() };
    };
    let counts = par::map_blocks(rows.words.len, CHUNK, |chunk| buckets.count(chunk, rows));
    let parts = Parts::new(&buckets, &counts);
    // At least one bit, because a shift by all 64 is none.
    if parts.offset_bits.max(1) + rows.words.squeeze.bits <= u64::BITS {
        through::<u64, K>(rows, &buckets, &parts, counts, key)
    } else {
        through::<u128, K>(rows, &buckets, &parts, counts, key)
    }
}

/// What names a customer. A trait object, because a part that is taken apart names its customers
/// by another of the kind, and so on.
type Naming<'a, K> = &'a (dyn Fn(u64) -> K + Sync);

/// [`group`], with rows that travel as `T`.
fn through<T: Travel, K: Send>(
    rows: &Rows<'_, impl Fn(usize) -> u64 + Sync, impl Fn(usize) -> Option<u64> + Sync>,
    buckets: &Buckets,
    parts: &Parts,
    counts: Vec<Counts>,
    key: Naming<'_, K>,
) -> Grouped<K> {
    let squeeze = rows.words.squeeze;
    let sizes: Vec<Vec<usize>> = counts.iter().map(|counts| parts.sizes(counts)).collect();
    let part_sizes = (0..parts.first.len()).map(|part| sizes.iter().map(|by| by[part]).sum());
    let part_sizes: Vec<usize> = part_sizes.collect();
    let mut travelling = vec![T::default(); part_sizes.iter().sum()];
    let mut places: Vec<Vec<&mut [T]>> = counts.iter().map(|_| Vec::new()).collect();
    let mut rest = &mut travelling[..];
    for part in 0..parts.first.len() {
        for (places, sizes) in places.iter_mut().zip(&sizes) {
            places.push(rest.split_off_mut(..sizes[part]).expect("sizes are those of all rows"));
        }
    }
    let chunks = par::blocks(rows.words.len, CHUNK).zip(places).collect();
    par::map(chunks, |(chunk, places)| scatter(rows, chunk, places, buckets, parts));
    let tasks = parts.first.iter().zip(part_sizes).collect();
    let (keys, ends) = end_to_end(tasks, &mut travelling, |&first, rows| {
        in_order(rows, squeeze, &|offset| key(first + offset))
    });
    Grouped { keys, ends, words: T::words(travelling) }
}

/// Writes the rows of a chunk to its place in each part.
fn scatter<T: Travel>(
    rows: &Rows<'_, impl Fn(usize) -> u64, impl Fn(usize) -> Option<u64>>,
    chunk: Range<usize>,
    places: Vec<&mut [T]>,
    buckets: &Buckets,
    parts: &Parts,
) {
    // The next row of each part goes there, beside what is taken from its ordinal.
    let mut next: Vec<_> =
        places.into_iter().map(<[T]>::iter_mut).zip(parts.first.iter().copied()).collect();
    for row in chunk {
        let Some(word) = (rows.words.word)(row) else { continue };
        let ordinal = (rows.ordinal)(row);
        let (places, first) = &mut next[usize::from(parts.of_bucket[buckets.of_ordinal(ordinal)])];
        let place = places.next().expect("rows have been counted");
        *place = rows.words.squeeze.pack(ordinal - *first, word);
    }
}

/// Has tasks bring so many rows each in order, and tells the customers of all.
pub(super) fn end_to_end<I: Send, T: Send, K: Send>(
    tasks: Vec<(I, usize)>,
    mut rows: &mut [T],
    task: impl Fn(I, &mut [T]) -> Outline<K> + Sync + Send,
) -> (Vec<K>, Vec<usize>) {
    let tasks = tasks
        .into_iter()
        .map(|(item, size)| (item, rows.split_off_mut(..size).expect("tasks are of all rows")));
    let outlines = par::map(tasks.collect(), |(item, rows)| task(item, rows));
    let count = outlines.iter().map(|part| part.keys.len()).sum();
    let (mut keys, mut ends) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let mut start = 0;
    for mut part in outlines {
        keys.append(&mut part.keys);
        ends.extend(part.ends.iter().map(|end| start + end));
        start = ends.last().copied().unwrap_or_default();
    }
    (keys, ends)
}

/// A part's customers, and where their words end within it.
pub(super) struct Outline<K> {
    pub(super) keys: Vec<K>,
    pub(super) ends: Vec<usize>,
}

impl<K> Default for Outline<K> {
    fn default() -> Self {
        Self { keys: Vec::new(), ends: Vec::new() }
    }
}

/// Brings a part's rows in order, and puts their words in place of them.
///
/// A counting sort by about half as many ranges as there are rows leaves the rows of most
/// customers alone in theirs, and nearly in order.
fn in_order<T: Travel, K: Send>(
    rows: &mut [T],
    squeeze: Squeeze,
    key: Naming<'_, K>,
) -> Outline<K> {
    let Some((least, most)) = rows.iter().fold(None, |ends, &row| match ends {
        None => Some((row, row)),
        Some((least, most)) => Some((row.min(least), row.max(most))),
    }) else {
        return Outline::default();
    };
    let offset = |row: T| squeeze.offset(row);
    let (least, most) = (offset(least), offset(most));
    let bits = u64::BITS - (most - least).leading_zeros();
    let ranges = (rows.len() / 2).next_power_of_two().max(2);
    let shift = bits.saturating_sub(ranges.trailing_zeros());
    if 8 * PART < rows.len() && 0 < shift {
        return take_apart(rows, squeeze, key);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a range is below their number")]
    let range = |row: T| ((offset(row) - least) >> shift) as usize & (ranges - 1);
    let mut next = vec![0_u32; ranges];
    rows.iter().for_each(|&row| next[range(row)] += 1);
    let mut end = 0;
    for size in &mut next {
        (*size, end) = (end, end + *size);
    }
    let mut sorted = vec![T::default(); rows.len()];
    for &row in &*rows {
        let at = &mut next[range(row)];
        sorted[*at as usize] = row;
        *at += 1;
    }
    let mut start = 0;
    for end in next {
        let range = start as usize..end as usize;
        if 1 < range.len() {
            sort_nearly_sorted(&mut sorted[range]);
        }
        start = end;
    }
    let mut outline = Outline::default();
    let mut before = offset(sorted[0]);
    for (i, (&row, place)) in sorted.iter().zip(&mut *rows).enumerate() {
        if offset(row) != before {
            outline.keys.push(key(before));
            outline.ends.push(i);
            before = offset(row);
        }
        *place = T::from(squeeze.word(row));
    }
    outline.keys.push(key(before));
    outline.ends.push(sorted.len());
    outline
}

/// Logs come by day, so that only purchases of one day are out of order: most rows move by a
/// place or two, if at all. What moves further is left to the library's sort.
#[inline]
pub(super) fn sort_nearly_sorted<T: Copy + Ord>(rows: &mut [T]) {
    let mut moves = 2 * rows.len();
    for i in 1..rows.len() {
        let row = rows[i];
        let mut at = i;
        while 0 < at && row < rows[at - 1] {
            rows[at] = rows[at - 1];
            at -= 1;
        }
        rows[at] = row;
        if moves < i - at {
            return rows.sort_unstable();
        }
        moves -= i - at;
    }
}

/// For a part far too large: its range is taken apart as the whole was.
fn take_apart<T: Travel, K: Send>(
    rows: &mut [T],
    squeeze: Squeeze,
    key: Naming<'_, K>,
) -> Outline<K> {
    let all: Vec<(u64, u64)> =
        rows.iter().map(|&row| (squeeze.offset(row), squeeze.word(row))).collect();
    let Grouped { keys, ends, words } = group_pairs(&all, squeeze, key);
    rows.iter_mut().zip(words).for_each(|(place, word)| *place = T::from(word));
    Outline { keys, ends }
}

/// [`group`] of customers and words: apart, so that it is compiled once.
fn group_pairs<K: Send>(all: &[(u64, u64)], squeeze: Squeeze, key: Naming<'_, K>) -> Grouped<K> {
    let words = Words { len: all.len(), word: |row: usize| Some(all[row].1), squeeze };
    group(&words.of(&|row| all[row].0, None), key)
}

#[cfg(test)]
mod tests;
