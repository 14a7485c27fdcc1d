//! Groups and moves as data for other programs.

use serde::{Serialize, Serializer};

use super::chain::Chain;
use super::course::Course;
use super::matrix::TransitionMatrix;
use super::migration::{Migration, Moved};
use super::summary::{Group, Groups};
use crate::day::Day;
use crate::money::Currency;

#[derive(Serialize)]
#[serde(rename = "Groups")]
struct RawGroups<L> {
    currency: Option<Currency>,
    groups: Vec<RawGroup<L>>,
    all: Group,
}

#[derive(Serialize)]
struct RawGroup<L> {
    label: L,
    #[serde(flatten)]
    group: Group,
    share: f64,
    share_of_revenue: f64,
    mean_days_since_last: Option<f64>,
}

/// A list of the groups that have customers, with their shares, and what all come to.
impl<L: Ord + Copy + Send + Serialize> Serialize for Groups<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let group = |(label, group): (L, Group)| RawGroup {
            label,
            group,
            share: self.share(&label),
            share_of_revenue: self.share_of_revenue(&label),
            mean_days_since_last: group.mean_days_since_last(),
        };
        let groups = self.iter().map(group).collect();
        RawGroups { currency: self.currency(), groups, all: self.all() }.serialize(serializer)
    }
}

#[derive(Serialize)]
struct RawMoved<L> {
    from: Option<L>,
    to: Option<L>,
    #[serde(flatten)]
    moved: Moved,
}

/// A list of every way that somebody went.
impl<L: Ord + Copy + Send + Serialize> Serialize for Migration<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(|(from, to, moved)| RawMoved { from, to, moved }))
    }
}

#[derive(Serialize)]
#[serde(rename = "Course", bound(serialize = "L: Ord + Copy + Send + Serialize"))]
struct RawCourse<'a, L> {
    days: &'a [Day],
    groups: &'a [Groups<L>],
    migrations: &'a [Migration<L>],
}

/// The days, the groups of each, and the moves between them.
impl<L: Ord + Copy + Send + Serialize> Serialize for Course<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let raw =
            RawCourse { days: self.days(), groups: self.groups(), migrations: self.migrations() };
        raw.serialize(serializer)
    }
}

#[derive(Serialize)]
struct RawTransition<L> {
    from: L,
    to: L,
    customers: u64,
    probability: f64,
    low: f64,
    high: f64,
}

/// A list of every move there may be from a group that somebody was in when a step began, with its
/// interval of 95 %: also of those that nobody made.
impl<L: Ord + Copy + Send + Serialize> Serialize for TransitionMatrix<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let labels = self.labels();
        let row = |(from, to): (L, L)| {
            let probability = self.probability(from, to)?;
            let (low, high) = self.interval(from, to, 0.95)?;
            Some(RawTransition {
                from,
                to,
                customers: self.count(from, to),
                probability,
                low,
                high,
            })
        };
        serializer.collect_seq(pairs(&labels).filter_map(row))
    }
}

#[derive(Serialize)]
struct RawChance<L> {
    from: L,
    to: L,
    probability: f64,
}

/// A list of the chances from each group that somebody was seen to go on from.
impl<L: Ord + Copy + Send + Serialize> Serialize for Chain<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let chance = |(from, to): (L, L)| {
            self.probability(from, to).map(|probability| RawChance { from, to, probability })
        };
        serializer.collect_seq(pairs(self.labels()).filter_map(chance))
    }
}

fn pairs<L: Copy>(labels: &[L]) -> impl Iterator<Item = (L, L)> + '_ {
    labels.iter().flat_map(move |&from| labels.iter().map(move |&to| (from, to)))
}
