//! What the rules of a map come to.

use std::fmt;

use super::names::SegmentName;
use super::segment::Segment;
use crate::language::Language;

/// What a map's rules come to: who owns which cells. Made by
/// [`SegmentRules::coverage`](super::SegmentRules::coverage) and
/// [`SegmentMap::coverage`](super::SegmentMap::coverage).
///
/// No cell has two owners, because the first rule that fits counts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Coverage {
    pub(super) owned: Vec<(Segment, Vec<[u8; 3]>)>,
    pub(super) unnamed: Vec<[u8; 3]>,
    pub(super) contested: Vec<[u8; 3]>,
    /// The names of one's own.
    #[cfg_attr(feature = "serde", serde(skip))]
    pub(super) names: Vec<SegmentName>,
}

impl Coverage {
    /// The names in the order of their first rules, each with its cells, ascending. What is left over
    /// comes last, if it has a name.
    #[must_use]
    pub fn owned(&self) -> &[(Segment, Vec<[u8; 3]>)] {
        &self.owned
    }

    /// How many cells have a name.
    #[must_use]
    pub fn named(&self) -> usize {
        self.owned.iter().map(|(_, cells)| cells.len()).sum()
    }

    /// The cells that neither a rule nor [`otherwise`](super::SegmentRules::otherwise) names,
    /// ascending.
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

    /// The name of a segment for programs; of your own segments the code that you gave.
    #[must_use]
    pub fn code_of(&self, segment: Segment) -> &str {
        self.own_name(segment).map_or(segment.code(), SegmentName::code)
    }

    /// The name of a segment for people; of your own segments the label that you gave.
    #[must_use]
    pub fn label(&self, segment: Segment, language: Language) -> &str {
        self.own_name(segment).map_or(segment.label(language), |own| own.label(language))
    }

    fn own_name(&self, segment: Segment) -> Option<&SegmentName> {
        match segment {
            Segment::Custom(place) => self.names.get(usize::from(place)),
            _ => None,
        }
    }
}

/// A line for each name, and one for cells without.
impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (named, all) = (self.named(), self.named() + self.unnamed.len());
        let contested = self.contested.len();
        write!(f, "{named} of {all} cells have a name; the order of rules decides {contested}")?;
        for (name, cells) in &self.owned {
            let label = self.label(*name, Language::English);
            write!(f, "\n{label}: {}", cells.len())?;
        }
        if self.unnamed.is_empty() {
            return Ok(());
        }
        write!(f, "\nwithout a name:")?;
        self.unnamed.iter().try_for_each(|[r, frequency, m]| write!(f, " {r}-{frequency}-{m}"))
    }
}
