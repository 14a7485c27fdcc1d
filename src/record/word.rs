//! A purchase in one machine word, if it is no more than a day and an amount.
//!
//! ```text
//! 63             44   43    42                                        0
//! ├── day + 2¹⁹ ──┼─ return ─┼──────────── amount in minor units ──────┤
//! ```
//!
//! The fields stand in the order in which purchases are compared, so words order as the
//! purchases do: by day, sales before returns, small before large.

use super::Kind;
use crate::day::Day;

/// See the [module documentation](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Word(pub(crate) u64);

const DAY_SHIFT: u32 = Word::AMOUNT_BITS + 1;
const AMOUNT: u64 = (1 << Word::AMOUNT_BITS) - 1;
const RETURN: u64 = 1 << Word::AMOUNT_BITS;
/// Day numbers from -2¹⁹ fit: from the year 534 to the year 3405.
const FIRST_DAY: i32 = -(1 << 19);

impl Word {
    /// The bits of the amount, which stands lowest.
    pub(crate) const AMOUNT_BITS: u32 = 43;

    /// What stands above the amounts, from the first sale of one day to the last return of
    /// another; both must fit.
    pub(crate) fn span(first: i32, last: i32) -> (u64, u64) {
        let above =
            |day, kind| Self::new(day, kind, 0).map_or(0, |word| word.0 >> Self::AMOUNT_BITS);
        (above(first, Kind::Sale), above(last, Kind::Return))
    }

    /// The word of a sale or a return; `None` if it does not fit.
    #[inline]
    pub(crate) fn new(day: i32, kind: Kind, amount: u64) -> Option<Self> {
        let day = day.wrapping_sub(FIRST_DAY).cast_unsigned();
        let fits = day < 1 << 20 && amount <= AMOUNT;
        let kind = if kind == Kind::Return { RETURN } else { 0 };
        fits.then_some(Self(u64::from(day) << DAY_SHIFT | kind | amount))
    }

    /// Whether an amount above zero fits, in as few steps as there are.
    #[inline]
    pub(crate) fn is_plain_sale(day: i32, minor: i64) -> bool {
        let day = day.wrapping_sub(FIRST_DAY).cast_unsigned();
        (day < 1 << 20) & (minor.wrapping_sub(1).cast_unsigned() < AMOUNT)
    }

    /// The word of a sale of which [`is_plain_sale`](Self::is_plain_sale) holds.
    #[inline]
    pub(crate) fn plain_sale(day: i32, minor: i64) -> Self {
        let day = day.wrapping_sub(FIRST_DAY).cast_unsigned();
        Self(u64::from(day) << DAY_SHIFT | minor.cast_unsigned())
    }

    #[inline]
    pub(crate) fn day(self) -> Day {
        let day = (self.0 >> DAY_SHIFT) as i32;
        Day::trusted(day + FIRST_DAY)
    }

    #[inline]
    pub(crate) fn kind(self) -> Kind {
        if self.0 & RETURN == 0 { Kind::Sale } else { Kind::Return }
    }

    #[inline]
    pub(crate) fn amount(self) -> i64 {
        (self.0 & AMOUNT).cast_signed()
    }

    /// Whether two purchases share their day.
    #[inline]
    pub(crate) fn same_day(self, other: Self) -> bool {
        self.0 >> DAY_SHIFT == other.0 >> DAY_SHIFT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(day: i32, kind: Kind, amount: u64, fits: bool) {
        let word = Word::new(day, kind, amount);
        assert_eq!(word.is_some(), fits);
        if let Some(word) = word {
            let read = (word.day().number(), word.kind(), word.amount());
            assert_eq!(read, (day, kind, amount.cast_signed()));
        }
    }

    #[test]
    fn a_word_holds_what_it_was_made_of() {
        for day in [FIRST_DAY, -1, 0, 15_317, (1 << 19) - 1] {
            for amount in [0, 1, AMOUNT] {
                check(day, Kind::Sale, amount, true);
                check(day, Kind::Return, amount, true);
            }
        }
    }

    #[test]
    fn what_does_not_fit_is_left_alone() {
        check(FIRST_DAY - 1, Kind::Sale, 1, false);
        check(1 << 19, Kind::Sale, 1, false);
        check(i32::MAX, Kind::Sale, 1, false);
        check(i32::MIN, Kind::Sale, 1, false);
        check(0, Kind::Sale, AMOUNT + 1, false);
        check(0, Kind::Return, u64::MAX, false);
    }
}
