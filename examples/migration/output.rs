//! The matrix for programs, and a table for people.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write as _;

use regulars::{Currency, Language, Migration, Money, Moved, RfmModel, Segment};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::args::Args;
use crate::common::Result;

/// Who went one way. Amounts are numbers with all their digits.
#[derive(Serialize)]
struct Entry {
    customers: u64,
    revenue_before: Box<RawValue>,
    revenue_after: Box<RawValue>,
}

/// From each segment to each: who was not there on the first day comes from `new`, and who is not
/// on the second goes to `vanished`.
pub(crate) fn matrix(migration: &Migration<Segment>, model: &RfmModel) -> String {
    let mut matrix: BTreeMap<&str, BTreeMap<&str, Entry>> = BTreeMap::new();
    for (from, to, Moved { customers, before, after, .. }) in migration.iter() {
        let (from, to) = (
            from.map_or("new", |own| model.code_of(own)),
            to.map_or("vanished", |own| model.code_of(own)),
        );
        let number = |money| number(model.currency(), money);
        let entry =
            Entry { customers, revenue_before: number(before), revenue_after: number(after) };
        matrix.entry(from).or_default().insert(to, entry);
    }
    serde_json::to_string(&matrix).expect("names and numbers are JSON")
}

fn number(currency: Currency, money: Money) -> Box<RawValue> {
    let text = currency.text(money).to_string();
    RawValue::from_string(text).expect("a decimal is a number of JSON")
}

/// Customers from each segment, a line, to each, a column with the line's number.
pub(crate) fn table(migration: &Migration<Segment>, model: &RfmModel, args: &Args) -> Result<()> {
    let labels = migration.labels();
    let mut text = String::new();
    let mut line = |name: &str, cells: &[String], sum: &str| {
        let cells: String = cells.iter().map(|cell| format!("{cell:>6}")).collect();
        writeln!(text, "{name:<24}{cells}{sum:>8}").expect("a text takes any line");
    };
    let numbers: Vec<String> = (1..=labels.len()).map(|number| number.to_string()).collect();
    line(&format!("{} to {}", args.from, args.to), &numbers, "all");
    let rows = labels.iter().map(|&label| Some(label)).chain([None]);
    for (row, from) in rows.enumerate() {
        let moved = |to: &Segment| migration.moved(from, Some(*to)).customers;
        let cells: Vec<String> = labels.iter().map(|to| count(moved(to))).collect();
        let sum = labels.iter().map(moved).sum();
        let name = from.map_or("   new".to_owned(), |own| {
            format!("{:>2} {}", row + 1, model.label(own, Language::English))
        });
        line(&name, &cells, &count(sum));
    }
    let column = |to: &Segment| migration.change(*to).after;
    let sums: Vec<String> = labels.iter().map(|to| count(column(to))).collect();
    line("   all", &sums, &count(labels.iter().map(column).sum()));

    let vanished: u64 =
        labels.iter().map(|&from| migration.moved(Some(from), None).customers).sum();
    writeln!(text, "\nby the model of {}; vanished: {vanished}", model.as_of())
        .expect("a text takes any line");
    let said = write!(std::io::stderr(), "{text}");
    said.map_err(|error| format!("standard error: {error}"))
}

/// A dot for nobody, so that numbers stand out.
fn count(customers: u64) -> String {
    if customers == 0 { "·".to_owned() } else { customers.to_string() }
}
