//! Rows by numbers that may not tell all customers apart.

use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::ops::Range;

use super::Key;
use super::group::{self, Grouped, Squeeze, Words, end_to_end, sort_nearly_sorted};
use super::keys::Customers;
use crate::par;

/// Numbers that are looked at together, so that what their rows need is fetched at once.
const TOGETHER: usize = 1 << 8;

/// Brings words together by customer, in the order of `numbers`, and of names within a number.
///
/// Rows are grouped by number first. Then all names of a number are compared, so that the result
/// is exact whatever the numbers are.
pub(super) fn group<N: Ord + Copy, K: Send>(
    numbers: (&[u64], Option<(u64, u64)>),
    words: &Words<impl Fn(usize) -> Option<u64> + Sync>,
    name: impl Fn(usize) -> N + Sync,
    key: impl Fn(usize) -> K + Sync,
) -> Grouped<K> {
    let rows = Words {
        len: words.len,
        word: |row: usize| (words.word)(row).map(|_| row as u64),
        squeeze: Squeeze::new(48, (0, 0), words.len as u64),
    };
    let alike = group::group(&rows.of(&|row| numbers.0[row], numbers.1), &|_| ());
    let start = |i: usize| i.checked_sub(1).map_or(0, |before| alike.ends[before]);
    let blocks = par::blocks(alike.ends.len(), TOGETHER);
    let size = |block: &Range<usize>| start(block.end) - start(block.start);
    let tasks = blocks.map(|block| (block.clone(), size(&block))).collect();
    let mut found = vec![0; alike.words.len()];
    let (keys, ends) = end_to_end(tasks, &mut found, |block, out| {
        // Names and words are all over memory, and fetched sooner the less is done between.
        let base = start(block.start);
        let rows = alike.words[base..start(block.end)].iter();
        let index = |&row: &u64| usize::try_from(row).expect("a row is an index");
        let mut named: Vec<(N, usize)> = rows.map(index).map(|row| (name(row), row)).collect();
        let mut outline = group::Outline::default();
        for i in block {
            let alike = &mut named[start(i) - base..alike.ends[i] - base];
            if !alike.iter().all(|(name, _)| *name == alike[0].0) {
                alike.sort_unstable();
            }
            for customer in alike.chunk_by(|a, b| a.0 == b.0) {
                let end = outline.ends.last().copied().unwrap_or_default();
                outline.keys.push(key(customer[0].1));
                outline.ends.push(end + customer.len());
            }
        }
        for (place, (_, row)) in out.iter_mut().zip(&named) {
            *place = (words.word)(*row).expect("rows without a word are left out");
        }
        let mut start = 0;
        for &end in &outline.ends {
            sort_nearly_sorted(&mut out[start..end]);
            start = end;
        }
        outline
    });
    Grouped { keys, ends, words: found }
}

/// Keys of any type.
pub(crate) struct Hashed<'a, K>(pub(crate) &'a [K]);

impl<K: Key> Customers for Hashed<'_, K> {
    type Key = K;

    fn group(&self, words: &Words<impl Fn(usize) -> Option<u64> + Sync>) -> Grouped<K> {
        let Self(keys) = *self;
        let hasher = BuildHasherDefault::<Fold>::default();
        let hashes = par::map_blocks(keys.len(), par::BLOCK, |block| {
            keys[block].iter().map(|key| hasher.hash_one(key)).collect::<Vec<u64>>()
        });
        let numbers = (&hashes.concat()[..], Some((0, u64::MAX)));
        by_key(group(numbers, words, |row| &keys[row], |row| keys[row].clone()))
    }
}

/// Brings customers in the order of their keys.
fn by_key<K: Key>(Grouped { keys, ends, words }: Grouped<K>) -> Grouped<K> {
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let mut customers: Vec<_> = keys.into_iter().zip(starts.zip(ends.iter().copied())).collect();
    par::sort_unstable_by(&mut customers, |a, b| a.0.cmp(&b.0));
    let mut sorted = Grouped {
        keys: Vec::with_capacity(ends.len()),
        ends: Vec::with_capacity(ends.len()),
        words: Vec::with_capacity(words.len()),
    };
    for (key, (start, end)) in customers {
        sorted.keys.push(key);
        sorted.words.extend_from_slice(&words[start..end]);
        sorted.ends.push(sorted.words.len());
    }
    sorted
}

/// A hash by multiplying and folding: quick, and the same on every machine. Nothing depends
/// on its quality but time.
#[derive(Default)]
struct Fold(u64);

impl Fold {
    fn mix(&mut self, word: u64) {
        // 2⁶⁴ divided by the golden ratio, odd.
        let product = u128::from(self.0 ^ word) * 0x9e37_79b9_7f4a_7c15_u128;
        #[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
        let (low, high) = (product as u64, (product >> 64) as u64);
        self.0 = (low ^ high).rotate_left(23);
    }
}

impl Hasher for Fold {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        words.iter().for_each(|word| self.mix(u64::from_le_bytes(*word)));
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.mix(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(byte.into());
    }

    fn finish(&self) -> u64 {
        // Once more, because the upper bits choose the part.
        let product = u128::from(self.0) * 0xd6e8_feb8_6659_fd93_u128;
        #[expect(clippy::cast_possible_truncation, reason = "the halves are what is wanted")]
        let folded = product as u64 ^ (product >> 64) as u64;
        folded
    }
}
