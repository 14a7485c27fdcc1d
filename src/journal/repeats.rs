//! Which events of one customer are repeats of others.

use super::Event;
use crate::error::{Error, ErrorKind, Found};

/// What an append found out about its records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Appended {
    /// Records equal in all to an earlier one, by index.
    pub(crate) merged: Vec<usize>,
    /// Records that another with their id is shown in place of, by index.
    pub(crate) repeated: Vec<usize>,
    /// How many known events a new one is now shown in place of.
    pub(crate) superseded: usize,
}

/// What an event is to those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// It has no id, or is the first with it.
    First,
    /// It is shown only where those before it were not recorded yet.
    Waits,
    /// It equals one before it.
    Equal,
    /// It never shows.
    Yields,
}

impl Standing {
    /// Whether some view shows the event.
    pub(super) fn lasts(self) -> bool {
        matches!(self, Self::First | Self::Waits)
    }
}

pub(super) fn refusal(index: usize) -> Error {
    let row = u64::try_from(index + 1).unwrap_or(u64::MAX);
    let (found, expected) = (Found::Repeat, "an id of its own".into());
    ErrorKind::Cell { row, column: "id".to_owned(), found, expected }.into()
}

/// The standing of each of a customer's `events`, which must be in order.
///
/// An event with the id of one before it still lasts if it was *recorded* earlier: a view cut
/// by that day must show it.
pub(super) fn standings<E: Event>(events: &[&E]) -> Vec<Standing> {
    let mut standings = vec![Standing::First; events.len()];
    let mut named: Vec<usize> = (0..events.len()).filter(|&i| events[i].id().is_some()).collect();
    named.sort_by(|&i, &j| events[i].id().cmp(&events[j].id()));
    for same in named.chunk_by(|&i, &j| events[i].id() == events[j].id()) {
        let mut recorded = events[same[0]].recorded();
        for pair in same.windows(2) {
            let (before, this) = (events[pair[0]], events[pair[1]]);
            standings[pair[1]] = match () {
                () if this == before => Standing::Equal,
                () if recorded <= this.recorded() => Standing::Yields,
                () => Standing::Waits,
            };
            recorded = recorded.min(this.recorded());
        }
    }
    standings
}

/// The least index of those of a customer's `records` whose id a `known` event has, or a
/// record with a lesser index.
pub(super) fn first_repeat<'a, E: Event>(
    known: &'a [E],
    records: impl Iterator<Item = (&'a E, usize)>,
) -> Option<usize> {
    let known = known.iter().filter_map(|event| Some((event.id()?, None)));
    let records = records.filter_map(|(event, index)| Some((event.id()?, Some(index))));
    let mut named: Vec<_> = known.chain(records).collect();
    named.sort();
    let repeats = named.windows(2).filter(|pair| pair[0].0 == pair[1].0);
    repeats.filter_map(|pair| pair[1].1).min()
}
