//! The only file that knows about threads.
//!
//! Work is cut into pieces that depend on the data alone, never on the machine, and the
//! results are joined in order: the same bits on one thread and on sixty-four, and without
//! the feature `parallel`. Work runs in the caller's rayon pool; no pool is ever built here.

#[cfg(feature = "parallel")]
use std::collections::BTreeMap;
use std::ops::Range;
#[cfg(feature = "parallel")]
use std::sync::atomic::{AtomicUsize, Ordering};
#[cfg(feature = "parallel")]
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(feature = "parallel")]
use rayon::prelude::*;

/// Rows in a block: large enough to hide a task's cost, small enough to stay in cache.
pub(crate) const BLOCK: usize = 4096;

/// Maps `task` over `items`; the answers come back in order.
///
/// Each item is a task of its own, so that the costs of this call, a few locks, are theirs.
#[cfg(feature = "parallel")]
pub(crate) fn map<I: Send, T: Send>(items: Vec<I>, task: impl Fn(I) -> T + Sync + Send) -> Vec<T> {
    let mut slots = Vec::with_capacity(items.len());
    for item in items {
        slots.push(Mutex::new((Some(item), None)));
    }
    for_each(slots.len(), &|i| {
        let mut slot = lock(&slots[i]);
        slot.1 = slot.0.take().map(&task);
    });
    let mut answers = Vec::with_capacity(slots.len());
    for slot in &slots {
        answers.extend(lock(slot).1.take());
    }
    answers
}

/// Maps `task` over `items`; the answers come back in order.
#[cfg(not(feature = "parallel"))]
pub(crate) fn map<I: Send, T: Send>(items: Vec<I>, task: impl Fn(I) -> T + Sync + Send) -> Vec<T> {
    items.into_iter().map(task).collect()
}

/// Calls `task` once with each of `0..tasks`.
///
/// Not generic: rayon would be compiled anew for every closure of the crate, and, where a closure
/// depends on a type of the caller's, in every program that uses it. That was most of their time.
#[cfg(feature = "parallel")]
fn for_each(tasks: usize, task: &(dyn Fn(usize) + Sync)) {
    (0..tasks).into_par_iter().with_max_len(1).for_each(task);
}

/// A lock that only one thread ever asks for. If its task panicked, so does the whole call.
#[cfg(feature = "parallel")]
fn lock<T>(slot: &Mutex<T>) -> MutexGuard<'_, T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Maps `task` over the blocks of `0..rows`; the answers come back in row order.
pub(crate) fn map_blocks<T: Send>(
    rows: usize,
    block: usize,
    task: impl Fn(Range<usize>) -> T + Sync + Send,
) -> Vec<T> {
    map(blocks(rows, block).collect(), task)
}

/// What `task` appends for each of the blocks of `0..rows`, in row order, where it appends one item
/// for each row.
pub(crate) fn fill<T: Send>(
    rows: usize,
    block: usize,
    task: impl Fn(Range<usize>, &mut Vec<T>) + Sync + Send,
) -> Vec<T> {
    #[cfg(feature = "parallel")]
    if 1 < rayon::current_num_threads() && block < rows {
        return Queue::new(rows).fill(rows, block, &task);
    }
    let mut all = Vec::with_capacity(rows);
    blocks(rows, block).for_each(|range| task(range, &mut all));
    all
}

/// Blocks on their way to their place.
///
/// They are begun in order, and moved while others are at work on later ones, so that their memory can
/// be used again. To keep all until the end is to have the system hand out twice the pages, which for
/// large answers takes longer than to find them.
#[cfg(feature = "parallel")]
struct Queue<T> {
    begun: AtomicUsize,
    ready: Mutex<BTreeMap<usize, Vec<T>>>,
    spare: Mutex<Vec<Vec<T>>>,
    // The blocks that are in their place, and how many they are.
    placed: Mutex<(Vec<T>, usize)>,
}

#[cfg(feature = "parallel")]
impl<T: Send> Queue<T> {
    fn new(rows: usize) -> Self {
        Self {
            begun: AtomicUsize::new(0),
            ready: Mutex::default(),
            spare: Mutex::default(),
            placed: Mutex::new((Vec::with_capacity(rows), 0)),
        }
    }

    fn fill(
        self,
        rows: usize,
        block: usize,
        task: &(impl Fn(Range<usize>, &mut Vec<T>) + Sync),
    ) -> Vec<T> {
        for_each(rows.div_ceil(block), &|_| {
            let i = self.begun.fetch_add(1, Ordering::Relaxed);
            let range = nth(i, rows, block);
            match self.placed.try_lock() {
                Ok(mut placed) if placed.1 == i => {
                    task(range, &mut placed.0);
                    placed.1 += 1;
                    return self.place(&mut placed);
                }
                _ => {}
            }
            let spare = lock(&self.spare).pop();
            let mut made = spare.unwrap_or_else(|| Vec::with_capacity(block));
            task(range, &mut made);
            lock(&self.ready).insert(i, made);
            // If others are at it, they, or those who come after them, see to this block too.
            if let Ok(mut placed) = self.placed.try_lock() {
                self.place(&mut placed);
            }
        });
        let mut placed = lock(&self.placed);
        self.place(&mut placed);
        std::mem::take(&mut placed.0)
    }

    /// Moves what is ready and next.
    fn place(&self, (all, blocks): &mut (Vec<T>, usize)) {
        let next = |i| lock(&self.ready).remove(&i);
        while let Some(mut made) = next(*blocks) {
            all.append(&mut made);
            *blocks += 1;
            lock(&self.spare).push(made);
        }
    }
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
    (0..rows.div_ceil(block)).map(move |i| nth(i, rows, block))
}

fn nth(i: usize, rows: usize, block: usize) -> Range<usize> {
    i * block..rows.min((i + 1) * block)
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

    /// Also if the first block is ready last.
    #[test]
    fn blocks_are_placed_in_order() {
        for (rows, block) in [(0, 7), (6, 7), (7, 7), (10_000, 7), (10_000, 9_999)] {
            let filled = fill(rows, block, |range, out| {
                let slow = if range.start == 0 { 10 } else { 0 };
                std::thread::sleep(std::time::Duration::from_millis(slow));
                out.extend(range);
            });
            assert!(filled.into_iter().eq(0..rows), "{rows} {block}");
        }
    }
}
