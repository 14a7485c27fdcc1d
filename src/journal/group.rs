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
//! by part, and every part gathers its rows from all chunks: a table says for each row its
//! customer's number, and a counting sort brings customers together. All of it is safe code,
//! as each task owns what it writes. As parts are ranges, customers come out in the order of
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

/// Rows of one chunk, ordered by part.
struct Scattered {
    ordinals: Vec<u64>,
    words: Vec<u64>,
    /// The rows of each part.
    parts: Vec<Range<usize>>,
}

/// A part's rows, as they lie in the chunks.
type Pieces<'a> = Vec<(&'a [u64], &'a [u64])>;

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
    let (mut ordinals, mut words) = (vec![0; chunk.len()], vec![0; chunk.len()]);
    for row in chunk {
        let Some(word) = word(row) else { continue };
        let ordinal = ordinal(row);
        let at = &mut next[usize::from(part_of[buckets.of_ordinal(ordinal)])];
        (ordinals[*at], words[*at]) = (ordinal, word);
        *at += 1;
    }
    let parts = starts.into_iter().zip(next).map(|(start, end)| start..end).collect();
    Scattered { ordinals, words, parts }
}

impl Scattered {
    fn part(&self, part: usize) -> (&[u64], &[u64]) {
        let rows = self.parts[part].clone();
        (&self.ordinals[rows.clone()], &self.words[rows])
    }
}

/// Brings every part in order, and lays them end to end.
fn join_parts(parts: Vec<Pieces<'_>>) -> Grouped {
    let size = |pieces: &Pieces<'_>| pieces.iter().map(|(rows, _)| rows.len()).sum::<usize>();
    let mut words = vec![0; parts.iter().map(size).sum()];
    let mut rest = &mut words[..];
    let tasks = parts.into_iter().map(|pieces| {
        let (out, after) = std::mem::take(&mut rest).split_at_mut(size(&pieces));
        rest = after;
        (pieces, out)
    });
    let customers = par::map(tasks.collect(), |(pieces, out)| in_order(&pieces, out));
    let count = customers.iter().map(|(ordinals, _)| ordinals.len()).sum();
    let (mut ordinals, mut ends) = (Vec::with_capacity(count), Vec::with_capacity(count));
    let mut end = 0;
    for (mut part, sizes) in customers {
        ordinals.append(&mut part);
        ends.extend(sizes.into_iter().map(|size| {
            end += size as usize;
            end
        }));
    }
    Grouped { ordinals, ends, words }
}

/// Writes a part's words by customer; returns the customers and how many words each has.
fn in_order(pieces: &Pieces<'_>, out: &mut [u64]) -> (Vec<u64>, Vec<u32>) {
    let ordinals = || pieces.iter().flat_map(|(ordinals, _)| ordinals.iter().copied());
    let (Some(least), Some(most)) = (ordinals().min(), ordinals().max()) else {
        return (Vec::new(), Vec::new());
    };
    let span = most - least;
    let numbered = if span < 4 * out.len() as u64 {
        number_densely(ordinals(), least, span)
    } else if out.len() <= 8 * PART {
        number_by_table(ordinals(), out.len())
    } else {
        return take_apart(pieces, out);
    };
    let Numbered { customers, numbers, sizes } = numbered;
    let mut next: Vec<u32> = Vec::with_capacity(sizes.len());
    let mut end = 0;
    next.extend(sizes.iter().map(|size| {
        end += size;
        end - size
    }));
    let words = pieces.iter().flat_map(|(_, words)| words.iter());
    for (&word, &number) in words.zip(&numbers) {
        let at = &mut next[number as usize];
        out[*at as usize] = word;
        *at += 1;
    }
    let mut rest = out;
    for &size in &sizes {
        let (own, after) = rest.split_at_mut(size as usize);
        rest = after;
        // Logs come by day, so most customers are in order already.
        if !own.is_sorted() {
            own.sort_unstable();
        }
    }
    (customers, sizes)
}

/// Customers of one part.
struct Numbered {
    /// Ascending.
    customers: Vec<u64>,
    /// The customer of each row, as an index.
    numbers: Vec<u32>,
    /// The rows of each customer.
    sizes: Vec<u32>,
}

/// For customers that lie close together: their numbers are their distances.
fn number_densely(ordinals: impl Iterator<Item = u64>, least: u64, span: u64) -> Numbered {
    #[expect(clippy::cast_possible_truncation, reason = "the span is below four times the rows")]
    let (mut counts, place) = (vec![0_u32; span as usize + 1], |o: u64| (o - least) as u32);
    let mut numbers: Vec<u32> = ordinals.map(place).collect();
    numbers.iter().for_each(|&number| counts[number as usize] += 1);
    let (mut customers, mut sizes) = (Vec::new(), Vec::new());
    let mut renumbered = counts;
    for (ordinal, count) in (least..=least + span).zip(&mut renumbered) {
        if 0 < *count {
            customers.push(ordinal);
            sizes.push(*count);
            #[expect(clippy::cast_possible_truncation, reason = "fewer customers than rows")]
            let number = sizes.len() as u32 - 1;
            *count = number;
        }
    }
    numbers.iter_mut().for_each(|number| *number = renumbered[*number as usize]);
    Numbered { customers, numbers, sizes }
}

/// For any customers: an open-addressing table numbers them as they come, and a sort of the
/// customers alone brings them in order.
fn number_by_table(ordinals: impl Iterator<Item = u64>, rows: usize) -> Numbered {
    let mut table = Table::new();
    let mut numbers = Vec::with_capacity(rows);
    numbers.extend(ordinals.map(|ordinal| table.number(ordinal)));
    let mut order: Vec<(u64, u32)> = table.customers.iter().copied().zip(0..).collect();
    order.sort_unstable();
    let mut renumbered = vec![0_u32; order.len()];
    order.iter().zip(0..).for_each(|(&(_, old), new)| renumbered[old as usize] = new);
    numbers.iter_mut().for_each(|number| *number = renumbered[*number as usize]);
    let sizes = order.iter().map(|&(_, old)| table.counts[old as usize]).collect();
    Numbered { customers: order.into_iter().map(|(ordinal, _)| ordinal).collect(), numbers, sizes }
}

/// Customers by the order in which they were first seen.
struct Table {
    // Invariant: a power of two, at least twice as many as there are customers; 0 is free,
    // all others are one more than a customer's number.
    slots: Vec<u32>,
    customers: Vec<u64>,
    counts: Vec<u32>,
}

impl Table {
    fn new() -> Self {
        Self { slots: vec![0; 1 << 12], customers: Vec::new(), counts: Vec::new() }
    }

    #[inline]
    fn number(&mut self, ordinal: u64) -> u32 {
        let mask = self.slots.len() - 1;
        let mut slot = self.home(ordinal);
        loop {
            let number = self.slots[slot & mask];
            if number == 0 {
                return self.admit(ordinal, slot & mask);
            }
            if self.customers[number as usize - 1] == ordinal {
                self.counts[number as usize - 1] += 1;
                return number - 1;
            }
            slot += 1;
        }
    }

    #[cold]
    fn admit(&mut self, ordinal: u64, slot: usize) -> u32 {
        self.customers.push(ordinal);
        self.counts.push(1);
        let number = u32::try_from(self.customers.len()).expect("a part has fewer rows");
        self.slots[slot] = number;
        if self.slots.len() < 2 * self.customers.len() {
            self.grow();
        }
        number - 1
    }

    fn grow(&mut self) {
        self.slots = vec![0; 2 * self.slots.len()];
        let mask = self.slots.len() - 1;
        for (i, number) in (0..self.customers.len()).zip(1..) {
            let mut slot = self.home(self.customers[i]) & mask;
            while self.slots[slot] != 0 {
                slot = (slot + 1) & mask;
            }
            self.slots[slot] = number;
        }
    }

    /// Where a customer's search begins: Fibonacci hashing.
    #[inline]
    fn home(&self, ordinal: u64) -> usize {
        let hash = ordinal.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        #[expect(clippy::cast_possible_truncation, reason = "no more bits than slots")]
        let home = (hash >> (64 - self.slots.len().trailing_zeros())) as usize;
        home
    }
}

/// For a part far too large: its range is taken apart as the whole was.
fn take_apart(pieces: &Pieces<'_>, out: &mut [u64]) -> (Vec<u64>, Vec<u32>) {
    let ordinals: Vec<u64> = pieces.iter().flat_map(|(ordinals, _)| *ordinals).copied().collect();
    let words: Vec<u64> = pieces.iter().flat_map(|(_, words)| *words).copied().collect();
    let grouped = group(ordinals.len(), &|row| ordinals[row], &|row| Some(words[row]));
    out.copy_from_slice(&grouped.words);
    let starts = std::iter::once(0).chain(grouped.ends.iter().copied());
    let size = |(start, end): (usize, &usize)| u32::try_from(end - start);
    let sizes = starts.zip(&grouped.ends).map(|pair| size(pair).expect("a chunk's rows fit"));
    (grouped.ordinals, sizes.collect())
}

#[cfg(test)]
mod tests;
