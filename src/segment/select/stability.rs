//! Whether groups come back when rows are drawn anew.

use ndarray::ArrayView2;

use super::sample::{count, draws, grouped, picked};
use crate::error::Result;
use crate::num::rng::Rng;
use crate::par;
use crate::segment::{Clustering, KMeans};

/// What resamples are drawn with.
pub(super) struct Resamples {
    pub(super) many: u32,
    /// Draws in each.
    pub(super) draws: usize,
    pub(super) rng: Rng,
}

impl Resamples {
    /// The mean over resamples of each group's Jaccard index; 0 for one that none of them holds.
    pub(super) fn stability(
        &self,
        kmeans: &KMeans,
        rows: ArrayView2<'_, f64>,
        found: &Clustering,
    ) -> Result<Vec<f64>> {
        let all = (0..self.many).collect();
        let all: Result<Vec<_>> =
            par::map(all, |number| self.one(kmeans, rows, found, number)).into_iter().collect();
        let all = all?;
        let mean = |label: usize| {
            let known: Vec<f64> = all.iter().filter_map(|indices| indices[label]).collect();
            known.iter().sum::<f64>() / count(known.len().max(1))
        };
        Ok((0..found.sizes().len()).map(mean).collect())
    }

    /// Each group's Jaccard index in one resample.
    fn one(
        &self,
        kmeans: &KMeans,
        rows: ArrayView2<'_, f64>,
        found: &Clustering,
        number: u32,
    ) -> Result<Vec<Option<f64>>> {
        let mut rng = self.rng.stream(number.into());
        let drawn = draws(rows.nrows(), self.draws, &mut rng);
        // A seed of its own: the same first draws would find the same groups too often.
        let kmeans = kmeans.clone().seed(rng.uniform().to_bits());
        let again = grouped(&kmeans, picked(rows, &drawn.rows).view(), Some(&drawn.times))?;
        let before: Vec<u32> = drawn.rows.iter().map(|&row| found.labels()[row]).collect();
        Ok(jaccard(&before, found.sizes().len(), again.labels(), again.sizes().len()))
    }
}

/// For each of the groups before, the greatest Jaccard index with one of those now, by the rows that
/// both know; nothing for a group without such rows.
pub(super) fn jaccard(
    before: &[u32],
    groups_before: usize,
    now: &[u32],
    groups_now: usize,
) -> Vec<Option<f64>> {
    let mut both = vec![vec![0_usize; groups_now]; groups_before];
    let (mut sizes_before, mut sizes_now) = (vec![0; groups_before], vec![0; groups_now]);
    for (&before, &now) in before.iter().zip(now) {
        let (before, now) = (before as usize, now as usize);
        both[before][now] += 1;
        sizes_before[before] += 1;
        sizes_now[now] += 1;
    }
    let most = |(both, &before): (&Vec<usize>, &usize)| {
        let index = |(&both, &now): (&usize, &usize)| count(both) / count(before + now - both);
        (0 < before).then(|| both.iter().zip(&sizes_now).map(index).fold(0.0, f64::max))
    };
    both.iter().zip(&sizes_before).map(most).collect()
}
