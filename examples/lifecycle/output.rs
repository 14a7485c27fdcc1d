//! Results for people and programs.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::io::Write;

use regulars::groups::TransitionMatrix;
use regulars::lifecycle::{Activity, Pulse, State, Transition};
use regulars::metric::KaplanMeier;
use regulars::{Course, Day, Language};
use serde_json::{Map, Value, json};

use crate::common::Result;
use crate::{Followed, sentence};

/// Of the intervals.
const LEVEL: f64 = 0.95;

/// The periods that are told ahead.
const AHEAD: u32 = 4;

/// All as one JSON object.
pub(crate) fn report(followed: &Followed) -> Result<Value> {
    let Followed { course, activity, matrix, times, took } = followed;
    let milliseconds = took.map(|took| (took.as_secs_f64() * 1e6).round() / 1e3);
    let steps = ["read", "ledger", "fit", "course", "rest"].into_iter().zip(milliseconds);
    Ok(json!({
        "dates": dates(course),
        "matrix": probabilities(matrix),
        "time_in_stage": stays(times)?,
        "passage_to_churned": by_state(matrix.chain().mean_days_until(State::Churned)),
        "forecast": ahead(course, matrix)?,
        "pulse": pulses(activity),
        "timings_ms": steps.collect::<BTreeMap<_, _>>(),
    }))
}

/// The customers of each state on each day.
fn dates(course: &Course<State>) -> Map<String, Value> {
    let days = course.days().iter().zip(course.groups());
    let states = days.map(|(day, groups)| {
        let customers = groups.iter().map(|(state, group)| (state, group.customers));
        (day.to_string(), by_state(customers))
    });
    states.collect()
}

/// The chance of each move, with its interval.
fn probabilities(matrix: &TransitionMatrix<State>) -> Value {
    let cell = |from, to| {
        let (low, high) = matrix.interval(from, to, LEVEL)?;
        let (probability, customers) = (matrix.probability(from, to)?, matrix.count(from, to));
        let cell = json!({
            "customers": customers, "probability": probability, "low": low, "high": high,
        });
        Some((to, cell))
    };
    let rows = State::ALL.into_iter().filter(|&from| 0 < matrix.out_of(from));
    by_state(
        rows.map(|from| (from, by_state(State::ALL.into_iter().filter_map(|to| cell(from, to))))),
    )
}

/// How long customers stay in each state, in days; nothing where most stay still.
fn stays(times: &BTreeMap<State, KaplanMeier>) -> Result<Value> {
    let stay = |(&state, stay): (&State, &KaplanMeier)| {
        let quantile = |p| stay.quantile(p).map_err(sentence);
        let stay = json!({
            "stays": stay.len(), "ended": stay.ended(), "median": stay.median(),
            "quartiles": [quantile(0.25)?, quantile(0.75)?],
        });
        Ok((state, stay))
    };
    Ok(by_state(times.iter().map(stay).collect::<Result<Vec<_>>>()?))
}

/// The customers to be expected in each state: of those of the last day, and with as many new ones as
/// have come.
fn ahead(course: &Course<State>, matrix: &TransitionMatrix<State>) -> Result<Vec<Value>> {
    let (chain, entering) = (matrix.chain(), matrix.entering());
    let now = course.groups().last().map_or_else(Vec::new, |groups| groups.customers());
    let period = |period: u32| {
        let (now, entering) = (now.iter().copied(), entering.iter().copied());
        let those_now = chain.ahead(now.clone(), period).map_err(sentence)?;
        let with_new = chain.ahead_with_entering(now, entering, period).map_err(sentence)?;
        Ok(json!({
            "period": period, "days": period * matrix.step().0,
            "those_now": by_state(those_now), "with_new": by_state(with_new),
        }))
    };
    (1..=AHEAD).map(period).collect()
}

/// Who was won and who was lost in the period up to each day.
fn pulses(activity: &Course<Activity>) -> Map<String, Value> {
    let days = activity.days().iter().zip(activity.groups());
    let pulses = days.map(|(day, groups)| {
        let pulse = Pulse::of(groups);
        let Pulse { new, current, resurrected, dormant, .. } = pulse;
        let told = json!({
            "new": new, "current": current, "resurrected": resurrected, "dormant": dormant,
            "pulse": pulse.ratio(),
        });
        (day.to_string(), told)
    });
    pulses.collect()
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
