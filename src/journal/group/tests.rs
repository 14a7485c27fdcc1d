use std::collections::BTreeMap;

use super::*;

/// The literal definition.
fn naive(rows: &[(u64, u64)]) -> Grouped<u64> {
    let mut lists = BTreeMap::<u64, Vec<u64>>::new();
    rows.iter().for_each(|&(ordinal, word)| lists.entry(ordinal).or_default().push(word));
    let mut grouped = Grouped { keys: Vec::new(), ends: Vec::new(), words: Vec::new() };
    for (ordinal, mut words) in lists {
        words.sort_unstable();
        grouped.words.append(&mut words);
        grouped.keys.push(ordinal);
        grouped.ends.push(grouped.words.len());
    }
    grouped
}

fn quick(rows: &[(u64, u64)], keep: impl Fn(u64) -> bool + Sync) -> Grouped<u64> {
    let words = || rows.iter().map(|row| row.1);
    let high = (words().map(|w| w >> 5).min(), words().map(|w| w >> 5).max());
    let low = words().map(|w| w & 31).max().unwrap_or_default();
    let squeeze = Squeeze::new(5, (high.0.unwrap_or_default(), high.1.unwrap_or_default()), low);
    let word = |row: usize| Some(rows[row].1).filter(|&word| keep(word));
    let words = Words { len: rows.len(), word, squeeze };
    group(&words.of(&|row| rows[row].0, None), &|ordinal| ordinal)
}

#[track_caller]
fn check(rows: &[(u64, u64)]) {
    // Narrow words travel with their customer in 64 bits, wide ones in 128.
    assert!(quick(rows, |_| true) == naive(rows));
    let wide: Vec<_> = rows.iter().map(|&(ordinal, word)| (ordinal, word << 50 | word)).collect();
    assert!(quick(&wide, |_| true) == naive(&wide));
}

/// A splitmix, to have numbers that look like any.
fn hash(i: u64) -> u64 {
    let z = (i ^ (i >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb)
}

fn rows(n: u64, ordinal: impl Fn(u64) -> u64) -> Vec<(u64, u64)> {
    (0..n).map(|i| (ordinal(i), hash(i) % 1000)).collect()
}

#[test]
fn groups_are_those_of_a_map() {
    check(&[]);
    check(&[(7, 3)]);
    check(&[(u64::MAX, 3), (0, 1), (u64::MAX, 2)]);
    check(&rows(70_000, |i| hash(i) % 9_000));
    check(&rows(70_000, |i| hash(hash(i) % 9_000)));
}

#[test]
fn more_rows_than_a_chunk_keep_their_words() {
    check(&rows(CHUNK as u64 + 70_000, |i| hash(i % 50_000)));
}

#[test]
fn one_customer_may_have_all_the_rows() {
    check(&rows(9 * PART as u64, |_| 42));
}

#[test]
fn a_crowded_bucket_is_taken_apart() {
    // All but one within the first of 4,096 ranges, again and again.
    check(&rows(9 * PART as u64, |i| if i == 0 { u64::MAX } else { hash(i) % (1 << 40) }));
    check(&rows(9 * PART as u64, |i| 1 << (hash(i) % 64)));
}

#[test]
fn rows_without_a_word_are_left_out() {
    let all = rows(50_000, |i| hash(i) % 900);
    let kept: Vec<_> = all.iter().copied().filter(|(_, word)| word % 3 != 0).collect();
    assert!(quick(&all, |word| word % 3 != 0) == naive(&kept));
    assert!(quick(&all, |_| false) == naive(&[]));
}
