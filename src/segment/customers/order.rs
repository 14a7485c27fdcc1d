//! Which segment bears which label.

use std::cmp::Ordering;

use ndarray::{Array2, Axis};

use super::model::SegmentationModel;
use super::settings::Rows;
use crate::error::{ErrorKind, Found, Result};
use crate::money::Currency;
use crate::segment::kmeans::Clustering;
use crate::segment::prepare::Prepared;
use crate::table::Table;
use crate::table::Variable;

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
    // Of nobody there is no mean: without this, an empty segment would be equal to each of them.
    sums.iter_mut().for_each(|(_, customers)| *customers = (*customers).max(1));
    let mean = |a: usize, b: usize| (sums[b].0 * sums[a].1).cmp(&(sums[a].0 * sums[b].1));
    let place = |a: usize, b: usize| {
        let pairs = centers.row(a).into_iter().zip(centers.row(b));
        pairs.map(|(x, y)| x.total_cmp(y)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    };
    let mut order: Vec<usize> = (0..sums.len()).collect();
    order.sort_by(|&a, &b| mean(a, b).then_with(|| place(a, b)));
    let mut places = vec![0; order.len()];
    (0..).zip(&order).for_each(|(place, &label)| places[label] = place);
    let labels = found.labels().iter().map(|&label| places[label as usize]).collect();
    (centers.select(Axis(0), &order), labels)
}

/// The centres of an earlier model as they are prepared now.
pub(super) fn starts(
    previous: &SegmentationModel,
    variables: &[Variable],
    currency: Currency,
    prepared: &Prepared,
) -> Result<Array2<f64>> {
    if previous.variables() != variables {
        let expected = "a model of the same variables in the same order";
        return Err(ErrorKind::Param { name: "continuing", found: Found::Text, expected }.into());
    }
    if previous.currency() != currency {
        let expected = previous.currency();
        return Err(ErrorKind::Currency { found: currency, expected }.into());
    }
    let each = previous.profiles().iter().map(|profile| prepared.apply_one(profile.center()));
    let cells = each.collect::<Result<Vec<_>>>()?;
    // Where two are one, the second would get whoever is farthest away, and keep its label.
    if (1..cells.len()).any(|at| cells[..at].contains(&cells[at])) {
        let expected = "a model whose segments differ within today's bounds";
        return Err(ErrorKind::Param { name: "continuing", found: Found::Text, expected }.into());
    }
    Ok(Array2::from_shape_fn((cells.len(), variables.len()), |(label, of)| cells[label][of]))
}
