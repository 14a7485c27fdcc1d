//! Parts: ranges of customers with few enough rows to stay in the cache.

use std::ops::Range;

use super::{CHUNK, PART, Rows};
use crate::par;

/// Ranges of ordinals that parts are made of: their counts fit the cache of a core.
pub(super) const BUCKETS: usize = 1 << 12;

/// Equal ranges of ordinals.
pub(super) struct Buckets {
    least: u64,
    shift: u32,
}

/// Rows of one chunk by bucket.
pub(super) type Counts = Box<[u32; BUCKETS]>;

impl Buckets {
    /// `None` if there are no rows.
    pub(super) fn of<W>(rows: &Rows<'_, impl Fn(usize) -> u64 + Sync, W>) -> Option<Self>
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
            let ends = par::map_blocks(rows.words.len, CHUNK, ends).into_iter();
            ends.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        };
        let (least, most) = rows.range.filter(|_| 0 < rows.words.len).or_else(look)?;
        let bits = u64::BITS - (most - least).leading_zeros();
        Some(Self { least, shift: bits.saturating_sub(BUCKETS.trailing_zeros()) })
    }

    #[inline]
    pub(super) fn of_ordinal(&self, ordinal: u64) -> usize {
        #[expect(clippy::cast_possible_truncation, reason = "a bucket is below 4,096")]
        let bucket = ((ordinal - self.least) >> self.shift) as usize;
        // Says to the compiler what the shift has done, so that no index is checked again.
        bucket & (BUCKETS - 1)
    }

    /// Rows without a word do not count.
    pub(super) fn count(
        &self,
        chunk: Range<usize>,
        rows: &Rows<'_, impl Fn(usize) -> u64, impl Fn(usize) -> Option<u64>>,
    ) -> Counts {
        let mut counts = Box::new([0; BUCKETS]);
        for row in chunk.filter(|&row| (rows.words.word)(row).is_some()) {
            counts[self.of_ordinal((rows.ordinal)(row))] += 1;
        }
        counts
    }
}

/// Buckets in a row, with at most [`PART`] rows together unless it is a single one.
pub(super) struct Parts {
    /// The part of each bucket, ascending from 0.
    pub(super) of_bucket: Box<[u16; BUCKETS]>,
    /// The first ordinal of each.
    pub(super) first: Vec<u64>,
    /// The bits that the distance of an ordinal from the first of its part needs.
    pub(super) offset_bits: u32,
}

impl Parts {
    pub(super) fn new(buckets: &Buckets, counts: &[Counts]) -> Self {
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

    /// The rows of each part in a chunk.
    pub(super) fn sizes(&self, counts: &Counts) -> Vec<usize> {
        let mut sizes = vec![0; self.first.len()];
        let by_bucket = self.of_bucket.iter().zip(counts.iter());
        by_bucket.for_each(|(&part, &rows)| sizes[usize::from(part)] += rows as usize);
        sizes
    }
}
