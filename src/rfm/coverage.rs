//! What the rules of a map come to.

use super::segment::Segment;

/// What a map's rules come to: who owns which cells. Made by [`SegmentRules::coverage`](super::SegmentRules::coverage) and
/// [`SegmentMap::coverage`](super::SegmentMap::coverage).
///
/// No cell has two owners, because the first rule that fits counts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Coverage {
    pub(super) owned: Vec<(Segment, Vec<[u8; 3]>)>,
    pub(super) unnamed: Vec<[u8; 3]>,
    pub(super) contested: Vec<[u8; 3]>,
}

impl Coverage {
    /// The names in the order of their first rules, each with its cells, ascending.
    #[must_use]
    pub fn owned(&self) -> &[(Segment, Vec<[u8; 3]>)] {
        &self.owned
    }

    /// How many cells have a name.
    #[must_use]
    pub fn named(&self) -> usize {
        self.owned.iter().map(|(_, cells)| cells.len()).sum()
    }

    /// The cells that no rule names, ascending.
    #[must_use]
    pub fn unnamed(&self) -> &[[u8; 3]] {
        &self.unnamed
    }

    /// The names that own no cell, because the rules before theirs take all.
    #[must_use]
    pub fn owning_none(&self) -> Vec<Segment> {
        let none = self.owned.iter().filter(|(_, cells)| cells.is_empty());
        none.map(|(name, _)| *name).collect()
    }

    /// The cells that rules of several names hold, so that the order of the rules decides.
    #[must_use]
    pub fn contested(&self) -> &[[u8; 3]] {
        &self.contested
    }
}
