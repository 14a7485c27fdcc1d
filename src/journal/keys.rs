//! Customers as numbers that order as their keys do: what a bulk load sorts by.

use std::any::Any;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use super::{Key, group};
use crate::par;

/// A number for the customer of each row, which orders as the keys do.
pub(crate) trait Ordinals: Sync {
    type Key;

    /// The customer of a row.
    fn ordinal(&self, row: usize) -> u64;

    /// The key of a customer.
    fn key(&self, ordinal: u64) -> Self::Key;
}

/// Keys that are integers: each is its own ordinal.
pub(crate) struct Integers<'a, K>(&'a [K]);

/// Keys in a dictionary.
pub(crate) struct Coded<'a, K> {
    /// The code of each row.
    codes: &'a [u32],
    // Invariant: the place of each code's key among the distinct keys.
    ranks: Vec<u32>,
    // Invariant: ascending strictly.
    keys: Vec<K>,
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
    pub(crate) fn new(codes: &'a [u32], names: &[K]) -> Option<Self> {
        let within = |range: std::ops::Range<usize>| {
            codes[range].iter().all(|&code| (code as usize) < names.len())
        };
        if !par::map_blocks(codes.len(), group::CHUNK, within).into_iter().all(|fits| fits) {
            return None;
        }
        let mut order: Vec<u32> = (0..).take(names.len()).collect();
        par::sort_unstable_by(&mut order, |&a, &b| names[a as usize].cmp(&names[b as usize]));
        let (mut ranks, mut keys) = (vec![0; names.len()], Vec::<K>::with_capacity(names.len()));
        let mut rank = 0;
        for &code in &order {
            let name = &names[code as usize];
            if keys.last() != Some(name) {
                rank = u32::try_from(keys.len()).ok()?;
                keys.push(name.clone());
            }
            ranks[code as usize] = rank;
        }
        Some(Self { codes, ranks, keys })
    }
}

impl<K: Key> Ordinals for Coded<'_, K> {
    type Key = K;

    #[inline]
    fn ordinal(&self, row: usize) -> u64 {
        self.ranks[self.codes[row] as usize].into()
    }

    fn key(&self, ordinal: u64) -> K {
        self.keys[usize::try_from(ordinal).expect("a rank is an index")].clone()
    }
}

/// The distinct keys, and for each row the place of its own among them.
///
/// Rows are brought together by a hash of their keys with the machinery of the bulk load, and
/// then compared, so the result is exact whatever the hash is.
pub(crate) fn dictionary<K: Key>(keys: &[K]) -> (Vec<u32>, Vec<K>) {
    let hasher = BuildHasherDefault::<Fold>::default();
    let hash = |row: usize| hasher.hash_one(&keys[row]);
    let rows = group::Rows {
        len: keys.len(),
        ordinal: hash,
        word: |row: usize| Some(row as u64),
        squeeze: group::Squeeze::new(48, (0, 0), keys.len() as u64),
    };
    let same_hash = group::group(&rows, &|hash| hash);
    let mut codes = vec![0; keys.len()];
    let mut names = Vec::with_capacity(same_hash.ends.len());
    let row = |word: u64| usize::try_from(word).expect("a row is an index");
    let mut start = 0;
    for &end in &same_hash.ends {
        let mut group: Vec<usize> = same_hash.words[start..end].iter().map(|&w| row(w)).collect();
        start = end;
        while let Some(&first) = group.first() {
            let code = u32::try_from(names.len()).expect("fewer customers than fit 32 bits");
            names.push(keys[first].clone());
            // Nearly always all of them, and then the loop ends.
            group.retain(|&row| {
                let same = keys[row] == keys[first];
                if same {
                    codes[row] = code;
                }
                !same
            });
        }
    }
    (codes, names)
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
