//! The groups of some days while they are counted.

use std::collections::BTreeMap;

use super::migration::{Migration, Moved};
use super::summary::{Group, Groups};
use crate::day::Day;
use crate::error::Result;
use crate::history::{Summary, Timeline};
use crate::money::{Currency, Money};
use crate::table::Row;

/// What [`Groups`] and [`Migration`]s of many days come to, for the speed of counting: labels are looked
/// up when a customer's changes, which is seldom, rather than on every day.
pub(super) struct Tally<'a, L> {
    slots: BTreeMap<L, usize>,
    days: Vec<Count<'a, L>>,
}

/// One day, and who came there from the day before.
struct Count<'a, L> {
    day: &'a Day,
    // By slot: who is there, and those of them who were on the day before too.
    groups: Vec<(Group, Moved)>,
    moved: Migration<L>,
}

impl<'a, L: Ord + Copy + Send> Tally<'a, L> {
    pub(super) fn new(days: &'a [Day]) -> Self {
        let count = |day| Count { day, groups: Vec::new(), moved: Migration::new() };
        Self { slots: BTreeMap::new(), days: days.iter().map(count).collect() }
    }

    /// Counts a customer with a label for each day, which is heeded from their first purchase on; `None`
    /// if a sum does not fit 64 bits.
    pub(super) fn add(&mut self, row: Row<'_>, labels: &[Option<L>]) -> Option<()> {
        let mut totals = row.timeline().into_iter().flat_map(Timeline::iter).peekable();
        let (mut sum, mut there) = (Summary::default(), false);
        let mut before = (None, 0, Money::ZERO);
        for (count, &label) in self.days.iter_mut().zip(labels) {
            while let Some(total) = totals.next_if(|total| total.day <= *count.day) {
                (sum, there) = (sum.and(total), true);
            }
            let label = label.filter(|_| there);
            let (from, mut slot, had) = before;
            let has = Money(sum.revenue);
            if let Some(label) = label {
                if from != Some(label) {
                    let next = self.slots.len();
                    slot = *self.slots.entry(label).or_insert(next);
                }
                if count.groups.len() <= slot {
                    count.groups.resize_with(slot + 1, Default::default);
                }
                let (group, stayed) = &mut count.groups[slot];
                *group = group.and(Group::one(sum.history(*count.day), has))?;
                if from == Some(label) {
                    *stayed = stayed.and(Moved { customers: 1, before: had, after: has })?;
                }
            }
            if from != label {
                count.moved.add(from, label, had, has).ok()?;
            }
            before = (label, slot, has);
        }
        Some(())
    }

    /// Adds all to what was counted elsewhere. To the first day nobody came from another.
    pub(super) fn add_to(
        self,
        currency: Currency,
        groups: &mut [Groups<L>],
        migrations: &mut [Migration<L>],
    ) -> Result<()> {
        for (i, count) in self.days.iter().enumerate() {
            let migration = i.checked_sub(1).and_then(|i| migrations.get_mut(i));
            let counted = |slot: usize| count.groups.get(slot).copied().unwrap_or_default();
            let slots = || self.slots.iter().map(|(&label, &slot)| (label, counted(slot)));
            for (label, (group, _)) in slots().filter(|(_, (group, _))| 0 < group.customers) {
                groups[i].add_many(label, currency, group)?;
            }
            if let Some(migration) = migration {
                migration.merge(&count.moved)?;
                for (label, (_, stayed)) in slots().filter(|(_, (_, stayed))| 0 < stayed.customers)
                {
                    migration.add_moved((Some(label), Some(label)), stayed)?;
                }
            }
        }
        Ok(())
    }
}
