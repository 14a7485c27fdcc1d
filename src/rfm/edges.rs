//! The edges between bins.

use super::why::Around;
use crate::par;

/// The edges between the bins of one dimension, in the units of its values: days, a count, or minor
/// units of money.
///
/// An edge belongs to the bin below it. Edges may coincide; the bins between them are empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Edges {
    // Invariant: ascending and finite, from 1 to 9 of them.
    edges: Vec<f64>,
    // Invariant: one more than there are edges.
    customers: Vec<u64>,
    floors: Floors,
}

/// The largest whole numbers of a value's units that are not above the edges. Values are whole
/// numbers, so they can be compared with these, exactly. Beyond the last edge there is nothing that
/// a value could exceed.
type Floors = [i64; SLOTS];

/// Ten bins have nine edges.
pub(super) const MOST: usize = 9;
/// The places of floors: a power of two, so that halving stays within.
pub(super) const SLOTS: usize = 16;

impl Edges {
    /// Edges for values that are `unit` times as large, with nobody counted; `None` if they break
    /// the invariant.
    pub(super) fn new(edges: Vec<f64>, unit: f64) -> Option<Self> {
        let sound = edges.iter().all(|edge| edge.is_finite())
            && edges.is_sorted()
            && (1..=MOST).contains(&edges.len());
        let mut floors = [i64::MAX; SLOTS];
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, as it should")]
        let floor = |edge: f64| (edge * unit).floor() as i64;
        floors.iter_mut().zip(&edges).for_each(|(own, &edge)| *own = floor(edge));
        let customers = vec![0; edges.len() + 1];
        sound.then_some(Self { edges, customers, floors })
    }

    /// With so many customers in the bins, as stored; `None` if the bins are not as many.
    #[cfg(feature = "serde")]
    pub(super) fn counted(self, customers: Vec<u64>) -> Option<Self> {
        let sound = customers.len() == self.customers.len();
        sound.then_some(Self { customers, ..self })
    }

    /// With `values` counted.
    pub(super) fn counting(self, values: &[i64]) -> Self {
        // How many are above each edge, which is quicker to count than who is in which bin.
        let mut above = vec![0_u64; self.edges.len()];
        for block in values.chunks(par::BLOCK) {
            for (above, floor) in above.iter_mut().zip(self.own_floors()) {
                *above += block.iter().map(|value| u64::from(floor < value)).sum::<u64>();
            }
        }
        let from = std::iter::once(values.len() as u64).chain(above.iter().copied());
        let to = above.iter().copied().chain([0]);
        let customers = from.zip(to).map(|(from, to)| from - to).collect();
        Self { customers, ..self }
    }

    /// The edges, ascending.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.edges
    }

    /// The number of bins: one more than there are edges.
    #[must_use]
    pub fn bins(&self) -> u8 {
        u8::try_from(self.edges.len()).expect("there are at most nine edges") + 1
    }

    /// How many of the customers that the model was fitted to are in each bin, from the bin below
    /// the first edge on. In days that is the best bin, else the worst.
    ///
    /// A bin may be empty: where many values are equal, or there are fewer than bins.
    #[must_use]
    pub fn customers(&self) -> &[u64] {
        &self.customers
    }

    /// The bin of a value, counted from 1.
    #[inline]
    pub(super) fn bin(&self, value: i64) -> u8 {
        // No search: so few comparisons are quickest one after the other.
        self.own_floors().iter().fold(1, |bin, &floor| bin + u8::from(floor < value))
    }

    /// The first value of the next bin that values are in above this one's, if there is one.
    pub(super) fn beyond(&self, value: i64) -> Option<i64> {
        self.own_floors().iter().find(|&&floor| value <= floor)?.checked_add(1)
    }

    /// The bins that a value can be in, each with the edge that is its greatest value; the last has
    /// none.
    pub(super) fn steps(&self) -> impl Iterator<Item = (u8, Option<f64>)> {
        let floors = self.own_floors();
        let reached = move |at: usize| at == 0 || floors[at - 1] < floors[at];
        let edges = (1..).zip(self.edges.iter().enumerate());
        let within = edges.filter(move |&(_, (at, _))| reached(at));
        within.map(|(bin, (_, &edge))| (bin, Some(edge))).chain([(self.bins(), None)])
    }

    /// The bins that had nobody when they were learned.
    pub(super) fn empty(&self) -> impl Iterator<Item = u8> {
        (1..).zip(&self.customers).filter(|&(_, &customers)| customers == 0).map(|(bin, _)| bin)
    }

    /// The first value above a bin, if there is one.
    pub(super) fn first_above(&self, bin: u8) -> Option<i64> {
        self.own_floors().get(usize::from(bin) - 1)?.checked_add(1)
    }

    /// The edges next to a value.
    pub(super) fn around(&self, value: i64) -> Around {
        let at = usize::from(self.bin(value)) - 1;
        let edge = |at: usize| self.edges.get(at).copied();
        Around { below: at.checked_sub(1).and_then(edge), above: edge(at) }
    }

    fn own_floors(&self) -> &[i64] {
        &self.floors[..self.edges.len()]
    }

    /// The greatest value that is not above each edge, and beyond the last edge the greatest of all.
    pub(super) fn floors(&self) -> &Floors {
        &self.floors
    }
}
