//! Customers as numbers that order as their keys do: what a bulk load sorts by.

use std::any::Any;
use std::collections::BTreeMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Key, group};
use crate::par;
use crate::personal::Label;

/// A number for the customer of each row, which orders as the keys do.
pub(crate) trait Ordinals: Sync {
    type Key;

    /// The customer of a row.
    fn ordinal(&self, row: usize) -> u64;

    /// The least and the greatest customer, if that is known without looking.
    fn range(&self) -> Option<(u64, u64)> {
        None
    }

    /// The key of a customer.
    fn key(&self, ordinal: u64) -> Self::Key;
}

/// Keys that are integers: each is its own ordinal.
pub(crate) struct Integers<'a, K>(&'a [K]);

/// Keys in a dictionary.
pub(crate) struct Coded<'a, K> {
    /// The code of each row.
    codes: &'a [u32],
    /// The key of each code.
    names: &'a [K],
    // Invariant: the place of each code's key among the distinct keys.
    ranks: Vec<u32>,
    // Invariant: a code of each of the distinct keys, which ascend strictly.
    sorted: Vec<u32>,
}

impl<'a, K: Key> Integers<'a, K> {
    /// `None` if keys of this type are no integers.
    pub(crate) fn new(keys: &'a [K]) -> Option<Self> {
        from_ordinal::<K>(0).map(|_| Self(keys))
    }
}

impl<K: Key> Ordinals for Integers<'_, K> {
    type Key = K;

    #[inline]
    fn ordinal(&self, row: usize) -> u64 {
        to_ordinal(&self.0[row]).unwrap_or_default()
    }

    fn key(&self, ordinal: u64) -> K {
        from_ordinal(ordinal).expect("`new` has seen that keys are integers")
    }
}

/// Every integer type, with the bit that makes its order that of `u64`. The comparisons of
/// types are settled when the crate is compiled, so nothing of this is left in the loop.
macro_rules! integers {
    ($($type:ty as $unsigned:ty, $sign:expr;)*) => {
        #[inline]
        fn to_ordinal<K: Key>(key: &K) -> Option<u64> {
            let key: &dyn Any = key;
            $(if let Some(&key) = key.downcast_ref::<$type>() {
                return Some(u64::from(key.cast_unsigned_or_self() ^ $sign));
            })*
            None
        }

        #[expect(irrefutable_let_patterns, reason = "for the widest types")]
        fn from_ordinal<K: Key>(ordinal: u64) -> Option<K> {
            $(if let Ok(number) = <$unsigned>::try_from(ordinal) {
                let key = <$type>::from_unsigned(number ^ $sign);
                if let Some(key) = (&key as &dyn Any).downcast_ref::<K>() {
                    return Some(key.clone());
                }
            })*
            None
        }

        $(impl Bits for $type {
            type Unsigned = $unsigned;

            #[inline]
            fn cast_unsigned_or_self(self) -> $unsigned {
                <$unsigned>::from_ne_bytes(self.to_ne_bytes())
            }

            fn from_unsigned(bits: $unsigned) -> Self {
                Self::from_ne_bytes(bits.to_ne_bytes())
            }
        })*
    };
}

/// An integer's bits, whatever they mean.
trait Bits {
    type Unsigned;

    fn cast_unsigned_or_self(self) -> Self::Unsigned;

    fn from_unsigned(bits: Self::Unsigned) -> Self;
}

integers! {
    u64 as u64, 0;
    u32 as u32, 0;
    u16 as u16, 0;
    i64 as u64, 1 << 63;
    i32 as u32, 1 << 31;
}

impl<'a, K: Key> Coded<'a, K> {
    /// Customers by their place in `names`, which may be in any order and repeat.
    ///
    /// `None` if a code has no name.
    pub(crate) fn new(codes: &'a [u32], names: &'a [K]) -> Option<Self> {
        let within =
            |range: Range<usize>| codes[range].iter().all(|&code| (code as usize) < names.len());
        if !par::map_blocks(codes.len(), group::CHUNK, within).into_iter().all(|fits| fits) {
            return None;
        }
        let mut in_order = in_order(names);
        let same = |a: &(u128, u32), b: &(u128, u32)| {
            a.0 == b.0 && names[a.1 as usize] == names[b.1 as usize]
        };
        let mut ranks = vec![0; names.len()];
        for (rank, equal) in (0..).zip(in_order.chunk_by(same)) {
            equal.iter().for_each(|&(_, code)| ranks[code as usize] = rank);
        }
        in_order.dedup_by_key(|(_, code)| ranks[*code as usize]);
        let sorted = in_order.into_iter().map(|(_, code)| code).collect();
        Some(Self { codes, names, ranks, sorted })
    }
}

impl<K: Key> Ordinals for Coded<'_, K> {
    type Key = K;

    #[inline]
    fn ordinal(&self, row: usize) -> u64 {
        self.ranks[self.codes[row] as usize].into()
    }

    fn range(&self) -> Option<(u64, u64)> {
        Some((0, self.sorted.len().checked_sub(1)? as u64))
    }

    fn key(&self, ordinal: u64) -> K {
        let code = self.sorted[usize::try_from(ordinal).expect("a rank is an index")];
        self.names[code as usize].clone()
    }
}

/// The places of `names` in the order of what stands there, each with a number that orders as
/// far as it goes.
fn in_order<K: Key>(names: &[K]) -> Vec<(u128, u32)> {
    // Texts lie about in memory, so most comparisons are made of what begins them: the 16
    // bytes after those that all share, in a number that orders as they do.
    let shared = names.first().and_then(text).map(|first| {
        let blocks = par::map_blocks(names.len(), par::BLOCK, |block| {
            let texts = names[block].iter().filter_map(text);
            texts.map(|text| shared_bytes(first, text)).min().unwrap_or_default()
        });
        blocks.into_iter().min().unwrap_or_default()
    });
    let beginning = |name: &K| {
        let bytes = text(name).zip(shared).map_or(&[][..], |(text, at)| &text.as_bytes()[at..]);
        let mut begins = [0; 16];
        let length = bytes.len().min(16);
        begins[..length].copy_from_slice(&bytes[..length]);
        u128::from_be_bytes(begins)
    };
    let blocks = par::map_blocks(names.len(), par::BLOCK, |block| {
        let places = (0_u32..).skip(block.start);
        names[block].iter().map(beginning).zip(places).collect::<Vec<_>>()
    });
    let mut places = blocks.concat();
    par::sort_unstable_by(&mut places, |(a, i), (b, j)| {
        let whole = || names[*i as usize].cmp(&names[*j as usize]);
        a.cmp(b).then_with(whole).then_with(|| i.cmp(j))
    });
    places
}

/// How many bytes begin both.
fn shared_bytes(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

/// A key as text, if its type is a usual one of texts: these order as their bytes do.
pub(crate) fn text<K: Any>(key: &K) -> Option<&str> {
    let key: &dyn Any = key;
    let text = key.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| key.downcast_ref::<&'static str>().copied());
    let text = text.or_else(|| key.downcast_ref::<Box<str>>().map(AsRef::as_ref));
    let text = text.or_else(|| key.downcast_ref::<Arc<str>>().map(AsRef::as_ref));
    text.or_else(|| key.downcast_ref::<Label>().map(Label::as_str))
}

/// The distinct keys, and for each row the place of its own among them.
///
/// Rows are brought together by a hash of their keys with the machinery of the bulk load.
/// Then each is compared with the key it was given, so the result is exact whatever the hash
/// is; should two keys share theirs, it is found in another way.
pub(crate) fn dictionary<K: Key>(keys: &[K]) -> (Vec<u32>, Vec<K>) {
    let hasher = BuildHasherDefault::<Fold>::default();
    let blocks = par::map_blocks(keys.len(), group::CHUNK, |block| {
        keys[block].iter().map(|key| hasher.hash_one(key)).collect::<Vec<u64>>()
    });
    let hashes = blocks.concat();
    let rows = group::Rows {
        len: keys.len(),
        ordinal: |row: usize| hashes[row],
        range: Some((0, u64::MAX)),
        word: |row: usize| Some(row as u64),
        squeeze: group::Squeeze::new(48, (0, 0), keys.len() as u64),
    };
    let same_hash = group::group(&rows, &|_| ());
    drop(hashes);
    // Rows are all over the column, so each is set on its own.
    let codes: Vec<AtomicU32> = (0..keys.len()).map(|_| AtomicU32::new(0)).collect();
    let index = |word: u64| usize::try_from(word).expect("a row is an index");
    let firsts = par::map_blocks(same_hash.ends.len(), par::BLOCK, |block| {
        let mut start = block.start.checked_sub(1).map_or(0, |before| same_hash.ends[before]);
        let mut firsts = Vec::with_capacity(block.len());
        for code in block {
            let rows = &same_hash.words[start..same_hash.ends[code]];
            start = same_hash.ends[code];
            firsts.push(index(rows[0]));
            let code = u32::try_from(code).expect("fewer customers than fit 32 bits");
            rows.iter().for_each(|&row| codes[index(row)].store(code, Ordering::Relaxed));
        }
        firsts
    });
    let firsts = firsts.concat();
    let codes: Vec<u32> = codes.into_iter().map(AtomicU32::into_inner).collect();
    let exact = par::map_blocks(keys.len(), group::CHUNK, |block| {
        let named = |row: usize| &keys[firsts[codes[row] as usize]];
        block.into_iter().all(|row| keys[row] == *named(row))
    });
    if exact.contains(&false) {
        return dictionary_by_order(keys);
    }
    (codes, firsts.into_iter().map(|row| keys[row].clone()).collect())
}

/// [`dictionary`], without a hash.
fn dictionary_by_order<K: Key>(keys: &[K]) -> (Vec<u32>, Vec<K>) {
    let mut codes = BTreeMap::new();
    keys.iter().for_each(|key| {
        codes.entry(key).or_insert(0_u32);
    });
    codes.values_mut().zip(0..).for_each(|(code, place)| *code = place);
    (keys.iter().map(|key| codes[key]).collect(), codes.into_keys().cloned().collect())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct Clash(u32);

    /// All keys share a hash.
    impl std::hash::Hash for Clash {
        fn hash<H: Hasher>(&self, state: &mut H) {
            state.write_u8(0);
        }
    }

    #[track_caller]
    fn check<K: Key>(keys: &[K]) {
        let (codes, names) = dictionary(keys);
        assert!(keys.iter().zip(&codes).all(|(key, &code)| *key == names[code as usize]));
        let coded = Coded::new(&codes, &names).unwrap();
        for pair in (0..keys.len()).collect::<Vec<_>>().windows(2) {
            let (i, j) = (pair[0], pair[1]);
            assert_eq!(coded.ordinal(i).cmp(&coded.ordinal(j)), keys[i].cmp(&keys[j]));
            assert!(coded.key(coded.ordinal(i)) == keys[i]);
        }
    }

    #[test]
    fn ordinals_order_as_keys_do() {
        let numbers = || (0..5_000_u32).map(|i| i.wrapping_mul(2_654_435_761) % 700);
        check(&numbers().map(|i| i.to_string()).collect::<Vec<String>>());
        check(
            &numbers().map(|i| format!("customer number {i} of a long name")).collect::<Vec<_>>(),
        );
        check(&numbers().map(|i| "x".repeat(i as usize % 40)).collect::<Vec<_>>());
        check(
            &numbers().map(|i| format!("a\0{}", "\0".repeat(i as usize % 5))).collect::<Vec<_>>(),
        );
        check(&numbers().map(|i| (i % 7, i.to_string())).collect::<Vec<_>>());
        check(&numbers().map(i64::from).map(|i| i - 300).collect::<Vec<_>>());
        check::<String>(&[]);
    }

    #[test]
    fn keys_with_one_hash_are_told_apart() {
        check(&(0..500).map(|i| Clash(i * 7 % 60)).collect::<Vec<_>>());
    }

    #[test]
    fn every_integer_type_keeps_its_order() {
        fn check<K: Key>(ascending: &[K]) {
            let integers = Integers::new(ascending).unwrap();
            let ordinals: Vec<u64> = (0..ascending.len()).map(|i| integers.ordinal(i)).collect();
            assert!(ordinals.is_sorted());
            assert!(ordinals.iter().zip(ascending).all(|(&o, key)| integers.key(o) == *key));
        }
        check(&[0, 1, u64::MAX]);
        check(&[0, 1, u32::MAX]);
        check(&[0, 1, u16::MAX]);
        check(&[i64::MIN, -1, 0, 1, i64::MAX]);
        check(&[i32::MIN, -1, 0, 1, i32::MAX]);
        assert!(Integers::new(&["text"]).is_none());
    }
}
