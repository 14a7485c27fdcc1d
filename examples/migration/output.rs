//! The matrix for programs, and a table for people.

use std::collections::BTreeMap;
use std::io::Write as _;

use regulars::{Currency, Language, Migration, Money, Moved, RfmModel, Segment};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::args::Args;
use crate::common::Result;

const NEW: &str = "new";
const GONE: &str = "vanished";

/// Who went one way. Amounts are numbers with all their digits.
#[derive(Serialize)]
struct Entry {
    customers: u64,
    revenue_before: Box<RawValue>,
    revenue_after: Box<RawValue>,
}

/// From each segment to each: who was not there on the first day comes from `new`, and who is not
/// on the second goes to `vanished`. A model that was loaded may have segments of these names.
pub(crate) fn matrix(migration: &Migration<Segment>, model: &RfmModel) -> Result<String> {
    let labels = migration.labels();
    let taken = labels.iter().map(|&own| model.code_of(own)).find(|own| [NEW, GONE].contains(own));
    if let Some(name) = taken {
        return Err(format!(
            "the model has a segment `{name}`, which is what the matrix calls those \
                            who are there on one day only"
        ));
    }
    let mut matrix: BTreeMap<&str, BTreeMap<&str, Entry>> = BTreeMap::new();
    for (from, to, Moved { customers, before, after, .. }) in migration.iter() {
        let (from, to) =
            (from.map_or(NEW, |own| model.code_of(own)), to.map_or(GONE, |own| model.code_of(own)));
        let number = |money| number(model.currency(), money);
        let entry =
            Entry { customers, revenue_before: number(before), revenue_after: number(after) };
        matrix.entry(from).or_default().insert(to, entry);
    }
    Ok(serde_json::to_string(&matrix).expect("names and numbers are JSON"))
}

fn number(currency: Currency, money: Money) -> Box<RawValue> {
    let text = currency.text(money).to_string();
    RawValue::from_string(text).expect("a decimal is a number of JSON")
}

/// Customers from each segment, a line, to each, a column with the line's number.
pub(crate) fn table(migration: &Migration<Segment>, model: &RfmModel, args: &Args) -> Result<()> {
    let (from, to, learned) = (args.from, args.to, model.as_of());
    let table = migration.text(Language::English, |own| model.label(own, Language::English));
    let said = writeln!(
        std::io::stderr(),
        "From {from}, down, to {to}, across, by the model of {learned}\n\n{table}"
    );
    said.map_err(|error| format!("standard error: {error}"))
}
