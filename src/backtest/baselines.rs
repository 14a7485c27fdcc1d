//! What anybody would try first.

use crate::churn::{Churn, Cohort};
use crate::day::Day;
use crate::engine::{Score, from_fn};
use crate::error::{ErrorKind, Result};
use crate::history::History;
use crate::journal::Key;
use crate::ledger::Ledger;
use crate::table::{Row, Table};

/// The names of the baselines.
pub(super) const NAMES: [&str; 4] = ["base_rate", "recency", "frequency", "lateness"];

/// The scores of each baseline for every row of the cohort's table.
pub(super) fn scores<K: Key>(
    settings: Churn,
    ledger: &Ledger<K>,
    day: Day,
    cohort: &Cohort<K>,
) -> Result<[Vec<f64>; 4]> {
    let table = cohort.view().table();
    let rate = base_rate(settings, ledger, day)?;
    let usual = usual_gap(table);
    let late = move |own: History| days(own.days_since_last()) / own.mean_gap().unwrap_or(usual);
    let of = |score: &(dyn Fn(History) -> f64 + Sync + Send)| {
        from_fn(|row: Row<'_>| row.history().map_or(0.0, score)).score(table)
    };
    Ok([
        vec![rate; table.len()],
        of(&|own| days(own.days_since_last()))?,
        of(&|own| -count(own.purchase_days()))?,
        of(&late)?,
    ])
}

/// The share who churned within the horizon that ends on the day, as was known then; a half if nobody
/// could have.
fn base_rate<K: Key>(settings: Churn, ledger: &Ledger<K>, day: Day) -> Result<f64> {
    match settings.cohort(ledger, day - settings.days()) {
        Ok(earlier) => Ok(earlier.base_rate()),
        Err(error) if matches!(error.kind(), ErrorKind::TooLittle { .. }) => Ok(0.5),
        Err(error) => Err(error),
    }
}

/// The median of customers' mean gaps, the upper of two in the middle; one day where there are none.
fn usual_gap(table: Table<'_>) -> f64 {
    let mut gaps: Vec<f64> = table.rows().filter_map(|row| row.history()?.mean_gap()).collect();
    gaps.sort_unstable_by(f64::total_cmp);
    gaps.get(gaps.len() / 2).copied().unwrap_or(1.0)
}

#[expect(clippy::cast_precision_loss, reason = "days between two dates")]
fn days(days: i64) -> f64 {
    days as f64
}

#[expect(clippy::cast_precision_loss, reason = "purchase days of one customer")]
fn count(days: u64) -> f64 {
    days as f64
}
