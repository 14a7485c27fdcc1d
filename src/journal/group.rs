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

mod travel;

use std::ops::Range;

use crate::par;

pub(crate) use self::travel::Squeeze;
use self::travel::Travel;

/// Rows in a chunk: as many tasks as keep cores busy, and few enough pieces of a part.
pub(super) const CHUNK: usize = 1 << 19;
/// Ranges of ordinals that parts are made of: their counts fit the cache of a core.
const BUCKETS: usize = 1 << 12;
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

/// Rows to be grouped.
pub(crate) struct Rows<O, W> {
    pub(crate) len: usize,
    /// The customer of a row.
    pub(crate) ordinal: O,
    /// The least and the greatest customer, if that is known without looking.
    pub(crate) range: Option<(u64, u64)>,
    /// The word of a row; rows without one are left out.
    pub(crate) word: W,
    pub(crate) squeeze: Squeeze,
}

/// Brings the words of `rows` together by customer, and in order.
pub(crate) fn group<K: Send>(
    rows: &Rows<impl Fn(usize) -> u64 + Sync, impl Fn(usize) -> Option<u64> + Sync>,
    key: Naming<'_, K>,
) -> Grouped<K> {
    let Some(buckets) = Buckets::of(rows) else {
        return Grouped { keys: Vec::new(), ends: Vec::new(), words: Vec::new() };
    };
    let counts = par::map_blocks(rows.len, CHUNK, |chunk| buckets.count(chunk, &rows.ordinal));
    let parts = Parts::new(&buckets, &counts);
    // At least one bit, because a shift by all 64 is none.
    if parts.offset_bits.max(1) + rows.squeeze.bits <= u64::BITS {
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
    rows: &Rows<impl Fn(usize) -> u64 + Sync, impl Fn(usize) -> Option<u64> + Sync>,
    buckets: &Buckets,
    parts: &Parts,
    counts: Vec<Counts>,
    key: Naming<'_, K>,
) -> Grouped<K> {
    let tasks = par::blocks(rows.len, CHUNK).zip(counts).collect();
    let chunks = par::map(tasks, |(chunk, counts)| {
        Scattered::<T>::new(rows, chunk, buckets, parts, &counts)
    });
    gather(chunks, parts, rows.squeeze, key)
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
    let mut words = vec![0; all.iter().map(size).sum()];
    let mut rest = &mut words[..];
    let tasks = all.into_iter().zip(&parts.first).map(|(pieces, &first)| {
        let (out, after) = std::mem::take(&mut rest).split_at_mut(size(&pieces));
        rest = after;
        (pieces, first, out)
    });
    let customers = par::map(tasks.collect(), |(pieces, first, out)| {
        in_order(&pieces, squeeze, out, &|offset| key(first + offset))
    });
    let count = customers.iter().map(|part| part.keys.len()).sum();
    let (mut keys, mut ends) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let mut start = 0;
    for mut part in customers {
        keys.append(&mut part.keys);
        ends.extend(part.ends.iter().map(|end| start + end));
        start = ends.last().copied().unwrap_or_default();
    }
    // Giving back memory takes its time too.
    par::map(chunks, drop);
    Grouped { keys, ends, words }
}

/// Equal ranges of ordinals.
struct Buckets {
    least: u64,
    shift: u32,
}

/// Rows of one chunk by bucket.
type Counts = Box<[u32; BUCKETS]>;

impl Buckets {
    /// `None` if there are no rows.
    fn of<W>(rows: &Rows<impl Fn(usize) -> u64 + Sync, W>) -> Option<Self>
    where
        W: Sync,
    {
        let ends = |chunk: Range<usize>| {
            chunk.fold((u64::MAX, 0), |(least, most), row| {
                let ordinal = (rows.ordinal)(row);
                (ordinal.min(least), ordinal.max(most))
            })
        };
        let look = || {
            let ends = par::map_blocks(rows.len, CHUNK, ends).into_iter();
            ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        };
        let (least, most) = rows.range.filter(|_| 0 < rows.len).or_else(look)?;
        let bits = u64::BITS - (most - least).leading_zeros();
        Some(Self { least, shift: bits.saturating_sub(BUCKETS.trailing_zeros()) })
    }

    #[inline]
    fn of_ordinal(&self, ordinal: u64) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "a bucket is below 4,096")]
        let bucket = ((ordinal - self.least) >> self.shift) as usize;
        // Says to the compiler what the shift has done, so that no index is checked again.
        bucket & (BUCKETS - 1)
    }

    fn count(&self, chunk: Range<usize>, ordinal: &impl Fn(usize) -> u64) -> Counts {
        let mut counts = Box::new([0; BUCKETS]);
        chunk.for_each(|row| counts[self.of_ordinal(ordinal(row))] += 1);
        counts
    }
}

/// Buckets in a row, with at most [`PART`] rows together unless it is a single one.
struct Parts {
    /// The part of each bucket, ascending from 0.
    of_bucket: Box<[u16; BUCKETS]>,
    /// The first ordinal of each.
    first: Vec<u64>,
    /// The bits that the distance of an ordinal from the first of its part needs.
    offset_bits: u32,
}

impl Parts {
    fn new(buckets: &Buckets, counts: &[Counts]) -> Self {
        let mut parts =
            Self { of_bucket: Box::new([0; BUCKETS]), first: vec![buckets.least], offset_bits: 0 };
        let (mut filled, mut began) = (0, 0);
        for bucket in 0..BUCKETS {
            let rows: usize = counts.iter().map(|chunk| chunk[bucket] as usize).sum();
            if 0 < filled && PART < filled + rows {
                let before = (bucket as u64) << buckets.shift;
                parts.first.push(buckets.least.saturating_add(before));
                (filled, began) = (0, bucket);
            }
            filled += rows;
            if 0 < rows {
                let widest =
                    ((bucket - began) as u64) << buckets.shift | ((1 << buckets.shift) - 1);
                parts.offset_bits = parts.offset_bits.max(u64::BITS - widest.leading_zeros());
            }
            parts.of_bucket[bucket] =
                u16::try_from(parts.first.len() - 1).expect("no more parts than buckets");
        }
        parts
    }
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
        rows: &Rows<impl Fn(usize) -> u64, impl Fn(usize) -> Option<u64>>,
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
            let Some(word) = (rows.word)(row) else { continue };
            let ordinal = (rows.ordinal)(row);
            let part = usize::from(parts.of_bucket[buckets.of_ordinal(ordinal)]);
            let (at, first) = &mut next[part];
            scattered[*at] = rows.squeeze.pack(ordinal - *first, word);
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
struct Customers<K> {
    keys: Vec<K>,
    ends: Vec<usize>,
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
) -> Customers<K> {
    let rows = || pieces.iter().flat_map(|rows| rows.iter().copied());
    let Some((least, most)) = rows().fold(None, |ends, row| match ends {
        None => Some((row, row)),
        Some((least, most)) => Some((row.min(least), row.max(most))),
    }) else {
        return Customers { keys: Vec::new(), ends: Vec::new() };
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
    let mut customers = Customers { keys: Vec::new(), ends: Vec::new() };
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
fn sort_nearly_sorted<T: Copy + Ord>(rows: &mut [T]) {
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
) -> Customers<K> {
    let all: Vec<T> = pieces.concat();
    let all: Vec<(u64, u64)> =
        all.into_iter().map(|row| (squeeze.offset(row), squeeze.word(row))).collect();
    let grouped = group_pairs(&all, squeeze, key);
    out.copy_from_slice(&grouped.words);
    Customers { keys: grouped.keys, ends: grouped.ends }
}

/// [`group`] of customers and words: apart, so that it is compiled once.
fn group_pairs<K: Send>(all: &[(u64, u64)], squeeze: Squeeze, key: Naming<'_, K>) -> Grouped<K> {
    let ordinal = |row: usize| all[row].0;
    let word = |row: usize| Some(all[row].1);
    group(&Rows { len: all.len(), ordinal, range: None, word, squeeze }, key)
}

#[cfg(test)]
mod tests;
