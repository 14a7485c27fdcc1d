//! Texts as numbers that order as they do.
//!
//! Names of customers are of a kind: all begin alike, or have digits at one place and a dash at
//! another. A [`Spelling`] knows which bytes occur at each place, and gives a place as many bits
//! as tell them apart: none where all texts agree, four for a digit. So most names fit a number
//! of 64 bits, which needs no dictionary and from which they are read back. Of others the number
//! tells how they begin.

use std::any::Any;
use std::sync::Arc;

use super::group::{self, Grouped, Words};
use super::keys::Customers;
use super::{Key, alike};
use crate::par;
use crate::personal::Label;

/// How far into a text a number may look.
const REACH: usize = 64;
/// Keys looked at by one task.
const BLOCK: usize = 1 << 14;

/// A key as text, if its type is a usual one of texts: these order as their bytes do.
#[inline]
pub(crate) fn text<K: Any>(key: &K) -> Option<&str> {
    let key: &dyn Any = key;
    let text = key.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| key.downcast_ref::<&'static str>().copied());
    let text = text.or_else(|| key.downcast_ref::<Box<str>>().map(AsRef::as_ref));
    let text = text.or_else(|| key.downcast_ref::<Arc<str>>().map(AsRef::as_ref));
    text.or_else(|| key.downcast_ref::<Label>().map(Label::as_str))
}

/// The key of a text, if keys of this type can be made of one.
fn key<K: Any>(mut text: String) -> Option<K> {
    fn fill<T: From<String> + 'static>(key: &mut dyn Any, text: &mut String) {
        if let Some(key) = key.downcast_mut::<Option<T>>() {
            *key = Some(std::mem::take(text).into());
        }
    }
    let mut key: Option<K> = None;
    fill::<String>(&mut key, &mut text);
    fill::<Box<str>>(&mut key, &mut text);
    fill::<Arc<str>>(&mut key, &mut text);
    fill::<Label>(&mut key, &mut text);
    key
}

/// How texts of a kind are written as numbers.
struct Spelling {
    /// At places where all texts agree, what they have.
    common: Vec<u8>,
    /// The places at which texts differ, as far as they fit the number.
    places: Vec<Place>,
    /// Whether a number tells a text from all others.
    exact: bool,
    some_empty: bool,
}

/// A place at which texts differ.
struct Place {
    at: usize,
    /// The byte of each digit, ascending; none says that the text has ended before.
    bytes: Vec<Option<u8>>,
    bits: u32,
    /// What each byte adds to the number: its digit, where the place has its bits.
    parts: [u64; 256],
}

/// What occurs in texts.
struct Seen {
    shortest: usize,
    longest: usize,
    /// Whether a byte occurs at a place.
    bytes: Box<[[bool; 256]; REACH]>,
}

impl Seen {
    /// `None` if a key is no text.
    fn among<K: Key>(keys: &[K]) -> Option<Self> {
        let bytes = vec![[false; 256]; REACH].try_into().ok()?;
        let mut seen = Self { shortest: usize::MAX, longest: 0, bytes };
        for key in keys {
            let text = text(key)?.as_bytes();
            seen.shortest = seen.shortest.min(text.len());
            seen.longest = seen.longest.max(text.len());
            for (byte, seen) in text.iter().zip(seen.bytes.iter_mut()) {
                seen[usize::from(*byte)] = true;
            }
        }
        Some(seen)
    }

    fn and(mut self, other: &Self) -> Self {
        self.shortest = self.shortest.min(other.shortest);
        self.longest = self.longest.max(other.longest);
        let both = self.bytes.as_flattened_mut().iter_mut().zip(other.bytes.as_flattened());
        both.for_each(|(a, b)| *a |= b);
        self
    }
}

impl Spelling {
    /// `None` if keys of this type are no texts.
    fn of<K: Key>(keys: &[K]) -> Option<Self> {
        let blocks = par::map_blocks(keys.len(), BLOCK, |block| Seen::among(&keys[block]));
        let seen = blocks.into_iter().reduce(|a, b| Some(a?.and(&b?)))??;
        let (mut common, mut places, mut free) = (Vec::new(), Vec::new(), u64::BITS);
        let mut exact = key::<K>(String::new()).is_some() && seen.longest <= REACH;
        for (at, occur) in seen.bytes.iter().enumerate().take(seen.longest) {
            let ends = (seen.shortest <= at).then_some(None);
            let occur = (0..=u8::MAX).zip(occur).filter(|(_, occurs)| **occurs);
            let bytes: Vec<Option<u8>> =
                ends.into_iter().chain(occur.map(|(byte, _)| Some(byte))).collect();
            common.extend(bytes.iter().flatten().next());
            let bits = usize::BITS - (bytes.len() - 1).leading_zeros();
            if free < bits {
                exact = false;
                break;
            }
            free -= bits;
            if 0 < bits {
                places.push(Place::new(at, bytes, bits));
            }
        }
        let mut shift = 0;
        for place in places.iter_mut().rev() {
            place.parts.iter_mut().for_each(|part| *part <<= shift);
            shift += place.bits;
        }
        Some(Self { common, places, exact, some_empty: seen.shortest == 0 })
    }

    #[inline]
    fn number(&self, text: &[u8]) -> u64 {
        let part = |place: &Place| text.get(place.at).map(|&byte| place.parts[usize::from(byte)]);
        self.places.iter().filter_map(part).sum()
    }

    /// The text of a number, if numbers are exact.
    fn text(&self, number: u64) -> String {
        let (mut text, mut length, mut rest) = (self.common.clone(), self.common.len(), number);
        for Place { at, bytes, bits, .. } in self.places.iter().rev() {
            #[expect(clippy::cast_possible_truncation, reason = "a digit is below 257")]
            let digit = (rest & ((1 << bits) - 1)) as usize;
            rest >>= bits;
            match bytes[digit] {
                Some(byte) => text[*at] = byte,
                None => length = length.min(*at),
            }
        }
        text.truncate(length);
        String::from_utf8(text).expect("a number is that of a text")
    }
}

impl Place {
    fn new(at: usize, bytes: Vec<Option<u8>>, bits: u32) -> Self {
        let mut parts = [0; 256];
        for (digit, byte) in (0..).zip(&bytes) {
            byte.iter().for_each(|&byte| parts[usize::from(byte)] = digit);
        }
        Self { at, bytes, bits, parts }
    }
}

/// Keys that are texts of a kind.
pub(crate) struct Texts<'a, K> {
    keys: &'a [K],
    spelling: Spelling,
    /// The number of each row.
    numbers: Vec<u64>,
    range: Option<(u64, u64)>,
}

impl<'a, K: Key> Texts<'a, K> {
    /// `None` if keys of this type are no texts.
    pub(crate) fn new(keys: &'a [K]) -> Option<Self> {
        let spelling = Spelling::of(keys)?;
        let mut numbers = vec![0; keys.len()];
        let tasks = numbers.chunks_mut(BLOCK).zip(keys.chunks(BLOCK)).collect();
        let ends = par::map(tasks, |(numbers, keys)| {
            let (mut least, mut most) = (u64::MAX, 0);
            for (number, key) in numbers.iter_mut().zip(keys) {
                *number = spelling.number(text(key).unwrap_or_default().as_bytes());
                (least, most) = (least.min(*number), most.max(*number));
            }
            (least, most)
        });
        let range = ends.into_iter().reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)));
        Some(Self { keys, spelling, numbers, range })
    }
}

impl<K: Key> Texts<'_, K> {
    /// A number that orders as the text of a row does, as far as it goes.
    #[inline]
    pub(super) fn number(&self, row: usize) -> u64 {
        self.numbers[row]
    }

    /// The least and the greatest number.
    pub(super) fn range(&self) -> Option<(u64, u64)> {
        self.range
    }

    /// Whether one of the texts is empty.
    pub(crate) fn some_empty(&self) -> bool {
        self.spelling.some_empty
    }

    /// Whether a number tells a text from all others.
    pub(super) fn exact(&self) -> bool {
        self.spelling.exact
    }

    /// The key of a number, if numbers are exact.
    pub(super) fn key(&self, number: u64) -> K {
        key(self.spelling.text(number)).expect("only keys that are made of texts are exact")
    }
}

impl<K: Key> Customers for Texts<'_, K> {
    type Key = K;

    fn group(&self, words: &Words<impl Fn(usize) -> Option<u64> + Sync>) -> Grouped<K> {
        if self.spelling.exact {
            let number = |row: usize| self.number(row);
            return group::group(&words.of(&number, self.range), &|number| self.key(number));
        }
        let name = |row: usize| text(&self.keys[row]).unwrap_or_default();
        alike::group((&self.numbers, self.range), words, name, |row| self.keys[row].clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(texts: &[String], exact: bool) {
        let numbers = Texts::new(texts).unwrap();
        assert_eq!(numbers.spelling.exact, exact);
        assert_eq!(numbers.some_empty(), texts.iter().any(String::is_empty));
        for i in 0..texts.len() {
            let (number, j) = (numbers.number(i), i * 7 % texts.len());
            let by_number = number.cmp(&numbers.number(j));
            let by_text = texts[i].cmp(&texts[j]);
            assert!(by_number == by_text || !exact && by_number.is_eq());
            assert!(!exact || numbers.key(number) == texts[i]);
        }
    }

    fn texts(text: impl Fn(usize) -> String) -> Vec<String> {
        (0..900).map(|i: usize| text(i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 20)).collect()
    }

    #[test]
    fn numbers_order_as_texts_and_give_them_back() {
        check(&["one and the same".to_owned(), "one and the same".to_owned()], true);
        check(&[String::new(), "\0".to_owned(), "\0\0".to_owned(), "\0\0a".to_owned()], true);
        check(&texts(|i| format!("C{}", i % 100_000)), true);
        check(&texts(|i| "x".repeat(i % 60)), true);
        check(&texts(|i| format!("{:08x}-{:04x}", i % 4_000_000_000, i % 65_535)), true);
        check(&texts(|i| format!("顾客{}é{}", i % 1_000, i % 7)), true);
    }

    #[test]
    fn numbers_of_long_texts_order_as_far_as_they_go() {
        check(&texts(|i| format!("{i:016x}{:x}", i ^ 12_345)), false);
        check(&texts(|i| format!("{i}@{}.example", ["shop", "mail"][i % 2])), false);
        check(&texts(|i| "x".repeat(i % 100)), false);
        check(&["x".repeat(REACH), "x".repeat(REACH + 1)], false);
    }

    #[test]
    fn keys_that_cannot_be_made_are_not_made() {
        assert!(!Texts::new(&["static", "text"]).unwrap().spelling.exact);
        assert!(Texts::new(&[1_u128]).is_none());
        assert!(Texts::<String>::new(&[]).is_none());
    }
}
