//! Groups and moves as data for other programs.

use serde::{Serialize, Serializer};

use super::course::Course;
use super::migration::{Migration, Moved};
use super::summary::{Group, Groups};
use crate::day::Day;

#[derive(Serialize)]
#[serde(rename = "Groups")]
struct RawGroups<L> {
    groups: Vec<RawGroup<L>>,
    all: Group,
}

#[derive(Serialize)]
struct RawGroup<L> {
    label: L,
    #[serde(flatten)]
    group: Group,
}

/// A list of the groups that have customers, and what all come to.
impl<L: Ord + Copy + Send + Serialize> Serialize for Groups<L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let groups = self.iter().map(|(label, group)| RawGroup { label, group }).collect();
        RawGroups { groups, all: self.all() }.serialize(serializer)
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
