//! What speaks for each number of groups.

use ndarray::{Array2, ArrayView2};

use super::gap::{Logs, References};
use super::sample::{grouped, picked, some};
use super::settings::SelectK;
use super::stability::Resamples;
use crate::error::Result;
use crate::num::rng::Rng;
use crate::par;
use crate::segment::{Clustering, KMeans, calinski_harabasz, davies_bouldin, silhouette};

/// What speaks for one number of groups, and against it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Evidence {
    /// The number of groups.
    pub k: u32,
    /// The sum of the squared distances of rows from their centres:
    /// [`Clustering::inertia`](crate::segment::Clustering::inertia).
    pub inertia: f64,
    /// The mean [`silhouette`](crate::segment::silhouette); nothing for one group, nor where the
    /// rows looked at are all of one group.
    pub silhouette: Option<f64>,
    /// [`calinski_harabasz`](crate::segment::calinski_harabasz), of all rows; nothing for one group.
    pub calinski_harabasz: Option<f64>,
    /// [`davies_bouldin`](crate::segment::davies_bouldin), of all rows; nothing for one group.
    pub davies_bouldin: Option<f64>,
    /// The gap statistic: how far the logarithm of the inertia is below that of rows without
    /// structure.
    pub gap: f64,
    /// The standard error of the gap statistic.
    pub gap_error: f64,
    /// How far the gap statistic is above that of one group, in standard errors of the difference;
    /// 0 for one group.
    pub gap_over_one: f64,
    /// How well the group of each label comes back in resamples: its mean Jaccard index, from 0
    /// to 1; 0 for a group that no resample holds.
    pub stability: Vec<f64>,
}

impl Evidence {
    /// The stability of the group that comes back the least.
    #[must_use]
    pub fn least_stability(&self) -> f64 {
        self.stability.iter().copied().fold(1.0, f64::min)
    }
}

/// Whatever is the same for all numbers of groups.
pub(super) struct Witness<'a> {
    rows: ArrayView2<'a, f64>,
    // The rows that silhouettes and gaps look at, if not all.
    sample: Option<Sample>,
    kmeans: KMeans,
    references: References,
    resamples: Resamples,
}

struct Sample {
    places: Vec<usize>,
    rows: Array2<f64>,
}

impl<'a> Witness<'a> {
    pub(super) fn new(settings: &SelectK, rows: ArrayView2<'a, f64>) -> Self {
        let (seed, all) = (settings.seed, rows.nrows());
        let sample = (settings.sample < all).then(|| {
            let places = some(all, settings.sample, &mut Rng::new(seed, "select k: sample"));
            Sample { rows: picked(rows.reborrow(), &places), places }
        });
        let looked_at = sample.as_ref().map_or(rows.view(), |sample| sample.rows.view());
        let references = References::new(looked_at, settings.references, seed);
        let draws = all.min(settings.sample);
        let rng = Rng::new(seed, "select k: resamples");
        let resamples = Resamples { many: settings.bootstraps, draws, rng };
        let kmeans = settings.kmeans.clone();
        Self { rows, sample, kmeans, references, resamples }
    }

    /// The logarithm of an inertia, for the elbow.
    pub(super) fn ln(&self, inertia: f64) -> f64 {
        self.references.ln(inertia)
    }

    /// How many rows are looked at, if not all.
    pub(super) fn sampled(&self) -> Option<usize> {
        self.sample.as_ref().map(|sample| sample.places.len())
    }

    /// What speaks for so many groups, and the inertias from which its gap comes.
    pub(super) fn evidence(
        &self,
        k: u32,
        found: &Clustering,
        one: Option<&Logs>,
    ) -> Result<(Evidence, Logs)> {
        let (rows, labels) = (self.rows.view(), found.labels());
        let kmeans = self.kmeans.clone().k(k);
        let (logs, stability) = par::join(
            || self.logs(&kmeans, found),
            || self.resamples.stability(&kmeans, self.rows.view(), found),
        );
        let logs = logs?;
        let (gap, gap_error) = logs.gap();
        let evidence = Evidence {
            k,
            inertia: found.inertia(),
            silhouette: self.silhouette(labels),
            // One group has neither: that is the only reason to refuse rows that k-means took.
            calinski_harabasz: calinski_harabasz(rows.view(), labels).ok(),
            davies_bouldin: davies_bouldin(rows, labels).ok(),
            gap,
            gap_error,
            gap_over_one: one.map_or(0.0, |one| logs.over(one)),
            stability: stability?,
        };
        Ok((evidence, logs))
    }

    fn logs(&self, kmeans: &KMeans, found: &Clustering) -> Result<Logs> {
        let inertia = match &self.sample {
            Some(sample) => grouped(kmeans, sample.rows.view(), None)?.inertia(),
            None => found.inertia(),
        };
        self.references.logs(kmeans, inertia)
    }

    fn silhouette(&self, labels: &[u32]) -> Option<f64> {
        let found = match &self.sample {
            Some(Sample { places, rows }) => {
                let labels: Vec<u32> = places.iter().map(|&row| labels[row]).collect();
                silhouette(rows.view(), &labels)
            }
            None => silhouette(self.rows.view(), labels),
        };
        found.ok().map(|found| found.mean())
    }
}
