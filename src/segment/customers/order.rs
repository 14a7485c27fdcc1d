//! Which segment bears which label.

use std::cmp::Ordering;

use ndarray::{Array2, ArrayView2, Axis};

use super::model::SegmentationModel;
use super::settings::Rows;
use super::variable::Variable;
use crate::error::{ErrorKind, Result};
use crate::segment::kmeans::Clustering;
use crate::segment::prepare::Prepared;
use crate::table::Table;

/// The centres and labels of a clustering in the order of mean revenue, the most first, and then in
/// the order of their coordinates.
pub(super) fn ordered(
    found: &Clustering,
    rows: &Rows,
    table: Table<'_>,
) -> (Array2<f64>, Vec<u32>) {
    let mut sums = vec![(0_i128, 0_i128); found.sizes().len()];
    for (&label, &row) in found.labels().iter().zip(&rows.at) {
        let (spent, customers) = &mut sums[label as usize];
        *spent += i128::from(table.row(row).revenue().0);
        *customers += 1;
    }
    let centers = found.model().centers();
    let mean = |a: usize, b: usize| (sums[b].0 * sums[a].1).cmp(&(sums[a].0 * sums[b].1));
    let place = |a: usize, b: usize| {
        let pairs = centers.row(a).into_iter().zip(centers.row(b));
        pairs.map(|(x, y)| x.total_cmp(y)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    let mut order: Vec<usize> = (0..sums.len()).collect();
    order.sort_by(|&a, &b| mean(a, b).then_with(|| place(a, b)));
    let mut places = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, &label)| places[label] = place);
    placed(&places, &centers.to_owned(), found.labels().to_vec())
}

/// Each segment at its place.
pub(super) fn placed(
    places: &[usize],
    centers: &Array2<f64>,
    mut labels: Vec<u32>,
) -> (Array2<f64>, Vec<u32>) {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|&label| places[label]);
    #[expect(clippy::cast_possible_truncation, reason = "there are as many as labels")]
    labels.iter_mut().for_each(|label| *label = places[*label as usize] as u32);
    (centers.select(Axis(0), &order), labels)
}

/// The place of each segment, so that those which an earlier model had keep their order.
pub(super) fn continued(
    previous: &SegmentationModel,
    variables: &[Variable],
    prepared: &Prepared,
    centers: ArrayView2<'_, f64>,
) -> Result<Vec<usize>> {
    if previous.variables() != variables {
        let (found, expected) = (variables.len(), previous.variables().len());
        return Err(ErrorKind::Width { found, expected }.into());
    }
    let matched = matched(previous, prepared, centers)?;
    // Those of the earlier model in its order, then the new ones in theirs.
    let mut order: Vec<usize> = (0..matched.len()).collect();
    order.sort_by_key(|&label| (matched[label].unwrap_or(u32::MAX), label));
    let mut places = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, &label)| places[label] = place);
    Ok(places)
}

/// The earlier segment that each one continues, the closest pairs first.
fn matched(
    previous: &SegmentationModel,
    prepared: &Prepared,
    centers: ArrayView2<'_, f64>,
) -> Result<Vec<Option<u32>>> {
    let mut pairs = Vec::new();
    for (old, profile) in (0_u32..).zip(previous.profiles()) {
        let there = prepared.apply_one(profile.center())?;
        for (new, center) in centers.rows().into_iter().enumerate() {
            let square = |(x, y): (&f64, &f64)| (x - y) * (x - y);
            let apart: f64 = center.iter().zip(&there).map(square).sum();
            pairs.push((apart, old, new));
        }
    }
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let mut matched = vec![None; centers.nrows()];
    let mut taken = vec![false; previous.profiles().len()];
    for (_, old, new) in pairs {
        if matched[new].is_none() && !taken[old as usize] {
            (matched[new], taken[old as usize]) = (Some(old), true);
        }
    }
    Ok(matched)
}
