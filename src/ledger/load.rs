//! Bulk loads: columns in, segments out.

use std::ops::Range;

use super::door::{Judged, Verdict, is_missing};
use super::entry::Entry;
use super::orders::{Customers, Orders};
use super::policy::Policy;
use super::report::Fate;
use crate::day::Day;
use crate::error::{ErrorKind, Found, Result};
use crate::journal::{self, Coded, Hashed, Integers, Key, Segment, Squeeze, Texts, Words};
use crate::money::Money;
use crate::par;
use crate::record::{Kind, Word};

/// Rows judged by one task.
const CHUNK: usize = 1 << 18;
/// Rows looked at together before they are looked at one by one.
const GLANCE: usize = 1 << 10;

/// What a load brings: purchases that fit a word in a segment of their own, and the others.
pub(super) struct Load<K> {
    pub(super) judged: Judged,
    pub(super) packed: Option<Segment<K, Entry>>,
    pub(super) wide: Vec<(K, Entry)>,
    /// The index of each wide one.
    pub(super) indices: Vec<usize>,
}

/// Judges and brings in order all rows of `orders`.
pub(super) fn load<K: Key>(orders: &Orders<'_, K>, policy: &Policy) -> Result<Load<K>> {
    match &orders.customers {
        Customers::Coded { codes, names } => {
            let coded = Coded::new(codes, names).ok_or_else(|| unknown_code(codes, names.len()))?;
            let some_missing = names.iter().any(is_missing);
            let key = |row: usize| &names[codes[row] as usize];
            Rows { orders, policy, key, some_missing }.load(&coded)
        }
        Customers::Keys(keys) => {
            let key = |row: usize| &keys[row];
            let rows = |some_missing| Rows { orders, policy, key, some_missing };
            if let Some(integers) = Integers::new(keys) {
                return rows(false).load(&integers);
            }
            match Texts::new(keys) {
                Some(texts) => rows(texts.some_empty()).load(&texts),
                None => rows(false).load(&Hashed(keys)),
            }
        }
    }
}

/// What a look at some rows brings.
struct Chunk {
    judged: Judged,
    /// Whether all are sales that fit a word.
    plain: bool,
    extent: Extent,
}

/// How far the rows reach that are packed.
#[derive(Clone, Copy)]
struct Extent {
    days: (i32, i32),
    amount: i64,
}

impl Default for Chunk {
    fn default() -> Self {
        let extent = Extent { days: (i32::MAX, i32::MIN), amount: 0 };
        Self { judged: Judged::default(), plain: true, extent }
    }
}

impl Chunk {
    fn and(self, later: Self) -> Self {
        let judged = self.judged.and(later.judged);
        let extent = self.extent.and(later.extent);
        Self { judged, plain: self.plain && later.plain, extent }
    }
}

impl Extent {
    fn and(self, Self { days, amount }: Self) -> Self {
        let days = (self.days.0.min(days.0), self.days.1.max(days.1));
        Self { days, amount: self.amount.max(amount) }
    }

    fn squeeze(self) -> Squeeze {
        let Self { days: (first, last), amount } = self;
        let (least, most) = Word::span(first.min(last), first.max(last));
        Squeeze::new(Word::AMOUNT_BITS, (least, most), amount.unsigned_abs())
    }
}

/// Rows with what is needed to judge them.
struct Rows<'a, K: Clone, F> {
    orders: &'a Orders<'a, K>,
    policy: &'a Policy,
    key: F,
    /// Whether there may be rows without a customer.
    some_missing: bool,
}

impl<'k, K: Key, F: Fn(usize) -> &'k K + Sync> Rows<'_, K, F> {
    fn load(&self, customers: &impl journal::Customers<Key = K>) -> Result<Load<K>> {
        let len = self.orders.len();
        let chunks = par::map_blocks(len, CHUNK, |chunk| self.judge(chunk));
        let Chunk { judged, plain, extent } =
            chunks.into_iter().reduce(Chunk::and).unwrap_or_default();
        let squeeze = extent.squeeze();
        if plain {
            let word = |row: usize| Some(self.plain_word(row));
            let words = Words { len, word, squeeze };
            let packed = Some(Segment::grouped(customers.group(&words)));
            return Ok(Load { judged, packed, wide: Vec::new(), indices: Vec::new() });
        }
        let word = |row: usize| self.word(row);
        let grouped = customers.group(&Words { len, word, squeeze });
        let packed = (!grouped.words.is_empty()).then(|| Segment::grouped(grouped));
        let wide = par::map_blocks(len, CHUNK, |chunk| {
            let wide = chunk.filter_map(|row| Some(((self.key)(row), self.wide(row)?, row)));
            wide.map(|(key, entry, row)| ((key.clone(), entry), row)).collect::<Vec<_>>()
        });
        let (wide, indices) = wide.into_iter().flatten().unzip();
        Ok(Load { judged, packed, wide, indices })
    }

    fn judge(&self, rows: Range<usize>) -> Chunk {
        let mut chunk = Chunk::default();
        for glance in par::blocks(rows.len(), GLANCE) {
            let rows = rows.start + glance.start..rows.start + glance.end;
            if let Some((extent, turnover)) = self.plain(rows.clone()) {
                chunk.judged.turnover += i128::from(turnover);
                chunk.extent = chunk.extent.and(extent);
                continue;
            }
            chunk.plain = false;
            for row in rows {
                let (verdict, minor) = (self.verdict(row), self.orders.minor[row]);
                chunk.judged.count(row, verdict, minor);
                if self.word(row).is_some() {
                    let day = self.orders.days[row];
                    let amount = minor.saturating_abs();
                    chunk.extent = chunk.extent.and(Extent { days: (day, day), amount });
                }
            }
        }
        chunk
    }

    /// How far rows reach, and what they sum up to, if all are sales that fit a word: most
    /// rows of most loads, and quick to see.
    fn plain(&self, rows: Range<usize>) -> Option<(Extent, i64)> {
        let Orders { days, minor, ids, .. } = self.orders;
        let (days, minor) = (&days[rows.clone()], &minor[rows.clone()]);
        let days = days
            .iter()
            .fold((i32::MAX, i32::MIN), |(first, last), &day| (first.min(day), last.max(day)));
        let (least, amount) = minor.iter().fold((i64::MAX, i64::MIN), |(least, most), &minor| {
            (least.min(minor), most.max(minor))
        });
        let fits = |(day, minor)| Word::is_plain_sale(day, minor);
        let plain = fits((days.0, least)) && fits((days.1, amount));
        let named =
            || !self.some_missing || !rows.into_iter().any(|row| is_missing((self.key)(row)));
        (plain && ids.is_none() && named()).then(|| (Extent { days, amount }, minor.iter().sum()))
    }

    fn verdict(&self, row: usize) -> Verdict {
        let Orders { days, minor, rounded, .. } = self.orders;
        if Day::new(days[row]).is_none() || minor[row] == i64::MIN {
            return Verdict::Drop(Fate::Unreadable);
        }
        if self.some_missing && is_missing((self.key)(row)) {
            return Verdict::Drop(Fate::NoCustomer);
        }
        let rounded = match minor[row] {
            0 => rounded.binary_search_by_key(&row, |(row, _)| *row).ok().map(|i| rounded[i].1),
            _ => None,
        };
        self.policy.judge(minor[row], rounded, self.id(row).is_some())
    }

    fn id(&self, row: usize) -> Option<&crate::personal::Label> {
        let id = self.orders.ids.as_ref().and_then(|ids| ids[row].as_ref());
        id.filter(|id| !id.as_str().is_empty())
    }

    /// The word of a row in a load of plain sales.
    #[inline]
    fn plain_word(&self, row: usize) -> u64 {
        Word::plain_sale(self.orders.days[row], self.orders.minor[row]).0
    }

    /// The word of a row that counts and fits one.
    fn word(&self, row: usize) -> Option<u64> {
        match self.verdict(row) {
            Verdict::Counts(kind) if self.id(row).is_none() => self.packed(row, kind),
            _ => None,
        }
    }

    fn packed(&self, row: usize, kind: Kind) -> Option<u64> {
        let (day, minor) = (self.orders.days[row], self.orders.minor[row]);
        Word::new(day, kind, minor.unsigned_abs()).map(|Word(word)| word)
    }

    /// The entry of a row that counts and fits no word.
    fn wide(&self, row: usize) -> Option<Entry> {
        let Verdict::Counts(kind) = self.verdict(row) else { return None };
        let order_id = self.id(row).cloned();
        if order_id.is_none() && self.packed(row, kind).is_some() {
            return None;
        }
        let day = Day::trusted(self.orders.days[row]);
        let amount = Money(self.orders.minor[row].saturating_abs());
        Some(Entry { day, kind, amount, order_id, recorded: None, details: None })
    }
}

#[cold]
fn unknown_code(codes: &[u32], names: usize) -> crate::error::Error {
    let wrong = codes.iter().position(|&code| names <= code as usize).unwrap_or_default();
    let found = Found::Integer(codes[wrong].into());
    let (row, expected) = (wrong as u64 + 1, "a code that has a name".into());
    ErrorKind::Cell { row, column: "customer".to_owned(), found, expected }.into()
}
