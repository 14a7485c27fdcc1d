//! The tests of columns.

use super::model::{Found, reached};
use super::signal::WarningCode;
use super::watch::Watch;
use crate::day::Days;
use crate::error::Result;
use crate::num::exact;
use crate::table::{FeatureAt, Layout, Row};

/// Counts above this are no test's.
const MOST: f64 = 1e6;

/// The least answer, of 0 to 10, that is no detractor's.
const PASSIVE: f64 = 7.0;

/// A watch whose columns are resolved.
pub(super) struct Look {
    code: WarningCode,
    columns: Vec<FeatureAt>,
    recent: Days,
    before: Days,
}

impl Look {
    pub(super) fn new(watch: &Watch, recent: Days, layout: &Layout) -> Result<Self> {
        let columns = watch.columns().into_iter().map(|name| layout.feature(name));
        // Where a watch has no days of its own, those before are not asked for.
        let [recent, before] = watch.days().unwrap_or([recent; 2]);
        Ok(Self { code: watch.code(), columns: columns.collect::<Result<_>>()?, recent, before })
    }

    pub(super) fn code(&self) -> WarningCode {
        self.code
    }

    /// The test of a row, if it can be done.
    pub(super) fn test(&self, row: Row<'_>) -> Option<Found> {
        let read = |at: usize| row.feature(*self.columns.get(at)?);
        let count = |at: usize| whole(read(at)?);
        let since = row.as_of() - Days(self.recent.0 - 1);
        let found = |p_value: f64, observed: f64, expected: f64| {
            Some(Found { code: self.code, p_value: Some(p_value), since, observed, expected })
        };
        match self.code {
            WarningCode::NpsDetractor => {
                let score = read(0).filter(|score| (0.0..PASSIVE).contains(score))?;
                let (code, since) = (self.code, row.as_of());
                Some(Found { code, p_value: None, since, observed: score, expected: PASSIVE })
            }
            WarningCode::ComplaintRise => {
                let (x, y) = (count(0)?, count(1)?);
                let (days, before) = (f64::from(self.recent.0), f64::from(self.before.0));
                let exact = exact::at_least(x, x + y, days / (days + before))?;
                found(reached(exact)?, float(x), float(y) / before * days)
            }
            WarningCode::EngagementDrop => {
                let (x, y) = (count(0)?, count(1)?);
                let (days, before) = (u64::from(self.recent.0), u64::from(self.before.0));
                if days < x || before < y {
                    return None;
                }
                let exact = exact::at_most(x, x + y, days, days + before);
                found(reached(exact)?, float(x), float(y) / float(before) * float(days))
            }
            _ => {
                let shares = Shares::new([count(0)?, count(1)?, count(2)?, count(3)?])?;
                let p_value = match self.code {
                    WarningCode::DiscountOnly => shares.all()?,
                    _ => shares.fewer()?,
                };
                let [x, n, y, m] = shares.0.map(float);
                found(p_value, x / n, y / m)
            }
        }
    }
}

/// Some of all recently, and before.
struct Shares([u64; 4]);

impl Shares {
    /// If there are some in both windows, and no more than all.
    fn new(counts: [u64; 4]) -> Option<Self> {
        let [x, n, y, m] = counts;
        (x <= n && y <= m && 0 < n && 0 < m).then_some(Self(counts))
    }

    /// The chance of at most so many of the recent ones.
    fn fewer(&self) -> Option<f64> {
        let [x, n, y, m] = self.0;
        reached(exact::at_most(x, x + y, n, n + m))
    }

    /// The chance of all of the recent ones, if it is all; else 1.
    fn all(&self) -> Option<f64> {
        let [x, n, y, m] = self.0;
        let least = exact::all(x + y, n, n + m);
        let p_value = if x == n { least } else { 1.0 };
        // Where there are too few for all, it cannot come out.
        if least <= 0.0 { None } else { reached(exact::Exact { p_value, least }) }
    }
}

/// A count, if it is one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and small")]
fn whole(value: f64) -> Option<u64> {
    let is_count = (0.0..=MOST).contains(&value) && value.floor() >= value;
    is_count.then_some(value as u64)
}

#[expect(clippy::cast_precision_loss, reason = "a million at most")]
fn float(count: u64) -> f64 {
    count as f64
}
