//! Why one customer has their score, as JSON.

use regulars::rfm::{Around, More};
use regulars::{Currency, Day, Key, Language, Money, RfmExplanation, RfmReasons, SegmentMap};
use serde_json::{Value, json};

use crate::common::Result;
use crate::steps::Scored;

/// The customer whose key is written like this.
pub(crate) fn customer<K: Key + std::fmt::Display>(scored: &Scored<K>, key: &str) -> Result<Value> {
    let model = scored.model.as_ref().ok_or("nobody has bought, so there is nothing to explain")?;
    let place = scored.view.keys().iter().position(|known| known.to_string() == key);
    // The name itself is the customer's, and does not belong into a log.
    let place = place.ok_or("--explain names no customer who is known on that day")?;
    let why = model.explain(scored.view.table().row(place)).map_err(|error| error.to_string())?;
    let segment = why.score.segment();
    let label = |language| {
        let label = model.segments().map(|map: &SegmentMap| map.label(segment, language));
        label.unwrap_or(segment.label(language)).to_owned()
    };
    Ok(json!({
        "customer": key,
        "as_of": why.as_of.to_string(),
        "score": why.reasons.map(|_| why.score.digits()),
        "segment": segment.code(),
        "segment_en": label(Language::English),
        "segment_zh": label(Language::Chinese),
        "reasons": why.reasons.map(|reasons| numbers(&why, reasons)),
        "text_en": why.lines(Language::English),
        "text_zh": why.lines(Language::Chinese),
    }))
}

fn numbers(why: &RfmExplanation, RfmReasons { r, f, m, .. }: RfmReasons) -> Value {
    let (as_of, currency): (Day, Currency) = (why.as_of, why.currency);
    let unit = 10_f64.powi(currency.exponent().into());
    let edges = |edges: Around, unit: f64| json!({"below": edges.below.map(|edge| edge / unit), "above": edges.above.map(|edge| edge / unit)});
    #[expect(clippy::cast_precision_loss, reason = "cents of 15 digits are exact")]
    let minor = |money: Money| money.0 as f64;
    json!({
        "r": {
            "digit": r.digit,
            "days_since_last": r.days_since_last,
            "edges": edges(r.edges, 1.0),
            "order_now": r.order_now,
            "falls": r.falls.map(|falls| json!({
                "after_days": falls.after.0,
                "on": (as_of + falls.after).to_string(),
                "to": falls.to,
            })),
        },
        "f": {
            "digit": f.digit,
            "orders": f.value,
            "edges": edges(f.edges, 1.0),
            "more": f.more.map(|More { least, to, .. }| json!({"least": least, "to": to})),
        },
        "m": {
            "digit": m.digit,
            "revenue": m.value / unit,
            "edges": edges(m.edges, unit),
            "more": m.more.map(|More { least, to, .. }| json!({"least": minor(least) / unit, "to": to})),
        },
    })
}
