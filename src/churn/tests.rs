#![expect(
    clippy::cast_precision_loss,
    clippy::float_cmp,
    reason = "counts and days of a few customers, and what must be equal to the bit"
)]

use crate::day::{Day, Days};
use crate::engine::{Fit, Score, from_fn};
use crate::error::ErrorKind;
use crate::language::Language;
use crate::ledger::{Ledger, View};
use crate::money::{Currency, Money};
use crate::record::Purchase;
use crate::sim::Shop;
use crate::table::{Columns, Feature, Row, Table, Variable};

use super::*;

mod alerts;
mod cohorts;
mod intervals;
mod logistics;
mod rates;
mod risks;
mod scorecards;
mod signals;
mod sums;

fn day(number: i32) -> Day {
    Day::new(number).unwrap()
}

/// Customers by the days on which they bought.
fn ledger(customers: &[&[i32]]) -> Ledger<usize> {
    let mut ledger = Ledger::new(Currency::EUR);
    for (key, days) in customers.iter().enumerate() {
        let purchases = days.iter().map(|&on| (key, Purchase::new(day(on), Money(500))));
        ledger.append(purchases).unwrap();
    }
    ledger
}

fn shop(customers: u32) -> Ledger<u64> {
    let mut ledger = Ledger::new(Currency::EUR);
    ledger.load(&Shop::new(customers).build().unwrap().orders()).unwrap();
    ledger
}

fn last() -> Day {
    "2024-12-31".parse().unwrap()
}

/// Rows of one's own: columns, of which none is of a buyer.
fn table_of(columns: &[(&'static str, Vec<f64>)], fit: impl FnOnce(Table<'_>)) {
    let rows = columns[0].1.len();
    let (none, zero) = (vec![0; rows], vec![0; rows]);
    let features: Vec<Feature<'_>> =
        columns.iter().map(|(name, values)| Feature::new(*name, day(0), &values[..])).collect();
    let table = Table::new(Columns {
        currency: Currency::EUR,
        as_of: day(0),
        first: &none,
        last: &none,
        orders: &zero,
        purchase_days: &zero,
        revenue: &zero,
        timelines: None,
        features: &features,
    });
    fit(table.unwrap());
}
