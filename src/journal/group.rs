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
//! enough to tell customers apart. All of it is safe code, as each task owns what it writes. As parts are ranges, customers come out in the order of
//! their keys. A bucket that holds too many customers is taken apart by the same means.

use std::ops::Range;

use crate::par;

/// Rows in a chunk: as many tasks as keep cores busy, and few enough pieces of a part.
pub(super) const CHUNK: usize = 1 << 19;
/// Ranges of ordinals that parts are made of: their counts fit the cache of a core.
const BUCKETS: usize = 1 << 12;
/// Rows in a part: keys, words and numbers of that many fit the second cache of a core.
const PART: usize = 1 << 15;

/// Words by customer.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Grouped {
    /// The customers, ascending strictly.
    pub(crate) ordinals: Vec<u64>,
    /// Where each customer's words end.
    pub(crate) ends: Vec<usize>,
    /// The words, ascending within each customer.
    pub(crate) words: Vec<u64>,
}

/// A customer's ordinal and a word. Side by side, so that writing to many parts at once
/// touches half as many pages as two columns would.
type Pair = [u64; 2];

/// Rows of one chunk, ordered by part.
struct Scattered {
    pairs: Vec<Pair>,
    /// The rows of each part.
    parts: Vec<Range<usize>>,
}

/// A part's rows, as they lie in the chunks.
type Pieces<'a> = Vec<&'a [Pair]>;

/// Brings the words of `0..rows` together by `ordinal`, and in order; rows without a word are
/// left out.
pub(crate) fn group(
    rows: usize,
    ordinal: &(impl Fn(usize) -> u64 + Sync),
    word: &(impl Fn(usize) -> Option<u64> + Sync),
) -> Grouped {
    let Some(buckets) = Buckets::of(rows, ordinal) else {
        return Grouped::default();
    };
    let counts = par::map_blocks(rows, CHUNK, |chunk| buckets.count(chunk, ordinal));
    let part_of = parts(&counts);
    let chunks = par::map(par::blocks(rows, CHUNK).zip(counts).collect(), |(chunk, counts)| {
        scatter(chunk, &buckets, &part_of, &counts, ordinal, word)
    });
    let last = part_of.last().copied().unwrap_or_default();
    let pieces: Vec<Pieces<'_>> = (0..=usize::from(last))
        .map(|part| chunks.iter().map(|chunk| chunk.part(part)).collect())
        .collect();
    join_parts(pieces)
}

/// Equal ranges of ordinals.
struct Buckets {
    least: u64,
    shift: u32,
}

impl Buckets {
    /// `None` if there are no rows.
    fn of(rows: usize, ordinal: &(impl Fn(usize) -> u64 + Sync)) -> Option<Self> {
        let ends = par::map_blocks(rows, CHUNK, |chunk| {
            let ends = chunk.fold((u64::MAX, 0), |(least, most), row| {
                let ordinal = ordinal(row);
                (ordinal.min(least), ordinal.max(most))
            });
            ends
        });
        let (least, most) = ends.into_iter().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))?;
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

    fn count(&self, chunk: Range<usize>, ordinal: &impl Fn(usize) -> u64) -> Box<[u32; BUCKETS]> {
        let mut counts = Box::new([0; BUCKETS]);
        chunk.for_each(|row| counts[self.of_ordinal(ordinal(row))] += 1);
        counts
    }
}

/// The part of each bucket: ascending from 0, each with at most [`PART`] rows unless it is a
/// single bucket.
fn parts(counts: &[Box<[u32; BUCKETS]>]) -> Box<[u16; BUCKETS]> {
    let mut part_of = Box::new([0; BUCKETS]);
    let (mut part, mut filled) = (0, 0);
    for bucket in 0..BUCKETS {
        let rows: usize = counts.iter().map(|chunk| chunk[bucket] as usize).sum();
        if 0 < filled && PART < filled + rows {
            (part, filled) = (part + 1, 0);
        }
        filled += rows;
        part_of[bucket] = part;
    }
    part_of
}

#[inline(never)]
fn scatter(
    chunk: Range<usize>,
    buckets: &Buckets,
    part_of: &[u16; BUCKETS],
    counts: &[u32; BUCKETS],
    ordinal: &impl Fn(usize) -> u64,
    word: &impl Fn(usize) -> Option<u64>,
) -> Scattered {
    let mut sizes = vec![0; usize::from(part_of[BUCKETS - 1]) + 1];
    part_of.iter().zip(counts).for_each(|(&part, &rows)| sizes[usize::from(part)] += rows as usize);
    let starts: Vec<usize> = sizes
        .iter()
        .scan(0, |end, size| {
            *end += size;
            Some(*end - size)
        })
        .collect();
    let mut next = starts.clone();
    let mut pairs = vec![[0; 2]; chunk.len()];
    for row in chunk {
        let Some(word) = word(row) else { continue };
        let ordinal = ordinal(row);
        let at = &mut next[usize::from(part_of[buckets.of_ordinal(ordinal)])];
        pairs[*at] = [ordinal, word];
        *at += 1;
    }
    let parts = starts.into_iter().zip(next).map(|(start, end)| start..end).collect();
    Scattered { pairs, parts }
}

impl Scattered {
    fn part(&self, part: usize) -> &[Pair] {
        &self.pairs[self.parts[part].clone()]
    }
}

/// Brings every part in order, and lays them end to end.
fn join_parts(parts: Vec<Pieces<'_>>) -> Grouped {
    let size = |pieces: &Pieces<'_>| pieces.iter().map(|rows| rows.len()).sum::<usize>();
    let mut words = vec![0; parts.iter().map(size).sum()];
    let mut rest = &mut words[..];
    let tasks = parts.into_iter().map(|pieces| {
        let (out, after) = std::mem::take(&mut rest).split_at_mut(size(&pieces));
        rest = after;
        (pieces, out)
    });
    let customers = par::map(tasks.collect(), |(pieces, out)| in_order(&pieces, out));
    let count = customers.iter().map(|part| part.ordinals.len()).sum();
    let (mut ordinals, mut ends) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let mut start = 0;
    for mut part in customers {
        ordinals.append(&mut part.ordinals);
        ends.extend(part.ends.iter().map(|end| start + end));
        start = ends.last().copied().unwrap_or_default();
    }
    Grouped { ordinals, ends, words }
}

/// A part's customers, and where their words end within it.
#[derive(Default)]
struct Customers {
    ordinals: Vec<u64>,
    ends: Vec<usize>,
}

/// Writes a part's words by customer, each customer's in order.
///
/// A counting sort by about half as many ranges of ordinals as there are rows leaves most
/// customers alone in theirs, already in place; only where two share one there is more to do.
#[inline(never)]
fn in_order(pieces: &Pieces<'_>, out: &mut [u64]) -> Customers {
    let rows = || pieces.iter().flat_map(|rows| rows.iter());
    let ends = rows().fold((u64::MAX, 0), |(least, most), [o, _]| (least.min(*o), most.max(*o)));
    let (least, most) = ends;
    if out.is_empty() {
        return Customers::default();
    }
    let bits = u64::BITS - (most - least).leading_zeros();
    let ranges = (out.len() / 2).next_power_of_two().max(2);
    let shift = bits.saturating_sub(ranges.trailing_zeros());
    if 8 * PART < out.len() && 0 < shift {
        return take_apart(pieces, out);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a range is below their number")]
    let range = |ordinal: u64| ((ordinal - least) >> shift) as usize & (ranges - 1);
    let mut next = vec![0_u32; ranges];
    rows().for_each(|[ordinal, _]| next[range(*ordinal)] += 1);
    let mut end = 0;
    for size in &mut next {
        (*size, end) = (end, end + *size);
    }
    // Where a range is a single customer, that is known without looking.
    let mut ordinals = vec![0; if shift == 0 { 0 } else { out.len() }];
    for piece in pieces {
        for &[ordinal, word] in *piece {
            let at = &mut next[range(ordinal)];
            out[*at as usize] = word;
            if shift != 0 {
                ordinals[*at as usize] = ordinal;
            }
            *at += 1;
        }
    }
    let mut customers = Customers::default();
    let mut start = 0;
    for (range, &end) in (0..).zip(&next) {
        let rows = start as usize..end as usize;
        start = end;
        match () {
            () if rows.is_empty() => continue,
            () if shift == 0 => customers.push(least + range, &mut out[rows.clone()], rows.end),
            () => customers.split(&mut ordinals[rows.clone()], &mut out[rows.clone()], rows.end),
        }
    }
    customers
}

impl Customers {
    /// Adds a customer, whose `words` end at `end`, and brings them in order.
    #[inline]
    fn push(&mut self, ordinal: u64, words: &mut [u64], end: usize) {
        sort_nearly_sorted(words);
        self.ordinals.push(ordinal);
        self.ends.push(end);
    }

    /// Adds the customers of one range, nearly always a single one.
    #[inline]
    fn split(&mut self, ordinals: &mut [u64], words: &mut [u64], end: usize) {
        let first = ordinals[0];
        if ordinals.iter().all(|&ordinal| ordinal == first) {
            return self.push(first, words, end);
        }
        let mut pairs: Vec<Pair> =
            ordinals.iter().zip(&*words).map(|(&ordinal, &word)| [ordinal, word]).collect();
        pairs.sort_unstable();
        words.iter_mut().zip(&pairs).for_each(|(word, pair)| *word = pair[1]);
        let mut own = end - words.len();
        for customer in pairs.chunk_by(|a, b| a[0] == b[0]) {
            own += customer.len();
            self.ordinals.push(customer[0][0]);
            self.ends.push(own);
        }
    }
}

/// Logs come by day, so that only purchases of one day are out of order: most words move by a
/// place or two, if at all. What moves further is left to the library's sort.
#[inline]
fn sort_nearly_sorted(words: &mut [u64]) {
    let mut moves = 2 * words.len();
    for i in 1..words.len() {
        let word = words[i];
        let mut at = i;
        while 0 < at && word < words[at - 1] {
            words[at] = words[at - 1];
            at -= 1;
        }
        words[at] = word;
        if moves < i - at {
            return words.sort_unstable();
        }
        moves -= i - at;
    }
}

/// For a part far too large: its range is taken apart as the whole was.
fn take_apart(pieces: &Pieces<'_>, out: &mut [u64]) -> Customers {
    let pairs: Vec<Pair> = pieces.concat();
    let grouped = group(pairs.len(), &|row| pairs[row][0], &|row| Some(pairs[row][1]));
    out.copy_from_slice(&grouped.words);
    Customers { ordinals: grouped.ordinals, ends: grouped.ends }
}

#[cfg(test)]
mod tests;
