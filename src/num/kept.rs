//! Values of a function of two whole numbers, kept once many have been asked for.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

/// Values of one function.
///
/// An answer is what the function says, whoever was asked before: a value is kept as the bits it has.
pub(crate) struct Kept {
    // Up to `FEW`.
    asked: AtomicU32,
    // By the first number, then by the pages of the second.
    pages: OnceLock<Box<[Page]>>,
}

/// The bits of values, and 0 where none is kept.
type Page = OnceLock<Box<[AtomicU64]>>;

/// So many are answered without keeping anything: who asks for one customer should not wait for pages.
const FEW: u32 = 1_000;

/// First numbers below this are kept,
const FIRST: u64 = 32;

/// and second ones of so many pages,
const PAGES: u64 = 32;

/// which hold so many each.
const LENGTH: u64 = 256;

impl Kept {
    pub(crate) const fn new() -> Self {
        Self { asked: AtomicU32::new(0), pages: OnceLock::new() }
    }

    /// The value of two numbers, which is what `function` says.
    #[inline]
    pub(crate) fn at(&self, first: u64, second: u64, function: impl FnOnce() -> f64) -> f64 {
        let Some(slot) = self.slot(first, second) else { return function() };
        let bits = slot.load(Relaxed);
        if bits != 0 {
            return f64::from_bits(bits);
        }
        let value = function();
        slot.store(value.to_bits(), Relaxed);
        value
    }

    #[inline]
    fn slot(&self, first: u64, second: u64) -> Option<&AtomicU64> {
        let (page, place) = (second / LENGTH, second % LENGTH);
        if FIRST <= first || PAGES <= page {
            return None;
        }
        let pages = self.pages.get().map_or_else(|| self.begun(), |pages| Some(pages))?;
        let page = pages.get(index(first * PAGES + page))?.get_or_init(|| slots(LENGTH));
        page.get(index(place))
    }

    /// The pages, if many have asked.
    #[cold]
    fn begun(&self) -> Option<&[Page]> {
        if self.asked.load(Relaxed) < FEW {
            self.asked.fetch_add(1, Relaxed);
            return None;
        }
        Some(self.pages.get_or_init(|| slots(FIRST * PAGES)))
    }
}

fn slots<T: Default>(many: u64) -> Box<[T]> {
    (0..many).map(|_| T::default()).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "it is below a few thousand")]
fn index(number: u64) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Never 0, of which nothing is kept.
    #[expect(clippy::cast_precision_loss, reason = "a few thousand")]
    fn value(first: u64, second: u64) -> f64 {
        (first as f64 - 3.5) / (second as f64 + 0.3)
    }

    #[test]
    fn values_are_those_of_the_function() {
        let kept = Kept::new();
        let mut asked = 0;
        let mut round = || {
            for (first, second) in (0..40).flat_map(|first| (0..9_000).map(move |of| (first, of))) {
                let found = kept.at(first, second, || {
                    asked += 1;
                    value(first, second)
                });
                assert_eq!(found.to_bits(), value(first, second).to_bits(), "{first} {second}");
            }
            std::mem::take(&mut asked)
        };
        let (all, within) = (40 * 9_000, FIRST * PAGES * LENGTH);
        // What the first few have asked for is not kept, but is when it is asked for again.
        assert_eq!(round(), all);
        assert_eq!(round(), all - within + u64::from(FEW));
        assert_eq!(round(), all - within);
    }

    #[test]
    fn few_leave_nothing_behind() {
        let kept = Kept::new();
        (0..u64::from(FEW)).for_each(|second| assert!(kept.at(1, second, || 0.5) < 1.0));
        assert!(kept.pages.get().is_none());
    }
}
