//! Some customers' events, in order and never changed again.

use std::borrow::Borrow;
use std::fmt;

use super::repeats::{Appended, Standing, first_repeat, standings};
use super::{Cut, Event, Grouped, Key, Repeats};
use crate::day::Day;
use crate::par;

/// Compressed sparse rows, twice: what fits a word, and what does not.
#[derive(PartialEq)]
pub(crate) struct Segment<K, E> {
    // Invariants: keys ascend strictly, and each has an event; of a customer's events both
    // lists are in order, and the wide ones hold no repeats that no view would show.
    keys: Vec<K>,
    packed: Lists<u64>,
    wide: Lists<E>,
}

/// A list for each customer, end to end: that of customer `i` ends at `ends[i]`.
#[derive(PartialEq)]
struct Lists<T> {
    // Invariant: as many as there are customers; or none at all if `items` is empty.
    ends: Vec<usize>,
    items: Vec<T>,
}

impl<K: Key, E: Event> Segment<K, E> {
    /// Packed events that were grouped in bulk.
    pub(crate) fn grouped(grouped: Grouped<K>) -> Self {
        let Grouped { keys, ends, words } = grouped;
        Self { keys, packed: Lists { ends, items: words }, wide: Lists::default() }
    }

    /// Brings records in order. `known` tells the wide events that a customer has already.
    ///
    /// Where repeats are refused, the index of the first is the error.
    pub(super) fn gather(
        records: Vec<(K, E)>,
        repeats: Repeats,
        known: impl Fn(&K) -> Vec<E>,
    ) -> Result<(Self, Appended), usize> {
        let mut appended = Appended::default();
        let mut rows: Vec<(K, E, usize)> =
            records.into_iter().enumerate().map(|(i, (key, event))| (key, event, i)).collect();
        par::sort_unstable_by(&mut rows, |a, b| (&a.0, &a.1, a.2).cmp(&(&b.0, &b.1, b.2)));
        let mut segment = Self::default();
        let mut refused: Option<usize> = None;
        for customer in rows.chunk_by(|a, b| a.0 == b.0) {
            let key = &customer[0].0;
            let stays = match repeats {
                Repeats::One => judge(customer, known(key), &mut appended),
                Repeats::Keep => vec![true; customer.len()],
                Repeats::Refuse => {
                    let records = customer.iter().map(|(_, event, index)| (event, *index));
                    let first = first_repeat(&known(key), records);
                    refused = refused.into_iter().chain(first).min();
                    vec![true; customer.len()]
                }
            };
            let staying = customer.iter().zip(stays).filter(|(_, stays)| *stays);
            segment.push(key, staying.map(|((_, event, _), _)| event.clone()));
        }
        refused.map_or(Ok((segment, appended)), Err)
    }

    /// Whether a customer has two events with one id.
    pub(super) fn has_repeats(&self) -> bool {
        let repeats = |i| first_repeat(&[], self.wide(i).iter().zip(0..)).is_some();
        (0..self.keys.len()).any(repeats)
    }

    pub(super) fn merge(&self, other: &Self, repeats: Repeats) -> Self {
        let mut to = Self::default();
        to.packed.items.reserve(self.packed.items.len() + other.packed.items.len());
        let (mut i, mut j) = (0, 0);
        while i < self.keys.len() || j < other.keys.len() {
            let order = match (self.keys.get(i), other.keys.get(j)) {
                (Some(ours), Some(theirs)) => ours.cmp(theirs),
                (Some(_), None) => std::cmp::Ordering::Less,
                _ => std::cmp::Ordering::Greater,
            };
            match order {
                std::cmp::Ordering::Less => to.copy(self, i),
                std::cmp::Ordering::Greater => to.copy(other, j),
                std::cmp::Ordering::Equal => to.unite((self, i), (other, j), repeats),
            }
            i += usize::from(order.is_le());
            j += usize::from(order.is_ge());
        }
        to
    }

    pub(super) fn without<Q: Ord + ?Sized>(&self, key: &Q) -> Self
    where
        K: Borrow<Q>,
    {
        let mut to = Self::default();
        (0..self.keys.len())
            .filter(|&i| self.keys[i].borrow() != key)
            .for_each(|i| to.copy(self, i));
        to
    }

    /// The segment with this customer alone, or with none.
    pub(super) fn only<Q: Ord + ?Sized>(&self, key: &Q) -> Self
    where
        K: Borrow<Q>,
    {
        let mut to = Self::default();
        self.find(key).into_iter().for_each(|i| to.copy(self, i));
        to
    }

    /// The customers, ascending.
    pub(crate) fn keys(&self) -> &[K] {
        &self.keys
    }

    pub(crate) fn find<Q: Ord + ?Sized>(&self, key: &Q) -> Option<usize>
    where
        K: Borrow<Q>,
    {
        self.keys.binary_search_by(|known| known.borrow().cmp(key)).ok()
    }

    /// The number of events.
    pub(crate) fn len(&self) -> usize {
        self.packed.items.len() + self.wide.items.len()
    }

    /// Whether every event fits a word.
    pub(crate) fn is_packed(&self) -> bool {
        self.wide.items.is_empty()
    }

    /// Where each customer's packed events end.
    pub(crate) fn packed_ends(&self) -> &[usize] {
        &self.packed.ends
    }

    /// All packed events, customer by customer.
    pub(crate) fn words(&self) -> &[u64] {
        &self.packed.items
    }

    pub(crate) fn packed(&self, index: usize) -> &[u64] {
        self.packed.of(index)
    }

    pub(crate) fn wide(&self, index: usize) -> &[E] {
        self.wide.of(index)
    }

    pub(super) fn wide_of(&self, key: &K) -> &[E] {
        // Most appends meet segments without any wide event.
        if self.is_packed() { &[] } else { self.find(key).map_or(&[], |i| self.wide.of(i)) }
    }

    /// What a cut shows of one customer, in order.
    pub(crate) fn seen(&self, index: usize, cut: Cut, repeats: Repeats) -> Vec<E> {
        let words = until::<E>(self.packed(index), cut.packed());
        let mut events: Vec<E> =
            self.wide(index).iter().filter(|e| cut.shows(*e)).cloned().collect();
        if repeats != Repeats::Keep {
            keep_standing(&mut events);
        }
        if !words.is_empty() {
            events.extend(words.iter().map(|&word| E::unpack(word)));
            events.sort_unstable();
        }
        events
    }

    /// The number of events after `day`.
    pub(crate) fn later(&self, day: Day) -> usize {
        let packed = |i| self.packed(i).len() - until::<E>(self.packed(i), day).len();
        let wide = self.wide.items.iter().filter(|event| day < event.day()).count();
        (0..self.keys.len()).map(packed).sum::<usize>() + wide
    }

    /// Every event with its customer's index.
    pub(crate) fn events(&self) -> impl Iterator<Item = (usize, E)> {
        (0..self.keys.len()).flat_map(move |i| {
            let packed = self.packed(i).iter().map(|&word| E::unpack(word));
            packed.chain(self.wide(i).iter().cloned()).map(move |event| (i, event))
        })
    }

    fn push(&mut self, key: &K, events: impl Iterator<Item = E>) {
        let before = self.len();
        for event in events {
            match event.pack() {
                Some(word) => self.packed.items.push(word),
                None => self.wide.items.push(event),
            }
        }
        self.close(key, before);
    }

    fn copy(&mut self, from: &Self, index: usize) {
        let before = self.len();
        self.packed.items.extend_from_slice(from.packed(index));
        self.wide.items.extend_from_slice(from.wide(index));
        self.close(&from.keys[index], before);
    }

    fn unite(&mut self, (a, i): (&Self, usize), (b, j): (&Self, usize), repeats: Repeats) {
        let before = self.len();
        let words = merged(a.packed(i).iter().copied(), b.packed(j).iter().copied());
        self.packed.items.extend(words);
        let mut events: Vec<E> = merged(a.wide(i).iter(), b.wide(j).iter()).cloned().collect();
        if repeats != Repeats::Keep {
            keep_lasting(&mut events);
        }
        self.wide.items.append(&mut events);
        self.close(&a.keys[i], before);
    }

    /// Ends a customer's lists, if they have got any event.
    fn close(&mut self, key: &K, before: usize) {
        if self.len() == before {
            return;
        }
        self.packed.close(self.keys.len());
        self.wide.close(self.keys.len());
        self.keys.push(key.clone());
    }
}

impl<T> Lists<T> {
    fn of(&self, index: usize) -> &[T] {
        match self.ends.get(index) {
            Some(&end) => &self.items[index.checked_sub(1).map_or(0, |i| self.ends[i])..end],
            None => &[],
        }
    }

    /// Ends the list of customer `index`.
    fn close(&mut self, index: usize) {
        if !self.items.is_empty() {
            // Those before had nothing.
            self.ends.resize(index, 0);
            self.ends.push(self.items.len());
        }
    }
}

/// The packed events up to `day`.
pub(super) fn until<E: Event>(words: &[u64], day: Day) -> &[u64] {
    match words.last() {
        Some(&last) if E::unpack(last).day() <= day => words,
        _ => &words[..words.partition_point(|&word| E::unpack(word).day() <= day)],
    }
}

/// Which records of one customer stay beside what is `known`; what happens to the others is
/// noted in `appended`.
fn judge<K, E: Event>(
    records: &[(K, E, usize)],
    mut known: Vec<E>,
    appended: &mut Appended,
) -> Vec<bool> {
    let mut stays = vec![true; records.len()];
    if records.iter().all(|(_, event, _)| event.id().is_none()) {
        return stays;
    }
    // From several segments, one of which may know better than another.
    known.sort();
    keep_lasting(&mut known);
    let shown = standings(&known.iter().collect::<Vec<_>>());
    // Known events first, so that of equal ones they stay.
    let known = known.iter().zip(shown).map(|(event, standing)| {
        let shown = standing == Standing::First;
        (event, Who::Known { shown })
    });
    let new = records.iter().enumerate().map(|(i, (_, event, _))| (event, Who::New(i)));
    let mut all: Vec<(&E, Who)> = known.chain(new).collect();
    all.sort();
    let events: Vec<&E> = all.iter().map(|(event, _)| *event).collect();
    for ((_, who), standing) in all.iter().zip(standings(&events)) {
        match (*who, standing) {
            (_, Standing::First) => {}
            (Who::Known { shown }, _) => appended.superseded += usize::from(shown),
            (Who::New(i), Standing::Equal) => appended.merged.push(records[i].2),
            (Who::New(i), _) => appended.repeated.push(records[i].2),
        }
        if let Who::New(i) = *who {
            stays[i] = standing.lasts();
        }
    }
    stays
}

/// Whose an event is: one of those known already, or the record of that index.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    /// `shown` unless its recording is looked at.
    Known {
        shown: bool,
    },
    New(usize),
}

/// Drops what no view would show.
fn keep_lasting<E: Event>(events: &mut Vec<E>) {
    let standings = standings(&events.iter().collect::<Vec<_>>());
    let mut standings = standings.into_iter();
    events.retain(|_| standings.next().is_some_and(Standing::lasts));
}

/// Drops all but the first of each id, from events that one view shows.
fn keep_standing<E: Event>(events: &mut Vec<E>) {
    let mut named: Vec<usize> = (0..events.len()).filter(|&i| events[i].id().is_some()).collect();
    named.sort_by(|&i, &j| events[i].id().cmp(&events[j].id()));
    let repeats = named.windows(2).filter(|w| events[w[0]].id() == events[w[1]].id());
    let mut stays = vec![true; events.len()];
    repeats.for_each(|w| stays[w[1]] = false);
    let mut stays = stays.into_iter();
    events.retain(|_| stays.next() == Some(true));
}

/// Two ascending sequences as one.
fn merged<T: Ord>(
    a: impl Iterator<Item = T>,
    b: impl Iterator<Item = T>,
) -> impl Iterator<Item = T> {
    let (mut a, mut b) = (a.peekable(), b.peekable());
    std::iter::from_fn(move || match (a.peek(), b.peek()) {
        (Some(x), Some(y)) if y < x => b.next(),
        (None, _) => b.next(),
        _ => a.next(),
    })
}

impl<K, E> Default for Segment<K, E> {
    fn default() -> Self {
        Self { keys: Vec::new(), packed: Lists::default(), wide: Lists::default() }
    }
}

impl<T> Default for Lists<T> {
    fn default() -> Self {
        Self { ends: Vec::new(), items: Vec::new() }
    }
}

/// Counts only: keys and events may be personal.
impl<K, E> fmt::Debug for Segment<K, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Segment").field("customers", &self.keys.len()).finish_non_exhaustive()
    }
}
