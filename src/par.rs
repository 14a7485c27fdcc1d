//! The only file that knows about threads.
//!
//! Work is cut into pieces that depend on the data alone, never on the machine, and the
//! results are joined in order: the same bits on one thread and on sixty-four, and without
//! the feature `parallel`. Work runs in the caller's rayon pool; no pool is ever built here.

use std::ops::Range;

#[cfg(feature = "parallel")]
use rayon::prelude::*;

/// Rows in a block: large enough to hide a task's cost, small enough to stay in cache.
pub(crate) const BLOCK: usize = 4096;

/// Maps `task` over `items`; the answers come back in order.
pub(crate) fn map<I: Send, T: Send>(items: Vec<I>, task: impl Fn(I) -> T + Sync + Send) -> Vec<T> {
    #[cfg(feature = "parallel")]
    return items.into_par_iter().with_max_len(1).map(task).collect();

    #[cfg(not(feature = "parallel"))]
    return items.into_iter().map(task).collect();
}

/// Maps `task` over the blocks of `0..rows`; the answers come back in row order.
pub(crate) fn map_blocks<T: Send>(
    rows: usize,
    block: usize,
    task: impl Fn(Range<usize>) -> T + Sync + Send,
) -> Vec<T> {
    map(blocks(rows, block).collect(), task)
}

/// Both answers, perhaps at the same time.
pub(crate) fn join<A: Send, B: Send>(
    a: impl FnOnce() -> A + Send,
    b: impl FnOnce() -> B + Send,
) -> (A, B) {
    #[cfg(feature = "parallel")]
    return rayon::join(a, b);

    #[cfg(not(feature = "parallel"))]
    return (a(), b());
}

/// Sorts by a total order: where two items compare as equal, they must be.
pub(crate) fn sort_unstable_by<T: Send>(
    items: &mut [T],
    order: impl Fn(&T, &T) -> std::cmp::Ordering + Sync + Send,
) {
    #[cfg(feature = "parallel")]
    items.par_sort_unstable_by(order);

    #[cfg(not(feature = "parallel"))]
    items.sort_unstable_by(order);
}

/// The ranges of `block` rows that make up `0..rows`.
pub(crate) fn blocks(rows: usize, block: usize) -> impl Iterator<Item = Range<usize>> {
    (0..rows.div_ceil(block)).map(move |i| i * block..rows.min((i + 1) * block))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_cover_every_row_once() {
        assert_eq!(blocks(0, 3).count(), 0);
        assert!(blocks(7, 3).eq([0..3, 3..6, 6..7]));
        let rows: Vec<usize> = map_blocks(10_000, 7, |range| range).into_iter().flatten().collect();
        assert!(rows.into_iter().eq(0..10_000));
    }
}
