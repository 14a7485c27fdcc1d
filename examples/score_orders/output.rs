//! Results for people and programs.

use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

use regulars::{Currency, Edges, Language, Money, RfmScore, Row, Segment};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::clusters;
use crate::clv::cell;
use crate::forecast;
use crate::risks;
use crate::stages;
use crate::steps::{Scored, Timings, milliseconds};

const HEADER: [&str; 13] = [
    "customer",
    "orders",
    "purchase_days",
    "first_day",
    "last_day",
    "days_since_last",
    "age",
    "revenue",
    "r",
    "f",
    "m",
    "segment",
    "segment_zh",
];

/// One row for each customer.
pub(crate) fn customers<K: regulars::Key + std::fmt::Display>(
    scored: &Scored<K>,
    to: impl Write,
) -> csv::Result<()> {
    let mut file = csv::Writer::from_writer(to);
    let forecasts = if scored.clv.is_some() { &forecast::NAMES[..] } else { &[] };
    let clusters = if scored.clusters.is_some() { &clusters::NAMES[..] } else { &[] };
    let stages = if scored.stages.is_some() { &stages::NAMES[..] } else { &[] };
    let risks = if scored.risks.is_some() { &risks::NAMES[..] } else { &[] };
    let names = HEADER.iter().chain(forecasts).chain(clusters).chain(stages).chain(risks);
    file.write_record(names)?;
    for (index, (key, row)) in scored.view.keys().iter().zip(scored.view.table().rows()).enumerate()
    {
        file.write_field(key.to_string())?;
        cells(row).iter().try_for_each(|cell| file.write_field(cell))?;
        let score = scored.scores.as_ref().map(|scores| scores[index]);
        bins(score).iter().try_for_each(|cell| file.write_field(cell))?;
        let segment = segment(score);
        file.write_field(code(scored, segment))?;
        let label = scored.model.as_ref().map(|model| model.label(segment, Language::Chinese));
        file.write_field(label.unwrap_or(segment.label(Language::Chinese)))?;
        if let Some((_, forecasts)) = &scored.clv {
            forecasts[index].iter().try_for_each(|value| file.write_field(cell(*value)))?;
        }
        if let Some(clusters) = &scored.clusters {
            clusters.cells(index).iter().try_for_each(|cell| file.write_field(cell))?;
        }
        if let Some(stages) = &scored.stages {
            let cells = stages::cells(&stages[index]);
            cells.iter().try_for_each(|cell| file.write_field(cell))?;
        }
        if let Some(risks) = &scored.risks {
            let cells = risks::cells(risks[index].as_deref());
            cells.iter().try_for_each(|cell| file.write_field(cell))?;
        }
        file.write_record(None::<&[u8]>)?;
    }
    file.flush()?;
    Ok(())
}

fn cells(row: Row<'_>) -> [String; 7] {
    let revenue = row.currency().text(row.revenue()).to_string();
    let empty = String::new;
    match row.history() {
        None => ["0".to_owned(), "0".to_owned(), empty(), empty(), empty(), empty(), revenue],
        Some(history) => [
            history.orders().to_string(),
            history.purchase_days().to_string(),
            history.first().to_string(),
            history.last().to_string(),
            history.days_since_last().to_string(),
            history.age().to_string(),
            revenue,
        ],
    }
}

/// R, F and M; nothing for a prospect.
fn bins(score: Option<RfmScore>) -> [String; 3] {
    let bought = score.filter(|score| 0 < score.r());
    let digit = |bin: fn(RfmScore) -> u8| bought.map_or_else(String::new, |s| bin(s).to_string());
    [digit(RfmScore::r), digit(RfmScore::f), digit(RfmScore::m)]
}

/// Where nobody has bought there are no scores, and all are prospects.
fn segment(score: Option<RfmScore>) -> Segment {
    score.map_or(Segment::Prospect, RfmScore::segment)
}

/// The model knows its own names.
fn code<K>(scored: &Scored<K>, segment: Segment) -> &str {
    scored.model.as_ref().map_or(segment.code(), |model| model.code_of(segment))
}

/// What happened, as one JSON object.
pub(crate) fn summary<K: regulars::Key>(
    scored: &Scored<K>,
    read: Duration,
    timings: &Timings,
) -> String {
    let (report, currency) = (&scored.report, scored.view.table().currency());
    let [ledger, table, fit, score] = timings.medians();
    let edges = scored.model.as_ref().map(|model| {
        let units = |edges: &Edges, unit: f64| -> Vec<f64> {
            edges.values().iter().map(|edge| edge / unit).collect()
        };
        // Within bins there is a list for each.
        let sets = |sets: &[Edges], unit| match sets {
            [edges] => json!(units(edges, unit)),
            _ => sets.iter().map(|edges| units(edges, unit)).collect(),
        };
        json!({
            "recency": units(model.recency(), 1.0),
            "frequency": sets(model.frequency(), 1.0),
            "monetary": sets(model.monetary(), 10_f64.powi(currency.exponent().into())),
        })
    });
    let rest = json!({
        "rows": {
            "read": report.read,
            "kept": report.kept,
            "merged": report.merged.rows,
            "dropped": {
                "unreadable": report.unreadable.rows,
                "no_customer": report.no_customer.rows,
                "zero": report.zero.rows,
                "return": report.returned.rows,
                "repeated": report.repeated.rows,
            },
            "later": scored.later,
        },
        "customers": scored.view.len(),
        "edges": edges.unwrap_or_else(|| json!({"recency": [], "frequency": [], "monetary": []})),
        "timings_ms": {
            "read": milliseconds(read),
            "ledger": ledger,
            "table": table,
            "fit": fit,
            "score": score,
        },
    });
    // Revenues are numbers with all their digits, which a `Value` would turn into a float.
    let mut all: BTreeMap<String, Box<RawValue>> = BTreeMap::new();
    if let Value::Object(fields) = rest {
        all.extend(fields.into_iter().map(|(key, value)| (key, raw(&value))));
    }
    all.extend(scored.clv.as_ref().map(|(models, _)| ("clv".to_owned(), raw(&models.report()))));
    let clusters = scored.clusters.as_ref();
    all.extend(clusters.map(|groups| ("clusters".to_owned(), raw(&groups.report(currency)))));
    all.insert("segments".to_owned(), raw(&segments(scored, currency)));
    serde_json::to_string(&all).expect("names and numbers are JSON")
}

#[derive(serde::Serialize)]
struct Total {
    customers: u64,
    revenue: Box<RawValue>,
}

fn segments<K: regulars::Key>(scored: &Scored<K>, currency: Currency) -> BTreeMap<&str, Total> {
    let mut totals = BTreeMap::<&str, (u64, i64)>::new();
    for (index, row) in scored.view.table().rows().enumerate() {
        let score = scored.scores.as_ref().map(|scores| scores[index]);
        let total = totals.entry(code(scored, segment(score))).or_default();
        *total = (total.0 + 1, total.1 + row.revenue().0);
    }
    let number = |minor| {
        let text = currency.text(Money(minor)).to_string();
        RawValue::from_string(text).expect("a decimal is a number of JSON")
    };
    let total = |(customers, minor)| Total { customers, revenue: number(minor) };
    totals.into_iter().map(|(segment, sums)| (segment, total(sums))).collect()
}

fn raw(value: &impl serde::Serialize) -> Box<RawValue> {
    serde_json::value::to_raw_value(value).expect("names and numbers are JSON")
}
