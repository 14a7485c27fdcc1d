//! Rows on their way to their customers: one number each.

use std::ops::{BitOr, Shl, Shr};

use crate::par;

/// Words handed over by one task.
const BLOCK: usize = 1 << 16;

/// Words in fewer bits, if their upper parts are close together and their lower parts small.
///
/// The upper part is what stands above `low_width` bits. Order is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Squeeze {
    low_width: u32,
    /// The least upper part.
    base: u64,
    /// The bits that lower parts need.
    low_bits: u32,
    /// The bits that all need.
    pub(super) bits: u32,
}

impl Squeeze {
    /// For words whose upper part lies in `high`, and whose lower part is at most `low`.
    pub(crate) fn new(low_width: u32, high: (u64, u64), low: u64) -> Self {
        let bits = |most: u64| u64::BITS - most.leading_zeros();
        let (base, low_bits) = (high.0, bits(low));
        Self { low_width, base, low_bits, bits: low_bits + bits(high.1.saturating_sub(base)) }
    }

    /// A row: the customer's distance from the first of its part, above the word.
    #[inline]
    pub(super) fn pack<T: Travel>(self, offset: u64, word: u64) -> T {
        let low = word & ((1 << self.low_width) - 1);
        let squeezed = ((word >> self.low_width) - self.base) << self.low_bits | low;
        T::from(offset) << self.bits | T::from(squeezed)
    }

    /// The customer of a row.
    #[inline]
    pub(super) fn offset<T: Travel>(self, row: T) -> u64 {
        (row >> self.bits).low()
    }

    /// The word of a row.
    #[inline]
    pub(super) fn word<T: Travel>(self, row: T) -> u64 {
        let squeezed = row.low() & 1_u64.checked_shl(self.bits).map_or(u64::MAX, |bit| bit - 1);
        let low = squeezed & ((1 << self.low_bits) - 1);
        ((squeezed >> self.low_bits) + self.base) << self.low_width | low
    }
}

/// A row on its way: the customer's distance from the first of its part, and the word.
pub(super) trait Travel:
    Copy
    + Ord
    + Default
    + Send
    + Sync
    + From<u64>
    + Shl<u32, Output = Self>
    + Shr<u32, Output = Self>
    + BitOr<Output = Self>
{
    /// The lower 64 bits.
    fn low(self) -> u64;

    /// The words that rows have become.
    fn words(words: Vec<Self>) -> Vec<u64>;
}

impl Travel for u64 {
    #[inline]
    fn low(self) -> u64 {
        self
    }

    fn words(words: Vec<u64>) -> Vec<u64> {
        words
    }
}

impl Travel for u128 {
    #[expect(clippy::cast_possible_truncation, reason = "the lower bits are what is wanted")]
    #[inline]
    fn low(self) -> u64 {
        self as u64
    }

    fn words(words: Vec<u128>) -> Vec<u64> {
        let mut low = vec![0; words.len()];
        let blocks = low.chunks_mut(BLOCK).zip(words.chunks(BLOCK)).collect();
        par::map(blocks, |(low, words)| {
            low.iter_mut().zip(words).for_each(|(low, word)| *low = word.low());
        });
        low
    }
}
