//! The report. Amounts are in units of the currency.

use std::fmt::Display;

use regulars::churn::{Signal, Warning, WarningCode, WinBackOffer};
use regulars::{Key, View};
use serde_json::{Map, Value, json};

use crate::args::Args;
use crate::{Tonight, minor};

/// By custom, what a p-value alone is held against.
const LEVEL: f64 = 0.05;

pub(crate) fn report<K: Key + Display>(args: &Args, view: &View<K>, tonight: &Tonight) -> Value {
    let unit = 10_f64.powi(view.table().currency().exponent().into());
    let customer = |row: usize| view.keys()[row].to_string();
    let revenue = |row: usize| minor(view.table().row(row).revenue());

    let watched = |of: &[Warning]| {
        let row = of[0].row;
        let warnings = of.iter().map(|of| warning(args, of, unit)).collect::<Vec<Value>>();
        json!({"customer": customer(row), "revenue": revenue(row) / unit, "warnings": warnings})
    };
    let ranked = tonight.warnings.rank(args.budget as usize, revenue);

    let asked = |(row, offer): (usize, WinBackOffer)| {
        json!({
            "customer": customer(row),
            "p_return": offer.p_return,
            "value": offer.value / unit,
            "expected_profit": offer.expected_profit / unit,
            "closes": offer.closes.map(|day| day.to_string()),
            "text": offer.text(args.language),
        })
    };
    let win_back = tonight.offers.as_ref().map(|offers| {
        let paid = f64::from(args.budget) * minor(args.offer_cost);
        let chosen = WinBackOffer::rank(offers, paid).into_iter();
        chosen.filter_map(|row| Some(asked((row, offers[row]?)))).collect::<Vec<Value>>()
    });

    json!({
        "as_of": view.as_of().to_string(),
        "customers": view.len(),
        "tested": tonight.signals.iter().filter(|signals| !signals.is_empty()).count(),
        "tests": tonight.warnings.tests(),
        "warnings": tonight.warnings.len(),
        "by_code": by_code(tonight),
        "watch_list": ranked.into_iter().map(watched).collect::<Vec<Value>>(),
        "win_back": win_back,
    })
}

/// How many were tested, what is below 5 % by itself, and what stands out among all.
fn by_code(Tonight { signals, warnings, .. }: &Tonight) -> Map<String, Value> {
    let codes = WarningCode::OF_TIMELINES.into_iter().map(|code| {
        let of_code = || signals.iter().flatten().filter(|signal| signal.code == code);
        let below = of_code().filter(|signal| signal.p_value.is_some_and(|p| p <= LEVEL));
        let kept = warnings.iter().filter(|warning| warning.signal.code == code);
        let counts = json!({
            "tested": of_code().count(), "at_5_percent": below.count(), "kept": kept.count(),
        });
        (code.code().to_owned(), counts)
    });
    codes.collect()
}

fn warning(args: &Args, Warning { signal, adjusted, .. }: &Warning, unit: f64) -> Value {
    let Signal { code, p_value, since, observed, expected, .. } = *signal;
    // Orders come in minor units, and all else is counted.
    let unit = if code == WarningCode::SpendDrop { unit } else { 1.0 };
    json!({
        "code": code.code(),
        "since": since.to_string(),
        "p_value": p_value,
        "adjusted": adjusted,
        "observed": observed / unit,
        "expected": expected / unit,
        "text": signal.text(args.language),
    })
}
