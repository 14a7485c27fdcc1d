#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "counts of a few customers, and draws of small whole numbers"
)]

use crate::day::{Day, Days};
use crate::engine::{Fit, Score};
use crate::error::ErrorKind;
use crate::language::Language;
use crate::ledger::{Ledger, View};
use crate::money::{Currency, Money};
use crate::num::rng::Rng;
use crate::record::Purchase;
use crate::sim::Shop;
use crate::table::Row;

use super::*;

mod batches;
mod examples;
mod null;
mod stories;

fn day(number: i32) -> Day {
    Day::new(number).unwrap()
}

/// Customers by their purchases, in days and minor units; what is below zero came back.
fn ledger(customers: &[Vec<(i32, i64)>]) -> Ledger<usize> {
    let mut ledger = Ledger::new(Currency::EUR);
    for (key, purchases) in customers.iter().enumerate() {
        let purchase = |&(on, minor): &(i32, i64)| (key, Purchase::new(day(on), Money(minor)));
        ledger.append(purchases.iter().map(purchase)).unwrap();
    }
    ledger
}

/// The signals of each customer.
fn signals(settings: &EarlyWarning, view: &View<usize>) -> Vec<Vec<Signal>> {
    settings.fit(view.table()).unwrap().score(view.table()).unwrap()
}

fn of(signals: &[Signal], code: WarningCode) -> Option<Signal> {
    signals.iter().copied().find(|signal| signal.code == code)
}

/// Rows of columns.
type Rows = Vec<Vec<Option<f64>>>;

/// Customers who have bought nothing, with columns that are named `a`, `b`, `c` and `d`, as of day 1,000.
fn with_columns(rows: &Rows) -> View<usize> {
    let ledger: Ledger<usize> = Ledger::new(Currency::EUR);
    let view = ledger.as_of(day(1_000)).with_customers((0..rows.len()).map(|key| (key, day(0))));
    ["a", "b", "c", "d"].iter().enumerate().fold(view, |view, (column, name)| {
        view.with_feature(*name, day(1_000), |&key: &usize| *rows[key].get(column)?).unwrap()
    })
}

fn shares() -> [Share; 2] {
    [Share::new("a", "b"), Share::new("c", "d")]
}

fn counts() -> [Counted; 2] {
    [Counted::new("a", Days(30)), Counted::new("b", Days(90))]
}

/// A watch of each kind, on those columns.
fn watch(code: WarningCode) -> Watch {
    let ([recent, before], [now, then]) = (shares(), counts());
    match code {
        WarningCode::CategoryNarrowing => Watch::CategoryNarrowing { recent, before },
        WarningCode::DiscountOnly => Watch::DiscountOnly { recent, before },
        WarningCode::SatisfactionDrop => Watch::SatisfactionDrop { recent, before },
        WarningCode::ComplaintRise => Watch::ComplaintRise { recent: now, before: then },
        WarningCode::EngagementDrop => Watch::EngagementDrop { recent: now, before: then },
        _ => Watch::NpsDetractor { score: "a".into() },
    }
}

/// Settings that look at columns alone.
fn columns_only(code: WarningCode) -> EarlyWarning {
    WarningCode::OF_TIMELINES
        .into_iter()
        .fold(EarlyWarning::new(), EarlyWarning::without)
        .watch(watch(code))
}
