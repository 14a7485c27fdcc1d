//! Rows drawn by chance, and groups of however few rows there are.

use ndarray::{Array2, ArrayView2, Axis};

use crate::error::{ErrorKind, Result};
use crate::num::rng::Rng;
use crate::segment::{Clustering, KMeans};

/// Rows that were drawn, in order, and how often each.
pub(super) struct Drawn {
    pub(super) rows: Vec<usize>,
    pub(super) times: Vec<f64>,
}

/// So many of all rows, none twice, in order (Knuth, TAOCP 2, algorithm 3.4.2S).
pub(super) fn some(all: usize, many: usize, rng: &mut Rng) -> Vec<usize> {
    let mut left = many;
    let taken = |row: &usize| {
        let taken = rng.uniform() * count(all - row) < count(left);
        left -= usize::from(taken);
        taken
    };
    (0..all).filter(taken).collect()
}

/// So many draws of one row of all.
pub(super) fn draws(all: usize, many: usize, rng: &mut Rng) -> Drawn {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number from 0 up to a number of rows"
    )]
    let draw = |_| ((rng.uniform() * count(all)) as usize).min(all - 1);
    let mut drawn: Vec<usize> = (0..many).map(draw).collect();
    drawn.sort_unstable();
    let same = drawn.chunk_by(|a, b| a == b);
    let (rows, times) = same.map(|same| (same[0], count(same.len()))).unzip();
    Drawn { rows, times }
}

/// Those rows.
pub(super) fn picked(rows: ArrayView2<'_, f64>, which: &[usize]) -> Array2<f64> {
    rows.select(Axis(0), which)
}

/// Groups of rows, of which fewer may be distinct than there are to be groups: then each is one.
pub(super) fn grouped(
    kmeans: &KMeans,
    rows: ArrayView2<'_, f64>,
    weights: Option<&[f64]>,
) -> Result<Clustering> {
    let fit = |kmeans: &KMeans| match weights {
        Some(weights) => kmeans.fit_weighted(rows, weights),
        None => kmeans.fit_matrix(rows),
    };
    let found = fit(kmeans);
    let Err(err) = &found else { return found };
    let ErrorKind::TooLittle { what: "distinct rows", found: distinct, .. } = *err.kind() else {
        return found;
    };
    match u32::try_from(distinct) {
        Ok(distinct) if 0 < distinct => fit(&kmeans.clone().k(distinct)),
        _ => found,
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number of rows in memory")]
pub(super) fn count(n: usize) -> f64 {
    n as f64
}
