//! The tests of timelines.

use super::model::{Found, reached};
use super::signal::WarningCode;
use crate::day::{Day, Days};
use crate::num::exact::{self, RANKED};
use crate::table::Row;

/// A customer's purchase days in both windows.
pub(super) struct Past {
    days: Vec<PurchaseDay>,
    /// Of them, those before the recent window.
    before: usize,
    /// The first day of the recent window.
    since: Day,
    /// The days of the recent window.
    recent: u64,
    /// The days of the window before, from the customer's first purchase on.
    known: u64,
    /// Whether the first of the days is the first of all.
    first: bool,
}

#[derive(Clone, Copy)]
struct PurchaseDay {
    day: Day,
    /// What an order of it comes to.
    order: f64,
    /// Whether goods came back before the next.
    returned: bool,
}

impl Past {
    /// Of who has bought before the recent window.
    pub(super) fn of(row: Row<'_>, recent: Days, before: Days) -> Option<Self> {
        let (as_of, history) = (row.as_of(), row.history()?);
        let last_before = as_of - recent;
        let start = (last_before - before).max(history.first());
        let first = start == history.first();
        let known = u64::try_from(last_before.since(start)).ok()?;
        let mut past = Self {
            days: Vec::new(),
            before: 0,
            since: last_before + Days(1),
            recent: recent.0.into(),
            known,
            first,
        };
        for total in row.timeline()?.iter() {
            // The window begins after its start, but for a first purchase.
            if total.day < start || total.day == start && !first {
                continue;
            }
            if 0 < total.orders {
                #[expect(clippy::cast_precision_loss, reason = "a mean, whose ranks count")]
                let order = total.revenue.0 as f64 / total.orders as f64;
                past.days.push(PurchaseDay { day: total.day, order, returned: false });
                past.before += usize::from(total.day <= last_before);
            } else if total.revenue.0 < 0 {
                past.days.last_mut().into_iter().for_each(|last| last.returned = true);
            }
        }
        Some(past)
    }

    /// A test, if it can be done.
    pub(super) fn test(&self, code: WarningCode) -> Option<Found> {
        match code {
            WarningCode::FrequencyDrop => self.frequency(),
            WarningCode::IntervalLengthening => self.intervals(),
            WarningCode::SpendDrop => self.spend(),
            WarningCode::ReturnRateRise => self.returns(),
            _ => None,
        }
    }

    fn frequency(&self) -> Option<Found> {
        // The first purchase is where counting begins, and is not counted itself.
        let all = self.days.len().checked_sub(usize::from(self.first))?;
        let recent = self.days.len() - self.before;
        let exact =
            exact::at_most(recent as u64, all as u64, self.recent, self.known + self.recent);
        let rate = count(all - recent) / float(self.known);
        let expected = rate * float(self.recent);
        self.found(WarningCode::FrequencyDrop, reached(exact)?, count(recent), expected)
    }

    fn intervals(&self) -> Option<Found> {
        let from = self.days.len().saturating_sub(RANKED + 1);
        let days = &self.days[from..];
        let gap = |pair: &[PurchaseDay]| u32::try_from(pair[1].day.since(pair[0].day)).ok();
        let gaps = days.windows(2).map(gap).collect::<Option<Vec<u32>>>()?;
        let p_value = reached(exact::rising(&gaps))?;
        let half = gaps.len() / 2;
        let (earlier, later) = gaps.split_at(half);
        let mean =
            |gaps: &[u32]| gaps.iter().copied().map(f64::from).sum::<f64>() / count(gaps.len());
        let found =
            self.found(WarningCode::IntervalLengthening, p_value, mean(later), mean(earlier))?;
        Some(Found { since: days[half].day, ..found })
    }

    fn spend(&self) -> Option<Found> {
        let (before, recent) = self.days.split_at(self.before);
        let last = |days: &[PurchaseDay], most: usize| -> Vec<f64> {
            days[days.len().saturating_sub(most)..].iter().map(|day| day.order).collect()
        };
        let (mut recent, mut before) = (last(recent, RANKED / 2), last(before, RANKED));
        if recent.is_empty() || before.is_empty() {
            return None;
        }
        let p_value = reached(exact::lower(&recent, &before))?;
        let (observed, expected) = (median(&mut recent)?, median(&mut before)?);
        self.found(WarningCode::SpendDrop, p_value, observed, expected)
    }

    fn returns(&self) -> Option<Found> {
        let (before, recent) = self.days.split_at(self.before);
        let kept = |days: &[PurchaseDay]| days.iter().filter(|day| !day.returned).count();
        let (kept_before, kept_recent) = (kept(before), kept(recent));
        // At least as many came back is at most as many did not.
        let (all, kept_all) = (self.days.len() as u64, (kept_before + kept_recent) as u64);
        let exact = exact::at_most(kept_recent as u64, kept_all, recent.len() as u64, all);
        let share = |kept: usize, all: usize| count(all - kept) / count(all);
        let (observed, expected) =
            (share(kept_recent, recent.len()), share(kept_before, before.len()));
        self.found(WarningCode::ReturnRateRise, reached(exact)?, observed, expected)
    }

    fn found(&self, code: WarningCode, p: f64, observed: f64, expected: f64) -> Option<Found> {
        Some(Found { code, p_value: Some(p), since: self.since, observed, expected })
    }
}

fn median(values: &mut [f64]) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    let (low, high) = (values.get((values.len() - 1) / 2)?, values.get(middle)?);
    Some(f64::midpoint(*low, *high))
}

#[expect(clippy::cast_precision_loss, reason = "purchase days of one customer")]
fn count(n: usize) -> f64 {
    n as f64
}

#[expect(clippy::cast_precision_loss, reason = "days of a window")]
fn float(n: u64) -> f64 {
    n as f64
}
