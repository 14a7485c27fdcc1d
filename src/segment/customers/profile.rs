//! What the customers of a segment are like.

use ndarray::{ArrayView1, ArrayView2, Axis};

use super::settings::Rows;
use crate::error::{ErrorKind, Result};
use crate::money::Money;
use crate::num::quantile::of_sorted as quantile;
use crate::par;
use crate::segment::prepare::{Prepared, standard};
use crate::table::Table;

/// What the customers of a segment are like, in the caller's units and in the order of the
/// variables.
///
/// A profile of one customer is that customer's data, and of a few nearly so: look at
/// [`customers`](Self::customers) before one leaves the house.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct Profile {
    pub(super) customers: u64,
    pub(super) share: f64,
    pub(super) revenue: Money,
    pub(super) share_of_revenue: Option<f64>,
    pub(super) center: Vec<f64>,
    pub(super) quartiles: Vec<Option<[f64; 3]>>,
    pub(super) differences: Vec<f64>,
    pub(super) fence: f64,
}

impl Profile {
    /// How many customers the model was learned from.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.customers
    }

    /// Their share of all who were grouped.
    #[must_use]
    pub fn share(&self) -> f64 {
        self.share
    }

    /// What they have spent, returns taken off.
    #[must_use]
    pub fn revenue(&self) -> Money {
        self.revenue
    }

    /// Their share of what all who were grouped have spent; nothing if that is not above 0.
    #[must_use]
    pub fn share_of_revenue(&self) -> Option<f64> {
        self.share_of_revenue
    }

    /// What they have spent on average, in minor units.
    #[must_use]
    pub fn mean_revenue(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a mean is rounded anyway")]
        let (spent, customers) = (self.revenue.0 as f64, self.customers as f64);
        if 0.0 < customers { spent / customers } else { 0.0 }
    }

    /// The centre. With a [`Shape`](crate::segment::Shape) it is no mean: it is what the mean of the
    /// prepared values is in the caller's units.
    #[must_use]
    pub fn center(&self) -> &[f64] {
        &self.center
    }

    /// The quartiles of each variable, by type 7 of Hyndman & Fan, those who lack it left out, though
    /// they were grouped with what the [rule](crate::segment::Missing) has for them; nothing if all do.
    #[must_use]
    pub fn quartiles(&self) -> &[Option<[f64; 3]>] {
        &self.quartiles
    }

    /// How far the centre is from the mean of all customers, in standard deviations of all, each
    /// variable as it was prepared: what sets the segment apart.
    #[must_use]
    pub fn differences(&self) -> &[f64] {
        &self.differences
    }

    /// The distance from the centre beyond which a customer is an outlier: three times the distance
    /// between the quartiles above the third (Tukey's outer fence). Of fewer than eight members, or if
    /// half of them are equally far away, the farthest.
    #[must_use]
    pub fn fence(&self) -> f64 {
        self.fence
    }
}

/// The shares of so many customers who spent so much, of all and of what all spent.
pub(super) fn shares(customers: u64, revenue: Money, all: u64, total: i64) -> (f64, Option<f64>) {
    let part = |own: i64, all: i64| number(own) / number(all);
    let of_revenue = (0 < total).then(|| part(revenue.0, total));
    (part(customers.cast_signed(), all.cast_signed()), of_revenue)
}

/// What profiles are made of.
pub(super) struct Grouped<'a> {
    pub(super) rows: &'a Rows,
    pub(super) points: ArrayView2<'a, f64>,
    pub(super) labels: &'a [u32],
    pub(super) centers: ArrayView2<'a, f64>,
    pub(super) table: Table<'a>,
    pub(super) prepared: &'a Prepared,
}

/// The profile of each segment.
pub(super) fn profiles(grouped: &Grouped<'_>) -> Result<Vec<Profile>> {
    let spread: Vec<(f64, f64)> = grouped.points.axis_iter(Axis(1)).map(spread).collect();
    let mut members = vec![Vec::new(); grouped.centers.nrows()];
    for (row, &label) in grouped.labels.iter().enumerate() {
        members[label as usize].push(row);
    }
    let spent = |rows: &[usize]| -> Result<Money> {
        let each = rows.iter().map(|&row| grouped.table.row(grouped.rows.at[row]).revenue());
        let sum: i128 = each.map(|money| i128::from(money.0)).sum();
        Ok(Money(i64::try_from(sum).map_err(|_| ErrorKind::Overflow)?))
    };
    let all = (0..grouped.labels.len()).collect::<Vec<_>>();
    let total = spent(&all)?.0;
    let profile = |(label, members): (usize, &Vec<usize>)| {
        let (center, revenue) = (grouped.centers.row(label).to_vec(), spent(members)?);
        let (customers, everybody) = (members.len() as u64, grouped.labels.len() as u64);
        let (share, share_of_revenue) = shares(customers, revenue, everybody, total);
        let away = |(x, (mean, deviation)): (&f64, &(f64, f64))| {
            if 0.0 < *deviation { (x - mean) / deviation } else { 0.0 }
        };
        let columns = (0..center.len()).map(|of| quartiles(grouped, members, of));
        Ok(Profile {
            customers,
            share,
            revenue,
            share_of_revenue,
            differences: center.iter().zip(&spread).map(away).collect(),
            quartiles: columns.collect(),
            fence: fence(grouped, members, &center),
            center: grouped.prepared.restore(&center)?,
        })
    };
    par::map(members.iter().enumerate().collect(), profile).into_iter().collect()
}

/// The mean and the standard deviation of a prepared variable.
fn spread(column: ArrayView1<'_, f64>) -> (f64, f64) {
    let least = column.fold(f64::INFINITY, |least, &x| least.min(x));
    let range = column.fold(0.0, |most: f64, &x| most.max(x - least));
    if range <= 0.0 {
        return (least, 0.0);
    }
    standard(&column.to_vec(), least, range)
}

fn quartiles(grouped: &Grouped<'_>, members: &[usize], variable: usize) -> Option<[f64; 3]> {
    let values = members.iter().map(|&row| grouped.rows.cells[[row, variable]]);
    let mut values: Vec<f64> = values.filter(|x| !x.is_nan()).collect();
    values.sort_unstable_by(f64::total_cmp);
    let at = |p| quantile(&values, p);
    Some([at(0.25)?, at(0.5)?, at(0.75)?])
}

/// With fewer members a segment's fence is its farthest member.
const FEW: usize = 8;

fn fence(grouped: &Grouped<'_>, members: &[usize], center: &[f64]) -> f64 {
    let distance = |&row: &usize| super::model::distance(grouped.points.row(row).iter(), center);
    let mut distances: Vec<f64> = members.iter().map(distance).collect();
    distances.sort_unstable_by(f64::total_cmp);
    let at = |p| quantile(&distances, p).unwrap_or(0.0);
    let spread = at(0.75) - at(0.25);
    // Where half of them are equally far away, and where they are few, quartiles say nothing of what
    // is unusual: nobody of them is.
    let few = distances.len() < FEW || spread <= 0.0;
    if few { at(1.0) } else { at(0.75) + 3.0 * spread }
}

pub(super) fn count(n: usize) -> f64 {
    number(i64::try_from(n).unwrap_or(i64::MAX))
}

#[expect(clippy::cast_precision_loss, reason = "a number of customers, or an amount in a share")]
fn number(n: i64) -> f64 {
    n as f64
}
