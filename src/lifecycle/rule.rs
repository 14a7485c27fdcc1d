//! What has been settled: a rule that any customer can be held against.

use std::collections::BTreeMap;

use super::limit::Limit;
use super::replay::Asking;
use super::settings::{Lifecycle, Unscored};
use super::silences::{Silences, between};
use super::stage::{Stage, Transition};
use super::state::State;
use crate::day::Day;
use crate::engine::{Bound, Score};
use crate::error::{ErrorKind, Result};
use crate::groups::Course;
use crate::metric::{KaplanMeier, Spell, Spells};
use crate::par;
use crate::table::{Layout, Needs, Row, Table};

/// A lifecycle whose limits are settled: a [`Score`] that answers a [`Stage`] for every customer.
///
/// Made by [`Lifecycle::fit`](crate::Fit::fit), or by [`Lifecycle::build`] where nothing has to be
/// learned.
#[derive(Clone, Debug, PartialEq)]
pub struct LifecycleRule<S = Unscored> {
    // Invariants: checked, and without limits that are learned from all customers' silences.
    pub(super) settings: Lifecycle<S>,
    // Invariant: there if a limit is in gaps.
    pub(super) learned: Option<Learned>,
}

/// What was learned from customers.
#[derive(Clone, Copy, Debug, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct Learned {
    pub(super) as_of: Day,
    pub(super) customers: u64,
    pub(super) gaps: u64,
    /// In days, of those who came back.
    pub(super) usual_gap: f64,
    /// In place of a customer's own gaps, where there are none: for the limits in their order.
    pub(super) otherwise: [Option<u32>; 3],
}

/// One customer's longest gap says much of them, and the longest of all says nothing of anybody.
const MOST_GAPS: f64 = 0.95;

impl Learned {
    pub(super) fn of<S>(silences: &Silences, settings: &Lifecycle<S>) -> Result<Self> {
        let none = ErrorKind::TooLittle { what: "gaps between purchases", found: 0, needed: 1 };
        let usual_gap = silences.usual_gap().ok_or(none)?;
        let mut otherwise = [None; 3];
        for (otherwise, (_, limit)) in otherwise.iter_mut().zip(settings.limits()) {
            if let Limit::OwnGaps(share) = limit {
                *otherwise = Some(silences.gap_covering(share.min(MOST_GAPS))?.0);
            }
        }
        let (as_of, customers, gaps) = (silences.as_of(), silences.customers(), silences.gaps());
        Ok(Self { as_of, customers, gaps, usual_gap, otherwise })
    }
}

impl<S> LifecycleRule<S> {
    /// The settings; limits that were learned from all customers are in days.
    pub fn settings(&self) -> &Lifecycle<S> {
        &self.settings
    }

    /// The day up to which the customers were known that it was learned from; `None` if nothing was
    /// learned.
    #[must_use]
    pub fn learned_as_of(&self) -> Option<Day> {
        self.learned.map(|learned| learned.as_of)
    }

    pub(super) fn asks_own_gaps(&self) -> bool {
        self.learned.is_some_and(|learned| learned.otherwise.iter().any(Option::is_some))
    }

    pub(super) fn otherwise(&self, place: usize) -> Option<u32> {
        *self.learned?.otherwise.get(place)?
    }

    /// The usual gap of a customer with so many gaps of so many days together.
    #[expect(clippy::cast_precision_loss, reason = "days and gaps are few")]
    pub(super) fn usual_gap(&self, days: u64, gaps: u64) -> Option<f64> {
        let shrinkage = self.settings.shrinkage;
        let prior = shrinkage * self.learned?.usual_gap;
        Some((prior + days as f64) / (shrinkage + gaps as f64))
    }
}

impl<S: Score<Output = f64>> LifecycleRule<S> {
    /// Every change of state of every customer, in order of days: a [`Score`].
    ///
    /// # Examples
    ///
    /// ```
    /// use regulars::lifecycle::{Lifecycle, State};
    /// use regulars::{Currency, Day, Ledger, Money, Purchase};
    ///
    /// let mut ledger = Ledger::new(Currency::EUR);
    /// for day in ["2023-01-10", "2024-05-01"] {
    ///     ledger.append([("ann", Purchase::new(day.parse()?, Money(500)))])?;
    /// }
    /// let view = ledger.as_of("2024-06-30".parse()?);
    /// let rule = Lifecycle::emarsys().build()?;
    /// let (_, changes) = view.join(rule.changes())?.next().expect("there is Ann");
    /// let days: Vec<(Day, State)> = changes.iter().map(|change| (change.day, change.to)).collect();
    /// assert_eq!(days, [
    ///     ("2023-01-10".parse()?, State::New),
    ///     ("2023-04-11".parse()?, State::Silent),
    ///     ("2024-01-11".parse()?, State::Churned),
    ///     ("2024-05-01".parse()?, State::Reactivated),
    /// ]);
    /// # Ok::<(), regulars::Error>(())
    /// ```
    pub fn changes(&self) -> impl Score<Output = Vec<Transition>> + '_ {
        Changes(self)
    }

    /// The states of every customer on each of `days`, and who moved in between: what
    /// [`Course::of`] says, in one pass over the purchases instead of one for each day.
    ///
    /// # Errors
    ///
    /// As [`Course::of`].
    pub fn course(&self, table: Table<'_>, days: &[Day]) -> Result<Course<State>> {
        let layout = table.layout();
        let asking = self.asking(&layout)?;
        Course::labelled(table, days, |row, labels| {
            let mut left = days.iter().zip(labels).peekable();
            let stage = asking.replay(row, |change| {
                while let Some((_, label)) = left.next_if(|(day, _)| **day < change.day) {
                    *label = Some(change.from);
                }
            });
            left.for_each(|(_, label)| *label = Some(stage.state));
        })
    }

    /// How long customers stay in each state, for those that somebody was in; the stays that go on on
    /// the table's day are not known to have ended. Prospects are left out, as nobody knows since when
    /// they are ones.
    ///
    /// # Errors
    ///
    /// As [`Score::bind`].
    pub fn time_in_state(&self, table: Table<'_>) -> Result<BTreeMap<State, KaplanMeier>> {
        let layout = table.layout();
        let changes = self.changes();
        let bound = changes.bind(&layout)?;
        let blocks = par::map_blocks(table.len(), par::BLOCK, |rows| {
            let mut stays: BTreeMap<State, Spells> = BTreeMap::new();
            for row in table.slice(rows).rows() {
                let changes = bound.score_row(row);
                let ends = changes.iter().skip(1).map(|change| (change.day, true));
                for (change, (end, ended)) in changes.iter().zip(ends.chain([(row.as_of(), false)]))
                {
                    let days = between(change.day, end);
                    stays.entry(change.to).or_default().add(Spell { days, ended });
                }
            }
            stays
        });
        let mut all: BTreeMap<State, Spells> = BTreeMap::new();
        for (state, spells) in blocks.into_iter().flatten() {
            all.entry(state).or_default().merge(&spells)?;
        }
        Ok(all.into_iter().map(|(state, spells)| (state, KaplanMeier::of(&spells))).collect())
    }

    fn asking(&self, layout: &Layout) -> Result<Asking<'_, S, impl Bound<Output = f64>>> {
        layout.timelines()?;
        let Lifecycle { scorer, cancelled, .. } = &self.settings;
        let cancelled = cancelled.as_ref().map(|name| layout.feature(name)).transpose()?;
        Ok(Asking { rule: self, score: scorer.bind(layout)?, cancelled })
    }
}

impl<S: Score<Output = f64>> Score for LifecycleRule<S> {
    type Output = Stage;

    fn needs(&self) -> Needs {
        let needs = Needs::none().timelines().and(self.settings.scorer.needs());
        self.settings.cancelled.iter().fold(needs, |needs, name| needs.feature(name))
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Stage>> {
        let asking = self.asking(layout)?;
        Ok(move |row: Row<'_>| asking.replay(row, |_| ()))
    }
}

/// A rule that tells every change.
struct Changes<'a, S>(&'a LifecycleRule<S>);

impl<S: Score<Output = f64>> Score for Changes<'_, S> {
    type Output = Vec<Transition>;

    fn needs(&self) -> Needs {
        self.0.needs()
    }

    fn bind(&self, layout: &Layout) -> Result<impl Bound<Output = Vec<Transition>>> {
        let asking = self.0.asking(layout)?;
        Ok(move |row: Row<'_>| {
            let mut changes = Vec::new();
            asking.replay(row, |change| changes.push(change));
            changes
        })
    }
}
