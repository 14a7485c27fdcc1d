//! Events by customer and day, whatever the events are. Nothing here knows of money.
//!
//! A [`Journal`] is a short list of immutable, shared segments, each at least twice as long as
//! the next. An append writes a small segment and merges its way up while that rule is
//! broken, so an event is copied O(log n) times in its life; readers hold `Arc`s and never
//! wait.
//!
//! # Repeats
//!
//! An event may have an id. Of a customer's events with one id, the least by `Ord` stays and
//! the others are *repeats* of it. As events order by day first, what a later day brings can
//! never displace what an earlier view showed, and as the choice looks at the events alone,
//! never at the order in which they came, merging is associative and commutative. Events
//! without an id cannot be told from repeats, so each of them counts.

mod alike;
mod group;
mod keys;
mod repeats;
mod segment;
mod text;

use std::borrow::Borrow;
use std::fmt;
use std::hash::Hash;
use std::sync::Arc;

use crate::day::Day;

pub(crate) use self::alike::Hashed;
pub(crate) use self::group::{Grouped, Squeeze, Words};
pub(crate) use self::keys::{Coded, Customers, Integers};
pub(crate) use self::repeats::Appended;
pub(crate) use self::segment::Segment;
pub(crate) use self::text::{Texts, text};

/// What can name a customer: integers and strings alike. Keys never enter the arithmetic.
///
/// `u64`, `u32`, `u16`, `i64` and `i32` take the fastest way through a bulk load. `String` and the
/// like take two to three times as long if the texts are short and of a kind, such as
/// `customer-00012345`; all else, such as UUIDs, several times ([`guide::speed`](crate::guide::speed)).
/// A key's `Debug` is never called, so that keys may be e-mail addresses.
pub trait Key: Eq + Hash + Ord + Clone + Send + Sync + 'static {}

impl<K: Eq + Hash + Ord + Clone + Send + Sync + 'static> Key for K {}

/// Something that happened to one customer on one day.
///
/// # Contract
///
/// Events order by day first. A packed event has no id and was recorded on its own day, its
/// word unpacks to an equal event, and words order as their events do.
///
/// # Examples
///
/// ```
/// use regulars::{Day, Event};
///
/// #[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
/// struct Survey {
///     day: Day,
///     score: u8,
/// }
///
/// impl Event for Survey {
///     // One answer a day: a second one on the same day is a repeat.
///     type Id<'a> = Day;
///
///     fn day(&self) -> Day {
///         self.day
///     }
///
///     fn id(&self) -> Option<Day> {
///         Some(self.day)
///     }
/// }
/// ```
pub trait Event: Ord + Clone + Send + Sync + 'static {
    /// What tells two events of one customer apart.
    type Id<'a>: Ord
    where
        Self: 'a;

    /// The day it happened.
    fn day(&self) -> Day;

    /// See [`Id`](Self::Id); `None` if nothing tells this event from another.
    fn id(&self) -> Option<Self::Id<'_>>;

    /// The day it became known. The default is the day it happened.
    fn recorded(&self) -> Day {
        self.day()
    }

    /// The event in one word, if it fits. The default is that it does not.
    fn pack(&self) -> Option<u64> {
        None
    }

    /// The event of a word that [`pack`](Self::pack) made.
    ///
    /// # Panics
    ///
    /// The default does, because its `pack` makes no words.
    #[must_use]
    fn unpack(_word: u64) -> Self {
        unreachable!("an event that does not pack is never unpacked")
    }
}

/// What becomes of repeats: events of one customer with the same id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Repeats {
    /// The earliest stays, and of one day's the least. This is the default.
    #[default]
    One,
    /// All stay: ids do not tell events apart.
    Keep,
    /// They are refused.
    Refuse,
}

/// The events of many customers, by customer and day, whatever the events are.
///
/// An event may have an id. Of a customer's events with one id, the least by `Ord` stays and the
/// others are *repeats* of it, unless [`Repeats`] says otherwise. As events order by day first,
/// what a later day brings never displaces what an earlier day showed, and as the choice looks at
/// the events alone, merging does not depend on the order in which they came. Events without an
/// id cannot be told from repeats, so each of them counts.
///
/// # Examples
///
/// ```
/// use regulars::{Day, Event, Journal, Repeats};
///
/// # #[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
/// # struct Survey { day: Day, score: u8 }
/// # impl Event for Survey {
/// #     type Id<'a> = Day;
/// #     fn day(&self) -> Day { self.day }
/// #     fn id(&self) -> Option<Day> { Some(self.day) }
/// # }
/// let day = |text: &str| text.parse::<Day>();
/// let mut surveys = Journal::new(Repeats::One);
/// surveys.append([
///     ("ann", Survey { day: day("2024-03-01")?, score: 9 }),
///     ("ann", Survey { day: day("2024-06-01")?, score: 4 }),
/// ])?;
/// let may = surveys.of(&"ann", day("2024-05-31")?);
/// assert_eq!(may.last().map(|survey| survey.score), Some(9));
/// # Ok::<(), regulars::Error>(())
/// ```
#[derive(Clone)]
pub struct Journal<K, E> {
    // Invariant: each segment is at least twice as long as the next, and none is empty.
    segments: Vec<Arc<Segment<K, E>>>,
    repeats: Repeats,
}

/// How much of a journal is seen: what happened up to a day, as far as it was recorded then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    pub(crate) day: Day,
    pub(crate) recorded: Day,
}

impl<K: Key, E: Event> Journal<K, E> {
    /// No events.
    #[must_use]
    pub fn new(repeats: Repeats) -> Self {
        Self { segments: Vec::new(), repeats }
    }

    /// Adds `records` in any order.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Cell`](crate::ErrorKind::Cell) for the first repeat where they are
    /// refused; nothing is added then.
    pub fn append(
        &mut self,
        records: impl IntoIterator<Item = (K, E)>,
    ) -> crate::error::Result<()> {
        self.add(records.into_iter().collect()).map(drop).map_err(repeats::refusal)
    }

    /// As [`append`](Self::append), and says which records were repeats. Where those are
    /// refused, the index of the first is the error.
    pub(crate) fn add(&mut self, records: Vec<(K, E)>) -> Result<Appended, usize> {
        let (segment, appended) = Segment::gather(records, self.repeats, |key| {
            self.segments.iter().flat_map(|s| s.wide_of(key)).cloned().collect()
        })?;
        self.push(segment);
        Ok(appended)
    }

    /// Adds a segment that was made in bulk, of packed events.
    pub(crate) fn push(&mut self, segment: Segment<K, E>) {
        self.segments.push(Arc::new(segment));
        self.settle();
    }

    /// The journal of the union of both sets of events.
    ///
    /// Events without an id are never repeats, so they are all there twice if they are in
    /// both journals.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Policy`](crate::ErrorKind::Policy) if the journals treat repeats
    /// differently, or if they refuse them and share some.
    pub fn merge(&self, other: &Self) -> crate::error::Result<Self> {
        let differ = |what| Err(crate::error::ErrorKind::Policy { what }.into());
        if self.repeats != other.repeats {
            return differ("treatment of repeats");
        }
        // Looked for before anything is merged, which would drop what they are told by.
        let union = || self.flat().merge(&other.flat(), Repeats::Keep);
        if self.repeats == Repeats::Refuse && union().has_repeats() {
            return differ("order ids, which are not to be repeated");
        }
        let mut merged = self.clone();
        merged.segments.extend(other.segments.iter().cloned());
        merged.settle();
        Ok(merged)
    }

    /// Erases a customer, and says whether there was one. Views taken before keep what they
    /// saw until they are dropped; a merge with a journal that still knows the customer
    /// brings them back.
    pub fn forget<Q: Ord + ?Sized>(&mut self, key: &Q) -> bool
    where
        K: Borrow<Q>,
    {
        let mut found = false;
        for segment in self.segments.iter_mut().filter(|s| s.find(key).is_some()) {
            // Copied without the customer, not marked: a forgotten customer must not wait
            // in memory for the next merge.
            *segment = Arc::new(segment.without(key));
            found = true;
        }
        self.settle();
        found
    }

    /// One customer's events up to `day`, in order, at the cost of that customer alone.
    #[must_use]
    pub fn of<Q: Ord + ?Sized>(&self, key: &Q, day: Day) -> Vec<E>
    where
        K: Borrow<Q>,
    {
        self.seen(key, Cut::at(day))
    }

    pub(crate) fn seen<Q: Ord + ?Sized>(&self, key: &Q, cut: Cut) -> Vec<E>
    where
        K: Borrow<Q>,
    {
        let found = |s: &&Arc<Segment<K, E>>| s.find(key).is_some();
        let mut parts = self.segments.iter().filter(found);
        match (parts.next(), parts.next()) {
            (None, _) => Vec::new(),
            (Some(only), None) => {
                only.find(key).map_or_else(Vec::new, |index| only.seen(index, cut, self.repeats))
            }
            _ => {
                let alone = self.segments.iter().map(|s| s.only(key));
                let merged = alone.reduce(|a, b| a.merge(&b, self.repeats));
                let events = merged.filter(|segment| !segment.keys().is_empty());
                events.map_or_else(Vec::new, |segment| segment.seen(0, cut, self.repeats))
            }
        }
    }

    /// Every customer with events up to `day`, by key.
    pub fn customers(&self, day: Day) -> impl Iterator<Item = (K, Vec<E>)> + use<K, E> {
        let (segment, repeats) = (self.flat(), self.repeats);
        (0..segment.keys().len())
            .map(move |i| (segment.keys()[i].clone(), segment.seen(i, Cut::at(day), repeats)))
            .filter(|(_, events)| !events.is_empty())
    }

    /// Merges all segments into one, so that views share it instead of copying.
    pub fn compact(&mut self) {
        self.segments = vec![self.flat()];
        self.settle();
    }

    /// The number of events, repeats left out as far as they have been found yet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.segments.iter().map(|s| s.len()).sum()
    }

    /// Whether there are no events.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.segments.is_empty()
    }

    /// How many segments there are: at most about log₂ of the number of events.
    #[must_use]
    pub fn segments(&self) -> usize {
        self.segments.len()
    }

    /// What becomes of repeats.
    pub(crate) fn repeats(&self) -> Repeats {
        self.repeats
    }

    /// All events in no order, and some of those that yield to others.
    pub(crate) fn events(&self) -> impl Iterator<Item = E> {
        self.segments.iter().flat_map(|s| s.events().map(|(_, event)| event))
    }

    /// Everything in one segment; shared if there is only one.
    pub(crate) fn flat(&self) -> Arc<Segment<K, E>> {
        // Shortest first, so that the long ones are copied once.
        let segments = self.segments.iter().rev().cloned();
        let flat = segments.reduce(|a, b| Arc::new(a.merge(&b, self.repeats)));
        flat.unwrap_or_default()
    }

    fn settle(&mut self) {
        let segments = &mut self.segments;
        segments.retain(|s| s.len() != 0);
        let mut sorted = false;
        while !sorted {
            segments.sort_by_key(|s| std::cmp::Reverse(s.len()));
            let broken =
                (1..segments.len()).rev().find(|&i| segments[i - 1].len() < 2 * segments[i].len());
            sorted = broken.is_none();
            if let Some(short) = broken {
                let tail = segments.remove(short);
                segments[short - 1] = Arc::new(segments[short - 1].merge(&tail, self.repeats));
            }
        }
    }
}

impl Cut {
    /// All that happened up to `day`, whenever it was recorded.
    pub(crate) fn at(day: Day) -> Self {
        Self { day, recorded: Day::MAX }
    }

    pub(crate) fn shows<E: Event>(self, event: &E) -> bool {
        event.day() <= self.day && event.recorded() <= self.recorded
    }

    /// The last day of which packed events are shown: they were recorded when they happened.
    pub(crate) fn packed(self) -> Day {
        self.day.min(self.recorded)
    }
}

/// Two journals are equal if they hold the same events, however they are cut up.
impl<K: Key, E: Event> PartialEq for Journal<K, E> {
    fn eq(&self, other: &Self) -> bool {
        self.repeats == other.repeats && *self.flat() == *other.flat()
    }
}

/// Counts only: keys and events may be personal.
impl<K, E> fmt::Debug for Journal<K, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let segments = self.segments.len();
        f.debug_struct("Journal").field("segments", &segments).finish_non_exhaustive()
    }
}
