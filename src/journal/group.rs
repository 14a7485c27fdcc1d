//! Rows to customers, fast: the bulk load.
//!
//! ```text
//! rows ──▶ chunks of rows ──▶ each chunk's rows by part ──▶ parts ──▶ customers in order
//!          (fixed size)        (a range of customers)       (in cache)
//! ```
//!
//! A part is a range of customers with few enough rows to stay in the cache while they are
//! brought in order. First every chunk counts its rows by bucket, 4,096 equal ranges of
//! ordinals; buckets in a row make a part until it is full. Then every chunk writes its rows
//! by part, and every part gathers its rows from all chunks with another counting sort, fine
//! enough to tell customers apart. All of it is safe code, as each task owns what it writes.
//! As parts are ranges, customers come out in the order of their keys. A bucket that holds too
//! many customers is taken apart by the same means.
//!
//! On its way a row is one number, the customer above and the word below, so that sorting
//! numbers sorts both. Words are squeezed for that ([`Squeeze`]): with a few years of days and
//! usual amounts, all fits 64 bits, and half the memory is touched. Else it takes 128.

mod parts;
mod travel;

use std::ops::Range;

use crate::par;

use self::parts::{BUCKETS, Buckets, Counts, Parts};
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
    let counts = par::map_blocks(rows.words.len, CHUNK, |chunk| buckets.count(chunk, rows.ordinal));
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
    let tasks = par::blocks(rows.words.len, CHUNK).zip(counts).collect();
    let chunks = par::map(tasks, |(chunk, counts)| {
        Scattered::<T>::new(rows, chunk, buckets, parts, &counts)
    });
    gather(chunks, parts, rows.words.squeeze, key)
}

/// Brings every part in order, and lays them end to end.
fn gather<T: Travel, K: Send>(
    chunks: Vec<Scattered<T>>,
    parts: &Parts,
    squeeze: Squeeze,
    key: Naming<'_, K>,
) -> Grouped<K> {
    let pieces = |part: usize| chunks.iter().map(|chunk| chunk.part(part)).collect();
    let all: Vec<Pieces<'_, T>> = (0..parts.first.len()).map(pieces).collect();
    let sizes = all.iter().map(size).collect();
    let tasks = all.into_iter().zip(&parts.first).collect();
    let grouped = end_to_end(tasks, sizes, |(pieces, &first), out| {
        in_order(&pieces, squeeze, out, &|offset| key(first + offset))
    });
    // Giving back memory takes its time too.
    par::map(chunks, drop);
    grouped
}

/// Has tasks write words of customers in order, so many each, and lays them end to end.
pub(super) fn end_to_end<T: Send, K: Send>(
    tasks: Vec<T>,
    sizes: Vec<usize>,
    write: impl Fn(T, &mut [u64]) -> Outline<K> + Sync + Send,
) -> Grouped<K> {
    let mut words = vec![0; sizes.iter().sum()];
    let mut rest = &mut words[..];
    let tasks = tasks.into_iter().zip(sizes).map(|(task, size)| {
        let (out, after) = std::mem::take(&mut rest).split_at_mut(size);
        rest = after;
        (task, out)
    });
    let customers = par::map(tasks.collect(), |(task, out)| write(task, out));
    let count = customers.iter().map(|part| part.keys.len()).sum();
    let (mut keys, mut ends) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let mut start = 0;
    for mut part in customers {
        keys.append(&mut part.keys);
        ends.extend(part.ends.iter().map(|end| start + end));
        start = ends.last().copied().unwrap_or_default();
    }
    Grouped { keys, ends, words }
}

/// Rows of one chunk, ordered by part.
struct Scattered<T> {
    rows: Vec<T>,
    /// The rows of each part.
    parts: Vec<Range<usize>>,
}

/// A part's rows, as they lie in the chunks.
type Pieces<'a, T> = Vec<&'a [T]>;

impl<T: Travel> Scattered<T> {
    fn new(
        rows: &Rows<'_, impl Fn(usize) -> u64, impl Fn(usize) -> Option<u64>>,
        chunk: Range<usize>,
        buckets: &Buckets,
        parts: &Parts,
        counts: &[u32; BUCKETS],
    ) -> Self {
        let mut sizes = vec![0; parts.first.len()];
        let by_bucket = parts.of_bucket.iter().zip(counts);
        by_bucket.for_each(|(&part, &rows)| sizes[usize::from(part)] += rows as usize);
        let mut end = 0;
        let start = |size: usize| {
            end += size;
            end - size
        };
        let starts: Vec<usize> = sizes.into_iter().map(start).collect();
        // Where the next row of each part goes, beside what is taken from its ordinal.
        let mut next: Vec<(usize, u64)> =
            starts.iter().copied().zip(parts.first.iter().copied()).collect();
        let mut scattered = vec![T::default(); chunk.len()];
        for row in chunk {
            let Some(word) = (rows.words.word)(row) else { continue };
            let ordinal = (rows.ordinal)(row);
            let part = usize::from(parts.of_bucket[buckets.of_ordinal(ordinal)]);
            let (at, first) = &mut next[part];
            scattered[*at] = rows.words.squeeze.pack(ordinal - *first, word);
            *at += 1;
        }
        let ends = next.into_iter().map(|(end, _)| end);
        Self { rows: scattered, parts: starts.into_iter().zip(ends).map(|(s, e)| s..e).collect() }
    }

    fn part(&self, part: usize) -> &[T] {
        &self.rows[self.parts[part].clone()]
    }
}

fn size<T>(pieces: &Pieces<'_, T>) -> usize {
    pieces.iter().map(|rows| rows.len()).sum()
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

/// Writes a part's words by customer, each customer's in order.
///
/// A counting sort by about half as many ranges as there are rows leaves the rows of most
/// customers alone in theirs, and nearly in order.
fn in_order<T: Travel, K: Send>(
    pieces: &Pieces<'_, T>,
    squeeze: Squeeze,
    out: &mut [u64],
    key: Naming<'_, K>,
) -> Outline<K> {
    let rows = || pieces.iter().flat_map(|rows| rows.iter().copied());
    let Some((least, most)) = rows().fold(None, |ends, row| match ends {
        None => Some((row, row)),
        Some((least, most)) => Some((row.min(least), row.max(most))),
    }) else {
        return Outline::default();
    };
    let offset = |row: T| squeeze.offset(row);
    let (least, most) = (offset(least), offset(most));
    let bits = u64::BITS - (most - least).leading_zeros();
    let ranges = (out.len() / 2).next_power_of_two().max(2);
    let shift = bits.saturating_sub(ranges.trailing_zeros());
    if 8 * PART < out.len() && 0 < shift {
        return take_apart(pieces, squeeze, out, key);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a range is below their number")]
    let range = |row: T| ((offset(row) - least) >> shift) as usize & (ranges - 1);
    let mut next = vec![0_u32; ranges];
    rows().for_each(|row| next[range(row)] += 1);
    let mut end = 0;
    for size in &mut next {
        (*size, end) = (end, end + *size);
    }
    let mut sorted = vec![T::default(); out.len()];
    for row in rows() {
        let at = &mut next[range(row)];
        sorted[*at as usize] = row;
        *at += 1;
    }
    let mut start = 0;
    for end in next {
        let rows = start as usize..end as usize;
        if 1 < rows.len() {
            sort_nearly_sorted(&mut sorted[rows]);
        }
        start = end;
    }
    let mut customers = Outline::default();
    let mut before = offset(sorted[0]);
    for (i, (&row, word)) in sorted.iter().zip(&mut *out).enumerate() {
        if offset(row) != before {
            customers.keys.push(key(before));
            customers.ends.push(i);
            before = offset(row);
        }
        *word = squeeze.word(row);
    }
    customers.keys.push(key(before));
    customers.ends.push(out.len());
    customers
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
    pieces: &Pieces<'_, T>,
    squeeze: Squeeze,
    out: &mut [u64],
    key: Naming<'_, K>,
) -> Outline<K> {
    let all: Vec<T> = pieces.concat();
    let all: Vec<(u64, u64)> =
        all.into_iter().map(|row| (squeeze.offset(row), squeeze.word(row))).collect();
    let grouped = group_pairs(&all, squeeze, key);
    out.copy_from_slice(&grouped.words);
    Outline { keys: grouped.keys, ends: grouped.ends }
}

/// [`group`] of customers and words: apart, so that it is compiled once.
fn group_pairs<K: Send>(all: &[(u64, u64)], squeeze: Squeeze, key: Naming<'_, K>) -> Grouped<K> {
    let words = Words { len: all.len(), word: |row: usize| Some(all[row].1), squeeze };
    group(&words.of(&|row| all[row].0, None), key)
}

#[cfg(test)]
mod tests;
