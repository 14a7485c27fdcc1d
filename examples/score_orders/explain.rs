//! Why one customer has their score, as JSON.

use regulars::rfm::{Around, More};
use regulars::{Count, Currency, Day, Key, Language, Money, RfmExplanation, RfmReasons, Spend};
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
    Ok(json!({
        "customer": key,
        "as_of": why.as_of.to_string(),
        "score": why.reasons.map(|_| why.score.digits()),
        "segment": model.code_of(segment),
        "segment_en": model.label(segment, Language::English),
        "segment_zh": model.label(segment, Language::Chinese),
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
    let spend =
        |More { least, to, .. }: More<Money>| json!({"least": minor(least) / unit, "to": to});
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
            (counted(f.count)): f.value,
            "edges": edges(f.edges, 1.0),
            "more": f.more.map(|More { least, to, .. }| json!({"least": least, "to": to})),
        },
        "m": {
            "digit": m.digit,
            (summed(m.spend)): m.value / unit,
            "edges": edges(m.edges, unit),
            "more": m.more.map(spend),
            "next_order": m.next_order.map(spend),
        },
    })
}

/// A model that was loaded may count something else than orders, and sum up something else than
/// revenue.
fn counted(count: Count) -> &'static str {
    match count {
        Count::PurchaseDays => "purchase_days",
        Count::Repeats => "repeats",
        _ => "orders",
    }
}

fn summed(spend: Spend) -> &'static str {
    match spend {
        Spend::MeanPerOrder => "revenue_per_order",
        Spend::MeanPerPurchaseDay => "revenue_per_purchase_day",
        _ => "revenue",
    }
}
