//! Customers as numbers that order as their keys do: what a bulk load sorts by.
//!
//! | keys | number |
//! |---|---|
//! | integers | the key itself |
//! | names in a dictionary | the place among the names in order |
//! | texts | what spells the text, or its beginning ([`Texts`](super::Texts)) |
//! | all else | a hash, so that customers must be ordered later ([`Hashed`](super::Hashed)) |

use std::any::Any;
use std::ops::Range;

use super::group::{self, Grouped, Words};
use super::{Key, Texts};
use crate::par;

/// Which customer each row is of.
pub(crate) trait Customers: Sync {
    type Key;

    /// Brings the words of rows together by customer, and in order.
    fn group(&self, words: &Words<impl Fn(usize) -> Option<u64> + Sync>) -> Grouped<Self::Key>;
}

/// Keys that are integers: each is its own ordinal.
pub(crate) struct Integers<'a, K>(&'a [K]);

/// Keys in a dictionary.
pub(crate) struct Coded<'a, K> {
    /// The code of each row.
    codes: &'a [u32],
    names: Names<'a, K>,
}

/// The names of a dictionary, in any order, and some of them perhaps repeated.
enum Names<'a, K> {
    /// They are read back from their numbers.
    Spelled(Texts<'a, K>),
    Ranked {
        names: &'a [K],
        // Invariant: the place of each name among the distinct names in order.
        ranks: Vec<u32>,
        // Invariant: a code of each of the distinct names, which ascend strictly.
        sorted: Vec<u32>,
    },
}

impl<'a, K: Key> Integers<'a, K> {
    /// `None` if keys of this type are no integers.
    pub(crate) fn new(keys: &'a [K]) -> Option<Self> {
        from_ordinal::<K>(0).map(|_| Self(keys))
    }
}

impl<K: Key> Customers for Integers<'_, K> {
    type Key = K;

    fn group(&self, words: &Words<impl Fn(usize) -> Option<u64> + Sync>) -> Grouped<K> {
        let ordinal = |row: usize| to_ordinal(&self.0[row]).unwrap_or_default();
        let key = |ordinal| from_ordinal(ordinal).expect("`new` has seen that keys are integers");
        group::group(&words.of(&ordinal, None), &key)
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
        let names = match Texts::new(names) {
            Some(texts) if texts.exact() => Names::Spelled(texts),
            texts => Names::ranked(names, texts.as_ref()),
        };
        Some(Self { codes, names })
    }
}

impl<'a, K: Key> Names<'a, K> {
    fn ranked(names: &'a [K], texts: Option<&Texts<'_, K>>) -> Self {
        // Texts lie about in memory, so most comparisons are made of their numbers.
        let number = |code: usize| texts.map_or(0, |texts| texts.number(code));
        let mut in_order: Vec<(u64, u32)> = (0..names.len()).map(number).zip(0..).collect();
        let name = |code: u32| &names[code as usize];
        par::sort_unstable_by(&mut in_order, |&(a, i), &(b, j)| {
            a.cmp(&b).then_with(|| name(i).cmp(name(j))).then(i.cmp(&j))
        });
        let mut ranks = vec![0; names.len()];
        let same = |&(a, i): &(u64, u32), &(b, j): &(u64, u32)| a == b && name(i) == name(j);
        for (rank, equal) in (0..).zip(in_order.chunk_by(same)) {
            equal.iter().for_each(|&(_, code)| ranks[code as usize] = rank);
        }
        in_order.dedup_by_key(|(_, code)| ranks[*code as usize]);
        let sorted = in_order.into_iter().map(|(_, code)| code).collect();
        Self::Ranked { names, ranks, sorted }
    }
}

impl<K: Key> Customers for Coded<'_, K> {
    type Key = K;

    fn group(&self, words: &Words<impl Fn(usize) -> Option<u64> + Sync>) -> Grouped<K> {
        let code = |row: usize| self.codes[row] as usize;
        match &self.names {
            Names::Spelled(texts) => {
                let number = |row: usize| texts.number(code(row));
                group::group(&words.of(&number, texts.range()), &|number| texts.key(number))
            }
            Names::Ranked { names, ranks, sorted } => {
                let rank = |row: usize| ranks[code(row)].into();
                let key = |rank: u64| {
                    let code = sorted[usize::try_from(rank).expect("a rank is an index")];
                    names[code as usize].clone()
                };
                let most = sorted.len().saturating_sub(1) as u64;
                group::group(&words.of(&rank, Some((0, most))), &key)
            }
        }
    }
}

#[cfg(test)]
mod tests;
