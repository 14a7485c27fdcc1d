//! Which events of one customer are repeats of others.

use super::Event;
use crate::error::{Error, ErrorKind, Found};

/// What an append found out about its records.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Appended {
    /// Records equal in all to an earlier one, by index.
    pub(crate) merged: Vec<usize>,
    /// Records that yielded to another with their id, by index.
    pub(crate) repeated: Vec<usize>,
    /// How many known events yielded to a new one.
    pub(crate) superseded: usize,
}

/// What an event is to those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    Stays,
    /// It equals one before it.
    Equal,
    /// It never shows, because one before it has its id.
    Yields,
}

pub(super) fn refusal(index: usize) -> Error {
    let row = u64::try_from(index + 1).unwrap_or(u64::MAX);
    let (found, expected) = (Found::Repeat, "an id of its own".into());
    ErrorKind::Cell { row, column: "id".to_owned(), found, expected }.into()
}

/// The standing of each of a customer's `events`, which must be in order.
///
/// An event with the id of one before it still stays if it was *recorded* earlier: a view cut
/// by that day must show it.
pub(super) fn standings<E: Event>(events: &[&E]) -> Vec<Standing> {
    let mut standings = vec![Standing::Stays; events.len()];
    let mut named: Vec<usize> = (0..events.len()).filter(|&i| events[i].id().is_some()).collect();
    named.sort_by(|&i, &j| events[i].id().cmp(&events[j].id()));
    for same in named.chunk_by(|&i, &j| events[i].id() == events[j].id()) {
        let mut recorded = events[same[0]].recorded();
        for pair in same.windows(2) {
            let (before, this) = (events[pair[0]], events[pair[1]]);
            standings[pair[1]] = match () {
                () if this == before => Standing::Equal,
                () if recorded <= this.recorded() => Standing::Yields,
                () => Standing::Stays,
            };
            recorded = recorded.min(this.recorded());
        }
    }
    standings
}
