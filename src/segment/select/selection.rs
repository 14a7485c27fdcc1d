//! What a selection finds, and by which rule.

use super::evidence::Evidence;
use crate::segment::Clustering;

/// The Jaccard index from which on Hennig calls a group recovered.
pub(super) const STABLE: f64 = 0.75;

/// Standard errors by which the gap statistic must be above that of one group.
pub(super) const ERRORS: f64 = 3.0;

/// A number of groups, the groups, and what speaks for them and for every other number.
///
/// It prints as a table with a sentence below; [`text`](Self::text) is the same in another language.
#[derive(Clone, Debug, PartialEq)]
pub struct Selection {
    pub(super) reason: Reason,
    // Invariant: ascending, from one group on; the chosen number is among them.
    pub(super) evidence: Vec<Evidence>,
    pub(super) clustering: Clustering,
    pub(super) elbow: Option<u32>,
    pub(super) sampled: Option<usize>,
}

/// Why a number of groups was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Reason {
    /// Of the numbers that tell more than one group, and whose groups all come back in resamples, it
    /// has the highest silhouette.
    Silhouette,
    /// One group: by the gap statistic no other number tells more.
    NoStructure,
    /// One group: other numbers tell more, but of each some group does not come back in resamples.
    Unstable,
}

impl Selection {
    /// The number of groups.
    #[must_use]
    pub fn k(&self) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "what was asked for was a `u32`")]
        let k = self.clustering.sizes().len() as u32;
        k
    }

    /// Why it is this one.
    #[must_use]
    pub fn reason(&self) -> Reason {
        self.reason
    }

    /// What speaks for each number of groups that was asked for, and for one group, ascending.
    #[must_use]
    pub fn evidence(&self) -> &[Evidence] {
        &self.evidence
    }

    /// The groups: those that [`KMeans`](crate::segment::KMeans) finds with this number and the
    /// settings of the selection.
    #[must_use]
    pub fn clustering(&self) -> &Clustering {
        &self.clustering
    }

    /// The groups alone.
    #[must_use]
    pub fn into_clustering(self) -> Clustering {
        self.clustering
    }

    /// Where the inertia bends the most; it has no part in the choice, because chance bends it too.
    /// Nothing where it does not bend.
    ///
    /// # Formula
    ///
    /// The `k` of the greatest `1 − x − y` above 0, the first of those that tie: `x` is how far `k`
    /// is from 1 to the greatest number, and `y` how far `ln W(k)` is from its value there to that
    /// of one group, both from 0 to 1.
    ///
    /// # References
    ///
    /// Satopää, Albrecht, Irwin & Raghavan, "Finding a 'kneedle' in a haystack", ICDCS Workshops
    /// 2011.
    #[must_use]
    pub fn elbow(&self) -> Option<u32> {
        self.elbow
    }

    /// How many rows silhouettes, gaps and each resample looked at; nothing if they looked at all.
    #[must_use]
    pub fn sampled(&self) -> Option<usize> {
        self.sampled
    }
}

/// The place of the number that is chosen among those there is evidence for, one group first.
pub(super) fn choice(evidence: &[Evidence]) -> (usize, Reason) {
    let more: Vec<(usize, &Evidence)> =
        evidence.iter().enumerate().filter(|(_, of)| ERRORS < of.gap_over_one).collect();
    let stable = more.iter().filter(|(_, of)| STABLE <= of.least_stability());
    let told = stable.filter_map(|&(place, of)| Some((place, of.silhouette?)));
    match told.reduce(|best, other| if best.1 < other.1 { other } else { best }) {
        Some((place, _)) => (place, Reason::Silhouette),
        None if more.is_empty() => (0, Reason::NoStructure),
        None => (0, Reason::Unstable),
    }
}

/// Where a falling curve is the farthest below the straight line between its ends.
pub(super) fn elbow(curve: &[(u32, f64)]) -> Option<u32> {
    let (&(first, high), &(last, low)) = (curve.first()?, curve.last()?);
    let below = |&(k, y): &(u32, f64)| {
        let x = f64::from(k - first) / f64::from(last - first);
        (k, 1.0 - x - (y - low) / (high - low))
    };
    let bends = curve.iter().map(below).filter(|&(_, below)| 0.0 < below);
    bends.reduce(|most, other| if most.1 < other.1 { other } else { most }).map(|(k, _)| k)
}
