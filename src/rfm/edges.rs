//! The edges between bins.

/// The edges between the bins of one dimension, in the units of its values: days, orders, or
/// minor units of money.
///
/// An edge belongs to the bin below it. Edges may coincide; the bins between them are empty.
#[derive(Clone, Debug, PartialEq)]
pub struct Edges {
    // Invariant: ascending and finite, from 1 to 9 of them.
    edges: Vec<f64>,
    // Invariant: the largest whole numbers that are not above the edges. Values are whole
    // numbers, so they can be compared with these, exactly. Beyond the last there is nothing
    // that a value could exceed.
    floors: [i64; MOST],
}

/// Ten bins have nine edges.
const MOST: usize = 9;

impl Edges {
    /// `None` if they break the invariant.
    pub(super) fn new(edges: Vec<f64>) -> Option<Self> {
        let sound = edges.iter().all(|edge| edge.is_finite())
            && edges.is_sorted()
            && (1..=MOST).contains(&edges.len());
        let mut floors = [i64::MAX; MOST];
        #[expect(clippy::cast_possible_truncation, reason = "the cast saturates, as it should")]
        floors.iter_mut().zip(&edges).for_each(|(floor, edge)| *floor = edge.floor() as i64);
        sound.then_some(Self { edges, floors })
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

    /// The bin of a value, counted from 1.
    #[inline]
    pub(super) fn bin(&self, value: i64) -> u8 {
        // No search: so few comparisons are quickest one after the other.
        self.floors[..self.edges.len()].iter().fold(1, |bin, &floor| bin + u8::from(floor < value))
    }
}
