//! Results for people and programs.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::Write;

use regulars::lifecycle::{Pulse, State, Transition};
use regulars::{Day, Language};
use serde_json::{Map, Value, json};

use crate::Followed;
use crate::common::Result;

/// Of the intervals.
const LEVEL: f64 = 0.95;

/// The periods that are told ahead.
const AHEAD: u32 = 4;

/// All as one JSON object.
pub(crate) fn report(followed: &Followed) -> Result<Value> {
    let Followed { course, activity, matrix, times, took } = followed;
    let dates: Map<String, Value> = course
        .days()
        .iter()
        .zip(course.groups())
        .map(|(day, groups)| {
            (
                day.to_string(),
                by_state(groups.iter().map(|(state, group)| (state, group.customers))),
            )
        })
        .collect();
    let pulse: Map<String, Value> = activity
        .days()
        .iter()
        .zip(activity.groups())
        .map(|(day, groups)| {
            let pulse = Pulse::of(groups);
            let Pulse { new, current, resurrected, dormant, .. } = pulse;
            let ratio = pulse.ratio();
            let pulse = json!({
                "new": new, "current": current, "resurrected": resurrected, "dormant": dormant,
                "pulse": ratio,
            });
            (day.to_string(), pulse)
        })
        .collect();
    let rows = State::ALL.into_iter().filter(|&from| 0 < matrix.out_of(from));
    let probabilities =
        by_state(rows.map(|from| {
            let cells = State::ALL.into_iter().filter_map(|to| {
            let (low, high) = matrix.interval(from, to, LEVEL)?;
            let probability = matrix.probability(from, to)?;
            let customers = matrix.count(from, to);
            Some((to, json!({
                "customers": customers, "probability": probability, "low": low, "high": high,
            })))
        });
            (from, by_state(cells))
        }));
    let mut stays = Vec::new();
    for (&state, stay) in times {
        let quantile = |p| stay.quantile(p).map_err(|error| error.to_string());
        let quartiles = [quantile(0.25)?, quantile(0.75)?];
        stays.push((
            state,
            json!({
                "customers": stay.len(), "ended": stay.ended(), "median": stay.median(),
                "quartiles": quartiles,
            }),
        ));
    }
    let chain = matrix.chain();
    let passage = by_state(chain.first_passage(State::Churned));
    let now: Vec<(State, f64)> =
        course.groups().last().map_or_else(Vec::new, |groups| groups.customers());
    let entering = matrix.entering();
    let forecast: Vec<Value> = (1..=AHEAD)
        .map(|period| {
            json!({
                "period": period,
                "days": period * matrix.step().0,
                "those_now": by_state(chain.ahead(&now, period)),
                "with_new": by_state(chain.ahead_with(&now, &entering, period)),
            })
        })
        .collect();
    let milliseconds = took.map(|took| (took.as_secs_f64() * 1e6).round() / 1e3);
    let names = ["read", "ledger", "fit", "course", "rest"];
    let timings: BTreeMap<&str, f64> = names.into_iter().zip(milliseconds).collect();
    Ok(json!({
        "dates": dates,
        "matrix": probabilities,
        "time_in_stage": by_state(stays),
        "passage_to_churned": passage,
        "forecast": forecast,
        "pulse": pulse,
        "timings_ms": timings,
    }))
}

fn by_state<T: Into<Value>>(values: impl IntoIterator<Item = (State, T)>) -> Value {
    let fields = values.into_iter().map(|(state, value)| (state.code().to_owned(), value.into()));
    Value::Object(fields.collect())
}

/// One row for each change from a day on.
pub(crate) fn changes<'a, K: Display + 'a>(
    customers: impl Iterator<Item = (&'a K, Vec<Transition>)>,
    from: Day,
    to: impl Write,
) -> csv::Result<()> {
    let mut file = csv::Writer::from_writer(to);
    file.write_record(["customer", "day", "from", "to", "reason"])?;
    for (customer, changes) in customers {
        let customer = customer.to_string();
        for change in changes.into_iter().filter(|change| from <= change.day) {
            let (day, reason) = (change.day.to_string(), change.reason.text(Language::English));
            file.write_record([&customer, &day, change.from.code(), change.to.code(), &reason])?;
        }
    }
    file.flush()?;
    Ok(())
}
