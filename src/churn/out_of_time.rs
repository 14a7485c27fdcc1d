//! Whether what was learned from earlier customers tells anything of later ones.

use super::cohort::Cohort;
use crate::engine::Score;
use crate::error::{ErrorKind, Result};
use crate::journal::Key;

/// So many of either kind must be known, or nothing can be said of anybody.
const LEAST_OF_EACH: u64 = 10;

/// How sure it must be.
const LEVEL: f64 = 0.95;

/// Learns from all cohorts; but first from those whose horizons had ended by the last one's day, to see
/// whether that tells who of the last churned. Without such there is nothing to be seen.
pub(super) fn fit<K: Key, M: Score<Output = Option<f64>>>(
    cohorts: &[Cohort<K>],
    learn: impl Fn(&[&Cohort<K>]) -> Result<M>,
) -> Result<M> {
    let mut all: Vec<&Cohort<K>> = cohorts.iter().collect();
    all.sort_by_key(|cohort| cohort.view().as_of());
    enough(&all)?;
    if let Some(last) = all.last().copied() {
        let day = last.view().as_of();
        let before: Vec<&Cohort<K>> =
            all.iter().copied().filter(|cohort| cohort.end() <= day).collect();
        if enough(&before).is_ok() && enough(&[last]).is_ok() {
            let model = learn(&before)?.map(|silent| silent.unwrap_or(0.5));
            let predictions = last.predictions(model)?;
            let (auc, (low, high)) = (predictions.auc()?, predictions.auc_interval(LEVEL)?);
            if low <= 0.5 {
                let customers = last.rows().len() as u64;
                return Err(ErrorKind::NoSignal { auc, low, high, customers }.into());
            }
        }
    }
    learn(&all)
}

/// Whether enough churned, and enough did not.
fn enough<K: Key>(cohorts: &[&Cohort<K>]) -> Result<()> {
    let count = |of: bool| {
        let all = cohorts.iter().flat_map(|cohort| cohort.churned());
        all.filter(|churned| **churned == of).count() as u64
    };
    let few = |what, found| ErrorKind::TooLittle { what, found, needed: LEAST_OF_EACH };
    if cohorts.is_empty() {
        return Err(ErrorKind::TooLittle { what: "cohorts", found: 0, needed: 1 }.into());
    }
    match (count(true), count(false)) {
        (churned, _) if churned < LEAST_OF_EACH => {
            Err(few("customers who churned", churned).into())
        }
        (_, stayed) if stayed < LEAST_OF_EACH => {
            Err(few("customers who did not churn", stayed).into())
        }
        _ => Ok(()),
    }
}
