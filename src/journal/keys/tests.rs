use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use super::*;
use crate::journal::{Hashed, Squeeze};
use crate::personal::Label;

/// Keys that all share a hash.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Clash(u32);

impl Hash for Clash {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u8(0);
    }
}

/// Some rows have no word, and words come in no order.
fn word(row: usize) -> Option<u64> {
    let row = row as u64;
    (row % 11 != 3).then_some(row.wrapping_mul(2_654_435_761) % 1_000)
}

/// Holds the rows of `keys`, as `customers` groups them, against the literal definition.
#[track_caller]
fn check<K: Key>(keys: &[K], customers: &impl Customers<Key = K>) {
    let mut lists = BTreeMap::<&K, Vec<u64>>::new();
    for (row, key) in keys.iter().enumerate() {
        if let Some(word) = word(row) {
            lists.entry(key).or_default().push(word);
        }
    }
    let words = Words { len: keys.len(), word, squeeze: Squeeze::new(63, (0, 0), 1_000) };
    let Grouped { keys, ends, words } = customers.group(&words);
    assert_eq!(keys.len(), lists.len());
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let grouped = keys.iter().zip(starts.zip(&ends).map(|(start, &end)| &words[start..end]));
    for ((key, words), (expected, mut list)) in grouped.zip(lists) {
        list.sort_unstable();
        assert!(key == expected && words == list);
    }
}

/// As a service hands them over: by row.
#[track_caller]
fn check_rows<K: Key>(keys: &[K]) {
    match Texts::new(keys) {
        Some(texts) => check(keys, &texts),
        None => check(keys, &Hashed(keys)),
    }
    // And by code, in a dictionary that has some names twice and some for nobody.
    let names: Vec<K> = keys.iter().rev().take(100).chain(keys).cloned().collect();
    let codes: Vec<u32> = (100..).take(keys.len()).collect();
    check(keys, &Coded::new(&codes, &names).unwrap());
}

/// Numbers in no order, each several times.
fn numbers() -> impl Iterator<Item = u32> {
    (0..5_000_u32).map(|i| i.wrapping_mul(2_654_435_761) % 700)
}

#[test]
fn texts_are_grouped_as_a_map_groups_them() {
    let texts = |text: fn(u32) -> String| numbers().map(text).collect::<Vec<String>>();
    let kinds = [
        texts(|i| i.to_string()),
        texts(|i| format!("customer number {i} of a long name")),
        texts(|i| "x".repeat(i as usize % 90)),
        texts(|i| format!("a\0{}", "\0".repeat(i as usize % 5))),
        texts(|i| format!("{:040x}", u128::from(i).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c))),
        texts(|i| format!("{}{}", ["顾客", "café", "🛒"][i as usize % 3], i % 50)),
        // Beyond the reach of the numbers, and all alike within it.
        texts(|i| format!("{}{i}", "-".repeat(80))),
        Vec::new(),
    ];
    for keys in &kinds {
        check_rows(keys);
        check_rows(&keys.iter().map(|key| Label::from(key.as_str())).collect::<Vec<_>>());
        check_rows(&keys.iter().map(|key| Arc::from(key.as_str())).collect::<Vec<Arc<str>>>());
        check_rows(&keys.iter().map(|key| Box::from(key.as_str())).collect::<Vec<Box<str>>>());
    }
    check_rows(&numbers().map(|i| ["ann", "bob", "ann ", ""][i as usize % 4]).collect::<Vec<_>>());
}

#[test]
fn keys_of_any_type_are_grouped_as_a_map_groups_them() {
    check_rows(&numbers().map(|i| (i % 7, i.to_string())).collect::<Vec<_>>());
    check_rows(&numbers().map(|i| u128::from(i) << 77).collect::<Vec<_>>());
}

#[test]
fn keys_with_one_hash_are_told_apart() {
    check_rows(&numbers().map(|i| Clash(i % 60)).collect::<Vec<_>>());
}

#[test]
fn integers_are_grouped_as_a_map_groups_them() {
    let keys: Vec<i64> = numbers().map(|i| i64::from(i) - 300).collect();
    check(&keys, &Integers::new(&keys).unwrap());
    check_rows(&keys);
}

#[test]
fn every_integer_type_keeps_its_order() {
    fn check<K: Key>(ascending: &[K]) {
        let ordinals: Vec<u64> = ascending.iter().map(|key| to_ordinal(key).unwrap()).collect();
        assert!(ordinals.is_sorted());
        let same = |(&ordinal, key)| from_ordinal::<K>(ordinal).as_ref() == Some(key);
        assert!(ordinals.iter().zip(ascending).all(same));
    }
    check(&[0, 1, u64::MAX]);
    check(&[0, 1, u32::MAX]);
    check(&[0, 1, u16::MAX]);
    check(&[i64::MIN, -1, 0, 1, i64::MAX]);
    check(&[i32::MIN, -1, 0, 1, i32::MAX]);
    assert!(Integers::new(&["text"]).is_none());
}
